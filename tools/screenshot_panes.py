"""The scenes of the panes: meetings, planning and the player in every state."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTime
from screenshot_stage import SMALL, USUAL, Clinic, Stage, has_display, lay_out_right_to_left, pane_of

from hosted_meetings_desktop.domain.ids import MeetingId, RoomId
from hosted_meetings_desktop.domain.live import Standing
from hosted_meetings_desktop.domain.meeting import Conflict, SharedField, SyncState
from hosted_meetings_desktop.domain.recording import RecordingStatus
from tests.panes.clinic_data import (
    AWAY,
    NOW,
    OFFLINE,
    clinic_meetings,
    invitee,
    live_room,
    meeting,
    recording,
)
from tests.panes.fake_services import FakeLive, FakeMeetings
from tests.panes.fakes import HeldCalls

LIVE = MeetingId("m00")
BUSY = "The video service is busy. Nothing is lost: it is tried again by itself."
CARER = (invitee("Priya Chandrasekhar"),)
NOBODY: dict[str, Any] = {"host": "", "invitees": ()}


def _with(number: int, **changes: Any) -> FakeMeetings:
    """Return the clinic's meetings, one of them changed."""
    rows = clinic_meetings()
    rows[number] = replace(rows[number], **changes)
    return FakeMeetings(rows=rows)


# ---- meetings
def _meetings(stage: Stage, size: tuple[int, int] = USUAL) -> Any:
    return stage.window("meetings", Clinic(live=FakeLive(room=live_room(LIVE)), practice=True), size)


def meetings(stage: Stage) -> None:
    window = _meetings(stage)
    pane_of(window).select("m00")
    stage.settle()
    stage.save(window)


def meetings_small(stage: Stage) -> None:
    window = _meetings(stage, SMALL)
    pane_of(window).select("m00")
    stage.settle()
    stage.save(window)


def meetings_list(stage: Stage) -> None:
    stage.save(_meetings(stage))


def meetings_empty(stage: Stage) -> None:
    stage.save(stage.window("meetings", Clinic(FakeMeetings(rows=[]))))


def meetings_nothing_found(stage: Stage) -> None:
    window = stage.window()
    pane_of(window).search.setText("Zwischenfall")
    pane_of(window).search.search_now()
    stage.settle()
    stage.save(window)


def meetings_loading(stage: Stage) -> None:
    window = stage.window("meetings", Clinic(calls=HeldCalls()))
    stage.settle(500)
    stage.save(window)


def meetings_error(stage: Stage) -> None:
    clinic = Clinic(FakeMeetings(problem=OFFLINE), sync=AWAY)
    stage.save(stage.window("meetings", clinic))


def meetings_offline(stage: Stage) -> None:
    window = stage.window("meetings", Clinic(sync=AWAY))
    pane_of(window).show_status(AWAY)
    pane_of(window).select("m01")
    stage.settle()
    stage.save(window)


def meetings_waiting(stage: Stage) -> None:
    window = stage.window("meetings", Clinic(_with(1, room_id=RoomId("room-01"), problem=BUSY)))
    pane_of(window).select("m01")
    stage.settle()
    stage.save_part(pane_of(window).meeting_details)


def meetings_conflict(stage: Stage) -> None:
    ours = Conflict(SharedField.TITLE, "Video visit", "Video visit, rescheduled", NOW - timedelta(minutes=8))
    other = Conflict(SharedField.RECORD_ON_START, "false", "true", NOW - timedelta(minutes=8))
    clinic = Clinic(_with(3, sync=SyncState.ATTENTION, problem="", conflicts=(ours, other), invitees=CARER))
    window = stage.window("meetings", clinic)
    pane_of(window).select("m03")
    stage.settle()
    stage.save_part(pane_of(window).meeting_details)


def meetings_elsewhere(stage: Stage) -> None:
    made = NOW - timedelta(days=11, minutes=33)
    rows = [
        meeting(number, made + timedelta(seconds=20 * number), "Rheumatology clinic", made_elsewhere=True, **NOBODY)
        for number in (90, 91)
    ]
    window = stage.window("meetings", Clinic(FakeMeetings(rows=[*clinic_meetings(), *rows])))
    pane_of(window).show_phase(None)
    pane_of(window).select("m90")
    stage.settle()
    pane_of(window).table.scrollTo(pane_of(window).table.currentIndex())
    stage.settle()
    stage.save_part(pane_of(window).meeting_details)


def meetings_heard_a_while_ago(stage: Stage) -> None:
    old = NOW - timedelta(minutes=10)
    clinic = Clinic(_with(0, observed_at=old), live=FakeLive(problem=OFFLINE), sync=AWAY)
    clinic.live.room = live_room(LIVE, seconds_ago=600)
    clinic.live.problem = None
    window = stage.window("meetings", clinic)
    pane_of(window).show_status(AWAY)
    pane_of(window).select("m00")
    clinic.live.problem = OFFLINE
    pane_of(window).meeting_details.live_section.look()
    stage.settle()
    stage.save_part(pane_of(window).meeting_details)


def meetings_planned(stage: Stage) -> None:
    window = stage.window()
    pane_of(window).plan()
    dialog = pane_of(window).dialog
    dialog.title_field.setText("Wound check")
    dialog.people.lines[0].name.setText("Fatima al-Zahra al-Hassani")
    dialog.main_button.click()
    stage.settle()
    stage.save_part(pane_of(window).meeting_details)


def meetings_attention(stage: Stage) -> None:
    window = stage.window("meetings", Clinic(sync=replace(AWAY, standing=Standing.ONLINE, waiting=0, problem="")))
    pane_of(window).select("m03")
    stage.settle()
    stage.save_part(pane_of(window).meeting_details)


def _recorded_room() -> FakeLive:
    begun = NOW - timedelta(minutes=8)
    running = recording(90, RecordingStatus.RECORDING, invoked_at=begun, started_at=begun)
    return FakeLive(room=live_room(LIVE, recording=running))


def meetings_live(stage: Stage) -> None:
    window = stage.window("meetings", Clinic(live=_recorded_room()))
    pane_of(window).select("m00")
    stage.settle()
    stage.save_part(pane_of(window).meeting_details)


def meetings_cancelled(stage: Stage) -> None:
    window = stage.window()
    pane_of(window).select("m24")
    pane_of(window).cancel_selected()
    stage.settle()
    stage.save(window)


def meetings_long_names(stage: Stage) -> None:
    window = stage.window()
    pane_of(window).select("m02")
    stage.settle()
    stage.save(window)


def meetings_right_to_left(stage: Stage) -> None:
    lay_out_right_to_left(on=True)
    try:
        window = stage.window("meetings", Clinic(live=_recorded_room()))
        pane_of(window).select("m00")
        stage.settle()
        stage.save(window)
        stage.clear()
    finally:
        lay_out_right_to_left(on=False)


# ---- planning
def _plan(stage: Stage, meeting: str = "") -> Any:
    pane = pane_of(stage.window())
    if meeting:
        pane.edit(meeting)
    else:
        pane.plan()
    stage.settle(150)
    return pane.dialog


def plan_new(stage: Stage) -> None:
    stage.save(_plan(stage))


def plan_edit(stage: Stage) -> None:
    stage.save(_plan(stage, "m00"))


def plan_long(stage: Stage) -> None:
    stage.save(_plan(stage, "m02"))


def plan_problems(stage: Stage) -> None:
    dialog = _plan(stage)
    dialog.title_field.setText("")
    dialog.host_field.setEditText("")
    dialog.people.add_button.click()
    stage.settle()
    dialog.main_button.click()
    stage.settle()
    stage.save(dialog)


def plan_mend(stage: Stage) -> None:
    window = stage.window()
    pane_of(window).select("m03")
    stage.settle()
    pane_of(window).meeting_details.main_action.click()
    stage.settle(150)
    stage.save(pane_of(window).dialog)


def plan_overlap(stage: Stage) -> None:
    dialog = _plan(stage)
    dialog.title_field.setText("Wound check")
    dialog.start_field.setTime(QTime(9, 5))
    stage.settle(400)
    stage.save(dialog)


def plan_clock_change(stage: Stage) -> None:
    dialog = _plan(stage)
    dialog.title_field.setText("Medication review")
    dialog.zone_field.set_zone("Europe/Berlin")
    dialog.date_field.set_day(date(2027, 3, 28))
    dialog.start_field.setTime(QTime(2, 30))
    stage.settle()
    stage.save(dialog, more="-skipped")
    dialog.date_field.set_day(date(2027, 10, 31))
    stage.settle()
    stage.save(dialog, more="-twice")


# ---- recordings: see screenshot_recordings
def player(stage: Stage) -> None:
    if not has_display():
        print("player: left out, a video is only seen on a display")
        return
    from screenshot_film import make_film

    from hosted_meetings_desktop.ui.player.window import PlayerWindow

    with tempfile.TemporaryDirectory() as folder:
        film = make_film(Path(folder) / "visit.mp4")
        window = PlayerWindow("Follow-up after knee surgery", "Today 09:00", str(film))
        stage.show(window)
        window.play()
        stage.until(lambda: window.position > 0, "the film to play")
        window.toggle()
        window.seek(252_000)
        stage.until(lambda: window.player.position() == 252_000, "the film to be at its place")
        stage.settle(500)
        stage.save_screen(window)
        stage.clear()


PANES = (
    meetings, meetings_list, meetings_small, meetings_empty, meetings_nothing_found, meetings_loading, meetings_error,
    meetings_offline, meetings_waiting, meetings_attention, meetings_conflict, meetings_elsewhere,
    meetings_heard_a_while_ago, meetings_planned, meetings_live, meetings_cancelled, meetings_long_names,
    meetings_right_to_left, plan_new, plan_edit, plan_long, plan_problems, plan_mend, plan_overlap,
    plan_clock_change, player,
)  # fmt: skip
