"""The archive in the store: discovery, order, alarms, texts, shares, and a log that is only appended to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import StaticPool, create_engine
from sqlalchemy.exc import DBAPIError

from hosted_meetings_desktop.domain.archive import (
    Alarm,
    ArchiveItem,
    Found,
    ItemId,
    ItemKind,
    ItemState,
    alarm_of,
    rescue_order,
)
from hosted_meetings_desktop.domain.audit import AuditNote, Deed, audit_note
from hosted_meetings_desktop.domain.ids import MeetingId, PersonId, RecordingId, RoomId, SessionId, VisitTypeId
from hosted_meetings_desktop.domain.ledger.chain import verify
from hosted_meetings_desktop.domain.recording import Recording, RecordingFile, RecordingStatus
from hosted_meetings_desktop.domain.retention import RetentionRules
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.domain.shares import Share, ShareId, ShareWay
from hosted_meetings_desktop.domain.transcript import TranscriptLine
from hosted_meetings_desktop.domain.vault import ArchiveSettings, Bucket, VaultKind, VaultPlace
from hosted_meetings_desktop.store.all_tables import metadata
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.store.library import SqlLibrary
from tests.unit.fake_service import START

DAY = timedelta(days=1)


def recording(name: str, *files: RecordingFile, at: datetime = START, **more: Any) -> Recording:
    facts = {"status": RecordingStatus.UPLOADED, "file_name": f"{name}.webm", "size": 500} | more
    return Recording(RecordingId(name), RoomId("room"), "Visit", invoked_at=at, files=files, **facts)


def session(name: str, ended_at: datetime | None = START) -> Session:
    return Session(SessionId(name), RoomId("room"), "Visit", START - timedelta(hours=1), ended_at, 0, 2)


FILE = RecordingFile("https://storage.example/film?signature=1", START + 7 * DAY)


def discover(lib: Any) -> tuple[ArchiveItem, ...]:
    lib.archive.note_found(lib.archive.undiscovered(since=START - 8 * DAY, limit=100), now=START)
    found: tuple[ArchiveItem, ...] = lib.archive.due(now=START, limit=100)
    return found


def test_finished_recordings_and_ended_sessions_are_discovered_once(store: Database) -> None:
    def note(lib: Any) -> None:
        audio = RecordingFile("https://storage.example/sound.mp3?s=1", START + 7 * DAY, "audio")
        lib.recordings.note(recording("film", FILE, audio), now=START)
        lib.recordings.note(recording("running", status=RecordingStatus.RECORDING), now=START)
        lib.recordings.note(recording("old", FILE, at=START - 9 * DAY), now=START)
        lib.sessions.note(session("over"), now=START)
        lib.sessions.note(session("open", None), now=START)

    store.run_now(note)
    found = store.run_now(discover)
    told = {(each.kind.value, each.source, each.label, each.suffix, each.size) for each in found}
    assert told == {
        ("recording", "film", "", ".webm", 500),
        ("track", "film", "audio", ".mp3", None),
        ("transcript", "over", "", ".csv", None),
        ("chat", "over", "", ".csv", None),
        ("summary", "over", "", ".txt", None),
    }
    assert store.run_now(lambda lib: lib.archive.undiscovered(since=START - 8 * DAY, limit=100)) == ()
    assert [each.label for each in store.run_now(lambda lib: lib.archive.of_recording(RecordingId("film")))] == [
        "",
        "audio",
    ]


def test_what_is_newly_known_of_what_waits_is_kept_and_what_is_kept_stays(store: Database) -> None:
    first = Found(ItemKind.RECORDING, START, RecordingId("r"))

    def work(lib: Any) -> tuple[int, int, ArchiveItem]:
        news = lib.archive.note_found([first], now=START)
        again = lib.archive.note_found([replace(first, size=7, expires_at=START + DAY)], now=START)
        item = lib.archive.of_recording(RecordingId("r"))[0]
        lib.archive.keep(replace(item, state=ItemState.KEPT))
        lib.archive.note_found([replace(first, size=9)], now=START)
        return news, again, lib.archive.of_recording(RecordingId("r"))[0]

    news, again, item = store.run_now(work)
    assert (news, again, item.size, item.expires_at) == (1, 0, 7, START + DAY)


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from(ItemState), st.none() | st.integers(-2, 2)),
        max_size=15,
    )
)
def test_the_store_rescues_in_the_order_of_the_rules(rows: list[tuple[int, int, ItemState, int | None]]) -> None:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    metadata.create_all(engine)
    with engine.begin() as connection:
        lib = SqlLibrary(connection)
        for number, (gone, happened, state, wait) in enumerate(rows):
            source = RecordingId(f"r{number}")
            lib.archive.note_found(
                [Found(ItemKind.RECORDING, START + happened * DAY, source, expires_at=START + gone * DAY)], now=START
            )
            item = lib.archive.of_recording(source)[0]
            next_try_at = None if wait is None else START + wait * DAY
            lib.archive.keep(replace(item, state=state, next_try_at=next_try_at, tries=number % 3))
        everything = [lib.archive.of_recording(RecordingId(f"r{number}"))[0] for number in range(len(rows))]
        due = lib.archive.due(now=START, limit=100)
        ready = [each for each in everything if each.next_try_at is None or each.next_try_at <= START]
        keys = [(each.gone_at, each.happened_at) for each in rescue_order(ready)]
        assert [(each.gone_at, each.happened_at) for each in due] == keys
        alarms: dict[Alarm, int] = {}
        for each in everything:
            alarm = alarm_of(each, START)
            if alarm is not Alarm.NONE:
                alarms[alarm] = alarms.get(alarm, 0) + 1
        assert lib.archive.standing(now=START).alarms == alarms
        waiting = [each for each in everything if each.state is ItemState.WAITING]
        next_due = lib.archive.next_due_at()
        assert (next_due is not None) is bool(waiting)
        assert (next_due is not None and next_due <= START) is bool(due)
    engine.dispose()


def test_what_waits_is_found_without_reading_what_does_not(store: Database) -> None:
    def plans(lib: Any) -> str:
        connection = lib.archive._connection
        texts = []
        for where in (
            "state = 'waiting' ORDER BY gone_at, happened_at DESC",
            "state = 'kept' AND hold = '' AND retain_until <= '2026'",
            "state = 'deleted' AND place != ''",
        ):
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN SELECT * FROM archive_items WHERE {where}")  # noqa: S608
            texts += [row[3] for row in rows]
        return " ".join(texts)

    told = store.run_now(plans)
    for index in ("ix_archive_items_waiting", "ix_archive_items_over", "ix_archive_items_unremoved"):
        assert index in told
    assert "TEMP B-TREE" not in told


# ---- retention and settings
def test_rules_and_settings_come_back(store: Database) -> None:
    rules = RetentionRules(timedelta(days=30), {VisitTypeId("team"): None, VisitTypeId("x"): DAY}, by_itself=True)
    place = VaultPlace(VaultKind.BUCKET, bucket=Bucket("b", "k", "s", "https://x", "eu", "p/"))
    settings = ArchiveSettings(place, "id", {"old": VaultPlace(folder="/x")}, 5, 6, not_during_calls=False)
    store.run_now(lambda lib: (lib.retention.keep_rules(rules), lib.archive_settings.keep(settings)))
    assert store.run_now(lambda lib: lib.retention.rules()) == rules
    assert store.run_now(lambda lib: lib.archive_settings.get()) == settings


# ---- the audit log
def note(number: int) -> AuditNote:
    return AuditNote(
        START + number * DAY, Deed.DELETED, f"item-{number % 2}", "Dr Sommer", "Asked", {"n": str(number)}
    )


def test_the_log_is_a_chain_of_its_own(store: Database) -> None:
    store.run_now(lambda lib: [lib.audit.append(note(number)) for number in range(5)])
    entries = store.run_now(lambda lib: lib.audit.entries(after=0, limit=10))
    chain = store.run_now(lambda lib: lib.audit.chain())
    assert verify(entries, chain).sound
    assert [audit_note(each) for each in entries] == [note(number) for number in range(5)]
    assert not verify([*entries[:2], *entries[3:]], chain).sound
    assert not verify([*entries[:2], replace(entries[2], content=entries[2].content.replace("Asked", "Other"))],
                      chain).sound  # fmt: skip
    mine = store.run_now(lambda lib: lib.audit.of_subject("item-1"))
    assert [each.number for each in mine] == [2, 4]
    newest = store.run_now(lambda lib: lib.audit.page(offset=0, limit=2))
    assert [each.number for each in newest] == [5, 4]


@pytest.mark.parametrize("statement", ["UPDATE audit SET content = ''", "DELETE FROM audit"])
def test_the_log_is_only_appended_to(store: Database, statement: str) -> None:
    store.run_now(lambda lib: lib.audit.append(note(1)))
    with pytest.raises(Exception, match=r"appended to|could not be read or written") as caught:
        store.run_now(lambda lib: lib.audit._connection.exec_driver_sql(statement))
    assert "appended to" in f"{caught.value} {getattr(caught.value, 'details', '')}"
    assert not isinstance(caught.value, DBAPIError)
    assert len(store.run_now(lambda lib: lib.audit.entries(after=0, limit=9))) == 1


# ---- texts
LINES = (
    TranscriptLine(0, 1500, "Dr Sommer", "Guten Tag, wie geht es Ihnen?", "u-1"),
    TranscriptLine(1500, 4000, "Asha", "Der Rücken schmerzt seit Dienstag."),
)


def test_transcripts_are_found_by_their_words(store: Database) -> None:
    def prepare(lib: Any) -> ItemId:
        lib.sessions.note(session("s1"), now=START)
        lib.archive.note_found([Found(ItemKind.TRANSCRIPT, START, session_id=SessionId("s1"))], now=START)
        item = lib.archive.of_session(SessionId("s1"))[0]
        lib.archive.keep(replace(item, state=ItemState.KEPT))
        assert lib.transcripts.missing(limit=5) == (item.id,)
        lib.transcripts.keep(item.id, SessionId("s1"), LINES)
        lib.transcripts.keep(item.id, SessionId("s1"), LINES)
        return item.id

    item = store.run_now(prepare)
    assert store.run_now(lambda lib: lib.transcripts.lines(SessionId("s1"))) == LINES
    hits = store.run_now(lambda lib: lib.transcripts.find("rucken dienst", limit=5))
    assert [(each.item_id, each.place, each.line) for each in hits] == [(item, 1, LINES[1])]
    assert store.run_now(lambda lib: lib.transcripts.find("guten dienstag", limit=5)) == ()
    assert store.run_now(lambda lib: lib.transcripts.find('" * -', limit=5)) == ()
    assert store.run_now(lambda lib: lib.transcripts.sessions_with("tag", limit=5)) == ("s1",)
    assert store.run_now(lambda lib: lib.transcripts.missing(limit=5)) == ()
    store.run_now(lambda lib: lib.transcripts.drop(item))
    assert store.run_now(lambda lib: lib.transcripts.find("rucken", limit=5)) == ()


# ---- shares
def test_what_was_given_stays_on_record(store: Database) -> None:
    share = Share(
        ShareId("s"), ItemId("i"), RecordingId("r"), MeetingId("m"), "Asha", ShareWay.PROVIDER_LINK, "Dr Sommer",
        START, person_id=PersonId("p"), expires_at=START + DAY, revocable=True,
    )  # fmt: skip
    forever = replace(share, id=ShareId("t"), way=ShareWay.EXPORTED_COPY, expires_at=None, at=START + DAY)
    store.run_now(lambda lib: (lib.shares.keep(share), lib.shares.keep(forever)))
    assert store.run_now(lambda lib: lib.shares.of_item(ItemId("i"))) == (forever, share)
    assert store.run_now(lambda lib: lib.shares.open(now=START, limit=9)) == (share, forever)
    assert store.run_now(lambda lib: lib.shares.open(now=START + 2 * DAY, limit=9)) == (forever,)
    withdrawn = replace(forever, withdrawn_at=START + DAY, withdrawn_by="Dr Sommer", withdrawn_why="By mistake")
    store.run_now(lambda lib: lib.shares.keep(withdrawn))
    assert store.run_now(lambda lib: lib.shares.open(now=START + 2 * DAY, limit=9)) == ()
    assert store.run_now(lambda lib: lib.shares.of_person(PersonId("p"))) == (withdrawn, share)
    assert share.open_at(START)
    assert not share.open_at(START + DAY)
