"""Recordings in the store: the provider's word and our copies."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, or_, select, true, update

from hosted_meetings_desktop.domain.ids import MeetingId, RecordingId, RoomId, SessionId
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.recording import (
    Recording,
    RecordingFile,
    RecordingKind,
    RecordingStatus,
    only_voices,
)
from hosted_meetings_desktop.store import tables as t
from hosted_meetings_desktop.store.held import in_room_of, with_meeting

_WITH_MEETING = with_meeting(t.recordings, t.recordings.c.invoked_at)


class SqlRecordings:
    """Implements ``RecordingRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def note(self, recording: Recording, *, now: datetime) -> bool:
        """Keep what the provider said; our copy and what it no longer mentions stay. Returns whether that is news.

        A status never goes back: an answer that was overtaken by a later one changes nothing. What only the answer to
        its start told stays, and is taken from it however late it is kept: the kind and whose voices.
        """
        row = self._connection.execute(select(t.recordings).where(t.recordings.c.id == recording.id)).one_or_none()
        said: dict[str, Any] = {
            "room_id": recording.room_id,
            "title": recording.title,
            "status": recording.status,
            "started_at": recording.started_at,
            "stopped_at": recording.stopped_at,
            "seconds": recording.seconds,
            "size": recording.size,
            "file_name": recording.file_name,
            "session_id": recording.session_id,
            "files": [_kept(file) for file in recording.files],
        }
        begun = {"kind": recording.kind, "voices": list(recording.voices)}
        if row is None:
            words = f"{recording.title} {recording.file_name}".casefold()
            self._connection.execute(
                insert(t.recordings).values(
                    id=recording.id, invoked_at=recording.invoked_at, search=words, observed_at=now, **said, **begun
                )
            )
            return True
        if _overtaken(RecordingStatus(row.status), recording.status):
            said = {}
        values = {name: value for name, value in said.items() if value or not getattr(row, name)}
        values |= _begun(row, recording, said.get("files") or row.files)
        if not values:
            return False
        # A link that was signed anew is no news; a first link is.
        changed = any(
            getattr(row, name) != value and not (name == "files" and row.files) for name, value in values.items()
        )
        words = f"{values.get('title', row.title)} {values.get('file_name', row.file_name)}".casefold()
        self._connection.execute(
            update(t.recordings)
            .where(t.recordings.c.id == recording.id)
            .values(**values, search=words, observed_at=now)
        )
        return changed

    def get(self, recording: RecordingId) -> Recording | None:
        """Return one recording, or None."""
        found = self._rows(t.recordings.c.id == recording)
        return found[0] if found else None

    def page(self, *, text: str, offset: int, limit: int) -> Page[Recording]:
        """Return a page, the newest first; ``text`` searches the meetings, hosts and people."""
        where: ColumnElement[bool] = true()
        for word in text.casefold().split():
            where &= or_(
                t.meetings.c.search.contains(word, autoescape=True),
                t.recordings.c.search.contains(word, autoescape=True),
            )
        total = self._connection.scalar(select(func.count()).select_from(_WITH_MEETING).where(where))
        return Page(tuple(self._rows(where, offset=offset, limit=limit)), total or 0)

    def of_meeting(self, meeting: MeetingId) -> tuple[Recording, ...]:
        """Return a meeting's recordings, the newest first."""
        return tuple(self._rows(in_room_of(t.recordings, meeting)))

    def note_copy(self, recording: RecordingId, *, local_path: str, sha256: str) -> None:
        """Keep where our copy lies."""
        self._connection.execute(
            update(t.recordings).where(t.recordings.c.id == recording).values(local_path=local_path, sha256=sha256)
        )

    def moving(self) -> tuple[Recording, ...]:
        """Return the recordings whose state will change by itself."""
        states = [status for status in RecordingStatus if status.moving]
        return tuple(self._rows(t.recordings.c.status.in_(states)))

    def _rows(self, where: ColumnElement[bool], *, offset: int = 0, limit: int | None = None) -> list[Recording]:
        query = (
            select(t.recordings, t.meetings.c.id.label("meeting_id"), t.meetings.c.title.label("meeting_title"))
            .select_from(_WITH_MEETING)
            .where(where)
            .order_by(t.recordings.c.invoked_at.desc(), t.recordings.c.id)
            .offset(offset)
        )
        return [_recording(row) for row in self._connection.execute(query if limit is None else query.limit(limit))]


_ORDER = (
    {RecordingStatus.INVOKED},
    {RecordingStatus.RECORDING, RecordingStatus.PAUSED},
    {RecordingStatus.UPLOADING},
    {RecordingStatus.UPLOADED, RecordingStatus.ERRORED, RecordingStatus.UNKNOWN},
)


def _overtaken(known: RecordingStatus, said: RecordingStatus) -> bool:
    """Tell whether ``said`` lies before what is known already."""
    if known is RecordingStatus.UNKNOWN:
        return False

    def place(status: RecordingStatus) -> int:
        return next(place for place, group in enumerate(_ORDER) if status in group)

    return place(said) < place(known)


def _begun(row: Row[Any], recording: Recording, files: list[dict[str, str]]) -> dict[str, Any]:
    """Return what is news of a recording's kind and voices: what was known stays unless its files belie it."""
    voices = row.voices or list(recording.voices)
    if not only_voices((file["label"] for file in files), voices):
        voices = []
    tracks = recording.kind is RecordingKind.TRACKS
    values: dict[str, Any] = {"kind": RecordingKind.TRACKS} if tracks and row.kind != RecordingKind.TRACKS else {}
    return values | ({"voices": voices} if voices != row.voices else {})


def _kept(file: RecordingFile) -> dict[str, str]:
    expires = file.expires_at.isoformat() if file.expires_at else ""
    return {"url": file.url, "expires_at": expires, "label": file.label}


def _recording(row: Row[Any]) -> Recording:
    files = tuple(
        RecordingFile(
            kept["url"], datetime.fromisoformat(kept["expires_at"]) if kept["expires_at"] else None, kept["label"]
        )
        for kept in row.files
    )
    return Recording(
        id=RecordingId(row.id),
        room_id=RoomId(row.room_id) if row.room_id else None,
        title=row.meeting_title or row.title or "Untitled meeting",
        status=RecordingStatus(row.status),
        invoked_at=row.invoked_at,
        started_at=row.started_at,
        stopped_at=row.stopped_at,
        seconds=row.seconds,
        size=row.size,
        file_name=row.file_name,
        session_id=SessionId(row.session_id) if row.session_id else None,
        files=files,
        meeting_id=MeetingId(row.meeting_id) if row.meeting_id else None,
        local_path=row.local_path,
        sha256=row.sha256,
        observed_at=row.observed_at,
        kind=RecordingKind(row.kind),
        voices=tuple(row.voices),
    )
