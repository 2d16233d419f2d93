"""Hosts' own calendars, over a real store."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import anyio
import pytest

from hosted_meetings_desktop.calendars import fetch
from hosted_meetings_desktop.calendars.calendars import IcsCalendars
from hosted_meetings_desktop.domain.calendaring import FetchedCalendar
from hosted_meetings_desktop.domain.errors import AppError, InputProblem, StoreProblem, Unreachable
from hosted_meetings_desktop.domain.own_calendar import CalendarLook, OwnCalendar
from hosted_meetings_desktop.domain.slots import Concern, SlotTaken
from hosted_meetings_desktop.services import own_calendars
from hosted_meetings_desktop.services.own_calendars import CHANGED, READ_EVERY, READING, TRY_EVERY, OwnCalendarService
from hosted_meetings_desktop.services.schedule import ScheduleService
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.sync.engine import Engine
from tests.unit.conftest import Heard, make_draft
from tests.unit.fake_service import START, FakeService, Ticking
from tests.unit.services.calendar_kit import event, ics

pytestmark = pytest.mark.anyio

HERS = OwnCalendar("", "Dr Sommer", "Outlook", "https://calendar.example.org/secret.ics")
HIS = OwnCalendar("", "Dr Winter", "Google", "https://calendar.example.org/winter.ics")
PLAY = FetchedCalendar(ics(event("20260302T100000Z", "20260302T110000Z")), "v1")
KEPT = "What was read before is still shown."


@dataclass
class Web:
    """Implements ``CalendarFetcher``."""

    answers: list[FetchedCalendar | AppError | None] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    held: anyio.Event | None = None
    """What every fetch waits for."""

    async def fetch(self, address: str, *, etag: str = "") -> FetchedCalendar | None:
        self.begun.append(address)
        if self.held is not None:
            await self.held.wait()
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


async def connected(own: OwnCalendarService, calendar: OwnCalendar = HERS) -> OwnCalendar:
    """Keep a calendar and read it."""
    kept = await own.keep(calendar)
    await own.read_now(kept.id)
    return next(each for each in await own.all() if each.id == kept.id)


async def until(holds: Callable[[], Awaitable[object]]) -> None:
    with anyio.fail_after(10):
        while not await holds():
            await anyio.sleep(0.01)


async def test_taken_time_shows_and_is_warned_about(
    own: OwnCalendarService, schedule: ScheduleService, web: Web
) -> None:
    web.answers = [PLAY]
    kept = await connected(own)
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
    web.answers = [PLAY, Unreachable(), None]
    kept = await connected(own)
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
    kept = await connected(own)
    assert kept.problem == "This is not a calendar file. Calendar files mostly end in .ics."
    assert kept.read_at is None


async def test_another_address_forgets_what_was_read_from_the_first(
    own: OwnCalendarService, schedule: ScheduleService, web: Web
) -> None:
    web.answers = [PLAY, Unreachable()]
    kept = await connected(own)
    await connected(own, replace(kept, address="https://calendar.example.org/other.ics"))
    assert await schedule.busy(START, START + timedelta(days=1)) == ()
    assert web.asked == ["", ""]
    await own.remove(kept.id)
    assert await own.all() == ()


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"host": " "}, "host"),
        ({"host": "x" * 121}, "host"),
        ({"name": ""}, "name"),
        ({"address": "ftp://x"}, "address"),
        ({"address": "https://a.example/1.ics\nhttps://a.example/2.ics"}, "address"),
        ({"address": f"https://a.example/{'x' * 2_000}"}, "address"),
    ],
)
async def test_what_cannot_be_read_is_refused(own: OwnCalendarService, changed: dict[str, str], wrong: str) -> None:
    with pytest.raises(InputProblem) as refused:
        await own.keep(replace(HERS, **changed))
    assert refused.value.field == wrong
    assert await own.all() == ()


async def test_a_host_has_no_calendar_twice(own: OwnCalendarService) -> None:
    kept = await own.keep(HERS)
    with pytest.raises(InputProblem) as name:
        await own.keep(replace(HERS, host=" dr sommer", name="OUTLOOK", address="https://a.example/1.ics"))
    with pytest.raises(InputProblem) as address:
        await own.keep(replace(HERS, name="Google"))
    assert (name.value.field, address.value.field) == ("name", "address")
    assert "“Outlook”" in address.value.title
    await own.keep(replace(kept, name="Work"))
    await own.keep(replace(HERS, host="Dr Winter"))
    assert [each.name for each in await own.all()] == ["Work", "Outlook"]


def test_an_address_is_a_secret() -> None:
    assert "secret.ics" not in repr(HERS)


# ---- never waiting for the network
async def test_keeping_does_not_wait_for_the_network(own: OwnCalendarService, web: Web, changes: Heard) -> None:
    web.held = anyio.Event()
    web.answers = [PLAY]
    async with anyio.create_task_group() as background:
        background.start_soon(own.run)
        await anyio.wait_all_tasks_blocked()
        kept = await own.keep(HERS)
        assert kept.read_at is None
        assert CHANGED in changes.topics

        async def reading() -> bool:
            return [each.reading for each in await own.overview()] == [True]

        await until(reading)
        assert READING in changes.topics
        await own.read_now(kept.id)
        assert len(web.begun) == 1, "it is not read twice at once"
        web.held.set()

        async def done() -> bool:
            (known,) = await own.overview()
            return (known.reading, known.busy, known.calendar.read_at) == (False, 1, START)

        await until(done)
        background.cancel_scope.cancel()


async def test_a_slow_server_holds_up_no_other_calendar_and_a_new_address_is_read_at_once(
    own: OwnCalendarService, web: Web, schedule: ScheduleService
) -> None:
    web.held = anyio.Event()
    web.answers = [PLAY, PLAY, FetchedCalendar(ics(), "v2")]
    async with anyio.create_task_group() as background:
        background.start_soon(own.run)
        kept = await own.keep(HERS)
        await own.keep(HIS)

        async def both() -> bool:
            return len(web.begun) == 2

        await until(both)
        await own.keep(replace(kept, address="https://calendar.example.org/other.ics"))

        async def third() -> bool:
            return len(web.begun) == 3

        await until(third)
        web.held.set()

        async def all_read() -> bool:
            return all(each.calendar.read_at and not each.reading for each in await own.overview())

        await until(all_read)
        background.cancel_scope.cancel()
    (time,) = await schedule.busy(START, START + timedelta(days=1))
    assert time.host == "Dr Winter", "what came from the former address is dropped"


async def test_what_comes_after_a_calendar_was_removed_is_dropped(own: OwnCalendarService, web: Web) -> None:
    web.held = anyio.Event()
    web.answers = [PLAY, Unreachable()]
    kept = await own.keep(HERS)
    async with anyio.create_task_group() as readings:
        readings.start_soon(own.read, kept)
        await anyio.wait_all_tasks_blocked()
        await own.remove(kept.id)
        web.held.set()
    await own.read(kept)
    assert await own.all() == ()


async def test_calendars_are_read_again_when_it_is_time(
    own: OwnCalendarService, web: Web, clock: Ticking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_calendars, "_LOOK_EVERY", 0.01)
    web.answers = [Unreachable(), PLAY, None]

    async def asked(times: int) -> None:
        async def enough() -> bool:
            return len(web.asked) == times and not any(each.reading for each in await own.overview())

        await until(enough)
        await anyio.sleep(0.05)
        assert len(web.asked) == times

    await own.keep(HERS)
    async with anyio.create_task_group() as background:
        background.start_soon(own.run)
        await asked(1)
        clock.advance(seconds=TRY_EVERY.total_seconds())
        await asked(2)
        clock.advance(seconds=TRY_EVERY.total_seconds())
        await asked(2)
        clock.advance(seconds=READ_EVERY.total_seconds())
        await asked(3)
        background.cancel_scope.cancel()


async def test_a_store_that_cannot_be_read_ends_nothing(
    own: OwnCalendarService, web: Web, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(own_calendars, "_LOOK_EVERY", 0.01)
    caplog.set_level(logging.INFO, own_calendars.__name__)
    web.answers = [PLAY]
    await own.keep(HERS)
    work = Database.run
    fails = [True, False, True]

    async def failing(self: Database, look: Callable[[object], object]) -> object:
        if fails and fails.pop(0):
            raise StoreProblem("The disk is full")
        return await work(self, look)  # type: ignore[arg-type]

    monkeypatch.setattr(Database, "run", failing)
    async with anyio.create_task_group() as background:
        background.start_soon(own.run)

        async def both_told() -> bool:
            return len(caplog.messages) == 2

        await until(both_told)
        background.cancel_scope.cancel()
    assert caplog.messages == ["calendars wait: The disk is full", "a calendar waits: The disk is full"]


# ---- what the settings show
async def test_the_overview_counts_the_next_weeks_by_calendar(own: OwnCalendarService, web: Web) -> None:
    weekly = event("20260302T100000Z", "20260302T110000Z", "RRULE:FREQ=WEEKLY;COUNT=20")
    free = event("20260303T100000Z", "20260303T110000Z", "TRANSP:TRANSPARENT", uid="2")
    web.answers = [FetchedCalendar(ics(weekly, free), ""), FetchedCalendar(ics(), "")]
    await connected(own)
    await connected(own, replace(HERS, name="Private", address=HIS.address))
    await own.keep(replace(HIS, host="anna"))
    assert [(each.calendar.name, each.busy) for each in await own.overview()] == [
        ("Google", 0), ("Outlook", 4), ("Private", 0),
    ]  # fmt: skip


async def test_a_removed_calendar_comes_back_with_what_was_read(
    own: OwnCalendarService, schedule: ScheduleService, web: Web, clock: Ticking
) -> None:
    web.answers = [PLAY, FetchedCalendar(ics(), ""), Unreachable()]
    kept = await connected(own)
    await connected(own, replace(HERS, name="Private", address=HIS.address))
    clock.advance(hours=1)
    await own.read_now(kept.id)
    (before, _private) = await own.overview()
    taken = await schedule.busy(START, START + timedelta(days=1))
    removed = await own.remove(kept.id)
    assert "secret.ics" not in repr(removed)
    assert await schedule.busy(START, START + timedelta(days=1)) == ()
    await own.restore(removed)
    assert (await own.overview())[0] == before
    assert before.calendar.problem
    assert await schedule.busy(START, START + timedelta(days=1)) == taken
    with pytest.raises(AppError, match="not there any more"):
        await own.remove("gone")


async def test_it_does_not_come_back_into_anothers_place(own: OwnCalendarService) -> None:
    removed = await own.remove((await own.keep(HERS)).id)
    await own.keep(replace(HERS, address="https://a.example/1.ics"))
    with pytest.raises(InputProblem, match="another calendar with that name"):
        await own.restore(removed)


async def test_an_address_is_looked_at_without_keeping_it(own: OwnCalendarService, web: Web, changes: Heard) -> None:
    bad = event("20260303T100000Z", "soon", uid="2")
    web.answers = [
        FetchedCalendar(ics("X-WR-CALNAME:Sommer, private", event("20260302T100000Z", "20260302T110000Z"), bad), "")
    ]
    assert await own.look(replace(HERS, host="", name="")) == CalendarLook("Sommer, private", 1, 1)
    assert await own.all() == ()
    assert changes.topics == []
    with pytest.raises(InputProblem):
        await own.look(replace(HERS, address="secret.ics"))


async def test_of_a_calendar_that_was_never_read_nobody_says_that_it_is_still_shown(
    own: OwnCalendarService, web: Web
) -> None:
    assert fetch._KEPT == KEPT
    problem = AppError("The calendar cannot be reached", f"{KEPT} Check the connection.")
    web.answers = [problem, problem, PLAY, problem]
    with pytest.raises(AppError) as looked:
        await own.look(HERS)
    assert looked.value.advice == "Check the connection."
    kept = await connected(own)
    assert kept.problem == "The calendar cannot be reached. Check the connection."
    await own.read(kept)
    await own.read((await own.all())[0])
    assert (await own.all())[0].problem == f"The calendar cannot be reached. {KEPT} Check the connection."
