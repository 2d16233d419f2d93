"""What a check-up asks of the network, and what it hears: the port that ``network_check`` fills in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Way(StrEnum):
    """How a target is spoken to."""

    HTTPS = "HTTPS"
    HTTP = "HTTP"
    WSS = "WebSocket over TLS"
    WS = "WebSocket"
    STUN_UDP = "STUN over UDP"
    TURN_UDP = "TURN over UDP"
    TURN_TCP = "TURN over TCP"
    TURN_TLS = "TURN over TLS"


SECURE = frozenset({Way.HTTPS, Way.WSS, Way.TURN_TLS})
DATAGRAMS = frozenset({Way.STUN_UDP, Way.TURN_UDP})


@dataclass(frozen=True, slots=True)
class Target:
    """One host and port that calls or plans need.

    Attributes:
        path: What is asked for, of HTTP and WebSocket.
        needed: Whether calls or plans stop without it.
    """

    way: Way
    host: str
    port: int
    path: str = "/"
    needed: bool = True

    @property
    def where(self) -> str:
        """Return the place as firewalls name it: ``api.dyte.io 443/tcp``."""
        return f"{self.host} {self.port}/{'udp' if self.way in DATAGRAMS else 'tcp'}"


class Outcome(StrEnum):
    """What became of one probe."""

    REACHED = "reached"
    OFFLINE = "no network"
    NO_NAME = "name not found"
    REFUSED = "refused"
    SILENT = "no answer"
    BROKEN = "connection cut"
    UNTRUSTED = "certificate not trusted"
    WRONG_TIME = "certificate not valid now"
    WRONG_NAME = "certificate for another name"
    PROXY_SIGN_IN = "proxy wants a sign-in"
    PROXY_BLOCKED = "proxy says no"
    PROXY_GONE = "proxy does not answer"
    STRANGE = "something else answered"


@dataclass(frozen=True, slots=True)
class Probe:
    """What one target answered.

    Attributes:
        milliseconds: One round trip, where it was reached.
        via: The proxy's address, without name and password; empty where the way was direct.
        issuer: Who issued the certificate that was shown; empty without TLS.
        public: Whether everybody's list of authorities knows that issuer; None where it was not found out.
        said: The status that came back, for IT.
    """

    target: Target
    outcome: Outcome
    milliseconds: int | None = None
    via: str = ""
    issuer: str = ""
    public: bool | None = None
    said: str = ""

    @property
    def line(self) -> str:
        """Return the probe as one line for IT."""
        parts = [f"{self.target.where} ({self.target.way})", str(self.outcome)]
        if self.said:
            parts.append(self.said)
        if self.milliseconds is not None:
            parts.append(f"{self.milliseconds} ms")
        if self.via:
            parts.append(f"through the proxy {self.via}")
        return ", ".join(parts)


class ProxyState(StrEnum):
    """How the proxy of this PC answers."""

    NONE = "none"
    WORKS = "works"
    SIGN_IN = "sign_in"
    BLOCKS = "blocks"
    GONE = "gone"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class ProxyFact:
    """The proxy on the way to one host.

    Attributes:
        address: Without name and password; empty where there is none.
        source: ``environment`` or ``system``; empty where there is none.
        of_calls: The proxy that the system gives to calls, which may be another one; empty where there is none.
        said: What it answered, for IT.
    """

    state: ProxyState
    address: str = ""
    source: str = ""
    of_calls: str = ""
    said: str = ""


class NetworkProbes(Protocol):
    """Tries the network out. Nothing here raises for what a network does; all of it ends within seconds."""

    async def probe(self, target: Target) -> Probe:
        """Return what one target answers."""
        ...

    async def proxy(self, target: Target) -> ProxyFact:
        """Return which proxy stands on the way to a target, and how it answers."""
        ...
