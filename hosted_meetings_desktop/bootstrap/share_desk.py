"""Sharing of recordings in one account's window: the service behind it, and the dialog."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from hosted_meetings_desktop.bootstrap.later import LaterServices
    from hosted_meetings_desktop.domain.archive import ItemId
    from hosted_meetings_desktop.domain.ids import RecordingId
    from hosted_meetings_desktop.domain.ports import VideoService
    from hosted_meetings_desktop.domain.vault import Content
    from hosted_meetings_desktop.services.sharing import SharingService
    from hosted_meetings_desktop.ui.runtime.calls import Calls
    from hosted_meetings_desktop.ui.sharing.dialog import ShareDialog


def sharing_service(
    later: LaterServices, service: VideoService, content: Callable[[ItemId], Awaitable[Content]]
) -> SharingService:
    """Make what gives recordings to people.

    Args:
        later: Its store, changes, clock and postman.
        service: Is asked for links afresh.
        content: Opens a kept file of the archive.
    """
    from hosted_meetings_desktop.archive.shared_copy import write_shared_copy
    from hosted_meetings_desktop.services.sharing import SharingService

    return SharingService(later.store, service, content, write_shared_copy, later.postman, later.changes, later.clock)


def ask_to_share(window: QWidget, recording_id: RecordingId, sharing: SharingService, calls: Calls) -> ShareDialog:
    """Ask who shall have a recording."""
    from hosted_meetings_desktop.ui.sharing.dialog import ShareDialog

    dialog = ShareDialog(recording_id, sharing, calls, parent=window)
    dialog.open()
    return dialog
