"""Letters and mails as the tests of messages send them."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hosted_meetings_desktop.domain.invitation import Contact, Method
from hosted_meetings_desktop.domain.message import Clinic, Letter, Mail, Occasion
from hosted_meetings_desktop.domain.recurrence import Frequency, Recurrence

LINK = "https://guests.example.org/#t=eyJhbGciOiJIUzI1NiJ9.abc"
CLINIC = Clinic("Praxis am Park", phone="+49 30 123 45 67", colour="#c81e5a", note="Open from 8 to 18.")
HALF_HOUR = timedelta(minutes=30)
ANN = Contact("Ann Miller", "ann@example.org")
MAY = datetime(2027, 5, 4, 7, 0, tzinfo=UTC)
SENT = datetime(2027, 4, 1, 12, 30, tzinfo=UTC)
MESSAGE_ID = "<meeting-1.2@praxis.example>"


def letter(**changes: Any) -> Letter:
    """Return an invitation to a consultation in Berlin at 09:00 on 4 May 2027, with some facts changed."""
    plain = Letter(
        Occasion.INVITATION, "en-GB", ANN, CLINIC, "Dr Sommer", "Consultation", MAY, HALF_HOUR, "Europe/Berlin",
        "Europe/Berlin", link=LINK, reminder=timedelta(hours=1),
    )  # fmt: skip
    return replace(plain, **changes)


def weekly(first: str, weeks: int, days: tuple[int, ...], zone: str) -> tuple[datetime, ...]:
    """Return the times of a series in its zone's wall-clock time.

    Args:
        first: A Monday and a time.
        weeks: How many.
        days: Monday is 0.
        zone: IANA.
    """
    start = datetime.fromisoformat(first)
    walls = [start + timedelta(weeks=week, days=day) for week in range(weeks) for day in days]
    return tuple(wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for wall in walls)


def series(**changes: Any) -> Letter:
    """Return an invitation to ten times, Tuesdays and Thursdays at 10:00 in Berlin, across both changes of spring."""
    times = weekly("2027-03-01T10:00", 5, (1, 3), "Europe/Berlin")
    rule = Recurrence(Frequency.WEEKLY, 1, (1, 3), count=10)
    return letter(**{"starts_at": times[0], "times": times, "recurrence": rule, **changes})


def calendar(method: Method, sequence: int = 0) -> bytes:
    """Return an iTIP message by hand, with a folded line and a letter beyond ASCII in it."""
    lines = (
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Praxis//DE", f"METHOD:{method.value}", "BEGIN:VEVENT",
        "UID:visit-1@praxis.example", f"SEQUENCE:{sequence}", "DTSTAMP:20270401T123000Z", "DTSTART:20270504T070000Z",
        "DURATION:PT30M", "SUMMARY:Besprechung über", " gestern", "ORGANIZER:mailto:office@praxis.example",
        "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:ann@example.org", "END:VEVENT", "END:VCALENDAR", "",
    )  # fmt: skip
    return "\r\n".join(lines).encode()


def mail(**changes: Any) -> Mail:
    """Return an invitation as an e-mail, with some facts changed."""
    plain = Mail(
        MESSAGE_ID, Contact("Praxis am Park", "office@praxis.example"), ANN, "Invitation: Consultation",
        "Hello Ann,\n.\n.. a line of dots\nFrom here on it goes.\n", "<p>Hello Ann,</p>\n", SENT, "en-GB",
        calendar=calendar(Method.REQUEST), method=Method.REQUEST,
    )  # fmt: skip
    return replace(plain, **changes)


def png(width: int, height: int) -> bytes:
    """Return a picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + b"\xc8\x1e\x5a" * width) * height
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
