"""Who has to be told what of a plan: looked at anew after every change, inside the transaction that made it.

Nothing here remembers deeds. What people know and what they should know stand side by side, and the difference is
what waits in the outbox; a change that is taken back within the hold leaves no difference, so nobody is written to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hosted_meetings_desktop.domain.calendaring import Calendars
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, new_id
from hosted_meetings_desktop.domain.invitation import ChangedOccurrence
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting
from hosted_meetings_desktop.domain.message import Channel
from hosted_meetings_desktop.domain.outbox import (
    Due,
    Message,
    MessageState,
    OutboxSettings,
    Reader,
    Said,
    TextsFor,
    Told,
    hold,
    to_tell,
)
from hosted_meetings_desktop.domain.person import is_email, is_phone
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.services.series_plan import wall_of

Key = tuple[Channel, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one reader should know, and which meeting is the next for them."""

    reader: Reader
    says: Said
    meeting: Meeting


def reader_of(person: Invitee, settings: OutboxSettings) -> Reader | None:
    """Return how somebody is written to; None for hosts, and where there is no way."""
    if person.role is Role.HOST:
        return None
    if person.email and is_email(person.email):
        return Reader(person.id, person.name, Channel.EMAIL, person.email.strip(), person.language, person.zone)
    texts = settings.gateway is not None and settings.texts_for is not TextsFor.NOBODY
    if texts and is_phone(person.phone):
        return Reader(person.id, person.name, Channel.SMS, person.phone, person.language, person.zone)
    return None


@dataclass(frozen=True, slots=True)
class Telling:
    """Looks at plans and keeps what waits in step with them."""

    lib: Library
    calendars: Calendars
    now: datetime

    def review(self, meetings: Iterable[Meeting]) -> int:
        """Bring the outbox up to date with what was just written; returns how many messages wait for these plans.

        Args:
            meetings: What was touched, as it was or as it is: only which plans they belong to matters.
        """
        settings = self.lib.outbox.settings()
        waiting = 0
        for plan_id, rows in self._plans(meetings).items():
            told = self.lib.outbox.told(plan_id)
            messages = self.lib.outbox.open_of(plan_id)
            if not told and not messages and not any(row.invites for row in rows):
                continue
            waiting += self._review_plan(plan_id, rows, told, messages, settings)
        return waiting

    def _plans(self, meetings: Iterable[Meeting]) -> dict[str, tuple[Meeting, ...]]:
        found: dict[str, tuple[Meeting, ...]] = {}
        for meeting in meetings:
            if meeting.id not in found:
                row = self.lib.meetings.get(meeting.id)
                found[meeting.id] = () if row is None or row.series_id is not None else (row,)
            for series in {meeting.series_id, *(row.series_id for row in found[meeting.id])} - {None}:
                if series is not None and series not in found:
                    found[series] = self.lib.meetings.of_series(series)
        return found

    def _review_plan(
        self,
        plan_id: str,
        rows: Sequence[Meeting],
        told: dict[Key, Told],
        messages: Sequence[Message],
        settings: OutboxSettings,
    ) -> int:
        wanted = self.wanted(plan_id, rows, settings)
        waiting = 0
        addressed = [(each.reader.channel, each.reader.address) for each in messages]
        for key in dict.fromkeys([*wanted, *told, *addressed]):
            mine = [each for each in messages if (each.reader.channel, each.reader.address) == key]
            waiting += self._review_reader(plan_id, rows, wanted.get(key), told.get(key), mine, key)
        return waiting

    def _review_reader(
        self,
        plan_id: str,
        rows: Sequence[Meeting],
        wanted: Wanted | None,
        told: Told | None,
        mine: Sequence[Message],
        key: Key,
    ) -> int:
        says = wanted.says if wanted else None
        known, sequence = (told.said, told.sequence + 1) if told else (None, 0)
        for each in mine:
            if each.state is MessageState.UNSURE:  # as if it had arrived: a later one sets it right either way
                known, sequence = each.says, each.sequence + 1
        if says is None and (known is None or self._is_over(known, rows)):
            due: list[Due] = []  # nobody is told that nothing happens, nor what is over
        else:
            due = list(to_tell(known, says))
        kept = 0
        open_ones = {(each.occasion, each.one): each for each in mine if each.state in _REPLACED}
        for one in due:
            kept += 1
            before = open_ones.pop((one.occasion, one.one), None)
            if before is not None and before.says == says and before.meeting_id == _goal(wanted, rows, before):
                continue
            message = self._message(plan_id, one, wanted, before, sequence, rows, key)
            if before is not None and before.id != message.id:
                self.lib.outbox.drop(before.id)
            self.lib.outbox.keep(message)
        for left in open_ones.values():
            if left.one is not None and left.says == says and not due:
                kept += 1  # one of several single times; the others were sent already
            else:
                self.lib.outbox.drop(left.id)
        return kept

    def _is_over(self, known: Said, rows: Sequence[Meeting]) -> bool:
        last = max((row.schedule.ends_at for row in rows), default=known.first + known.duration)
        return last < self.now

    def _message(
        self,
        plan_id: str,
        due: Due,
        wanted: Wanted | None,
        before: Message | None,
        sequence: int,
        rows: Sequence[Meeting],
        key: Key,
    ) -> Message:
        if wanted is not None:
            reader, says = wanted.reader, wanted.says
        else:
            reader, says = self._last_reader(plan_id, key), None
        goal = _goal(wanted, rows, before)
        starts_at = next((row.schedule.starts_at for row in rows if row.id == goal), self.now)
        return Message(
            id=before.id if before is not None and before.attempts == 0 else new_id(),
            plan_id=plan_id,
            meeting_id=goal,
            reader=reader,
            occasion=due.occasion,
            state=MessageState.WAITING,
            due_at=self.now + hold(starts_at, self.now),
            created_at=before.created_at if before else self.now,
            sequence=sequence,
            says=says,
            one=due.one,
        )

    def _last_reader(self, plan_id: str, key: Key) -> Reader:
        """Return who was written to under an address that is not invited any more."""
        channel, address = key
        for message in reversed(self.lib.outbox.of_plan([plan_id])):
            if (message.reader.channel, message.reader.address) == key:
                return message.reader
        return Reader(_NOBODY, address, channel, address)

    # ---- what people should know
    def wanted(self, plan_id: str, rows: Sequence[Meeting], settings: OutboxSettings) -> dict[Key, Wanted]:
        """Return what each reader should know of a plan, by channel and address."""
        held = [row for row in rows if not row.cancelled and row.invites]
        places: dict[Key, list[tuple[Reader, Meeting]]] = {}
        for row in held:
            for person in row.invitees:
                reader = reader_of(person, settings)
                if reader is not None:
                    places.setdefault((reader.channel, reader.address), []).append((reader, row))
        says = self._said(plan_id, rows)
        found = {}
        for key, mine in places.items():
            coming = [each for each in mine if each[1].schedule.ends_at > self.now]
            reader, meeting = (coming or mine)[0]
            invited = {row.wall for _reader, row in mine}
            # Who comes to one visit of many is invited to that one, not to a series with gaps.
            alone = says is None or (len(invited) == 1 and len(says.held) > 1)
            own = single(meeting) if says is None or alone else says(invited)
            if coming:
                found[key] = Wanted(reader, own, meeting)
        return found

    def _said(self, plan_id: str, rows: Sequence[Meeting]) -> _SeriesSays | None:
        if not rows or rows[0].series_id != plan_id:
            return None
        series = self.lib.plans.series(rows[0].series_id)
        if series is None:
            return None
        by_rule = self.calendars.occurrences(series.starts, series.zone, series.recurrence)
        times = {each.wall: each.starts_at for each in by_rule}
        held = {row.wall: row for row in rows if not row.cancelled and row.wall is not None}
        moved = {
            wall: ChangedOccurrence(wall, row.schedule.starts_at, row.schedule.duration, row.schedule.zone)
            for wall, row in held.items()
            if times.get(wall) != row.schedule.starts_at or row.schedule.duration != series.duration
        }
        first = rows[0]
        whole = Said(
            first.public_title, first.host, series.starts, by_rule[0].starts_at, series.duration, series.zone,
            series.recurrence,
        )  # fmt: skip
        return _SeriesSays(whole, tuple(times), held, moved)


@dataclass(frozen=True, slots=True)
class _SeriesSays:
    """What somebody should know of a series, by which of its times they are invited to."""

    whole: Said
    by_rule: tuple[datetime, ...]
    held: dict[datetime, Meeting]
    moved: dict[datetime, ChangedOccurrence]

    def __call__(self, invited: set[datetime | None]) -> Said:
        return replace(
            self.whole,
            left_out=tuple(wall for wall in self.by_rule if wall not in self.held or wall not in invited),
            changed=tuple(each for wall, each in sorted(self.moved.items()) if wall in invited),
        )


_REPLACED = (MessageState.WAITING, MessageState.REFUSED, MessageState.BOUNCED)
"""What makes way for a message that says something newer."""

_NOBODY = InviteeId("")


def single(meeting: Meeting) -> Said:
    """Return what is to be known of one meeting by itself."""
    when = meeting.schedule
    return Said(meeting.public_title, meeting.host, wall_of(when), when.starts_at, when.duration, when.zone)


def _goal(wanted: Wanted | None, rows: Sequence[Meeting], before: Message | None) -> MeetingId:
    if wanted is not None:
        return wanted.meeting.id
    if before is not None:
        return before.meeting_id
    return rows[0].id if rows else MeetingId("")
