"""A library of any size: recordings in every state, who consented, what was said, and half of it in the archive."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from benchmarks import large_store
from hosted_meetings_desktop.domain.ids import new_id
from hosted_meetings_desktop.store import tables as t
from hosted_meetings_desktop.store.archive_tables import archive_items, transcript_lines
from hosted_meetings_desktop.store.consent_tables import consents
from hosted_meetings_desktop.store.engine_sqlite import sqlite_engine
from hosted_meetings_desktop.store.listing_tables import catch_up

SPOKEN_EVERY = 10
"""Of so many recordings one has a transcript."""
_LINES = 40
_BATCH = 5_000
_WORDS = [
    "good",
    "morning",
    "how",
    "are",
    "you",
    "feeling",
    "today",
    "the",
    "knee",
    "is",
    "better",
    "stairs",
    "are",
    "hard",
    "we",
    "go",
    "on",
    "as",
    "planned",
    "take",
    "one",
    "tablet",
    "after",
    "breakfast",
    "and",
    "come",
    "again",
    "in",
    "two",
    "weeks",
    "blood",
    "pressure",
    "was",
    "fine",
    "does",
    "it",
    "hurt",
    "when",
    "you",
    "press",
    "here",
    "thank",
    "you",
]
_KINDS = ("consultation", "follow-up", "first-visit")


def make(folder: Path, count: int) -> tuple[Path, bytes]:
    """Make a store in which each of ``count`` meetings was recorded once; returns its file and key."""
    path, key = large_store.make(folder, count)
    engine = sqlite_engine(path, key)
    drawn = random.Random(count + 1)  # noqa: S311 - the same library for the same size
    with engine.begin() as connection:
        meetings = connection.execute(
            select(t.meetings.c.id, t.meetings.c.room_id, t.meetings.c.title).order_by(t.meetings.c.starts_at)
        ).all()
        people = dict(
            connection.execute(
                select(t.invitees.c.meeting_id, t.invitees.c.id).where(t.invitees.c.role == "patient")
            ).all()
        )
    now = datetime.now(UTC)
    for first in range(0, count, _BATCH):
        with engine.begin() as connection:
            _fill(connection, meetings[first : first + _BATCH], people, now, count, first, drawn)
            catch_up(connection.connection.driver_connection)  # as whoever looks at the list every day leaves it
    engine.dispose()
    return path, key


def _fill(
    connection: Connection, meetings: Any, people: dict[str, str], now: datetime, count: int, first: int,
    drawn: random.Random,
) -> None:  # fmt: skip
    recordings, items, said, lines, sessions, came = [], [], [], [], [], []
    for place, (meeting, room, title) in enumerate(meetings, first):
        begun = now - timedelta(minutes=11) * (count - place)
        recording, session, item = new_id(), new_id(), new_id()
        expires, seconds, kept = begun + timedelta(days=7), drawn.randrange(120, 3_600), place % 2 == 0
        recordings.append({
            "id": recording, "room_id": room, "title": title, "status": "UPLOADED", "invoked_at": begun,
            "started_at": begun, "stopped_at": begun + timedelta(seconds=seconds), "seconds": seconds,
            "size": seconds * 83_000, "file_name": f"{recording}.mp4", "session_id": session, "observed_at": now,
            "files": [{"url": "https://files.example/x", "expires_at": expires.isoformat(), "label": ""}],
            "search": f"{title} {recording}.mp4".casefold(),
        })  # fmt: skip
        left = begun + timedelta(seconds=seconds)
        sessions.append({
            "id": session, "room_id": room, "title": title, "started_at": begun, "ended_at": left, "observed_at": now,
            "attendance_final": True,
        })  # fmt: skip
        guests = [("host", "", "group_call_host"), ("Guest 1", people.get(meeting, ""), "group_call_guest")]
        guests += [("A daughter", "", "group_call_guest")] if place % 5 == 0 else []  # by the link, invited by nobody
        came += [
            {"peer_id": new_id(), "session_id": session, "name": name, "custom_id": custom, "preset": preset,
             "joined_at": begun, "left_at": left}
            for name, custom, preset in guests
        ]  # fmt: skip
        gone = expires <= now
        items.append({
            "id": item, "kind": "recording", "source": recording, "state": _state(kept=kept, gone=gone),
            "recording_id": recording, "session_id": session, "room_id": room, "suffix": ".mp4", "found_at": begun,
            "happened_at": begun, "expires_at": expires, "gone_at": expires, "size": seconds * 83_000,
            "kept_at": begun if kept else None, "place": f"{item[:2]}/{item}" if kept else "",
            "retain_until": begun + timedelta(days=3_650) if place % 3 else None,
            "seen_at": None if kept or not gone or place % 500 == 1 else now,
        })  # fmt: skip
        if place % 4 and meeting in people:
            said.append({
                "id": new_id(), "meeting_id": meeting, "invitee_id": people[meeting], "name": "x", "note": "",
                "answer": "refused" if place % 50 == 1 else "given", "way": "read-out", "noted_by": "x", "at": begun,
            })  # fmt: skip
        if kept and place % SPOKEN_EVERY == 0:
            spoken = {**items[-1], "id": new_id(), "kind": "transcript", "source": session, "size": 4_000,
                      "state": "kept", "seen_at": None}  # fmt: skip
            items.append(spoken)
            lines += [
                {"item_id": spoken["id"], "session_id": session, "place": number, "begins": number * 4_000,
                 "ends": number * 4_000 + 3_500, "speaker": "x", "words": " ".join(drawn.choices(_WORDS, k=9))}
                for number in range(_LINES)
            ]  # fmt: skip
    connection.execute(insert(t.sessions), sessions)
    connection.execute(insert(t.presences), came)
    connection.execute(insert(t.recordings), recordings)
    connection.execute(insert(archive_items), items)
    connection.execute(insert(consents), said)
    if lines:
        connection.execute(insert(transcript_lines), lines)


def _state(*, kept: bool, gone: bool) -> str:
    return "kept" if kept else "lost" if gone else "waiting"
