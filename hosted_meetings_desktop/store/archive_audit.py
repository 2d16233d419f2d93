"""The audit log in the store: appended to, never changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, insert, select

from hosted_meetings_desktop.domain.audit import AuditNote
from hosted_meetings_desktop.domain.ids import new_id
from hosted_meetings_desktop.domain.ledger.chain import Anchor, Entry, genesis
from hosted_meetings_desktop.store import tables as t
from hosted_meetings_desktop.store.archive_tables import audit

_NAME = "audit.chain"


class SqlAudit:
    """Implements ``AuditRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def chain(self) -> str:
        """Return the name that the log's chain begins with; made with the first entry, and of no other store."""
        known: str | None = self._connection.scalar(select(t.facts.c.value).where(t.facts.c.name == _NAME))
        if known is not None:
            return known
        made = f"audit {new_id()}"
        self._connection.execute(insert(t.facts).values(name=_NAME, value=made))
        return made

    def head(self) -> Anchor:
        """Return where the log ends."""
        found = self._connection.execute(select(audit).order_by(audit.c.number.desc()).limit(1)).one_or_none()
        return genesis(self.chain()) if found is None else _entry(found).anchor

    def append(self, note: AuditNote) -> Entry:
        """Write down what was done."""
        entry = note.entry(self.head())
        self._connection.execute(
            insert(audit).values(
                number=entry.number,
                previous=entry.previous,
                content=entry.content,
                hash=entry.hash,
                subject=note.subject,
            )
        )
        return entry

    def entries(self, *, after: int, limit: int) -> tuple[Entry, ...]:
        """Return entries as they are kept, by number, those after one."""
        query = select(audit).where(audit.c.number > after).order_by(audit.c.number).limit(limit)
        return tuple(_entry(row) for row in self._connection.execute(query))

    def of_subject(self, subject: str) -> tuple[Entry, ...]:
        """Return all that was done with one thing, the oldest first."""
        query = select(audit).where(audit.c.subject == subject).order_by(audit.c.number)
        return tuple(_entry(row) for row in self._connection.execute(query))

    def page(self, *, offset: int, limit: int) -> tuple[Entry, ...]:
        """Return entries, the newest first."""
        query = select(audit).order_by(audit.c.number.desc()).offset(offset).limit(limit)
        return tuple(_entry(row) for row in self._connection.execute(query))


def _entry(row: Row[Any]) -> Entry:
    return Entry(row.number, row.previous, row.content, row.hash)
