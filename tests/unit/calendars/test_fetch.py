"""Calendars come over the web as they are, or not at all and with the reason; their addresses are told to nobody."""

from __future__ import annotations

import asyncio
import gzip
import logging
import ssl

import httpx
import pytest
import respx

from hosted_meetings_desktop.calendars.calendars import IcsCalendars
from hosted_meetings_desktop.calendars.fetch import MAX_BYTES, MAX_REDIRECTS, Patience, WebCalendar
from hosted_meetings_desktop.domain.calendaring import CalendarFetcher, Calendars, FetchedCalendar
from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from tests.unit.calendars.kit import calendar, event

pytestmark = pytest.mark.anyio

URL = "https://cal.example/private-5ecret/basic.ics"
FILE = calendar(event("DTSTART:20270310T100000Z"))
GOOD = {"content-type": "text/calendar; charset=utf-8", "etag": '"7"'}


async def fails(address: str = URL, **other: str) -> AppError:
    with pytest.raises(AppError) as raised:
        await WebCalendar(Patience(whole=5)).fetch(address, **other)
    told = f"{raised.value.title} {raised.value.advice} {raised.value.details}"
    assert "5ecret" not in told
    assert "pa%24s" not in told
    assert raised.value.title
    assert raised.value.advice
    assert raised.value.__cause__ is None
    return raised.value


@respx.mock
async def test_the_file_and_its_mark() -> None:
    route = respx.get(URL).respond(200, headers=GOOD, content=FILE)
    assert await WebCalendar().fetch(URL) == FetchedCalendar(FILE, '"7"')
    request = route.calls.last.request
    assert "if-none-match" not in request.headers
    assert "authorization" not in request.headers
    assert request.headers["user-agent"].startswith("hosted-meetings/")


@respx.mock
async def test_what_did_not_change_is_not_sent_again() -> None:
    route = respx.get(URL).respond(304)
    assert await WebCalendar().fetch(URL, etag='"7"') is None
    assert route.calls.last.request.headers["if-none-match"] == '"7"'
    respx.get(URL).respond(200, content=FILE)
    assert await WebCalendar().fetch(URL, etag='"7"') == FetchedCalendar(FILE, "")


@respx.mock
@pytest.mark.parametrize("scheme", ["webcal", "webcals", "WEBCAL", "https"])
async def test_webcal_is_https(scheme: str) -> None:
    respx.get(URL).respond(200, headers=GOOD, content=FILE)
    assert await WebCalendar().fetch(f" {scheme}{URL.removeprefix('https')}\n")


@respx.mock
async def test_a_name_and_password_go_into_the_header_alone() -> None:
    route = respx.get(URL).respond(200, headers=GOOD, content=FILE)
    await WebCalendar().fetch(URL.replace("://", "://ada%40clinic:pa%24s@"))
    request = route.calls.last.request
    assert request.headers["authorization"] == httpx.BasicAuth("ada@clinic", "pa$s")._auth_header
    assert str(request.url) == URL


async def test_a_password_is_not_sent_in_plain_text() -> None:
    problem = await fails("http://ada:pa%24s@cal.example/x.ics")
    assert isinstance(problem, InputProblem)
    assert "password" in problem.title


@respx.mock
async def test_redirects_are_followed_and_passwords_stay() -> None:
    respx.get(URL).respond(302, headers={"location": "/there"})
    near = respx.get("https://cal.example/there").respond(307, headers={"location": "https://files.example/c.ics"})
    far = respx.get("https://files.example/c.ics").respond(200, headers=GOOD, content=FILE)
    await WebCalendar().fetch(URL.replace("://", "://ada:pa%24s@"), etag='"6"')
    assert "authorization" in near.calls.last.request.headers
    assert "authorization" not in far.calls.last.request.headers
    assert far.calls.last.request.headers["if-none-match"] == '"6"'


@respx.mock
async def test_redirects_have_an_end() -> None:
    route = respx.get(URL).respond(301, headers={"location": URL})
    assert "without end" in (await fails()).title
    assert route.call_count == MAX_REDIRECTS + 1


@respx.mock
async def test_plain_http_may_lead_to_encryption_and_never_back() -> None:
    respx.get("http://cal.example/x").respond(301, headers={"location": URL})
    respx.get(URL).respond(200, headers=GOOD, content=FILE)
    assert await WebCalendar().fetch("http://cal.example/x")
    respx.get(URL).respond(301, headers={"location": "http://cal.example/x"})
    assert "without encryption" in (await fails()).title


@respx.mock
@pytest.mark.parametrize(
    "location", ["", "ftp://files.example/x", "file:///etc/passwd", "https://[", "mailto:a@b.example"]
)
async def test_redirects_to_nowhere(location: str) -> None:
    respx.get(URL).respond(302, headers={"location": location} if location else {})
    title = (await fails()).title
    assert "nowhere" in title or title == "This is not the address of a calendar"


@respx.mock
@pytest.mark.parametrize(
    ("status", "told", "retryable"),
    [
        (401, "name and a password", False),
        (403, "may not be read", False),
        (404, "no calendar at this address", False),
        (410, "no calendar at this address", False),
        (407, "cannot be reached", True),
        (429, "cannot answer now", True),
        (500, "cannot answer now", True),
        (503, "cannot answer now", True),
        (511, "cannot be reached", True),
        (400, "did not give it out", False),
        (304, "did not give it out", False),
    ],
)
async def test_refusals_in_plain_words(status: int, told: str, *, retryable: bool) -> None:
    respx.get(URL).respond(status, content=b"<html>5ecret</html>")
    problem = await fails()
    assert told in problem.title
    assert problem.retryable is retryable


@respx.mock
async def test_a_wrong_password_is_told_as_such() -> None:
    respx.get(URL).respond(401)
    problem = await fails(URL.replace("://", "://ada:pa%24s@"))
    assert isinstance(problem, InputProblem)
    assert problem.field == "address"
    assert "refused" in problem.title


@respx.mock
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<!doctype html><title>Sign in</title>", "text/html"),
        (b"\n <HTML>Welcome to the hotel</HTML>", "text/calendar"),
        (b"please wait", "text/html; charset=utf-8"),
    ],
)
async def test_a_page_instead_of_a_calendar(content: bytes, kind: str) -> None:
    respx.get(URL).respond(200, headers={"content-type": kind}, content=content)
    problem = await fails()
    assert problem.title == "A web page answered instead of a calendar"
    assert "sign in" in problem.advice


@respx.mock
@pytest.mark.parametrize("content", [b"", b"BEGIN:VCARD", b"{}", b"\x89PNG"])
async def test_something_else_instead_of_a_calendar(content: bytes) -> None:
    respx.get(URL).respond(200, content=content)
    assert "not a calendar" in (await fails()).title


@respx.mock
async def test_letters_of_two_bytes_are_a_calendar_too() -> None:
    respx.get(URL).respond(200, content=FILE.decode().encode("utf-16"))
    assert await WebCalendar().fetch(URL)


@respx.mock
async def test_a_file_that_never_ends_is_left() -> None:
    respx.get(URL).respond(200, headers={"content-encoding": "gzip"}, content=gzip.compress(FILE + b" " * MAX_BYTES))
    assert "larger than 10 MB" in (await fails()).title


@respx.mock
@pytest.mark.parametrize(
    ("error", "told"),
    [
        (httpx.ConnectError("5ecret"), "cannot be reached"),
        (httpx.ReadError("5ecret"), "cannot be reached"),
        (httpx.RemoteProtocolError("5ecret"), "cannot be reached"),
        (httpx.ConnectTimeout("5ecret"), "in time"),
        (httpx.ReadTimeout("5ecret"), "in time"),
        (httpx.ProxyError("407 5ecret"), "cannot be reached"),
        (httpx.DecodingError("5ecret"), "damaged"),
    ],
)
async def test_broken_connections(error: Exception, told: str) -> None:
    respx.get(URL).mock(side_effect=error)
    problem = await fails()
    assert told in problem.title
    assert problem.retryable
    assert problem.details.startswith(type(error).__name__)


@respx.mock
async def test_a_certificate_that_nobody_trusts() -> None:
    respx.get(URL).mock(side_effect=ssl.SSLCertVerificationError("5ecret"))
    problem = await fails()
    assert "not safe" in problem.title
    assert not problem.retryable


@pytest.mark.parametrize(
    "address",
    [
        "",
        "cal.example/x.ics",
        "ftp://cal.example/x.ics",
        "file:///etc/passwd",
        "https://",
        "https://[x",
        "https://a:b",
        "https://cal.example:99999/",
        "javascript:alert(1)",
        "https://a b.example/",
        "https://\u2028.example/",
    ],
)
async def test_what_is_no_address(address: str) -> None:
    problem = await fails(address)
    assert isinstance(problem, InputProblem)
    assert problem.field == "address"


@respx.mock
async def test_nothing_of_the_address_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    respx.get(URL).respond(200, headers=GOOD, content=FILE)
    await WebCalendar().fetch(URL.replace("://", "://ada:pa%24s@"))
    assert "5ecret" not in caplog.text
    assert "pa%24s" not in caplog.text


async def test_over_a_real_connection() -> None:
    """A server that says nothing of the length, one that falls silent half-way, and one that is not there."""
    silent = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/calendar\r\nconnection: close\r\n\r\n" + FILE[:30])
        await writer.drain()
        if b"GET /silent" in request:
            await silent.wait()
        writer.write(FILE[30:])
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        found = await WebCalendar().fetch(f"http://ada:5ecret@127.0.0.1:{port}/whole")
        assert found == FetchedCalendar(FILE, "")
        with pytest.raises(AppError, match="in time"):
            await WebCalendar(Patience(whole=0.3)).fetch(f"http://127.0.0.1:{port}/silent")
        silent.set()
    with pytest.raises(AppError, match="cannot be reached"):
        await WebCalendar().fetch(f"http://127.0.0.1:{port}/gone")


def test_both_are_what_the_services_ask_for() -> None:
    calendars: Calendars = IcsCalendars()
    fetcher: CalendarFetcher = WebCalendar()
    assert calendars.export([], "Clinic").startswith(b"BEGIN:VCALENDAR")
    assert "5ecret" not in repr(fetcher)
