"""Signing out, and the command palette."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QDialog

from hosted_meetings_desktop.ui.theme import current
from hosted_meetings_desktop.ui.theme.apply import apply_theme
from hosted_meetings_desktop.ui.theme.tokens import ThemeMode
from hosted_meetings_desktop.ui.window.closing import Stakes
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


def what(stakes=None, *, practice=False, **more):
    return " ".join(what_happens(stakes or Stakes(**more), practice=practice))


def test_what_signing_out_means():
    assert "stay on it" in what()
    assert "lost" not in what()
    assert "1 meeting is not online yet. It waits" in what(waiting=1)
    assert "4 meetings are not online yet. They wait" in what(waiting=4)
    assert "You are in “Knee” and leave the call." in what(calls=("Knee",))
    assert "You are in “Knee”, “Hip” and leave the calls." in what(calls=("Knee", "Hip"), practice=True)
    assert "practice" in what(practice=True, waiting=4).lower()


def test_what_signing_out_means_without_a_keyring():
    said = what(lasting=False)
    assert "deleted" in said
    assert "stay on it" not in said
    assert "1 meeting is not online yet and is lost." in what(lasting=False, waiting=1)
    assert "4 meetings are not online yet and are lost." in what(lasting=False, waiting=4)
    assert "wait" not in what(lasting=False, waiting=4)


def test_in_practice_it_is_called_what_it_is(kit):
    window = kit.window(practice=True)
    assert window.actions_.sign_out.text() == "&Leave practice mode…"
    window.ask_sign_out()
    assert window.findChild(SignOutDialog).windowTitle() == "Leave practice mode"


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
    palette = window.findChild(CommandPalette)
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
    palette = window.findChild(CommandPalette)
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.list.currentIndex().row() == len(palette.shown()) - 1
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() == 0
    qtbot.keyClick(palette.field, Qt.Key.Key_PageDown)
    assert palette.list.currentIndex().row() == 9
    assert not palette.grab().isNull()


@pytest.mark.parametrize("mode", [ThemeMode.LIGHT, ThemeMode.DARK])
def test_hints_can_be_read_and_icons_stand_in_line_with_their_words(window, qapp, mode):
    apply_theme(qapp, mode)
    theme = current.colours()
    window.open_palette()
    palette = window.findChild(CommandPalette)
    palette.ask([PaletteItem("HHH", "HHHH", "square", lambda: None)], None)
    row = palette.list.visualRect(palette.list.currentIndex())
    picture = palette.list.viewport().grab(row).toImage()
    apply_theme(qapp, ThemeMode.LIGHT)

    ground = picture.pixelColor(35, 18).lightness()

    def ink(columns, colour):
        """Return the first and the last line that has at least half of ``colour`` in it."""
        half = abs(QColor(colour).lightness() - ground) // 2
        dark = [
            y
            for y in range(picture.height())
            if any(abs(picture.pixelColor(x, y).lightness() - ground) > half for x in columns)
        ]
        return min(dark) + max(dark)

    width = picture.width()
    hint = max(
        abs(picture.pixelColor(x, y).lightness() - ground) for x in range(width - 60, width) for y in range(36)
    )
    assert hint > 0.9 * abs(QColor(theme.muted).lightness() - ground), "the hint is paler than muted text"
    assert abs(ink(range(12, 30), theme.muted) - ink(range(42, 80), theme.text)) <= 1, "more than half a pixel off"


def test_nothing_fits(window, qtbot):
    window.open_palette()
    palette = window.findChild(CommandPalette)
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
    palette = window.findChild(CommandPalette)
    if route == "esc":
        qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    else:
        qtbot.mouseClick(palette, LEFT, pos=palette.rect().bottomLeft())
    assert not palette.isVisible()
    assert window.focusWidget() is field


def test_a_sheet_follows_the_size_of_the_window(window):
    window.open_palette()
    palette = window.findChild(CommandPalette)
    window.resize(1000, 600)
    assert palette.size() == window.size()
    assert palette.geometry().contains(window.menuBar().geometry()), "the menus are not dimmed"
