"""The list of a session's people says what the ledger says, for that session alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import SessionId
from hosted_meetings_desktop.services.attendance import AttendanceService
from tests.unit.services.test_ledger_kit import Clinic, clinic

__all__ = ["clinic"]
pytestmark = pytest.mark.anyio


def service(clinic: Clinic) -> AttendanceService:
    return AttendanceService(clinic.store, lambda: clinic.service)


async def test_two_windows_count_once_and_short_breaks_are_one_coming(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha")
    host, asha = meeting.invitees
    session = clinic.hold(meeting.room_id, 0, 30)
    clinic.come(session, (host, 0, 30), (asha, 2, 20), (asha, 5, 15), (asha, 20.5, 28))
    found = await service(clinic).session(session)
    told = {each.name: (each.present, each.joins, each.still_in) for each in found.people}
    assert told == {
        "Dr Sommer": (timedelta(minutes=30), 1, False),
        "Asha": (timedelta(minutes=25.5), 1, False),
    }
    assert found.total == timedelta(minutes=55.5)
    assert found.observed_at is not None


async def test_of_two_sessions_of_one_visit_each_has_its_own_people(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha", "Ben")
    host, asha, ben = meeting.invitees
    first = clinic.hold(meeting.room_id, 0, 10)
    clinic.come(first, (host, 0, 10), (asha, 1, 10))
    second = clinic.hold(meeting.room_id, 12, None)
    clinic.come(second, (host, 12, None), (ben, 13, 15))
    one, other = await service(clinic).session(first), await service(clinic).session(second)
    assert [(each.name, each.joins, each.still_in) for each in one.people] == [
        ("Dr Sommer", 1, False), ("Asha", 1, False),
    ]  # fmt: skip
    assert [(each.name, each.joins, each.still_in) for each in other.people] == [
        ("Dr Sommer", 1, True), ("Ben", 1, False),
    ]  # fmt: skip
    assert other.people[0].last_left is None
    assert one.total == timedelta(minutes=19)


async def test_a_session_that_is_gone_is_said(clinic: Clinic) -> None:
    with pytest.raises(AppError, match="not in the list any more"):
        await service(clinic).session(SessionId("gone"))
