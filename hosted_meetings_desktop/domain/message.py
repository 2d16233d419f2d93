"""Messages to invited people, by e-mail and as text messages: what they say, how they are sent, how they fared."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from hosted_meetings_desktop.domain.invitation import Contact, Method
from hosted_meetings_desktop.domain.recurrence import Recurrence

LOGO_ID = "logo@clinic"
"""How a mail's HTML names the logo that travels with it (RFC 2392)."""


class Channel(StrEnum):
    """How a message travels."""

    EMAIL = "email"
    SMS = "sms"


class Occasion(StrEnum):
    """What a message is about."""

    INVITATION = "invitation"
    CHANGE = "change"
    CANCELLATION = "cancellation"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True)
class Clinic:
    """Whose message it is, as the reader knows them.

    Attributes:
        colour: "#rrggbb" of the clinic's brand, for headings and the button.
        logo: A PNG, empty for none; travels inside the e-mail.
        phone: Who cannot join calls this; empty for none.
        note: A line under every message (opening hours, a privacy notice); empty for none.
    """

    name: str
    phone: str = ""
    colour: str = "#0b6bcb"
    logo: bytes = field(default=b"", repr=False)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """All facts that one message to one person is written from.

    Attributes:
        language: BCP 47 tag of the reader's language; the nearest one that is known is written.
        title: What the meeting is called to guests: neutral.
        starts_at: Aware UTC; of a series, the next time.
        zone: IANA zone the reader lives in; times are told in it.
        clinic_zone: IANA zone of the clinic; told too where its clock differs at that time.
        before: When it was to be before the change; None where the time did not change.
        host: Who meets the reader; empty where only the clinic is named.
        link: The reader's own way in, "https://…": a secret.
        link_follows: Whether the link comes in a later message, as the way in is only made shortly before.
        times: Of a series: all its times from now on, aware UTC; empty for a single meeting.
        only_one: Whether one time of a series is meant and the others stay as they are.
        reminder: How long before the time a reminder with the link is sent; None for no reminder.
    """

    occasion: Occasion
    language: str
    to: Contact
    clinic: Clinic
    host: str
    title: str
    starts_at: datetime
    duration: timedelta
    zone: str
    clinic_zone: str
    before: datetime | None = None
    link: str = field(default="", repr=False)
    link_follows: bool = False
    recurrence: Recurrence | None = None
    times: tuple[datetime, ...] = ()
    only_one: bool = False
    reminder: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail ready to be sent.

    Attributes:
        message_id: With its angle brackets; the same at every try, so that readers' programs drop a second copy.
        calendar: The iTIP message it carries; empty for none.
        method: Of ``calendar``.
        logo: A PNG, shown by ``html`` under ``LOGO_ID``; empty for none.
    """

    message_id: str
    sender: Contact
    to: Contact
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    date: datetime
    language: str
    calendar: bytes = field(default=b"", repr=False)
    method: Method | None = None
    logo: bytes = field(default=b"", repr=False)
    reply_to: Contact | None = None


@dataclass(frozen=True, slots=True)
class TextMessage:
    """A text message ready to be sent.

    Attributes:
        key: The same at every try, for providers that drop what they were given before.
        phone: E.164: "+" and digits.
    """

    key: str
    phone: str
    text: str = field(repr=False)


class MailSecurity(StrEnum):
    """How the way to the mail server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"  # only for servers on this PC


class MailSignIn(StrEnum):
    """How the mail server knows the clinic."""

    NONE = "none"
    PASSWORD = "password"  # noqa: S105 (the name of a way, not a password)
    XOAUTH2 = "xoauth2"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where e-mail is handed over (RFC 6409).

    Attributes:
        secret: The password, or the access token for XOAUTH2; kept in the encrypted store only.
    """

    host: str
    port: int
    security: MailSecurity
    sign_in: MailSignIn
    user: str = ""
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class TextGateway:
    """A provider of text messages, spoken to by one HTTPS request per message.

    Attributes:
        headers: One "Name: value" each; values may be secrets.
        body: With ``{phone}``, ``{text}`` and ``{key}``, filled in as the content type asks (JSON or a form).
        content_type: "application/json" or "application/x-www-form-urlencoded".
    """

    url: str
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: str = '{"to": "{phone}", "text": "{text}", "id": "{key}"}'
    content_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a mail server reported back about a message (RFC 3464), read from a file.

    Attributes:
        message_id: Of the message that did not arrive, with its angle brackets; empty where the report does not tell.
        permanent: False where the server still tries.
        reason: In the server's own words, without addresses of servers.
    """

    message_id: str
    email: str
    permanent: bool
    reason: str


BeforeHandingOver = Callable[[], Awaitable[None]]
"""Called at the last moment at which nothing was handed over yet; from then until the answer nobody can know."""


class Writer(Protocol):
    """Puts facts into words in the reader's language."""

    def languages(self) -> tuple[str, ...]:
        """Return the BCP 47 tags that can be written."""
        ...

    def mail(
        self,
        letter: Letter,
        *,
        message_id: str,
        sender: Contact,
        date: datetime,
        calendar: bytes,
        method: Method | None,
        reply_to: Contact | None = None,
    ) -> Mail:
        """Write an e-mail: subject, text and HTML. A reminder carries no calendar part, whatever is given.

        Raises:
            InputProblem: ``letter.link`` is no address of a web page.
        """
        ...

    def text(self, letter: Letter) -> str:
        """Write a text message, as short as can be."""
        ...

    def event_text(self, letter: Letter) -> tuple[str, str]:
        """Write the title and the description of the entry in the reader's calendar."""
        ...


class Postman(Protocol):
    """Hands messages over. Every failure is an ``AppError``; what it is tells whether and when to try again.

    ``Unreachable``, ``Busy``: nothing was handed over, later is better. ``RecipientRefused``: this address will never
    do. ``CredentialsRefused``, ``Refused``, ``InputProblem``: a person has to mend something. ``AnswerLost``: handed
    over perhaps. Whatever ``before`` raises comes through unchanged, and nothing was handed over. A failure after
    ``before`` was called is still certain where it is not ``AnswerLost``: the other side said no.
    """

    async def mail(self, server: MailServer, mail: Mail, before: BeforeHandingOver) -> None:
        """Hand an e-mail over."""
        ...

    async def check(self, server: MailServer) -> str:
        """Sign in without sending anything and return a sentence about the server."""
        ...

    async def text(self, gateway: TextGateway, message: TextMessage, before: BeforeHandingOver) -> None:
        """Hand a text message over."""
        ...

    def letter_file(self, mail: Mail) -> bytes:
        """Return the e-mail as a draft (.eml with ``X-Unsent``), to be opened in a mail program.

        Raises:
            InputProblem: an address cannot be written to.
        """
        ...

    def read_bounce(self, data: bytes) -> Bounce | None:
        """Read a mail server's report (.eml); None when it is something else.

        Raises:
            InputProblem: the file is far larger than any report.
        """
        ...
