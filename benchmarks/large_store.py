"""A store of any size, as after years of use in a large clinic."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from hosted_meetings_desktop.domain.ids import new_id
from hosted_meetings_desktop.store import tables as t
from hosted_meetings_desktop.store.connection import KEY_BYTES
from hosted_meetings_desktop.store.engine_sqlite import sqlite_engine
from hosted_meetings_desktop.store.schema import bring_up_to_date

HOSTS = ("Dr Amal Sommer", "Dr Kofi Osei", "Nurse Ida Lind", "Dr Mei-Ling Chen", "Dr José Müller")
_FIRST = ("Asha", "Ben", "Cleo", "Dana", "Emre", "Fatima", "Goran", "Hanna", "Ines", "Jonas", "Katya", "Luis")
_LAST = ("Rao", "Okafor", "Lindqvist", "García", "Novák", "Haddad", "Ó Briain", "Yildiz", "Nguyen", "Schäfer")
_VISITS = ("Consultation", "Follow-up after surgery", "Wound check", "Diabetes review", "Physiotherapy", "Team call")
_BATCH = 5_000
_APART = timedelta(minutes=7)


def make(folder: Path, count: int) -> tuple[Path, bytes]:
    """Make a store with ``count`` settled meetings around now, two people in each; returns its file and key."""
    folder.mkdir(parents=True, exist_ok=True)
    path, key = folder / "meetings.db", secrets.token_bytes(KEY_BYTES)
    (folder / "key").write_bytes(key)
    engine = sqlite_engine(path, key)
    bring_up_to_date(engine, path)
    now = datetime.now(UTC)
    drawn = random.Random(count)  # noqa: S311 - the same store for the same size
    for first in range(0, count, _BATCH):
        rows = [_rows(number, count, now, drawn) for number in range(first, min(first + _BATCH, count))]
        with engine.begin() as connection:
            connection.execute(insert(t.rooms), [room for room, _meeting, _people in rows])
            connection.execute(insert(t.meetings), [meeting for _room, meeting, _people in rows])
            connection.execute(insert(t.invitees), [person for _room, _meeting, people in rows for person in people])
    with engine.begin() as connection:
        for name in ("rooms", "sessions", "recordings"):
            connection.execute(insert(t.facts), {"name": f"{name}.walked_at", "value": now.isoformat()})
    engine.dispose()
    return path, key


def _rows(
    number: int, count: int, now: datetime, drawn: random.Random
) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
    title, host = f"{drawn.choice(_VISITS)} {number + 1}", drawn.choice(HOSTS)
    names = [host, f"{drawn.choice(_FIRST)} {drawn.choice(_LAST)}"]
    starts_at = now + (number - count // 2) * _APART
    room, meeting = new_id(), new_id()
    shared = {"title": "Video visit", "record_on_start": False, "region": "", "active": True}
    return (
        {"id": room, "gone": False, "created_at": now, "observed_at": now, **shared},
        {
            "id": meeting, "title": title, "public_title": "Video visit", "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=20), "zone": "Europe/Berlin", "host": host, "created_at": now,
            "changed_at": now, "search": " ".join([title, *names]).casefold(), "room_id": room, "base": shared,
            "version": 1, "settled_version": 1,
        },
        list(_people(meeting, names)),
    )  # fmt: skip


def _people(meeting: str, names: list[str]) -> Iterator[dict[str, Any]]:
    for position, (name, role, preset) in enumerate(
        zip(names, ("host", "patient"), ("group_call_host", "group_call_guest"), strict=True)
    ):
        yield {
            "id": new_id(), "meeting_id": meeting, "position": position, "name": name, "role": role,
            "preset": preset, "participant_id": new_id(), "observed_name": name, "observed_preset": preset,
        }  # fmt: skip
