"""Hosts' own calendars and calendar files, over a real store."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from hosted_meetings_desktop.calendars.calendars import IcsCalendars
from hosted_meetings_desktop.domain.calendaring import FetchedCalendar
from hosted_meetings_desktop.domain.errors import AppError, InputProblem, Unreachable
from hosted_meetings_desktop.domain.meeting import MeetingFilter
from hosted_meetings_desktop.domain.own_calendar import OwnCalendar
from hosted_meetings_desktop.domain.slots import Concern, SlotTaken
from hosted_meetings_desktop.services.own_calendars import OwnCalendarService
from hosted_meetings_desktop.services.schedule import ScheduleService
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.sync.engine import Engine
from tests.unit.conftest import Heard, make_draft
from tests.unit.fake_service import START, FakeService, Ticking

pytestmark = pytest.mark.anyio

HERS = OwnCalendar("", "Dr Sommer", "Outlook", "https://calendar.example.org/secret.ics")


def ics(*events: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", *events, "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def event(start: str, end: str, *more: str, uid: str = "1", title: str = "School play") -> str:
    said = (f"UID:{uid}", "DTSTAMP:20260101T000000Z", f"DTSTART:{start}", f"DTEND:{end}", f"SUMMARY:{title}")
    return "\r\n".join(["BEGIN:VEVENT", *said, *more, "END:VEVENT"])


@dataclass
class Web:
    """Implements ``CalendarFetcher``."""

    answers: list[FetchedCalendar | AppError | None] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def fetch(self, address: str, *, etag: str = "") -> FetchedCalendar | None:
        self.asked.append(etag)
        answer = self.answers.pop(0)
        if isinstance(answer, AppError):
            raise answer
        return answer


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def schedule(store: Database, service: FakeService, changes: Heard, clock: Ticking) -> ScheduleService:
    return ScheduleService(store, Engine(store, service, changes, clock), changes, clock, IcsCalendars())


@pytest.fixture
def own(store: Database, changes: Heard, clock: Ticking, schedule: ScheduleService, web: Web) -> OwnCalendarService:
    return OwnCalendarService(store, IcsCalendars(), web, schedule, changes, clock, lambda: "Europe/Berlin")


async def test_taken_time_shows_and_is_warned_about(
    own: OwnCalendarService, schedule: ScheduleService, web: Web
) -> None:
    web.answers = [FetchedCalendar(ics(event("20260302T100000Z", "20260302T110000Z")), "v1")]
    kept = await own.keep(HERS)
    assert (kept.problem, kept.read_at, kept.etag) == ("", START, "v1")
    (time,) = await schedule.busy(START, START + timedelta(days=1))
    assert (time.host, time.title, time.calendar) == ("Dr Sommer", "School play", "Outlook")
    with pytest.raises(SlotTaken) as warned:
        await schedule.plan(make_draft("Knee", "Asha"))
    assert warned.value.check.concerns == {Concern.BUSY}
    await schedule.plan(replace(make_draft("Cough", "Ben"), host="Dr Winter"))


async def test_without_a_network_what_was_read_stays_with_the_reason(
    own: OwnCalendarService, schedule: ScheduleService, web: Web, clock: Ticking
) -> None:
    web.answers = [FetchedCalendar(ics(event("20260302T100000Z", "20260302T110000Z")), "v1"), Unreachable(), None]
    kept = await own.keep(HERS)
    clock.advance(hours=1)
    await own.read(kept)
    (after,) = await own.all()
    assert after.problem
    assert after.read_at == START
    assert len(await schedule.busy(START, START + timedelta(days=1))) == 1
    await own.read(after)
    (again,) = await own.all()
    assert (again.problem, again.read_at) == ("", clock())
    assert web.asked == ["", "v1", "v1"], "what is as it was is not sent again"
    assert len(await schedule.busy(START, START + timedelta(days=1))) == 1


async def test_a_file_that_is_no_calendar_keeps_what_was_read(own: OwnCalendarService, web: Web) -> None:
    web.answers = [FetchedCalendar(b"<html>Sign in</html>", "")]
    kept = await own.keep(HERS)
    assert kept.problem
    assert kept.read_at is None


async def test_another_address_forgets_what_was_read_from_the_first(
    own: OwnCalendarService, schedule: ScheduleService, web: Web
) -> None:
    web.answers = [FetchedCalendar(ics(event("20260302T100000Z", "20260302T110000Z")), "v1"), Unreachable()]
    kept = await own.keep(HERS)
    await own.keep(replace(kept, address="https://calendar.example.org/other.ics"))
    assert await schedule.busy(START, START + timedelta(days=1)) == ()
    assert web.asked == ["", ""]
    await own.remove(kept.id)
    assert await own.all() == ()


@pytest.mark.parametrize(
    ("changed", "wrong"), [({"host": " "}, "host"), ({"name": ""}, "name"), ({"address": "ftp://x"}, "address")]
)
async def test_what_cannot_be_read_is_refused(own: OwnCalendarService, changed: dict[str, str], wrong: str) -> None:
    with pytest.raises(InputProblem) as refused:
        await own.keep(replace(HERS, **changed))
    assert refused.value.field == wrong


def test_an_address_is_a_secret() -> None:
    assert "secret.ics" not in repr(HERS)


# ---- files
async def test_a_file_is_looked_into_before_anything_is_planned(
    own: OwnCalendarService, schedule: ScheduleService
) -> None:
    data = ics(
        event("20260302T100000Z", "20260302T110000Z", "RRULE:FREQ=WEEKLY;COUNT=3"),
        event("20260101T100000Z", "20260101T110000Z", uid="2", title="Over"),
        event("20260303", "20260304", uid="3", title="Holiday")
        .replace("DTSTART:", "DTSTART;VALUE=DATE:")
        .replace("DTEND:", "DTEND;VALUE=DATE:"),
    )
    found = await own.look_into(data)
    assert [each.title for each in found.events] == ["School play"] * 3
    assert found.passed_over == 1
    assert (await schedule.entries(START, START + timedelta(days=60))) == ()
    planned = await own.import_events(found.events[:2], "Dr Sommer")
    assert [each.meeting.schedule.starts_at for each in planned] == [
        START + timedelta(hours=1), START + timedelta(days=7, hours=1),
    ]  # fmt: skip


async def test_what_is_exported_can_be_read_again_and_names_no_patient(
    own: OwnCalendarService, schedule: ScheduleService
) -> None:
    planned = await schedule.plan(make_draft("Knee of Asha", "Asha"))
    gone = await schedule.plan(make_draft("Gone", "Ben", hours=9))
    await schedule.cancel(gone.meeting.id)
    data = await own.export(START, START + timedelta(days=7), "Dr Sommer")
    assert b"Asha" not in data
    found = await own.look_into(data)
    assert [(each.starts_at, each.ends_at) for each in found.events] == [
        (planned.meeting.schedule.starts_at, planned.meeting.schedule.ends_at)
    ]
    rows = await schedule.store.read(lambda meetings: meetings.page(MeetingFilter(), now=START, offset=0, limit=9))
    assert rows.total == 2
