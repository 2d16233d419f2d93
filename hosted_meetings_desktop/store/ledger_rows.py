"""What reports and trends read of the ledger in the store: its rows, page by page, and its sums."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, text, true, tuple_
from sqlalchemy.dialects.sqlite import insert as upsert

from hosted_meetings_desktop.domain.availability import host_key
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, PersonId, SessionId
from hosted_meetings_desktop.domain.ledger.canonical import length, micros
from hosted_meetings_desktop.domain.ledger.entries import LedgerRow
from hosted_meetings_desktop.domain.ledger.repository import RowFilter, RowPlace, SumsBy
from hosted_meetings_desktop.domain.ledger.sums import SUM_NAMES, SumKey, Sums, numbers
from hosted_meetings_desktop.domain.ledger.truth import Doubt, Judgement, SittingId
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.store import tables as t
from hosted_meetings_desktop.store.full_text import match
from hosted_meetings_desktop.store.ledger_tables import ledger_rows as rows_table
from hosted_meetings_desktop.store.ledger_tables import ledger_sittings as sittings
from hosted_meetings_desktop.store.ledger_tables import ledger_sums as sums_table

_r = rows_table.c
_s = sums_table.c
_PLACE = (_r.day, _r.began, _r.sitting_id, _r.place)
_FEW = 2_000
_DAY = timedelta(days=1)
_FIRST_WINDOW = timedelta(days=7)
_FOUND = "SELECT rowid FROM ledger_fts WHERE ledger_fts MATCH :words"
_HOLDS = text(f"ledger_rows.number IN ({_FOUND})")
_HOLDS_WITHIN = text(f"ledger_rows.number IN ({_FOUND} AND rowid BETWEEN :lowest AND :highest)")
"""Among the rows of some days, whose numbers lie close to each other: what is found often is looked up in parts."""
_FOUND_COUNT = text(f"SELECT count(*) FROM ({_FOUND} LIMIT :most)")  # noqa: S608 - no value stands in it
_COUNT = text(f"SELECT count(*) FROM ({_FOUND})")  # noqa: S608
_ADDED = {name: _s[name] for name in SUM_NAMES}
_BY = {
    SumsBy.WEEK: func.date(_s.day, "-6 days", "weekday 1"),
    SumsBy.MONTH: func.strftime("%Y-%m-01", _s.day),
    SumsBy.HOST: _s.host,
}


class SqlLedgerRows:
    """The reading half of ``LedgerRepository``, and what an entry changes in it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rare: dict[str, bool] = {}

    def rows(
        self, wanted: RowFilter, *, after: RowPlace | None, limit: int
    ) -> tuple[tuple[RowPlace, LedgerRow], ...]:
        """Return rows that count, by their place, those after one."""
        narrow = wanted.persons is not None or wanted.meeting is not None or wanted.sitting is not None
        if narrow or self._is_rare(wanted.text):
            return self._rows(*self._where(wanted), after, limit)
        return self._rows_in_parts(wanted, after, limit)

    def row_count(self, wanted: RowFilter) -> int:
        """Return how many there are."""
        words = match(wanted.text)
        if words and wanted == RowFilter(text=wanted.text):
            return self._connection.scalar(_COUNT, {"words": words}) or 0
        where, values = self._where(wanted)
        return self._connection.scalar(select(func.count()).select_from(rows_table).where(where), values) or 0

    def known_as(self, persons: frozenset[PersonId]) -> frozenset[PersonId]:
        """Return which ids those had in the ledger whose invitations are these people's now."""
        i = t.invitees.c
        query = (
            select(_r.person_id)
            .distinct()
            .select_from(t.invitees)
            .join(sittings, sittings.c.meeting_id == i.meeting_id)
            .join(rows_table, (_r.sitting_id == sittings.c.id) & (_r.invitee_id == i.id))
            .where(i.person_id.in_(sorted(persons)), _r.person_id.is_not(None))
        )
        return frozenset(PersonId(each) for each in self._connection.scalars(query))

    def rows_of_entries(self, first: int, last: int) -> dict[int, tuple[LedgerRow, ...]]:
        """Return the rows kept of entries from one number to another, by entry and in their order."""
        query = select(rows_table).where(_r.entry.between(first, last)).order_by(_r.entry, _r.place)
        found: dict[int, list[LedgerRow]] = {}
        for row in self._connection.execute(query):
            found.setdefault(row.entry, []).append(_row(row))
        return {entry: tuple(rows) for entry, rows in found.items()}

    def sums(
        self, days_from: date | None = None, days_before: date | None = None, *, host: str | None = None
    ) -> tuple[tuple[SumKey, Sums], ...]:
        """Return sums by day in order of time."""
        where = _days(days_from, days_before, host)
        query = select(sums_table).where(where).order_by(_s.day, _s.host, _s.visit_type, _s.role)
        return tuple((SumKey(*row[:4]), Sums(*row[4:])) for row in self._connection.execute(query))

    def summed(
        self,
        by: SumsBy,
        days_from: date | None = None,
        days_before: date | None = None,
        *,
        host: str | None = None,
        roles: Collection[str] = (),
    ) -> tuple[tuple[str, Sums], ...]:
        """Return what ``sums`` add up to by week, month or host, in the order of its name."""
        where = _days(days_from, days_before, host)
        if roles:
            where &= _s.role.in_(list(roles))
        name = _BY[by].label("name")
        added = (func.sum(column) for column in _ADDED.values())
        query = select(name, *added).where(where).group_by(name).order_by(name)
        found = ((row[0], Sums(*row[1:])) for row in self._connection.execute(query))
        return tuple((name, sums) for name, sums in found if sums)

    # ---- how
    def _put(self, sitting: SittingId, rows: Sequence[LedgerRow], sums: Mapping[SumKey, Sums]) -> None:
        """Keep the rows of a sitting in place of those it had, and add to the sums."""
        self._connection.execute(delete(rows_table).where(_r.sitting_id == sitting))
        if rows:
            self._connection.execute(insert(rows_table), [row_values(row, place) for place, row in enumerate(rows)])
        if sums:
            adding = upsert(sums_table)
            adding = adding.on_conflict_do_update(
                index_elements=[_s.day, _s.host, _s.visit_type, _s.role],
                set_={name: _s[name] + adding.excluded[name] for name in SUM_NAMES},
            )
            self._connection.execute(adding, [_sum_values(key, each) for key, each in sums.items()])

    def _rows(
        self, where: ColumnElement[bool], values: dict[str, Any], after: RowPlace | None, limit: int
    ) -> tuple[tuple[RowPlace, LedgerRow], ...]:
        if after is not None:
            # The day by itself as well: along it SQLite finds the place.
            where &= (_r.day >= after.day) & (tuple_(*_PLACE) > (after.day, after.began, after.sitting, after.place))
        query = select(rows_table).where(where).order_by(*_PLACE).limit(limit)
        found = self._connection.execute(query, values)
        return tuple((RowPlace(row.day, row.began, SittingId(row.sitting_id), row.place), _row(row)) for row in found)

    def _rows_in_parts(
        self, wanted: RowFilter, after: RowPlace | None, limit: int
    ) -> tuple[tuple[RowPlace, LedgerRow], ...]:
        """Return rows where there may be many, of a week, then of two, of four, until the page is full.

        Else all that follow would have to be sorted for the first of them.
        """
        first, last = (self._connection.scalar(select(look(_r.day))) for look in (func.min, func.max))
        if first is None or last is None:
            return ()
        begin = max(first, wanted.days_from or first, after.day if after is not None else first)
        end = last + _DAY if wanted.days_before is None else min(wanted.days_before, last + _DAY)
        found: list[tuple[RowPlace, LedgerRow]] = []
        window = _FIRST_WINDOW
        while begin < end and len(found) < limit:
            before = min(begin + window, end)
            where, values = self._where(replace(wanted, days_from=begin, days_before=before))
            found += self._rows(where, values, after, limit - len(found))
            begin, window = before, 2 * window
        return tuple(found)

    def _where(self, wanted: RowFilter) -> tuple[ColumnElement[bool], dict[str, Any]]:
        where: ColumnElement[bool] = true()
        if wanted.days_from is not None:
            where &= _r.day >= wanted.days_from
        if wanted.days_before is not None:
            where &= _r.day < wanted.days_before
        days = where
        if wanted.host is not None:
            where &= _r.host_key == wanted.host
        if wanted.persons is not None:
            where &= _r.person_id.in_(sorted(wanted.persons))
        if wanted.meeting is not None:
            of_meeting = select(sittings.c.id).where(sittings.c.meeting_id == wanted.meeting)
            where &= _r.sitting_id.in_(of_meeting) & (_r.meeting_id == wanted.meeting)
        if wanted.sitting is not None:
            where &= _r.sitting_id == wanted.sitting
        words = match(wanted.text)
        if not words:
            # Signs alone begin no word.
            return (where & text("0") if wanted.text.strip() else where), {}
        if self._is_rare(wanted.text) or (wanted.days_from is None and wanted.days_before is None):
            return where & _HOLDS, {"words": words}
        bounds = self._connection.execute(select(func.min(_r.number), func.max(_r.number)).where(days)).one()
        return where & _HOLDS_WITHIN, {"words": words, "lowest": bounds[0] or 0, "highest": bounds[1] or 0}

    def _is_rare(self, searched: str) -> bool:
        """Return whether a search finds so little that it is best begun with; nothing searched is not rare."""
        words = match(searched)
        if not words:
            return False
        if words not in self._rare:
            found = self._connection.scalar(_FOUND_COUNT, {"words": words, "most": _FEW})
            self._rare[words] = (found or 0) < _FEW
        return self._rare[words]


def row_values(row: LedgerRow, place: int) -> dict[str, Any]:
    """Return a row as its table's columns."""
    return {
        "entry": row.entry,
        "sitting_id": row.sitting,
        "place": place,
        "day": row.day,
        "began": row.began,
        "meeting_id": row.meeting,
        "title": row.title,
        "host": row.host,
        "visit_type": row.visit_type,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "cancelled": row.cancelled,
        "sessions": row.sessions,
        "first_session": row.first_session,
        "key": row.key,
        "invitee_id": row.invitee,
        "person_id": row.person,
        "name": row.name,
        "role": row.role,
        "judgement": row.judgement,
        "arrived": row.arrived,
        "first_joined": row.first_joined,
        "last_left": row.last_left,
        "present_us": micros(row.present),
        "joins": row.joins,
        "connections": row.connections,
        "tries": row.tries,
        "waited_us": micros(row.waited),
        "late_us": None if row.late_by is None else micros(row.late_by),
        "left_early_us": None if row.left_early_by is None else micros(row.left_early_by),
        "devices": list(row.devices),
        "doubts": [each.value for each in row.doubts],
        "host_key": host_key(row.host),
    }


def _row(row: Row[Any]) -> LedgerRow:
    return LedgerRow(
        entry=row.entry,
        sitting=SittingId(row.sitting_id),
        day=row.day,
        began=row.began,
        meeting=cast("MeetingId | None", row.meeting_id),
        title=row.title,
        host=row.host,
        visit_type=row.visit_type,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        cancelled=row.cancelled,
        sessions=row.sessions,
        first_session=cast("SessionId | None", row.first_session),
        key=row.key,
        invitee=cast("InviteeId | None", row.invitee_id),
        person=cast("PersonId | None", row.person_id),
        name=row.name,
        role=Role(row.role) if row.role is not None else None,
        judgement=Judgement(row.judgement),
        arrived=row.arrived,
        first_joined=row.first_joined,
        last_left=row.last_left,
        present=length(row.present_us),
        joins=row.joins,
        connections=row.connections,
        tries=row.tries,
        waited=length(row.waited_us),
        late_by=None if row.late_us is None else length(row.late_us),
        left_early_by=None if row.left_early_us is None else length(row.left_early_us),
        devices=tuple(row.devices),
        doubts=tuple(Doubt(each) for each in row.doubts),
    )


def _days(days_from: date | None, days_before: date | None, host: str | None) -> ColumnElement[bool]:
    where: ColumnElement[bool] = true()
    if days_from is not None:
        where &= _s.day >= days_from
    if days_before is not None:
        where &= _s.day < days_before
    if host is not None:
        where &= _s.host == host
    return where


def _sum_values(key: SumKey, sums: Sums) -> dict[str, Any]:
    named = {"day": key.day, "host": key.host, "visit_type": key.visit_type, "role": key.role}
    return named | dict(zip(SUM_NAMES, numbers(sums), strict=True))
