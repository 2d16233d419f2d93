"""The call of the moment, as everything outside its window sees it: the tray, the mute key."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CallNow:
    """The call that speaks; where all are on hold, one of those.

    Attributes:
        title: What the call is named.
        media: Which of ``microphone`` and ``camera`` are on.
        held: Whether it is on hold.
        shares: Whether the screen is shared in it.
    """

    title: str
    media: frozenset[str]
    held: bool = False
    shares: bool = False

    @property
    def muted(self) -> bool:
        """Whether nobody hears this person."""
        return self.held or "microphone" not in self.media
