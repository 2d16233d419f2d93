"""Addresses that lead out of the call: opened in the person's browser only after they said so, never with a token."""

from __future__ import annotations

from PySide6.QtCore import QUrl, QUrlQuery

_SECRET = ("token", "auth", "key", "secret", "jwt")


def may_be_offered(url: QUrl) -> bool:
    """Return whether an outside address may be offered at all."""
    if url.scheme() not in {"http", "https", "mailto"} or url.userInfo():
        return False
    if "eyJ" in url.toString():
        return False
    names = [name.lower() for name, _value in QUrlQuery(url).queryItems()]
    return not any(part in name for name in names for part in _SECRET)


def plain_name(url: QUrl) -> str:
    """Return how an address is named in the question: its host, or the mail address."""
    return url.path() if url.scheme() == "mailto" else url.host()
