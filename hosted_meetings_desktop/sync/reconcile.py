"""Carries out the decisions for one meeting, writing down each deed before and after it is sent."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from functools import partial

from hosted_meetings_desktop.domain.errors import AppError, NotFound
from hosted_meetings_desktop.domain.ids import MeetingId, new_id
from hosted_meetings_desktop.domain.meeting import Invitee
from hosted_meetings_desktop.domain.ports import Clock, Store, VideoService
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.room import Participant, Room, RoomPatch, RoomSpec, all_pages
from hosted_meetings_desktop.sync import decide

log = logging.getLogger(__name__)

MARKER_PREFIX = "hosted-meetings-"
_PER_PAGE = 100


class Reconciler:
    """Makes the provider agree with our meetings, one at a time."""

    def __init__(self, store: Store, service: VideoService, clock: Clock) -> None:
        self._store = store
        self._service = service
        self._clock = clock

    async def settle(self, meeting: MeetingId) -> None:
        """Act until both sides of ``meeting`` agree.

        Raises:
            AppError: what stands in the way. The meeting keeps waiting, or asks for a person when trying again
                cannot help; its problem is written on it.
        """
        try:
            await self._settle(meeting)
        except AppError as error:
            problem = f"{error.title}. {error.advice}".strip()
            stuck = not error.retryable
            await self._store.run(
                lambda lib: lib.meetings.note_sync(meeting, settled=False, problem=problem, attention=stuck)
            )
            raise

    async def _settle(self, meeting: MeetingId) -> None:
        done: set[decide.Step] = set()
        while (step := await self._next(meeting)) is not None:
            if step in done:
                raise AppError(
                    "The video service did not take the change",
                    "It answered that all is well, but shows something else. Edit the meeting to try again.",
                )
            done.add(step)
            log.debug("meeting %s: %s", meeting, type(step).__name__)
            await self._carry_out(meeting, step)

    async def _next(self, meeting: MeetingId) -> decide.Step | None:
        provider = self._service.provider

        def look(lib: Library) -> decide.Step | None:
            found = lib.meetings.get(meeting)
            if found is None:
                return None
            sides = decide.Sides(
                found,
                lib.meetings.creation_marker(meeting),
                lib.meetings.observed(meeting),
                lib.meetings.observed_participants(meeting),
                lib.meetings.removed_participants(meeting),
            )
            step = decide.next_step(sides, provider)
            if step is None:  # in the same transaction: an edit made meanwhile is seen or comes after
                lib.meetings.note_sync(meeting, settled=True)
            return step

        return await self._store.run(look)

    async def _carry_out(self, meeting: MeetingId, step: decide.Step) -> None:
        match step:
            case decide.LookUpRoom(marker):
                await self._look_up_room(meeting, marker)
            case decide.MakeRoom(spec):
                await self._make_room(meeting, spec)
            case decide.ChangeRoom(patch):
                await self._change_room(meeting, patch)
            case decide.AddPerson(invitee):
                await self._add_person(meeting, invitee)
            case decide.ChangePerson(invitee, participant):
                room = await self._room(meeting)
                admission = await self._service.patch_participant(
                    room.id, participant, name=invitee.name, preset=invitee.preset
                )
                await self._note_person(invitee, admission.participant)
            case decide.RemovePerson(participant):
                room = await self._room(meeting)
                try:
                    await self._service.remove_participant(room.id, participant)
                except NotFound:
                    log.debug("participant was already gone")
                await self._store.run(lambda lib: lib.meetings.note_removed(meeting, participant))

    async def _make_room(self, meeting: MeetingId, spec: RoomSpec) -> None:
        marker = MARKER_PREFIX + new_id()
        await self._store.run(lambda lib: lib.meetings.begin_creation(meeting, marker))
        try:
            room = await self._service.create_room(RoomSpec(marker, spec.record_on_start, spec.region))
        except AppError as error:
            if not error.retryable:  # it was refused, so nothing was made
                await self._store.run(lambda lib: lib.meetings.forget_creation(meeting))
            raise
        await self._note_room(meeting, room)

    async def _look_up_room(self, meeting: MeetingId, marker: str) -> None:
        page = await self._service.list_rooms(search=marker, per_page=_PER_PAGE)
        found = next((room for room in page.rows if room.title == marker), None)
        if found is not None:
            await self._note_room(meeting, found)
        else:
            await self._store.run(lambda lib: lib.meetings.forget_creation(meeting))

    async def _change_room(self, meeting: MeetingId, patch: RoomPatch) -> None:
        before = await self._room(meeting)
        answer = await self._service.patch_room(before.id, patch)
        await self._note_room(meeting, answer)

    async def _add_person(self, meeting: MeetingId, invitee: Invitee) -> None:
        room = await self._room(meeting)
        in_doubt = await self._store.run(lambda lib: lib.meetings.begin_addition(invitee.id))
        if in_doubt:
            async for known in self._participants(room):
                if known.custom_id == invitee.id:
                    await self._note_person(invitee, known)
                    return
        admission = await self._service.add_participant(
            room.id, name=invitee.name, preset=invitee.preset, custom_id=invitee.id
        )
        await self._note_person(invitee, admission.participant)

    async def _participants(self, room: Room) -> AsyncIterator[Participant]:
        async for page in all_pages(partial(self._service.list_participants, room.id)):
            for row in page.rows:
                yield row

    async def _room(self, meeting: MeetingId) -> Room:
        room = await self._store.run(lambda lib: lib.meetings.observed(meeting))
        if room is None:
            raise NotFound("The meeting's room")
        return room

    async def _note_room(self, meeting: MeetingId, room: Room) -> None:
        await self._store.run(lambda lib: lib.meetings.note_room(meeting, room, now=self._clock()))

    async def _note_person(self, invitee: Invitee, known: Participant) -> None:
        # What was sent counts where the answer leaves a field out.
        name, preset = known.name or invitee.name, known.preset or invitee.preset
        await self._store.run(
            lambda lib: lib.meetings.note_participant(invitee.id, known.id, name=name, preset=preset)
        )
