"""Carries out what the pointer and the keys ask of the plan: moves, lengths, cancelling; each can be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.calendar_entry import CalendarEntry
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.live import Planned
from hosted_meetings_desktop.domain.meeting import Schedule
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.domain.slots import Concern, SlotTaken, Taken
from hosted_meetings_desktop.ui.panes.schedule.board import Board
from hosted_meetings_desktop.ui.panes.schedule.carrying import Carried
from hosted_meetings_desktop.ui.panes.schedule.questions import SeriesQuestion
from hosted_meetings_desktop.ui.panes.schedule.services import ScheduleService
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.parts.plan_history import PlanHistory
from hosted_meetings_desktop.ui.parts.slot_choice import SlotChoice
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import (
    date_text,
    duration_text,
    isolated,
    local,
    time_text,
)

UNDO_MS = 20_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """A move that somebody asked for. ``host`` and ``place`` are None where they stay; a place is empty for none."""

    entry: CalendarEntry
    starts_at: datetime
    duration: timedelta
    host: str | None = None
    scope: Scope = Scope.THIS
    place: str | None = None

    @property
    def is_put_elsewhere(self) -> bool:
        """Whether it is another time, host or place, and not only another length."""
        return self.starts_at != self.entry.starts_at or self.host is not None or self.place is not None

    @property
    def taken(self) -> Taken:
        """The time as the slot rule looks at it."""
        entry = self.entry
        return Taken(
            self.starts_at,
            self.starts_at + self.duration,
            entry.title,
            entry.meeting_id,
            entry.host if self.host is None else self.host,
            entry.place if self.place is None else self.place,
            entry.before,
            entry.after,
        )


class Moves(QObject):
    """The changes of the plan that the schedule makes itself.

    Signals:
        done(Planned): A change was made.
        settled(): What was in hand is where it belongs: the change was made, refused or left.
        undo_wanted(): The last change shall be taken back.
    """

    done = Signal(object)
    settled = Signal()
    undo_wanted = Signal()

    def __init__(
        self,
        over: QWidget,
        schedule: ScheduleService,
        calls: Calls,
        history: PlanHistory,
        message_bar: MessageBar,
        choice: SlotChoice,
        clock: Clock,
    ) -> None:
        super().__init__(over)
        self._over = over
        self._schedule = schedule
        self._calls = calls
        self._history = history
        self._bar = message_bar
        self._choice = choice
        self._clock = clock
        self._wanted: Wanted | None = None
        self.question: SeriesQuestion | None = None
        choice.time_chosen.connect(self._take_other_time)
        choice.accepted.connect(self._insist)

    # ---- moving
    def put_down(self, carried: Carried, board: Board | None, where: QPoint) -> None:
        """Move a meeting to where it was put, at ``where`` on the screen.

        Args:
            carried: What was put down.
            board: Knows whose its columns are; None where there are days only.
            where: The point.
        """
        if carried.entry is not None:
            host, place = (None, None) if board is None else (carried.host(board), carried.place(board))
            self.move(Wanted(carried.entry, carried.starts_at, carried.duration, host, place=place), where)

    def move(self, wanted: Wanted, where: QPoint) -> None:
        """Put a meeting elsewhere; of a series it is asked how much is meant, at ``where`` on the screen."""
        self._choice.dismiss()
        if not wanted.entry.in_series:
            self._move(wanted)
            return
        self._ask(self._move_question(wanted), where, lambda scope: self._move(replace(wanted, scope=scope)))

    def _move_question(self, wanted: Wanted) -> str:
        title = isolated(wanted.entry.title)
        if wanted.is_put_elsewhere:
            said = self.tr("Move “%1” to %2?", "title, where and when")
            return said.replace("%2", self._where(wanted)).replace("%1", title)
        said = self.tr("Let “%1” on %2 last %3?", "title, day, how long")
        said = said.replace("%3", duration_text(wanted.duration)).replace("%2", self._day(wanted.entry))
        return said.replace("%1", title)

    def _day(self, entry: CalendarEntry) -> str:
        return date_text(entry.starts_at, self._clock())

    def _ask(self, question: str, where: QPoint, answered: Callable[[Scope], object]) -> None:
        self._drop_question()
        card = SeriesQuestion(self._over, question)
        card.answered.connect(self._drop_question)
        card.answered.connect(answered)
        card.left.connect(self._drop_question)
        card.left.connect(self.settled)
        self.question = card
        card.open_at(where)

    def _drop_question(self, _answer: object = None) -> None:
        if self.question is not None:
            self.question.close_card()
            self.question.deleteLater()
            self.question = None

    def _move(self, wanted: Wanted, accepted: frozenset[Concern] = frozenset()) -> None:
        self._wanted = wanted
        schedule = Schedule(wanted.starts_at, wanted.duration, wanted.entry.zone)
        work = partial(
            self._schedule.move,
            wanted.entry.meeting_id,
            schedule,
            host=wanted.host,
            place=wanted.place,
            scope=wanted.scope,
            accepted=accepted,
        )
        self._calls.run(self, work, partial(self._tell_moved, wanted), partial(self._miss, wanted))

    def _tell_moved(self, wanted: Wanted, planned: Planned) -> None:
        now, entry = self._clock(), wanted.entry
        title, to = isolated(entry.title), self._where(wanted)
        if wanted.is_put_elsewhere:
            said = self.tr("“%1” is moved to %2.").replace("%1", title).replace("%2", to)
            deed = self.tr("the move of “%1” to %2").replace("%1", title).replace("%2", to)
        else:
            length = duration_text(wanted.duration)
            said = self.tr("“%1” now lasts %2.").replace("%1", title).replace("%2", length)
            deed = self.tr("the new length of “%1”").replace("%1", title)
        told = [said, self._count_words(planned.count)]
        if wanted.starts_at < now:
            told.append(self.tr("That is in the past."))
        self._finish(planned, " ".join(part for part in told if part), deed)

    def _where(self, wanted: Wanted) -> str:
        """Return where a meeting is put: "Room 2, 10:30", with the day where that is another one."""
        at = _when(wanted, self._clock())
        if wanted.place == "":
            return self.tr("%1, without a place", "time").replace("%1", at)
        return ", ".join(part for part in (isolated(wanted.host or ""), isolated(wanted.place or ""), at) if part)

    def _count_words(self, count: int) -> str:
        if count < 2:
            return ""
        return self.tr("%n meetings of the series changed.", "", count)

    def _miss(self, wanted: Wanted, error: AppError) -> None:
        self.settled.emit()
        if isinstance(error, SlotTaken):
            self._bar.dismiss()
            title = isolated(wanted.entry.title)
            refused = bool(error.check.refused)
            said = (
                self.tr("“%1” cannot be moved to %2.")
                if refused
                else self.tr("“%1” stays where it was: %2 is not free.")
            )
            self._choice.show_check(
                error.check,
                wanted.taken,
                self._clock(),
                title=said.replace("%1", title).replace("%2", self._where(wanted)),
            )
            return
        self._bar.show_error(error)

    def _take_other_time(self, start: datetime) -> None:
        if self._wanted is not None:
            self._move(replace(self._wanted, starts_at=start))

    def _insist(self, concerns: frozenset[Concern]) -> None:
        if self._wanted is not None:
            self._move(self._wanted, concerns)

    # ---- cancelling
    def cancel(self, entry: CalendarEntry, where: QPoint) -> None:
        """Cancel a meeting, or as much of its series as is meant."""
        if not entry.in_series:
            self._cancel(entry, Scope.THIS)
            return
        question = self.tr("Cancel “%1” on %2?", "title, day").replace("%2", self._day(entry))
        question = question.replace("%1", isolated(entry.title))
        self._ask(question, where, partial(self._cancel, entry))

    def _cancel(self, entry: CalendarEntry, scope: Scope) -> None:
        told = partial(self._tell, self.tr("“%1” is cancelled."), self.tr("the cancellation of “%1”"))
        self._run(partial(self._schedule.cancel, entry.meeting_id, scope=scope), told)

    def restore(self, entry: CalendarEntry) -> None:
        """Open a cancelled meeting again."""
        told = partial(self._tell, self.tr("“%1” can be joined again."), self.tr("restoring “%1”"))
        self._run(partial(self._schedule.restore, entry.meeting_id), told)

    def _run(self, work: Callable[[], Any], done: Callable[[Planned], None]) -> None:
        self._calls.run(self, work, done, self._bar.show_error)

    def _tell(self, said: str, deed: str, planned: Planned) -> None:
        title = isolated(planned.meeting.title)
        told = " ".join(part for part in (said.replace("%1", title), self._count_words(planned.count)) if part)
        self._finish(planned, told, deed.replace("%1", title))

    def _finish(self, planned: Planned, said: str, deed: str) -> None:
        self._choice.dismiss()
        self._history.add(planned.undo, deed)
        self._bar.show_message(
            said, kind="success", action_text=self.tr("Undo"), action=self.undo_wanted.emit, timeout_ms=UNDO_MS
        )
        self.done.emit(planned)
        self.settled.emit()


def _when(wanted: Wanted, now: datetime) -> str:
    """Return the wanted time, with its day where that is another one."""
    same_day = local(wanted.entry.starts_at).date() == local(wanted.starts_at).date()
    at = time_text(wanted.starts_at)
    return at if same_day else f"{date_text(wanted.starts_at, now)} {at}"
