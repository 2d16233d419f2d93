"""Parts that change their face with what they show: a choice too long for its place, a badge, a bar of the call."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.ui.call.bar_column import BarColumn
from hosted_meetings_desktop.ui.call.bars import Bar
from hosted_meetings_desktop.ui.parts.badge import Badge, tone_colours
from hosted_meetings_desktop.ui.parts.details import DetailsPanel
from hosted_meetings_desktop.ui.parts.elided_choice import ElidedChoice
from hosted_meetings_desktop.ui.parts.filter_row import FilterRow
from hosted_meetings_desktop.ui.theme.apply import apply_theme
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import LIGHT, SPACE, ThemeMode

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LONG = "Logitech MeetUp Conference Camera with Expansion Microphone, Room 4.12 East Wing"


@pytest.fixture(autouse=True)
def _themed(qapp: QApplication) -> None:
    apply_theme(qapp, ThemeMode.LIGHT)


def painted(box: ElidedChoice) -> str:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    return option.currentText


def test_a_choice_too_long_for_its_place_ends_in_dots_and_is_chosen_whole(qtbot: QtBot) -> None:
    box = ElidedChoice()
    qtbot.addWidget(box)
    box.addItems([LONG, "Built-in"])
    box.resize(240, 32)
    assert painted(box).endswith("…")
    assert LONG.startswith(painted(box).removesuffix("…").rstrip())
    assert box.currentText() == LONG
    box.setCurrentIndex(1)
    assert painted(box) == "Built-in"


@pytest.mark.parametrize("with_icon", [False, True])
def test_a_choice_shows_all_of_its_longest_text_at_the_size_it_asks_for(qtbot: QtBot, *, with_icon: bool) -> None:
    box = ElidedChoice()
    qtbot.addWidget(box)
    for text in ("Newest first", "Oldest"):
        box.addItem(icon("check", "muted") if with_icon else QIcon(), text)
    box.resize(box.sizeHint())
    assert painted(box) == "Newest first"
    box.resize(box.width() - box.fontMetrics().horizontalAdvance("irst"), box.height())
    assert painted(box) != "Newest first"


@pytest.fixture
def row(qtbot: QtBot) -> FilterRow:
    made = FilterRow()
    qtbot.addWidget(made)
    made.host = made.add_field("Host", [("Every host", ""), ("Dr. Ada Osei", "ada"), ("Nurse Ida Lind", "ida")])
    made.order = made.add_field("Order", [("Newest first", 0), ("Oldest first", 1)])
    made.arrange((made.host,), made.order)
    return made


def test_filters_are_cleared_at_once_and_told_once(row: FilterRow) -> None:
    told: list[int] = []
    row.changed.connect(lambda: told.append(row.host.currentIndex()))
    row.host.setCurrentIndex(2)
    row.order.setCurrentIndex(1)
    assert (told, row.narrowed, row.clear_button.isHidden()) == ([2, 2], True, False)
    row.clear()
    row.clear()
    assert (told, row.narrowed, row.clear_button.isHidden()) == ([2, 2, 0], False, True)
    assert row.order.currentIndex() == 1


def test_what_is_chosen_stays_when_there_is_more_to_choose(row: FilterRow) -> None:
    told: list[int] = []
    row.host.setCurrentIndex(2)
    row.changed.connect(lambda: told.append(row.host.currentIndex()))
    row.host.refill([("Dr. Benedikt Baum", "ben"), ("Dr. Ada Osei", "ada"), ("Nurse Ida Lind", "ida")])
    assert (row.host.currentData(), row.host.itemText(0), told) == ("ida", "Every host", [])
    row.host.refill([("Dr. Ada Osei", "ada")])
    assert (row.host.currentData(), told, row.clear_button.isHidden()) == ("", [0], True)


def test_a_badge_can_look_as_a_list_does(qtbot: QtBot) -> None:
    badge = Badge("info")
    qtbot.addWidget(badge)
    badge.set_look("account-clock-outline", "accent", "Last seen 09:11")
    assert (badge.text, badge.accessibleName()) == ("Last seen 09:11", "Last seen 09:11")
    assert tone_colours("accent") == (LIGHT.accent_text, LIGHT.accent_soft)
    assert tone_colours("wait") == (LIGHT.wait, LIGHT.wait_soft)


def test_a_lost_connection_is_said_over_the_call_for_as_long_as_it_is(qtbot: QtBot) -> None:
    bars = BarColumn()
    qtbot.addWidget(bars)
    bars.show()
    bar = bars.findChild(Bar, "line_bar")
    assert isinstance(bar, Bar)
    assert not bar.isVisible()
    bars.show_line(lost=True)
    assert bar.isVisible()
    assert bar.text.startswith("The connection is lost.")
    bars.show_line(lost=False)
    assert not bar.isVisible()


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_the_head_of_the_details_has_its_wide_margin_where_reading_begins(
    qtbot: QtBot, qapp: QApplication, direction: Qt.LayoutDirection
) -> None:
    qapp.setLayoutDirection(direction)
    try:
        panel = DetailsPanel()
        qtbot.addWidget(panel)
        panel.resize(400, 500)
        panel.begin("Wound check")
        panel.show()
        left = panel.close_button.mapTo(panel, panel.close_button.rect().topLeft()).x()
        far = panel.width() - left - panel.close_button.width()
        assert (far if direction is Qt.LayoutDirection.LeftToRight else left) == SPACE.row
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
