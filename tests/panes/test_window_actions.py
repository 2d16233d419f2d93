"""Every route to every action of the main window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from hosted_meetings_desktop.ui.theme.apply import apply_theme
from hosted_meetings_desktop.ui.theme.tokens import ThemeMode
from hosted_meetings_desktop.ui.window.palette import CommandPalette
from hosted_meetings_desktop.ui.window.shortcuts import ShortcutsOverlay
from tests.panes.window_kit import KEYS, LEFT, TestPane, choose_in_palette, menu_action, press

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture(autouse=True)
def _themed(qapp):
    apply_theme(qapp, ThemeMode.LIGHT)


# ---- every route to every action
ROUTES = ["menu", "key", "palette"]
SIGNALS = {
    "plan_requested": ("File", "Plan meeting", "Ctrl+N"),
    "join_next_requested": ("Meeting", "Join the next meeting", "Ctrl+J"),
}


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("signal", SIGNALS)
def test_every_way_to_ask_for_a_meeting(window, qtbot, signal, route):
    menu, text, key = SIGNALS[signal]
    with qtbot.waitSignal(getattr(window, signal)):
        if route == "menu":
            menu_action(window, menu, text).trigger()
        elif route == "key":
            press(qtbot, window, key)
        else:
            choose_in_palette(qtbot, window, text)


@pytest.mark.parametrize("route", [*ROUTES, "rail"])
@pytest.mark.parametrize(("number", "key"), list(enumerate(KEYS))[1:])
def test_every_way_to_every_place(window, qtbot, route, number, key):
    if route == "menu":
        menu_action(window, "View", key.title()).trigger()
    elif route == "key":
        press(qtbot, window, f"Ctrl+{number + 1}")
    elif route == "palette":
        choose_in_palette(qtbot, window, f"go to {key}")
    else:
        qtbot.mouseClick(window.rail.button(key), LEFT)
    assert window.shown_key == key
    assert window.rail.button(key).isChecked()
    assert window.pane(key).isVisible()
    assert (window.focusWidget() is window.pane(key).field) == (route != "rail")


@pytest.mark.parametrize("route", [*ROUTES, "panel"])
def test_every_way_to_refresh(window, kit, qtbot, route):
    if route == "menu":
        menu_action(window, "File", "Refresh now").trigger()
    elif route == "key":
        press(qtbot, window, "F5")
    elif route == "palette":
        choose_in_palette(qtbot, window, "refresh")
    else:
        window.sync.open_panel()
        qtbot.mouseClick(window.sync.panel.try_button, LEFT)
    assert kit.sync.refreshed == 1


@pytest.mark.parametrize("route", ROUTES)
def test_every_way_to_undo(window, qtbot, route):
    pane = window.pane("meetings")
    assert not window.actions_.undo.isEnabled()
    pane.last = "moving Wound check"
    pane.undo_changed.emit()
    assert window.actions_.undo.text() == "&Undo moving Wound check"
    if route == "menu":
        menu_action(window, "Edit", "Undo").trigger()
    elif route == "key":
        window.rail.button("meetings").setFocus()
        press(qtbot, window, "Ctrl+Z")
    else:
        choose_in_palette(qtbot, window, "undo")
    assert pane.taken_back == ["moving Wound check"]


@pytest.mark.parametrize("route", ["menu", "key"])
def test_every_way_to_find(window, qtbot, route):
    if route == "menu":
        menu_action(window, "Edit", "Find").trigger()
    else:
        press(qtbot, window, "Ctrl+F")
    assert window.focusWidget() is window.pane("meetings").search


def test_find_opens_the_palette_where_there_is_no_search(window, qtbot):
    window.show_pane("settings", focus=True)
    press(qtbot, window, "Ctrl+F")
    assert window.findChild(CommandPalette).isVisible()


@pytest.mark.parametrize("route", ["menu", "key"])
def test_every_way_to_the_keys_and_away(window, qtbot, route):
    before = window.focusWidget()
    if route == "menu":
        menu_action(window, "Help", "Keyboard shortcuts").trigger()
    else:
        press(qtbot, window, "F1")
    sheet = window.findChild(ShortcutsOverlay)
    assert sheet.isVisible()
    said = sheet.texts()
    for key in ("Ctrl+N", "Ctrl+J", "Ctrl+K", "Ctrl+F", "Ctrl+Z", "F1", "Ctrl+1", "Ctrl+5", "Ctrl+L", "F5"):
        assert key in said
    qtbot.keyClick(sheet.close_button, Qt.Key.Key_Tab)
    assert sheet.isAncestorOf(window.focusWidget())
    qtbot.keyClick(sheet.close_button, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert window.focusWidget() is before


def test_the_same_key_closes_the_sheet(window):
    window.open_shortcuts()
    sheet = window.findChild(ShortcutsOverlay)
    window.open_shortcuts()
    assert not sheet.isVisible()


@pytest.mark.parametrize("route", ["menu", "close"])
def test_every_way_to_quit_keeps_the_state(kit, qtbot, route):
    window = kit.window()
    window.show_pane("recordings")
    window.pane("recordings").field.setText("knee")
    with qtbot.waitSignal(window.quit_requested):
        if route == "menu":
            menu_action(window, "File", "Quit").trigger()
        else:
            window.close()
    again = kit.window()
    assert again.shown_key == "recordings"
    assert again.pane("recordings").field.text() == "knee"


def test_a_maximised_window_is_one_again_after_full_screen(window, qtbot):
    window.showMaximized()
    press(qtbot, window, "F11")
    assert window.isFullScreen()
    press(qtbot, window, "F11")
    assert not window.isFullScreen()
    assert window.isMaximized()


def test_full_screen_and_back(window, qtbot):
    press(qtbot, window, "F11")
    assert window.isFullScreen()
    press(qtbot, window, "F11")
    assert not window.isFullScreen()


def test_about_leads_to_settings(window):
    menu_action(window, "Help", "About").trigger()
    assert window.shown_key == "settings"


def test_the_panes_own_actions_are_in_the_meeting_menu(window):
    assert menu_action(window, "Meeting", "Copy the guest") is window.pane("meetings").own
    window.show_pane("schedule")
    assert menu_action(window, "Meeting", "Copy the guest") is window.pane("schedule").own


def test_no_two_actions_share_a_key_and_every_menu_has_a_mnemonic(window):
    keys = [
        action.shortcut().toString() for action in window.findChildren(QAction) if not action.shortcut().isEmpty()
    ]
    own = {pane.own.shortcut().toString() for pane in window.findChildren(TestPane)}
    keys = [key for key in keys if key not in own]
    assert len(keys) == len(set(keys))
    assert all("&" in action.text() for action in window.menuBar().actions())
