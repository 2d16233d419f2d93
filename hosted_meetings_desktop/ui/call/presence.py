"""The front desk in a room: seen by everybody, neither seeing nor hearing, there only to let people in."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.call import CallTicket, WayOut
from hosted_meetings_desktop.ui.call.devices import DevicePolicy
from hosted_meetings_desktop.ui.call.people import IsPatient, has_patients_preset
from hosted_meetings_desktop.ui.call.permissions import MediaKind, MediaPolicy
from hosted_meetings_desktop.ui.call.preferences import CallPreferences
from hosted_meetings_desktop.ui.call.window import CallWindow
from hosted_meetings_desktop.ui.call.words import say


class _NoMedia:
    """Refuses camera and microphone, whatever the person said for calls."""

    def decision(self, _kind: MediaKind) -> bool | None:
        """Return no."""
        return False

    def remember(self, _kind: MediaKind, _allowed: bool | None) -> None:  # noqa: FBT001 - the protocol's
        """Do nothing."""


class PresenceWindow(CallWindow):
    """A small window that says where the front desk stands by; closing it leaves the room."""

    def __init__(
        self,
        title: str,
        *,
        media_policy: MediaPolicy | None = None,
        device_policy: DevicePolicy | None = None,
        way_out: WayOut | None = None,
        is_patient: IsPatient = has_patients_preset,
        preferences: CallPreferences | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Make the window; it takes what a call window takes, and uses no camera, microphone or way out."""
        super().__init__(title, media_policy=_NoMedia(), is_patient=is_patient, parent=parent)
        del media_policy, preferences
        self.setObjectName("presence_window")
        self.setMinimumSize(380, 240)
        self.resize(560, 320)
        # The kit's parts that play sound are not loaded; should the SDK ever play any by itself, nobody hears it.
        self.view.call_page.setAudioMuted(True)

    @property
    def title(self) -> str:
        """What the window is named."""
        return say("Front desk in “%1”").replace("%1", super().title)

    @property
    def talks(self) -> bool:
        """Whether this is a call in which the person hears and is heard: never."""
        return False

    def take_ticket(self, ticket: CallTicket) -> None:
        """Go in at once, without picture and sound."""
        super().take_ticket(replace(ticket, presence=True, audio=False, video=False, show_setup=False))
