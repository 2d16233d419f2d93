"""The main window: rail, pane, status strip, menus; knows panes only by their entries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QEvent, QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError, StoreProblem
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.window.entry import Broadcast, PaneEntry
from hosted_meetings_desktop.ui.window.menus import WindowActions, fill_menu_bar
from hosted_meetings_desktop.ui.window.rail import NavigationRail
from hosted_meetings_desktop.ui.window.status_strip import StatusStrip

if TYPE_CHECKING:
    from datetime import datetime

    from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
    from hosted_meetings_desktop.ui.parts.pane import Pane
    from hosted_meetings_desktop.ui.window.closing import Stakes
    from hosted_meetings_desktop.ui.window.restore_dialog import StoreKeeper
    from hosted_meetings_desktop.ui.window.store_care import StoreCare
    from hosted_meetings_desktop.ui.window.sync_desk import SyncDesk, SyncService

_FIRST_SIZE = (1180, 760)
_LEAST_SIZE = (900, 560)


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
        meeting_requested(str): Show that meeting.
        account_requested(): Show the account's settings.
        store_retried(): The store is tried again: whoever remembers that it failed forgets it.
    """

    painted = Signal()
    plan_requested = Signal()
    join_next_requested = Signal()
    sign_out_requested = Signal()
    quit_requested = Signal()
    stayed = Signal()
    pane_shown = Signal(str)
    meeting_requested = Signal(str)
    account_requested = Signal()
    store_retried = Signal()

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
        keeper: Callable[[], StoreKeeper] | None = None,
    ) -> None:
        """Build the frame.

        Without a ``keeper``, which is asked after the first paint, trouble of the store is told as any other failure.
        """
        super().__init__()
        self._entries = {entry.key: entry for entry in panes}
        self._calls = calls
        self._sync_service = sync_service
        self._clock = clock
        self._keeper = keeper
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
        self.stack = QStackedWidget()
        self.ground = QWidget()
        self._arrange()
        self.actions_ = WindowActions(self, panes)
        if practice:
            self.actions_.sign_out.setText(self.tr("&Leave practice mode…"))
        self._meeting_menu = fill_menu_bar(self.menuBar(), self.actions_)
        self._connect(changes)
        self._restore()
        self.ground.installEventFilter(self)

    def _arrange(self) -> None:
        self.bar_row = QFrame()  # the place above the pane, for what has to stay in view
        self.bar_row.hide()
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.bar_row)
        right.addWidget(self.stack, 1)
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
        does.sync.triggered.connect(lambda: self.sync.toggle_panel())  # noqa: PLW0108 (made late)
        does.sign_out.triggered.connect(self.ask_sign_out)
        does.quit.triggered.connect(self.close)
        does.undo.triggered.connect(lambda: self._panes[self._shown].undo())  # noqa: PLW0108 (panes change)
        does.redo.triggered.connect(lambda: self._panes[self._shown].redo())  # noqa: PLW0108 (panes change)
        does.find.triggered.connect(self._find)
        does.palette.triggered.connect(self.open_palette)
        does.shortcuts.triggered.connect(self.open_shortcuts)
        does.about.triggered.connect(self._show_about)
        does.full_screen.toggled.connect(self._fill_screen)
        for key, action in does.places.items():
            action.triggered.connect(lambda _checked=False, key=key: self.show_pane(key, focus=True))
        self.rail.chosen.connect(self.show_pane)
        self.strip.panel_requested.connect(lambda: self.sync.open_panel())  # noqa: PLW0108 (made late)
        self.strip.attention_requested.connect(lambda: self.sync.open_attention())  # noqa: PLW0108 (made late)
        self._meeting_menu.aboutToShow.connect(self._offer_pane_actions)
        changes.changed.connect(self.reload_for)
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
            pane.undo_changed.connect(self.offer_undo)
            pane.restore_columns(self._settings)
            pane.restore(decoded(self._settings.value(f"panes/{key}")))
            pane.show_status(self.strip.status)
            self.sync.answered.connect(pane.show_status)
            pane.reload()
            self.stack.addWidget(pane)  # last: this shows the first pane, which would ask for its rows by itself
        return self._panes[key]

    def built_pane(self, key: str) -> Pane | None:
        """Return a pane that was shown already, else None."""
        return self._panes.get(key)

    def show_pane(self, key: str, *, focus: bool = False) -> Pane:
        """Show a pane; ``focus`` puts the focus into it, as after a key (a click leaves it where it is)."""
        pane = self.pane(key)
        if key in self._stale:
            self._stale.discard(key)
            pane.reload()
        if self._shown != key:
            self._shown = key
            self.stack.setCurrentWidget(pane)
            self.rail.show_place(key)
            self.offer_undo()
            self.pane_shown.emit(key)
        if focus:
            pane.focus_content()
        return pane

    def reload_for(self, topics: frozenset[str]) -> None:
        """Reload what shows something of ``topics``: now what is in view, the rest when it is shown."""
        for key, pane in self._panes.items():
            if pane.topics & topics:
                if key == self._shown:
                    pane.reload()
                else:
                    self._stale.add(key)
        if topics & {"sync", "meetings"}:
            self.sync.ask()
        if "store" in topics and self._keeper is not None:
            self.store_care.look()

    # ---- messages
    @cached_property
    def message_bar(self) -> MessageBar:
        """The line over the pane that says what happened; made after the first paint, which has nothing to say."""
        from hosted_meetings_desktop.ui.parts.floating import float_over
        from hosted_meetings_desktop.ui.parts.message_bar import MessageBar

        message_bar = MessageBar()
        float_over(message_bar, self.ground, self.stack)
        return message_bar

    def show_error(self, error: AppError, again: Callable[[], object] | None = None) -> None:
        """Say what failed, over the pane; trouble with the store may take the window's place.

        Args:
            error: What failed.
            again: Tries it again.
        """
        if self._keeper is not None and isinstance(error, StoreProblem):
            self.store_care.note(error)
            return
        self.message_bar.show_error(error, action_text=self.tr("Try again") if again else "", action=again)

    # ---- the connection
    @cached_property
    def sync(self) -> SyncDesk:
        """What asks how we stand with the provider, and shows it; made after the first paint."""
        from hosted_meetings_desktop.ui.window.sync_desk import SyncDesk

        desk = SyncDesk(self, self.strip, self._sync_service, self._calls, self._clock)
        desk.meeting_wanted.connect(self.meeting_requested)
        desk.account_wanted.connect(self.account_requested)
        desk.failed.connect(self.show_error)
        return desk

    def refresh_now(self) -> None:
        """Fetch and send everything now; what is shown stays until newer things come."""
        self.sync.refresh_now()

    # ---- the store
    @cached_property
    def store_care(self) -> StoreCare:
        """What takes the window's place while the store cannot be opened; made when it is first needed."""
        from hosted_meetings_desktop.ui.window.store_care import StoreCare

        if self._keeper is None:
            raise RuntimeError("nobody looks after the store")
        return StoreCare(self, self._keeper(), self._calls, self._sync_service.status, self._clock)

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

    def offer_undo(self) -> None:
        """Name what the shown pane can take back or do again in the Edit menu, or that there is nothing."""
        pane = self._panes[self._shown] if self._shown else None
        for action, text, word, bare in (
            (self.actions_.undo, pane.undo_text() if pane else "", self.tr("&Undo %1"), self.tr("&Undo")),
            (self.actions_.redo, pane.redo_text() if pane else "", self.tr("&Redo %1"), self.tr("&Redo")),
        ):
            action.setEnabled(bool(text))
            action.setText(word.replace("%1", text.replace("&", "&&")) if text else bare)

    def _offer_pane_actions(self) -> None:
        self.actions_.offer_in(self._meeting_menu, self._panes[self._shown].menu_actions() if self._shown else [])

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
        self.sync.ask()

    def save(self) -> None:
        """Remember the window's place, the pane and what the panes want to keep."""
        self._settings.setValue("window/geometry", self.saveGeometry())
        if self._shown:
            self._settings.setValue("window/pane", self._shown)
        from hosted_meetings_desktop.ui.window.pane_state import keep

        for key, pane in self._panes.items():
            keep(self._settings, key, pane)
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

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember everything and say that the person wants to go, once they are sure."""
        stakes = self._stakes()
        if stakes and not self._sure:
            from hosted_meetings_desktop.ui.window.closing import ask_about

            event.ignore()
            ask_about(stakes, self, self.close_now, self.stayed.emit)
            return
        self.save()
        super().closeEvent(event)
        self.quit_requested.emit()
