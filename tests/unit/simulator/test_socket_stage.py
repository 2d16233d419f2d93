"""The stage of a webinar, spoken over the socket as both SDKs do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from aiortc.mediastreams import AudioStreamTrack

from hosted_meetings_desktop.simulator import sfu
from hosted_meetings_desktop.simulator.recorder import cast
from hosted_meetings_desktop.simulator.socket import wire
from hosted_meetings_desktop.simulator.socket.events import Media
from hosted_meetings_desktop.simulator.socket.events import Room as RoomEvent
from hosted_meetings_desktop.simulator.world import Preset
from tests.unit.simulator.live_room import Answered, LiveRoom, Sdk, live_room, until
from tests.unit.simulator.test_sfu_transport import client
from tests.unit.simulator.test_socket_media import open_transport, produce

pytestmark = pytest.mark.anyio

GRANT = "socket.livestreaming.GrantStageAccessRequest"
DENY = "socket.livestreaming.DenyStageAccessRequest"
LEAVE = "socket.livestreaming.LeaveStageRequest"
REQUESTS = "socket.livestreaming.GetStageRequestsResponse"
STATUS = "socket.room.PeerStatusUpdate"
STATE = "socket.room.GetRoomStageStateResponse"

ASKS = {kind: {"can_produce": "CAN_REQUEST"} for kind in ("audio", "video", "screenshare")}
NEWER = {
    "presenter": {"stage_enabled": True, "stage_access": "ALLOWED", "accept_stage_requests": True},
    "viewer": {"stage_enabled": True, "stage_access": "CAN_REQUEST", "media": ASKS},
    "only watches": {"stage_enabled": True, "stage_access": "NOT_ALLOWED", "media": ASKS},
}
OLDER: dict[str, dict[str, Any]] = {
    # As Dyte's own form of a preset has it: no word of a stage, only the view and what may be produced.
    "presenter": {"can_accept_production_requests": True},
    "viewer": {"media": ASKS},
    "only watches": {"media": {kind: {"can_produce": "NOT_ALLOWED"} for kind in ASKS}},
}


def stage_type(name: str) -> int:
    return wire.enum_number("socket.room.StageType", name)


@asynccontextmanager
async def webinar(folder: Path, permissions: dict[str, dict[str, Any]]) -> AsyncIterator[LiveRoom]:
    async with live_room(folder) as room:
        for name, document in permissions.items():
            preset = Preset(name=name, permissions=document, config={"view_type": "WEBINAR"})
            room.world.presets[preset.id] = preset
        yield room


async def on_stage(sdk: Sdk) -> list[str]:
    return list((await sdk.ask(RoomEvent.GET_STAGE_STATE, STATE)).on_stage_peers)


async def statuses(sdk: Sdk, *expected: tuple[Sdk, str]) -> None:
    """Wait until these are the last changes of stage that this window heard of."""
    wanted = [(who.id, stage_type(stage)) for who, stage in expected]

    def heard() -> bool:
        rows = sdk.events(RoomEvent.PEER_STAGE_STATUS, STATUS)
        return [(row.peer_id, row.stage_type) for row in rows][-len(wanted) :] == wanted

    await until(heard)


@pytest.mark.parametrize("permissions", [NEWER, OLDER], ids=["newer presets", "older presets"])
async def test_a_viewer_asks_is_let_on_and_is_sent_off(tmp_path: Path, permissions: dict[str, Any]) -> None:
    async with webinar(tmp_path, permissions) as room:
        ada, vi = await room.joined("Ada", "presenter"), await room.joined("Vi", "viewer")
        assert await on_stage(vi) == [ada.id]
        with pytest.raises(Answered, match="ask for the stage first"):
            await vi.ask(RoomEvent.JOIN_STAGE)

        await vi.send(RoomEvent.REQUEST_STAGE_ACCESS)
        assert [row.display_name for row in (await ada.hears(RoomEvent.GET_STAGE_REQUESTS, REQUESTS)).stage_requests]
        assert [row.user_id for row in (await ada.ask(RoomEvent.GET_STAGE_REQUESTS, REQUESTS)).stage_requests] == [
            vi.participant.id
        ]
        await ada.send(RoomEvent.GRANT_STAGE_ACCESS, GRANT, user_ids=[vi.participant.id])
        await vi.hears(RoomEvent.GRANT_STAGE_ACCESS)
        answer = await vi.ask(RoomEvent.JOIN_STAGE, STATUS)
        assert (answer.peer_id, answer.stage_type) == (vi.id, stage_type("ON_STAGE"))
        await statuses(ada, (vi, "REQUESTED_STAGE"), (vi, "APPROVED_STAGE"), (vi, "ON_STAGE"))
        assert not (await ada.hears(RoomEvent.GET_STAGE_REQUESTS, REQUESTS, times=2)).stage_requests
        assert await on_stage(ada) == [ada.id, vi.id]

        # Sent off: the host's SDK awaits an answer under the request's own event, the viewer is told and leaves.
        await ada.ask(RoomEvent.LEAVE_STAGE, message=LEAVE, user_ids=[vi.participant.id])
        await statuses(vi, (vi, "OFF_STAGE"))
        answer = await vi.ask(RoomEvent.LEAVE_STAGE, STATUS, message=LEAVE, user_ids=[vi.participant.id])
        assert answer.stage_type == stage_type("OFF_STAGE")
        assert await on_stage(ada) == [ada.id]


async def test_a_request_is_denied_taken_back_or_gone_with_who_made_it(tmp_path: Path) -> None:
    async with webinar(tmp_path, NEWER) as room:
        ada, vi = await room.joined("Ada", "presenter"), await room.joined("Vi", "viewer")
        told: Iterator[int] = count(1)

        async def waiting() -> list[str]:
            answer = await ada.hears(RoomEvent.GET_STAGE_REQUESTS, REQUESTS, times=next(told))
            return [row.display_name for row in answer.stage_requests]

        await vi.send(RoomEvent.REQUEST_STAGE_ACCESS)
        assert await waiting() == ["Vi"]
        await ada.send(RoomEvent.DENY_STAGE_ACCESS, DENY, user_ids=[vi.participant.id])
        await vi.hears(RoomEvent.DENY_STAGE_ACCESS)
        assert await waiting() == []
        # Whoever is told to be off the stage leaves it: that is for those who were on it.
        assert not vi.events(RoomEvent.PEER_STAGE_STATUS)

        await vi.send(RoomEvent.REQUEST_STAGE_ACCESS)
        assert await waiting() == ["Vi"]
        await vi.send(RoomEvent.CANCEL_STAGE_REQUEST)
        assert await waiting() == []

        await vi.send(RoomEvent.REQUEST_STAGE_ACCESS)
        assert await waiting() == ["Vi"]
        await vi.socket.close()
        assert await waiting() == []


async def test_somebody_is_invited_and_nobody_on_stage_is_taken_off_by_it(tmp_path: Path) -> None:
    async with webinar(tmp_path, NEWER) as room:
        ada, ben = await room.joined("Ada", "presenter"), await room.joined("Ben", "presenter")
        vi = await room.joined("Vi", "viewer")
        people = [vi.participant.id, ben.participant.id]
        await ada.send(RoomEvent.GRANT_STAGE_ACCESS, GRANT, user_ids=people)
        await vi.hears(RoomEvent.GRANT_STAGE_ACCESS)
        await vi.ask(RoomEvent.JOIN_STAGE, STATUS)
        await ada.send(RoomEvent.DENY_STAGE_ACCESS, DENY, user_ids=people)
        assert await on_stage(ada) == [ada.id, ben.id, vi.id]
        # Who may come unasked leaves and comes back without anybody's word.
        leave = await ben.ask(RoomEvent.LEAVE_STAGE, STATUS, message=LEAVE, user_ids=[ben.participant.id])
        assert leave.stage_type == stage_type("OFF_STAGE")
        assert (await ben.ask(RoomEvent.JOIN_STAGE, STATUS)).stage_type == stage_type("ON_STAGE")


@pytest.mark.parametrize("permissions", [NEWER, OLDER], ids=["newer presets", "older presets"])
async def test_a_viewer_decides_nothing_and_who_only_watches_cannot_ask(
    tmp_path: Path, permissions: dict[str, Any]
) -> None:
    async with webinar(tmp_path, permissions) as room:
        ada, vi = await room.joined("Ada", "presenter"), await room.joined("Vi", "viewer")
        watches = await room.joined("Wim", "only watches")
        for event in (RoomEvent.GRANT_STAGE_ACCESS, RoomEvent.DENY_STAGE_ACCESS, RoomEvent.LEAVE_STAGE):
            with pytest.raises(Answered, match="accept_stage_requests"):
                await vi.ask(event, message=GRANT, user_ids=[ada.participant.id])
        with pytest.raises(Answered, match="accept_stage_requests"):
            await vi.ask(RoomEvent.GET_STAGE_REQUESTS)
        with pytest.raises(Answered, match="come on stage"):
            await watches.ask(RoomEvent.REQUEST_STAGE_ACCESS)
        outside = await room.connect("Out", "viewer")
        with pytest.raises(Answered, match="join the room first"):
            await outside.ask(RoomEvent.REQUEST_STAGE_ACCESS)
        assert await on_stage(ada) == [ada.id]


async def test_who_comes_back_after_a_break_is_where_they_were(tmp_path: Path) -> None:
    async with webinar(tmp_path, NEWER) as room:
        ada, vi = await room.joined("Ada", "presenter"), await room.joined("Vi", "viewer")
        await ada.send(RoomEvent.GRANT_STAGE_ACCESS, GRANT, user_ids=[vi.participant.id])
        await vi.hears(RoomEvent.GRANT_STAGE_ACCESS)
        await vi.ask(RoomEvent.JOIN_STAGE, STATUS)
        vi.socket._response.close()  # the line breaks: no word of leaving
        again = await room.connect(vi.participant, old_peer_id=vi.id)
        assert (await again.join()).stage_type == stage_type("ON_STAGE")
        assert again.id in await on_stage(ada)


@pytest.mark.skipif(not sfu.available(), reason="needs the extra for media")
async def test_nobody_off_the_stage_is_heard_or_filmed(tmp_path: Path) -> None:
    async with webinar(tmp_path, NEWER) as room, client() as sending:
        ada, vi = await room.joined("Ada", "presenter"), await room.joined("Vi", "viewer")
        for sdk in (ada, vi):
            await sdk.join_media()
        live = room.rooms.room(room.meeting.id)
        assert [tile.key for tile in cast(live)[0]] == [ada.id]
        transport = await open_transport(vi, sending, consuming=False)
        with pytest.raises(Answered, match="only who is on the stage may send"):
            await produce(vi, sending, transport, AudioStreamTrack())
        await ada.send(RoomEvent.GRANT_STAGE_ACCESS, GRANT, user_ids=[vi.participant.id])
        await vi.hears(RoomEvent.GRANT_STAGE_ACCESS)
        await vi.ask(RoomEvent.JOIN_STAGE, STATUS)
        producer = await produce(vi, sending, transport, AudioStreamTrack())
        toggle = {"message": "media.edge.ProducerToggleRequest", "producer_id": producer}
        for pause in (True, False):  # a viewer on stage mutes and unmutes like anybody
            await vi.ask(Media.TOGGLE_PRODUCER, **toggle, pause=pause)
        assert [tile.key for tile in cast(live)[0]] == [ada.id, vi.id]
        await ada.ask(RoomEvent.LEAVE_STAGE, message=LEAVE, user_ids=[vi.participant.id])
        source = live.peers[vi.id].producers[producer].source
        assert source.paused
        with pytest.raises(Answered, match="only who is on the stage may send"):
            await vi.ask(Media.TOGGLE_PRODUCER, **toggle, pause=False)
        assert source.paused
        assert [tile.key for tile in cast(live)[0]] == [ada.id]
