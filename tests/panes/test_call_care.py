"""What looks after a call: remembered devices and the words about them, the watchdog, the sleep watch, the diary."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.call_diary import CallDiary, Outcome, Step
from hosted_meetings_desktop.ui.call.bar_column import BarColumn
from hosted_meetings_desktop.ui.call.bars import Bar
from hosted_meetings_desktop.ui.call.devices import (
    Device,
    DeviceDesk,
    DeviceEvent,
    DeviceKind,
    DeviceNews,
    ForgetfulDevices,
    SettingsDevicePolicy,
    plain_label,
)
from hosted_meetings_desktop.ui.call.diary_book import DiaryBook
from hosted_meetings_desktop.ui.call.sleep_watch import SleepWatch
from hosted_meetings_desktop.ui.call.watchdog import TRIES, LoadWatchdog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

MIC, CAM, SPK = DeviceKind.MICROPHONE, DeviceKind.CAMERA, DeviceKind.SPEAKER
HEADSET = "Default - Jabra Evolve 65 (0b0e:030c)"


@pytest.fixture
def policy(tmp_path: Path) -> SettingsDevicePolicy:
    return SettingsDevicePolicy(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


def test_a_chosen_device_is_kept_for_the_next_call(policy: SettingsDevicePolicy, qtbot: QtBot) -> None:
    desk = DeviceDesk(policy)
    assert desk.for_page() == {}
    with qtbot.assertNotEmitted(desk.told):
        desk.hear(DeviceNews(MIC, DeviceEvent.CHOSEN, "", HEADSET, "id-1"))
        desk.hear(DeviceNews(CAM, DeviceEvent.CHOSEN, "", "", ""))
    assert DeviceDesk(policy).for_page() == {"microphone": {"label": HEADSET, "id": "id-1"}}
    assert policy.chosen(MIC) == Device(HEADSET, "id-1")
    policy.remember(MIC, None)
    assert policy.chosen(MIC) is None
    assert ForgetfulDevices().chosen(MIC) is None


def test_settings_that_hold_something_else_are_no_device(tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("call/devices/camera/label", ["a", "b"])
    settings.setValue("call/devices/speaker/label", "Box")
    settings.setValue("call/devices/speaker/id", ["a", "b"])
    policy = SettingsDevicePolicy(settings)
    assert policy.chosen(CAM) is None
    assert policy.chosen(SPK) == Device("Box", "")


@pytest.mark.parametrize(
    ("news", "words", "wish"),
    [
        (
            DeviceNews(MIC, DeviceEvent.LOST, HEADSET, "Built-in microphone"),
            "“Jabra Evolve 65” was unplugged. The microphone “Built-in microphone” is used now.",
            "settings",
        ),
        (
            DeviceNews(MIC, DeviceEvent.LOST, "Headset", ""),
            "“Headset” was unplugged. There is no other microphone, so the others do not hear you.",
            "settings",
        ),
        (
            DeviceNews(SPK, DeviceEvent.LOST, "Headset", "Monitor"),
            "“Headset” was unplugged. You hear the call through “Monitor” now.",
            "settings",
        ),
        (
            DeviceNews(CAM, DeviceEvent.MISSING, "Desk camera", "Built-in camera"),
            "“Desk camera”, which you chose last time, is not connected. The camera “Built-in camera” is used now.",
            "settings",
        ),
        (
            DeviceNews(MIC, DeviceEvent.BACK, "Built-in", "Headset", "id"),
            "“Headset” is connected again. “Built-in” is still used.",
            "use:microphone",
        ),
        (
            DeviceNews(MIC, DeviceEvent.TAKEN, "Built-in", "Headset", "id"),
            "“Headset” was connected and is used now.",
            "use:microphone",
        ),
        (
            DeviceNews(SPK, DeviceEvent.STANDARD, "Default - A", "Default - B", "default"),
            "This PC's standard speaker is now “B”, and the call uses it.",
            "settings",
        ),
    ],
)
def test_what_happens_to_a_device_is_told(qtbot: QtBot, news: DeviceNews, words: str, wish: str) -> None:
    desk = DeviceDesk(ForgetfulDevices())
    with qtbot.waitSignal(desk.told) as told:
        desk.hear(news)
    assert told.args[:2] == [words, wish]
    assert told.args[2]


def test_a_device_with_a_marker_in_its_name_is_named_as_it_is(qtbot: QtBot) -> None:
    desk = DeviceDesk(ForgetfulDevices())
    with qtbot.waitSignal(desk.told) as told:
        desk.hear(DeviceNews(MIC, DeviceEvent.LOST, "Mic %2", "Other"))
    assert told.args[0].startswith("“Mic %2” was unplugged.")


@pytest.mark.parametrize(
    ("label", "name"),
    [(HEADSET, "Jabra Evolve 65"), ("Communications - Headset", "Headset"), ("Box (left)", "Box (left)"), ("", "")],
)
def test_a_device_is_named_without_its_numbers(label: str, name: str) -> None:
    assert plain_label(label) == name


def test_the_bar_does_what_it_offers(qtbot: QtBot) -> None:
    column = BarColumn()
    qtbot.addWidget(column)
    column.show()
    column.say_device("“Headset” is connected again.", "use:microphone", "Use it")
    bar = column.findChild(Bar, "device_bar")
    button = column.findChild(QPushButton, "act")
    assert bar is not None
    assert button is not None
    assert button.text() == "Use it"
    with qtbot.waitSignal(column.wish_wanted) as wish:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert wish.args == ["use:microphone"]
    assert bar.isHidden()


def test_a_page_is_loaded_three_times_and_then_given_up(qtbot: QtBot) -> None:
    dog = LoadWatchdog(ready_ms=1)
    said: list[str] = []

    def load_again() -> None:
        said.append("again")
        dog.watch()

    dog.reload_wanted.connect(load_again)
    with qtbot.waitSignal(dog.given_up):
        dog.watch()
    assert said == ["again"] * (TRIES - 1)


def test_a_page_that_is_there_is_left_alone_and_the_next_has_all_its_tries(qtbot: QtBot) -> None:
    dog = LoadWatchdog(ready_ms=60_000)
    with qtbot.assertNotEmitted(dog.reload_wanted), qtbot.assertNotEmitted(dog.given_up):
        for _load in range(TRIES + 2):
            dog.watch()
            dog.rest()
    said: list[str] = []
    dog.reload_wanted.connect(lambda: said.append("again"))
    dog.watch()
    dog._bite()
    assert said == ["again"]


def test_a_timer_that_comes_minutes_late_means_sleep(qtbot: QtBot) -> None:
    now = [1_000.0]
    watch = SleepWatch(clock=lambda: now[0])
    watch.start()
    for late, woke in ((5, False), (9, False), (605, True), (5, False), (-3_600, False)):
        now[0] += late
        if woke:
            with qtbot.waitSignal(watch.woke) as slept:
                watch.tick()
            assert slept.args == [600.0]
        else:
            with qtbot.assertNotEmitted(watch.woke):
                watch.tick()
    watch.stop()


def test_the_diary_follows_the_call(qtbot: QtBot) -> None:
    now = [datetime(2026, 5, 4, 9, 0, tzinfo=UTC)]

    def clock() -> datetime:
        now[0] += timedelta(seconds=1)
        return now[0]

    book = DiaryBook(clock=clock)
    written: list[CallDiary] = []
    book.written.connect(written.append)
    book.begin(Step.LOAD)
    book.follow("loading")
    book.follow("joining")
    book.begin(Step.ONCE_MORE, "0002")
    book.follow("joined")
    assert [(one.step, one.outcome, one.reason) for one in written[0].entries] == [
        (Step.LOAD, Outcome.DONE, ""),
        (Step.JOIN, Outcome.FAILED, "0002"),
        (Step.ONCE_MORE, Outcome.DONE, ""),
    ]
    book.close("lost")
    assert written[1].entries[-1].reason == "lost"
    book.close()
    book.break_off()
    assert len(written) == 2, "what has ended does not end again"
    book.begin(Step.TICKET)
    book.break_off()
    assert written[-1].entries[-1].outcome is Outcome.BROKEN_OFF
