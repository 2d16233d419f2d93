"""The probes against servers on loopback that misbehave as networks do."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from hosted_meetings_desktop.domain.network_probes import Outcome, Probe, Target, Way
from hosted_meetings_desktop.network_check.lines import Patience
from hosted_meetings_desktop.network_check.probes import NetworkCheck, public_context
from hosted_meetings_desktop.network_check.proxies import ProxySettings
from tests.unit.network_check.kit import (
    HOST,
    Authority,
    Talk,
    free_port,
    hang_up,
    head,
    nobody,
    says,
    server,
    silence,
    stun_server,
    turn_over_tcp,
)

pytestmark = pytest.mark.anyio

OK = "HTTP/1.1 401 Unauthorized\nContent-Length: 0"
NO_PROXY = ProxySettings(dict, dict, lambda _host: False)


def check(**more: Any) -> NetworkCheck:
    more.setdefault("settings", NO_PROXY)
    more.setdefault("trust", nobody)
    more.setdefault("public", nobody)
    return NetworkCheck(more.pop("patience", Patience(connect=3, answer=3, whole=8)), **more)


async def probed(way: Way, talk: Talk, tls: Any = None, path: str = "/v2", **more: Any) -> Probe:
    async with server(talk, tls) as port:
        return await check(**more).probe(Target(way, HOST, port, path))


# ---- HTTP and WebSocket without TLS, as in practice mode
async def test_any_answer_of_the_service_is_an_answer() -> None:
    asked: list[str] = []
    found = await probed(Way.HTTP, says(OK, asked))
    assert (found.outcome, found.said) == (Outcome.REACHED, "HTTP 401")
    assert found.milliseconds is not None
    assert asked[0].startswith(f"GET /v2 HTTP/1.1\r\nHost: {HOST}:{found.target.port}\r\n")
    assert "uthorization" not in asked[0]


async def test_a_socket_is_asked_for_as_calls_do() -> None:
    asked: list[str] = []
    found = await probed(Way.WS, says("HTTP/1.1 101 Switching Protocols\nUpgrade: websocket", asked), path="/edge/ws")
    assert (found.outcome, found.said) == (Outcome.REACHED, "HTTP 101")
    assert "Upgrade: websocket\r\n" in asked[0]
    assert "Sec-WebSocket-Version: 13\r\n" in asked[0]


@pytest.mark.parametrize(
    ("way", "text"),
    [
        (Way.HTTP, "HTTP/1.1 511 Network Authentication Required"),
        (Way.HTTP, "HTTP/1.1 302 Found\nLocation: http://hotel.example/sign-in"),
        (Way.WS, "HTTP/1.1 200 OK\nContent-Type: text/html"),
        (Way.HTTP, "SSH-2.0-OpenSSH_9.2"),
        (Way.HTTP, "HTTP/1.1 OK"),
        (Way.HTTP, "HTTP/1.1 200 OK\nX-Long: " + "x" * 20_000),
    ],
    ids=["sign-in page", "redirect", "page instead of a socket", "no HTTP", "no status", "endless head"],
)
async def test_somebody_else_who_answers_is_noticed(way: Way, text: str) -> None:
    assert (await probed(way, says(text))).outcome is Outcome.STRANGE


async def test_a_redirect_on_the_same_host_is_the_services_own() -> None:
    assert (await probed(Way.HTTP, says("HTTP/1.1 301 Moved\nLocation: /v2/"))).outcome is Outcome.REACHED


async def test_a_closed_port_is_told_from_a_silent_one_and_from_one_that_hangs_up() -> None:
    assert (await check().probe(Target(Way.HTTP, HOST, await free_port()))).outcome is Outcome.REFUSED
    assert (await probed(Way.HTTP, silence, patience=Patience(answer=0.2))).outcome is Outcome.SILENT
    assert (await probed(Way.HTTP, hang_up)).outcome is Outcome.BROKEN


async def test_a_whole_probe_ends_whatever_happens() -> None:
    found = await probed(Way.HTTP, silence, patience=Patience(connect=60, answer=60, whole=0.2))
    assert found.outcome is Outcome.SILENT


async def test_a_name_that_nobody_knows() -> None:
    async def resolve(_host: str, _port: int) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    for way in Way:
        found = await check(resolve=resolve).probe(Target(way, "api.example", 443))
        assert found.outcome is Outcome.NO_NAME, way


async def test_a_name_server_that_is_silent() -> None:
    async def resolve(_host: str, _port: int) -> object:
        raise TimeoutError

    found = await check(resolve=resolve).probe(Target(Way.HTTPS, "api.example", 443))
    assert (found.outcome, found.said) == (Outcome.NO_NAME, "the name server does not answer")


# ---- TLS
async def test_a_certificate_of_the_clinics_own_is_named(tmp_path: Path) -> None:
    clinic = Authority()
    found = await probed(Way.HTTPS, says(OK), clinic.server(tmp_path), trust=clinic.trust)
    assert (found.outcome, found.public) == (Outcome.REACHED, False)
    assert found.issuer == "Clinic at the Park, Park Clinic Inspection CA"


async def test_a_public_certificate_is_nothing_to_talk_about(tmp_path: Path) -> None:
    world = Authority("World Root", "World")
    found = await probed(Way.HTTPS, says(OK), world.server(tmp_path), trust=world.trust, public=world.trust)
    assert (found.outcome, found.public, found.issuer) == (Outcome.REACHED, True, "World, World Root")


@pytest.mark.parametrize(
    ("days", "host", "outcome"),
    [(5, HOST, Outcome.UNTRUSTED), (-2, HOST, Outcome.WRONG_TIME), (5, "other.example", Outcome.WRONG_NAME)],
    ids=["nobody knows who issued it", "expired", "for another name"],
)
async def test_a_certificate_that_is_not_trusted_is_read_all_the_same(
    tmp_path: Path, days: int, host: str, outcome: Outcome
) -> None:
    clinic = Authority()
    trust = nobody if outcome is Outcome.UNTRUSTED else clinic.trust
    asked: list[str] = []
    found = await probed(Way.HTTPS, says(OK, asked), clinic.server(tmp_path, days=days, host=host), trust=trust)
    assert (found.outcome, found.issuer) == (outcome, "Clinic at the Park, Park Clinic Inspection CA")
    assert asked == []  # not a word to somebody who is not trusted


async def test_what_speaks_no_tls_is_broken_and_not_a_certificates_fault() -> None:
    found = await probed(Way.HTTPS, says("HTTP/1.1 400 Bad Request"), patience=Patience(answer=0.5))
    assert found.outcome in {Outcome.BROKEN, Outcome.SILENT}
    assert found.issuer == ""


async def test_an_odd_answer_under_a_public_certificate_is_the_services_own(tmp_path: Path) -> None:
    world, page = Authority(), "HTTP/1.1 200 OK\nContent-Type: text/html"
    tls = world.server(tmp_path)
    trusted = await probed(Way.WSS, says(page), tls, trust=world.trust, public=world.trust)
    assert trusted.outcome is Outcome.REACHED
    inspected = await probed(Way.WSS, says(page), tls, trust=world.trust)
    assert inspected.outcome is Outcome.STRANGE


async def test_an_inspected_socket_that_is_cut_keeps_its_issuer(tmp_path: Path) -> None:
    clinic = Authority()

    async def cut(stream: Any) -> None:
        await head(stream)

    found = await probed(Way.WSS, cut, clinic.server(tmp_path), trust=clinic.trust)
    assert (found.outcome, found.public) == (Outcome.BROKEN, False)
    assert found.issuer.startswith("Clinic at the Park")


def test_the_list_of_everybodys_authorities_can_be_had() -> None:
    assert public_context().cert_store_stats()["x509_ca"] > 50


# ---- media
@pytest.mark.parametrize(("way", "said"), [(Way.STUN_UDP, ""), (Way.TURN_UDP, "STUN 401")])
async def test_a_media_server_answers_over_udp_even_if_a_packet_is_lost(way: Way, said: str) -> None:
    async with stun_server(deaf_for=1) as (port, came):
        found = await check().probe(Target(way, HOST, port))
    assert (found.outcome, found.said) == (Outcome.REACHED, said)
    assert len(came) >= 2
    assert came[0] == came[1]  # the same request again, not another


async def test_udp_that_is_closed_or_silent() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind((HOST, 0))
        closed = line.getsockname()[1]
    found = await check(patience=Patience(answer=1)).probe(Target(Way.STUN_UDP, HOST, closed))
    assert found.outcome in {Outcome.REFUSED, Outcome.SILENT}  # not every system passes the refusal on
    async with stun_server(deaf_for=99) as (port, came):
        found = await check(patience=Patience(answer=0.8)).probe(Target(Way.STUN_UDP, HOST, port))
    assert found.outcome is Outcome.SILENT
    assert len(came) == 2


async def test_a_relay_answers_over_tcp_and_over_tls(tmp_path: Path) -> None:
    world = Authority()
    for way, tls in ((Way.TURN_TCP, None), (Way.TURN_TLS, world.server(tmp_path))):
        found = await probed(way, turn_over_tcp, tls, trust=world.trust, public=world.trust)
        assert (found.outcome, found.said) == (Outcome.REACHED, "STUN 401"), way


@pytest.mark.parametrize(
    ("talk", "outcome"),
    [
        (silence, Outcome.SILENT),
        (hang_up, Outcome.BROKEN),
        (says("HTTP/1.1 400 Bad Request"), Outcome.SILENT),
    ],
)
async def test_what_is_no_relay_is_not_taken_for_one(talk: Talk, outcome: Outcome) -> None:
    assert (await probed(Way.TURN_TCP, talk, patience=Patience(answer=0.4))).outcome is outcome


async def test_a_web_server_on_a_relays_port_is_strange() -> None:
    async def page(stream: Any) -> None:
        await stream.receive()
        await stream.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    assert (await probed(Way.TURN_TCP, page)).outcome is Outcome.STRANGE
