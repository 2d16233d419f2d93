"""Keeps a world between two runs, so that what was planned in practice mode is still there tomorrow."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import msgspec

from hosted_meetings_desktop.simulator.world import Meeting, Preset, Recording, Session, World

log = logging.getLogger(__name__)

_FILE = "world.json"


class _Kept(msgspec.Struct):
    """What a run leaves behind; credentials come from the seed."""

    meetings: list[Meeting]
    presets: list[Preset]
    sessions: list[Session]
    recordings: list[Recording]
    webhooks: dict[str, dict[str, Any]]


def remember(world: World) -> None:
    """Write the world into its data folder; an unfinished file never replaces a whole one."""
    kept = _Kept(
        list(world.meetings.values()),
        list(world.presets.values()),
        list(world.sessions.values()),
        list(world.recordings.values()),
        world.webhooks,
    )
    fresh = world.data_dir / f"{_FILE}.new"
    fresh.write_bytes(msgspec.json.encode(kept, enc_hook=str))
    fresh.replace(world.data_dir / _FILE)


def recall(world: World) -> None:
    """Read what an earlier run left in the data folder; what cannot be read is kept beside it under another name."""
    path = world.data_dir / _FILE
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=_Kept, dec_hook=_path)
    except FileNotFoundError:
        return
    except (OSError, msgspec.MsgspecError) as error:
        log.warning("the practice data of the last run cannot be read: %s", type(error).__name__)
        _set_aside(path)
        return
    world.meetings.update({meeting.id: meeting for meeting in kept.meetings})
    world.presets.update({preset.id: preset for preset in kept.presets})
    for session in kept.sessions:
        session.meeting = world.meetings.get(session.meeting.id, session.meeting)  # one object again, not a copy
        world.sessions[session.id] = session
    for recording in kept.recordings:
        recording.meeting = world.meetings.get(recording.meeting.id, recording.meeting)
        world.recordings[recording.id] = recording
    world.webhooks.update(kept.webhooks)


def _set_aside(path: Path) -> None:
    """Keep the file under a name of its own: this run soon writes its own in its place."""
    number = 1
    while (aside := path.with_name(f"{path.stem}.unreadable-{number}{path.suffix}")).exists():
        number += 1
    try:
        path.rename(aside)
    except OSError as error:
        log.warning("it cannot be put aside either: %s", type(error).__name__)


def _path(wanted: type, value: Any) -> Any:
    return Path(value) if wanted is Path else value
