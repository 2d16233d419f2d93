"""Everything about one meeting that a desk needs: who waits, who is in, who is invited, and all that can be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.front_desk import DeskLimits, DeskRoom, DeskState, PersonHere, Way
from hosted_meetings_desktop.domain.ids import ParticipantId
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.room import Poll
from hosted_meetings_desktop.ui.panes.today.deeds import DeskDeeds
from hosted_meetings_desktop.ui.panes.today.dialogs import PollDialog
from hosted_meetings_desktop.ui.panes.today.room_section import RoomCommands, RoomSection
from hosted_meetings_desktop.ui.panes.today.services import RoomDeeds
from hosted_meetings_desktop.ui.panes.today.waiting_section import WaitingSection
from hosted_meetings_desktop.ui.panes.today.words import known_text, title_of, told
from hosted_meetings_desktop.ui.parts.badge import Badge
from hosted_meetings_desktop.ui.parts.buttons import icon_button, main_button, plain_button
from hosted_meetings_desktop.ui.parts.details import DetailsPanel
from hosted_meetings_desktop.ui.parts.keep_focus import focus_named, focused_name
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel, small_label, strong_label
from hosted_meetings_desktop.ui.parts.meeting_state import role_word
from hosted_meetings_desktop.ui.parts.notice import Notice
from hosted_meetings_desktop.ui.parts.recording_words import short_words
from hosted_meetings_desktop.ui.parts.tab_order import tab_in_reading_order
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import duration_text, isolated, span_text
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SPACE

if TYPE_CHECKING:
    from hosted_meetings_desktop.domain.consent import ConsentMissing
    from hosted_meetings_desktop.ui.parts.consent_part import ConsentPart

_DONE = frozenset({DeskState.ENDED, DeskState.CANCELLED})


class DeskDetails(DetailsPanel):
    """The details panel of a meeting of today.

    Signals:
        join_wanted(str): Join the meeting as its host.
        meeting_wanted(str): Show it among all meetings.
    """

    join_wanted = Signal(str)
    meeting_wanted = Signal(str)

    def __init__(self, live: RoomDeeds, deeds: DeskDeeds, calls: Calls, clock: Clock) -> None:
        super().__init__()
        self._live = live
        self._deeds = deeds
        self._calls = calls
        self._clock = clock
        self.commands = RoomCommands(live, calls, self)
        self.commands.began.connect(self._note_title)
        self.commands.done.connect(self._tell)
        self.commands.failed.connect(self._miss)
        self.commands.consent_missing.connect(self._ask_consent)
        self.room: DeskRoom | None = None
        self._titles: dict[str, str] = {}
        self._limits = DeskLimits()
        self._shown: tuple[object, ...] = ()
        self._now: QWidget | None = None
        self._badge: Badge | None = None
        self.recording_badge: Badge | None = None
        self.waiting: WaitingSection | None = None
        self.room_section: RoomSection | None = None
        self.consent: ConsentPart | None = None
        self.main_action: QPushButton | None = None
        self.no_show_notice: Notice | None = None
        self.people: list[_InvitedLine] = []
        self.more_menu: QMenu | None = None
        self._waiting_part: QWidget | None = None
        self.dialog: PollDialog | None = None

    # ---- showing
    def show_room(self, room: DeskRoom, limits: DeskLimits) -> None:
        """Fill the panel; what is the same stays as it is, so that no focus and no question is lost."""
        same = self.room is not None and self.room.id == room.id
        self.room, self._limits = room, limits
        shown = (_without_looks(room.meeting), room.state, room.proposed, bool(room.waiting))
        if not same or shown != self._shown:
            self._shown = shown
            self._build(room, same=same)
        if self.waiting is not None:
            self.waiting.show_room(room, limits)
        if self._waiting_part is not None:
            self._waiting_part.setVisible(bool(room.waiting) or room.looks or room.state not in _DONE)
        self.pass_time()

    def pass_time(self) -> None:
        """Say what hangs on the time of day as it is by now."""
        room, now = self.room, self._clock()
        if room is None:
            return
        self._show_recording()
        if self._badge is not None:
            said = told(room, self._limits, now)
            self._badge.set_look(said.icon, said.tone, said.state)
            self._badge.setToolTip(known_text(room.word, now))
        if self.waiting is not None:
            self.waiting.pass_time()

    def _show_recording(self) -> None:
        """Say under the title that the call is recorded, by the look into the room, or before one by the list."""
        badge, listed = self.recording_badge, self.room
        if badge is None or listed is None:
            return
        seen = self.room_section.room if self.room_section is not None else None
        running = seen.recording if seen is not None else None
        badge.setVisible(listed.recording if seen is None else running is not None)
        badge.set_state("recording", short_words(running) if running is not None else "")

    def _build(self, room: DeskRoom, *, same: bool) -> None:
        meeting = room.meeting
        has_room = meeting.room_id is not None and not (meeting.cancelled and not room.count)
        kept = self._now if same and has_room else None
        focused = focused_name(self) if same else ""
        if not same:
            self.message_bar.dismiss()
        when = span_text(meeting.schedule.starts_at, meeting.schedule.ends_at)
        subtitle = f"{when} · {duration_text(meeting.schedule.duration)} · {isolated(meeting.host)}"
        self.begin(title_of(room), subtitle, keep_scroll=same, keep=kept)
        self._badge = Badge("info")
        self.add_badge(self._badge)
        self.recording_badge = Badge("recording")
        self.add_badge(self.recording_badge)
        self._add_notices(room)
        self._add_actions(room)
        if kept is None:
            self._add_now(room, has_room=has_room)
        else:
            self.pass_section(kept)
        self._add_facts(meeting)
        self._add_invited(room)
        self.order_tabs()
        focus_named(self, focused)

    def order_tabs(self) -> None:
        """Let Tab go as people read, after parts came or went."""
        tab_in_reading_order(self)

    def _add_notices(self, room: DeskRoom) -> None:
        self.no_show_notice = None
        meeting = room.meeting
        if meeting.room_id is None and not meeting.cancelled and room.state not in _DONE:
            self.add_notice(Notice(self.tr("This meeting is not online yet, so nobody can come."), kind="waiting"))
        if room.proposed:
            said = self.tr("Nobody but the host has come in %1 since the start.")
            late = duration_text(self._clock() - meeting.schedule.starts_at)
            notice = self.no_show_notice = Notice(said.replace("%1", late), kind="warning")
            mark = notice.add_way(plain_button(self.tr("Mark as no-show"), "account-off-outline"))
            mark.clicked.connect(lambda *_on: self._deeds.mark_no_show(room))
            self.add_notice(notice)

    def _add_actions(self, room: DeskRoom) -> None:
        waits, over = bool(room.waiting), room.state in _DONE
        self.main_action = None
        if waits:
            self.main_action = self._action(main_button(self.tr("Let in…"), "door-open"), self.ask_longest)
        if not room.meeting.cancelled:
            word = self.tr("Join again") if over else self.tr("Join")
            made = (plain_button if waits or over else main_button)(word, "video-outline")
            join = self._action(made, lambda: self.join_wanted.emit(room.id))
            self.main_action = self.main_action or join
        guest = any(each.role is not Role.HOST for each in room.meeting.invitees)
        if guest:
            self._action(plain_button(self.tr("Call"), "phone-outline"), lambda: self._deeds.call(self._seen()))
        if not over:
            bring = plain_button(self.tr("Bring in…"), "account-plus-outline")
            self._action(bring, lambda: self._deeds.ask_bring_in(self._seen()))
        self._add_more(room, guest=guest, over=over)

    def _add_more(self, room: DeskRoom, *, guest: bool, over: bool) -> None:
        """Add what is done less often, under one button."""
        deeds = self._deeds
        marked = room.state is DeskState.NO_SHOW and not room.proposed
        begun = room.meeting.schedule.starts_at <= self._clock() and not room.guests_inside
        asked: list[tuple[bool, str, str, Callable[[DeskRoom], object]]] = [
            (guest, self.tr("Text message…"), "message-text-outline", deeds.ask_text),
            (not over, self.tr("Hand over to another host…"), "account-switch-outline", deeds.ask_host),
            (not over, self.tr("Move to a later slot…"), "calendar-clock-outline", deeds.ask_later),
            (marked, self.tr("Not a no-show"), "undo-variant", deeds.take_back),
            (
                begun and not over and not marked,
                self.tr("Mark as no-show"),
                "account-off-outline",
                deeds.mark_no_show,
            ),
            (True, self.tr("Show among all meetings"), "arrow-right", lambda _room: self._show_meeting()),
        ]
        button = plain_button(self.tr("More"), "dots-horizontal")
        menu = self.more_menu = QMenu(button)
        for offered, text, sign, deed in asked:
            if offered:
                action = menu.addAction(icon(sign), text)
                action.triggered.connect(lambda _on=False, deed=deed: deed(self._seen()))
        button.setMenu(menu)
        self.add_action(button)

    def _seen(self) -> DeskRoom:
        if self.room is None:
            raise RuntimeError("no meeting is shown")
        return self.room

    def _show_meeting(self) -> None:
        self.meeting_wanted.emit(self._seen().id)

    def _action(self, button: QPushButton, deed: Callable[[], object]) -> QPushButton:
        button.clicked.connect(lambda *_checked: deed())
        self.add_action(button)
        return button

    def _add_now(self, room: DeskRoom, *, has_room: bool) -> None:
        """Add what is true right now; it stays while the same meeting is shown, with its questions and looks."""
        self._now = self.waiting = self.room_section = self._waiting_part = self.consent = None
        if not has_room:
            return
        column = self.add_section()
        self._now = column.parentWidget()
        self.waiting = WaitingSection(self._clock)
        self.waiting.admit_wanted.connect(self._admit)
        self.waiting.admit_all_wanted.connect(lambda: self._deeds.admit_all(self._seen()))
        self.waiting.deny_wanted.connect(lambda person: self._deeds.deny(self._seen(), person))
        self.waiting.stand_by_wanted.connect(lambda: self._deeds.waiting_room_wanted.emit(self._seen().id))
        self.waiting.rebuilt.connect(self.order_tabs)
        part = self._waiting_part = QWidget()
        inner = QVBoxLayout(part)
        inner.setContentsMargins(0, 0, 0, SPACE.row)
        inner.setSpacing(SPACE.hair)
        inner.addWidget(strong_label(self.tr("In the waiting room")))
        inner.addWidget(self.waiting)
        column.addWidget(part)
        column.addWidget(strong_label(self.tr("In the call now")))
        self.room_section = RoomSection(room.id, self._live, self.commands, self._calls, self._clock)
        self.room_section.poll_wanted.connect(self.ask_poll)
        self.room_section.rebuilt.connect(self.order_tabs)
        self.room_section.people.looked.connect(lambda _room: self._show_recording())
        self.room_section.asked.connect(self.bring_into_view)
        self.room_section.told.connect(self.message_bar.tell)
        column.addWidget(self.room_section)
        self._add_consent(room, column)

    def _add_consent(self, room: DeskRoom, column: QVBoxLayout) -> None:
        from hosted_meetings_desktop.ui.parts.consent_part import ConsentPart  # the board needs none of it

        if self.room_section is None:
            return
        part = self.consent = ConsentPart(
            room.id,
            self.room_section.people,
            self.commands,
            self._live.consents,
            self._calls,
            self._clock,
            noted_by=room.meeting.host,
        )
        part.rebuilt.connect(self.order_tabs)
        part.asked.connect(self.bring_into_view)
        part.failed.connect(self.message_bar.show_error)
        column.addWidget(part)

    def _add_facts(self, meeting: Meeting) -> None:
        self.add_section()
        self.add_fact(self.tr("Meeting"), meeting.title)
        if meeting.place:
            self.add_fact(self.tr("Place"), meeting.place)

    def _add_invited(self, room: DeskRoom) -> None:
        column = self.add_section(self.tr("Invited"))
        self.people = []
        if not room.meeting.invitees:
            column.addWidget(small_label(self.tr("Nobody invited")))
        for person in room.meeting.invitees:
            line = _InvitedLine(person, open_=room.state not in _DONE)
            line.wanted.connect(lambda way, person=person: self._deeds.send_link(self._seen(), person.id, way))
            self.people.append(line)
            column.addWidget(line)

    # ---- gestures
    def ask_longest(self) -> None:
        """Ask whether who waits longest here shall be let in."""
        if self.room is not None and self.room.waiting:
            self.ask(self.room.waiting[0].participant_id)

    def ask(self, participant_id: ParticipantId) -> None:
        """Ask whether somebody shall be let in."""
        if self.waiting is not None:
            self.waiting.ask(participant_id)
            if (question := self.waiting.question) is not None:
                self.bring_into_view(question)

    def _admit(self, person: PersonHere, confirmed: bool) -> None:  # noqa: FBT001 (Qt's signal)
        self._deeds.admit(self._seen(), person, confirmed=confirmed)

    def ask_poll(self) -> None:
        """Ask which question shall be put to the room."""
        dialog = self.dialog = PollDialog(self)
        meeting_id = self._seen().id

        def put(poll: Poll) -> None:
            problem = _poll_problem(poll)
            if problem is not None:
                dialog.show_error(problem)
                return
            dialog.accept()
            self.commands.start_poll(meeting_id, poll)

        dialog.wanted.connect(put)
        dialog.open()

    def _note_title(self, meeting_id: str) -> None:
        if self.room is not None and self.room.id == meeting_id:
            self._titles[meeting_id] = isolated(title_of(self.room))

    def _shows(self, meeting_id: str) -> bool:
        return self.room is not None and self.room.id == meeting_id and not self.isHidden()

    def _tell(self, meeting_id: str, sentence: str) -> None:
        if self._shows(meeting_id):
            self.message_bar.tell(sentence)
        else:
            self._deeds.tell(f"{self._titles.get(meeting_id, '')}: {sentence}".removeprefix(": "))
        self._deeds.done.emit()

    def _ask_consent(self, meeting_id: str, missing: ConsentMissing) -> None:
        if self.consent is not None and self._shows(meeting_id):
            self.consent.ask(missing)
        else:
            self._miss(meeting_id, missing)

    def _miss(self, meeting_id: str, error: AppError) -> None:
        if self._shows(meeting_id):
            self.message_bar.show_error(error)
            return
        title = f"{self._titles.get(meeting_id, '')}: {error.title}".removeprefix(": ")
        self._deeds.tell_error(AppError(title, error.advice, details=error.details))


class _InvitedLine(QWidget):
    """One invited person, with the ways to send them their link.

    Signals:
        wanted(Way): Send the link this way.
    """

    wanted = Signal(object)

    def __init__(self, person: Invitee, *, open_: bool) -> None:
        super().__init__()
        self.menu = QMenu(self)
        for text, way in (
            (self.tr("Send link by e-mail"), Way.EMAIL),
            (self.tr("Send link as a text message"), Way.SMS),
            (self.tr("Copy link"), Way.COPY),
        ):
            self.menu.addAction(text).triggered.connect(partial(self._want, way))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(person.name))
        reached = " · ".join(filter(None, (role_word(person.role), person.phone or person.email)))
        words.addWidget(ElidedLabel(reached, muted=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.hair)
        row.addLayout(words, 1)
        self.button = icon_button("link-variant", self.tr("Link for %1").replace("%1", isolated(person.name)))
        self.button.setMenu(self.menu)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row.addWidget(self.button)
        self.button.setVisible(open_)

    def _want(self, way: Way, *_checked: bool) -> None:
        self.wanted.emit(way)


def _poll_problem(poll: Poll) -> AppError | None:
    from PySide6.QtCore import QCoreApplication

    from hosted_meetings_desktop.domain.errors import InputProblem

    if not poll.question:
        return InputProblem("question", QCoreApplication.translate("DeskDetails", "Write the question"))
    if len(set(poll.options)) < 2:
        return InputProblem("options", QCoreApplication.translate("DeskDetails", "Write at least two answers"))
    return None


def _without_looks(meeting: Meeting) -> Meeting:
    return replace(meeting, observed_at=None, live=None)
