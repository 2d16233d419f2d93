"""The scenes of the front desk: the board in every state, the details, its questions, the wall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QWidget
from screenshot_stage import SMALL, USUAL, Stage, lay_out_right_to_left

from hosted_meetings_desktop.domain.front_desk import NoHostInside, RoomFacts, RoomSession
from hosted_meetings_desktop.domain.ids import MeetingId, ParticipantId
from hosted_meetings_desktop.domain.live import LivePerson, LiveRoom
from hosted_meetings_desktop.domain.recording import RecordingStatus
from hosted_meetings_desktop.domain.slots import Concern, Finding, Policy, SlotCheck, SlotTaken, Taken
from hosted_meetings_desktop.ui.panes.today.arrival_watch import ArrivalWatch
from hosted_meetings_desktop.ui.panes.today.pane import TodayPane
from hosted_meetings_desktop.ui.panes.today.wall import Wall, scale_for
from tests.panes.clinic_data import NOW, OFFLINE, live_room, recording
from tests.panes.fakes import NowCalls
from tests.panes.today_data import ago, long_names, many_rooms, waits
from tests.panes.today_kit import FakeDesk, FakeLinks, FakeRoomDeeds, a_stream


class Rooms(FakeRoomDeeds):
    """Each room with those inside whom the board says are there."""

    facts: Sequence[RoomFacts] = ()

    def _room(self, meeting_id: MeetingId) -> LiveRoom:
        if self.room is not None and self.room.meeting_id == meeting_id:
            return self.room
        for facts in self.facts:
            running = [each for each in facts.sessions if each.ended_at is None]
            if facts.meeting.id == meeting_id and running:
                return _inside(meeting_id, running[0])
        return LiveRoom(meeting_id, None, (), None, NOW)


def _inside(meeting_id: MeetingId, session: RoomSession) -> LiveRoom:
    people = tuple(
        LivePerson(ParticipantId(each.user_id), each.name, each.preset, each.joined_at) for each in session.people
    )
    return replace(live_room(meeting_id), people=people)


class Scene:
    """A window with the front desk in it."""

    def __init__(
        self,
        stage: Stage,
        facts: list[RoomFacts] | None = None,
        size: tuple[int, int] = USUAL,
        *,
        desk: FakeDesk | None = None,
    ) -> None:
        self.stage = stage
        self.desk = desk or (FakeDesk() if facts is None else FakeDesk(facts=facts))
        self.links = FakeLinks(desk=self.desk)
        self.live = Rooms()
        self.live.facts = self.desk.facts
        calls = NowCalls()
        watch = ArrivalWatch(self.desk, calls, lambda: None)
        self.pane = TodayPane(self.desk, self.links, self.live, calls, watch=watch, clock=lambda: self.desk.now)
        self.pane.deeds.dial = lambda _url: False
        self.window = stage.window("today", size=size, own=self.pane)

    def select(self, meeting_id: str) -> None:
        """Show a meeting's details."""
        self.pane.select(meeting_id)
        self.stage.settle(120)

    def save(self, more: str = "") -> None:
        """Take the picture, with a dialog that stands over the window."""
        self.stage.settle(120)
        self.stage.save(self.window, self._sheet(), more)

    def save_details(self, more: str = "") -> None:
        """Take a picture of the details alone."""
        self.stage.settle(120)
        self.stage.save_part(self.pane.desk_details, more)

    def save_sheet(self, more: str = "") -> None:
        """Take a picture of the dialog alone."""
        self.stage.settle(120)
        self.stage.save(self._sheet() or self.window, more=more)

    def _sheet(self) -> QWidget | None:
        dialog = self.pane.deeds.dialog or self.pane.desk_details.dialog
        return dialog if dialog is not None and dialog.isVisible() else None


def today(stage: Stage) -> None:
    Scene(stage).save()


def today_small(stage: Stage) -> None:
    scene = Scene(stage, size=SMALL)
    scene.select("m01")
    scene.save()


def today_empty(stage: Stage) -> None:
    Scene(stage, []).save()


def today_error(stage: Stage) -> None:
    desk = FakeDesk()
    desk.problem = OFFLINE
    Scene(stage, desk=desk).save()


def today_many(stage: Stage) -> None:
    Scene(stage, many_rooms(400)).save()


def today_long_names(stage: Stage) -> None:
    scene = Scene(stage, long_names())
    scene.select("m02")
    scene.save()


def today_waiting(stage: Stage) -> None:
    scene = Scene(stage)
    scene.select("m02")
    scene.save()


def today_admit(stage: Stage) -> None:
    scene = Scene(stage)
    scene.pane.ask_longest()
    scene.save_details()


def today_admit_second(stage: Stage) -> None:
    scene = Scene(stage)
    facts = scene.desk.of("m05")
    scene.desk.change("m05", waiting=waits(facts.meeting, ("Somebody else", 3)))
    scene.pane.reload()
    scene.select("m05")
    scene.pane.desk_details.ask_longest()
    scene.save_details()


def today_no_host(stage: Stage) -> None:
    scene = Scene(stage)
    scene.desk.door = NoHostInside()
    scene.select("m01")
    scene.pane.desk_details.ask_longest()
    stage.settle()
    scene.pane.desk_details.waiting.question.confirmed.emit()  # type: ignore[union-attr]
    scene.save()


def today_last_seen(stage: Stage) -> None:
    scene = Scene(stage)
    scene.select("m03")
    scene.save_details()


def today_in_call(stage: Stage) -> None:
    scene = Scene(stage)
    running = recording(90, RecordingStatus.RECORDING, invoked_at=ago(7))
    scene.live.room = replace(scene.live._room(MeetingId("m05")), recording=running)  # noqa: SLF001 (as on the board)
    scene.live.stream = a_stream()
    scene.select("m05")
    scene.save_details()
    scene.pane.desk_details.room_section._ask()  # type: ignore[union-attr]  # noqa: SLF001 (the button's own slot)
    scene.save_details("_empty")


def today_no_show(stage: Stage) -> None:
    scene = Scene(stage)
    scene.select("m08")
    scene.save_details()
    scene.select("m13")
    scene.save_details("_marked")


def today_over_time(stage: Stage) -> None:
    scene = Scene(stage)
    scene.select("m06")
    scene.save_details()


def today_arrival(stage: Stage) -> None:
    scene = Scene(stage)
    facts = scene.desk.of("m10")
    scene.desk.change("m10", waiting=waits(facts.meeting, (facts.meeting.invitees[1].name, 0)))
    scene.pane.reload()
    scene.pane._tell_arrival("m10", facts.meeting.invitees[1].name, NOW)  # noqa: SLF001 (what the watch calls)
    scene.save()


def today_bring_in(stage: Stage) -> None:
    scene = Scene(stage)
    scene.select("m05")
    scene.pane.deeds.ask_bring_in(scene.pane.selected)  # type: ignore[arg-type]
    scene.save_sheet()


def today_hand_over(stage: Stage) -> None:
    scene = Scene(stage)
    scene.select("m02")
    scene.pane.deeds.ask_host(scene.pane.selected)  # type: ignore[arg-type]
    scene.save_sheet()


def today_later(stage: Stage) -> None:
    scene = Scene(stage)
    scene.select("m08")
    scene.pane.deeds.ask_later(scene.pane.selected)  # type: ignore[arg-type]
    scene.save_sheet()


def today_poll(stage: Stage) -> None:
    scene = Scene(stage)
    scene.select("m05")
    scene.pane.desk_details.ask_poll()
    scene.save_sheet()


def today_text(stage: Stage) -> None:
    scene = Scene(stage)
    scene.select("m01")
    scene.pane.deeds.ask_text(scene.pane.selected)  # type: ignore[arg-type]
    scene.save_sheet()


def today_slot_taken(stage: Stage) -> None:
    scene = Scene(stage)
    row = scene.desk.of("m02").meeting
    other = Taken(row.schedule.starts_at, row.schedule.ends_at, "First consultation", MeetingId("x"), "Dr. Ada Osei")
    check = SlotCheck(
        (Finding(Concern.OVERLAP, Policy.WARN, other.starts_at, other),), (ago(-60), ago(-75), ago(-24 * 60))
    )
    scene.desk.slot = SlotTaken(check)
    scene.select("m02")
    scene.pane.deeds.hand_over(scene.pane.selected, "Dr. Ada Osei")  # type: ignore[arg-type]
    scene.save()


def today_right_to_left(stage: Stage) -> None:
    lay_out_right_to_left(on=True)
    try:
        scene = Scene(stage)
        scene.select("m02")
        scene.save()
    finally:
        lay_out_right_to_left(on=False)


def today_wall(stage: Stage) -> None:
    scene = Scene(stage)
    wall = Wall(scene.pane.model, lambda: NOW, scale=scale_for(1920), parent=scene.window)
    stage.show(wall, (1920, 1080))
    stage.settle(200)
    stage.save(wall)


def today_wall_initials(stage: Stage) -> None:
    scene = Scene(stage)
    wall = Wall(scene.pane.model, lambda: NOW, scale=scale_for(1280), private=True, parent=scene.window)
    stage.show(wall, (1280, 720))
    stage.settle(200)
    stage.save(wall)


def today_stale(stage: Stage) -> None:
    desk = FakeDesk(now=NOW + timedelta(minutes=14))
    Scene(stage, desk=desk).save()


TODAY = (
    today, today_empty, today_error, today_waiting, today_admit, today_admit_second, today_last_seen, today_in_call,
    today_no_show, today_arrival, today_bring_in, today_hand_over, today_later, today_poll, today_text, today_wall,
)  # fmt: skip
TODAY_LIGHT = (
    today_small, today_many, today_long_names, today_no_host, today_over_time, today_slot_taken, today_right_to_left,
    today_stale, today_wall_initials,
)  # fmt: skip
