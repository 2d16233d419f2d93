"""The front desk: where each of today's meetings stands, by which word and of what age, and who may be let in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId
from hosted_meetings_desktop.domain.live import Planned, UndoStep
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.slots import Policy

LAST_SEEN_FOR = timedelta(hours=1)
"""How long somebody who was seen waiting counts as waiting after the call window that saw them was closed."""
MOST = timedelta(hours=4)
"""The longest of the clinic's limits."""

_MINUTE = timedelta(minutes=1)
_NONE = timedelta(0)


class DeskState(StrEnum):
    """Where a meeting stands, in the order in which a desk looks at them: who needs somebody comes first."""

    WAITING = "waiting"
    EARLY = "early"  # somebody waits before its time
    OVER_TIME = "over-time"
    IN_CALL = "in-call"
    PLANNED = "planned"
    NO_SHOW = "no-show"
    ENDED = "ended"
    CANCELLED = "cancelled"


class Source(StrEnum):
    """Whose word a state rests on."""

    PLAN = "plan"  # our own: true by definition
    PROVIDER = "provider"  # the video service, as last asked
    CALL = "call"  # a call window of a host: nobody else knows who waits
    DESK = "desk"  # a person said so


class Urgency(StrEnum):
    """How a wait stands to the clinic's limits."""

    CALM = "calm"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Word:
    """Whose word something is, and of when.

    Attributes:
        at: Aware UTC; None where it has no age: of the plan, and of a call window that looks right now.
    """

    source: Source
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeskLimits:
    """What a clinic decided for its front desk.

    Attributes:
        amber_after: A wait this long is amber; red after ``red_after``. Waiting before the time does not count.
        no_show_after: After the start without anybody but the host, "no-show" is proposed.
        over_after: A call is over time this long after its planned end.
        lock: What becomes of letting a patient in while another one is in the room.
    """

    amber_after: timedelta = timedelta(minutes=5)
    red_after: timedelta = timedelta(minutes=15)
    no_show_after: timedelta = timedelta(minutes=15)
    over_after: timedelta = timedelta(0)
    lock: Policy = Policy.WARN

    def check(self) -> None:
        """Refuse what makes no sense.

        Raises:
            InputProblem: for the field to mend.
        """
        for name in _LENGTHS:
            length: timedelta = getattr(self, name)
            if not _NONE <= length <= MOST or length % _MINUTE:
                raise InputProblem(name, "A limit lasts up to four hours, in whole minutes")
        if self.red_after < self.amber_after:
            raise InputProblem("red_after", "A wait turns red after it turned amber, or at the same time")

    def words(self) -> dict[str, object]:
        """Return the limits as plain values, for :meth:`read`."""
        lengths: dict[str, object] = {name: int(getattr(self, name) / _MINUTE) for name in _LENGTHS}
        return {**lengths, "lock": self.lock.value}

    @classmethod
    def read(cls, words: Mapping[str, object]) -> DeskLimits:
        """Return what :meth:`words` gave; what is missing or makes no sense is as a clinic starts."""
        whole = {name: words.get(name) for name in _LENGTHS}
        lengths = {
            name: timedelta(minutes=minutes)
            for name, minutes in whole.items()
            if isinstance(minutes, int) and 0 <= minutes <= MOST / _MINUTE
        }
        lock = next((each for each in Policy if each.value == words.get("lock")), cls().lock)
        found = cls(**lengths, lock=lock)
        try:
            found.check()
        except InputProblem:
            return cls(lock=lock)
        return found


_LENGTHS = tuple(each.name for each in fields(DeskLimits) if each.name != "lock")


# ---- what is known
@dataclass(frozen=True, slots=True)
class Waiter:
    """Somebody in a waiting room, as a call window names them."""

    participant_id: ParticipantId
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class WaitingList:
    """Who waits for a meeting, by the last word of a call window.

    Attributes:
        at: When it said so, aware UTC.
        source: Which window, as it calls itself.
        open: Whether a window of that meeting is still there to say so if it changes.
    """

    people: tuple[Waiter, ...]
    at: datetime
    source: str
    open: bool = True


@dataclass(frozen=True, slots=True)
class RoomSession:
    """One live run of a room, and who was in it.

    Attributes:
        live: How many are in now, by the provider's last word; it may not have said yet who.
    """

    started_at: datetime
    ended_at: datetime | None
    live: int
    observed_at: datetime
    people: tuple[Presence, ...] = ()


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """All that is known of one meeting today.

    Attributes:
        no_show_at: When somebody marked it as a no-show, aware UTC.
        one_at_a_time: Whether it is for one patient.
        voices: Of how many people only the voices are recorded; 0: that is not known; None: a film is, or nothing.
        known_at: When the provider's running calls were last read completely.
    """

    meeting: Meeting
    sessions: tuple[RoomSession, ...] = ()
    waiting: WaitingList | None = None
    no_show_at: datetime | None = None
    one_at_a_time: bool = True
    recording: bool = False
    voices: int | None = None
    known_at: datetime | None = None


# ---- what follows from it
@dataclass(frozen=True, slots=True)
class PersonHere:
    """Somebody who waits or is in the call.

    Attributes:
        role: None where we did not invite them.
        invitee: Likewise.
    """

    participant_id: ParticipantId
    name: str
    since: datetime
    role: Role | None = None
    invitee: InviteeId | None = None


@dataclass(frozen=True, slots=True)
class DeskRoom:
    """One meeting as the desk sees it.

    Attributes:
        since: Since when its state holds; of one that is planned, when it starts.
        word: Whose word the state is, and of when.
        waiting: Who waits, the longest first.
        waiting_word: Of when that is; None where nobody waits. Its ``at`` is the last word of a window that is gone,
            or ``None`` while one looks.
        inside: Who is in the call, by the provider's word.
        count: How many are in; may be more than are named.
        proposed: Whether it is a no-show only by the clock: nobody has said so yet.
        voices: Of how many people only the voices are recorded; 0: that is not known; None: a film is, or nothing.
        desk_inside: Whether the front desk itself stands by in the room; ``inside`` and ``count`` are without it.
    """

    meeting: Meeting
    state: DeskState
    since: datetime
    word: Word
    waiting: tuple[PersonHere, ...] = ()
    waiting_word: Word | None = None
    inside: tuple[PersonHere, ...] = ()
    count: int = 0
    proposed: bool = False
    recording: bool = False
    voices: int | None = None
    one_at_a_time: bool = True
    desk_inside: bool = False

    @property
    def id(self) -> MeetingId:
        """The meeting's id."""
        return self.meeting.id

    @property
    def guests_inside(self) -> tuple[PersonHere, ...]:
        """Who is in the call besides its hosts."""
        return tuple(each for each in self.inside if each.role is not Role.HOST)

    @property
    def looks(self) -> bool:
        """Whether a host's call window is there that sees who waits, and can let them in."""
        return self.waiting_word is not None and self.waiting_word.at is None


@dataclass(frozen=True, slots=True)
class DeskDay:
    """A day at the desk.

    Attributes:
        rooms: In the order of their states, then of time.
        read_at: When this was put together, aware UTC.
        known_at: When the provider was last asked about all running calls; None: never.
        hosts: Everybody who hosts one of the meetings, by name.
    """

    day: date
    rooms: tuple[DeskRoom, ...]
    limits: DeskLimits
    read_at: datetime
    known_at: datetime | None = None
    hosts: tuple[str, ...] = ()


class NoHostInside(AppError):
    """Somebody is to be let in, and no call window of a host is open that could do it."""

    def __init__(self) -> None:
        super().__init__(
            "No host is in this call yet",
            "Only a host's call window can let people in. Join the call, or stand by in its room.",
        )


class PatientInside(AppError):
    """A patient is to be let into a room for one patient, and another one is in it.

    Attributes:
        others: Who is in.
        refused: Whether the clinic refuses it; else somebody can say yes to it.
    """

    def __init__(self, others: tuple[PersonHere, ...], *, refused: bool) -> None:
        names = ", ".join(each.name for each in others)
        advice = "Wait until they have left." if refused else "Let them in only if both are meant to meet."
        super().__init__(f"{names} is in this room", f"Nobody was let in. {advice}")
        self.others = others
        self.refused = refused


class WaitingDoor(Protocol):
    """The way from the desk to a host's call window, which alone can let people in."""

    async def admit(self, meeting_id: MeetingId, participant_id: ParticipantId) -> None:
        """Let somebody in.

        Raises:
            NoHostInside: there is no window to do it.
            AppError: the window could not.
        """
        ...

    async def deny(self, meeting_id: MeetingId, participant_id: ParticipantId) -> None:
        """Send somebody away from the waiting room; raises as ``admit``."""
        ...


class DeskReader(Protocol):
    """What the desk reads of the store besides the meetings."""

    def sessions(
        self, meetings: Iterable[Meeting], *, since: datetime
    ) -> Mapping[MeetingId, tuple[RoomSession, ...]]:
        """Return what was held of meetings since a time, and what is running; each by start."""
        ...

    def recorded_now(self, meetings: Iterable[Meeting], *, since: datetime) -> dict[MeetingId, int | None]:
        """Return which meetings are being recorded since a time: with ``RoomFacts.voices``."""
        ...


# ---- reaching people
class Way(StrEnum):
    """How somebody gets their link."""

    EMAIL = "email"
    SMS = "sms"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class Contact:
    """How one invited person can be reached; what the meeting does not say, the clinic's list of people may."""

    invitee: InviteeId
    name: str
    role: Role
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class DeskContacts:
    """How the people of a meeting can be reached.

    Attributes:
        can_mail: Whether e-mail is set up; ``can_text`` likewise.
        told: Whether those who are invited are written to when the plan changes.
    """

    people: tuple[Contact, ...]
    can_mail: bool
    can_text: bool
    told: bool


@dataclass(frozen=True, slots=True)
class NewGuest:
    """Somebody who is to come into a call that runs."""

    name: str
    role: Role
    email: str = ""
    phone: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """A link on its way.

    Attributes:
        address: Where it was sent to; empty where it is to be copied.
        link: What is to be copied: a secret.
        undo: How to take the invitation back; None for somebody who was invited before.
    """

    name: str
    way: Way
    address: str = ""
    link: str = field(default="", repr=False)
    undo: UndoStep | None = None


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A meeting that has another host or another time.

    Attributes:
        told: Who is written to about it.
    """

    planned: Planned
    told: tuple[str, ...] = ()
