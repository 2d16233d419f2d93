"""The scenes of webinars and livestreams: the visit type, who presents, who asks, and the stream in every state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QScrollArea
from screenshot_stage import SMALL, Clinic, Stage, lay_out_right_to_left, pane_of
from screenshot_today import Scene

from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId, VisitTypeId
from hosted_meetings_desktop.domain.livestream import StreamState
from hosted_meetings_desktop.domain.meeting import Invitee
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.stage import NoPresenterInside, StageDecision, StagePerson, StageSeen
from hosted_meetings_desktop.domain.visit_type import usual_visit_types
from hosted_meetings_desktop.ui.settings.planning.visit_type_dialog import VisitTypeDialog
from tests.panes.clinic_data import NOW, clinic_meetings, live_room
from tests.panes.fake_services import FakeMeetings
from tests.panes.today_kit import a_stream

_LONG = "Prof. Dr. Venkatanarasimharajuvaripeta Lakshminarasimhan von und zu Hohenstein"


def _person(name: str, minutes: float) -> StagePerson:
    return StagePerson(ParticipantId(f"p-{name}"), name, NOW - timedelta(minutes=minutes))


SEEN = StageSeen((_person("Vi Sommer", 3), _person("Tom Baker", 0.4)), (_person("Ben Okafor", 22),), NOW)


# ---- settings
def webinar_visit_type(stage: Stage) -> None:
    window = stage.window("settings")
    kind = next(each for each in usual_visit_types() if each.id == "webinar")
    presets = ("group_call_guest", "group_call_host", "webinar_presenter", "webinar_viewer")
    dialog = VisitTypeDialog(kind, new=False, presets=presets, parent=window)
    dialog.open()
    stage.settle(120)
    stage.save(dialog)
    bar = dialog.findChild(QScrollArea).verticalScrollBar()  # type: ignore[union-attr]
    bar.setValue(bar.maximum())
    stage.settle()
    stage.save(dialog, more="_rights")


# ---- the plan
def _webinar(*people: Invitee) -> FakeMeetings:
    rows = clinic_meetings()
    number = next(n for n, each in enumerate(rows) if not each.live and each.room_id and not each.cancelled)
    rows[number] = replace(
        rows[number], title="Open evening: living well with diabetes", visit_type=VisitTypeId("webinar"),
        public_title="Open evening", invitees=people,
    )  # fmt: skip
    meetings = FakeMeetings()
    meetings.rows = rows
    return meetings


def _people() -> tuple[Invitee, ...]:
    given = (
        ("Dr. Ada Osei", Role.HOST, "webinar_presenter", ""),
        ("Ben Okafor", Role.COLLEAGUE, "webinar_presenter", "ben.okafor@clinic.example"),
        ("Vi Sommer", Role.PATIENT, "webinar_viewer", "vi@example.org"),
        (_LONG, Role.RELATIVE, "webinar_viewer", "a.very.long.address.indeed@university-hospital.example"),
        ("Leila Mansour", Role.INTERPRETER, "clinic_special", ""),
    )
    return tuple(
        Invitee(InviteeId(f"i{n}"), name, role, preset, email, ParticipantId(f"p{n}"))
        for n, (name, role, preset, email) in enumerate(given)
    )


def webinar_people(stage: Stage) -> None:
    meetings = _webinar(*_people())
    row = next(each for each in meetings.rows if each.visit_type == "webinar")
    window = stage.window("meetings", Clinic(meetings=meetings))
    pane = pane_of(window)
    pane.select(row.id)
    stage.settle(120)
    section = pane.meeting_details.people_section
    pane.meeting_details._scroll.ensureWidgetVisible(section)  # noqa: SLF001 (what a person scrolls)
    stage.settle(60)
    stage.save_part(pane.meeting_details)
    menu = section.menus[InviteeId("i2")]
    button = section.link_buttons[InviteeId("i2")]
    menu.popup(button.mapToGlobal(button.rect().bottomRight()) - QPoint(menu.sizeHint().width(), 0))
    stage.settle(60)
    stage.save(window, menu, "_menu")
    menu.hide()


# ---- during it
def _live(stage: Stage, change: Callable[[Scene], None], size: tuple[int, int] | None = None) -> Scene:
    scene = Scene(stage) if size is None else Scene(stage, size=size)
    scene.live.room = live_room(MeetingId("m05"))
    change(scene)
    scene.select("m05")
    section = scene.pane.desk_details.room_section
    assert section is not None  # noqa: S101 (the scene is about it)
    stage.settle(1200)
    shown = section.stream_section if scene.live.stream is not None else section.stage_section
    scene.pane.desk_details._scroll.ensureWidgetVisible(shown)  # noqa: SLF001 (what a person scrolls)
    stage.settle(60)
    return scene


def webinar_stage(stage: Stage) -> None:
    scene = _live(stage, lambda scene: setattr(scene.live, "seen_stage", SEEN))
    scene.save_details()
    scene.live.problem = NoPresenterInside()
    scene.pane.desk_details.commands.decide("m05", SEEN.asking[0], StageDecision.LET_ON)  # type: ignore[arg-type]
    scene.save_details("_failed")


def webinar_stage_elsewhere(stage: Stage) -> None:
    then = tuple(replace(each, since=each.since - timedelta(minutes=9)) for each in SEEN.asking)
    old = StageSeen(then, (_person("Ben Okafor", 31),), NOW - timedelta(minutes=9), open=False)
    _live(stage, lambda scene: setattr(scene.live, "seen_stage", old)).save_details()
    quiet = replace(SEEN, asking=(), standing=(_person(_LONG, 41),))
    _live(stage, lambda scene: setattr(scene.live, "seen_stage", quiet), SMALL).save_details("_nobody_small")


def webinar_stage_right_to_left(stage: Stage) -> None:
    lay_out_right_to_left(on=True)
    try:
        _live(stage, lambda scene: setattr(scene.live, "seen_stage", SEEN)).save_details()
    finally:
        lay_out_right_to_left(on=False)


def _streamed(state: StreamState) -> Callable[[Scene], None]:
    return lambda scene: setattr(scene.live, "stream", a_stream(state))


def livestream_starting(stage: Stage) -> None:
    _live(stage, _streamed(StreamState.STARTING)).save_details()


def livestream_on(stage: Stage) -> None:
    scene = _live(stage, _streamed(StreamState.LIVE))
    scene.save_details()
    scene.pane.desk_details.room_section.stream_section.ingest_button.click()  # type: ignore[union-attr]
    stage.settle(600)
    scene.save_details("_ingest")


def livestream_failed(stage: Stage) -> None:
    _live(stage, _streamed(StreamState.FAILED)).save_details()


WEBINARS = (
    webinar_visit_type, webinar_stage, livestream_starting, livestream_on, livestream_failed,
)  # fmt: skip
WEBINARS_LIGHT = (webinar_people, webinar_stage_elsewhere, webinar_stage_right_to_left)
