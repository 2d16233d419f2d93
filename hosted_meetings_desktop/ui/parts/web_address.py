"""Which addresses a person may type."""

from __future__ import annotations

from urllib.parse import urlsplit


def secure_address(address: str) -> bool:
    """Return whether ``address`` can be used: https, or http to this PC itself; no user name, no question mark."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    local = parts.scheme == "http" and host in {"127.0.0.1", "localhost", "::1"}
    secure = parts.scheme == "https" or local
    return bool(host) and secure and not (parts.username or parts.query) and " " not in address
