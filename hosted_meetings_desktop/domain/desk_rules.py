"""The rules of the front desk: where a meeting stands, how urgent a wait is, and who may be let in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.desk_place import is_desk
from hosted_meetings_desktop.domain.front_desk import (
    LAST_SEEN_FOR,
    DeskLimits,
    DeskRoom,
    DeskState,
    PersonHere,
    RoomFacts,
    Source,
    Urgency,
    Word,
)
from hosted_meetings_desktop.domain.ids import ParticipantId
from hosted_meetings_desktop.domain.meeting import Invitee
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.slots import Policy

_NONE = timedelta(0)


def room_at(facts: RoomFacts, limits: DeskLimits, now: datetime) -> DeskRoom:
    """Return where a meeting stands."""
    seen = _Seen.of(facts)
    waiting = _waiting(facts, seen, now)
    state, since, word, proposed = _state(facts, seen, waiting, limits, now)
    waiting_word = None
    if facts.waiting is not None and (waiting or facts.waiting.open):
        waiting_word = Word(Source.CALL, None if facts.waiting.open else facts.waiting.at)
    return DeskRoom(
        meeting=facts.meeting,
        state=state,
        since=since,
        word=word,
        waiting=waiting,
        waiting_word=waiting_word,
        inside=seen.inside,
        count=seen.count,
        proposed=proposed,
        recording=facts.recording and seen.count > 0,
        voices=facts.voices if seen.count > 0 else None,
        one_at_a_time=facts.one_at_a_time,
        desk_inside=seen.desk,
    )


def in_desk_order(rooms: Iterable[DeskRoom]) -> tuple[DeskRoom, ...]:
    """Return rooms as a desk goes through them: by state; who waits longest first, all else by time."""
    return tuple(sorted(rooms, key=_place))


def waited(room: DeskRoom, person: PersonHere, now: datetime) -> timedelta:
    """Return how long somebody has waited, as far as that is known."""
    return max(_NONE, _known_until(room, now) - person.since)


def urgency(room: DeskRoom, limits: DeskLimits, now: datetime) -> Urgency:
    """Return how the longest wait stands to the limits; who came early waits for the clinic only from the start."""
    if not room.waiting:
        return Urgency.CALM
    began = max(min(each.since for each in room.waiting), room.meeting.schedule.starts_at)
    wait = _known_until(room, now) - began
    if wait >= limits.red_after:
        return Urgency.RED
    return Urgency.AMBER if wait >= limits.amber_after else Urgency.CALM


def others_inside(room: DeskRoom, person: PersonHere) -> tuple[PersonHere, ...]:
    """Return which patients are in a room for one patient that somebody else is to be let into.

    Whoever was not invited by us may be a patient. Relatives, interpreters and colleagues come to the patient who is
    there.
    """
    if not room.one_at_a_time or not _maybe_patient(person):
        return ()
    return tuple(each for each in room.inside if _maybe_patient(each) and not _same(each, person))


def may_admit(room: DeskRoom, person: PersonHere, limits: DeskLimits) -> Policy:
    """Return whether somebody may be let in: at once, after asking, or not while another patient is there."""
    return limits.lock if others_inside(room, person) else Policy.ALLOW


def longest_waiting(rooms: Iterable[DeskRoom]) -> tuple[DeskRoom, PersonHere] | None:
    """Return who waits longest of all, and for which meeting; None where nobody does."""
    waiting = [(each, room) for room in rooms for each in room.waiting]
    if not waiting:
        return None
    person, room = min(waiting, key=lambda one: (one[0].since, one[1].id, one[0].participant_id))
    return room, person


# ---- how
@dataclass(frozen=True, slots=True)
class _Seen:
    """What the provider says of a room.

    Attributes:
        unnamed: How many are in of whom it has not said yet who they are.
        guests: When each one who is not a host came, whenever that was.
        left_at: When the last of them left, as far as that is known; None while one is in.
        desk: Whether the front desk itself stands by in the room.
    """

    inside: tuple[PersonHere, ...] = ()
    unnamed: int = 0
    guests: tuple[datetime, ...] = ()
    left_at: datetime | None = None
    observed_at: datetime | None = None
    by_participant: Mapping[str, datetime] = field(default_factory=dict)
    desk: bool = False

    @property
    def count(self) -> int:
        return len(self.inside) + self.unnamed

    @classmethod
    def of(cls, facts: RoomFacts) -> _Seen:
        if not facts.sessions:
            return cls()
        whose = {str(each.id): each for each in facts.meeting.invitees}
        by_participant = {str(each.participant_id): each for each in facts.meeting.invitees if each.participant_id}
        presets = {each.preset for each in facts.meeting.invitees if each.role is Role.HOST}
        inside: dict[str, PersonHere] = {}
        guests: list[datetime] = []
        ends: list[datetime] = []
        unnamed, desks = 0, False
        for session in facts.sessions:
            here: dict[str, PersonHere] = {}
            desk = {row.user_id for row in session.people if is_desk(row.custom_id) and row.left_at is None}
            for row in session.people:
                if is_desk(row.custom_id):
                    continue
                person = _person(row, whose.get(row.custom_id) or by_participant.get(row.user_id), presets)
                if person.role is not Role.HOST:
                    guests.append(row.joined_at)
                    ends.append(row.left_at or session.ended_at or session.observed_at)
                if session.ended_at is None and row.left_at is None:
                    here.setdefault(row.user_id or row.peer_id, person)
            if session.ended_at is None:
                # Its word on how many there are is older or newer than that on who they are: the larger one counts.
                unnamed += max(0, session.live - len(here) - len(desk))
                desks = desks or bool(desk)
                inside |= {key: each for key, each in here.items() if key not in inside}
        return cls(
            tuple(sorted(inside.values(), key=lambda each: (each.since, each.participant_id))),
            unnamed,
            tuple(guests),
            None if not ends or any(each.role is not Role.HOST for each in inside.values()) else max(ends),
            max(session.observed_at for session in facts.sessions),
            {str(each.participant_id): each.since for each in inside.values()},
            desks,
        )


def _person(row: Presence, invited: Invitee | None, host_presets: set[str]) -> PersonHere:
    role = invited.role if invited else None
    if role is None and row.preset and row.preset in host_presets:
        role = Role.HOST
    name = row.name or (invited.name if invited else "Guest")
    return PersonHere(
        ParticipantId(row.user_id or row.peer_id), name, row.joined_at, role, invited.id if invited else None
    )


def _waiting(facts: RoomFacts, seen: _Seen, now: datetime) -> tuple[PersonHere, ...]:
    said = facts.waiting
    if said is None or (not said.open and now - said.at > LAST_SEEN_FOR):
        return ()
    invited = {str(each.participant_id): each for each in facts.meeting.invitees if each.participant_id}
    found = []
    for each in said.people:
        came_in = seen.by_participant.get(str(each.participant_id))
        if not said.open and came_in is not None and came_in >= each.since:
            continue
        known = invited.get(str(each.participant_id))
        role, invitee = (known.role, known.id) if known else (None, None)
        found.append(PersonHere(each.participant_id, each.name, each.since, role, invitee))
    return tuple(sorted(found, key=lambda one: (one.since, one.participant_id)))


_Standing = tuple[DeskState, datetime, Word, bool]


def _state(
    facts: RoomFacts, seen: _Seen, waiting: tuple[PersonHere, ...], limits: DeskLimits, now: datetime
) -> _Standing:
    meeting, when = facts.meeting, facts.meeting.schedule
    asked = Word(Source.PROVIDER, seen.observed_at or facts.known_at)
    guests = [each for each in seen.inside if each.role is not Role.HOST]
    if guests or seen.unnamed:
        over = now > when.ends_at + limits.over_after and not meeting.made_elsewhere
        since = min((each.since for each in guests or seen.inside), default=seen.observed_at or now)
        return DeskState.OVER_TIME if over else DeskState.IN_CALL, since, asked, False
    if waiting and facts.waiting is not None:
        state = DeskState.EARLY if now < when.starts_at else DeskState.WAITING
        # A window that is there would have said so if anything had changed.
        seen_at = None if facts.waiting.open else facts.waiting.at
        return state, waiting[0].since, Word(Source.CALL, seen_at), False
    return _state_without_guests(facts, seen, asked, limits, now)


def _state_without_guests(facts: RoomFacts, seen: _Seen, asked: Word, limits: DeskLimits, now: datetime) -> _Standing:
    """Return where a meeting stands that nobody but maybe its host is at."""
    meeting, when = facts.meeting, facts.meeting.schedule
    if meeting.cancelled and not seen.guests:
        return DeskState.CANCELLED, when.starts_at, Word(Source.PLAN), False
    if facts.no_show_at is not None and all(came < facts.no_show_at for came in seen.guests):
        return DeskState.NO_SHOW, facts.no_show_at, Word(Source.DESK, facts.no_show_at), False
    missed = _missed(facts, seen, limits, now)
    if seen.inside and not missed:  # a host is there alone
        return DeskState.IN_CALL, seen.inside[0].since, asked, False
    if seen.guests and (now >= when.starts_at or meeting.cancelled):
        return DeskState.ENDED, seen.left_at or when.ends_at, asked, False
    if missed:
        known = Word(Source.PROVIDER, facts.known_at)
        return DeskState.NO_SHOW, when.starts_at + limits.no_show_after, known, True
    if now >= when.ends_at:
        return DeskState.ENDED, when.ends_at, Word(Source.PLAN), False
    nobody = Word(Source.PROVIDER, facts.known_at) if meeting.room_id and facts.known_at else Word(Source.PLAN)
    return DeskState.PLANNED, when.starts_at, nobody, False


def _missed(facts: RoomFacts, seen: _Seen, limits: DeskLimits, now: datetime) -> bool:
    """Return whether nobody but the host came, as far as can be known: not where nobody could, or nobody asked."""
    meeting = facts.meeting
    late = meeting.schedule.starts_at + limits.no_show_after
    invited = any(each.role is not Role.HOST for each in meeting.invitees)
    if seen.guests or not invited or meeting.room_id is None or meeting.made_elsewhere or meeting.cancelled:
        return False
    return now >= late and facts.known_at is not None and facts.known_at >= late


def _known_until(room: DeskRoom, now: datetime) -> datetime:
    """Return until when the wait is known: now, or the last word of a window that is gone."""
    word = room.waiting_word
    return now if word is None or word.at is None else word.at


_ORDER = {state: place for place, state in enumerate(DeskState)}
_BY_SINCE = frozenset({DeskState.WAITING, DeskState.EARLY})


def _place(room: DeskRoom) -> tuple[int, datetime, datetime, str]:
    starts = room.meeting.schedule.starts_at
    return _ORDER[room.state], room.since if room.state in _BY_SINCE else starts, starts, room.id


def _maybe_patient(person: PersonHere) -> bool:
    return person.role in {Role.PATIENT, None}


def _same(one: PersonHere, other: PersonHere) -> bool:
    same_place = one.invitee is not None and one.invitee == other.invitee
    return same_place or one.participant_id == other.participant_id
