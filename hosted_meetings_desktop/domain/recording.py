"""Recordings: what the provider made of a session, and the copy we hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable
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


MOST_VOICES = 100
"""So many people one recording of voices can hold; the provider's limit."""


class RecordingKind(StrEnum):
    """What is made of a session."""

    COMPOSITE = "composite"  # one film of the whole call
    TRACKS = "tracks"  # a sound file of each recorded person, and nothing else


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
        voices: Of a ``TRACKS`` recording that was started here: whose voices it holds, by the ids that the provider's
            attendance calls ``user_id`` (``LivePerson.participant_id``, ``Presence.user_id``). Empty where that is
            not known, as of those started elsewhere, and of a ``COMPOSITE``.
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
    kind: RecordingKind = RecordingKind.COMPOSITE
    voices: tuple[str, ...] = ()

    @property
    def expires_at(self) -> datetime | None:
        """When the provider deletes the file, if it said so."""
        return self.files[0].expires_at if self.files else None


def only_voices(labels: Iterable[str], voices: Collection[str]) -> bool:
    """Return whether files are of these people alone, by the ids in their names.

    A service that records whom it was not told to is not to be believed about whose voices it recorded: then nothing
    is known of that. The names are made of ``<prefix>_<user id>_<peer id>_...``.
    """
    return all(any(f"_{voice}_" in label for voice in voices) for label in labels) if voices else True
