"""Who is invited for the first time is among the clinic's people afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hosted_meetings_desktop.domain.ids import InviteeId, PersonId, new_id
from hosted_meetings_desktop.domain.meeting import Invitee, MeetingDraft
from hosted_meetings_desktop.domain.person import Person
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.services.people_met import with_people
from tests.unit.conftest import make_draft

pytestmark = pytest.mark.anyio


def guest(name: str, email: str = "", role: Role = Role.PATIENT, phone: str = "") -> Invitee:
    return Invitee(InviteeId(new_id()), name, role, "group_call_guest", email, phone=phone)


def of(*guests: Invitee) -> MeetingDraft:
    return replace(make_draft("Knee"), invitees=guests)


async def test_who_is_new_is_kept_and_found_the_next_time(store: Any, clock: Any) -> None:
    def plan(draft: MeetingDraft) -> Any:
        return store.run(lambda lib: (with_people(lib, draft, now=clock()), lib.people.all()))

    first, people = await plan(of(guest("Fatima Hassani", "fatima@home.example"), guest("Ann", phone="+4930123456")))
    assert {person.name for person in people} == {"Fatima Hassani", "Ann"}
    second, people = await plan(of(guest("Fatima Hassani", "Fatima@Home.example")))
    assert len(people) == 2
    assert second.invitees[0].person_id == first.invitees[0].person_id


async def test_nobody_is_kept_by_a_name_alone_nor_hosts_nor_faulty_addresses(store: Any, clock: Any) -> None:
    draft = of(guest("Ann"), guest("Dr Sommer", "s@clinic.example", Role.HOST), guest("Ben", "no address"))
    planned, people = await store.run(lambda lib: (with_people(lib, draft, now=clock()), lib.people.all()))
    assert people == ()
    assert planned.invitees == draft.invitees


async def test_another_person_with_the_same_address_stays_another(store: Any, clock: Any) -> None:
    mother = Person(PersonId("p1"), "Maria Berg", Role.PATIENT, "family@berg.example")
    draft = of(guest("Jonas Berg", "family@berg.example"))

    def plan(lib: Any) -> Any:
        lib.people.keep((mother,), now=clock())
        return with_people(lib, draft, now=clock()), lib.people.all()

    planned, people = await store.run(plan)
    assert {person.name for person in people} == {"Maria Berg", "Jonas Berg"}
    assert planned.invitees[0].person_id != mother.id


async def test_places_that_were_there_stay_as_they_are(store: Any, clock: Any) -> None:
    draft = of(guest("Ann", "ann@home.example"))
    before = [draft.invitees[0].id]
    planned = await store.run(lambda lib: with_people(lib, draft, now=clock(), besides=before))
    assert planned == draft
