"""What the window needs to know about a pane before it is built, and who tells what changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from hosted_meetings_desktop.ui.parts.pane import Pane


@dataclass(frozen=True, slots=True)
class PaneEntry:
    """A place in the navigation rail.

    Attributes:
        key: Names the pane in settings ("meetings").
        title: The word beside the icon.
        icon: A Material Design icon's name ("calendar-outline").
        factory: Builds the pane when it is shown for the first time.
    """

    key: str
    title: str
    icon: str
    factory: Callable[[], Pane]


class Broadcast(Protocol):
    """Tells what changed (``ChangeBroadcast``)."""

    @property
    def changed(self) -> SignalInstance:
        """Emitted with the set of topics."""
        ...
