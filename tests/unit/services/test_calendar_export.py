"""The plan as a calendar file, over a real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.own_calendar import (
    ExportWish,
    ImportedEvents,
    ImportWish,
)
from hosted_meetings_desktop.services import calendar_export
from hosted_meetings_desktop.services.own_calendars import OwnCalendarService
from hosted_meetings_desktop.services.schedule import ScheduleService
from hosted_meetings_desktop.store.database import Database
from tests.unit.conftest import Heard, make_draft
from tests.unit.fake_service import START, FakeService, Ticking
from tests.unit.services.calendar_kit import files_over, schedule_over

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)
WEEK = ExportWish(START, START + 7 * DAY)


@pytest.fixture
def schedule(store: Database, service: FakeService, changes: Heard, clock: Ticking) -> ScheduleService:
    return schedule_over(store, service, changes, clock)


@pytest.fixture
def own(schedule: ScheduleService) -> OwnCalendarService:
    return files_over(schedule)


async def exported(own: OwnCalendarService, folder: Path, wanted: ExportWish = WEEK) -> tuple[bytes, ImportedEvents]:
    target = folder / "out.ics"
    count = await own.save_export(target, wanted, "Clinic")
    assert count == await own.count_export(wanted)
    data = target.read_bytes()
    return data, await own.look_into(data)


async def test_what_is_exported_can_be_read_again_and_names_no_patient(
    own: OwnCalendarService, schedule: ScheduleService, tmp_path: Path
) -> None:
    planned = await schedule.plan(make_draft("Knee of Asha", "Asha"))
    gone = await schedule.plan(make_draft("Gone", "Ben", hours=9))
    await schedule.cancel(gone.meeting.id)
    data, found = await exported(own, tmp_path)
    assert b"Asha" not in data
    assert [(each.title, each.starts_at, each.ends_at) for each in found.events] == [
        ("Video visit", planned.meeting.schedule.starts_at, planned.meeting.schedule.ends_at)
    ]
    assert found.name == "Clinic"
    (verdict,) = await own.check_import(ImportWish(found.events, "Dr Winter"))
    assert verdict.known
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".part"] == []


async def test_typed_titles_go_out_only_where_that_is_meant(
    own: OwnCalendarService, schedule: ScheduleService, tmp_path: Path
) -> None:
    await schedule.plan(make_draft("Knee of Asha", "Asha"))
    data, _found = await exported(own, tmp_path, replace(WEEK, neutral=False))
    assert b"SUMMARY:Knee of Asha" in data
    assert b"ATTENDEE" not in data


async def test_one_host_or_all_with_their_names(
    own: OwnCalendarService, schedule: ScheduleService, tmp_path: Path
) -> None:
    await schedule.plan(make_draft("Knee", "Asha"))
    await schedule.plan(replace(make_draft("Cough", "Ben", hours=2), host="Dr Winter"))
    _data, found = await exported(own, tmp_path)
    assert [each.title for each in found.events] == ["Video visit (Dr Sommer)", "Video visit (Dr Winter)"]
    _data, found = await exported(own, tmp_path, replace(WEEK, host="dr winter "))
    assert [each.title for each in found.events] == ["Video visit"]
    assert await own.count_export(replace(WEEK, starts_from=START + 2 * DAY)) == 0


async def test_rooms_made_elsewhere_are_no_plan(schedule: ScheduleService) -> None:
    planned = await schedule.plan(make_draft("Knee", "Asha"))
    strange = replace(planned.meeting, id=MeetingId("x"), made_elsewhere=True)

    class Reader:
        def page(self, *_wanted: object, **_more: object) -> object:
            return Page((planned.meeting, strange), 2)

    assert [each.id for each in calendar_export.exported(Reader(), WEEK, START)] == [planned.meeting.id]  # type: ignore[arg-type]


async def test_a_zone_that_this_pc_does_not_know_keeps_its_moment(
    own: OwnCalendarService, schedule: ScheduleService, tmp_path: Path
) -> None:
    planned = await schedule.plan(make_draft("Knee", "Asha"))

    def spoil(lib: object) -> None:
        connection = lib.own_calendars._connection  # type: ignore[attr-defined]
        connection.exec_driver_sql("UPDATE meetings SET zone = 'Mars/Olympus'")

    await schedule.store.run(spoil)
    _data, found = await exported(own, tmp_path)
    assert [each.starts_at for each in found.events] == [planned.meeting.schedule.starts_at]


@pytest.mark.parametrize("ends", [START, START - DAY])
async def test_a_time_that_ends_before_it_begins(own: OwnCalendarService, ends: datetime) -> None:
    with pytest.raises(InputProblem) as refused:
        await own.count_export(ExportWish(START, ends))
    assert refused.value.field == "until"


async def test_more_than_a_file_should_hold(
    own: OwnCalendarService, schedule: ScheduleService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar_export, "MAX_EXPORTED", 1)
    await schedule.plan(make_draft("Knee", "Asha"))
    assert await own.count_export(WEEK) == 1
    await schedule.plan(make_draft("Cough", "Ben", hours=5))
    with pytest.raises(InputProblem, match="More than 1 meetings"):
        await own.count_export(WEEK)


async def test_a_file_is_written_whole_or_stays_as_it_was(
    own: OwnCalendarService, schedule: ScheduleService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await schedule.plan(make_draft("Knee", "Asha"))
    target = tmp_path / "out.ics"
    target.write_bytes(b"before")

    def full(_path: Path, data: bytes) -> int:
        with _path.open("wb") as file:
            file.write(data[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(AppError, match="could not be saved"):
        await own.save_export(target, WEEK, "Clinic")
    assert [each.name for each in tmp_path.glob("*.ics")] == ["out.ics"]
    assert [each.name for each in tmp_path.glob(".*.part")] == []
    assert target.read_bytes() == b"before"
    monkeypatch.undo()
    with pytest.raises(AppError, match="could not be saved"):
        await own.save_export(tmp_path / "gone" / "out.ics", WEEK, "Clinic")
