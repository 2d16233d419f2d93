"""The audit log over a real store: what was done is read again, proved whole, and written as a file."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from hosted_meetings_desktop.domain.archive import Found, ItemKind
from hosted_meetings_desktop.domain.audit import Deed
from hosted_meetings_desktop.domain.consent import Answer, Way
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import PersonId, RoomId, SessionId
from hosted_meetings_desktop.domain.ledger.chain import Flaw
from hosted_meetings_desktop.domain.person import Person
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.services.audit import CSV_COLUMNS, AuditService
from tests.unit.services.desk_kit import Desk, desk

__all__ = ["desk"]
pytestmark = pytest.mark.anyio


@pytest.fixture
def audit(desk: Desk) -> AuditService:
    return AuditService(desk.store, desk.changes, desk.clock, lambda: "nurse")


async def test_what_was_done_is_read_again(desk: Desk, audit: AuditService) -> None:
    meeting = await desk.plan("Asha", online=False)
    asha = next(each for each in meeting.invitees if each.role is not Role.HOST)
    await desk.live.consents.note(meeting.id, Answer.GIVEN, Way.PAPER, "Dr Sommer", invitee_id=asha.id, note="form")
    await audit.note(Deed.REPORTED, "s-1", why="for the insurer", facts={"kind": "csv"})
    assert "audit" in desk.changes.topics
    page = await audit.page(0, 10)
    assert page.total == 2
    newest, oldest = page.rows
    assert newest.note is not None
    assert (newest.note.deed, newest.note.who, newest.note.why) == (Deed.REPORTED, "nurse", "for the insurer")
    assert oldest.note is not None
    assert (oldest.note.deed, oldest.thing, oldest.note.why) == (Deed.CONSENT, meeting.title, "form")
    assert oldest.note.facts == {
        "answer": "given", "way": "paper", "noted by": "Dr Sommer", "whose": asha.id,
    }  # fmt: skip
    assert (await audit.page(1, 10)).rows == (oldest,)
    assert (await audit.check()).sound


async def test_a_text_and_a_report_are_named_by_their_session(desk: Desk, audit: AuditService) -> None:
    now = desk.clock()
    session = Session(SessionId("s-1"), RoomId("room"), "Wound check", now, now, 0, 2)
    chat = Found(ItemKind.CHAT, now, session_id=session.id, suffix=".csv")

    def known(lib: Library) -> str:
        lib.sessions.note(session, now=now)
        lib.archive.note_found([chat], now=now)
        (item,) = lib.archive.of_session(session.id)
        return str(item.id)

    await audit.note(Deed.DELETED, await desk.store.run(known), why="asked for")
    await audit.note(Deed.REPORTED, session.id)
    assert [line.thing for line in (await audit.page(0, 10)).rows] == ["Wound check"] * 2


async def test_a_report_about_somebody_is_named_by_them_as_they_are_called_now(
    desk: Desk, audit: AuditService
) -> None:
    asha = Person(PersonId("p-1"), "Asha Rao")
    desk.store.run_now(lambda lib: lib.people.keep([asha], now=desk.clock()))
    await audit.note(Deed.REPORTED, asha.id, facts={"scope": "person"})
    assert [line.thing for line in (await audit.page(0, 10)).rows] == ["Asha Rao"]
    desk.store.run_now(lambda lib: lib.people.keep([replace(asha, name="Asha Lind")], now=desk.clock()))
    (line,) = (await audit.page(0, 10)).rows
    assert (line.thing, line.note is not None and line.note.subject) == ("Asha Lind", "p-1")
    assert all("Asha" not in entry.content for entry in desk.store.run_now(lambda lib: lib.audit.of_subject("p-1")))


async def test_a_change_behind_its_back_is_seen(desk: Desk, audit: AuditService) -> None:
    for number in range(5):
        await audit.note(Deed.WATCHED, f"r-{number}")

    def change(lib) -> None:
        connection = lib.audit._connection
        connection.execute(text("DROP TRIGGER audit_stays"))
        connection.execute(text("UPDATE audit SET content = replace(content, 'r-2', 'r-9') WHERE number = 3"))

    desk.store.run_now(change)
    verdict = await audit.check()
    assert [(each.flaw, each.number) for each in verdict.problems] == [(Flaw.CHANGED, 3)]


async def test_it_is_written_as_a_file(audit: AuditService, tmp_path: Path) -> None:
    await audit.note(Deed.EXPORTED, "r-1", why="=SUM(A1)", facts={"to": "a stick", "by": "hand"})
    await audit.note(Deed.DELETED, "r-1", why="asked for")
    target = tmp_path / "audit.csv"
    assert await audit.export_csv(target) == 2
    with target.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert [(row["number"], row["deed"], row["who"]) for row in rows] == [
        ("1", "exported", "nurse"), ("2", "deleted", "nurse"),
    ]  # fmt: skip
    assert rows[0]["why"] == "'=SUM(A1)"
    assert rows[0]["facts"] == "by: hand; to: a stick"
    assert len(rows[0]["hash"]) == 64
    with pytest.raises(AppError, match="could not be saved"):
        await audit.export_csv(tmp_path / "none" / "audit.csv")
