"""Everything about one meeting: when, who, whether it was sent, who is in the call, what it left behind."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
from hosted_meetings_desktop.domain.live import SyncStatus
from hosted_meetings_desktop.domain.meeting import Meeting, Phase, SharedField, SyncState
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.panes.meetings.history_section import MeetingHistory
from hosted_meetings_desktop.ui.panes.meetings.mending import Deed, Mend, mend_of
from hosted_meetings_desktop.ui.panes.meetings.notices import (
    ConflictSection,
    can_be_sent_again,
    cut_off,
    doubles_notice,
    elsewhere_notice,
    standing_notice,
    subtitle_of,
    why_not_join,
    without_looks,
)
from hosted_meetings_desktop.ui.panes.meetings.people_section import PeopleSection
from hosted_meetings_desktop.ui.panes.meetings.services import JoinService, MeetingService
from hosted_meetings_desktop.ui.panes.meetings.stage_places import StagePlaces
from hosted_meetings_desktop.ui.parts.badge import Badge
from hosted_meetings_desktop.ui.parts.buttons import main_button, plain_button
from hosted_meetings_desktop.ui.parts.copying import copy_text
from hosted_meetings_desktop.ui.parts.details import DetailsPanel
from hosted_meetings_desktop.ui.parts.keep_focus import focus_named, focused_name
from hosted_meetings_desktop.ui.parts.labels import body_label
from hosted_meetings_desktop.ui.parts.live_commands import LiveCommands, LiveDeeds
from hosted_meetings_desktop.ui.parts.meeting_state import state_kind, state_of
from hosted_meetings_desktop.ui.parts.notice import Notice
from hosted_meetings_desktop.ui.parts.tab_order import tab_in_reading_order
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import isolated

if TYPE_CHECKING:
    from hosted_meetings_desktop.domain.consent import ConsentMissing
    from hosted_meetings_desktop.ui.panes.meetings.facts import MeetingFacts
    from hosted_meetings_desktop.ui.parts.consent_part import ConsentPart
    from hosted_meetings_desktop.ui.parts.live_section import LiveSection


class MeetingDetails(DetailsPanel):
    """The details panel of a meeting.

    Signals:
        join_wanted(str, object): Join the meeting (id), as an invited person (InviteeId) or as the host (None).
        edit_wanted(): Change the shown meeting.
        mend_wanted(Mend): Change what keeps the shown meeting from going online.
        meeting_chosen(str): Show another meeting.
        cancel_wanted(): Cancel the shown meeting.
        restore_wanted(): Restore the shown meeting.
        session_chosen(str): Show a session.
        recording_chosen(str): Show a recording.
        settled(str): Something of a meeting (id) was settled: what is shown of it may be another by now.
        elsewhere_told(str): Something was done for a meeting that is not shown any more, in a sentence.
        elsewhere_failed(AppError): Something failed for a meeting that is not shown any more.
    """

    join_wanted = Signal(str, object)
    edit_wanted = Signal()
    mend_wanted = Signal(object)
    meeting_chosen = Signal(str)
    cancel_wanted = Signal()
    restore_wanted = Signal()
    session_chosen = Signal(str)
    recording_chosen = Signal(str)
    settled = Signal(str)
    elsewhere_told = Signal(str)
    elsewhere_failed = Signal(object)

    def __init__(
        self,
        meetings: MeetingService,
        live: LiveDeeds,
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
        self.status: SyncStatus | None = None
        self.commands = LiveCommands(live, calls, self)
        self.commands.began.connect(self._note_title)
        self.commands.done.connect(self._tell_about)
        self.commands.failed.connect(self._show_error_about)
        self.commands.consent_missing.connect(self._ask_consent)
        self.commands.recording_changed.connect(self._follow_recording)
        self._titles: dict[str, str] = {}
        self.places = StagePlaces(meetings, calls, self)
        self._facts: MeetingFacts | None = None
        self._room: QWidget | None = None
        self.live_section: LiveSection | None = None
        self.consent: ConsentPart | None = None
        self.people_section: PeopleSection | None = None
        self.standing: Notice | None = None
        self._elsewhere: Notice | None = None
        self.conflicts: ConflictSection | None = None
        self.main_action: QPushButton | None = None
        self.join_button: QPushButton | None = None
        self.invite_button: QPushButton | None = None
        self.more_sections: list[tuple[str, Callable[[Meeting], QWidget]]] = []

    def show_status(self, status: SyncStatus) -> None:
        """Take how we stand with the video service: whether a meeting can be joined hangs on it."""
        before, self.status = self.status, status
        meeting = self.meeting
        if meeting is None or (cut_off(before), before and before.since) == (cut_off(status), status.since):
            return
        if meeting.sync is not SyncState.SYNCED or meeting.room_id is None:
            self.show_meeting(meeting, anew=True)

    def show_meeting(self, meeting: Meeting, *, anew: bool = False) -> None:
        """Fill the panel; the same meeting with nothing new leaves it as it is, so that no focus is lost.

        Args:
            meeting: What to show.
            anew: Whether something else has changed that the panel tells.
        """
        same = self.meeting is not None and self.meeting.id == meeting.id
        if not anew and same and self.meeting is not None and without_looks(self.meeting) == without_looks(meeting):
            self.meeting = meeting
            self.pass_time()
            return
        room = self._room if same and not meeting.cancelled and meeting.room_id is not None else None
        focused = focused_name(self) if same else ""
        if not same:
            self.message_bar.dismiss()
        self.meeting = meeting
        self.begin(meeting.title, subtitle_of(meeting, self._clock()), keep_scroll=same, keep=room)
        self._add_badges(meeting)
        self._add_notices(meeting)
        self._add_actions(meeting)
        self._add_conflicts(meeting)
        self._add_facts(meeting)
        if room is None:
            self._add_room(meeting)
        else:
            self.pass_section(room)  # with its looks, its questions and the focus in it
        self._add_people(meeting)
        for title, make in self.more_sections:
            self.add_section(title).addWidget(make(meeting))
        self._add_history(meeting)
        self.order_tabs()
        focus_named(self, focused)

    def pass_time(self) -> None:
        """Say how soon it is, or how long ago the call was heard of, as it is by now."""
        if self.meeting is not None:
            now = self._clock()
            self._state.set_state(state_kind(self.meeting, now), state_of(self.meeting, now))

    def order_tabs(self) -> None:
        """Let Tab go as people read, after sections came or went."""
        tab_in_reading_order(self)

    # ---- parts
    def _add_badges(self, meeting: Meeting) -> None:
        now = self._clock()
        self._state = Badge(state_kind(meeting, now), state_of(meeting, now))
        self.add_badge(self._state)
        if not meeting.sync.calm:
            self.add_badge(Badge(meeting.sync))

    def _add_notices(self, meeting: Meeting) -> None:
        now = self._clock()
        self._elsewhere = None
        self.standing = standing_notice(meeting, self.status, now)
        if self.standing is not None:
            self.add_notice(self.standing)
        if meeting.made_elsewhere and not meeting.cancelled:
            notice = self._elsewhere = elsewhere_notice(self.edit_wanted.emit)
            self.add_notice(notice)
            found = partial(self._show_doubles, notice)
            # The notice owns the call: it is dropped with it when another meeting is shown.
            self._calls.run(notice, partial(self._meetings.doubles, meeting.id), found, lambda _error: None)

    def _show_doubles(self, notice: Notice, doubles: tuple[Meeting, ...]) -> None:
        if doubles and notice is self._elsewhere:
            self.add_notice(doubles_notice(doubles, self.meeting_chosen.emit, self._clock()))
            self.order_tabs()

    def _add_conflicts(self, meeting: Meeting) -> None:
        self.conflicts = ConflictSection(meeting.conflicts, self._clock()) if meeting.conflicts else None
        if self.conflicts is not None:
            self.conflicts.chosen.connect(self.resolve)
            self.add_section().addWidget(self.conflicts)

    def _add_actions(self, meeting: Meeting) -> None:
        self.join_button = self.main_action = None
        if meeting.cancelled:
            self.main_action = self._action(main_button(self.tr("Restore"), "restore"), self.restore_wanted.emit)
            self._add_send_again(meeting)
            return
        over = meeting.phase(self._clock()) is Phase.PAST and not meeting.made_elsewhere
        mend = mend_of(meeting)
        if mend is not None:
            self.main_action = self._action(main_button(mend.text, "wrench-outline"), partial(self.mend, mend))
            self._add_send_again(meeting)
        self._add_join(meeting, over=over)
        if mend is None:
            self._add_send_again(meeting)
        edit = self._action(plain_button(self.tr("Edit"), "pencil-outline"), self.edit_wanted.emit)
        if not over:
            word, sign = self.tr("Cancel meeting"), "calendar-remove-outline"
            self._action(plain_button(word, sign), self.cancel_wanted.emit)
        if self.main_action is None:
            usable = self.join_button is not None and self.join_button.isEnabled()
            self.main_action = self.join_button if usable else edit

    def _add_join(self, meeting: Meeting, *, over: bool) -> None:
        """Offer to join, as the main thing where it is and can be done."""
        reason = why_not_join(meeting, self.status)
        word = self.tr("Join again") if over else self.tr("Join")
        plain = over or bool(reason) or self.main_action is not None
        made = plain_button(word, "video-outline") if plain else main_button(word, "video-outline")
        self.join_button = self._action(made, self.join_as_host)
        if reason:
            made.setEnabled(False)
            made.setToolTip(reason)
            made.setAccessibleDescription(reason)
            self.say_why_not(reason)

    def _add_send_again(self, meeting: Meeting) -> None:
        if can_be_sent_again(meeting):
            self._action(plain_button(self.tr("Send again"), "refresh"), self.send_again)

    def _action(self, button: QPushButton, deed: Callable[[], object]) -> QPushButton:
        button.clicked.connect(lambda *_checked: deed())
        self.add_action(button)
        return button

    def _add_facts(self, meeting: Meeting) -> None:
        if self._facts is None:
            from hosted_meetings_desktop.ui.panes.meetings.facts import MeetingFacts  # the list needs none of it

            self._facts = MeetingFacts(self, self._meetings, self._calls, self._clock)
        self._facts.add(meeting)

    def _add_room(self, meeting: Meeting) -> None:
        self._room = self.live_section = self.invite_button = self.consent = None
        if meeting.cancelled:
            return
        column = self.add_section(self.tr("In the call now"))
        if meeting.room_id is None:
            column.addWidget(body_label(self.tr("There is no call until the meeting is online."), tone="muted"))
            return
        from hosted_meetings_desktop.ui.panes.meetings.room_part import RoomPart  # the list needs none of it

        part = RoomPart(meeting, self._live, self.commands, self._calls, self._clock, practice=self._practice)
        part.rebuilt.connect(self.order_tabs)
        part.patient_wanted.connect(self.invite_practice_patient)
        part.consent.failed.connect(partial(self._show_error_about, meeting.id))
        part.consent.asked.connect(self.bring_into_view)
        self._room = column.parentWidget()
        self.consent, self.live_section, self.invite_button = part.consent, part.live_section, part.invite_button
        column.addWidget(part)

    def _add_people(self, meeting: Meeting) -> None:
        column = self.add_section(self.tr("Invited"))
        self.people_section = section = PeopleSection(meeting)
        section.link_wanted.connect(self.copy_link)
        section.join_wanted.connect(lambda person: self.join_wanted.emit(meeting.id, InviteeId(person)))
        self.places.attach(section, meeting)
        column.addWidget(section)

    def _add_history(self, meeting: Meeting) -> None:
        self._history = MeetingHistory(self._meetings, self._calls, self._clock)
        self._history.sessions.session_chosen.connect(self.session_chosen)
        self._history.recordings.recording_chosen.connect(self.recording_chosen)
        self.add_section(self.tr("Sessions")).addWidget(self._history.sessions)
        self.add_section(self.tr("Recordings")).addWidget(self._history.recordings)
        self._history.load(meeting.id)

    def load_history(self) -> None:
        """Fetch the sessions and recordings of the shown meeting."""
        if self.meeting is not None:
            self._history.load(self.meeting.id)

    # ---- gestures
    def mend(self, mend: Mend) -> None:
        """Do what mends the shown meeting."""
        if self.meeting is None:
            return
        if mend.deed is Deed.EDIT:
            self.mend_wanted.emit(mend)
            return
        told = self.tr("A new room is made. Copy the links again: the old ones do not work any more.")
        self._run_told(partial(self._meetings.make_new_room, self.meeting.id), told)

    def send_again(self) -> None:
        """Send the shown meeting as it is with the next turn."""
        if self.meeting is not None:
            work = partial(self._meetings.send_again, self.meeting.id)
            self._run_told(work, self.tr("It is sent again now, or as soon as there is a connection."))

    def resolve(self, field: SharedField, use_theirs: bool) -> None:  # noqa: FBT001 (a slot)
        """Settle a setting of the shown meeting that was changed on both sides."""
        if self.meeting is not None:
            work = partial(self._meetings.resolve, self.meeting.id, field, use_theirs=use_theirs)
            ours = self.tr("What you have here is kept and goes online.")
            self._run_told(work, self.tr("It is now as it is at the video service.") if use_theirs else ours)

    def _run_told(self, work: Callable[[], Awaitable[object]], sentence: str) -> None:
        """Do something for the shown meeting and say so, wherever the person is by then."""
        if self.meeting is None:
            return
        meeting_id = self.meeting.id
        self._note_title(meeting_id)
        told, failed = partial(self._tell_done, meeting_id, sentence), partial(self._show_error_about, meeting_id)
        self._calls.run(self, work, told, failed)

    def _tell_done(self, meeting_id: MeetingId, sentence: str, _result: object) -> None:
        self._tell_about(meeting_id, sentence)
        self.settled.emit(meeting_id)

    def join_as_host(self) -> None:
        """Ask to join the shown meeting as its host."""
        if self.meeting is not None and not self.meeting.cancelled:
            self.join_wanted.emit(self.meeting.id, None)

    def copy_link(self, invitee_id: str, name: str) -> None:
        """Put the link of one of the shown people on the clipboard."""
        if self.meeting is not None:
            self.copy_link_to(self.meeting, InviteeId(invitee_id), name)

    def copy_link_to(self, meeting: Meeting, invitee_id: InviteeId, name: str) -> None:
        """Put the link with which one person joins ``meeting`` on the clipboard."""
        self._titles[meeting.id] = meeting.title
        work = partial(self._join.guest_link, meeting.id, invitee_id)
        took, failed = partial(self._take_link, meeting.id, name), partial(self._show_error_about, meeting.id)
        self._calls.run(self, work, took, failed)

    def _take_link(self, meeting_id: MeetingId, name: str, link: str) -> None:
        copy_text(link)
        told = self.tr("The link for %1 is copied. Send it to nobody else.")
        self._tell_about(meeting_id, told.replace("%1", isolated(name)))

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
            self.elsewhere_told.emit(f"“{isolated(self._titles[meeting_id])}”: {sentence}")

    def _show_error_about(self, meeting_id: str, error: AppError) -> None:
        if self._shows(meeting_id):
            self.message_bar.show_error(error)
        else:
            title = f"“{isolated(self._titles[meeting_id])}”: {error.title}"
            self.elsewhere_failed.emit(AppError(title, error.advice, details=error.details))

    def _ask_consent(self, meeting_id: str, missing: ConsentMissing) -> None:
        asks = self.consent.ask if self._shows(meeting_id) and self.consent is not None else None
        (asks or partial(self._show_error_about, meeting_id))(missing)

    def _follow_recording(self, meeting_id: str) -> None:
        if self.meeting is not None and self.meeting.id == meeting_id:
            self.load_history()
