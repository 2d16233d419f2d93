"""The calls of one account: opened for every pane, told by the plan, followed by notifications and the front desk."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from hosted_meetings_desktop.bootstrap.call_notes import RolesInCalls, keep_diaries
from hosted_meetings_desktop.bootstrap.consent_notes import serve_consents
from hosted_meetings_desktop.ui.call.engine import FAKE_MEDIA

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtCore import QSettings

    from hosted_meetings_desktop.bootstrap.backend import Backend
    from hosted_meetings_desktop.bootstrap.front_desk import FrontDesk
    from hosted_meetings_desktop.bootstrap.way_out import WayOutDesk
    from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
    from hosted_meetings_desktop.ui.call.desk import CallDesk
    from hosted_meetings_desktop.ui.call_keys.mute_key import MuteKey
    from hosted_meetings_desktop.ui.checkup.desk import CheckupDesk
    from hosted_meetings_desktop.ui.runtime.calls import Calls
    from hosted_meetings_desktop.ui.runtime.changes import ChangeBroadcast
    from hosted_meetings_desktop.ui.window.main_window import MainWindow
    from hosted_meetings_desktop.ui.window.notifications.notifier import DesktopNotifier


class CallRoom:
    """Makes the call desk when the first call is wanted, and closes it."""

    def __init__(
        self,
        window: MainWindow,
        backend: Callable[[], Backend],
        calls: Calls,
        changes: ChangeBroadcast,
        settings: QSettings,
        notifier: Callable[[], DesktopNotifier],
        front_desk: Callable[[], FrontDesk],
    ) -> None:
        """Make it; nothing is made before the first call.

        Args:
            window: The account's.
            backend: What lets people in.
            calls: Runs it.
            changes: Tells what changed.
            settings: Of this PC.
            notifier: Is told which calls are open.
            front_desk: Is told who waits.
        """
        self._window = window
        self._backend = backend
        self._calls = calls
        self._changes = changes
        self._settings = settings
        self._notifier = notifier
        self._front_desk = front_desk

    @cached_property
    def way_out(self) -> WayOutDesk:
        """What is left where a call cannot be had in the app."""
        from hosted_meetings_desktop.bootstrap.way_out import WayOutDesk

        return WayOutDesk(self._window, self._backend, lambda: self._calls, self._changes, self._settings)

    @cached_property
    def desk(self) -> CallDesk:
        """The open calls."""
        from hosted_meetings_desktop.ui.call.desk import CallDesk

        backend = self._backend()
        engine = backend.engine

        async def nudge() -> None:
            engine.nudge()

        roles = RolesInCalls(self._window, backend.joining, self._calls, self._changes)
        desk = CallDesk(
            backend.joining,
            self._calls,
            self._settings,
            presence_tickets=backend.later.presence,
            is_patient=roles.is_patient,
            way_out=self.way_out.way_out,
        )
        roles.follow(desk)
        keep_diaries(desk)
        serve_consents(desk, backend.live, self._calls, self._changes)
        self.way_out.serve(desk)
        desk.failed.connect(self._window.show_error)
        notifier = self._notifier()
        desk.changed.connect(notifier.note_calls)
        desk.opened.connect(lambda _window: notifier.note_calls())
        self._front_desk().serve_calls(desk)
        in_call = backend.later.in_call
        desk.changed.connect(lambda: in_call.set() if desk.open_titles() else in_call.clear())
        # By way of the services' thread, to which the engine belongs.
        desk.changed.connect(lambda: self._calls.run(desk, nudge))
        self._follow_from_outside(desk)
        return desk

    def _follow_from_outside(self, desk: CallDesk) -> None:
        """Let a call be muted, found and made small from outside its window."""
        from hosted_meetings_desktop.ui.call.mini_offer import tell_offers
        from hosted_meetings_desktop.ui.window.notifications.call_tray import CallTray

        self.mute_key.serve(desk)
        tray = CallTray(desk, desk)
        self._window.quit_requested.connect(tray.end)
        tell_offers(desk, self._window.message_bar)

    @cached_property
    def mute_key(self) -> MuteKey:
        """The key that mutes the call, whatever program is in front."""
        from hosted_meetings_desktop.ui.call_keys.mute_key import MuteKey
        from hosted_meetings_desktop.ui.call_keys.preferences import MuteKeyPreferences

        key = MuteKey(MuteKeyPreferences(self._settings), self._calls, self._window)
        self._window.quit_requested.connect(key.end)
        return key

    @cached_property
    def checkups(self) -> CheckupDesk:
        """What looks at this PC before calls."""
        from hosted_meetings_desktop.ui.checkup.desk import CheckupDesk

        async def starts_at(meeting_id: MeetingId) -> datetime | None:
            meeting = await self._backend().database.run(lambda lib: lib.meetings.get(meeting_id))
            return None if meeting is None or meeting.made_elsewhere else meeting.schedule.starts_at

        return CheckupDesk(
            lambda: self._backend().later.checkup,
            self._calls,
            self._settings,
            self._window,
            in_call=lambda: bool(self.titles()),
            starts_at=starts_at,
        )

    def join(self, meeting_id: MeetingId, invitee_id: InviteeId | None = None, title: str = "") -> None:
        """Open a call or bring it to the front; before a host's first one of the day a check-up may be offered."""
        join = partial(self.desk.join, meeting_id, invitee_id, title)
        if meeting_id in self.desk.open_meetings() or os.environ.get(FAKE_MEDIA):
            join()
        else:
            self.checkups.before_call(meeting_id, join, host=invitee_id is None)

    @property
    def opened(self) -> CallDesk | None:
        """The open calls; None before the first."""
        return self.desk if "desk" in vars(self) else None

    def titles(self) -> tuple[str, ...]:
        """Return the titles of the calls that are under way."""
        return () if self.opened is None else self.opened.open_titles()

    def raise_all(self) -> None:
        """Bring the calls that are under way to the front."""
        if self.opened is not None:
            self.opened.raise_all()

    def leave_all(self) -> None:
        """Leave every call."""
        if "checkups" in vars(self):
            self.checkups.close()
        if self.opened is not None:
            self.opened.close_all()

    def drop(self) -> None:
        """Take the call windows away at once: the program ends now."""
        if "checkups" in vars(self):
            self.checkups.close()
        if self.opened is not None:
            self.opened.drop_all()
