"""The check-up's window: every state of every line, what can be done from it, and what is remembered."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.checkup import Access, Reason, Result, SystemAccess, Topic, Verdict
from hosted_meetings_desktop.ui.call.devices import Device, DeviceKind, SettingsDevicePolicy
from hosted_meetings_desktop.ui.checkup import system
from hosted_meetings_desktop.ui.checkup import window as module
from hosted_meetings_desktop.ui.checkup.memory import read_memory
from hosted_meetings_desktop.ui.checkup.window import CheckupWindow
from tests.panes.checkup_kit import CAMERAS, MICROPHONES, NOON, FakeNetwork, Made, answer, granted
from tests.panes.fakes import HeldCalls, NowCalls

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", "propagateSizeHints"),
    pytest.mark.usefixtures("london"),
]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Made:
    return Made(qtbot, tmp_path, good=True)


# ---- the whole
def test_each_finding_appears_when_it_is_there(qtbot: QtBot, tmp_path: Path) -> None:
    calls = HeldCalls()
    made = Made(qtbot, tmp_path, calls=calls)
    assert made.window.summary.text == "Looking at this PC: 1 of 12"
    assert made.state(Topic.ACCESS) == (Verdict.GOOD, Reason.GOOD)
    assert made.state(Topic.CAMERA) == (Verdict.RUNNING, Reason.RUNNING)
    assert made.media.did == [("start",)]
    calls.release()
    assert made.state(Topic.DIRECT)[0] is Verdict.GOOD
    assert made.window.summary.text == "Looking at this PC: 7 of 12"
    made.media.all_good()
    calls.release()
    made.media.say("engine", reached={"api.realtime.cloudflare.com": True})
    assert made.window.summary.text == "Nothing is wrong so far. Your answer is still wanted"
    answer(made)
    assert made.window.summary.text == "This PC is ready for calls"
    assert not made.window._progress.isVisible()


def test_everything_good_is_remembered_for_the_day(made: Made) -> None:
    assert read_memory(made.settings).good_on is None
    answer(made)
    assert made.window.run.result is Result.GOOD
    assert read_memory(made.settings).good_on == NOON.date()


def test_a_fault_is_remembered_too_until_it_is_mended(made: Made) -> None:
    answer(made, "not_heard")
    assert made.state(Topic.SPEAKER) == (Verdict.BAD, Reason.NOT_HEARD)
    assert made.window.summary.text == "1 thing does not work: Speaker"
    assert read_memory(made.settings).faulty
    answer(made)
    remembered = read_memory(made.settings)
    assert (remembered.faulty, remembered.good_on) == (False, NOON.date())


def test_what_does_not_work_is_named_also_where_its_line_is_out_of_sight(made: Made) -> None:
    answer(made)
    made.media.say("camera", "dark", CAMERAS[0].label)
    assert made.window.summary.text == "Calls work. 1 thing is worth a look: Camera"
    for kind in ("camera", "microphone", "speaker"):
        made.media.say(kind, "none")
    assert made.window.summary.text == "3 things do not work: Camera, Microphone, Speaker"
    made.media.stopped.emit("CrashedTerminationStatus, code 11")
    assert made.window.summary.text == "5 things do not work: Camera, Microphone, Speaker…"


def test_a_warning_is_not_called_nothing_while_an_answer_is_wanted(made: Made) -> None:
    made.media.say("camera", "dark", CAMERAS[0].label)
    assert made.window.summary.text == "To be looked at: Camera. Your answer is still wanted"


def test_run_again_begins_from_the_start_without_loading_the_page_again(made: Made) -> None:
    answer(made)
    made.media.did.clear()
    made.window.again_button.click()
    assert made.window.run.result is Result.RUNNING
    assert [deed[0] for deed in made.media.did] == ["begin", "reach"]
    made.media.all_good()
    assert made.state(Topic.SPEAKER) == (Verdict.ASKING, Reason.PLAY)


def test_closing_lets_go_of_the_devices_and_of_the_network(qtbot: QtBot, tmp_path: Path) -> None:
    calls = HeldCalls()
    made = Made(qtbot, tmp_path, calls=calls)
    with qtbot.waitSignal(made.window.closed):
        qtbot.keyClick(made.window, Qt.Key.Key_Escape)
    assert made.media.did[-1] == ("release",)
    assert all(call.cancelled for *_rest, call in calls.held)


def test_before_a_call_joining_is_the_main_thing_and_the_devices_are_free_first(qtbot: QtBot, tmp_path: Path) -> None:
    made = Made(qtbot, tmp_path, before_call=True)
    assert made.window.join_button is not None
    seen: list[bool] = []
    made.window.join_wanted.connect(lambda: seen.append(("release",) in made.media.did))
    qtbot.mouseClick(made.window.join_button, LEFT)
    assert seen == [True]
    assert not made.window.isVisible()


# ---- camera, microphone, speaker
@pytest.mark.parametrize(
    ("value", "reason", "verdict", "word"),
    [
        ("good", Reason.GOOD, Verdict.GOOD, "comes through"),
        ("none", Reason.NONE, Verdict.BAD, "No camera was found"),
        ("blocked", Reason.BLOCKED, Verdict.BAD, "permission was refused"),
        ("busy", Reason.BUSY, Verdict.BAD, "another program"),
        ("dark", Reason.DARK, Verdict.LOOK, "is black"),
        ("still", Reason.STILL, Verdict.BAD, "gives no picture"),
        ("fault", Reason.FAULT, Verdict.BAD, "could not be started"),
    ],
)
def test_what_becomes_of_the_camera(made: Made, value: str, reason: Reason, verdict: Verdict, word: str) -> None:
    made.media.say("camera", value, CAMERAS[0].label)
    assert made.state(Topic.CAMERA) == (verdict, reason)
    assert word in made.said(Topic.CAMERA)
    assert "046d" not in made.said(Topic.CAMERA)
    assert made.line(Topic.CAMERA).accessibleName().startswith("Camera: ")


@pytest.mark.parametrize(
    ("value", "verdict", "word"),
    [
        ("listening", Verdict.RUNNING, "Say a few words"),
        ("silent", Verdict.LOOK, "has heard nothing yet"),
        ("good", Verdict.GOOD, "hears you"),
        ("none", Verdict.BAD, "No microphone was found"),
        ("blocked", Verdict.BAD, "permission was refused"),
        ("busy", Verdict.BAD, "another program"),
        ("fault", Verdict.BAD, "could not be started"),
    ],
)
def test_what_becomes_of_the_microphone(made: Made, value: str, verdict: Verdict, word: str) -> None:
    made.media.say("microphone", value, MICROPHONES[0].label)
    assert made.state(Topic.MICROPHONE)[0] is verdict
    assert word in made.said(Topic.MICROPHONE)


@pytest.mark.parametrize(("value", "word"), [("none", "No speaker was found"), ("fault", "could not be played")])
def test_what_becomes_of_the_speaker(made: Made, value: str, word: str) -> None:
    made.media.say("speaker", value)
    assert made.state(Topic.SPEAKER)[0] is Verdict.BAD
    assert word in made.said(Topic.SPEAKER)


def test_the_level_moves_and_a_silent_microphone_may_still_be_heard(made: Made) -> None:
    assert made.window.devices.meter.level == pytest.approx(0.6)
    made.media.say("microphone", "silent", "Jabra")
    made.media.say("microphone", "good", "Jabra")
    assert made.state(Topic.MICROPHONE) == (Verdict.GOOD, Reason.GOOD)
    made.media.say("microphone", "none")
    assert made.window.devices.meter.level == 0


def test_the_person_is_asked_and_a_no_can_be_taken_back(qtbot: QtBot, made: Made) -> None:
    bar = made.window.devices.ask_bar
    made.media.asked.emit(("camera", "microphone"))
    assert bar.isVisible()
    assert bar.text == "Let this check-up and calls use the camera and microphone?"
    assert made.state(Topic.CAMERA) == (Verdict.ASKING, Reason.ALLOW)
    qtbot.mouseClick(bar.deny, LEFT)
    assert ("answer", False, True) in made.media.did
    assert not bar.isVisible()
    made.media.say("camera", "blocked")
    made.media.kept_off.emit(("camera", "microphone"))
    made.media.say("microphone", "blocked")
    for topic in (Topic.CAMERA, Topic.MICROPHONE):
        assert made.state(topic) == (Verdict.LOOK, Reason.KEPT_OFF)
    made.line(Topic.CAMERA).buttons["ask_again"].click()
    assert ("ask_again",) in made.media.did
    assert made.state(Topic.CAMERA)[0] is Verdict.RUNNING


def test_a_call_under_way_explains_a_busy_camera(qtbot: QtBot, tmp_path: Path) -> None:
    made = Made(qtbot, tmp_path, good=True, in_call=lambda: True)
    assert made.window._call_note.isVisible()
    made.media.say("camera", "busy")
    assert made.state(Topic.CAMERA) == (Verdict.LOOK, Reason.IN_CALL)
    assert "your call is using it" in made.said(Topic.CAMERA)


def test_a_choice_is_tried_and_remembered_for_calls(made: Made) -> None:
    chooser = made.window.devices.choosers[DeviceKind.CAMERA]
    assert [chooser.itemText(place) for place in range(chooser.count())] == ["Logitech BRIO", "Integrated Camera"]
    chooser.setCurrentIndex(1)
    chooser.activated.emit(1)
    assert ("use", DeviceKind.CAMERA, "c2") in made.media.did
    assert made.state(Topic.CAMERA)[0] is Verdict.RUNNING
    assert SettingsDevicePolicy(made.settings).chosen(DeviceKind.CAMERA) == CAMERAS[1]


def test_the_remembered_devices_are_used_and_a_missing_one_is_named(qtbot: QtBot, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    policy = SettingsDevicePolicy(settings)
    policy.remember(DeviceKind.CAMERA, CAMERAS[1])
    policy.remember(DeviceKind.SPEAKER, Device("Polycom Sync 20", "gone"))
    settings.sync()
    made = Made(qtbot, tmp_path)
    made.media.say("ready")
    begun = next(deed for deed in made.media.did if deed[0] == "begin")
    assert begun[1]["camera"] == {"label": "Integrated Camera", "id": "c2"}
    made.media.list_devices(camera="c2")
    assert made.window.devices.choosers[DeviceKind.CAMERA].currentText() == "Integrated Camera"
    assert made.window.devices.gone_text == "“Polycom Sync 20”, which you chose last time, is not connected."


def test_no_devices_leave_nothing_to_choose(made: Made) -> None:
    made.media.say("devices", devices={}, used={})
    for chooser in made.window.devices.choosers.values():
        assert (chooser.isEnabled(), chooser.currentText()) == (False, "None found")
    assert not made.window.devices.play_button.isEnabled()


def test_a_pc_without_the_web_engine_says_so_and_still_looks_at_the_network(qtbot: QtBot, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    window = CheckupWindow(FakeNetwork(), NowCalls(), settings, None, access=granted, missing="libnss3.so")
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(window)
    window.begin()
    assert window.run.result is Result.FAULTS
    assert window.lines[Topic.CAMERA].finding.facts == ("libnss3.so",)
    assert window.lines[Topic.DIRECT].finding.verdict is Verdict.GOOD


def test_a_page_that_dies_or_never_comes_is_said_and_can_be_run_again(made: Made, qtbot: QtBot) -> None:
    made.media.stopped.emit("CrashedTerminationStatus, code 11")
    for topic in (Topic.CAMERA, Topic.GRAPHICS, Topic.ENGINE):
        assert made.state(topic) == (Verdict.BAD, Reason.NO_VIEW)
    made.media.did.clear()
    made.window.again_button.click()
    assert made.media.did == [("start",)]
    made.window.run._patience.timeout.emit()
    assert made.line(Topic.ENGINE).finding.facts == ("the page did not load in time",)


def test_a_driver_that_never_answers_is_said_and_holds_nothing_up(made: Made) -> None:
    patience = made.window.run._patience
    made.window.again_button.click()
    assert patience.isActive()
    made.media.asked.emit(("camera",))
    patience.timeout.emit()
    assert made.state(Topic.CAMERA)[1] is Reason.ALLOW, "somebody who is being asked is not late"
    assert patience.isActive()
    made.media.say("camera", "good", "Cam")
    patience.timeout.emit()
    assert made.state(Topic.CAMERA) == (Verdict.GOOD, Reason.GOOD)
    assert made.state(Topic.MICROPHONE) == (Verdict.BAD, Reason.FAULT)
    assert made.state(Topic.GRAPHICS) == (Verdict.LOOK, Reason.UNKNOWN)
    for topic in (Topic.MICROPHONE, Topic.SPEAKER, Topic.GRAPHICS):
        assert made.line(topic).words.says


# ---- the system's switches
@pytest.mark.parametrize(
    ("system_name", "path"),
    [
        ("macos", "System Settings > Privacy & Security > Camera"),
        ("windows", "Settings > Privacy & security > Camera"),
    ],
)
def test_the_systems_switch_is_named_with_its_path(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system_name: str, path: str
) -> None:
    found = system.System(system_name)
    for where in ("system", "words_devices"):
        monkeypatch.setattr(f"hosted_meetings_desktop.ui.checkup.{where}.this_system", lambda: found)
    opened: list[str] = []
    monkeypatch.setattr(module, "open_outside", lambda url: opened.append(url.toString()))
    denied = SystemAccess(Access.DENIED, Access.GRANTED)
    made = Made(qtbot, tmp_path, good=True, access=lambda: denied)
    made.media.say("camera", "busy")
    assert made.state(Topic.CAMERA) == (Verdict.BAD, Reason.SWITCHED_OFF)
    assert made.state(Topic.ACCESS) == (Verdict.BAD, Reason.CAMERA_OFF)
    assert made.state(Topic.MICROPHONE) == (Verdict.GOOD, Reason.GOOD)
    for topic in (Topic.CAMERA, Topic.ACCESS):
        assert path in made.said(topic)
        made.line(topic).buttons["switch:camera"].click()
    assert opened == [system.switch_place(DeviceKind.CAMERA, found).toString()] * 2  # type: ignore[union-attr]


# ---- for IT
def test_the_ticket_holds_every_line_and_what_has_to_be_let_through(made: Made, tmp_path: Path) -> None:
    made.media.say("camera", "none")
    made.window.save_to(tmp_path / "ticket.txt")
    text = (tmp_path / "ticket.txt").read_text("utf-8")
    assert text.startswith("Check-up for video calls\n========================\n\nHosted Meetings ")
    assert "2026-11-23 12:00 UTC\nrealtimekit\n" in text
    assert "[Does not work] Camera\n    No camera was found.\n" in text
    assert "    - turn.cloudflare.com 5349/tcp (TURN over TLS), reached, HTTP 401, 24 ms\n" in text
    assert "What the network has to let through:\n    - api.cloudflare.com 443/tcp (HTTPS)\n" in text
    assert all(shown._title.text() in text for shown in made.window.lines.values())
    assert "Saved as ticket.txt." in made.window.message_bar.text


def test_copying_and_a_folder_that_cannot_be_written(made: Made, tmp_path: Path) -> None:
    made.window.copy_button.click()
    assert QGuiApplication.clipboard().text().startswith("Check-up for video calls")
    assert made.window.message_bar.text == "The check-up was copied."
    made.window.save_to(tmp_path / "nowhere" / "ticket.txt")
    assert "The file could not be saved" in made.window.message_bar.text


def test_save_proposes_a_name_and_is_asked_once(made: Made) -> None:
    made.window.save_button.click()
    dialog = made.window.save_question.dialog
    assert dialog is not None
    assert Path(dialog.selectedFiles()[0]).name == "hosted-meetings-checkup-2026-11-23-1200.txt"
    made.window.save_button.click()
    assert made.window.save_question.dialog is dialog
    dialog.reject()


# ---- keys and names
def test_everything_has_a_name_and_can_be_reached_by_key(qtbot: QtBot, made: Made) -> None:
    made.media.say("speaker", "playing", "Jabra")
    window = made.window
    reached: list[str] = []
    window.activateWindow()
    window.devices.choosers[DeviceKind.CAMERA].setFocus()
    for _step in range(14):
        focused = window.focusWidget()
        assert focused is not None
        reached.append(focused.accessibleName())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert "" not in reached
    wanted = ["Camera", "Microphone", "Speaker", "Play a tone", "Speaker: I hear it", "Speaker: I hear nothing"]
    places = [reached.index(name) for name in [*wanted, "Copy", "Save for IT…", "Close", "Run again"]]
    assert places == sorted(places)


def test_the_day_that_counts_is_the_day_of_the_answer(qtbot: QtBot, tmp_path: Path) -> None:
    made = Made(qtbot, tmp_path, good=True)
    made.window._now = lambda: NOON + timedelta(days=1)
    answer(made)
    assert read_memory(made.settings).good_on == (NOON + timedelta(days=1)).date()
