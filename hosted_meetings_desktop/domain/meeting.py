"""A planned meeting: our schedule and our guests over one of the provider's rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import (
    InviteeId,
    MeetingId,
    ParticipantId,
    PersonId,
    RoomId,
    SeriesId,
    VisitTypeId,
)
from hosted_meetings_desktop.domain.preset import Role

T = TypeVar("T")

MAX_TITLE = 200
MAX_NAME = 120
DEFAULT_PUBLIC_TITLE = "Video visit"
"""What the provider and the guests read: neutral, so that no patient's name leaves the clinic in a title."""

MAX_DURATION = timedelta(hours=24)


class Region(StrEnum):
    """Where Dyte runs the room (``preferred_region``); RealtimeKit has no such field."""

    NEAREST = ""
    MUMBAI = "ap-south-1"
    SINGAPORE = "ap-southeast-1"
    VIRGINIA = "us-east-1"
    FRANKFURT = "eu-central-1"


class SyncState(StrEnum):
    """How our row stands to the provider's."""

    SYNCED = "synced"
    WAITING = "waiting"
    AHEAD = "ahead"  # far ahead: its room is made nearer to the time
    SENDING = "sending"
    ATTENTION = "attention"

    @property
    def calm(self) -> bool:
        """Whether all is as it should be."""
        return self in {SyncState.SYNCED, SyncState.AHEAD}


class Phase(StrEnum):
    """Where a meeting is in its life, as lists filter it."""

    UPCOMING = "upcoming"
    LIVE = "live"
    PAST = "past"
    CANCELLED = "cancelled"


class SharedField(StrEnum):
    """What both sides of a meeting have."""

    TITLE = "title"
    RECORD_ON_START = "record_on_start"
    REGION = "region"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A setting that was changed on both sides; ours was kept, theirs is shown.

    Attributes:
        theirs: As text: a title, "true" or "false", a region.
        at: When it was noticed, aware UTC.
    """

    field: SharedField
    ours: str
    theirs: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a meeting is: an aware UTC start, a length, and the IANA zone it was planned in."""

    starts_at: datetime
    duration: timedelta
    zone: str

    def __post_init__(self) -> None:
        """Refuse times that could not be told apart later."""
        if self.starts_at.tzinfo is None:
            raise ValueError("a schedule needs an aware time")

    def check(self) -> None:
        """Refuse what cannot be planned. What is kept already is shown as it is, also where this PC lacks its zone.

        Raises:
            InputProblem: for the field to mend.
        """
        if not timedelta(0) < self.duration <= MAX_DURATION:
            raise InputProblem("duration", "A meeting lasts between one minute and 24 hours")
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise InputProblem("zone", f"The time zone {self.zone} is not known on this PC") from error

    @property
    def ends_at(self) -> datetime:
        """The planned end, aware UTC."""
        return self.starts_at + self.duration


@dataclass(frozen=True, slots=True)
class Invitee:
    """A person's place in a meeting.

    Attributes:
        participant_id: Known once the provider has added them.
        problem: Why the provider refuses them as they are, empty when all is well.
        phone: E.164 where text messages are to be sent.
        language: BCP 47 tag of the language they are written to in; empty for the clinic's.
        zone: IANA zone they live in; empty for the meeting's.
        person_id: Who that is in the clinic's list of people, None where they are not in it.
    """

    id: InviteeId
    name: str
    role: Role
    preset: str
    email: str = ""
    participant_id: ParticipantId | None = None
    problem: str = ""
    phone: str = ""
    language: str = ""
    zone: str = ""
    person_id: PersonId | None = None

    def __post_init__(self) -> None:
        """Refuse what the provider could not join with (it needs a name, FACTS section 3)."""
        if not self.name.strip():
            raise InputProblem("invitees", "Every invited person needs a name")
        if len(self.name) > MAX_NAME:
            raise InputProblem("invitees", f"A name can have up to {MAX_NAME} characters")
        _must_be_text("invitees", self.name)
        if not self.preset.strip():
            raise InputProblem("invitees", f"Choose what {self.name} may do in the call")


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """What a host fills in to plan or change a meeting.

    Attributes:
        visit_type: The template it was planned with, None for none.
        place: The room on site that the host sits in, empty for none.
        invites: Whether those who are invited are written to, now and whenever it changes.
    """

    title: str
    schedule: Schedule
    host: str
    invitees: tuple[Invitee, ...] = ()
    record_on_start: bool = False
    region: Region = Region.NEAREST
    public_title: str = DEFAULT_PUBLIC_TITLE
    visit_type: VisitTypeId | None = None
    place: str = ""
    invites: bool = False

    def __post_init__(self) -> None:
        """Refuse a draft that could not be kept, or not be found again in a list."""
        self.schedule.check()
        if not self.title.strip():
            raise InputProblem("title", "The meeting needs a title")
        if len(self.title) > MAX_TITLE:
            raise InputProblem("title", f"A title can have up to {MAX_TITLE} characters")
        if not self.public_title.strip():
            raise InputProblem("public_title", "Guests need a title to read")
        if len(self.public_title) > MAX_TITLE:
            raise InputProblem("public_title", f"A title can have up to {MAX_TITLE} characters")
        if not self.host.strip():
            raise InputProblem("host", "The meeting needs a host")
        if len(self.place) > MAX_NAME:
            raise InputProblem("place", f"A place can have up to {MAX_NAME} characters")
        for field in ("title", "public_title", "host", "place"):
            _must_be_text(field, getattr(self, field))


@dataclass(frozen=True, slots=True)
class Meeting:
    """A planned meeting as the store keeps it.

    Attributes:
        live: How many people are in the room now; None when nobody is or it is not known.
        observed_at: When the provider last told us about it, aware UTC.
        problem: Why it waits or what needs mending, in a sentence or two; empty when all is well.
        problem_field: What the problem lies in, as the provider names it ("preset_name"); empty when it is not known.
        next_try_at: When it is sent again by itself, aware UTC; None: with the next turn, or not by itself.
        conflicts: What was changed here and at the provider.
        made_elsewhere: Whether the room was made by another program, so that its schedule is not known.
        visit_type: The template it was planned with, None for none.
        place: The room on site that the host sits in, empty for none.
        invites: Whether those who are invited are written to, now and whenever it changes.
        series_id: The series it belongs to, None for none.
        wall: Its time by the rule of the series: naive, in the zone of the series; names it within the series for
            good, also after it was moved.
        room_of: What has the room and the people in its place, where its series shares them; None where it has
            its own.
    """

    id: MeetingId
    title: str
    schedule: Schedule
    host: str
    invitees: tuple[Invitee, ...] = ()
    record_on_start: bool = False
    region: Region = Region.NEAREST
    public_title: str = DEFAULT_PUBLIC_TITLE
    cancelled: bool = False
    room_id: RoomId | None = None
    sync: SyncState = SyncState.WAITING
    problem: str = ""
    live: int | None = None
    observed_at: datetime | None = None
    created_at: datetime | None = None
    problem_field: str = ""
    next_try_at: datetime | None = None
    conflicts: tuple[Conflict, ...] = ()
    made_elsewhere: bool = False
    visit_type: VisitTypeId | None = None
    place: str = ""
    invites: bool = False
    series_id: SeriesId | None = None
    wall: datetime | None = None
    room_of: MeetingId | None = None

    def phase(self, now: datetime) -> Phase:
        """Return where the meeting is at ``now``."""
        if self.cancelled:
            return Phase.CANCELLED
        if self.live:
            return Phase.LIVE
        return Phase.PAST if self.schedule.ends_at < now else Phase.UPCOMING


@dataclass(frozen=True, slots=True)
class MeetingFilter:
    """What a list of meetings shows; all given conditions hold together.

    Attributes:
        only_invites: Leave out those whose people are not written to.
    """

    phase: Phase | None = None
    text: str = ""
    starts_from: datetime | None = None
    starts_before: datetime | None = None
    only_invites: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list, and how many rows there are in all."""

    rows: tuple[T, ...]
    total: int


def _must_be_text(field: str, text: str) -> None:
    """Refuse halves of characters, as a damaged clipboard may hold: they can neither be kept nor sent."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InputProblem(field, "This holds a character that cannot be used; type it again") from error
