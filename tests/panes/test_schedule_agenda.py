"""The agenda: its lines, their words, double bookings."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt

from hosted_meetings_desktop.domain.calendar_entry import CalendarEntry
from hosted_meetings_desktop.ui.panes.schedule.agenda import DayHead, NowLine, agenda
from hosted_meetings_desktop.ui.panes.schedule.month_board import DayHours
from hosted_meetings_desktop.ui.panes.schedule.ranges import View
from tests.panes.clinic_data import HOSTS, NOW
from tests.panes.schedule_kit import MONDAY, FakeSchedule, at, entry, make_pane

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
WEEK = [MONDAY + timedelta(days=number) for number in range(7)]


def test_lines_are_grouped_by_the_viewers_day() -> None:
    late = entry(1, datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    lines = agenda((late,), WEEK, NOW, ZoneInfo("Asia/Kolkata"))
    heads = [line for line in lines if isinstance(line, DayHead)]
    assert len(heads) == 7
    assert lines.index(late) == lines.index(heads[1]) + 1
    assert (heads[1].planned, heads[1].length) == (1, timedelta(minutes=30))
    assert len(lines) == 7 + 1 + 1  # of a free day its heading only; the line of now


def test_now_stands_between_what_has_begun_and_what_comes() -> None:
    rows = tuple(entry(n, NOW + timedelta(minutes=minutes)) for n, minutes in enumerate((-90, -5, 20)))
    lines = agenda(rows, WEEK, NOW, UTC)
    place = next(n for n, line in enumerate(lines) if isinstance(line, NowLine))
    assert lines[place - 1] is rows[1]
    assert lines[place + 1] is rows[2]


def test_cancelled_meetings_are_listed_but_not_counted() -> None:
    lines = agenda((entry(1, NOW, cancelled=True),), WEEK, NOW, UTC)
    assert lines[0] == DayHead(MONDAY, 0, timedelta(0))
    assert any(isinstance(line, CalendarEntry) for line in lines)


def test_what_goes_on_from_the_day_before_stands_on_the_first() -> None:
    night = entry(1, at(-1, 23), 120)
    lines = agenda((night,), WEEK, NOW, UTC)
    assert lines[1] is night


def test_closed_days_say_why() -> None:
    hours = [DayHours(closed="Fair"), *[DayHours()] * 6]
    lines = agenda((entry(1, at(0, 10)),), WEEK, NOW, UTC, hours)
    assert lines[0].closed == "Fair"


def test_lines_read_as_sentences(qtbot) -> None:
    pane = make_pane(qtbot, view=View.AGENDA)
    texts = [pane.agenda.entries.index(row).data() for row in range(pane.agenda.entries.rowCount())]
    assert texts[0].startswith("Monday, 23 November 2026: 26 meetings, ")
    assert "Now 09:12" in texts
    told = next(text for text in texts if text.startswith("09:30") and "First consultation" in text)
    assert told.endswith("Dr. Lakshmi Venkataraman, Room 2, Consultation, Not online yet")


def test_headings_cannot_be_selected(qtbot) -> None:
    pane = make_pane(qtbot, view=View.AGENDA)
    model = pane.agenda.entries
    chosen = [bool(model.flags(model.index(row)) & Qt.ItemFlag.ItemIsSelectable) for row in range(model.rowCount())]
    assert chosen == [isinstance(line, CalendarEntry) for line in model.lines]


def test_double_bookings_are_marked_on_both(qtbot) -> None:
    rows = [
        entry(1, NOW + timedelta(hours=1), title="First", host=HOSTS[0]),
        entry(2, NOW + timedelta(hours=1, minutes=10), title="Second", host=HOSTS[0].lower()),
        entry(3, NOW + timedelta(hours=5), title="Third", host=HOSTS[0]),
        entry(4, NOW + timedelta(hours=5), title="Fourth", host=HOSTS[0], cancelled=True),
    ]
    pane = make_pane(qtbot, FakeSchedule(rows=rows), view=View.AGENDA)
    model = pane.agenda.entries

    def words(meeting_id: str) -> str:
        return str(model.index(model.row_of_meeting(meeting_id)).data())

    assert words("e001").endswith("Overlaps “Second”")
    assert words("e002").endswith("Overlaps “First”")
    assert "Overlaps" not in words("e003") + words("e004")
    assert "Overlaps “Second”" in model.index(model.row_of_meeting("e001")).data(Qt.ItemDataRole.ToolTipRole)


def test_a_chosen_day_is_scrolled_to_once(qtbot) -> None:
    pane = make_pane(qtbot, view=View.AGENDA)
    pane.show_day(date(2026, 11, 26))
    bar = pane.agenda.verticalScrollBar()
    assert bar.value() > 0
    bar.setValue(bar.value() - 40)
    kept = bar.value()
    pane.reload()
    assert bar.value() == kept
