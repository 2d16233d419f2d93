"""The offer before a host's first call of the day: when it comes, and that joining is always one click away."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.checkup_offer import CheckupMemory
from hosted_meetings_desktop.domain.errors import StoreProblem
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.ui.checkup.desk import CheckupDesk
from hosted_meetings_desktop.ui.checkup.memory import keep_memory, read_memory
from tests.panes.checkup_kit import NOON, FakeMedia, FakeNetwork
from tests.panes.fakes import HeldCalls, NowCalls

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "propagateSizeHints")
MEETING = MeetingId("m1")
TODAY = NOON.date()


class Made:
    """A desk over an app's window, and who joined."""

    def __init__(self, qtbot: QtBot, folder: Path, **more: Any) -> None:
        self.over = QWidget()
        qtbot.addWidget(self.over)
        self.over.show()
        self.settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        self.starts_at: datetime | None = NOON + timedelta(minutes=20)
        self.problem: StoreProblem | None = None
        self.in_call = False
        self.joined = 0
        self.media: list[FakeMedia] = []
        self.desk = CheckupDesk(
            FakeNetwork,
            more.pop("calls", NowCalls()),
            self.settings,
            self.over,
            in_call=lambda: self.in_call,
            starts_at=self._starts_at,
            make_media=self._make,
            now=lambda: NOON,
            **more,
        )

    async def _starts_at(self, meeting_id: MeetingId) -> datetime | None:
        assert meeting_id == MEETING
        if self.problem is not None:
            raise self.problem
        return self.starts_at

    def _make(self, _settings: QSettings) -> FakeMedia:
        self.media.append(FakeMedia())
        return self.media[-1]

    def _go_on(self) -> None:
        self.joined += 1

    def join(self, *, host: bool = True) -> None:
        self.desk.before_call(MEETING, self._go_on, host=host)

    def remember(self, **more: Any) -> None:
        keep_memory(self.settings, CheckupMemory(**more))


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path):
    one = Made(qtbot, tmp_path)
    yield one
    one.desk.close()


def test_one_click_goes_on_into_the_call(qtbot: QtBot, made: Made) -> None:
    made.join()
    offer = made.desk.offer
    assert offer is not None
    assert offer.isVisible()
    assert offer.windowModality() == Qt.WindowModality.NonModal
    assert made.joined == 0
    qtbot.mouseClick(offer.join_button, Qt.MouseButton.LeftButton)
    assert (made.joined, made.desk.offer, made.media) == (1, None, [])


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_enter_and_esc_go_on_too(qtbot: QtBot, made: Made, key: Qt.Key) -> None:
    made.join()
    qtbot.keyClick(made.desk.offer, key)
    assert made.joined == 1


def test_it_comes_once_a_day(made: Made) -> None:
    made.join()
    made.desk.offer.close()
    made.join()
    assert (made.joined, made.desk.offer) == (2, None)


@pytest.mark.parametrize(
    "change",
    [
        lambda made: setattr(made, "in_call", True),
        lambda made: setattr(made, "starts_at", NOON + timedelta(seconds=60)),
        lambda made: setattr(made, "starts_at", NOON - timedelta(minutes=5)),
        lambda made: setattr(made, "starts_at", None),
        lambda made: setattr(made, "problem", StoreProblem("The store is busy")),
        lambda made: made.remember(good_on=TODAY),
        lambda made: made.remember(unwanted=True),
    ],
    ids=["in a call", "starts in a minute", "late", "start not known", "store busy", "good today", "not wanted"],
)
def test_nobody_is_kept_from_a_call(made: Made, change: Any) -> None:
    change(made)
    made.join()
    assert (made.joined, made.desk.offer) == (1, None)


def test_guests_and_the_front_desk_are_not_asked(made: Made) -> None:
    made.join(host=False)
    assert (made.joined, made.desk.offer) == (1, None)


def test_a_good_one_of_yesterday_and_a_faulty_one_of_today_are_offered(made: Made) -> None:
    made.remember(good_on=TODAY - timedelta(days=1), offered_on=TODAY - timedelta(days=1))
    made.join()
    assert "Look at camera" in made.desk.offer.text
    made.desk.offer.close()
    made.remember(faulty=True)
    made.join()
    assert "The last check-up found something" in made.desk.offer.text


def test_a_store_that_does_not_answer_does_not_hold_the_call_up(qtbot: QtBot, tmp_path: Path) -> None:
    calls = HeldCalls()
    made = Made(qtbot, tmp_path, calls=calls, patience_ms=20)
    made.join()
    qtbot.waitUntil(lambda: made.joined == 1, timeout=5000)
    calls.release()
    assert (made.joined, made.desk.offer) == (1, None)


def test_not_offering_it_again_is_kept_and_joins(qtbot: QtBot, made: Made) -> None:
    made.join()
    qtbot.mouseClick(made.desk.offer.never_button, Qt.MouseButton.LeftButton)
    assert made.joined == 1
    assert read_memory(made.settings).unwanted


def test_check_first_leads_into_the_check_up_and_from_there_into_the_call(qtbot: QtBot, made: Made) -> None:
    made.join()
    qtbot.mouseClick(made.desk.offer.check_button, Qt.MouseButton.LeftButton)
    assert made.joined == 0
    window = made.desk.window
    assert window is not None
    assert window.join_button is not None
    qtbot.mouseClick(window.join_button, Qt.MouseButton.LeftButton)
    assert (made.joined, made.desk.window) == (1, None)
    assert ("release",) in made.media[0].did


def test_joining_again_while_it_is_offered_joins(made: Made) -> None:
    made.join()
    made.join()
    assert (made.joined, made.desk.offer) == (2, None)


def test_a_second_click_in_a_row_is_the_same_wish(qtbot: QtBot, tmp_path: Path) -> None:
    calls = HeldCalls()
    made = Made(qtbot, tmp_path, calls=calls)
    made.join()
    made.join()
    calls.release()
    assert made.desk.offer is not None
    assert made.joined == 0, "the offer stands, and nobody has answered it"
    made.desk.offer.join_button.click()
    assert made.joined == 1


def test_closed_while_the_plan_is_asked_nothing_is_joined(qtbot: QtBot, tmp_path: Path) -> None:
    calls = HeldCalls()
    made = Made(qtbot, tmp_path, calls=calls, patience_ms=1)
    made.join()
    made.desk.close()
    qtbot.wait(20)
    calls.release()
    assert made.joined == 0
    assert made.desk.offer is None


def test_a_check_up_from_settings_makes_way_for_one_that_leads_into_the_call(made: Made) -> None:
    made.join()
    made.desk.open()
    first = made.desk.window
    made.desk.offer.check_button.click()
    assert made.desk.window is not None
    assert made.desk.window is not first
    made.desk.window.join_button.click()
    assert made.joined == 1


def test_from_settings_one_window_is_opened_and_then_brought_forward(made: Made) -> None:
    made.desk.open()
    first = made.desk.window
    made.desk.open()
    assert made.desk.window is first
    assert first.join_button is None
    assert len(made.media) == 1
    made.join()  # nothing is offered over an open check-up
    assert (made.joined, made.desk.offer) == (1, None)


def test_closing_the_app_joins_nothing(made: Made) -> None:
    made.join()
    made.desk.close()
    assert (made.joined, made.desk.offer) == (0, None)


def test_a_pc_without_the_web_engine_gets_the_rest(qtbot: QtBot, tmp_path: Path) -> None:
    made = Made(qtbot, tmp_path)

    def missing(_settings: QSettings) -> FakeMedia:
        raise ImportError("libnss3.so: cannot open shared object file")

    made.desk._make_media = missing
    made.desk.open()
    assert made.desk.window is not None
    made.desk.close()


def test_what_cannot_be_read_counts_as_never(tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    for key in ("good_on", "offered_on", "faulty", "unwanted"):
        settings.setValue(f"checkup/{key}", "what?")
    assert read_memory(settings) == CheckupMemory()
    kept = CheckupMemory(TODAY, faulty=True, offered_on=TODAY, unwanted=True)
    keep_memory(settings, kept)
    assert read_memory(settings) == kept


def test_neither_offer_nor_window_loads_the_web_engine(tmp_path: Path) -> None:
    import subprocess

    code = (
        "import sys;"
        "import hosted_meetings_desktop.ui.checkup.desk, hosted_meetings_desktop.ui.checkup.words_devices,"
        "hosted_meetings_desktop.ui.checkup.words_network, hosted_meetings_desktop.services.checkup;"
        "sys.exit(any('WebEngine' in name or name == 'httpx' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
