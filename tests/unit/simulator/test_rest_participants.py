"""Participants and their tokens."""

from __future__ import annotations

import base64
import json

import pytest

from tests.unit.simulator.conftest import Api

pytestmark = pytest.mark.anyio


def claims(token: str) -> dict[str, object]:
    body = token.split(".")[1]
    found: dict[str, object] = json.loads(base64.b64decode(body + "=" * (-len(body) % 4)))
    return found


async def test_a_participant_is_added_with_a_token_of_100_days(api: Api) -> None:
    meeting = await api.meeting()
    made = await api.participant(meeting)
    told = claims(made["token"])
    assert told["meetingId"] == meeting
    assert told["participantId"] == made["id"]
    assert int(str(told["exp"])) - int(str(told["iat"])) == pytest.approx(100 * 86400, abs=2)
    shown = (await api("GET", f"/meetings/{meeting}/participants/{made['id']}")).data
    assert "token" not in shown
    assert shown == {name: value for name, value in made.items() if name != "token"}


async def test_an_unknown_preset_is_named_in_the_refusal(api: Api) -> None:
    meeting = await api.meeting()
    body = {"name": "A", "preset_name": "group-call-host", "custom_participant_id": "c"}
    refused = await api("POST", f"/meetings/{meeting}/participants", body)
    assert refused.status == 404
    assert refused.message == "ResourceNotFound: No preset found with name group-call-host"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"custom_participant_id": "c"}, '"preset_name" is required'),
        ({"preset_name": "group_call_host"}, '"custom_participant_id" is required'),
        ({"preset_name": "", "custom_participant_id": "c"}, '"preset_name" is not allowed to be empty'),
        (
            {"preset_name": "group_call_host", "custom_participant_id": "c", "picture": "no uri"},
            '"picture" fails to match the required pattern',
        ),
    ],
)
async def test_what_does_not_fit_is_refused(api: Api, body: dict[str, str], message: str) -> None:
    meeting = await api.meeting()
    refused = await api("POST", f"/meetings/{meeting}/participants", body)
    assert (refused.status, refused.message) == (400, f"BAD_REQUEST: {message}")


async def test_a_name_may_be_left_out(api: Api) -> None:
    meeting = await api.meeting()
    body = {"preset_name": "group_call_host", "custom_participant_id": "c"}
    made = await api("POST", f"/meetings/{meeting}/participants", body)
    assert made.status == 201
    assert "name" not in made.data


async def test_the_same_person_twice_is_two_participants_in_order(api: Api) -> None:
    meeting = await api.meeting()
    first, second = await api.participant(meeting), await api.participant(meeting)
    listed = await api("GET", f"/meetings/{meeting}/participants", per_page="1", page_no="2")
    assert [row["id"] for row in listed.data] == [second["id"]]
    assert listed.body["paging"] == {"total_count": 2, "start_offset": 2, "end_offset": 2}
    assert first["id"] != second["id"]


async def test_a_change_answers_with_a_new_token_and_the_old_one_stays_good(api: Api) -> None:
    meeting = await api.meeting()
    made = await api.participant(meeting)
    path = f"/meetings/{meeting}/participants/{made['id']}"
    changed = (await api("PATCH", path, {"name": "Bea", "preset_name": "webinar_viewer"})).data
    more = (await api("POST", f"{path}/token")).data["token"]
    assert (changed["name"], changed["preset_name"]) == ("Bea", "webinar_viewer")
    assert len({made["token"], changed["token"], more}) == 3
    for token in (made["token"], changed["token"], more):
        found = api.world.participant_of(token)
        assert found is not None
        assert found.id == made["id"]


async def test_deleting_voids_the_tokens_and_does_not_name_the_participant(api: Api) -> None:
    meeting = await api.meeting()
    made = await api.participant(meeting)
    path = f"/meetings/{meeting}/participants/{made['id']}"
    gone = (await api("DELETE", path)).data
    preset = api.world.preset_by_name("group_call_host")
    assert preset is not None
    assert set(gone) == {"custom_participant_id", "preset_id", "created_at", "updated_at"}
    assert gone["preset_id"] == preset.id
    assert api.world.participant_of(made["token"]) is None
    assert (await api("GET", path)).status == 404


async def test_an_inactive_meeting_refuses_good_tokens(api: Api) -> None:
    meeting = await api.meeting()
    made = await api.participant(meeting)
    await api("PATCH", f"/meetings/{meeting}", {"status": "INACTIVE"})
    assert api.world.participant_of(made["token"]) is None
    await api("PATCH", f"/meetings/{meeting}", {"status": "ACTIVE"})
    assert api.world.participant_of(made["token"]) is not None


async def test_only_realtimekit_replaces_a_participant(dyte: Api, realtimekit: Api) -> None:
    meeting = await dyte.meeting()
    made = await dyte.participant(meeting)
    path = f"/meetings/{meeting}/participants/{made['id']}"
    body = {"preset_name": "group_call_guest", "custom_participant_id": "c2"}
    replaced = (await realtimekit("PUT", path, body)).data
    assert (replaced["custom_participant_id"], "name" in replaced) == ("c2", False)
    assert (await dyte("PUT", path, body)).status == 405
