"""A livestream as staff may see it: how it stands and where it is watched; its secret is a thing apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class StreamState(StrEnum):
    """How a livestream stands."""

    STARTING = "starting"  # asked for; nothing can be watched yet
    LIVE = "live"
    ENDED = "ended"
    FAILED = "failed"
    UNKNOWN = "unknown"  # the provider has a word that we do not know


_STATES = {
    # The specification has these four, webhooks and guides OFFLINE (FACTS section 7).
    "INVOKED": StreamState.STARTING,
    "LIVE": StreamState.LIVE,
    "IDLE": StreamState.ENDED,
    "OFFLINE": StreamState.ENDED,
    "ERRORED": StreamState.FAILED,
}


def stream_state(status: str) -> StreamState:
    """Return what the provider's word for a livestream's state means."""
    return _STATES.get(status.strip().upper(), StreamState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class StreamSeen:
    """A livestream as the provider last described it, without its key.

    Attributes:
        id: The provider's.
        state: How it stood.
        observed_at: When the provider said so, aware UTC.
        playback_url: The playlist (HLS) that players open; empty where the provider names none.
        watch_url: The clinic's own page that plays it, for handing out; empty where there is no such page.
    """

    id: str
    state: StreamState
    observed_at: datetime
    playback_url: str = ""
    watch_url: str = ""

    @property
    def runs(self) -> bool:
        """Whether it was started and has not ended."""
        return self.state not in {StreamState.ENDED, StreamState.FAILED}


@dataclass(frozen=True, slots=True)
class IngestDetails:
    """Where an encoder of the clinic's own sends its picture. Who has the key streams in the clinic's name.

    It is fetched when somebody asks to see it, shown, and kept nowhere.
    """

    server: str
    key: str = field(repr=False)
