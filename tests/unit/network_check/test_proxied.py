"""Proxies: which one is taken, how it answers, and that its password is told to nobody."""

from __future__ import annotations

import base64
import socket
from collections.abc import Mapping
from pathlib import Path
from threading import Event
from typing import Any

import anyio
import pytest

from hosted_meetings_desktop.domain.network_probes import Outcome, ProxyState, Target, Way
from hosted_meetings_desktop.network_check.lines import Patience
from hosted_meetings_desktop.network_check.probes import NetworkCheck
from hosted_meetings_desktop.network_check.proxies import ProxySettings, read_proxy
from tests.unit.network_check.kit import HOST, Authority, free_port, hang_up, nobody, says, server, silence, tunnels
from tests.unit.network_check.kit import turn_over_tcp as relay

pytestmark = pytest.mark.anyio

OK = "HTTP/1.1 401 Unauthorized\nContent-Length: 0"
# Nobody resolves it but the proxies of these tests; this PC itself would never be behind one.
AWAY = "service.test"
PAIR = base64.b64encode(b"desk:s3cret").decode()


def settings(found: Mapping[str, str], bypassed: bool = False) -> ProxySettings:
    return ProxySettings(lambda: found, dict, lambda _host: bypassed)


async def known(_host: str, _port: int) -> object:
    return [()]


def check(proxy: str, **more: Any) -> NetworkCheck:
    patience = more.pop("patience", Patience(connect=3, answer=3, whole=8))
    more.setdefault("trust", nobody)
    more.setdefault("public", nobody)
    found = {"https": proxy, "http": proxy} if proxy else {}
    return NetworkCheck(patience, settings=settings(found), resolve=known, **more)


async def test_everything_goes_through_the_proxy_and_its_password_stays_there(tmp_path: Path) -> None:
    world, asked = Authority(), list[str]()
    tls = world.server(tmp_path, host=AWAY)
    async with server(says(OK), tls) as port, server(tunnels(asked, PAIR)) as proxy:
        one = check(f"http://desk:s3cret@{HOST}:{proxy}", trust=world.trust, public=world.trust)
        target = Target(Way.HTTPS, AWAY, port)
        found = await one.probe(target)
        fact = await one.proxy(target)
    assert (found.outcome, found.via) == (Outcome.REACHED, f"http://{HOST}:{proxy}")
    assert (fact.state, fact.address, fact.source) == (ProxyState.WORKS, f"http://{HOST}:{proxy}", "environment")
    assert len(asked) == 3  # the request, the look at the certificate, the look at the proxy
    for said in (repr(found), repr(fact), found.line, repr(read_proxy("http://desk:s3cret@x:1"))):
        assert "s3cret" not in said
        assert PAIR not in said


async def test_a_proxy_that_wants_a_sign_in_says_which() -> None:
    async with server(tunnels([], PAIR)) as proxy:
        one = check(f"http://{HOST}:{proxy}")
        found = await one.probe(Target(Way.WSS, AWAY, 443))
        fact = await one.proxy(Target(Way.HTTPS, AWAY, 443))
    assert found.outcome is Outcome.PROXY_SIGN_IN
    assert (fact.state, fact.said) == (ProxyState.SIGN_IN, "HTTP 407 Negotiate, Basic")


@pytest.mark.parametrize(
    ("talk", "outcome", "state"),
    [
        (says("HTTP/1.1 403 Blocked by policy"), Outcome.PROXY_BLOCKED, ProxyState.BLOCKS),
        (hang_up, Outcome.PROXY_GONE, ProxyState.GONE),
        (silence, Outcome.PROXY_GONE, ProxyState.GONE),
    ],
    ids=["forbidden", "hangs up", "silent"],
)
async def test_a_proxy_that_lets_nobody_through(talk: Any, outcome: Outcome, state: ProxyState) -> None:
    async with server(talk) as proxy:
        one = check(f"{HOST}:{proxy}", patience=Patience(answer=0.3, whole=2))
        assert (await one.probe(Target(Way.HTTPS, AWAY, 443))).outcome is outcome
        assert (await one.proxy(Target(Way.HTTPS, AWAY, 443))).state is state


async def test_a_proxy_that_is_not_there() -> None:
    one = check(f"http://{HOST}:{await free_port()}")
    assert (await one.probe(Target(Way.HTTPS, AWAY, 443))).outcome is Outcome.PROXY_GONE
    fact = await one.proxy(Target(Way.HTTPS, AWAY, 443))
    assert (fact.state, fact.said) == (ProxyState.GONE, "refused")


@pytest.mark.parametrize("address", ["socks5://127.0.0.1:1080", "http://[broken", "quic://x:1"])
async def test_a_proxy_that_this_program_cannot_use(address: str) -> None:
    assert (await check(address).proxy(Target(Way.HTTPS, AWAY, 443))).state is ProxyState.UNUSABLE
    assert (await check(address).probe(Target(Way.HTTPS, AWAY, 443))).outcome is Outcome.PROXY_GONE


async def test_this_pc_itself_is_never_behind_a_proxy() -> None:
    asked: list[str] = []
    async with server(says(OK)) as port, server(tunnels(asked)) as proxy:
        one = check(f"http://{HOST}:{proxy}", of_calls=lambda _address: f"http://{HOST}:{proxy}")
        target = Target(Way.HTTP, HOST, port)
        assert (await one.probe(target)).outcome is Outcome.REACHED
        assert (await one.proxy(target)).state is ProxyState.NONE
    assert asked == []


async def test_the_proxy_of_calls_is_told_apart_and_taken_for_the_socket(tmp_path: Path) -> None:
    world, asked = Authority(), list[str]()
    tls = world.server(tmp_path, host=AWAY)
    async with server(says("HTTP/1.1 101 Yes"), tls) as port, server(tunnels(asked)) as proxy:
        one = check("", of_calls=lambda _address: f"http://{HOST}:{proxy}", trust=world.trust, public=world.trust)
        target = Target(Way.WSS, AWAY, port)
        fact = await one.proxy(target)
        found = await one.probe(target)
    assert (fact.state, fact.of_calls) == (ProxyState.NONE, f"http://{HOST}:{proxy}")
    assert (found.outcome, found.via) == (Outcome.REACHED, f"http://{HOST}:{proxy}")


async def test_a_relay_that_is_closed_directly_is_tried_through_the_proxy() -> None:
    asked: list[str] = []

    async def resolve(_host: str, _port: int) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "only the proxy knows names")

    async with server(relay) as port, server(tunnels(asked)) as proxy:
        found = await NetworkCheck(
            Patience(connect=3, answer=3), settings=settings({"http": f"http://{HOST}:{proxy}"}), resolve=resolve
        ).probe(Target(Way.TURN_TCP, AWAY, port))
    assert (found.outcome, found.via) == (Outcome.REACHED, f"http://{HOST}:{proxy}")
    assert len(asked) == 1


def test_settings_are_read_as_requests_read_them() -> None:
    both = ProxySettings(dict, lambda: {"https": "http://system.example:3128"}, lambda _host: False)
    found = both.proxy_for("https", "api.example")
    assert found is not None
    assert (found.address, found.source) == ("http://system.example:3128", "system")
    assert both.proxy_for("http", "api.example") is None
    assert settings({"all": "http://every.example"}).proxy_for("https", "api.example").port == 80  # type: ignore[union-attr]
    assert settings({"https": "http://one.example"}, bypassed=True).proxy_for("https", "api.example") is None


async def test_a_list_of_exceptions_that_takes_for_ever_holds_nothing_up() -> None:
    go_on = Event()
    settings = ProxySettings(dict, dict, lambda _host: go_on.wait(20))
    quick = Patience(connect=1, answer=0.1, whole=3)
    try:
        with anyio.fail_after(10):
            fact = await NetworkCheck(quick, settings=settings).proxy(Target(Way.HTTPS, "api.example.test", 443))
    finally:
        go_on.set()
    assert fact.state is ProxyState.NONE
