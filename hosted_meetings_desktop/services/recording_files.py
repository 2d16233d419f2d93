"""The files of recordings one by one: the voices that are heard together, and what was said, saved outside."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import anyio
import anyio.to_thread

from hosted_meetings_desktop.domain.archive import ItemId, ItemState, Progress
from hosted_meetings_desktop.domain.audit import AuditNote, Deed
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import RecordingId
from hosted_meetings_desktop.domain.playing import MakeSource, Plain, Source
from hosted_meetings_desktop.domain.ports import Clock, Store, VideoService
from hosted_meetings_desktop.domain.recording import Recording
from hosted_meetings_desktop.domain.recording_list import ReadList, RecordingRow, Told
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.transcript_form import TranscriptForm
from hosted_meetings_desktop.domain.vault import Content
from hosted_meetings_desktop.domain.voices import PlayedVoice, Voice
from hosted_meetings_desktop.services.copying import copy_failures, copying, write_copy
from hosted_meetings_desktop.services.transcript_writing import transcript_file

_CLOSED = frozenset({ItemState.LOST, ItemState.DELETED, ItemState.NOTHING})


@dataclass(frozen=True, slots=True)
class RecordingFiles:
    """What the screens do with single files of a recording.

    Attributes:
        service: Is asked for links afresh, for voices that are not kept yet.
        content: Opens a kept file of the archive.
        read: Reads the list.
        told: Tells what was said in a recording.
        source: Makes what plays a content of the archive.
        who: Whoever sits at this PC, for the audit log.
    """

    store: Store
    service: VideoService
    content: Callable[[ItemId], Awaitable[Content]]
    read: ReadList
    told: Callable[[RecordingId], Awaitable[Told]]
    source: MakeSource
    clock: Clock
    who: Callable[[], str]

    # ---- voices
    async def play_voices(self, recording: RecordingId) -> tuple[PlayedVoice, ...]:
        """Return what plays the voices of a recording; one that cannot be played says why and is in it too.

        Raises:
            AppError: none of them can be played.
        """
        row = await self._row(recording)
        opened: list[PlayedVoice] = []
        try:
            links = await self._links(row)
            for voice in row.voices:
                opened.append(await self._open(voice, links))  # noqa: PERF401 (what is open by then is ended below)
        except BaseException:
            for each in opened:
                if each.source is not None:
                    each.source.cut()
            raise
        if not any(each.source is not None for each in opened):
            unknown = AppError(
                "This recording is not ready yet", "It appears here by itself, usually within minutes."
            )
            raise next((each.problem for each in opened if each.problem is not None), unknown)
        await self._note(Deed.WATCHED, row, {})
        return tuple(opened)

    async def _open(self, voice: Voice, links: dict[str, str] | AppError) -> PlayedVoice:
        item = voice.item
        try:
            if item is not None and item.state in {ItemState.KEPT, ItemState.ELSEWHERE}:
                content = await self.content(item.id)
                made: Source = await anyio.to_thread.run_sync(self.source, content, voice.suffix)
                return PlayedVoice(voice, made)
        except AppError as problem:
            return PlayedVoice(voice, None, problem)
        if item is not None and item.state in _CLOSED:
            return PlayedVoice(voice, None, AppError("This voice is not in the archive", item.problem))
        if isinstance(links, AppError):
            return PlayedVoice(voice, None, links)
        if link := links.get(voice.label):
            return PlayedVoice(voice, Plain(link))
        gone = AppError("The video service does not have this voice any more", "Only what is in the archive stays.")
        return PlayedVoice(voice, None, gone)

    async def _links(self, row: RecordingRow) -> dict[str, str] | AppError:
        """Return the provider's links of voices that are not kept, or why there are none."""
        here = {ItemState.KEPT, ItemState.ELSEWHERE, *_CLOSED}
        if all(voice.item is not None and voice.item.state in here for voice in row.voices):
            return {}
        try:
            found = await self.service.get_recording(row.id)
            await self.store.run(lambda lib: lib.recordings.note(found, now=self.clock()))
        except AppError as problem:
            return problem
        return {file.label: file.url for file in found.files if not _over(found, self.clock)}

    async def export_voice(self, recording: RecordingId, label: str, target: Path, progress: Progress) -> None:
        """Save one voice as a file that any player opens, unprotected; see ``RecordingLibrary.export_copy``.

        Raises:
            AppError: it is not kept, or the place cannot be written.
        """
        row = await self._row(recording)
        item = next((each.item for each in row.voices if each.label == label), None)
        if item is None or item.state not in {ItemState.KEPT, ItemState.ELSEWHERE}:
            raise AppError("This voice is not in the archive", "Keep the recording first, then export a copy.")
        content = await self.content(item.id)
        async with copying(content):
            await write_copy(content.length, content.read_at, target, progress)
        await self._note(Deed.EXPORTED, row, {"voice": label})

    # ---- what was said
    async def save_transcript(self, recording: RecordingId, form: TranscriptForm, target: Path) -> None:
        """Save what was said, in the recording's time; a file that is there is replaced once the new one is whole.

        Args:
            recording: In which.
            form: Which kind of file.
            target: The file to write.

        Raises:
            AppError: nothing is known of what was said, or the place cannot be written.
        """
        row = await self._row(recording)
        lines = (await self.told(recording)).lines
        if not lines:
            raise AppError("This recording has no transcript", "One comes some time after the call, if at all.")
        made = transcript_file(lines, form)
        with copy_failures():
            await write_copy(len(made), lambda place, size: made[place : place + size], target)
        await self._note(Deed.EXPORTED, row, {"transcript": form.value})

    # ---- below
    async def _row(self, recording: RecordingId) -> RecordingRow:
        def work(lib: Library) -> RecordingRow:
            found = self.read(lib).row(recording)
            if found is None:
                raise AppError("This recording is not in the list any more")
            return found

        return await self.store.run(work)

    async def _note(self, deed: Deed, row: RecordingRow, facts: dict[str, str]) -> None:
        subject = str(row.item.id) if row.item is not None else str(row.id)
        note = AuditNote(self.clock(), deed, subject, self.who(), facts={"recording": str(row.id), **facts})
        await self.store.run(lambda lib: lib.audit.append(note))


def _over(recording: Recording, clock: Clock) -> bool:
    return recording.expires_at is not None and recording.expires_at <= clock()
