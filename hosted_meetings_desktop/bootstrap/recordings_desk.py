"""The recordings of one account's window: the library over the archive, its pane, and sharing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hosted_meetings_desktop.bootstrap.backend import Backend
    from hosted_meetings_desktop.domain.archive import Alarm, RescueStanding
    from hosted_meetings_desktop.services.recording_files import RecordingFiles
    from hosted_meetings_desktop.services.recording_library import RecordingLibrary
    from hosted_meetings_desktop.ui.panes.recordings.pane import RecordingsPane
    from hosted_meetings_desktop.ui.runtime.calls import Calls
    from hosted_meetings_desktop.ui.runtime.changes import ChangeBroadcast
    from hosted_meetings_desktop.ui.window.main_window import MainWindow
    from hosted_meetings_desktop.ui.window.notifications.notifier import DesktopNotifier


def recording_library(backend: Backend) -> RecordingLibrary:
    """Make what the screens ask about recordings."""
    from hosted_meetings_desktop.archive.stream import Stream
    from hosted_meetings_desktop.services.recording_library import RecordingLibrary
    from hosted_meetings_desktop.store.recording_list import recording_list
    from hosted_meetings_desktop.support.pc_user import pc_user

    later = backend.later
    return RecordingLibrary(
        later.store, backend.recordings, later.rescue, later.retention, later.changes, later.clock, recording_list,
        Stream, pc_user,
    )  # fmt: skip


def recording_files(backend: Backend, library: RecordingLibrary) -> RecordingFiles:
    """Make what the screens do with single files of recordings."""
    from hosted_meetings_desktop.services.recording_files import RecordingFiles

    later = backend.later
    return RecordingFiles(
        later.store, backend.service, later.rescue.content, library.read, library.told, library.source, later.clock,
        library.who,
    )  # fmt: skip


def recordings_pane(
    backend: Backend, calls: Calls, window: MainWindow, show_meeting: Callable[[str], None]
) -> RecordingsPane:
    """Make the pane; over ``window`` it is asked who shall have a recording."""
    from hosted_meetings_desktop.bootstrap.share_desk import ask_to_share, sharing_service
    from hosted_meetings_desktop.domain.ids import RecordingId
    from hosted_meetings_desktop.support.pc_user import pc_user
    from hosted_meetings_desktop.ui.archive_state.stray_bar import StrayBar
    from hosted_meetings_desktop.ui.panes.recordings.pane import RecordingsPane
    from hosted_meetings_desktop.ui.parts.pane import coming_row
    from hosted_meetings_desktop.ui.theme.tokens import SPACE

    library = recording_library(backend)
    pane = RecordingsPane(library, calls, files=recording_files(backend, library))
    strays = StrayBar(backend.strays, calls, pc_user, all_of_them=False)
    strays.adopted.connect(pane.reload)
    pane.model.loaded.connect(lambda _total: strays.reload())
    pane.add_notice(coming_row(strays, below=SPACE.tight))
    sharing = sharing_service(backend.later, backend.service, backend.later.rescue.content)
    pane.meeting_requested.connect(show_meeting)
    pane.today_requested.connect(lambda: window.show_pane("today"))
    pane.recording_details.can_share = True
    pane.share_requested.connect(lambda which: ask_to_share(window, RecordingId(which), sharing, calls))
    return pane


def watch_rescue(
    backend: Backend, calls: Calls, changes: ChangeBroadcast, notifier: DesktopNotifier, window: MainWindow
) -> None:
    """Tell staff from now on that recordings are about to be lost, whatever pane is shown."""
    from hosted_meetings_desktop.bootstrap.rescue_watch import RescueWatch

    def show(alarm: Alarm) -> None:
        from hosted_meetings_desktop.domain.archive import Alarm
        from hosted_meetings_desktop.domain.recording_list import Keeping, ListOrder
        from hosted_meetings_desktop.ui.panes.recordings.pane import RecordingsPane

        pane = window.show_pane("recordings")
        if isinstance(pane, RecordingsPane):
            leaving = alarm in {Alarm.SOON, Alarm.URGENT}
            keeping = Keeping.NOT_KEPT if leaving else Keeping.TROUBLE
            pane.filters.show_only(keeping, ListOrder.LEAVING if leaving else ListOrder.NEWEST)

    async def standing() -> RescueStanding:
        return await backend.later.rescue.standing()  # made in the services' thread: its imports take their time

    RescueWatch(standing, calls, changes, notifier, show, window).look()
