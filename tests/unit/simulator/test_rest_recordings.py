"""Recordings, their files, livestreams and webhooks."""

from __future__ import annotations

import asyncio
import uuid
from datetime import timedelta
from pathlib import Path

import pytest

from hosted_meetings_desktop.simulator.world import Recording, now
from tests.unit.simulator.conftest import Api

pytestmark = pytest.mark.anyio


class StubRecorder:
    """Moves the status at once; keeps what it was told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def start(self, recording: Recording) -> None:
        self.told.append("start")
        recording.status = "RECORDING"
        recording.started_at = now()

    def pause(self, recording: Recording) -> None:
        self.told.append("pause")
        recording.status = "PAUSED"

    def resume(self, recording: Recording) -> None:
        self.told.append("resume")
        recording.status = "RECORDING"

    def stop(self, recording: Recording, reason: str) -> None:
        self.told.append(f"stop {reason}")
        recording.status, recording.stop_reason, recording.stopped_at = "UPLOADING", reason, now()


@pytest.fixture
def recorder(dyte: Api) -> StubRecorder:
    stub = StubRecorder()
    dyte.service.recorder = stub
    return stub


def uploaded(api: Api, meeting: str, folder: Path, content: bytes = b"0123456789" * 100) -> Recording:
    """Keep a finished recording with a file."""
    file = folder / f"{uuid.uuid4()}.mp4"
    file.write_bytes(content)
    recording = Recording(meeting=api.world.meetings[meeting], status="UPLOADED", file=file, file_size=len(content))
    recording.output_file_name = file.name
    recording.started_at = recording.stopped_at = now()
    api.world.recordings[recording.id] = recording
    return recording


async def test_a_recording_runs_through_its_states(api: Api, recorder: StubRecorder) -> None:
    meeting = await api.meeting()
    started = await api("POST", "/recordings", {"meeting_id": meeting, "file_name_prefix": "visit"})
    assert started.status == 200
    path = f"/recordings/{started.data['id']}"
    assert started.data["output_file_name"].startswith(f"visit_{meeting}_")
    assert started.data["start_reason"] == {"reason": "API_CALL", "caller": {"type": "ORGANIZATION"}}
    assert "stop_reason" not in started.data
    assert (await api("GET", f"/recordings/active-recording/{meeting}")).data["id"] == started.data["id"]
    statuses = [(await api("PUT", path, {"action": action})).data["status"] for action in ("pause", "resume", "stop")]
    assert statuses == ["PAUSED", "RECORDING", "UPLOADING"]
    assert recorder.told == ["start", "pause", "resume", "stop API_CALL"]
    assert (await api("GET", f"/recordings/active-recording/{meeting}")).status == 404
    assert (await api("GET", path)).data["stop_reason"]["reason"] == "API_CALL"


async def test_one_at_a_time_unless_more_are_allowed(api: Api, recorder: StubRecorder) -> None:
    meeting = await api.meeting()
    body = {"meeting_id": meeting}
    assert (await api("POST", "/recordings", body)).status == 200
    refused = await api("POST", "/recordings", body)
    assert (refused.status, refused.message.split(":")[0]) == (409, "CONFLICT")
    assert (await api("POST", "/recordings", body | {"allow_multiple_recordings": True})).status == 200
    assert recorder.told == ["start", "start"]


@pytest.mark.parametrize("action", ["stop", "pause", "resume"])
async def test_what_has_ended_cannot_be_told_anything(api: Api, recorder: StubRecorder, action: str) -> None:
    meeting = await api.meeting()
    started = (await api("POST", "/recordings", {"meeting_id": meeting})).data
    await api("PUT", f"/recordings/{started['id']}", {"action": "stop"})
    assert (await api("PUT", f"/recordings/{started['id']}", {"action": action})).status == 409
    assert recorder.told == ["start", "stop API_CALL"]


@pytest.mark.usefixtures("recorder")
async def test_starts_that_do_not_fit_are_refused(api: Api) -> None:
    meeting = await api.meeting()
    assert (await api("POST", "/recordings", {})).message == 'BAD_REQUEST: "meeting_id" is required'
    assert (await api("POST", "/recordings", {"meeting_id": "x"})).status == 400
    assert (await api("POST", "/recordings", {"meeting_id": str(uuid.uuid4())})).status == 404
    assert (await api("POST", "/recordings", {"meeting_id": meeting, "max_seconds": 59})).status == 400
    await api("PATCH", f"/meetings/{meeting}", {"status": "INACTIVE"})
    assert (await api("POST", "/recordings", {"meeting_id": meeting})).status == 400
    assert (await api("PUT", f"/recordings/{uuid.uuid4()}", {"action": "explode"})).status == 404


@pytest.mark.usefixtures("recorder")
async def test_the_starts_wishes_go_before_the_meetings(api: Api) -> None:
    meeting = await api.meeting(recording_config={"max_seconds": 600, "file_name_prefix": "meeting"})
    started = await api("POST", "/recordings", {"meeting_id": meeting, "max_seconds": 120})
    recording = api.world.recordings[started.data["id"]]
    assert recording.max_seconds == 120
    assert recording.output_file_name.startswith("meeting_")


async def test_a_file_comes_by_a_signed_link_with_range(api: Api, tmp_path: Path) -> None:
    recording = uploaded(api, await api.meeting(), tmp_path)
    shown = (await api("GET", f"/recordings/{recording.id}")).data
    async with api.http.get(shown["download_url"], headers={"Range": "bytes=5-14"}) as part:
        assert part.status == 206
        assert part.headers["Content-Range"] == "bytes 5-14/1000"
        assert await part.read() == b"5678901234"
    async with api.http.get(shown["download_url"]) as whole:
        assert (whole.status, len(await whole.read())) == (200, shown["file_size"])
    for wrong in ("signature=" + "0" * 64, "expires=99999999999"):
        name = wrong.split("=")[0]
        parts = [one for one in shown["download_url"].split("?")[1].split("&") if not one.startswith(name)]
        url = shown["download_url"].split("?")[0] + "?" + "&".join([*parts, wrong])
        async with api.http.get(url) as refused:
            assert refused.status == 403


async def test_a_link_ends_seven_days_after_the_recording(api: Api, tmp_path: Path) -> None:
    fresh = uploaded(api, await api.meeting(), tmp_path)
    old = uploaded(api, await api.meeting(), tmp_path)
    old.stopped_at = now() - timedelta(days=7, seconds=1)
    rows = {row["id"]: row for row in (await api("GET", "/recordings")).data}
    async with (
        api.http.get(rows[fresh.id]["download_url"]) as good,
        api.http.get(rows[old.id]["download_url"]) as bad,
    ):
        assert (good.status, bad.status) == (200, 403)
    assert [row["id"] for row in (await api("GET", "/recordings", expired="true")).data] == [old.id]
    assert [row["id"] for row in (await api("GET", "/recordings", expired="false")).data] == [fresh.id]


async def test_without_the_providers_storage_there_is_no_link(api: Api, tmp_path: Path) -> None:
    recording = uploaded(api, await api.meeting(), tmp_path)
    recording.settings["bucket_config"] = {"enabled": False}
    shown = (await api("GET", f"/recordings/{recording.id}")).data
    assert (shown["status"], shown["download_url"], shown["download_url_expiry"]) == ("UPLOADED", None, None)


async def test_a_track_recordings_link_is_an_array_with_realtimekit(
    dyte: Api, realtimekit: Api, tmp_path: Path
) -> None:
    recording = uploaded(dyte, await dyte.meeting(), tmp_path)
    recording.settings["track_layers"] = ["default"]
    shown = (await realtimekit("GET", f"/recordings/{recording.id}")).data["download_url"]
    assert [layer["layer_name"] for layer in shown] == ["default"]
    files = shown[0]["download_urls"]
    assert files[f"{recording.id}.mp4"]["download_url"].startswith("http")


async def test_recordings_are_listed_with_their_meeting_and_filtered(api: Api, tmp_path: Path) -> None:
    first = uploaded(api, await api.meeting(title="Knee"), tmp_path)
    second = Recording(meeting=api.world.meetings[await api.meeting(title="Hip")], status="RECORDING")
    api.world.recordings[second.id] = second

    async def ids(**query: str) -> list[str]:
        return [row["id"] for row in (await api("GET", "/recordings", **query)).data]

    assert await ids() == [second.id, first.id]
    assert await ids(sort_order="ASC") == [first.id, second.id]
    assert await ids(status="RECORDING,INVOKED") == [second.id]
    assert await ids(meeting_id=first.meeting.id) == [first.id]
    assert await ids(search="knee") == [first.id]
    listed = await api("GET", "/recordings", per_page="1")
    assert listed.data[0]["meeting"]["title"] == "Hip"
    assert listed.body["paging"]["total_count"] == 2
    assert (await api("GET", "/recordings", status="ERRORED")).status == (400 if api.dialect == "dyte" else 200)
    assert (await api("GET", "/recordings", status="BOGUS")).status == 400
    assert (await api("GET", "/recordings", sort_by="size")).status == 400
    assert (await api("GET", "/recordings", meeting_id="x")).status == 400


async def test_without_a_recorder_a_start_ends_errored(dyte: Api) -> None:
    dyte.service.recorder = None
    started = await dyte("POST", "/recordings", {"meeting_id": await dyte.meeting()})
    assert (started.data["status"], started.data["stop_reason"]["reason"]) == ("ERRORED", "INTERNAL_ERROR")


async def test_a_livestream_starts_goes_live_and_stops(api: Api) -> None:
    meeting = await api.meeting()
    path = f"/meetings/{meeting}"
    assert (await api("GET", f"{path}/active-livestream")).status == 404
    started = await api("POST", f"{path}/livestreams", {"name": "open-day"})
    assert (started.status, started.data["status"]) == (201, "INVOKED")
    assert started.data["stream_key"]
    assert (await api("POST", f"{path}/livestreams", {})).status == 409
    async with asyncio.timeout(20):
        while (seen := (await api("GET", f"{path}/active-livestream")).data)["status"] != "LIVE":
            await asyncio.sleep(0.05)
    assert seen["playback_url"] == started.data["playback_url"]
    run = await api("GET", f"/livestreams/{started.data['id']}/active-livestream-session")
    assert run.data["session"]["livestream_id"] == started.data["id"]
    assert run.data["session"]["started_time"] > run.data["session"]["invoked_time"]
    assert (await api("POST", f"{path}/active-livestream/stop")).data["message"]
    assert (await api("POST", f"{path}/active-livestream/stop")).status == 404
    one = (await api("GET", f"/livestreams/{started.data['id']}")).data
    assert (one["livestream"]["status"], "stopped_time" in one["session"]) == ("IDLE", True)
    assert (await api("POST", f"{path}/livestreams", {"name": "no spaces"})).status == 400


async def test_livestreams_page_inside_data_and_spell_the_order_their_own_way(api: Api) -> None:
    for _ in range(2):
        await api("POST", f"/meetings/{await api.meeting()}/livestreams", {})
    listed = await api("GET", "/livestreams", sort_order="DSC", per_page="1")
    assert len(listed.data["livestreams"]) == 1
    assert listed.data["paging"] == {"total_count": 2, "start_offset": 1, "end_offset": 1}
    assert "paging" not in listed.body
    assert (await api("GET", "/livestreams", sort_order="DESC")).status == 400


async def test_livestreams_of_no_meeting_are_dytes_alone(dyte: Api, realtimekit: Api) -> None:
    made = await dyte("POST", "/livestreams", {"name": "own"})
    assert (made.status, made.data["status"]) == (201, "IDLE")
    assert (await realtimekit("POST", "/livestreams", {"name": "own"})).status == 405
    await dyte("POST", f"/meetings/{await dyte.meeting()}/livestreams", {})
    found = (await dyte("GET", "/livestreams", exclude_meetings="true")).data["livestreams"]
    assert [row["id"] for row in found] == [made.data["id"]]


async def test_webhooks_are_kept(api: Api) -> None:
    body = {"name": "w", "url": "https://clinic.example/hook", "events": ["meeting.started"]}
    made = await api("POST", "/webhooks", body)
    assert (made.status, made.data["enabled"]) == (201, True)
    path = f"/webhooks/{made.data['id']}"
    assert (await api("PATCH", path, {"enabled": False})).data["events"] == ["meeting.started"]
    replaced = (await api("PUT", path, body | {"name": "w2"})).data
    assert (replaced["name"], replaced["enabled"]) == ("w2", True)
    assert (await api("GET", "/webhooks")).data == [replaced]
    assert (await api("DELETE", path)).data["id"] == made.data["id"]
    assert (await api("GET", path)).status == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"url": "https://a.example", "events": []}, "name"),
        ({"name": "w", "url": "nowhere", "events": []}, "url"),
        ({"name": "w", "url": "https://a.example", "events": ["meeting.paused"]}, "events[0]"),
    ],
)
async def test_webhooks_that_do_not_fit_are_refused(api: Api, body: dict[str, object], field: str) -> None:
    refused = await api("POST", "/webhooks", body)
    assert refused.status == 400
    assert f'"{field}"' in refused.message


async def test_realtimekit_lists_the_events(realtimekit: Api) -> None:
    assert "meeting.participantJoined" in (await realtimekit("GET", "/webhooks/all")).data
