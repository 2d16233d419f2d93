"""The plan dialog by keyboard, by ear and in little room: Tab order, names, and what is always in sight."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QWidget,
)

from hosted_meetings_desktop.domain.recurrence import Frequency
from tests.panes.plan_kit import ADA, FATIMA, LEILA, TUESDAY, Plan, busy

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]

FIELDS = QLineEdit | QComboBox | QAbstractSpinBox | QAbstractButton | QListView


def crowded(qtbot, **options) -> Plan:
    """Return a dialog with everything in it that can come and go."""
    plan = Plan(qtbot, busy(0, 14), host=ADA, begins=TUESDAY, **options)
    plan.dialog.people.take(FATIMA)
    plan.dialog.people.take(LEILA)
    plan.dialog.people.show_rights()
    plan.repeats(Frequency.WEEKLY)
    plan.plan()
    qtbot.wait(20)  # what was added to layouts is shown, and placed, by the next turns of the event loop
    return plan


def stops(dialog: QWidget) -> list[QWidget]:
    """Return where Tab goes, in order."""
    found, widget = [], dialog.nextInFocusChain()
    while widget is not dialog:
        inside = dialog.isAncestorOf(widget) and widget.isVisible() and widget.isEnabled()
        if inside and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def test_tab_goes_through_the_form_as_it_is_read(qtbot) -> None:
    plan = crowded(qtbot)
    dialog = plan.dialog
    fields = [widget for widget in stops(dialog) if dialog._body.isAncestorOf(widget) and isinstance(widget, FIELDS)]
    fields.remove(dialog.duration_field.ends)
    tops = [widget.mapTo(dialog, QPoint(0, 0)).y() + min(widget.height(), 32) // 2 for widget in fields]
    assert len(tops) > 40
    # Within a field its parts stand below each other; within a row things stand a few pixels higher or lower.
    assert [(one, two) for one, two in pairwise(tops) if two < one - 12] == []


def test_everything_that_tab_reaches_has_a_name(qtbot) -> None:
    plan = crowded(qtbot)
    unnamed = [
        widget
        for widget in stops(plan.dialog)
        if isinstance(widget, FIELDS)
        and not (widget.accessibleName() or getattr(widget, "text", str)())
        and not isinstance(widget.parent(), QComboBox | QAbstractSpinBox)
    ]
    assert unnamed == []


def test_a_series_is_planned_with_the_keyboard_alone(qtbot) -> None:
    plan = Plan(qtbot, begins=TUESDAY)
    dialog = plan.activate()
    qtbot.keyClicks(dialog.title_field, "Physiotherapy")
    frequency = dialog.repeat_field.frequency
    frequency.setFocus()
    qtbot.keyClick(frequency, Qt.Key.Key_Down)
    qtbot.keyClick(frequency, Qt.Key.Key_Down)
    assert dialog.repeat_field.repeat.frequency is Frequency.WEEKLY
    plan.look()
    chips = dialog.repeat_field.list
    chips.setFocus()
    for _ in range(2):
        qtbot.keyClick(chips, Qt.Key.Key_Right)
    qtbot.keyClick(chips, Qt.Key.Key_Space)
    assert dialog.repeat_field.left_out == {date(2026, 12, 8)}
    qtbot.keyClick(chips, Qt.Key.Key_Return)
    assert len(plan.orders) == 1
    assert len(plan.order.left_out) == 1


def test_leaving_a_time_out_keeps_the_focus_where_it_was(qtbot) -> None:
    plan = crowded(qtbot)
    plan.activate()
    rows = plan.dialog.clash_panel.rows
    rows.buttons[date(2026, 12, 8)].setFocus()
    rows.buttons[date(2026, 12, 8)].click()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is rows.buttons[date(2026, 12, 8)])
    assert rows.buttons[date(2026, 12, 8)].text() == "Hold it"


@pytest.mark.parametrize("mirrored", [False, True])
def test_whatever_comes_the_main_action_stays_in_sight_and_nothing_is_cut_off(qtbot, mirrored) -> None:
    if mirrored:
        QGuiApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        plan = crowded(qtbot)
        plan.dialog.resize(plan.dialog.minimumWidth(), 500)
        qtbot.wait(20)
        button = plan.dialog.main_button
        assert plan.dialog.rect().contains(button.geometry())
        assert plan.dialog.width() <= 1000
        body = plan.dialog._body
        assert body.minimumSizeHint().width() <= plan.dialog._scroll.viewport().width()
    finally:
        QGuiApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_a_problem_far_down_is_scrolled_to(qtbot) -> None:
    plan = Plan(qtbot, begins=TUESDAY + timedelta(hours=1))
    plan.activate()
    plan.dialog.title_field.setText("Wound check")
    plan.dialog.public_title_field.clear()
    plan.dialog.resize(plan.dialog.width(), 420)
    plan.dialog.main_button.click()
    qtbot.wait(20)
    field = plan.dialog.public_title_field
    assert QApplication.focusWidget() is field
    assert not field.visibleRegion().isEmpty()


def test_the_key_of_the_people_leads_to_their_first_name_and_without_any_to_adding_one(qtbot) -> None:
    plan = Plan(qtbot, begins=TUESDAY + timedelta(hours=1))
    plan.activate()
    people = plan.dialog.people
    label = next(each for each in plan.dialog.findChildren(QLabel) if each.buddy() is people)
    key = QKeySequence.mnemonic(label.text())[0].key()

    def press() -> None:
        plan.dialog.title_field.setFocus()
        qtbot.keyClick(plan.dialog.title_field, key, Qt.KeyboardModifier.AltModifier)

    press()
    assert QApplication.focusWidget() is people.lines[0].name
    people.remove(people.lines[0])
    press()
    assert QApplication.focusWidget() is people.add_button
