"""The decisions alone: what is done next, and what is left alone, for any two sides."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.account import Provider
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId, RoomId
from hosted_meetings_desktop.domain.meeting import Region, SharedField
from hosted_meetings_desktop.domain.outbox import HOLD
from hosted_meetings_desktop.domain.room import RoomPatch
from hosted_meetings_desktop.domain.sides import Change, Creation, Guest, Mirror, Shared, Sides
from hosted_meetings_desktop.sync import decide
from hosted_meetings_desktop.sync.merge import merge
from tests.unit.fake_service import START

ROOM = RoomId("room")
ASHA = Guest(InviteeId("asha"), "Asha", "guest", ParticipantId("p"), ("Asha", "guest"))
AS_WANTED = Shared("Visit", False, Region.NEAREST, True)
SETTLED = Sides(MeetingId("m"), 3, AS_WANTED, AS_WANTED, Mirror(ROOM, AS_WANTED), guests=(ASHA,))
NOW = START + timedelta(days=1)

_SHARED = st.builds(
    Shared,
    st.sampled_from(["A", "B", "C"]),
    st.booleans(),
    st.sampled_from([Region.NEAREST, Region.FRANKFURT, Region.MUMBAI]),
    st.booleans(),
)


def _next(sides: Sides, *, provider: Provider = Provider.DYTE, looked: frozenset[str] = frozenset()):
    return decide.next_step(sides, provider, NOW, looked)


def test_nothing_is_done_when_both_sides_agree() -> None:
    assert _next(SETTLED) is None


def test_a_room_is_made_only_when_there_surely_is_none() -> None:
    planned = replace(SETTLED, mirror=None, base=None, guests=())
    assert isinstance(_next(planned), decide.MakeRoom)
    fresh = replace(planned, creation=Creation("marker", NOW - timedelta(seconds=5)))
    assert _next(fresh) == decide.LookUpRoom("marker", give_up=False)
    assert _next(fresh, looked=frozenset({"marker"})) == decide.Wait(NOW - timedelta(seconds=5) + decide.QUIET)
    old = replace(planned, creation=Creation("marker", NOW - decide.QUIET))
    assert _next(old) == decide.LookUpRoom("marker", give_up=True)
    assert _next(replace(planned, orphan=RoomId("late"))) == decide.AdoptOrphan(RoomId("late"))
    assert _next(replace(planned, wanted=replace(AS_WANTED, active=False))) is None


def test_a_clock_that_was_set_back_makes_no_wait_longer() -> None:
    of_the_future = replace(SETTLED, mirror=None, creation=Creation("marker", NOW + timedelta(days=30)))
    assert _next(of_the_future) == decide.LookUpRoom("marker", give_up=True)


def test_a_withdrawn_link_dies_before_anything_else() -> None:
    gone = replace(ASHA, removed=True)
    changed = replace(SETTLED, wanted=replace(AS_WANTED, title="New"), guests=(replace(ASHA, name="B"), gone))
    assert _next(changed) == decide.RemovePerson(ROOM, gone)


def test_who_was_taken_off_just_now_is_held_but_not_by_a_clock_that_was_set_back() -> None:
    held = replace(ASHA, removed=True, sent_at=NOW, check_at=NOW + HOLD)
    assert _next(replace(SETTLED, guests=(held,))) is None
    assert decide.next_step(replace(SETTLED, guests=(held,)), Provider.DYTE, NOW + HOLD) == decide.RemovePerson(
        ROOM, held
    )
    odd = replace(held, sent_at=NOW + timedelta(days=1), check_at=NOW + timedelta(days=1))
    assert _next(replace(SETTLED, guests=(odd,))) == decide.RemovePerson(ROOM, odd)


def test_ten_edits_are_one_patch() -> None:
    wanted = Shared("New", True, Region.FRANKFURT, False)
    assert _next(replace(SETTLED, wanted=wanted)) == decide.ChangeRoom(
        ROOM, RoomPatch("New", True, Region.FRANKFURT, False)
    )
    assert (
        _next(replace(SETTLED, wanted=replace(AS_WANTED, region=Region.MUMBAI)), provider=Provider.REALTIMEKIT)
        is None
    )


def test_somebody_refused_or_in_doubt_holds_up_nobody() -> None:
    refused = replace(ASHA, id=InviteeId("r"), participant=None, said=None, refused=True)
    waiting = replace(ASHA, id=InviteeId("w"), participant=None, said=None, sent_at=NOW - timedelta(seconds=1))
    new = replace(ASHA, id=InviteeId("n"), participant=None, said=None)
    people = replace(SETTLED, guests=(refused, waiting, new))
    assert _next(people, looked=frozenset({"w"})) == decide.AddPerson(ROOM, new)
    assert isinstance(_next(replace(people, guests=(refused, waiting)), looked=frozenset({"w"})), decide.Wait)
    assert _next(replace(people, guests=(refused,))) is None


def test_a_cancelled_meeting_gets_no_new_people_but_finds_out_what_became_of_those_in_doubt() -> None:
    said = replace(AS_WANTED, active=False)
    new = replace(ASHA, participant=None, said=None)
    cancelled = replace(SETTLED, wanted=said, base=said, mirror=Mirror(ROOM, said), guests=(new,))
    assert _next(cancelled) is None
    late = replace(ASHA, check_at=NOW - timedelta(minutes=1))
    assert _next(replace(cancelled, guests=(late,))) == decide.LookUpPerson(ROOM, late, give_up=True)
    assert _next(replace(cancelled, guests=(late,)), looked=frozenset({ASHA.id})) is None


def test_a_change_in_doubt_is_looked_at_when_it_had_its_time() -> None:
    fresh = Change(NOW - timedelta(seconds=1), {"title": "Visit"})
    assert _next(replace(SETTLED, changes=(fresh,))) == decide.Wait(fresh.sent_at + decide.QUIET)
    old = replace(fresh, sent_at=NOW - decide.QUIET)
    assert _next(replace(SETTLED, changes=(old,))) == decide.ReadRoom(ROOM)
    assert _next(replace(SETTLED, changes=(replace(old, checked=True),))) is None


def test_a_room_that_is_gone_is_for_a_person_unless_nobody_wants_it() -> None:
    gone = replace(SETTLED, mirror=Mirror(ROOM, AS_WANTED, gone=True))
    assert _next(gone) == decide.RoomGone()
    assert _next(replace(gone, wanted=replace(AS_WANTED, active=False))) is None


# ---- the merge
@given(ours=_SHARED, base=_SHARED, theirs=_SHARED)
def test_a_merge_loses_nothing_anybody_changed(ours: Shared, base: Shared, theirs: Shared) -> None:
    merged = merge(ours, base, theirs, NOW)
    conflicts = {conflict.field for conflict in merged.conflicts}
    for field in SharedField:
        mine, before, said, kept = (getattr(side, field) for side in (ours, base, theirs, merged.ours))
        if mine == before:
            assert kept == said
            assert field not in conflicts
        else:
            assert kept == mine
            assert (field in conflicts) == (said not in (mine, before))
    assert merged.base == theirs
    again = merge(merged.ours, merged.base, theirs, NOW)
    assert (again.ours, again.conflicts) == (merged.ours, ())


@given(ours=_SHARED, base=_SHARED, theirs=_SHARED)
def test_what_they_say_because_we_asked_for_it_is_no_change_of_theirs(
    ours: Shared, base: Shared, theirs: Shared
) -> None:
    echo = Change(NOW, {field.value: getattr(theirs, field) for field in SharedField})
    merged = merge(ours, base, theirs, NOW, (echo,))
    assert (merged.ours, merged.conflicts) == (ours, ())


@pytest.mark.parametrize("provider", list(Provider))
@given(ours=_SHARED, base=_SHARED, theirs=_SHARED)
def test_following_the_steps_brings_both_sides_together(
    provider: Provider, ours: Shared, base: Shared, theirs: Shared
) -> None:
    sides = replace(SETTLED, wanted=ours, base=base, mirror=Mirror(ROOM, theirs))
    for _step in range(3):
        match decide.next_step(sides, provider, NOW):
            case None:
                break
            case decide.TakeTheirs(merged):
                sides = replace(sides, wanted=merged.ours, base=merged.base)
            case decide.ChangeRoom(_, patch):
                values = {name: getattr(patch, name) for name in ("title", "record_on_start", "region", "active")}
                said = replace(theirs, **{name: value for name, value in values.items() if value is not None})
                sides = replace(sides, base=said, mirror=Mirror(ROOM, said))
            case other:
                pytest.fail(f"unexpected: {other}")
    assert decide.next_step(sides, provider, NOW) is None
    assert sides.mirror is not None
    assert sides.mirror.said.title == sides.wanted.title
    assert sides.mirror.said.active == sides.wanted.active
