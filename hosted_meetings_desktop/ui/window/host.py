"""What a helper of the main window may touch of it; the window itself imports its helpers late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QWidget

    from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
    from hosted_meetings_desktop.ui.parts.pane import Pane
    from hosted_meetings_desktop.ui.window.menus import WindowActions
    from hosted_meetings_desktop.ui.window.sync_desk import SyncDesk


class Host(Protocol):
    """The main window."""

    @property
    def ground(self) -> QWidget:
        """All that is under the menus."""
        ...

    @property
    def message_bar(self) -> MessageBar:
        """The line above the pane."""
        ...

    @property
    def actions_(self) -> WindowActions:
        """What menus and keys do."""
        ...

    @property
    def sync(self) -> SyncDesk:
        """What asks how we stand."""
        ...

    @property
    def shown_key(self) -> str:
        """The key of the pane that is shown, empty before the first."""
        ...

    @property
    def store_retried(self) -> SignalInstance:
        """Emitted when the store is tried again."""
        ...

    def pane(self, key: str) -> Pane:
        """Return a pane."""
        ...

    def offer_undo(self) -> None:
        """Say what Ctrl+Z would take back."""
        ...

    def reload_for(self, topics: frozenset[str]) -> None:
        """Reload what shows something of ``topics``."""
        ...
