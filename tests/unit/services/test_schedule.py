"""The plan as a calendar shows it, over a real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hosted_meetings_desktop.calendars.calendars import IcsCalendars
from hosted_meetings_desktop.domain.availability import usual_hours
from hosted_meetings_desktop.domain.ids import PersonId, VisitTypeId
from hosted_meetings_desktop.domain.meeting import SyncState
from hosted_meetings_desktop.domain.person import Person
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.recurrence import Frequency, Recurrence
from hosted_meetings_desktop.domain.slots import SlotTaken
from hosted_meetings_desktop.domain.visit_type import VisitColour
from hosted_meetings_desktop.services.schedule import ScheduleService
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.sync.engine import Engine
from tests.unit.conftest import Heard, make_draft
from tests.unit.fake_service import START, FakeService, Ticking

pytestmark = pytest.mark.anyio


@pytest.fixture
def schedule(store: Database, service: FakeService, changes: Heard, clock: Ticking) -> ScheduleService:
    return ScheduleService(store, Engine(store, service, changes, clock), changes, clock, IcsCalendars())


async def test_what_overlaps_the_window_is_shown_as_its_visit_type(schedule: ScheduleService) -> None:
    typed = replace(make_draft("Knee", "Asha", "Ben"), visit_type=VisitTypeId("follow-up"), place="Room 3")
    await schedule.plan(typed)
    await schedule.plan(make_draft("Later", "Ben", hours=30))
    start = START + timedelta(hours=1, minutes=20)  # it has begun by then
    (entry,) = await schedule.entries(start, start + timedelta(hours=5))
    assert (entry.title, entry.host, entry.place, entry.people) == ("Knee", "Dr Sommer", "Room 3", ("Asha", "Ben"))
    assert (entry.visit_type, entry.colour, entry.after) == ("Follow-up", VisitColour.TEAL, timedelta(minutes=5))
    assert (entry.sync, entry.in_series, entry.moved) == (SyncState.WAITING, False, False)
    assert await schedule.entries(start + timedelta(hours=1), start + timedelta(hours=5)) == ()


async def test_a_series_and_what_was_moved_of_it_can_be_told(schedule: ScheduleService) -> None:
    weekly = Recurrence(Frequency.WEEKLY, weekdays=(0,), count=6)
    planned = await schedule.plan(make_draft("Knee", "Asha"), recurrence=weekly)
    when = planned.meeting.schedule
    await schedule.move(planned.meeting.id, replace(when, starts_at=when.starts_at + timedelta(minutes=30)))
    entries = await schedule.entries(START, START + timedelta(days=60))
    assert [(each.in_series, each.moved) for each in entries] == [(True, True), *[(True, False)] * 5]


async def test_hosts_with_hours_come_first(schedule: ScheduleService, store: Database) -> None:
    await schedule.plan(make_draft("Knee", "Asha"))
    await schedule.plan(replace(make_draft("Cough", "Ben"), host="Dr Winter"))
    store.run_now(lambda lib: lib.plans.keep_availability(usual_hours("Europe/Berlin", "dr winter")))
    store.run_now(lambda lib: lib.plans.keep_availability(usual_hours("Europe/Berlin")))
    assert await schedule.hosts() == ("dr winter", "Dr Sommer")
    assert [each.host for each in await schedule.availabilities()] == ["", "dr winter"]


async def test_somebody_who_walked_in_is_seen_now(schedule: ScheduleService, store: Database, clock: Ticking) -> None:
    person = Person(PersonId("p-1"), "Asha Rao", Role.PATIENT, "asha@example.org", "+491701234567", "de")
    store.run_now(lambda lib: lib.people.keep((person,), now=clock()))
    planned = await schedule.meet_now("Dr Sommer", "Europe/Berlin", person_id=person.id)
    meeting = planned.meeting
    assert meeting.schedule.starts_at == START
    assert [(each.name, each.role) for each in meeting.invitees] == [
        ("Dr Sommer", Role.HOST), ("Asha Rao", Role.PATIENT),
    ]  # fmt: skip
    assert meeting.invitees[1].email == "asha@example.org"
    assert meeting.visit_type == "consultation"
    with pytest.raises(SlotTaken):
        await schedule.meet_now("Dr Sommer", "Europe/Berlin")
    other = await schedule.meet_now("Dr Winter", "Europe/Berlin", VisitTypeId("follow-up"))
    assert other.meeting.title == "Follow-up: Walk-in"
