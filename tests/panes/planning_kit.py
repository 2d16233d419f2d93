"""A clinic's planning settings in memory, for tests of their groups and for pictures of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from pathlib import Path

from hosted_meetings_desktop.domain.availability import DAYS, Availability, ClosedDays, Span, usual_hours
from hosted_meetings_desktop.domain.clinic import (
    ClinicChange,
    FileNote,
    IncomingType,
    VisitTypesPreview,
)
from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.slots import SlotPolicies
from hosted_meetings_desktop.domain.visit_type import VisitColour, VisitType, usual_visit_types
from hosted_meetings_desktop.ui.settings.planning.groups import PlanningGroups
from tests.panes.clinic_data import NOW

PRESETS = ("group_call_guest", "group_call_host", "group_call_participant", "webinar_presenter", "webinar_viewer")
HOSTS = ("Dr. Ada Osei", "Dr. Karim Haddad", "Nurse Lindqvist")
LONG = VisitType(
    VisitTypeId("long"),
    "Multidisciplinary follow-up after rehabilitation, with interpreter and relatives (home visit by video)",
    timedelta(hours=1, minutes=30),
    VisitColour.ROSE,
    before=timedelta(minutes=15),
    after=timedelta(minutes=10),
    presets={Role.HOST: "group_call_host", Role.INTERPRETER: "interpreter_with_two_channels"},
    reminders=(timedelta(days=7), timedelta(days=1), timedelta(hours=2), timedelta(minutes=15)),
)


def span(text: str) -> Span:
    """Return "08:00-12:00" as a span."""
    start, end = text.split("-")
    return Span(time.fromisoformat(start), time.fromisoformat(end))


def osei_hours() -> Availability:
    """Return a week with two spans, breaks and closed days."""
    day = (span("08:00-12:00"), span("13:30-17:30"))
    short = (span("09:00-13:00"),)
    pause = (span("10:00-10:15"),)
    return Availability(
        "Dr. Ada Osei",
        "Europe/London",
        (day, day, short, day, short, (), ()),
        (pause, pause, (), pause, (), (), ()),
        (ClosedDays(date(2026, 8, 3), date(2026, 8, 21), "Leave"), ClosedDays(date(2026, 12, 7), date(2026, 12, 7))),
    )


def clinic_hours() -> Availability:
    """Return the clinic's own hours with the holidays of the year."""
    closed = (
        ClosedDays(date(2026, 5, 1), date(2026, 5, 1), "May Day"),
        ClosedDays(date(2026, 12, 24), date(2027, 1, 1), "Christmas and New Year"),
        ClosedDays(date(2027, 3, 26), date(2027, 3, 29), "Easter"),
    )
    return replace(usual_hours("Europe/London"), breaks=((span("12:00-13:00"),),) * DAYS, closed=closed)


def some_preview() -> VisitTypesPreview:
    """Return a file with a new visit type, a changed and an equal one, and things wrong with it."""
    consultation, follow_up = usual_visit_types()[:2]
    changed = replace(
        consultation, duration=timedelta(minutes=40), colour=VisitColour.VIOLET, presets={Role.HOST: "doctor"}
    )
    new = VisitType(VisitTypeId("new"), "First visit", timedelta(minutes=50), VisitColour.ROSE)
    return VisitTypesPreview(
        (
            IncomingType(changed, consultation, ("duration", "colour", "presets")),
            IncomingType(follow_up, follow_up),
            IncomingType(new),
        ),
        (
            FileNote(
                "Visit type 4 (Home visit)", "“minutes” has to be a whole number of minutes. It is left out.", True
            ),
            FileNote("Visit type 1 (Consultation)", "“price” is not known and is passed over."),
            FileNote(
                "Visit type 1 (Consultation)",
                "The account has no preset “doctor”: nobody can be invited with it until it has.",
            ),
        ),
    )


@dataclass
class FakeClinic:
    """Implements ``ClinicSettings`` in memory; fails where it is told to."""

    types: tuple[VisitType, ...] = field(default_factory=usual_visit_types)
    hours: tuple[Availability, ...] = field(default_factory=lambda: (clinic_hours(), osei_hours()))
    rules: SlotPolicies = field(default_factory=SlotPolicies)
    preview: VisitTypesPreview = field(default_factory=some_preview)
    fails: AppError | None = None
    saved: list[Path] = field(default_factory=list)
    opened: list[Path] = field(default_factory=list)
    undone: list[ClinicChange] = field(default_factory=list)
    kept: list[object] = field(default_factory=list)

    def _look(self) -> None:
        if self.fails is not None:
            raise self.fails

    # ---- visit types
    async def visit_types(self) -> tuple[VisitType, ...]:
        self._look()
        return self.types

    async def keep_visit_type(self, kind: VisitType) -> ClinicChange:
        self._look()
        kind.check()
        if any(each.name == kind.name and each.id != kind.id for each in self.types):
            raise InputProblem("name", f"There is another visit type with the name {kind.name}")
        return self._put({**{each.id: each for each in self.types}, kind.id: kind})

    async def retire_visit_type(self, which: VisitTypeId) -> ClinicChange:
        return self._set_retired(which, True)

    async def restore_visit_type(self, which: VisitTypeId) -> ClinicChange:
        return self._set_retired(which, False)

    def _set_retired(self, which: VisitTypeId, retired: bool) -> ClinicChange:
        self._look()
        return self._put(
            {each.id: replace(each, retired=retired) if each.id == which else each for each in self.types}
        )

    async def remove_visit_type(self, which: VisitTypeId) -> ClinicChange:
        self._look()
        return self._put({each.id: each for each in self.types if each.id != which})

    async def order_visit_types(self, order: Sequence[VisitTypeId]) -> ClinicChange:
        self._look()
        kinds = {each.id: each for each in self.types}
        return self._put({which: kinds[which] for which in order})

    def _put(self, kinds: dict[VisitTypeId, VisitType]) -> ClinicChange:
        before, self.types = self.types, tuple(kinds.values())
        were = {each.id: each for each in before}
        changed = tuple(
            (which, were.get(which)) for which in {**were, **kinds} if were.get(which) != kinds.get(which)
        )
        if self.types == before:
            return ClinicChange()
        self.kept.append(self.types)
        return ClinicChange(types=changed, order=tuple(were) if tuple(were) != tuple(kinds) else ())

    async def save_visit_types(self, target: Path) -> None:
        self._look()
        self.saved.append(target)
        target.write_text(json.dumps([each.name for each in self.types]), "utf-8")

    async def open_visit_types(self, source: Path) -> VisitTypesPreview:
        self._look()
        self.opened.append(source)
        return self.preview

    async def import_visit_types(self, kinds: Sequence[VisitType]) -> ClinicChange:
        self._look()
        return self._put({each.id: each for each in (*self.types, *kinds)})

    # ---- hours
    async def availabilities(self) -> tuple[Availability, ...]:
        self._look()
        return self.hours

    async def keep_availability(self, availability: Availability) -> ClinicChange:
        self._look()
        availability.check()
        before = {each.host: each for each in self.hours}
        self.hours = tuple({**before, availability.host: availability}.values())
        self.kept.append(availability)
        return ClinicChange(hours=((availability.host, before.get(availability.host)),))

    async def drop_availability(self, host: str) -> ClinicChange:
        self._look()
        before = {each.host: each for each in self.hours}
        self.hours = tuple(each for each in self.hours if each.host != host)
        return ClinicChange(hours=((host, before.get(host)),))

    # ---- rules
    async def policies(self) -> SlotPolicies:
        self._look()
        return self.rules

    async def keep_policies(self, policies: SlotPolicies) -> ClinicChange:
        self._look()
        before, self.rules = self.rules, policies
        return ClinicChange(policies=before)

    async def undo(self, change: ClinicChange) -> ClinicChange:
        self._look()
        self.undone.append(change)
        kinds = {each.id: each for each in self.types}
        for which, before in change.types:
            if before is None:
                kinds.pop(which)
            else:
                kinds[which] = before
        order = {which: place for place, which in enumerate(change.order or kinds)}
        self.types = tuple(sorted(kinds.values(), key=lambda each: order.get(each.id, len(order))))
        hours = {each.host: each for each in self.hours}
        for host, had in change.hours:
            if had is None:
                hours.pop(host)
            else:
                hours[host] = had
        self.hours = tuple(hours.values())
        self.rules = change.policies or self.rules
        return ClinicChange()

    # ---- names
    async def preset_names(self) -> tuple[str, ...]:
        self._look()
        return PRESETS

    async def host_names(self) -> tuple[str, ...]:
        self._look()
        return HOSTS


def planning_groups(calls: object, clinic: FakeClinic | None = None) -> PlanningGroups:
    """Return the planning settings of a clinic for a whole Settings pane."""
    known = clinic or FakeClinic()
    return PlanningGroups(known, known, calls, clock=lambda: NOW)
