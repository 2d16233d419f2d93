"""Recordings as the provider writes them, and as the domain knows them (FACTS section 6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from hosted_meetings_desktop.domain.ids import RecordingId, RoomId, SessionId
from hosted_meetings_desktop.domain.recording import Recording, RecordingFile, RecordingKind, RecordingStatus
from hosted_meetings_desktop.dyte import wire
from hosted_meetings_desktop.dyte.wire import Json

_STATUSES = {status.value: status for status in RecordingStatus}
_LONGEST, _LARGEST = 10**9, 1 << 50
"""Seconds and bytes: more has no recording, and the store cannot count much more."""


class RecordingRow(wire.Answer):
    """A recording. Only a list's rows have ``meeting``; ``download_url`` is an array for track recordings."""

    id: Json = None
    meeting: Json = None
    meeting_id: Json = None
    status: Json = None
    type: Json = None
    download_url: Json = None
    download_url_expiry: Json = None
    audio_download_url: Json = None
    file_size: Json = None
    session_id: Json = None
    output_file_name: Json = None
    invoked_time: Json = None
    started_time: Json = None
    stopped_time: Json = None
    recording_duration: Json = None


def recording(row: RecordingRow, room: RoomId | None = None) -> Recording:
    """Return a recording; ``room`` is what the caller knows where the answer does not say."""
    meeting = wire.document(row.meeting)
    room_id = wire.text(meeting.get("id")) or wire.text(row.meeting_id)
    session_id = wire.text(row.session_id)
    status = row.status if isinstance(row.status, str) else ""
    size, seconds = wire.whole(row.file_size), wire.whole(row.recording_duration)
    return Recording(
        id=RecordingId(wire.required(row.id, "recording id")),
        room_id=RoomId(room_id) if room_id else room,
        title=wire.text(meeting.get("title")),
        status=_STATUSES.get(status, RecordingStatus.UNKNOWN),
        invoked_at=wire.required_moment("start", row.invoked_time, row.started_time, row.stopped_time),
        started_at=wire.moment(row.started_time),
        stopped_at=wire.moment(row.stopped_time),
        seconds=seconds if seconds is not None and 0 <= seconds <= _LONGEST else None,
        size=size if size is not None and 0 <= size <= _LARGEST else None,
        file_name=wire.text(row.output_file_name),
        session_id=SessionId(session_id) if session_id else None,
        files=tuple(_files(row)),
        kind=_kind(row),
    )


def _kind(row: RecordingRow) -> RecordingKind:
    """Return what it is: by its type, which not every answer has, or by the shape of its links."""
    tracks = row.type == "TRACK" or (isinstance(row.download_url, list) and bool(row.download_url))
    return RecordingKind.TRACKS if tracks else RecordingKind.COMPOSITE


def _files(row: RecordingRow) -> Iterator[RecordingFile]:
    expires = wire.moment(row.download_url_expiry)
    if isinstance(row.download_url, str) and row.download_url:
        yield RecordingFile(row.download_url, expires)
    yield from _layers(row.download_url, expires)
    audio = wire.text(row.audio_download_url)
    if audio:
        yield RecordingFile(audio, expires, "audio")


def _layers(found: Json, expires: datetime | None) -> Iterator[RecordingFile]:
    """Read ``[{layer_name, download_urls: {file: {download_url, download_url_expiry?}}}]``."""
    for layer in wire.objects(found):
        name = wire.text(layer.get("layer_name"))
        for output, link in wire.document(layer.get("download_urls")).items():
            link = wire.document(link)  # noqa: PLW2901 - anything else is an empty link
            url = wire.text(link.get("download_url"))
            if url:
                label = name if output == "file" else f"{name} {output}".strip()
                yield RecordingFile(url, wire.moment(link.get("download_url_expiry")) or expires, label)


RECORDINGS = wire.Reader(RecordingRow, recording, "recordings")
