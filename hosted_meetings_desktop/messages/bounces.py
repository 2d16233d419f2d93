"""Reads what a mail server reports about a message that did not arrive (RFC 3464, 6533), saved as a file.

Such a file comes from outside and can hold anything, so nothing in it is believed beyond its fields, and it is read
with the oldest, plainest rules of the library, which never raise.
"""

from __future__ import annotations

import email
import email.parser
import email.policy
import re
from collections.abc import Iterator
from email.message import Message

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.message import Bounce
from hosted_meetings_desktop.messages.outside import one_line, server_words

LARGEST = 25_000_000
"""Octets. Reports quote the message, and what servers pass on is smaller."""
# What counts comes before what is quoted, and files made of nothing but parts are slow to read.
_READ = 400_000

_MOST_PARTS = 50
_STATUS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RETURNED = frozenset({"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"})
_MESSAGE_ID = re.compile(r"<[^<>\s@]{1,200}@[^<>\s@]{1,200}>")
_ADDRESS = re.compile(r"[^\s<>;,()\"]{1,64}@[^\s<>;,()\"]{1,253}")
_XTEXT = re.compile(r"\+([0-9A-F]{2})")
_UNFOLDED = re.compile(r"\r?\n[ \t]+")

Fields = dict[str, str]


def read_bounce(data: bytes) -> Bounce | None:
    """Return what the report says, None when the file is none or reports a success.

    Raises:
        InputProblem: the file is far larger than any report.
    """
    if len(data) > LARGEST:
        raise InputProblem("file", "This file is too large for a report of a mail server", "Choose another file.")
    try:
        # As text: bytes beyond ASCII, which newer reports hold (RFC 6532), would be put out of reach.
        message = email.message_from_string(data[:_READ].decode("utf-8", "replace"), policy=email.policy.compat32)
        parts = list(_parts(message))
    except RecursionError:
        return None
    status = next((part for part in parts if part.get_content_type() in _STATUS), None)
    if status is None:
        return None
    blocks = list(_blocks(status))
    told = _worst(blocks[1:])
    if told is None:
        return None
    return Bounce(
        message_id=_message_id(blocks[0], parts, message),
        email=_email(told),
        permanent=told["action"] == "failed",
        reason=_reason(told),
    )


def _parts(message: Message) -> Iterator[Message]:
    """Yield a message's parts, not those of messages in it, up to a number that no report reaches."""
    waiting, count = [message], 0
    while waiting and count < _MOST_PARTS:
        part = waiting.pop(0)
        count += 1
        yield part
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting += [each for each in payload[:_MOST_PARTS] if isinstance(each, Message)]


def _blocks(status: Message) -> Iterator[Fields]:
    """Yield the fields of a delivery status: about the message, then about each recipient."""
    payload = status.get_payload()
    if not isinstance(payload, list):
        return
    for block in payload[:_MOST_PARTS]:
        if not isinstance(block, Message):
            continue
        yield _fields(block)
        # The library knows the newer kind (RFC 6533) only as a message, whose text holds the further blocks.
        text = block.get_payload()
        if isinstance(text, str):
            for rest in re.split(r"\r?\n(?:\r?\n)+", text[:20_000].strip())[:_MOST_PARTS]:
                if rest:
                    yield _fields(email.parser.HeaderParser(policy=email.policy.compat32).parsestr(rest))


def _fields(block: Message) -> Fields:
    return {name.lower(): _UNFOLDED.sub(" ", str(value)).strip()[:4000] for name, value in block.items()}


def _worst(recipients: list[Fields]) -> Fields | None:
    """Return what is told of the recipient that fared worst; of all others the mail arrived."""
    for wanted in ("failed", "delayed"):
        for fields in recipients:
            if fields.get("action", "").split("(")[0].strip().lower() == wanted:
                return {**fields, "action": wanted}
    return None


def _email(fields: Fields) -> str:
    """Return the address, the one that was written to where a server tells both."""
    for name in ("original-recipient", "final-recipient"):
        kind, _, where = fields.get(name, "").partition(";")
        found = _ADDRESS.search(_from_xtext(where) if kind.strip().lower() == "rfc822" else where)
        if found is not None:
            return one_line(found[0], 320)
    return ""


def _reason(fields: Fields) -> str:
    """Return the server's words; the bare code where it says no more."""
    _, _, said = fields.get("diagnostic-code", "").partition(";")
    return server_words(said or fields.get("status", ""))


def _message_id(general: Fields, parts: list[Message], report: Message) -> str:
    """Return the Message-ID of what did not arrive.

    Looked up in what the report quotes, then in the mark that went along on the way (RFC 3461), then in what the
    report answers to, as some quote nothing.
    """
    texts = [value for part in parts if part.get_content_type() in _RETURNED for value in _quoted(part)]
    envelope = _from_xtext(general.get("original-envelope-id", "").rpartition(";")[2].strip())
    texts += [f"<{envelope.strip('<>')}>", str(report.get("In-Reply-To", "")), str(report.get("References", ""))]
    for text in texts:
        if (found := _MESSAGE_ID.search(text)) is not None and found[0].isprintable():
            return found[0]
    return ""


def _quoted(part: Message) -> Iterator[str]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (str(each.get("Message-ID", "")) for each in payload[:1] if isinstance(each, Message))
    elif isinstance(payload, str):
        quoted = email.parser.HeaderParser(policy=email.policy.compat32).parsestr(payload[:100_000])
        yield str(quoted.get("Message-ID", ""))


def _from_xtext(text: str) -> str:
    """Return a text without the encoding of RFC 3461, section 4."""
    return _XTEXT.sub(lambda found: chr(int(found[1], 16)), text)
