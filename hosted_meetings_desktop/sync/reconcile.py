"""Carries out the decisions for one meeting: each deed is written down before it is sent and after it is answered."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import anyio

from hosted_meetings_desktop.domain.errors import AppError, InputProblem, NotFound, Refused
from hosted_meetings_desktop.domain.ids import MeetingId, ParticipantId, RoomId, new_id
from hosted_meetings_desktop.domain.ports import Clock, Store, VideoService
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.room import Participant, Room, RoomPatch, RoomSpec, all_pages
from hosted_meetings_desktop.domain.sides import MARKER_PREFIX, Change, Guest
from hosted_meetings_desktop.sync import decide
from hosted_meetings_desktop.sync.connectivity import is_in_doubt, is_own_trouble

log = logging.getLogger(__name__)
T = TypeVar("T")

_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Deed:
    """A step to be carried out for one version of a meeting, journalled already where that is needed.

    Attributes:
        marker: The title under which a room is being made.
        change: How a room is being changed.
    """

    step: decide.Step
    version: int
    marker: str = ""
    change: Change | None = None


class Reconciler:
    """Makes the provider agree with our meetings, each in its own time and none twice at once."""

    def __init__(self, store: Store, service: VideoService, clock: Clock) -> None:
        self._store = store
        self._service = service
        self._clock = clock
        self._locks: dict[MeetingId, tuple[anyio.Lock, int]] = {}

    async def settle(self, meeting: MeetingId) -> datetime | None:
        """Act until both sides of ``meeting`` agree.

        Returns:
            None when they do, else when to look again: a deed whose answer was lost may still arrive.

        Raises:
            AppError: what stands in the way. Refusals are written on the meeting; the rest is the caller's.
        """
        async with self._alone(meeting):
            looked: set[str] = set()
            done: set[tuple[decide.Step, int]] = set()
            while (deed := await self._next(meeting, frozenset(looked))) is not None:
                if isinstance(deed.step, decide.Wait):
                    return deed.step.until
                if (deed.step, deed.version) in done:
                    await self._note_refused(meeting, deed.version, _not_taken())
                    raise _not_taken()
                done.add((deed.step, deed.version))
                log.debug("meeting %s: %s", meeting, type(deed.step).__name__)
                await self._carry_out(meeting, deed, looked)
        return None

    @asynccontextmanager
    async def _alone(self, meeting: MeetingId) -> AsyncIterator[None]:
        lock, users = self._locks.get(meeting, (anyio.Lock(), 0))
        self._locks[meeting] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            users = self._locks[meeting][1] - 1
            if users:
                self._locks[meeting] = (lock, users)
            else:
                del self._locks[meeting]

    # ---- decide, and write down in the same transaction
    async def _next(self, meeting: MeetingId, looked: frozenset[str]) -> Deed | None:
        return await self._store.run(lambda lib: self._decide(lib, meeting, looked))

    def _decide(self, lib: Library, meeting: MeetingId, looked: frozenset[str]) -> Deed | None:
        while True:
            sides, now = lib.sync.sides(meeting), self._clock()
            if sides is None:
                return None
            step = decide.next_step(sides, self._service.provider, now, looked)
            match step:
                case None:  # an edit made meanwhile is seen, or comes after and makes another version
                    lib.sync.note_settled(meeting, sides.version)
                    return None
                case decide.TakeTheirs(merged):
                    lib.sync.take_theirs(meeting, merged.ours, merged.base, merged.conflicts, now=now)
                case decide.AdoptOrphan(orphan):
                    room = lib.sync.room(orphan)
                    if room is None:
                        raise AssertionError("an orphan is a known room")
                    lib.sync.note_made(meeting, room, now=now)
                case decide.Wait(until):
                    problem = "An answer was lost on the way. It is looked up before anything is sent again."
                    lib.sync.note_paused(meeting, sides.version, until=until, problem=problem, failed=False)
                    return Deed(step, sides.version)
                case decide.RoomGone():
                    lib.sync.note_refused(meeting, sides.version, problem=_sentences(_room_gone()), field="room")
                    return None
                case _:
                    return _written_down(lib, meeting, Deed(step, sides.version), now)

    async def _carry_out(self, meeting: MeetingId, deed: Deed, looked: set[str]) -> None:
        match deed.step:
            case decide.LookUpRoom(marker, give_up):
                looked.add(marker)
                await self._look_up_room(meeting, marker, give_up=give_up)
            case decide.MakeRoom(spec):
                await self._make_room(meeting, deed, spec)
            case decide.ChangeRoom(room, patch):
                await self._change_room(meeting, deed, room, patch)
            case decide.ReadRoom(room):
                looked.add(room)
                await self._read_room(meeting, room)
            case decide.LookUpPerson(room, guest, give_up):
                looked.add(guest.id)
                await self._look_up_person(room, guest, give_up=give_up)
            case decide.AddPerson(room, guest):
                await self._add_person(room, guest)
            case decide.ChangePerson(room, guest):
                await self._change_person(room, guest)
            case decide.RemovePerson(room, guest):
                await self._remove_person(room, guest)

    # ---- rooms
    async def _make_room(self, meeting: MeetingId, deed: Deed, spec: RoomSpec) -> None:
        sent = RoomSpec(deed.marker, spec.record_on_start, spec.region)
        try:
            room = await self._service.create_room(sent)
        except AppError as error:
            if not is_in_doubt(error):
                await self._store.run(lambda lib: lib.sync.forget_creation(deed.marker))
            if is_own_trouble(error):
                await self._note_refused(meeting, deed.version, error)
            raise
        made = _as_sent(room, RoomPatch(sent.title, sent.record_on_start, sent.region, active=True))
        await self._store.run(lambda lib: lib.sync.note_made(meeting, made, now=self._clock()))

    async def _look_up_room(self, meeting: MeetingId, marker: str, *, give_up: bool) -> None:
        found = await self._find_room(marker)
        if found is not None:
            await self._store.run(lambda lib: lib.sync.note_made(meeting, found, now=self._clock()))
        elif give_up:
            await self._store.run(lambda lib: lib.sync.give_up_creation(marker, now=self._clock()))

    async def _find_room(self, marker: str) -> Room | None:
        async for page in all_pages(partial(self._service.list_rooms, search=marker), per_page=_PER_PAGE):
            for room in page.rows:
                if room.title == marker:
                    return room
        return None

    async def _change_room(self, meeting: MeetingId, deed: Deed, room: RoomId, patch: RoomPatch) -> None:
        try:
            answer = await self._service.patch_room(room, patch)
        except AppError as error:
            if not is_in_doubt(error):
                await self._store.run(lambda lib: _end_change(lib, meeting, deed))
            if isinstance(error, NotFound):
                await self._store.run(lambda lib: lib.sync.note_gone(room, now=self._clock()))
                return
            if is_own_trouble(error):
                await self._note_refused(meeting, deed.version, error)
            raise
        changed = _as_sent(replace(answer, id=room), patch)

        def keep(lib: Library) -> None:
            _end_change(lib, meeting, deed)
            lib.sync.note_changed(meeting, changed, now=self._clock())

        await self._store.run(keep)

    async def _read_room(self, meeting: MeetingId, room: RoomId) -> None:
        """See what became of changes in doubt."""
        asked_at = self._clock()
        try:
            found = await self._service.get_room(room)
        except NotFound:
            await self._store.run(lambda lib: lib.sync.note_gone(room, now=self._clock()))
            return

        def keep(lib: Library) -> None:
            lib.sync.note_rooms((found,), asked_at=asked_at, now=self._clock(), show=False)
            lib.sync.note_checked_changes(meeting, sent_before=asked_at - decide.QUIET)

        await self._store.run(keep)

    # ---- people
    async def _add_person(self, room: RoomId, guest: Guest) -> None:
        try:
            admission = await self._service.add_participant(
                room, name=guest.name, preset=guest.preset, custom_id=guest.id
            )
        except AppError as error:
            if not is_in_doubt(error):
                await self._store.run(lambda lib: lib.sync.forget_addition(guest.id))
            await self._take_refusal(room, guest, error)
            return
        await self._note_person(guest, admission.participant.id)

    async def _change_person(self, room: RoomId, guest: Guest) -> None:
        if guest.participant is None:
            raise AssertionError("somebody to change is known")
        try:
            await self._service.patch_participant(room, guest.participant, name=guest.name, preset=guest.preset)
        except NotFound as error:
            if error.thing == "preset":
                await self._take_refusal(room, guest, error)
            else:  # removed on the provider's dashboard: to be added again
                await self._store.run(lambda lib: lib.sync.note_participant_gone(guest.id))
            return
        except AppError as error:
            await self._check_later(guest, error)
            await self._take_refusal(room, guest, error)
            return
        participant = guest.participant

        def keep(lib: Library) -> None:
            lib.sync.note_participant(guest.id, participant, name=guest.name, preset=guest.preset)
            if guest.check_at is None:  # else an earlier deed is in doubt still, and may come after this one
                lib.sync.note_checked(guest.id, name=guest.name, preset=guest.preset)

        await self._store.run(keep)

    async def _take_refusal(self, room: RoomId, guest: Guest, error: AppError) -> None:
        """Keep a refusal on the person it is about, so that it holds up nobody else; raise everything else."""
        if isinstance(error, NotFound) and error.thing != "preset":
            await self._store.run(lambda lib: lib.sync.note_gone(room, now=self._clock()))
            return
        if not isinstance(error, Refused | NotFound | InputProblem):
            raise error
        problem = f"{guest.name}: {_sentences(error)}"
        if isinstance(error, NotFound):
            problem = (
                f"The video service has no preset “{guest.preset}”. Choose what {guest.name} may do in the call."
            )
        await self._store.run(
            lambda lib: lib.sync.note_person_refused(guest.id, name=guest.name, preset=guest.preset, problem=problem)
        )

    async def _remove_person(self, room: RoomId, guest: Guest) -> None:
        if guest.participant is None:
            raise AssertionError("somebody to remove is known")
        try:
            await self._remove(room, guest.participant)
        except AppError as error:
            await self._check_later(guest, error)
            raise
        await self._store.run(lambda lib: lib.sync.note_participant_gone(guest.id))

    async def _check_later(self, guest: Guest, error: AppError) -> None:
        """Remember to look what became of a deed in doubt: it may arrive after a newer one."""
        if is_in_doubt(error):
            check_at = self._clock() + decide.QUIET
            await self._store.run(lambda lib: lib.sync.check_later(guest.id, check_at=check_at))

    async def _remove(self, room: RoomId, participant: ParticipantId) -> None:
        try:
            await self._service.remove_participant(room, participant)
        except NotFound:
            log.debug("participant was already gone")

    async def _look_up_person(self, room: RoomId, guest: Guest, *, give_up: bool) -> None:
        """Find an addition whose answer was lost; one too many is taken away again."""
        found = [person async for person in self._participants(room) if person.custom_id == guest.id]
        ours = next((person for person in found if person.id == guest.participant), found[0] if found else None)
        for person in found:
            if ours is not None and person.id != ours.id:
                await self._remove(room, person.id)
        if guest.participant is not None:
            await self._store.run(lambda lib: _note_found(lib, guest, ours))
        elif ours is not None:
            known = replace(guest, name=ours.name or guest.name, preset=ours.preset or guest.preset)
            await self._note_person(known, ours.id)
        elif guest.sent_at is None:
            await self._store.run(lambda lib: lib.sync.forget_addition(guest.id))
        elif give_up:
            check_at = self._clock() + decide.LATE
            await self._store.run(lambda lib: lib.sync.forget_addition(guest.id, check_at=check_at))

    async def _participants(self, room: RoomId) -> AsyncIterator[Participant]:
        async for page in all_pages(partial(self._service.list_participants, room), per_page=_PER_PAGE):
            for row in page.rows:
                yield row

    async def _note_person(self, guest: Guest, participant: ParticipantId) -> None:
        """Keep a person as they were sent: a provider that trims a name has not refused it."""
        await self._store.run(
            lambda lib: lib.sync.note_participant(guest.id, participant, name=guest.name, preset=guest.preset)
        )

    async def _note_refused(self, meeting: MeetingId, version: int, error: AppError) -> None:
        field = (error.field or "") if isinstance(error, Refused | InputProblem) else ""
        await self._store.run(
            lambda lib: lib.sync.note_refused(meeting, version, problem=_sentences(error), field=field)
        )


def _as_sent(room: Room, sent: RoomPatch) -> Room:
    """Return a room with what its answer left out as it was sent."""
    return replace(
        room,
        title=sent.title if room.title is None else room.title,
        active=sent.active if room.active is None else room.active,
        record_on_start=sent.record_on_start if room.record_on_start is None else room.record_on_start,
        region=sent.region if room.region is None else room.region,
    )


def _sentences(error: AppError) -> str:
    return f"{error.title}. {error.advice}".strip()


def _not_taken() -> Refused:
    return Refused("It answered that all is well, but shows something else. Edit the meeting to try again.")


def _room_gone() -> AppError:
    return AppError(
        "The video service does not have this meeting's room any more",
        "Nobody can join it. Plan the meeting again, or ask who manages the account there.",
    )


def _written_down(lib: Library, meeting: MeetingId, deed: Deed, now: datetime) -> Deed:
    """Journal what is about to be sent, so that whoever ends the app in the middle of it leaves a trace."""
    match deed.step:
        case decide.MakeRoom():
            deed = replace(deed, marker=MARKER_PREFIX + new_id())
            lib.sync.begin_creation(meeting, deed.marker, now=now)
        case decide.ChangeRoom(_, patch):
            change = Change(now, _values(patch))
            deed = replace(deed, change=change)
            lib.sync.begin_change(meeting, change, since=now - decide.REMEMBERED)
        case decide.AddPerson(_, guest):
            lib.sync.begin_addition(guest.id, now=now)
        case decide.ChangePerson(_, guest) | decide.RemovePerson(_, guest):
            lib.sync.check_later(guest.id, check_at=now + decide.QUIET)
    return deed


def _values(patch: RoomPatch) -> dict[str, Any]:
    return {name: value for name, value in asdict(patch).items() if value is not None}


def _end_change(lib: Library, meeting: MeetingId, deed: Deed) -> None:
    if deed.change is not None:
        lib.sync.end_change(meeting, deed.change)


def _note_found(lib: Library, guest: Guest, found: Participant | None) -> None:
    if found is None or found.id != guest.participant:
        lib.sync.note_participant_gone(guest.id)
        return
    lib.sync.note_checked(guest.id, name=found.name or guest.name, preset=found.preset or guest.preset)
