"""Attended, never came, waited and left, could not connect, late, left early: told apart, with their doubts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hosted_meetings_desktop.domain.call_diary import CallDiary, Outcome, Step
from hosted_meetings_desktop.domain.desk_place import desk_id
from hosted_meetings_desktop.domain.ids import InviteeId, PeerId
from hosted_meetings_desktop.domain.ledger.closing import is_ripe, over_since
from hosted_meetings_desktop.domain.ledger.facts import Fact, Kind, Place, Source, Who
from hosted_meetings_desktop.domain.ledger.listing import listed_truth
from hosted_meetings_desktop.domain.ledger.rules import LATE_FACTS
from hosted_meetings_desktop.domain.ledger.sources import (
    PeerDevice,
    device_fact,
    diary_facts,
    missed_fact,
    nothing_held_fact,
)
from hosted_meetings_desktop.domain.ledger.truth import Closing, Doubt, Judgement, PersonTruth, Stage
from hosted_meetings_desktop.domain.preset import Role
from tests.unit.domain.ledger.room_kit import (
    LENGTH,
    MEETING,
    RULES,
    SESSION,
    at,
    event,
    plan,
    read,
    row,
    seen,
    session,
    truth_of,
)

MINUTE = 60


def asha(*facts: Fact, as_of: float = 10_000) -> PersonTruth:
    """Return what became of a patient in a session of fifteen minutes with a host."""
    truth = truth_of([*plan("A"), session(), read(), row("Host", 0, LENGTH), *facts], as_of=at(as_of))
    found = truth.person("invitee:i-A")
    assert found is not None
    return found


def wait(came: float, went: float | None, *, kinds: tuple[Kind, Kind] = (Kind.CAME_IN, Kind.WENT_OUT)) -> list[Fact]:
    found = [seen("A", kinds[0], came, place=Place.LOBBY)]
    return found if went is None else [*found, seen("A", kinds[1], went, place=Place.LOBBY)]


# ---- what became of them
def test_who_was_in_the_room_attended() -> None:
    one = asha(row("A", 30, LENGTH))
    assert (one.judgement, one.present, one.late_by, one.left_early_by) == (
        Judgement.ATTENDED, timedelta(seconds=870), None, None,
    )  # fmt: skip
    assert one.doubts == ()


def test_who_was_never_seen_although_the_provider_was_asked_never_came() -> None:
    one = asha()
    assert one.judgement is Judgement.NEVER_CAME
    assert {session().id, read().id, plan("A")[0].id} <= set(one.facts_of("judgement"))


def test_who_only_waited_waited_and_left() -> None:
    one = asha(*wait(60, 400))
    assert (one.judgement, one.waited, one.arrived) == (
        Judgement.WAITED_AND_LEFT, timedelta(seconds=340), at(60),
    )  # fmt: skip


def test_who_was_in_for_a_moment_could_not_connect() -> None:
    one = asha(row("A", 30, 41), row("A", 90, 94))
    assert (one.judgement, one.joins, one.present) == (Judgement.COULD_NOT_CONNECT, 1, timedelta(seconds=15))


def test_whose_connection_was_begun_and_never_came_in_could_not_connect() -> None:
    one = asha(event("A", "PEER_CREATED", 33, peer="x"))
    assert (one.judgement, one.tries, one.arrived) == (Judgement.COULD_NOT_CONNECT, 1, at(33))


def test_a_connection_that_came_in_was_no_failed_try() -> None:
    created, joined, left = (
        event("A", name, when, peer="x")
        for name, when in (("PEER_CREATED", 1), ("PEER_JOINING", 2), ("PEER_LEAVING", 400))
    )
    one = asha(created, joined, left)
    assert (one.judgement, one.tries, one.present) == (Judgement.ATTENDED, 0, timedelta(seconds=398))


def test_steps_that_failed_on_the_way_in_are_tries() -> None:
    diary = CallDiary().begin(Step.TICKET, at(5)).begin(Step.JOIN, at(6)).end(Outcome.FAILED, at(20), "unreachable")
    diary = diary.begin(Step.RELOAD, at(21)).end(Outcome.BROKEN_OFF, at(30))
    facts = diary_facts(MEETING, InviteeId("i-A"), diary.entries, learned_at=at(30))
    assert [fact.text for fact in facts] == ["join: unreachable", "reload: broken_off"]
    one = asha(*facts)
    assert (one.judgement, one.tries, one.arrived) == (Judgement.COULD_NOT_CONNECT, 2, at(6))
    assert set(one.facts_of("judgement")) == {fact.id for fact in facts}


def test_of_a_cancelled_meeting_nobody_is_a_no_show() -> None:
    facts = [*plan("A", cancelled=True), nothing_held_fact(MEETING, read_at=at(2_000))]
    assert {one.judgement for one in truth_of(facts).people} == {Judgement.CALLED_OFF}


def test_without_a_session_who_was_invited_never_came_once_the_provider_was_asked() -> None:
    asked_early = [*plan("A"), nothing_held_fact(MEETING, read_at=at(600))]
    assert {one.judgement for one in truth_of(asked_early).people} == {Judgement.NOT_YET}
    asked = [*asked_early, nothing_held_fact(MEETING, read_at=at(901))]
    assert {one.judgement for one in truth_of(asked).people} == {Judgement.NEVER_CAME}


def test_where_nobody_was_asked_in_time_it_is_not_known_who_came() -> None:
    facts = [*plan("A"), session()]
    long_after = at(LENGTH) + LATE_FACTS
    assert {one.judgement for one in truth_of(facts).people} == {Judgement.NOT_YET}
    late = truth_of(facts, as_of=long_after)
    assert {(one.judgement, one.doubts) for one in late.people} == {(Judgement.UNKNOWN, (Doubt.PEOPLE_UNREAD,))}
    assert is_ripe(late, RULES, long_after)


def test_before_the_end_nothing_is_final() -> None:
    facts = [*plan("A", "B"), session(None, learned=30), row("Host", 0), *wait(30, None)]
    truth = truth_of(facts, as_of=at(100))
    assert truth.moving
    assert over_since(truth) is None
    found = {one.name: (one.judgement, one.judgement.final) for one in truth.people}
    assert found == {"Host": (Judgement.ATTENDED, True), "A": (Judgement.WAITING, False),
                     "B": (Judgement.NOT_YET, False)}  # fmt: skip
    waiting = truth.person("invitee:i-A")
    assert waiting is not None
    assert waiting.waited == timedelta(seconds=70)


def test_how_far_a_sitting_has_got_is_told_apart_from_whether_it_may_change() -> None:
    """It may change until its planned end; it goes on only while there is a call, or somebody who waits for one."""
    over, ended, long_after = [*plan("A"), session(300, learned=310)], at(400), at(LENGTH)
    found = {
        "nobody was in a call": truth_of([*plan("A")], as_of=at(100)),
        "a call goes on": truth_of([*plan("A"), session(None, learned=30)], as_of=at(100)),
        "it has ended": truth_of([*over, row("Host", 0, 300)], as_of=ended),
        "somebody waits again": truth_of([*over, row("Host", 0, 300), *wait(425, None)], as_of=at(500)),
        "the time is over": truth_of([*over, row("Host", 0, 300)], as_of=long_after),
        "a call goes on after that": truth_of([*plan("A"), session(None, learned=30)], as_of=at(LENGTH + 60)),
    }
    assert {name: (truth.stage, truth.moving) for name, truth in found.items()} == {
        "nobody was in a call": (Stage.AHEAD, True),
        "a call goes on": (Stage.GOES_ON, True),
        "it has ended": (Stage.ENDED, True),
        "somebody waits again": (Stage.GOES_ON, True),
        "the time is over": (Stage.OVER, False),
        "a call goes on after that": (Stage.GOES_ON, True),
    }
    assert {name: (row.stage, row.moving) for name, row in ((n, listed_truth(t)) for n, t in found.items())} == {
        name: (truth.stage, truth.moving) for name, truth in found.items()
    }


def test_the_front_desk_does_not_keep_a_call_going() -> None:
    desk = replace(row("x", 430, None), who=Who(desk_id(MEETING), "u-desk", "p-desk", "Front desk"), session=None)
    truth = truth_of([*plan("A"), session(300, learned=310), row("Host", 0, 300), desk], as_of=at(500))
    assert [one.judgement for one in truth.people if one.still_in] == [Judgement.STOOD_BY]
    assert truth.stage is Stage.ENDED


def test_the_front_desk_in_the_room_is_nobody_who_came() -> None:
    desk = replace(row("x", 0, 800), who=Who(desk_id(MEETING), "u-desk", "p-desk", "Front desk"))
    truth = truth_of([*plan("A"), session(), read(), row("Host", 0, LENGTH), desk])
    one = truth.person("participant:u-desk")
    assert one is not None
    assert (one.judgement, one.present) == (Judgement.STOOD_BY, timedelta(seconds=800))
    assert (truth.present, truth.together) == (timedelta(seconds=LENGTH), timedelta(0))


def test_who_was_not_invited_is_listed_after_the_plan() -> None:
    truth = truth_of([*plan("A"), session(), read(), row("Stranger", 5, 800, invited=False), row("A", 60, 70)])
    assert [(one.name, one.invited) for one in truth.people] == [("Host", True), ("A", True), ("Stranger", False)]


def test_two_people_with_the_same_id_of_another_program_stay_two() -> None:
    rows = [replace(row("x", 0, 100), who=Who("shared", user, f"p-{user}", user)) for user in ("u1", "u2")]
    truth = truth_of([session(), read(), *rows])
    assert [one.key for one in truth.people] == ["participant:u1", "participant:u2"]


def test_a_person_added_anew_to_the_room_is_still_the_invited_one() -> None:
    again = replace(row("A", 200, 300), who=Who("i-A", "u-other", "p-other", "A"))
    one = asha(row("A", 0, 100), again)
    assert (one.present, one.participants) == (timedelta(seconds=200), ("u-A", "u-other"))


# ---- late and early
def test_late_is_later_than_the_grace() -> None:
    assert asha(row("A", 300, LENGTH)).late_by is None
    assert asha(row("A", 301, LENGTH)).late_by == timedelta(seconds=301)


def test_who_waited_in_time_is_not_late_when_let_in_late() -> None:
    assert asha(*wait(100, 500), row("A", 500, LENGTH)).late_by is None


def test_who_comes_in_with_a_late_host_may_have_waited() -> None:
    facts = [*plan("A"), session(), read(), row("Host", 420, LENGTH), row("A", 430, LENGTH)]
    host, patient = truth_of(facts).people
    assert host.late_by == timedelta(seconds=420)
    assert (patient.late_by, patient.doubts) == (None, (Doubt.LATENESS_UNPROVEN,))


def test_who_was_seen_coming_to_wait_after_a_late_host_is_late() -> None:
    facts = [*plan("A"), session(), read(), row("Host", 420, LENGTH), *wait(430, 450), row("A", 450, LENGTH)]
    assert truth_of(facts).people[1].late_by == timedelta(seconds=430)


def test_who_waited_already_when_a_window_began_to_look_waited_longer() -> None:
    one = asha(*wait(400, 460, kinds=(Kind.SIGHTED, Kind.WENT_OUT)), row("A", 460, LENGTH))
    assert (one.late_by, one.waited) == (None, timedelta(seconds=60))
    assert set(one.doubts) == {Doubt.WAITED_LONGER, Doubt.LATENESS_UNPROVEN}


def test_left_early_is_while_others_went_on() -> None:
    assert asha(row("A", 0, 599)).left_early_by == timedelta(seconds=301)
    assert asha(row("A", 0, 600)).left_early_by is None
    both_left = [*plan("A"), session(), read(), row("Host", 0, 400), row("A", 0, 390)]
    assert [one.left_early_by for one in truth_of(both_left).people] == [None, None]
    host_left = [*plan("A"), session(), read(), row("Host", 0, 300), row("A", 0, LENGTH)]
    assert truth_of(host_left).people[0].left_early_by == timedelta(seconds=600)


def test_without_a_plan_nobody_is_late_or_a_no_show() -> None:
    truth = truth_of([session(), read(), row("A", 800, 830), row("B", 0, LENGTH)])
    assert [(one.late_by, one.left_early_by, one.judgement) for one in truth.people] == [
        (None, None, Judgement.ATTENDED)
    ] * 2


# ---- the plan that counts
def test_who_is_invited_after_the_end_has_not_stayed_away() -> None:
    later = plan("A", "Late", learned=LENGTH + 500)
    one = truth_of([*plan("A"), *later, session(), read()])
    assert [each.name for each in one.people] == ["Host", "A"]
    first_look = truth_of([*later, session(), read()])
    assert [each.name for each in first_look.people] == ["Host", "A", "Late"]


def test_who_was_uninvited_in_time_is_only_listed_where_they_came() -> None:
    facts = [*plan("A", "B", learned=10), *plan("A", learned=20), session(), read()]
    assert [each.name for each in truth_of(facts).people] == ["Host", "A"]
    came = truth_of([*facts, row("B", 0, 400)])
    assert [(each.name, each.invited) for each in came.people] == [("Host", True), ("A", True), ("B", False)]


def test_a_new_name_in_the_plan_is_the_name() -> None:
    renamed = [replace(fact, who=replace(fact.who, name="Asha")) if fact.who.name == "A" else fact
               for fact in plan("A", learned=30)]  # fmt: skip
    assert truth_of([*plan("A", learned=10), *renamed, session(), read()]).people[1].name == "Asha"


# ---- ends, figures, doubts
@pytest.mark.parametrize(
    ("facts", "until", "closing"),
    [
        ([row("A", 10, 200, minutes=9)], 200, Closing.REPORTED),
        ([row("A", 10, 5, minutes=2)], 130, Closing.DURATION),
        ([row("A", 10, 5)], 10, Closing.MOMENT),
        ([row("A", 10, peer="x"), event("A", "PEER_LEAVING", 300, peer="x")], 300, Closing.EVENT),
        ([row("A", 10, minutes=2)], 130, Closing.DURATION),
        ([row("A", 10), seen("A", Kind.CAME_IN, 10), seen("A", Kind.WENT_OUT, 301)], 301, Closing.SEEN),
        ([row("A", 10), seen("A", Kind.CAME_IN, 11), seen("A", Kind.LOST_SIGHT, 301)], LENGTH, Closing.SESSION_END),
        ([row("A", 10)], LENGTH, Closing.SESSION_END),
        ([event("A", "PEER_LEAVING", 300, peer="x")], 300, Closing.MOMENT),
    ],
)
def test_a_leave_is_told_by_the_surest_that_knows(facts: list[Fact], until: float, closing: Closing) -> None:
    one = asha(*facts)
    (stay,) = one.stays
    assert (stay.ended, stay.closing) == (at(until), closing)
    assert (Doubt.LEAVE_ASSUMED in one.doubts) is (closing is Closing.SESSION_END)


def test_figures_that_differ_and_times_that_run_backwards_are_doubts() -> None:
    assert asha(row("A", 0, 600, minutes=4)).doubts == (Doubt.FIGURES_DIFFER,)
    assert asha(row("A", 0, 600, minutes=10.0001)).doubts == ()
    assert asha(row("A", 50, 20, minutes=10)).doubts == (Doubt.BACKWARDS,)


def test_the_newest_word_on_a_connection_counts_and_an_end_is_not_taken_back() -> None:
    words = [row("A", 0, 300, peer="x", learned=1_000), row("A", 0, 310, peer="x", learned=1_100)]
    overtaken = row("A", 0, peer="x", learned=1_200)
    assert asha(*words, overtaken).present == timedelta(seconds=310)


def test_what_only_a_window_saw_says_so() -> None:
    one = asha(seen("A", Kind.CAME_IN, 100), seen("A", Kind.WENT_OUT, 200))
    assert (one.present, one.doubts) == (timedelta(seconds=100), (Doubt.ONLY_SEEN,))
    assert one.stays[0].stretches[0].source is Source.CALL_WINDOW


def test_a_window_that_did_not_notice_a_leave_does_not_prolong_it() -> None:
    one = asha(row("A", 0, 300), seen("A", Kind.CAME_IN, 1), seen("A", Kind.LOST_SIGHT, 800))
    assert one.present == timedelta(seconds=300)


def test_times_of_a_wrong_clock_are_set_right_and_say_so() -> None:
    host = [seen("Host", Kind.CAME_IN, 3_600, own=True), seen("Host", Kind.WENT_OUT, 3_600 + LENGTH, own=True)]
    one = asha(*host, *wait(3_660, 4_000))
    assert (one.arrived, one.waited, one.doubts) == (at(60), timedelta(seconds=340), (Doubt.CLOCKS_APART,))


def test_two_windows_that_see_the_same_count_once() -> None:
    facts = [seen("A", kind, when, window=window) for window in ("host", "desk")
             for kind, when in ((Kind.CAME_IN, 100), (Kind.WENT_OUT, 200))]  # fmt: skip
    one = asha(*facts)
    assert (one.present, one.joins) == (timedelta(seconds=100), 1)


def test_a_wait_without_an_end_ends_with_coming_in() -> None:
    one = asha(*wait(60, None), row("A", 200, LENGTH))
    assert [(each.ended, each.closing) for each in one.waits] == [(at(200), Closing.ADMITTED)]


def test_the_mark_of_the_desk_supports_a_no_show_and_is_doubted_otherwise() -> None:
    mark = missed_fact(MEETING, marked_at=at(700), learned_at=at(700))
    assert mark.id in asha(mark).facts_of("judgement")
    assert Doubt.MARKED_BUT_CAME in asha(mark, row("A", 0, 800)).doubts


def test_devices_are_named_once_and_make_nobody_come() -> None:
    phone = PeerDevice(SESSION, PeerId("p-A-0"), "u-A", "i-A", at(0), "Safari", "iOS", mobile=True)
    fact = device_fact(phone, learned_at=at(2_000))
    one = asha(row("A", 0, 800), fact, device_fact(phone, learned_at=at(3_000)))
    assert (one.devices, one.facts_of("devices")) == (("Safari, iOS, mobile",), (fact.id,))
    assert asha(fact).judgement is Judgement.NEVER_CAME


# ---- several sessions of one planned time
def test_a_call_that_broke_and_was_resumed_is_one_sitting() -> None:
    facts = [
        *plan("A"), session(300), read(360), session(LENGTH, began=500, name="s2"), read(960, "s2"),
        row("Host", 0, 290), row("A", 0, 290), row("Host", 500, LENGTH, name="s2"),
    ]  # fmt: skip
    truth = truth_of(facts)
    host, patient = truth.people
    assert [each.id for each in truth.sessions] == ["s", "s2"]
    assert (host.joins, host.present, truth.together) == (2, timedelta(seconds=690), timedelta(seconds=290))
    assert (patient.judgement, patient.left_early_by) == (Judgement.ATTENDED, timedelta(seconds=610))


# ---- when it is closed
def test_a_sitting_is_closed_when_it_is_settled_and_everybody_has_left() -> None:
    truth = truth_of([*plan("A"), session(), read(), row("A", 0, 800)])
    assert not is_ripe(truth, RULES, at(LENGTH) + RULES.settle - timedelta(seconds=1))
    assert is_ripe(truth, RULES, at(LENGTH) + RULES.settle)
    assumed = truth_of([*plan("A"), session(), read(), row("A", 0)])
    assert not is_ripe(assumed, RULES, at(LENGTH + 3_599))
    assert is_ripe(assumed, RULES, at(LENGTH + 3_600))
    unread = truth_of([*plan("A"), session(), read(LENGTH - 1), row("A", 0, 800)])
    assert not is_ripe(unread, RULES, at(90_000))


def test_without_a_session_a_sitting_is_closed_once_the_provider_said_so() -> None:
    assert not is_ripe(truth_of(plan("A")), RULES, at(90_000))
    facts = [*plan("A"), nothing_held_fact(MEETING, read_at=at(2_000))]
    assert is_ripe(truth_of(facts), RULES, at(2_000))


def test_roles_and_people_of_the_clinic_come_from_the_plan() -> None:
    one = asha(row("A", 0, 800))
    assert (one.role, one.invitee, one.person, one.preset) == (Role.PATIENT, "i-A", None, "preset")
