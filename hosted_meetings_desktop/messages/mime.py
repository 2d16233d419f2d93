"""Puts a mail into the form that travels: MIME as Outlook, Apple Mail, Google and Thunderbird read invitations from.

The shape (RFC 6047, and what Google and Exchange send themselves)::

    multipart/mixed
      multipart/alternative
        text/plain
        multipart/related        only with a logo
          text/html
          image/png
        text/calendar; method=…  last, as the last one that is understood is shown
      application/ics            for programs that know calendars only as files

Everything is encoded so that it passes servers of seven bits.
"""

from __future__ import annotations

import email.policy
import re
from dataclasses import dataclass, field
from datetime import UTC
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime, quote

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.invitation import Contact
from hosted_meetings_desktop.domain.message import LOGO_ID, Mail
from hosted_meetings_desktop.messages.outside import one_line

_LONGEST_SUBJECT = 250
_LINE = 76
_FOLD = "\r\n "
# Headers are written down folded: the library's own folding of encoded words loses a space where a line breaks
# (Python 3.11 to 3.13), which glues words of long subjects together.
_POLICY = email.policy.SMTP.clone(cte_type="7bit", refold_source="none")
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")
_LOCAL_PART = re.compile(r"[^\s\x00-\x20\x7f()<>\[\]:;@\\,\"]+")
_DOMAIN = re.compile(r"(?i)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*")
_METHOD = re.compile(rb"(?m)^METHOD:([A-Za-z]+)\r$")
_LONE_BREAK = re.compile(rb"(?<!\r)\n|\r(?!\n)")


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who hands over what to whom (RFC 5321).

    Attributes:
        data: The message, lines ended by CRLF.
        mark: Comes back in reports about the message, also where its Message-ID was changed (RFC 3461, 4.4).
        international: Whether an address has letters beyond ASCII before its "@", which needs SMTPUTF8 (RFC 6531).
    """

    sender: str
    recipient: str
    data: bytes = field(repr=False)
    mark: str = ""
    international: bool = False


def envelope(mail: Mail) -> Envelope:
    """Return a mail ready to be handed over.

    Raises:
        InputProblem: an address cannot be written to.
        ValueError: the calendar part is not what the mail says of it; an error of ours.
    """
    sender, recipient = address(mail.sender, "sender"), address(mail.to, "email")
    international = not (sender + recipient).isascii()
    return Envelope(sender, recipient, message_bytes(mail), mail.message_id.strip("<>"), international)


def message_bytes(mail: Mail, *, draft: bool = False) -> bytes:
    """Return the message, lines ended by CRLF.

    Args:
        mail: What it says.
        draft: Whether it is to be opened for sending, by Outlook and others that know ``X-Unsent``.

    Raises:
        InputProblem: an address cannot be written to.
        ValueError: the calendar part is not what the mail says of it, or the Message-ID is none.
    """
    message = EmailMessage(_POLICY.clone(utf8=True))
    for name, value in _headers(mail, draft=draft):
        message.set_raw(name, value)
    _set_text(message, mail.text, "plain")
    page = EmailMessage(_POLICY)
    _set_text(page, mail.html, "html")
    if mail.logo:
        page.add_related(
            mail.logo, maintype="image", subtype="png", cid=f"<{LOGO_ID}>", disposition="inline", filename="logo.png"
        )
    message.make_alternative()
    message.attach(page)
    if mail.calendar:
        _add_calendar(message, mail)
    for part in message.walk():
        if part is not message:
            del part["MIME-Version"]  # said once, for the whole
    # Set last, as setting a content clears what else is said of contents.
    message.set_raw("Content-Language", re.sub(r"[^A-Za-z0-9-]", "", mail.language) or "en")
    return message.as_bytes()


def address(contact: Contact, field: str) -> str:
    """Return an address as it travels: a domain in other scripts as its ASCII form (RFC 5890).

    Args:
        contact: Whose.
        field: What to mend where it is no address.

    Raises:
        InputProblem: it is none that can be written to.
    """
    local, _, domain = contact.email.strip().rpartition("@")
    if not domain.isascii():
        domain = _ascii_domain(domain)
    wrong_dots = local.startswith(".") or local.endswith(".") or ".." in local
    fits = len(local.encode("utf-8", "replace")) <= 64 and len(domain) <= 253
    if not (_LOCAL_PART.fullmatch(local) and _DOMAIN.fullmatch(domain) and fits) or wrong_dots:
        raise InputProblem(field, "The e-mail address cannot be written to", "Check it: name@clinic.example")
    if one_line(local, 64) != local:
        raise InputProblem(field, "The e-mail address holds a sign that cannot be sent", "Type it anew.")
    return f"{local}@{domain}"


def _ascii_domain(domain: str) -> str:
    import idna

    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return ""


def _headers(mail: Mail, *, draft: bool) -> list[tuple[str, str]]:
    if _MESSAGE_ID.fullmatch(mail.message_id) is None:
        raise ValueError("a Message-ID is <something@somewhere>")
    found = [
        ("From", _named("From", mail.sender, "sender")),
        ("To", _named("To", mail.to, "email")),
        ("Subject", _words("Subject", one_line(mail.subject, _LONGEST_SUBJECT))),
        ("Date", format_datetime(mail.date.astimezone(UTC))),
        ("Message-ID", mail.message_id),
        # No holiday notices in return; answers to the invitation are none (RFC 3834, section 5; MS-OXCMAIL).
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
    ]
    if mail.reply_to is not None:
        found.insert(2, ("Reply-To", _named("Reply-To", mail.reply_to, "reply_to")))
    if draft:
        found.append(("X-Unsent", "1"))
    return found


def _named(header: str, contact: Contact, field: str) -> str:
    """Return ``name <address>``, folded; the name quoted or in encoded words (RFC 5322, 2047)."""
    where = address(contact, field)
    name = one_line(contact.name)
    if not name:
        return where
    written = f'"{quote(name)}"' if _is_plain(name) else _words(header, name)
    room = _LINE - len(written.rpartition("\n")[2]) - (0 if "\n" in written else len(header) + 2)
    return f"{written}{' ' if len(where) + 3 <= room else _FOLD}<{where}>"


def _words(header: str, text: str) -> str:
    """Return a text folded to lines, in encoded words where it needs them (RFC 2047)."""
    charset = "us-ascii" if _is_plain(text) else "utf-8"
    return Header(text, charset, _LINE, header).encode(linesep="\r\n")


def _is_plain(text: str) -> bool:
    """Tell whether a text may stand in a header as it is; what looks like an encoded word is taken for one."""
    return text.isascii() and "=?" not in text


def _set_text(part: EmailMessage, text: str, subtype: str) -> None:
    """Set a part's text: quoted-printable, which filters read most kindly, or base64 where that is much shorter."""
    foreign = sum(not sign.isascii() for sign in text)
    part.set_content(text, subtype=subtype, cte="base64" if foreign * 4 > len(text) else "quoted-printable")


def _add_calendar(message: EmailMessage, mail: Mail) -> None:
    method = mail.method.value if mail.method else ""
    if [found.decode().upper() for found in _METHOD.findall(mail.calendar)] != [method]:
        raise ValueError("the calendar part asks for something else than the mail says")
    if _LONE_BREAK.search(mail.calendar):
        raise ValueError("the lines of a calendar end with CRLF")
    # Base64 keeps the folded lines as they are on every way.
    message.add_alternative(
        mail.calendar,
        maintype="text",
        subtype="calendar",
        cte="base64",
        params={"method": method, "charset": "UTF-8"},
    )
    message.add_attachment(mail.calendar, maintype="application", subtype="ics", cte="base64", filename="invite.ics")
