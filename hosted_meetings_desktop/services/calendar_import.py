"""Plans the events of a calendar file: one transaction, the slot rule asked for each event by itself."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import datetime
from itertools import accumulate
from pathlib import Path

from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.ids import MeetingId, new_id
from hosted_meetings_desktop.domain.invitation import FoundEvent, ReadCalendar
from hosted_meetings_desktop.domain.live import UndoStep
from hosted_meetings_desktop.domain.meeting import (
    DEFAULT_PUBLIC_TITLE,
    MAX_TITLE,
    Meeting,
    MeetingDraft,
    Schedule,
)
from hosted_meetings_desktop.domain.own_calendar import (
    ImportedEvents,
    ImportOutcome,
    ImportVerdict,
    ImportWish,
    PassedOver,
    why_not,
)
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.slots import Policy, SlotCheck, Taken, findings
from hosted_meetings_desktop.domain.visit_type import MAX_BUFFER
from hosted_meetings_desktop.services.slot_rule import SlotRule

MAX_FILE = 10 * 1024 * 1024
_IS_ANSWER = re.compile(rb"^METHOD:REPLY\s*$", re.IGNORECASE | re.MULTILINE)
_HEAD = 100_000
_LONGEST_ID = 64
_TOLD = 10
"""Findings that are kept of one event."""


def start_of(path: Path) -> bytes:
    """Return what a file holds, and no more of it than is needed to know that it is too large.

    Raises:
        AppError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE + 1)
    except OSError as error:
        raise AppError(
            "The file cannot be read",
            "Nothing was changed. Check that it is still there and that you may open it.",
            details=str(error.strerror),
        ) from error


def refuse_others(data: bytes) -> None:
    """Refuse what is too large, or an answer to an invitation.

    Raises:
        InputProblem: saying what it is.
    """
    if len(data) > MAX_FILE:
        most = MAX_FILE // 1024 // 1024
        raise InputProblem("file", f"The calendar file is larger than {most} MB", "Export a shorter time.")
    if _IS_ANSWER.search(data[:_HEAD]):
        raise InputProblem(
            "file", "This is an answer to an invitation, not a calendar", "Choose File, Open an answer to read it."
        )


def sorted_out(found: ReadCalendar, until: datetime) -> ImportedEvents:
    """Return what of a file can be planned, and what cannot."""
    reasons = [(event, why_not(event)) for event in found.events]
    return ImportedEvents(
        found.name,
        tuple(event for event, why in reasons if why is None),
        tuple(PassedOver(event, why) for event, why in reasons if why is not None),
        found.problems,
        until,
    )


def look_at(lib: Library, wish: ImportWish, *, zone: str, now: datetime) -> tuple[ImportVerdict, ...]:
    """Return what would become of each event; nothing is written.

    Raises:
        InputProblem: for the field to mend.
    """
    return tuple(verdict for verdict, _draft in _judged(lib, wish, zone, now))


def carry_out(lib: Library, wish: ImportWish, *, zone: str, now: datetime) -> ImportOutcome:
    """Plan each event that may be; what is refused stays out and costs nothing else. Nobody is invited.

    Raises:
        InputProblem: for the field to mend; nothing was planned.
    """
    verdicts, made = [], []
    for verdict, draft in _judged(lib, wish, zone, now):
        verdicts.append(verdict)
        if verdict.planned and verdict.mine is not None and verdict.mine.meeting is not None and draft is not None:
            made.append(lib.meetings.add(verdict.mine.meeting, draft, now=now).id)
    others = tuple((each, None) for each in made[1:])
    return ImportOutcome(tuple(verdicts), UndoStep(made[0], None, "planned", others) if made else None)


def _judged(
    lib: Library, wish: ImportWish, zone: str, now: datetime
) -> Iterable[tuple[ImportVerdict, MeetingDraft | None]]:
    wish.check()
    return [] if not wish.events else _Judge(lib, wish, zone, now).all()


class _Judge:
    """Looks at events in order of start; those that can be planned stand in the way of those after them."""

    def __init__(self, lib: Library, wish: ImportWish, zone: str, now: datetime) -> None:
        self._lib = lib
        self._wish = wish
        self._zone = zone
        self._now = now
        self._rule = SlotRule.of(lib)
        self._kind = self._rule.types.get(wish.visit_type) if wish.visit_type else None
        first = min(each.starts_at for each in wish.events)
        last = max(each.ends_at for each in wish.events)
        planned = lib.calendar.taken(first, last, host=wish.host, place="", types=self._rule.types)
        busy = lib.calendar.busy(first, last, host=wish.host)
        self._known = {(each.starts_at, each.ends_at, each.title) for each in planned}
        self._around = _Around(
            [
                *planned,
                *(Taken(each.starts_at, each.ends_at, each.title, host=each.host, busy=True) for each in busy),
            ]
        )
        self._before: list[Taken] = []

    def all(self) -> list[tuple[ImportVerdict, MeetingDraft | None]]:
        """Return what becomes of each event, in the order of the wish."""
        order = sorted(range(len(self._wish.events)), key=lambda place: self._wish.events[place].starts_at)
        found = {place: self._one(self._wish.events[place]) for place in order}
        return [found[place] for place in range(len(order))]

    def _one(self, event: FoundEvent) -> tuple[ImportVerdict, MeetingDraft | None]:
        try:
            draft = self._draft(event)
        except InputProblem as problem:
            return ImportVerdict(event, problem=problem.title), None
        if event.ends_at <= self._now:
            return ImportVerdict(event, problem="It is over by now"), None
        mine = self._rule.wish(_meeting(draft))
        taken = mine.taken
        if self._planned_already(event, draft):
            return ImportVerdict(event, taken, known=True), None
        self._before = [each for each in self._before if each.ends_at + MAX_BUFFER > taken.starts_at]
        near = self._around.near(taken.starts_at, taken.ends_at)
        wrong = findings(mine, [*near, *self._before], self._rule.policies)
        worst_first = sorted(wrong, key=lambda each: (each.policy is not Policy.REFUSE, each.at))
        verdict = ImportVerdict(event, taken, SlotCheck(tuple(worst_first[:_TOLD])))
        if verdict.planned:
            self._before.append(taken)
        return verdict, draft

    def _draft(self, event: FoundEvent) -> MeetingDraft:
        """Return an event as a meeting.

        Raises:
            InputProblem: it cannot be one.
        """
        kind = self._kind
        title = event.title.strip()[:MAX_TITLE].strip() or (kind.name if kind else "Imported")
        return MeetingDraft(
            title,
            Schedule(event.starts_at, event.ends_at - event.starts_at, event.zone or self._zone),
            self._wish.host.strip(),
            record_on_start=kind is not None and kind.recorded_from_start,
            public_title=kind.public_title if kind else DEFAULT_PUBLIC_TITLE,
            visit_type=kind.id if kind else None,
        )

    def _planned_already(self, event: FoundEvent, draft: MeetingDraft) -> bool:
        """Tell whether an event came from here, or was imported before."""
        if (event.starts_at, event.ends_at, draft.title) in self._known:
            return True
        if not 0 < len(event.uid) <= _LONGEST_ID:
            return False
        meeting = self._lib.meetings.get(MeetingId(event.uid))
        return meeting is not None and not meeting.cancelled


class _Around:
    """What is taken, to be asked for around one time."""

    def __init__(self, taken: list[Taken]) -> None:
        self._taken = sorted(taken, key=lambda each: each.starts_at)
        self._starts = [each.starts_at for each in self._taken]
        # The latest end so far, as a long one may begin long before those that follow it.
        self._ends = list(accumulate((each.ends_at for each in self._taken), max))

    def near(self, starts_at: datetime, ends_at: datetime) -> list[Taken]:
        """Return those that could collide with a time, and maybe more."""
        first = bisect_right(self._ends, starts_at - MAX_BUFFER)
        return self._taken[first : bisect_left(self._starts, ends_at + MAX_BUFFER)]


def _meeting(draft: MeetingDraft) -> Meeting:
    return Meeting(MeetingId(new_id()), draft.title, draft.schedule, draft.host, visit_type=draft.visit_type)
