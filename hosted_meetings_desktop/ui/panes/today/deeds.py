"""What a desk does about a meeting: each at once, told in the message bar, with the way back where there is one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.front_desk import (
    DeskContacts,
    DeskRoom,
    HandedOver,
    NoHostInside,
    PatientInside,
    PersonHere,
)
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.slots import Concern, SlotTaken, Taken
from hosted_meetings_desktop.ui.panes.today.dialogs import HostDialog, LaterDialog
from hosted_meetings_desktop.ui.panes.today.reaching import ReachingDeeds
from hosted_meetings_desktop.ui.panes.today.services import DeskService, LinkService
from hosted_meetings_desktop.ui.panes.today.words import title_of
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.parts.plan_history import PlanHistory
from hosted_meetings_desktop.ui.parts.slot_choice import SlotChoice
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import isolated, moment_text

UNDO_MS = 20_000
_NOTHING: frozenset[Concern] = frozenset()
Again = Callable[[datetime | None, frozenset[Concern]], None]
"""Does it once more, at another time or with what is accepted."""


class DeskDeeds(ReachingDeeds):
    """Carries out gestures and tells their ends, whichever meeting is shown by then.

    Signals:
        join_wanted(str): Join a meeting as its host.
        waiting_room_wanted(str): Open a meeting's waiting room without joining the call.
        edit_wanted(str): Change a meeting in the plan.
    """

    join_wanted = Signal(str)
    waiting_room_wanted = Signal(str)
    edit_wanted = Signal(str)

    def __init__(
        self,
        desk: DeskService,
        links: LinkService,
        calls: Calls,
        history: PlanHistory,
        bar: MessageBar,
        slots: SlotChoice,
        clock: Clock,
        pane: QWidget,
    ) -> None:
        super().__init__(links, calls, history, bar, pane)
        self._desk = desk
        self._slots = slots
        self._clock = clock
        self._again: Again | None = None
        slots.time_chosen.connect(lambda when: self._do_again(when, _NOTHING))
        slots.accepted.connect(lambda concerns: self._do_again(None, concerns))

    # ---- who waits
    def admit(self, room: DeskRoom, person: PersonHere, *, confirmed: bool) -> None:
        """Let somebody in."""
        work = partial(self._desk.admit, room.id, person.participant_id, confirmed=confirmed)
        self._calls.run(self, work, self._tell_admitted, partial(self._miss_door, room, person))

    def admit_all(self, room: DeskRoom) -> None:
        """Let everybody in who waits for a meeting."""

        def tell(count: int) -> None:
            self._tell(self.tr("%n people are being let in.", "", count))

        self._calls.run(self, partial(self._desk.admit_all, room.id), tell, partial(self._miss_door, room, None))

    def deny(self, room: DeskRoom, person: PersonHere) -> None:
        """Send somebody away from the waiting room."""

        def tell(name: str) -> None:
            self._tell(self.tr("%1 was turned away from the waiting room.").replace("%1", isolated(name)))

        work = partial(self._desk.deny, room.id, person.participant_id)
        self._calls.run(self, work, tell, partial(self._miss_door, room, None))

    def _tell_admitted(self, name: str) -> None:
        self._tell(self.tr("%1 is being let in.").replace("%1", isolated(name)))

    def _miss_door(self, room: DeskRoom, person: PersonHere | None, error: AppError) -> None:
        """Offer what opens the door, or to let somebody in all the same."""
        text, action, other_text, other = "", None, "", None
        if isinstance(error, NoHostInside):
            text, action = self.tr("Join"), partial(self.join_wanted.emit, room.id)
            other_text, other = self.tr("Stand by in the room"), partial(self.waiting_room_wanted.emit, room.id)
        elif isinstance(error, PatientInside) and not error.refused and person is not None:
            text = self.tr("Let in all the same")
            action = partial(self.admit, room, person, confirmed=True)
        self._bar.show_message(
            f"{error.title}. {error.advice}".strip(),
            kind="error",
            action_text=text,
            action=action,
            other_text=other_text,
            other=other,
            details=error.details,
        )

    # ---- who did not come
    def mark_no_show(self, room: DeskRoom) -> None:
        """Write down that nobody came; it can be taken back."""

        def tell(_nothing: None) -> None:
            said = self.tr("%1 is marked as a no-show.").replace("%1", isolated(title_of(room)))
            self._bar.show_message(
                said,
                kind="success",
                action_text=self.tr("Undo"),
                action=partial(self.take_back, room),
                timeout_ms=UNDO_MS,
            )
            self.done.emit()

        self._calls.run(self, partial(self._desk.mark_no_show, room.id), tell, self._bar.show_error)

    def take_back(self, room: DeskRoom) -> None:
        """Take that back."""

        def tell(_nothing: None) -> None:
            self._tell(self.tr("%1 is not marked as a no-show any more.").replace("%1", isolated(title_of(room))))

        self._calls.run(self, partial(self._desk.take_back_no_show, room.id), tell, self._bar.show_error)

    # ---- another host, another time
    def ask_host(self, room: DeskRoom) -> None:
        """Ask who takes a meeting over."""

        def show(contacts: DeskContacts, hosts: tuple[str, ...]) -> None:
            dialog = HostDialog(room, hosts, self._told_before(contacts), self._pane)
            dialog.wanted.connect(lambda host: self._hand_over(room, dialog, host))
            self._open(dialog)

        def ask(contacts: DeskContacts) -> None:
            self._calls.run(self, self._desk.hosts, partial(show, contacts), self._bar.show_error)

        self._calls.run(self, partial(self._links.contacts, room.id), ask, self._bar.show_error)

    def _hand_over(self, room: DeskRoom, dialog: HostDialog, host: str) -> None:
        dialog.set_busy(busy=True)
        self.hand_over(room, host, failed=partial(self._miss_in, dialog), took=dialog.accept)

    def hand_over(
        self,
        room: DeskRoom,
        host: str,
        *,
        starts_at: datetime | None = None,
        accepted: frozenset[Concern] = _NOTHING,
        failed: Callable[[AppError], None] | None = None,
        took: Callable[[], object] = lambda: None,
    ) -> None:
        """Give a meeting to another host.

        Args:
            room: The meeting.
            host: To whom.
            starts_at: At another time; None keeps it.
            accepted: What is wrong with it and meant all the same.
            failed: Told what is to be mended where it was asked for; without it the message bar is.
            took: Called when it is done, or went on elsewhere.
        """

        def again(when: datetime | None, concerns: frozenset[Concern]) -> None:
            self.hand_over(room, host, starts_at=when or starts_at, accepted=concerns)

        def tell(given: HandedOver) -> None:
            took()
            said = self.tr("“%1” is with %2 now.").replace("%2", isolated(given.planned.meeting.host))
            self._tell_moved(given, said, self.tr("handing over “%1”"))

        work = partial(self._desk.hand_over, room.id, host, starts_at=starts_at, accepted=accepted)
        mine = _taken(room, host, starts_at)
        self._calls.run(self, work, tell, partial(self._miss_slot, mine, again, took, failed or self._bar.show_error))

    def ask_later(self, room: DeskRoom) -> None:
        """Offer later times for a meeting."""

        def show(contacts: DeskContacts, times: tuple[datetime, ...]) -> None:
            dialog = LaterDialog(room, times, self._clock(), self._told_before(contacts), self._pane)
            dialog.chosen.connect(dialog.accept)
            dialog.chosen.connect(lambda when: self.move_later(room, when))
            dialog.other_wanted.connect(dialog.reject)
            dialog.other_wanted.connect(lambda: self.edit_wanted.emit(room.id))
            self._open(dialog)

        def ask(contacts: DeskContacts) -> None:
            times = partial(self._desk.later_times, room.id)
            self._calls.run(self, times, partial(show, contacts), self._bar.show_error)

        self._calls.run(self, partial(self._links.contacts, room.id), ask, self._bar.show_error)

    def move_later(self, room: DeskRoom, starts_at: datetime, accepted: frozenset[Concern] = _NOTHING) -> None:
        """Give a meeting a later time."""

        def again(when: datetime | None, concerns: frozenset[Concern]) -> None:
            self.move_later(room, when or starts_at, concerns)

        def tell(moved: HandedOver) -> None:
            when = moment_text(moved.planned.meeting.schedule.starts_at, self._clock())
            said = self.tr("“%1” is moved to %2.").replace("%2", when)
            self._tell_moved(moved, said, self.tr("moving “%1”"))

        work = partial(self._desk.move_later, room.id, starts_at, accepted=accepted)
        mine = _taken(room, room.meeting.host, starts_at)
        missed = partial(self._miss_slot, mine, again, lambda: None, self._bar.show_error)
        self._calls.run(self, work, tell, missed)

    def _tell_moved(self, moved: HandedOver, sentence: str, deed: str) -> None:
        title = isolated(moved.planned.meeting.title)
        self._history.add(moved.planned.undo, deed.replace("%1", title))
        if moved.told:
            names = ", ".join(isolated(name) for name in moved.told)
            told = self.tr("Told by message: %1.").replace("%1", names)
        else:
            told = self.tr("Nobody is told by message: tell them yourself.")
        said = f"{sentence.replace('%1', title)} {told}"
        undo = self._history.undo
        self._bar.show_message(said, kind="success", action_text=self.tr("Undo"), action=undo, timeout_ms=UNDO_MS)
        self.done.emit()

    def _told_before(self, contacts: DeskContacts) -> str:
        reachable = [each for each in contacts.people if each.role is not Role.HOST and (each.email or each.phone)]
        if not contacts.told or not reachable:
            return self.tr("Nobody is told by message: tell them yourself.")
        names = ", ".join(isolated(each.name) for each in reachable)
        return self.tr("Will be told by message: %1.").replace("%1", names)

    def _miss_slot(
        self,
        mine: Taken,
        again: Again,
        leave: Callable[[], object],
        failed: Callable[[AppError], None],
        error: AppError,
    ) -> None:
        if not isinstance(error, SlotTaken):
            failed(error)
            return
        leave()
        self._again = again
        self._slots.show_check(error.check, mine, self._clock())
        self._slots.focus_first()

    def _do_again(self, when: datetime | None, concerns: frozenset[Concern]) -> None:
        again, self._again = self._again, None
        if again is not None:
            again(when, concerns)


def _taken(room: DeskRoom, host: str, starts_at: datetime | None) -> Taken:
    meeting = room.meeting
    begins = starts_at or meeting.schedule.starts_at
    return Taken(begins, begins + meeting.schedule.duration, meeting.title, meeting.id, host, meeting.place)
