"""A world comes back as it was, with one object for one thing."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from hosted_meetings_desktop.simulator.memory import recall, remember
from hosted_meetings_desktop.simulator.world import Meeting, Participant, Preset, Recording, Session, World


def test_a_world_comes_back(tmp_path: Path) -> None:
    world = World(tmp_path)
    meeting = Meeting(title="Knee")
    person = Participant(meeting_id=meeting.id, name="Asha", preset_name="p", custom_participant_id="c")
    meeting.participants[person.id] = person
    session = Session(meeting=meeting)
    recording = Recording(meeting=meeting, status="UPLOADED", file=tmp_path / "a.mp4")
    preset = Preset(name="p", config={"view_type": "GROUP_CALL"})
    world.meetings[meeting.id] = meeting
    world.presets[preset.id] = preset
    world.sessions[session.id] = session
    world.recordings[recording.id] = recording
    remember(world)

    again = World(tmp_path)
    recall(again)
    assert again.meetings == world.meetings
    assert again.presets == world.presets
    assert again.recordings == world.recordings
    assert again.sessions[session.id].meeting is again.meetings[meeting.id]
    assert again.recordings[recording.id].meeting is again.meetings[meeting.id]


def test_nothing_and_rubbish_begin_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    world = World(tmp_path)
    recall(world)
    (tmp_path / "world.json").write_text("{", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        recall(world)
    assert "cannot be read" in caplog.text
    assert world.meetings == {}


def test_what_cannot_be_read_is_kept_aside(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for rubbish in ("{", "[]"):
        (tmp_path / "world.json").write_text(rubbish, encoding="utf-8")
        world = World(tmp_path)
        with caplog.at_level(logging.WARNING):
            recall(world)
        remember(world)
    kept = {path.name: path.read_text("utf-8") for path in tmp_path.glob("world.unreadable-*")}
    assert kept == {"world.unreadable-1.json": "{", "world.unreadable-2.json": "[]"}
