"""Meetings in both dialects."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.unit.simulator.conftest import Api

pytestmark = pytest.mark.anyio


async def test_a_repeated_create_makes_a_second_meeting(api: Api) -> None:
    first = await api("POST", "/meetings", {"title": "marker-1"})
    second = await api("POST", "/meetings", {"title": "marker-1"})
    assert (first.status, second.status) == (201, 201)
    assert first.data["id"] != second.data["id"]
    found = await api("GET", "/meetings", search="marker-1")
    assert {row["id"] for row in found.data} == {first.data["id"], second.data["id"]}


async def test_a_meeting_cannot_be_deleted(api: Api) -> None:
    meeting = await api.meeting()
    assert (await api("DELETE", f"/meetings/{meeting}")).status == 405
    assert (await api("GET", f"/meetings/{meeting}")).status == 200


async def test_an_empty_body_makes_a_meeting_without_a_title(api: Api) -> None:
    made = await api("POST", "/meetings", {})
    assert made.status == 201
    assert "title" not in made.data
    assert made.data["status"] == "ACTIVE"


async def test_pages_follow_each_other_newest_first(api: Api) -> None:
    made = [await api.meeting(title=f"m{number}") for number in range(5)]
    first = await api("GET", "/meetings", page_no="1", per_page="2")
    last = await api("GET", "/meetings", page_no="3", per_page="2")
    beyond = await api("GET", "/meetings", page_no="4", per_page="2")
    assert [row["id"] for row in first.data] == [made[4], made[3]]
    assert first.body["paging"] == {"total_count": 5, "start_offset": 1, "end_offset": 2}
    assert [row["id"] for row in last.data] == [made[0]]
    assert last.body["paging"] == {"total_count": 5, "start_offset": 5, "end_offset": 5}
    assert beyond.data == []
    assert beyond.body["paging"]["total_count"] == 5
    assert (await api("GET", "/meetings", page_no="0", per_page="2")).data == first.data


async def test_search_finds_titles_in_any_case_and_ids(api: Api) -> None:
    wanted = await api.meeting(title="Knee Check")
    await api.meeting(title="Other")
    for text in ("knee", wanted):
        found = await api("GET", "/meetings", search=text)
        assert [row["id"] for row in found.data] == [wanted]
        assert found.body["paging"]["total_count"] == 1


async def test_times_filter_by_creation(api: Api) -> None:
    meeting = await api.meeting()
    assert (await api("GET", "/meetings", end_time="2020-01-01T00:00:00Z")).data == []
    found = await api("GET", "/meetings", start_time="2020-01-01T00:00:00Z")
    assert [row["id"] for row in found.data] == [meeting]


async def test_only_realtimekit_filters_by_status(dyte: Api, realtimekit: Api) -> None:
    active, closed = await dyte.meeting(), await dyte.meeting()
    await dyte("PATCH", f"/meetings/{closed}", {"status": "INACTIVE"})
    assert [row["id"] for row in (await realtimekit("GET", "/meetings", status="INACTIVE")).data] == [closed]
    assert {row["id"] for row in (await dyte("GET", "/meetings", status="INACTIVE")).data} == {active, closed}


async def test_patch_changes_only_what_is_sent(api: Api) -> None:
    meeting = await api.meeting(title="Old", persist_chat=True)
    changed = (await api("PATCH", f"/meetings/{meeting}", {"title": "New", "status": "INACTIVE"})).data
    assert (changed["title"], changed["status"], changed["persist_chat"]) == ("New", "INACTIVE", True)
    assert (await api("GET", f"/meetings/{meeting}")).data == changed


async def test_put_sets_back_what_is_not_sent(api: Api) -> None:
    meeting = await api.meeting(title="Old", persist_chat=True)
    replaced = (await api("PUT", f"/meetings/{meeting}", {"title": "New"})).data
    assert (replaced["title"], replaced["persist_chat"]) == ("New", False)


async def test_each_dialect_has_its_own_fields(dyte: Api, realtimekit: Api) -> None:
    sent: dict[str, Any] = {"preferred_region": "eu-central-1", "session_keep_alive_time_in_secs": 120}
    old = await dyte.meeting(**sent)
    new = await realtimekit.meeting(**sent)
    assert (await dyte("GET", f"/meetings/{old}")).data["preferred_region"] == "eu-central-1"
    assert "session_keep_alive_time_in_secs" not in (await dyte("GET", f"/meetings/{old}")).data
    assert (await realtimekit("GET", f"/meetings/{new}")).data["session_keep_alive_time_in_secs"] == 120
    assert (await realtimekit("GET", f"/meetings/{old}")).data["session_keep_alive_time_in_secs"] == 60
    assert "preferred_region" not in (await realtimekit("GET", f"/meetings/{new}")).data


async def test_the_bucket_switch_is_named_by_the_dialect(dyte: Api, realtimekit: Api) -> None:
    meeting = await dyte.meeting(recording_config={"max_seconds": 60, "dyte_bucket_config": {"enabled": False}})
    old = (await dyte("GET", f"/meetings/{meeting}")).data["recording_config"]
    new = (await realtimekit("GET", f"/meetings/{meeting}")).data["recording_config"]
    assert old == {"max_seconds": 60, "dyte_bucket_config": {"enabled": False}}
    assert new == {"max_seconds": 60, "realtimekit_bucket_config": {"enabled": False}}


async def test_dyte_does_not_patch_the_recording_config(dyte: Api, realtimekit: Api) -> None:
    meeting = await dyte.meeting()
    body = {"recording_config": {"max_seconds": 61}}
    assert "recording_config" not in (await dyte("PATCH", f"/meetings/{meeting}", body)).data
    assert (await realtimekit("PATCH", f"/meetings/{meeting}", body)).data["recording_config"]["max_seconds"] == 61


async def test_a_storages_secrets_never_come_back(api: Api) -> None:
    storage = {"type": "aws", "access_key": "AK", "secret": "SK", "bucket": "b", "region": "r", "password": "P"}
    made = await api("POST", "/meetings", {"recording_config": {"storage_config": storage}})
    shown = made.data["recording_config"]["storage_config"]
    assert shown == {"type": "aws", "bucket": "b", "region": "r"}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"title": 4}, 'BAD_REQUEST: "title" must be a string'),
        ({"record_on_start": "yes"}, 'BAD_REQUEST: "record_on_start" must be a boolean'),
        (
            {"recording_config": {"max_seconds": 5}},
            'BAD_REQUEST: "recording_config.max_seconds" must be an integer >= 60',
        ),
        (
            {"recording_config": {"video_config": {"codec": "AV1"}}},
            'BAD_REQUEST: "recording_config.video_config.codec" is not one of the allowed values',
        ),
        (
            {"recording_config": {"storage_config": {}}},
            'BAD_REQUEST: "recording_config.storage_config.type" is required',
        ),
        ({"ai_config": []}, 'BAD_REQUEST: "ai_config" must be an object'),
    ],
)
async def test_what_does_not_fit_is_refused_with_the_field(api: Api, body: Any, message: str) -> None:
    refused = await api("POST", "/meetings", body)
    assert (refused.status, refused.message) == (400, message)
    assert api.world.meetings == {}


async def test_vp9_is_realtimekits_alone(dyte: Api, realtimekit: Api) -> None:
    body = {"recording_config": {"video_config": {"codec": "VP9"}}}
    assert (await dyte("POST", "/meetings", body)).status == 400
    assert (await realtimekit("POST", "/meetings", body)).status == 201


@pytest.mark.parametrize("raw", [b"{", b"[1", b"\xff\xfe", b"nonsense"])
async def test_broken_json_is_refused(api: Api, raw: bytes) -> None:
    refused = await api("POST", "/meetings", raw)
    assert (refused.status, refused.message) == (400, "BAD_REQUEST: the body is not valid JSON")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"page_no": "-1"}, '"page_no" must be greater than or equal to 0'),
        ({"per_page": "many"}, '"per_page" must be a number'),
        ({"per_page": "nan"}, '"per_page" must be a number'),
        ({"per_page": "inf"}, '"per_page" must be a number'),
        ({"per_page": "1.5"}, '"per_page" must be an integer'),
        ({"start_time": "yesterday"}, '"start_time" must be in ISO 8601 date format'),
    ],
)
async def test_a_query_that_does_not_fit_is_refused(api: Api, query: dict[str, str], message: str) -> None:
    refused = await api("GET", "/meetings", **query)
    assert (refused.status, refused.message) == (400, f"BAD_REQUEST: {message}")


async def test_ids_are_checked_and_looked_up(api: Api) -> None:
    assert (await api("GET", "/meetings/abc")).message == 'BAD_REQUEST: "id" must be a valid GUID'
    unknown = str(uuid.uuid4())
    missing = await api("GET", f"/meetings/{unknown}")
    assert (missing.status, missing.message) == (404, f"ResourceNotFound: No meeting found with id {unknown}")


async def test_a_silent_cap_on_the_page_size_can_be_set(api: Api) -> None:
    for _ in range(3):
        await api.meeting()
    await api.control("POST", "/settings", {"max_per_page": 2})
    found = await api("GET", "/meetings", per_page="100")
    assert len(found.data) == 2
    assert found.body["paging"] == {"total_count": 3, "start_offset": 1, "end_offset": 2}
