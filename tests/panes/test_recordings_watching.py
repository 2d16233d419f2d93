"""Watching what the archive keeps: sealed films, keys, chapters, what is said, and films that are broken."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from hosted_meetings_desktop.domain.archive import Damaged
from hosted_meetings_desktop.domain.chapters import Chapter, ChapterKind
from hosted_meetings_desktop.domain.transcript import TranscriptLine

pytest.importorskip("av", reason="makes the film that is played; part of the extra 'practice'")
pytest.importorskip("PySide6.QtMultimedia", reason="this machine lacks what QtMultimedia needs", exc_type=ImportError)

from hosted_meetings_desktop.ui.player.faults import cut_short
from hosted_meetings_desktop.ui.player.moments import Moment, MomentList
from hosted_meetings_desktop.ui.player.stills import Stills
from hosted_meetings_desktop.ui.player.story import Story, chapter_words
from hosted_meetings_desktop.ui.player.window import PlayerWindow
from tests.panes.film_kit import OF_FILMS, RATE, SECONDS, make_film, seal, stream

pytestmark = [
    pytest.mark.qt_log_ignore(*OF_FILMS),
    pytest.mark.usefixtures("london"),
]
ROOT = Path(__file__).parents[2]
STORY = Story(
    SECONDS,
    (Chapter(0, ChapterKind.JOINED, ("Ada Osei", "Ben")), Chapter(12_000, ChapterKind.LEFT, ("Ben",))),
    (
        TranscriptLine(500, 3_000, "Ada Osei", "Good morning, how is the knee?"),
        TranscriptLine(3_100, 6_000, "Ben", "Better. I can walk again."),
        TranscriptLine(6_100, 9_000, "Ben", "Only the stairs are hard."),
        TranscriptLine(11_000, 13_000, "Ada Osei", "Then we go on as planned."),
    ),
)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_film(tmp_path_factory.mktemp("film") / "visit.mp4")


@pytest.fixture(scope="module")
def sealed(film: Path) -> Path:
    return seal(film)


def open_player(qtbot, source, *, begin_at: int = 0, ready: bool = True) -> PlayerWindow:
    window = PlayerWindow("Wound check", "Today 09:00", source, begin_at=begin_at)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(window)
    window.show()
    window.play()
    if ready:
        qtbot.waitUntil(lambda: window.player.duration() > 0 and window.position > begin_at, timeout=20_000)
    return window


@pytest.fixture
def player(qtbot, sealed: Path):
    window = open_player(qtbot, stream(sealed))
    yield window
    window.close()


def test_a_sealed_film_is_played_and_sought(player: PlayerWindow, qtbot, sealed: Path) -> None:
    assert player.player.hasVideo()
    frames = []
    player.video.videoSink().videoFrameChanged.connect(lambda frame: frames.append(frame.toImage()))
    player.seek(17_000)
    qtbot.waitUntil(lambda: player.position >= 17_000, timeout=10_000)
    qtbot.waitUntil(lambda: bool(frames) and frames[-1].pixelColor(80, 60).lightness() > 170, timeout=10_000)
    player.seek(1_000)
    qtbot.waitUntil(lambda: frames[-1].pixelColor(80, 60).lightness() < 50, timeout=10_000)


def test_closing_ends_the_stream(qtbot, sealed: Path) -> None:
    source = stream(sealed)
    window = open_player(qtbot, source)
    window.close()
    assert source._ended
    assert window.player.source().isEmpty()


def test_a_clinics_proxy_is_gone_past(sealed: Path) -> None:
    code = (
        "import os,sys\nfrom pathlib import Path\nfrom PySide6.QtCore import QTimer\n"
        "from PySide6.QtWidgets import QApplication\nfrom tests.panes.film_kit import stream\n"
        "from hosted_meetings_desktop.ui.player.window import PlayerWindow\n"
        "app=QApplication([])\napp.setQuitOnLastWindowClosed(False)\n"
        f"w=PlayerWindow('a','b',stream(Path({str(sealed)!r})))\nw.show()\nw.play()\n"
        "def look():\n"
        "    if w.position>0 or w.message_bar.text:\n"
        "        print(w.message_bar.text or 'plays', os.environ['no_proxy']); w.close(); app.quit()\n"
        "t=QTimer(interval=50)\nt.timeout.connect(look)\nt.start()\napp.exec()\n"
    )
    import os

    environ = os.environ | {"http_proxy": "http://127.0.0.1:9", "NO_PROXY": "intranet.example"}
    environ.pop("no_proxy", None)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.stdout == "plays intranet.example,127.0.0.1\n", done.stderr[-2000:]


# ---- keys
def test_keys_of_players_people_know(player: PlayerWindow, qtbot) -> None:
    qtbot.keyClick(player, Qt.Key.Key_K)
    assert not player.playing
    player.seek(1_000)
    for key, least, most in (
        (Qt.Key.Key_L, 10_900, 11_100),
        (Qt.Key.Key_J, 900, 1_100),
        (Qt.Key.Key_5, 9_900, 10_100),
        (Qt.Key.Key_0, 0, 0),
        (Qt.Key.Key_9, 17_900, 18_100),
        (Qt.Key.Key_Home, 0, 0),
    ):
        qtbot.keyClick(player, key)
        assert least <= player.position <= most, key
    qtbot.keyClick(player, Qt.Key.Key_Greater)
    assert player.player.playbackRate() == 1.25
    for _ in range(9):
        qtbot.keyClick(player, Qt.Key.Key_Less)
    assert player.player.playbackRate() == 0.5
    qtbot.keyClick(player, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert player.position == 0


def test_comma_and_full_stop_show_the_next_picture_and_the_one_before(player: PlayerWindow, qtbot) -> None:
    player.toggle()
    player.seek(5_000)
    shown = player.video.videoSink()
    frame = 1_000_000 // RATE

    def at(number: int) -> bool:
        return abs(shown.videoFrame().startTime() - number * frame) < frame // 4

    qtbot.waitUntil(lambda: at(50), timeout=10_000)
    for key, number in (
        (Qt.Key.Key_Period, 51),
        (Qt.Key.Key_Period, 52),
        (Qt.Key.Key_Comma, 51),
        (Qt.Key.Key_Comma, 50),
    ):
        qtbot.keyClick(player, key)
        qtbot.waitUntil(lambda number=number: at(number), timeout=10_000)
    assert not player.playing


# ---- where one stopped
def test_it_goes_on_where_somebody_stopped(qtbot, sealed: Path) -> None:
    window = open_player(qtbot, stream(sealed), begin_at=12_000)
    assert 12_000 <= window.position < 15_000
    assert window.message_bar.text == "It goes on at 0:12, where you stopped."
    assert window.stopped_at >= 12_000
    window.message_bar.action_button.click()
    qtbot.waitUntil(lambda: window.position < 5_000, timeout=10_000)
    assert window.stopped_at == 0
    window.close()


def test_who_saw_it_to_its_end_begins_anew(player: PlayerWindow, qtbot) -> None:
    player.seek(SECONDS * 1000 - 600)
    qtbot.waitUntil(lambda: player.controls.state_label.text() == "The end", timeout=20_000)
    assert player.stopped_at == 0


# ---- beside the picture
def test_what_is_said_follows_and_leads(player: PlayerWindow, qtbot) -> None:
    assert player.side.isHidden()
    player.toggle()
    player.show_story(STORY)
    assert not player.side.isHidden()
    player.seek(4_000)
    assert player.side.transcript.current.words == "Better. I can walk again."
    moments = player.side.transcript
    spot = moments.visualRect(moments.model().index(3, 0)).center()
    qtbot.mouseClick(moments.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    qtbot.waitUntil(lambda: 11_000 <= player.position < 12_000, timeout=10_000)
    assert moments.current.words == "Then we go on as planned."
    assert [moment.heading for moment in moments.shown] == ["Ada Osei", "Ben", "", "Ada Osei"]


def test_what_is_said_is_searched(player: PlayerWindow, qtbot) -> None:
    player.show_story(STORY)
    player.side.search.setText("ben STAIRS")
    assert [moment.at for moment in player.side.transcript.shown] == [6_100]
    player.side.search.setText("elbow")
    assert player.side.nothing.text() == "Nobody said “elbow”."
    player.side.search.setFocus()
    qtbot.keyClick(player.side.search, Qt.Key.Key_Escape)
    assert player.isVisible()
    assert len(player.side.transcript.shown) == 4


def test_typing_a_search_plays_nothing(player: PlayerWindow, qtbot) -> None:
    player.show_story(STORY)
    player.side.search.setFocus()
    qtbot.keyClicks(player.side.search, "jk 5")
    assert player.side.search.text() == "jk 5"
    assert player.playing


def test_chapters_are_marked_and_lead(player: PlayerWindow, qtbot) -> None:
    player.show_story(STORY)
    assert [chapter_words(each) for each in STORY.chapters] == ["Begins with Ada Osei and Ben", "Ben left"]
    player.side.chapters_button.click()
    chapters = player.side.chapters
    qtbot.mouseClick(
        chapters.viewport(), Qt.MouseButton.LeftButton, pos=chapters.visualRect(chapters.model().index(1, 0)).center()
    )
    qtbot.waitUntil(lambda: player.position >= 12_000, timeout=10_000)
    bar = player.controls.seek_bar
    assert "Ben left" in bar._words_at(bar._place_of(12_000), 12_000)
    assert bar._words_at(bar._place_of(6_000), 6_000) == "0:06"


def test_who_looks_elsewhere_is_left_alone_until_they_come_back(qtbot) -> None:
    moments = MomentList("Transcript")
    qtbot.addWidget(moments)
    moments.resize(300, 200)
    moments.show_moments(tuple(Moment(second * 1000, f"Line {second}") for second in range(500)))
    moments.show()
    moments.show_position(400_000)
    place = moments.verticalScrollBar()
    qtbot.waitUntil(lambda: place.maximum() > 5_000)
    moments.follow()
    assert place.value() > 5_000
    with qtbot.waitSignal(moments.following_changed):
        centre = QPointF(100, 100)
        wheel = QWheelEvent(
            centre, moments.mapToGlobal(centre), QPoint(0, 0), QPoint(0, 1200), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(moments.viewport(), wheel)
    before = place.value()
    moments.show_position(10_000)
    assert place.value() == before
    moments.follow()
    assert place.value() < 1_000


def test_nothing_known_means_nothing_beside_it(player: PlayerWindow, qtbot) -> None:
    player.show_story(Story(SECONDS))
    assert player.side.isHidden()
    qtbot.keyClick(player, Qt.Key.Key_T)
    assert player.side.isHidden()
    player.show_story(STORY)
    qtbot.keyClick(player, Qt.Key.Key_T)
    assert player.side.isHidden()


# ---- broken ones
def test_a_file_shorter_than_what_was_recorded_explains_itself(player: PlayerWindow) -> None:
    player.show_story(Story(seconds=700))
    told = "This file ends at 0:20, though 11:40 were recorded. The rest did not reach it."
    assert player.message_bar.text == told
    assert cut_short(20_000, 22) == cut_short(0, 700) == cut_short(20_000, None) == ""


def test_a_film_without_a_picture_says_so(qtbot, tmp_path: Path) -> None:
    window = open_player(qtbot, str(make_film(tmp_path / "sound.mp4", picture=False)))
    assert window.picture.currentWidget() is window.no_picture
    window.close()


def test_a_film_that_was_changed_is_told_as_what_it_is(qtbot, film: Path, tmp_path: Path) -> None:
    changed = bytearray(seal(make_film(tmp_path / "large.mp4", large=True)).read_bytes())
    changed[len(changed) // 2] ^= 1
    (tmp_path / "changed.sealed").write_bytes(changed)
    source = stream(tmp_path / "changed.sealed")
    window = open_player(qtbot, source)
    window.seek(SECONDS * 500)
    qtbot.waitUntil(lambda: isinstance(source.problem, Damaged), timeout=20_000)
    qtbot.waitUntil(lambda: "is damaged" in window.message_bar.text, timeout=20_000)
    window.close()


# ---- stills
def test_a_still_is_a_picture_of_the_recording_and_lets_go_of_the_film(qtbot, sealed: Path) -> None:
    opened = []

    def open_source(name, take, failed) -> None:
        if name == "away":
            failed(Damaged("x"))
        else:
            opened.append(stream(sealed))
            take(opened[-1])

    stills = Stills(open_source)
    assert stills.still("one") is None
    assert stills.still("away") is None
    assert stills.still("two") is None
    qtbot.waitUntil(lambda: len(stills._made) == 3, timeout=20_000)
    picture = stills.still("one")
    assert (picture.width(), picture.height()) == (240, 180)
    assert 20 < picture.pixelColor(120, 90).lightness() < 40  # of its third second, not of its first
    assert stills.still("two") is not None
    assert stills.still("away") is None
    assert [source._ended for source in opened] == [True, True]
    stills.still("three")
    stills.rest()
    assert not stills._waiting
