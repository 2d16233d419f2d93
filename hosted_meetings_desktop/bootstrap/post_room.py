"""Messages in one account's window: the outbox, what invited people answer, how a meeting's guests stand."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from hosted_meetings_desktop.bootstrap.backend import Backend
    from hosted_meetings_desktop.ui.panes.meetings.pane import MeetingsPane
    from hosted_meetings_desktop.ui.runtime.calls import Calls
    from hosted_meetings_desktop.ui.runtime.changes import ChangeBroadcast
    from hosted_meetings_desktop.ui.window.main_window import MainWindow
    from hosted_meetings_desktop.ui.window.outbox.answers import AnswerDrop
    from hosted_meetings_desktop.ui.window.outbox.desk import OutboxDesk


class PostRoom(QObject):
    """Wires messages into the window, late: nothing of it is needed for the first list."""

    def __init__(
        self,
        window: MainWindow,
        backend: Callable[[], Backend],
        calls: Callable[[], Calls],
        changes: ChangeBroadcast,
        drafts: Path,
        show_meeting: Callable[[str], None],
        show_settings: Callable[[], None],
        import_calendar: Callable[[Path], object],
    ) -> None:
        """Make it.

        Args:
            window: The account's.
            backend: What sends.
            calls: Runs it.
            changes: Tells what changed.
            drafts: A folder of this account, for drafts that a mail program opens.
            show_meeting: Shows a meeting.
            show_settings: Shows where e-mail is set up.
            import_calendar: Takes a calendar file that is nobody's answer.
        """
        super().__init__(window)
        self._window = window
        self._backend = backend
        self._calls = calls
        self._changes = changes
        self._drafts = drafts
        self._show_meeting = show_meeting
        self._show_settings = show_settings
        self._import_calendar = import_calendar

    def begin(self) -> None:
        """Count what waits, and take what is dropped on the window."""
        self._changes.changed.connect(self._look_again)
        self.desk.ask()
        self._window.actions_.outbox.triggered.connect(lambda: self.desk.toggle_panel())  # noqa: PLW0108 (its argument)
        self._window.actions_.answer.triggered.connect(lambda: self.answers.choose())  # noqa: PLW0108 (its argument)
        self._window.actions_.outbox.setEnabled(True)
        self._window.actions_.answer.setEnabled(True)

    def _look_again(self, topics: frozenset[str]) -> None:
        if "outbox" in topics:
            self.desk.ask()

    @cached_property
    def desk(self) -> OutboxDesk:
        """The outbox panel, and what is done with messages."""
        from hosted_meetings_desktop.ui.window.outbox.desk import OutboxDesk

        window = self._window
        desk = OutboxDesk(
            window, self._backend().later.correspondence, self._calls(), lambda: window.message_bar, self._drafts
        )
        desk.counted.connect(window.strip.show_messages)
        desk.meeting_wanted.connect(self._show_meeting)
        desk.settings_wanted.connect(self._show_settings)
        desk.failed.connect(window.show_error)
        window.strip.messages_requested.connect(desk.open_panel)
        return desk

    @cached_property
    def answers(self) -> AnswerDrop:
        """Takes answers that are dropped on the window or chosen as files."""
        from hosted_meetings_desktop.ui.window.outbox.answers import AnswerDrop

        backend, window = self._backend(), self._window
        drop = AnswerDrop(
            window, backend.later.correspondence, backend.meetings, self._calls(), lambda: window.message_bar,
            importer=self._import_calendar,
        )  # fmt: skip
        drop.meeting_wanted.connect(self._show_meeting)
        drop.outbox_wanted.connect(self.desk.open_panel)
        return drop

    def serve_meetings(self, pane: MeetingsPane) -> None:
        """Let the details of a meeting say how those who are invited stand, and hand out links for colleagues."""
        from hosted_meetings_desktop.bootstrap.colleague_links import offer_links
        from hosted_meetings_desktop.ui.panes.meetings.invitations_section import Invitations
        from hosted_meetings_desktop.ui.parts.clock import utc_now

        details = pane.meeting_details
        invitations = Invitations(
            self._backend().later.correspondence,
            self.desk.deeds,
            self._calls(),
            details.message_bar,
            utc_now,
            details,
        )
        invitations.settings_requested.connect(self._show_settings)
        pane.show_invitations(invitations)
        offer_links(details, self._backend(), self._calls())

        def reload(topics: frozenset[str]) -> None:
            if "outbox" in topics:
                invitations.reload()

        self._changes.changed.connect(reload)
        if details.meeting is not None:
            details.show_meeting(details.meeting, anew=True)
