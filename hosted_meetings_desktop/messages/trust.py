"""Whom this PC trusts, and which hosts are this PC itself."""

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
