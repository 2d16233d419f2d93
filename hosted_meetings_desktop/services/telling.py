"""Who has to be told what of a plan: looked at anew after every change, inside the transaction that made it.

Nothing here remembers deeds. What people know and what they should know stand side by side, and the difference is
what waits in the outbox; a change that is taken back within the hold leaves no difference, so nobody is written to.

Where people are not written to (any more), they should know what they know already: they keep it as it is, whatever
is moved, renamed or whoever is taken off. Only what is cancelled is still told to those who have it in their
calendars, as they would come to it otherwise. Who knows nothing is told nothing. Once people are written to again,
they are told all that is different by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from hosted_meetings_desktop.domain.calendaring import Calendars
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, new_id
from hosted_meetings_desktop.domain.invitation import ChangedOccurrence
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting
from hosted_meetings_desktop.domain.message import Channel, Occasion
from hosted_meetings_desktop.domain.outbox import (
    Due,
    Message,
    MessageState,
    OutboxSettings,
    Reader,
    Said,
    SeriesSays,
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
        known = {key: _Known(each.said, each.sequence + 1) for key, each in told.items()}
        for each in messages:
            if each.state is MessageState.UNSURE and each.occasion is not Occasion.REMINDER:
                # As if it had arrived: a later one sets it right either way.
                known[_key(each.reader)] = _Known(each.says, each.sequence + 1)
        wanted = self.wanted(plan_id, rows, settings, {key: each.said for key, each in known.items() if each.said})
        waiting = 0
        for key in dict.fromkeys([*wanted, *told, *(_key(each.reader) for each in messages)]):
            mine = [each for each in messages if _key(each.reader) == key]
            waiting += self._review_reader(plan_id, rows, wanted.get(key), known.get(key, _NOTHING), mine, key)
        return waiting

    def _review_reader(
        self,
        plan_id: str,
        rows: Sequence[Meeting],
        wanted: Wanted | None,
        known: _Known,
        mine: Sequence[Message],
        key: Key,
    ) -> int:
        says = wanted.says if wanted else None
        if says is None and (known.said is None or self._is_over(known.said, rows)):
            due: list[Due] = []  # nobody is told that nothing happens, nor what is over
        else:
            due = list(to_tell(known.said, says))
        kept = 0
        open_ones = {(each.occasion, each.one): each for each in mine if each.state in _REPLACED}
        for one in due:
            kept += 1
            before = open_ones.pop((one.occasion, one.one), None)
            if before is not None and before.says == says and before.meeting_id == self._goal(wanted, rows, before):
                continue
            message = self._message(plan_id, one, wanted, before, known, rows, key)
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
        known: _Known,
        rows: Sequence[Meeting],
        key: Key,
    ) -> Message:
        goal = self._goal(wanted, rows, before)
        starts_at = next((row.schedule.starts_at for row in rows if row.id == goal), self.now)
        return Message(
            id=before.id if before is not None and before.attempts == 0 else new_id(),
            plan_id=plan_id,
            meeting_id=goal,
            reader=wanted.reader if wanted is not None else self._last_reader(plan_id, key),
            occasion=due.occasion,
            state=MessageState.WAITING,
            due_at=self.now + hold(starts_at, self.now),
            created_at=before.created_at if before else self.now,
            sequence=known.sequence,
            says=wanted.says if wanted is not None else None,
            one=due.one,
            knew=known.said,
        )

    def _last_reader(self, plan_id: str, key: Key) -> Reader:
        """Return who was written to under an address that is not invited any more."""
        channel, address = key
        for message in reversed(self.lib.outbox.of_plan([plan_id])):
            if _key(message.reader) == key:
                return message.reader
        return Reader(_NOBODY, address, channel, address)

    def _goal(self, wanted: Wanted | None, rows: Sequence[Meeting], before: Message | None) -> MeetingId:
        if wanted is not None:
            return wanted.meeting.id
        if before is not None:
            return before.meeting_id
        coming = (row.id for row in rows if row.schedule.ends_at > self.now)
        return next(coming, rows[0].id if rows else MeetingId(""))

    # ---- what people should know
    def wanted(
        self, plan_id: str, rows: Sequence[Meeting], settings: OutboxSettings, known: Mapping[Key, Said]
    ) -> dict[Key, Wanted]:
        """Return what each reader should know of a plan, by channel and address.

        Args:
            plan_id: The series, or the meeting that is in none.
            rows: Its meetings.
            settings: How people are written to.
            known: What readers know; it is all they should know of meetings whose people are not written to.
        """
        places: dict[Key, list[tuple[Reader, Meeting]]] = {}
        for row in rows:
            for person in row.invitees:
                reader = reader_of(person, settings)
                if reader is not None:
                    places.setdefault(_key(reader), []).append((reader, row))
        says = self._said(plan_id, rows)
        quiet = [row for row in rows if not row.cancelled and not row.invites]
        found = {}
        for key in dict.fromkeys([*places, *(known if quiet else ())]):
            mine = places.get(key, [])
            rows_of_mine = [row for _reader, row in mine]
            if quiet and key in known:
                own = self._left_alone(says, known[key], rows, rows_of_mine)
            else:
                own = self._new(says, [row for row in rows_of_mine if not row.cancelled and row.invites])
            if own is not None:
                theirs = [row for row in rows_of_mine if not row.cancelled]
                told = [row for row in theirs if row.invites and row.schedule.ends_at > self.now]
                meeting = self._next(told or theirs or quiet)
                reader = next((each for each, row in mine if row.id == meeting.id), None)
                found[key] = Wanted(reader or self._last_reader(plan_id, key), own, meeting)
        return found

    def _next(self, rows: Sequence[Meeting]) -> Meeting:
        return next((row for row in rows if row.schedule.ends_at > self.now), rows[0])

    def _new(self, says: SeriesSays | None, mine: Sequence[Meeting]) -> Said | None:
        """Return what somebody should know who is invited to some meetings; None where nothing of them is to come."""
        if not any(row.schedule.ends_at > self.now for row in mine):
            return None
        invited = {row.wall for row in mine}
        # Who comes to one visit of many is invited to that one, not to a series with gaps.
        alone = says is None or (len(invited) == 1 and len(says.held) > 1)
        return single(self._next(mine)) if says is None or alone else says(invited)

    def _left_alone(
        self, says: SeriesSays | None, knows: Said, rows: Sequence[Meeting], mine: Sequence[Meeting]
    ) -> Said | None:
        """Return what somebody should know who knows of a plan some of whose meetings nobody is written to about.

        Args:
            says: What is to be known of it as it is; None where it is no series.
            knows: What they know of it.
            rows: Its meetings; at least one is held whose people are not written to.
            mine: Those to which they are invited, cancelled ones too.
        """
        if says is None:
            return knows
        told = [row for row in mine if not row.cancelled and row.invites]
        tells = any(row.schedule.ends_at > self.now for row in told)
        if knows.recurrence is None:
            known = [row for row in rows if row.schedule.starts_at == knows.first]
            if tells:
                return self._new(says, [*told, *(row for row in known if not row.cancelled and not row.invites)])
            # Where it was moved since, their own meetings tell whether it is cancelled.
            left = known or mine
            stays = not left or any(not row.cancelled and (not row.invites or row in mine) for row in left)
            return knows if stays else None
        if not says.is_of(knows):
            # They know of times that are none any more; one entry cannot hold both rules.
            if tells:
                return self._new(says, [row for row in mine if not row.cancelled])
            return knows if any(not row.cancelled and row.schedule.ends_at > self.now for row in rows) else None
        over = {row.wall for row in rows if not row.cancelled and row.schedule.ends_at <= self.now}
        silent = {row.wall for row in rows if not row.cancelled and not row.invites}
        stay = (silent if tells else silent | over) - set(knows.left_out)
        if tells:
            invited = {row.wall for row in told}
            if len(invited | stay) == 1:
                return self._new(says, told)
            return says.with_known(invited, knows, stay - invited)
        return says.only_known(knows, stay) if stay - over else None

    def _said(self, plan_id: str, rows: Sequence[Meeting]) -> SeriesSays | None:
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
        return SeriesSays(whole, times, frozenset(held), moved)


@dataclass(frozen=True, slots=True)
class _Known:
    """What somebody knows, and the SEQUENCE of what they are told next."""

    said: Said | None
    sequence: int


_NOTHING = _Known(None, 0)

_REPLACED = (MessageState.WAITING, MessageState.REFUSED, MessageState.BOUNCED)
"""What makes way for a message that says something newer."""

_NOBODY = InviteeId("")


def single(meeting: Meeting) -> Said:
    """Return what is to be known of one meeting by itself."""
    when = meeting.schedule
    return Said(meeting.public_title, meeting.host, wall_of(when), when.starts_at, when.duration, when.zone)


def _key(reader: Reader) -> Key:
    return reader.channel, reader.address
