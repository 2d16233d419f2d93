"""The sheet of hours when its columns become fewer, and mirrored: the keys stay on it and its edges beside it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from hosted_meetings_desktop.ui.panes.schedule.grid_cursor import Cursor
from hosted_meetings_desktop.ui.panes.schedule.ranges import View
from tests.panes.clinic_data import HOSTS
from tests.panes.schedule_kit import MONDAY, FakeSchedule, free_point, make_pane

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
TIMED = pytest.mark.parametrize("view", [View.DAY, View.WORK_WEEK, View.WEEK])


# ---- fewer columns
def test_a_day_is_shown_from_the_middle_of_a_week(qtbot, monkeypatch) -> None:
    pane = make_pane(qtbot, FakeSchedule(rows=[], names=HOSTS[:2]))
    pane.grid.setFocus()
    qtbot.mouseClick(pane.grid.viewport(), Qt.MouseButton.LeftButton, pos=free_point(pane.grid, 4, 10))
    assert pane.grid.time_cursor.column == 4
    monkeypatch.setattr(pane, "reload", lambda: None)  # painted before the service answers
    pane.tools.looks[0].trigger()
    assert pane.view is View.DAY
    assert pane.days == (MONDAY + timedelta(4),)
    assert pane.grid.time_cursor.column < len(pane.grid.board.columns)
    assert not pane.grab().isNull()


def test_the_keys_stay_on_a_host_that_is_shown(qtbot) -> None:
    pane = make_pane(qtbot, view=View.DAY)
    pane.grid.setFocus()
    pane.grid.go_to(3, 600)
    pane.tools._hide_hosts(frozenset(HOSTS[1:]))
    assert len(pane.grid.board.columns) == 1
    assert pane.grid.time_cursor == Cursor(0, 600)
    assert not pane.grab().isNull()


def test_keys_on_a_column_that_is_gone_are_not_painted(qtbot) -> None:
    pane = make_pane(qtbot, view=View.DAY)
    pane.grid.setFocus()
    pane.grid.time_cursor = Cursor(40, 600)
    pane.grid.menu_wanted.connect(lambda *_: pytest.fail("asked"))
    pane.grid.keys.ask_menu()
    assert not pane.grid.grab().isNull()


# ---- mirrored
@TIMED
def test_the_hours_stand_beside_the_mirrored_sheet(qtbot, view) -> None:
    pane = make_pane(qtbot, view=view)
    pane.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    qtbot.wait(0)
    grid = pane.grid
    view_place, axis, corner = grid.viewport().geometry(), grid.axis.geometry(), grid.corner.geometry()
    assert axis.left() == view_place.right() + 1
    assert grid.rect().contains(axis)
    assert (axis.width(), axis.height()) == (grid.axis.wanted_width(), view_place.height())
    assert corner.left() == axis.left()
    pane.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    qtbot.wait(0)
    assert grid.axis.geometry().right() + 1 == grid.viewport().geometry().left()
    assert grid.rect().contains(grid.axis.geometry())
