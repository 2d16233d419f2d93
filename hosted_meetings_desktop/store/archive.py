"""The archive's files in the store: what waits, what is kept, what needs somebody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Row, Select, func, insert, or_, select, true, update

from hosted_meetings_desktop.domain.archive import (
    ALARMED_AHEAD,
    THERE,
    Alarm,
    ArchiveItem,
    Found,
    ItemId,
    ItemKind,
    ItemState,
    PlainCopy,
    RescueStanding,
    alarm_of,
)
from hosted_meetings_desktop.domain.ids import RecordingId, RoomId, SessionId, new_id
from hosted_meetings_desktop.domain.recording import RecordingStatus
from hosted_meetings_desktop.store import tables as t
from hosted_meetings_desktop.store.archive_tables import archive_items as items

_i = items.c
_WAITS = _i.state == ItemState.WAITING
_KEPT = _i.state == ItemState.KEPT
FILMED = (ItemKind.RECORDING, ItemKind.TRACK)
_TEXTS = (ItemKind.TRANSCRIPT, ItemKind.CHAT, ItemKind.SUMMARY)
_TEXT_SUFFIX = {ItemKind.TRANSCRIPT: ".csv", ItemKind.CHAT: ".csv", ItemKind.SUMMARY: ".txt"}
_FILM_SUFFIXES = (".mp4", ".webm", ".mp3", ".m4a")
_MANY = 10_000


class SqlArchive:
    """Implements ``ArchiveRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, item: ItemId) -> ArchiveItem | None:
        """Return one."""
        found = self._items(select(items).where(_i.id == item))
        return found[0] if found else None

    def of_recording(self, recording: RecordingId) -> tuple[ArchiveItem, ...]:
        """Return a recording's files, the composite one first."""
        mine = (_i.source == recording) & _i.kind.in_([ItemKind.RECORDING, ItemKind.TRACK])
        return self._items(select(items).where(mine).order_by(_i.kind != ItemKind.RECORDING, _i.label))

    def of_session(self, session: SessionId) -> tuple[ArchiveItem, ...]:
        """Return the texts of a session and the files of its recordings, also where it was told later which it is."""
        return self._items(
            select(items).where(_of_session(items, session)).order_by(_i.happened_at, _i.kind, _i.label)
        )

    def of_place(self, vault: str, place: str) -> ArchiveItem | None:
        """Return what is kept at a place of an archive."""
        found = self._items(select(items).where(_KEPT, _i.place == place, _i.vault == vault).limit(1))
        return found[0] if found else None

    # ---- discovery
    def undiscovered(self, *, since: datetime, limit: int) -> tuple[Found, ...]:
        """Return what finished recordings and ended sessions may have left and no item stands for.

        Args:
            since: Of what was recorded or ended from then on: older files are gone at the provider.
            limit: At most so many recordings, and as many sessions.
        """
        return (*self._new_recordings(since, limit), *self._new_texts(since, limit))

    def _new_recordings(self, since: datetime, limit: int) -> Iterable[Found]:
        r = t.recordings.c
        stands = select(_i.id).where(_i.source == r.id, _i.kind.in_([ItemKind.RECORDING, ItemKind.TRACK])).exists()
        query = (
            select(t.recordings)
            .where(r.invoked_at >= since, r.status == RecordingStatus.UPLOADED, ~stands)
            .order_by(r.invoked_at)
            .limit(limit)
        )
        for row in self._connection.execute(query):
            yield from _found_of(row)

    def _new_texts(self, since: datetime, limit: int) -> Iterable[Found]:
        s = t.sessions.c
        stands = select(_i.id).where(_i.source == s.id, _i.kind == ItemKind.TRANSCRIPT).exists()
        wanted = (s.ended_at >= since, s.started_at >= _before(since), ~stands, ~film_gone(s.id))
        query = select(t.sessions).where(*wanted)
        for row in self._connection.execute(query.order_by(s.ended_at).limit(limit)):
            for kind in _TEXTS:
                yield Found(
                    kind,
                    row.ended_at,
                    session_id=SessionId(row.id),
                    room_id=RoomId(row.room_id),
                    suffix=_TEXT_SUFFIX[kind],
                )

    def note_found(self, found: Iterable[Found], *, now: datetime) -> int:
        """Keep what is new as waiting, and what is newly known of what waits; returns how many were new."""
        new = 0
        for each in found:
            source = str(each.recording_id if each.kind.filmed else each.session_id)
            mine = (_i.source == source) & (_i.kind == each.kind) & (_i.label == each.label)
            known = self._items(select(items).where(mine))
            if not known:
                self._connection.execute(insert(items).values(**values_of(_new_item(each, now))))
                new += 1
            elif known[0].state is ItemState.WAITING:
                self.keep(
                    replace(
                        known[0],
                        expires_at=each.expires_at or known[0].expires_at,
                        size=each.size if each.size is not None else known[0].size,
                        session_id=each.session_id or known[0].session_id,
                        room_id=each.room_id or known[0].room_id,
                    )
                )
        return new

    def unfound(self, *, limit: int) -> tuple[ArchiveItem, ...]:
        """Return what lies in the account's own storage, and it is not known where in there."""
        return self._items(select(items).where(_i.state == ItemState.ELSEWHERE, _i.place == "").limit(limit))

    def plain_copies(self, *, limit: int) -> tuple[PlainCopy, ...]:
        """Return the recordings that were downloaded as plain files, the newest first."""
        r = t.recordings.c
        query = select(t.recordings).where(r.local_path != "").order_by(r.invoked_at.desc()).limit(limit)
        return tuple(
            PlainCopy(row.local_path, row.sha256, next(iter(_found_of(row))))
            for row in self._connection.execute(query)
        )

    # ---- rescue
    def due(self, *, now: datetime, limit: int) -> tuple[ArchiveItem, ...]:
        """Return what waits and may be tried now, in the order of its rescue."""
        ready = or_(_i.next_try_at.is_(None), _i.next_try_at <= now)
        order = (_i.gone_at, _i.happened_at.desc(), _i.id)
        return self._items(select(items).where(_WAITS, ready).order_by(*order).limit(limit))

    def next_due_at(self) -> datetime | None:
        """Return when something may be tried next; None where nothing waits."""
        found = self._connection.execute(
            select(_i.next_try_at, _i.found_at).where(_WAITS).order_by(_i.next_try_at).limit(1)
        ).one_or_none()
        return None if found is None else (found.next_try_at or found.found_at)

    def keep(self, item: ArchiveItem) -> None:
        """Keep an item as it is now; its id is known."""
        self._connection.execute(update(items).where(_i.id == item.id).values(**values_of(item)))

    # ---- what is so
    def standing(self, *, now: datetime) -> RescueStanding:
        """Return how many wait, are kept and need somebody; what runs just now is not known here."""
        size = func.coalesce(func.sum(_i.size), 0)
        films, first = func.count(_i.source.distinct()).filter(_i.kind.in_(FILMED)), func.min(_i.gone_at)
        waits = select(func.count(), size, films, first).where(_WAITS)
        waiting, bytes_waiting, recordings_waiting, first_gone_at = self._connection.execute(waits).one()
        kept, bytes_kept = self._connection.execute(select(func.count(), size).where(_KEPT)).one()
        alarms: dict[Alarm, int] = {}
        for each in self.alarming(now=now, limit=_MANY):
            alarm = alarm_of(each, now)
            alarms[alarm] = alarms.get(alarm, 0) + 1
        return RescueStanding(
            waiting, bytes_waiting, kept, bytes_kept, alarms, recordings_waiting=recordings_waiting,
            first_gone_at=first_gone_at,
        )  # fmt: skip

    def alarming(self, *, now: datetime, limit: int) -> tuple[ArchiveItem, ...]:
        """Return what needs somebody, the worst first."""
        trouble = _i.state.in_([ItemState.LOST, ItemState.REFUSED]) & _i.seen_at.is_(None)
        near = _WAITS & (_i.gone_at <= now + ALARMED_AHEAD)
        told = self._items(select(items).where(trouble).order_by(_i.gone_at.desc(), _i.id).limit(limit))
        waiting = self._items(select(items).where(near).order_by(_i.gone_at, _i.id).limit(limit))
        order = list(Alarm)
        found = [each for each in (*told, *waiting) if alarm_of(each, now) is not Alarm.NONE]
        found.sort(key=lambda each: order.index(alarm_of(each, now)), reverse=True)
        return tuple(found[:limit])

    def kept(self, *, after: ItemId | None, limit: int) -> tuple[ArchiveItem, ...]:
        """Return what is kept by its id, those after one."""
        where: ColumnElement[bool] = true() if after is None else _i.id > after
        return self._items(select(items).where(_KEPT, where).order_by(_i.id).limit(limit))

    def _items(self, query: Select[Any]) -> tuple[ArchiveItem, ...]:
        return tuple(item_of(row) for row in self._connection.execute(query))


def _of_session(table: FromClause, session: ColumnElement[Any] | SessionId) -> ColumnElement[bool]:
    of_it = select(t.recordings.c.id).where(t.recordings.c.session_id == session)
    return or_(table.c.session_id == session, table.c.source.in_(of_it))


def film_gone(session: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that a session was recorded, and every recording of it was deleted here.

    What was said and written in it goes then too: whoever deletes a recording for good wants it nowhere, and its
    texts say the same. They often come only after that, when the session has ended: those are not fetched at all. A
    session of which one recording stays, or is still to come, keeps its texts for that; one that was never recorded
    has them for themselves.
    """
    film, other, r = items.alias("film"), items.alias("other"), t.recordings.c
    of_it = (film.c.kind.in_(FILMED), _of_session(film, session))
    deleted = select(film.c.id).where(*of_it, film.c.state == ItemState.DELETED).exists()
    stays = select(film.c.id).where(*of_it, film.c.state.in_(THERE)).exists()
    known = select(other.c.id).where(other.c.source == r.id).exists()
    coming = select(r.id).where(r.session_id == session, r.status != RecordingStatus.ERRORED, ~known).exists()
    return deleted & ~stays & ~coming


def _before(since: datetime) -> datetime:
    """Return since when a session may have begun that ended later: the index is over its start."""
    return since - timedelta(days=2)


def _found_of(row: Row[Any]) -> Iterable[Found]:
    """Return a recording's files; one without any lies in the account's own storage."""
    suffix = "." + row.file_name.rpartition(".")[2].lower()
    suffix = suffix if suffix in _FILM_SUFFIXES else ".mp4"
    files = row.files or [{"url": "", "expires_at": "", "label": ""}]
    for place, file in enumerate(files):
        label = file["label"]
        expires = datetime.fromisoformat(file["expires_at"]) if file["expires_at"] else None
        yield Found(
            kind=ItemKind.TRACK if label else ItemKind.RECORDING,
            happened_at=row.started_at or row.invoked_at,
            recording_id=RecordingId(row.id),
            session_id=SessionId(row.session_id) if row.session_id else None,
            room_id=RoomId(row.room_id) if row.room_id else None,
            label=label,
            suffix=_track_suffix(file["url"], label) if label else suffix,
            expires_at=expires,
            size=row.size if place == 0 and not label else None,
        )


def _track_suffix(url: str, label: str) -> str:
    """Return how a track's file ends, by the path of its link."""
    path = url.partition("?")[0].lower()
    return next((each for each in _FILM_SUFFIXES if path.endswith(each)), ".mp3" if label == "audio" else ".webm")


def _new_item(found: Found, now: datetime) -> ArchiveItem:
    return ArchiveItem(
        id=ItemId(new_id()),
        kind=found.kind,
        state=ItemState.WAITING,
        found_at=now,
        happened_at=found.happened_at,
        recording_id=found.recording_id,
        session_id=found.session_id,
        room_id=found.room_id,
        label=found.label,
        suffix=found.suffix,
        expires_at=found.expires_at,
        size=found.size,
    )


_PLAIN = (
    "id", "kind", "state", "found_at", "happened_at", "recording_id", "session_id", "room_id", "label", "suffix",
    "expires_at", "size", "sha256", "vault", "place", "kept_at", "tries", "mismatches", "next_try_at", "problem",
    "retain_until", "hold", "deleted_at", "deleted_why", "seen_at",
)  # fmt: skip


def values_of(item: ArchiveItem) -> dict[str, Any]:
    """Return an item as a row of ``archive_items``."""
    return {**{name: getattr(item, name) for name in _PLAIN}, "source": item.source, "gone_at": item.gone_at}


def item_of(row: Row[Any]) -> ArchiveItem:
    """Return the item that a row of ``archive_items`` is."""
    values = {name: getattr(row, name) for name in _PLAIN}
    return ArchiveItem(**values | {"kind": ItemKind(row.kind), "state": ItemState(row.state)})
