"""What can be done with a meeting of the calendar that is selected, and the small questions over it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtWidgets import QMenu

from hosted_meetings_desktop.domain.live import SyncStatus
from hosted_meetings_desktop.ui.panes.schedule.board import Side
from hosted_meetings_desktop.ui.panes.schedule.questions import DayChoice, HostChoice, ZoneChoice
from hosted_meetings_desktop.ui.panes.schedule.ranges import View
from hosted_meetings_desktop.ui.panes.schedule.services import PlanWish
from tests.panes.clinic_data import AWAY, HOSTS, NOW
from tests.panes.schedule_kit import MONDAY, FakeSchedule, at, entry, make_pane

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
VIEWS = pytest.mark.parametrize("view", list(View))


# ---- the selection
def test_the_selected_meeting_can_be_joined_opened_and_edited(qtbot) -> None:
    pane = make_pane(qtbot)
    assert not pane.bar.entry_shown
    pane.select("e002")
    assert pane.bar.title.text.startswith("Today 10:00 · Multidisciplinary")
    with qtbot.waitSignal(pane.join_requested) as joined:
        pane.bar.join_button.click()
    with qtbot.waitSignal(pane.details_requested) as details:
        pane.bar.details_button.click()
    with qtbot.waitSignal(pane.edit_requested) as edited:
        pane.bar.edit_button.click()
    assert (joined.args, details.args, edited.args) == (["e002", None], ["e002"], ["e002"])


@VIEWS
def test_nothing_moves_when_something_is_selected(qtbot, view) -> None:
    pane = make_pane(qtbot, view=view)
    size = pane.stack.size()
    pane.select("e002")
    assert pane.bar.entry_shown
    assert pane.stack.size() == size


def test_a_cancelled_meeting_is_restored_not_joined(qtbot) -> None:
    pane = make_pane(qtbot)
    pane.select("e005")
    assert not pane.bar.join_button.isVisible()
    pane.join_requested.connect(lambda *_: pytest.fail("joined"))
    pane.join_selected()
    pane.bar.restore_button.click()
    assert not pane.selected.cancelled
    assert pane.history.undo_text.startswith("restoring")


def test_what_is_over_is_not_joined_from_here(qtbot) -> None:
    pane = make_pane(qtbot, FakeSchedule(rows=[entry(1, NOW - timedelta(hours=2))]))
    pane.select("e001")
    assert not pane.bar.join_button.isVisible()
    assert not pane.tools.cancel.isEnabled()


def test_join_is_held_where_its_room_cannot_be_made(qtbot) -> None:
    pane = make_pane(qtbot)
    pane.select("e001")
    assert pane.bar.join_button.isEnabled()
    pane.show_status(AWAY)
    assert not pane.bar.join_button.isEnabled()
    assert "once its room is made" in pane.bar.join_button.toolTip()
    pane.show_status(SyncStatus())
    assert pane.bar.join_button.isEnabled()


@pytest.mark.parametrize("view", [View.WEEK, View.MONTH, View.AGENDA])
def test_the_selection_follows_its_meeting_through_a_reload(qtbot, view) -> None:
    schedule = FakeSchedule()
    pane = make_pane(qtbot, schedule, view=view)
    pane.select("e003")
    moved = replace(schedule.find("e003"), starts_at=at(2, 15), ends_at=at(2, 15, 30))
    schedule.rows = [moved if row.meeting_id == "e003" else row for row in schedule.rows]
    pane.reload()
    assert pane.selected == moved
    assert pane.stack.view.current == moved


def test_a_meeting_of_another_day_is_gone_to(qtbot) -> None:
    schedule = FakeSchedule(rows=[entry(1, at(0, 10))])
    pane = make_pane(qtbot, schedule)
    schedule.rows.append(entry(2, at(15, 10)))
    pane.select("e002")
    assert pane.days[0] == date(2026, 12, 7)
    assert pane.selected.meeting_id == "e002"
    schedule.rows.append(entry(3, at(16, 10)))  # planned just now on a day that is shown
    pane.select("e003")
    assert pane.stack.view.current.meeting_id == "e003"
    pane.select("nobody")
    assert pane.selected is None


def test_a_meeting_that_goes_takes_the_bar_with_it(qtbot) -> None:
    schedule = FakeSchedule()
    pane = make_pane(qtbot, schedule)
    pane.select("e003")
    schedule.rows = [row for row in schedule.rows if row.meeting_id != "e003"]
    pane.reload()
    assert pane.selected is None
    assert not pane.bar.entry_shown


def test_the_menu_offers_what_can_be_done(qtbot) -> None:
    pane = make_pane(qtbot)
    pane.select("e003")
    pane.tools.open_menu(QPoint(0, 0), "e003", None)
    words = [action.text().replace("&", "") for action in pane.tools.menu.actions()]
    assert "Cancel selected meeting" in words
    assert "Restore selected meeting" not in words
    wish = PlanWish(MONDAY, at(0, 10))
    pane.tools.open_menu(QPoint(0, 0), "", wish)
    with qtbot.waitSignal(pane.plan_requested) as asked:
        pane.tools.menu.actions()[0].trigger()
    assert pane.tools.menu.actions()[0].text() == "Plan meeting at 10:00"
    assert asked.args == [wish]
    for menu in pane.findChildren(QMenu):
        menu.close()


def test_meet_now_names_the_host_where_there_is_one(qtbot) -> None:
    pane = make_pane(qtbot)
    told: list[str] = []
    pane.meet_now_requested.connect(told.append)
    pane.tools.meet_button.click()
    pane.select("e003")
    pane.tools.meet_button.click()
    assert told == ["", HOSTS[3]]


# ---- small questions
def test_hosts_are_hidden_and_named_on_the_button(qtbot) -> None:
    pane = make_pane(qtbot, view=View.DAY)
    pane.tools.row.hosts_button.click()
    card = pane.tools.card
    assert isinstance(card, HostChoice)
    card.boxes[HOSTS[1]].click()
    assert pane.tools.row.hosts_button.text() == "3 of 4 hosts"
    assert len(pane.grid.board.columns) == 3
    for host in (HOSTS[2], HOSTS[3]):
        card.boxes[host].click()
    assert pane.tools.row.hosts_button.text() == HOSTS[0]
    assert pane.grid.board.only_host == HOSTS[0]
    qtbot.keyClick(card, Qt.Key.Key_Escape)
    assert not card.isVisible()


def test_a_date_is_gone_to(qtbot) -> None:
    pane = make_pane(qtbot)
    pane.tools.title_button.click()
    card = pane.tools.card
    assert isinstance(card, DayChoice)
    card.calendar.clicked.emit(QDate(2027, 2, 3))
    assert pane.days[0] == date(2027, 2, 1)
    assert not card.isVisible()


def test_a_zone_is_found_as_it_is_typed(qtbot) -> None:
    pane = make_pane(qtbot)
    pane.tools.row.zone_button.click()
    card = pane.tools.card
    assert isinstance(card, ZoneChoice)
    qtbot.keyClicks(card.field, "new york")
    qtbot.keyClick(card.field, Qt.Key.Key_Return)
    assert pane.grid.axis.other_zone.key == "America/New_York"
    pane.tools.row.zone_button.click()
    pane.tools.card.list.clicked.emit(pane.tools.card.found.index(0, 0))
    assert pane.grid.axis.other_zone is None


def test_a_click_beside_a_card_closes_it(qtbot) -> None:
    pane = make_pane(qtbot)
    pane.tools.row.hosts_button.click()
    card = pane.tools.card
    assert card.isVisible()
    qtbot.mouseClick(pane.grid.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 300))
    assert not card.isVisible()


# ---- remembered
def test_it_is_looked_at_as_last_time(qtbot) -> None:
    pane = make_pane(qtbot, view=View.DAY)
    pane.tools.row.sides[Side.PLACES].click()
    pane.zoom(2)
    pane.tools.show_zone("Asia/Kolkata")
    pane.tools.cancelled.setChecked(False)
    pane.tools.names.setChecked(False)
    pane.tools._hide_hosts(frozenset({HOSTS[2]}))
    kept = pane.state()
    again = make_pane(qtbot)
    again.restore(kept)
    assert again.state() == kept
    assert again.view is View.DAY
    assert again.grid.level == pane.grid.level
    assert again.tools.row.sides[Side.PLACES].isChecked()


@pytest.mark.parametrize(
    "odd",
    [{}, {"view": 3, "zoom": "large", "side": [], "hidden": "x", "zone": 7}, {"zoom": 99, "hidden": [1, None]}],
)
def test_odd_things_remembered_do_no_harm(qtbot, odd) -> None:
    pane = make_pane(qtbot)
    pane.restore(odd)
    assert pane.view is View.WEEK
    assert pane.grid.entries.rowCount() > 0


def test_cancelled_meetings_can_be_left_out(qtbot) -> None:
    pane = make_pane(qtbot)
    assert pane.grid.entries.row_of("e005") is not None
    pane.tools.cancelled.setChecked(False)
    assert pane.grid.entries.row_of("e005") is None
