"""The services behind a front desk, in memory, and a pane over them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from PySide6.QtWidgets import QLabel, QPushButton

from hosted_meetings_desktop.domain.availability import host_key
from hosted_meetings_desktop.domain.desk_rules import in_desk_order, room_at
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.front_desk import (
    BroughtIn,
    Contact,
    DeskContacts,
    DeskDay,
    DeskLimits,
    HandedOver,
    NewGuest,
    RoomFacts,
    Way,
)
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId
from hosted_meetings_desktop.domain.live import LiveRoom, Planned, UndoStep
from hosted_meetings_desktop.domain.livestream import IngestDetails, StreamSeen, StreamState
from hosted_meetings_desktop.domain.room import Poll
from hosted_meetings_desktop.domain.stage import StageDecision, StageSeen
from hosted_meetings_desktop.domain.upcoming import Arrival
from hosted_meetings_desktop.ui.panes.today.arrival_watch import ArrivalWatch
from hosted_meetings_desktop.ui.panes.today.pane import TodayPane
from tests.panes.clinic_data import HOSTS, NOW, live_room
from tests.panes.fake_meetings import Faulty
from tests.panes.fake_services import FakeLive
from tests.panes.fakes import NowCalls
from tests.panes.today_data import KNOWN, PHONE, a_morning, ago

KEY = "sk_that_nobody_may_see"
PLAYLIST = "https://customer-demo.cloudflarestream.com/5f1c/manifest/video.m3u8"
WATCH = "https://join.clinic.example/watch.html#v=https:%2F%2Fcustomer-demo.cloudflarestream.com%2F5f1c.m3u8"


def a_stream(state: StreamState = StreamState.LIVE) -> StreamSeen:
    """Return a livestream that is watched on the clinic's page."""
    return StreamSeen("ls", state, NOW, PLAYLIST, WATCH)


@dataclass
class FakeDesk(Faulty):
    """The day, from facts that tests change."""

    facts: list[RoomFacts] = field(default_factory=a_morning)
    limits: DeskLimits = field(default_factory=DeskLimits)
    door: AppError | None = None
    slot: AppError | None = None
    told: tuple[str, ...] = ("Asha",)
    now: datetime = NOW

    async def rooms(self, day: date | None = None) -> DeskDay:
        self._ask("rooms")
        rooms = in_desk_order(room_at(each, self.limits, self.now) for each in self.facts)
        hosts = {host_key(each.meeting.host): each.meeting.host for each in self.facts}
        return DeskDay(day or self.now.date(), rooms, self.limits, self.now, KNOWN, tuple(sorted(hosts.values())))

    def change(self, meeting_id: str, **changes: object) -> None:
        """Let something else be so of a meeting."""
        self.facts = [
            replace(each, **changes) if each.meeting.id == meeting_id else each  # type: ignore[arg-type]
            for each in self.facts
        ]

    def of(self, meeting_id: str) -> RoomFacts:
        return next(each for each in self.facts if each.meeting.id == meeting_id)

    async def arrivals_now(self) -> tuple[Arrival, ...]:
        self._ask("arrivals_now")
        return tuple(
            Arrival(each.meeting.id, one.name, one.since, each.meeting.title, "Video visit", each.meeting.host)
            for each in self.facts
            if each.waiting is not None and each.waiting.open
            for one in each.waiting.people
        )

    async def admit(self, meeting_id: MeetingId, participant_id: ParticipantId, *, confirmed: bool = False) -> str:
        self._ask("admit", meeting_id, participant_id, confirmed)
        if self.door is not None:
            raise self.door
        people = self.of(meeting_id).waiting.people  # type: ignore[union-attr]
        return next(each.name for each in people if each.participant_id == participant_id)

    async def admit_all(self, meeting_id: MeetingId) -> int:
        self._ask("admit_all", meeting_id)
        if self.door is not None:
            raise self.door
        return len(self.of(meeting_id).waiting.people)  # type: ignore[union-attr]

    async def deny(self, meeting_id: MeetingId, participant_id: ParticipantId) -> str:
        self._ask("deny", meeting_id, participant_id)
        return "Somebody"

    async def mark_no_show(self, meeting_id: MeetingId) -> None:
        self._ask("mark_no_show", meeting_id)
        self.change(meeting_id, no_show_at=self.now)

    async def take_back_no_show(self, meeting_id: MeetingId) -> None:
        self._ask("take_back_no_show", meeting_id)
        self.change(meeting_id, no_show_at=None)

    async def hosts(self) -> tuple[str, ...]:
        return HOSTS

    async def hand_over(
        self, meeting_id: MeetingId, host: str, *, starts_at: datetime | None = None, accepted=frozenset()
    ) -> HandedOver:
        self._ask("hand_over", meeting_id, host, starts_at, accepted)
        return self._planned(meeting_id, host=host)

    async def later_times(self, meeting_id: MeetingId) -> tuple[datetime, ...]:
        self._ask("later_times", meeting_id)
        return (ago(-60), ago(-90), ago(-24 * 60))

    async def move_later(self, meeting_id: MeetingId, starts_at: datetime, *, accepted=frozenset()) -> HandedOver:
        self._ask("move_later", meeting_id, starts_at, accepted)
        schedule = replace(self.of(meeting_id).meeting.schedule, starts_at=starts_at)
        return self._planned(meeting_id, schedule=schedule)

    def _planned(self, meeting_id: MeetingId, **changes: object) -> HandedOver:
        slot, self.slot = self.slot, None
        if slot is not None:
            raise slot
        before = self.of(meeting_id).meeting
        after = replace(before, **changes)  # type: ignore[arg-type]
        self.change(meeting_id, meeting=after)
        return HandedOver(Planned(after, UndoStep(before.id, before, "changed")), self.told)

    async def undo(self, step: UndoStep) -> UndoStep:
        self._ask("undo", step)
        now = self.of(step.meeting_id).meeting
        self.change(step.meeting_id, meeting=step.before)
        return replace(step, before=now)


@dataclass
class FakeLinks(Faulty):
    """Sends nothing anywhere."""

    desk: FakeDesk = field(default_factory=FakeDesk)
    can_mail: bool = True
    can_text: bool = True
    told: bool = True
    fails: AppError | None = None

    async def contacts(self, meeting_id: MeetingId) -> DeskContacts:
        people = tuple(
            Contact(each.id, each.name, each.role, each.phone, each.email)
            for each in self.desk.of(meeting_id).meeting.invitees
        )
        return DeskContacts(people, self.can_mail, self.can_text, self.told)

    async def send_link(self, meeting_id: MeetingId, invitee_id: InviteeId, way: Way) -> BroughtIn:
        self._ask("send_link", meeting_id, invitee_id, way)
        if way is Way.COPY:
            return BroughtIn("Asha", way, link="https://guests.example/j#secret")
        return BroughtIn("Asha", way, "asha@example.org")

    async def bring_in(self, meeting_id: MeetingId, guest: NewGuest, way: Way) -> BroughtIn:
        self._ask("bring_in", meeting_id, guest, way)
        if self.fails is not None:
            raise self.fails
        return BroughtIn(guest.name, way, guest.email or guest.phone, undo=UndoStep(meeting_id, None, "changed"))

    async def send_text(self, meeting_id: MeetingId, invitee_id: InviteeId, words: str) -> str:
        self._ask("send_text", meeting_id, invitee_id, words)
        if self.fails is not None:
            raise self.fails
        return PHONE


@dataclass
class FakeRoomDeeds(FakeLive):
    """A room that can be emptied, streamed and asked, with a stage."""

    stream: StreamSeen | None = None
    seen_stage: StageSeen | None = None
    ingest_details: IngestDetails = field(default_factory=lambda: IngestDetails("rtmps://ingest.example/app/", KEY))

    async def remove_all(self, meeting_id: MeetingId) -> str:
        self._ask("remove_all", meeting_id)
        self.room = LiveRoom(meeting_id, None, (), None, NOW)
        return "Everybody was removed from the call"

    async def remove_all_and_close(self, meeting_id: MeetingId) -> str:
        self._ask("remove_all_and_close", meeting_id)
        self.room = LiveRoom(meeting_id, None, (), None, NOW)
        return "Everybody was removed from the call, and it is closed"

    async def livestream(self, meeting_id: MeetingId) -> StreamSeen | None:
        self._ask("livestream", meeting_id)
        return self.stream

    async def start_livestream(self, meeting_id: MeetingId, name: str = "") -> StreamSeen:
        self._ask("start_livestream", meeting_id, name)
        self.stream = a_stream()
        return self.stream

    async def stop_livestream(self, meeting_id: MeetingId) -> str:
        self._ask("stop_livestream", meeting_id)
        self.stream = None
        return "The livestream has stopped"

    async def ingest(self, meeting_id: MeetingId) -> IngestDetails:
        self._ask("ingest", meeting_id)
        return self.ingest_details

    async def stage(self, meeting_id: MeetingId) -> StageSeen | None:
        return self.seen_stage

    async def decide_on_stage(
        self, meeting_id: MeetingId, participant_id: ParticipantId, decision: StageDecision
    ) -> str:
        self._ask("decide_on_stage", meeting_id, participant_id, decision)
        people = (*self.seen_stage.asking, *self.seen_stage.standing)  # type: ignore[union-attr]
        return next(one.name for one in people if one.participant_id == participant_id)

    async def start_poll(self, meeting_id: MeetingId, poll: Poll) -> str:
        self._ask("start_poll", meeting_id, poll)
        return "The poll is shown to everybody in the call"


class Made:
    """A pane with the services behind it, and what it asked for."""

    def __init__(self, qtbot, facts: list[RoomFacts] | None = None, *, calls=None) -> None:
        self.qtbot = qtbot
        self.desk = FakeDesk() if facts is None else FakeDesk(facts=facts)
        self.links = FakeLinks(desk=self.desk)
        self.live = FakeRoomDeeds(room=live_room(MeetingId("m05")))
        self.rung = 0
        self.calls = calls or NowCalls()
        self.watch = ArrivalWatch(self.desk, self.calls, self._ring)
        self.pane = TodayPane(
            self.desk, self.links, self.live, self.calls, watch=self.watch, clock=lambda: self.desk.now
        )
        self.dialled: list[str] = []
        self.pane.deeds.dial = self._dial
        self.joined: list[str] = []
        self.waiting_rooms: list[str] = []
        self.pane.join_requested.connect(lambda meeting_id, _who: self.joined.append(meeting_id))
        self.pane.waiting_room_requested.connect(self.waiting_rooms.append)
        qtbot.addWidget(self.pane)
        self.pane.resize(1300, 800)
        self.pane.show()
        self.pane.activateWindow()

    def press(self, key) -> None:
        """Press a key on the board, in the window that is active."""
        self.pane.activateWindow()
        self.pane.board.setFocus()
        self.qtbot.waitUntil(self.pane.board.hasFocus)
        self.qtbot.keyClick(self.pane.board, key)

    def _ring(self) -> None:
        self.rung += 1

    def _dial(self, url) -> bool:
        self.dialled.append(url.toString())
        return True

    def show(self, meeting_id: str):
        self.pane.select(meeting_id)
        self.qtbot.wait(1)  # what was added to a layout is shown by the next turn of the event loop
        return self.pane.desk_details

    def texts(self) -> str:
        details = self.pane.desk_details
        return "\n".join(label.text() for label in details.findChildren(QLabel) if not label.isHidden())

    def button(self, text: str, inside=None) -> QPushButton:
        """Return the button with that text that can be seen."""
        where = inside or self.pane
        found = [each for each in where.findChildren(QPushButton) if each.text() == text and each.isVisible()]
        assert found, text
        return found[-1]

    @property
    def said(self) -> str:
        return self.pane.message_bar.text
