"""What every failure becomes, and that no deed is ever done twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
import respx

from hosted_meetings_desktop.domain.account import DyteCredentials, RealtimeKitCredentials
from hosted_meetings_desktop.domain.errors import (
    AnswerLost,
    AppError,
    Busy,
    CredentialsRefused,
    Intercepted,
    NotFound,
    Refused,
    ServiceFault,
    StrangeAnswer,
    Unreachable,
)
from hosted_meetings_desktop.domain.ids import ParticipantId, RoomId
from hosted_meetings_desktop.domain.room import RoomSpec
from hosted_meetings_desktop.dyte.client import DyteClient
from tests.unit.dyte.doubles import API_KEY, DYTE_ROOT, Sleeps, make_client

pytestmark = pytest.mark.anyio

ROOM = RoomId("room-1")
PAGE = "<!DOCTYPE html><html><body>Please sign in to the guest network</body></html>"
EMPTY = {"success": True, "data": [], "paging": {"total_count": 0}}
MADE = {"success": True, "data": {"id": "room-1", "title": "T"}}


def enveloped(code: int, message: str) -> dict[str, Any]:
    return {"success": False, "error": {"code": code, "message": message}}


async def failure_of_reading(client: DyteClient) -> AppError:
    with pytest.raises(AppError) as caught:
        await client.list_rooms()
    return caught.value


async def failure_of_doing(client: DyteClient) -> AppError:
    with pytest.raises(AppError) as caught:
        await client.create_room(RoomSpec("T"))
    return caught.value


# ---- answers


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, enveloped(400, 'BAD_REQUEST: "name" is required'), Refused),
        (409, enveloped(409, "CONFLICT: taken"), Refused),
        (422, enveloped(422, "no"), Refused),
        (405, None, Refused),
        (401, enveloped(401, "Unauthorized"), CredentialsRefused),
        (401, {"message": "Unauthorized"}, CredentialsRefused),
        (403, {"success": False, "errors": [{"code": 10000, "message": "Authentication error"}]}, CredentialsRefused),
        (400, {"success": False, "errors": [{"code": 6003, "message": "Invalid headers"}]}, CredentialsRefused),
        (404, enveloped(404, "ResourceNotFound: none"), NotFound),
        (404, None, NotFound),
        (500, enveloped(500, "oops"), ServiceFault),
        (501, None, ServiceFault),
        (503, PAGE, ServiceFault),
        (407, PAGE, Intercepted),
        (511, PAGE, Intercepted),
        (302, None, Intercepted),
        (200, PAGE, Intercepted),
        (200, "hello", Intercepted),
        (403, PAGE, Intercepted),
        (404, PAGE, Intercepted),
    ],
)
async def test_statuses_become_the_domains_errors(
    client: DyteClient, api: respx.MockRouter, status: int, body: Any, kind: type[AppError]
) -> None:
    route = api.route()
    route.respond(status, **({"html": body} if isinstance(body, str) else {"json": body} if body else {}))
    assert type(await failure_of_reading(client)) is kind
    calls = route.call_count
    assert type(await failure_of_doing(client)) is kind
    assert route.call_count == calls + 1


@pytest.mark.parametrize(
    ("status", "headers", "body", "hint"),
    [
        (407, {}, PAGE, "proxy"),
        (511, {}, PAGE, "sign in to the network"),
        (200, {"content-type": "text/html"}, PAGE, "sign in to the network"),
        (302, {"location": "https://portal.example/login?token=abc"}, "", "sign in to the network"),
        (403, {"content-type": "text/html"}, PAGE, "web filter"),
        (404, {"content-type": "text/html"}, PAGE, "address in Settings"),
    ],
)
async def test_a_strange_answer_names_the_likely_cause(
    client: DyteClient, api: respx.MockRouter, status: int, headers: dict[str, str], body: str, hint: str
) -> None:
    api.get("/meetings").mock(httpx.Response(status, headers=headers, text=body))
    error = await failure_of_reading(client)
    assert hint in error.advice
    assert "abc" not in error.details


@pytest.mark.parametrize(
    ("message", "advice", "field"),
    [
        ('BAD_REQUEST: "name" is required', '"name" is required', "name"),
        ('BAD_REQUEST: "id" must be a valid GUID', '"id" must be a valid GUID', "id"),
        ('"recording_config.max_seconds" must be greater', '"recording_config.max_seconds" must be greater', None),
        ("Something else", "Something else", None),
        ("", "It gave no reason.", None),
    ],
)
async def test_a_refusal_says_why_and_of_which_field(
    client: DyteClient, api: respx.MockRouter, message: str, advice: str, field: str | None
) -> None:
    api.post("/meetings").respond(400, json=enveloped(400, message))
    error = await failure_of_doing(client)
    assert isinstance(error, Refused)
    assert error.advice == advice
    assert error.field == (field or ("recording_config.max_seconds" if "max_seconds" in message else None))


async def test_details_name_the_request_and_never_the_search(client: DyteClient, api: respx.MockRouter) -> None:
    api.get("/meetings").respond(500, json=enveloped(500, "oops"))
    with pytest.raises(ServiceFault) as caught:
        await client.list_rooms(search="Ada Lovelace")
    assert caught.value.details == "GET /meetings: 500 oops"


async def test_no_error_repeats_a_secret(client: DyteClient, api: respx.MockRouter) -> None:
    echoed = f"bad key {API_KEY}, authorization: Basic b3JnLTE6czNjcmV0, token=eyJhbGciOi.eyJzdWIiOi.c2ln"
    api.get("/meetings").respond(401, json=enveloped(401, echoed))
    api.post("/meetings").respond(400, json=enveloped(400, echoed))
    for error in (await failure_of_reading(client), await failure_of_doing(client)):
        told = f"{error} {error.advice} {error.details} {error!r}"
        assert API_KEY not in told
        assert "b3JnLTE6" not in told
        assert "eyJhbGci" not in told


@pytest.mark.parametrize("body", [b"\xff\xfe", b"[" * 100_000, b'{"error": "\\ud800"}', b"[1]", b'{"errors": [5]}'])
async def test_an_unreadable_refusal_is_still_a_refusal(
    client: DyteClient, api: respx.MockRouter, body: bytes
) -> None:
    api.post("/meetings").respond(400, content=body)
    assert type(await failure_of_doing(client)) is Refused


# ---- answers that are lost, half or cut


@pytest.mark.parametrize("body", [b'{"success": true, "da', b"", b'{"success": true}', b'{"data": {"title": "T"}}'])
async def test_half_an_answer_to_a_deed_is_a_lost_one(client: DyteClient, api: respx.MockRouter, body: bytes) -> None:
    route = api.post("/meetings").respond(201, content=body)
    assert type(await failure_of_doing(client)) is AnswerLost
    assert route.call_count == 1


@pytest.mark.parametrize("body", [b'{"success": true, "da', b"[]", b'{"success": true, "data": 5}'])
async def test_half_an_answer_to_a_read_is_strange(client: DyteClient, api: respx.MockRouter, body: bytes) -> None:
    api.get("/meetings").respond(200, content=body)
    assert type(await failure_of_reading(client)) is StrangeAnswer


async def test_a_deed_without_an_answer_to_read_is_done(client: DyteClient, api: respx.MockRouter) -> None:
    api.delete("/meetings/room-1/participants/p").respond(204)
    await client.remove_participant(ROOM, ParticipantId("p"))
    api.delete("/presets/p-1").respond(200, content=b'{"success": tr')
    await client.delete_preset("p-1")


@pytest.mark.parametrize(
    "error",
    [
        httpx.ReadTimeout,
        httpx.ReadError,
        httpx.WriteError,
        httpx.WriteTimeout,
        httpx.RemoteProtocolError,
        httpx.DecodingError,
    ],
)
async def test_a_deed_whose_answer_never_came_is_not_repeated(
    client: DyteClient, api: respx.MockRouter, error: type[Exception]
) -> None:
    route = api.post("/meetings").mock(side_effect=error)
    assert type(await failure_of_doing(client)) is AnswerLost
    assert route.call_count == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
async def test_a_deed_met_by_a_fault_is_not_repeated(
    client: DyteClient, api: respx.MockRouter, status: int, sleeps: Sleeps
) -> None:
    route = api.post("/meetings").respond(status, headers={"retry-after": "1"})
    assert type(await failure_of_doing(client)) is ServiceFault
    assert route.call_count == 1
    assert not sleeps.waited


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout])
async def test_a_deed_that_never_left_is_sent_again(
    client: DyteClient, api: respx.MockRouter, error: type[Exception]
) -> None:
    route = api.post("/meetings").mock(side_effect=[error("x"), error("x"), httpx.Response(201, json=MADE)])
    assert (await client.create_room(RoomSpec("T"))).id == "room-1"
    assert route.call_count == 3


async def test_what_never_leaves_is_unreachable_in_the_end(
    client: DyteClient, api: respx.MockRouter, sleeps: Sleeps
) -> None:
    route = api.route().mock(side_effect=httpx.ConnectError("x"))
    assert type(await failure_of_doing(client)) is Unreachable
    assert route.call_count == 4
    assert sleeps.waited == [0.4, 0.8, 1.6]


async def test_an_answer_that_drips_for_ever_is_given_up(api: respx.MockRouter, sleeps: Sleeps) -> None:
    import anyio

    async def drip(_request: httpx.Request) -> httpx.Response:
        await anyio.sleep_forever()
        raise AssertionError

    api.post("/meetings").mock(side_effect=drip)
    impatient = make_client(DyteCredentials("o", "k", DYTE_ROOT), sleeps, answer=0.01)
    assert type(await failure_of_doing(impatient)) is AnswerLost


async def test_a_proxy_that_wants_a_sign_in_is_named(client: DyteClient, api: respx.MockRouter) -> None:
    api.get("/meetings").mock(side_effect=httpx.ProxyError("407 Proxy Authentication Required"))
    error = await failure_of_reading(client)
    assert type(error) is Intercepted
    assert "proxy" in error.advice


@pytest.mark.parametrize("address", ["", "dyte.test/v2", "ftp://dyte.test", "http://a:b:c"])
async def test_an_address_that_cannot_be_used_is_told(sleeps: Sleeps, address: str) -> None:
    error = await failure_of_reading(make_client(DyteCredentials("o", "k", address), sleeps))
    assert type(error) is Unreachable
    assert "address in Settings" in error.advice


@pytest.mark.parametrize("token", ["broken\ntoken", "broken\x00token"])
async def test_a_key_that_cannot_be_sent_is_refused(sleeps: Sleeps, token: str) -> None:
    account = RealtimeKitCredentials("a", "b", token, "http://127.0.0.1:9")
    import asyncio

    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        account = RealtimeKitCredentials("a", "b", token, f"http://127.0.0.1:{port}")
        error = await failure_of_reading(make_client(account, sleeps))
    assert type(error) is CredentialsRefused
    assert "token" not in error.details


async def test_a_proxy_setting_that_cannot_be_used_is_told(sleeps: Sleeps, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "nonsense://proxy.test:1")
    error = await failure_of_reading(make_client(DyteCredentials("o", "k", DYTE_ROOT), sleeps))
    assert type(error) is Unreachable
    assert "proxy" in error.advice


async def test_nothing_is_sent_after_closing(client: DyteClient, api: respx.MockRouter) -> None:
    await client.aclose()
    await client.aclose()
    assert type(await failure_of_reading(client)) is Unreachable
    assert not api.calls


# ---- what is tried again, and when


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_read_is_tried_again_with_growing_pauses(
    client: DyteClient, api: respx.MockRouter, sleeps: Sleeps, status: int
) -> None:
    route = api.get("/meetings").mock(
        side_effect=[httpx.Response(status), httpx.ReadTimeout("x"), httpx.Response(200, json=EMPTY)]
    )
    assert (await client.list_rooms()).total == 0
    assert route.call_count == 3
    assert sleeps.waited == [0.4, 0.8]


async def test_a_read_gives_up_in_the_end(client: DyteClient, api: respx.MockRouter) -> None:
    route = api.get("/meetings").mock(side_effect=httpx.ReadError("x"))
    assert type(await failure_of_reading(client)) is Unreachable
    assert route.call_count == 4


async def test_500_is_not_worth_another_try(client: DyteClient, api: respx.MockRouter) -> None:
    route = api.get("/meetings").respond(500)
    assert type(await failure_of_reading(client)) is ServiceFault
    assert route.call_count == 1


async def test_deeds_and_reads_obey_retry_after(client: DyteClient, api: respx.MockRouter, sleeps: Sleeps) -> None:
    limited = httpx.Response(429, headers={"retry-after": "4", "x-envoy-ratelimited": "true"})
    read = api.get("/meetings").mock(side_effect=[limited, httpx.Response(200, json=EMPTY)])
    deed = api.post("/meetings").mock(side_effect=[limited, httpx.Response(201, json=MADE)])
    await client.list_rooms()
    await client.create_room(RoomSpec("T"))
    assert (read.call_count, deed.call_count) == (2, 2)
    assert sleeps.waited == [4.4, 4.4]


async def test_retry_after_may_be_a_date_or_missing(
    client: DyteClient, api: respx.MockRouter, sleeps: Sleeps
) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=8), usegmt=True)
    limited = [httpx.Response(429, headers={"retry-after": when} if when else {}) for when in (soon, "", "soon")]
    api.get("/meetings").mock(side_effect=[*limited, httpx.Response(200, json=EMPTY)])
    await client.list_rooms()
    assert 6 < sleeps.waited[0] <= 8.5
    assert sleeps.waited[1:] == [4.5, 4.5]


async def test_503_with_retry_after_is_obeyed_too(client: DyteClient, api: respx.MockRouter, sleeps: Sleeps) -> None:
    api.get("/meetings").mock(
        side_effect=[httpx.Response(503, headers={"retry-after": "2"}), httpx.Response(200, json=EMPTY)]
    )
    await client.list_rooms()
    assert sleeps.waited == [2.4]


async def test_a_long_retry_after_is_handed_on(client: DyteClient, api: respx.MockRouter, sleeps: Sleeps) -> None:
    route = api.get("/meetings").respond(429, headers={"retry-after": "60"})
    error = await failure_of_reading(client)
    assert isinstance(error, Busy)
    assert error.retry_after == 60
    assert not sleeps.waited
    # Whoever asks next is told at once: the provider would only say the same again.
    assert isinstance(await failure_of_doing(client), Busy)
    assert route.call_count == 1
    sleeps.now += 61
    api.post("/meetings").respond(201, json=MADE)
    assert (await client.create_room(RoomSpec("T"))).id == "room-1"
