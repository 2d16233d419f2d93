"""What an entry says of a sitting: written from its truth, read as rows for reports, compared with another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, PersonId, SessionId
from hosted_meetings_desktop.domain.ledger.canonical import clean, length, micros, moment, stamp
from hosted_meetings_desktop.domain.ledger.rules import LedgerRules
from hosted_meetings_desktop.domain.ledger.truth import (
    Doubt,
    HeldSession,
    Judgement,
    PersonTruth,
    SittingId,
    Stay,
    Stretch,
    Truth,
)
from hosted_meetings_desktop.domain.preset import Role

Body = dict[str, Any]
"""Texts, whole numbers, flags, nothing, lists and mappings of them; see :func:`body_of`."""

_NOT_SUBSTANCE = frozenset({"as_of", "facts"})


def body_of(truth: Truth, rules: LedgerRules, day: date) -> Body:
    """Return a truth as an entry says it: times as ISO 8601 in UTC, lengths in microseconds.

    Args:
        truth: Of a sitting that is over.
        rules: By which it was judged.
        day: To which day of the clinic it counts; see :func:`day_of`.
    """
    plan = truth.plan
    return {
        "sitting": truth.sitting,
        "day": day.isoformat(),
        "as_of": stamp(truth.as_of),
        "plan": None
        if plan is None
        else {
            "meeting": plan.meeting,
            "title": clean(plan.title),
            "host": clean(plan.host),
            "starts_at": stamp(plan.starts_at),
            "ends_at": stamp(plan.ends_at),
            "visit_type": plan.visit_type,
            "cancelled": plan.cancelled,
        },
        "sessions": [_session(each) for each in truth.sessions],
        "people": [_person(each) for each in truth.people],
        "present_us": micros(truth.present),
        "together_us": micros(truth.together),
        "clock_offset_us": micros(truth.clock_offset),
        "rules": rules.words(),
        "facts": {"count": truth.facts, "sha256": truth.facts_digest},
    }


def day_of(truth: Truth, zone: tzinfo) -> date:
    """Return to which day of the clinic a sitting counts: that on which it was to start, or else did."""
    return (truth.starts_at or truth.as_of).astimezone(zone).date()


def worth_an_entry(truth: Truth) -> bool:
    """Return whether there is something to account for: not of a cancelled meeting to which nobody came."""
    if truth.plan is None or not truth.plan.cancelled:
        return bool(truth.plan or truth.sessions)
    return any(each.arrived is not None for each in truth.people)


def same_in_substance(one: Body, other: Body) -> bool:
    """Return whether two bodies say the same of a sitting, whenever that was and by however many facts."""
    return _substance(one) == _substance(other)


def changes_between(before: Body, after: Body) -> tuple[str, ...]:
    """Return the names of the fields in which two bodies differ: ``people.invitee:….present_us``."""
    return tuple(sorted(_differing(_by_name(_substance(before)), _by_name(_substance(after)), "")))


def rules_of(body: Body) -> LedgerRules:
    """Return by which rules a sitting was judged: a correction keeps to them."""
    return LedgerRules.read(body["rules"])


# ---- rows
@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One person in one sitting, as an entry says it: one row of the reports.

    Attributes:
        entry: The number of the entry.
        key: Tells the person apart in the sitting.
        began: When the sitting was to start, or else did.
        sessions: In how many sessions it was held.
        first_session: The first of them, None where there was none.
        joins: How often they came; connections: how many connections that took.
        late_by: None where they were not late; left_early_by likewise.
    """

    entry: int
    sitting: SittingId
    day: date
    began: datetime
    meeting: MeetingId | None
    title: str
    host: str
    visit_type: str
    starts_at: datetime | None
    ends_at: datetime | None
    cancelled: bool
    sessions: int
    first_session: SessionId | None
    key: str
    invitee: InviteeId | None
    person: PersonId | None
    name: str
    role: Role | None
    judgement: Judgement
    arrived: datetime | None
    first_joined: datetime | None
    last_left: datetime | None
    present: timedelta
    joins: int
    connections: int
    tries: int
    waited: timedelta
    late_by: timedelta | None
    left_early_by: timedelta | None
    devices: tuple[str, ...]
    doubts: tuple[Doubt, ...]

    @property
    def invited(self) -> bool:
        """Whether they were."""
        return self.invitee is not None


def rows_of(entry: int, body: Body) -> Iterator[LedgerRow]:
    """Yield the people of an entry in its order."""
    plan, sessions = body["plan"], body["sessions"]
    title = plan["title"] if plan is not None else next((each["title"] for each in sessions), "")
    began = moment(plan["starts_at"] if plan is not None else sessions[0]["started_at"])
    for person in body["people"]:
        yield LedgerRow(
            entry=entry,
            sitting=SittingId(body["sitting"]),
            day=date.fromisoformat(body["day"]),
            began=began,
            meeting=MeetingId(plan["meeting"]) if plan is not None else None,
            title=title,
            host=plan["host"] if plan is not None else "",
            visit_type=plan["visit_type"] if plan is not None else "",
            starts_at=moment(plan["starts_at"]) if plan is not None else None,
            ends_at=moment(plan["ends_at"]) if plan is not None else None,
            cancelled=plan is not None and plan["cancelled"],
            sessions=len(sessions),
            first_session=SessionId(sessions[0]["id"]) if sessions else None,
            key=person["key"],
            invitee=InviteeId(person["invitee"]) if person["invitee"] else None,
            person=PersonId(person["person"]) if person["person"] else None,
            name=person["name"],
            role=Role(person["role"]) if person["role"] else None,
            judgement=Judgement(person["judgement"]),
            arrived=_moment(person["arrived"]),
            first_joined=_moment(person["first_joined"]),
            last_left=_moment(person["last_left"]),
            present=length(person["present_us"]),
            joins=person["joins"],
            connections=person["connections"],
            tries=person["tries"],
            waited=length(person["waited_us"]),
            late_by=_length(person["late_us"]),
            left_early_by=_length(person["left_early_us"]),
            devices=tuple(person["devices"]),
            doubts=tuple(Doubt(each) for each in person["doubts"]),
        )


# ---- how
def _session(session: HeldSession) -> Body:
    return {
        "id": session.id,
        "room": session.room,
        "title": clean(session.title),
        "started_at": stamp(session.started_at),
        "ended_at": _stamp(session.ended_at),
    }


def _person(person: PersonTruth) -> Body:
    return {
        "key": person.key,
        "invitee": person.invitee,
        "person": person.person,
        "participants": list(person.participants),
        "name": clean(person.name),
        "role": person.role,
        "judgement": person.judgement,
        "arrived": _stamp(person.arrived),
        "first_joined": _stamp(person.first_joined),
        "last_left": _stamp(person.last_left),
        "present_us": micros(person.present),
        "joins": person.joins,
        "connections": person.connections,
        "tries": person.tries,
        "waited_us": micros(person.waited),
        "late_us": None if person.late_by is None else micros(person.late_by),
        "left_early_us": None if person.left_early_by is None else micros(person.left_early_by),
        "devices": [clean(each) for each in person.devices],
        "doubts": list(person.doubts),
        "stays": [_stay(each) for each in person.stays],
        "waits": [_wait(each) for each in person.waits],
    }


def _stay(stay: Stay) -> list[object]:
    return [stamp(stay.began), stamp(stay.ended), micros(stay.present), stay.closing]


def _wait(wait: Stretch) -> list[object]:
    return [stamp(wait.began), stamp(wait.ended), wait.closing]


def _stamp(at: datetime | None) -> str | None:
    return None if at is None else stamp(at.astimezone(UTC))


def _moment(stamped: str | None) -> datetime | None:
    return None if stamped is None else moment(stamped)


def _length(count: int | None) -> timedelta | None:
    return None if count is None else length(count)


def _substance(body: Body) -> Body:
    return {name: value for name, value in body.items() if name not in _NOT_SUBSTANCE}


def _by_name(body: Body) -> Body:
    """Return a body with its people and sessions by their names instead of their places."""
    return body | {
        "people": {each["key"]: each for each in body["people"]},
        "sessions": {each["id"]: each for each in body["sessions"]},
    }


def _differing(before: object, after: object, name: str) -> Iterator[str]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in before.keys() | after.keys():
            inner = f"{name}.{key}" if name else str(key)
            if key not in before or key not in after:
                yield inner
            else:
                yield from _differing(before[key], after[key], inner)
    elif before != after:
        yield name
