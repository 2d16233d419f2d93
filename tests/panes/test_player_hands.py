"""The player under a person's hands: what mouse and keys do in turn, full screen, and what comes later."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest

from hosted_meetings_desktop.domain.chapters import Chapter, ChapterKind
from hosted_meetings_desktop.domain.transcript import TranscriptLine

pytest.importorskip("av", reason="makes the film that is played; part of the extra 'practice'")
pytest.importorskip("PySide6.QtMultimedia", reason="this machine lacks what QtMultimedia needs", exc_type=ImportError)

from hosted_meetings_desktop.ui.player.full_screen import REST_MS
from hosted_meetings_desktop.ui.player.story import Story
from hosted_meetings_desktop.ui.player.window import PlayerWindow
from tests.panes.film_kit import OF_FILMS, SECONDS, make_film, seal, stream

pytestmark = [
    pytest.mark.qt_log_ignore(*OF_FILMS),
    pytest.mark.usefixtures("london"),
]
CAME = (Chapter(0, ChapterKind.JOINED, ("Ada Osei", "Ben")), Chapter(12_000, ChapterKind.LEFT, ("Ben",)))
SAID = tuple(
    TranscriptLine(at * 400, at * 400 + 300, "Ben", f"Sentence number {at} of what was said on that day.")
    for at in range(SECONDS * 2)
)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_film(tmp_path_factory.mktemp("film") / "visit.mp4")


def open_player(qtbot, source) -> PlayerWindow:
    window = PlayerWindow("Wound check", "Today 09:00", source)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(window)
    window.show()
    window.play()
    qtbot.waitUntil(lambda: window.player.duration() > 0 and window.position > 0, timeout=20_000)
    return window


@pytest.fixture
def player(qtbot, film: Path):
    window = open_player(qtbot, str(film))
    yield window
    window.close()


def press(window: PlayerWindow, key: Qt.Key) -> None:
    """Press a key as a keyboard does: whatever has the focus gets it."""
    QTest.keyClick(window.focusWidget() or window, key)


@pytest.mark.parametrize("which", ["on_button", "mute_button", "full_button", "volume_bar", "seek_bar"])
def test_after_a_click_on_a_control_space_still_means_the_player(player: PlayerWindow, which: str) -> None:
    control = getattr(player.controls, which)
    QTest.mouseClick(control, LEFT)
    full, muted = player.isFullScreen(), player.sound.isMuted()
    press(player, Qt.Key.Key_Space)
    assert not player.playing
    assert (player.isFullScreen(), player.sound.isMuted()) == (full, muted)
    press(player, Qt.Key.Key_Space)
    assert player.playing


def test_a_click_on_a_control_ends_typing_a_search(player: PlayerWindow) -> None:
    player.show_story(Story(SECONDS, CAME, SAID))
    QTest.mouseClick(player.side.search, LEFT)
    press(player, Qt.Key.Key_K)
    assert (player.side.search.text(), player.playing) == ("k", True)
    QTest.mouseClick(player.controls.on_button, LEFT)
    press(player, Qt.Key.Key_K)
    assert (player.side.search.text(), player.playing) == ("k", False)


def test_after_a_click_on_a_tab_space_means_the_player(player: PlayerWindow) -> None:
    player.show_story(Story(SECONDS, CAME, SAID))
    QTest.mouseClick(player.side.chapters_button, LEFT)
    press(player, Qt.Key.Key_Space)
    assert not player.playing


def test_tab_reaches_every_control(player: PlayerWindow) -> None:
    controls = player.controls
    for each in (*controls.buttons, controls.volume_bar, controls.seek_bar, controls.speed_field):
        assert each.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_click_on_the_volume_goes_there(player: PlayerWindow) -> None:
    bar = player.controls.volume_bar
    QTest.mouseClick(bar, LEFT, pos=QPoint(bar.width() // 4, bar.height() // 2))
    assert 15 <= bar.value() <= 30
    assert player.sound.volume() == pytest.approx(bar.value() / 100)


def test_no_volume_looks_as_sound_off_and_sound_on_is_as_loud_as_before(player: PlayerWindow) -> None:
    controls = player.controls
    controls.volume_bar.setValue(40)
    controls.volume_bar.setValue(0)
    assert controls.mute_button.accessibleName() == "Sound on (M)"
    press(player, Qt.Key.Key_M)
    assert (controls.volume_bar.value(), player.sound.isMuted()) == (40, False)
    assert controls.mute_button.accessibleName() == "Sound off (M)"


def test_the_time_under_the_pointer_lies_over_the_line_and_takes_no_click(player: PlayerWindow) -> None:
    player.show_story(Story(SECONDS, CAME))
    bar = player.controls.seek_bar
    for x in (2, bar.width() // 2, bar.width() - 2):
        QTest.mouseMove(bar, QPoint(x, bar.height() // 2))
        bubble = bar.bubble
        assert bubble.isVisible()
        frame = bubble.frameGeometry()
        assert frame.bottom() < bar.mapToGlobal(QPoint(0, 0)).y()
        left = player.mapToGlobal(QPoint(0, 0)).x()
        assert left <= frame.left() <= frame.right() <= left + player.width()
    assert bubble.windowFlags() & Qt.WindowType.WindowTransparentForInput
    player.toggle_full_screen()
    assert not bubble.isVisible()


# ---- full screen
def let_rest(window: PlayerWindow) -> None:
    """Let some time go by in which nobody moves the mouse."""
    for _ in range(REST_MS // 200 + 2):
        window.full_screen.look()


@pytest.fixture
def full(player: PlayerWindow) -> PlayerWindow:
    QCursor.setPos(player.mapToGlobal(QPoint(50, 80)))
    player.show_story(Story(SECONDS, CAME, SAID))
    player.toggle_full_screen()
    return player


def test_full_screen_is_the_picture_alone_while_nobody_does_anything(full: PlayerWindow) -> None:
    assert full.side.isHidden()
    assert full.controls.isVisible()
    let_rest(full)
    assert full.controls.isHidden()
    assert full.cursor().shape() is Qt.CursorShape.BlankCursor
    press(full, Qt.Key.Key_M)
    assert full.sound.isMuted()
    assert full.controls.isVisible()
    assert full.cursor().shape() is not Qt.CursorShape.BlankCursor


def test_a_move_of_the_mouse_shows_the_controls(full: PlayerWindow) -> None:
    let_rest(full)
    QCursor.setPos(QCursor.pos() + QPoint(20, 5))
    full.full_screen.look()
    assert full.controls.isVisible()


def test_controls_stay_while_it_is_paused_and_come_back_with_their_focus(full: PlayerWindow) -> None:
    full.controls.speed_field.setFocus()
    let_rest(full)
    assert full.controls.isHidden()
    press(full, Qt.Key.Key_Space)
    assert not full.playing
    assert full.focusWidget() is full.controls.speed_field
    let_rest(full)
    assert full.controls.isVisible()


def test_leaving_full_screen_brings_back_what_was_beside_it(full: PlayerWindow, qtbot) -> None:
    full.toggle()
    full.seek(15_000)
    press(full, Qt.Key.Key_Escape)
    assert full.side.isVisible()
    transcript = full.side.transcript
    row = transcript.shown.index(transcript.current)
    assert row > 30

    def in_view() -> bool:
        line = transcript.visualRect(transcript.model().index(row, 0))
        return not line.isEmpty() and transcript.viewport().rect().contains(line)

    qtbot.waitUntil(in_view, timeout=5_000)
    press(full, Qt.Key.Key_T)
    full.toggle_full_screen()
    full.toggle_full_screen()
    assert full.side.isHidden()


# ---- what comes later, and what cannot be read
def test_a_transcript_that_comes_later_takes_nothing_away(player: PlayerWindow) -> None:
    player.show_story(Story(SECONDS, CAME))
    player.show_story(Story(SECONDS, CAME, SAID))
    assert player.side.transcript_button.isVisible()
    assert player.side.chapters_button.isChecked()
    player.toggle_side()
    player.show_story(replace(player._story, seconds=SECONDS + 1))
    assert player.side.isHidden()


def test_a_film_that_cannot_go_on_says_why_and_does_not_seem_to_play(qtbot, tmp_path: Path) -> None:
    changed = bytearray(seal(make_film(tmp_path / "large.mp4", large=True)).read_bytes())
    changed[len(changed) * 7 // 10] ^= 1
    (tmp_path / "changed.sealed").write_bytes(changed)
    window = open_player(qtbot, stream(tmp_path / "changed.sealed"))
    window.seek(SECONDS * 700 - 500)
    qtbot.waitUntil(lambda: not window.playing and "is damaged" in window.message_bar.text, timeout=20_000)
    assert window.controls.play_button.accessibleName() == "Play (Space)"
    window.seek(2_000)
    window.play()
    qtbot.waitUntil(lambda: window.playing and 2_500 < window.position < 8_000, timeout=20_000)
    window.close()


def test_a_film_that_breaks_off_says_so(qtbot, tmp_path: Path) -> None:
    whole = make_film(tmp_path / "whole.mp4", large=True, told_ahead=True).read_bytes()
    half = tmp_path / "half.mp4"
    half.write_bytes(whole[: len(whole) // 2])
    window = open_player(qtbot, str(half))
    window.seek(SECONDS * 700)
    qtbot.waitUntil(lambda: not window.playing and window.message_bar.text != "", timeout=20_000)
    assert window.message_bar.text.startswith("From here on this file cannot be read.")
    window.close()
