"""Text messages handed over: to a real provider on loopback that misbehaves, and to answers put into its place."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx
from aiohttp import web

from hosted_meetings_desktop.domain.errors import (
    AnswerLost,
    AppError,
    Busy,
    CredentialsRefused,
    InputProblem,
    RecipientRefused,
    Refused,
    Unreachable,
)
from hosted_meetings_desktop.domain.message import TextGateway, TextMessage
from hosted_meetings_desktop.messages.webhook import Patience, TextHandOver
from tests.unit.messages.mail_server import Before, make_certificate

pytestmark = pytest.mark.anyio

URL = "https://sms.example/v1/send"
SECRET = "s3cret-key"
MESSAGE = TextMessage("visit-1.2", "+49301234567", "Grüße: https://guests.example.org/#t=abc")


def gateway(url: str = URL) -> TextGateway:
    return TextGateway(url, (("Authorization", f"Bearer {SECRET}"),))


async def failure(url: str = URL, before: Before | None = None, patience: Patience | None = None) -> AppError:
    with pytest.raises(AppError) as caught:
        await TextHandOver(patience).send(gateway(url), MESSAGE, before or Before())
    told = f"{caught.value} {caught.value.advice} {caught.value.details}"
    for leaked in (SECRET, MESSAGE.phone, "abc", "video"):
        assert leaked not in told
    return caught.value


# ---- a real provider
class Provider:
    """Keeps what it is sent, and answers as told."""

    def __init__(self) -> None:
        self.url = ""
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.answer: Any = web.Response(status=202)
        self.handed = asyncio.Event()

    async def take(self, request: web.Request) -> web.StreamResponse:
        try:
            body = await request.read()
        except (ConnectionError, web.RequestPayloadError):
            return web.Response()  # who asked left before the end
        self.taken.append((dict(request.headers), body))
        self.handed.set()
        if self.answer == "hang":
            await asyncio.Event().wait()
        if self.answer == "drop":
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        assert isinstance(self.answer, web.Response)
        return self.answer


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    made = Provider()
    app = web.Application()
    app.router.add_post("/send", made.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/send"
    yield made
    await runner.cleanup()


async def test_a_message_is_handed_over_once_and_after_before(provider: Provider) -> None:
    seen: list[int] = []

    async def look() -> None:
        seen.append(len(provider.taken))

    before = Before(then=look)
    await TextHandOver().send(gateway(provider.url), MESSAGE, before)
    assert seen == [0]
    ((headers, body),) = provider.taken
    assert (
        body
        == '{"to": "+49301234567", "text": "Grüße: https://guests.example.org/#t=abc", "id": "visit-1.2"}'.encode()
    )
    assert headers["Authorization"] == f"Bearer {SECRET}"
    assert headers["Content-Length"] == str(len(body))
    assert "Transfer-Encoding" not in headers


@pytest.mark.parametrize("answer", ["hang", "drop"])
async def test_without_an_answer_nobody_knows(provider: Provider, answer: str) -> None:
    provider.answer = answer
    before = Before()
    error = await failure(provider.url, before, Patience(silence=0.4 if answer == "hang" else 30))
    assert isinstance(error, AnswerLost)
    assert str(error) == "The provider of text messages did not answer"
    assert before.times == len(provider.taken) == 1


async def test_a_provider_that_takes_forever_is_given_up(provider: Provider) -> None:
    provider.answer = "hang"
    assert isinstance(await failure(provider.url, patience=Patience(whole=0.4)), AnswerLost)


@pytest.mark.parametrize("kind", [LookupError, TimeoutError, OSError, httpx.ReadError])
async def test_when_writing_it_down_fails_nothing_is_sent(provider: Provider, kind: type[Exception]) -> None:
    async def fail() -> None:
        raise kind("the store is gone")

    with pytest.raises(kind, match="the store is gone"):
        await TextHandOver().send(gateway(provider.url), MESSAGE, Before(then=fail))
    assert provider.taken == []


async def test_a_cancelled_task_sends_nothing_more(provider: Provider) -> None:
    waiting = asyncio.Event()

    async def wait() -> None:
        waiting.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(TextHandOver().send(gateway(provider.url), MESSAGE, Before(then=wait)))
    await waiting.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert provider.taken == []


async def test_a_redirect_is_not_followed(provider: Provider) -> None:
    provider.answer = web.Response(status=307, headers={"Location": f"{provider.url}?again"})
    error = await failure(provider.url)
    assert isinstance(error, Refused)
    assert len(provider.taken) == 1


async def test_a_long_refusal_is_not_read_to_its_end(provider: Provider) -> None:
    provider.answer = web.Response(status=400, body=b'{"message": "' + b"x" * 5_000_000)
    error = await failure(provider.url)
    assert isinstance(error, Refused)
    assert len(error.advice) < 400


async def test_nobody_there(unused_port: int) -> None:
    before = Before()
    error = await failure(f"http://127.0.0.1:{unused_port}/send", before)
    assert isinstance(error, Unreachable)
    assert str(error) == "The provider of text messages cannot be reached"
    assert before.times == 0


async def test_a_certificate_of_nobody_known(tmp_path: Path) -> None:
    async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=make_certificate(tmp_path).server)
    before = Before()
    try:
        error = await failure(f"https://localhost:{server.sockets[0].getsockname()[1]}/", before)
    finally:
        server.close()
        await server.wait_closed()
    assert isinstance(error, Unreachable)
    assert "certificate" in error.advice
    assert before.times == 0


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:{port}", "socks5://127.0.0.1:{port}", "no proxy at all"])
async def test_a_proxy_that_is_none(unused_port: int, monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy.format(port=unused_port))
    before = Before()
    assert isinstance(await failure(before=before), Unreachable)
    assert before.times == 0


@pytest.fixture
def unused_port() -> int:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


# ---- answers
@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_any_success_is_one(status: int, respx_mock: respx.MockRouter) -> None:
    respx_mock.post(URL).respond(status)
    before = Before()
    await TextHandOver().send(gateway(), MESSAGE, before)
    assert before.times == 1


@pytest.mark.parametrize(
    ("status", "answer", "kind", "words"),
    [
        (429, {}, Busy, "Wait a moment"),
        (429, {"headers": {"Retry-After": "120"}}, Busy, "Wait a moment"),
        (503, {"headers": {"Retry-After": "30"}}, Busy, "Wait a moment"),
        (503, {}, AnswerLost, "may have been sent"),
        (500, {}, AnswerLost, "may have been sent"),
        (504, {}, AnswerLost, "may have been sent"),
        (301, {"headers": {"Location": "https://evil.example/"}}, Refused, "Another address answered"),
        (400, {}, Refused, "Check the provider's address and the template"),
        (400, {"json": {"message": "Sender is not set up"}}, Refused, "Sender is not set up"),
        (
            400,
            {"json": {"code": 21211, "message": "Invalid 'To' Phone Number: +49301234567"}},
            RecipientRefused,
            "Invalid 'To'",
        ),
        (
            422,
            {"json": {"errors": [{"detail": "recipient has opted out"}]}},
            RecipientRefused,
            "recipient has opted out",
        ),
        (400, {"json": {"message": f"unknown key Bearer {SECRET}"}}, Refused, "unknown key"),
        (400, {"text": "<html>phone"}, Refused, "Check the provider's address"),
        (401, {}, CredentialsRefused, "Check the key"),
        (402, {}, Refused, "paid first"),
        (403, {}, CredentialsRefused, "Check the key"),
        (404, {}, Refused, "Check the provider's address"),
        (407, {}, Unreachable, "proxy"),
        (408, {}, Unreachable, "Check the provider's address"),
        (413, {}, Refused, "Check the provider's address"),
    ],
)
async def test_what_answers_mean(
    status: int, answer: dict[str, Any], kind: type[AppError], words: str, respx_mock: respx.MockRouter
) -> None:
    respx_mock.post(URL).respond(status, **answer)
    before = Before()
    error = await failure(before=before)
    assert type(error) is kind
    assert words in error.advice
    assert before.times == 1


@pytest.mark.parametrize(
    ("given", "least", "most"),
    [
        ("120", 120, 120),
        ("", 60, 60),
        ("soon", 60, 60),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0, 0),
        ("9" * 40, 1e8, 1e9),
    ],
)
async def test_how_long_to_wait(given: str, least: float, most: float, respx_mock: respx.MockRouter) -> None:
    respx_mock.post(URL).respond(429, headers={"Retry-After": given})
    error = await failure()
    assert isinstance(error, Busy)
    assert least <= error.retry_after <= most


@pytest.mark.parametrize(
    ("raised", "kind", "words"),
    [
        (httpx.ConnectError("x"), Unreachable, "Check the provider's address"),
        (httpx.ConnectTimeout("x"), Unreachable, "Check the provider's address"),
        (httpx.ProxyError("407 Proxy Authentication Required"), Unreachable, "asks for a sign-in of its own"),
        (httpx.ProxyError("403 Forbidden"), Unreachable, "Check the provider's address"),
    ],
)
async def test_a_way_that_is_broken_before_the_body(
    raised: Exception, kind: type[AppError], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_args: Any, **_more: Any) -> None:
        raise raised

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", fail)
    before = Before()
    error = await failure(before=before)
    assert type(error) is kind
    assert words in error.advice
    assert before.times == 0


@pytest.mark.parametrize("raised", [httpx.ReadTimeout, httpx.WriteError, httpx.RemoteProtocolError, httpx.ReadError])
async def test_a_way_that_breaks_after_the_body(raised: type[Exception], respx_mock: respx.MockRouter) -> None:
    respx_mock.post(URL).mock(side_effect=raised)
    assert isinstance(await failure(), AnswerLost)


async def test_a_number_that_is_none_never_leaves() -> None:
    before = Before()
    with pytest.raises(InputProblem):
        await TextHandOver().send(gateway(), TextMessage("k", "030", "x"), before)
    assert before.times == 0


async def test_nothing_of_it_is_logged(provider: Provider, caplog: pytest.LogCaptureFixture) -> None:
    provider.answer = web.Response(status=400, text=f'{{"message": "no {MESSAGE.phone}"}}')
    caplog.set_level("DEBUG")
    await failure(provider.url)
    assert not [record for record in caplog.records if record.name.startswith(("httpx", "httpcore", "hosted"))]


async def test_what_this_pc_trusts_is_loaded_once_and_only_for_tls(provider: Provider) -> None:
    asked: list[int] = []

    def trust() -> ssl.SSLContext:
        asked.append(1)
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

    await TextHandOver(trust=trust).send(gateway(provider.url), MESSAGE, Before())
    assert asked == []
