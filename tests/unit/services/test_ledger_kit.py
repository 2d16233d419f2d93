"""A clinic over a real store: meetings, sessions and, in memory, the ledger that is kept of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.errors import AppError, Unreachable
from hosted_meetings_desktop.domain.ids import (
    InviteeId,
    MeetingId,
    ParticipantId,
    PeerId,
    PersonId,
    RoomId,
    SessionId,
    new_id,
)
from hosted_meetings_desktop.domain.ledger.sources import PeerDevice, PeerEvent
from hosted_meetings_desktop.domain.ledger.truth import SittingId, planned_sitting
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting, MeetingDraft, Schedule
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.room import Room
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.services.ledger import LedgerService
from hosted_meetings_desktop.services.ledger_gathering import LedgerGatherer
from hosted_meetings_desktop.services.ledger_proof import LedgerProof
from hosted_meetings_desktop.services.ledger_witness import LedgerWitness
from hosted_meetings_desktop.store.database import Database
from tests.unit.conftest import Heard
from tests.unit.domain.ledger.memory_ledger import MemoryAnchors, MemoryLedger
from tests.unit.fake_service import START, Ticking

T = TypeVar("T")
NAME = "account-1"


@dataclass
class Peers:
    """Implements ``PeerReports``."""

    events: dict[SessionId, tuple[PeerEvent, ...]] = field(default_factory=dict)
    gadgets: tuple[PeerDevice, ...] = ()
    asked: list[SessionId] = field(default_factory=list)
    asked_devices: list[SessionId] = field(default_factory=list)
    offline: bool = False

    async def peer_events(self, session: SessionId) -> tuple[PeerEvent, ...]:
        self.asked.append(session)
        if self.offline:
            raise Unreachable
        return self.events.get(session, ())

    async def devices(self, session: SessionId) -> tuple[PeerDevice, ...]:
        self.asked_devices.append(session)
        if self.offline:
            raise Unreachable
        return tuple(each for each in self.gadgets if each.session_id == session)


@dataclass
class Clinic:
    """Everything around the ledger."""

    store: Database
    clock: Ticking
    changes: Heard
    ledger: MemoryLedger
    anchors: MemoryAnchors
    peers: Peers
    gatherer: LedgerGatherer
    service: LedgerService
    proof: LedgerProof
    witness: LedgerWitness

    def run(self, work: Callable[[Any], T]) -> T:
        return self.store.run_now(work)

    def plan(self, *patients: str, minutes: float = 0, host: str = "Dr Sommer", **more: object) -> Meeting:
        """Plan a visit that starts so many minutes after the tests' beginning and lasts half an hour."""
        people = tuple(
            Invitee(InviteeId(f"i-{new_id()}"), name, Role.PATIENT, "guest", person_id=PersonId(f"person-{name}"))
            for name in patients
        )
        first = Invitee(InviteeId(f"i-{new_id()}"), host, Role.HOST, "group_call_host")
        schedule = Schedule(START + timedelta(minutes=minutes), timedelta(minutes=30), "Europe/Berlin")
        draft = MeetingDraft("Knee", schedule, host, (first, *people), **more)  # type: ignore[arg-type]
        meeting, room = MeetingId(new_id()), RoomId(new_id())

        def make(lib) -> Meeting:
            lib.meetings.add(meeting, draft, now=self.clock())
            made = Room(room, "Video visit", True, False, None, START, START)
            lib.sync.note_made(meeting, made, now=self.clock())
            for each in draft.invitees:
                who = ParticipantId(f"u-{each.id}")
                lib.sync.note_participant(each.id, who, name=each.name, preset=each.preset)
            return lib.meetings.get(meeting)

        return self.run(make)

    def move(self, meeting: Meeting, *, minutes: float) -> None:
        """Move a meeting to so many minutes after the tests' beginning."""
        schedule = replace(meeting.schedule, starts_at=START + timedelta(minutes=minutes))
        draft = MeetingDraft(meeting.title, schedule, meeting.host, meeting.invitees)
        self.run(lambda lib: lib.meetings.change(meeting.id, draft, now=self.clock()))

    def hold(
        self, room: RoomId | None, began: float, ended: float | None, name: str = "", *, read: bool = True
    ) -> SessionId:
        """Let a session be in the list, in minutes after the tests' beginning."""
        made = SessionId(name or new_id())
        self._pass(began, ended)
        session = Session(
            made, room or RoomId("other"), "Elsewhere", _at(began), None if ended is None else _at(ended), 0, 2
        )
        self.run(lambda lib: lib.sessions.note(session, now=self.clock()))
        if read:
            self.come(made)
        return made

    def come(self, session: SessionId, *stays: tuple[Invitee | str, float, float | None]) -> None:
        """Let the provider's list of a session's people be read now: who, from when, until when."""
        self._pass(*(minutes for _who, began, ended in stays for minutes in (began, ended)))
        rows = tuple(_presence(session, who, began, ended) for who, began, ended in stays)
        self.run(lambda lib: lib.sessions.note_presences(session, rows, now=self.clock()))

    def _pass(self, *minutes: float | None) -> None:
        """Let the time come at which that can be known."""
        self.clock.at = max([self.clock.at, *(_at(each + 1) for each in minutes if each is not None)])

    def refresh(self) -> None:
        """Let all lists of the provider be read now."""
        self.run(lambda lib: lib.facts.set("refreshed_at", self.clock().isoformat()))

    async def later(self, *, minutes: float = 0, hours: float = 0, days: float = 0):
        """Let time go by, read everything and gather."""
        self.clock.advance(minutes=minutes, hours=hours, days=days)
        self.refresh()
        return await self.gatherer.gather()

    def sitting_id(self, meeting: Meeting) -> SittingId:
        return planned_sitting(meeting.id, meeting.schedule.starts_at)


def _at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def _presence(session: SessionId, who: Invitee | str, began: float, ended: float | None) -> Presence:
    name, custom = (who, "") if isinstance(who, str) else (who.name, str(who.id))
    user = custom or name
    return Presence(
        PeerId(f"p-{session}-{user}-{began}"), session, f"u-{user}", custom, name, "guest", _at(began),
        None if ended is None else _at(ended), None,
    )  # fmt: skip


@pytest.fixture
def clinic(store: Database, clock: Ticking, changes: Heard) -> Clinic:
    ledger, anchors, peers = MemoryLedger(), MemoryAnchors(), Peers()
    gatherer = LedgerGatherer(
        store, ledger.of, NAME, changes, clock, lambda: "Europe/Berlin", anchors=anchors, peers=peers
    )
    return Clinic(
        store, clock, changes, ledger, anchors, peers, gatherer,
        LedgerService(store, ledger.of, NAME, changes, clock), LedgerProof(store, ledger.of, NAME, anchors),
        LedgerWitness(store, ledger.of, clock),
    )  # fmt: skip


def test_the_kit_tells_its_own_meetings_from_others(clinic: Clinic) -> None:
    """What the tests of the ledger rest on: the store knows which session was held for which meeting."""
    meeting = clinic.plan("Asha")
    mine, other = clinic.hold(meeting.room_id, 0, 30), clinic.hold(None, 0, 30)
    found = {each: clinic.run(lambda lib, each=each: lib.sessions.get(each).meeting_id) for each in (mine, other)}
    assert found == {mine: meeting.id, other: None}
    assert datetime(2026, 3, 2, 9, tzinfo=UTC) == START
    with pytest.raises(AppError):
        MemoryAnchors(fails=True).keep(NAME, ())
