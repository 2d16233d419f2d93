"""Who is let in, and how each dialect says no."""

from __future__ import annotations

import base64

import pytest

from tests.unit.simulator.conftest import Api

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "given", ["Basic !!!", "Basic " + base64.b64encode(b"a:b").decode(), "Bearer x", "Basic /w=="]
)
async def test_dyte_answers_in_its_own_envelope(dyte: Api, given: str) -> None:
    dyte.authorization = given
    refused = await dyte("GET", "/meetings")
    assert (refused.status, refused.message) == (401, "Unauthorized")


async def test_dytes_webhooks_answer_otherwise(dyte: Api) -> None:
    dyte.authorization = "Basic eA=="
    refused = await dyte("GET", "/webhooks")
    assert (refused.status, refused.body) == (401, {"message": "Unauthorized"})


@pytest.mark.parametrize("given", ["Bearer wrong", "Basic eA==", "Bearer "])
async def test_realtimekit_answers_in_cloudflares_envelope(realtimekit: Api, given: str) -> None:
    realtimekit.authorization = given
    refused = await realtimekit("GET", "/meetings")
    assert refused.status == 401
    assert refused.body == {
        "success": False,
        "errors": [{"code": 10000, "message": "Authentication error"}],
        "messages": [],
        "result": None,
    }


async def test_account_and_app_must_be_the_tokens(realtimekit: Api) -> None:
    world, origin = realtimekit.world, realtimekit.origin
    accounts = f"{origin}/client/v4/accounts"
    other_account = await realtimekit("GET", f"{accounts}/nobody/realtime/kit/{world.app_id}/meetings")
    other_app = await realtimekit("GET", f"{accounts}/{world.account_id}/realtime/kit/none/meetings")
    assert other_account.status == 403
    assert (other_app.status, other_app.message) == (404, "ResourceNotFound: No app found with id none")


async def test_apps_are_listed_made_and_found(realtimekit: Api) -> None:
    apps = f"{realtimekit.origin}/client/v4/accounts/{realtimekit.world.account_id}/realtime/kit/apps"
    made = (await realtimekit("POST", apps, {"name": "Second"})).data["app"]
    listed = await realtimekit("GET", apps, per_page="1")
    assert listed.data == [made]  # the newest first: the account's own is on the second page
    assert listed.body["paging"]["total_count"] == 2
    assert (await realtimekit("GET", f"{apps}/{realtimekit.world.app_id}")).data["name"] == "Practice clinic"


async def test_a_participant_of_dyte_may_record_its_own_meeting_only(dyte: Api) -> None:
    meeting, other = await dyte.meeting(), await dyte.meeting()
    host = await dyte.participant(meeting)
    guest = await dyte.participant(meeting, preset_name="group_call_guest")
    dyte.authorization = f"Bearer {host['token']}"
    assert (await dyte("GET", "/recordings")).status == 200
    assert (await dyte("POST", "/recordings", {"meeting_id": other})).status == 403
    assert (await dyte("POST", "/recordings", {"meeting_id": meeting})).status == 200
    assert (await dyte("GET", "/meetings")).status == 401
    dyte.authorization = f"Bearer {guest['token']}"
    assert (await dyte("POST", "/recordings", {"meeting_id": meeting})).status == 403
