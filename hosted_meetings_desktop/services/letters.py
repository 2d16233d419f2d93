"""From a message that is due to the facts it is written from: times, links, the entry in the reader's calendar."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hosted_meetings_desktop.domain.calendaring import Calendars
from hosted_meetings_desktop.domain.invitation import Attendee, CalendarEvent, ChangedOccurrence, Contact, Method
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.message import Letter, Mail, Occasion, Writer
from hosted_meetings_desktop.domain.outbox import MAX_LINK_AGE, Message, OutboxSettings, Said, Told

_METHODS = {
    Occasion.INVITATION: Method.REQUEST,
    Occasion.CHANGE: Method.REQUEST,
    Occasion.CANCELLATION: Method.CANCEL,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known about a message when it is written.

    Attributes:
        meeting: The one the link leads to; None when it is not there any more.
        told: What the reader knows already.
        reminder: How long before the start the next reminder goes out; None for none.
    """

    message: Message
    meeting: Meeting | None
    told: Told | None
    settings: OutboxSettings
    reminder: timedelta | None = None

    @property
    def said(self) -> Said | None:
        """What the message is about: what is so from now on, or what was called off."""
        return self.message.says or self.before

    @property
    def before(self) -> Said | None:
        """What the reader knew before they read it."""
        return self.message.knew or (self.told.said if self.told else None)


def wants_link(facts: Facts, now: datetime) -> bool:
    """Return whether the reader's own link belongs into this message.

    A series with a room for each visit has no one link, and a link does not live for ever: then it comes with the
    reminder.
    """
    message, meeting = facts.message, facts.meeting
    if message.occasion is Occasion.CANCELLATION or meeting is None or meeting.cancelled:
        return False
    if message.occasion is Occasion.REMINDER:
        return True
    own_rooms = meeting.series_id is not None and meeting.room_of is None
    return not own_rooms and meeting.schedule.starts_at - now < MAX_LINK_AGE


@dataclass(frozen=True, slots=True)
class LetterWriting:
    """Writes messages from facts."""

    calendars: Calendars
    writer: Writer

    def letter(self, facts: Facts, link: str, now: datetime) -> Letter:
        """Return the facts of one message to one person."""
        message, said = facts.message, facts.said
        if said is None:
            raise ValueError("nothing was said and nothing is to be")
        times = tuple(each.starts_at for each in self._visits(said) if each.starts_at + each.duration > now)
        one = self._one(facts)
        starts_at = self._start(facts, said, times) if one is None else one.starts_at
        told, before = facts.before, None
        if message.occasion is Occasion.CHANGE and told is not None:
            before = self._before(told, message.one)
        follows = not wants_link(facts, now) and message.occasion in {Occasion.INVITATION, Occasion.CHANGE}
        return Letter(
            occasion=message.occasion,
            language=message.reader.language or facts.settings.language,
            to=Contact(message.reader.name, message.reader.address),
            clinic=facts.settings.clinic,
            host=said.host if one is None else one.host,
            title=said.title if one is None else one.title,
            starts_at=starts_at,
            duration=said.duration if one is None else one.duration,
            zone=message.reader.zone or said.zone,
            clinic_zone=said.zone,
            before=before if before != starts_at else None,
            link=link,
            link_follows=follows,
            recurrence=None if message.one is not None else said.recurrence,
            times=times if said.recurrence is not None and message.one is None else (),
            only_one=message.one is not None,
            reminder=facts.reminder,
        )

    def mail(self, facts: Facts, letter: Letter, now: datetime) -> Mail:
        """Return the e-mail of a letter, with its calendar part where it has one."""
        method = _METHODS.get(letter.occasion)
        calendar = b"" if method is None else self.calendars.message(self._event(facts, letter, now), method)
        return self.writer.mail(
            letter,
            message_id=facts.message.message_id,
            sender=facts.settings.sender,
            date=now,
            calendar=calendar,
            method=method,
        )

    def _event(self, facts: Facts, letter: Letter, now: datetime) -> CalendarEvent:
        message, said = facts.message, facts.said
        assert said is not None  # noqa: S101 (a letter was written from it)
        summary, description = self.writer.event_text(letter)
        one = self._one(facts)
        return CalendarEvent(
            uid=message.uid,
            sequence=message.sequence,
            starts=said.starts,
            first=said.first,
            duration=said.duration,
            zone=said.zone,
            summary=summary,
            organizer=facts.settings.sender,
            attendees=(Attendee(letter.to),),  # nobody else: patients do not see each other
            stamp=now,
            description=description,
            url=letter.link,
            recurrence=said.recurrence,
            left_out=() if message.one is not None else said.left_out,
            changed=said.changed if one is None else (one,),
            only=message.one,
            language=letter.language,
        )

    def is_over(self, facts: Facts, now: datetime) -> bool:
        """Return whether all that a message is about is over, as the reader knows it and as it is."""
        message, meeting = facts.message, facts.meeting
        if message.occasion is Occasion.REMINDER:
            return meeting is None or meeting.schedule.ends_at <= now
        abouts = [each for each in (facts.before, message.says) if each is not None]
        if not abouts:
            return False
        if message.one is not None:
            ones = [self._visit(each, message.one) for each in abouts]
            return all(each is None or each.starts_at + each.duration <= now for each in ones)
        return all(each.starts_at + each.duration <= now for about in abouts for each in self._visits(about))

    def _visits(self, said: Said) -> tuple[ChangedOccurrence, ...]:
        """Return each time of what somebody knows, in order."""
        if said.recurrence is None:
            return (ChangedOccurrence(said.starts, said.first, said.duration, said.zone, said.host, said.title),)
        by_rule = self.calendars.occurrences(said.starts, said.zone, said.recurrence)
        held = (said.at(each.wall, each.starts_at) for each in by_rule)
        return tuple(sorted((each for each in held if each is not None), key=lambda each: each.starts_at))

    def _visit(self, said: Said, wall: datetime) -> ChangedOccurrence | None:
        """Return one time of a series, None where it is left out."""
        rule = said.recurrence
        by_rule = self.calendars.occurrences(said.starts, said.zone, rule) if rule is not None else ()
        start = next((each.starts_at for each in by_rule if each.wall == wall), None)
        return said.at(wall, start or wall.replace(tzinfo=ZoneInfo(said.zone)).astimezone(UTC))

    def _one(self, facts: Facts) -> ChangedOccurrence | None:
        """Return the one time that a message is about; None where it is about all.

        A time that is cancelled is named as the reader knows it: it may have been moved before.
        """
        message, said = facts.message, facts.said
        if message.one is None or said is None:
            return None
        known = facts.before if message.occasion is Occasion.CANCELLATION else None
        found = self._visit(known or said, message.one)
        return found or self._visit(replace(known or said, left_out=()), message.one)

    @staticmethod
    def _start(facts: Facts, said: Said, coming: tuple[datetime, ...]) -> datetime:
        if facts.message.occasion is Occasion.REMINDER and facts.meeting is not None:
            return facts.meeting.schedule.starts_at
        return coming[0] if coming else said.first

    def _before(self, told: Said, one: datetime | None) -> datetime | None:
        if one is None:
            return told.first if told.recurrence is None else None
        known = self._visit(told, one)
        return None if known is None else known.starts_at
