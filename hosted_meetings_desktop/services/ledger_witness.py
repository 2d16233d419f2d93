"""Writes down for the ledger what our own call windows see: who comes, waits, goes, and who gets no further."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import anyio

from hosted_meetings_desktop.domain.call import CallPerson
from hosted_meetings_desktop.domain.call_diary import CallDiary
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId
from hosted_meetings_desktop.domain.ledger.facts import Fact, Kind, Place, Who
from hosted_meetings_desktop.domain.ledger.sources import by_participant, diary_facts, sighting_fact
from hosted_meetings_desktop.domain.ports import Clock, Store
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.services.ledger_gathering import Ledgers

_FIRST_LOOK = timedelta(seconds=5)
"""Whom a window names this soon after it came in was there before it."""


@dataclass(slots=True)
class _Window:
    """What one window has seen.

    Attributes:
        entered_at: When it came into the room; None where it has not said so.
    """

    entered_at: datetime | None = None
    own: Who | None = None
    people: dict[Place, dict[str, Who]] = field(default_factory=dict)


@dataclass(slots=True)
class LedgerWitness:
    """Takes what call windows say, each thing as soon as it is said: what happens next may end the program.

    A window is named by any word of its own that no other window has, also not the same one opened again.
    Every method raises ``AppError`` where the store cannot be written; the next word makes up for it.
    """

    store: Store
    ledger: Ledgers
    clock: Clock
    _windows: dict[tuple[MeetingId, str], _Window] = field(init=False, default_factory=dict)
    _turn: anyio.Lock = field(init=False, default_factory=anyio.Lock)

    async def entered(
        self, meeting_id: MeetingId, window: str, *, at: datetime, invitee: InviteeId | None = None
    ) -> None:
        """Take that the person of a window is in the room.

        Args:
            meeting_id: Which meeting's.
            window: Which window.
            at: When, by this PC's clock.
            invitee: Who sits there; None for the host.
        """
        async with self._turn:
            seat = await self.store.run(lambda lib: _seat(lib, meeting_id, invitee))
            if seat is not None:
                await self._note(meeting_id, window, at, [(Kind.CAME_IN, Place.ROOM, Who(str(seat)))])
            held = self._windows.setdefault((meeting_id, window), _Window())
            held.entered_at, held.own = at, Who(str(seat)) if seat is not None else None

    async def left(self, meeting_id: MeetingId, window: str, *, at: datetime) -> None:
        """Take that the person of a window is out of the room, and that it sees nobody any more."""
        async with self._turn:
            held = self._windows.get((meeting_id, window))
            if held is None:
                return
            gone = [(Kind.LOST_SIGHT, place, who) for place, people in held.people.items() for who in people.values()]
            if held.own is not None:
                gone.append((Kind.WENT_OUT, Place.ROOM, held.own))
            await self._note(meeting_id, window, at, gone)
            del self._windows[meeting_id, window]

    async def inside(self, meeting_id: MeetingId, window: str, people: Iterable[CallPerson], *, at: datetime) -> None:
        """Take who else is in the room by the word of a window."""
        named = {each.id: by_participant(ParticipantId(each.id), each.name, each.preset) for each in people}
        await self._compare(meeting_id, window, Place.ROOM, named, at)

    async def waiting(
        self, meeting_id: MeetingId, window: str, people: Iterable[tuple[str, str]], *, at: datetime
    ) -> None:
        """Take who waits to be let in by the word of a window, as participant's ids and names."""
        named = {who: by_participant(ParticipantId(who), name) for who, name in people}
        await self._compare(meeting_id, window, Place.LOBBY, named, at)

    async def wrote(self, meeting_id: MeetingId, diary: CallDiary, invitee: InviteeId | None = None) -> None:
        """Take what a window wrote down on its way in; what it told before is not taken twice."""
        now = self.clock()

        def keep(lib: Library) -> None:
            seat = _seat(lib, meeting_id, invitee)
            if seat is not None:
                self.ledger(lib).note(diary_facts(meeting_id, seat, diary.entries, learned_at=now))

        await self.store.run(keep)

    # ---- how
    async def _compare(
        self, meeting_id: MeetingId, window: str, place: Place, named: dict[str, Who], at: datetime
    ) -> None:
        async with self._turn:
            held = self._windows.setdefault((meeting_id, window), _Window())
            before = held.people.get(place, {})
            entered = held.entered_at
            # A window that has not said when it came in names first whom it found.
            first = place not in held.people if entered is None else at - entered < _FIRST_LOOK
            came = Kind.SIGHTED if first else Kind.CAME_IN
            seen = [(came, place, who) for key, who in named.items() if key not in before]
            gone = [(Kind.WENT_OUT, place, who) for key, who in before.items() if key not in named]
            await self._note(meeting_id, window, at, [*gone, *seen])
            held.people[place] = named

    async def _note(
        self, meeting_id: MeetingId, window: str, at: datetime, seen: list[tuple[Kind, Place, Who]]
    ) -> None:
        now = self.clock()
        facts: list[Fact] = [
            sighting_fact(kind, place, meeting_id, who, witness=window, at=at, learned_at=now)
            for kind, place, who in seen
        ]
        if facts:
            await self.store.run(lambda lib: self.ledger(lib).note(facts))


def _seat(lib: Library, meeting_id: MeetingId, invitee: InviteeId | None) -> InviteeId | None:
    """Return whose place a window is: somebody's, or the host's."""
    if invitee is not None:
        return invitee
    meeting = lib.meetings.get(meeting_id)
    people = meeting.invitees if meeting is not None else ()
    return next((each.id for each in people if each.role is Role.HOST), None)
