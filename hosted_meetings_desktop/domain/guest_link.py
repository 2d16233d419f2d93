"""A guest's own link: the clinic's guest page with everything the page needs in the fragment, which is never sent.

The format, read by ``resources/guest/web/link.js``::

    <page>#<kit>.<token>[&<name>=<value>]...

==== ====================================================== ===========================
name meaning                                                example
==== ====================================================== ===========================
t    start in UTC, to the minute                            ``2026-11-23T14:30Z``
m    planned minutes                                        ``30``
l    language of the person, BCP 47                         ``pt-BR``
n    neutral title, never a patient's name; percent-encoded ``Follow-up%20visit``
c    how to ask for consent to being recorded, and the key  ``each.Zk3…`` (22 characters)
     that proves the answer; see ``domain.consent_claim``
b    the embedded service's base URI (practice only)        ``embedded.invalid``
e    the embedded service's edge URL (practice only)        ``http://127.0.0.1:1/edge``
==== ====================================================== ===========================

``kit`` is a value of :class:`~.call.Kit`; the token stands as the provider issued it. Names a page does not know are
passed over. Links made before the optional part existed (``#<kit>.<token>``) stay readable. The page listens to ``b``
and ``e`` only where it is itself served from this PC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, urldefrag

from hosted_meetings_desktop.domain.call import Kit
from hosted_meetings_desktop.domain.person import is_language

_TOKEN = re.compile(r"[A-Za-z0-9+/=._~-]+")
_CONSENT = re.compile(r"(each|told)\.[A-Za-z0-9_-]{22}")
LONGEST_TITLE = 80
"""Characters of the neutral title that are shown; the rest is cut off."""
LONGEST_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class GuestLink:
    """What one person's link holds.

    Attributes:
        page: The guest page's address, with or without a fragment of its own (which is dropped).
        kit: Which provider's UI kit opens the room.
        token: The participant's token: a secret. It is part of ``address()`` and of nothing else.
        start: When the meeting starts, aware; None leaves out when to come.
        minutes: How long it is planned to last, 1 to 1440.
        language: The person's language as a BCP 47 tag (``is_language``); the page falls back to the browser's.
        title: What the visit is called; must say nothing about the person.
        consent: What ``domain.consent_claim.link_words`` gave; None where nothing is recorded. A secret.
        base_uri: See ``CallTicket.base_uri``; practice mode only.
        edge_url: See ``CallTicket.edge_url``; practice mode only.

    Raises:
        ValueError: something does not fit the format; the message does not repeat it.
    """

    page: str
    kit: Kit
    token: str = field(repr=False)
    start: datetime | None = None
    minutes: int | None = None
    language: str | None = None
    title: str | None = None
    consent: str | None = field(default=None, repr=False)
    base_uri: str | None = None
    edge_url: str | None = None

    def __post_init__(self) -> None:
        if not _TOKEN.fullmatch(self.token):
            raise ValueError("this is no participant's token")
        if self.start is not None and self.start.tzinfo is None:
            raise ValueError("the start has no time zone")
        if self.minutes is not None and not 1 <= self.minutes <= LONGEST_MINUTES:
            raise ValueError("a visit lasts from 1 to 1440 minutes")
        if self.language is not None and not is_language(self.language):
            raise ValueError("this is no BCP 47 language tag")
        if self.consent is not None and not _CONSENT.fullmatch(self.consent):
            raise ValueError("this is no question for consent")

    def address(self) -> str:
        """Return the whole link. It lets its bearer in: hand it to the person and to nobody else, log it nowhere."""
        parts = [f"{self.kit}.{self.token}"]
        parts += [f"{name}={quote(value, safe=':/')}" for name, value in self._parameters().items() if value]
        return f"{urldefrag(self.page).url}#{'&'.join(parts)}"

    def _parameters(self) -> dict[str, str]:
        return {
            "t": "" if self.start is None else f"{self.start.astimezone(UTC):%Y-%m-%dT%H:%MZ}",
            "m": "" if self.minutes is None else str(self.minutes),
            "l": self.language or "",
            "n": " ".join((self.title or "").split())[:LONGEST_TITLE].rstrip(),
            "c": self.consent or "",
            "b": self.base_uri or "",
            "e": self.edge_url or "",
        }
