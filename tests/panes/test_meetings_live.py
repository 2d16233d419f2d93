"""The room right now: who is in it, what can be done at once, and what is said when it cannot be asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication, QToolButton

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.live import LiveRoom
from hosted_meetings_desktop.domain.recording import RecordingStatus
from hosted_meetings_desktop.ui.panes.meetings.live_section import LOOK_EVERY_MS, LiveSection
from tests.panes.clinic_data import NOW, OFFLINE, PATIENTS, live_room, recording
from tests.panes.fake_services import FakeLive
from tests.panes.fakes import HeldCalls, NowCalls

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
ROOM = MeetingId("m00")


def make(qtbot, live: FakeLive, calls=None, room: LiveRoom | None = None) -> LiveSection:
    section = LiveSection(ROOM, live, calls or NowCalls(), lambda: NOW, room)
    qtbot.addWidget(section)
    section.resize(340, 400)
    section.show()
    qtbot.wait(1)  # what was added to a layout is shown by the next turn of the event loop
    return section


def tips(section: LiveSection) -> list[str]:
    return [button.toolTip() for button in section.findChildren(QToolButton) if button.isVisible()]


def press(section: LiveSection, tip: str) -> None:
    next(b for b in section.findChildren(QToolButton) if b.toolTip() == tip and b.isVisible()).click()


def test_it_looks_when_shown_and_rests_when_hidden(qtbot) -> None:
    live = FakeLive(room=live_room(ROOM))
    section = make(qtbot, live)
    assert len(live.asked_for("look")) == 1
    assert section._timer.isActive()
    assert section._timer.interval() == LOOK_EVERY_MS == 10_000
    section.hide()
    assert not section._timer.isActive()
    section.show()
    assert len(live.asked_for("look")) == 2


def test_one_question_at_a_time(qtbot) -> None:
    calls = HeldCalls()
    section = make(qtbot, FakeLive(room=live_room(ROOM)), calls)
    section.look()
    assert len(calls.held) == 1
    assert section.sentence.text() == "Looking into the room…"
    calls.release()
    section.look()
    assert len(calls.held) == 1


def test_everybody_is_listed_with_since_when(qtbot) -> None:
    section = make(qtbot, FakeLive(room=live_room(ROOM)))
    assert tips(section)[:2] == ["Mute Dr. Ada Osei", "Remove Dr. Ada Osei from the room"]
    assert section._since(section.room.people[1]) == "since 09:03 (9 min)"
    assert section.age.text() == "Seen just now"
    assert section.sentence.isHidden()


def test_an_empty_room_says_so_and_offers_no_commands(qtbot) -> None:
    section = make(qtbot, FakeLive())
    assert section.sentence.text() == "Nobody is in the room."
    assert not section.mute_all_button.isVisible()
    assert not section.record_button.isVisible()


def test_removing_and_muting_go_out_at_once_and_are_told(qtbot) -> None:
    live = FakeLive(room=live_room(ROOM))
    section = make(qtbot, live)
    told: list[str] = []
    section.done.connect(told.append)
    press(section, f"Mute {PATIENTS[0]}")
    press(section, f"Remove {PATIENTS[0]} from the room")
    qtbot.wait(1)
    section.mute_all_button.click()
    assert told == [
        f"{PATIENTS[0]} is muted.",
        f"{PATIENTS[0]} was removed from the room.",
        "Everybody is muted.",
    ]
    assert f"Mute {PATIENTS[0]}" not in tips(section)
    assert live.asked_for("remove") == [(ROOM, "p1")]


def test_recording_is_started_and_stopped(qtbot) -> None:
    live = FakeLive(room=live_room(ROOM))
    section = make(qtbot, live)
    changes: list[bool] = []
    section.recording_changed.connect(lambda: changes.append(True))
    assert section.recording_badge.isHidden()
    section.record_button.click()
    assert section.record_button.text() == "Stop recording"
    assert section.recording_badge.text.startswith("Recording since")
    section.record_button.click()
    assert section.record_button.text() == "Start recording"
    assert (len(live.asked_for("start_recording")), len(live.asked_for("stop_recording"))) == (1, 1)
    assert len(changes) == 2


def test_a_command_that_fails_is_told_and_not_repeated(qtbot) -> None:
    live = FakeLive(room=live_room(ROOM, recording=recording(1, RecordingStatus.RECORDING)))
    section = make(qtbot, live)
    live.problem = OFFLINE
    with qtbot.waitSignal(section.failed) as failed:
        section.mute_all()
    assert failed.args == [OFFLINE]
    assert len(live.asked_for("mute_all")) == 1
    assert section.mute_all_button.isEnabled()


def test_when_it_cannot_be_asked_the_last_word_stays_with_its_age(qtbot) -> None:
    live = FakeLive(room=live_room(ROOM, seconds_ago=300))
    section = make(qtbot, live)
    live.problem = OFFLINE
    section.look()
    qtbot.wait(1)
    assert section.problem.text() == "The video service cannot be reached. What is shown may be out of date."
    assert section.age.text() == "Seen 5 min ago"
    assert len(tips(section)) == 6
    live.problem = None
    section.again_button.click()
    assert section.problem.isHidden()


def test_when_it_was_never_answered_nothing_is_claimed(qtbot) -> None:
    section = make(qtbot, FakeLive(problem=OFFLINE))
    assert section.problem.text() == "The video service cannot be reached."
    assert section.sentence.isHidden()
    assert section.age.text() == ""


def test_commands_wait_for_the_one_under_way(qtbot) -> None:
    calls = HeldCalls()
    section = make(qtbot, FakeLive(room=live_room(ROOM)), calls, room=live_room(ROOM))
    section.mute_all_button.click()
    assert not section.mute_all_button.isEnabled()
    calls.release()
    assert section.mute_all_button.isEnabled()


def test_the_focus_stays_on_a_person_who_stays(qtbot) -> None:
    live = FakeLive(room=live_room(ROOM))
    section = make(qtbot, live)
    section.activateWindow()
    qtbot.waitUntil(section.isActiveWindow)
    next(b for b in section.findChildren(QToolButton) if b.toolTip() == f"Mute {PATIENTS[6]}").setFocus()
    live.room = LiveRoom(ROOM, live.room.session, live.room.people[1:], None, NOW + timedelta(seconds=10))
    section.look()
    qtbot.wait(1)
    assert QApplication.focusWidget().toolTip() == f"Mute {PATIENTS[6]}"
