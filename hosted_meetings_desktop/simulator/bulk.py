"""Makes a past: many meetings with people, sessions and recordings at once, for benchmarks and full lists."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from hosted_meetings_desktop.simulator.rest.recordings import TRACK
from hosted_meetings_desktop.simulator.world import (
    Attendance,
    Meeting,
    Participant,
    Recording,
    Session,
    World,
    new_id,
    now,
)

_PRESETS = ("group_call_host", "group_call_guest", "group_call_participant")
_STAYED = timedelta(minutes=17, seconds=23, milliseconds=450)
"""A crooked length, so that minutes have fractions."""


class BulkBody(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is to be made. Everything lies in the past; ids are fresh, all else is the same in every run."""

    count: Annotated[int, Meta(ge=1, le=100_000)]
    title: str = "Consultation"
    """Titles are this and a number from 1."""
    spacing_seconds: Annotated[float, Meta(gt=0)] = 60.0
    """How far apart the meetings were created; the last session has just ended."""
    participants: Annotated[int, Meta(ge=0, le=100)] = 0
    sessions: Annotated[int, Meta(ge=0, le=100)] = 0
    """Ended sessions per meeting; everybody was in each."""
    recordings: Annotated[int, Meta(ge=0, le=100)] = 0
    """UPLOADED recordings per meeting."""
    recording_bytes: Annotated[int, Meta(ge=0, le=1_000_000_000)] = 0
    """Size of the one file they share (bytes of a known pattern, no film); 0: they have none and no link."""
    track: bool = False
    """RealtimeKit writes their links as an array."""


def make(world: World, wanted: BulkBody) -> list[Meeting]:
    """Make the meetings, oldest first, as the world keeps them."""
    file = _pattern(world.data_dir / "recordings" / f"bulk-{new_id()}.mp4", wanted.recording_bytes)
    latest = now() - _STAYED
    made = []
    for number in range(1, wanted.count + 1):
        moment = latest - timedelta(seconds=wanted.spacing_seconds * (wanted.count - number))
        meeting = Meeting(title=f"{wanted.title} {number:05d}", created_at=moment, updated_at=moment)
        for index in range(wanted.participants):
            person = _person(meeting, index, moment)
            meeting.participants[person.id] = person
        for _ in range(wanted.sessions):
            session = _session(meeting, moment)
            world.sessions[session.id] = session
        for _ in range(wanted.recordings):
            recording = _recording(meeting, moment, wanted, file)
            world.recordings[recording.id] = recording
        world.meetings[meeting.id] = meeting
        made.append(meeting)
    return made


def _person(meeting: Meeting, index: int, moment: datetime) -> Participant:
    return Participant(
        created_at=moment,
        updated_at=moment,
        meeting_id=meeting.id,
        name=f"Person {index + 1}",
        preset_name=_PRESETS[min(index, len(_PRESETS) - 1)],
        custom_participant_id=new_id(),
    )


def _session(meeting: Meeting, moment: datetime) -> Session:
    ended = moment + _STAYED
    rows = [
        Attendance(
            created_at=moment,
            updated_at=ended,
            participant_id=person.id,
            custom_participant_id=person.custom_participant_id,
            display_name=person.name or "",
            preset_name=person.preset_name,
            joined_at=moment + timedelta(seconds=7 * index),
            left_at=ended,
        )
        for index, person in enumerate(meeting.participants.values())
    ]
    return Session(
        created_at=moment,
        updated_at=ended,
        meeting=meeting,
        started_at=moment,
        ended_at=ended,
        attendance=rows,
        max_concurrent=len(rows),
    )


def _recording(meeting: Meeting, moment: datetime, wanted: BulkBody, file: Path | None) -> Recording:
    recording = Recording(
        created_at=moment,
        updated_at=moment + _STAYED,
        meeting=meeting,
        status="UPLOADED",
        invoked_at=moment,
        started_at=moment + timedelta(seconds=2),
        stopped_at=moment + _STAYED,
        duration_seconds=int(_STAYED.total_seconds()) - 2,
        file=file,
        file_size=wanted.recording_bytes or None,
        stop_reason="ALL_PEERS_LEFT",
        settings={TRACK: ["default"]} if wanted.track else {},
    )
    recording.output_file_name = f"{meeting.id}_{int(moment.timestamp() * 1000)}.mp4"
    return recording


def _pattern(path: Path, size: int) -> Path | None:
    """Write a file of the numbers 0 to 255 over and over, so that any range of it can be checked."""
    if size == 0:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    block = bytes(range(256)) * 256
    with path.open("wb") as out:
        for start in range(0, size, len(block)):
            out.write(block[: size - start])
    return path
