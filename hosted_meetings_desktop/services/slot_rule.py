"""The slot rule over what is planned: asked inside the transaction that plans, so that nothing comes in between."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from hosted_meetings_desktop.domain.availability import Availability, host_key
from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.meeting import MAX_DURATION, Meeting
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.slots import (
    SEARCH,
    Concern,
    Finding,
    Policy,
    SlotCheck,
    SlotPolicies,
    SlotTaken,
    Taken,
    Wish,
    findings,
    free_times,
)
from hosted_meetings_desktop.domain.visit_type import MAX_BUFFER, VisitType, usual_visit_types

POLICIES = "slot_policies"
"""The fact that holds the clinic's policies, as JSON."""

_TOLD = 50
"""Findings in one check; a series can have hundreds."""


def _worth_telling(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the first of many, and of every kind at least one: what is not shown cannot be accepted."""
    kinds = {(each.policy, each.concern): each for each in reversed(found)}
    told = frozenset(islice(dict.fromkeys([*kinds.values(), *found]), _TOLD))
    return tuple(each for each in found if each in told)


def known_visit_types(lib: Library) -> tuple[VisitType, ...]:
    """Return the clinic's visit types, or those a clinic starts with."""
    return lib.plans.visit_types() or usual_visit_types()


def known_policies(lib: Library) -> SlotPolicies:
    """Return what the clinic chose for each concern; what cannot be read is as a clinic starts."""
    try:
        return SlotPolicies.read(json.loads(lib.facts.get(POLICIES) or "{}"))
    except (ValueError, RecursionError):
        return SlotPolicies()


@dataclass(frozen=True, slots=True)
class SlotRule:
    """What a clinic has decided, read once for a transaction."""

    lib: Library
    types: dict[VisitTypeId, VisitType]
    policies: SlotPolicies
    availabilities: dict[str, Availability]

    @classmethod
    def of(cls, lib: Library) -> SlotRule:
        """Read it."""
        hours = {host_key(each.host): each for each in lib.plans.availabilities()}
        return cls(lib, {each.id: each for each in known_visit_types(lib)}, known_policies(lib), hours)

    def enforce(
        self, meetings: Iterable[Meeting], accepted: frozenset[Concern], *, now: datetime, only_refused: bool = False
    ) -> tuple[Finding, ...]:
        """Look at meetings as they were just written; what is over or cancelled is passed by.

        Args:
            meetings: What was planned, changed or moved.
            accepted: What somebody has said yes to; what is refused by policy stays refused.
            now: Aware UTC.
            only_refused: Whether warnings are left alone, as nobody can be asked.

        Returns:
            What was warned about and accepted.

        Raises:
            SlotTaken: with the next free times, where it concerns one meeting.
        """
        coming = [each for each in meetings if not each.cancelled and each.schedule.ends_at > now]
        found = list(self._findings(coming))
        stopped = [
            each for each in found if each.policy is Policy.REFUSE or not (only_refused or each.concern in accepted)
        ]
        if stopped:
            free = self.free(coming[0], now=now) if len(coming) == 1 else ()
            raise SlotTaken(SlotCheck(_worth_telling(found), free))
        return _worth_telling(found)

    def free(self, meeting: Meeting, *, now: datetime) -> tuple[datetime, ...]:
        """Return the next starts at which a meeting would be without any finding."""
        wish = self.wish(meeting)
        starts_from = max(meeting.schedule.starts_at, now)
        taken = self._taken(wish.taken, starts_from, starts_from + SEARCH + MAX_DURATION)
        return free_times(wish, taken, self.policies, starts_from=starts_from)

    def wish(self, meeting: Meeting) -> Wish:
        """Return a meeting as the rule looks at it."""
        kind = self.types.get(meeting.visit_type) if meeting.visit_type else None
        patient = any(person.role is Role.PATIENT for person in meeting.invitees)
        taken = Taken(
            starts_at=meeting.schedule.starts_at,
            ends_at=meeting.schedule.ends_at,
            title=meeting.title,
            meeting=meeting.id,
            host=meeting.host,
            place=meeting.place,
            before=kind.before if kind else timedelta(0),
            after=kind.after if kind else timedelta(0),
            exclusive=kind.one_at_a_time if kind else patient,
        )
        clinic = self.availabilities.get("")
        return Wish(taken, self.availabilities.get(host_key(meeting.host), clinic), clinic)

    def _findings(self, meetings: Sequence[Meeting]) -> Iterable[Finding]:
        groups: dict[tuple[str, str], list[Meeting]] = {}
        for each in meetings:
            groups.setdefault((host_key(each.host), host_key(each.place)), []).append(each)
        for group in groups.values():
            wishes = sorted((self.wish(each) for each in group), key=lambda wish: wish.taken.starts_at)
            last = max(wish.taken.ends_at for wish in wishes)
            taken = self._taken(wishes[0].taken, wishes[0].taken.starts_at, last)
            planned = [each for each in taken if not each.busy]
            busy = [each for each in taken if each.busy]  # these can be as long as a holiday
            starts = [each.starts_at for each in planned]
            for wish in wishes:
                # No meeting is longer than a day, so a collision begins within a day of it.
                first = bisect_left(starts, wish.taken.starts_at - MAX_DURATION - MAX_BUFFER)
                after = bisect_left(starts, wish.taken.ends_at + MAX_BUFFER)
                yield from findings(wish, [*planned[first:after], *busy], self.policies)

    def _taken(self, mine: Taken, starts_from: datetime, starts_before: datetime) -> list[Taken]:
        planned = self.lib.calendar.taken(
            starts_from, starts_before, host=mine.host, place=mine.place, types=self.types
        )
        busy = (
            Taken(each.starts_at, each.ends_at, each.title, host=each.host, busy=True)
            for each in self.lib.calendar.busy(starts_from, starts_before, host=mine.host)
        )
        return sorted([*planned, *busy], key=lambda each: each.starts_at)
