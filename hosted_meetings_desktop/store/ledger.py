"""The attendance ledger in the store: what was held, what is known of it, and the chain that is only appended to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, exists, func, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from hosted_meetings_desktop.domain.ids import MeetingId, SessionId
from hosted_meetings_desktop.domain.ledger.canonical import length, micros
from hosted_meetings_desktop.domain.ledger.chain import Anchor, Entry
from hosted_meetings_desktop.domain.ledger.entries import LedgerRow
from hosted_meetings_desktop.domain.ledger.facts import Fact, Kind, Place, Source, Who
from hosted_meetings_desktop.domain.ledger.repository import Sitting
from hosted_meetings_desktop.domain.ledger.sums import SumKey, Sums
from hosted_meetings_desktop.domain.ledger.truth import SittingId
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.store import tables as t
from hosted_meetings_desktop.store.ledger_rows import SqlLedgerRows
from hosted_meetings_desktop.store.ledger_tables import IS_LOOSE, LOOSE, RESTLESS
from hosted_meetings_desktop.store.ledger_tables import ledger_entries as entries
from hosted_meetings_desktop.store.ledger_tables import ledger_facts as facts_table
from hosted_meetings_desktop.store.ledger_tables import ledger_sitting_sessions as held
from hosted_meetings_desktop.store.ledger_tables import ledger_sittings as sittings
from hosted_meetings_desktop.store.sessions import SqlSessions

_f = facts_table.c
_e = entries.c


class SqlLedger(SqlLedgerRows):
    """Implements ``LedgerRepository``."""

    # ---- where sittings come from
    def new_sessions(self, starts_from: datetime, starts_before: datetime) -> tuple[Session, ...]:
        """Return sessions that began in a time and are with no sitting, by start, each with its meeting."""
        s = t.sessions.c
        inside = (s.started_at >= starts_from) & (s.started_at < starts_before)
        known = exists().where(held.c.session_id == s.id)
        found = self._connection.scalars(select(s.id).where(inside, ~known).order_by(s.started_at, s.id)).all()
        sessions = SqlSessions(self._connection)
        return tuple(session for each in found if (session := sessions.get(SessionId(each))) is not None)

    def oldest(self) -> datetime | None:
        """Return when the first session or meeting in the store began or was planned to; None where there is none."""
        begun = (t.sessions.c.started_at, t.meetings.c.starts_at)
        first = (self._connection.scalar(select(func.min(column))) for column in begun)
        return min((each for each in first if each is not None), default=None)

    # ---- sittings and their facts
    def sitting(self, sitting: SittingId) -> Sitting | None:
        """Return one sitting."""
        found = self._sittings(sittings.c.id == sitting)
        return found[0] if found else None

    def sitting_of(self, session: SessionId) -> SittingId | None:
        """Return with which sitting a session stays."""
        found = self._connection.scalar(select(held.c.sitting_id).where(held.c.session_id == session))
        return SittingId(found) if found is not None else None

    def sittings_of(self, meeting: MeetingId) -> tuple[Sitting, ...]:
        """Return a meeting's sittings, by start."""
        found = self._sittings(sittings.c.meeting_id == meeting)
        return tuple(sorted(found, key=lambda each: (each.starts_at, each.id)))

    def keep_sitting(self, sitting: Sitting) -> None:
        """Keep a sitting that is new or has changed."""
        values = {
            "meeting_id": sitting.meeting,
            "starts_at": sitting.starts_at,
            "planned": sitting.planned,
            "entry": sitting.entry,
            "checked_at": sitting.checked_at,
            "quiet": sitting.quiet,
        }
        keeping = upsert(sittings).values(id=sitting.id, **values)
        self._connection.execute(keeping.on_conflict_do_update(index_elements=[sittings.c.id], set_=values))
        if sitting.sessions:
            rows = [
                {"session_id": each, "sitting_id": sitting.id, "place": place}
                for place, each in enumerate(sitting.sessions)
            ]
            self._connection.execute(upsert(held).on_conflict_do_nothing(), rows)

    def drop_sitting(self, sitting: SittingId) -> None:
        """Forget a sitting without an entry, and its facts: it was moved before anybody came.

        Raises:
            ValueError: it has an entry.
        """
        if self._connection.scalar(select(sittings.c.entry).where(sittings.c.id == sitting)) is not None:
            raise ValueError("it has an entry")
        for table, column in ((facts_table, _f.sitting_id), (held, held.c.sitting_id), (sittings, sittings.c.id)):
            self._connection.execute(delete(table).where(column == sitting))

    def restless(
        self, *, closed_checked_before: datetime, after: SittingId | None, limit: int
    ) -> tuple[Sitting, ...]:
        """Return sittings that are not quiet, by their ids, those after one.

        Of those that have an entry only what was last gathered before a time: they seldom change.
        """
        checked = sittings.c.checked_at
        due = or_(sittings.c.entry.is_(None), checked.is_(None), checked < closed_checked_before)
        where = due & RESTLESS
        return self._sittings(where if after is None else where & (sittings.c.id > after), limit=limit)

    def wake(self, starts_from: datetime) -> None:
        """Make all sittings from a start on restless, as if they had never been looked at."""
        these = update(sittings).where(sittings.c.starts_at >= starts_from)
        self._connection.execute(these.values(quiet=False, checked_at=None))

    def note(self, facts: Iterable[Fact], sitting: SittingId | None = None) -> int:
        """Keep facts of a sitting, or of one that is not known yet; returns how many were new.

        A fact that is kept already stays as it is, with the time when it was learned first.
        """
        rows = [_fact_values(each, sitting or LOOSE) for each in facts]
        if not rows:
            return 0
        known = set(self._known(rows, sitting or LOOSE))
        new = {row["id"]: row for row in rows if row["id"] not in known}
        if new:
            self._connection.execute(insert(facts_table), list(new.values()))
        return len(new)

    def adopt(self, meeting: MeetingId, happened_from: datetime, happened_before: datetime, to: SittingId) -> int:
        """Give a sitting those facts of a meeting that happened in a time and have no sitting; returns how many."""
        inside = (_f.meeting_id == meeting) & (_f.at >= happened_from) & (_f.at < happened_before)
        loose = [row[0] for row in self._connection.execute(select(_f.id).where(inside & IS_LOOSE))]
        if not loose:
            return 0
        known = set(self._connection.scalars(select(_f.id).where(_f.sitting_id == to)))
        double = [each for each in loose if each in known]
        mine = _f.sitting_id == LOOSE
        for some in _parts(double):
            self._connection.execute(delete(facts_table).where(mine, _f.id.in_(some)))
        for some in _parts([each for each in loose if each not in known]):
            self._connection.execute(update(facts_table).where(mine, _f.id.in_(some)).values(sitting_id=to))
        return len(loose)

    def facts(self, sitting: SittingId) -> tuple[Fact, ...]:
        """Return all facts of a sitting."""
        rows = self._connection.execute(select(facts_table).where(_f.sitting_id == sitting))
        return tuple(_fact(row) for row in rows)

    # ---- the chain
    def head(self) -> Anchor | None:
        """Return where the chain ends; None before the first entry."""
        found = self._connection.execute(select(_e.number, _e.hash).order_by(_e.number.desc()).limit(1)).one_or_none()
        return Anchor(found.number, found.hash) if found is not None else None

    def append(
        self, entry: Entry, sitting: SittingId, rows: Sequence[LedgerRow], sums: Mapping[SumKey, Sums]
    ) -> None:
        """Append an entry; its rows take the place of those that the sitting had, and ``sums`` are added to the sums.

        Raises:
            ValueError: it does not follow the head.
        """
        head = self.head()
        number = 1 if head is None else head.number + 1
        if entry.number != number or (head is not None and entry.previous != head.hash):
            raise ValueError("it does not follow the head")
        self._connection.execute(insert(entries).values(**entry_values(entry, sitting)))
        self._put(sitting, rows, sums)

    def entry(self, number: int) -> Entry | None:
        """Return one entry."""
        found = self._entries(_e.number == number)
        return found[0] if found else None

    def entries(self, *, after: int, limit: int) -> tuple[Entry, ...]:
        """Return entries as they are kept, by number, those after one."""
        return self._entries(_e.number > after, limit=limit)

    def history(self, sitting: SittingId) -> tuple[Entry, ...]:
        """Return all entries of one sitting, by number."""
        return self._entries(_e.sitting_id == sitting)

    # ---- how
    def _sittings(self, where: ColumnElement[bool], *, limit: int | None = None) -> tuple[Sitting, ...]:
        query = select(sittings).where(where).order_by(sittings.c.id)
        found = self._connection.execute(query if limit is None else query.limit(limit)).all()
        sessions: dict[str, list[SessionId]] = {}
        for some in _parts([row.id for row in found]):
            of_these = select(held).where(held.c.sitting_id.in_(some)).order_by(held.c.sitting_id, held.c.place)
            for row in self._connection.execute(of_these):
                sessions.setdefault(row.sitting_id, []).append(SessionId(row.session_id))
        return tuple(_sitting(row, sessions.get(row.id, ())) for row in found)

    def _known(self, rows: Sequence[Mapping[str, Any]], sitting: str) -> Iterable[str]:
        for some in _parts([row["id"] for row in rows]):
            yield from self._connection.scalars(select(_f.id).where(_f.sitting_id == sitting, _f.id.in_(some)))

    def _entries(self, where: ColumnElement[bool], *, limit: int | None = None) -> tuple[Entry, ...]:
        query = select(entries).where(where).order_by(_e.number)
        rows = self._connection.execute(query if limit is None else query.limit(limit))
        return tuple(Entry(row.number, row.previous, row.content, row.hash) for row in rows)


def entry_values(entry: Entry, sitting: SittingId) -> dict[str, Any]:
    """Return an entry as its table's columns."""
    return {
        "number": entry.number,
        "sitting_id": sitting,
        "previous": entry.previous,
        "content": entry.content,
        "hash": entry.hash,
    }


_AT_ONCE = 500
"""Ids in one query; SQLite allows 32,766."""


def _parts(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _sitting(row: Row[Any], sessions: Iterable[SessionId]) -> Sitting:
    return Sitting(
        id=SittingId(row.id),
        meeting=MeetingId(row.meeting_id) if row.meeting_id is not None else None,
        starts_at=row.starts_at,
        planned=row.planned,
        sessions=tuple(sessions),
        entry=row.entry,
        checked_at=row.checked_at,
        quiet=row.quiet,
    )


def _fact_values(fact: Fact, sitting: str) -> dict[str, Any]:
    who = fact.who
    return {
        "sitting_id": sitting,
        "id": fact.id,
        "kind": fact.kind,
        "source": fact.source,
        "at": fact.at,
        "learned_at": fact.learned_at,
        "until": fact.until,
        "length_us": None if fact.length is None else micros(fact.length),
        "meeting_id": fact.meeting,
        "session_id": fact.session,
        "place": fact.place,
        "witness": fact.witness,
        "text": fact.text,
        "details": [list(pair) for pair in fact.details],
        "custom": who.custom,
        "participant": who.participant,
        "peer": who.peer,
        "name": who.name,
        "preset": who.preset,
    }


def _fact(row: Row[Any]) -> Fact:
    return Fact(
        kind=Kind(row.kind),
        source=Source(row.source),
        at=row.at,
        learned_at=row.learned_at,
        who=Who(row.custom, row.participant, row.peer, row.name, row.preset),
        until=row.until,
        length=None if row.length_us is None else length(row.length_us),
        meeting=MeetingId(row.meeting_id) if row.meeting_id is not None else None,
        session=SessionId(row.session_id) if row.session_id is not None else None,
        place=Place(row.place),
        witness=row.witness,
        text=row.text,
        details=tuple((name, value) for name, value in row.details),
    )
