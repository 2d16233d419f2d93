"""The transport over real sockets: keep-alive, cancelling, logging, and what is imported when."""

from __future__ import annotations

import asyncio
import logging
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import anyio
import pytest

from hosted_meetings_desktop.domain.account import DyteCredentials
from hosted_meetings_desktop.domain.errors import AnswerLost, Unreachable
from hosted_meetings_desktop.domain.ids import RoomId
from hosted_meetings_desktop.domain.room import RoomSpec
from hosted_meetings_desktop.dyte.client import DyteClient
from tests.unit.dyte.doubles import API_KEY, Sleeps, make_client

pytestmark = pytest.mark.anyio

BODY = b'{"success": true, "data": [], "paging": {"total_count": 0}}'
FOUND = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(BODY) + BODY


class Server:
    """Answers with whatever ``answer`` writes; counts connections and requests."""

    def __init__(self) -> None:
        self.connections = 0
        self.requests: list[bytes] = []
        self.port = 0
        self.answer: Callable[[asyncio.StreamWriter, int], Awaitable[None]] = self.found
        self.arrived = asyncio.Event()
        self.over = asyncio.Event()

    async def found(self, writer: asyncio.StreamWriter, _number: int) -> None:
        writer.write(FOUND)
        await writer.drain()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                for line in head.split(b"\r\n"):
                    if line.lower().startswith(b"content-length:"):
                        await reader.readexactly(int(line.split(b":")[1]))
                self.requests.append(head)
                self.arrived.set()
                await self.answer(writer, len(self.requests))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    listening = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = listening.sockets[0].getsockname()[1]
    yield made
    made.over.set()
    listening.close()


@pytest.fixture
async def local(server: Server, sleeps: Sleeps) -> AsyncIterator[DyteClient]:
    made = make_client(DyteCredentials("org-1", API_KEY, f"http://127.0.0.1:{server.port}/v2"), sleeps)
    yield made
    await made.aclose()


async def test_connections_are_kept(server: Server, local: DyteClient) -> None:
    for _ in range(5):
        await local.list_rooms()
    assert (server.connections, len(server.requests)) == (1, 5)


async def test_first_requests_at_once_share_one_client(server: Server, local: DyteClient) -> None:
    async with anyio.create_task_group() as group:
        for _ in range(5):
            group.start_soon(local.list_rooms)
    assert len(server.requests) == 5


async def test_a_cancelled_request_leaves_the_client_usable(server: Server, local: DyteClient) -> None:
    async def silent(_writer: asyncio.StreamWriter, _number: int) -> None:
        await server.over.wait()

    server.answer = silent
    for _ in range(12):  # more than the pool has connections: none of them may stay taken
        server.arrived.clear()
        async with anyio.create_task_group() as group:
            group.start_soon(local.create_room, RoomSpec("T"))
            await server.arrived.wait()
            group.cancel_scope.cancel()
    server.answer = server.found
    assert (await local.list_rooms()).total == 0


async def test_a_cut_connection_is_a_lost_answer_for_a_deed_and_another_try_for_a_read(
    server: Server, local: DyteClient
) -> None:
    async def cut_once(writer: asyncio.StreamWriter, number: int) -> None:
        if number in {1, 2}:
            writer.transport.abort()
        else:
            await server.found(writer, number)

    server.answer = cut_once
    with pytest.raises(AnswerLost):
        await local.create_room(RoomSpec("T"))
    assert len(server.requests) == 1
    assert (await local.list_rooms()).total == 0
    assert len(server.requests) == 3


async def test_half_a_body_is_a_lost_answer_for_a_deed(server: Server, local: DyteClient) -> None:
    async def half(writer: asyncio.StreamWriter, _number: int) -> None:
        writer.write(FOUND[:-20])
        await writer.drain()
        writer.close()

    server.answer = half
    with pytest.raises(AnswerLost):
        await local.create_room(RoomSpec("T"))
    assert len(server.requests) == 1


async def test_nobody_listening_is_unreachable(sleeps: Sleeps) -> None:
    with anyio.fail_after(30):
        closed = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
        port = closed.sockets[0].getsockname()[1]
        closed.close()
        await closed.wait_closed()
        client = make_client(DyteCredentials("o", "k", f"http://127.0.0.1:{port}"), sleeps)
        with pytest.raises(Unreachable):
            await client.create_room(RoomSpec("T"))
    await client.aclose()


async def test_a_distrusted_certificate_is_told_and_not_tried_again(sleeps: Sleeps, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_self_signed(tmp_path / "own.pem"))
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0, ssl=context)
    async with server:
        port = server.sockets[0].getsockname()[1]
        client = make_client(DyteCredentials("o", "k", f"https://127.0.0.1:{port}"), sleeps)
        with pytest.raises(Unreachable) as caught:
            await client.create_room(RoomSpec("T"))
        await client.aclose()
    assert "certificate" in caught.value.advice
    assert not sleeps.waited


def _self_signed(path: Path) -> Path:
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    built = built.add_extension(
        x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + built.sign(key, hashes.SHA256()).public_bytes(pem))
    return path


async def test_loopback_never_goes_through_a_proxy(
    server: Server, local: DyteClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert (await local.list_rooms()).total == 0


async def test_logs_hold_neither_queries_nor_keys(
    server: Server, local: DyteClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await local.list_rooms(search="Ada Lovelace")
        with pytest.raises(Exception, match="could not be read"):
            await local.get_room(RoomId("room-1"))
    assert "GET /meetings: 200" in caplog.text
    assert "Ada" not in caplog.text
    assert API_KEY not in caplog.text
    assert "uthorization" not in caplog.text
    assert not [record for record in caplog.records if record.name.startswith(("httpx", "httpcore"))]


def test_importing_and_connecting_imports_no_http() -> None:
    code = (
        "import sys\n"
        "from hosted_meetings_desktop.domain.account import DyteCredentials\n"
        "from hosted_meetings_desktop.dyte.client import connect\n"
        "from hosted_meetings_desktop.dyte.fetcher import PresignedFetcher\n"
        "connect(DyteCredentials('o', 'k')); PresignedFetcher()\n"
        "print(sorted(name for name in ('httpx', 'httpcore', 'truststore', 'ssl') if name in sys.modules))\n"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "httpx" not in found.stdout
    assert "truststore" not in found.stdout
