"""The library of recordings: found, kept, played, given out, held and deleted, one or many at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import anyio
import anyio.to_thread

from hosted_meetings_desktop.domain.archive import THERE, ArchiveItem, ItemId, ItemKind, ItemState, Progress, Quota
from hosted_meetings_desktop.domain.audit import AuditNote, Deed
from hosted_meetings_desktop.domain.chapters import chapters_of, in_recording
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import RecordingId
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.playing import MakeSource, Plain, Source
from hosted_meetings_desktop.domain.ports import Changes, Clock, Store
from hosted_meetings_desktop.domain.recording_list import (
    LibraryState,
    ListFilter,
    Outcome,
    ReadList,
    RecordingRow,
    Told,
    VisitKind,
)
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.voices import BESIDE_A_FILM
from hosted_meetings_desktop.services.copying import copying, write_copy
from hosted_meetings_desktop.services.recording_pauses import pauses_of
from hosted_meetings_desktop.services.recordings import RecordingService
from hosted_meetings_desktop.services.rescue import RescueService
from hosted_meetings_desktop.services.retention import RetentionService
from hosted_meetings_desktop.services.slot_rule import known_visit_types

MOST_AT_ONCE = 5_000
"""So many recordings can be chosen for one deed."""


@dataclass(frozen=True, slots=True)
class RecordingLibrary:
    """What the screens ask about recordings.

    Attributes:
        plain: Recordings that are not in the archive: the provider's, and what was downloaded before there was one.
        read: Reads the list.
        source: Makes what plays a content of the archive.
        who: Whoever sits at this PC, for the audit log.
    """

    store: Store
    plain: RecordingService
    rescue: RescueService
    retention: RetentionService
    changes: Changes
    clock: Clock
    read: ReadList
    source: MakeSource
    who: Callable[[], str]

    # ---- the list
    async def page(self, wanted: ListFilter, offset: int, limit: int) -> Page[RecordingRow]:
        """Return a page of what fits."""
        now = self.clock()
        return await self.store.run(lambda lib: self.read(lib).page(wanted, now=now, offset=offset, limit=limit))

    async def row(self, recording: RecordingId) -> RecordingRow:
        """Return one.

        Raises:
            AppError: it is not there any more.
        """
        return await self.store.run(lambda lib: self._must(lib, recording))

    async def ids(self, wanted: ListFilter) -> tuple[RecordingId, ...]:
        """Return which ones fit, so many as can be chosen at once."""
        now = self.clock()
        return await self.store.run(lambda lib: self.read(lib).ids(wanted, now=now, limit=MOST_AT_ONCE))

    async def state(self) -> LibraryState:
        """Return how all of it stands."""
        rescue, settings, now = await self.rescue.standing(), await self.rescue.settings(), self.clock()
        quota = Quota(rescue.bytes_kept, settings.quota)

        def work(lib: Library) -> LibraryState:
            reader = self.read(lib)
            leaving, lost, refused = reader.counts(now=now)
            kinds = tuple(VisitKind(each.id, each.name) for each in known_visit_types(lib))
            return LibraryState(rescue, quota, leaving, lost, refused, reader.hosts(), kinds)

        return await self.store.run(work)

    # ---- keeping
    async def keep(
        self, recordings: Sequence[RecordingId], progress: Progress, *, any_length: bool = False
    ) -> Outcome:
        """Bring recordings into the archive now.

        Args:
            recordings: Which.
            progress: Told how many are done, and in all; how far one is stands in :meth:`state`.
            any_length: Take them also where they are not as long as the provider says.
        """

        async def one(recording: RecordingId) -> None:
            await self.rescue.discover()
            found = await self.rescue.of_recording(recording)
            items = [each for each in found if each.kind is ItemKind.RECORDING] or [
                each for each in found if each.label != BESIDE_A_FILM
            ]
            if not items:
                raise AppError(
                    "This recording is not ready yet", "It appears here by itself, usually within minutes."
                )
            problem: AppError | None = None
            for item in items:  # one voice that fails does not hold up the others
                try:
                    await self.rescue.rescue_now(item.id, any_length=any_length)
                except AppError as error:
                    problem = problem or error
            if problem is not None:
                raise problem

        outcome = await _each(recordings, one, progress)
        self.changes.publish("recordings")
        return outcome

    async def take_note(self, recordings: Sequence[RecordingId]) -> Outcome:
        """Note that somebody knows that recordings are lost: they alarm no more."""

        async def one(recording: RecordingId) -> None:
            for item in await self.rescue.of_recording(recording):
                if item.state in {ItemState.LOST, ItemState.REFUSED}:
                    await self.rescue.take_note(item.id)

        outcome = await _each(recordings, one)
        self.changes.publish("recordings")
        return outcome

    async def hold(self, recordings: Sequence[RecordingId], reason: str) -> Outcome:
        """Keep recordings, and what was said and written in them, whatever their clock says.

        Raises:
            InputProblem: there is no reason.
        """
        return await self._all_items(recordings, _held, lambda items: self.retention.hold(items, reason, self.who()))

    async def release(self, recordings: Sequence[RecordingId], reason: str) -> Outcome:
        """Let their clock count again.

        Raises:
            InputProblem: there is no reason.
        """
        release = self.retention.release
        return await self._all_items(recordings, _released, lambda items: release(items, reason, self.who()))

    async def delete(self, recordings: Sequence[RecordingId], reason: str) -> Outcome:
        """Delete recordings from the archive for good; what is on hold stays, whatever else was chosen.

        With the last one of a session go its transcript, chat and summary: they say the same. Those that come after
        that are not fetched, and what came all the same is deleted by the retention (``left_behind``).

        Raises:
            InputProblem: there is no reason.
        """

        async def one(recording: RecordingId) -> None:
            items = await self.store.run(lambda lib: _deleted(lib, recording))
            if not items:
                raise AppError("This recording is not in the archive", "The video service deletes its own by itself.")
            await self.retention.delete(items, reason, self.who())

        outcome = await _each(recordings, one)
        self.changes.publish("recordings")
        return outcome

    async def _all_items(
        self,
        recordings: Sequence[RecordingId],
        which: Callable[[Library, RecordingId], list[ItemId]],
        deed: Callable[[list[ItemId]], Awaitable[None]],
    ) -> Outcome:
        found = [await self.store.run(partial(_call, which, recording)) for recording in recordings]
        done = sum(map(bool, found))
        await deed(list(dict.fromkeys(item for items in found for item in items)))
        self.changes.publish("recordings")
        missing = "This recording is not in the archive yet. Keep it first."
        return Outcome(done, ((missing, len(recordings) - done),) if done < len(recordings) else ())

    # ---- copies outside
    async def export_copy(self, recording: RecordingId, target: Path, progress: Progress) -> None:
        """Save a copy that any player opens, unprotected; a file that is there is replaced once the copy is whole.

        Args:
            recording: Which.
            target: The file to write.
            progress: Told the bytes done and in all, from the services' thread.

        Raises:
            AppError: it is not kept, or the place cannot be written.
        """
        row = await self.row(recording)
        item = row.item
        if item is None or item.state not in {ItemState.KEPT, ItemState.ELSEWHERE}:
            await self.plain.export_copy(recording, target, progress)
        else:
            content = await self.rescue.content(item.id)
            async with copying(content):
                await write_copy(content.length, content.read_at, target, progress)
        subject = str(item.id) if item is not None else str(recording)
        await self._note(Deed.EXPORTED, subject, {"recording": str(recording)})

    # ---- watching
    async def play(self, recording: RecordingId, *, seen: bool = True) -> Source:
        """Return what plays a recording: the archive's where it is kept, else our old copy or the provider's link.

        Args:
            recording: Which.
            seen: Whether somebody watches it, which is written down; a still of it is not.

        Raises:
            AppError: there is nothing to play, or it cannot be read.
        """
        row = await self.row(recording)
        item = row.item
        if item is not None and item.state in {ItemState.KEPT, ItemState.ELSEWHERE}:
            content = await self.rescue.content(item.id)
            made: Source = await anyio.to_thread.run_sync(self.source, content, item.suffix)
        else:
            made = Plain(await self.plain.playback_source(recording))
        if seen:
            subject = str(item.id) if item is not None else str(recording)
            await self._note(Deed.WATCHED, subject, {"recording": str(recording)})
        return made

    async def told(self, recording: RecordingId) -> Told:
        """Return what is known of a recording beside its file: who came and left, what was said."""

        def work(lib: Library) -> Told:
            found = self._must(lib, recording).recording
            begun = found.started_at or found.invoked_at
            length = None if found.seconds is None else timedelta(seconds=found.seconds)
            if found.session_id is None:
                return Told(found.seconds)
            pauses = pauses_of(lib, recording)
            presences = lib.sessions.presences(found.session_id)
            chapters = chapters_of(presences, begun=begun, length=length, pauses=pauses)
            session = lib.sessions.get(found.session_id)
            lines = lib.transcripts.lines(found.session_id)
            if session is not None:
                lines = in_recording(lines, session_began=session.started_at, recording_began=begun, pauses=pauses)
            return Told(found.seconds, chapters, lines)

        return await self.store.run(work)

    # ---- below
    async def _note(self, deed: Deed, subject: str, facts: dict[str, str]) -> None:
        note = AuditNote(self.clock(), deed, subject, self.who(), facts=facts)
        await self.store.run(lambda lib: lib.audit.append(note))

    def _must(self, lib: Library, recording: RecordingId) -> RecordingRow:
        found = self.read(lib).row(recording)
        if found is None:
            raise AppError("This recording is not in the list any more")
        return found


def _call(
    which: Callable[[Library, RecordingId], list[ItemId]], recording: RecordingId, lib: Library
) -> list[ItemId]:
    return which(lib, recording)


def _around(lib: Library, recording: RecordingId) -> tuple[list[ArchiveItem], list[ArchiveItem], list[ArchiveItem]]:
    """Return a recording's files, the texts of its session, and the files of the session's other recordings."""
    mine = list(lib.archive.of_recording(recording))
    session = next((each.session_id for each in mine if each.session_id is not None), None)
    if session is None and (known := lib.recordings.get(recording)) is not None:
        session = known.session_id  # the video service told it after the file was found
    beside = lib.archive.of_session(session) if session is not None else ()
    texts = [each for each in beside if not each.kind.filmed]
    return mine, texts, [each for each in beside if each.kind.filmed and each.source != recording]


def _held(lib: Library, recording: RecordingId) -> list[ItemId]:
    """Return what is put on hold with a recording."""
    mine, texts, _others = _around(lib, recording)
    return [each.id for each in (*mine, *texts)] if mine else []


def _released(lib: Library, recording: RecordingId) -> list[ItemId]:
    """Return what is on hold no more: the texts stay as long as another recording of the session is."""
    mine, texts, others = _around(lib, recording)
    texts = [] if any(each.hold for each in others) else texts
    return [each.id for each in (*mine, *texts)] if mine else []


def _deleted(lib: Library, recording: RecordingId) -> list[ItemId]:
    """Return what goes with a recording: the texts only when no other recording of the session stays."""
    mine, texts, others = _around(lib, recording)
    gone = [each.id for each in mine if each.state is not ItemState.DELETED]
    stays = any(each.state in THERE for each in others)
    return gone if stays or not gone else [*gone, *(each.id for each in texts if each.state in THERE)]


async def _each(
    recordings: Sequence[RecordingId],
    deed: Callable[[RecordingId], Awaitable[None]],
    progress: Progress = lambda _done, _all: None,
) -> Outcome:
    """Do something to each; one that fails does not hold up the others, and one alone tells its failure itself."""
    problems: dict[str, int] = {}
    for number, recording in enumerate(recordings):
        if len(recordings) > 1:
            progress(number, len(recordings))
        try:
            await deed(recording)
        except AppError as error:
            if len(recordings) == 1:
                raise
            said = f"{error.title}. {error.advice}".strip()
            problems[said] = problems.get(said, 0) + 1
    return Outcome(len(recordings) - sum(problems.values()), tuple(problems.items()))
