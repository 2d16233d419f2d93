"""The week as an agenda: its lines, the way from week to week, and what is asked of others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QPushButton

from hosted_meetings_desktop.domain.live import SyncStatus
from hosted_meetings_desktop.domain.meeting import Meeting, Phase
from hosted_meetings_desktop.ui.panes.schedule.agenda import (
    DayHead,
    NothingPlanned,
    NowLine,
    agenda,
    week_filter,
    week_start,
)
from hosted_meetings_desktop.ui.panes.schedule.agenda_view import state_sign, state_words
from hosted_meetings_desktop.ui.panes.schedule.pane import SchedulePane
from hosted_meetings_desktop.ui.parts.meeting_state import state_kind, state_of
from hosted_meetings_desktop.ui.parts.states import State
from tests.panes.clinic_data import AWAY, NOW, OFFLINE, meeting
from tests.panes.fake_services import FakeMeetings
from tests.panes.fakes import HeldCalls, NowCalls

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
MONDAY = date(2026, 11, 23)


def make(qtbot, meetings: FakeMeetings | None = None, calls=None) -> SchedulePane:
    pane = SchedulePane(meetings or FakeMeetings(), calls or NowCalls(), clock=lambda: NOW)
    qtbot.addWidget(pane)
    pane.resize(1100, 700)
    pane.show()
    return pane


def test_a_week_begins_where_the_locale_says() -> None:
    assert week_start(date(2026, 11, 29), 1) == MONDAY
    assert week_start(MONDAY, 7) == date(2026, 11, 22)
    assert week_start(MONDAY, 1) == MONDAY


def test_a_week_with_a_clock_change_is_asked_for_from_midnight_to_midnight() -> None:
    wanted = week_filter(date(2027, 3, 22), ZoneInfo("Europe/Berlin"))
    assert wanted.starts_from == datetime(2027, 3, 21, 23, tzinfo=UTC)
    assert wanted.starts_before == datetime(2027, 3, 28, 22, tzinfo=UTC)


def test_lines_are_grouped_by_the_viewers_day() -> None:
    late = meeting(1, datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    lines = agenda((late,), MONDAY, NOW, ZoneInfo("Asia/Kolkata"))
    heads = [line for line in lines if isinstance(line, DayHead)]
    assert len(heads) == 7
    assert lines.index(late) == lines.index(heads[1]) + 1
    assert (heads[1].planned, heads[1].length) == (1, late.schedule.duration)
    assert sum(isinstance(line, NothingPlanned) for line in lines) == 6


def test_now_stands_between_what_has_begun_and_what_comes() -> None:
    rows = tuple(meeting(n, NOW + timedelta(minutes=minutes)) for n, minutes in enumerate((-90, -5, 20)))
    lines = agenda(rows, MONDAY, NOW, UTC)
    place = next(n for n, line in enumerate(lines) if isinstance(line, NowLine))
    assert lines[place - 1] is rows[1]
    assert lines[place + 1] is rows[2]


def test_cancelled_meetings_are_listed_but_not_counted() -> None:
    lines = agenda((meeting(1, NOW, cancelled=True),), MONDAY, NOW, UTC)
    assert lines[0] == DayHead(MONDAY, 0, timedelta(0))


def test_the_strip_counts_each_day(qtbot) -> None:
    pane = make(qtbot)
    assert [cell.count_text for cell in pane.strip.cells][:2] == ["6 meetings", "2 meetings"]
    assert pane.strip.cells[0].accessibleName() == "Today, Monday, 23 November 2026, 6 meetings"


def test_headings_cannot_be_selected(qtbot) -> None:
    pane = make(qtbot)
    flags = [pane.model.flags(pane.model.index(row)) for row in range(pane.model.rowCount())]
    chosen = [bool(flag & Qt.ItemFlag.ItemIsSelectable) for flag in flags]
    assert chosen == [isinstance(line, Meeting) for line in pane.model.lines]


def test_arrow_keys_go_from_meeting_to_meeting(qtbot) -> None:
    pane = make(qtbot)
    meetings = [line for line in pane.model.lines if isinstance(line, Meeting)]
    pane.select(meetings[0].id)
    for expected in meetings[1:9]:
        qtbot.keyClick(pane.view, Qt.Key.Key_Down)
        assert pane.selected == expected


def by_button(pane: SchedulePane, qtbot, days: int) -> None:
    button = {7: pane.next_button, -7: pane.back_button, 0: pane.today_button}[days]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def by_key(pane: SchedulePane, qtbot, days: int) -> None:
    key = {7: Qt.Key.Key_PageDown, -7: Qt.Key.Key_PageUp, 0: Qt.Key.Key_Home}[days]
    qtbot.keyClick(pane.strip.cells[0], key)


@pytest.mark.parametrize("route", [by_button, by_key])
def test_weeks_are_left_and_found_again(qtbot, route) -> None:
    pane = make(qtbot)
    route(pane, qtbot, 7)
    assert pane.week == date(2026, 11, 30)
    route(pane, qtbot, -7)
    route(pane, qtbot, -7)
    assert pane.week == date(2026, 11, 16)
    route(pane, qtbot, 0)
    assert (pane.week, pane.chosen_day) == (MONDAY, MONDAY)


def test_the_arrows_cross_the_week(qtbot) -> None:
    pane = make(qtbot)
    qtbot.keyClick(pane.strip.cells[0], Qt.Key.Key_Left)
    assert (pane.week, pane.chosen_day) == (date(2026, 11, 16), date(2026, 11, 22))
    assert pane.strip.cells[6].isChecked()


def test_a_date_can_be_jumped_to(qtbot) -> None:
    pane = make(qtbot)
    pane.jump_field.setDate(QDate(2027, 2, 3))
    assert (pane.week, pane.chosen_day) == (date(2027, 2, 1), date(2027, 2, 3))
    assert pane.states.state is State.EMPTY


def test_an_empty_week_offers_to_plan_on_the_chosen_day(qtbot) -> None:
    pane = make(qtbot, FakeMeetings(rows=[]))
    pane.show_day(date(2026, 11, 26))
    plan = next(b for b in pane.states.findChildren(QPushButton) if b.text() == "Plan meeting")
    with qtbot.waitSignal(pane.plan_requested) as asked:
        plan.click()
    assert asked.args == [date(2026, 11, 26)]
    with qtbot.waitSignal(pane.plan_requested):
        pane.plan_button.click()


def test_the_selected_meeting_can_be_joined_opened_and_edited(qtbot) -> None:
    pane = make(qtbot)
    assert not pane.selection_bar.isVisible()
    pane.select("m03")
    assert pane.selection_title.text == "Today 11:12 · Diabetes annual review with dietician"
    with qtbot.waitSignal(pane.join_requested) as joined:
        pane.join_button.click()
    with qtbot.waitSignal(pane.details_requested) as details:
        pane.details_button.click()
    with qtbot.waitSignal(pane.edit_requested) as edited:
        pane.edit_button.click()
    assert (joined.args, details.args, edited.args) == (["m03", None], ["m03"], ["m03"])


def test_enter_opens_the_details(qtbot) -> None:
    pane = make(qtbot)
    pane.select("m03")
    with qtbot.waitSignal(pane.details_requested) as details:
        qtbot.keyClick(pane.view, Qt.Key.Key_Return)
    assert details.args == ["m03"]


def test_a_cancelled_meeting_is_not_joined(qtbot) -> None:
    pane = make(qtbot)
    pane.select("m05")
    assert not pane.join_button.isVisible()
    pane.join_requested.connect(lambda *_: pytest.fail("joined"))
    pane.join_selected()


def test_the_selection_follows_its_meeting_through_a_reload(qtbot) -> None:
    meetings = FakeMeetings()
    pane = make(qtbot, meetings)
    pane.select("m03")
    later = meetings.rows[3].schedule
    meetings.rows[3] = replace(
        meetings.rows[3], schedule=replace(later, starts_at=later.starts_at + timedelta(days=1))
    )
    pane.reload()
    assert pane.selected.schedule.starts_at.date() == date(2026, 11, 24)
    assert pane.view.currentIndex().row() == pane.model.row_of_meeting("m03")


def test_a_meeting_that_goes_takes_the_bar_with_it(qtbot) -> None:
    meetings = FakeMeetings()
    pane = make(qtbot, meetings)
    pane.select("m03")
    meetings.rows.pop(3)
    pane.reload()
    assert not pane.selection_bar.isVisible()


def test_a_failure_says_so_and_can_be_retried(qtbot) -> None:
    meetings = FakeMeetings(problem=OFFLINE)
    pane = make(qtbot, meetings)
    assert pane.states.state is State.ERROR
    meetings.problem = None
    next(b for b in pane.states.findChildren(QPushButton) if b.text() == "Try again").click()
    assert pane.states.state is State.CONTENT
    meetings.problem = OFFLINE
    pane.reload()
    assert pane.states.state is State.CONTENT
    assert "cannot be reached" in pane.message_bar.text


def test_an_answer_about_another_week_is_dropped(qtbot) -> None:
    calls = HeldCalls()
    pane = make(qtbot, calls=calls)
    pane.move_by(7)
    assert [call.cancelled for *_, call in calls.held] == [True, False]
    calls.release()
    assert all(
        line.schedule.starts_at >= NOW + timedelta(days=6) for line in pane.model.lines if isinstance(line, Meeting)
    )


def test_a_full_week_is_fetched_page_by_page(qtbot) -> None:
    rows = [meeting(n, NOW + timedelta(minutes=n)) for n in range(450)]
    pane = make(qtbot, FakeMeetings(rows=rows))
    assert sum(isinstance(line, Meeting) for line in pane.model.lines) == 450


def test_lines_read_as_sentences(qtbot) -> None:
    pane = make(qtbot)
    texts = [pane.model.index(row).data() for row in range(pane.model.rowCount())]
    assert texts[0] == "Monday, 23 November 2026: 6 meetings, 3 h"
    assert "09:30\N{EN DASH}10:00, First consultation, Dr. Lakshmi Venkataraman, Not online yet" in texts
    assert "Now 09:12" in texts


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_it_paints_in_both_directions(qtbot, direction) -> None:
    pane = make(qtbot)
    pane.setLayoutDirection(direction)
    pane.select("m02")
    picture = pane.view.grab().toImage()
    colours = {picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}
    assert len(colours) > 3


def words_of(pane: SchedulePane, meeting_id: str) -> str:
    return str(pane.model.index(pane.model.row_of_meeting(meeting_id)).data())


def test_states_are_told_as_in_the_list_of_meetings(qtbot) -> None:
    rows = FakeMeetings().rows
    pane = make(qtbot, FakeMeetings(rows=rows))
    for row in (one for one in rows if one.phase(NOW) is not Phase.UPCOMING):
        if pane.model.row_of_meeting(row.id) is not None:
            assert state_words(row, NOW) == state_of(row, NOW)
            assert state_sign(row, NOW) == state_kind(row, NOW)
    assert words_of(pane, "m00").split(", ")[3] == "3 in the call"
    assert words_of(pane, "m02").endswith("In 48 min")
    assert (state_words(rows[3], NOW), state_sign(rows[3], NOW)) == ("Needs you", "attention")


def test_double_bookings_are_marked_on_both(qtbot) -> None:
    rows = [
        meeting(1, NOW + timedelta(hours=1), "First", host="Dr. Ada Osei"),
        meeting(2, NOW + timedelta(hours=1, minutes=10), "Second", host="dr. ada osei"),
        meeting(3, NOW + timedelta(hours=5), "Third", host="Dr. Ada Osei"),
    ]
    pane = make(qtbot, FakeMeetings(rows=rows))
    assert words_of(pane, "m01").endswith("Overlaps “Second”")
    assert words_of(pane, "m02").endswith("Overlaps “First”")
    assert "Overlaps" not in words_of(pane, "m03")
    tip = pane.model.index(pane.model.row_of_meeting("m01")).data(Qt.ItemDataRole.ToolTipRole)
    assert "At that time Dr. Ada Osei also has “Second”" in tip


def test_what_has_no_known_time_has_no_place_in_the_week() -> None:
    lines = agenda((meeting(1, NOW, made_elsewhere=True),), MONDAY, NOW, UTC)
    assert not any(isinstance(line, Meeting) for line in lines)
    assert lines[0] == DayHead(MONDAY, 0, timedelta(0))


def test_join_is_held_where_its_room_cannot_be_made(qtbot) -> None:
    pane = make(qtbot)
    pane.select("m01")
    assert pane.join_button.isEnabled()
    pane.show_status(AWAY)
    assert not pane.join_button.isEnabled()
    assert "once its room is made" in pane.join_button.toolTip()
    pane.show_status(SyncStatus())
    assert pane.join_button.isEnabled()


def test_what_is_over_is_not_joined_from_here(qtbot) -> None:
    pane = make(qtbot, FakeMeetings(rows=[meeting(1, NOW - timedelta(hours=2))]))
    pane.select("m01")
    assert not pane.join_button.isVisible()
