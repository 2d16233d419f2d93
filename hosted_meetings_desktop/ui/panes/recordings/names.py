"""The names of files that recordings are exported to."""

from __future__ import annotations

from pathlib import Path

from hosted_meetings_desktop.domain.recording_list import RecordingRow
from hosted_meetings_desktop.ui.panes.recordings.rows import begun_at, voice_names
from hosted_meetings_desktop.ui.parts.save_question import plain_file_name

_LONGEST_TITLE, _LONGEST_NAME = 40, 30
"""Letters: a name takes up to three bytes for each, and systems take 255 in all."""


def file_name(row: RecordingRow) -> str:
    """Return a name that says when and what, and that every system takes."""
    begun = f"{begun_at(row.recording).astimezone():%Y-%m-%d %H%M}"
    suffix = (row.item.suffix if row.item is not None else "") or Path(row.recording.file_name).suffix or ".mp4"
    return f"{begun} {plain_file_name(row.recording.title)}".strip() + suffix


def voice_file_names(row: RecordingRow) -> list[str]:
    """Return a name for each voice of a recording: "Knee check - 2026-03-02 0900 - Ada Osei.webm"."""
    begun = f"{begun_at(row.recording).astimezone():%Y-%m-%d %H%M}"
    title = plain_file_name(row.recording.title)[:_LONGEST_TITLE].strip(" .")
    return [
        " - ".join(filter(None, (title, begun, plain_file_name(name)[:_LONGEST_NAME].strip(" .")))) + voice.suffix
        for name, voice in zip(voice_names(row), row.voices, strict=True)
    ]


def transcript_name(title: str, begun: str, ending: str) -> str:
    """Return a name for what was said in a recording.

    Args:
        title: The meeting's.
        begun: When it was recorded, as a file's name can have it.
        ending: Without its dot.
    """
    return f"{begun} {plain_file_name(title)}".strip() + f".{ending}"


def free_name(folder: Path, name: str) -> Path:
    """Return where a file can be written without taking another's place."""
    wanted, number = folder / name, 2
    while wanted.exists():
        wanted = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
        number += 1
    return wanted
