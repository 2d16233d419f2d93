"""Reminders: one more message before the time, to those who know of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import NAMESPACE_OID, uuid5

from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.meeting import Meeting, MeetingFilter
from hosted_meetings_desktop.domain.message import Channel, Occasion
from hosted_meetings_desktop.domain.outbox import (
    MAX_LINK_AGE,
    PUT_BACK,
    Message,
    MessageState,
    OutboxSettings,
    Reader,
    TextsFor,
)
from hosted_meetings_desktop.domain.person import is_phone
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.visit_type import VisitType
from hosted_meetings_desktop.services.readers import Key, readers_of
from hosted_meetings_desktop.services.slot_rule import known_visit_types
from hosted_meetings_desktop.services.telling import single

AHEAD = timedelta(days=14)
"""No reminder is sent earlier than this before its time."""
WITH_THE_LINK = timedelta(days=1)
"""When a reminder goes out that has to bring the link, where the visit type has none."""
TOO_LATE = timedelta(minutes=5)
"""Who gets a reminder this shortly before cannot use it."""
_MANY = 2_000
_DOUBT = "A backup was put back: this reminder may have been sent before that."


def reminder_times(meeting: Meeting, types: dict[VisitTypeId, VisitType]) -> tuple[timedelta, ...]:
    """Return how long before the start people are reminded, the earliest first."""
    kind = types.get(meeting.visit_type) if meeting.visit_type else None
    times = kind.reminders if kind else (WITH_THE_LINK,)
    own_rooms = meeting.series_id is not None and meeting.room_of is None
    long_ahead = meeting.created_at is not None and meeting.schedule.starts_at - meeting.created_at > MAX_LINK_AGE
    if not times and (own_rooms or long_ahead):
        times = (WITH_THE_LINK,)
    return tuple(sorted((each for each in times if each <= AHEAD), reverse=True))


@dataclass(frozen=True, slots=True)
class Reminding:
    """Puts the reminders that are due into the outbox, inside one transaction."""

    lib: Library
    now: datetime

    def remind(self) -> int:
        """Keep what is due by now; returns how many messages that made."""
        wanted = MeetingFilter(starts_from=self.now, starts_before=self.now + AHEAD, only_invites=True)
        settings = self.lib.outbox.settings()
        types = {each.id: each for each in known_visit_types(self.lib)}
        put_back = self.lib.facts.get(PUT_BACK)
        doubtful = datetime.fromisoformat(put_back) if put_back else None
        made = 0
        for meeting in self.lib.meetings.page(wanted, now=self.now, offset=0, limit=_MANY).rows:
            if not meeting.cancelled:
                for message in self._due(meeting, types, settings):
                    unsure = doubtful is not None and message.due_at <= doubtful
                    self.lib.outbox.keep(_doubted(message) if unsure else message)
                    made += 1
        return made

    def _due(
        self, meeting: Meeting, types: dict[VisitTypeId, VisitType], settings: OutboxSettings
    ) -> Iterator[Message]:
        starts_at = meeting.schedule.starts_at
        due = [starts_at - ahead for ahead in reminder_times(meeting, types) if starts_at - ahead <= self.now]
        if not due or starts_at - self.now < TOO_LATE:
            return
        plan_id = meeting.series_id or meeting.id
        told = self.lib.outbox.told(plan_id)
        known = self.lib.outbox.of_plan([plan_id])
        for reader, key in self._readers(meeting, settings, [*told, *(each.reader.key for each in known)]):
            knows = told.get(key.key)
            if knows is None or knows.said is None:
                continue  # the invitation is on its way, and says it all
            message = self._message(meeting, plan_id, reader, due[-1])
            if any(each.id == message.id for each in known):
                continue
            last = max((each.sent_at for each in known if each.sent_at and each.reader.key == key.key), default=None)
            # Who was told after the reminder's time has just read it all; a link that was to follow still has to.
            if last is None or last < due[-1] or (meeting.series_id is not None and meeting.room_of is None):
                yield message

    def _message(self, meeting: Meeting, plan_id: str, reader: Reader, due_at: datetime) -> Message:
        # The same reminder has the same id, however often it is looked at; one of another time has another.
        name = f"{meeting.id} {reader.channel} {reader.address} {due_at.isoformat()} {reader.among}".strip()
        return Message(
            id=str(uuid5(NAMESPACE_OID, name)),
            plan_id=plan_id,
            meeting_id=meeting.id,
            reader=reader,
            occasion=Occasion.REMINDER,
            state=MessageState.WAITING,
            due_at=due_at,
            created_at=self.now,
            sequence=0,
            says=single(meeting),
        )

    def _readers(
        self, meeting: Meeting, settings: OutboxSettings, keys: Iterable[Key]
    ) -> Iterator[tuple[Reader, Reader]]:
        """Yield who is reminded, each with the reader who was told of the plan."""
        texts = settings.gateway is not None and settings.texts_for is TextsFor.REMINDERS
        phones = {person.id: person.phone for person in meeting.invitees if is_phone(person.phone)}
        plan_id = meeting.series_id or meeting.id
        for reader, _row in readers_of(plan_id, [meeting], settings, self.lib.outbox, keys):
            yield reader, reader
            if texts and reader.channel is Channel.EMAIL and reader.invitee_id in phones:
                yield replace(reader, channel=Channel.SMS, address=phones[reader.invitee_id]), reader


def _doubted(message: Message) -> Message:
    return replace(message, state=MessageState.UNSURE, problem=_DOUBT)


def still_true(message: Message, meeting: Meeting | None) -> bool:
    """Return whether a reminder still says what is so."""
    return meeting is not None and not meeting.cancelled and message.says == single(meeting)
