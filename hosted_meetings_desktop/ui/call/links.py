"""Addresses that lead out of the call: opened elsewhere only when the person says so, never with a key in them."""

from __future__ import annotations

import re
from enum import StrEnum
from urllib.parse import unquote

from PySide6.QtCore import QUrl

from hosted_meetings_desktop.ui.call.words import say

# What stands before a "=" in a query, in a fragment, or after a ";" in a path.
_NAME = re.compile(r"(?:^|[?&;#/!])([^=?&;#/!]+)=")
_TOKEN = re.compile(r"(?<![A-Za-z0-9])eyJ")
"""How every token of the providers begins; inside a longer word it is chance."""

# Whole names without their separators: a page about a "keyword" or an "author" holds no secret.
_SECRET_NAMES = frozenset({"key", "auth", "authorization", "accesskey", "authkey", "sessionkey", "privatekey"})
_SECRET_ENDS = ("token", "apikey", "secret", "jwt")


class Link(StrEnum):
    """What an address is to the person."""

    PAGE = "page"
    MAIL = "mail"
    PHONE = "phone"
    WITH_SECRET = "with_secret"  # noqa: S105 - a name, not a secret
    ELSE = "else"


_SCHEMES = {"http": Link.PAGE, "https": Link.PAGE, "mailto": Link.MAIL, "tel": Link.PHONE}


def kind_of(url: QUrl) -> Link:
    """Return what an address is; only pages, mail and telephone numbers without a secret may be offered."""
    kind = _SCHEMES.get(url.scheme(), Link.ELSE)
    if kind is not Link.ELSE and _carries_secret(url):
        return Link.WITH_SECRET
    return kind


def question(url: QUrl) -> str | None:
    """Return what the person is asked before the address is opened; None where it must not be."""
    asked = {
        Link.PAGE: say("Open %1 in the browser?"),
        Link.MAIL: say("Write to %1 in the mail program?"),
        Link.PHONE: say("Call %1 with this PC's telephone program?"),
    }.get(kind_of(url))
    return asked.replace("%1", plain_name(url)) if asked is not None else None


def refusal(url: QUrl) -> str:
    """Return why an address is not opened."""
    if kind_of(url) is Link.WITH_SECRET:
        return say("This page is not opened: it would be handed a key, perhaps yours to the call.")
    return say("This link is not opened: it is not a web page.")


def plain_name(url: QUrl) -> str:
    """Return how an address is named in the question: its host, the mail address or the number."""
    return url.host() if _SCHEMES.get(url.scheme()) is Link.PAGE else url.path()


def _carries_secret(url: QUrl) -> bool:
    text = unquote(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))
    if url.userInfo() or _TOKEN.search(text):
        return True
    return any(_is_secret(name) for name in _NAME.findall(text))


def _is_secret(name: str) -> bool:
    plain = re.sub(r"[\W_]", "", name).lower()
    return plain in _SECRET_NAMES or plain.endswith(_SECRET_ENDS)
