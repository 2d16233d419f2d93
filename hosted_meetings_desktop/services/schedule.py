"""The plan as a calendar shows it: all hosts side by side, with their hours and what else they have to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hosted_meetings_desktop.domain.availability import Availability
from hosted_meetings_desktop.domain.calendar_entry import BusyTime, CalendarEntry
from hosted_meetings_desktop.domain.ids import InviteeId, PersonId, VisitTypeId, new_id
from hosted_meetings_desktop.domain.live import Planned
from hosted_meetings_desktop.domain.meeting import Invitee, MeetingDraft, Schedule
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.slots import Concern
from hosted_meetings_desktop.services.planning import PlanService
from hosted_meetings_desktop.services.slot_rule import known_visit_types

_WARNED_ONLY = frozenset(Concern)
"""Somebody who stands at the desk is seen now: what is only warned about is told afterwards."""

_PLACES = 12
"""More of them cannot be read side by side."""


@dataclass(frozen=True, slots=True)
class ScheduleService(PlanService):
    """What the calendar asks beyond planning."""

    async def entries(self, starts_from: datetime, starts_before: datetime) -> tuple[CalendarEntry, ...]:
        """Return all meetings that overlap a window, cancelled ones too, by start."""

        def look(lib: Library) -> tuple[CalendarEntry, ...]:
            types = {each.id: each for each in known_visit_types(lib)}
            return lib.calendar.entries(starts_from, starts_before, types)

        return await self.store.run(look)

    async def busy(self, starts_from: datetime, starts_before: datetime) -> tuple[BusyTime, ...]:
        """Return what the hosts' own calendars have in a window, as last read."""
        return await self.store.run(lambda lib: lib.calendar.busy(starts_from, starts_before))

    async def hosts(self) -> tuple[str, ...]:
        """Return the hosts: those with hours of their own, then those of meetings, the most recent first."""

        def look(lib: Library) -> tuple[str, ...]:
            hours = [each.host for each in lib.plans.availabilities() if each.host]
            known = {host.casefold() for host in hours}
            return (*hours, *(host for host in lib.meetings.host_names() if host.casefold() not in known))

        return await self.store.run(look)

    async def places(self) -> tuple[str, ...]:
        """Return the rooms on site that were used lately: one that is free today is one to move to."""
        return (await self.store.run(lambda lib: lib.meetings.place_names()))[:_PLACES]

    async def availabilities(self) -> tuple[Availability, ...]:
        """Return when hosts see people, the clinic's first; empty before anybody said so."""
        return await self.store.run(lambda lib: lib.plans.availabilities())

    async def meet_now(
        self,
        host: str,
        zone: str,
        visit_type: VisitTypeId | None = None,
        *,
        person_id: PersonId | None = None,
        name: str = "",
    ) -> Planned:
        """Plan a meeting that begins now, for somebody who walked in.

        Args:
            host: Who sees them.
            zone: IANA, of this PC.
            visit_type: The template; None for the first that the clinic offers.
            person_id: Who that is in the clinic's list of people.
            name: Who that is, where they are not in it; empty for "Walk-in".

        Raises:
            SlotTaken: the host is with somebody else, and the clinic refuses that.
        """

        def draft(lib: Library) -> MeetingDraft:
            types = known_visit_types(lib)
            offered = next((each for each in types if not each.retired), types[0])
            kind = next((each for each in types if each.id == visit_type), offered)
            known = None if person_id is None else lib.people.get(person_id)
            shown = (known.name if known else name).strip() or "Walk-in"
            role = known.role if known else Role.PATIENT
            guest = Invitee(
                InviteeId(new_id()), shown, role, kind.preset(role), known.email if known else "",
                phone=known.phone if known else "", language=known.language if known else "",
                zone=known.zone if known else "", person_id=person_id,
            )  # fmt: skip
            me = Invitee(InviteeId(new_id()), host, Role.HOST, kind.preset(Role.HOST))
            start = self.clock().replace(second=0, microsecond=0)
            return MeetingDraft(
                title=f"{kind.name}: {shown}", schedule=Schedule(start, kind.duration, zone), host=host,
                invitees=(me, guest), public_title=kind.public_title, visit_type=kind.id,
                record_on_start=kind.recorded_from_start,
            )  # fmt: skip

        return await self.plan(await self.store.run(draft), accepted=_WARNED_ONLY)
