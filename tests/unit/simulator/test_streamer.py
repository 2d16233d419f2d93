"""A room as a livestream: what can be watched, what the room is told, and when it ends."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from hosted_meetings_desktop.simulator import bot, sfu, streamer
from hosted_meetings_desktop.simulator.socket.events import Room as RoomEvent
from hosted_meetings_desktop.simulator.streamer import Streamer
from tests.unit.simulator.film_reader import contents
from tests.unit.simulator.live_room import LiveRoom, Sdk, live_room, until

pytestmark = pytest.mark.anyio

EVENT = "socket.livestreaming.LiveStreamingEvent"
needs_media = pytest.mark.skipif(not sfu.available(), reason="needs the extra for media")


def attach(app: Any, world: Any, rooms: Any) -> Streamer:
    return streamer.attach(app, world, rooms, lambda: "http://here")


async def asks(room: LiveRoom, sdk: Sdk, method: str, path: str, **body: Any) -> tuple[int, Any]:
    """Send a request as the livestream button does."""
    token = room.world.issue_token(sdk.participant)
    url = f"{room.origin}/edge/api/v2/meetings/{room.meeting.id}{path}"
    sent = {"headers": {"Authorization": f"Bearer {token}"}} | ({"json": body} if body else {})
    async with room.http.request(method, url, **sent) as answer:
        return answer.status, (await answer.json()).get("data")


@needs_media
async def test_a_room_can_be_watched_until_the_stream_ends(tmp_path: Path) -> None:
    async with live_room(tmp_path, attach, bot.attach) as room:
        streams, bots = room.parts
        ada = await room.joined("Ada")
        await bots.add(room.meeting.id)
        stream = streams.start(room.meeting)
        address = streams.playback_url(stream).replace("http://here", room.origin)
        assert (stream.status, streams.running(room.meeting)) == ("INVOKED", stream)
        async with room.http.get(address) as answer:
            assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (404, "*")
        told = await ada.hears(RoomEvent.LIVESTREAM_STARTED, EVENT)
        assert (told.livestream_id, told.playback_url) == (stream.id, streams.playback_url(stream))
        assert stream.status == "LIVE"

        async def parts() -> list[str]:
            async with room.http.get(address) as answer:
                assert answer.content_type == "application/vnd.apple.mpegurl"
                return [line for line in (await answer.text()).splitlines() if line.startswith("part")]

        async with asyncio.timeout(20):
            while len(found := await parts()) < 3:
                await asyncio.sleep(0.1)
        last = tmp_path / "last.ts"
        async with room.http.get(address.replace("index.m3u8", found[-1])) as answer:
            assert answer.content_type == "video/mp2t"
            last.write_bytes(await answer.read())
        made = contents(last)
        assert made.codecs == ("h264", "aac")
        assert made.different > 3
        assert made.loudness > 0.01
        async with room.http.get(address.replace("index.m3u8", "..%2f..%2fworld.json")) as answer:
            assert answer.status == 404

        streams.stop(stream)
        await ada.hears(RoomEvent.LIVESTREAM_STOPPED)
        assert (stream.status, streams.running(room.meeting)) == ("IDLE", None)

        async def ended() -> bool:
            async with room.http.get(address) as answer:
                return "#EXT-X-ENDLIST" in await answer.text()

        async with asyncio.timeout(20):
            while not await ended():
                await asyncio.sleep(0.05)
    assert not (tmp_path / "streams").exists()


async def test_the_button_in_the_call_starts_shows_and_stops_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sfu, "available", lambda: False)
    monkeypatch.setattr(streamer, "INGEST_SECONDS", 0.01)
    async with live_room(tmp_path, attach) as room:
        room.world.preset_by_name("host").permissions["can_livestream"] = True  # type: ignore[union-attr]
        ada, bob = await room.joined("Ada"), await room.joined("Bob", "guest")
        ask = partial(asks, room)
        assert (await ask(bob, "GET", "/active-livestream"))[0] == 404
        assert (await ask(bob, "POST", "/livestreams"))[0] == 403
        status, started = await ask(ada, "POST", "/livestreams", manual_ingest=False)
        assert (status, started["status"], started["manual_ingest"]) == (200, "INVOKED", False)
        assert "stream_key" not in started
        await bob.hears(RoomEvent.LIVESTREAM_STARTED)
        assert (await ask(ada, "POST", "/livestreams"))[0] == 409
        assert (await ask(bob, "GET", "/active-livestream"))[1]["status"] == "LIVE"
        assert (await ask(bob, "POST", "/active-livestream/stop"))[0] == 403
        assert (await ask(ada, "POST", "/active-livestream/stop"))[0] == 200
        await bob.hears(RoomEvent.LIVESTREAM_STOPPED)

        # An encoder of the clinic's own: its key is for whoever may stream, and it never goes live by itself.
        _status, own = await ask(ada, "POST", "/livestreams", manual_ingest=True)
        assert own["stream_key"]
        told = await bob.hears(RoomEvent.LIVESTREAM_INVOKED, EVENT, times=2)
        assert told.manual_ingest
        assert "stream_key" not in (await ask(bob, "GET", "/active-livestream"))[1]


async def test_it_ends_by_itself_when_everybody_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sfu, "available", lambda: False)
    async with live_room(tmp_path, attach) as room:
        room.world.keep_alive = timedelta(seconds=0.05)
        ada = await room.joined("Ada")
        stream = room.parts[0].start(room.meeting, "open-day")
        await ada.hears(RoomEvent.LIVESTREAM_INVOKED)
        assert stream.runs_now
        await ada.socket.close()
        await until(lambda: stream.status == "IDLE")
        assert stream.runs[-1].stopped_at is not None
        assert stream.stream_key not in repr(stream)
