"""Planning: what a host does with meetings, with or without a network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId, new_id
from hosted_meetings_desktop.domain.live import Planned, UndoStep
from hosted_meetings_desktop.domain.meeting import Meeting, MeetingDraft, MeetingFilter, Page, Phase, SharedField
from hosted_meetings_desktop.domain.ports import Changes, Clock, Store, SyncEngine
from hosted_meetings_desktop.domain.preset import USUAL_PRESETS
from hosted_meetings_desktop.domain.recording import Recording
from hosted_meetings_desktop.domain.repositories import Library, MeetingReader
from hosted_meetings_desktop.domain.session import Session

_SOON = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class MeetingService:
    """Every write is one store transaction and is done; the sync engine sends it when it can."""

    store: Store
    engine: SyncEngine
    changes: Changes
    clock: Clock

    async def page(self, wanted: MeetingFilter, offset: int, limit: int) -> Page[Meeting]:
        """Return a page of meetings."""
        now = self.clock()
        return await self.store.read(lambda meetings: meetings.page(wanted, now=now, offset=offset, limit=limit))

    async def counts(self, text: str) -> dict[Phase | None, int]:
        """Return how many meetings that fit ``text`` each phase holds; under None how many in all."""
        now = self.clock()
        return await self.store.read(lambda meetings: meetings.phase_counts(text, now=now))

    async def get(self, meeting_id: MeetingId) -> Meeting:
        """Return one meeting.

        Raises:
            AppError: it is not there any more.
        """
        return await self.store.read(lambda meetings: _must(meetings, meeting_id))

    async def doubles(self, meeting_id: MeetingId) -> tuple[Meeting, ...]:
        """Return other meetings that look like a retry of this one by somebody else's program."""
        return await self.store.read(lambda meetings: meetings.doubles(meeting_id))

    async def plan(self, draft: MeetingDraft) -> Planned:
        """Keep a new meeting; it is sent by itself."""
        meeting_id = MeetingId(new_id())
        meeting = await self.store.run(lambda lib: lib.meetings.add(meeting_id, draft, now=self.clock()))
        self._written()
        return Planned(meeting, UndoStep(meeting_id, None, "planned"))

    async def change(self, meeting_id: MeetingId, draft: MeetingDraft) -> Planned:
        """Replace what a meeting should be."""

        def work(lib: Library) -> tuple[Meeting, Meeting]:
            return _must(lib.meetings, meeting_id), lib.meetings.change(meeting_id, draft, now=self.clock())

        before, after = await self.store.run(work)
        self._written()
        return Planned(after, UndoStep(meeting_id, before, "changed"))

    async def cancel(self, meeting_id: MeetingId) -> Planned:
        """Cancel: the room is closed and its links stop working."""
        return await self._set_cancelled(meeting_id, cancelled=True)

    async def restore(self, meeting_id: MeetingId) -> Planned:
        """Take a cancellation back."""
        return await self._set_cancelled(meeting_id, cancelled=False)

    async def undo(self, step: UndoStep) -> None:
        """Take one change back.

        A meeting that was just planned is forgotten when the provider never heard of it, else cancelled: rooms
        cannot be deleted there.
        """

        def work(lib: Library) -> None:
            _must(lib.meetings, step.meeting_id)
            now = self.clock()
            if step.before is None:
                if not lib.meetings.forget_if_unsent(step.meeting_id):
                    lib.meetings.set_cancelled(step.meeting_id, cancelled=True, now=now)
                return
            lib.meetings.change(step.meeting_id, draft_of(step.before), now=now)
            lib.meetings.set_cancelled(step.meeting_id, cancelled=step.before.cancelled, now=now)

        await self.store.run(work)
        self._written()

    async def resolve(self, meeting_id: MeetingId, field: SharedField, *, use_theirs: bool) -> Meeting:
        """Settle what was changed on both sides: keep ours, or take theirs."""

        def work(lib: Library) -> Meeting:
            lib.sync.resolve(meeting_id, field, use_theirs=use_theirs, now=self.clock())
            return _must(lib.meetings, meeting_id)

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

    async def _set_cancelled(self, meeting_id: MeetingId, *, cancelled: bool) -> Planned:
        def work(lib: Library) -> tuple[Meeting, Meeting]:
            before = _must(lib.meetings, meeting_id)
            return before, lib.meetings.set_cancelled(meeting_id, cancelled=cancelled, now=self.clock())

        before, after = await self.store.run(work)
        self._written()
        return Planned(after, UndoStep(meeting_id, before, "cancelled" if cancelled else "restored"))

    def _written(self) -> None:
        self.changes.publish("meetings", "sync")
        self.engine.nudge()


def draft_of(meeting: Meeting) -> MeetingDraft:
    """Return what a host would have filled in for ``meeting`` as it is."""
    return MeetingDraft(
        title=meeting.title,
        schedule=meeting.schedule,
        host=meeting.host or "Host",
        invitees=tuple(replace(person) for person in meeting.invitees),
        record_on_start=meeting.record_on_start,
        region=meeting.region,
        public_title=meeting.public_title,
    )


def _must(meetings: MeetingReader, meeting_id: MeetingId) -> Meeting:
    found = meetings.get(meeting_id)
    if found is None:
        raise AppError(
            "This meeting is not in your list any more", "It was removed meanwhile. The list is up to date."
        )
    return found
