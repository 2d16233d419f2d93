"""Every trap of signing in, paging, odd rows, meetings, participants and presets, by name."""

from __future__ import annotations

import base64
import json
import logging
from datetime import UTC, datetime
from typing import Any

import pytest
import respx
from httpx import Response

from hosted_meetings_desktop.domain.account import Provider
from hosted_meetings_desktop.domain.errors import InputProblem, NotFound, Refused, StrangeAnswer
from hosted_meetings_desktop.domain.ids import ParticipantId, RecordingId, RoomId, SessionId
from hosted_meetings_desktop.domain.meeting import Region
from hosted_meetings_desktop.domain.room import PresetDetails, RoomPatch, RoomSpec
from hosted_meetings_desktop.dyte.client import DyteClient, connect

pytestmark = pytest.mark.anyio

ROOM = RoomId("room-1")
SESSION = SessionId("session-1")
PERSON = ParticipantId("person-1")
NOON = "2026-03-01T12:00:00.000Z"


def ok(data: Any, **more: Any) -> Response:
    return Response(200, json={"success": True, "data": data} | more)


def sent(route: respx.Route, call: int = -1) -> dict[str, Any]:
    found = json.loads(route.calls[call].request.content)
    assert isinstance(found, dict)
    return found


def session_row(**more: Any) -> dict[str, Any]:
    return {"id": "session-1", "associated_id": "room-1", "started_at": NOON, "status": "LIVE"} | more


def recording_row(**more: Any) -> dict[str, Any]:
    return {"id": "rec-1", "status": "UPLOADED", "invoked_time": NOON} | more


def presence_row(**more: Any) -> dict[str, Any]:
    return {"id": "peer-1", "user_id": "person-1", "joined_at": NOON} | more


# ---- signing in


async def test_dyte_signs_in_with_basic_organization_and_key(client: DyteClient, api: respx.MockRouter) -> None:
    route = api.get("/meetings").mock(ok([]))
    await client.list_rooms()
    scheme, _, pair = route.calls.last.request.headers["authorization"].partition(" ")
    assert (scheme, base64.b64decode(pair)) == ("Basic", b"org-1:s3cret-key-of-the-clinic")
    assert client.provider is Provider.DYTE


async def test_realtimekit_signs_in_with_bearer_below_account_and_app(
    rtk: DyteClient, rtk_api: respx.MockRouter
) -> None:
    route = rtk_api.get("/meetings").mock(ok([]))
    await rtk.list_rooms()
    assert route.calls.last.request.headers["authorization"] == "Bearer s3cret-token-of-the-clinic"
    assert rtk.provider is Provider.REALTIMEKIT


async def test_check_reads_every_page_of_presets(client: DyteClient, api: respx.MockRouter) -> None:
    def page(request: Any) -> Response:
        number = int(request.url.params["page_no"])
        rows = [{"id": f"p{i}", "name": f"preset {number} {i}"} for i in range(100 if number == 1 else 1)]
        return ok(rows, paging={"total_count": 101})

    api.get("/presets").mock(side_effect=page)
    api.get("/meetings").mock(ok([], paging={"total_count": 7}))
    found = await client.check()
    assert len(found.presets) == 101
    assert found.presets[-1] == "preset 2 0"
    assert found.meetings == 7


async def test_check_tells_to_look_at_the_ids_when_the_app_is_unknown(
    rtk: DyteClient, rtk_api: respx.MockRouter
) -> None:
    rtk_api.get("/presets").respond(404, json={"success": False, "error": {"code": 404, "message": "No app found"}})
    with pytest.raises(NotFound) as caught:
        await rtk.check()
    assert "Check the ids" in caught.value.advice


# ---- paging, wherever it sits


@pytest.mark.parametrize(
    ("body", "total"),
    [
        ({"data": {"sessions": [session_row()]}, "paging": {"total_count": 41}}, 41),
        ({"data": {"sessions": [session_row()], "paging": {"total_count": 41}}}, 41),
        ({"data": {"sessions": [session_row()]}}, None),
        ({"data": {"sessions": [session_row()]}, "paging": {"total_count": "41"}}, 41),
        ({"data": {"sessions": [session_row()]}, "paging": {"total_count": -1}}, None),
        ({"data": [session_row()], "paging": None}, None),
    ],
    ids=["at the top", "in data", "none", "as text", "nonsense", "bare list"],
)
async def test_paging_is_found_wherever_it_sits(
    client: DyteClient, api: respx.MockRouter, body: dict[str, Any], total: int | None
) -> None:
    api.get("/sessions").respond(200, json=body)
    found = await client.list_sessions()
    assert [each.id for each in found.rows] == ["session-1"]
    assert found.total == total


async def test_pages_are_asked_for_by_page_no_and_per_page(client: DyteClient, api: respx.MockRouter) -> None:
    route = api.get("/meetings").mock(ok([], paging={"total_count": 250}))
    found = await client.list_rooms(page=3, per_page=100, search="Visit")
    assert dict(route.calls.last.request.url.params) == {"page_no": "3", "per_page": "100", "search": "Visit"}
    assert (found.page, found.total) == (3, 250)


async def test_a_full_page_that_lost_a_row_is_not_taken_for_the_last(
    client: DyteClient, api: respx.MockRouter
) -> None:
    api.get("/sessions").mock(ok({"sessions": [session_row(), {"id": None}]}))
    found = await client.list_sessions(page=1, per_page=2)
    assert (len(found.rows), found.received, found.total) == (1, 2, None)


# ---- rows that are odd


async def test_one_bad_row_does_not_break_a_list(
    client: DyteClient, api: respx.MockRouter, caplog: pytest.LogCaptureFixture
) -> None:
    api.get("/meetings").mock(ok([{"id": "a"}, None, 7, {"title": "no id"}, ["x"], {"id": "b"}]))
    with caplog.at_level(logging.DEBUG, logger="hosted_meetings_desktop.dyte"):
        found = await client.list_rooms()
    assert [each.id for each in found.rows] == ["a", "b"]
    assert "left out 4 of 6 rows of RoomRow" in caplog.text


async def test_what_an_answer_leaves_out_stays_open(client: DyteClient, api: respx.MockRouter) -> None:
    api.get("/meetings/room-1").mock(
        ok({"id": "room-1", "title": None, "status": None, "record_on_start": None, "preferred_region": None})
    )
    found = await client.get_room(ROOM)
    assert (found.title, found.active, found.record_on_start, found.region) == (None, None, None, None)
    assert found.created_at is None


async def test_numbers_as_text_are_numbers(client: DyteClient, api: respx.MockRouter) -> None:
    api.get("/recordings/rec-1").mock(ok(recording_row(file_size="1048576", recording_duration="61.0")))
    found = await client.get_recording(RecordingId("rec-1"))
    assert (found.size, found.seconds) == (1048576, 61)


@pytest.mark.parametrize(
    "stamp",
    ["2023-01-25 04:51:35.903816Z", "2023-01-25T04:51:35.903816Z", "2023-01-25T10:21:35.903816+05:30"],
)
async def test_both_forms_of_time_stamps_are_read(client: DyteClient, api: respx.MockRouter, stamp: str) -> None:
    api.get("/sessions/session-1").mock(ok(session_row(started_at=stamp)))
    found = await client.get_session(SESSION)
    assert found.started_at == datetime(2023, 1, 25, 4, 51, 35, 903816, tzinfo=UTC)
    assert found.started_at.utcoffset() is not None


async def test_the_year_one_is_no_time(client: DyteClient, api: respx.MockRouter) -> None:
    api.get("/sessions/session-1").mock(ok(session_row(ended_at="0001-01-01T00:00:00Z")))
    assert (await client.get_session(SESSION)).ended_at is None


# ---- meetings


async def test_region_is_sent_to_dyte_only(
    client: DyteClient, api: respx.MockRouter, rtk: DyteClient, rtk_api: respx.MockRouter
) -> None:
    spec = RoomSpec("Video visit", record_on_start=True, region=Region.FRANKFURT)
    to_dyte = api.post("/meetings").respond(201, json={"success": True, "data": {"id": "a"}})
    to_rtk = rtk_api.post("/meetings").respond(201, json={"success": True, "data": {"id": "b"}})
    await client.create_room(spec)
    await rtk.create_room(spec)
    assert sent(to_dyte) == {"title": "Video visit", "record_on_start": True, "preferred_region": "eu-central-1"}
    assert sent(to_rtk) == {"title": "Video visit", "record_on_start": True}


async def test_nearest_is_the_absence_of_a_region(client: DyteClient, api: respx.MockRouter) -> None:
    put = api.put("/meetings/room-1").mock(ok({"id": "room-1"}))
    patch = api.patch("/meetings/room-1").mock(ok({"id": "room-1"}))
    await client.replace_room(ROOM, RoomSpec("T"))
    await client.patch_room(ROOM, RoomPatch(title="T", region=Region.NEAREST))
    assert sent(put) == {"title": "T", "record_on_start": False}
    assert sent(patch) == {"title": "T"}


async def test_patch_sends_only_what_changes(client: DyteClient, api: respx.MockRouter) -> None:
    route = api.patch("/meetings/room-1").mock(ok({"id": "room-1", "status": "INACTIVE"}))
    found = await client.patch_room(ROOM, RoomPatch(active=False))
    assert sent(route) == {"status": "INACTIVE"}
    assert not found.active


async def test_a_patch_with_nothing_to_send_reads(rtk: DyteClient, rtk_api: respx.MockRouter) -> None:
    rtk_api.get("/meetings/room-1").mock(ok({"id": "room-1", "title": "T"}))
    found = await rtk.patch_room(ROOM, RoomPatch(region=Region.MUMBAI))
    assert found.title == "T"


@pytest.mark.parametrize("status", [200, 201])
async def test_success_codes_are_not_hard_wired(client: DyteClient, api: respx.MockRouter, status: int) -> None:
    api.post("/meetings").respond(status, json={"success": True, "data": {"id": "room-1"}})
    assert (await client.create_room(RoomSpec("T"))).id == "room-1"


@pytest.mark.parametrize("odd", ["", ".", ".."])
async def test_an_empty_id_never_becomes_another_resource(
    client: DyteClient, api: respx.MockRouter, odd: str
) -> None:
    with pytest.raises(NotFound):
        await client.get_room(RoomId(odd))
    assert not api.calls


async def test_ids_cannot_leave_their_place_in_the_path(client: DyteClient, api: respx.MockRouter) -> None:
    route = api.get().mock(ok({"id": "x"}))
    await client.get_room(RoomId("../presets?x"))
    assert route.calls.last.request.url.raw_path == b"/v2/meetings/..%2Fpresets%3Fx"


# ---- participants


async def test_name_is_always_sent(client: DyteClient, api: respx.MockRouter) -> None:
    route = api.post("/meetings/room-1/participants").respond(
        201, json={"success": True, "data": {"id": "person-1", "token": "eyJtoken", "preset_name": "p"}}
    )
    found = await client.add_participant(ROOM, name="  Ada ", preset="p", custom_id="c-1")
    assert sent(route) == {"name": "Ada", "preset_name": "p", "custom_participant_id": "c-1"}
    assert found.token == "eyJtoken"
    assert "eyJtoken" not in repr(found)


@pytest.mark.parametrize("name", ["", "   "])
async def test_an_empty_name_is_refused_before_sending(client: DyteClient, api: respx.MockRouter, name: str) -> None:
    with pytest.raises(InputProblem) as caught:
        await client.add_participant(ROOM, name=name, preset="p", custom_id="c")
    assert caught.value.field == "name"
    assert not api.calls


async def test_half_a_character_is_refused_before_sending(client: DyteClient, api: respx.MockRouter) -> None:
    with pytest.raises(InputProblem):
        await client.create_room(RoomSpec("broken \ud83d"))
    api.get("/meetings").mock(ok([]))
    assert (await client.list_rooms(search="broken \ud83d")).rows == ()


async def test_patch_participant_returns_the_new_token(client: DyteClient, api: respx.MockRouter) -> None:
    route = api.patch("/meetings/room-1/participants/person-1").mock(ok({"id": "person-1", "token": "eyJnew"}))
    found = await client.patch_participant(ROOM, PERSON, preset="host")
    assert sent(route) == {"preset_name": "host"}
    assert found.token == "eyJnew"


async def test_the_old_name_of_the_custom_id_is_read(client: DyteClient, api: respx.MockRouter) -> None:
    api.get("/meetings/room-1/participants").mock(ok([{"id": "person-1", "client_specific_id": "c-1"}]))
    found = await client.list_participants(ROOM)
    assert found.rows[0].custom_id == "c-1"


async def test_a_removed_participant_comes_back_without_id(client: DyteClient, api: respx.MockRouter) -> None:
    route = api.delete("/meetings/room-1/participants/person-1").mock(ok({"custom_participant_id": "c-1"}))
    await client.remove_participant(ROOM, PERSON)
    assert route.called


async def test_an_unknown_preset_name_is_told_as_such(client: DyteClient, api: respx.MockRouter) -> None:
    message = "ResourceNotFound: No preset found with name group-call-host"
    api.post("/meetings/room-1/participants").respond(
        404, json={"success": False, "error": {"code": 404, "message": message}}
    )
    with pytest.raises(NotFound) as caught:
        await client.add_participant(ROOM, name="Ada", preset="group-call-host", custom_id="c")
    assert caught.value.title == "The preset was not found at the video service"


# ---- presets


async def test_preset_lists_hold_names_and_one_holds_documents(client: DyteClient, api: respx.MockRouter) -> None:
    api.get("/presets").mock(ok([{"id": "p-1", "name": "Host"}, {"id": "p-2", "name": None}]))
    api.get("/presets/p-1").mock(ok({"id": "p-1", "name": "Host", "config": {"a": 1}, "ui": None}))
    assert [each.name for each in (await client.list_presets()).rows] == ["Host"]
    found = await client.get_preset("p-1")
    assert (found.config, found.permissions, found.ui) == ({"a": 1}, {}, {})


async def test_permissions_are_required_by_realtimekit_only(
    client: DyteClient, api: respx.MockRouter, rtk: DyteClient, rtk_api: respx.MockRouter
) -> None:
    wanted = PresetDetails("", "Visit", {"a": 1}, {}, {"b": 2})
    made = {"success": True, "data": {"id": "p-1", "name": "Visit"}}
    to_dyte = api.post("/presets").respond(200, json=made)
    to_rtk = rtk_api.post("/presets").respond(201, json=made)
    await client.create_preset(wanted)
    await rtk.create_preset(wanted)
    assert "permissions" not in sent(to_dyte)
    assert sent(to_rtk)["permissions"] == {}


# ---- answers that are no success after all


async def test_success_false_under_200_is_a_refusal(client: DyteClient, api: respx.MockRouter) -> None:
    body = {"success": False, "error": {"code": 409, "message": "CONFLICT: a recording runs"}}
    api.post("/recordings").respond(200, json=body)
    api.get("/meetings").respond(200, json=body)
    api.delete("/presets/p-1").respond(200, json=body)
    for call in (client.start_recording(ROOM), client.list_rooms(), client.delete_preset("p-1")):
        with pytest.raises(Refused, match="did not accept"):
            await call


async def test_an_answer_without_its_id_is_strange(client: DyteClient, api: respx.MockRouter) -> None:
    api.get("/meetings/room-1").mock(ok({"title": "T"}))
    with pytest.raises(StrangeAnswer):
        await client.get_room(ROOM)


async def test_connecting_shows_no_secret(client: DyteClient) -> None:
    from hosted_meetings_desktop.domain.account import DyteCredentials
    from hosted_meetings_desktop.dyte.dialects import access

    credentials = DyteCredentials("org-1", "s3cret-key")
    shown = f"{connect(credentials)!r} {access(credentials)!r} {client!r} {vars(client)!r}"
    assert "s3cret" not in shown
    assert base64.b64encode(b"org-1:s3cret-key").decode() not in shown
