"""Who has to be told what of a plan: looked at anew after every change, inside the transaction that made it.

Nothing here remembers deeds. What people know and what they should know stand side by side, and the difference is
what waits in the outbox; a change that is taken back within the hold leaves no difference, so nobody is written to.

Where people are not written to (any more), they should know what they know already: they keep it as it is, whatever
is moved, renamed or whoever is taken off. Only what is cancelled is still told to those who have it in their
calendars, as they would come to it otherwise. Who knows nothing is told nothing. Once people are written to again,
they are told all that is different by then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hosted_meetings_desktop.domain.calendaring import Calendars
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, SeriesId, new_id
from hosted_meetings_desktop.domain.invitation import ChangedOccurrence
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.message import Occasion
from hosted_meetings_desktop.domain.outbox import (
    Due,
    Message,
    MessageState,
    OutboxSettings,
    Reader,
    Said,
    SeriesSays,
    Told,
    hold,
    to_tell,
)
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.services.readers import NOTHING, Key, Known, Place, Standing, Wanted, readers_of
from hosted_meetings_desktop.services.series_plan import wall_of


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
            standing = self._standing(plan_id, rows, told, messages, settings)
            waiting += sum(
                self._review_reader(standing, key)
                for key in dict.fromkeys([*standing.wanted, *told, *(each.reader.key for each in standing.messages)])
            )
            self._drop_reminders(rows, messages)
        return waiting

    def review_reader(self, message: Message) -> None:
        """Bring what waits for the reader of a message up to date, after it fared somehow."""
        self._review_reader(self._look(message.plan_id), message.reader.key)

    def present(self, message: Message) -> Message | None:
        """Return what is to be sent where somebody wants a message sent: what is so now.

        That is the message itself while it still says so; else what waits for its reader, or a new one, which is
        kept. None where there is nothing to be told.
        """
        key = message.reader.key
        self.review_reader(message)
        standing = self._look(message.plan_id)
        again = self.lib.outbox.get(message.id)
        waiting = standing.of(key, MessageState.WAITING)
        if again is not None and again in waiting:
            return again
        known, wanted = standing.known.get(key, NOTHING), standing.wanted.get(key)
        says = wanted.says if wanted else None
        if again is not None and not waiting and again.says == says and again.sequence + 1 >= known.sequence:
            return again if wanted is None else replace(again, reader=wanted.reader, meeting_id=wanted.meeting.id)
        if len(waiting) == 1:
            return waiting[0]
        if says is None and (known.said is None or self._is_over(known.said)):
            return None
        occasion = Occasion.CHANGE
        if says is None:
            occasion = Occasion.CANCELLATION
        elif known.said is None or known.said == says:
            occasion = Occasion.INVITATION
        fresh = self._message(standing, Due(occasion), None, key)
        self.lib.outbox.keep(fresh)
        return fresh

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

    def _look(self, plan_id: str) -> Standing:
        rows: Sequence[Meeting] = self.lib.meetings.of_series(SeriesId(plan_id))
        if not rows:
            row = self.lib.meetings.get(MeetingId(plan_id))
            rows = () if row is None or row.series_id is not None else (row,)
        outbox = self.lib.outbox
        return self._standing(plan_id, rows, outbox.told(plan_id), outbox.open_of(plan_id), outbox.settings())

    def _standing(
        self,
        plan_id: str,
        rows: Sequence[Meeting],
        told: dict[Key, Told],
        messages: Sequence[Message],
        settings: OutboxSettings,
    ) -> Standing:
        messages = [each for each in messages if each.occasion is not Occasion.REMINDER]
        known = {key: Known(each.said, each.sequence + 1) for key, each in told.items()}
        for each in sorted(messages, key=lambda each: each.sequence):
            before = known.get(each.reader.key, NOTHING)
            if each.state in _PERHAPS and each.sequence + 1 >= before.sequence:
                # As if it had arrived: a later one sets it right either way.
                known[each.reader.key] = Known(each.leaves(before.said), each.sequence + 1, sure=False)
        says = self._said(plan_id, rows)
        places = readers_of(
            plan_id, rows, settings, self.lib.outbox, [*known, *(each.reader.key for each in messages)]
        )
        wanted = self._wanted(
            plan_id, rows, says, places, {key: each.said for key, each in known.items() if each.said}
        )
        return Standing(plan_id, rows, messages, known, wanted, says.times if says else {})

    def _review_reader(self, standing: Standing, key: Key) -> int:
        wanted, known = standing.wanted.get(key), standing.known.get(key, NOTHING)
        says = wanted.says if wanted else None
        if says is None and (known.said is None or self._is_over(known.said)):
            due: list[Due] = []  # nobody is told that nothing happens, nor what is over
        else:
            due = list(to_tell(known.said, says, now=self.now, times=standing.times))
            if not known.sure and any(each.one is not None for each in due):
                due = [Due(Occasion.CHANGE)]  # one time says nothing to who does not have the others
        open_ones: dict[tuple[Occasion, datetime | None], Message] = {}
        for each in standing.of(key, *_REPLACED):
            older = open_ones.pop((each.occasion, each.one), None)
            if older is not None:  # it was being sent when the other was made, and came back
                self.lib.outbox.drop(older.id)
            open_ones[each.occasion, each.one] = each
        for one in due:
            before = open_ones.pop((one.occasion, one.one), None)
            fresh = self._message(standing, one, before, key)
            if before is not None and before.says == says and before.reader.address == fresh.reader.address:
                # It says the same, but perhaps to somebody who has another name, language or link by now. Single
                # times that are told together have one SEQUENCE.
                together = one.one is not None and before.sequence + 1 == fresh.sequence
                number = before.sequence if together else fresh.sequence
                fresh = replace(
                    before, reader=fresh.reader, meeting_id=fresh.meeting_id, sequence=number, knew=fresh.knew
                )
            if before is not None and before.id != fresh.id:
                self.lib.outbox.drop(before.id)
            if fresh != before:
                self.lib.outbox.keep(fresh)
        for left in open_ones.values():
            self.lib.outbox.drop(left.id)
        return len(due)

    def _drop_reminders(self, rows: Sequence[Meeting], messages: Sequence[Message]) -> None:
        """Drop reminders of what is not so any more; what is due is made anew."""
        by_id = {row.id: row for row in rows}
        for each in messages:
            if each.occasion is Occasion.REMINDER and each.state in _REPLACED:
                row = by_id.get(each.meeting_id)
                if row is None or row.cancelled or each.says != single(row):
                    self.lib.outbox.drop(each.id)

    def _is_over(self, known: Said) -> bool:
        """Return whether all that somebody knows of is over."""
        if known.recurrence is None:
            return known.first + known.duration <= self.now
        by_rule = self.calendars.occurrences(known.starts, known.zone, known.recurrence)
        times = (known.at(each.wall, each.starts_at) for each in by_rule)
        return all(each is None or each.starts_at + each.duration <= self.now for each in times)

    def _message(self, standing: Standing, due: Due, before: Message | None, key: Key) -> Message:
        wanted, known = standing.wanted.get(key), standing.known.get(key, NOTHING)
        goal = self._goal(wanted, standing.rows, before)
        says = wanted.says if wanted is not None else None
        known_as = wanted or before
        reader = known_as.reader if known_as is not None else self._last_reader(standing.plan_id, key)
        return Message(
            id=before.id if before is not None and before.attempts == 0 else new_id(),
            plan_id=standing.plan_id,
            meeting_id=goal,
            reader=reader,
            occasion=due.occasion,
            state=MessageState.WAITING,
            due_at=self.now + hold(self._soonest(standing, due, known.said, says, goal), self.now),
            created_at=before.created_at if before else self.now,
            sequence=known.sequence,
            says=says,
            one=due.one,
            knew=known.said,
        )

    def _soonest(
        self, standing: Standing, due: Due, known: Said | None, says: Said | None, goal: MeetingId
    ) -> datetime:
        """Return the first time that a message is about, as it was or as it will be."""
        meant: list[tuple[datetime, datetime]] = []
        if due.one is not None and due.one in standing.times:
            found = [each.at(due.one, standing.times[due.one]) for each in (known, says) if each is not None]
            meant = [(each.starts_at, each.starts_at + each.duration) for each in found if each is not None]
        else:
            alone = [each for each in (known, says) if each is not None and each.recurrence is None]
            meant = [(each.first, each.first + each.duration) for each in alone]
            rows = [row.schedule for row in standing.rows if row.id == goal]
            meant += [(each.starts_at, each.ends_at) for each in rows]
        return min((start for start, end in meant if end > self.now), default=self.now)

    def _last_reader(self, plan_id: str, key: Key) -> Reader:
        """Return who was written to under an address that is not invited any more."""
        channel, address = key
        for message in reversed(self.lib.outbox.of_plan([plan_id])):
            if message.reader.key == key:
                return message.reader
        plain, _space, among = address.partition(" ")
        return Reader(_NOBODY, plain, channel, plain, among=among)

    def _goal(self, wanted: Wanted | None, rows: Sequence[Meeting], before: Message | None) -> MeetingId:
        if wanted is not None:
            return wanted.meeting.id
        if before is not None:
            return before.meeting_id
        coming = (row.id for row in rows if row.schedule.ends_at > self.now)
        return next(coming, rows[0].id if rows else MeetingId(""))

    # ---- what people should know
    def _wanted(
        self,
        plan_id: str,
        rows: Sequence[Meeting],
        says: SeriesSays | None,
        readers: Sequence[Place],
        known: Mapping[Key, Said],
    ) -> dict[Key, Wanted]:
        """Return what each reader should know of a plan.

        Args:
            plan_id: The series, or the meeting that is in none.
            rows: Its meetings.
            says: What is to be known of it as it is; None where it is no series.
            readers: Who is written to about which of them.
            known: What readers know; it is all they should know of meetings whose people are not written to.
        """
        places: dict[Key, list[Place]] = {}
        for reader, row in readers:
            places.setdefault(reader.key, []).append((reader, row))
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
                theirs_as = next((each for each, row in mine if row.id == meeting.id), None)
                found[key] = Wanted(theirs_as or self._last_reader(plan_id, key), own, meeting)
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
        host, title = _usual(rows)
        moved = {}
        for wall, row in held.items():
            when = row.schedule
            own = ChangedOccurrence(
                wall, when.starts_at, when.duration, when.zone,
                "" if row.host == host else row.host, "" if row.public_title == title else row.public_title,
            )  # fmt: skip
            as_planned = times.get(wall) == when.starts_at and when.duration == series.duration
            if not as_planned or own.host or own.title:
                moved[wall] = own
        whole = Said(
            title, host, series.starts, by_rule[0].starts_at, series.duration, series.zone, series.recurrence
        )
        return SeriesSays(whole, times, frozenset(held), moved)


_REPLACED = (MessageState.WAITING, MessageState.REFUSED)
"""What makes way for a message that says something newer."""

_PERHAPS = (MessageState.SENDING, MessageState.UNSURE)
"""What the reader may have got."""

_NOBODY = InviteeId("")


def single(meeting: Meeting) -> Said:
    """Return what is to be known of one meeting by itself."""
    when = meeting.schedule
    return Said(meeting.public_title, meeting.host, wall_of(when), when.starts_at, when.duration, when.zone)


def _usual(rows: Sequence[Meeting]) -> tuple[str, str]:
    """Return the host and the title that most meetings of a series have."""
    held = [row for row in rows if not row.cancelled] or list(rows)
    hosts, titles = Counter(row.host for row in held), Counter(row.public_title for row in held)
    return hosts.most_common(1)[0][0], titles.most_common(1)[0][0]
