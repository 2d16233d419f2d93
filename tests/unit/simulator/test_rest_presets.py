"""Presets in both dialects."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.simulator.conftest import Api

pytestmark = pytest.mark.anyio

DEFAULTS = {
    "group_call_host",
    "group_call_participant",
    "group_call_guest",
    "livestream_host",
    "livestream_viewer",
    "webinar_presenter",
    "webinar_viewer",
}


async def document(api: Api, name: str) -> dict[str, Any]:
    rows = (await api("GET", "/presets")).data
    preset_id = next(row["id"] for row in rows if row["name"] == name)
    found: dict[str, Any] = (await api("GET", f"/presets/{preset_id}")).data
    return found


def body_of(shown: dict[str, Any], name: str) -> dict[str, Any]:
    return {part: shown[part] for part in ("config", "permissions", "ui")} | {"name": name}


async def test_an_account_starts_with_seven_and_the_list_tells_only_names(api: Api) -> None:
    listed = await api("GET", "/presets")
    assert {row["name"] for row in listed.data} == DEFAULTS
    assert all(set(row) == {"id", "name", "created_at", "updated_at"} for row in listed.data)
    assert listed.body["paging"]["total_count"] == 7


async def test_a_guest_waits_and_a_host_admits(api: Api) -> None:
    guest, host = await document(api, "group_call_guest"), await document(api, "group_call_host")
    assert guest["permissions"]["waiting_room_type"] == "SKIP_ON_ACCEPT"
    assert host["permissions"]["accept_waiting_requests"] is True
    assert host["permissions"]["can_record"] is True
    assert guest["permissions"]["can_record"] is False


async def test_dyte_writes_the_older_form(dyte: Api, realtimekit: Api) -> None:
    old, new = await document(dyte, "livestream_viewer"), await document(realtimekit, "livestream_viewer")
    assert (old["config"]["view_type"], new["config"]["view_type"]) == ("WEBINAR", "LIVESTREAM")
    assert "stage_enabled" not in old["permissions"]
    assert new["permissions"]["stage_enabled"] is True
    assert new == await document(realtimekit, "livestream_viewer")  # writing the older form changed nothing


@pytest.mark.parametrize("name", sorted(DEFAULTS))
async def test_every_default_is_itself_a_body_the_service_accepts(api: Api, name: str) -> None:
    made = await api("POST", "/presets", body_of(await document(api, name), "Mine"))
    assert made.status == (200 if api.dialect == "dyte" else 201)
    assert made.data["config"] == (await document(api, name))["config"]


async def test_names_are_exact_and_taken_once(api: Api) -> None:
    shown = await document(api, "group_call_host")
    assert (await api("POST", "/presets", body_of(shown, "group_call_host"))).status == 409
    assert (await api("POST", "/presets", body_of(shown, "Group_Call_Host"))).status in {200, 201}


async def test_permissions_are_optional_with_dyte_only(dyte: Api, realtimekit: Api) -> None:
    body = body_of(await document(dyte, "group_call_host"), "Mine")
    del body["permissions"]
    refused = await realtimekit("POST", "/presets", body)
    assert (refused.status, refused.message) == (400, 'BAD_REQUEST: "permissions" is required')
    assert (await dyte("POST", "/presets", body)).data["permissions"]["can_record"] is False


@pytest.mark.parametrize(
    ("part", "path", "message"),
    [
        ("config", ("view_type",), '"config.view_type" is required'),
        ("permissions", ("chat", "private"), '"permissions.chat.private" is required'),
        ("ui", ("design_tokens", "colors", "brand", "500"), '"ui.design_tokens.colors.brand.500" is required'),
    ],
)
async def test_a_document_must_be_complete(api: Api, part: str, path: tuple[str, ...], message: str) -> None:
    body = body_of(await document(api, "group_call_host"), "Mine")
    below = body[part]
    for step in path[:-1]:
        below = below[step]
    del below[path[-1]]
    refused = await api("POST", "/presets", body)
    assert (refused.status, refused.message) == (400, f"BAD_REQUEST: {message}")


async def test_patch_reaches_deep_and_leaves_the_rest(api: Api) -> None:
    shown = await document(api, "group_call_participant")
    path = f"/presets/{shown['id']}"
    patch = {"permissions": {"chat": {"public": {"can_send": False}}}}
    changed = (await api("PATCH", path, patch)).data
    assert changed["permissions"]["chat"]["public"] == {"can_send": False, "text": True, "files": True}
    assert changed["config"] == shown["config"]
    wrong = {"config": {"media": {"video": {"frame_rate": 60}}}}
    refused = await api("PATCH", path, wrong)
    assert refused.message == 'BAD_REQUEST: "config.media.video.frame_rate" must be an integer <= 30'


async def test_a_deleted_preset_is_gone_for_new_people(api: Api) -> None:
    shown = await document(api, "group_call_guest")
    meeting = await api.meeting()
    guest = await api.participant(meeting, preset_name="group_call_guest")
    assert (await api("DELETE", f"/presets/{shown['id']}")).data["name"] == "group_call_guest"
    assert (await api("GET", f"/presets/{shown['id']}")).status == 404
    body = {"name": "B", "preset_name": "group_call_guest", "custom_participant_id": "c"}
    assert (await api("POST", f"/meetings/{meeting}/participants", body)).status == 404
    assert (await api("DELETE", f"/meetings/{meeting}/participants/{guest['id']}")).status == 200


async def test_realtimekit_searches_and_replaces(realtimekit: Api) -> None:
    assert {row["name"] for row in (await realtimekit("GET", "/presets", search="webinar")).data} == {
        "webinar_presenter",
        "webinar_viewer",
    }
    shown = await document(realtimekit, "group_call_host")
    replaced = await realtimekit("PUT", f"/presets/{shown['id']}", body_of(shown, "renamed"))
    assert (replaced.data["id"], replaced.data["name"]) == (shown["id"], "renamed")
