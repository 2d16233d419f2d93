"""The call right now: who is in it, what can be done at once, and what is said when it cannot be asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QToolButton

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.live import LiveRoom
from hosted_meetings_desktop.domain.recording import RecordingStatus
from hosted_meetings_desktop.ui.parts.live_commands import LiveCommands
from hosted_meetings_desktop.ui.parts.live_people import since_text
from hosted_meetings_desktop.ui.parts.live_section import LOOK_EVERY_MS, LiveSection
from tests.panes.clinic_data import NOW, OFFLINE, PATIENTS, live_room, recording
from tests.panes.fake_services import FakeLive
from tests.panes.fakes import HeldCalls, NowCalls

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
ROOM = MeetingId("m00")


def make(qtbot, live: FakeLive, calls=None) -> LiveSection:
    calls = calls or NowCalls()
    commands = LiveCommands(live, calls)
    section = LiveSection(ROOM, live, commands, calls, lambda: NOW)
    section.made_commands = commands  # the section does not own them
    qtbot.addWidget(section)
    section.resize(340, 400)
    section.show()
    qtbot.wait(1)  # what was added to a layout is shown by the next turn of the event loop
    return section


def tips(section: LiveSection) -> list[str]:
    return [button.toolTip() for button in section.findChildren(QToolButton) if button.isVisible()]


def press(section: LiveSection, tip: str) -> None:
    button(section, tip).click()


def button(section: LiveSection, tip: str) -> QToolButton:
    return next(b for b in section.findChildren(QToolButton) if b.toolTip() == tip and b.isVisible())


def seen(qtbot, live: FakeLive) -> tuple[LiveSection, HeldCalls]:
    """Return a section that has looked once, and whose further calls are held."""
    calls = HeldCalls()
    section = make(qtbot, live, calls)
    calls.release()
    qtbot.wait(1)
    return section, calls


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
    assert section.sentence.text() == "Looking who is in the call…"
    calls.release()
    section.look()
    assert len(calls.held) == 1


def test_everybody_is_listed_with_since_when(qtbot) -> None:
    section = make(qtbot, FakeLive(room=live_room(ROOM)))
    assert tips(section)[:2] == ["Mute Dr. Ada Osei", "Remove Dr. Ada Osei from the call"]
    assert since_text(section.room.people[1], NOW) == "since 09:03 (9 min)"
    assert section.age.text() == "Seen just now"
    assert section.sentence.isHidden()


def test_an_empty_room_says_so_and_offers_no_commands(qtbot) -> None:
    section = make(qtbot, FakeLive())
    assert section.sentence.text() == "Nobody is in the call."
    assert not section.mute_all_button.isVisible()
    assert not section.record_button.isVisible()


def test_removing_and_muting_go_out_at_once_and_are_told(qtbot) -> None:
    live = FakeLive(room=live_room(ROOM))
    section = make(qtbot, live)
    told: list[str] = []
    section.made_commands.done.connect(lambda _meeting, sentence: told.append(sentence))
    press(section, f"Mute {PATIENTS[0]}")
    press(section, f"Remove {PATIENTS[0]} from the call")
    section.people.question.remove_button.click()
    qtbot.wait(1)
    section.mute_all_button.click()
    assert told == [
        f"{PATIENTS[0]} is muted.",
        f"{PATIENTS[0]} was removed from the call.",
        "Everybody is muted.",
    ]
    assert f"Mute {PATIENTS[0]}" not in tips(section)
    assert live.asked_for("remove") == [(ROOM, "p1")]


def test_recording_is_started_and_stopped(qtbot) -> None:
    live = FakeLive(room=live_room(ROOM))
    section = make(qtbot, live)
    changes: list[bool] = []
    section.made_commands.recording_changed.connect(lambda _meeting: changes.append(True))
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
    with qtbot.waitSignal(section.made_commands.failed) as failed:
        section.mute_all()
    assert failed.args == [ROOM, OFFLINE]
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


def test_every_command_waits_for_the_one_under_way(qtbot) -> None:
    live = FakeLive(room=live_room(ROOM))
    section, calls = seen(qtbot, live)
    section.mute_all_button.click()
    mute, remove = (button(section, tip) for tip in (f"Mute {PATIENTS[0]}", f"Remove {PATIENTS[0]} from the call"))
    assert [part.isEnabled() for part in (section.mute_all_button, section.record_button, mute, remove)] == [
        False
    ] * 4
    section.mute_all()
    calls.release()
    assert len(live.asked_for("mute_all")) == 1
    assert section.mute_all_button.isEnabled()
    assert button(section, f"Mute {PATIENTS[0]}").isEnabled()


def test_a_look_that_began_before_a_command_does_not_hide_what_it_did(qtbot) -> None:
    live = FakeLive(room=live_room(ROOM))
    section, calls = seen(qtbot, live)
    before = live.room
    section.look()
    [look] = calls.held
    calls.held = []
    section.remove(before.people[1])
    calls.release()  # the command, which asks for a fresh look
    assert look[3].cancelled
    assert len(calls.held) == 1
    look[1](before)  # the old look is answered all the same
    assert len(calls.held) == 1
    calls.release()
    assert [person.name for person in section.room.people] == ["Dr. Ada Osei", PATIENTS[6]]


def test_removing_asks_first_and_says_what_it_means(qtbot) -> None:
    live = FakeLive(room=live_room(ROOM))
    section = make(qtbot, live)
    section.activateWindow()
    qtbot.waitUntil(section.isActiveWindow)
    press(section, f"Remove {PATIENTS[0]} from the call")
    qtbot.wait(1)
    question = section.people.question
    assert question.words == f"Remove {PATIENTS[0]}? They can come back with their link."
    assert live.asked_for("remove") == []
    assert QApplication.focusWidget() is question.keep_button
    question.keep_button.click()
    qtbot.wait(1)
    assert section.people.question is None
    assert live.asked_for("remove") == []
    assert QApplication.focusWidget().toolTip() == f"Remove {PATIENTS[0]} from the call"


def test_esc_answers_the_question_and_leaves_the_panel_alone(qtbot) -> None:
    section = make(qtbot, FakeLive(room=live_room(ROOM)))
    section.activateWindow()
    qtbot.waitUntil(section.isActiveWindow)
    press(section, f"Remove {PATIENTS[0]} from the call")
    qtbot.wait(1)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert section.people.question is None


def test_the_question_goes_with_the_person(qtbot) -> None:
    live = FakeLive(room=live_room(ROOM))
    section = make(qtbot, live)
    press(section, f"Remove {PATIENTS[0]} from the call")
    section.look()
    assert section.people.question is not None
    live.room = LiveRoom(ROOM, live.room.session, live.room.people[2:], None, NOW)
    section.look()
    assert section.people.question is None


def test_the_focus_comes_back_after_a_command(qtbot) -> None:
    section, calls = seen(qtbot, FakeLive(room=live_room(ROOM)))
    section.activateWindow()
    qtbot.waitUntil(section.isActiveWindow)
    tip = f"Mute {PATIENTS[0]}"
    button(section, tip).setFocus()
    press(section, tip)
    calls.release()
    qtbot.wait(1)
    assert QApplication.focusWidget().toolTip() == tip


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
