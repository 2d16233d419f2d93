"""Tries out every host and port that calls need, in the way in which calls use it; ``NetworkProbes``."""

from __future__ import annotations

import base64
import secrets
import ssl
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from urllib.parse import urlsplit

import anyio
import anyio.to_thread
from anyio.abc import ByteStream

from hosted_meetings_desktop.domain.network_probes import (
    DATAGRAMS,
    SECURE,
    Outcome,
    Probe,
    ProxyFact,
    ProxyState,
    Target,
    Way,
)
from hosted_meetings_desktop.network_check import stun
from hosted_meetings_desktop.network_check.certificates import issuer_of
from hosted_meetings_desktop.network_check.datagrams import asked_by_datagram
from hosted_meetings_desktop.network_check.failures import Failed
from hosted_meetings_desktop.network_check.lines import (
    BROKEN,
    Answer,
    Line,
    Patience,
    ask,
    line_to,
    secured,
    shown_certificate,
)
from hosted_meetings_desktop.network_check.proxies import Proxy, ProxySettings, read_proxy
from hosted_meetings_desktop.support.trust import is_this_pc, trusted_context

Resolve = Callable[[str, int], Awaitable[object]]
_UPGRADE = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
_CERTIFICATE = frozenset({Outcome.UNTRUSTED, Outcome.WRONG_TIME, Outcome.WRONG_NAME})
_STATES = {
    Outcome.PROXY_SIGN_IN: ProxyState.SIGN_IN,
    Outcome.PROXY_BLOCKED: ProxyState.BLOCKS,
    Outcome.PROXY_GONE: ProxyState.GONE,
}
_ASKS_FOR_A_SIGN_IN = 511  # RFC 6585, 6


def public_context() -> ssl.SSLContext:
    """Return the TLS context that trusts everybody's authorities, and none of the clinic's own."""
    import certifi

    return ssl.create_default_context(cafile=certifi.where())


def _no_proxy_of_calls(_address: str) -> str:
    return ""


class NetworkCheck:
    """Tries the network out.

    Args:
        patience: How long to wait for what.
        settings: Where this program's proxy is read from.
        of_calls: Returns the proxy that calls take to an address, as ``http://host:port``, empty where there is none;
            called in a thread, as it may have to fetch a script.
        trust: Returns the TLS context of this program's requests; called in a thread.
        public: Returns one that knows no authority of the clinic's own; called in a thread.
        resolve: Finds a host's addresses.
    """

    def __init__(
        self,
        patience: Patience | None = None,
        *,
        settings: ProxySettings | None = None,
        of_calls: Callable[[str], str] = _no_proxy_of_calls,
        trust: Callable[[], ssl.SSLContext] = trusted_context,
        public: Callable[[], ssl.SSLContext] = public_context,
        resolve: Resolve | None = None,
    ) -> None:
        self._patience = patience or Patience()
        self._settings = settings or ProxySettings()
        self._of_calls = of_calls
        self._trust = trust
        self._public = public
        self._resolve = resolve or anyio.getaddrinfo

    async def probe(self, target: Target) -> Probe:
        """Return what one target answers; within ``Patience.whole`` seconds, whatever the network does."""
        found = Probe(target, Outcome.SILENT)
        with anyio.move_on_after(self._patience.whole):
            try:
                found = await self._probe(target)
            except Failed as error:
                found = Probe(target, error.outcome, said=error.said)
        return found

    async def proxy(self, target: Target) -> ProxyFact:
        """Return which proxy stands on the way to a target, and how it answers."""
        own = await self._own_proxy(target)
        of_calls = await self._proxy_of_calls(target)
        told = of_calls.address if of_calls is not None else ""
        if own is None:
            return ProxyFact(ProxyState.NONE, of_calls=told)
        fact = ProxyFact(ProxyState.WORKS, own.address, own.source, told)
        if not own.usable:
            return replace(fact, state=ProxyState.UNUSABLE)
        with anyio.move_on_after(self._patience.whole):
            try:
                async with self._line(target, own):
                    return fact
            except Failed as error:
                return replace(fact, state=_STATES.get(error.outcome, ProxyState.GONE), said=error.said)
        return replace(fact, state=ProxyState.GONE)

    # ---- proxies
    async def _own_proxy(self, target: Target) -> Proxy | None:
        if is_this_pc(target.host):
            return None
        scheme = "https" if target.way in SECURE else "http"
        with anyio.move_on_after(self._patience.answer):
            # On Windows the list of exceptions is looked through with a name server's help.
            return await anyio.to_thread.run_sync(
                self._settings.proxy_for, scheme, target.host, abandon_on_cancel=True
            )
        return None

    async def _proxy_of_calls(self, target: Target) -> Proxy | None:
        if is_this_pc(target.host):
            return None
        address = ""
        with anyio.move_on_after(self._patience.answer):
            address = await anyio.to_thread.run_sync(
                self._of_calls, f"https://{target.host}:{target.port}/", abandon_on_cancel=True
            )
        return read_proxy(address, "system") if address else None

    def _line(self, target: Target, proxy: Proxy | None) -> AbstractAsyncContextManager[Line]:
        return line_to(target.host, target.port, self._patience, proxy=proxy)

    # ---- each way
    async def _probe(self, target: Target) -> Probe:
        if target.way in DATAGRAMS:
            return await self._by_datagram(target)
        if target.way in {Way.TURN_TCP, Way.TURN_TLS}:
            return await self._relay(target)
        proxy = await self._own_proxy(target)
        if target.way is Way.WSS:
            # The call page opens it: what the system gives to calls comes first.
            proxy = await self._proxy_of_calls(target) or proxy
        if proxy is not None and not proxy.usable:
            raise Failed(Outcome.PROXY_GONE, proxy.scheme)
        if proxy is None:
            await self._find(target)
        return await self._web(target, proxy)

    async def _find(self, target: Target) -> None:
        try:
            with anyio.fail_after(self._patience.connect):
                await self._resolve(target.host, target.port)
        except TimeoutError:
            raise Failed(Outcome.NO_NAME, "the name server does not answer") from None
        except OSError:
            raise Failed(Outcome.NO_NAME) from None

    async def _by_datagram(self, target: Target) -> Probe:
        await self._find(target)
        request = stun.binding_request() if target.way is Way.STUN_UDP else stun.allocate_request()
        milliseconds, said = await asked_by_datagram(target.host, target.port, request, self._patience.answer)
        return Probe(target, Outcome.REACHED, milliseconds, said=said)

    async def _relay(self, target: Target) -> Probe:
        proxy = await self._proxy_of_calls(target) or await self._own_proxy(target)
        try:
            await self._find(target)
            return await self._relay_by(target, None)
        except Failed:
            if proxy is None or not proxy.usable:
                raise
        # As calls do: what is closed directly may be open through the proxy.
        return await self._relay_by(target, proxy)

    async def _relay_by(self, target: Target, proxy: Proxy | None) -> Probe:
        async with self._line(target, proxy) as line:
            if target.way is Way.TURN_TCP:
                return await self._relayed(target, line, line.stream)
            return await self._checked(target, proxy, line, self._relayed)

    async def _relayed(self, target: Target, line: Line, stream: ByteStream) -> Probe:
        request = stun.allocate_request()
        try:
            with anyio.fail_after(self._patience.answer):
                await stream.send(request)
                reply = await _exactly(stream, stun.HEADER)
                reply += await _exactly(stream, stun.rest_length(reply))
        except ValueError:
            raise Failed(Outcome.STRANGE) from None
        except TimeoutError:
            raise Failed(Outcome.SILENT) from None
        except BROKEN:
            raise Failed(Outcome.BROKEN) from None
        said = stun.answers(request, reply)
        if said is None:
            raise Failed(Outcome.STRANGE)
        return Probe(target, Outcome.REACHED, line.milliseconds, line.via, said=f"STUN {said}" if said else "")

    async def _web(self, target: Target, proxy: Proxy | None) -> Probe:
        async with self._line(target, proxy) as line:
            if target.way in SECURE:
                return await self._checked(target, proxy, line, self._asked)
            return await self._asked(target, line, line.stream)

    async def _asked(self, target: Target, line: Line, stream: ByteStream) -> Probe:
        headers = {"Host": _host(target), "Accept": "*/*"}
        socket = target.way in {Way.WS, Way.WSS}
        if socket:
            headers |= _UPGRADE | {"Sec-WebSocket-Key": base64.b64encode(secrets.token_bytes(16)).decode()}
        else:
            headers["Connection"] = "close"
        answer = await ask(stream, "GET", target.path, headers, self._patience)
        outcome = Outcome.STRANGE if _is_strange(answer, target) else Outcome.REACHED
        return Probe(target, outcome, line.milliseconds, line.via, said=f"HTTP {answer.status}")

    # ---- certificates
    async def _checked(
        self,
        target: Target,
        proxy: Proxy | None,
        line: Line,
        then: Callable[[Target, Line, ByteStream], Awaitable[Probe]],
    ) -> Probe:
        """Go on over TLS, and note who issued the certificate that was shown."""
        trust = await anyio.to_thread.run_sync(self._trust)
        try:
            stream = await secured(line.stream, target.host, trust, self._patience)
        except Failed as error:
            issuer = await self._issuer(target, proxy) if error.outcome in _CERTIFICATE else ""
            return Probe(target, error.outcome, line.milliseconds, line.via, issuer, said=error.said)
        issuer = issuer_of(shown_certificate(stream))
        public = await self._is_public(target, proxy)
        try:
            found = await then(target, line, stream)
        except Failed as error:
            return Probe(target, error.outcome, None, line.via, issuer, public, error.said)
        if found.outcome is Outcome.STRANGE and public:
            # Nobody between can have written it.
            found = replace(found, outcome=Outcome.REACHED)
        return replace(found, issuer=issuer, public=public)

    async def _is_public(self, target: Target, proxy: Proxy | None) -> bool | None:
        public = await anyio.to_thread.run_sync(self._public)
        try:
            async with self._line(target, proxy) as line:
                await secured(line.stream, target.host, public, self._patience)
        except Failed as error:
            return False if error.outcome in _CERTIFICATE else None
        return True

    async def _issuer(self, target: Target, proxy: Proxy | None) -> str:
        """Read the certificate that was not trusted; nothing is sent over that line."""
        anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        anybody.check_hostname = False
        anybody.verify_mode = ssl.CERT_NONE
        try:
            async with self._line(target, proxy) as line:
                return issuer_of(shown_certificate(await secured(line.stream, target.host, anybody, self._patience)))
        except Failed:
            return ""


def _is_strange(answer: Answer, target: Target) -> bool:
    """Return whether somebody else seems to answer: a network's sign-in page, a page instead of a socket."""
    if answer.status == _ASKS_FOR_A_SIGN_IN:
        return True
    if 300 <= answer.status < 400:
        return urlsplit(answer.headers.get("location", "")).hostname not in {None, target.host}
    return target.way in {Way.WS, Way.WSS} and 200 <= answer.status < 300


def _host(target: Target) -> str:
    name = f"[{target.host}]" if ":" in target.host else target.host
    usual = 443 if target.way in SECURE else 80
    return name if target.port == usual else f"{name}:{target.port}"


async def _exactly(stream: ByteStream, count: int) -> bytes:
    read = b""
    while len(read) < count:
        read += await stream.receive(count - len(read))
    return read
