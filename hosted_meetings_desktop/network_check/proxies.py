"""Which proxy this program's requests take, and how its address is told without its password."""

from __future__ import annotations

import base64
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

_PORTS = {"http": 80, "https": 443, "socks": 1080, "socks4": 1080, "socks5": 1080, "socks5h": 1080}
_USABLE = frozenset({"http", "https"})


@dataclass(frozen=True, slots=True)
class Proxy:
    """One proxy.

    Attributes:
        scheme: How it is spoken to.
        authorization: The header that signs in to it; a secret.
        source: ``environment`` or ``system``.
    """

    scheme: str
    host: str
    port: int
    authorization: str = field(default="", repr=False)
    source: str = ""

    @property
    def address(self) -> str:
        """Return its address without name and password."""
        return f"{self.scheme}://{self.host}:{self.port}"

    @property
    def usable(self) -> bool:
        """Return whether this program can go through it."""
        return self.scheme in _USABLE and bool(self.host)


@dataclass(frozen=True, slots=True)
class ProxySettings:
    """Where proxies are read from, as ``urllib.request`` does: that is what this program's requests follow."""

    from_environment: Callable[[], Mapping[str, str]] = urllib.request.getproxies_environment
    from_system: Callable[[], Mapping[str, str]] = urllib.request.getproxies
    bypassed: Callable[[str], object] = urllib.request.proxy_bypass

    def proxy_for(self, scheme: str, host: str) -> Proxy | None:
        """Return the proxy on the way to a host, None where the way is direct. May read the registry."""
        if self.bypassed(host):
            return None
        environment = self.from_environment()
        found = environment or self.from_system()
        address = found.get(scheme) or found.get("all")
        return read_proxy(address, "environment" if environment else "system") if address else None


def read_proxy(address: str, source: str = "") -> Proxy:
    """Return what an address of a proxy says; one that cannot be read is a proxy that cannot be used."""
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return Proxy("unreadable", "", 0, source=source)
    authorization = ""
    if parts.username:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
        authorization = f"Basic {base64.b64encode(pair).decode()}"
    return Proxy(parts.scheme, parts.hostname or "", port, authorization, source)
