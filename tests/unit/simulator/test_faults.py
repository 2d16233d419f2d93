"""Every way of misbehaving, seen from the caller."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.simulator.faults import Rule, Rules
from tests.unit.simulator.conftest import Api

pytestmark = pytest.mark.anyio


async def fault(api: Api, **rule: Any) -> None:
    assert (await api.control("POST", "/faults", rule)).status == 201


async def settled(api: Api) -> None:
    """Wait until all late deeds are done."""
    while (await api.control("GET", "/state")).data["late_deeds"]:
        await asyncio.sleep(0.01)


async def test_latency_delays_and_then_does(api: Api) -> None:
    await fault(api, kind="latency", seconds=0.05)
    made = await api("POST", "/meetings", {})
    assert made.status == 201
    log = (await api.control("GET", "/log")).data
    assert log[-1]["milliseconds"] >= 50


async def test_latency_lets_the_next_rule_strike(api: Api) -> None:
    await fault(api, kind="latency", seconds=0)
    await fault(api, kind="server_error")
    assert (await api("GET", "/meetings")).status == 500


async def test_a_rate_limit_says_when_to_come_back(api: Api) -> None:
    await fault(api, kind="rate_limited", retry_after=7, times=1)
    refused = await api("POST", "/meetings", {})
    assert (refused.status, refused.body) == (429, "")
    assert refused.headers["retry-after"] == "7"
    assert refused.headers["x-envoy-ratelimited"] == "true"
    assert api.world.meetings == {}
    assert (await api("POST", "/meetings", {})).status == 201


async def test_a_server_error_does_nothing(api: Api) -> None:
    await fault(api, kind="server_error", status=503)
    refused = await api("POST", "/meetings", {})
    assert (refused.status, refused.body["error"]["code"]) == (503, 503)
    assert api.world.meetings == {}


@pytest.mark.parametrize(("kind", "done"), [("dropped", 0), ("answer_lost", 1)])
async def test_a_cut_connection_hides_whether_it_was_done(api: Api, kind: str, done: int) -> None:
    await fault(api, kind=kind, times=1)
    with pytest.raises(aiohttp.ClientConnectionError):
        await api("POST", "/meetings", {"title": "marker"})
    found = await api("GET", "/meetings", search="marker")
    assert found.body["paging"]["total_count"] == done


@pytest.mark.parametrize("status", [504, 0])
async def test_stored_late_is_done_after_the_answer(api: Api, status: int) -> None:
    await fault(api, kind="stored_late", seconds=0.1, status=status, times=1)
    if status:
        assert (await api("POST", "/meetings", {"title": "late"})).status == 504
    else:
        with pytest.raises(aiohttp.ClientConnectionError):
            await api("POST", "/meetings", {"title": "late"})
    assert (await api("GET", "/meetings", search="late")).data == []
    await settled(api)
    assert [row["title"] for row in (await api("GET", "/meetings", search="late")).data] == ["late"]


async def test_a_malformed_answer_hides_a_deed_done(api: Api) -> None:
    await fault(api, kind="malformed_body", times=1)
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        await api("POST", "/meetings", {"title": "marker"})
    assert len(api.world.meetings) == 1


async def test_a_captive_portal_answers_a_page(api: Api) -> None:
    await fault(api, kind="captive_portal")
    page = await api("POST", "/meetings", {})
    assert page.status == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "sign in" in page.body
    assert api.world.meetings == {}


async def test_expired_credentials_are_told_in_the_dialects_form(dyte: Api, realtimekit: Api) -> None:
    await fault(dyte, kind="expired_token")
    old, new = await dyte("GET", "/meetings"), await realtimekit("GET", "/meetings")
    assert (old.status, old.message) == (401, "Unauthorized")
    assert (new.status, new.body["errors"][0]["code"]) == (401, 10000)


async def test_a_rule_meets_only_its_method_and_path(api: Api) -> None:
    await fault(api, kind="server_error", method="POST", path_regex=r"/meetings$")
    meeting = await api("GET", "/meetings")
    assert meeting.status == 200
    assert (await api("POST", "/webhooks", {})).status == 400
    assert (await api("POST", "/meetings", {})).status == 500


async def test_a_rule_waits_and_is_spent(api: Api) -> None:
    await fault(api, kind="server_error", after=1, times=2)
    statuses = [(await api("GET", "/meetings")).status for _ in range(5)]
    assert statuses == [200, 500, 500, 200, 200]
    (rule,) = (await api.control("GET", "/faults")).data
    assert (rule["met"], rule["struck"]) == (3, 2)


async def test_rules_are_taken_out_one_by_one_or_all(api: Api) -> None:
    first = (await api.control("POST", "/faults", {"kind": "server_error"})).data[0]
    await api.control("POST", "/faults", [{"kind": "dropped"}, {"kind": "rate_limited"}])
    left = await api.control("DELETE", "/faults", id=first["id"])
    assert [rule["kind"] for rule in left.data] == ["dropped", "rate_limited"]
    assert (await api.control("DELETE", "/faults", id=first["id"])).status == 404
    assert (await api.control("DELETE", "/faults")).data == []
    assert (await api("GET", "/meetings")).status == 200


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"kind": "boredom"}, '"kind" is not one of the allowed values'),
        ({}, '"kind" is required'),
        ({"kind": "dropped", "probability": 2}, '"probability" must be a number <= 1.0'),
        ({"kind": "dropped", "path_regex": "("}, '"path_regex" is not a regular expression'),
    ],
)
async def test_rules_that_do_not_fit_are_refused(api: Api, rule: dict[str, Any], message: str) -> None:
    refused = await api.control("POST", "/faults", rule)
    assert refused.status == 400
    assert message in refused.message
    assert (await api.control("GET", "/faults")).data == []


def test_the_calls_own_traffic_is_met_only_by_name() -> None:
    rules = Rules()
    rules.add(Rule(kind="dropped", path_regex="participant-details"))
    assert rules.striking("GET", "/edge/api/v2/internals/participant-details") == []
    rules.add(Rule(kind="dropped", path_regex="^/edge/api/"))
    assert len(rules.striking("GET", "/edge/api/v2/internals/participant-details")) == 1


@given(seed=st.integers(0, 2**32), probability=st.floats(0, 1))
def test_a_seed_makes_chance_repeat(seed: int, probability: float) -> None:
    def struck() -> list[bool]:
        rules = Rules()
        rules.add(Rule(kind="dropped", probability=probability, seed=seed))
        return [bool(rules.striking("GET", "/v2/meetings")) for _ in range(50)]

    first = struck()
    assert struck() == first
    if probability in {0.0, 1.0}:
        assert set(first) == {probability == 1.0}


async def test_a_refusal_does_nothing(api: Api) -> None:
    await fault(api, kind="refused")
    assert (await api("POST", "/meetings", {})).status == 403
    assert api.world.meetings == {}
