"""What the bar under the calendar and the Delete key do with a meeting."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtWidgets import QMenu

from hosted_meetings_desktop.ui.panes.schedule.ranges import View
from tests.panes.clinic_data import HOSTS, NOW
from tests.panes.schedule_kit import FakeSchedule, at, entry, make_pane

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


# ---- the bar
def test_a_meeting_is_cancelled_from_the_bar(qtbot) -> None:
    pane = make_pane(qtbot)
    pane.select("e003")
    pane.bar.cancel_button.click()
    assert pane.selected.cancelled
    assert not pane.bar.cancel_button.isVisible()
    assert not pane.bar.link_button.isVisible()
    pane.undo()
    assert not pane.selected.cancelled


def test_its_link_is_asked_for_from_the_bar_and_the_menu(qtbot) -> None:
    pane = make_pane(qtbot)
    told: list[str] = []
    pane.link_requested.connect(told.append)
    pane.tools.link.trigger()
    pane.select("e003")
    pane.bar.link_button.click()
    pane.tools.open_menu(QPoint(0, 0), "e003", None)
    assert pane.tools.link in pane.tools.menu.actions()
    assert told == ["e003"]
    for menu in pane.findChildren(QMenu):
        menu.close()


def test_what_is_over_is_neither_cancelled_nor_has_a_link(qtbot) -> None:
    pane = make_pane(qtbot, FakeSchedule(rows=[entry(1, NOW - timedelta(hours=2))]))
    pane.select("e001")
    assert not pane.bar.cancel_button.isVisible()
    assert not pane.bar.link_button.isVisible()


@pytest.mark.parametrize(
    ("minutes", "live", "kind"),
    [(16, None, "plain"), (15, None, "main"), (-5, None, "main"), (60 * 24, None, "plain"), (60, 2, "main")],
)
def test_join_is_the_main_action_only_when_it_is_time(qtbot, minutes, live, kind) -> None:
    pane = make_pane(qtbot, FakeSchedule(rows=[entry(1, NOW + timedelta(minutes=minutes), live=live)]))
    pane.select("e001")
    assert pane.bar.join_button.isVisible()
    assert pane.bar.join_button.property("kind") == kind


# ---- Delete
def delete(qtbot, pane) -> None:
    qtbot.keyClick(pane.stack.view, Qt.Key.Key_Delete)


def test_delete_goes_to_the_meeting_that_the_keys_are_on(qtbot) -> None:
    schedule = FakeSchedule(rows=[entry(1, at(2, 10), title="Wound check")])
    pane = make_pane(qtbot, schedule)
    pane.grid.go_to(2, 615)
    delete(qtbot, pane)
    assert pane.selected.meeting_id == "e001"
    assert pane.message_bar.text == "“Wound check” is selected. Press Delete again to cancel it."
    assert not schedule.asked_for("cancel")
    pane.tools.cancel.trigger()
    assert pane.selected.cancelled
    delete(qtbot, pane)
    assert pane.message_bar.text == "“Wound check” is cancelled already."


def test_delete_says_what_it_needs(qtbot) -> None:
    rows = [
        entry(1, at(2, 10), host=HOSTS[0]),
        entry(2, at(2, 10), host=HOSTS[1]),
        entry(3, NOW - timedelta(hours=2), title="Done"),
    ]
    pane = make_pane(qtbot, FakeSchedule(rows=rows))
    pane.grid.go_to(4, 600)
    delete(qtbot, pane)
    assert pane.message_bar.text == "Nothing is planned at this time."
    pane.grid.go_to(2, 600)
    delete(qtbot, pane)
    assert pane.message_bar.text.startswith("Several meetings")
    assert pane.selected is None
    pane.select("e003")
    delete(qtbot, pane)
    assert pane.message_bar.text == "“Done” is over and stays in the list."


@pytest.mark.parametrize("view", [View.MONTH, View.AGENDA])
def test_delete_asks_for_a_meeting_where_there_are_days_only(qtbot, view) -> None:
    pane = make_pane(qtbot, view=view)
    delete(qtbot, pane)
    assert pane.message_bar.text.startswith("Select the meeting to cancel first")


# ---- a date
def test_the_days_that_are_shown_are_marked_where_another_is_chosen(qtbot) -> None:
    pane = make_pane(qtbot)
    pane.tools.choose_day()
    calendar = pane.tools.card.calendar
    assert set(calendar.dateTextFormat()) == {QDate(day.year, day.month, day.day) for day in pane.days}
    assert calendar.selectedDate() == QDate(2026, 11, 23)
    pane.show_view(View.MONTH)
    pane.tools.choose_day()
    assert not pane.tools.card.calendar.dateTextFormat()
