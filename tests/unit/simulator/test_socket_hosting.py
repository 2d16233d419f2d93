from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hosted_meetings_desktop.simulator.sfu.source import Source
from hosted_meetings_desktop.simulator.socket import media, wire
from hosted_meetings_desktop.simulator.socket.events import Media
from hosted_meetings_desktop.simulator.socket.events import Preset as PresetEvent
from hosted_meetings_desktop.simulator.socket.events import Room as RoomEvent
from hosted_meetings_desktop.simulator.socket.peers import Producer
from hosted_meetings_desktop.simulator.world import Preset, Session
from tests.unit.simulator.live_room import Answered, LiveRoom, Sdk, live_room

pytestmark = pytest.mark.anyio
TOGGLED = "media.edge.PeerProducerToggleBroadcastResponse"


def session_of(room: LiveRoom) -> Session:
    session = room.world.active_session(room.meeting.id)
    assert session is not None
    return session


async def sending(room: LiveRoom, sdk: Sdk) -> dict[str, Producer]:
    """Give a peer a microphone and a camera, as if it had negotiated them."""
    await sdk.join_media()
    live = room.rooms.room(room.meeting.id)
    producers = {kind: Producer(f"{kind}-of-{sdk.participant.name}", Source(kind)) for kind in ("audio", "video")}
    for producer in producers.values():
        media.add_producer(live, live.peers[sdk.id], producer)
    return producers


@pytest.mark.parametrize("by", ["id", "participant", "custom"])
async def test_the_rest_side_can_put_one_out(tmp_path: Path, by: str) -> None:
    async with live_room(tmp_path) as room:
        ada, bob = await room.joined("Ada"), await room.joined("Bob")
        named = {"id": bob.id, "participant": bob.participant.id, "custom": bob.participant.custom_participant_id}
        touched = room.world.kick(session_of(room), {named[by]})
        assert [row.display_name for row in touched] == ["Bob"]
        assert touched[0].left_at is not None
        await bob.hears(RoomEvent.KICK)
        await ada.hears(RoomEvent.LEAVE)
        assert room.world.kick(session_of(room), {"nobody"}) == []


async def test_the_rest_side_can_put_all_out(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        ada, bob = await room.joined("Ada"), await room.joined("Bob")
        assert len(room.world.kick(session_of(room), None)) == 2
        for sdk in (ada, bob):
            await sdk.hears(RoomEvent.KICK_ALL)
        assert session_of(room).live == []


async def test_a_host_can_put_others_out_and_end_the_meeting(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        ada, bob, cy = await room.joined("Ada"), await room.joined("Bob", "guest"), await room.joined("Cy")
        remove = "socket.room.RemoveParticipantsRequest"
        with pytest.raises(Answered, match="kick_participant"):
            await bob.ask(RoomEvent.KICK, message=remove, peer_ids=[ada.id])
        await ada.ask(RoomEvent.KICK, message=remove, peer_ids=[bob.id])
        await bob.hears(RoomEvent.KICK)
        session = session_of(room)
        await ada.send(RoomEvent.KICK_ALL, "media.edge.KickAllPeersRequest")
        await cy.hears(RoomEvent.KICK_ALL)
        assert session.ended_at is not None
        assert session.live == []


async def test_who_was_put_out_waits_again(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        ada = await room.joined("Ada")
        pat = await room.connect("Pat", "waits to be admitted")
        await pat.join()
        room.rooms.room(room.meeting.id).admit(list(room.rooms.room(room.meeting.id).waiting.values()))
        await pat.join()
        room.world.kick(session_of(room), {pat.id})
        await ada.hears(RoomEvent.LEAVE)
        assert (await (await room.connect(pat.participant)).join()).waitlisted


async def test_a_host_mutes_another(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        ada, bob = await room.joined("Ada"), await room.joined("Bob", "guest")
        producers = await sending(room, bob)
        control = "media.edge.HostMediaControlForPeerRequest"
        with pytest.raises(Answered, match="disable_participant_audio"):
            await bob.ask(Media.HOST_CONTROL_PEER, message=control, participant_id=ada.id, audio=True)
        answer = await ada.ask(
            Media.HOST_CONTROL_PEER,
            "media.edge.HostMediaControlForPeerResponse",
            message=control,
            participant_id=bob.id,
            audio=True,
        )
        assert answer.status == "success"
        told = await bob.hears(Media.PRODUCER_TOGGLED, TOGGLED)
        assert (told.participant_id, told.producer_state.pause) == (bob.id, True)
        assert told.initiator_participant_id != bob.id, "the SDK mutes itself only if another did it"
        assert (producers["audio"].source.paused, producers["video"].source.paused) == (True, False)


async def test_a_host_turns_all_cameras_off_but_the_own(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        ada, bob = await room.joined("Ada"), await room.joined("Bob")
        own, theirs = await sending(room, ada), await sending(room, bob)
        await ada.ask(Media.HOST_CONTROL_ALL, message="media.edge.HostMediaControlForAllPeerRequest", video=True)
        assert theirs["video"].source.paused
        assert not own["video"].source.paused


@pytest.mark.parametrize("allow_unmute", [True, False])
async def test_the_rest_side_mutes_all(tmp_path: Path, allow_unmute: bool) -> None:
    async with live_room(tmp_path) as room:
        ada, bob = await room.joined("Ada"), await room.joined("Bob")
        for sdk in (ada, bob):
            await sending(room, sdk)
        touched = room.world.mute(session_of(room), None, allow_unmute)
        assert len(touched) == 2
        await bob.hears(Media.PRODUCER_TOGGLED, TOGGLED, times=2)
        unmute = {"producer_id": "audio-of-Bob", "pause": False}
        request = bob.ask(Media.TOGGLE_PRODUCER, message="media.edge.ProducerToggleRequest", **unmute)
        if allow_unmute:
            await request
            assert not bob.events(PresetEvent.UPDATE)
        else:
            with pytest.raises(Answered, match="does not allow"):
                await request
            changes = await bob.hears(PresetEvent.UPDATE, "socket.preset.UpdatePeersPresetResponse")
            (change,) = changes.update_peers_presets
            forbidden = wire.enum_number("socket.preset.StreamPermissionType", "NOT_ALLOWED")
            assert change.user_ids == bob.participant.id
            assert change.patch.media.audio.can_produce == forbidden


async def test_a_pin_is_seen_by_all_and_by_who_comes_later(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        ada, bob = await room.joined("Ada"), await room.joined("Bob")
        await ada.ask(Media.PIN_PEER, message="media.edge.GlobalPeerPinningRequest", participant_id=bob.id)
        pinned = "media.edge.GlobalPeerPinningBroadcastResponse"
        assert (await bob.hears(Media.PEER_PINNED, pinned)).participant_id == bob.id
        cy = await room.joined("Cy")
        assert list((await cy.join_media()).room_state.pinned_peer_ids) == [bob.id]


async def test_presets_of_peers_can_be_read_and_changed_by_who_may(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        chief = Preset(name="chief", permissions={"can_change_participant_permissions": True})
        room.world.presets[chief.id] = chief
        ada, bob = await room.joined("Ada", "chief"), await room.joined("Bob", "guest")
        read = await ada.ask(
            PresetEvent.GET,
            "socket.preset.ReadPeersPresetResponse",
            message="socket.preset.ReadPeersPresetRequest",
            user_ids=[bob.participant.id],
        )
        assert json.loads(read.peer_presets[0].preset)["name"] == "guest"
        change: dict[str, Any] = {
            "update_peers_presets": [{"user_ids": bob.participant.id, "patch": {"can_record": True}}]
        }
        update = "socket.preset.UpdatePeersPresetRequest"
        with pytest.raises(Answered, match="can_change_participant_permissions"):
            await bob.ask(PresetEvent.UPDATE, message=update, **change)
        await ada.ask(PresetEvent.UPDATE, message=update, **change)
        heard = await bob.hears(PresetEvent.UPDATE, "socket.preset.UpdatePeersPresetResponse")
        assert heard.update_peers_presets[0].patch.can_record
