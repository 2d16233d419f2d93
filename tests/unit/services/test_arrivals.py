"""Who waits, by the words of call windows that come, go and come back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hosted_meetings_desktop.domain.front_desk import NoHostInside
from hosted_meetings_desktop.domain.ids import MeetingId, ParticipantId
from hosted_meetings_desktop.services.arrivals import Arrivals
from tests.unit.conftest import Heard
from tests.unit.fake_service import START, Ticking
from tests.unit.services.desk_kit import Door

pytestmark = pytest.mark.anyio
ROOM = MeetingId("m")
ASHA, BEN = ("p-asha", "Asha"), ("p-ben", "Ben")


@pytest.fixture
def arrivals(changes: Heard, clock: Ticking) -> Arrivals:
    return Arrivals(changes, clock)


def note(arrivals: Arrivals, *people: tuple[str, str], at: float = 0, source: str = "one") -> None:
    arrivals.note(ROOM, people, at=START + timedelta(seconds=at), source=source)


def since(arrivals: Arrivals) -> dict[str, float]:
    said = arrivals.of(ROOM)
    assert said is not None
    return {each.name: (each.since - START).total_seconds() for each in said.people}


def test_since_when_is_kept_across_reports(arrivals: Arrivals, changes: Heard) -> None:
    assert arrivals.of(ROOM) is None
    note(arrivals, ASHA)
    note(arrivals, ASHA, BEN, at=40)
    note(arrivals, ASHA, BEN, at=400)
    assert since(arrivals) == {"Asha": 0, "Ben": 40}
    assert changes.topics == ["arrivals", "arrivals"], "the third said nothing new"


def test_a_short_gap_is_the_same_wait_and_a_long_one_is_not(arrivals: Arrivals) -> None:
    note(arrivals, ASHA)
    note(arrivals, at=300)
    note(arrivals, ASHA, at=359)
    assert since(arrivals) == {"Asha": 0}
    note(arrivals, at=400)
    note(arrivals, ASHA, at=460)
    assert since(arrivals) == {"Asha": 460}


def test_what_a_closed_window_said_is_old_but_kept(arrivals: Arrivals, clock: Ticking) -> None:
    note(arrivals, ASHA)
    clock.advance(minutes=4)
    arrivals.gone(ROOM)
    said = arrivals.of(ROOM)
    assert said is not None
    assert not said.open
    assert said.at == clock()
    assert [each.name for each in said.people] == ["Asha"]
    note(arrivals, ASHA, at=280)
    assert since(arrivals) == {"Asha": 0}, "the window came back within the minute"
    assert arrivals.of(ROOM).open  # type: ignore[union-attr]


def test_a_window_that_comes_back_late_begins_anew(arrivals: Arrivals, clock: Ticking) -> None:
    note(arrivals, ASHA)
    clock.advance(minutes=1)
    arrivals.gone(ROOM)
    note(arrivals, ASHA, at=600)
    assert since(arrivals) == {"Asha": 600}


def test_one_of_two_windows_may_go(arrivals: Arrivals, changes: Heard, clock: Ticking) -> None:
    note(arrivals, ASHA)
    note(arrivals, ASHA, BEN, at=5, source="two")
    clock.advance(seconds=10)
    arrivals.gone(ROOM, "two")
    said = arrivals.of(ROOM)
    assert said is not None
    assert said.open
    assert [each.name for each in said.people] == ["Asha"]
    changes.topics.clear()
    arrivals.gone(ROOM, "three")
    assert changes.topics == []


def test_a_word_that_was_overtaken_is_dropped(arrivals: Arrivals) -> None:
    note(arrivals, at=10)
    note(arrivals, ASHA, at=5)
    assert since(arrivals) == {}


def test_lists_are_by_meeting_and_end_some_day(arrivals: Arrivals) -> None:
    note(arrivals, ASHA)
    arrivals.gone(ROOM)
    arrivals.note(MeetingId("n"), (BEN,), at=START + timedelta(hours=2), source="one")
    assert set(arrivals.lists()) == {ROOM, "n"}
    arrivals.note(MeetingId("n"), (BEN,), at=START + timedelta(hours=13), source="one")
    assert set(arrivals.lists()) == {"n"}


async def test_without_a_host_inside_nobody_can_be_let_in(arrivals: Arrivals) -> None:
    note(arrivals, ASHA)
    for wish in (arrivals.admit, arrivals.deny):
        with pytest.raises(NoHostInside) as refused:
            await wish(ROOM, ParticipantId("p-asha"))
        assert "Join the call" in refused.value.advice


async def test_wishes_go_to_the_door(arrivals: Arrivals) -> None:
    door = Door()
    arrivals.set_door(door)
    note(arrivals, ASHA, BEN)
    assert await arrivals.admit_all(ROOM) == 2
    await arrivals.deny(ROOM, ParticipantId("p-ben"))
    assert door.let_in == [(ROOM, "p-asha"), (ROOM, "p-ben")]
    assert door.sent_away == [(ROOM, "p-ben")]
    assert await arrivals.admit_all(MeetingId("other")) == 0
