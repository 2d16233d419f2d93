"""What a player plays: an address that only it knows, which is good as long as it plays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.vault import Content


class Source(Protocol):
    """Something that is being played."""

    @property
    def address(self) -> str:
        """A path, or a URL that answers Range. Neither is for showing or logs: who knows it can play it too."""
        ...

    @property
    def problem(self) -> AppError | None:
        """What went wrong on our side while it was read; None where nothing did, or where it is not ours."""
        ...

    def cut(self) -> None:
        """End it at once: whoever waits for more of it is told that there is none.

        Called from the GUI thread right before the player lets go. It neither waits nor needs another thread of
        Python's to run: the player's threads may hold what the GUI thread waits for. May be called again.
        """
        ...


MakeSource = Callable[[Content, str], Source]
"""Makes what plays a content of the archive, whose name ends so (".mp4")."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A file of this PC, or the provider's own link: there is nothing to end."""

    address: str
    problem: AppError | None = None

    def cut(self) -> None:
        """Do nothing."""
