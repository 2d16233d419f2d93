"""Closing the window asks first where that ends a call or deletes meetings."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from hosted_meetings_desktop.domain.live import Standing, SyncStatus
from hosted_meetings_desktop.ui.theme.apply import apply_theme
from hosted_meetings_desktop.ui.theme.tokens import ThemeMode
from hosted_meetings_desktop.ui.window.closing import ClosingDialog, calls_sentence
from tests.panes.window_kit import LEFT, menu_action

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture(autouse=True)
def _themed(qapp):
    apply_theme(qapp, ThemeMode.LIGHT)


def said(dialog):
    return " ".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def in_a_call(kit):
    window = kit.window()
    window.set_stakes(lambda: ("Knee",), lambda: True)
    yield window
    window.set_stakes(tuple, lambda: True)


@pytest.mark.parametrize("route", ["close", "menu"])
def test_closing_names_the_call_and_can_be_thought_better_of(in_a_call, qtbot, route):
    window = in_a_call
    with qtbot.assertNotEmitted(window.quit_requested):
        if route == "close":
            window.close()
        else:
            menu_action(window, "File", "Quit").trigger()
    assert window.isVisible()
    dialog = window.findChild(ClosingDialog)
    assert "You are in “Knee”. Closing the app leaves the call." in said(dialog)
    assert (dialog.main_button.text(), dialog.leave_button.text()) == ("Leave and close", "Stay")
    with qtbot.waitSignal(window.stayed):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert window.isVisible()


def test_leaving_and_closing(in_a_call, qtbot):
    window = in_a_call
    window.close()
    with qtbot.waitSignal(window.quit_requested):
        qtbot.mouseClick(window.findChild(ClosingDialog).main_button, LEFT)
    assert not window.isVisible()


def test_asked_again_while_the_question_stands(in_a_call):
    window = in_a_call
    window.close()
    window.close()
    assert len(window.findChildren(ClosingDialog)) == 1


def test_a_program_that_is_ended_from_outside_does_not_ask(in_a_call, qtbot):
    with qtbot.waitSignal(in_a_call.quit_requested):
        in_a_call.close_now()
    assert not in_a_call.isVisible()
    assert in_a_call.findChild(ClosingDialog) is None


@pytest.mark.parametrize(("waiting", "attention", "wanted"), [(1, 0, "1 meeting is"), (1, 1, "2 meetings are")])
def test_meetings_that_would_be_deleted_are_asked_about(kit, qtbot, waiting, attention, wanted):
    kit.sync.now = SyncStatus(standing=Standing.OFFLINE, waiting=waiting, attention=attention)
    window = kit.window()
    window.set_stakes(tuple, lambda: False)
    window.close()
    dialog = window.findChild(ClosingDialog)
    assert f"{wanted} not online yet" in said(dialog)
    assert "call" not in said(dialog)
    with qtbot.waitSignal(window.quit_requested):
        qtbot.mouseClick(dialog.main_button, LEFT)


def test_meetings_that_are_kept_are_not_asked_about(kit, qtbot):
    kit.sync.now = SyncStatus(standing=Standing.OFFLINE, waiting=3)
    window = kit.window()
    with qtbot.waitSignal(window.quit_requested):
        window.close()


def test_several_calls_are_named():
    assert calls_sentence(("Knee", "Hip")) == "You are in “Knee”, “Hip”. Closing the app leaves these calls."
