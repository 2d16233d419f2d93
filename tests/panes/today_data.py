"""A morning at a front desk, with somebody in every state, for tests and pictures of the pane."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.front_desk import (
    RoomFacts,
    RoomSession,
    Waiter,
    WaitingList,
)
from hosted_meetings_desktop.domain.ids import MeetingId, ParticipantId, PeerId, SessionId
from hosted_meetings_desktop.domain.meeting import Meeting, SyncState
from hosted_meetings_desktop.domain.preset import Role
from tests.panes.clinic_data import HOSTS, LONG_TITLE, NOW, PATIENTS, invitee, meeting

KNOWN = NOW - timedelta(seconds=8)
PHONE = "+44 7700 900123"


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def visit(number: int, starts_in: float, patient: str = "", **changes: object) -> Meeting:
    """Make a meeting that starts in so many minutes, with a host and a patient who has a number."""
    host = HOSTS[number % len(HOSTS)]
    people = (
        invitee(host, Role.HOST),
        replace(invitee(patient or PATIENTS[number % len(PATIENTS)]), phone=PHONE, email="guest@example.org"),
    )
    made = meeting(number, ago(-starts_in), invitees=people, host=host, place=f"Room {number % 5 + 1}")
    return replace(made, **changes)  # type: ignore[arg-type]


def _id(row: Meeting, name: str) -> str:
    found = next((each for each in row.invitees if each.name == name), None)
    return str(found.participant_id) if found is not None else f"p-{name}"


def waits(row: Meeting, *people: tuple[str, float], is_open: bool = True, at: float = 0) -> WaitingList:
    """Let people wait for so many minutes."""
    who = tuple(Waiter(ParticipantId(_id(row, name)), name, ago(since)) for name, since in people)
    return WaitingList(who, ago(at), "window", is_open)


def inside(row: Meeting, *people: tuple[str, float], left: float | None = None) -> RoomSession:
    """Let people be in the call for so many minutes, or have left."""
    rows = []
    for name, since in people:
        found = next((each for each in row.invitees if each.name == name), None)
        rows.append(
            Presence(
                PeerId(f"{row.id}-{name}"),
                SessionId(f"s-{row.id}"),
                _id(row, name),
                str(found.id) if found is not None else "",
                name,
                found.preset if found is not None else "group_call_guest",
                ago(since),
                None if left is None else ago(left),
                None,
            )
        )
    begun = max((since for _name, since in people), default=1)
    ended = None if left is None else ago(left)
    return RoomSession(ago(begun), ended, 0 if left is not None else len(rows), KNOWN, tuple(rows))


def both(row: Meeting, since: float) -> tuple[tuple[str, float], ...]:
    """Return host and patient of a meeting, both in since then."""
    return tuple((each.name, since) for each in row.invitees)


def a_morning() -> list[RoomFacts]:
    """Return a day with somebody in every state."""
    rows = [
        visit(1, -22), visit(2, -7), visit(3, -2), visit(4, 9), visit(5, -12), visit(6, -48), visit(7, -4),
        visit(8, -25), visit(9, -90, cancelled=True), visit(10, 18), visit(11, 33), visit(12, -62), visit(13, -70),
        visit(14, 48, sync=SyncState.WAITING, room_id=None), visit(15, -3), visit(16, 80),
    ]  # fmt: skip
    (
        red,
        amber,
        calm,
        early,
        call,
        over,
        alone,
        nobody,
        cancelled,
        soon,
        later,
        ended,
        marked,
        unsent,
        begun,
        far,
    ) = rows
    patient = [each.invitees[1].name for each in rows]
    facts = [
        RoomFacts(red, waiting=waits(red, (patient[0], 24))),
        RoomFacts(amber, waiting=waits(amber, (patient[1], 8), ("Yusuf al-Hassani", 3))),
        RoomFacts(calm, waiting=waits(calm, (patient[2], 4), is_open=False, at=1)),
        RoomFacts(early, waiting=waits(early, (patient[3], 6))),
        RoomFacts(call, (inside(call, *both(call, 11)),), recording=True),
        RoomFacts(over, (inside(over, *both(over, 46)),), waits(over, ("Leila Mansour", 2))),
        RoomFacts(alone, (inside(alone, (alone.host, 5)),)),
        RoomFacts(nobody),
        RoomFacts(cancelled),
        RoomFacts(soon),
        RoomFacts(later),
        RoomFacts(ended, (inside(ended, *both(ended, 61), left=33),)),
        RoomFacts(marked, no_show_at=ago(50)),
        RoomFacts(unsent),
        RoomFacts(begun),
        RoomFacts(far),
    ]
    return [replace(each, known_at=KNOWN) for each in facts]


def many_rooms(count: int) -> list[RoomFacts]:
    """Return so many meetings, with somebody in a third of them."""
    facts = []
    for number in range(count):
        row = visit(number, (number * 37) % 540 - 200)
        row = replace(row, id=MeetingId(f"m{number:03}"))
        name = row.invitees[1].name
        match number % 9:
            case 0:
                made = RoomFacts(row, waiting=waits(row, (name, number % 23)))
            case 1 | 2:
                made = RoomFacts(row, (inside(row, *both(row, number % 50 + 1)),))
            case 3:
                made = RoomFacts(row, (inside(row, *both(row, 60), left=number % 30 + 1),))
            case _:
                made = RoomFacts(row)
        facts.append(replace(made, known_at=KNOWN))
    return facts


LONG_NAME = "María del Carmen Fernández de Córdoba y Álvarez de Toledo y Ponce de León"


def long_names() -> list[RoomFacts]:
    """Return the morning with names and titles that fit nowhere."""
    facts = []
    for each in a_morning():
        people = tuple(
            replace(one, name=LONG_NAME) if one.role is Role.PATIENT else one for one in each.meeting.invitees
        )
        host = "Prof. Dr. Venkatanarasimharajuvaripeta Lakshminarasimhan"
        row = replace(each.meeting, title=LONG_TITLE, invitees=people, host=host, place="Building C, third floor")
        said = each.waiting
        if said is not None:
            said = replace(said, people=tuple(replace(one, name=LONG_NAME) for one in said.people))
        facts.append(replace(each, meeting=row, waiting=said))
    return facts
