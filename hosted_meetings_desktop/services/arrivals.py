"""Who waits to be let in: what the call windows say, kept across their reports, and what the desk wishes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

from hosted_meetings_desktop.domain.front_desk import NoHostInside, Waiter, WaitingDoor, WaitingList
from hosted_meetings_desktop.domain.ids import MeetingId, ParticipantId
from hosted_meetings_desktop.domain.ports import Changes, Clock

TOPIC = "arrivals"
SAME_WAIT = timedelta(seconds=60)
"""Who is gone for less than this and waits again has waited all along: a page that was reloaded, a network lost."""
_REMEMBERED = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class _Wait:
    """One person's wait: since when, and when they were last said to be there."""

    since: datetime
    seen_at: datetime


class NoDoor:
    """Implements ``WaitingDoor`` where no call window is."""

    async def admit(self, meeting_id: MeetingId, participant_id: ParticipantId) -> None:
        """Refuse."""
        del meeting_id, participant_id
        raise NoHostInside

    async def deny(self, meeting_id: MeetingId, participant_id: ParticipantId) -> None:
        """Refuse."""
        del meeting_id, participant_id
        raise NoHostInside


class Arrivals:
    """The waiting lists of all meetings, in memory alone: after a restart nobody knows who waits until asked.

    May be told and asked in any thread.
    """

    def __init__(self, changes: Changes, clock: Clock, door: WaitingDoor | None = None) -> None:
        """Make it.

        Args:
            changes: Is told the topic "arrivals" whenever a list is another one.
            clock: Tells when a window went.
            door: Lets people in; without one nobody can.
        """
        self._changes = changes
        self._clock = clock
        self._door = door or NoDoor()
        self._lock = Lock()
        self._lists: dict[MeetingId, dict[str, WaitingList]] = {}
        self._waits: dict[tuple[MeetingId, ParticipantId], _Wait] = {}

    # ---- what the call windows say
    def note(self, meeting_id: MeetingId, people: tuple[tuple[str, str], ...], *, at: datetime, source: str) -> None:
        """Take who waits by the word of a call window.

        Args:
            meeting_id: For which meeting.
            people: The participant's id and name of each; empty: nobody.
            at: When that was so, aware UTC; a word that was overtaken by a later one of that window is dropped.
            source: Which window: any word that names it alone.
        """
        with self._lock:
            lists = self._lists.setdefault(meeting_id, {})
            before, last = self._said(meeting_id), lists.get(source)
            if last is not None and last.at > at:
                return
            self._note_still_there(meeting_id, at)
            waiters = tuple(self._waiter(meeting_id, ParticipantId(who), name, at) for who, name in people)
            # Windows that are gone have nothing to add to one that looks.
            self._lists[meeting_id] = {key: each for key, each in lists.items() if each.open}
            self._lists[meeting_id][source] = WaitingList(waiters, at, source)
            self._forget_old(at)
            after = self._said(meeting_id)
            told = before is None or after is None or _news(before) != _news(after)
        if told:
            self._changes.publish(TOPIC)

    def gone(self, meeting_id: MeetingId, source: str = "") -> None:
        """Take that a window has closed or lost the call: what it said stays, as what was so then.

        Args:
            meeting_id: Whose window.
            source: Which one; empty for all of that meeting.
        """
        now = self._clock()
        with self._lock:
            lists = self._lists.get(meeting_id, {})
            closed = [key for key, each in lists.items() if each.open and source in {"", key}]
            if closed:
                self._note_still_there(meeting_id, now)
            for key in closed:
                lists[key] = replace(lists[key], open=False, at=max(lists[key].at, now))
        if closed:
            self._changes.publish(TOPIC)

    # ---- what is known
    def lists(self) -> Mapping[MeetingId, WaitingList]:
        """Return the last word on each meeting: of a window that is open, or else of the one that was open last."""
        with self._lock:
            found = {meeting_id: self._said(meeting_id) for meeting_id in self._lists}
        return {meeting_id: said for meeting_id, said in found.items() if said is not None}

    def of(self, meeting_id: MeetingId) -> WaitingList | None:
        """Return the last word on one meeting, None where there was none."""
        with self._lock:
            return self._said(meeting_id)

    # ---- what the desk wishes
    def set_door(self, door: WaitingDoor) -> None:
        """Name what lets people in."""
        self._door = door

    async def admit(self, meeting_id: MeetingId, participant_id: ParticipantId) -> None:
        """Let somebody in; they wait until a window says that they do not.

        Raises:
            NoHostInside: no window of a host is open for that meeting.
            AppError: the window could not.
        """
        await self._door.admit(meeting_id, participant_id)

    async def deny(self, meeting_id: MeetingId, participant_id: ParticipantId) -> None:
        """Send somebody away from the waiting room; raises as ``admit``."""
        await self._door.deny(meeting_id, participant_id)

    async def admit_all(self, meeting_id: MeetingId) -> int:
        """Let in everybody who waits for a meeting, one after the other; returns how many that were.

        Raises:
            NoHostInside: as in ``admit``.
            AppError: the first who could not be let in; those before are in.
        """
        said = self.of(meeting_id)
        people = said.people if said is not None else ()
        for each in people:
            await self._door.admit(meeting_id, each.participant_id)
        return len(people)

    # ---- how
    def _said(self, meeting_id: MeetingId) -> WaitingList | None:
        """Return the newest list, of a window that is open where there is one."""
        lists = self._lists.get(meeting_id)
        return max(lists.values(), key=lambda each: (each.open, each.at)) if lists else None

    def _note_still_there(self, meeting_id: MeetingId, at: datetime) -> None:
        """Note that whom an open window named last was there until now: it would have said so otherwise."""
        for said in self._lists[meeting_id].values():
            if said.open:
                for each in said.people:
                    wait = self._waits.get((meeting_id, each.participant_id), _Wait(each.since, at))
                    self._waits[meeting_id, each.participant_id] = replace(wait, seen_at=max(wait.seen_at, at))

    def _waiter(self, meeting_id: MeetingId, who: ParticipantId, name: str, at: datetime) -> Waiter:
        known = self._waits.get((meeting_id, who))
        same = known is not None and at - known.seen_at < SAME_WAIT
        since = min(known.since, at) if known is not None and same else at
        self._waits[meeting_id, who] = _Wait(since, at)
        return Waiter(who, name, since)

    def _forget_old(self, at: datetime) -> None:
        self._waits = {key: each for key, each in self._waits.items() if at - each.seen_at < _REMEMBERED}
        for meeting_id in [key for key, lists in self._lists.items() if _all_old(lists, at)]:
            del self._lists[meeting_id]


def _news(said: WaitingList) -> tuple[object, ...]:
    """Return what of a list concerns a screen: not when it was last said."""
    return said.people, said.open


def _all_old(lists: Mapping[str, WaitingList], at: datetime) -> bool:
    return all(not each.open and at - each.at > _REMEMBERED for each in lists.values())
