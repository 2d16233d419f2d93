"""How long the archive's files are kept, in the store."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, delete, func, insert, select

from hosted_meetings_desktop.domain.archive import THERE, ArchiveItem, ItemState
from hosted_meetings_desktop.domain.ids import MeetingId, VisitTypeId
from hosted_meetings_desktop.domain.retention import RetentionRules
from hosted_meetings_desktop.store import tables as t
from hosted_meetings_desktop.store.archive import FILMED, film_gone, item_of
from hosted_meetings_desktop.store.archive_tables import archive_items as items
from hosted_meetings_desktop.store.held import with_meeting

_i = items.c
_RULES = "archive.retention"
_WITH_MEETING = with_meeting(items, _i.happened_at)


class _Kept(msgspec.Struct):
    """The rules as they are written: days, None for ever."""

    usual: int | None = None
    by_type: dict[str, int | None] = {}
    by_itself: bool = False


class SqlRetention:
    """Implements ``RetentionRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rules(self) -> RetentionRules:
        """Return the clinic's rules; without any, everything is kept for ever."""
        value = self._connection.scalar(select(t.facts.c.value).where(t.facts.c.name == _RULES))
        if not value:
            return RetentionRules()
        kept = msgspec.json.decode(value, type=_Kept)
        by_type = {VisitTypeId(name): _span(days) for name, days in kept.by_type.items()}
        return RetentionRules(_span(kept.usual), by_type, kept.by_itself)

    def keep_rules(self, rules: RetentionRules) -> None:
        """Keep the clinic's rules."""
        kept = _Kept(
            _days(rules.usual), {str(name): _days(span) for name, span in rules.by_type.items()}, rules.by_itself
        )
        self._connection.execute(delete(t.facts).where(t.facts.c.name == _RULES))
        self._connection.execute(insert(t.facts).values(name=_RULES, value=msgspec.json.encode(kept).decode()))

    def over(self, *, now: datetime, limit: int) -> tuple[ArchiveItem, ...]:
        """Return what is kept beyond its time and not on hold, what is over longest first."""
        where = (_i.state == ItemState.KEPT, _i.hold == "", _i.retain_until <= now)
        query = select(items).where(*where).order_by(_i.retain_until, _i.id).limit(limit)
        return tuple(item_of(row) for row in self._connection.execute(query))

    def unremoved(self, *, limit: int) -> tuple[ArchiveItem, ...]:
        """Return what was deleted here and whose file may still lie in the archive."""
        where = (_i.state == ItemState.DELETED, _i.place != "")
        return tuple(item_of(row) for row in self._connection.execute(select(items).where(*where).limit(limit)))

    def left_behind(self, *, limit: int) -> tuple[ArchiveItem, ...]:
        """Return the texts, not on hold, of sessions of which all recordings were deleted here; see ``film_gone``."""
        film, r = items.alias("deleted"), t.recordings.c
        deleted = select(func.coalesce(film.c.session_id, r.session_id))
        deleted = deleted.outerjoin_from(film, t.recordings, r.id == film.c.recording_id)
        deleted = deleted.where(film.c.state == ItemState.DELETED, film.c.kind.in_(FILMED))
        where = (_i.kind.not_in(FILMED), _i.state.in_(THERE), _i.hold == "", _i.source.in_(deleted))
        query = select(items).where(*where, film_gone(_i.session_id)).order_by(_i.id).limit(limit)
        return tuple(item_of(row) for row in self._connection.execute(query))

    def visit_of(self, item: ArchiveItem) -> tuple[MeetingId | None, VisitTypeId | None]:
        """Return for which meeting of ours something was recorded, and of which kind that is."""
        query = select(t.meetings.c.id, t.meetings.c.visit_type_id).select_from(_WITH_MEETING).where(_i.id == item.id)
        found = self._connection.execute(query).one_or_none()
        if found is None or found.id is None:
            return None, None
        return MeetingId(found.id), VisitTypeId(found.visit_type_id) if found.visit_type_id else None


def _span(days: int | None) -> timedelta | None:
    return None if days is None else timedelta(days=days)


def _days(span: timedelta | None) -> int | None:
    return None if span is None else span.days
