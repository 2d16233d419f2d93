"""Voices are heard together, in step, each can be switched off, and one that is damaged says so while others play."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from hosted_meetings_desktop.domain.transcript import TranscriptLine

pytest.importorskip("av", reason="makes the voices that are played; part of the extra 'practice'")
pytest.importorskip("PySide6.QtMultimedia", reason="this machine lacks what QtMultimedia needs", exc_type=ImportError)

from hosted_meetings_desktop.domain.voices import PlayedVoice, Voice
from hosted_meetings_desktop.ui.player import together
from hosted_meetings_desktop.ui.player.story import Story
from hosted_meetings_desktop.ui.player.together import APART_MS, Together
from hosted_meetings_desktop.ui.player.voices_window import VoicesWindow, spans_of
from tests.panes.film_kit import OF_FILMS, seal, stream
from tests.panes.voices_kit import NAMES, damaged, make_voice, played

pytestmark = [
    pytest.mark.qt_log_ignore(*OF_FILMS, "Could not update timestamps"),
    pytest.mark.usefixtures("london"),
]
ROOT = Path(__file__).parents[2]
LATE = 3_000


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("voices")
    return [
        make_voice(folder / f"{number}.webm", seconds=seconds, tone=200 + 90 * number)
        for number, seconds in enumerate((20, 9, 14))
    ]


def open_window(qtbot, voices: list[PlayedVoice], *, begin_at: int = 0) -> VoicesWindow:
    window = VoicesWindow("Knee check", "Today 09:00", voices, begin_at=begin_at)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(window)
    window.show()
    window.play()
    return window


@pytest.fixture
def window(qtbot, files: list[Path]):
    begins = (0, LATE, 0)
    voices = [played(*each[:2], begins=each[2]) for each in zip(NAMES, files, begins, strict=True)]
    opened = open_window(qtbot, [*voices, damaged("Priya Rao")])
    qtbot.waitUntil(lambda: opened.playing and opened.position > 300, timeout=20_000)
    yield opened
    opened.close()


def places(window: VoicesWindow) -> list[int]:
    """Return where those are that play, in the recording's time."""
    at = window.position
    parts = [part for part in window.player.parts if part.plays_at(at)]
    return [part.begins + part.player.position() for part in parts]


def in_step(window: VoicesWindow, count: int) -> bool:
    found = places(window)
    return len(found) == count and max(found) - min(found) <= APART_MS and abs(found[0] - window.position) <= 250


def test_they_play_together_as_long_as_the_longest(window: VoicesWindow, qtbot) -> None:
    assert window.controls.length_label.text() == "0:20"
    assert in_step(window, 2), "the third comes later"
    window.seek(LATE + 2_000)
    qtbot.waitUntil(lambda: window.position > LATE + 2_300 and in_step(window, 3), timeout=20_000)
    window.seek(13_000)
    qtbot.waitUntil(lambda: window.position > 13_200 and in_step(window, 2), timeout=20_000)


def test_pause_and_speed_are_of_all(window: VoicesWindow, qtbot) -> None:
    window.controls.faster()
    assert {part.player.playbackRate() for part in window.player.parts if part.player} == {1.25}
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert not window.playing
    held = window.position
    assert not any(part.player.isPlaying() for part in window.player.parts if part.player)
    qtbot.wait(300)
    assert window.position == held
    qtbot.keyClick(window, Qt.Key.Key_Right)
    assert window.position == held + 10_000
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.position > held + 10_100, timeout=20_000)


def test_one_is_switched_off_and_one_is_heard_alone(window: VoicesWindow, qtbot) -> None:
    def heard() -> list[bool]:
        return [not part.output.isMuted() for part in window.player.parts if part.output]

    ada, fatima, _jonas, _priya = window.panel.lines
    assert heard() == [True, True, True]
    ada.mute_button.click()
    assert heard() == [False, True, True]
    assert (ada.note.text(), ada.mute_button.accessibleName()) == ("Not heard", "Hear Dr. Ada Osei")
    fatima.alone_button.click()
    assert heard() == [False, True, False]
    assert fatima.alone_button.isChecked()
    fatima.alone_button.click()
    assert heard() == [False, True, True]
    fatima.alone_button.click()
    ada.mute_button.click()
    assert heard() == [True, True, True]
    qtbot.keyClick(window, Qt.Key.Key_M)
    assert heard() == [False, False, False]
    qtbot.keyClick(window, Qt.Key.Key_Down)
    assert heard() == [True, True, True]
    assert window.player.parts[1].output.volume() == pytest.approx(0.95)


def test_one_that_is_damaged_says_why_and_cannot_be_switched(window: VoicesWindow) -> None:
    line = window.panel.lines[3]
    assert line.note.text() == "This file of the archive is damaged"
    assert "Put it back from a backup" in line.note.toolTip()
    assert not any(button.isEnabled() for button in line.buttons)
    assert window.panel.lines[1].note.text() == "0:09"
    assert window.message_bar.text == ""


def test_what_is_of_pictures_is_not_there(window: VoicesWindow, qtbot) -> None:
    controls = window.controls
    assert all(
        button.isHidden() for button in (controls.full_button, controls.frame_back_button, controls.frame_on_button)
    )
    qtbot.keyClick(window, Qt.Key.Key_F)
    assert not window.isFullScreen()
    qtbot.keyClick(window, Qt.Key.Key_Period)
    assert window.playing


def test_arrows_are_the_players_also_in_a_line(window: VoicesWindow, qtbot) -> None:
    window.toggle()
    window.seek(1_000)
    button = window.panel.lines[0].mute_button
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Right)
    assert window.position == 11_000
    assert window.focusWidget() is button


def test_the_end_can_be_played_again_and_is_not_remembered(window: VoicesWindow, qtbot) -> None:
    window.seek(8_000)
    assert window.stopped_at >= 8_000
    window.seek(19_500)
    qtbot.waitUntil(lambda: window.controls.state_label.text() == "The end", timeout=20_000)
    assert window.stopped_at == 0
    window.controls.play_button.click()
    qtbot.waitUntil(lambda: window.playing and 0 < window.position < 5_000 and in_step(window, 2), timeout=20_000)


def test_it_goes_on_where_one_stopped(qtbot, files: list[Path]) -> None:
    window = open_window(qtbot, [played(*each) for each in zip(NAMES, files, strict=True)], begin_at=7_000)
    qtbot.waitUntil(lambda: window.position > 7_200 and in_step(window, 3), timeout=20_000)
    assert "0:07, where you stopped" in window.message_bar.text
    window.close()


def test_who_is_out_of_step_is_brought_back(window: VoicesWindow, qtbot) -> None:
    other = window.player.parts[2]
    other.player.setPosition(other.player.position() + 4_000)
    qtbot.waitUntil(lambda: max(places(window)) - min(places(window)) > 2_000, timeout=10_000)
    qtbot.waitUntil(lambda: max(places(window)) - min(places(window)) <= APART_MS, timeout=20_000)


def test_when_they_speak_is_shown_and_leads(window: VoicesWindow, qtbot) -> None:
    said = (
        TranscriptLine(500, 3_000, NAMES[0], "Good morning."),
        TranscriptLine(3_200, 4_000, NAMES[0], "How is the knee?"),
        TranscriptLine(6_000, 8_000, NAMES[0], "Good."),
    )
    assert spans_of(said) == {"dr. ada osei": ((500, 4_000), (6_000, 8_000))}
    window.show_story(Story(20, (), said))
    ada, fatima = window.panel.lines[:2]
    assert ada.strip.spoken == ((500, 4_000), (6_000, 8_000))
    assert (fatima.strip.spoken, fatima.strip.there) == ((), (LATE, LATE + window.player.parts[1].length))
    qtbot.mouseClick(ada.strip, Qt.MouseButton.LeftButton, pos=ada.strip.rect().center())
    assert abs(window.position - 10_000) < 400


def test_sealed_voices_are_played_and_one_that_was_changed_breaks_off(qtbot, tmp_path: Path) -> None:
    whole = seal(make_voice(tmp_path / "whole.webm"))
    sealed = seal(make_voice(tmp_path / "changed.webm", seconds=120, tone=400))
    changed = bytearray(sealed.read_bytes())
    changed[len(changed) - 3_000] ^= 1
    sealed.write_bytes(changed)
    voices = [
        PlayedVoice(Voice(name, name), stream(path)) for name, path in (("Ada Osei", whole), ("Ben Rao", sealed))
    ]
    window = open_window(qtbot, voices)
    qtbot.waitUntil(lambda: window.position > 300, timeout=20_000)
    if window.player.parts[1].problem is None:  # the player may have met it while it looked how long the file is
        window.seek(window.player.duration() - 3_000)
    qtbot.waitUntil(lambda: window.player.parts[1].problem is not None, timeout=30_000)
    ada, ben = window.panel.lines
    assert "Not heard from" in ben.note.text() or "damaged" in ben.note.text()
    window.seek(1_000)
    window.play()
    qtbot.waitUntil(lambda: window.position > 1_300, timeout=20_000)
    assert window.player.parts[0].player.isPlaying()
    assert ada.note.text() == "0:20"
    window.close()


def test_files_that_are_none_say_so_and_nobody_is_waited_for(qtbot, files: list[Path], tmp_path: Path) -> None:
    (tmp_path / "none.webm").write_bytes(b"no sound at all" * 100)
    window = open_window(qtbot, [played("Ada Osei", tmp_path / "none.webm"), played("Ben Rao", files[1])])
    qtbot.waitUntil(lambda: window.playing and window.position > 200, timeout=20_000)
    assert window.panel.lines[0].note.text() == "This recording cannot be played"
    window.close()
    window = open_window(qtbot, [played("Ada Osei", tmp_path / "none.webm"), damaged("Ben Rao")])
    qtbot.waitUntil(lambda: "None of the voices can be played" in window.message_bar.text, timeout=20_000)
    assert not window.playing
    window.close()


def test_one_that_was_never_finished_plays_from_its_beginning_only(qtbot, files: list[Path], tmp_path: Path) -> None:
    broken_off = make_voice(tmp_path / "broken.webm", live=True)
    window = open_window(qtbot, [played("Ada Osei", broken_off), played("Ben Rao", files[0])])
    qtbot.waitUntil(lambda: window.position > 600, timeout=20_000)
    ada, ben = window.player.parts
    assert (ada.length, window.player.duration() > 19_000) == (0, True)
    assert ada.player.isPlaying()
    window.toggle()
    window.toggle()
    qtbot.waitUntil(lambda: ada.player.isPlaying() and ben.player.isPlaying(), timeout=20_000)
    window.seek(12_000)
    qtbot.waitUntil(lambda: window.position > 12_300, timeout=20_000)
    assert (ada.player.isPlaying(), ben.player.isPlaying()) == (False, True)
    window.seek(0)
    qtbot.waitUntil(lambda: window.position > 300 and ada.player.isPlaying(), timeout=20_000)
    window.close()


def test_more_voices_than_can_be_played_at_a_time_say_so(qtbot, files: list[Path], monkeypatch) -> None:
    monkeypatch.setattr(together, "MOST", 1)
    several = Together([played(*each) for each in zip(NAMES, files, strict=True)])
    assert [part.player is not None for part in several.parts] == [True, False, False]
    assert "No more than 1" in several.parts[1].problem.title
    several.deleteLater()


def test_no_thread_of_qt_waits_for_python_while_voices_are_let_go_of(tmp_path: Path) -> None:
    # In a process of its own: one that stands still can only be ended from outside.
    sealed = seal(make_voice(tmp_path / "voice.webm", seconds=60))
    command = [sys.executable, "-m", "tests.panes.player_holding_python", str(sealed), "voices"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert (done.returncode, done.stdout) == (0, "closed\n"), done.stderr[-4000:]
