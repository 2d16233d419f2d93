"""What the window needs to know about a pane before it is built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
