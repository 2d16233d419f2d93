"""Who may be recorded: by what everybody said last, and what the kind of visit demands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.consent import (
    Answer,
    ConsentEntry,
    Standing,
    Way,
    consent_of,
    consent_while_recorded,
    voices_agreed,
)
from hosted_meetings_desktop.domain.desk_place import DESK_PRESET
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId, RecordingId
from hosted_meetings_desktop.domain.live import LivePerson
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting, Schedule
from hosted_meetings_desktop.domain.preset import USUAL_PRESETS, Role
from hosted_meetings_desktop.domain.recording import Recording, RecordingKind, RecordingStatus
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy, RecordingPolicy

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
BY_HAND, EACH, ANNOUNCED = RecordingPolicy.BY_HAND, ConsentPolicy.EACH_PERSON, ConsentPolicy.ANNOUNCED


def invited(name: str, role: Role = Role.PATIENT) -> Invitee:
    return Invitee(InviteeId(f"i-{name}"), name, role, USUAL_PRESETS[role])


MEETING = Meeting(
    MeetingId("m"),
    "Knee",
    Schedule(START, timedelta(minutes=30), "UTC"),
    "Dr Sommer",
    (invited("Dr Sommer", Role.HOST), invited("Asha"), invited("Ben", Role.INTERPRETER)),
)


def said(name: str, answer: Answer, minute: int = 0, *, known: bool = True) -> ConsentEntry:
    at = START + timedelta(minutes=minute)
    whose = InviteeId(f"i-{name}") if known else None
    return ConsentEntry(f"{name}-{minute}", MeetingId("m"), whose, name, answer, Way.READ_OUT, "Dr Sommer", at)


def inside(name: str, *, preset: str = "group_call_guest", known: bool = True) -> LivePerson:
    return LivePerson(ParticipantId(f"p-{name}"), name, preset, START, InviteeId(f"i-{name}") if known else None)


def test_everybody_but_the_host_has_to_say_yes() -> None:
    nobody = consent_of(MEETING, [], BY_HAND, EACH)
    assert (nobody.standing, nobody.missing) == (Standing.MISSING, ("Asha", "Ben"))
    one = consent_of(MEETING, [said("Asha", Answer.GIVEN), said("Ben", Answer.ASKED)], BY_HAND, EACH)
    assert (one.standing, one.missing) == (Standing.MISSING, ("Ben",))
    both = consent_of(MEETING, [said("Asha", Answer.GIVEN), said("Ben", Answer.GIVEN)], BY_HAND, EACH)
    assert (both.standing, both.missing) == (Standing.FREE, ())


@pytest.mark.parametrize("answer", [Answer.REFUSED, Answer.WITHDRAWN])
@pytest.mark.parametrize("policy", list(ConsentPolicy))
def test_a_no_is_a_no_whatever_was_announced(answer: Answer, policy: ConsentPolicy) -> None:
    entries = [said("Asha", Answer.GIVEN), said("Ben", Answer.GIVEN), said("Asha", answer, 5)]
    found = consent_of(MEETING, entries, BY_HAND, policy)
    assert found.standing is Standing.REFUSED
    assert found.missing == ("Asha",)


def test_being_asked_again_takes_nothing_back_and_a_later_yes_counts() -> None:
    entries = [said("Asha", Answer.GIVEN), said("Asha", Answer.ASKED, 5), said("Ben", Answer.REFUSED)]
    assert [each.given for each in consent_of(MEETING, entries, BY_HAND, EACH).people] == [True, False]
    entries += [said("Ben", Answer.ASKED, 6)]
    assert consent_of(MEETING, entries, BY_HAND, EACH).standing is Standing.REFUSED
    entries += [said("Ben", Answer.GIVEN, 7)]
    assert consent_of(MEETING, entries, BY_HAND, EACH).standing is Standing.FREE


def test_in_a_call_only_who_is_there_counts_and_so_does_who_was_not_invited() -> None:
    entries = [said("Asha", Answer.GIVEN), said("Ben", Answer.REFUSED)]
    here = [inside("Dr Sommer", preset="group_call_host"), inside("Asha")]
    assert consent_of(MEETING, entries, BY_HAND, EACH, here).standing is Standing.FREE
    guest = [*here, inside("A daughter", known=False)]
    assert consent_of(MEETING, entries, BY_HAND, EACH, guest).missing == ("A daughter",)
    entries += [said("a Daughter ", Answer.GIVEN, known=False)]
    assert consent_of(MEETING, entries, BY_HAND, EACH, guest).standing is Standing.FREE
    strange_host = inside("Locum", preset="group_call_host", known=False)
    desk = inside("Front desk", preset=DESK_PRESET, known=False)
    assert consent_of(MEETING, entries, BY_HAND, EACH, [*here, strange_host, desk]).standing is Standing.FREE


def test_what_is_announced_needs_no_yes_but_the_announcement() -> None:
    assert consent_of(MEETING, [], BY_HAND, ANNOUNCED).standing is Standing.ANNOUNCE
    all_said = [said("Asha", Answer.GIVEN), said("Ben", Answer.GIVEN)]
    assert consent_of(MEETING, all_said, BY_HAND, ANNOUNCED).standing is Standing.FREE


def test_what_is_never_recorded_is_not_whatever_people_say() -> None:
    entries = [said("Asha", Answer.GIVEN), said("Ben", Answer.GIVEN)]
    assert consent_of(MEETING, entries, RecordingPolicy.NEVER, EACH).standing is Standing.NEVER


entries_of_two = st.lists(
    st.builds(said, st.sampled_from(["Asha", "Ben"]), st.sampled_from(list(Answer)), st.integers(0, 9)), max_size=8
)


@given(entries_of_two)
def test_it_is_free_exactly_when_each_one_s_last_answer_is_yes(entries: list[ConsentEntry]) -> None:
    answers = [
        [each.answer for each in entries if each.name == name and each.answer is not Answer.ASKED]
        for name in ("Asha", "Ben")
    ]
    free = all(said_by and said_by[-1] is Answer.GIVEN for said_by in answers)
    assert (consent_of(MEETING, entries, BY_HAND, EACH).standing is Standing.FREE) is free


def test_an_entry_needs_to_say_whose_it_is_and_who_asked() -> None:
    with pytest.raises(InputProblem):
        said(" ", Answer.GIVEN).check()
    with pytest.raises(InputProblem):
        ConsentEntry("1", MeetingId("m"), None, "Asha", Answer.GIVEN, Way.PAPER, "", START).check()
    said("Asha", Answer.GIVEN).check()


_WHOSE = (("Asha", True), ("Ben", True), ("A daughter", False), ("A son", False))


@given(
    answers=st.lists(st.tuples(st.integers(0, 3), st.sampled_from(Answer)), max_size=8),
    policy=st.sampled_from(ConsentPolicy),
    announced=st.booleans(),
)
def test_no_voice_is_recorded_without_its_own_yes_and_none_for_anothers_no(
    answers: list[tuple[int, Answer]], policy: ConsentPolicy, announced: bool
) -> None:
    entries = [
        said(_WHOSE[place][0], answer, minute, known=_WHOSE[place][1])
        for minute, (place, answer) in enumerate(answers)
    ]
    people = [inside(name, known=known) for name, known in _WHOSE]
    people += [inside("Dr Sommer", preset=USUAL_PRESETS[Role.HOST]), inside("Desk", preset=DESK_PRESET, known=False)]
    consent = consent_of(MEETING, entries, BY_HAND, policy, people)
    heard = {each.name for each in voices_agreed(consent, people, announced=announced)}
    assert "Dr Sommer" in heard
    assert "Desk" not in heard, "it stands by, and is nobody who came"
    for place, (name, _known) in enumerate(_WHOSE):
        theirs = [answer for whose, answer in answers if whose == place]
        real = [answer for answer in theirs if answer is not Answer.ASKED]
        told = policy is ANNOUNCED and not real and (announced or bool(theirs))
        assert (name in heard) == (real[-1:] == [Answer.GIVEN] or told)
    never = consent_of(MEETING, entries, RecordingPolicy.NEVER, policy, people)
    assert not voices_agreed(never, people, announced=announced)


def test_only_the_recorded_count_while_voices_are_recorded() -> None:
    people = [inside("Asha"), inside("Ben"), inside("A daughter", known=False)]
    entries = [said("Asha", Answer.GIVEN), said("Ben", Answer.REFUSED)]
    consent = consent_of(MEETING, entries, BY_HAND, EACH, people)
    film = Recording(RecordingId("r"), None, "", RecordingStatus.RECORDING, START)
    assert consent_while_recorded(consent, film, people) is consent
    voices = replace(film, kind=RecordingKind.TRACKS, voices=("p-Asha", "p-A daughter"))
    stands = consent_while_recorded(consent, voices, people)
    assert [each.name for each in stands.unaware] == ["A daughter"]
    assert stands.standing is Standing.MISSING
    asha = consent_while_recorded(consent, replace(voices, voices=("p-Asha",)), people)
    assert (asha.standing, asha.unaware) == (Standing.FREE, ())
    never = consent_of(MEETING, entries, RecordingPolicy.NEVER, EACH, people)
    assert consent_while_recorded(never, voices, people).standing is Standing.NEVER


def test_of_two_strangers_with_one_name_nobody_knows_who_agreed() -> None:
    one, other = (
        inside("Anna", known=False),
        replace(inside("anna ", known=False), participant_id=ParticipantId("p-2")),
    )
    people, entries = (
        [inside("Asha"), one, other],
        [said("Asha", Answer.GIVEN), said("Anna", Answer.GIVEN, known=False)],
    )
    consent = consent_of(MEETING, entries, BY_HAND, EACH, people)
    assert voices_agreed(consent, people) == (people[0],)
    assert voices_agreed(consent_of(MEETING, entries, BY_HAND, EACH, people[:2]), people[:2]) == (*people[:2],)
    told = consent_of(MEETING, entries, BY_HAND, ANNOUNCED, people)
    assert voices_agreed(told, people) == (people[0],)
    assert voices_agreed(told, people, announced=True) == tuple(people), "all of them have heard it"
