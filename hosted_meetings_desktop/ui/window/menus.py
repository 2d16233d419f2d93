"""The window's actions and menus; every action has one name, one key and one place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from hosted_meetings_desktop.ui.window.entry import PaneEntry
from hosted_meetings_desktop.ui.window.rail import place_shortcut


def _tr(text: str) -> str:
    return QCoreApplication.translate("Menus", text)


class WindowActions:
    """Every action of the window; the window connects them."""

    def __init__(self, owner: QObject, entries: Sequence[PaneEntry]) -> None:
        self._owner = owner
        self.plan = self._action(_tr("&Plan meeting…"), "Ctrl+N")
        self.refresh = self._action(_tr("&Refresh now"), "F5")
        self.sync = self._action(_tr("S&ync status"), "Ctrl+Shift+S")
        self.outbox = self._action(_tr("&Outbox"), "Ctrl+Shift+O")
        self.answer = self._action(_tr("Open an &answer…"))
        self.import_calendar = self._action(_tr("&Import a calendar file…"))
        self.export_calendar = self._action(_tr("&Export a calendar file…"))
        for late in (self.outbox, self.answer, self.import_calendar, self.export_calendar):
            late.setEnabled(False)
        self.sign_out = self._action(_tr("&Sign out…"))
        self.quit = self._action(_tr("&Quit"), QKeySequence(QKeySequence.StandardKey.Quit).toString() or "Ctrl+Q")
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        self.undo = self._action(_tr("&Undo"), "Ctrl+Z")
        self.undo.setEnabled(False)
        self.redo = self._action(_tr("&Redo"), "Ctrl+Shift+Z")
        self.redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self.redo.setEnabled(False)
        self.find = self._action(_tr("&Find"), "Ctrl+F")
        self.palette = self._action(_tr("&Go to anything…"), "Ctrl+K")
        self.join_next = self._action(_tr("&Join the next meeting"), "Ctrl+J")
        self.full_screen = self._action(_tr("&Full screen"), "F11")
        self.full_screen.setCheckable(True)
        self.shortcuts = self._action(_tr("&Keyboard shortcuts"), "F1")
        self.about = self._action(_tr("&About Hosted Meetings"))
        self.about.setMenuRole(QAction.MenuRole.AboutRole)
        self._offered: list[QAction] = []
        self.places: dict[str, QAction] = {}
        for number, entry in enumerate(entries):
            self.places[entry.key] = self._action(entry.title, place_shortcut(number).toString())

    def _action(self, text: str, key: str = "") -> QAction:
        action = QAction(text, self._owner)
        if key:
            action.setShortcut(QKeySequence(key))
        return action

    def set_working(self, *, working: bool) -> None:
        """Offer what needs the meetings, or not while they cannot be opened; panes offer undo again."""
        needing = (self.plan, self.refresh, self.sync, self.find, self.palette, self.join_next, self.about)
        for action in (*needing, *self.places.values()):
            action.setEnabled(working)
        self.undo.setEnabled(False)
        self.redo.setEnabled(False)

    def offer_in(self, menu: QMenu, own: list[QAction]) -> None:
        """End ``menu`` with a pane's own actions, in place of those of the pane before."""
        for action in self._offered:
            menu.removeAction(action)
        self._offered = [menu.addSeparator(), *own] if own else []
        menu.addActions(own)

    @property
    def file(self) -> tuple[QAction, ...]:
        """The File menu."""
        return (
            self.plan, self.answer, self.refresh, self.sync, self.outbox, self.import_calendar, self.export_calendar,
            self.sign_out, self.quit,
        )  # fmt: skip

    @property
    def edit(self) -> tuple[QAction, ...]:
        """The Edit menu."""
        return (self.undo, self.redo, self.find, self.palette)

    @property
    def meeting(self) -> tuple[QAction, ...]:
        """The Meeting menu, before what the pane adds."""
        return (self.join_next,)

    @property
    def view(self) -> tuple[QAction, ...]:
        """The View menu."""
        return (*self.places.values(), self.full_screen)

    @property
    def help(self) -> tuple[QAction, ...]:
        """The Help menu."""
        return (self.shortcuts, self.about)


def fill_menu_bar(bar: QMenuBar, actions: WindowActions) -> QMenu:
    """Fill the menu bar.

    Returns:
        The Meeting menu, to which the shown pane adds its own actions.
    """
    file = bar.addMenu(_tr("&File"))
    file.addActions(list(actions.file[:5]))
    file.addSeparator()
    file.addActions([actions.import_calendar, actions.export_calendar])
    file.addSeparator()
    file.addActions(list(actions.file[7:]))
    edit = bar.addMenu(_tr("&Edit"))
    edit.addAction(actions.undo)
    edit.addAction(actions.redo)
    edit.addSeparator()
    edit.addActions([actions.find, actions.palette])
    meeting = bar.addMenu(_tr("&Meeting"))
    meeting.addActions(list(actions.meeting))
    view = bar.addMenu(_tr("&View"))
    view.addActions(list(actions.places.values()))
    view.addSeparator()
    view.addAction(actions.full_screen)
    menu = bar.addMenu(_tr("&Help"))
    menu.addActions(list(actions.help))
    return meeting
