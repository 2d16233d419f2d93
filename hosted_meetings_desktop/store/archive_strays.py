"""Sealed files of the archive that no row stands for: which those are, and the rows of those that are adopted."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy import ColumnElement, Connection, delete, insert, select

from hosted_meetings_desktop.domain.archive import ArchiveItem, ItemId
from hosted_meetings_desktop.domain.ids import RecordingId
from hosted_meetings_desktop.domain.recording import Recording
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.strays import Memory, Strays
from hosted_meetings_desktop.store import tables as t
from hosted_meetings_desktop.store.archive import item_of, values_of
from hosted_meetings_desktop.store.archive_tables import archive_items as items
from hosted_meetings_desktop.store.library import connection_of
from hosted_meetings_desktop.store.recordings import SqlRecordings

_NOTED = "archive.strays"
_AT_ONCE = 500
"""Values of one query."""


class SqlStrays:
    """Implements ``StrayRows``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known(self, ids: Iterable[ItemId]) -> frozenset[ItemId]:
        """Return which of these there is a row of, whatever its state."""
        asked, found = list(ids), set[ItemId]()
        for begin in range(0, len(asked), _AT_ONCE):
            some = select(items.c.id).where(items.c.id.in_(asked[begin : begin + _AT_ONCE]))
            found.update(ItemId(each) for each in self._connection.scalars(some))
        return frozenset(found)

    def same_content(self, sha256: str) -> tuple[ArchiveItem, ...]:
        """Return what is, or was, kept with the same content; reads all rows."""
        found = self._connection.execute(select(items).where(items.c.sha256 == sha256))
        return tuple(item_of(row) for row in found)

    def of_source(self, item: ArchiveItem) -> ArchiveItem | None:
        """Return the row that stands for the same thing of the video service as an item."""
        row = self._connection.execute(select(items).where(_same_source(item))).one_or_none()
        return None if row is None else item_of(row)

    def remembered(self, ids: Iterable[ItemId]) -> tuple[Memory, ...]:
        """Return what is known of files by their own ids."""
        asked, found = list(ids), list[ArchiveItem]()
        for begin in range(0, len(asked), _AT_ONCE):
            some = select(items).where(items.c.id.in_(asked[begin : begin + _AT_ONCE]))
            found += (item_of(row) for row in self._connection.execute(some))
        recordings = SqlRecordings(self._connection)
        return tuple(
            Memory(each, recordings.get(RecordingId(each.source)) if each.kind.filmed else None) for each in found
        )

    def adopt(self, item: ArchiveItem, recording: Recording | None) -> None:
        """Make the rows of a file, in the place of one that stands for the same thing and has no file."""
        if recording is not None:
            SqlRecordings(self._connection).note(recording, now=item.found_at)
        self._connection.execute(delete(items).where(_same_source(item)))
        self._connection.execute(insert(items).values(**values_of(item)))

    def noted(self) -> Strays:
        """Return what was noted; nothing where a newer version did."""
        kept = self._connection.scalar(select(t.facts.c.value).where(t.facts.c.name == _NOTED))
        try:
            return msgspec.json.decode(kept, type=Strays) if kept else Strays()
        except msgspec.ValidationError:
            return Strays()

    def note(self, strays: Strays) -> None:
        """Note it in the place of what was noted before."""
        self._connection.execute(delete(t.facts).where(t.facts.c.name == _NOTED))
        value = msgspec.json.encode(strays).decode()
        self._connection.execute(insert(t.facts).values(name=_NOTED, value=value))


def _same_source(item: ArchiveItem) -> ColumnElement[bool]:
    return (items.c.source == item.source) & (items.c.kind == item.kind) & (items.c.label == item.label)


def stray_rows(library: Library) -> SqlStrays:
    """Return them over the transaction that is open.

    Raises:
        TypeError: the library is another store's.
    """
    return SqlStrays(connection_of(library))
