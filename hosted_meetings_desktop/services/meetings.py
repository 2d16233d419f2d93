"""The meetings as lists show them, and how each stands to the provider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from hosted_meetings_desktop.domain.ids import MeetingId, PersonId
from hosted_meetings_desktop.domain.meeting import Meeting, MeetingFilter, Page, Phase, SharedField
from hosted_meetings_desktop.domain.preset import USUAL_PRESETS
from hosted_meetings_desktop.domain.recording import Recording
from hosted_meetings_desktop.domain.repositories import Library, MeetingReader
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.domain.visit_type import VisitType
from hosted_meetings_desktop.services.planning import PlanService, must
from hosted_meetings_desktop.services.slot_rule import known_visit_types

if TYPE_CHECKING:  # the first list needs this module, but neither of these
    from hosted_meetings_desktop.domain.outbox import OutboxSettings
    from hosted_meetings_desktop.domain.person import Person

_SOON = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class MeetingService(PlanService):
    """The lists, and what a meeting needs beyond its plan."""

    async def page(self, wanted: MeetingFilter, offset: int, limit: int) -> Page[Meeting]:
        """Return a page of meetings."""
        now = self.clock()
        return await self.store.read(lambda meetings: meetings.page(wanted, now=now, offset=offset, limit=limit))

    async def counts(self, text: str) -> dict[Phase | None, int]:
        """Return how many meetings that fit ``text`` each phase holds; under None how many in all."""
        now = self.clock()
        return await self.store.read(lambda meetings: meetings.phase_counts(text, now=now))

    async def doubles(self, meeting_id: MeetingId) -> tuple[Meeting, ...]:
        """Return other meetings that look like a retry of this one by somebody else's program."""
        return await self.store.read(lambda meetings: meetings.doubles(meeting_id))

    async def resolve(self, meeting_id: MeetingId, field: SharedField, *, use_theirs: bool) -> Meeting:
        """Settle what was changed on both sides: keep ours, or take theirs."""

        def work(lib: Library) -> Meeting:
            lib.sync.resolve(meeting_id, field, use_theirs=use_theirs, now=self.clock())
            return must(lib.meetings, meeting_id)

        meeting = await self.store.run(work)
        self._written()
        return meeting

    async def send_again(self, meeting_id: MeetingId) -> None:
        """Send a meeting that waits or was refused, as it is, with the next turn."""
        await self.store.run(lambda lib: lib.sync.retry(meeting_id))
        self._written()

    async def make_new_room(self, meeting_id: MeetingId) -> None:
        """Give a meeting another room, where the provider does not have its room any more; links are new too."""
        await self.store.run(lambda lib: lib.sync.leave_room(meeting_id))
        self._written()

    async def preset_names(self) -> tuple[str, ...]:
        """Return the account's presets as last seen, or the usual ones before that."""
        names = await self.store.run(lambda lib: lib.presets.names())
        return names or tuple(sorted(set(USUAL_PRESETS.values())))

    async def host_names(self) -> tuple[str, ...]:
        """Return the hosts used before, the most recent first."""
        names = await self.store.run(lambda lib: lib.meetings.host_names())
        return tuple(name for name in names if name)

    async def place_names(self) -> tuple[str, ...]:
        """Return the places on site of earlier meetings, the most recent first."""
        return await self.store.run(lambda lib: lib.meetings.place_names())

    # ---- what a plan is made with
    async def visit_types(self) -> tuple[VisitType, ...]:
        """Return the visit types in the clinic's order, retired ones too."""
        return await self.store.run(known_visit_types)

    async def find_people(self, text: str) -> tuple[Person, ...]:
        """Return whom of the clinic's people ``text`` may mean, the likeliest first."""
        from hosted_meetings_desktop.services.people import PeopleService

        return await PeopleService(self.store, self.changes, self.clock).find(text)

    async def person(self, person_id: PersonId) -> Person:
        """Return one of the clinic's people.

        Raises:
            AppError: they are not there any more.
        """
        from hosted_meetings_desktop.services.people import PeopleService

        return await PeopleService(self.store, self.changes, self.clock).get(person_id)

    async def invites_by_default(self) -> bool:
        """Return whether the clinic writes to those who are invited unless somebody says no."""
        return (await self._writing()).invites

    async def can_send_mail(self) -> bool:
        """Return whether e-mail is set up, so that invitations go out by themselves."""
        return (await self._writing()).server is not None

    async def can_send_texts(self) -> bool:
        """Return whether people without an e-mail address get a text message."""
        settings = await self._writing()
        return settings.gateway is not None and settings.texts_for != "nobody"

    async def _writing(self) -> OutboxSettings:
        return await self.store.run(lambda lib: lib.outbox.settings())

    async def sessions(self, meeting_id: MeetingId) -> tuple[Session, ...]:
        """Return a meeting's sessions, the newest first."""
        return await self.store.run(lambda lib: lib.sessions.of_meeting(meeting_id))

    async def recordings(self, meeting_id: MeetingId) -> tuple[Recording, ...]:
        """Return a meeting's recordings, the newest first."""
        return await self.store.run(lambda lib: lib.recordings.of_meeting(meeting_id))

    async def next_to_join(self) -> Meeting | None:
        """Return the meeting a host would join now: a live one, else the one running or starting next."""
        now = self.clock()

        def look(meetings: MeetingReader) -> Meeting | None:
            live = meetings.page(MeetingFilter(Phase.LIVE), now=now, offset=0, limit=1).rows
            soon = MeetingFilter(Phase.UPCOMING, starts_before=now + _SOON)
            return next(iter(live or meetings.page(soon, now=now, offset=0, limit=1).rows), None)

        return await self.store.read(look)
