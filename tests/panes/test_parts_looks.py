"""Parts that change their face with what they show: a choice too long for its place, a badge, a bar of the call."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.ui.call.bar_column import BarColumn
from hosted_meetings_desktop.ui.call.bars import Bar
from hosted_meetings_desktop.ui.parts.badge import Badge, tone_colours
from hosted_meetings_desktop.ui.parts.details import DetailsPanel
from hosted_meetings_desktop.ui.parts.elided_choice import ElidedChoice
from hosted_meetings_desktop.ui.theme.apply import apply_theme
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
