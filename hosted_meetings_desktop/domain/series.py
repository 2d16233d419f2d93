"""A series: one plan that is held again and again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hosted_meetings_desktop.domain.ids import MeetingId, SeriesId
from hosted_meetings_desktop.domain.recurrence import Recurrence


class Scope(StrEnum):
    """How much of a series a change is meant for."""

    THIS = "this"
    FOLLOWING = "following"  # this one and all later ones: they become a series of their own
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Series:
    """The rule of a series. What is held is its meetings: each knows its time by rule, and may have been moved.

    Attributes:
        starts: The first time: naive wall-clock time in ``zone``. That wall-clock time is what stays the same when
            clocks change.
        zone: IANA.
    """

    id: SeriesId
    starts: datetime
    duration: timedelta
    zone: str
    recurrence: Recurrence


@dataclass(frozen=True, slots=True)
class InSeries:
    """Where a meeting stands in a series.

    Attributes:
        wall: Its time by rule: naive, in the zone of the series; names it there for good.
        room_of: What has the room and the people in its place, where the series shares them; None where it has its
            own.
    """

    series_id: SeriesId | None = None
    wall: datetime | None = None
    room_of: MeetingId | None = None


ON_ITS_OWN = InSeries()
"""In no series."""
