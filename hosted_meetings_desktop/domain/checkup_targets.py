"""The hosts and ports that calls and plans need, by provider.

Sources: Cloudflare's "Network allowlist" for RealtimeKit (developers.cloudflare.com/realtime/realtimekit, 3 September
2026) with the ports of "Service address and ports" of its TURN service; for Dyte, which published no such list, the
hosts that its SDK 3.1.11 has built in, whose media run over Cloudflare's servers as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from hosted_meetings_desktop.domain.account import DYTE_URL, REALTIMEKIT_URL, Embedded, Provider
from hosted_meetings_desktop.domain.network_probes import Target, Way

_BASES = {Provider.DYTE: "dyte.io", Provider.REALTIMEKIT: "realtime.cloudflare.com"}
_PLANS = {Provider.DYTE: DYTE_URL, Provider.REALTIMEKIT: REALTIMEKIT_URL}
_RELAYS = (
    Target(Way.TURN_TCP, "turn.cloudflare.com", 3478),
    Target(Way.TURN_TCP, "turn.cloudflare.com", 80),
    Target(Way.TURN_TLS, "turn.cloudflare.com", 5349),
    Target(Way.TURN_TLS, "turn.cloudflare.com", 443),
)
_DIRECT = (
    Target(Way.STUN_UDP, "stun.cloudflare.com", 3478),
    Target(Way.TURN_UDP, "turn.cloudflare.com", 3478),
)
# Built into Dyte's SDK for when its own list of servers cannot be had.
_DYTE_RELAY = Target(Way.TURN_TCP, "turn.dyte.in", 443)
_DYTE_DIRECT = Target(Way.TURN_UDP, "turn.dyte.in", 3478)


@dataclass(frozen=True, slots=True)
class Place:
    """Whose service is to be reached.

    Attributes:
        base_url: Where plans are sent; empty for the provider's usual address.
        embedded: The service on this PC in practice mode; None with a real account.
    """

    provider: Provider
    base_url: str = ""
    embedded: Embedded | None = None


class Group(StrEnum):
    """What is looked at in one go."""

    PROXY = "proxy"
    SERVICE = "service"
    SIGNALLING = "signalling"
    DIRECT = "direct"
    DETOUR = "detour"


def targets(place: Place, group: Group) -> tuple[Target, ...]:
    """Return what to try in a group; nothing where practice mode has no such thing."""
    if place.embedded is not None:
        return _on_this_pc(place, place.embedded, group)
    base = _BASES[place.provider]
    dyte = place.provider is Provider.DYTE
    if group is Group.SERVICE or group is Group.PROXY:
        plans = _web(place.base_url or _PLANS[place.provider])
        calls = Target(Way.HTTPS, f"api.{base}", 443)
        # The first is the one that proxy and certificates are judged by.
        if group is Group.PROXY:
            return (plans,)
        more = () if dyte else (Target(Way.HTTPS, "r2.cloudflarestorage.com", 443, needed=False),)
        return (plans, *((calls,) if calls.host != plans.host else ()), *more)
    if group is Group.SIGNALLING:
        return (Target(Way.WSS, f"socket-edge.{base}", 443, "/ws"),)
    if group is Group.DIRECT:
        return (*_DIRECT, _DYTE_DIRECT) if dyte else _DIRECT
    return (*_RELAYS, _DYTE_RELAY) if dyte else _RELAYS


def engine_hosts(place: Place) -> tuple[str, ...]:
    """Return the hosts that the call page speaks to, as it may be told to try them; nothing in practice mode."""
    base = _BASES[place.provider]
    return () if place.embedded is not None else (f"api.{base}", f"socket-edge.{base}")


def allow_list(place: Place) -> tuple[str, ...]:
    """Return the lines of a firewall's list for this provider; nothing in practice mode."""
    if place.embedded is not None:
        return ()
    found = [target for group in Group if group is not Group.PROXY for target in targets(place, group)]
    return tuple(dict.fromkeys(f"{target.where} ({target.way})" for target in found))


def _on_this_pc(place: Place, embedded: Embedded, group: Group) -> tuple[Target, ...]:
    if group is Group.SERVICE:
        return (_web(place.base_url or embedded.control_url),)
    if group is Group.SIGNALLING:
        edge = urlsplit(embedded.edge_url)
        path = f"{edge.path.rstrip('/')}/socket-edge/ws"
        return (Target(Way.WS, edge.hostname or "127.0.0.1", edge.port or 80, path),)
    return ()


def _web(address: str) -> Target:
    parts = urlsplit(address)
    way = Way.HTTP if parts.scheme == "http" else Way.HTTPS
    return Target(way, parts.hostname or "", parts.port or (80 if way is Way.HTTP else 443), parts.path or "/")
