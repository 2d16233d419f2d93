"""The list of sittings in plain counts by day: a page of a million rows costs a few days' rows, wherever it lies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select, text, true

from hosted_meetings_desktop.domain.availability import host_key
from hosted_meetings_desktop.domain.ledger.chain import Entry, read
from hosted_meetings_desktop.domain.ledger.entries import LedgerRow
from hosted_meetings_desktop.domain.ledger.listing import (
    ListedSitting,
    ListQuery,
    Outcome,
    listed_body,
    listed_rows,
)
from hosted_meetings_desktop.domain.ledger.repository import RowFilter
from hosted_meetings_desktop.domain.ledger.sums import SITTINGS
from hosted_meetings_desktop.domain.ledger.truth import SittingId
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.store.ledger_rows import SqlLedgerRows
from hosted_meetings_desktop.store.ledger_tables import IS_LOOSE, NOT_ATTENDED, RESTLESS
from hosted_meetings_desktop.store.ledger_tables import ledger_entries as entries
from hosted_meetings_desktop.store.ledger_tables import ledger_facts as facts_table
from hosted_meetings_desktop.store.ledger_tables import ledger_rows as rows_table
from hosted_meetings_desktop.store.ledger_tables import ledger_sittings as sittings
from hosted_meetings_desktop.store.ledger_tables import ledger_sums as sums_table
from hosted_meetings_desktop.store.library import connection_of

_r = rows_table.c
_s = sums_table.c
_DAY = timedelta(days=1)
_ALL = 1_000_000
_AT_ONCE = 500


class SqlLedgerList(SqlLedgerRows):
    """Implements ``LedgerList``."""

    def days(self, query: ListQuery) -> tuple[tuple[date, int], ...]:
        """Return how many closed sittings each day has that a query lists, by day; no day without any."""
        if query.text.strip() or query.outcome is not None:
            where, values = self._narrowed(query, query.days_from, query.days_before)
            count = func.count(_r.sitting_id.distinct())
            found = self._connection.execute(
                select(_r.day, count).where(where).group_by(_r.day).order_by(_r.day), values
            )
            return tuple((row[0], row[1]) for row in found)
        held = func.sum(_s.sittings)
        summed = select(_s.day, held).where(self._of_sums(query)).group_by(_s.day).having(held > 0).order_by(_s.day)
        return tuple((row[0], int(row[1])) for row in self._connection.execute(summed))

    def of_days(self, query: ListQuery, days: Mapping[date, int]) -> dict[date, tuple[ListedSitting, ...]]:
        """Return those of some days that follow each other in ``days``, each day's by start."""
        if not days:
            return {}
        rows = self._rows_of(query, min(days), max(days) + _DAY)
        day_of = {row.sitting: row.day for row in rows}
        found: dict[date, list[ListedSitting]] = {day: [] for day in days}
        for each in listed_rows(rows):
            found.setdefault(day_of[each.id], []).append(each)
        for day, count in days.items():
            if len(found[day]) < count:
                found[day] += self._without_people(query, day, {each.id for each in found[day]})
        return {day: tuple(sorted(each, key=lambda one: (one.began, one.id))) for day, each in found.items()}

    def _rows_of(self, query: ListQuery, days_from: date, days_before: date) -> list[LedgerRow]:
        """Return the rows of all sittings of a time that are listed: of everybody in them."""
        where, values = self._narrowed(query, days_from, days_before)
        if not (query.text.strip() or query.outcome is not None):
            return [row for _place, row in self._rows(where, values, None, _ALL)]
        chosen = sorted(self._connection.scalars(select(_r.sitting_id).where(where).distinct(), values))
        found: list[LedgerRow] = []
        for begin in range(0, len(chosen), _AT_ONCE):
            some = _r.sitting_id.in_(chosen[begin : begin + _AT_ONCE])
            found += (row for _place, row in self._rows(some, {}, None, _ALL))
        return found

    def unclosed(self, limit: int) -> tuple[tuple[SittingId, int], ...]:
        """Return sittings that are not closed yet, the newest first, each with how many facts there may be of it."""
        loose = self._connection.scalar(select(func.count()).select_from(facts_table).where(IS_LOOSE)) or 0
        facts = select(func.count()).where(facts_table.c.sitting_id == sittings.c.id).scalar_subquery()
        query = select(sittings.c.id, facts).where(sittings.c.entry.is_(None) & RESTLESS)
        newest = query.order_by(sittings.c.starts_at.desc(), sittings.c.id).limit(limit)
        return tuple((SittingId(row[0]), row[1] + loose) for row in self._connection.execute(newest))

    # ---- how
    def _narrowed(
        self, query: ListQuery, days_from: date | None, days_before: date | None
    ) -> tuple[ColumnElement[bool], dict[str, Any]]:
        host = host_key(query.host) if query.host else None
        where, values = self._where(RowFilter(days_from, days_before, host=host, text=query.text))
        if query.visit_type:
            where &= _r.visit_type == query.visit_type
        if query.outcome is Outcome.LATE:
            where &= _r.late_us.is_not(None)
        elif query.outcome is Outcome.LEFT_EARLY:
            where &= _r.left_early_us.is_not(None)
        elif query.outcome is not None:
            where &= _r.judgement == query.outcome.value
            if query.outcome is not Outcome.ATTENDED:
                where &= NOT_ATTENDED
        return where, values

    def _of_sums(self, query: ListQuery) -> ColumnElement[bool]:
        where: ColumnElement[bool] = true() & (_s.role == SITTINGS)
        if query.days_from is not None:
            where &= _s.day >= query.days_from
        if query.days_before is not None:
            where &= _s.day < query.days_before
        if query.host:
            where &= _s.host == host_key(query.host)
        if query.visit_type:
            where &= _s.visit_type == query.visit_type
        return where

    def _without_people(self, query: ListQuery, day: date, known: set[SittingId]) -> list[ListedSitting]:
        """Return closed sittings of a day in which nobody was expected or seen: they have no rows."""
        middle = datetime.combine(day, time(12)).astimezone()
        near = sittings.c.starts_at.between(middle - 2 * _DAY, middle + 2 * _DAY)
        rowless = ~select(_r.number).where(_r.sitting_id == sittings.c.id).exists()
        content = (
            select(sittings.c.id, entries)
            .join(entries, entries.c.number == sittings.c.entry)
            .where(near & rowless & text("ledger_sittings.entry IS NOT NULL"))
        )
        found = []
        for row in self._connection.execute(content):
            if row[0] in known:
                continue
            body = read(_entry(row)).body
            made = listed_body(SittingId(row[0]), body)
            if date.fromisoformat(body["day"]) == day and made.fits(query, day):
                found.append(made)
        return found


def ledger_list(library: Library) -> SqlLedgerList:
    """Return the reader over the transaction that is open.

    Raises:
        TypeError: the library is another store's.
    """
    return SqlLedgerList(connection_of(library))


def _entry(row: Row[Any]) -> Entry:
    return Entry(row.number, row.previous, row.content, row.hash)
