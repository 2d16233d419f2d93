"""Whom this PC trusts, which hosts are this PC itself, and what lay behind a failed connection."""

from __future__ import annotations

import functools
import ssl
from ipaddress import ip_address


@functools.cache
def trusted_context() -> ssl.SSLContext:
    """Return the TLS context that trusts what this PC trusts, the clinic's own authorities included.

    Loading it takes tens of milliseconds: call it in a thread.
    """
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def is_this_pc(host: str) -> bool:
    """Tell whether a host's name or address leads to this PC itself."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def causes(error: BaseException) -> list[BaseException]:
    """Return a failure, what caused it, and so on."""
    found: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in found:
        found.append(current)
        current = current.__cause__ or current.__context__
    return found


def failure_words(error: BaseException) -> str:
    """Return the kinds of a failure and of what caused it, such as ``ConnectError: gaierror``; no texts, no URLs."""
    return ": ".join(dict.fromkeys(type(found).__name__ for found in causes(error)))


def distrusted(error: BaseException) -> bool:
    """Tell whether a connection failed because this PC does not trust who answered."""
    return any(isinstance(found, ssl.SSLCertVerificationError) for found in causes(error))
