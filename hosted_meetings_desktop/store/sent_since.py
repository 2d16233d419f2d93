"""What was told, said, deleted and held since a backup was made, carried into it: it is so, whatever the plan is now.

Without that the outbox of the backup would send once more what it sent already, and give what it sends next numbers
that calendars have seen; who withdrew since would stand as one who agreed; and what was deleted would be fetched once
more. Where the store before cannot be read, what waited in the backup is left to a person.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from hosted_meetings_desktop.domain.archive import ItemState
from hosted_meetings_desktop.domain.outbox import PUT_BACK, MessageState
from hosted_meetings_desktop.store import tables as t
from hosted_meetings_desktop.store.archive_tables import archive_items
from hosted_meetings_desktop.store.connection import DatabaseError
from hosted_meetings_desktop.store.consent_tables import consents
from hosted_meetings_desktop.store.revisions import HEAD

_DOUBT = "A backup was put back: this may have been sent before that."
_REACHED = f"('{MessageState.SENT}', '{MessageState.BY_HAND}', '{MessageState.BOUNCED}')"
_PERHAPS = f"('{MessageState.SENDING}', '{MessageState.UNSURE}')"
_WAITS = f"('{MessageState.WAITING}', '{MessageState.SENDING}')"
_MESSAGE = ", ".join(column.name for column in t.messages.columns)
_DOUBTED = ", ".join(
    {"state": f"'{MessageState.UNSURE}'", "problem": "?"}.get(column.name, f"b.{column.name}")
    for column in t.messages.columns
)
_TOLD = ", ".join(column.name for column in t.told.columns)
_SAID = ", ".join(column.name for column in consents.columns if column.name != "number")  # in a row after the others
_FILE = ", ".join(column.name for column in archive_items.columns)
_GONE = f"before.archive_items b WHERE b.state = '{ItemState.DELETED}'"
_ITS_KEY = "o.plan_id = b.plan_id AND o.channel = b.channel AND o.address = b.address"

_KNOWN: tuple[tuple[str, int], ...] = (
    (
        f"""
        INSERT OR REPLACE INTO messages ({_MESSAGE})
        SELECT {_DOUBTED} FROM before.messages b WHERE b.state IN {_PERHAPS}
            AND EXISTS (SELECT 1 FROM meetings m WHERE m.id = b.meeting_id)
        """,  # noqa: S608 (made of our own words alone, as below)
        1,
    ),
    (
        f"""
        INSERT OR REPLACE INTO messages ({_MESSAGE})
        SELECT {_MESSAGE} FROM before.messages b WHERE b.state IN {_REACHED}
        """,  # noqa: S608
        0,
    ),
    (
        f"""
        INSERT OR REPLACE INTO told ({_TOLD})
        SELECT {_TOLD} FROM before.told b
        WHERE NOT EXISTS (SELECT 1 FROM told o WHERE {_ITS_KEY} AND o.sequence > b.sequence)
        """,  # noqa: S608
        0,
    ),
    (
        f"""
        INSERT INTO consents ({_SAID})
        SELECT {_SAID} FROM before.consents b WHERE b.id NOT IN (SELECT id FROM consents)
            AND EXISTS (SELECT 1 FROM meetings m WHERE m.id = b.meeting_id)
        ORDER BY b.number
        """,  # noqa: S608
        0,
    ),
    (
        f"""
        DELETE FROM archive_items AS i WHERE EXISTS (SELECT 1 FROM {_GONE}
            AND (b.id = i.id OR b.source = i.source AND b.kind = i.kind AND b.label = i.label))
        """,  # noqa: S608
        0,
    ),
    (f"INSERT INTO archive_items ({_FILE}) SELECT {_FILE} FROM {_GONE}", 0),  # noqa: S608
    (
        """
        UPDATE archive_items AS i SET hold = b.hold FROM before.archive_items b
        WHERE b.id = i.id AND i.hold = '' AND b.hold != ''
        """,
        0,
    ),
    # What still waited there was not sent. What waits here alone was overtaken since, perhaps by what was sent.
    (
        f"""
        UPDATE messages SET state = '{MessageState.UNSURE}', problem = ? WHERE state IN {_WAITS}
            AND id NOT IN (SELECT id FROM before.messages WHERE state = '{MessageState.WAITING}')
        """,  # noqa: S608
        1,
    ),
)
"""Each with how many times it takes the doubt."""

_NOT_KNOWN = f"UPDATE messages SET state = '{MessageState.UNSURE}', problem = ? WHERE state IN {_WAITS}"  # noqa: S608


def carry_over(file: Any, before: Path | None, key: bytes, at: datetime) -> None:
    """Bring into a backup, in one transaction, what is known of all that in the store that it replaces.

    Args:
        file: The backup, open by its driver and at this program's schema.
        before: A copy of the store that it replaces; None where there is none.
        key: Of both, 32 bytes.
        at: When it is put back, aware UTC.

    Raises:
        DatabaseError: the backup cannot be written; it is as it was.
    """
    if before is not None and _attached(file, before, key):
        try:
            if _carried(file):
                return
        finally:
            file.execute("DETACH DATABASE before")
    with _Transaction(file):
        file.execute(_NOT_KNOWN, [_DOUBT])
        file.execute("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", [PUT_BACK, at.isoformat()])


def _carried(file: Any) -> bool:
    """Carry all of it over; False where the store before cannot be read to its end, and nothing was."""
    try:
        with _Transaction(file):
            for statement, doubts in _KNOWN:
                file.execute(statement, [_DOUBT] * doubts)
    except DatabaseError:
        return False
    return True


def _attached(file: Any, before: Path, key: bytes) -> bool:
    """Open the store before beside the backup; False where that cannot be, or it is of another schema."""
    try:
        file.execute("ATTACH DATABASE ? AS before KEY ?", [str(before), f"x'{key.hex()}'"])
    except DatabaseError:
        return False
    try:
        if file.execute("SELECT version_num FROM before.alembic_version").fetchone() == (HEAD,):
            return True
    except DatabaseError:
        pass
    file.execute("DETACH DATABASE before")
    return False


class _Transaction:
    """All or nothing."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def __enter__(self) -> None:
        self._file.execute("BEGIN IMMEDIATE")

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        # Of a disk that is full SQLite has rolled back already.
        if error is None:
            self._file.execute("COMMIT")
        elif self._file.in_transaction:
            self._file.execute("ROLLBACK")
