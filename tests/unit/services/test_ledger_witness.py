"""What our own call windows see is written down at once, and finds its sitting whenever the provider tells of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hosted_meetings_desktop.domain.call import CallPerson
from hosted_meetings_desktop.domain.call_diary import CallDiary, Outcome, Step
from hosted_meetings_desktop.domain.errors import StoreProblem
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.ledger.facts import Fact, Kind, Place
from hosted_meetings_desktop.domain.ledger.truth import Doubt, Judgement
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting
from tests.unit.fake_service import START
from tests.unit.services.test_ledger_kit import Clinic, clinic

__all__ = ["clinic"]
pytestmark = pytest.mark.anyio
WINDOW = "host window 1"


def at(minutes: float):
    return START + timedelta(minutes=minutes)


def person(invitee: Invitee) -> CallPerson:
    return CallPerson(str(invitee.participant_id), invitee.name, "guest")


def loose(clinic: Clinic) -> list[Fact]:
    return sorted((fact for (of, _id), fact in clinic.ledger.noted.items() if of is None), key=lambda one: one.at)


async def see_a_visit(clinic: Clinic, meeting: Meeting) -> None:
    """Let a host's window see somebody come, wait, be let in and go."""
    _host, asha, ben = meeting.invitees
    seen = clinic.witness
    await seen.entered(meeting.id, WINDOW, at=at(1))
    await seen.waiting(meeting.id, WINDOW, [(str(asha.participant_id), "Asha")], at=at(1) + timedelta(seconds=2))
    await seen.inside(meeting.id, WINDOW, [], at=at(1) + timedelta(seconds=2))
    both = [(str(asha.participant_id), "Asha"), (str(ben.participant_id), "Ben")]
    await seen.waiting(meeting.id, WINDOW, both, at=at(4))
    await seen.waiting(meeting.id, WINDOW, both[1:], at=at(6))
    await seen.inside(meeting.id, WINDOW, [person(asha)], at=at(6))
    await seen.waiting(meeting.id, WINDOW, [], at=at(15))
    await seen.inside(meeting.id, WINDOW, [], at=at(25))
    await seen.inside(meeting.id, WINDOW, [person(asha)], at=at(27))
    await seen.left(meeting.id, WINDOW, at=at(30))


async def test_what_a_window_saw_is_in_the_ledger(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha", "Ben")
    host, asha, ben = meeting.invitees
    await see_a_visit(clinic, meeting)
    assert loose(clinic)
    session = clinic.hold(meeting.room_id, 1, 31)
    clinic.come(session, (host, 1, 30), (asha, 6, 25), (asha, 27, 30))
    assert (await clinic.later(hours=1)).closed == 1
    assert loose(clinic) == []
    truth = (await clinic.service.session(session)).truth
    first, second = truth.person(f"invitee:{asha.id}"), truth.person(f"invitee:{ben.id}")
    assert first is not None
    assert second is not None
    assert (first.waited, first.joins, first.doubts) == (timedelta(minutes=4, seconds=58), 2, (Doubt.WAITED_LONGER,))
    assert (second.judgement, second.waited, second.arrived) == (
        Judgement.WAITED_AND_LEFT, timedelta(minutes=11), at(4),
    )  # fmt: skip
    assert truth.clock_offset == timedelta(0)


async def test_a_window_knows_whom_it_found_and_whom_it_saw_come(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha", "Ben")
    await see_a_visit(clinic, meeting)
    _host, asha, ben = (each.participant_id or each.id for each in meeting.invitees)
    told = [(fact.kind, fact.place, fact.who.participant) for fact in loose(clinic) if fact.who.participant]
    assert [each for each in told if each[1] is Place.LOBBY] == [
        (Kind.SIGHTED, Place.LOBBY, asha), (Kind.CAME_IN, Place.LOBBY, ben), (Kind.WENT_OUT, Place.LOBBY, asha),
        (Kind.WENT_OUT, Place.LOBBY, ben),
    ]  # fmt: skip
    assert [each for each in told if each[1] is Place.ROOM] == [
        (Kind.CAME_IN, Place.ROOM, asha), (Kind.WENT_OUT, Place.ROOM, asha), (Kind.CAME_IN, Place.ROOM, asha),
        (Kind.LOST_SIGHT, Place.ROOM, asha),
    ]  # fmt: skip
    own = [(fact.kind, fact.who.custom) for fact in loose(clinic) if fact.who.custom]
    assert own == [(Kind.CAME_IN, meeting.invitees[0].id), (Kind.WENT_OUT, meeting.invitees[0].id)]


async def test_without_a_word_on_when_it_came_in_a_window_found_whom_it_names_first(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha")
    asha = str(meeting.invitees[1].participant_id)
    await clinic.witness.waiting(meeting.id, WINDOW, [(asha, "Asha")], at=at(3))
    await clinic.witness.left(meeting.id, WINDOW, at=at(4))
    await clinic.witness.left(meeting.id, WINDOW, at=at(5))
    await clinic.witness.left(meeting.id, "another", at=at(5))
    assert [fact.kind for fact in loose(clinic)] == [Kind.SIGHTED, Kind.LOST_SIGHT]


async def test_the_same_word_again_says_nothing_new(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha")
    people = [person(meeting.invitees[1])]
    await clinic.witness.entered(meeting.id, WINDOW, at=at(0))
    for minute in (1, 2, 3):
        await clinic.witness.inside(meeting.id, WINDOW, people, at=at(minute))
    assert len(loose(clinic)) == 2


async def test_what_could_not_be_kept_is_told_with_the_next_word(clinic: Clinic, monkeypatch) -> None:
    meeting = clinic.plan("Asha")
    people = [person(meeting.invitees[1])]
    await clinic.witness.entered(meeting.id, WINDOW, at=at(0))

    def full(*_args: object) -> int:
        raise StoreProblem("The disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(clinic.ledger, "note", full)
        with pytest.raises(StoreProblem):
            await clinic.witness.inside(meeting.id, WINDOW, people, at=at(1))
    await clinic.witness.inside(meeting.id, WINDOW, people, at=at(1.1))
    assert [fact.at for fact in loose(clinic) if fact.who.participant] == [at(1.1)]


async def test_tries_that_failed_are_taken_once_from_a_diary_that_grows(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha")
    diary = CallDiary().begin(Step.JOIN, at(1)).end(Outcome.FAILED, at(2), "unreachable")
    await clinic.witness.wrote(meeting.id, diary)
    diary = diary.begin(Step.RELOAD, at(3)).end(Outcome.FAILED, at(4), "slow").begin(Step.JOIN, at(5))
    await clinic.witness.wrote(meeting.id, diary)
    await clinic.witness.wrote(meeting.id, diary, meeting.invitees[1].id)
    await clinic.witness.wrote(MeetingId("gone"), diary)
    assert tries_by_seat(clinic) == {str(each.id): 2 for each in meeting.invitees}
    assert (await clinic.later(hours=1)).closed == 1
    rows = clinic.ledger.kept_rows[clinic.sitting_id(meeting)]
    assert {row.judgement for row in rows} == {Judgement.COULD_NOT_CONNECT}


def tries_by_seat(clinic: Clinic) -> dict[str, int]:
    found: dict[str, int] = {}
    for fact in loose(clinic):
        found[fact.who.custom] = found.get(fact.who.custom, 0) + 1
    return found


async def test_facts_of_another_day_are_not_taken(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha")
    await clinic.witness.entered(meeting.id, WINDOW, at=at(-24 * 60))
    await clinic.witness.left(meeting.id, WINDOW, at=at(-24 * 60 + 5))
    assert (await clinic.later(hours=1)).closed == 1
    assert len(loose(clinic)) == 2
    assert clinic.ledger.kept_rows[clinic.sitting_id(meeting)][0].judgement is Judgement.NEVER_CAME


async def test_the_provider_may_tell_of_the_session_after_everything_else(clinic: Clinic) -> None:
    """A planned time is a sitting with what the windows saw, before its session is in any list."""
    meeting = clinic.plan("Asha", "Ben")
    await see_a_visit(clinic, meeting)
    clinic.clock.advance(minutes=31)
    (report,) = await report_after(clinic, meeting)
    asha = report.truth.people[1]
    assert (asha.present, asha.doubts) == (timedelta(minutes=22), (Doubt.ONLY_SEEN, Doubt.WAITED_LONGER))


async def report_after(clinic: Clinic, meeting: Meeting):
    await clinic.gatherer.gather()
    return await clinic.service.meeting(meeting.id)
