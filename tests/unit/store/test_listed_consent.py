"""The consent by which recordings are listed, reckoned in SQL, against the domain's rule that sharing goes by."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.consent import Answer, ConsentEntry, Way
from hosted_meetings_desktop.domain.desk_place import DESK_PRESET, desk_id
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import (
    InviteeId,
    MeetingId,
    PeerId,
    RecordingId,
    RoomId,
    SessionId,
    VisitTypeId,
    new_id,
)
from hosted_meetings_desktop.domain.meeting import Invitee
from hosted_meetings_desktop.domain.preset import USUAL_PRESETS, Role
from hosted_meetings_desktop.domain.recording import Recording, RecordingFile, RecordingKind, RecordingStatus
from hosted_meetings_desktop.domain.recording_list import ConsentState, ListFilter
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.room import Room
from hosted_meetings_desktop.domain.series import InSeries
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.domain.sharing import listed_consent, while_recorded
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy, RecordingPolicy, usual_visit_types
from hosted_meetings_desktop.services.sharing import _offer
from hosted_meetings_desktop.services.slot_rule import known_visit_types
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.store.engine_sqlite import sqlite_engine
from hosted_meetings_desktop.store.recording_list import recording_list
from hosted_meetings_desktop.store.schema import migrate
from tests.unit.conftest import make_draft
from tests.unit.fake_service import START

MINUTE = timedelta(minutes=1)
MEETING, CARRIER, R, ROOM, SESSION = (
    MeetingId("meeting"), MeetingId("carrier"), RecordingId("r"), RoomId("room"), SessionId("session"),
)  # fmt: skip
STRANGERS = ("Übung", " ÜBUNG ", "Straße", "STRASSE", "A daughter", "a DAUGHTER", "")
USERS = ("u1", "u2", "u3", "")
KINDS = (None, *(each.id for each in usual_visit_types()), VisitTypeId("unknown"))
PRESETS = (*sorted(set(USUAL_PRESETS.values())), DESK_PRESET, "clinic_doctor", "")


class Case:
    """One recording of one meeting, in a store, at which anything may have happened."""

    def __init__(self, store: Database, drawn: random.Random) -> None:
        self.store, self.drawn = store, drawn
        self.people: tuple[Invitee, ...] = ()
        self.series = drawn.random() < 0.3
        self.peers = 0

    def plan(self) -> None:
        """Plan the meeting: alone, or as one of a series in one room."""
        roles = [Role.HOST, *self.drawn.choices(list(Role), k=self.drawn.randrange(4))]
        self.people = tuple(self._invitee(place, role) for place, role in enumerate(roles))
        draft = replace(make_draft("Visit"), invitees=self.people, visit_type=self.drawn.choice(KINDS))

        def work(lib: Library) -> None:
            if self.series:
                lib.meetings.add_carrier(CARRIER, draft, now=START)
                lib.meetings.add(MEETING, draft, now=START, place=InSeries(room_of=CARRIER))
            else:
                lib.meetings.add(MEETING, draft, now=START)
            made = Room(ROOM, "Video visit", True, False, None, START, START)
            lib.sync.note_made(CARRIER if self.series else MEETING, made, now=START)
            lib.sessions.note(Session(SESSION, ROOM, "Visit", START, None, 0, 0, None), now=START)

        self.store.run_now(work)

    def _invitee(self, place: int, role: Role) -> Invitee:
        preset = self.drawn.choice(PRESETS[:-1]) if role is Role.HOST else USUAL_PRESETS[role]
        return Invitee(InviteeId(f"i{place}"), f"Person {place}", role, preset)

    def record(self) -> None:
        """Note the recording, or something else of it: how much of its times and its session is known."""
        known = self.drawn.random() < 0.8
        begun = START + MINUTE * self.drawn.randrange(5)
        voices = self.drawn.sample(USERS, self.drawn.randrange(4))
        made = Recording(
            R, ROOM, "Visit", RecordingStatus.UPLOADED, START, begun if known else None,
            begun + MINUTE * 10 if known else None, 600, 9, "r.mp4",
            SESSION if self.drawn.random() < 0.9 else None,
            kind=RecordingKind.TRACKS if voices else RecordingKind.COMPOSITE, voices=tuple(voices),
        )  # fmt: skip
        self.store.run_now(lambda lib: lib.recordings.note(made, now=START))

    def answer(self) -> None:
        """Let somebody say something: one who was invited, or by name."""
        person = self.drawn.choice([*self.people, None, None])
        name = person.name if person is not None else self.drawn.choice(STRANGERS)
        entry = ConsentEntry(
            f"e{self.drawn.random()}", MEETING, person.id if person is not None else None, name,
            self.drawn.choice([*Answer, Answer.GIVEN, Answer.GIVEN]), Way.PAPER, "Desk", START,
        )  # fmt: skip
        self.store.run_now(lambda lib: lib.consents.add(entry))

    def come(self) -> None:
        """Let somebody be there: invited, by the link, the desk; before, during or after the recording."""
        invited = self.drawn.choice([*self.people, None])
        custom = invited.id if invited is not None else self.drawn.choice(["", "elsewhere", desk_id(MEETING)])
        name = invited.name if invited is not None else self.drawn.choice(STRANGERS)
        joined = START + MINUTE * self.drawn.randrange(20)
        left = self.drawn.choice([None, joined + MINUTE * self.drawn.randrange(10)])
        self.peers += 1
        row = Presence(
            PeerId(f"p{self.drawn.randrange(1, self.peers + 1)}"), SESSION, self.drawn.choice(USERS), custom, name,
            self.drawn.choice(PRESETS), joined, left, None,
        )  # fmt: skip
        self.store.run_now(lambda lib: lib.sessions.note_presences(SESSION, (row,), now=START))

    def replan(self) -> None:
        """Change who is invited, and the kind of visit."""
        if len(self.people) > 1 and not self.series:
            self.people = self.people[:-1]
            draft = replace(make_draft("Visit"), invitees=self.people, visit_type=self.drawn.choice(KINDS))
            self.store.run_now(lambda lib: lib.meetings.change(MEETING, draft, now=START))

    def decide(self) -> None:
        """Let the clinic demand something else for its kinds of visit."""
        kinds = tuple(
            replace(
                each,
                recording=self.drawn.choice(list(RecordingPolicy)),
                consent=self.drawn.choice(list(ConsentPolicy)),
            )
            for each in usual_visit_types()[self.drawn.randrange(3) :]
        )
        self.store.run_now(lambda lib: lib.plans.keep_visit_types(self.drawn.choice([kinds, ()])))

    def compare(self, told: Sequence[str]) -> ConsentState:
        """Compare the list with the rule, and with what the sharing dialog says; returns how it is listed."""
        return self.store.run_now(lambda lib: _compared(lib, told))


def _compared(lib: Library, told: Sequence[str]) -> ConsentState:
    meeting, recording = lib.meetings.get(MEETING), lib.recordings.get(R)
    assert meeting is not None
    assert recording is not None
    row = recording_list(lib).row(R)
    assert row is not None
    rows = lib.sessions.presences(SESSION) if recording.session_id is not None else ()
    kind = next((each for each in known_visit_types(lib) if each.id == meeting.visit_type), None)
    said = listed_consent(
        meeting, lib.consents.of_meeting(MEETING),
        kind.recording if kind is not None else RecordingPolicy.BY_HAND,
        kind.consent if kind is not None else ConsentPolicy.EACH_PERSON,
        while_recorded(rows, recording),
    )  # fmt: skip
    assert row.consent is said, told
    for state in ConsentState:
        found = recording_list(lib).page(ListFilter(consent=state), now=START, offset=0, limit=9).total
        assert found == (state is row.consent), told
    try:
        offer = _offer(lib, R, START)
    except AppError:
        return row.consent  # nobody can be asked whether it may be shared
    assert offer.allowed == (row.consent is ConsentState.GIVEN), told
    return row.consent


@pytest.mark.parametrize("seed", range(60))
def test_the_list_says_of_consent_what_sharing_says(tmp_path: Path, store_key: bytes, seed: int) -> None:
    drawn = random.Random(seed)  # noqa: S311 - the same situations each time
    store = Database(tmp_path / "meetings.db", lambda: store_key)
    try:
        case = Case(store, drawn)
        case.plan()
        case.record()
        told: list[str] = [f"seed {seed}"]
        for _step in range(24):
            deed = drawn.choice([case.answer] * 4 + [case.come] * 4 + [case.record, case.replan, case.decide])
            deed()
            told.append(deed.__name__)
            case.compare(told)
    finally:
        store.close()


def test_who_came_by_the_link_counts_and_who_did_not_come_does_not(store: Database) -> None:
    case = Case(store, random.Random(1))  # noqa: S311
    case.series = False
    case.plan()
    people = (Invitee(InviteeId("i0"), "Asha", Role.PATIENT, "group_call_guest"),)
    draft = replace(make_draft("Visit"), invitees=(*people, replace(people[0], id=InviteeId("i1"), name="Ben")))
    store.run_now(lambda lib: lib.meetings.change(MEETING, draft, now=START))
    made = Recording(
        R, ROOM, "Visit", RecordingStatus.UPLOADED, START, START, START + MINUTE * 9, 540, 9, "r", SESSION
    )
    store.run_now(lambda lib: lib.recordings.note(made, now=START))

    def said(name: str, invitee: str | None) -> None:
        whose = InviteeId(invitee) if invitee else None
        entry = ConsentEntry(f"e{name}", MEETING, whose, name, Answer.GIVEN, Way.PAPER, "Desk", START)
        store.run_now(lambda lib: lib.consents.add(entry))

    def came(name: str, custom: str) -> None:
        row = Presence(PeerId(name), SESSION, "u", custom, name, "group_call_guest", START, None, None)
        store.run_now(lambda lib: lib.sessions.note_presences(SESSION, (row,), now=START))

    said("Asha", "i0")
    assert case.compare(["asha agreed"]) is ConsentState.MISSING  # Ben is invited
    came("Asha", "i0")
    assert case.compare(["asha came"]) is ConsentState.GIVEN  # and Ben was not there
    came("Élodie", "")
    assert case.compare(["a guest came"]) is ConsentState.MISSING
    said(" ÉLODIE ", None)
    assert case.compare(["the guest agreed"]) is ConsentState.GIVEN


def test_a_store_that_counted_the_invited_counts_who_was_there_after_the_update(
    tmp_path: Path, store_key: bytes
) -> None:
    path = tmp_path / "before.db"
    store = Database(path, lambda: store_key)
    case = Case(store, random.Random(2))  # noqa: S311
    case.plan()
    case.record()
    store.close()
    engine = sqlite_engine(path, store_key)
    migrate(engine, "0007")
    with engine.begin() as connection:
        for kind in ("insert", "update", "delete"):  # as it was: nobody noted who came
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS listed_presences_{kind}")
        connection.exec_driver_sql("DELETE FROM listed_stale")
        connection.exec_driver_sql("UPDATE listed_recordings SET consent = 'refused'")
    engine.dispose()
    store = Database(path, lambda: store_key)
    try:
        case.store = store
        case.compare(["updated"])
        case.come()
        case.compare(["somebody came"])
    finally:
        store.close()


def test_only_whose_voices_it_holds_count_to_a_recording_of_voices(store: Database) -> None:
    case = Case(store, random.Random(3))  # noqa: S311
    case.series = False
    case.plan()
    people = tuple(
        Invitee(InviteeId(key), name, role, USUAL_PRESETS[role])
        for key, name, role in (
            ("h", "Dr Sommer", Role.HOST), ("i0", "Asha", Role.PATIENT), ("i1", "Ben", Role.PATIENT),
        )
    )  # fmt: skip
    store.run_now(lambda lib: lib.meetings.change(MEETING, replace(make_draft("Visit"), invitees=people), now=START))

    def note(*voices: str, files: tuple[RecordingFile, ...] = ()) -> None:
        made = Recording(
            R, ROOM, "Visit", RecordingStatus.UPLOADED, START, START, START + MINUTE * 9, 540, 9, "r", SESSION, files,
            kind=RecordingKind.TRACKS, voices=voices,
        )  # fmt: skip
        store.run_now(lambda lib: lib.recordings.note(made, now=START))

    def came(user: str, custom: str, role: Role) -> None:
        row = Presence(PeerId(user), SESSION, user, custom, user, USUAL_PRESETS[role], START, None, None)
        store.run_now(lambda lib: lib.sessions.note_presences(SESSION, (row,), now=START))

    def said(key: str, answer: Answer) -> None:
        entry = ConsentEntry(new_id(), MEETING, InviteeId(key), key, answer, Way.PAPER, "Desk", START)
        store.run_now(lambda lib: lib.consents.add(entry))

    said("i0", Answer.GIVEN)
    said("i1", Answer.REFUSED)
    note("ua", "uh")
    assert case.compare(["nobody is known"]) is ConsentState.REFUSED
    came("ub", "i1", Role.PATIENT)
    came("ua", "i0", Role.PATIENT)
    assert case.compare(["the host is not known"]) is ConsentState.REFUSED
    came("uh", "h", Role.HOST)
    assert case.compare(["all voices are known"]) is ConsentState.GIVEN
    said("i0", Answer.WITHDRAWN)
    assert case.compare(["a voice took it back"]) is ConsentState.REFUSED
    said("i0", Answer.GIVEN)
    file = RecordingFile("https://files.example/1", None, "default default_ua_p1_peer_audio_1.webm")
    note(files=(file,))
    said("i0", Answer.ASKED)
    assert case.compare(["what the provider says later names nobody"]) is ConsentState.GIVEN
    note(files=(file, replace(file, label="default default_ub_p2_peer_audio_1.webm")))
    assert case.compare(["it has somebody's file who was not to be recorded"]) is ConsentState.REFUSED


def test_the_host_alone_in_a_recording_of_voices_needs_nobody(store: Database) -> None:
    case = Case(store, random.Random(4))  # noqa: S311
    case.series = False
    case.plan()
    made = Recording(
        R, ROOM, "Visit", RecordingStatus.UPLOADED, START, None, None, 540, 9, "r", SESSION,
        kind=RecordingKind.TRACKS, voices=("uh",),
    )  # fmt: skip
    row = Presence(PeerId("p"), SESSION, "uh", "", "Host", USUAL_PRESETS[Role.HOST], START, None, None)

    def invite(lib: Library) -> None:
        asha = Invitee(InviteeId("i0"), "Asha", Role.PATIENT, "group_call_guest")
        lib.meetings.change(MEETING, replace(make_draft("Visit"), invitees=(asha,)), now=START)
        lib.recordings.note(made, now=START)

    store.run_now(invite)
    assert case.compare(["nobody is known"]) is ConsentState.MISSING
    store.run_now(lambda lib: lib.sessions.note_presences(SESSION, (row,), now=START))
    assert case.compare(["the host came"]) is ConsentState.GIVEN
