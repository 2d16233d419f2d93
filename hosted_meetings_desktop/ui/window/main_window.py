"""The main window: rail, pane, status strip, menus; knows panes only by their entries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QByteArray, QEvent, QObject, QSettings, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.theme.tokens import SPACE
from hosted_meetings_desktop.ui.window.entry import PaneEntry
from hosted_meetings_desktop.ui.window.menus import WindowActions, fill_menu_bar
from hosted_meetings_desktop.ui.window.rail import NavigationRail
from hosted_meetings_desktop.ui.window.status_strip import StatusStrip

if TYPE_CHECKING:
    from datetime import datetime

    from hosted_meetings_desktop.domain.live import SyncStatus
    from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
    from hosted_meetings_desktop.ui.parts.pane import Pane
    from hosted_meetings_desktop.ui.window.closing import Stakes

_FIRST_SIZE = (1180, 760)
_LEAST_SIZE = (900, 560)


class SyncService(Protocol):
    """What the window asks about the connection."""

    async def status(self) -> SyncStatus:
        """Return how we stand with the provider."""
        ...

    async def refresh_now(self) -> None:
        """Fetch and send everything now."""
        ...


class Broadcast(Protocol):
    """Tells what changed (``ChangeBroadcast``)."""

    @property
    def changed(self) -> SignalInstance:
        """Emitted with the set of topics."""
        ...


class MainWindow(QMainWindow):
    """Holds the panes, built when they are first shown.

    Signals:
        painted(): The window stands on the screen for the first time; what is costly may start.
        plan_requested(): Ctrl+N or the menu.
        join_next_requested(): Ctrl+J or the menu.
        sign_out_requested(): The person confirmed that they want to sign out.
        quit_requested(): The window closes; its state is saved already.
        stayed(): The person was asked whether to close and thought better of it.
        pane_shown(str): The pane with that key is shown now.
    """

    painted = Signal()
    plan_requested = Signal()
    join_next_requested = Signal()
    sign_out_requested = Signal()
    quit_requested = Signal()
    stayed = Signal()
    pane_shown = Signal(str)

    def __init__(
        self,
        panes: Sequence[PaneEntry],
        calls: Calls,
        changes: Broadcast,
        sync_service: SyncService,
        account_label: str,
        *,
        practice: bool,
        settings: QSettings,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        super().__init__()
        self._entries = {entry.key: entry for entry in panes}
        self._calls = calls
        self._sync = sync_service
        self._practice = practice
        self._settings = settings
        self._account_label = account_label
        self._panes: dict[str, Pane] = {}
        self._stale: set[str] = set()
        self._shown = ""
        self._begun = False
        self._search: Any = None
        self._sure = False
        self.set_stakes(tuple, lambda: True)
        self.setWindowTitle(self.tr("Hosted Meetings (practice)") if practice else self.tr("Hosted Meetings"))
        self.setMinimumSize(*_LEAST_SIZE)
        self.rail = NavigationRail(panes)
        self.strip = StatusStrip(account_label, practice=practice, clock=clock)
        self._stack = QStackedWidget()
        self.ground = QWidget()
        self._arrange()
        self.actions_ = WindowActions(self, panes)
        if practice:
            self.actions_.sign_out.setText(self.tr("&Leave practice mode…"))
        self._meeting_menu = fill_menu_bar(self.menuBar(), self.actions_)
        self._pane_actions: list[QAction] = []
        self._connect(changes)
        self._restore()
        self.ground.installEventFilter(self)

    def _arrange(self) -> None:
        self._bar_row = QFrame()
        self._bar_row.hide()
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._bar_row)
        right.addWidget(self._stack, 1)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addLayout(right, 1)
        column = QVBoxLayout(self.ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(middle, 1)
        column.addWidget(self.strip)
        self.setCentralWidget(self.ground)

    def _connect(self, changes: Broadcast) -> None:
        does = self.actions_
        does.plan.triggered.connect(self.plan_requested)
        does.join_next.triggered.connect(self.join_next_requested)
        does.refresh.triggered.connect(self.refresh_now)
        does.sign_out.triggered.connect(self.ask_sign_out)
        does.quit.triggered.connect(self.close)
        does.undo.triggered.connect(self._undo)
        does.find.triggered.connect(self._find)
        does.palette.triggered.connect(self.open_palette)
        does.shortcuts.triggered.connect(self.open_shortcuts)
        does.about.triggered.connect(self._show_about)
        does.full_screen.toggled.connect(self._fill_screen)
        for key, action in does.places.items():
            action.triggered.connect(lambda _checked=False, key=key: self.show_pane(key, focus=True))
        self.rail.chosen.connect(self.show_pane)
        self.strip.refresh_requested.connect(self.refresh_now)
        self._meeting_menu.aboutToShow.connect(self._offer_pane_actions)
        changes.changed.connect(self._reload_for)
        self._calls.failed.connect(self.show_error)

    # ---- panes
    @property
    def shown_key(self) -> str:
        """The key of the pane that is shown."""
        return self._shown

    def pane(self, key: str) -> Pane:
        """Return a pane, built now if it was not yet."""
        if key not in self._panes:
            from hosted_meetings_desktop.ui.window.pane_state import decoded

            pane = self._entries[key].factory()
            self._panes[key] = pane
            pane.undo_changed.connect(self._offer_undo)
            pane.restore_columns(self._settings)
            pane.restore(decoded(self._settings.value(f"panes/{key}")))
            pane.reload()
            self._stack.addWidget(pane)  # last: this shows the first pane, which would ask for its rows by itself
        return self._panes[key]

    def built_pane(self, key: str) -> Pane | None:
        """Return a pane that was shown already, else None."""
        return self._panes.get(key)

    def show_pane(self, key: str, *, focus: bool = False) -> Pane:
        """Show a pane.

        Args:
            key: Which.
            focus: Whether the focus goes into it, as after a key; a click leaves it where it is.
        """
        pane = self.pane(key)
        if key in self._stale:
            self._stale.discard(key)
            pane.reload()
        if self._shown != key:
            self._shown = key
            self._stack.setCurrentWidget(pane)
            self.rail.show_place(key)
            self._offer_undo()
            self.pane_shown.emit(key)
        if focus:
            pane.focus_content()
        return pane

    def _reload_for(self, topics: frozenset[str]) -> None:
        for key, pane in self._panes.items():
            if pane.topics & topics:
                if key == self._shown:
                    pane.reload()
                else:
                    self._stale.add(key)
        if topics & {"sync", "meetings"}:
            self._ask_status()

    # ---- messages
    @cached_property
    def message_bar(self) -> MessageBar:
        """The line above the pane that says what happened; made after the first paint, which has nothing to say."""
        from hosted_meetings_desktop.ui.parts.message_bar import MessageBar

        message_bar = MessageBar()
        row = QHBoxLayout(self._bar_row)
        row.setContentsMargins(SPACE.page, SPACE.tight, SPACE.page, 0)
        row.addWidget(message_bar)
        message_bar.shown.connect(self._bar_row.show)
        message_bar.closed.connect(self._bar_row.hide)
        return message_bar

    def show_error(self, error: AppError) -> None:
        """Say what failed, above the pane."""
        self.message_bar.show_error(error)

    # ---- the connection
    def _ask_status(self) -> None:
        self._calls.run(self, self._sync.status, self.strip.show_status)

    def refresh_now(self) -> None:
        """Fetch and send everything now; what is shown stays until newer things come."""

        def failed(error: AppError) -> None:
            self.strip.show_refreshing(refreshing=False)
            self._ask_status()
            self.message_bar.show_error(error, action_text=self.tr("Try again"), action=self.refresh_now)

        def done(_nothing: None) -> None:
            self.strip.show_refreshing(refreshing=False)
            self._ask_status()

        self.strip.show_refreshing(refreshing=True)
        self._calls.run(self, self._sync.refresh_now, done, failed)

    def set_account(self, label: str) -> None:
        """Show another account's name."""
        self._account_label = label
        self.strip.set_account(label)

    def ask_sign_out(self) -> None:
        """Ask whether to sign out, saying what happens to whom."""
        from hosted_meetings_desktop.ui.window.sign_out import SignOutDialog

        dialog = SignOutDialog(self._account_label, self._stakes(), practice=self._practice, parent=self)
        dialog.confirmed.connect(dialog.accept)
        dialog.confirmed.connect(self.sign_out_requested)
        dialog.open()

    # ---- what the menus do
    def _find(self) -> None:
        if self._shown and not self._panes[self._shown].focus_search():
            self.open_palette()

    def _offer_undo(self) -> None:
        text = self._panes[self._shown].undo_text() if self._shown else ""
        undo = self.actions_.undo
        undo.setEnabled(bool(text))
        undo.setText(self.tr("&Undo %1").replace("%1", text.replace("&", "&&")) if text else self.tr("&Undo"))

    def _undo(self) -> None:
        self._panes[self._shown].undo()

    def _offer_pane_actions(self) -> None:
        for action in self._pane_actions:
            self._meeting_menu.removeAction(action)
        own = self._panes[self._shown].menu_actions() if self._shown else []
        self._pane_actions = []
        if own:
            self._pane_actions = [self._meeting_menu.addSeparator(), *own]
            self._meeting_menu.addActions(own)

    def set_palette_search(self, search: Any) -> None:
        """Let the palette find people and meetings too.

        Args:
            search: A ``PaletteSearch``: ``search(text, deliver)`` calls ``deliver`` with ``PaletteItem``s later.
        """
        self._search = search

    def open_palette(self) -> None:
        """Open the command palette (Ctrl+K)."""
        from hosted_meetings_desktop.ui.window.commands import open_palette

        open_palette(self, self.actions_, self._entries, self._panes.get(self._shown), self._search)

    def open_shortcuts(self) -> None:
        """Open the sheet with all keys (F1)."""
        from hosted_meetings_desktop.ui.window.commands import open_shortcuts

        open_shortcuts(self, self.actions_, self._panes.get(self._shown))

    def _show_about(self) -> None:
        if "settings" in self._entries:
            self.show_pane("settings", focus=True)

    def _fill_screen(self, on: bool) -> None:  # noqa: FBT001 (Qt's signal)
        """Fill the screen, or go back to what was before: a maximised window stays one."""
        full = Qt.WindowState.WindowFullScreen
        self.setWindowState(self.windowState() | full if on else self.windowState() & ~full)

    # ---- what is remembered
    def _restore(self) -> None:
        kept = self._settings.value("window/geometry")
        if not (isinstance(kept, QByteArray) and self.restoreGeometry(kept)):
            self.resize(*_FIRST_SIZE)
        self.rail.mark_place(self._first_key())

    def _first_key(self) -> str:
        key = str(self._settings.value("window/pane", ""))
        return key if key in self._entries else next(iter(self._entries))

    def begin(self) -> None:
        """Show the first pane and ask how we stand.

        It happens by itself after the first paint, so that the frame is on the screen before panes are imported.
        """
        if self._begun:
            return
        self._begun = True
        self.painted.emit()
        self.message_bar.hide()  # made here, before the pane, so that the Tab key comes to it first
        if not self._shown:
            self.show_pane(self._first_key())
        self._ask_status()

    def save(self) -> None:
        """Remember the window's place, the pane and what the panes want to keep."""
        self._settings.setValue("window/geometry", self.saveGeometry())
        if self._shown:
            self._settings.setValue("window/pane", self._shown)
        from hosted_meetings_desktop.ui.window.pane_state import encoded

        for key, pane in self._panes.items():
            self._settings.setValue(f"panes/{key}", encoded(pane.state()))
            pane.save_columns(self._settings)
        self._settings.sync()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin once the ground was painted for the first time."""
        if watched is self.ground and event.type() == QEvent.Type.Paint:
            self.ground.removeEventFilter(self)
            QTimer.singleShot(0, self, self.begin)
        return super().eventFilter(watched, event)

    # ---- the end
    def set_stakes(self, calls: Callable[[], tuple[str, ...]], lasting: Callable[[], bool]) -> None:
        """Let closing and signing out say what they end.

        Args:
            calls: Returns the titles of the calls that this person is in.
            lasting: Returns whether what is kept on this PC outlives the run.
        """
        self._calls_open, self._lasting = calls, lasting

    def _stakes(self) -> Stakes:
        from hosted_meetings_desktop.ui.window.closing import Stakes

        status, lasting = self.strip.status, self._lasting()
        return Stakes(self._calls_open(), status.waiting + (0 if lasting else status.attention), lasting)

    def close_now(self) -> None:
        """Close without asking."""
        self._sure = True
        self.close()

    def _asks_first(self) -> bool:
        """Ask whether to close, where that ends something; returns whether it does."""
        stakes = self._stakes()
        if not stakes or self._sure:
            return False
        from hosted_meetings_desktop.ui.window.closing import ask_about

        ask_about(stakes, self, self.close_now, self.stayed.emit)
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember everything and say that the person wants to go, once they are sure."""
        if self._asks_first():
            event.ignore()
            return
        self.save()
        super().closeEvent(event)
        self.quit_requested.emit()
