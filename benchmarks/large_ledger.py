"""An attendance ledger of any size: 330 people a day in 132 sittings, chained as the app does it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert
from sqlalchemy.dialects.sqlite import insert as upsert

from benchmarks.large_store import HOSTS
from hosted_meetings_desktop.domain.ledger.canonical import micros, stamp
from hosted_meetings_desktop.domain.ledger.chain import Entry, append, genesis
from hosted_meetings_desktop.domain.ledger.entries import Body, LedgerRow, rows_of
from hosted_meetings_desktop.domain.ledger.rules import LedgerRules
from hosted_meetings_desktop.domain.ledger.sums import SUM_NAMES, SumKey, Sums, entry_sums, numbers, sum_up
from hosted_meetings_desktop.domain.ledger.truth import SittingId, planned_sitting
from hosted_meetings_desktop.store.connection import KEY_BYTES
from hosted_meetings_desktop.store.engine_sqlite import sqlite_engine
from hosted_meetings_desktop.store.ledger import entry_values
from hosted_meetings_desktop.store.ledger_rows import row_values
from hosted_meetings_desktop.store.ledger_tables import ledger_entries, ledger_rows, ledger_sittings, ledger_sums
from hosted_meetings_desktop.store.schema import bring_up_to_date

NAME = "clinic"
PER_DAY = 330
"""Rows: ten thousand are a month."""
_SITTINGS = 132
_FIRST = ("Asha", "Ben", "Cleo", "Dana", "Emre", "Fatima", "Goran", "Hanna", "Ines", "Jonas", "Katya", "Luis")
_LAST = ("Rao", "Okafor", "Lindqvist", "García", "Novák", "Haddad", "Ó Briain", "Yildiz", "Nguyen", "Schäfer")
_VISITS = ("Consultation", "Follow-up after surgery", "Wound check", "Diabetes review", "Physiotherapy", "Team call")
_KINDS = ("consultation", "follow-up", "")
_PATIENTS = 20_000
_BATCH = 2_000
_RULES = LedgerRules().words()


def make(folder: Path, count: int, *, until: datetime) -> tuple[Path, bytes]:
    """Make a store whose ledger has about ``count`` rows, the last of them just before ``until``.

    Returns:
        Its file and key.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path, key = folder / "meetings.db", bytes(range(KEY_BYTES))
    engine = sqlite_engine(path, key)
    bring_up_to_date(engine, path)
    drawn = random.Random(count)  # noqa: S311 - the same ledger for the same size
    days = count // PER_DAY
    begun = until.replace(hour=7, minute=0, second=0, microsecond=0) - timedelta(days=days)
    head, batch = genesis(NAME), []
    for number in range(days * _SITTINGS):
        sitting, body = _body(number, begun, drawn)
        entry = append(head, sitting, body, written_at=begun + timedelta(days=number // _SITTINGS, hours=14))
        batch.append((sitting, body, entry))
        head = entry.anchor
        if len(batch) == _BATCH:
            with engine.begin() as connection:
                _keep(connection, batch)
            batch = []
    with engine.begin() as connection:
        _keep(connection, batch)
    engine.dispose()
    return path, key


def _keep(connection: Connection, batch: list[tuple[SittingId, Body, Entry]]) -> None:
    if not batch:
        return
    connection.execute(insert(ledger_sittings), [_sitting(*each) for each in batch])
    connection.execute(insert(ledger_entries), [entry_values(entry, sitting) for sitting, _body, entry in batch])
    connection.execute(insert(ledger_rows), list(_rows(batch)))
    sums = sum_up(pair for _sitting, body, _entry in batch for pair in entry_sums(body).items())
    adding = upsert(ledger_sums)
    keys = ["day", "host", "visit_type", "role"]
    added: Mapping[str, Any] = {name: ledger_sums.c[name] + adding.excluded[name] for name in SUM_NAMES}
    adding = adding.on_conflict_do_update(index_elements=keys, set_=added)
    connection.execute(adding, [_sum(key, each) for key, each in sums.items()])


def _rows(batch: list[tuple[SittingId, Body, Entry]]) -> Iterator[dict[str, Any]]:
    row: LedgerRow
    for _sitting_id, body, entry in batch:
        for place, row in enumerate(rows_of(entry.number, body)):
            yield row_values(row, place)


def _sitting(sitting: SittingId, body: Body, entry: Entry) -> dict[str, Any]:
    plan = body["plan"]
    return {
        "id": sitting, "meeting_id": plan["meeting"], "starts_at": datetime.fromisoformat(plan["starts_at"]),
        "planned": True, "entry": entry.number, "checked_at": datetime.now(UTC), "quiet": True,
    }  # fmt: skip


def _sum(key: SumKey, sums: Sums) -> dict[str, Any]:
    named = {"day": key.day, "host": key.host, "visit_type": key.visit_type, "role": key.role}
    return named | dict(zip(SUM_NAMES, numbers(sums), strict=True))


def _body(number: int, begun: datetime, drawn: random.Random) -> tuple[SittingId, Body]:
    starts_at = begun + timedelta(days=number // _SITTINGS, minutes=5 * (number % _SITTINGS))
    ends_at = starts_at + timedelta(minutes=20)
    meeting = f"{number:032x}"
    sitting = planned_sitting(meeting, starts_at)  # type: ignore[arg-type]
    host = drawn.choice(HOSTS)
    patients = 2 if number % 2 else 1
    people = [_person(meeting, 0, host, "host", starts_at, drawn, came=True)]
    for place in range(1, patients + 1):
        patient = drawn.randrange(_PATIENTS)
        name = f"{_FIRST[patient % 12]} {_LAST[patient // 12 % 10]} {patient // 120}"
        came = drawn.random() > 0.1
        person = _person(meeting, place, name, "patient", starts_at, drawn, came=came)
        people.append(person | {"person": f"person-{patient}"})
    held = {"id": f"s-{meeting}", "room": f"r-{meeting}", "title": "Video visit", "started_at": stamp(starts_at),
            "ended_at": stamp(ends_at)}  # fmt: skip
    return sitting, {
        "sitting": sitting,
        "day": starts_at.date().isoformat(),
        "as_of": stamp(ends_at + timedelta(minutes=15)),
        "plan": {
            "meeting": meeting, "title": f"{drawn.choice(_VISITS)} {number}", "host": host,
            "starts_at": stamp(starts_at), "ends_at": stamp(ends_at), "visit_type": drawn.choice(_KINDS),
            "cancelled": False,
        },
        "sessions": [held],
        "people": people,
        "present_us": sum(each["present_us"] for each in people),
        "together_us": micros(timedelta(minutes=15)),
        "clock_offset_us": 0,
        "rules": _RULES,
        "facts": {"count": 9, "sha256": f"{drawn.getrandbits(256):064x}"},
    }  # fmt: skip


def _person(
    meeting: str, place: int, name: str, role: str, starts_at: datetime, drawn: random.Random, *, came: bool
) -> Body:
    late = timedelta(seconds=drawn.randrange(-60, 600)) if role == "patient" else timedelta(seconds=-30)
    began, ended = starts_at + late, starts_at + timedelta(seconds=drawn.randrange(900, 1_300))
    invitee = f"i-{meeting}-{place}"
    return {
        "key": f"invitee:{invitee}",
        "invitee": invitee,
        "person": None,
        "participants": [f"u-{meeting}-{place}"],
        "name": name,
        "role": role,
        "judgement": "attended" if came else "never-came",
        "arrived": stamp(began) if came else None,
        "first_joined": stamp(began) if came else None,
        "last_left": stamp(ended) if came else None,
        "present_us": micros(ended - began) if came else 0,
        "joins": int(came),
        "connections": int(came),
        "tries": 0,
        "waited_us": micros(timedelta(seconds=drawn.randrange(300))) if came and role == "patient" else 0,
        "late_us": micros(late) if came and late > timedelta(minutes=5) else None,
        "left_early_us": None,
        "devices": ["Firefox, Windows, computer"] if came else [],
        "doubts": [],
        "stays": [[stamp(began), stamp(ended), micros(ended - began), "reported"]] if came else [],
        "waits": [],
    }
