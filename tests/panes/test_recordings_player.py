"""The player plays a real file: pictures come, seeking lands, keys do what keys of players do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.playing import Plain
from hosted_meetings_desktop.domain.recording_list import Told
from hosted_meetings_desktop.domain.transcript import TranscriptLine
from hosted_meetings_desktop.ui.panes.recordings.pane import RecordingsPane
from tests.panes.clinic_data import NOW
from tests.panes.fakes import HeldCalls, NowCalls
from tests.panes.library_kit import FakeLibrary

pytest.importorskip("av", reason="makes the film that is played; part of the extra 'practice'")
pytest.importorskip("PySide6.QtMultimedia", reason="this machine lacks what QtMultimedia needs", exc_type=ImportError)

from hosted_meetings_desktop.ui.player.controls import SPEEDS
from hosted_meetings_desktop.ui.player.window import PlayerWindow
from tests.panes.film_kit import OF_FILMS, SECONDS, make_film, seal

pytestmark = [
    pytest.mark.qt_log_ignore(*OF_FILMS),
    pytest.mark.usefixtures("london"),
]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_film(tmp_path_factory.mktemp("film") / "visit.mp4")


@pytest.fixture
def player(qtbot, film: Path):
    window = PlayerWindow("Wound check", "Today 09:00", str(film))
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(window)
    window.show()
    window.play()
    qtbot.waitUntil(lambda: window.player.duration() > 0 and window.position > 0, timeout=20_000)
    yield window
    window.close()


def test_it_plays_and_says_how_long_it_is(player: PlayerWindow, qtbot) -> None:
    assert player.playing
    assert player.controls.length_label.text() == "0:20"
    assert player.controls.seek_bar.maximum() == player.player.duration()
    qtbot.waitUntil(lambda: player.controls.time_label.text() >= "0:01", timeout=20_000)


def test_space_pauses_and_plays(player: PlayerWindow, qtbot) -> None:
    qtbot.keyClick(player, Qt.Key.Key_Space)
    assert not player.playing
    assert player.controls.play_button.accessibleName() == "Play (Space)"
    qtbot.keyClick(player, Qt.Key.Key_Space)
    assert player.playing
    assert player.controls.play_button.accessibleName() == "Pause (Space)"


def test_arrows_go_ten_seconds_and_show_another_picture(player: PlayerWindow, qtbot) -> None:
    player.toggle()
    player.seek(2_000)
    frames = []
    player.video.videoSink().videoFrameChanged.connect(lambda frame: frames.append(frame.toImage()))
    qtbot.keyClick(player, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: 11_500 <= player.position <= 12_500, timeout=10_000)
    qtbot.waitUntil(lambda: bool(frames) and frames[-1].pixelColor(80, 60).lightness() > 120, timeout=10_000)
    qtbot.keyClick(player, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: 1_500 <= player.position <= 2_500, timeout=10_000)
    qtbot.waitUntil(lambda: frames[-1].pixelColor(80, 60).lightness() < 60, timeout=10_000)


def test_arrows_are_the_players_also_while_a_button_has_the_focus(player: PlayerWindow, qtbot) -> None:
    player.toggle()
    player.seek(2_000)
    for button in filter(QWidget.isVisible, player.controls.buttons):
        button.setFocus()
        qtbot.keyClick(button, Qt.Key.Key_Right)
        assert player.focusWidget() is button
        qtbot.keyClick(button, Qt.Key.Key_Left)
        qtbot.keyClick(button, Qt.Key.Key_Down)
        assert player.sound.volume() == pytest.approx(0.95)
        qtbot.keyClick(button, Qt.Key.Key_Up)
        assert player.sound.volume() == pytest.approx(1)
    player.controls.play_button.setFocus()
    qtbot.keyClick(player.controls.play_button, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: player.position > 11_000, timeout=10_000)


def test_the_key_that_closes_windows_closes_it(player: PlayerWindow, qtbot) -> None:
    qtbot.keyClick(player.controls.play_button, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert not player.isVisible()


def test_seeking_stays_within_the_recording(player: PlayerWindow) -> None:
    player.toggle()
    player.seek(10**9)
    assert player.position < player.player.duration()
    player.seek(-5)
    assert player.position == 0


def test_a_click_on_the_line_jumps_there(player: PlayerWindow, qtbot) -> None:
    player.toggle()
    bar = player.controls.seek_bar
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(bar.width() // 2, bar.height() // 2))
    qtbot.waitUntil(lambda: abs(player.position - 10_000) < 1_000, timeout=10_000)


def test_speed_and_volume(player: PlayerWindow, qtbot) -> None:
    player.controls.speed_field.setCurrentIndex(SPEEDS.index(2.0))
    assert player.player.playbackRate() == 2.0
    qtbot.keyClick(player, Qt.Key.Key_Down)
    assert player.sound.volume() == pytest.approx(0.95)
    qtbot.keyClick(player, Qt.Key.Key_M)
    assert player.sound.isMuted()
    qtbot.keyClick(player, Qt.Key.Key_Up)
    assert not player.sound.isMuted()


def test_full_screen_is_entered_and_left_by_key(player: PlayerWindow, qtbot) -> None:
    qtbot.keyClick(player, Qt.Key.Key_F)
    assert player.isFullScreen()
    assert player.head.isHidden()
    qtbot.keyClick(player, Qt.Key.Key_Escape)
    assert not player.isFullScreen()
    assert player.isVisible()
    qtbot.keyClick(player, Qt.Key.Key_Escape)
    assert not player.isVisible()


def test_the_end_can_be_played_again_from_the_beginning(player: PlayerWindow, qtbot) -> None:
    player.seek(SECONDS * 1000 - 600)
    qtbot.waitUntil(lambda: player.controls.state_label.text() == "The end", timeout=20_000)
    player.controls.play_button.click()
    qtbot.waitUntil(lambda: player.playing and player.position < 5_000, timeout=10_000)


def test_closing_lets_go_of_the_file(player: PlayerWindow) -> None:
    left = []
    player.left.connect(lambda: left.append(True))
    player.close()
    assert player.player.source().isEmpty()
    assert left == [True]


def test_a_file_that_is_gone_is_told_in_a_sentence(qtbot, tmp_path: Path) -> None:
    window = PlayerWindow("Wound check", "Today 09:00", str(tmp_path / "gone.mp4"))
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(window)
    window.show()
    window.play()
    qtbot.waitUntil(lambda: window.message_bar.text != "", timeout=20_000)
    assert "This recording cannot be played." in window.message_bar.text
    assert str(tmp_path) not in window.message_bar.text


def test_a_file_that_is_no_film_is_told_without_its_address(qtbot, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"not a film" * 100)
    window = PlayerWindow("Wound check", "Today 09:00", str(broken))
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(window)
    window.show()
    window.play()
    qtbot.waitUntil(lambda: window.message_bar.text != "", timeout=20_000)
    assert "Save a copy" in window.message_bar.text or "Download it again" in window.message_bar.text


def test_the_pane_opens_one_player_at_a_time(qtbot, film: Path) -> None:
    pane = RecordingsPane(FakeLibrary(source=lambda: Plain(str(film))), NowCalls(), clock=lambda: NOW)
    qtbot.addWidget(pane)
    pane.resize(1100, 600)
    pane.show()
    pane.select("r02")
    pane.recording_details.buttons["play"].click()
    first = pane.player
    assert first.windowTitle() == "Recording: Blood pressure review"
    pane.play("r03")
    second = pane.player
    assert second is not first
    assert second.isVisible()
    second.close()
    assert pane.player is None


def playing(qtbot, film: Path, calls=None) -> RecordingsPane:
    pane = RecordingsPane(FakeLibrary(source=lambda: Plain(str(film))), calls or NowCalls(), clock=lambda: NOW)
    pane.show()
    pane.play("r02")
    return pane


def test_a_transcript_that_comes_while_it_plays_is_shown(qtbot, film: Path) -> None:
    library = FakeLibrary(source=lambda: Plain(str(film)))
    pane = RecordingsPane(library, NowCalls(), clock=lambda: NOW)
    qtbot.addWidget(pane)
    pane.show()
    pane.play("r02")
    assert pane.player.side.isHidden()
    library.tells = Told(60, lines=(TranscriptLine(0, 2_000, "Dr. Ada Osei", "Good morning."),))
    pane.reload()
    qtbot.waitUntil(lambda: not pane.player.side.isHidden())
    assert library.asked_for("told")[-1] == ("r02",)
    pane.player.close()


def test_a_maximised_window_is_maximised_again_after_full_screen(player: PlayerWindow, qtbot) -> None:
    player.showMaximized()
    qtbot.keyClick(player, Qt.Key.Key_F)
    assert player.isFullScreen()
    qtbot.keyClick(player, Qt.Key.Key_Escape)
    assert not player.isFullScreen()
    assert player.isMaximized()


def test_the_player_goes_when_it_is_told_to(qtbot, film: Path) -> None:
    pane = playing(qtbot, film)
    qtbot.addWidget(pane)
    player = pane.player
    gone = []
    player.left.connect(lambda: gone.append(True))
    pane.close_players()
    assert (gone, pane.player) == ([True], None)
    pane.close_players()


def test_a_player_that_was_only_asked_for_does_not_come_after_all(qtbot, film: Path) -> None:
    calls = HeldCalls()
    pane = playing(qtbot, film, calls)
    qtbot.addWidget(pane)
    pane.close_players()
    calls.release()
    assert pane.player is None


def test_the_player_does_not_outlive_its_pane(qtbot, film: Path) -> None:
    pane = playing(qtbot, film)
    player = pane.player
    gone = []
    player.left.connect(lambda: gone.append(True))
    shiboken6.delete(pane)
    assert gone == [True]
    qtbot.waitUntil(lambda: not shiboken6.isValid(player))


@pytest.mark.parametrize(("kept", "what"), [("plain", "watch"), ("sealed", "watch"), ("sealed", "stills")])
def test_no_thread_of_qt_waits_for_python_while_the_window_does(
    film: Path, tmp_path: Path, kept: str, what: str
) -> None:
    # In a process of its own: one that stands still can only be ended from outside.
    played = film if kept == "plain" else seal(make_film(tmp_path / "large.mp4", large=True))
    command = [sys.executable, "-m", "tests.panes.player_holding_python", str(played), what]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert (done.returncode, done.stdout) == (0, "closed\n"), done.stderr[-4000:]
