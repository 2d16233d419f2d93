from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from hosted_meetings_desktop.simulator.socket import captions
from tests.unit.simulator.live_room import LiveRoom, live_room

pytestmark = pytest.mark.anyio


async def say(room: LiveRoom, **changes: Any) -> tuple[int, dict[str, Any]]:
    body = {"meeting_id": room.meeting.id, "participant_id": "", "text": 'He said "ten, twice"', **changes}
    answer = await room.http.post(f"{room.origin}/control/caption", json=body)
    return answer.status, await answer.json()


async def test_what_is_said_is_sent_to_those_who_may_read_it(tmp_path: Path) -> None:
    async with live_room(tmp_path, captions.attach) as room:
        host = next(preset for preset in room.world.presets.values() if preset.name == "host")
        host.permissions["transcription_enabled"] = True
        ada, bob = await room.joined("Ada"), await room.joined("Bob", "guest")
        status, said = await say(room, participant_id=bob.participant.id, partial=True)
        assert (status, said["data"]) == (200, {"heard": 1})
        message = captions._message()()
        message.ParseFromString(await ada.hears(captions.EVENT))
        assert (message.meeting_id, message.is_partial) == (room.meeting.id, True)
        (row,) = csv.reader([message.transcript])
        assert row[0].isdecimal()
        assert row[1:] == [bob.id, bob.participant.id, "custom-Bob", "Bob", 'He said "ten, twice"']
        assert bob.events(captions.EVENT) == []
        session = room.world.active_session(room.meeting.id)
        assert session.spoken == [], "only whole sentences are kept"
        await say(room, participant_id=bob.participant.id)
        (line,) = session.spoken
        assert (line.attendance.display_name, line.text) == ("Bob", 'He said "ten, twice"')
        assert line.began_at < line.ended_at


@pytest.mark.parametrize("changes", [{"meeting_id": "none"}, {"participant_id": "nobody"}])
async def test_nobody_says_nothing(tmp_path: Path, changes: dict[str, Any]) -> None:
    async with live_room(tmp_path, captions.attach) as room:
        await room.joined("Ada")
        status, _said = await say(room, **changes)
        assert status == 404


async def test_no_page_puts_words_into_mouths(tmp_path: Path) -> None:
    async with live_room(tmp_path, captions.attach) as room:
        answer = await room.http.post(f"{room.origin}/control/caption", json={}, headers={"Origin": "http://x.test"})
        assert answer.status == 403
