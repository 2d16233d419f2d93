"""Everything about one meeting: when, who, whether it was sent, who is in the call, what it left behind."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
from hosted_meetings_desktop.domain.meeting import Meeting, Phase, Region, SyncState
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.recording import Recording
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.ui.panes.meetings.history_section import HistorySection
from hosted_meetings_desktop.ui.panes.meetings.live_commands import LiveCommands
from hosted_meetings_desktop.ui.panes.meetings.live_section import LiveSection
from hosted_meetings_desktop.ui.panes.meetings.people_section import PeopleSection
from hosted_meetings_desktop.ui.panes.meetings.rows import state_kind, state_of
from hosted_meetings_desktop.ui.panes.meetings.services import JoinService, LiveService, MeetingService
from hosted_meetings_desktop.ui.panes.meetings.zones import region_word, zone_word
from hosted_meetings_desktop.ui.parts.badge import Badge
from hosted_meetings_desktop.ui.parts.buttons import main_button, plain_button
from hosted_meetings_desktop.ui.parts.copying import copy_text
from hosted_meetings_desktop.ui.parts.details import DetailsPanel
from hosted_meetings_desktop.ui.parts.keep_focus import focus_named, focused_name
from hosted_meetings_desktop.ui.parts.labels import body_label
from hosted_meetings_desktop.ui.parts.tab_order import tab_in_reading_order
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import date_text, day_text, duration_text, local, span_text


class MeetingDetails(DetailsPanel):
    """The details panel of a meeting.

    Signals:
        join_wanted(str, object): Join the meeting (id), as an invited person (InviteeId) or as the host (None).
        edit_wanted(): Change the shown meeting.
        cancel_wanted(): Cancel the shown meeting.
        restore_wanted(): Restore the shown meeting.
        session_chosen(str): Show a session.
        recording_chosen(str): Show a recording.
        elsewhere_told(str): Something was done for a meeting that is not shown any more, in a sentence.
        elsewhere_failed(AppError): Something failed for a meeting that is not shown any more.
    """

    join_wanted = Signal(str, object)
    edit_wanted = Signal()
    cancel_wanted = Signal()
    restore_wanted = Signal()
    session_chosen = Signal(str)
    recording_chosen = Signal(str)
    elsewhere_told = Signal(str)
    elsewhere_failed = Signal(object)

    def __init__(
        self,
        meetings: MeetingService,
        live: LiveService,
        join: JoinService,
        calls: Calls,
        clock: Clock,
        *,
        practice: bool,
    ) -> None:
        super().__init__()
        self._meetings = meetings
        self._live = live
        self._join = join
        self._calls = calls
        self._clock = clock
        self._practice = practice
        self.meeting: Meeting | None = None
        self.commands = LiveCommands(live, calls, self)
        self.commands.began.connect(self._note_title)
        self.commands.done.connect(self._tell_about)
        self.commands.failed.connect(self._show_error_about)
        self.commands.recording_changed.connect(self._follow_recording)
        self._titles: dict[str, str] = {}
        self._room: QWidget | None = None
        self.live_section: LiveSection | None = None
        self.people_section: PeopleSection | None = None
        self.join_button: QPushButton | None = None
        self.invite_button: QPushButton | None = None

    def show_meeting(self, meeting: Meeting) -> None:
        """Fill the panel; the same meeting with nothing new leaves it as it is, so that no focus is lost."""
        same = self.meeting is not None and self.meeting.id == meeting.id
        if same and self.meeting is not None and _unseen(self.meeting) == _unseen(meeting):
            self.meeting = meeting
            return
        room = self._room if same and not meeting.cancelled and meeting.room_id is not None else None
        focused = focused_name(self) if same else ""
        if not same:
            self.message_bar.dismiss()
        self.meeting = meeting
        self.begin(meeting.title, self._subtitle_text(meeting), keep_scroll=same, keep=room)
        self._add_badges(meeting)
        self._add_actions(meeting)
        self._add_facts(meeting)
        if room is None:
            self._add_room(meeting)
        else:
            self.pass_section(room)  # with its looks, its questions and the focus in it
        self._add_people(meeting)
        self._add_history(meeting)
        self._order_tabs()
        focus_named(self, focused)

    def _order_tabs(self) -> None:
        tab_in_reading_order(self)

    # ---- parts
    def _subtitle_text(self, meeting: Meeting) -> str:
        now = self._clock()
        length = duration_text(meeting.schedule.duration)
        span = span_text(meeting.schedule.starts_at, meeting.schedule.ends_at)
        return f"{day_text(meeting.schedule.starts_at, now)} {span} · {length}"

    def _add_badges(self, meeting: Meeting) -> None:
        now = self._clock()
        self.add_badge(Badge(state_kind(meeting, now), state_of(meeting, now)))
        self.add_badge(Badge(meeting.sync))

    def _add_actions(self, meeting: Meeting) -> None:
        self.join_button = None
        if meeting.cancelled:
            self._action(main_button(self.tr("Restore"), "restore")).clicked.connect(self.restore_wanted)
            return
        self.join_button = self._action(main_button(self.tr("Join"), "video-outline"))
        self.join_button.clicked.connect(self.join_as_host)
        self._action(plain_button(self.tr("Edit"), "pencil-outline")).clicked.connect(self.edit_wanted)
        if meeting.phase(self._clock()) is not Phase.PAST:
            cancel = self._action(plain_button(self.tr("Cancel meeting"), "calendar-remove-outline"))
            cancel.clicked.connect(self.cancel_wanted)

    def _action(self, button: QPushButton) -> QPushButton:
        self.add_action(button)
        return button

    def _add_facts(self, meeting: Meeting) -> None:
        if meeting.problem or meeting.sync is not SyncState.SYNCED:
            tone = "stop" if meeting.sync is SyncState.ATTENTION else "wait"
            self.add_section().addWidget(body_label(meeting.problem or self._sync_sentence(meeting), tone=tone))
        self.add_section()
        schedule = meeting.schedule
        zone = ZoneInfo(schedule.zone)
        if local(schedule.starts_at).utcoffset() != schedule.starts_at.astimezone(zone).utcoffset():
            there = span_text(schedule.starts_at, schedule.ends_at, zone=zone)
            date = date_text(schedule.starts_at, self._clock(), zone=zone)
            self.add_fact(self.tr("Planned in"), f"{zone_word(schedule.zone)}: {date} {there}")
        self.add_fact(self.tr("Host"), meeting.host)
        self.add_fact(self.tr("Guests read"), meeting.public_title)
        recording = self.tr("By itself, when the first person joins") if meeting.record_on_start else ""
        self.add_fact(self.tr("Recording"), recording or self.tr("When somebody starts it"))
        if meeting.region is not Region.NEAREST:
            self.add_fact(self.tr("Region"), region_word(meeting.region))

    def _sync_sentence(self, meeting: Meeting) -> str:
        if meeting.sync is SyncState.SENDING:
            return self.tr("It is being sent to the video service.")
        if meeting.sync is SyncState.ATTENTION:
            return self.tr("It could not be sent as it is. Edit it to mend it.")
        return self.tr("Not sent yet. It will be sent by itself.")

    def _add_room(self, meeting: Meeting) -> None:
        self._room, self.live_section, self.invite_button = None, None, None
        if meeting.cancelled:
            return
        column = self.add_section(self.tr("In the call now"))
        if meeting.room_id is None:
            column.addWidget(body_label(self.tr("There is no call until the meeting is sent."), tone="muted"))
            return
        section = LiveSection(meeting.id, self._live, self.commands, self._calls, self._clock)
        section.people.rebuilt.connect(self._order_tabs)
        self._room = column.parentWidget()
        self.live_section = section
        column.addWidget(section)
        if self._practice:
            self.invite_button = plain_button(self.tr("Invite the practice patient"), "account-plus-outline")
            self.invite_button.clicked.connect(self.invite_practice_patient)
            column.addWidget(self.invite_button, 0, Qt.AlignmentFlag.AlignLeading)

    def _add_people(self, meeting: Meeting) -> None:
        column = self.add_section(self.tr("Invited"))
        section = PeopleSection(meeting)
        section.link_wanted.connect(self.copy_link)
        section.join_wanted.connect(lambda person: self.join_wanted.emit(meeting.id, InviteeId(person)))
        self.people_section = section
        column.addWidget(section)

    def _add_history(self, meeting: Meeting) -> None:
        self._sessions = HistorySection()
        self._sessions.session_chosen.connect(self.session_chosen)
        self.add_section(self.tr("Sessions")).addWidget(self._sessions)
        self._recordings = HistorySection()
        self._recordings.recording_chosen.connect(self.recording_chosen)
        self.add_section(self.tr("Recordings")).addWidget(self._recordings)
        self.load_history()

    def load_history(self) -> None:
        """Fetch the sessions and recordings of the shown meeting."""
        if self.meeting is None:
            return
        meeting_id = self.meeting.id

        async def both() -> tuple[tuple[Session, ...], tuple[Recording, ...]]:
            return await self._meetings.sessions(meeting_id), await self._meetings.recordings(meeting_id)

        # The sections own the call: it is dropped with them when another meeting is shown.
        self._calls.run(self._sessions, both, self._show_history, self._miss_history)

    def _show_history(self, found: tuple[tuple[Session, ...], tuple[Recording, ...]]) -> None:
        sessions, recordings = found
        self._sessions.show_sessions(sessions, self._clock())
        self._recordings.show_recordings(recordings, self._clock())

    def _miss_history(self, error: AppError) -> None:
        self._sessions.show_error(error)
        self._recordings.show_error(error)

    # ---- gestures
    def join_as_host(self) -> None:
        """Ask to join the shown meeting as its host."""
        if self.meeting is not None and not self.meeting.cancelled:
            self.join_wanted.emit(self.meeting.id, None)

    def copy_link(self, invitee_id: str, name: str) -> None:
        """Put one person's link on the clipboard."""
        if self.meeting is None:
            return
        work = partial(self._join.guest_link, self.meeting.id, InviteeId(invitee_id))
        self._calls.run(self, work, partial(self._take_link, name), self.message_bar.show_error)

    def _take_link(self, name: str, link: str) -> None:
        copy_text(link)
        self.message_bar.tell(self.tr("The link for %1 is copied. Send it to nobody else.").replace("%1", name))

    def invite_practice_patient(self) -> None:
        """Send the practice patient into the call."""
        if self.meeting is None:
            return
        meeting_id = self.meeting.id
        self._note_title(meeting_id)
        work = partial(self._join.invite_practice_patient, meeting_id)
        done, failed = partial(self._tell_invited, meeting_id), partial(self._show_error_about, meeting_id)
        self._calls.run(self, work, done, failed)

    def _tell_invited(self, meeting_id: MeetingId, _nothing: None) -> None:
        self._tell_about(meeting_id, self.tr("The practice patient is on the way into the call."))
        if self._shows(meeting_id) and self.live_section is not None:
            self.live_section.look()

    # ---- telling
    def _shows(self, meeting_id: str) -> bool:
        return self.meeting is not None and self.meeting.id == meeting_id and not self.isHidden()

    def _note_title(self, meeting_id: str) -> None:
        if self.meeting is not None:
            self._titles[meeting_id] = self.meeting.title

    def _tell_about(self, meeting_id: str, sentence: str) -> None:
        """Say what was done: here, or, when this meeting is not shown any more, elsewhere with its title."""
        if self._shows(meeting_id):
            self.message_bar.tell(sentence)
        else:
            self.elsewhere_told.emit(f"“{self._titles[meeting_id]}”: {sentence}")

    def _show_error_about(self, meeting_id: str, error: AppError) -> None:
        if self._shows(meeting_id):
            self.message_bar.show_error(error)
        else:
            title = f"“{self._titles[meeting_id]}”: {error.title}"
            self.elsewhere_failed.emit(AppError(title, error.advice, details=error.details))

    def _follow_recording(self, meeting_id: str) -> None:
        if self.meeting is not None and self.meeting.id == meeting_id:
            self.load_history()


def _unseen(meeting: Meeting) -> Meeting:
    """Return ``meeting`` without what changes at every look of the background."""
    return replace(meeting, observed_at=None)
