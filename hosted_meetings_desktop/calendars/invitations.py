"""Writes meetings as calendars read them: iTIP messages (RFC 5546) and calendar files (RFC 5545)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress, vDatetime, vRecur, vText, vUri

from hosted_meetings_desktop.calendars.recurrences import known_zone, occurrences, placed, rule_text
from hosted_meetings_desktop.calendars.zones import time_zone
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.invitation import Attendee, CalendarEvent, ChangedOccurrence, Contact, Method
from hosted_meetings_desktop.domain.recurrence import Occurrence, Oddity

PRODUCT = "-//Hosted Meetings//Hosted Meetings Desktop//EN"
_UTC_ZONES = frozenset({"UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu"})


class _Text(vText):
    r"""A text with all its characters: icalendar makes a new line of a backslash before an N, as in "C:\New"."""

    def to_ical(self) -> bytes:
        escaped = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        return escaped.encode()


def message(event: CalendarEvent, method: Method) -> bytes:
    """Return an iTIP message, as ``Calendars.message`` says.

    A REQUEST or CANCEL with ``only`` is about that one time; without, it is about all, and a REQUEST carries each
    changed time as well.

    Raises:
        InputProblem: the zone, the rule or an address cannot be used.
        ValueError: a REPLY, which only invited people write.
    """
    if method is Method.REPLY:
        raise ValueError("only invited people reply")
    return _calendar([event], method, "")


def export(events: Sequence[CalendarEvent], name: str) -> bytes:
    """Return a calendar file with all the events, without who is invited (RFC 5546, section 3.2.1).

    Raises:
        InputProblem: a zone, a rule or an address cannot be used.
    """
    return _calendar(events, Method.PUBLISH, name)


def _calendar(events: Iterable[CalendarEvent], method: Method, name: str) -> bytes:
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", method.value)
    if name:
        # The first is the standard's (RFC 7986), the second is what Outlook and Apple show.
        calendar.add("NAME", _text(name))
        calendar.add("X-WR-CALNAME", _text(name))
    written = [_Written(event, method) for event in events]
    used: dict[str, tuple[datetime, datetime]] = {}
    for each in written:
        for zone, moment in each.moments:
            first, last = used.get(zone, (moment, moment))
            used[zone] = min(first, moment), max(last, moment)
    for zone in sorted(used):
        if zone not in _UTC_ZONES:
            calendar.add_component(time_zone(zone, *used[zone]))
    for each in written:
        for component in each.components:
            calendar.add_component(component)
    # CR, LF and 75 octets a line (RFC 5545, section 3.1) are icalendar's work.
    written_bytes: bytes = calendar.to_ical()
    return written_bytes


class _Written:
    """One meeting or series, or one time of it, as components, and which zones they need from when until when."""

    def __init__(self, event: CalendarEvent, method: Method) -> None:
        self._event = event
        self._method = method
        self._zone = known_zone(event.zone)
        self.moments: list[tuple[str, datetime]] = []
        self.components: list[Event] = []
        if event.only is not None:
            self.components.append(self._one_time(event.only))
        elif event.recurrence is None:
            start = event.first
            self.components.append(self._component(start, start + event.duration, event.zone))
        else:
            self.components.extend(self._series())

    def _series(self) -> Iterator[Event]:
        event = self._event
        if event.recurrence is None:
            return
        times = occurrences(event.starts, event.zone, event.recurrence)
        self.moments.append((event.zone, times[-1].starts_at + event.duration))
        yield self._master(times[0])
        if self._method is not Method.CANCEL:
            changed = {each.wall: each for each in event.changed}
            left_out = set(event.left_out)
            for time in times:
                if time.wall in left_out:
                    continue
                change = changed.get(time.wall) or self._made_plain(time, first=times[0])
                if change is not None:
                    yield self._changed(change)

    def _master(self, first: Occurrence) -> Event:
        event = self._event
        component = self._component(first.starts_at, first.starts_at + event.duration, event.zone)
        component["DTSTART"] = self._wall(event.starts)
        assert event.recurrence is not None  # noqa: S101 (only a series has a master)
        component.add("RRULE", vRecur.from_ical(rule_text(event.recurrence, event.starts, event.zone)))
        for wall in sorted(event.left_out):
            # One property each: of several values in one, some calendars read only the first.
            component.add("EXDATE", self._wall(wall))
        return component

    def _made_plain(self, time: Occurrence, *, first: Occurrence) -> ChangedOccurrence | None:
        """Return a time of which calendars differ when it is as a change to that time, None for any other."""
        starts_at = self._event.first if time is first else time.starts_at
        if time.oddity is Oddity.NONE and starts_at == time.starts_at:
            return None
        return ChangedOccurrence(time.wall, starts_at, self._event.duration, self._event.zone)

    def _one_time(self, wall: datetime) -> Event:
        for each in self._event.changed:
            if each.wall == wall:
                return self._changed(each)
        start = self._event.first if wall == self._event.starts else placed(wall, self._zone).starts_at
        return self._changed(ChangedOccurrence(wall, start, self._event.duration, self._event.zone))

    def _changed(self, change: ChangedOccurrence) -> Event:
        component = self._component(change.starts_at, change.starts_at + change.duration, change.zone)
        component.add("RECURRENCE-ID", self._wall(change.wall))
        return component

    def _component(self, start: datetime, end: datetime, zone: str) -> Event:
        event, method = self._event, self._method
        component = Event()
        component.add("UID", event.uid)
        component.add("SEQUENCE", event.sequence)
        component.add("DTSTAMP", event.stamp.astimezone(UTC))
        component.add("DTSTART", self._moment(start, zone))
        component.add("DTEND", self._moment(end, zone))
        language = {"LANGUAGE": event.language} if event.language else {}
        component.add("SUMMARY", _text(event.summary), parameters=dict(language))
        if event.description:
            component.add("DESCRIPTION", _text(event.description), parameters=dict(language))
        if event.url:
            component.add("URL", vUri(_one_line(event.url)))
            # Outlook and Google show the place as a link, and the URL nowhere.
            component.add("LOCATION", _text(event.url))
        component.add("STATUS", "CANCELLED" if method is Method.CANCEL else "CONFIRMED")
        component.add("TRANSP", "OPAQUE")
        if event.organizer.email or self._method is not Method.PUBLISH:  # a file of one's own plan invites nobody
            component.add("ORGANIZER", _address(event.organizer))
        if method is not Method.PUBLISH:
            for attendee in event.attendees:
                component.add("ATTENDEE", _attendee(attendee, asked=method is Method.REQUEST))
        return component

    def _moment(self, moment: datetime, zone: str) -> vDatetime:
        """Return a moment on its zone's clock; in UTC where the clock shows it twice, as calendars would guess."""
        place = known_zone(zone)
        wall = moment.astimezone(place).replace(tzinfo=None)
        if zone in _UTC_ZONES or placed(wall, place).oddity is Oddity.TWICE:
            return vDatetime(moment.astimezone(UTC))
        self.moments.append((zone, moment))
        return _local(wall, zone)

    def _wall(self, wall: datetime) -> vDatetime:
        event = self._event
        if event.zone in _UTC_ZONES:
            return vDatetime(wall.replace(tzinfo=UTC))
        self.moments.append((event.zone, placed(wall, self._zone).starts_at))
        return _local(wall, event.zone)


def _local(wall: datetime, zone: str) -> vDatetime:
    # Named by hand: icalendar takes the zone's name from the time, where it may be another of its names.
    local = vDatetime(wall.replace(microsecond=0, fold=0))
    local.params["TZID"] = zone
    return local


def _attendee(attendee: Attendee, *, asked: bool) -> vCalAddress:
    address = _address(attendee.contact)
    address.params["CUTYPE"] = "INDIVIDUAL"
    address.params["ROLE"] = "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = attendee.attending.value
    if asked:
        address.params["RSVP"] = "TRUE"
    return address


def _address(contact: Contact) -> vCalAddress:
    email = contact.email.strip()
    if "@" not in email or any(letter.isspace() or unicodedata.category(letter) == "Cc" for letter in email):
        raise InputProblem("email", "This is not a whole e-mail address")
    address = vCalAddress(f"mailto:{email}")
    name = _one_line(contact.name).replace('"', "'")
    if name:
        address.params["CN"] = name
    return address


def _text(text: str) -> _Text:
    """Return a text without what no calendar may hold: control characters but new lines and tabs, half characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
    return _Text("".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter) != "Cc"))


def _one_line(text: str) -> str:
    return " ".join(str(_text(text)).split())
