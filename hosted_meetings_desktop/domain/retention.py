"""How long the archive's files are kept: the rules of a clinic, the visible clock, and the legal hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from hosted_meetings_desktop.domain.archive import ArchiveItem
from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.ids import MeetingId, VisitTypeId

MAX_REASON = 500

_ENDING = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class RetentionRules:
    """How long files are kept, from the day of the visit on.

    Attributes:
        usual: Where a visit type says nothing; None is for ever.
        by_type: By visit type; None is for ever.
        by_itself: Whether the app deletes what is over; else it asks a person to.
    """

    usual: timedelta | None = None
    by_type: dict[VisitTypeId, timedelta | None] = field(default_factory=dict)
    by_itself: bool = False

    def check(self) -> None:
        """Refuse what is surely a slip.

        Raises:
            InputProblem: for the field to mend.
        """
        for name, span in (("usual", self.usual), *self.by_type.items()):
            if span is not None and (span < timedelta(days=1) or span % timedelta(days=1)):
                raise InputProblem(str(name), "Files are kept for whole days, at least one")

    def until(self, happened_at: datetime, visit_type: VisitTypeId | None) -> datetime | None:
        """Return when a file of a visit may be deleted; None is never."""
        span = self.by_type.get(visit_type, self.usual) if visit_type is not None else self.usual
        try:
            return None if span is None else happened_at + span
        except OverflowError:
            return None


class RetentionLevel(StrEnum):
    """Where a file stands on its clock."""

    FOR_EVER = "for-ever"
    RUNNING = "running"
    ENDING = "ending"  # within thirty days
    OVER = "over"  # it may be deleted
    ON_HOLD = "on-hold"


@dataclass(frozen=True, slots=True)
class RetentionClock:
    """The visible clock of a kept file.

    Attributes:
        until: When its time is over; None is never.
        left: Until then, zero once it is over.
        hold: Why it is kept all the same.
    """

    level: RetentionLevel
    until: datetime | None
    left: timedelta | None
    hold: str = ""


def clock_of(item: ArchiveItem, now: datetime) -> RetentionClock:
    """Return how long a kept file has."""
    until = item.retain_until
    left = None if until is None else max(until - now, timedelta(0))
    if item.hold:
        return RetentionClock(RetentionLevel.ON_HOLD, until, left, item.hold)
    if left is None:
        return RetentionClock(RetentionLevel.FOR_EVER, None, None)
    if not left:
        return RetentionClock(RetentionLevel.OVER, until, left)
    return RetentionClock(RetentionLevel.ENDING if left <= _ENDING else RetentionLevel.RUNNING, until, left)


class OnHold(AppError):
    """Something was to be deleted that must not be."""

    def __init__(self, hold: str) -> None:
        super().__init__("This file is on hold and stays", f"The reason that was given: {hold}")


def must_reason(reason: str) -> str:
    """Return a reason as it is written down.

    Raises:
        InputProblem: there is none, or it is too long.
    """
    said = reason.strip()
    if not said or len(said) > MAX_REASON:
        raise InputProblem("reason", f"Write why, in up to {MAX_REASON} characters")
    return said


class RetentionRepository(Protocol):
    """How long files are kept, inside one transaction."""

    def rules(self) -> RetentionRules:
        """Return the clinic's rules."""
        ...

    def keep_rules(self, rules: RetentionRules) -> None:
        """Keep the clinic's rules."""
        ...

    def over(self, *, now: datetime, limit: int) -> tuple[ArchiveItem, ...]:
        """Return what is kept beyond its time and not on hold, what is over longest first."""
        ...

    def unremoved(self, *, limit: int) -> tuple[ArchiveItem, ...]:
        """Return what was deleted here and whose file may still lie in the archive."""
        ...

    def left_behind(self, *, limit: int) -> tuple[ArchiveItem, ...]:
        """Return the texts, not on hold, of sessions of which all recordings were deleted here."""
        ...

    def visit_of(self, item: ArchiveItem) -> tuple[MeetingId | None, VisitTypeId | None]:
        """Return for which meeting of ours something was recorded, and of which kind that is."""
        ...
