"""Steering the simulator and looking inside."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest

from hosted_meetings_desktop.simulator.world import now
from tests.unit.simulator.conftest import Api

pytestmark = pytest.mark.anyio


async def test_settings_change_only_what_is_sent(dyte: Api) -> None:
    first = (await dyte.control("POST", "/settings", {"keep_alive_seconds": 0.5})).data
    then = (await dyte.control("POST", "/settings", {"max_per_page": 10})).data
    assert dyte.world.keep_alive == timedelta(seconds=0.5)
    assert then == first | {"max_per_page": 10}
    assert (await dyte.control("POST", "/settings", {"max_per_page": None})).data["max_per_page"] is None
    assert (await dyte.control("POST", "/settings", {"keep_alive": 1})).status == 400


async def test_the_link_lifetime_reaches_recordings(dyte: Api) -> None:
    await dyte.control("POST", "/meetings/bulk", {"count": 1, "recordings": 1, "recording_bytes": 10})
    await dyte.control("POST", "/settings", {"link_lifetime_seconds": 0})
    (shown,) = (await dyte("GET", "/recordings")).data
    async with dyte.http.get(shown["download_url"]) as answer:
        assert answer.status == 403


async def test_the_log_tells_requests_without_secrets(dyte: Api) -> None:
    meeting = await dyte.meeting()
    await dyte("GET", f"/meetings/{uuid.uuid4()}")
    async with dyte.http.get(f"{dyte.origin}/files/recordings/x.mp4?expires=1&signature=abcdef0123") as answer:
        assert answer.status == 403
    log = (await dyte.control("GET", "/log", last="3")).data
    assert [(row["method"], row["status"]) for row in log] == [("POST", 201), ("GET", 404), ("GET", 403)]
    assert log[-1]["query"] == "expires=1&signature=[secret]"
    assert dyte.world.api_key not in str(log)
    assert meeting not in str(log)
    assert (await dyte.control("GET", "/log", last="0")).data == []
    assert (await dyte.control("GET", "/log", last="x")).status == 400


async def test_a_past_is_made_in_order(api: Api) -> None:
    made = await api.control(
        "POST",
        "/meetings/bulk",
        {"count": 30, "participants": 2, "sessions": 1, "recordings": 1, "spacing_seconds": 3600},
    )
    assert made.data["count"] == 30
    listed = await api("GET", "/meetings", per_page="100")
    assert listed.body["paging"]["total_count"] == 30
    assert listed.data[0]["id"] == made.data["newest_id"]
    assert listed.data[0]["title"] == "Consultation 00030"
    created = [datetime.fromisoformat(row["created_at"]) for row in listed.data]
    assert created == sorted(created, reverse=True)
    assert created[0] - created[-1] == timedelta(hours=29)
    sessions = (await api("GET", "/sessions", per_page="100", status="ENDED")).data["sessions"]
    assert [row["associated_id"] for row in sessions] == [row["id"] for row in listed.data]
    people = (await api("GET", f"/sessions/{sessions[0]['id']}/participants")).data["participants"]
    assert people[0]["duration"] != int(people[0]["duration"])
    assert len((await api("GET", "/recordings", per_page="100")).data) == 30


async def test_bulk_recordings_share_a_file_of_known_bytes(dyte: Api) -> None:
    await dyte.control("POST", "/meetings/bulk", {"count": 2, "recordings": 1, "recording_bytes": 100_001})
    for shown in (await dyte("GET", "/recordings")).data:
        async with dyte.http.get(shown["download_url"], headers={"Range": "bytes=65530-65545"}) as part:
            assert await part.read() == bytes([250, 251, 252, 253, 254, 255, *range(10)])
            assert part.headers["Content-Range"] == "bytes 65530-65545/100001"


async def test_the_state_counts(dyte: Api) -> None:
    await dyte.control("POST", "/meetings/bulk", {"count": 2, "participants": 3, "sessions": 1, "recordings": 1})
    meeting = await dyte.meeting()
    who = await dyte.participant(meeting)
    dyte.join(meeting, who["id"], "peer")
    await dyte.control("POST", "/faults", {"kind": "latency"})
    assert (await dyte.control("GET", "/state")).data == {
        "meetings": 3,
        "participants": 7,
        "presets": 7,
        "sessions": {"LIVE": 1, "ENDED": 2},
        "present": 1,
        "recordings": {"UPLOADED": 2},
        "livestreams": 0,
        "webhooks": 0,
        "faults": 1,
        "late_deeds": 0,
    }


async def test_a_reset_leaves_a_new_account_with_the_same_credentials(dyte: Api) -> None:
    before = dyte.credentials()
    meeting = await dyte.meeting()
    who = await dyte.participant(meeting)
    dyte.join(meeting, who["id"], "peer")
    presets = (await dyte("GET", "/presets")).data
    await dyte("DELETE", f"/presets/{presets[0]['id']}")
    await dyte("POST", "/webhooks", {"name": "w", "url": "https://a.example", "events": []})
    await dyte.control("POST", "/faults", {"kind": "server_error"})
    assert (await dyte.control("POST", "/reset")).status == 200
    state = (await dyte.control("GET", "/state")).data
    assert (state["meetings"], state["present"], state["faults"], state["webhooks"]) == (0, 0, 0, 0)
    assert state["presets"] == 7
    assert dyte.credentials() == before
    assert (await dyte("GET", "/sessions")).data["sessions"] == []


async def test_a_token_ends_when_told(dyte: Api) -> None:
    meeting = await dyte.meeting()
    who = await dyte.participant(meeting)
    body = {"meeting_id": meeting, "participant_id": who["id"]}
    good = (await dyte.control("POST", "/token", body | {"lifetime_seconds": 60})).data["token"]
    over = (await dyte.control("POST", "/token", body | {"lifetime_seconds": -1})).data["token"]
    assert dyte.world.participant_of(good) is not None
    assert dyte.world.participant_of(over) is None
    wrong = body | {"participant_id": "nobody", "lifetime_seconds": 1}
    assert (await dyte.control("POST", "/token", wrong)).status == 404


async def test_a_bot_comes_and_goes(dyte: Api) -> None:
    meeting = await dyte.meeting()
    came = await dyte.control("POST", "/bot", {"meeting_id": meeting})
    assert came.status == 201
    session = dyte.world.active_session(meeting)
    assert session is not None
    assert [row.participant_id for row in session.live] == [came.data["participant_id"]]
    assert session.started_at <= now()
    assert (await dyte.control("DELETE", "/bot", {"meeting_id": meeting})).status == 200
    assert session.live == []
    assert (await dyte.control("POST", "/bot", {"meeting_id": "none"})).status == 404
    dyte.service.bots = None
    assert (await dyte.control("POST", "/bot", {"meeting_id": meeting})).status == 501


async def test_web_pages_may_not_steer(dyte: Api) -> None:
    headers = {"Origin": "https://evil.example"}
    async with dyte.http.post(f"{dyte.origin}/control/reset", headers=headers) as answer:
        assert answer.status == 403
