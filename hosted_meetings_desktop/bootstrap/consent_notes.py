"""Lets each host's call window ask for consent before it records, and write down what guests' pages say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hosted_meetings_desktop.services.live import LiveService
    from hosted_meetings_desktop.ui.call.desk import CallDesk
    from hosted_meetings_desktop.ui.call.seat import Seat
    from hosted_meetings_desktop.ui.call.window import CallWindow
    from hosted_meetings_desktop.ui.runtime.calls import Calls
    from hosted_meetings_desktop.ui.runtime.changes import ChangeBroadcast


def serve_consents(desk: CallDesk, live: LiveService, calls: Calls, changes: ChangeBroadcast) -> None:
    """Follow the consents of every call that a host opens."""
    from hosted_meetings_desktop.ui.call.consent_desk import CallConsents  # the web engine comes with it

    def follow(seat: Seat, window: CallWindow) -> None:
        if seat.presence or seat.invitee_id is not None:
            return
        bars, voices = window.consent_bars, window.voices
        consents = CallConsents(seat.meeting_id, bars, voices, live, calls, window.tell, window)
        changes.changed.connect(consents.follow)

    desk.seated.connect(follow)
