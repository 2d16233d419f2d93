"""A library in memory: recordings in every state of the archive, and deeds that are remembered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from hosted_meetings_desktop.domain.archive import (
    Alarm,
    ArchiveItem,
    ItemId,
    ItemKind,
    ItemState,
    Progress,
    Quota,
    RescueStanding,
)
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import RecordingId, VisitTypeId
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.playing import Plain, Source
from hosted_meetings_desktop.domain.recording import RecordingKind, RecordingStatus
from hosted_meetings_desktop.domain.recording_list import (
    ConsentState,
    Keeping,
    LibraryState,
    ListFilter,
    ListOrder,
    Outcome,
    RecordingRow,
    Told,
    VisitKind,
)
from hosted_meetings_desktop.domain.retention import must_reason
from hosted_meetings_desktop.domain.transcript_form import TranscriptForm
from hosted_meetings_desktop.domain.voices import PlayedVoice, Voice, standing_of
from tests.panes.clinic_data import KEPT_FOR, LONG_TITLE, NOW, recording

HOSTS = ("Dr Ada Osei", "Dr Ben Rao", "Nurse Ida Lind")
KINDS = (VisitKind(VisitTypeId("consultation"), "Consultation"), VisitKind(VisitTypeId("follow-up"), "Follow-up"))
PATIENTS = (("Fatima al-Zahra al-Hassani",), ("Jonas Weber",), ("Asha Rao", "Priya Chandrasekhar"), ("محمد علي",))


def row(number: int, state: ItemState | None = ItemState.KEPT, /, **changes: object) -> RecordingRow:
    """Make one row with a file in that state, or none; ``changes`` go to the row, its recording or its file."""
    mine = {name: value for name, value in changes.items() if name in RecordingRow.__dataclass_fields__}
    its = {name: value for name, value in changes.items() if name in ArchiveItem.__dataclass_fields__}
    rest = {name: value for name, value in changes.items() if name not in mine and name not in its}
    status = rest.pop("status", RecordingStatus.UPLOADED)
    made = recording(number, status, **rest)  # type: ignore[arg-type]
    item = None
    if state is not None:
        kept = state is ItemState.KEPT
        item = ArchiveItem(
            ItemId(f"i{number:02}"), ItemKind.RECORDING, state, made.invoked_at, made.invoked_at, made.id,
            made.session_id, made.room_id, suffix=".mp4", expires_at=made.expires_at, size=made.size,
            sha256="9f86d081884c7d659a2feaa0c55ad015" * 2 if kept else "", vault="v1" if kept else "",
            place=f"2026/i{number:02}" if kept else "",
            kept_at=made.invoked_at + timedelta(hours=1) if kept else None,
            retain_until=made.invoked_at + timedelta(days=3650) if kept else None,
        )  # fmt: skip
        item = replace(item, **its)  # type: ignore[arg-type]
    base = RecordingRow(made, HOSTS[number % 3], PATIENTS[number % 4], KINDS[number % 2].id, item, ConsentState.GIVEN)
    return replace(base, **mine)  # type: ignore[arg-type]


def row_of_voices(number: int, *states: ItemState, **changes: object) -> RecordingRow:
    """Make a recording of voices with a file in each of these states; ``changes`` go as those of :func:`row`."""
    base = row(number, None, **changes)
    names = (*base.patients, "Dr Ada Osei", "Ben Rao")
    voices = []
    for place, state in enumerate(states or (ItemState.KEPT, ItemState.KEPT)):
        label = f"default_user-{place}_peer-{place}_peer_audio.webm"
        own = row(number, state).item
        assert own is not None
        item = replace(own, id=ItemId(f"v{number:02}-{place}"), kind=ItemKind.TRACK, label=label, suffix=".webm",
                       size=4_000_000 + place * 900_000)  # fmt: skip
        voices.append(Voice(label, names[place] if place < len(names) else "", 0, item))
    of_voices = replace(base.recording, kind=RecordingKind.TRACKS, size=0)
    return replace(base, recording=of_voices, item=standing_of(voices), voices=tuple(voices), of_voices=True)


def library_rows() -> list[RecordingRow]:
    """Return rows in every state, the newest first."""
    soon, day = NOW + timedelta(hours=5, minutes=10) - KEPT_FOR, NOW + timedelta(days=2, hours=3) - KEPT_FOR
    trouble = "The file did not arrive as it should. It is 81 MB long and not 166 MB. It came so three times."
    away = "The video service cannot be reached. Check the connection, then try again."
    rows = [
        row(0, None, status=RecordingStatus.RECORDING, invoked_at=NOW - timedelta(minutes=8)),
        row(1, None, status=RecordingStatus.UPLOADING, invoked_at=NOW - timedelta(minutes=47)),
        row(2, spoken=True, shared=1),
        row(3, title=LONG_TITLE, retain_until=None),
        row(4, ItemState.WAITING, invoked_at=day, expires_at=day + KEPT_FOR),
        row(5, ItemState.WAITING, invoked_at=soon, expires_at=soon + KEPT_FOR, tries=3, problem=away,
            next_try_at=NOW + timedelta(minutes=20), consent=ConsentState.MISSING),
        row(6, ItemState.LOST, invoked_at=NOW - timedelta(days=1) - KEPT_FOR,
            problem="The video service has deleted this file before it could be kept. Nothing of it is here."),
        row(7, ItemState.REFUSED, problem=trouble, mismatches=3, tries=3),
        row(8, title="زيارة متابعة", hold="Complaint 2026-118: keep until it is settled", spoken=True),
        row(9, retain_until=NOW + timedelta(days=12)),
        row(10, retain_until=NOW - timedelta(days=3), consent=ConsentState.REFUSED),
        row(11, ItemState.DELETED, deleted_why="Asked for by the patient", deleted_at=NOW - timedelta(days=1)),
        row(12, None, status=RecordingStatus.ERRORED, files=()),
        row(13, ItemState.ELSEWHERE, place="clinic/visit-13.mp4"),
        row(14, ItemState.NOTHING, problem="The video service made no file."),
        *(row(number) for number in range(15, 22)),
    ]  # fmt: skip
    return sorted(rows, key=lambda one: one.recording.invoked_at, reverse=True)


def busy_state() -> LibraryState:
    """Return a library with alarms and an archive that is nearly full."""
    standing = RescueStanding(
        waiting=5, bytes_waiting=900_000_000, kept=311, bytes_kept=91_400_000_000, alarms={Alarm.LOST: 1},
        recordings_waiting=4, first_gone_at=NOW + timedelta(hours=9),
    )  # fmt: skip
    return LibraryState(standing, Quota(91_400_000_000, 100_000_000_000), 3, 1, 1, HOSTS, KINDS)


def calm_state() -> LibraryState:
    """Return a library in which all is well."""
    return LibraryState(RescueStanding(kept=311), Quota(41_400_000_000, 100_000_000_000), 0, 0, 0, HOSTS, KINDS)


@dataclass
class FakeLibrary:
    """Implements ``LibraryService`` and ``FileService``."""

    rows: list[RecordingRow] = field(default_factory=library_rows)
    stands: LibraryState = field(default_factory=calm_state)
    problem: AppError | None = None
    keep_problem: AppError | None = None
    source: Callable[[], Source] = lambda: Plain("/clinic/recordings/visit-02.mp4")
    tells: Told = field(default_factory=Told)
    voices: tuple[PlayedVoice, ...] = ()
    asked: list[tuple[object, ...]] = field(default_factory=list)

    def asked_for(self, what: str) -> list[tuple[object, ...]]:
        return [call[1:] for call in self.asked if call[0] == what]

    def _ask(self, *what: object) -> None:
        self.asked.append(what)
        if self.problem is not None:
            raise self.problem

    async def page(self, wanted: ListFilter, offset: int, limit: int) -> Page[RecordingRow]:
        self._ask("page", wanted, offset, limit)
        rows = self._fitting(wanted)
        return Page(tuple(rows[offset : offset + limit]), len(rows))

    def _fitting(self, wanted: ListFilter) -> list[RecordingRow]:
        def fits(one: RecordingRow) -> bool:
            said = " ".join((one.recording.title, one.host, *one.patients)).casefold()
            held = bool(one.item and one.item.hold)
            kept = {Keeping.KEPT: one.kept, Keeping.NOT_KEPT: not one.kept, Keeping.ON_HOLD: held}
            return (
                wanted.text.casefold() in said
                and wanted.host in {"", one.host}
                and wanted.visit_type in {None, one.visit_type}
                and wanted.consent in {None, one.consent}
                and (wanted.since is None or one.recording.invoked_at >= wanted.since)
                and (wanted.keeping is None or kept.get(wanted.keeping, one.item is not None))
            )

        rows = [one for one in self.rows if fits(one)]
        return rows[::-1] if wanted.order is ListOrder.OLDEST else rows

    async def row(self, recording: RecordingId) -> RecordingRow:
        self._ask("row", recording)
        return self._one(recording)

    def _one(self, recording: RecordingId) -> RecordingRow:
        return next(one for one in self.rows if one.id == recording)

    async def ids(self, wanted: ListFilter) -> tuple[RecordingId, ...]:
        self._ask("ids", wanted)
        return tuple(one.id for one in self._fitting(wanted))

    async def state(self) -> LibraryState:
        self._ask("state")
        return self.stands

    async def keep(
        self, recordings: Sequence[RecordingId], progress: Progress, *, any_length: bool = False
    ) -> Outcome:
        self._ask("keep", tuple(recordings), any_length)
        if self.keep_problem is not None:
            if len(recordings) == 1:
                raise self.keep_problem
            return Outcome(len(recordings) - 1, ((self.keep_problem.title, 1),))
        for number, recording_id in enumerate(recordings):
            progress(number, len(recordings))
            self._change(recording_id, state=ItemState.KEPT, place="2026/x", sha256="ab" * 32, problem="")
        return Outcome(len(recordings))

    def _change(self, recording: RecordingId, **changes: object) -> None:
        old = self._one(recording)
        item = old.item or row(90).item
        assert item is not None
        new = replace(old, item=replace(item, **changes))  # type: ignore[arg-type]
        self.rows = [new if one is old else one for one in self.rows]

    async def take_note(self, recordings: Sequence[RecordingId]) -> Outcome:
        self._ask("take_note", tuple(recordings))
        for each in recordings:
            self._change(each, seen_at=NOW)
        return Outcome(len(recordings))

    async def hold(self, recordings: Sequence[RecordingId], reason: str) -> Outcome:
        self._ask("hold", tuple(recordings), must_reason(reason))
        for each in recordings:
            self._change(each, hold=reason)
        return Outcome(len(recordings))

    async def release(self, recordings: Sequence[RecordingId], reason: str) -> Outcome:
        self._ask("release", tuple(recordings), must_reason(reason))
        for each in recordings:
            self._change(each, hold="")
        return Outcome(len(recordings))

    async def delete(self, recordings: Sequence[RecordingId], reason: str) -> Outcome:
        self._ask("delete", tuple(recordings), must_reason(reason))
        for each in recordings:
            self._change(each, state=ItemState.DELETED, deleted_why=reason)
        return Outcome(len(recordings))

    async def export_copy(self, recording: RecordingId, target: Path, progress: Progress) -> None:
        self._ask("export_copy", recording, target)
        progress(100, 100)
        if target.parent.exists():
            target.write_bytes(b"film")

    async def play(self, recording: RecordingId, *, seen: bool = True) -> Source:
        self._ask("play", recording, seen)
        return self.source()

    async def told(self, recording: RecordingId) -> Told:
        self._ask("told", recording)
        return self.tells

    async def play_voices(self, recording: RecordingId) -> tuple[PlayedVoice, ...]:
        self._ask("play_voices", recording)
        return self.voices

    async def export_voice(self, recording: RecordingId, label: str, target: Path, progress: Progress) -> None:
        self._ask("export_voice", recording, label, target)
        progress(100, 100)
        target.write_bytes(b"voice")

    async def save_transcript(self, recording: RecordingId, form: TranscriptForm, target: Path) -> None:
        self._ask("save_transcript", recording, form, target)
        target.write_bytes(b"said")
