"""What the plan dialog decides without widgets: zones, usual presets, the draft made of its fields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import InviteeId, ParticipantId, new_id
from hosted_meetings_desktop.domain.meeting import Invitee, MeetingDraft, Region, Schedule
from hosted_meetings_desktop.domain.preset import USUAL_PRESETS, Role
from hosted_meetings_desktop.ui.panes.meetings.wall_time import ClockChange, WallTime, read_wall_time

QUARTER = timedelta(minutes=15)


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


def draft_of(entry: PlanEntry) -> MeetingDraft:
    """Return the draft.

    Raises:
        InputProblem: A field cannot be used; its ``field`` says which.
    """
    if zone_named(entry.zone) is None:
        raise InputProblem("zone", "This time zone is not known", "Choose one of the list.")
    moment = wall_time(entry)
    if moment is None or moment.change is ClockChange.SKIPPED:
        raise InputProblem("start", "This time does not exist on that day", "The clocks go forward. Choose another.")
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
