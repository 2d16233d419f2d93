"""Reads what invited people answered: iTIP REPLYs (RFC 5546), alone or inside the e-mails that brought them."""

from __future__ import annotations

import codecs
import email
import email.policy
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from urllib.parse import unquote

from icalendar import vDDDTypes

from hosted_meetings_desktop.calendars.budget import Budget
from hosted_meetings_desktop.calendars.file_lines import (
    MAX_BYTES,
    Component,
    Problems,
    begins_like_calendar,
    take_apart,
)
from hosted_meetings_desktop.calendars.zone_names import UNREADABLE, Zones
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.invitation import Answer, Attending, Contact

MAX_ANSWERS = 500
MAX_ATTENDEES = 500
"""Of one answer. The standard has one; some programs repeat everybody who is invited."""
MAX_CALENDAR = 1024 * 1024
MAX_PARTS = 200
MAX_CONTAINERS = 50
"""Parts that hold other parts, so also how deep they are nested."""
_MAX_COST = 100_000
_LONGEST_HEADER = 2_000
"""Of those that are read here: From and Date."""
_MAX_COMMENT = 2_000
_MAX_HEADER = 8_000
_MAX_HEADERS = 250_000
_CONTENT_HEADER = re.compile(
    rb"^content-(?:type|disposition)[ \t]*:.*(?:\r?\n[ \t].*)*", re.IGNORECASE | re.MULTILINE
)
_CONTAINER = re.compile(
    rb"^content-type[ \t]*:(?:[ \t]|\r?\n[ \t])*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE
)
_SLOW_LETTERS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "unicode_escape"})
"""Python's own; no e-mail is written in them, and long ones take minutes."""
_WANTED = frozenset({"UID", "SEQUENCE", "DTSTAMP", "RECURRENCE-ID", "ATTENDEE", "COMMENT"})
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_ATTENDING = {each.value: each for each in Attending}
_NO_ANSWER = "This calendar file is no answer to an invitation"
_NEITHER = "This is neither a calendar file nor an e-mail with an answer in it"
_OTHERS = {
    "REQUEST": ("This is an invitation, not an answer to one", "Open the answer that came back from the guest."),
    "CANCEL": ("This is a cancellation, not an answer", "Open the answer that came back from the guest."),
    "COUNTER": (
        "The guest proposes another time; this is no answer yet",
        "Open it in the mail program to see the time. If it suits, move the meeting here.",
    ),
    "DECLINECOUNTER": (_NO_ANSWER, ""),
}


def read_answer(data: bytes) -> tuple[Answer, ...]:
    """Read a REPLY, as ``Calendars.read_answer`` says.

    Raises:
        InputProblem: it is something else, or cannot be read.
    """
    if len(data) > MAX_BYTES:
        raise InputProblem("file", f"The file is larger than {MAX_BYTES // 1024 // 1024} MB", "Answers are small.")
    budget = Budget(most=_MAX_COST)
    if begins_like_calendar(data):
        answers = _answers(data, "", None, budget)
    else:
        try:
            answers = _from_mail(data, budget)
        except (RecursionError, *UNREADABLE) as error:
            raise InputProblem("file", "This e-mail cannot be read") from error
    if not answers:
        raise InputProblem("file", "The answer cannot be read", "It does not say who answers to what.")
    return tuple(dict.fromkeys(answers))


def _from_mail(data: bytes, budget: Budget) -> list[Answer]:
    """Return the answers of an e-mail. Outlook and Google send each twice: as a part and as an attachment."""
    if b"\0" in data[:1000]:
        raise InputProblem("file", _NEITHER)
    if _is_too_much(data):
        raise InputProblem(
            "file", "This e-mail cannot be read", "It has far more parts or headers than e-mails have."
        )
    mail = email.message_from_bytes(data, policy=email.policy.compat32)
    parts = [part for _, part in zip(range(MAX_PARTS + 1), mail.walk(), strict=False)]
    if len(parts) > MAX_PARTS:
        raise InputProblem("file", f"This e-mail has more than {MAX_PARTS} parts")
    calendars = [(part, calendar) for part in parts if (calendar := _calendar_of(part))]
    found: list[Answer] = []
    refused: InputProblem | None = None
    for part, calendar in calendars:
        method = part.get_param("method", "")
        try:
            found.extend(_answers(calendar, method if isinstance(method, str) else "", mail, budget))
        except InputProblem as problem:
            refused = refused or problem
    if not found and refused is not None:
        raise refused
    if not found and any(part.get_content_type() == "application/ms-tnef" for part in parts):
        raise InputProblem(
            "file",
            "The answer is in a form that only Outlook reads (winmail.dat)",
            "Open it in Outlook, and set the answer by hand.",
        )
    if not calendars:
        raise InputProblem("file", _NEITHER)
    return found


def _is_too_much(data: bytes) -> bool:
    """Tell whether Python's parser would take minutes: its time grows with the square of headers' parameters."""
    headers = re.split(rb"\r?\n\r?\n", data[: 2 * _MAX_HEADERS], maxsplit=1)[0]
    if len(headers) > _MAX_HEADERS or data.count(b"\n--") > 10 * MAX_PARTS:
        return True
    if any(place >= MAX_CONTAINERS for place, _ in enumerate(_CONTAINER.finditer(data))):
        return True
    return any(len(match[0]) > _MAX_HEADER for match in _CONTENT_HEADER.finditer(data))


def _calendar_of(part: Message) -> bytes | None:
    name = part.get_filename() or ""
    named = name.lower().endswith(".ics") or part.get_content_type() == "application/ics"
    if part.is_multipart() or not (named or part.get_content_type() == "text/calendar"):
        return None
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return None
    if len(content) > MAX_CALENDAR:
        return content
    charset = part.get_content_charset("utf-8")
    try:
        if codecs.lookup(charset).name in {"utf-8", "ascii"} | _SLOW_LETTERS:
            return content
        return content.decode(charset, "replace").encode("utf-8", "replace")
    except UNREADABLE:
        return content


def _answers(data: bytes, method: str, mail: Message | None, budget: Budget) -> list[Answer]:
    """Return what one calendar says.

    Args:
        data: The calendar.
        method: What the e-mail says it is, for calendars that do not say.
        mail: The e-mail it came in: who wrote it, and when.
        budget: What may be spent on the file.
    """
    if len(data) > MAX_CALENDAR:
        raise InputProblem(
            "file", f"The answer is larger than {MAX_CALENDAR // 1024 // 1024} MB", "Answers are small."
        )
    problems = Problems()
    found: list[Answer] = []
    events = 0
    for part in take_apart(data, _WANTED, problems):
        said = (part.value("METHOD") or method).upper()
        if said != "REPLY":
            title, advice = _OTHERS.get(said, (_NO_ANSWER, ""))
            raise InputProblem("file", title, advice)
        events += len(part.events)
        if events > MAX_ANSWERS:
            raise InputProblem("file", f"This file holds more than {MAX_ANSWERS} answers")
        zones = Zones(part.zones, budget.take)
        for event in part.events:
            try:
                found.extend(_of_event(event, zones, mail, budget))
            except (RecursionError, *UNREADABLE) as error:
                raise InputProblem("file", f"The answer cannot be read from line {event.number} on") from error
    if not found and (said_of := problems.all()):
        raise InputProblem("file", "The answer cannot be read", f"Line {said_of[0].line}: {said_of[0].problem}.")
    return found


def _of_event(event: Component, zones: Zones, mail: Message | None, budget: Budget) -> Iterator[Answer]:
    budget.take(sum(line.cost for line in event.lines))
    uid = _text(event, "UID").strip()
    if not uid:
        return
    sequence = _text(event, "SEQUENCE").strip()
    only = _only(event, zones)
    stamp = _stamp(event, mail)
    for contact, attending in _attendees(event, mail):
        yield Answer(
            uid=uid,
            contact=contact,
            attending=attending,
            sequence=int(sequence[:9]) if sequence.isdecimal() else 0,
            stamp=stamp,
            only=only,
            comment=_text(event, "COMMENT").strip()[:_MAX_COMMENT],
        )


def _attendees(event: Component, mail: Message | None) -> list[tuple[Contact, Attending]]:
    """Return who answers what: one person, as the standard has it.

    Where several are named, the writer of the e-mail is meant, else all who said something.
    """
    lines = [line for line in event.lines if line.name == "ATTENDEE"]
    if len(lines) > MAX_ATTENDEES:
        raise InputProblem(
            "file", f"This answer names more than {MAX_ATTENDEES} people", "An answer names the one who answers."
        )
    found = []
    for line in lines:
        parameters, value = line.parts()
        address = value.strip()
        # Apple's server names people by a number and their address beside it.
        by_mail = address.lower().startswith("mailto:")
        address = unquote(address[7:]) if by_mail else str(parameters.get("EMAIL", ""))
        if "@" in address:
            # What is not known counts as unanswered (RFC 5545, section 3.2.12); so does passing it on to somebody.
            attending = _ATTENDING.get(str(parameters.get("PARTSTAT", "")).upper(), Attending.UNANSWERED)
            name = " ".join(str(parameters.get("CN", "")).split())
            found.append((Contact(name, address.strip()), attending))
    if len(found) > 1 and mail is not None:
        writer = _writer(mail)
        by_writer = [each for each in found if each[0].email.lower() == writer]
        if by_writer:
            return by_writer[:1]
    if len(found) > 1:
        return [each for each in found if each[1] is not Attending.UNANSWERED]
    return found


def _writer(mail: Message) -> str:
    """Return who wrote an e-mail, in lower case; empty where that cannot be told."""
    said = str(mail.get("From", ""))
    if len(said) > _LONGEST_HEADER:
        return ""
    try:
        return parseaddr(said)[1].lower()
    except (RecursionError, *UNREADABLE):
        return ""


def _only(event: Component, zones: Zones) -> datetime | None:
    """Return which time of a series is meant: aware UTC where the file names a zone that is known, else naive."""
    line = event.first("RECURRENCE-ID")
    if line is None:
        return None
    parameters, value = line.parts()
    zone = zones.find(str(parameters.get("TZID", ""))) if parameters.get("TZID") else None
    moment = vDDDTypes.from_ical(value.strip(), zone)  # type: ignore[no-untyped-call]
    if isinstance(moment, datetime):
        return moment if moment.tzinfo is None else moment.astimezone(UTC)
    if isinstance(moment, date):
        return datetime.combine(moment, time(0))
    raise TypeError(value)


def _stamp(event: Component, mail: Message | None) -> datetime:
    line = event.first("DTSTAMP")
    try:
        if line is not None:
            moment = vDDDTypes.from_ical(line.parts()[1].strip())  # type: ignore[no-untyped-call]
            if isinstance(moment, datetime):
                return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except UNREADABLE:
        pass
    if mail is None:
        return _NEVER
    try:
        sent = parsedate_to_datetime(str(mail.get("Date", ""))[:_LONGEST_HEADER])
        return sent.replace(tzinfo=sent.tzinfo or UTC).astimezone(UTC)
    except (RecursionError, *UNREADABLE):
        return _NEVER


def _text(event: Component, name: str) -> str:
    line = event.first(name)
    return line.shortened().parts()[1] if line is not None else ""
