"""What the plan dialog decides without widgets: what its fields hold, what is wrong with it, the draft made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import InviteeId, ParticipantId, new_id
from hosted_meetings_desktop.domain.meeting import (
    DEFAULT_PUBLIC_TITLE,
    Invitee,
    Meeting,
    MeetingDraft,
    Region,
    Schedule,
)
from hosted_meetings_desktop.domain.preset import USUAL_PRESETS, Role
from hosted_meetings_desktop.ui.panes.meetings.wall_time import ClockChange, WallTime, read_wall_time

QUARTER = timedelta(minutes=15)
USUAL_LENGTH = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class InviteeEntry:
    """One line of the dialog's list of people; a line without a name and an e-mail address is not a person yet."""

    name: str = ""
    role: Role = Role.PATIENT
    preset: str = ""
    email: str = ""
    id: InviteeId | None = None
    participant_id: ParticipantId | None = None

    @property
    def blank(self) -> bool:
        """Whether nobody was entered here."""
        return not self.name.strip() and not self.email.strip()


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """What stands in the dialog's fields.

    Attributes:
        second_time: For a time that the clock shows twice: whether the later one is meant.
    """

    title: str
    public_title: str
    day: date
    at: time
    duration: timedelta
    zone: str
    host: str
    invitees: tuple[InviteeEntry, ...]
    record_on_start: bool
    region: Region
    second_time: bool = False


def zone_named(name: str) -> ZoneInfo | None:
    """Return the IANA zone called ``name`` (any case), or None when there is none on this PC."""
    try:
        return ZoneInfo(name.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def wall_time(entry: PlanEntry) -> WallTime | None:
    """Return what the entered date and time mean; None without a known zone."""
    zone = zone_named(entry.zone)
    return None if zone is None else read_wall_time(entry.day, entry.at, zone)


def next_quarter(now: datetime) -> datetime:
    """Return the next quarter of an hour after ``now``, where a new plan starts from."""
    whole = now.replace(minute=now.minute - now.minute % 15, second=0, microsecond=0)
    return whole + QUARTER


def usual_preset(role: Role, names: tuple[str, ...]) -> str:
    """Return the preset that people with ``role`` usually join with; empty when the account has none by that name."""
    usual = USUAL_PRESETS[role]
    return usual if usual in names or not names else ""


def new_entry(now: datetime, zone: str, day: date | None = None) -> PlanEntry:
    """Return what a new plan starts from: the next quarter of an hour in ``zone``, today or on ``day``."""
    start = next_quarter(now).astimezone(ZoneInfo(zone))
    return PlanEntry(
        title="",
        public_title=DEFAULT_PUBLIC_TITLE,
        day=day or start.date(),
        at=start.time(),
        duration=USUAL_LENGTH,
        zone=zone,
        host="",
        invitees=(InviteeEntry(),),
        record_on_start=False,
        region=Region.NEAREST,
    )


def entry_of(meeting: Meeting) -> PlanEntry:
    """Return what stands in the fields when a meeting is changed."""
    starts_at, zone = meeting.schedule.starts_at, ZoneInfo(meeting.schedule.zone)
    start = starts_at.astimezone(zone)
    people = tuple(InviteeEntry(p.name, p.role, p.preset, p.email, p.id, p.participant_id) for p in meeting.invitees)
    moment = read_wall_time(start.date(), start.time().replace(fold=0), zone)
    return PlanEntry(
        title=meeting.title,
        public_title=meeting.public_title,
        day=start.date(),
        at=start.time().replace(fold=0),
        duration=meeting.schedule.duration,
        zone=meeting.schedule.zone,
        host=meeting.host,
        invitees=people or (InviteeEntry(),),
        record_on_start=meeting.record_on_start,
        region=meeting.region,
        second_time=moment.change is ClockChange.REPEATED and starts_at == moment.second,
    )


def problems_of(entry: PlanEntry) -> tuple[InputProblem, ...]:
    """Return everything that keeps the entry from being planned, in the order of the fields; empty when it is fine.

    The rules are the domain's own: each field is tried in a draft that is fine otherwise.
    """
    moment = wall_time(entry)
    fine = MeetingDraft("-", Schedule(datetime(2000, 1, 1, tzinfo=UTC), QUARTER, "UTC"), "-")

    def start() -> None:
        if moment is not None and moment.change is ClockChange.SKIPPED:
            raise InputProblem(
                "start", "This time does not exist on that day", "The clocks go forward. Choose another."
            )

    def zone() -> None:
        if moment is None:
            raise InputProblem("zone", "This time zone is not known", "Choose one of the list.")

    people = [partial(_invitee, person) for person in entry.invitees if not person.blank]
    rules: list[Callable[[], object]] = [
        partial(replace, fine, title=entry.title),
        start,
        partial(replace, fine.schedule, duration=entry.duration),
        zone,
        partial(replace, fine, host=entry.host),
        *people,
        partial(replace, fine, public_title=entry.public_title),
    ]
    found = (_problem(rule) for rule in rules)
    return tuple({(p.field, p.title): p for p in found if p is not None}.values())


def _problem(rule: Callable[[], object]) -> InputProblem | None:
    try:
        rule()
    except InputProblem as problem:
        return problem
    return None


def draft_of(entry: PlanEntry) -> MeetingDraft:
    """Return the draft.

    Raises:
        InputProblem: The first of :func:`problems_of`.
    """
    moment = wall_time(entry)
    if problems := problems_of(entry):
        raise problems[0]
    assert moment is not None  # noqa: S101 (a zone that is not known is a problem)
    starts_at = moment.second if entry.second_time else moment.first
    return MeetingDraft(
        title=entry.title.strip(),
        schedule=Schedule(starts_at, entry.duration, entry.zone.strip()),
        host=entry.host.strip(),
        invitees=tuple(_invitee(person) for person in entry.invitees if not person.blank),
        record_on_start=entry.record_on_start,
        region=entry.region,
        public_title=entry.public_title.strip(),
    )


def _invitee(person: InviteeEntry) -> Invitee:
    return Invitee(
        id=person.id or InviteeId(new_id()),
        name=person.name.strip(),
        role=person.role,
        preset=person.preset.strip(),
        email=person.email.strip(),
        participant_id=person.participant_id,
    )
