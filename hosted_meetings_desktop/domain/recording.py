"""Recordings: what the provider made of a session, and the copy we hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from hosted_meetings_desktop.domain.ids import MeetingId, RecordingId, RoomId, SessionId


class RecordingStatus(StrEnum):
    """The provider's states; UNKNOWN stands for any it may add later."""

    INVOKED = "INVOKED"
    RECORDING = "RECORDING"
    PAUSED = "PAUSED"
    UPLOADING = "UPLOADING"
    UPLOADED = "UPLOADED"
    ERRORED = "ERRORED"
    UNKNOWN = "UNKNOWN"

    @property
    def moving(self) -> bool:
        """Whether the state will change by itself, so that it is worth asking again."""
        return self in {self.INVOKED, self.RECORDING, self.PAUSED, self.UPLOADING}

    @property
    def running(self) -> bool:
        """Whether it can be stopped."""
        return self in {self.INVOKED, self.RECORDING, self.PAUSED}


@dataclass(frozen=True, slots=True)
class RecordingFile:
    """A file of a recording. The link is presigned: whoever has it can fetch the file until ``expires_at``."""

    url: str = field(repr=False)
    expires_at: datetime | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording as the provider reports it, with our own copy where we have one.

    Attributes:
        size: Bytes, when known.
        seconds: Length, when known.
        files: The composite file first; per-layer files of a track recording after it.
        local_path: Our downloaded copy.
        sha256: Hex digest of our copy.
    """

    id: RecordingId
    room_id: RoomId | None
    title: str
    status: RecordingStatus
    invoked_at: datetime
    started_at: datetime | None = None
    stopped_at: datetime | None = None
    seconds: int | None = None
    size: int | None = None
    file_name: str = ""
    session_id: SessionId | None = None
    files: tuple[RecordingFile, ...] = ()
    meeting_id: MeetingId | None = None
    local_path: str = ""
    sha256: str = ""
    observed_at: datetime | None = None

    @property
    def expires_at(self) -> datetime | None:
        """When the provider deletes the file, if it said so."""
        return self.files[0].expires_at if self.files else None
