"""The way out of a call that cannot be had in the app: what its window offers, and the browser that opens then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, qInstallMessageHandler

from hosted_meetings_desktop.bootstrap.single_instance import bring_forward
from hosted_meetings_desktop.domain.call import WayOut
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.ui.parts.opening import open_outside
from hosted_meetings_desktop.ui.settings.preferences import Preferences

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from hosted_meetings_desktop.bootstrap.backend import Backend
    from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
    from hosted_meetings_desktop.services.way_out import WayOutService
    from hosted_meetings_desktop.ui.call.desk import CallDesk
    from hosted_meetings_desktop.ui.runtime.calls import Calls
    from hosted_meetings_desktop.ui.runtime.changes import ChangeBroadcast
    from hosted_meetings_desktop.ui.window.main_window import MainWindow

_TOPICS = frozenset({"outbox"})
"""What is published when somebody changes what the clinic says of itself."""


class WayOutDesk(QObject):
    """Knows for the call windows of one account what is left when they fail."""

    def __init__(
        self,
        window: MainWindow,
        backend: Callable[[], Backend],
        calls: Callable[[], Calls],
        changes: ChangeBroadcast,
        settings: QSettings,
    ) -> None:
        """Make it; nothing is asked for before ``begin``.

        Args:
            window: The account's; says what fails.
            backend: What makes links.
            calls: Runs it.
            changes: Tells when the clinic's telephone number may be another one.
            settings: Of this PC, for this account: has the guest page.
        """
        super().__init__(window)
        self._window = window
        self._backend = backend
        self._calls = calls
        self._changes = changes
        self._settings = settings
        self._making: set[tuple[MeetingId, InviteeId | None]] = set()

    @cached_property
    def service(self) -> WayOutService:
        """What makes the links."""
        from hosted_meetings_desktop.services.way_out import WayOutService

        backend = self._backend()
        practice, preferences = backend.account.practice, Preferences(self._settings)
        return WayOutService(backend.database, backend.joining, lambda: practice or bool(preferences.guest_page))

    def begin(self) -> None:
        """Learn what can be offered, now and whenever it changes."""
        self._changes.changed.connect(self._follow)
        self._refresh()

    def way_out(self) -> WayOut:
        """Return what a call window offers when it fails."""
        known = self.service.way_out()
        words = self.tr("By telephone: %1").replace("%1", known.phone)
        return replace(known, phone=words) if known.phone else known

    def serve(self, desk: CallDesk) -> None:
        """Open the browser for whoever wants to go on there."""
        desk.browser_wanted.connect(self._open_browser)

    def _follow(self, topics: frozenset[str]) -> None:
        if topics & _TOPICS:
            self._refresh()

    def _refresh(self) -> None:
        # What was known stays when it cannot be read; the lists say what is wrong with the store.
        self._calls().run(self, lambda: self.service.refresh(), failed=lambda _error: None)  # noqa: PLW0108 (made late)

    def _open_browser(self, meeting_id: MeetingId, invitee_id: InviteeId | None) -> None:
        asked = (meeting_id, invitee_id)
        if asked in self._making:  # asked for twice
            return
        self._making.add(asked)

        def hand_over(link: str) -> None:
            self._making.discard(asked)
            self._hand_over(link)

        def fail(error: AppError) -> None:
            self._making.discard(asked)
            self._fail(error)

        self._calls().run(self, lambda: self.service.browser_link(meeting_id, invitee_id), hand_over, fail)

    def _hand_over(self, link: str) -> None:
        with _unsaid():
            opened = open_outside(QUrl.fromEncoded(link.encode("ascii")))
        if not opened:
            self._fail(
                AppError(
                    self.tr("No browser was found on this PC"),
                    self.tr("Choose a standard browser in the system's settings, then try again."),
                )
            )

    def _fail(self, error: AppError) -> None:
        self._window.show_error(error)
        bring_forward(self._window)


@contextmanager
def _unsaid() -> Iterator[None]:
    """Let Qt say nothing meanwhile: where it finds no browser it writes the address, token and all, to stderr."""
    before = qInstallMessageHandler(lambda *_said: None)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
