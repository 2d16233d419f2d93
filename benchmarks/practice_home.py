"""A home as after years of use: 10,000 meetings in the store and at the embedded service, 20 of them today."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import insert

from hosted_meetings_desktop.bootstrap.embedded import EmbeddedService
from hosted_meetings_desktop.domain.account import Provider
from hosted_meetings_desktop.domain.ids import new_id
from hosted_meetings_desktop.domain.ports import VideoService
from hosted_meetings_desktop.domain.room import Participant, Room, all_pages
from hosted_meetings_desktop.dyte.budget import Budget
from hosted_meetings_desktop.dyte.client import connect
from hosted_meetings_desktop.store import tables as t
from hosted_meetings_desktop.store.connection import KEY_BYTES
from hosted_meetings_desktop.store.engine_sqlite import sqlite_engine
from hosted_meetings_desktop.store.schema import bring_up_to_date
from hosted_meetings_desktop.support.paths import Paths, paths

MEETINGS = 10_000
TODAY = 20
_PEOPLE = (("Dr Amal Sommer", "host", "group_call_host"), ("Asha Rao", "patient", "group_call_guest"))
_APART = timedelta(minutes=30)


def make(home: Path, *, meetings: int = MEETINGS, today: int = TODAY, known: bool = True) -> None:
    """Fill ``home``, an empty folder for ``HOSTED_MEETINGS_HOME``; the app's store too if they are ``known``."""
    os.environ["HOSTED_MEETINGS_HOME"] = str(home)
    folders = paths(practice=True)
    answers = "[call]\nmedia\\camera=allowed\nmedia\\microphone=allowed\n"
    (folders.settings / "settings.ini").write_text(answers, encoding="utf-8")
    embedded = EmbeddedService(folders.data / "embedded-service")
    embedded.start()
    try:
        rooms, people = asyncio.run(_fill_service(embedded, meetings, today))
    finally:
        embedded.stop()
    if known:
        _fill_store(folders, rooms, people)


async def _fill_service(
    embedded: EmbeddedService, meetings: int, today: int
) -> tuple[list[Room], list[list[Participant]]]:
    """Make the rooms; the first of them, today's, have their people. Returns both."""
    ready = await embedded.ready()
    service: VideoService = connect(ready.credentials[Provider.REALTIMEKIT], budget=Budget.unlimited())
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
            answer = await http.post(f"{ready.embedded.control_url}/meetings/bulk", json={"count": meetings})
            answer.raise_for_status()
        rooms = [room async for page in all_pages(service.list_rooms) for room in page.rows]
        people = []
        for room in rooms[:today]:
            added = [
                await service.add_participant(room.id, name=name, preset=preset, custom_id=new_id())
                for name, _role, preset in _PEOPLE
            ]
            people.append([admission.participant for admission in added])
    finally:
        await service.aclose()
    return rooms, people


def _fill_store(folders: Paths, rooms: list[Room], people: list[list[Participant]]) -> None:
    folder = folders.accounts / f"practice-{Provider.REALTIMEKIT}"
    folder.mkdir(parents=True)
    (folder / "key").write_bytes(key := secrets.token_bytes(KEY_BYTES))
    path = folder / "meetings.db"
    engine = sqlite_engine(path, key)
    bring_up_to_date(engine, path)
    mirror: list[dict[str, Any]] = []
    meetings: list[dict[str, Any]] = []
    invitees: list[dict[str, Any]] = []
    for number, (room, starts_at) in enumerate(zip(rooms, _starts(len(rooms), len(people)), strict=True)):
        meeting = _meeting(room, number, starts_at)
        meetings.append(meeting)
        mirror.append({"id": room.id, "gone": False, "created_at": room.created_at, "observed_at": datetime.now(UTC)})
        mirror[-1] |= meeting["base"]
        here = people[number] if number < len(people) else [None] * len(_PEOPLE)
        for position, ((name, role, preset), known) in enumerate(zip(_PEOPLE, here, strict=True)):
            invitees.append(
                {
                    "id": known.custom_id if known else new_id(), "meeting_id": meeting["id"], "position": position,
                    "name": name, "role": role, "preset": preset, "participant_id": known.id if known else new_id(),
                    "observed_name": name, "observed_preset": preset,
                }
            )  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(t.rooms), mirror)
        connection.execute(insert(t.meetings), meetings)
        connection.execute(insert(t.invitees), invitees)
        for name in ("rooms", "sessions", "recordings"):
            connection.execute(insert(t.facts), {"name": f"{name}.walked_at", "value": datetime.now(UTC).isoformat()})
    engine.dispose()


def _starts(count: int, today: int) -> Iterator[datetime]:
    """Give today's starts first, then half of the rest before today and half after."""
    now = datetime.now().astimezone()
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    for number in range(today):
        yield (now + (midnight - now) * number / today).astimezone(UTC)
    for number in range(1, count - today + 1):
        half = (number + 1) // 2
        yield (midnight + half * _APART if number % 2 else now - timedelta(hours=1) - half * _APART).astimezone(UTC)


def _meeting(room: Room, number: int, starts_at: datetime) -> dict[str, Any]:
    title, now = f"Consultation {number + 1:05}", datetime.now(UTC)
    return {
        "id": new_id(), "title": title, "public_title": room.title, "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=20), "zone": "Europe/Berlin", "host": _PEOPLE[0][0],
        "created_at": now, "changed_at": now, "search": f"{title} {_PEOPLE[0][0]} {_PEOPLE[1][0]}".casefold(),
        "room_id": room.id, "version": 1, "settled_version": 1,
        "base": {"title": room.title or "", "active": True, "record_on_start": False, "region": ""},
    }  # fmt: skip
