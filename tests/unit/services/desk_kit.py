"""A front desk over a real store: a live provider in memory, a door, a mailbox."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from hosted_meetings_desktop.calendars.calendars import IcsCalendars
from hosted_meetings_desktop.domain.account import Provider
from hosted_meetings_desktop.domain.consent import Answer, Way
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId, RecordingId, RoomId, new_id
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting, MeetingDraft
from hosted_meetings_desktop.domain.message import TextGateway
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.recording import Recording, RecordingStatus
from hosted_meetings_desktop.domain.room import Livestream, Poll, Touched
from hosted_meetings_desktop.messages.writer import LetterWriter
from hosted_meetings_desktop.services.arrivals import Arrivals
from hosted_meetings_desktop.services.correspondence import CorrespondenceService
from hosted_meetings_desktop.services.desk_links import DeskLinks
from hosted_meetings_desktop.services.front_desk import FrontDeskService
from hosted_meetings_desktop.services.joining import JoinService
from hosted_meetings_desktop.services.live import LiveService
from hosted_meetings_desktop.services.meetings import MeetingService
from hosted_meetings_desktop.services.outbox import OutboxService
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.store.front_desk import front_desk
from hosted_meetings_desktop.sync.engine import Engine
from tests.unit.conftest import Heard, make_draft
from tests.unit.fake_service import FakeService, Ticking
from tests.unit.services.outbox_kit import SETTINGS, Post

GATEWAY = TextGateway("https://sms.example.org/send")
KEY = "rtmp-key-that-nobody-may-see"


@dataclass
class LiveFake(FakeService):
    """A provider whose rooms can be emptied, streamed and asked."""

    streams: dict[RoomId, Livestream] = field(default_factory=dict)
    polls: list[Poll] = field(default_factory=list)
    stream_error: AppError | None = None

    async def kick_all(self, room: RoomId) -> Touched:
        self._begin("kick_all")
        inside = sum(session.live for session in self.sessions.values() if session.room_id == room)
        return Touched(inside)

    async def pause_recording(self, recording: RecordingId) -> Recording:
        return self._set(recording, "pause_recording", RecordingStatus.PAUSED)

    async def resume_recording(self, recording: RecordingId) -> Recording:
        return self._set(recording, "resume_recording", RecordingStatus.RECORDING)

    def _set(self, recording: RecordingId, name: str, status: RecordingStatus) -> Recording:
        self._begin(name)
        self.recordings[recording] = replace(self.recordings[recording], status=status)
        return self.recordings[recording]

    async def active_livestream(self, room: RoomId) -> Livestream | None:
        self._begin("active_livestream")
        if self.stream_error is not None:
            raise self.stream_error
        return self.streams.get(room)

    async def start_livestream(self, room: RoomId, *, name: str = "") -> Livestream:
        self._begin("start_livestream")
        self.streams[room] = Livestream("s-1", "LIVE", f"https://watch.example/{name}", "rtmps://in.example", KEY)
        return self.streams[room]

    async def stop_livestream(self, room: RoomId) -> None:
        self._begin("stop_livestream")
        self.streams.pop(room, None)

    async def start_poll(self, room: RoomId, poll: Poll) -> None:
        self._begin("start_poll")
        self.polls.append(poll)


@dataclass
class Door:
    """Implements ``WaitingDoor``."""

    let_in: list[tuple[MeetingId, ParticipantId]] = field(default_factory=list)
    sent_away: list[tuple[MeetingId, ParticipantId]] = field(default_factory=list)
    fails: AppError | None = None

    async def admit(self, meeting_id: MeetingId, participant_id: ParticipantId) -> None:
        if self.fails is not None:
            raise self.fails
        self.let_in.append((meeting_id, participant_id))

    async def deny(self, meeting_id: MeetingId, participant_id: ParticipantId) -> None:
        if self.fails is not None:
            raise self.fails
        self.sent_away.append((meeting_id, participant_id))


class Page:
    """Implements ``GuestPage``."""

    def address(self) -> str:
        return "https://video.clinic.test/join"


@dataclass
class Desk:
    """The front desk, and everything around it."""

    store: Database
    service: LiveFake
    changes: Heard
    clock: Ticking
    engine: Engine
    plans: MeetingService
    live: LiveService
    arrivals: Arrivals
    door: Door
    post: Post
    links: DeskLinks
    desk: FrontDeskService

    async def plan(self, *people: str, hours: float = 0, online: bool = True, **more: object) -> Meeting:
        """Plan a visit with a host, put it online and return it."""
        draft = visit(*people, hours=hours, **more)
        planned = await self.plans.plan(draft)
        if online:
            await self.engine.settle(planned.meeting.id)
        return await self.plans.get(planned.meeting.id)

    async def look(self, meeting_id: MeetingId):
        """Return one room of the board as it is now."""
        return next(each for each in (await self.desk.rooms()).rooms if each.id == meeting_id)

    async def agree(self, meeting: Meeting) -> None:
        """Write down that everybody who is invited agrees to being recorded."""
        for each in meeting.invitees:
            if each.role is not Role.HOST:
                await self.live.consents.note(meeting.id, Answer.GIVEN, Way.PAPER, "Desk", invitee_id=each.id)

    def asked_provider(self) -> None:
        """Take that the provider was asked for everything just now."""
        self.store.run_now(lambda lib: lib.facts.set("refreshed_at", self.clock().isoformat()))

    def join(self, meeting: Meeting, *names: str) -> None:
        """Put people into the room, and let that be read."""
        assert meeting.room_id is not None
        session = self.service.go_live(meeting.room_id, *names)
        session = replace(session, started_at=self.clock())
        self.service.sessions[session.id] = session
        rows = tuple(replace(row, joined_at=self.clock()) for row in self.service.presences[session.id])
        self.service.presences[session.id] = list(rows)

        def keep(lib) -> None:
            lib.sessions.note(session, now=self.clock())
            lib.sessions.note_presences(session.id, rows, now=self.clock())

        self.store.run_now(keep)


def visit(*people: str, hours: float = 0, **more: object) -> MeetingDraft:
    """Return a draft with a host and patients."""
    draft = make_draft("Knee", *people, hours=hours, **more)
    host = Invitee(InviteeId(new_id()), draft.host, Role.HOST, "group_call_host")
    return replace(draft, invitees=(host, *draft.invitees))


@pytest.fixture
def desk(store: Database, changes: Heard, clock: Ticking) -> Desk:
    service, post, door = LiveFake(), Post(), Door()
    engine = Engine(store, service, changes, clock)
    plans = MeetingService(store, engine, changes, clock, IcsCalendars())
    joining = JoinService(store, service, engine, Provider.DYTE, Page(), clock)
    outbox = OutboxService(store, IcsCalendars(), LetterWriter(), post, joining, changes, clock)
    arrivals = Arrivals(changes, clock, door)
    return Desk(
        store, service, changes, clock, engine, plans, LiveService(store, service, changes, clock), arrivals, door,
        post, DeskLinks(store, plans, joining, lambda: CorrespondenceService(outbox), lambda: post, changes, clock),
        FrontDeskService(store, plans, arrivals, changes, clock, lambda: "Europe/Berlin", front_desk),
    )  # fmt: skip


def set_up_post(desk: Desk, *, texts: bool = True) -> None:
    """Let e-mail and, unless told otherwise, text messages go out."""
    settings = replace(SETTINGS, gateway=GATEWAY if texts else None)
    desk.store.run_now(lambda lib: lib.outbox.keep_settings(settings))


SOON = timedelta(minutes=10)
