"""Whoever changes the ledger, its rows or its sums, is found out by looking at it once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ledger.chain import Anchor, Entry, Flaw, append, genesis, read
from hosted_meetings_desktop.domain.ledger.entries import rows_of
from hosted_meetings_desktop.domain.ledger.sums import Sums
from hosted_meetings_desktop.domain.live import Progress
from tests.unit.domain.ledger.memory_ledger import MemoryLedger
from tests.unit.services.test_ledger_kit import NAME, Clinic, clinic

__all__ = ["clinic"]
pytestmark = pytest.mark.anyio


async def keep_some(clinic: Clinic) -> None:
    """Keep four visits, of which the first is corrected."""
    sessions = []
    for number in range(4):
        meeting = clinic.plan("Asha", "Ben", minutes=number * 60)
        host, asha, _ben = meeting.invitees
        began = number * 60
        session = clinic.hold(meeting.room_id, began, began + 30)
        clinic.come(session, (host, began, began + 30), (asha, began + 3, began + 29))
        sessions.append((session, host, asha))
        await clinic.later(minutes=20)
    session, host, asha = sessions[0]
    clinic.come(session, (host, 0, 30), (asha, 3, 12))
    assert (await clinic.later(hours=2)).corrected == 1
    assert len(clinic.ledger.chain) == 5


async def flaws(clinic: Clinic, *reported: Anchor) -> list[tuple[Flaw, int]]:
    return [(each.flaw, each.number) for each in (await clinic.proof.verify(reported)).problems]


async def test_a_ledger_nobody_touched_is_sound(clinic: Clinic) -> None:
    assert (await clinic.proof.verify()).sound
    await keep_some(clinic)
    told: list[Progress] = []
    verdict = await clinic.proof.verify([await clinic.service.anchor()], told=told.append)
    assert (verdict.sound, verdict.entries, verdict.anchored) == (True, 5, 5)
    assert told == [Progress(5, 5)]


def change_row(ledger: MemoryLedger) -> None:
    rows = ledger.kept_rows[read(ledger.chain[1]).sitting]
    ledger.kept_rows[rows[0].sitting] = (*rows[:1], replace(rows[1], present=timedelta(hours=9)), *rows[2:])


def drop_rows(ledger: MemoryLedger) -> None:
    del ledger.kept_rows[read(ledger.chain[1]).sitting]


def drop_a_row(ledger: MemoryLedger) -> None:
    sitting = read(ledger.chain[1]).sitting
    ledger.kept_rows[sitting] = ledger.kept_rows[sitting][:-1]


def keep_old_rows(ledger: MemoryLedger) -> None:
    """Put the rows of the corrected entry back beside those of the correction."""
    ledger.kept_rows["again"] = tuple(rows_of(1, read(ledger.chain[0]).body))  # type: ignore[index]


def invent_rows(ledger: MemoryLedger) -> None:
    """Put a visit among the rows that no entry tells of."""
    rows = ledger.kept_rows[read(ledger.chain[1]).sitting]
    for number in (0, 77):
        ledger.kept_rows[f"invented-{number}"] = tuple(replace(row, entry=number) for row in rows)  # type: ignore[index]


def change_sum(ledger: MemoryLedger) -> None:
    key = next(iter(ledger.kept_sums))
    ledger.kept_sums[key] += Sums(never_came=1)


def drop_sum(ledger: MemoryLedger) -> None:
    del ledger.kept_sums[next(key for key, sums in ledger.kept_sums.items() if sums)]


def change_entry(ledger: MemoryLedger) -> None:
    ledger.chain[2] = replace(ledger.chain[2], content=ledger.chain[2].content.replace("Asha", "Usha"))


def cut(ledger: MemoryLedger) -> None:
    del ledger.chain[-1]


def remove(ledger: MemoryLedger) -> None:
    del ledger.chain[1]


def swap(ledger: MemoryLedger) -> None:
    chain = ledger.chain
    chain[1], chain[2] = replace(chain[2], number=2), replace(chain[1], number=3)


def write_anew(ledger: MemoryLedger) -> None:
    """Forge the whole ledger, with its rows and sums, as somebody who has the program could."""
    head, forged = genesis(NAME), []
    for entry in ledger.chain:
        content = read(entry)
        body = content.body | {"present_us": 1}
        corrects = forged[content.corrects.number - 1].anchor if content.corrects is not None else None
        forged.append(
            append(head, content.sitting, body, written_at=content_time(entry), corrects=corrects,
                   changes=content.changes)
        )  # fmt: skip
        head = forged[-1].anchor
    ledger.chain = forged


def content_time(entry: Entry):
    from hosted_meetings_desktop.domain.ledger.canonical import moment

    return moment(read(entry).written_at)


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (change_row, [(Flaw.ROWS, 2)]),
        (drop_rows, [(Flaw.ROWS, 2)]),
        (drop_a_row, [(Flaw.ROWS, 2)]),
        (keep_old_rows, [(Flaw.ROWS, 1)]),
        (invent_rows, [(Flaw.ROWS, 0), (Flaw.ROWS, 77)]),
        (change_sum, [(Flaw.SUMS, 5)]),
        (drop_sum, [(Flaw.SUMS, 5)]),
        (change_entry, [(Flaw.CHANGED, 3), (Flaw.ROWS, 3)]),
        (cut, [(Flaw.CUT, 4), (Flaw.ROWS, 1), (Flaw.ROWS, 5), (Flaw.SUMS, 4)]),
        (remove, [(Flaw.MISSING, 3), (Flaw.SUMS, 5)]),
        (swap, [(Flaw.BROKEN, 2), (Flaw.BROKEN, 3), (Flaw.BROKEN, 4), (Flaw.ROWS, 2), (Flaw.ROWS, 3)]),
        (write_anew, [(Flaw.REWRITTEN, 5)]),
    ],
)
async def test_every_way_to_tamper_is_found(
    clinic: Clinic, tamper: Callable[[MemoryLedger], None], found: list[tuple[Flaw, int]]
) -> None:
    await keep_some(clinic)
    tamper(clinic.ledger)
    assert await flaws(clinic) == found


async def test_the_end_that_a_report_names_serves_where_no_keyring_is(clinic: Clinic) -> None:
    await keep_some(clinic)
    printed = (await clinic.service.anchor()).text()
    clinic.proof = replace(clinic.proof, anchors=None)
    write_anew(clinic.ledger)
    assert await flaws(clinic) == []
    anchor = Anchor.read(printed)
    assert anchor is not None
    assert await flaws(clinic, anchor) == [(Flaw.REWRITTEN, 5)]


async def test_entries_that_cannot_be_read_are_named_and_nothing_is_made_up(clinic: Clinic) -> None:
    await keep_some(clinic)
    clinic.ledger.chain[1] = replace(clinic.ledger.chain[1], content="{")
    clinic.ledger.chain[0] = replace(clinic.ledger.chain[0], content="nonsense")
    assert await flaws(clinic) == [(Flaw.CHANGED, 1), (Flaw.CHANGED, 2)]


async def test_an_entry_that_is_no_account_of_a_sitting_is_named_and_holds_nothing_else_up(clinic: Clinic) -> None:
    await keep_some(clinic)
    *before, last = clinic.ledger.chain
    content = read(last)
    odd = content.body | {"people": [{"key": 1}]}
    clinic.ledger.chain[-1] = append(
        before[-1].anchor, content.sitting, odd, written_at=content_time(last), corrects=content.corrects,
        changes=content.changes,
    )  # fmt: skip
    clinic.proof = replace(clinic.proof, anchors=None)
    assert await flaws(clinic) == [(Flaw.UNREADABLE, 5)]
    with pytest.raises(AppError, match="entry of this session cannot be read"):
        await clinic.service.sitting(content.sitting)
    await clinic.later(hours=2)
    assert clinic.ledger.chain[-1].number == 5
