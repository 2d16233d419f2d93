"""Where everything stands in the calendar: days of 23 and 25 hours, lanes, boxes, columns, months."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.availability import Availability, ClosedDays, Span
from hosted_meetings_desktop.ui.panes.schedule.board import Board, Column, ShadeKind, Side, make_board
from hosted_meetings_desktop.ui.panes.schedule.clock_axis import DayAxis, calendar_day
from hosted_meetings_desktop.ui.panes.schedule.grid_cursor import begin_of, edge_of_day
from hosted_meetings_desktop.ui.panes.schedule.grid_layout import GridLayout, Measure
from hosted_meetings_desktop.ui.panes.schedule.packing import pack
from tests.panes.clinic_data import HOSTS
from tests.panes.schedule_kit import MONDAY, at, clinic_entries, clinic_hours, entry

ZONES = [
    ZoneInfo(name)
    for name in (
        "Europe/Berlin",
        "America/New_York",
        "Africa/Casablanca",
        "Australia/Lord_Howe",
        "Africa/Cairo",
        "America/St_Johns",
        "Pacific/Apia",
        "Asia/Kolkata",
    )
]
BERLIN = ZONES[0]
SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)
PLAIN = Measure(minute=1, least=12, lane=25, gap=1, gutter=8)


def board(*entries, days=(MONDAY,), zone=UTC, columns=None, **more) -> Board:
    shown = [calendar_day(day, zone) for day in days]
    return make_board(shown, columns or [Column(number) for number in range(len(shown))], entries, **more)


# ---- the axis of a day
@given(
    zone=st.sampled_from(ZONES),
    first=st.dates(date(2005, 1, 1), date(2035, 12, 1)),
    count=st.integers(1, 7),
    minutes=st.floats(0, 7 * 1440),
)
@settings(max_examples=300, deadline=None)
def test_every_moment_has_one_place_and_every_place_its_moment(zone, first, count, minutes) -> None:
    axis = DayAxis([calendar_day(first + timedelta(days=number), zone) for number in range(count)])
    moment = axis.days[0].start + timedelta(minutes=minutes)
    for number, day in enumerate(axis.days):
        assert day.end == (axis.days[number + 1].start if number + 1 < count else day.end)
        covered = sum((run.end - run.start for run in axis._runs[number]), timedelta(0))
        assert covered == day.end - day.start
        voids = sum(bottom - top for top, bottom in axis.voids(number))
        assert voids + covered.total_seconds() / 60 == pytest.approx(axis.length)
        if day.start <= moment < day.end:
            place = axis.position(number, moment)
            assert abs(axis.time_at(number, place) - moment) < timedelta(milliseconds=1)
            shown = moment.astimezone(zone)
            mark = [mark for mark in axis.marks(1) if mark.position <= place + 1e-6][-1]
            apart = (shown.hour * 60 + shown.minute + shown.second / 60 - mark.wall) % 1440
            assert min(apart, 1440 - apart) < 1.01, "the axis shows another time than the clock"


def test_a_plain_day_has_its_hours_one_under_the_other() -> None:
    axis = DayAxis([calendar_day(MONDAY, BERLIN)])
    assert axis.length == 1440
    assert [(mark.position, mark.wall) for mark in axis.marks()] == [(60 * h, 60 * h) for h in range(24)]
    assert axis.position(0, datetime(2026, 11, 23, 9, 30, tzinfo=BERLIN)) == 570


def test_an_hour_that_is_skipped_is_void() -> None:
    axis = DayAxis([calendar_day(SPRING, BERLIN)])
    assert axis.voids(0) == ((120, 180),)
    assert axis.position(0, datetime(2027, 3, 28, 3, 0, tzinfo=BERLIN)) == 180
    assert axis.position(0, datetime(2027, 3, 28, 3, 0, tzinfo=BERLIN), end=True) == 120
    assert axis.time_at(0, 150) == datetime(2027, 3, 28, 1, tzinfo=UTC)  # the clock shows three


def test_an_hour_that_comes_twice_has_two_places_on_every_day_beside_it() -> None:
    axis = DayAxis([calendar_day(AUTUMN - timedelta(days=1), BERLIN), calendar_day(AUTUMN, BERLIN)])
    assert axis.length == 1500
    assert axis.voids(0) == ((180, 240),)
    assert axis.voids(1) == ()
    first, second = (datetime(2026, 10, 25, 2, 15, fold=fold, tzinfo=BERLIN) for fold in (0, 1))
    assert (axis.position(1, first), axis.position(1, second)) == (135, 195)
    assert [mark.position for mark in axis.marks() if mark.again] == [180]
    for number in (0, 1):  # what comes after stands side by side
        noon = datetime.combine(axis.days[number].day, time(12), BERLIN)
        assert axis.position(number, noon) == 780


def test_clocks_that_go_back_half_an_hour_or_past_midnight_have_their_place() -> None:
    howe = DayAxis([calendar_day(date(2026, 4, 5), ZoneInfo("Australia/Lord_Howe"))])
    assert (howe.length, [(m.position, m.wall) for m in howe.marks(30) if m.again]) == (1470, [(120, 90)])
    johns = DayAxis([calendar_day(date(2010, 11, 7), ZoneInfo("America/St_Johns"))])
    assert johns.length == 1500
    apia = DayAxis([calendar_day(date(2011, 12, 30), ZoneInfo("Pacific/Apia"))])
    assert apia.voids(0) == ((0, 1440),)
    assert apia.time_at(0, 600) == apia.days[0].start


@given(position=st.floats(-50, 1600), step=st.sampled_from((5, 15)), day=st.sampled_from((MONDAY, SPRING, AUTUMN)))
def test_snapping_stays_near_and_on_the_clock(position, step, day) -> None:
    axis = DayAxis([calendar_day(day, BERLIN)])
    snapped = axis.snapped(position, step)
    assert 0 <= snapped <= axis.length
    assert abs(snapped - min(max(position, 0), axis.length)) <= step / 2 + 1e-9
    assert snapped % step == 0
    assert axis.snapped(snapped, step) == snapped


# ---- lanes
SPANS = st.lists(
    st.tuples(st.integers(0, 300), st.integers(1, 80)).map(lambda one: (one[0], one[0] + one[1])), max_size=40
).map(lambda spans: sorted(spans, key=lambda one: one[0]))


@given(SPANS)
def test_what_overlaps_never_shares_a_lane(spans) -> None:
    places = pack(spans)
    assert len(places) == len(spans)
    for place in places:
        assert 0 <= place.lane < place.lane + place.span <= place.lanes
    for (one, here), (other, there) in combinations(zip(spans, places, strict=True), 2):
        if one[0] < other[1] and other[0] < one[1]:
            assert here.group == there.group
            assert here.lanes == there.lanes
            assert here.lane + here.span <= there.lane or there.lane + there.span <= here.lane


@given(SPANS)
def test_there_are_no_more_lanes_than_needed(spans) -> None:
    deepest = max((sum(top <= at < bottom for top, bottom in spans) for at, _ in spans), default=0)
    assert max((place.lanes for place in pack(spans)), default=0) == deepest


def test_what_begins_first_stands_first_and_takes_what_is_free() -> None:
    places = pack([(0, 60), (0, 30), (30, 60), (100, 130)])
    assert [(place.lane, place.span, place.lanes) for place in places] == [(0, 1, 2), (1, 1, 2), (1, 1, 2), (0, 1, 1)]
    assert [place.span for place in pack([(0, 10), (0, 40), (0, 40), (20, 30)])] == [1, 1, 1, 1]
    assert [place.span for place in pack([(0, 10), (5, 40), (15, 30)])] == [1, 1, 1]
    assert pack([(0, 30), (0, 10), (0, 10), (12, 20)])[3].span == 2
    assert pack([]) == []


# ---- boxes
STARTS = st.lists(st.tuples(st.integers(0, 3 * 1440 - 20), st.integers(5, 300)), min_size=1, max_size=30)


@given(STARTS, st.integers(300, 1400), st.sampled_from((0.5, 1.1333, 2.0, 6.8)))
@settings(max_examples=150, deadline=None)
def test_no_two_boxes_share_pixels_and_all_stay_in_their_column(starts, width, minute) -> None:
    rows = [entry(n, at(0, 0) + timedelta(minutes=start), length) for n, (start, length) in enumerate(starts)]
    measure = Measure(minute=minute, least=16, lane=25, gap=1, gutter=8)
    made = GridLayout(board(*rows, days=[MONDAY + timedelta(days=n) for n in range(3)]), measure, width)
    boxes = list(made.visible(0, 0, width, made.height))
    marks = list(made.more_in(0, 0, width, made.height))
    for box in [*boxes, *marks]:
        assert made.edges[box.column] <= box.left < box.right <= made.edges[box.column + 1]
        assert 0 <= box.top < box.bottom <= made.height + measure.least
    for one, other in combinations([*boxes, *marks], 2):
        apart = (
            one.right <= other.left or other.right <= one.left or one.bottom <= other.top or other.bottom <= one.top
        )
        assert apart, (one, other)
    parts = sum(len(column) for column in made.board.parts)
    assert len(boxes) + sum(mark.count for mark in marks) == parts


@given(STARTS, st.integers(0, 1400), st.integers(1, 300))
@settings(max_examples=100, deadline=None)
def test_what_is_in_view_is_found_by_the_index(starts, top, height) -> None:
    rows = [entry(n, at(0, 0) + timedelta(minutes=start), length) for n, (start, length) in enumerate(starts)]
    made = GridLayout(board(*rows, days=[MONDAY, MONDAY + timedelta(days=1)]), PLAIN, 900)
    everything = list(made.visible(0, -10, 900, made.height + 100))
    seen = [box for box in everything if box.top < top + height and box.bottom > top]
    assert list(made.visible(0, top, 900, top + height)) == seen
    left = [box for box in seen if box.column == 0]
    assert list(made.visible(0, top, made.edges[1], top + height)) == left
    for box in seen:
        assert made.box_at(box.left, box.top) == box
        assert box in made.boxes_of(box.row)


def test_another_width_places_the_same_boxes() -> None:
    shown = board(*clinic_entries(), days=[MONDAY + timedelta(days=n) for n in range(7)])
    fresh, kept = GridLayout(shown, PLAIN, 1100), GridLayout(shown, PLAIN, 700)
    assert list(kept.visible(0, 0, 700, 2000))
    again = kept.at_width(1100)
    assert list(again.visible(0, 0, 1100, 2000)) == list(fresh.visible(0, 0, 1100, 2000))


def test_too_many_at_once_are_counted() -> None:
    rows = [entry(number, at(0, 9), 30) for number in range(12)]
    made = GridLayout(board(*rows), PLAIN, 108)
    boxes, (more,) = list(made.visible(0, 0, 108, 1440)), made.more_in(0, 0, 108, 1440)
    assert len(boxes) + more.count == 12
    assert made.more_at(more.left, more.top) == more
    assert made.box_at(more.left, more.top) is None
    assert made.boxes_of(rows.index(rows[-1])) == []


# ---- columns
def test_a_meeting_stands_in_its_hosts_column_whatever_the_letters() -> None:
    columns = [Column(0, Side.HOSTS, "Dr. Ada Osei"), Column(0, Side.HOSTS, "")]
    shown = board(
        entry(1, at(0, 9), host="dr. ada osei "),
        entry(2, at(0, 10), host=""),
        entry(3, at(0, 9), host="Somebody else"),
        columns=columns,
    )
    assert [[shown.entries[part.row].meeting_id for part in column] for column in shown.parts] == [["e001"], ["e002"]]


def test_a_meeting_past_midnight_stands_on_both_days() -> None:
    shown = board(entry(1, at(0, 23), 120), days=[MONDAY, MONDAY + timedelta(days=1)])
    (first,), (second,) = shown.parts
    assert (first.top, first.bottom, first.begins, first.ends) == (1380, 1440, True, False)
    assert (second.top, second.bottom, second.begins, second.ends) == (0, 60, False, True)
    assert first.row == second.row == 0


def test_a_meeting_over_a_clock_change_is_as_long_as_the_day_makes_it() -> None:
    start = datetime(2027, 3, 28, 1, 30, tzinfo=BERLIN).astimezone(UTC)
    (part,) = board(entry(1, start, 60), days=[SPRING], zone=BERLIN).parts[0]
    assert (part.top, part.bottom) == (90, 210)
    start = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN).astimezone(UTC)
    (part,) = board(entry(1, start, 60), days=[AUTUMN], zone=BERLIN).parts[0]
    assert (part.top, part.bottom) == (150, 210)


def test_buffers_are_kept_but_not_for_what_is_cancelled() -> None:
    five = timedelta(minutes=5)
    rows = [entry(1, at(0, 9), before=five, after=five), entry(2, at(0, 11), cancelled=True, after=five)]
    (held, cancelled) = board(*rows).parts[0]
    assert (held.before, held.after) == (535, 575)
    assert (cancelled.before, cancelled.after) == (cancelled.top, cancelled.bottom)


def test_hours_breaks_and_closed_days_are_shaded_with_their_reason() -> None:
    columns = [Column(0, Side.HOSTS, HOSTS[0]), Column(0, Side.HOSTS, HOSTS[3])]
    shown = board(columns=columns, availabilities=clinic_hours())
    kinds = [(shade.kind, shade.top, shade.bottom) for shade in shown.shades[0]]
    assert kinds == [(ShadeKind.OFF, 0, 510), (ShadeKind.OFF, 1050, 1440), (ShadeKind.BREAK, 750, 795)]
    assert [(s.kind, s.top, s.bottom) for s in shown.shades[1]] == [
        (ShadeKind.OFF, 0, 510),
        (ShadeKind.OFF, 750, 1440),
    ]
    christmas = board(days=[date(2026, 12, 25)], availabilities=clinic_hours())
    assert [(s.kind, s.reason, s.top, s.bottom) for s in christmas.shades[0]] == [
        (ShadeKind.CLOSED, "Christmas", 0, 1440)
    ]


def test_the_clinics_closed_days_hold_for_hosts_with_hours_of_their_own() -> None:
    columns = [Column(0, Side.HOSTS, HOSTS[3])]
    (shade,) = board(days=[date(2026, 12, 25)], columns=columns, availabilities=clinic_hours()).shades[0]
    assert shade.reason == "Christmas"


def test_hours_of_another_zone_stand_where_they_are_here() -> None:
    nine_to_five = ((Span(time(9), time(17)),),) * 5 + ((), ())
    hours = Availability("", "Asia/Kolkata", nine_to_five, closed=(ClosedDays(MONDAY, MONDAY, "Here"),))
    shown = board(days=[MONDAY], availabilities=[hours])
    closed = next(shade for shade in shown.shades[0] if shade.kind is ShadeKind.CLOSED)
    assert (closed.top, closed.bottom) == (0, 18.5 * 60)


def test_a_day_begins_with_its_hours_or_with_now() -> None:
    shown = board(availabilities=clinic_hours())
    assert begin_of(shown, at(-1, 9), 600) == 510
    assert begin_of(shown, at(0, 20), 600) == 1200 - 300
    assert begin_of(board(), at(-1, 9), 600) == 480
    assert edge_of_day(shown, 0, 15, first=True) == 510
    assert edge_of_day(shown, 0, 15, first=False) == 1050 - 15
