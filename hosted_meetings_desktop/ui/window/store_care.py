"""Helps when the store cannot be opened or is damaged: a page in the window's place, or a message with a way out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, SignalInstance
from PySide6.QtWidgets import QBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError, StoreProblem, StoreTrouble
from hosted_meetings_desktop.domain.safekeeping import Backup
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
from hosted_meetings_desktop.ui.text.format import moment_text
from hosted_meetings_desktop.ui.window.restore_dialog import RestoreDialog, StoreKeeper
from hosted_meetings_desktop.ui.window.store_page import AnewDialog, StorePage

if TYPE_CHECKING:
    from hosted_meetings_desktop.domain.live import SyncStatus
    from hosted_meetings_desktop.ui.window.host import Host
    from hosted_meetings_desktop.ui.window.upgrade_screen import UpgradeScreen

T = TypeVar("T")

_EVERYTHING = frozenset({"meetings", "sessions", "recordings", "presets", "sync"})


class StoreCare(QObject):
    """Decides by one look into the store whether there is anything to work on.

    A failure of one deed (the disk is full, something is busy) is told by whoever asked for it, and the lists go on
    showing what they have. Only when even a look into the store fails, everything gives way to one page.
    """

    def __init__(
        self,
        window: Host,
        keeper: StoreKeeper,
        calls: Calls,
        look: Callable[[], Awaitable[object]],
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        """Make it.

        Args:
            window: The window it helps.
            keeper: Looks after the store.
            calls: Runs the services.
            look: Reads something small from the store; raises what stands in the way.
            clock: Tells the time.
        """
        super().__init__(window.ground)
        self._window = window
        self._keeper = keeper
        self._calls = calls
        self._look = look
        self._clock = clock or utc_now
        self._page: StorePage | None = None
        self._upgrades: UpgradeScreen | None = None
        self._hidden: list[QWidget] = []
        self._looking = False
        self._told: StoreProblem | None = None
        window.sync.answered.connect(self._well)

    @property
    def page(self) -> StorePage | None:
        """The page, while it stands in the window's place."""
        return self._page if self._page is not None and not self._page.isHidden() else None

    @property
    def upgrades(self) -> UpgradeScreen:
        """What is shown while the store is brought up to date; made when that happens."""
        if self._upgrades is None:
            from hosted_meetings_desktop.ui.window.upgrade_screen import UpgradeScreen

            self._upgrades = UpgradeScreen(self._window, self)
        return self._upgrades

    # ---- what is heard
    def note(self, problem: StoreProblem) -> None:
        """Take a failure that nobody told yet."""
        self._examine(problem, tell=True)

    def note_told(self, problem: StoreProblem) -> None:
        """Take a failure that is told already where somebody looks."""
        self._examine(problem, tell=problem.trouble is StoreTrouble.DAMAGED)

    def look(self) -> None:
        """See what the keeper found, and whether the store is being brought up to date."""
        upgrade = self._keeper.upgrade
        if upgrade is not None or self._upgrades is not None:
            self.upgrades.follow(upgrade)
        problem = self._keeper.problem
        if problem is None:
            self._told = None
        elif problem is not self._told:
            self._told = problem
            self._examine(problem, tell=True)

    def _examine(self, problem: StoreProblem, *, tell: bool) -> None:
        if self._looking or self.page is not None:
            return
        self._looking = True

        def readable(_found: object) -> None:
            self._looking = False
            if tell:
                self._tell(problem)

        self._calls.run(self, self._look, readable, self._unreadable)

    def _tell(self, problem: StoreProblem) -> None:
        if problem.trouble is StoreTrouble.DAMAGED:
            self._window.message_bar.show_error(
                problem, action_text=self.tr("Put a backup back…"), action=self.open_restore
            )
        else:
            self._window.message_bar.show_error(problem)

    def _unreadable(self, error: AppError) -> None:
        self._looking = False
        if isinstance(error, StoreProblem):
            self._show_page(error)
        else:
            self._window.message_bar.show_error(error)

    # ---- the page
    def _show_page(self, problem: StoreProblem) -> None:
        standing = self.page is not None
        if self._page is None:
            self._page = StorePage()
            self._page.again_wanted.connect(self.try_again)
            self._page.restore_wanted.connect(self.open_restore)
            self._page.anew_wanted.connect(self.ask_anew)
            self._page.quit_wanted.connect(self._window.ground.window().close)
            column = self._window.ground.layout()
            if isinstance(column, QBoxLayout):
                column.addWidget(self._page, 100)
        self._page.show_problem(problem)
        if not standing:
            self._give_way(self._page)
        page = self._page
        self._calls.run(
            self, self._keeper.backups, lambda found: page.show_backups(found, self._clock()), lambda _error: None
        )

    def _give_way(self, page: StorePage) -> None:
        """Let ``page`` stand in the place of all that needs the store."""
        parts = self._window.ground.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        self._hidden = [part for part in parts if part is not page and not part.isHidden()]
        for part in self._hidden:
            part.hide()
        self._window.actions_.set_working(working=False)
        page.show()
        page.focus_main()

    def _come_back(self, page: StorePage) -> None:
        page.hide()
        for part in self._hidden:
            part.show()
        self._hidden = []
        self._window.actions_.set_working(working=True)
        self._window.offer_undo()

    def try_again(self) -> None:
        """Look into the store again."""
        if self._page is None or self._looking:
            return
        self._looking = True
        self._page.set_trying(trying=True)
        self._window.store_retried.emit()
        self._calls.run(self, self._look, self._readable_again, self._unreadable)

    def _readable_again(self, _found: object) -> None:
        self._looking = False
        self._well()

    def _well(self, _status: SyncStatus | None = None) -> None:
        """Give the window back: the store could be read."""
        page = self.page
        if page is None:
            return
        self._come_back(page)
        window = self._window
        if window.shown_key:
            window.pane(window.shown_key).focus_content()
        window.reload_for(_EVERYTHING)

    # ---- the ways out
    def open_restore(self) -> RestoreDialog:
        """Let the person choose a backup to put back."""
        dialog = RestoreDialog(self._keeper, self._calls, self._clock, self._window.ground.window())
        dialog.put_back.connect(self._put_back)
        dialog.open()
        return dialog

    def _put_back(self, backup: Backup) -> None:
        self._told = None
        self._readable_again(None)
        said = self.tr("Your meetings are as they were %1. What was there before is a backup now.")
        self._window.message_bar.show_message(
            said.replace("%1", moment_text(backup.made_at, self._clock())), kind="success"
        )

    def ask_anew(self) -> AnewDialog:
        """Ask whether to begin with an empty store."""
        dialog = AnewDialog(self._window.ground.window())

        def begun(_nothing: None) -> None:
            dialog.set_busy(busy=False)
            dialog.accept()
            self.try_again()

        def begin() -> None:
            dialog.set_busy(busy=True)
            self._calls.run(self, self._keeper.begin_anew, begun, dialog.show_error)

        dialog.confirmed.connect(begin)
        dialog.open()
        return dialog


class WatchedCalls:
    """Runs the calls of panes and tells whom it concerns what went wrong with the store."""

    def __init__(self, calls: Calls, note: Callable[[StoreProblem], None]) -> None:
        self._calls = calls
        self._note = note

    @property
    def failed(self) -> SignalInstance:
        """Emitted with the ``AppError`` of a call whose caller gave no ``failed``."""
        return self._calls.failed

    def run(
        self,
        owner: QObject,
        work: Callable[[], Awaitable[T]],
        done: Callable[[T], None] | None = None,
        failed: Callable[[AppError], None] | None = None,
    ) -> Call:
        """Run ``work``; see ``Calls``."""
        if failed is None:
            return self._calls.run(owner, work, done)
        caller: Callable[[AppError], Any] = failed

        def told(error: AppError) -> None:
            caller(error)
            if isinstance(error, StoreProblem):
                self._note(error)

        return self._calls.run(owner, work, done, told)
