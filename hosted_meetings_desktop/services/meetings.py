"""The meetings as lists show them, and how each stands to the provider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.meeting import Meeting, MeetingFilter, Page, Phase, SharedField
from hosted_meetings_desktop.domain.preset import USUAL_PRESETS
from hosted_meetings_desktop.domain.recording import Recording
from hosted_meetings_desktop.domain.repositories import Library, MeetingReader
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.services.planning import PlanService, must

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
