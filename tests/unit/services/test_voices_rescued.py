"""Voices through everything below the screens: agreed to, recorded by a service, listed, sealed in the archive."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import av
import pytest
from aiohttp import ClientSession

from hosted_meetings_desktop.archive.places import place_maker
from hosted_meetings_desktop.archive.readable import readable
from hosted_meetings_desktop.calendars.calendars import IcsCalendars
from hosted_meetings_desktop.domain.account import RealtimeKitCredentials
from hosted_meetings_desktop.domain.archive import ItemKind, ItemState
from hosted_meetings_desktop.domain.consent import Answer, ConsentMissing, Way
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.ports import VideoService
from hosted_meetings_desktop.domain.recording import RecordingKind, RecordingStatus
from hosted_meetings_desktop.domain.recording_list import ConsentState
from hosted_meetings_desktop.dyte.client import connect
from hosted_meetings_desktop.dyte.fetcher import PresignedFetcher
from hosted_meetings_desktop.services.live import LiveService
from hosted_meetings_desktop.services.meetings import MeetingService
from hosted_meetings_desktop.services.rescue import RescueService
from hosted_meetings_desktop.services.rescue_item import ItemRescue
from hosted_meetings_desktop.services.rescue_vaults import Vaults
from hosted_meetings_desktop.simulator import recorder
from hosted_meetings_desktop.simulator.server import running
from hosted_meetings_desktop.simulator.world import World
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.store.recording_list import recording_list
from hosted_meetings_desktop.sync.engine import Engine
from tests.unit.archive.vault_kit import KEY
from tests.unit.conftest import Heard, make_draft
from tests.unit.services.rescue_kit import OwnFiles
from tests.unit.simulator.live_room import Sdk, until

pytestmark = pytest.mark.anyio
_WEBM = bytes.fromhex("1a45dfa3")


def now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def everybody(origin: str, client: VideoService, meeting: Meeting, world: World) -> AsyncIterator[None]:
    """Let all who are invited be in the room while the block runs."""
    room = meeting.room_id
    assert room is not None
    async with ClientSession() as http:
        listening = []
        for each in meeting.invitees:
            admitted = await client.add_participant(room, name=each.name, preset=each.preset, custom_id=each.id)
            known = world.meetings[room].participants[admitted.participant.id]
            query = {"authToken": admitted.token, "roomID": room, "peerID": f"peer-{each.name}"}
            sdk = Sdk(known, await http.ws_connect(f"{origin}/edge/socket-edge/ws", params=query), query["peerID"])
            listening.append(asyncio.create_task(sdk.listen()))
            await sdk.join()
        try:
            yield
        finally:
            for each in listening:
                each.cancel()
            await asyncio.gather(*listening, return_exceptions=True)


async def test_only_the_voices_of_who_agreed_are_in_the_archive(
    tmp_path: Path, store: Database, changes: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "UPLOAD_SECONDS", 0.01)
    world = World(tmp_path / "service")
    async with running(world) as (origin, service):
        account = RealtimeKitCredentials(world.account_id, world.app_id, world.api_token, f"{origin}/client/v4")
        client = connect(account)
        engine = Engine(store, client, changes, now)
        plans = MeetingService(store, engine, changes, now, IcsCalendars())
        live = LiveService(store, client, changes, now)
        draft = make_draft("Knee", "Asha", "Ben", "Cara")
        people = tuple(
            replace(each, preset="group_call_participant") for each in draft.invitees
        )  # nobody waits outside
        schedule = replace(draft.schedule, starts_at=now() + timedelta(hours=1))
        draft = replace(draft, schedule=schedule, invitees=people)
        meeting = (await plans.plan(draft)).meeting
        await engine.settle(meeting.id)
        meeting = await plans.get(meeting.id)
        await _answer(live, meeting)
        async with everybody(origin, client, meeting, world):
            with pytest.raises(ConsentMissing):
                await live.start_recording(meeting.id)
            assert live.offers_tracks
            started = await live.start_recording(meeting.id, kind=RecordingKind.TRACKS)
            assert service.recorder is not None
            takes = service.recorder._takes  # type: ignore[attr-defined]
            await until(lambda: takes[started.id].film.seconds > 1.3)
            running_now = (await live.look(meeting.id)).recording
            assert running_now is not None
            assert (running_now.kind, running_now.voices) == (RecordingKind.TRACKS, started.voices)
            await live.stop_recording(meeting.id)
            await until(lambda: world.recordings[started.id].status == "UPLOADED")
        await engine.refresh_now()  # the list names nobody
        listed = store.run_now(lambda lib: recording_list(lib).row(started.id))
        assert listed is not None
        assert listed.recording.status is RecordingStatus.UPLOADED
        assert (listed.recording.kind, listed.recording.voices) == (RecordingKind.TRACKS, started.voices)
        assert listed.consent is ConsentState.GIVEN, "it is no recording of Cara"
        await _check_archive(store, client, changes, tmp_path, started.voices)
        await client.aclose()


async def _answer(live: LiveService, meeting: Meeting) -> None:
    for name, answer in (("Asha", Answer.GIVEN), ("Ben", Answer.GIVEN), ("Cara", Answer.REFUSED)):
        whose = next(each.id for each in meeting.invitees if each.name == name)
        await live.consents.note(meeting.id, answer, Way.READ_OUT, "Dr Sommer", invitee_id=whose)


async def _check_archive(
    store: Database, client: VideoService, changes: Heard, folder: Path, voices: tuple[str, ...]
) -> None:
    vaults = Vaults(store, changes, place_maker(lambda: KEY, folder / "archive", folder / "staging"))
    item = ItemRescue(store, client, PresignedFetcher(), vaults, readable, lambda _bucket: OwnFiles({}), now)
    rescue = RescueService(store, item, changes, now, in_call=lambda: False)
    await rescue.discover()
    recordings = store.run_now(lambda lib: lib.recordings.page(text="", offset=0, limit=9)).rows
    items = await rescue.of_recording(recordings[0].id)
    assert [each.kind for each in items] == [ItemKind.TRACK] * 2
    for number, each in enumerate(sorted(items, key=lambda one: voices.index(one.label.split("_")[1]))):
        kept = await rescue.rescue_now(each.id)
        assert (kept.state, kept.suffix) == (ItemState.KEPT, ".webm")
        assert f"_{voices[number]}_peer-{('Asha', 'Ben')[number]}_" in kept.label
        content = await rescue.content(kept.id)
        data = content.read_at(0, content.length)
        content.close()
        assert data[:4] == _WEBM
        with av.open(io.BytesIO(data)) as heard:
            assert [stream.codec_context.name for stream in heard.streams] == ["opus"]
            assert 1.2 < sum(frame.samples for frame in heard.decode(audio=0)) / 48_000 < 30
    sealed = [path for path in (folder / "archive").rglob("*") if path.suffix == ".hma"]
    assert len(sealed) == 2
    assert not any(_WEBM in path.read_bytes() for path in sealed)
