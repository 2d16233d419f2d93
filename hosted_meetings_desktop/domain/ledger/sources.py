"""Turns what the sources of attendance say into facts: the plan, the provider, our call windows, the desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.call_diary import DiaryEntry, Outcome, Step
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId, PeerId, SessionId
from hosted_meetings_desktop.domain.ledger.canonical import clean, stamp
from hosted_meetings_desktop.domain.ledger.facts import Fact, FactId, Kind, Place, Source, Who, details
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.session import Session

_WAY_IN = frozenset(
    {
        Step.TICKET, Step.LOAD, Step.START, Step.JOIN, Step.ONCE_MORE, Step.FRESH_TICKET, Step.RELOAD,
        Step.SOUND_ONLY, Step.OFFLINE, Step.REJOIN, Step.RETURN,
    }
)  # fmt: skip
_AGAIN = "said_again_at"
_LONGEST = timedelta(days=30)
_NEVER = 9999
_CAME_IN = frozenset({"PEER_JOINING", "PEER_JOINED", "JOINED"})
_WENT_OUT = frozenset({"PEER_LEAVING", "PEER_LEFT", "LEFT"})


@dataclass(frozen=True, slots=True)
class PeerEvent:
    """What the provider noted of one connection (``peer_events`` of a session's participants).

    Attributes:
        peer_id: Of the event; may be another than that of the row it came with.
        user_id: Of the row it came with.
        custom_id: Likewise.
        name: As the provider writes it: ``PEER_JOINING``.
    """

    session_id: SessionId
    peer_id: PeerId
    user_id: str
    custom_id: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PeerDevice:
    """What somebody joined with (``peer_stats.device_info``); each text empty where the provider does not say."""

    session_id: SessionId
    peer_id: PeerId
    user_id: str
    custom_id: str
    at: datetime
    browser: str = ""
    system: str = ""
    mobile: bool | None = None


def plan_facts(meeting: Meeting, *, learned_at: datetime) -> tuple[Fact, ...]:
    """Return what is planned and who is invited, as it stands now."""
    schedule = meeting.schedule
    invited = " ".join(each.id for each in meeting.invitees)
    planned = Fact(
        Kind.PLANNED, Source.PLAN, schedule.starts_at, learned_at, until=schedule.ends_at, meeting=meeting.id,
        details=details(
            title=meeting.title, host=meeting.host, zone=schedule.zone, visit_type=meeting.visit_type or "",
            cancelled="yes" if meeting.cancelled else "", invited=invited,
        ),
    )  # fmt: skip
    people = (
        Fact(
            Kind.INVITED, Source.PLAN, schedule.starts_at, learned_at, meeting=meeting.id,
            who=Who(str(each.id), each.participant_id or "", name=clean(each.name), preset=clean(each.preset)),
            details=details(role=each.role.value, person=each.person_id or ""),
        )
        for each in meeting.invitees
    )  # fmt: skip
    return planned, *people


def session_fact(session: Session, *, learned_at: datetime) -> Fact:
    """Return what the provider says of a session."""
    reported = None if session.minutes is None or session.ended_at is None else _minutes(session.minutes)
    return Fact(
        Kind.SESSION, Source.SESSIONS, session.started_at, learned_at, until=_end(session.ended_at), length=reported,
        meeting=session.meeting_id, session=session.id,
        details=details(room=session.room_id, title=session.title),
    )  # fmt: skip


def read_fact(session: SessionId, *, read_at: datetime) -> Fact:
    """Return that the provider was asked for all people of a session."""
    return Fact(Kind.PEOPLE_READ, Source.PARTICIPANTS, read_at, read_at, session=session)


def nothing_held_fact(meeting: MeetingId, *, read_at: datetime) -> Fact:
    """Return that all sessions were read, and none was of this meeting."""
    return Fact(Kind.NOTHING_HELD, Source.SESSIONS, read_at, read_at, meeting=meeting)


def stay_fact(row: Presence, *, learned_at: datetime) -> Fact:
    """Return one join as the provider reports it."""
    who = Who(clean(row.custom_id), clean(row.user_id), clean(row.peer_id), clean(row.name), clean(row.preset))
    reported = None if row.minutes is None else _minutes(row.minutes)
    return Fact(
        Kind.STAY, Source.PARTICIPANTS, row.joined_at, learned_at, who, _end(row.left_at), reported,
        session=row.session_id,
    )  # fmt: skip


def event_fact(event: PeerEvent, *, learned_at: datetime) -> Fact:
    """Return what the provider noted of a connection; an event of an unknown name says that it was begun."""
    name = event.name.strip().upper()
    kind = Kind.CAME_IN if name in _CAME_IN else Kind.WENT_OUT if name in _WENT_OUT else Kind.REACHED
    who = Who(clean(event.custom_id), clean(event.user_id), clean(event.peer_id))
    return Fact(kind, Source.PEER_EVENTS, event.at, learned_at, who, session=event.session_id, text=clean(event.name))


def device_fact(device: PeerDevice, *, learned_at: datetime) -> Fact:
    """Return what somebody joined with."""
    kind = {True: "mobile", False: "computer", None: ""}[device.mobile]
    text = ", ".join(part for part in (device.browser, device.system, kind) if part)
    who = Who(clean(device.custom_id), clean(device.user_id), clean(device.peer_id))
    return Fact(
        Kind.DEVICE, Source.PEER_REPORT, device.at, learned_at, who, session=device.session_id, text=clean(text)
    )


def sighting_fact(
    kind: Kind, place: Place, meeting: MeetingId, who: Who, *, witness: str, at: datetime, learned_at: datetime
) -> Fact:
    """Return that a call window saw somebody come, go or be there.

    Args:
        kind: ``CAME_IN`` and ``WENT_OUT`` where the window saw it happen, ``SIGHTED`` and ``LOST_SIGHT`` where it
            was the window that came or went.
        place: The room or its waiting room.
        meeting: Whose call window.
        who: Whom; at least by one of their ids.
        witness: Which window.
        at: When, by this PC's clock.
        learned_at: When it was told.
    """
    return Fact(kind, Source.CALL_WINDOW, at, learned_at, who, meeting=meeting, place=place, witness=clean(witness))


def diary_facts(
    meeting: MeetingId, invitee: InviteeId, entries: Iterable[DiaryEntry], *, learned_at: datetime
) -> tuple[Fact, ...]:
    """Return on which steps of the way into a call somebody at this PC got no further."""
    return tuple(
        Fact(
            Kind.FAILED, Source.DIARY, each.started.astimezone(learned_at.tzinfo), learned_at, Who(str(invitee)),
            until=(each.started + each.took).astimezone(learned_at.tzinfo), meeting=meeting,
            text=clean(f"{each.step}: {each.reason or each.outcome}"),
        )
        for each in entries
        if each.step in _WAY_IN and each.outcome is not Outcome.DONE
    )  # fmt: skip


def missed_fact(meeting: MeetingId, *, marked_at: datetime, learned_at: datetime) -> Fact:
    """Return that somebody at the desk said that nobody came to a meeting."""
    return Fact(Kind.MISSED, Source.DESK, marked_at, learned_at, meeting=meeting)


def not_missed_fact(mark: Fact, *, learned_at: datetime) -> Fact:
    """Return that somebody at the desk took such a mark back."""
    return replace(mark, learned_at=learned_at, details=details(taken_back="yes"))


def standing_marks(facts: Iterable[Fact]) -> list[Fact]:
    """Return those marks of the desk that nobody took back."""
    marks = [each for each in facts if each.kind is Kind.MISSED]
    taken_back = {each.at for each in marks if each.detail("taken_back")}
    return [each for each in marks if each.at not in taken_back]


def said_again(fact: Fact) -> Fact:
    """Return a fact as one of its own: something else was so since it was learned first."""
    return replace(fact, details=tuple(sorted((*fact.details, (_AGAIN, stamp(fact.learned_at))))))


def first_said(fact: Fact) -> FactId:
    """Return the id that a fact had when it was said for the first time."""
    return replace(fact, details=tuple(pair for pair in fact.details if pair[0] != _AGAIN)).id


def by_participant(participant: ParticipantId, name: str = "", preset: str = "") -> Who:
    """Return somebody as a call window names them."""
    return Who(participant=clean(participant), name=clean(name), preset=clean(preset))


def _minutes(minutes: float) -> timedelta | None:
    """Return the provider's fractional minutes as a length; None for a figure that no call can have."""
    try:
        length = max(timedelta(0), timedelta(minutes=minutes))
    except (OverflowError, ValueError):
        return None
    return length if length <= _LONGEST else None


def _end(at: datetime | None) -> datetime | None:
    """Return an end; the year 9999 is what a service writes that has no "not yet"."""
    return at if at is not None and at.year < _NEVER else None
