"""The library's list over a real store: what is found, in which order, and what stands beside each recording."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hosted_meetings_desktop.domain.archive import ArchiveItem, Found, ItemKind, ItemState
from hosted_meetings_desktop.domain.consent import Answer, ConsentEntry, Way
from hosted_meetings_desktop.domain.ids import MeetingId, RecordingId, RoomId, SessionId, VisitTypeId, new_id
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.recording import Recording, RecordingFile, RecordingStatus
from hosted_meetings_desktop.domain.recording_list import ConsentState, Keeping, ListFilter, ListOrder, RecordingRow
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.room import Room
from hosted_meetings_desktop.domain.series import InSeries
from hosted_meetings_desktop.domain.transcript import TranscriptLine
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.store.engine_sqlite import sqlite_engine
from hosted_meetings_desktop.store.recording_list import recording_list
from hosted_meetings_desktop.store.schema import migrate
from tests.unit.conftest import make_draft
from tests.unit.fake_service import START

DAY = timedelta(days=1)
Rows = tuple[RecordingRow, ...]


class Clinic:
    """Puts recordings and what belongs to them into a store."""

    def __init__(self, store: Database) -> None:
        self.store = store

    def meeting(self, room: str, title: str, *people: str, host: str = "Dr Sommer", kind: str = "") -> Meeting:
        """Plan a meeting that has a room."""

        def work(lib: Library) -> Meeting:
            draft = replace(make_draft(title, *people), host=host, visit_type=VisitTypeId(kind) if kind else None)
            meeting = lib.meetings.add(MeetingId(new_id()), draft, now=START)
            made = Room(RoomId(room), "Video visit", True, False, None, START, START)
            lib.sync.note_made(meeting.id, made, now=START)
            found = lib.meetings.get(meeting.id)
            assert found is not None
            return found

        return self.store.run_now(work)

    def recorded(self, name: str, room: str, at: datetime = START, **changes: object) -> Recording:
        """Note a recording as the provider tells it."""
        made = Recording(
            RecordingId(name), RoomId(room), changes.pop("title", "Video visit"), RecordingStatus.UPLOADED, at, at,  # type: ignore[arg-type]
            at + timedelta(minutes=20), 1200, 99_000, f"{name}.mp4", SessionId(f"s-{name}"),
            (RecordingFile("https://files.example/x", at + 7 * DAY),),
        )  # fmt: skip
        made = replace(made, **changes)  # type: ignore[arg-type]
        self.store.run_now(lambda lib: lib.recordings.note(made, now=START))
        return made

    def filed(self, recording: Recording, **changes: object) -> ArchiveItem:
        """Let the archive know its file."""

        def work(lib: Library) -> ArchiveItem:
            found = Found(
                ItemKind.RECORDING, recording.invoked_at, recording.id, recording.session_id, recording.room_id,
                suffix=".mp4", expires_at=recording.expires_at, size=recording.size,
            )  # fmt: skip
            lib.archive.note_found([found], now=START)
            item = replace(lib.archive.of_recording(recording.id)[0], **changes)  # type: ignore[arg-type]
            lib.archive.keep(item)
            return item

        return self.store.run_now(work)

    def said(self, recording: Recording, *lines: str) -> None:
        """Take in its transcript."""

        def work(lib: Library) -> None:
            assert recording.session_id is not None
            found = Found(ItemKind.TRANSCRIPT, recording.invoked_at, session_id=recording.session_id)
            lib.archive.note_found([found], now=START)
            item = next(
                each for each in lib.archive.of_session(recording.session_id) if each.kind is ItemKind.TRANSCRIPT
            )
            lib.transcripts.keep(item.id, recording.session_id, [TranscriptLine(0, 1, "x", line) for line in lines])

        self.store.run_now(work)

    def answered(self, meeting: Meeting, place: int, *answers: Answer) -> None:
        """Write down what an invited person said."""
        person = meeting.invitees[place]

        def work(lib: Library) -> None:
            for answer in answers:
                entry = ConsentEntry(
                    new_id(), meeting.id, person.id, person.name, answer, Way.READ_OUT, "Dr S", START
                )
                lib.consents.add(entry)

        self.store.run_now(work)

    def listed(
        self, wanted: ListFilter | None = None, *, offset: int = 0, limit: int = 50
    ) -> tuple[RecordingRow, ...]:
        """Return the rows that fit."""
        wanted = wanted or ListFilter()
        page = self.store.run_now(
            lambda lib: recording_list(lib).page(wanted, now=START + DAY, offset=offset, limit=limit)
        )
        ids = self.store.run_now(lambda lib: recording_list(lib).ids(wanted, now=START + DAY, limit=50))
        assert page.total == len(ids)
        assert [row.id for row in page.rows] == list(ids[offset : offset + limit])
        return page.rows

    def names(self, wanted: ListFilter | None = None) -> list[str]:
        """Return which ones fit."""
        return [str(row.id) for row in self.listed(wanted)]


@pytest.fixture
def clinic(store: Database) -> Clinic:
    return Clinic(store)


def test_a_row_has_all_that_stands_beside_it(clinic: Clinic) -> None:
    meeting = clinic.meeting("room", "Wound check", "Asha Rao", "Ben Lind", kind="follow-up")
    recording = clinic.recorded("r1", "room")
    item = clinic.filed(recording, state=ItemState.KEPT, place="x", kept_at=START, hold="A complaint")
    clinic.said(recording, "Good morning")
    [row] = clinic.listed()
    assert (row.recording.title, row.host, row.patients) == ("Wound check", "Dr Sommer", ("Asha Rao", "Ben Lind"))
    assert (row.recording.meeting_id, row.visit_type, row.item) == (meeting.id, "follow-up", item)
    assert (row.kept, row.spoken, row.shared, row.consent) == (True, True, 0, ConsentState.MISSING)
    assert row.recording.files == recording.files
    assert clinic.store.run_now(lambda lib: recording_list(lib).row(RecordingId("r1"))) == row
    assert clinic.store.run_now(lambda lib: recording_list(lib).row(RecordingId("none"))) is None


def test_what_is_recorded_elsewhere_is_listed_too(clinic: Clinic) -> None:
    clinic.recorded("r1", "unknown room", title="Team call")
    [row] = clinic.listed()
    assert (row.recording.title, row.host, row.patients, row.item) == ("Team call", "", (), None)
    assert row.consent is ConsentState.UNKNOWN


def test_pages_and_order(clinic: Clinic) -> None:
    for number in range(5):
        recording = clinic.recorded(
            f"r{number}", "elsewhere", START + number * DAY, seconds=100 * (number % 3), title=f"{9 - number} Title"
        )
        clinic.filed(recording, size=1000 - number, retain_until=START + (10 - number) * DAY, state=ItemState.KEPT)
    assert clinic.names() == ["r4", "r3", "r2", "r1", "r0"]
    assert [row.id for row in clinic.listed(offset=2, limit=2)] == ["r2", "r1"]
    assert clinic.listed(offset=9) == ()
    for order, first in (
        (ListOrder.OLDEST, "r0"),
        (ListOrder.TITLE, "r4"),
        (ListOrder.LONGEST, "r2"),
        (ListOrder.LARGEST, "r0"),
        (ListOrder.ENDING, "r4"),
    ):
        assert clinic.names(ListFilter(order=order))[0] == first, order
    assert [row.id for row in clinic.listed(ListFilter(order=ListOrder.TITLE), offset=1, limit=2)] == ["r3", "r2"]


def test_what_leaves_soonest_comes_first_and_what_is_kept_last(clinic: Clinic) -> None:
    clinic.filed(clinic.recorded("late", "x", START), expires_at=START + 6 * DAY)
    clinic.filed(clinic.recorded("kept", "x", START - DAY), state=ItemState.KEPT)
    clinic.filed(clinic.recorded("soon", "x", START - 5 * DAY))
    clinic.recorded("new", "x", START + DAY)
    assert clinic.names(ListFilter(order=ListOrder.LEAVING)) == ["soon", "late", "new", "kept"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("wound", ["r1"]),
        ("asha", ["r1"]),
        ("SOMMER rao", ["r1"]),
        ("stairs", ["r2"]),
        ("hard sta", ["r2"]),
        ("hard morning", []),
        ("team", ["r3"]),
        ("video", []),
        ("!?", []),
        ("wound stairs", []),
    ],
)
def test_titles_people_and_what_was_said_are_searched(clinic: Clinic, text: str, found: list[str]) -> None:
    clinic.meeting("room1", "Wound check", "Asha Rao")
    clinic.meeting("room2", "Physiotherapy", "Ben Lind", host="Dr Osei")
    clinic.recorded("r1", "room1")
    second = clinic.recorded("r2", "room2", START - DAY)
    clinic.filed(second)
    clinic.said(second, "Good morning", "The stairs are hard")
    clinic.recorded("r3", "elsewhere", START - 2 * DAY, title="Team call")
    assert clinic.names(ListFilter(text)) == found


def test_host_kind_and_time_are_filtered_by(clinic: Clinic) -> None:
    clinic.meeting("room1", "Wound check", "Asha Rao", kind="follow-up")
    clinic.meeting("room2", "Physiotherapy", "Ben Lind", host="Dr Osei")
    clinic.recorded("r1", "room1")
    clinic.recorded("r2", "room2", START - DAY)
    assert clinic.names(ListFilter(host="Dr Osei")) == ["r2"]
    assert clinic.names(ListFilter(visit_type=VisitTypeId("follow-up"))) == ["r1"]
    assert clinic.names(ListFilter(since=START)) == ["r1"]
    assert clinic.names(ListFilter(before=START)) == ["r2"]
    assert clinic.names(ListFilter("wound", host="Dr Osei", order=ListOrder.TITLE)) == []
    assert clinic.store.run_now(lambda lib: recording_list(lib).hosts()) == ("Dr Osei", "Dr Sommer")


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        ([], [], ConsentState.MISSING),
        ([Answer.GIVEN], [], ConsentState.MISSING),
        ([Answer.GIVEN], [Answer.ASKED], ConsentState.MISSING),
        ([Answer.GIVEN], [Answer.ASKED, Answer.GIVEN], ConsentState.GIVEN),
        ([Answer.GIVEN, Answer.ASKED], [Answer.GIVEN], ConsentState.GIVEN),
        ([Answer.GIVEN, Answer.WITHDRAWN], [Answer.GIVEN], ConsentState.REFUSED),
        ([Answer.REFUSED, Answer.GIVEN], [Answer.GIVEN], ConsentState.GIVEN),
        ([], [Answer.REFUSED], ConsentState.REFUSED),
    ],
)
def test_consent_is_what_everybody_said_last(
    clinic: Clinic, first: list[Answer], second: list[Answer], state: ConsentState
) -> None:
    meeting = clinic.meeting("room", "Wound check", "Asha Rao", "Ben Lind")
    clinic.recorded("r1", "room")
    clinic.answered(meeting, 0, *first)
    clinic.answered(meeting, 1, *second)
    for each in ConsentState:
        assert clinic.names(ListFilter(consent=each)) == (["r1"] if each is state else [])
    assert clinic.listed()[0].consent is state


def test_where_files_are_is_filtered_by(clinic: Clinic) -> None:
    now = START + DAY
    states: dict[str, dict[str, object]] = {
        "kept": {"state": ItemState.KEPT, "retain_until": now + DAY},
        "over": {"state": ItemState.KEPT, "retain_until": now - DAY},
        "held": {"state": ItemState.KEPT, "retain_until": now - DAY, "hold": "why"},
        "waiting": {},
        "refused": {"state": ItemState.REFUSED},
        "known": {"state": ItemState.LOST, "seen_at": START},
        "lost": {"state": ItemState.LOST},
        "deleted": {"state": ItemState.DELETED},
    }
    for number, (name, changes) in enumerate(states.items()):
        clinic.filed(clinic.recorded(name, "x", START + timedelta(minutes=number)), **changes)
    clinic.recorded("new", "x", START + timedelta(hours=1))
    clinic.recorded("running", "x", START, status=RecordingStatus.RECORDING)
    for keeping, found in (
        (Keeping.KEPT, {"kept", "over", "held"}),
        (Keeping.NOT_KEPT, {"waiting", "refused", "new"}),
        (Keeping.TROUBLE, {"refused", "lost"}),
        (Keeping.ON_HOLD, {"held"}),
        (Keeping.OVER, {"over"}),
    ):
        assert set(clinic.names(ListFilter(keeping=keeping))) == found, keeping


def test_what_needs_somebody_is_counted(clinic: Clinic) -> None:
    clinic.filed(clinic.recorded("soon", "x", START - 6 * DAY))
    clinic.filed(clinic.recorded("later", "x", START))
    clinic.filed(clinic.recorded("lost", "x", START), state=ItemState.LOST)
    clinic.filed(clinic.recorded("refused", "x", START), state=ItemState.REFUSED)
    clinic.filed(clinic.recorded("known", "x", START), state=ItemState.LOST, seen_at=START)
    assert clinic.store.run_now(lambda lib: recording_list(lib).counts(now=START)) == (1, 1, 1)


def test_the_list_follows_every_change_of_what_it_is_of(clinic: Clinic) -> None:
    planned = clinic.meeting("room", "Wound check", "Asha Rao", "Ben Lind", kind="follow-up")
    recording = clinic.recorded("r1", "room")
    clinic.recorded("r2", "elsewhere", START - DAY)
    everything = {
        "title": ListFilter("burn"),
        "people": ListFilter("cleo"),
        "host": ListFilter(host="Dr Osei"),
        "kind": ListFilter(visit_type=VisitTypeId("consultation")),
        "given": ListFilter(consent=ConsentState.GIVEN),
        "kept": ListFilter(keeping=Keeping.KEPT),
        "held": ListFilter(keeping=Keeping.ON_HOLD),
        "room": ListFilter(consent=ConsentState.UNKNOWN),
    }

    def fits() -> set[str]:
        return {name for name, wanted in everything.items() if "r1" in clinic.names(wanted)}

    assert fits() == set()
    draft = replace(make_draft("Burn", "Cleo Vogt"), host="Dr Osei", visit_type=VisitTypeId("consultation"))
    clinic.store.run_now(lambda lib: lib.meetings.change(planned.id, draft, now=START))
    assert fits() == {"title", "people", "host", "kind"}
    changed = clinic.store.run_now(lambda lib: lib.meetings.get(planned.id))
    assert changed is not None
    clinic.answered(changed, 0, Answer.GIVEN)
    assert fits() == {"title", "people", "host", "kind", "given"}
    item = clinic.filed(recording)
    assert clinic.names(ListFilter(keeping=Keeping.NOT_KEPT)) == ["r1", "r2"]
    clinic.store.run_now(lambda lib: lib.archive.keep(replace(item, state=ItemState.KEPT, hold="A complaint")))
    assert fits() == {"title", "people", "host", "kind", "given", "kept", "held"}
    clinic.recorded("r1", "elsewhere")  # the provider says that it is of another room
    assert fits() == {"kept", "held", "room"}
    clinic.recorded("r1", "room")
    assert fits() == {"title", "people", "host", "kind", "given", "kept", "held"}


def test_a_series_in_one_room_lists_each_recording_with_the_meeting_that_is_nearest(clinic: Clinic) -> None:
    def work(lib: Library) -> None:
        carrier, people = MeetingId("carrier"), ("Asha Rao",)
        lib.meetings.add_carrier(carrier, make_draft("Weekly", *people), now=START)
        for number in range(3):
            draft = make_draft(f"Week {number}", *people, hours=7 * 24 * number)
            lib.meetings.add(MeetingId(f"m{number}"), draft, now=START, place=InSeries(room_of=carrier))
        lib.sync.note_made(carrier, Room(RoomId("room"), "Weekly", True, False, None, START, START), now=START)

    clinic.recorded("r1", "room", START + 7 * DAY)
    assert clinic.names(ListFilter(consent=ConsentState.UNKNOWN)) == ["r1"]
    clinic.store.run_now(work)
    assert [row.recording.title for row in clinic.listed()] == ["Week 1"]
    assert clinic.names(ListFilter("week 1")) == ["r1"]
    assert clinic.names(ListFilter("week 2")) == []


def test_a_store_of_an_earlier_version_lists_what_it_has(tmp_path: Path, store_key: bytes) -> None:
    path = tmp_path / "before.db"
    clinic = Clinic(Database(path, lambda: store_key))
    clinic.meeting("room", "Wound check", "Asha Rao")
    clinic.filed(clinic.recorded("r1", "room"), state=ItemState.KEPT, hold="A complaint")
    before = clinic.listed()
    clinic.store.close()
    engine = sqlite_engine(path, store_key)
    migrate(engine, "0006")
    engine.dispose()
    clinic = Clinic(Database(path, lambda: store_key))
    try:
        assert clinic.listed() == before
        assert clinic.names(ListFilter("asha", keeping=Keeping.ON_HOLD)) == ["r1"]
        clinic.recorded("r2", "elsewhere", START - DAY)
        assert clinic.names() == ["r1", "r2"]
    finally:
        clinic.store.close()
