"""The page on loopback: what is on the list, with its type and headers, and nothing else."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from hosted_meetings_desktop.guest_page.brand import GuestBrand
from hosted_meetings_desktop.guest_page.server import GuestPageServer

pytestmark = pytest.mark.skipif(
    not (Path(__file__).parents[3] / "resources/call/node_modules/@dytesdk").is_dir(),
    reason="needs the kits (make setup)",
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = GuestPageServer(GuestBrand(name="Practice clinic"))
    yield server.start()
    server.stop()


def get(address: str, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/main.js", "text/javascript; charset=utf-8"),
        ("/guest.css", "text/css; charset=utf-8"),
        ("/clinic.json", "application/json; charset=utf-8"),
        ("/languages/ar.json", "application/json; charset=utf-8"),
        ("/call/kits.js", "text/javascript; charset=utf-8"),
        ("/assets/joined.wav", "audio/wav"),
        ("/assets/permissions.svg", "image/svg+xml"),
        ("/kit/realtimekit/browser.js", "text/javascript; charset=utf-8"),
        ("/kit/dyte-ui-kit/dyte-ui-kit.esm.js", "text/javascript; charset=utf-8"),
        ("/main.js?x=1", "text/javascript; charset=utf-8"),
    ],
)
def test_the_files_of_the_page_come_with_their_type(address: str, path: str, kind: str) -> None:
    status, headers, body = get(address, path)
    assert (status, headers["content-type"]) == (200, kind)
    assert len(body) == int(headers["content-length"]) > 0
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/languages/",
        "/languages",
        "/kit/",
        "/../pyproject.toml",
        "/%2e%2e/pyproject.toml",
        "/languages/../../../../pyproject.toml",
        "/..%2fcall%2fpackage.json",
        "//etc/passwd",
        "/kit/realtimekit/index.es.js",
        "/README.txt",
        "/.npmrc",
        "/clinic.json%00",
    ],
)
def test_nothing_else_is_served(address: str, path: str) -> None:
    assert get(address, path)[0] == 404


def test_it_listens_to_this_pc_under_its_own_name_only(address: str) -> None:
    assert urlsplit(address).hostname == "127.0.0.1"
    assert get(address, "/", Host="evil.example")[0] == 421
    port = urlsplit(address).port
    assert get(address, "/", Host=f"localhost:{port}")[0] == 200


def test_it_only_reads(address: str) -> None:
    assert get(address, "/clinic.json", "POST")[0] == 501
    status, headers, body = get(address, "/clinic.json", "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) > 0


def test_it_lets_the_page_speak_to_this_pc_and_nobody_else(address: str) -> None:
    _status, _headers, page = get(address, "/")
    assert b"http://127.0.0.1:* ws://127.0.0.1:*" in page
    assert b"https://" not in page.split(b"Content-Security-Policy")[1].split(b">")[0]
    assert json.loads(get(address, "/clinic.json")[2])["practice"] is True


def test_starting_and_stopping_twice_is_harmless() -> None:
    server = GuestPageServer()
    assert server.address() == ""
    address = server.start()
    assert server.start() == address == server.address()
    server.stop()
    server.stop()
    assert server.address() == ""
    with pytest.raises(OSError, match="refused"):
        get(address, "/")
