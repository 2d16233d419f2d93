"""What a clinic plans with is kept whole and comes back as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from hosted_meetings_desktop.domain.availability import Availability, ClosedDays, Span, usual_hours
from hosted_meetings_desktop.domain.ids import SeriesId, VisitTypeId
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.recurrence import LAST, Frequency, Recurrence
from hosted_meetings_desktop.domain.series import Series
from hosted_meetings_desktop.domain.visit_type import (
    ConsentPolicy,
    RecordingPolicy,
    RoomPolicy,
    VisitColour,
    VisitType,
    usual_visit_types,
)
from hosted_meetings_desktop.store.database import Database

RICH = VisitType(
    VisitTypeId("5f0c7d0e-27a0-4bb1-9f4a-1f6a0f1c9b11"),
    "Erstgespräch 👩‍⚕️",
    timedelta(minutes=50),
    VisitColour.ROSE,
    before=timedelta(minutes=10),
    after=timedelta(hours=1, minutes=5),
    one_at_a_time=False,
    rooms=RoomPolicy.PER_SERIES,
    recording=RecordingPolicy.FROM_START,
    consent=ConsentPolicy.ANNOUNCED,
    public_title="Videosprechstunde",
    presets={Role.HOST: "doctor", Role.INTERPRETER: "interpreter"},
    reminders=(timedelta(days=7), timedelta(days=1), timedelta(minutes=5)),
    retired=True,
)
HOURS = Availability(
    "Dr Sommer",
    "Africa/Casablanca",
    ((Span(time(8, 5), time(12)), Span(time(13), time(0))), *((),) * 6),
    ((Span(time(10), time(10, 15)),), *((),) * 6),
    (ClosedDays(date(2026, 12, 24), date(2027, 1, 1), "Christmas"), ClosedDays(date(2026, 8, 3), date(2026, 8, 3))),
)


def test_a_clinic_that_said_nothing_has_nothing_kept(store: Database) -> None:
    assert store.run_now(lambda lib: lib.plans.visit_types()) == ()
    assert store.run_now(lambda lib: lib.plans.availabilities()) == ()


def test_visit_types_come_back_as_they_were_and_in_their_order(store: Database) -> None:
    kinds = (*usual_visit_types(), RICH)
    store.run_now(lambda lib: lib.plans.keep_visit_types(kinds))
    assert store.run_now(lambda lib: lib.plans.visit_types()) == kinds
    assert all(isinstance(role, Role) for role in store.run_now(lambda lib: lib.plans.visit_types())[-1].presets)
    turned = tuple(reversed(kinds[1:]))
    store.run_now(lambda lib: lib.plans.keep_visit_types(turned))
    assert store.run_now(lambda lib: lib.plans.visit_types()) == turned
    store.run_now(lambda lib: lib.plans.keep_visit_types(()))
    assert store.run_now(lambda lib: lib.plans.visit_types()) == ()


def test_hours_come_back_as_they_were_the_clinics_first(store: Database) -> None:
    clinic = usual_hours("Europe/Berlin")

    def work(lib):
        lib.plans.keep_availability(HOURS)
        lib.plans.keep_availability(clinic)
        return lib.plans.availabilities()

    assert store.run_now(work) == (clinic, HOURS)
    changed = replace(HOURS, zone="UTC", closed=())
    store.run_now(lambda lib: lib.plans.keep_availability(changed))
    assert store.run_now(lambda lib: lib.plans.availabilities()) == (clinic, changed)
    store.run_now(lambda lib: lib.plans.drop_availability("Dr Sommer"))
    store.run_now(lambda lib: lib.plans.drop_availability("nobody"))
    assert store.run_now(lambda lib: lib.plans.availabilities()) == (clinic,)


@pytest.mark.parametrize(
    "recurrence",
    [
        Recurrence(Frequency.WEEKLY, weekdays=(0, 4), count=8),
        Recurrence(Frequency.MONTHLY, 2, (4,), nth=LAST, until=date(2027, 3, 1)),
    ],
)
def test_the_rule_of_a_series_comes_back_as_it_was(store: Database, recurrence: Recurrence) -> None:
    starts = datetime(2026, 3, 27, 9, 30)  # noqa: DTZ001 (wall time of the series' zone)
    rule = Series(SeriesId("s"), starts, timedelta(minutes=45), "Europe/Berlin", recurrence)
    store.run_now(lambda lib: lib.plans.keep_series(rule))
    assert store.run_now(lambda lib: lib.plans.series(SeriesId("s"))) == rule
    longer = replace(rule, duration=timedelta(hours=2))
    store.run_now(lambda lib: lib.plans.keep_series(longer))
    assert store.run_now(lambda lib: lib.plans.series(SeriesId("s"))) == longer
    store.run_now(lambda lib: lib.plans.drop_series(SeriesId("s")))
    assert store.run_now(lambda lib: lib.plans.series(SeriesId("s"))) is None
