"""A link that opens a meeting in the app, read with suspicion: any web page and any mail can hand us one.

The grammar::

    hostedmeetings://join/<id>[?room=<id>][&account=<id>]

``id`` is our meeting's id or the provider's of its room, both UUIDs; ``room`` finds the meeting on the PC of a
colleague, who has the same room under an id of their own; ``account`` says whose it is. What people paste is read
too: such an id alone, and the address at which the provider's own page opens a room (``.../meeting?id=<id>``).

A link never lets anybody in: it names a meeting, and the person at the app decides. What holds a token or a password
is refused and nothing of it is kept, so that the rest of the app can show and log what it is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from hosted_meetings_desktop.domain.call import Kit

if TYPE_CHECKING:
    from hosted_meetings_desktop.domain.meeting import Meeting

SCHEME = "hostedmeetings"
DEED = "join"
LONGEST = 2_000
"""Characters; a link of ours has about 150."""

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ACCOUNT = re.compile(r"[0-9a-z-]{1,40}")
_PLAIN = re.compile(r"[\x21-\x7e]+")
_WRONG_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_GUESTS = re.compile(rf"#(?:{'|'.join(Kit)})\.", re.IGNORECASE)
_SECRET = re.compile(r"eyJ[\w-]{6,}|(?:token|secret|passw(?:or)?d|api_?key|signature)[\w-]*=", re.IGNORECASE)
_PROVIDERS = frozenset({"app.dyte.io", "demo.dyte.io", "demo.realtime.cloudflare.com"})
_PROVIDERS_PATHS = frozenset({"/meeting", "/v2/meeting"})
_REFUSED = "refused:"


class Refusal(StrEnum):
    """Why a link is not followed."""

    STRANGE = "strange"  # no link of ours
    LONG = "long"
    SECRET = "secret"  # noqa: S105 (a word of ours: a token or a key stands in it)
    GUEST = "guest"  # somebody's own link to the clinic's guest page, which has their token
    SIGN_IN = "sign-in"  # a user name or a password stands in it
    ELSEWHERE = "elsewhere"  # it leads to another place of the web


@dataclass(frozen=True, slots=True)
class DeepLink:
    """Which meeting a link names.

    Attributes:
        id: Our meeting's, or the provider's of its room; a UUID in lower case.
        room: The provider's of its room; empty where the link does not say.
        account: Whose meeting it is, an ``AccountId``; empty where the link does not say.

    Raises:
        ValueError: something does not fit the grammar; the message does not repeat it.
    """

    id: str
    room: str = ""
    account: str = ""

    def __post_init__(self) -> None:
        if not is_link_id(self.id) or (self.room and not is_link_id(self.room)):
            raise ValueError("this is no id")
        if self.account and not _ACCOUNT.fullmatch(self.account):
            raise ValueError("this is no account's id")

    def address(self) -> str:
        """Return the whole link; it holds no secret."""
        named = [f"{name}={value}" for name, value in (("room", self.room), ("account", self.account)) if value]
        return f"{SCHEME}://{DEED}/{self.id}{'?' if named else ''}{'&'.join(named)}"


Asked: TypeAlias = DeepLink | Refusal
"""What came of reading a link."""


class LinkState(StrEnum):
    """What is known of the meeting that a link names."""

    FOUND = "found"
    CANCELLED = "cancelled"
    OTHER_ACCOUNT = "other-account"
    GONE = "gone"  # of this account, and not in the list: removed, or not read yet
    UNKNOWN = "unknown"  # the link does not say whose it is


@dataclass(frozen=True, slots=True)
class Linked:
    """What a link leads to.

    Attributes:
        meeting: Where it was found, cancelled or not.
    """

    state: LinkState
    meeting: Meeting | None = None


def is_link_id(text: str) -> bool:
    """Return whether ``text`` is an id as a link names meetings and rooms by it."""
    return _ID.fullmatch(text) is not None


def is_link(text: str) -> bool:
    """Return whether ``text`` claims to be one of our links, as what a browser hands over does."""
    return text.strip()[: len(SCHEME) + 1].lower() == f"{SCHEME}:"


def read_link(text: str) -> Asked:
    """Return which meeting is meant, or why the link is not followed; never raises."""
    text = text.strip()
    if len(text) > LONGEST:
        return Refusal.LONG
    if not _PLAIN.fullmatch(text) or _WRONG_ESCAPE.search(text):
        return Refusal.STRANGE
    try:
        plain = unquote(text, errors="strict")
        parts = urlsplit(text)
        has_port = parts.port is not None
    except ValueError:
        return Refusal.STRANGE
    if (held := _held(plain, parts)) is not None:
        return held
    if is_link_id(plain.lower()):
        return DeepLink(plain.lower())
    if parts.fragment or has_port or parts.scheme not in _READERS:
        return Refusal.STRANGE
    return _READERS[parts.scheme](parts)


def to_line(asked: Asked) -> str:
    """Return what one start of the app tells another: a link made anew from what was read, or why there is none."""
    return asked.address() if isinstance(asked, DeepLink) else f"{_REFUSED}{asked}"


def from_line(line: str) -> Asked:
    """Read what ``to_line`` made, as suspiciously as any link; never raises."""
    if not line.startswith(_REFUSED):
        return read_link(line)
    try:
        return Refusal(line.removeprefix(_REFUSED))
    except ValueError:
        return Refusal.STRANGE


def _held(plain: str, parts: SplitResult) -> Refusal | None:
    """Return what a link holds that no link may hold; None where it holds no such thing."""
    if _GUESTS.search(plain):
        return Refusal.GUEST
    if _SECRET.search(plain):
        return Refusal.SECRET
    return Refusal.SIGN_IN if "@" in parts.netloc else None


def _own(parts: SplitResult) -> Asked:
    """Read a link of our own scheme; a browser may have written its first part in capitals or added a slash."""
    if parts.netloc.lower() != DEED:
        return Refusal.STRANGE
    named = _named(parts.query)
    if named is None or not named.keys() <= {"room", "account"}:
        return Refusal.STRANGE
    wanted = unquote(parts.path).removeprefix("/").removesuffix("/").lower()
    try:
        return DeepLink(wanted, named.get("room", "").lower(), named.get("account", ""))
    except ValueError:
        return Refusal.STRANGE


def _providers(parts: SplitResult) -> Asked:
    """Read the address at which the provider's own page opens a room."""
    if (parts.hostname or "") not in _PROVIDERS:
        return Refusal.ELSEWHERE
    named = _named(parts.query)
    if parts.path.rstrip("/") not in _PROVIDERS_PATHS or named is None:
        return Refusal.STRANGE
    room = named.get("id", "").lower()
    return DeepLink(room) if named.keys() == {"id"} and is_link_id(room) else Refusal.STRANGE


def _named(query: str) -> dict[str, str] | None:
    """Return the named values; None where one is named twice or has nothing."""
    if not query:
        return {}
    try:
        pairs = parse_qsl(query, strict_parsing=True, errors="strict", max_num_fields=4)
    except ValueError:
        return None
    named = dict(pairs)
    return named if len(named) == len(pairs) else None


_READERS: dict[str, Callable[[SplitResult], Asked]] = {SCHEME: _own, "https": _providers}
