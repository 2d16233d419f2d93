"""Asks how the outbox stands, and opens its panel; what is done with messages is done through it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.outbox import Message, OutboxSettings
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.draft_files import DraftFolder
from hosted_meetings_desktop.ui.window.outbox.words import OutboxCount, count_of

if TYPE_CHECKING:
    from hosted_meetings_desktop.domain.meeting import Page
    from hosted_meetings_desktop.domain.ports import Clock
    from hosted_meetings_desktop.ui.parts.correspondence import Outbox
    from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
    from hosted_meetings_desktop.ui.parts.message_deeds import MessageDeeds
    from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
    from hosted_meetings_desktop.ui.window.outbox.panel import OutboxPanel

_COUNTED = 200
"""Those that need a person come first, so that these few tell how many there are."""


class OutboxDesk(QObject):
    """Made after the first paint, which has nothing to say about messages.

    Signals:
        counted(OutboxCount): How the outbox stands.
        meeting_wanted(str): Show that meeting.
        settings_wanted(): E-mail is to be set up.
        failed(AppError, object): The outbox cannot be read; with what tries it again.
    """

    counted = Signal(object)
    meeting_wanted = Signal(str)
    settings_wanted = Signal()
    failed = Signal(object, object)

    def __init__(
        self,
        window: QWidget,
        outbox: Outbox,
        calls: Calls,
        window_bar: Callable[[], MessageBar],
        drafts: Path,
        clock: Clock = utc_now,
    ) -> None:
        """Make it, and remove what a run before left behind.

        Args:
            window: Over which the panel opens.
            outbox: The messages.
            calls: Runs what is asked.
            window_bar: Returns where to tell what nobody else shows any more.
            drafts: A folder of this account for drafts that a mail program opens; it is emptied.
            clock: Tells the time.
        """
        super().__init__(window)
        self._window = window
        self._outbox = outbox
        self._calls = calls
        self._window_bar = window_bar
        self._clock = clock
        self._drafts = DraftFolder(drafts, self)
        self._asked: Call | None = None
        self._count: OutboxCount | None = None
        self._settings = OutboxSettings()
        self._calls.run(self, self._clear_drafts)

    async def _clear_drafts(self) -> None:
        from anyio.to_thread import run_sync

        await run_sync(self._drafts.clear)

    @cached_property
    def deeds(self) -> MessageDeeds:
        """What can be done with a message, for every screen of this window."""
        from hosted_meetings_desktop.ui.parts.message_deeds import MessageDeeds

        return MessageDeeds(self._outbox, self._calls, self._drafts, self._window_bar, self)

    @cached_property
    def panel(self) -> OutboxPanel:
        """The panel, made when it is first opened."""
        from hosted_meetings_desktop.ui.window.outbox.panel import OutboxPanel

        panel = OutboxPanel(self._window, self._outbox, self.deeds, self._calls, self._clock)
        panel.meeting_wanted.connect(self.meeting_wanted)
        panel.settings_wanted.connect(self.settings_wanted)
        return panel

    @property
    def _panel_shown(self) -> bool:
        return "panel" in vars(self) and self.panel.isVisible()

    # ---- what is asked
    def ask(self) -> None:
        """Ask how the outbox stands and, while the panel is open, for its messages."""
        if self._asked is not None:
            self._asked.cancel()
        self._asked = self._calls.run(self, self._look, self._show, self._miss)
        if self._panel_shown:
            self.panel.reload()

    async def _look(self) -> tuple[Page[Message], OutboxSettings]:
        return await self._outbox.page(0, _COUNTED, unsent=True), await self._outbox.settings()

    def _show(self, found: tuple[Page[Message], OutboxSettings]) -> None:
        page, self._settings = found
        self._count = count_of(page.total, page.rows, self._settings)
        self.counted.emit(self._count)
        if "panel" in vars(self):
            self.panel.show_count(self._count, self._settings)

    def _miss(self, error: AppError) -> None:
        # An open panel says so itself, in the place of its list.
        if not self._panel_shown:
            self.failed.emit(error, self.ask)

    # ---- the panel
    def toggle_panel(self) -> None:
        """Open the panel, or close it."""
        if self._panel_shown:
            self.panel.close_sheet()
        else:
            self.open_panel()

    def open_panel(self) -> None:
        """Open the panel with what is known, and ask anew."""
        self.panel.show_count(self._count, self._settings)
        self.panel.open()
        self._asked = self._calls.run(self, self._look, self._show, self._miss)
