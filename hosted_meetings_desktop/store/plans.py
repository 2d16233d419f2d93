"""What a clinic plans with: the rules of its series, visit types, and when its hosts see people."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, delete, insert, select

from hosted_meetings_desktop.domain.availability import Availability
from hosted_meetings_desktop.domain.ids import SeriesId
from hosted_meetings_desktop.domain.recurrence import Recurrence
from hosted_meetings_desktop.domain.series import Series
from hosted_meetings_desktop.domain.visit_type import VisitType
from hosted_meetings_desktop.store import tables as t

T = TypeVar("T")


class SqlPlans:
    """Implements ``PlanRepository``. Templates and weeks are kept whole, as JSON: nothing searches inside them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # ---- series
    def series(self, series: SeriesId) -> Series | None:
        """Return a series' rule, or None."""
        row = self._connection.execute(select(t.series).where(t.series.c.id == series)).one_or_none()
        if row is None:
            return None
        return Series(
            SeriesId(row.id),
            datetime.fromisoformat(row.starts),
            timedelta(minutes=row.minutes),
            row.zone,
            msgspec.convert(row.rule, Recurrence),
        )

    def keep_series(self, series: Series) -> None:
        """Keep a series' rule, new or changed."""
        self.drop_series(series.id)
        self._connection.execute(
            insert(t.series).values(
                id=series.id,
                starts=series.starts.isoformat(timespec="seconds"),
                minutes=round(series.duration / timedelta(minutes=1)),
                zone=series.zone,
                rule=msgspec.to_builtins(series.recurrence),
            )
        )

    def drop_series(self, series: SeriesId) -> None:
        """Forget a rule; its meetings stay as they are."""
        self._connection.execute(delete(t.series).where(t.series.c.id == series))

    # ---- visit types
    def visit_types(self) -> tuple[VisitType, ...]:
        """Return the clinic's templates in its order, retired ones too; empty before it has any."""
        rows = self._connection.scalars(select(t.visit_types.c.template).order_by(t.visit_types.c.position))
        return tuple(msgspec.convert(row, VisitType) for row in rows)

    def keep_visit_types(self, types: tuple[VisitType, ...]) -> None:
        """Keep exactly these."""
        self._connection.execute(delete(t.visit_types))
        rows = [
            {"id": each.id, "position": position, "template": msgspec.to_builtins(each)}
            for position, each in enumerate(types)
        ]
        if rows:
            self._connection.execute(insert(t.visit_types), rows)

    # ---- hours
    def availabilities(self) -> tuple[Availability, ...]:
        """Return when hosts see people, the clinic's first; empty before anybody said so."""
        rows = self._connection.scalars(select(t.availabilities.c.week).order_by(t.availabilities.c.host))
        return tuple(msgspec.convert(row, Availability) for row in rows)

    def keep_availability(self, availability: Availability) -> None:
        """Keep one host's hours, or the clinic's."""
        self.drop_availability(availability.host)
        values: dict[str, Any] = {"host": availability.host, "week": msgspec.to_builtins(availability)}
        self._connection.execute(insert(t.availabilities).values(**values))

    def drop_availability(self, host: str) -> None:
        """Let a host have the clinic's hours again."""
        self._connection.execute(delete(t.availabilities).where(t.availabilities.c.host == host))
