"""The ledger answers for a session, a meeting, a person, a host and a period, and adds up to what was held."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.ids import MeetingId, PersonId, SessionId
from hosted_meetings_desktop.domain.ledger.chain import genesis
from hosted_meetings_desktop.domain.ledger.repository import RowFilter
from hosted_meetings_desktop.domain.ledger.rules import LedgerRules
from hosted_meetings_desktop.domain.ledger.sums import NOTHING, SITTINGS
from hosted_meetings_desktop.domain.ledger.truth import Judgement, SittingId
from hosted_meetings_desktop.domain.live import Progress
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.services.ledger_gathering import TOPIC
from tests.unit.services.test_ledger_kit import NAME, Clinic, clinic

__all__ = ["clinic"]
pytestmark = pytest.mark.anyio
DAY = date(2026, 3, 2)
WEEK = timedelta(days=7)


async def month_of_visits(clinic: Clinic, count: int = 24) -> list[tuple[str, str, float]]:
    """Hold visits at random over five weeks; returns of each patient what became of them and their minutes."""
    chance = Random(7)  # noqa: S311 - no secret
    truth = []
    for number in range(count):
        host_name, name = f"Dr {'SK'[number % 2]}", f"Patient {number % 5}"
        began = number * 1.4 * 24 * 60
        meeting = clinic.plan(name, minutes=began, host=host_name)
        host, patient = meeting.invitees
        comes, late, stays = chance.random() < 0.8, chance.choice([0, 2, 9]), chance.choice([8, 15, 20])
        if not comes and chance.random() < 0.5:
            truth.append((host_name, "never-came", 0.0))
            continue
        session = clinic.hold(meeting.room_id, began, began + 30)
        rows = [(host, began, began + 30)]
        if comes:
            rows.append((patient, began + late, began + late + stays))
        clinic.come(session, *rows)
        truth.append((host_name, "attended" if comes else "never-came", float(stays) if comes else 0.0))
        if number % 6 == 0:
            await clinic.later(minutes=30)
    await clinic.later(days=1)
    return truth


async def test_a_period_adds_up_to_what_was_held(clinic: Clinic) -> None:
    held = await month_of_visits(clinic)
    assert len(clinic.ledger.chain) == len(held)
    whole = (DAY, DAY + 6 * WEEK)
    weeks = await clinic.service.weeks(*whole, roles=[Role.PATIENT])
    patients = sum(weeks.values(), NOTHING)
    assert len(weeks) >= 4
    counts = Counter(what for _host, what, _minutes in held)
    assert (patients.attended, patients.never_came) == (counts["attended"], counts["never-came"])
    assert patients.present == timedelta(minutes=sum(minutes for *_rest, minutes in held))
    assert patients.no_show_rate == counts["never-came"] / len(held)
    months = await clinic.service.months(*whole, roles=[Role.PATIENT])
    assert (list(months), sum(months.values(), NOTHING)) == ([date(2026, 3, 1), date(2026, 4, 1)], patients)
    for name in ("Dr S", "Dr K"):
        mine = sum(
            (await clinic.service.weeks(*whole, host=f" {name.upper()} ", roles=["patient"])).values(), NOTHING
        )
        assert mine.people == sum(host == name for host, *_rest in held)
        assert (await clinic.service.hosts(*whole, roles=["patient"]))[name.casefold()] == mine
    sittings = sum((await clinic.service.weeks(*whole, roles=[SITTINGS])).values(), NOTHING)
    assert (sittings.sittings, sittings.held) == (len(held), counts["attended"])
    assert await clinic.service.weeks(DAY - WEEK, DAY) == {}


async def test_rows_of_reports_come_in_pages_and_in_order(clinic: Clinic) -> None:
    await month_of_visits(clinic, 9)
    first = await clinic.service.rows(RowFilter(), limit=10)
    second = await clinic.service.rows(RowFilter(), after=first.places[-1], limit=10)
    assert (len(first.rows), len(second.rows), first.total) == (10, 8, 18)
    told: list[Progress] = []
    walked = [row async for page in clinic.service.walk(RowFilter(), told=told.append) for row in page]
    assert tuple(walked) == (*first.rows, *second.rows)
    assert [row.day for row in walked] == sorted(row.day for row in walked)
    assert told == [Progress(18, 18)]
    filters = {
        RowFilter(host="dr s"): 10, RowFilter(text="patient 0"): 2, RowFilter(days_before=DAY + timedelta(days=1)): 2,
        RowFilter(days_from=DAY + timedelta(days=1)): 16, RowFilter(persons=frozenset()): 0,
    }  # fmt: skip
    for wanted, count in filters.items():
        assert (await clinic.service.rows(wanted, limit=1)).total == count


async def test_a_person_and_a_meeting_add_up(clinic: Clinic) -> None:
    for number, minutes in enumerate((10, 20)):
        began = number * 60
        meeting = clinic.plan("Asha", "Ben", minutes=began)
        session = clinic.hold(meeting.room_id, began, began + 30)
        host, asha, _ben = meeting.invitees
        clinic.come(session, (host, began, began + 30), (asha, began, began + minutes))
    await clinic.later(hours=2)
    asha = await clinic.service.person([PersonId("person-Asha"), PersonId("person-Asha-again")])
    assert (asha.attended, asha.present, asha.left_early) == (2, timedelta(minutes=30), 2)
    ben = await clinic.service.person([PersonId("person-Ben")], DAY, DAY + WEEK)
    assert (ben.never_came, ben.no_show_rate) == (2, 1.0)
    assert await clinic.service.person([PersonId("person-Ben")], DAY + WEEK) == NOTHING
    last = await clinic.service.of_meeting(meeting.id)
    assert (last.people, last.attended, last.present) == (3, 2, timedelta(minutes=50))


async def test_a_session_is_answered_for_before_any_round(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha")
    host, asha = meeting.invitees
    session = clinic.hold(meeting.room_id, 0, None)
    clinic.come(session, (host, 0, None), (asha, 1, 3))
    clinic.clock.advance(minutes=5)
    report = await clinic.service.session(session)
    assert (report.truth.moving, report.entry, report.truth.sitting) == (True, None, clinic.sitting_id(meeting))
    first, second = report.truth.people
    assert (first.still_in, second.last_left is not None, second.judgement) == (True, True, Judgement.ATTENDED)
    for one in report.truth.people:
        for _name, facts in one.because:
            assert set(facts) <= report.facts.keys()
    assert await clinic.service.sitting(report.truth.sitting) == report
    (same,) = await clinic.service.meeting(meeting.id)
    assert same == report
    assert await clinic.service.meeting(MeetingId("none")) == ()


async def test_what_is_not_there_is_said_plainly(clinic: Clinic) -> None:
    for ask in (clinic.service.session(SessionId("gone")), clinic.service.sitting(SittingId("gone"))):
        with pytest.raises(AppError, match="not in the list"):
            await ask
    meeting = clinic.plan("Asha")
    await clinic.later(minutes=5)
    clinic.move(meeting, minutes=600)
    with pytest.raises(AppError, match="moved"):
        await clinic.service.sitting(clinic.sitting_id(meeting))


async def test_rules_are_kept_and_refused(clinic: Clinic) -> None:
    rules = LedgerRules(late_after=timedelta(minutes=10))
    await clinic.service.keep_rules(rules)
    assert await clinic.service.rules() == rules
    assert clinic.changes.topics == [TOPIC]
    with pytest.raises(InputProblem):
        await clinic.service.keep_rules(LedgerRules(late_after=timedelta(days=1)))
    assert await clinic.service.anchor() == genesis(NAME)
