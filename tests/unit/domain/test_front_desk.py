"""Where a meeting stands for the desk, whose word that is, how urgent a wait is, and who may be let in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.desk_place import desk_id
from hosted_meetings_desktop.domain.desk_rules import (
    in_desk_order,
    longest_waiting,
    may_admit,
    others_inside,
    room_at,
    urgency,
    waited,
)
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.front_desk import (
    LAST_SEEN_FOR,
    DeskLimits,
    DeskState,
    RoomFacts,
    RoomSession,
    Source,
    Urgency,
    Waiter,
    WaitingList,
)
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId, PeerId, RoomId, SessionId
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting, Schedule
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.slots import Policy

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
END = START + timedelta(minutes=30)
LIMITS = DeskLimits()


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def person(name: str, role: Role = Role.PATIENT) -> Invitee:
    preset = "group_call_host" if role is Role.HOST else "group_call_guest"
    return Invitee(InviteeId(f"i-{name}"), name, role, preset, participant_id=ParticipantId(f"p-{name}"))


def meeting(*people: Invitee, **changes: object) -> Meeting:
    invited = people or (person("Dr Sommer", Role.HOST), person("Asha"))
    made = Meeting(
        MeetingId("m"), "Knee", Schedule(START, END - START, "UTC"), "Dr Sommer", invited, room_id=RoomId("r")
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def join(name: str, at: float, left: float | None = None, *, known: bool = True, preset: str = "group_call_guest"):
    return Presence(
        PeerId(f"{name}-{at}"),
        SessionId("s"),
        f"p-{name}",
        f"i-{name}" if known else "",
        name,
        preset,
        START + minutes(at),
        None if left is None else START + minutes(left),
        None,
    )


def session(*people: Presence, seen: float = 0, ended: float | None = None, live: int | None = None) -> RoomSession:
    count = sum(each.left_at is None for each in people) if live is None else live
    begun = min((each.joined_at for each in people), default=START)
    return RoomSession(
        begun, None if ended is None else START + minutes(ended), count, START + minutes(seen), tuple(people)
    )


def waits(*people: tuple[str, float], at: float = 0, is_open: bool = True) -> WaitingList:
    who = tuple(Waiter(ParticipantId(f"p-{name}"), name, START + minutes(since)) for name, since in people)
    return WaitingList(who, START + minutes(at), "window", is_open)


def at(number: float, facts: RoomFacts, limits: DeskLimits = LIMITS):
    return room_at(facts, limits, START + minutes(number))


HOST = join("Dr Sommer", -2)
FRESH = {"known_at": START + minutes(300)}


# ---- the states
def test_before_its_time_nobody_is_there() -> None:
    room = at(-30, RoomFacts(meeting(), known_at=START - minutes(31)))
    assert (room.state, room.since, room.word.source) == (DeskState.PLANNED, START, Source.PROVIDER)
    assert room.word.at == START - minutes(31)
    assert at(-30, RoomFacts(meeting(room_id=None))).word.source is Source.PLAN


def test_who_waits_before_the_time_is_early_and_then_waits() -> None:
    facts = RoomFacts(meeting(), waiting=waits(("Asha", -10), at=-10))
    early, late = at(-1, facts), at(4, facts)
    assert (early.state, early.word.source, early.word.at) == (DeskState.EARLY, Source.CALL, None)
    assert late.state is DeskState.WAITING
    assert late.since == START - minutes(10)
    assert waited(late, late.waiting[0], START + minutes(4)) == minutes(14)
    assert late.waiting[0].role is Role.PATIENT


@pytest.mark.parametrize(
    ("now", "expected"),
    [(4, Urgency.CALM), (5, Urgency.AMBER), (14.9, Urgency.AMBER), (15, Urgency.RED), (90, Urgency.RED)],
)
def test_a_wait_turns_amber_and_red_from_the_start_on(now: float, expected: Urgency) -> None:
    facts = RoomFacts(meeting(), waiting=waits(("Asha", -20)))
    assert urgency(at(now, facts), LIMITS, START + minutes(now)) is expected


def test_a_wait_that_nobody_sees_any_more_does_not_grow() -> None:
    facts = RoomFacts(meeting(), waiting=waits(("Asha", 0), at=4, is_open=False))
    room = at(30, facts)
    assert room.state is DeskState.WAITING
    assert not room.looks
    assert room.waiting_word is not None
    assert room.waiting_word.at == START + minutes(4)
    assert waited(room, room.waiting[0], START + minutes(30)) == minutes(4)
    assert urgency(room, LIMITS, START + minutes(30)) is Urgency.CALM
    late = START + minutes(4) + LAST_SEEN_FOR + minutes(1)
    assert room_at(facts, LIMITS, late).waiting == ()


def test_who_is_seen_inside_later_does_not_wait_any_more() -> None:
    inside = session(HOST, join("Asha", 3), seen=5)
    closed = RoomFacts(meeting(), (inside,), waits(("Asha", 0), at=2, is_open=False))
    assert at(6, closed).waiting == ()
    back = RoomFacts(meeting(), (inside,), waits(("Asha", 4), at=5, is_open=False))
    assert [each.name for each in at(6, back).waiting] == ["Asha"]


def test_the_desk_that_stands_by_is_nobody_who_came() -> None:
    desk = replace(join("Front desk", 1), custom_id=desk_id(MeetingId("m")), preset="hosted_meetings_front_desk")

    alone = at(2, RoomFacts(meeting(), (session(desk, seen=2),)))
    assert (alone.state, alone.count, alone.inside, alone.desk_inside) == (DeskState.PLANNED, 0, (), True)
    late = at(30, RoomFacts(meeting(), (session(desk, seen=30),), **FRESH))
    assert (late.state, late.proposed) == (DeskState.NO_SHOW, True)
    with_asha = at(2, RoomFacts(meeting(), (session(desk, join("Asha", 1), seen=2),)))
    assert (with_asha.state, with_asha.count) == (DeskState.IN_CALL, 1)
    assert [each.name for each in with_asha.inside] == ["Asha"]
    gone = at(2, RoomFacts(meeting(), (session(replace(desk, left_at=START + minutes(1)), seen=2),)))
    assert not gone.desk_inside


def test_a_guest_inside_is_in_the_call_and_later_over_time() -> None:
    facts = RoomFacts(meeting(), (session(HOST, join("Asha", 2), seen=29),))
    room = at(29, facts)
    assert (room.state, room.since, room.count) == (DeskState.IN_CALL, START + minutes(2), 2)
    assert [each.name for each in room.guests_inside] == ["Asha"]
    assert at(31, facts).state is DeskState.OVER_TIME
    assert at(31, facts, replace(LIMITS, over_after=minutes(5))).state is DeskState.IN_CALL


def test_somebody_who_waits_during_a_call_is_still_shown() -> None:
    facts = RoomFacts(meeting(), (session(HOST, join("Asha", 2)),), waits(("Ben", 6)))
    room = at(12, facts)
    assert room.state is DeskState.IN_CALL
    assert [each.name for each in room.waiting] == ["Ben"]
    assert urgency(room, LIMITS, START + minutes(12)) is Urgency.AMBER


def test_people_who_are_not_named_yet_are_in_the_call() -> None:
    room = at(40, RoomFacts(meeting(), (session(live=2),), **FRESH))
    assert (room.state, room.count, room.inside) == (DeskState.OVER_TIME, 2, ())
    assert not room.proposed


def test_a_host_alone_is_in_the_call_until_nobody_came() -> None:
    facts = RoomFacts(meeting(), (session(HOST),), **FRESH)
    assert at(14, facts).state is DeskState.IN_CALL
    room = at(15, facts)
    assert (room.state, room.proposed, room.count) == (DeskState.NO_SHOW, True, 1)


def test_a_host_is_known_by_their_preset_too() -> None:
    stranger = join("Locum", 0, known=False, preset="group_call_host")
    assert at(20, RoomFacts(meeting(), (session(stranger),), **FRESH)).state is DeskState.NO_SHOW
    patient = join("Somebody", 0, known=False)
    assert at(20, RoomFacts(meeting(), (session(patient),), **FRESH)).state is DeskState.IN_CALL


def test_no_show_is_only_proposed_where_it_can_be_known() -> None:
    assert at(20, RoomFacts(meeting(), known_at=START + minutes(15))).proposed
    for facts in (
        RoomFacts(meeting(), known_at=START + minutes(14)),
        RoomFacts(meeting()),
        RoomFacts(meeting(room_id=None), **FRESH),
        RoomFacts(meeting(person("Dr Sommer", Role.HOST)), **FRESH),
        RoomFacts(meeting(made_elsewhere=True), **FRESH),
    ):
        assert at(20, facts).state is DeskState.PLANNED
        assert at(31, facts).state is DeskState.ENDED
        assert at(31, facts).word.source is Source.PLAN


def test_a_no_show_that_somebody_marked_stays_until_they_come() -> None:
    marked = START + minutes(8)
    facts = RoomFacts(meeting(), no_show_at=marked)
    room = at(9, facts)
    assert (room.state, room.since, room.word.source, room.proposed) == (
        DeskState.NO_SHOW, marked, Source.DESK, False,
    )  # fmt: skip
    assert at(9, replace(facts, waiting=waits(("Asha", 9)))).state is DeskState.WAITING
    came = replace(facts, sessions=(session(HOST, join("Asha", 9)),))
    assert at(10, came).state is DeskState.IN_CALL
    gone = replace(facts, sessions=(session(HOST, join("Asha", 9, 12), ended=13),))
    assert at(14, gone).state is DeskState.ENDED
    before = replace(facts, sessions=(session(HOST, join("Asha", 1, 3), ended=4),))
    assert at(14, before).state is DeskState.NO_SHOW


def test_a_visit_that_was_held_has_ended() -> None:
    room = at(20, RoomFacts(meeting(), (session(HOST, join("Asha", 1, 18), ended=19, seen=19),), **FRESH))
    assert (room.state, room.since, room.word.source) == (DeskState.ENDED, START + minutes(18), Source.PROVIDER)
    early = RoomFacts(meeting(), (session(join("Asha", -20, -15), ended=-14),))
    assert at(-10, early).state is DeskState.PLANNED


def test_a_cancelled_one_is_cancelled_unless_somebody_came() -> None:
    gone = meeting(cancelled=True)
    assert at(-10, RoomFacts(gone)).state is DeskState.CANCELLED
    assert at(20, RoomFacts(gone, **FRESH)).state is DeskState.CANCELLED
    assert at(5, RoomFacts(gone, (session(join("Asha", 1)),))).state is DeskState.IN_CALL
    assert at(9, RoomFacts(gone, (session(join("Asha", 1, 6), ended=7),))).state is DeskState.ENDED


def test_two_tabs_are_one_person() -> None:
    room = at(5, RoomFacts(meeting(), (session(join("Asha", 1), join("Asha", 3), live=1),)))
    assert [(each.name, each.since) for each in room.inside] == [("Asha", START + minutes(1))]


# ---- who may be let in
def two_patients(policy: Policy, **changes: object):
    both = meeting(person("Asha"), person("Ben"), person("Leila", Role.INTERPRETER))
    facts = RoomFacts(both, (session(HOST, join("Asha", 1)),), waits(("Ben", 2), ("Leila", 3)), **changes)
    limits = replace(LIMITS, lock=policy)
    room = at(5, facts, limits)
    return room, limits


@pytest.mark.parametrize("policy", list(Policy))
def test_another_patient_inside_is_what_the_clinic_says(policy: Policy) -> None:
    room, limits = two_patients(policy)
    ben, leila = room.waiting
    assert [each.name for each in others_inside(room, ben)] == ["Dr Sommer", "Asha"]  # the host was not invited here
    assert may_admit(room, ben, limits) is policy
    assert may_admit(room, leila, limits) is Policy.ALLOW


def test_the_host_the_person_themselves_and_groups_are_in_nobodys_way() -> None:
    room = at(5, RoomFacts(meeting(), (session(HOST, join("Asha", 1)),), waits(("Asha", 2))))
    assert may_admit(room, room.waiting[0], replace(LIMITS, lock=Policy.REFUSE)) is Policy.ALLOW
    group, limits = two_patients(Policy.REFUSE, one_at_a_time=False)
    assert may_admit(group, group.waiting[0], limits) is Policy.ALLOW


def test_the_longest_wait_of_all_is_found() -> None:
    one = at(5, RoomFacts(meeting(), waiting=waits(("Asha", 2), ("Ben", -3))))
    two = at(5, RoomFacts(meeting(id=MeetingId("m2")), waiting=waits(("Cleo", 1))))
    found = longest_waiting([two, one])
    assert found is not None
    assert (found[0].id, found[1].name) == ("m", "Ben")
    assert longest_waiting([at(-9, RoomFacts(meeting()))]) is None


def test_who_needs_somebody_comes_first() -> None:
    def room(name: str, **facts: object):
        return at(5, RoomFacts(meeting(id=MeetingId(name)), **facts))  # type: ignore[arg-type]

    rooms = [
        room("ended", sessions=(session(join("Asha", 0, 2), ended=3),)),
        room("planned"),
        room("inside", sessions=(session(join("Asha", 0)),)),
        room("short", waiting=waits(("Asha", 3))),
        room("long", waiting=waits(("Ben", 1))),
    ]
    assert [each.id for each in in_desk_order(rooms)] == ["long", "short", "inside", "planned", "ended"]


# ---- limits
@given(
    st.integers(0, 240), st.integers(0, 240), st.integers(0, 240), st.integers(0, 240), st.sampled_from(list(Policy))
)
def test_limits_are_read_as_they_were_written(amber: int, red: int, missed: int, over: int, lock: Policy) -> None:
    amber, red = sorted((amber, red))
    limits = DeskLimits(minutes(amber), minutes(red), minutes(missed), minutes(over), lock)
    limits.check()
    assert DeskLimits.read(limits.words()) == limits


words = st.dictionaries(
    st.sampled_from(["amber_after", "red_after", "no_show_after", "over_after", "lock", "else"]),
    st.none() | st.booleans() | st.integers(-500, 500) | st.text(max_size=9) | st.lists(st.integers()),
)


@given(words)
def test_whatever_was_kept_gives_limits_that_hold(kept: dict[str, object]) -> None:
    DeskLimits.read(kept).check()


def test_limits_that_make_no_sense_are_refused() -> None:
    with pytest.raises(InputProblem) as wrong:
        DeskLimits(amber_after=minutes(20)).check()
    assert wrong.value.field == "red_after"
    with pytest.raises(InputProblem) as long:
        DeskLimits(no_show_after=timedelta(hours=5)).check()
    assert long.value.field == "no_show_after"


# ---- whatever happens
moments = st.integers(-40, 60)


@st.composite
def any_facts(draw: st.DrawFn) -> RoomFacts:
    names = ["Dr Sommer", "Asha", "Ben", "Stranger"]
    rows = []
    for name in draw(st.lists(st.sampled_from(names), max_size=4)):
        came = draw(moments)
        left = draw(st.none() | st.integers(came, 60))
        rows.append(join(name, came, left, known=name != "Stranger"))
    seen = draw(moments)
    ended = draw(st.none() | moments)
    sessions = (session(*rows, seen=seen, ended=ended),) if rows or draw(st.booleans()) else ()
    said = draw(
        st.none()
        | st.builds(
            lambda who, at_, is_open: waits(*((each, -5.0) for each in sorted(who)), at=at_, is_open=is_open),
            st.sets(st.sampled_from(names[1:])),
            moments,
            st.booleans(),
        )
    )
    marked = draw(st.none() | moments)
    known = draw(st.none() | moments)
    return RoomFacts(
        meeting(cancelled=draw(st.booleans())),
        sessions,
        said,
        None if marked is None else START + minutes(marked),
        known_at=None if known is None else START + minutes(known),
    )


@given(any_facts(), moments)
def test_every_state_follows_from_what_is_known(facts: RoomFacts, now: int) -> None:
    room = at(now, facts)
    guests = bool(room.guests_inside)
    if guests:
        assert room.state in {DeskState.IN_CALL, DeskState.OVER_TIME}
    elif room.waiting and not room.count:
        assert room.state in {DeskState.EARLY, DeskState.WAITING}
    if room.state in {DeskState.EARLY, DeskState.WAITING}:
        assert room.waiting
        assert room.word.source is Source.CALL
    if room.proposed:
        assert room.state is DeskState.NO_SHOW
        assert facts.known_at is not None
        assert facts.known_at >= START + LIMITS.no_show_after
        assert START + minutes(now) >= START + LIMITS.no_show_after
    if room.word.source is Source.DESK:
        assert facts.no_show_at is not None
    for each in room.waiting:
        assert waited(room, each, START + minutes(now)) >= timedelta(0)
    assert room.count >= len(room.inside)
    assert in_desk_order([room]) == (room,)
