"""The main window of one account with its panes, wired to the services and to the call windows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSettings, QTimer

from hosted_meetings_desktop.bootstrap.late_sync import LateSync
from hosted_meetings_desktop.domain.account import Account, Provider
from hosted_meetings_desktop.support.paths import Paths
from hosted_meetings_desktop.ui.runtime.calls import LoopCalls
from hosted_meetings_desktop.ui.runtime.changes import ChangeBroadcast
from hosted_meetings_desktop.ui.window.entry import PaneEntry
from hosted_meetings_desktop.ui.window.main_window import MainWindow

_LATER_MS = 1_500
"""After the first paint: when the first list is surely shown, and the rest of the window can come."""

if TYPE_CHECKING:
    from hosted_meetings_desktop.bootstrap.backend import Backend
    from hosted_meetings_desktop.bootstrap.call_room import CallRoom
    from hosted_meetings_desktop.bootstrap.front_desk import FrontDesk
    from hosted_meetings_desktop.bootstrap.plan_desk import PlanDesk
    from hosted_meetings_desktop.bootstrap.post_room import PostRoom
    from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
    from hosted_meetings_desktop.domain.meeting import Meeting
    from hosted_meetings_desktop.domain.ports import VideoService
    from hosted_meetings_desktop.services.accounts import AccountService
    from hosted_meetings_desktop.ui.call.desk import CallDesk
    from hosted_meetings_desktop.ui.panes.meetings.pane import MeetingsPane
    from hosted_meetings_desktop.ui.panes.schedule.pane import SchedulePane
    from hosted_meetings_desktop.ui.parts.pane import Pane
    from hosted_meetings_desktop.ui.parts.ring import Ring
    from hosted_meetings_desktop.ui.runtime.calls import Calls
    from hosted_meetings_desktop.ui.settings.pane import SettingsPane
    from hosted_meetings_desktop.ui.window.notifications.notifier import DesktopNotifier
    from hosted_meetings_desktop.ui.window.palette import PaletteItem


class Screens:
    """Builds the panes when they are first shown and passes between them what concerns more than one."""

    def __init__(
        self,
        account: Account,
        begin: Callable[[], Backend],
        account_service: Callable[[Paths, Account, VideoService], AccountService],
        calls: LoopCalls,
        changes: ChangeBroadcast,
        settings: QSettings,
        folders: Paths,
        *,
        lasting: bool = True,
    ) -> None:
        """Build the window.

        Args:
            account: Whose window it is.
            begin: Makes and starts what stands behind the screens; called once, after the first paint or before
                when somebody cannot wait.
            account_service: Makes what the settings need to change the account.
            calls: Runs the services.
            changes: Tells the screens what changed.
            settings: Of this PC, for this account.
            folders: Where the account's files lie.
            lasting: Whether what is kept on this PC outlives this run.
        """
        self._account = account
        self._begin = begin
        self._account_service = account_service
        self._calls = calls
        self._changes = changes
        self._settings = settings
        self._folders = folders
        self._lasting = lasting
        self.window = MainWindow(
            [
                PaneEntry("meetings", _word("Meetings"), "calendar-today-outline", self._meetings_pane),
                PaneEntry("schedule", _word("Schedule"), "calendar-week-outline", self._schedule_pane),
                PaneEntry("today", _word("Today"), "monitor-dashboard", self._today_pane),
                PaneEntry("recordings", _word("Recordings"), "play-box-multiple-outline", self._recordings_pane),
                PaneEntry("attendance", _word("Attendance"), "account-check-outline", self._attendance_pane),
                PaneEntry("people", _word("People"), "account-group-outline", self._people_pane),
                PaneEntry("settings", _word("Settings"), "cog-outline", self._settings_pane),
            ],
            calls,
            changes,
            LateSync(lambda: self.backend),
            account.label,
            practice=account.practice,
            settings=settings,
            keeper=lambda: self.backend.safekeeping,
        )
        self.window.meeting_requested.connect(self._show_meeting)
        self.window.account_requested.connect(self._show_account)
        self.window.store_retried.connect(lambda: self.backend.key.ask_again())  # noqa: PLW0108 (made late)
        self.window.painted.connect(lambda: self.backend)
        self.window.painted.connect(lambda: QTimer.singleShot(_LATER_MS, self.window, self._begin_late))
        self.window.plan_requested.connect(self._plan)
        self.window.join_next_requested.connect(self._join_next)
        self.window.quit_requested.connect(self._close_others)
        self.window.stayed.connect(lambda: self._call_room.raise_all())  # noqa: PLW0108 (made late)
        self.window.set_stakes(lambda: self._call_room.titles(), lambda: self._lasting)  # noqa: PLW0108 (made late)
        self.window.set_palette_search(self._find_meetings)

    @cached_property
    def backend(self) -> Backend:
        """What stands behind the screens; made and started when it is first asked for."""
        return self._begin()

    @cached_property
    def _watched(self) -> Calls:
        """The calls of panes; the window hears what goes wrong with the store."""
        from hosted_meetings_desktop.ui.window.store_care import WatchedCalls

        return WatchedCalls(self._calls, lambda problem: self.window.store_care.note_told(problem))  # noqa: PLW0108 (made late)

    @cached_property
    def _call_room(self) -> CallRoom:
        from hosted_meetings_desktop.bootstrap.call_room import CallRoom

        return CallRoom(
            self.window, lambda: self.backend, self._calls, self._changes, self._settings, lambda: self.notifier,
            lambda: self._front_desk,
        )  # fmt: skip

    @property
    def desk(self) -> CallDesk:
        """The open calls."""
        return self._call_room.desk

    def join(self, meeting_id: MeetingId, invitee_id: InviteeId | None = None, title: str = "") -> None:
        """Open the call of a meeting, as its host or as somebody invited."""
        self._call_room.join(meeting_id, invitee_id, title)

    @cached_property
    def notifier(self) -> DesktopNotifier:
        """What tells staff on the desktop that a meeting starts soon."""
        from hosted_meetings_desktop.bootstrap.alerts import notifier_for

        notifier = notifier_for(
            self.window, self.backend, self._calls, self._changes, self._settings, lambda: self._call_room.opened
        )
        notifier.join_wanted.connect(lambda meeting, title: self.join(meeting, title=title))
        notifier.meeting_wanted.connect(self._show_meeting)
        notifier.join_next_wanted.connect(self._join_next)
        return notifier

    def _begin_late(self) -> None:
        """Bring up what the first list does not need: messages, calendar files, notifications."""
        from hosted_meetings_desktop.bootstrap.recordings_desk import watch_rescue

        self._post.begin()
        self._plans.serve_menu(self._show_meeting)
        self.notifier.begin()
        watch_rescue(self.backend, self._watched, self._changes, self.notifier, self.window)
        self._call_room.way_out.begin()

    def _import_calendar(self, path: Path) -> None:
        self._plans.files.open_import(path)

    def close(self) -> None:
        """Leave the calls and take the windows away, without asking."""
        self._close_others()
        self.window.close_now()
        self.window.deleteLater()

    def drop_calls(self) -> None:
        """Take the call windows away at once: the program ends now."""
        self._call_room.drop()

    def _close_others(self) -> None:
        """Leave the calls and close the players."""
        self._call_room.leave_all()
        if (pane := self.window.built_pane("recordings")) is not None:
            from hosted_meetings_desktop.ui.panes.recordings.pane import RecordingsPane

            if isinstance(pane, RecordingsPane):
                pane.close_players()

    # ---- what concerns more than one pane
    def meetings(self) -> MeetingsPane:
        """Show the meetings and return their pane."""
        from hosted_meetings_desktop.ui.panes.meetings.pane import MeetingsPane

        pane = self.window.show_pane("meetings")
        if not isinstance(pane, MeetingsPane):
            raise TypeError("the meetings pane is another one")
        return pane

    def _plan(self) -> None:
        """Plan where the person is: on the day that the calendar shows, else today."""
        if self.window.shown_key == "schedule":
            self._schedule().plan()
        else:
            self.meetings().plan(None)

    def _schedule(self) -> SchedulePane:
        from hosted_meetings_desktop.ui.panes.schedule.pane import SchedulePane

        pane = self.window.show_pane("schedule")
        if not isinstance(pane, SchedulePane):
            raise TypeError("the schedule pane is another one")
        return pane

    def _join_next(self) -> None:
        def join(meeting: Meeting | None) -> None:
            if meeting is None:
                self.window.message_bar.show_message(_word("No meeting starts within the next hours"))
            else:
                self.join(meeting.id, title=meeting.title)

        self._calls.run(self.window, self.backend.meetings.next_to_join, join)

    def _find_meetings(self, text: str, deliver: Callable[[Sequence[PaletteItem]], None]) -> None:
        """Find meetings and people for the command palette."""
        from hosted_meetings_desktop.bootstrap.palette_finds import Finds

        finds = Finds(self.backend, self._show_meeting, self._show_person)
        self._calls.run(self.window, partial(finds.look, text), lambda found: deliver(finds.items(found)))

    def _show_person(self, person_id: str) -> None:
        from hosted_meetings_desktop.ui.panes.people.pane import PeoplePane

        pane = self.window.show_pane("people")
        if isinstance(pane, PeoplePane):
            pane.select(person_id)

    def _show_meeting(self, meeting_id: str) -> None:
        self.meetings().select(meeting_id)

    def _show_session(self, session_id: str) -> None:
        from hosted_meetings_desktop.ui.panes.attendance.pane import AttendancePane

        pane = self.window.show_pane("attendance")
        if isinstance(pane, AttendancePane):
            pane.select(session_id)

    def _show_recording(self, recording_id: str) -> None:
        from hosted_meetings_desktop.ui.panes.recordings.pane import RecordingsPane

        pane = self.window.show_pane("recordings")
        if isinstance(pane, RecordingsPane):
            pane.select(recording_id)

    def _show_account(self) -> None:
        self._settings_shown().show_account()

    def _show_mail(self) -> None:
        self._settings_shown().show_mail()

    def _settings_shown(self) -> SettingsPane:
        from hosted_meetings_desktop.ui.settings.pane import SettingsPane

        pane = self.window.show_pane("settings")
        if not isinstance(pane, SettingsPane):
            raise TypeError("the settings pane is another one")
        return pane

    def _join(self, pane: MeetingsPane, meeting_id: MeetingId, invitee_id: InviteeId | None) -> None:
        """Join a meeting of ``pane``, whose title is known where it is the selected one."""
        row = pane.selected
        self.join(meeting_id, invitee_id, row.title if row is not None and row.id == meeting_id else "")

    def _join_planned(self, pane: SchedulePane, meeting_id: MeetingId, invitee_id: InviteeId | None) -> None:
        entry = pane.selected
        title = entry.title if entry is not None and entry.meeting_id == meeting_id else ""
        self.join(meeting_id, invitee_id, title)

    @cached_property
    def _post(self) -> PostRoom:
        from hosted_meetings_desktop.bootstrap.post_room import PostRoom

        drafts = self._folders.data / "drafts" / self._account.id
        return PostRoom(
            self.window, lambda: self.backend, lambda: self._watched, self._changes, drafts, self._show_meeting,
            self._show_mail, self._import_calendar,
        )  # fmt: skip

    @cached_property
    def _plans(self) -> PlanDesk:
        from hosted_meetings_desktop.bootstrap.plan_desk import PlanDesk

        def join(meeting_id: MeetingId, title: str) -> None:
            self.join(meeting_id, title=title)

        regions = self._account.provider is Provider.DYTE
        return PlanDesk(self.window, lambda: self.backend, lambda: self._watched, join, offers_regions=regions)

    # ---- the panes
    def _meetings_pane(self) -> Pane:
        from hosted_meetings_desktop.ui.panes.meetings.pane import MeetingsPane

        backend = self.backend
        pane = MeetingsPane(
            backend.meetings,
            backend.live,
            backend.joining,
            self._watched,
            practice=self._account.practice,
            offers_regions=self._account.provider is Provider.DYTE,
            history=self._plans.history,
        )
        pane.join_requested.connect(partial(self._join, pane))
        pane.session_requested.connect(self._show_session)
        pane.recording_requested.connect(self._show_recording)
        QTimer.singleShot(_LATER_MS, pane, partial(self._post.serve_meetings, pane))
        return pane

    def _schedule_pane(self) -> Pane:
        from hosted_meetings_desktop.ui.panes.schedule.pane import SchedulePane

        pane = SchedulePane(self.backend.later.schedule, self._watched, self._plans.history)
        pane.join_requested.connect(partial(self._join_planned, pane))
        pane.details_requested.connect(self._show_meeting)
        self._plans.serve_schedule(pane)
        return pane

    def _people_pane(self) -> Pane:
        from hosted_meetings_desktop.ui.panes.people.pane import PeoplePane

        pane = PeoplePane(self.backend.later.people, self._watched)
        self._plans.serve_people(pane, self._show_meeting)
        return pane

    @cached_property
    def _front_desk(self) -> FrontDesk:
        from hosted_meetings_desktop.bootstrap.front_desk import FrontDesk

        return FrontDesk(
            self.window, lambda: self.backend, lambda: self._watched, self._changes, lambda: self.notifier,
            lambda: self.desk, lambda: self._ring.ring(),  # noqa: PLW0108 (made late)
        )  # fmt: skip

    @cached_property
    def _ring(self) -> Ring:
        """The tone of an arrival."""
        from hosted_meetings_desktop.ui.parts.ring import Ring, RingPreferences
        from hosted_meetings_desktop.ui.settings.desk.preferences import DeskPreferences

        loudness = DeskPreferences(self._settings).loudness
        return Ring(RingPreferences(self._settings), self.window, volume=loudness)

    def _today_pane(self) -> Pane:
        pane = self._front_desk.pane(self._plans.history)
        pane.join_requested.connect(self._join_planned_today)
        pane.waiting_room_requested.connect(self._front_desk.stand_by)
        pane.meeting_requested.connect(self._show_meeting)
        pane.plan_requested.connect(self._plan)
        self._plans.serve_today(pane)
        return pane

    def _join_planned_today(self, meeting_id: MeetingId, invitee_id: InviteeId | None) -> None:
        self.join(meeting_id, invitee_id)

    def _recordings_pane(self) -> Pane:
        from hosted_meetings_desktop.bootstrap.recordings_desk import recordings_pane

        return recordings_pane(self.backend, self._watched, self.window, self._show_meeting)

    def _attendance_pane(self) -> Pane:
        from hosted_meetings_desktop.bootstrap.attendance_pane import attendance_pane

        return attendance_pane(self.backend, self._watched, self._show_meeting)

    def _settings_pane(self) -> Pane:
        from hosted_meetings_desktop.bootstrap.settings_desk import settings_pane

        backend = self.backend
        accounts = self._account_service(self._folders, self._account, backend.service)
        data_folder = self._folders.data if self._lasting else backend.later.plain_folder.parent
        pane = settings_pane(
            backend, accounts, self._watched, self._settings, self.notifier, data_folder,
            check_up=lambda: self._call_room.checkups.open(),  # noqa: PLW0108 (made late)
            mute_key=self._call_room.mute_key, ring=self._ring,
        )  # fmt: skip
        pane.sign_out_requested.connect(self.window.ask_sign_out)
        pane.restore_requested.connect(lambda: self.window.store_care.open_restore())  # noqa: PLW0108 (made late)
        return pane


def choose_locale() -> None:
    """Give a PC without a language the times and dates of one; without it they have seconds and an odd order.

    Not for the first paint, which shows neither: the names of all languages and countries come with the import.
    """
    from PySide6.QtCore import QLocale

    if QLocale.system().language() == QLocale.Language.C:
        QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))


def _word(text: str) -> str:
    return QCoreApplication.translate("Screens", text)
