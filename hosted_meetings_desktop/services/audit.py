"""The audit log as screens ask for it: who did what with patients' data, whether it is whole, and as a file."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import anyio.to_thread

from hosted_meetings_desktop.domain.archive import ItemId
from hosted_meetings_desktop.domain.audit import AuditLine, AuditNote, Deed, audit_note
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId, PersonId, RecordingId, SessionId
from hosted_meetings_desktop.domain.ledger.canonical import NotCanonical
from hosted_meetings_desktop.domain.ledger.chain import Entry, Verdict, Verifier
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.ports import Changes, Clock, Store
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.services.people_export import harmless
from hosted_meetings_desktop.support.pc_user import pc_user

TOPIC = "audit"
CSV_COLUMNS = ("number", "at", "deed", "who", "thing", "id", "why", "facts", "hash")
"""The columns of the export, in this order in every version; ``at`` is ISO 8601 UTC, ``hash`` that of the entry."""

_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class AuditService:
    """Reads and appends to the log; nothing in it can be changed.

    Attributes:
        who: Tells who sits at this PC.
    """

    store: Store
    changes: Changes
    clock: Clock
    who: Callable[[], str] = field(default=pc_user)

    async def note(self, deed: Deed, subject: str, *, why: str = "", facts: dict[str, str] | None = None) -> None:
        """Write down what somebody at this PC has just done.

        Args:
            deed: What.
            subject: The id of what it was done with; never a name.
            why: The reason that was given.
            facts: What else has to be known.
        """
        entry = AuditNote(self.clock(), deed, subject, self.who(), why, facts or {})
        await self.store.run(lambda lib: lib.audit.append(entry))
        self.changes.publish(TOPIC)

    async def page(self, offset: int, limit: int) -> Page[AuditLine]:
        """Return entries, the newest first."""

        def work(lib: Library) -> Page[AuditLine]:
            found = lib.audit.page(offset=offset, limit=limit)
            return Page(tuple(_line(lib, each) for each in found), lib.audit.head().number)

        return await self.store.run(work)

    async def check(self) -> Verdict:
        """Return whether nothing was changed or removed since it was written."""
        ledger = await self.store.run(lambda lib: lib.audit.chain())
        verifier = Verifier(ledger)
        after = 0
        while True:
            found = await self.store.run(lambda lib, after=after: lib.audit.entries(after=after, limit=_AT_ONCE))  # type: ignore[misc]
            if not found:
                return verifier.verdict()
            await anyio.to_thread.run_sync(_take, verifier, found)
            after = max(found[-1].number, after + 1)

    async def export_csv(self, target: Path) -> int:
        """Write the whole log as CSV (UTF-8 with a mark, as spreadsheets expect), the oldest first.

        The hashes in it show later, wherever the file was kept, that the log was not made anew.

        Returns:
            How many entries.

        Raises:
            AppError: the place cannot be written.
        """
        lines: list[AuditLine] = []
        after = 0
        while True:
            found = await self.store.run(lambda lib, after=after: _lines(lib, after))  # type: ignore[misc]
            if not found:
                break
            lines += found
            after = max(found[-1].number, after + 1)
        try:
            await anyio.to_thread.run_sync(_write, lines, target)
        except OSError as error:
            raise AppError(
                "The file could not be saved",
                "The log itself is kept. Choose another folder, or close the file where it is open.",
                details=str(error.strerror),
            ) from error
        return len(lines)


def _take(verifier: Verifier, entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        verifier.take(entry)


def _lines(lib: Library, after: int) -> list[AuditLine]:
    return [_line(lib, each) for each in lib.audit.entries(after=after, limit=_AT_ONCE)]


def _line(lib: Library, entry: Entry) -> AuditLine:
    try:
        note = audit_note(entry)
    except (NotCanonical, KeyError, ValueError, TypeError):
        return AuditLine(entry.number, None, "", entry.hash)
    return AuditLine(entry.number, note, _thing(lib, note.subject), entry.hash)


def _thing(lib: Library, subject: str) -> str:
    """Return the title of what somebody did something with, or the name of whom a report was about.

    As they are called now: the log itself has ids alone, so that it names nobody whom the clinic has forgotten.
    """
    person = lib.people.get(PersonId(subject))
    if person is not None:
        return person.name
    meeting = lib.meetings.get(MeetingId(subject))
    if meeting is not None:
        return meeting.title
    item = lib.archive.get(ItemId(subject))
    of_recording = item.recording_id if item is not None else RecordingId(subject)
    of_session = item.session_id if item is not None else SessionId(subject)
    found = lib.recordings.get(of_recording) if of_recording is not None else None
    if found is None and of_session is not None:
        session = lib.sessions.get(of_session)
        return session.title if session is not None else ""
    return found.title if found is not None else ""


def _write(lines: list[AuditLine], target: Path) -> None:
    with target.open("w", newline="", encoding="utf-8-sig") as file:
        out = csv.writer(file)
        out.writerow(CSV_COLUMNS)
        for line in lines:
            out.writerow([harmless(cell) for cell in _cells(line)])


def _cells(line: AuditLine) -> Iterator[str]:
    note = line.note
    yield str(line.number)
    if note is None:
        yield from ("", "not readable", "", "", "", "", "")
    else:
        facts = "; ".join(f"{name}: {value}" for name, value in sorted(note.facts.items()))
        yield from (_iso(note.at), note.deed.value, note.who, line.thing, note.subject, note.why, facts)
    yield line.hash


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
