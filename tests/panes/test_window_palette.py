"""Signing out, and the command palette."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from hosted_meetings_desktop.ui.theme.apply import apply_theme
from hosted_meetings_desktop.ui.theme.tokens import ThemeMode
from hosted_meetings_desktop.ui.window.palette import CommandPalette, PaletteItem, matching
from hosted_meetings_desktop.ui.window.sign_out import SignOutDialog, what_happens
from tests.panes.window_kit import LEFT, choose_in_palette, menu_action, press

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture(autouse=True)
def _themed(qapp):
    apply_theme(qapp, ThemeMode.LIGHT)


# ---- signing out
@pytest.mark.parametrize("route", ["menu", "palette"])
def test_signing_out_is_asked_first(window, qtbot, route):
    with qtbot.assertNotEmitted(window.sign_out_requested):
        if route == "menu":
            menu_action(window, "File", "Sign out").trigger()
        else:
            choose_in_palette(qtbot, window, "sign out")
    dialog = window.findChild(SignOutDialog)
    assert dialog.isVisible()
    assert "Praxis am Park" in dialog.windowTitle()
    with qtbot.waitSignal(window.sign_out_requested):
        qtbot.mouseClick(dialog.main_button, LEFT)
    assert not dialog.isVisible()


def test_staying_signed_in(window, qtbot):
    window.ask_sign_out()
    with qtbot.assertNotEmitted(window.sign_out_requested):
        qtbot.keyClick(window.findChild(QDialog), Qt.Key.Key_Escape)


def test_what_signing_out_means():
    assert "lost" not in " ".join(what_happens(practice=False, waiting=0))
    assert "1 meeting is not sent yet. It waits" in " ".join(what_happens(practice=False, waiting=1))
    assert "4 meetings are" in " ".join(what_happens(practice=False, waiting=4))
    assert "practice" in " ".join(what_happens(practice=True, waiting=4)).lower()


# ---- the palette
def item(text):
    return PaletteItem(text, "", "refresh", lambda: None)


def test_matching_wants_every_word_and_puts_beginnings_first():
    items = [item("Join the next meeting"), item("Next week"), item("Plan meeting")]
    assert [i.text for i in matching(items, "NEXT")] == ["Next week", "Join the next meeting"]
    assert [i.text for i in matching(items, "meeting join")] == ["Join the next meeting"]
    assert len(matching(items, "")) == 3


def test_the_palette_finds_meetings_and_forgets_late_answers(window, qtbot):
    asked, done = [], []
    window.set_palette_search(lambda text, deliver: asked.append((text, deliver)))
    press(qtbot, window, "Ctrl+K")
    palette = window.ground.findChild(CommandPalette)
    assert window.focusWidget() is palette.field
    qtbot.keyClicks(palette.field, "kne")
    palette.search_now()
    qtbot.keyClicks(palette.field, "e")
    palette.search_now()
    assert [text for text, _ in asked][-2:] == ["kne", "knee"]
    asked[-1][1]([PaletteItem("Knee surgery", "Today 09:30", "video-outline", lambda: done.append(1))])
    asked[-2][1]([PaletteItem("Kneipp", "", "video-outline", lambda: done.append(2))])
    assert palette.shown() == ["Knee surgery"]
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == [1]
    assert not palette.isVisible()


def test_arrows_go_round_the_palette(window, qtbot):
    window.open_palette()
    palette = window.ground.findChild(CommandPalette)
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.list.currentIndex().row() == len(palette.shown()) - 1
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() == 0
    qtbot.keyClick(palette.field, Qt.Key.Key_PageDown)
    assert palette.list.currentIndex().row() == 9
    assert not palette.grab().isNull()


def test_nothing_fits(window, qtbot):
    window.open_palette()
    palette = window.ground.findChild(CommandPalette)
    qtbot.keyClicks(palette.field, "zzzz")
    assert palette.shown() == []
    assert palette.nothing.isVisible()
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()


@pytest.mark.parametrize("route", ["esc", "beside"])
def test_leaving_the_palette_gives_the_focus_back(window, qtbot, route):
    field = window.pane("meetings").field
    field.setFocus()
    window.open_palette()
    palette = window.ground.findChild(CommandPalette)
    if route == "esc":
        qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    else:
        qtbot.mouseClick(palette, LEFT, pos=palette.rect().bottomLeft())
    assert not palette.isVisible()
    assert window.focusWidget() is field


def test_a_sheet_follows_the_size_of_the_window(window):
    window.open_palette()
    palette = window.ground.findChild(CommandPalette)
    window.resize(1000, 600)
    assert palette.size() == window.ground.size()
