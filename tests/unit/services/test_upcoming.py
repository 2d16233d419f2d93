"""The service wakes in time and asks seldom; no sequence of plans, restarts and clocks has it tell twice or miss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Coroutine, Generator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hosted_meetings_desktop.domain.availability import host_key
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.meeting import Meeting, MeetingFilter, Page, Schedule
from hosted_meetings_desktop.domain.upcoming import LEADS, TOO_LATE, News, Start, Wishes, remembered, start_of
from hosted_meetings_desktop.services.upcoming import AHEAD, NAP, UpcomingService
from hosted_meetings_desktop.store.database import Database
from tests.unit.conftest import make_draft
from tests.unit.fake_service import START, Ticking

MINUTE = timedelta(minutes=1)


class _Nap:
    """Hands the seconds to whoever drives the service."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __await__(self) -> Generator[float, None, None]:
        yield self.seconds


async def _sleep(seconds: float) -> None:
    await _Nap(seconds)


@dataclass
class Plans:
    """Implements ``Store.read`` and what the service asks of ``MeetingReader``, over a dict."""

    rows: dict[MeetingId, Meeting] = field(default_factory=dict)
    reads: int = 0
    at_most: int = 500
    while_reading: Callable[[], None] = lambda: None

    async def read(self, look: Callable[[Any], Any]) -> Any:
        self.reads += 1
        found = look(self)
        self.while_reading()
        return found

    def page(self, wanted: MeetingFilter, *, now: datetime, offset: int, limit: int) -> Page[Meeting]:
        assert wanted.starts_from is not None
        assert wanted.starts_before is not None
        rows = sorted(
            (row for row in self.rows.values() if wanted.starts_from <= start_of(row).at < wanted.starts_before),
            key=start_of,
        )
        return Page(tuple(rows[offset : offset + min(limit, self.at_most)]), len(rows))

    def get(self, meeting: MeetingId) -> Meeting | None:
        return self.rows.get(meeting)

    def put(self, name: str, at: datetime, host: str = "Dr. Hale", minutes: int = 30) -> None:
        schedule = Schedule(at, minutes * MINUTE, "Europe/Berlin")
        self.rows[MeetingId(name)] = Meeting(MeetingId(name), f"Visit {name}", schedule, host)


class Driver:
    """Lets the service run over a clock of its own."""

    def __init__(self) -> None:
        self.plans = Plans()
        self.clock = Ticking()
        self.service = UpcomingService(self.plans, self.clock, _sleep)  # type: ignore[arg-type]
        self.naps: list[float] = []
        self._running: Coroutine[Any, Any, News] | None = None

    def ask(self, wishes: Wishes, told: frozenset[Start], shown: frozenset[Start] = frozenset()) -> None:
        self.stop()
        self._running = self.service.news(wishes, told, shown)

    def stop(self) -> None:
        if self._running is not None:
            self._running.close()
        self._running = None

    def step(self) -> News | float:
        """Return what the service found, or how long it sleeps."""
        assert self._running is not None
        try:
            nap = self._running.send(None)
        except StopIteration as done:
            self._running = None
            found: News = done.value
            return found
        assert isinstance(nap, float)
        self.naps.append(nap)
        return nap

    def wait(self, longest: timedelta) -> News | None:
        """Let time pass until there is something, or no longer than that."""
        end = self.clock.at + longest
        while True:
            found = self.step()
            if isinstance(found, News):
                return found
            if self.clock.at + timedelta(seconds=found) > end:
                return None
            self.clock.advance(seconds=found)


def test_it_wakes_at_the_very_moment_and_asks_once():
    driver = Driver()
    driver.plans.put("m1", START + 20 * MINUTE)
    driver.ask(Wishes(), frozenset())
    found = driver.wait(timedelta(hours=1))
    assert found is not None
    assert [each.start.meeting for each in found.starting] == ["m1"]
    assert driver.clock.at == START + 15 * MINUTE
    assert driver.plans.reads == 1
    assert max(driver.naps) <= NAP.total_seconds()
    assert len(driver.naps) <= 15 * MINUTE / NAP


def test_a_quiet_day_is_asked_for_seldom():
    driver = Driver()
    driver.ask(Wishes(), frozenset())
    assert driver.wait(timedelta(hours=8)) is None
    assert driver.plans.reads <= 8 * 60 * MINUTE / AHEAD + 1
    assert min(driver.naps) >= 1


def test_what_was_not_there_when_it_read_is_found_when_that_is_used_up():
    driver = Driver()
    for hours in range(1, 9):
        driver.plans.put(str(hours), START + timedelta(hours=hours))
    told: frozenset[Start] = frozenset()
    for hours in range(1, 9):
        driver.ask(Wishes(), told)
        found = driver.wait(timedelta(hours=2))
        assert found is not None
        assert driver.clock.at == START + timedelta(hours=hours) - 5 * MINUTE
        told |= {each.start for each in found.starting}


@pytest.mark.parametrize("late", [timedelta(0), TOO_LATE])
def test_after_the_pc_slept_it_tells_what_still_matters(late):
    driver = Driver()
    driver.plans.put("m1", START + timedelta(hours=3))
    driver.plans.put("missed", START + timedelta(hours=2))
    driver.ask(Wishes(), frozenset())
    assert driver.wait(MINUTE) is None
    driver.clock.at = START + timedelta(hours=3) + late
    found = driver.step()
    assert isinstance(found, News)
    assert [each.start.meeting for each in found.starting] == ["m1"]


def test_after_the_pc_slept_too_long_nothing_is_told_of_it():
    driver = Driver()
    driver.plans.put("m1", START + timedelta(hours=3))
    driver.ask(Wishes(), frozenset())
    driver.step()
    driver.clock.at = START + timedelta(hours=3) + TOO_LATE + timedelta(seconds=1)
    assert isinstance(driver.step(), float)


def test_a_clock_that_is_set_while_it_reads_is_noticed():
    driver = Driver()
    driver.plans.put("m1", START + timedelta(hours=5))

    def jump() -> None:
        driver.clock.at = START + timedelta(hours=5) - MINUTE
        driver.plans.while_reading = lambda: None

    driver.plans.while_reading = jump
    driver.ask(Wishes(), frozenset())
    found = driver.step()
    assert isinstance(found, News)
    assert driver.plans.reads == 2


def test_what_stands_on_the_screen_is_not_over_because_a_clock_was_set():
    driver = Driver()
    driver.plans.put("m1", START + 5 * MINUTE)
    shown = frozenset({start_of(driver.plans.rows[MeetingId("m1")])})
    driver.clock.at = START - timedelta(days=2)
    driver.ask(Wishes(), shown, shown)
    assert isinstance(driver.step(), float)


def test_more_than_one_page_at_once():
    driver = Driver()
    driver.plans.at_most = 3
    for number in range(10):
        driver.plans.put(str(number), START + 5 * MINUTE)
    driver.ask(Wishes(), frozenset())
    found = driver.step()
    assert isinstance(found, News)
    assert len(found.starting) == 10


@pytest.mark.anyio
async def test_over_a_real_store(store: Database, clock: Ticking):
    service = UpcomingService(store, clock)
    wishes = Wishes(hosts=frozenset({host_key("dr sommer")}))

    def plan(lib: Any) -> None:
        for name, hours in (("soon", 0.08), ("later", 2), ("called off", 0.08), ("past", -3)):
            lib.meetings.add(MeetingId(name), make_draft(name, "Anna", hours=hours), now=clock())
        lib.meetings.set_cancelled(MeetingId("called off"), cancelled=True, now=clock())

    await store.run(plan)
    found = await service.news(wishes, frozenset())
    assert [each.title for each in found.starting] == ["soon"]
    shown = frozenset(each.start for each in found.starting)
    await store.run(lambda lib: lib.meetings.set_cancelled(MeetingId("soon"), cancelled=True, now=clock()))
    assert (await service.news(wishes, shown, shown)).over == shown


# ---- any sequence
HOSTS = st.sampled_from(["Dr. Hale", "dr. hale ", "Dr. Ibsen"])
SOON = st.integers(-10, 75).map(lambda minutes: minutes * MINUTE)


class Days(RuleBasedStateMachine):
    """Plans, moves, cancels, restarts and sets the clock at random, beside a list of what was told."""

    def __init__(self) -> None:
        super().__init__()
        self.driver = Driver()
        self.wishes = Wishes(hosts=frozenset({"dr. hale"}))
        self.kept: frozenset[Start] = frozenset()
        """What outlives the app."""
        self.shown: frozenset[Start] = frozenset()
        self.told: Counter[Start] = Counter()
        self.open = True
        self.undisturbed_since = self.now
        self.names = 0
        self.ask()

    def teardown(self) -> None:
        self.driver.stop()

    @property
    def now(self) -> datetime:
        return self.driver.clock.at

    @property
    def rows(self) -> dict[MeetingId, Meeting]:
        return self.driver.plans.rows

    # ---- the app
    def ask(self) -> None:
        self.driver.ask(self.wishes, self.kept, self.shown)

    def settle(self, longest: timedelta = timedelta(0)) -> None:
        """Let the app run."""
        end = self.now + longest
        while self.open and (found := self.driver.wait(end - self.now)) is not None:
            assert found, "it woke for nothing"
            self.hear(found)
            self.ask()
        if longest:
            self.driver.clock.at = end

    def hear(self, found: News) -> None:
        assert found.over <= self.shown
        self.shown -= found.over
        for each in found.starting:
            row = self.rows[each.start.meeting]
            self.told[each.start] += 1
            assert self.told[each.start] == 1, "told twice"
            assert start_of(row) == each.start, "told of a start that is not planned any more"
            assert self.wanted(row)
            lead = self.wishes.lead
            assert lead is not None
            assert each.start.at - lead <= self.now <= each.start.at + TOO_LATE
            assert self.now <= max(each.start.at - lead, self.undisturbed_since) + NAP, "told late"
        starts = {each.start for each in found.starting}
        self.kept = remembered(self.kept | starts, self.now)
        self.shown |= starts

    def wanted(self, row: Meeting) -> bool:
        hosts = self.wishes.hosts
        return not row.cancelled and (hosts is None or row.host.strip().lower() in hosts)

    def changed(self) -> None:
        """What the app does when it hears that meetings changed."""
        self.undisturbed_since = self.now
        if self.open:
            self.ask()
            self.settle()

    # ---- what happens
    @rule(after=SOON, host=HOSTS, minutes=st.sampled_from([1, 30, 600]))
    def plan(self, after: timedelta, host: str, minutes: int) -> None:
        self.names += 1
        self.driver.plans.put(str(self.names), self.now + after, host, minutes)
        self.changed()

    @precondition(lambda self: self.rows)
    @rule(data=st.data(), by=st.sampled_from([-60, -20, -5, -1, 1, 5, 20, 60]))
    def move(self, data: st.DataObject, by: int) -> None:
        row = data.draw(st.sampled_from(sorted(self.rows.values(), key=start_of)))
        schedule = replace(row.schedule, starts_at=row.schedule.starts_at + by * MINUTE)
        self.rows[row.id] = replace(row, schedule=schedule)
        self.changed()

    @precondition(lambda self: self.rows)
    @rule(data=st.data())
    def cancel_or_bring_back(self, data: st.DataObject) -> None:
        row = data.draw(st.sampled_from(sorted(self.rows.values(), key=start_of)))
        self.rows[row.id] = replace(row, cancelled=not row.cancelled)
        self.changed()

    @precondition(lambda self: self.rows)
    @rule(data=st.data(), host=HOSTS)
    def give_to(self, data: st.DataObject, host: str) -> None:
        row = data.draw(st.sampled_from(sorted(self.rows.values(), key=start_of)))
        self.rows[row.id] = replace(row, host=host)
        self.changed()

    @rule(lead=st.sampled_from(LEADS), hosts=st.sampled_from([None, frozenset({"dr. hale"}), frozenset()]))
    def wish(self, lead: timedelta, hosts: frozenset[str] | None) -> None:
        self.wishes = Wishes(lead, hosts)
        self.changed()

    @rule(minutes=st.integers(1, 90))
    def pass_time(self, minutes: int) -> None:
        if self.open:
            self.settle(minutes * MINUTE)
        else:
            self.driver.clock.advance(minutes=minutes)

    @rule(minutes=st.sampled_from([1, 4, 7, 30, 600, 1440]))
    def pc_sleeps(self, minutes: int) -> None:
        self.jump(minutes * MINUTE)

    @rule(minutes=st.sampled_from([-4320, -60, -6, -1, 1, 6, 60, 4320]))
    def clock_is_set(self, minutes: int) -> None:
        self.jump(minutes * MINUTE)

    def jump(self, by: timedelta) -> None:
        self.driver.clock.at += by
        self.undisturbed_since = self.now
        if self.open:
            self.settle(NAP)

    @rule()
    def app_ends(self) -> None:
        self.driver.stop()
        self.open = False
        self.shown = frozenset()

    @precondition(lambda self: not self.open)
    @rule()
    def app_starts(self) -> None:
        self.open = True
        self.changed()

    # ---- what always holds
    @invariant()
    def nothing_is_missed_while_the_app_runs(self) -> None:
        lead = self.wishes.lead
        if not self.open or lead is None:
            return
        for row in self.rows.values():
            start, end = row.schedule.starts_at, row.schedule.ends_at
            if self.wanted(row) and start - lead <= self.now - NAP and self.now < min(start + TOO_LATE, end):
                assert self.told[start_of(row)] == 1, f"missed {row.title}"

    @invariant()
    def what_stands_is_true(self) -> None:
        for start in self.shown:
            row = self.rows[start.meeting]
            assert start_of(row) == start
            assert self.wanted(row)


TestDays = Days.TestCase
TestDays.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
