"""What the plan dialog decides without widgets: what its fields hold, what is wrong with it, the draft made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import InviteeId, ParticipantId, PersonId, VisitTypeId, new_id
from hosted_meetings_desktop.domain.meeting import (
    DEFAULT_PUBLIC_TITLE,
    Invitee,
    Meeting,
    MeetingDraft,
    Region,
    Schedule,
)
from hosted_meetings_desktop.domain.person import is_email, is_number, phone_number
from hosted_meetings_desktop.domain.preset import USUAL_PRESETS, Role
from hosted_meetings_desktop.domain.recurrence import Recurrence
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.domain.slots import Concern
from hosted_meetings_desktop.ui.panes.meetings.repeat_entry import NEVER, RepeatEntry, recurrence_of
from hosted_meetings_desktop.ui.panes.meetings.series_place import SeriesPlace, wall_of
from hosted_meetings_desktop.ui.panes.meetings.wall_time import ClockChange, WallTime, read_wall_time

QUARTER = timedelta(minutes=15)
USUAL_LENGTH = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class InviteeEntry:
    """One line of the dialog's list of people; a line without a name and a way to reach them is not a person yet.

    Attributes:
        person_id: Who of the clinic's people that is; None where somebody was typed.
    """

    name: str = ""
    role: Role = Role.PATIENT
    preset: str = ""
    email: str = ""
    id: InviteeId | None = None
    participant_id: ParticipantId | None = None
    phone: str = ""
    language: str = ""
    zone: str = ""
    person_id: PersonId | None = None

    @property
    def blank(self) -> bool:
        """Whether nobody was entered here."""
        return not (self.name.strip() or self.email.strip() or self.phone.strip())


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """What stands in the dialog's fields.

    Attributes:
        second_time: For a time that the clock shows twice: whether the later one is meant.
        proposed_title: What it is called where ``title`` is empty; may be empty too.
        left_out: Days of the series on which it is not held; of a series that is there already only where somebody
            left out others.
        toggled: Of a meeting in a series: which of its times shall be left out and are not, or the other way round.
            Each is named by its time in the series as it is, or by its day where it comes with another rule.
        rule_changed: Of a meeting in a series: whether ``repeat`` is another rule than it has.
        scope: Of a meeting in a series: which others a change is meant for.
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
    visit_type: VisitTypeId | None = None
    place: str = ""
    invites: bool = False
    proposed_title: str = ""
    repeat: RepeatEntry = NEVER
    left_out: frozenset[date] = frozenset()
    rule_changed: bool = False
    scope: Scope = Scope.THIS
    toggled: frozenset[date] = frozenset()

    @property
    def start(self) -> datetime:
        """The start as the clock shows it, naive."""
        return datetime.combine(self.day, self.at)


@dataclass(frozen=True, slots=True)
class PlanOrder:
    """What shall be kept.

    Attributes:
        recurrence: How it repeats; of a meeting in a series None to keep its rule.
        left_out: Times of the rule that are not held: naive, in the zone of the meeting; None for those of the
            series that are not held already.
        accepted: What is wrong with the time and is meant all the same.
    """

    draft: MeetingDraft
    recurrence: Recurrence | None = None
    left_out: frozenset[datetime] | None = None
    scope: Scope = Scope.THIS
    accepted: frozenset[Concern] = field(default_factory=frozenset)

    @property
    def several(self) -> bool:
        """Whether it concerns more than one meeting."""
        return self.recurrence is not None or self.scope is not Scope.THIS


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


def starts_at(entry: PlanEntry) -> datetime | None:
    """Return the moment the entered date and time name, aware UTC; None where they name none."""
    moment = wall_time(entry)
    if moment is None or moment.change is ClockChange.SKIPPED:
        return None
    # Of a time that comes twice a series always means the first.
    return moment.second if entry.second_time and entry.repeat.frequency is None else moment.first


def next_quarter(now: datetime) -> datetime:
    """Return the next quarter of an hour after ``now``, where a new plan starts from."""
    whole = now.replace(minute=now.minute - now.minute % 15, second=0, microsecond=0)
    return whole + QUARTER


def usual_preset(role: Role, names: tuple[str, ...], presets: Mapping[Role, str] = USUAL_PRESETS) -> str:
    """Return the preset that people with ``role`` usually join with; empty when the account has none by that name.

    Args:
        role: Theirs.
        names: The account's presets; empty while they are not known.
        presets: What each role may do in this kind of meeting, where that is said.
    """
    usual = presets.get(role) or USUAL_PRESETS[role]
    return usual if usual in names or not names else ""


def new_entry(
    now: datetime,
    zone: str,
    day: date | None = None,
    *,
    begins: datetime | None = None,
    duration: timedelta | None = None,
    host: str = "",
    place: str = "",
) -> PlanEntry:
    """Return what a new plan starts from.

    Args:
        now: The time it is, aware.
        zone: IANA; of the plan.
        day: Its day in ``zone``; without it that of ``begins``, or today.
        begins: When it starts, aware; the next quarter of an hour without it.
        duration: How long it is; the usual length without it.
        host: Whose it is.
        place: Where the host sits.
    """
    there = ZoneInfo(zone)
    start = (begins or next_quarter(now)).astimezone(there)
    at = start.time().replace(second=0, microsecond=0, fold=0)
    moment = read_wall_time(start.date(), at, there)
    return PlanEntry(
        title="",
        public_title=DEFAULT_PUBLIC_TITLE,
        day=day or start.date(),
        at=at,
        duration=duration or USUAL_LENGTH,
        zone=zone,
        host=host,
        invitees=(InviteeEntry(),),
        record_on_start=False,
        region=Region.NEAREST,
        second_time=begins is not None and moment.change is ClockChange.REPEATED and begins >= moment.second,
        place=place,
    )


def entry_of(meeting: Meeting) -> PlanEntry:
    """Return what stands in the fields when a meeting is changed."""
    begins, zone = meeting.schedule.starts_at, ZoneInfo(meeting.schedule.zone)
    start = begins.astimezone(zone)
    moment = read_wall_time(start.date(), start.time().replace(fold=0), zone)
    return PlanEntry(
        title=meeting.title,
        public_title=meeting.public_title,
        day=start.date(),
        at=start.time().replace(fold=0),
        duration=meeting.schedule.duration,
        zone=meeting.schedule.zone,
        host=meeting.host,
        invitees=tuple(map(_line_of, meeting.invitees)) or (InviteeEntry(),),
        record_on_start=meeting.record_on_start,
        region=meeting.region,
        second_time=moment.change is ClockChange.REPEATED and begins == moment.second,
        visit_type=meeting.visit_type,
        place=meeting.place,
        invites=meeting.invites,
    )


def _line_of(person: Invitee) -> InviteeEntry:
    return InviteeEntry(
        person.name, person.role, person.preset, person.email, person.id, person.participant_id,
        person.phone, person.language, person.zone, person.person_id,
    )  # fmt: skip


# ---- what is wrong
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

    def repeat() -> None:
        rule = recurrence_of(entry.repeat, entry.day)
        if rule is not None:
            rule.check()

    people = [partial(_invitee, person) for person in entry.invitees if not person.blank]
    rules: list[Callable[[], object]] = [
        *people,
        *_reaching(entry.invitees),
        partial(replace, fine, title=title_of(entry)),
        start,
        partial(replace, fine.schedule, duration=entry.duration),
        repeat,
        zone,
        partial(replace, fine, host=entry.host),
        partial(replace, fine, place=entry.place),
        partial(replace, fine, public_title=entry.public_title),
    ]
    found = (_problem(rule) for rule in rules)
    return tuple({(p.field, p.title): p for p in found if p is not None}.values())


def email_is_fine(person: InviteeEntry) -> bool:
    """Return whether somebody's e-mail address can be written to, or there is none."""
    return not person.email.strip() or is_email(person.email.strip())


def phone_is_fine(person: InviteeEntry) -> bool:
    """Return whether somebody's number can be dialled, or there is none."""
    return not person.phone.strip() or is_number(person.phone.strip())


def _reaching(people: Iterable[InviteeEntry]) -> Iterator[Callable[[], object]]:
    """Yield the rules for how people are reached; each says whose address it is."""

    def refuse(text: str) -> None:
        raise InputProblem("invitees", text)

    for number, person in enumerate(people, start=1):
        who = person.name.strip() or f"Person {number}"
        if not email_is_fine(person):
            yield partial(refuse, f"{who}: “{person.email.strip()}” is not a whole e-mail address")
        if not phone_is_fine(person):
            yield partial(refuse, f"{who}: “{person.phone.strip()}” is not a phone number")


def _problem(rule: Callable[[], object]) -> InputProblem | None:
    try:
        rule()
    except InputProblem as problem:
        return problem
    return None


# ---- what is made of it
def title_of(entry: PlanEntry) -> str:
    """Return what the meeting is called in the clinic."""
    return entry.title.strip() or entry.proposed_title


def draft_of(entry: PlanEntry) -> MeetingDraft:
    """Return the draft.

    Raises:
        InputProblem: The first of :func:`problems_of`.
    """
    if problems := problems_of(entry):
        raise problems[0]
    begins = starts_at(entry)
    assert begins is not None  # noqa: S101 (a zone that is not known, or a time that does not exist, is a problem)
    return _draft(entry, begins, entry.invitees)


def trial_of(entry: PlanEntry) -> MeetingDraft | None:
    """Return a draft good enough to ask whether its time is free; None where time or host are not known yet."""
    begins = starts_at(entry)
    if begins is None or not entry.host.strip():
        return None
    named = [replace(person, preset=person.preset or "-") for person in entry.invitees if person.name.strip()]
    whole = replace(entry, title=title_of(entry) or "-", public_title=entry.public_title.strip() or "-")
    try:
        return _draft(whole, begins, named)
    except InputProblem:
        return None


def order_of(
    entry: PlanEntry,
    place: SeriesPlace | None = None,
    *,
    accepted: frozenset[Concern] = frozenset(),
) -> PlanOrder:
    """Return what shall be kept.

    Args:
        entry: What stands in the fields.
        place: The place of the meeting that is changed in its series; None where it is in none.
        accepted: What is wrong with the time and is meant all the same.

    Raises:
        InputProblem: The first of :func:`problems_of`.
    """
    draft = draft_of(entry)
    if place is None:
        rule = recurrence_of(entry.repeat, entry.day)
        return PlanOrder(draft, rule, _walls(entry, entry.at) if rule else frozenset(), accepted=accepted)
    if entry.scope is Scope.THIS:
        return PlanOrder(draft, accepted=accepted)
    first = place.first(entry.scope, wall_of(draft.schedule))
    rule = recurrence_of(entry.repeat, first.date()) if entry.rule_changed else None
    return PlanOrder(draft, rule, _walls(entry, first.time()) if entry.toggled else None, entry.scope, accepted)


def _walls(entry: PlanEntry, at: time) -> frozenset[datetime]:
    """Return the times that are left out, where all are ``at`` the same."""
    return frozenset(datetime.combine(day, at) for day in entry.left_out)


def _draft(entry: PlanEntry, begins: datetime, people: Iterable[InviteeEntry]) -> MeetingDraft:
    return MeetingDraft(
        title=title_of(entry),
        schedule=Schedule(begins, entry.duration, entry.zone.strip()),
        host=entry.host.strip(),
        invitees=tuple(_invitee(person) for person in people if not person.blank),
        record_on_start=entry.record_on_start,
        region=entry.region,
        public_title=entry.public_title.strip(),
        visit_type=entry.visit_type,
        place=entry.place.strip(),
        invites=entry.invites,
    )


def _invitee(person: InviteeEntry) -> Invitee:
    return Invitee(
        id=person.id or InviteeId(new_id()),
        name=person.name.strip(),
        role=person.role,
        preset=person.preset.strip(),
        email=person.email.strip(),
        participant_id=person.participant_id,
        phone=phone_number(person.phone),
        language=person.language,
        zone=person.zone,
        person_id=person.person_id,
    )
