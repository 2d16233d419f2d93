"""What has to be told now: each start once, not too late, and never of what was called off."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.meeting import Meeting, Schedule
from hosted_meetings_desktop.domain.upcoming import (
    HELD,
    LEADS,
    REMEMBERED,
    TOO_LATE,
    USUAL_LEAD,
    News,
    Start,
    Wishes,
    news,
    next_news_at,
    remembered,
    start_of,
)

NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
ALL = Wishes()
SECOND = timedelta(seconds=1)


def meeting(
    name: str = "m1", minutes: float = 5, host: str = "Dr. Hale", length: float = 30, **more: object
) -> Meeting:
    schedule = Schedule(NOW + timedelta(minutes=minutes), timedelta(minutes=length), "Europe/London")
    return replace(Meeting(MeetingId(name), f"Visit {name}", schedule, host), **more)  # type: ignore[arg-type]


def told(found: News) -> list[str]:
    return [each.start.meeting for each in found.starting]


@pytest.mark.parametrize("lead", LEADS)
def test_from_the_lead_until_two_minutes_after_the_start(lead):
    one, wishes = meeting(minutes=20), Wishes(lead)
    start = one.schedule.starts_at
    for moment, due in (
        (start - lead - SECOND, False),
        (start - lead, True),
        (start, True),
        (start + TOO_LATE, True),
        (start + TOO_LATE + SECOND, False),
    ):
        assert bool(news([one], moment, (), wishes).starting) is due, moment


def test_what_was_told_is_not_told_again_but_a_new_start_is():
    one = meeting()
    known = {start_of(one)}
    assert not news([one], NOW, known, ALL)
    moved = meeting(minutes=4)
    assert told(news([moved], NOW, known, ALL)) == ["m1"]
    assert not news([one], NOW, known | {start_of(moved)}, ALL), "moved back: that start was told"


@pytest.mark.parametrize(
    "one",
    [meeting(cancelled=True), meeting(made_elsewhere=True), meeting(host="Dr. Ibsen")],
    ids=["cancelled", "nobody knows when", "somebody else's"],
)
def test_what_nobody_wants_to_hear_of(one):
    wishes = Wishes(hosts=frozenset({"dr. hale"}))
    assert not news([one], NOW, (), wishes)
    assert next_news_at([one], NOW, (), wishes) is None


def test_hosts_are_the_same_however_they_are_written():
    assert told(news([meeting(host=" dr. HALE ")], NOW, (), Wishes(hosts=frozenset({"dr. hale"})))) == ["m1"]


def test_switched_off_nothing_is_told_and_what_stands_goes():
    one = meeting()
    off = Wishes(lead=None)
    assert news([one], NOW, (), off, {start_of(one)}) == News(over=frozenset({start_of(one)}))
    assert next_news_at([one], NOW, (), off) is None


def test_several_are_told_together_in_order_of_start():
    rows = [meeting("b", 5), meeting("late", 30), meeting("a", 1), meeting("c", 5)]
    assert told(news(rows, NOW, (), ALL)) == ["a", "b", "c"]


def test_it_says_what_the_meeting_is_called_in_and_out_of_the_house():
    (one,) = news([meeting(title="Consultation: Anna", public_title="Consultation")], NOW, (), ALL).starting
    assert (one.title, one.public_title, one.host) == ("Consultation: Anna", "Consultation", "Dr. Hale")
    assert one.ends_at - one.start.at == timedelta(minutes=30)


def test_a_meeting_shorter_than_that_is_not_told_after_its_end():
    short = meeting(minutes=-1, length=1)
    assert not news([short], NOW, (), ALL).starting
    assert news([short], NOW - SECOND, (), ALL).starting


# ---- what stands on the screen
@pytest.mark.parametrize(
    "now_planned",
    [[meeting(cancelled=True)], [meeting(minutes=6)], [], [meeting(host="Dr. Ibsen")]],
    ids=["cancelled", "moved", "gone", "given to somebody else"],
)
def test_what_is_not_so_any_more_is_over(now_planned):
    shown = frozenset({start_of(meeting())})
    wishes = Wishes(hosts=frozenset({"dr. hale"}))
    assert news(now_planned, NOW, shown, wishes, shown).over == shown


def test_what_stands_stays_until_five_minutes_after_the_start():
    one = meeting()
    shown = frozenset({start_of(one)})
    off_at = one.schedule.starts_at + HELD
    assert not news([one], off_at - SECOND, shown, ALL, shown)
    assert news([one], off_at, shown, ALL, shown).over == shown
    assert next_news_at([one], NOW, shown, ALL, shown) == off_at


def test_a_clock_that_is_set_back_takes_nothing_off_the_screen():
    one = meeting()
    shown = frozenset({start_of(one)})
    assert not news([one], NOW - timedelta(hours=3), shown, ALL, shown)


def test_the_next_moment_is_the_first_lead_that_comes():
    rows = [meeting("a", 30), meeting("b", 12), meeting("told", 7), meeting("off", 8, cancelled=True)]
    known = {start_of(rows[2])}
    assert next_news_at(rows, NOW, known, ALL) == NOW + timedelta(minutes=12) - USUAL_LEAD
    assert next_news_at([meeting(minutes=-3)], NOW, (), ALL) is None


STARTS = st.builds(
    Start,
    st.datetimes(datetime(2026, 11, 1), datetime(2026, 12, 24)).map(lambda at: at.replace(tzinfo=UTC)),  # noqa: DTZ001
    st.integers(0, 400).map(lambda number: MeetingId(str(number))),
)


@given(st.sets(STARTS, max_size=400))
def test_all_of_these_days_are_remembered_and_the_newest_of_the_rest(known):
    kept = remembered(known, NOW)
    near = {start for start in known if abs(start.at - NOW) <= timedelta(days=1)}
    assert near <= kept <= known
    assert len(kept) == len(known) or len(kept) >= REMEMBERED
    assert len(kept) <= max(REMEMBERED, len(near))
    forgotten = known - kept
    assert not forgotten or max(forgotten) < min(kept - near, default=max(forgotten)) or not kept - near


def test_a_day_with_very_many_is_remembered_whole():
    known = frozenset(Start(NOW + timedelta(minutes=n), MeetingId(str(n))) for n in range(REMEMBERED * 2))
    assert remembered(known, NOW) == known
