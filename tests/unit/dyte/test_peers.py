"""What is told of single connections: events of a session's people, and what they joined with."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import respx
from httpx import Response

from hosted_meetings_desktop.domain.errors import ServiceFault
from hosted_meetings_desktop.domain.ids import PeerId, SessionId
from hosted_meetings_desktop.domain.ledger.sources import PeerDevice, PeerEvent, device_fact, event_fact
from hosted_meetings_desktop.dyte.client import DyteClient

pytestmark = pytest.mark.anyio
SESSION = SessionId("session-1")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LIST = "/sessions/session-1/participants"


def event(name: str, **more: Any) -> dict[str, Any]:
    return {"id": "e", "peer_id": "peer-1", "event_name": name, "created_at": "2026-03-01T12:00:00.000Z"} | more


def person(number: int, **more: Any) -> dict[str, Any]:
    joined = "2026-03-01T12:00:00.000Z"
    return {"id": f"peer-{number}", "user_id": f"u-{number}", "custom_participant_id": f"c-{number}",
            "joined_at": joined} | more  # fmt: skip


def ok(*people: dict[str, Any]) -> Response:
    paging = {"total_count": len(people)}
    return Response(200, json={"success": True, "data": {"participants": list(people), "paging": paging}})


def report(**more: Any) -> Response:
    return Response(200, json={"success": True, "data": {"participant": {"id": "peer-1"} | more}})


async def test_events_carry_whose_they_are(client: DyteClient, api: respx.MockRouter) -> None:
    other = event("PEER_LEAVING", peer_id="another", created_at='2026-03-01T12:20:00.500Z"')
    route = api.get(LIST).mock(ok(person(1, peer_events=[event("PEER_JOINING"), other]), person(2)))
    found = await client.peer_events(SESSION)
    assert route.calls[0].request.url.params["include_peer_events"] == "true"
    later = datetime(2026, 3, 1, 12, 20, 0, 500_000, tzinfo=UTC)
    assert found == (
        PeerEvent(SESSION, PeerId("peer-1"), "u-1", "c-1", "PEER_JOINING", NOON),
        PeerEvent(SESSION, PeerId("another"), "u-1", "c-1", "PEER_LEAVING", later),
    )
    assert event_fact(found[0], learned_at=later).who.custom == "c-1"


async def test_events_of_all_pages_are_read_and_odd_ones_left_out(client: DyteClient, api: respx.MockRouter) -> None:
    pages = [
        {"participants": [person(1, peer_events=[event("PEER_CREATED"), event(""), {"event_name": "X"}, "odd"])]},
        {"participants": [person(2, peer_events={"not": "a list"}), person(3, peer_events=[event("PEER_LEAVING")])]},
        {"participants": []},
    ]
    answers = [Response(200, json={"data": page}) for page in pages]
    api.get(LIST).mock(side_effect=answers)
    assert [(each.name, each.user_id) for each in await client.peer_events(SESSION)] == [
        ("PEER_CREATED", "u-1"), ("PEER_LEAVING", "u-3"),
    ]  # fmt: skip


async def test_a_device_is_asked_for_alone_and_found_in_either_place(
    client: DyteClient, api: respx.MockRouter
) -> None:
    api.get(LIST).mock(ok(person(1), person(2), person(3)))
    stats = {"device_info": {"browser": "Chrome", "browser_version": "119.0.0.0", "os": "macOS", "is_mobile": False}}
    apart = {"device_info": {"os": "Android", "is_mobile": True},
             "browser_metadata": {"browser": "Firefox", "browser_version": "x"}}  # fmt: skip
    first = api.get("/sessions/peer-report/peer-1").mock(report(peer_stats=stats))
    api.get("/sessions/peer-report/peer-2").mock(report(peer_report={"metadata": apart}))
    api.get("/sessions/peer-report/peer-3").mock(report(peer_stats="odd", peer_report=[1]))
    found = await client.devices(SESSION)
    assert dict(first.calls[0].request.url.params) == {"filters": "device_info"}
    assert found == (
        PeerDevice(SESSION, PeerId("peer-1"), "u-1", "c-1", NOON, "Chrome 119", "macOS", mobile=False),
        PeerDevice(SESSION, PeerId("peer-2"), "u-2", "c-2", NOON, "Firefox", "Android", mobile=True),
        PeerDevice(SESSION, PeerId("peer-3"), "u-3", "c-3", NOON),
    )
    assert [device_fact(each, learned_at=NOON).text for each in found] == [
        "Chrome 119, macOS, computer", "Firefox, Android, mobile", "",
    ]  # fmt: skip


async def test_a_connection_nobody_knows_of_costs_no_other_its_device(
    client: DyteClient, api: respx.MockRouter
) -> None:
    api.get(LIST).mock(ok(person(1), person(2), person(3)))
    api.get("/sessions/peer-report/peer-1").respond(404, json={"success": False, "error": {"message": "none"}})
    api.get("/sessions/peer-report/peer-2").respond(200, json={"success": True, "data": "odd"})
    api.get("/sessions/peer-report/peer-3").mock(report(peer_stats={"device_info": {"os": ["odd"], "browser": ""}}))
    assert [each.peer_id for each in await client.devices(SESSION)] == ["peer-3"]


async def test_a_service_that_fails_is_said(client: DyteClient, api: respx.MockRouter) -> None:
    api.get(LIST).mock(ok(person(1)))
    api.get("/sessions/peer-report/peer-1").respond(500)
    with pytest.raises(ServiceFault):
        await client.devices(SESSION)
