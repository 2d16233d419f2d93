"""What every route of the embedded Dyte works on: the world, the live parts, and what may be set from outside."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from hosted_meetings_desktop.simulator.world import Livestream, Meeting, Recording, World

LINK_LIFETIME = timedelta(days=7)
"""FACTS section 6: a recording's link lives 7 days, then the file is deleted."""
EXPORT_LIFETIME = timedelta(hours=24)
"""FACTS section 4: a chat export's link lives 24 hours."""


def recording_path(recording_id: str) -> str:
    """Return the path under which a recording's file is given out."""
    return f"/files/recordings/{recording_id}.mp4"


def voice_path(recording_id: str, number: int | str) -> str:
    """Return the path under which one voice of a recording is given out."""
    return f"/files/recordings/{recording_id}/{number}.webm"


def export_path(session_id: str, what: str, suffix: str) -> str:
    """Return the path of something exported from a session, such as its chat."""
    return f"/files/sessions/{session_id}/{what}.{suffix}"


class Recorder(Protocol):
    """The part that captures rooms; it moves ``Recording.status`` itself."""

    def start(self, recording: Recording) -> None:
        """Begin: INVOKED, then RECORDING as soon as there is something to record."""

    def pause(self, recording: Recording) -> None:
        """Hold the capture: PAUSED."""

    def resume(self, recording: Recording) -> None:
        """Go on: RECORDING."""

    def stop(self, recording: Recording, reason: str) -> None:
        """End the capture and store the file: UPLOADING, then UPLOADED or ERRORED."""


class Streamer(Protocol):
    """The part that streams rooms; it moves ``Livestream.status`` itself."""

    def running(self, meeting: Meeting) -> Livestream | None:
        """Return the meeting's livestream that was started and not stopped."""

    def playback_url(self, stream: Livestream) -> str:
        """Return where it can be watched."""

    def start(self, meeting: Meeting, name: str | None = None, *, manual: bool = False) -> Livestream:
        """Begin: INVOKED, then LIVE."""

    def stop(self, stream: Livestream) -> None:
        """End: IDLE."""


class Bots(Protocol):
    """The part that puts practice patients into rooms."""

    async def add(self, meeting_id: str, name: str = ...) -> str:
        """Let a bot join; returns its participant id."""
        ...

    async def remove(self, meeting_id: str) -> None:
        """Let the meeting's bots leave."""


@dataclass
class Service:
    """One running service: both dialects' routes share it."""

    world: World
    origin: str = "http://127.0.0.1"
    recorder: Recorder | None = None
    streamer: Streamer | None = None
    bots: Bots | None = None
    apps: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    """RealtimeKit's apps: id to name and creation. Only the world's own app holds meetings."""
    max_per_page: int | None = None
    """A silent cap on ``per_page``, as many services have one; none by default (no maximum is declared)."""
    default_per_page: int = 25
    link_lifetime: timedelta = LINK_LIFETIME
    summaries: dict[str, datetime] = field(default_factory=dict)
    """Session id to when a summary was asked for."""
    _link_key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def __post_init__(self) -> None:
        self.apps[self.world.app_id] = ("Practice clinic", datetime.now(UTC))

    def forget(self) -> None:
        """Go back to a new account's state; settings stay."""
        self.summaries.clear()
        self.apps = {self.world.app_id: self.apps[self.world.app_id]}

    def signed_url(self, path: str, *, lifetime: timedelta | None = None, since: datetime | None = None) -> str:
        """Return a link that needs no credentials until it expires.

        Args:
            path: the path under this service, such as ``/files/recordings/<id>.mp4``.
            lifetime: how long it works; ``link_lifetime`` unless told.
            since: when its life begins; now unless told.
        """
        expires = int(self.expiry(lifetime=lifetime, since=since).timestamp())
        return f"{self.origin}{path}?expires={expires}&signature={self._sign(path, expires)}"

    def expiry(self, *, lifetime: timedelta | None = None, since: datetime | None = None) -> datetime:
        """Return when a link made by :meth:`signed_url` with the same arguments ends."""
        return (since or datetime.now(UTC)) + (self.link_lifetime if lifetime is None else lifetime)

    def link_holds(self, path: str, expires: str, signature: str) -> bool:
        """Tell whether a signed link is ours, unchanged and not expired."""
        if not expires.isdecimal() or int(expires) <= time.time():
            return False
        return hmac.compare_digest(self._sign(path, int(expires)), signature)

    def _sign(self, path: str, expires: int) -> str:
        return hmac.new(self._link_key, f"{path}|{expires}".encode(), hashlib.sha256).hexdigest()
