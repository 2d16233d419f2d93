"""Today's meetings as a front desk sees them, and what it does about them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hosted_meetings_desktop.domain.availability import host_key
from hosted_meetings_desktop.domain.desk_rules import in_desk_order, may_admit, others_inside, room_at
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.front_desk import (
    DeskDay,
    DeskLimits,
    DeskReader,
    DeskRoom,
    HandedOver,
    PatientInside,
    PersonHere,
    RoomFacts,
    WaitingList,
)
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId, VisitTypeId, new_id
from hosted_meetings_desktop.domain.live import UndoStep
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting, MeetingFilter, Phase
from hosted_meetings_desktop.domain.ports import Changes, Clock, Store
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.repositories import Library, MeetingReader
from hosted_meetings_desktop.domain.slots import Concern, Policy
from hosted_meetings_desktop.domain.upcoming import Arrival
from hosted_meetings_desktop.domain.visit_type import VisitType
from hosted_meetings_desktop.services.arrivals import Arrivals
from hosted_meetings_desktop.services.no_shows import NoShows
from hosted_meetings_desktop.services.planning import NOTHING, PlanService, must
from hosted_meetings_desktop.services.series_plan import draft_of
from hosted_meetings_desktop.services.slot_rule import SlotRule, known_visit_types

TOPIC = "desk"
LIMITS = "desk_limits"
"""The fact that holds the clinic's limits, as JSON."""
_AT_ONCE = 1_000
_MOMENT = timedelta(microseconds=1)
_SOON = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class FrontDeskService:
    """What is live is the provider's word as last read, and that of the call windows; nobody is asked anew for it.

    Attributes:
        zone: Tells the IANA zone of this PC: whose day is today.
        desk: Makes the reader for a transaction.
    """

    store: Store
    plans: PlanService
    arrivals: Arrivals
    changes: Changes
    clock: Clock
    zone: Callable[[], str]
    desk: Callable[[Library], DeskReader]

    # ---- the board
    async def rooms(self, day: date | None = None) -> DeskDay:
        """Return the meetings of a day, today's without one, and all with somebody in them or waiting."""
        now, zone = self.clock(), _zone(self.zone())
        chosen = day or now.astimezone(zone).date()
        begins = datetime.combine(chosen, time(), zone).astimezone(UTC)
        ends = datetime.combine(chosen + timedelta(days=1), time(), zone).astimezone(UTC)
        waiting = self.arrivals.lists()

        def look(lib: Library) -> DeskDay:
            limits, known_at = _limits(lib), _known_at(lib)
            meetings = _meetings(lib, begins, ends, waiting, now)
            facts = self._facts(lib, meetings, begins, waiting, known_at)
            rooms = in_desk_order(room_at(each, limits, now) for each in facts)
            hosts = {host_key(each.host): each.host for each in meetings if each.host.strip()}
            return DeskDay(chosen, rooms, limits, now, known_at, tuple(sorted(hosts.values(), key=host_key)))

        return await self.store.run(look)

    async def room(self, meeting_id: MeetingId) -> DeskRoom:
        """Return one meeting, of whatever day.

        Raises:
            AppError: it is not there any more.
        """
        now, waiting = self.clock(), self.arrivals.lists()

        def look(lib: Library) -> DeskRoom:
            meeting = must(lib.meetings, meeting_id)
            since = meeting.schedule.starts_at - timedelta(hours=12)
            (facts,) = self._facts(lib, [meeting], since, waiting, _known_at(lib))
            return room_at(facts, _limits(lib), now)

        return await self.store.run(look)

    def _facts(
        self,
        lib: Library,
        meetings: list[Meeting],
        since: datetime,
        waiting: Mapping[MeetingId, WaitingList],
        known_at: datetime | None,
    ) -> list[RoomFacts]:
        desk, marks = self.desk(lib), NoShows(lib)
        sessions = desk.sessions(meetings, since=since)
        recorded = desk.recorded_now(meetings, since=since) if sessions else {}
        types = {each.id: each for each in known_visit_types(lib)}
        return [
            RoomFacts(
                meeting=each,
                sessions=sessions.get(each.id, ()),
                waiting=waiting.get(each.id),
                no_show_at=marks.of(each),
                one_at_a_time=_one_at_a_time(each, types),
                recording=each.id in recorded,
                voices=recorded.get(each.id),
                known_at=known_at,
            )
            for each in meetings
        ]

    async def limits(self) -> DeskLimits:
        """Return what the clinic decided for its desk."""
        return await self.store.run(_limits)

    async def keep_limits(self, limits: DeskLimits) -> None:
        """Decide it.

        Raises:
            InputProblem: for the field to mend.
        """
        limits.check()
        await self.store.run(lambda lib: lib.facts.set(LIMITS, json.dumps(limits.words())))
        self.changes.publish(TOPIC)

    # ---- who waits
    async def admit(self, meeting_id: MeetingId, participant_id: ParticipantId, *, confirmed: bool = False) -> str:
        """Let somebody in now; returns their name. They wait until a call window says that they do not.

        Args:
            meeting_id: Where to.
            participant_id: Whom.
            confirmed: Whether somebody said yes to it although another patient is in the room.

        Raises:
            PatientInside: another patient is in the room, and that was not said, or the clinic refuses it.
            NoHostInside: no call window of a host is open.
            AppError: they do not wait any more, or could not be let in.
        """
        room, limits = await self.room(meeting_id), await self.limits()
        person = _who(room, participant_id)
        policy = may_admit(room, person, limits)
        if policy is Policy.REFUSE or (policy is Policy.WARN and not confirmed):
            raise PatientInside(others_inside(room, person), refused=policy is Policy.REFUSE)
        await self.arrivals.admit(meeting_id, participant_id)
        return person.name

    async def admit_all(self, meeting_id: MeetingId) -> int:
        """Let in everybody who waits for a meeting, if they may all be in it; returns how many.

        Raises:
            PatientInside: more than one of them may be a patient, or one is in the room, and it is for one.
            NoHostInside: as in ``admit``.
        """
        room, limits = await self.room(meeting_id), await self.limits()
        for place, person in enumerate(room.waiting):
            # As if those before were in already.
            inside = replace(room, inside=(*room.inside, *room.waiting[:place]))
            if may_admit(inside, person, limits) is not Policy.ALLOW:
                raise PatientInside(others_inside(inside, person), refused=True)
        return await self.arrivals.admit_all(meeting_id)

    async def deny(self, meeting_id: MeetingId, participant_id: ParticipantId) -> str:
        """Send somebody away from the waiting room now; returns their name.

        Raises:
            NoHostInside: no call window of a host is open.
            AppError: they do not wait any more, or it could not be done.
        """
        person = _who(await self.room(meeting_id), participant_id)
        await self.arrivals.deny(meeting_id, participant_id)
        return person.name

    async def arrivals_now(self) -> tuple[Arrival, ...]:
        """Return everybody who waits by the word of an open call window, the longest first."""
        lists = {key: said for key, said in self.arrivals.lists().items() if said.open and said.people}

        def look(meetings: MeetingReader) -> dict[MeetingId, Meeting | None]:
            return {meeting_id: meetings.get(meeting_id) for meeting_id in lists}

        known = await self.store.read(look) if lists else {}
        found = [
            Arrival(meeting.id, each.name, each.since, meeting.title, meeting.public_title, meeting.host)
            for meeting_id, said in lists.items()
            if (meeting := known[meeting_id]) is not None
            for each in said.people
        ]
        return tuple(sorted(found, key=lambda each: each.since))

    # ---- who did not come
    async def mark_no_show(self, meeting_id: MeetingId) -> None:
        """Write down that nobody came to a meeting; who comes all the same is shown as being there.

        Raises:
            AppError: it has not begun, or it is not there any more.
        """
        now = self.clock()

        def mark(lib: Library) -> None:
            meeting = must(lib.meetings, meeting_id)
            if meeting.schedule.starts_at > now:
                raise AppError("This meeting has not begun yet", "Nothing was marked. Cancel it if nobody comes.")
            NoShows(lib).set(meeting, now)

        await self.store.run(mark)
        self.changes.publish(TOPIC)

    async def take_back_no_show(self, meeting_id: MeetingId) -> None:
        """Take that back."""
        await self.store.run(lambda lib: NoShows(lib).set(must(lib.meetings, meeting_id), None))
        self.changes.publish(TOPIC)

    # ---- another host, another time
    async def hosts(self) -> tuple[str, ...]:
        """Return who could take a meeting over: the hosts of earlier ones, the most recent first."""
        names = await self.store.run(lambda lib: lib.meetings.host_names())
        return tuple(name for name in names if name)

    async def hand_over(
        self,
        meeting_id: MeetingId,
        host: str,
        *,
        starts_at: datetime | None = None,
        accepted: frozenset[Concern] = NOTHING,
    ) -> HandedOver:
        """Give a meeting to another host, who then joins it as its host.

        A host who is in the call stays in it; the link of one who is not stops working.

        Args:
            meeting_id: Which.
            host: The other host's name.
            starts_at: When it shall be then (aware UTC); None to keep the time.
            accepted: What is wrong with it and is meant all the same.

        Raises:
            SlotTaken: the other host has somebody else then.
            InputProblem: no name was given.
        """
        room = await self.room(meeting_id)
        here = {each.invitee for each in room.inside}
        draft = draft_of(room.meeting)
        others = [each for each in draft.invitees if each.role is not Role.HOST]
        before = [each for each in draft.invitees if each.role is Role.HOST]
        people = draft.invitees
        if before:  # where none is invited, whoever joins is added as the host of then
            same = [each for each in before if host_key(each.name) == host_key(host)]
            fresh = same or [Invitee(InviteeId(new_id()), host.strip() or "Host", Role.HOST, before[0].preset)]
            staying = [each for each in before if each not in same and each.id in here]
            people = (*fresh, *staying, *others)
        schedule = draft.schedule if starts_at is None else replace(draft.schedule, starts_at=starts_at)
        changed = replace(draft, host=host.strip(), invitees=people, schedule=schedule)
        planned = await self.plans.change(meeting_id, changed, accepted=accepted)
        return HandedOver(planned, await self._told(planned.meeting))

    async def later_times(self, meeting_id: MeetingId) -> tuple[datetime, ...]:
        """Return the next times from now on at which a meeting could be instead (aware UTC)."""
        now = self.clock()

        def look(lib: Library) -> tuple[datetime, ...]:
            meeting = must(lib.meetings, meeting_id)
            start = max(now, meeting.schedule.starts_at) + _SOON
            wished = replace(meeting, schedule=replace(meeting.schedule, starts_at=start))
            return SlotRule.of(lib).free(wished, now=now)

        return await self.store.run(look)

    async def move_later(
        self, meeting_id: MeetingId, starts_at: datetime, *, accepted: frozenset[Concern] = NOTHING
    ) -> HandedOver:
        """Give a meeting a later time.

        Raises:
            SlotTaken: something is wrong with that time which was not accepted.
        """
        meeting = await self.plans.get(meeting_id)
        schedule = replace(meeting.schedule, starts_at=starts_at)
        planned = await self.plans.move(meeting_id, schedule, accepted=accepted)
        return HandedOver(planned, await self._told(planned.meeting))

    async def undo(self, step: UndoStep) -> UndoStep:
        """Take a change of the plan back; returns the step that does it again."""
        return await self.plans.undo(step)

    async def _told(self, meeting: Meeting) -> tuple[str, ...]:
        """Return who is written to about the last change."""
        plan_id = meeting.series_id or meeting.id
        waiting = await self.store.run(lambda lib: lib.outbox.open_of(plan_id))
        return tuple(dict.fromkeys(each.reader.name for each in waiting if each.meeting_id == meeting.id))


# ---- reading
def _meetings(
    lib: Library, begins: datetime, ends: datetime, waiting: Mapping[MeetingId, WaitingList], now: datetime
) -> list[Meeting]:
    """Return what is planned for a day, what goes on over midnight, and what somebody is at all the same."""
    wanted = MeetingFilter(starts_from=begins, starts_before=ends)
    found = {each.id: each for each in _all(lib, wanted, now)}
    live = {each.id: each for each in _all(lib, MeetingFilter(Phase.LIVE), now)}
    over_midnight = (each.meeting_id for each in lib.calendar.entries(begins, begins + _MOMENT, {}))
    some = [key for key, said in waiting.items() if said.people]
    for meeting_id in (*over_midnight, *some):
        if meeting_id not in found and (meeting := live.get(meeting_id) or lib.meetings.get(meeting_id)) is not None:
            found[meeting_id] = meeting
    found |= live
    # Nobody knows when rooms that other programs made are used: they are here while somebody is.
    return [each for each in found.values() if not each.made_elsewhere or each.live or each.id in some]


def _all(lib: Library, wanted: MeetingFilter, now: datetime) -> Iterable[Meeting]:
    offset = 0
    while True:
        page = lib.meetings.page(wanted, now=now, offset=offset, limit=_AT_ONCE)
        yield from page.rows
        offset += len(page.rows)
        if not page.rows or offset >= page.total:
            return


def _one_at_a_time(meeting: Meeting, types: Mapping[VisitTypeId, VisitType]) -> bool:
    kind = types.get(meeting.visit_type) if meeting.visit_type else None
    return kind.one_at_a_time if kind is not None else True


def _limits(lib: Library) -> DeskLimits:
    try:
        kept = json.loads(lib.facts.get(LIMITS) or "{}")
    except (ValueError, RecursionError):
        kept = {}
    return DeskLimits.read(kept if isinstance(kept, dict) else {})


def _known_at(lib: Library) -> datetime | None:
    said = lib.facts.get("refreshed_at")
    return datetime.fromisoformat(said) if said else None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _who(room: DeskRoom, participant_id: ParticipantId) -> PersonHere:
    found = next((each for each in room.waiting if each.participant_id == participant_id), None)
    if found is None:
        raise AppError("This person is not waiting any more", "They left, or somebody else let them in.")
    return found
