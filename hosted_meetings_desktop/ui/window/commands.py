"""Open the command palette and the sheet of keys for the main window, when they are first asked for."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.ui.parts.pane import Pane
from hosted_meetings_desktop.ui.window.entry import PaneEntry
from hosted_meetings_desktop.ui.window.menus import WindowActions
from hosted_meetings_desktop.ui.window.palette import CommandPalette, PaletteItem, PaletteSearch
from hosted_meetings_desktop.ui.window.shortcuts import ShortcutsOverlay, everywhere, group_of


def _tr(text: str) -> str:
    return QCoreApplication.translate("Commands", text)


def open_palette(
    over: QWidget,
    does: WindowActions,
    entries: Mapping[str, PaneEntry],
    pane: Pane | None,
    search: PaletteSearch | None,
) -> CommandPalette:
    """Open the palette with what can be done now."""
    palette = over.findChild(CommandPalette) or CommandPalette(over)
    palette.ask(palette_items(does, entries, pane), search)
    return palette


def palette_items(does: WindowActions, entries: Mapping[str, PaneEntry], pane: Pane | None) -> list[PaletteItem]:
    """Return the pane's own actions, then the window's, then the places."""
    signs = {
        does.plan: "calendar-plus",
        does.join_next: "video-outline",
        does.refresh: "refresh",
        does.sync: "cloud-sync-outline",
        does.undo: "undo-variant",
        does.redo: "redo-variant",
        does.shortcuts: "keyboard-outline",
        does.sign_out: "logout",
        does.full_screen: "fullscreen",
    }
    own = pane.menu_actions() if pane is not None else []
    items = [_item(action, "play-outline") for action in own if action.isEnabled() and not action.isSeparator()]
    items += [_item(action, sign) for action, sign in signs.items() if action.isEnabled()]
    for key, action in does.places.items():
        items.append(_item(action, entries[key].icon, _tr("Go to %1")))
    items.append(_item(does.quit, "exit-to-app"))
    return items


def _item(action: QAction, sign: str, pattern: str = "%1") -> PaletteItem:
    text = pattern.replace("%1", action.text().replace("&", ""))
    key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return PaletteItem(text, key, sign, action.trigger)


def open_shortcuts(over: QWidget, does: WindowActions, pane: Pane | None) -> ShortcutsOverlay:
    """Open the sheet of keys; asking again closes it."""
    old = over.findChild(ShortcutsOverlay)
    if old is not None:
        shown = old.isVisible()
        old.close_sheet()
        old.deleteLater()
        if shown:
            return old
    own = pane.menu_actions() if pane is not None else []
    groups = [
        group_of(_tr("Work"), (does.plan, does.join_next, does.undo, does.redo, does.find, does.palette)),
        group_of(_tr("Places"), tuple(does.places.values())),
        group_of(pane.title if pane is not None else "", own, pane.keys() if pane is not None else ()),
        everywhere(),
        group_of(_tr("Window"), (does.refresh, does.sync, does.outbox, does.full_screen, does.shortcuts, does.quit)),
    ]
    sheet = ShortcutsOverlay(over, [group for group in groups if group.keys])
    sheet.open()
    return sheet
