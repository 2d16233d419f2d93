"""Which days are shown, what a month holds, what is chosen to be seen, what is in hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hosted_meetings_desktop.domain.availability import Availability, Span
from hosted_meetings_desktop.ui.panes.schedule.board import Board, Column, Side, make_board
from hosted_meetings_desktop.ui.panes.schedule.carrying import (
    Carried,
    Grip,
    drawn,
    moved_by_days,
    moved_by_pointer,
    stretched_by_pointer,
)
from hosted_meetings_desktop.ui.panes.schedule.clock_axis import calendar_day
from hosted_meetings_desktop.ui.panes.schedule.grid_layout import Measure
from hosted_meetings_desktop.ui.panes.schedule.month_board import CellMeasure, cells_of, make_month
from hosted_meetings_desktop.ui.panes.schedule.ranges import View, days_of, stepped, week_start
from hosted_meetings_desktop.ui.panes.schedule.shown import Choice, Loaded, board_of
from tests.panes.clinic_data import HOSTS
from tests.panes.schedule_kit import MONDAY, at, clinic_hours, entry

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


# ---- in hand
def test_a_meeting_is_moved_to_whole_steps_and_keeps_its_length() -> None:
    row = entry(1, at(0, 9), 40)
    shown = board(row, days=[MONDAY, MONDAY + timedelta(days=1)])
    moved = moved_by_pointer(shown, row, 1, 607, 15)
    assert (moved.starts_at, moved.duration) == (at(1, 10), timedelta(minutes=40))
    assert moved.changes(shown)
    assert not moved_by_pointer(shown, row, 0, 541, 15).changes(shown)


def test_a_column_of_another_host_means_that_host() -> None:
    row = entry(1, at(0, 9), host=HOSTS[0])
    shown = board(row, columns=[Column(0, Side.HOSTS, host) for host in HOSTS[:2]])
    assert moved_by_pointer(shown, row, 0, 540, 15).host(shown) is None
    moved = moved_by_pointer(shown, row, 1, 540, 15)
    assert moved.host(shown) == HOSTS[1]
    assert moved.changes(shown)


def test_another_place_comes_with_its_column() -> None:
    row = entry(1, at(0, 9), place="room 1")
    shown = board(row, columns=[Column(0, Side.PLACES, name) for name in ("Room 1", "Room 2", "")])
    places = [moved_by_pointer(shown, row, column, 540, 15) for column in range(3)]
    assert [each.place(shown) for each in places] == [None, "Room 2", ""]
    assert [each.changes(shown) for each in places] == [False, True, True]
    assert {each.host(shown) for each in places} == {None}
    hosts = board(row, columns=[Column(0, Side.HOSTS, HOSTS[0])])
    assert moved_by_pointer(hosts, row, 0, 540, 15).place(hosts) is None


def test_rooms_that_are_free_stand_beside_those_in_use() -> None:
    rows = (entry(0, at(0, 9), place="Room 2"), entry(1, at(0, 9)))
    loaded = Loaded(at(0, 0), at(1, 0), rows, places=("Room 3", "room 2", "Room 1"))
    shown = board_of(loaded, Choice(side=Side.PLACES), [calendar_day(MONDAY, UTC)], side_by_side=True)
    assert [column.name.casefold() for column in shown.columns] == ["room 1", "room 2", "room 3", ""]
    assert [len(parts) for parts in shown.parts] == [0, 1, 0, 1]


def test_ends_are_stretched_but_a_step_is_kept() -> None:
    row = entry(1, at(0, 9), 30)
    shown = board(row)
    held = Carried(row, row.starts_at, row.ends_at, 0)
    assert stretched_by_pointer(shown, held, Grip.END, 0, 612, 15).ends_at == at(0, 10, 15)
    assert stretched_by_pointer(shown, held, Grip.END, 0, 100, 15).duration == timedelta(minutes=15)
    assert stretched_by_pointer(shown, held, Grip.START, 0, 480, 15).starts_at == at(0, 8)
    assert stretched_by_pointer(shown, held, Grip.START, 0, 1000, 15).duration == timedelta(minutes=15)


def test_what_is_drawn_begins_with_the_step_that_was_pressed() -> None:
    made = drawn(board(), 0, 614, 641, 15)
    assert (made.starts_at, made.ends_at, made.entry) == (at(0, 10), at(0, 10, 45), None)
    assert drawn(board(), 0, 641, 614, 15) == made
    assert drawn(board(), 0, 614, 614, 15).duration == timedelta(minutes=15)


def test_drawn_over_a_skipped_hour_it_is_as_short_as_the_day_makes_it() -> None:
    made = drawn(board(days=[SPRING], zone=BERLIN), 0, 107, 187, 15)
    assert made.starts_at == datetime(2027, 3, 28, 0, 45, tzinfo=UTC)
    assert made.duration == timedelta(minutes=30)


def test_a_day_on_keeps_the_clock() -> None:
    before = datetime(2027, 3, 27, 9, tzinfo=BERLIN).astimezone(UTC)
    assert moved_by_days(before, 1, BERLIN) == datetime(2027, 3, 28, 9, tzinfo=BERLIN)
    skipped = datetime(2027, 3, 27, 2, 30, tzinfo=BERLIN).astimezone(UTC)
    assert moved_by_days(skipped, 1, BERLIN).astimezone(BERLIN).time() == time(3, 30)


# ---- ranges
def test_a_week_begins_where_the_locale_says() -> None:
    assert week_start(date(2026, 11, 29), 1) == MONDAY
    assert week_start(MONDAY, 7) == date(2026, 11, 22)
    assert week_start(MONDAY, 1) == MONDAY


def test_each_view_has_its_days() -> None:
    def shown(view: View, day: date = MONDAY, work_days: range | tuple = range(1, 6)) -> tuple[date, ...]:
        return days_of(view, day, first_weekday=1, work_days=work_days)

    assert shown(View.DAY) == (MONDAY,)
    assert len(shown(View.WEEK)) == len(shown(View.AGENDA)) == 7
    assert shown(View.WORK_WEEK)[-1] == MONDAY + timedelta(days=4)
    assert len(shown(View.WORK_WEEK, work_days=())) == 7
    month = shown(View.MONTH)
    assert (month[0], month[-1], len(month)) == (date(2026, 10, 26), date(2026, 12, 6), 42)
    assert len(shown(View.MONTH, date(2027, 2, 10))) == 28


def test_stepping_by_months_stays_within_them() -> None:
    assert stepped(View.MONTH, date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert stepped(View.MONTH, date(2026, 11, 23), -11) == date(2025, 12, 23)
    assert stepped(View.DAY, MONDAY, -1) == date(2026, 11, 22)
    assert stepped(View.AGENDA, MONDAY, 1) == date(2026, 11, 30)


# ---- the month
def test_cells_fill_the_rectangle_and_count_what_has_no_room() -> None:
    days = [calendar_day(day, UTC) for day in days_of(View.MONTH, MONDAY, first_weekday=1, work_days=())]
    rows = [entry(n, at(0, 8) + timedelta(minutes=30 * n)) for n in range(9)] + [entry(20, at(1, 23), 120)]
    month = make_month(MONDAY, days, rows, availabilities=clinic_hours())
    cells = cells_of(month, 701, 500, CellMeasure(head=20, chip=18, gap=2))
    assert (cells[0].left, cells[0].top, cells[-1].right, cells[-1].bottom) == (0, 0, 701, 500)
    number = month.number_of(MONDAY)
    assert len(cells[number].chips) + cells[number].more == 9
    for cell in cells:
        for chip in cell.chips:
            assert cell.left <= chip.left < chip.right <= cell.right
            assert cell.top < chip.top < chip.bottom <= cell.bottom
    assert month.rows[number + 1] == month.rows[number + 2] == (9,)
    assert [hours.off for hours in month.hours[:7]] == [False] * 5 + [True] * 2
    assert month.number_of(date(2027, 1, 1)) is None


def test_in_no_room_at_all_everything_is_counted() -> None:
    days = [calendar_day(day, UTC) for day in days_of(View.MONTH, MONDAY, first_weekday=1, work_days=())]
    month = make_month(MONDAY, days, [entry(1, at(0, 8))])
    cell = cells_of(month, 70, 60, CellMeasure(head=20, chip=18, gap=2))[month.number_of(MONDAY)]
    assert (cell.chips, cell.more) == ((), 1)


# ---- what somebody chose to see
def test_hidden_hosts_and_cancelled_meetings_are_left_out() -> None:
    rows = (entry(0, at(0, 9)), entry(1, at(0, 9)), entry(4, at(0, 11), cancelled=True))
    loaded = Loaded(at(0, 0), at(1, 0), rows, hosts=HOSTS)
    assert Choice(hidden=frozenset(HOSTS[:1])).entries(loaded) == rows[1:2]
    assert Choice(cancelled=False).entries(loaded) == rows[:2]
    assert Choice(hidden=frozenset(HOSTS)).hosts(loaded) == HOSTS
    assert Choice(hidden=frozenset(HOSTS[1:])).only_host(loaded) == HOSTS[0]


def test_hosts_who_are_not_the_clinics_come_last() -> None:
    rows = (entry(0, at(0, 9), host="Zoe"), entry(1, at(0, 9), host=""), entry(2, at(0, 9), host="dr. ada osei"))
    loaded = Loaded(at(0, 0), at(1, 0), rows, hosts=HOSTS)
    assert loaded.all_hosts == (*HOSTS, "Zoe", "")
    day = [calendar_day(MONDAY, UTC)]
    assert [column.name for column in board_of(loaded, Choice(), day, side_by_side=True).columns] == [
        *HOSTS,
        "Zoe",
        "",
    ]
    places = board_of(loaded, Choice(side=Side.PLACES), day, side_by_side=True)
    assert [column.name for column in places.columns] == [""]
    nothing = board_of(Loaded(at(0, 0), at(1, 0)), Choice(), day, side_by_side=True)
    assert nothing.columns == (Column(0),)


def test_the_work_week_is_the_clinics() -> None:
    loaded = Loaded(at(0, 0), at(1, 0), availabilities=clinic_hours())
    assert loaded.work_days == frozenset(range(1, 6))
    sunday_too = Availability("", "UTC", ((Span(time(8), time(12)),),) * 4 + ((), (), (Span(time(8), time(12)),)))
    assert Loaded(at(0, 0), at(1, 0), availabilities=(sunday_too,)).work_days == frozenset({1, 2, 3, 4, 7})
