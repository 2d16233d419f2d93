"""A real encrypted store in a temporary folder, and a provider in memory."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from hosted_meetings_desktop.domain.ids import InviteeId, new_id
from hosted_meetings_desktop.domain.meeting import Invitee, MeetingDraft, Schedule
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.store.database import Database
from tests.unit.fake_service import START, FakeService, Ticking


class Heard:
    """Implements ``Changes``: remembers what was published."""

    def __init__(self) -> None:
        self.topics: list[str] = []

    def publish(self, *topics: str) -> None:
        self.topics += topics


@pytest.fixture
def store_key() -> bytes:
    return secrets.token_bytes(32)


@pytest.fixture
def store(tmp_path: Path, store_key: bytes) -> Iterator[Database]:
    database = Database(tmp_path / "meetings.db", lambda: store_key)
    yield database
    database.close()


@pytest.fixture
def clock() -> Ticking:
    return Ticking()


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def changes() -> Heard:
    return Heard()


def make_draft(title: str = "Consultation", *people: str, hours: float = 1, **more: object) -> MeetingDraft:
    """Return a draft that starts ``hours`` after the tests' clock."""
    invitees = tuple(Invitee(InviteeId(new_id()), name, Role.PATIENT, "group_call_guest") for name in people)
    schedule = Schedule(START + timedelta(hours=hours), timedelta(minutes=30), "Europe/Berlin")
    return MeetingDraft(title, schedule, "Dr Sommer", invitees, **more)  # type: ignore[arg-type]
