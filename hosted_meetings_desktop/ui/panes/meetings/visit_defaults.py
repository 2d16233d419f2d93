"""What choosing a visit type fills in; what somebody entered is never overwritten by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hosted_meetings_desktop.domain.meeting import DEFAULT_PUBLIC_TITLE, MAX_TITLE
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.visit_type import VisitType
from hosted_meetings_desktop.ui.panes.meetings.plan_draft import USUAL_LENGTH, InviteeEntry, PlanEntry

GIVEN = ("duration", "public_title", "record_on_start")
"""The fields of an entry that a visit type fills in."""

_WITHOUT = {"duration": USUAL_LENGTH, "public_title": DEFAULT_PUBLIC_TITLE, "record_on_start": False}


def filled_in(entry: PlanEntry, kind: VisitType | None, own: frozenset[str]) -> PlanEntry:
    """Return an entry as a visit type has it.

    Args:
        entry: What stands in the fields.
        kind: What was chosen; without one all stays as it is.
        own: Which of ``GIVEN`` somebody entered themselves.
    """
    if kind is None:
        return entry
    values = {
        "duration": kind.duration,
        "public_title": kind.public_title,
        "record_on_start": kind.recorded_from_start,
    }
    return replace(entry, **{name: value for name, value in values.items() if name not in own})  # type: ignore[arg-type]


def own_fields(entry: PlanEntry, kind: VisitType | None) -> frozenset[str]:
    """Return which of ``GIVEN`` are not as the visit type has them, or a plan without one begins: somebody's own."""
    usual = filled_in(replace(entry, **_WITHOUT), kind, frozenset())  # type: ignore[arg-type]
    return frozenset(name for name in GIVEN if getattr(usual, name) != getattr(entry, name))


def offered(kinds: Iterable[VisitType], used: str | None) -> tuple[VisitType, ...]:
    """Return the visit types to choose from: retired ones only where the meeting has one."""
    return tuple(kind for kind in kinds if not kind.retired or kind.id == used)


def proposed_title(kind: VisitType | None, people: Iterable[InviteeEntry]) -> str:
    """Return what a meeting without a title is called in the clinic; empty without a visit type.

    "Consultation: Sam O'Neill" for one patient, "Group session" for several, "Consultation" while nobody is invited.
    """
    if kind is None:
        return ""
    patients = [person.name.strip() for person in people if person.role is Role.PATIENT and person.name.strip()]
    if len(patients) == 1:
        return f"{kind.name}: {patients[0]}"[:MAX_TITLE].rstrip()
    return kind.name
