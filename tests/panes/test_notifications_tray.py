"""Windows and macOS: an icon in the tray whose messages are clicked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, QSettings, Qt
from PySide6.QtWidgets import QSystemTrayIcon

from hosted_meetings_desktop.ui.window.notifications import native
from hosted_meetings_desktop.ui.window.notifications.freedesktop import FreedesktopWay
from hosted_meetings_desktop.ui.window.notifications.tray import TrayWay
from hosted_meetings_desktop.ui.window.notifications.ways import Message, TrayDeeds
from tests.panes.fakes import HeldCalls
from tests.panes.notification_kit import HALE, PATIENT, FakeWay, Rig, upcoming

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", "systemTrayWindowChanged"),
    pytest.mark.usefixtures("london"),
]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def rig(window, tmp_path):
    def build(way="way"):
        settings = QSettings(str(tmp_path / "notifications.ini"), QSettings.Format.IniFormat)
        made = Rig(window, settings, FakeWay() if way == "way" else way)
        made.notifier.begin()
        return made

    return build


# ---- the tray
@pytest.fixture
def tray(qapp, monkeypatch):
    did, asked = [], []
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _self, *values: asked.append(values))
    made = TrayWay(TrayDeeds(lambda: did.append("open"), lambda: did.append("join next"), lambda: did.append("end")))
    made.did, made.asked = did, asked
    yield made
    made.end()
    made.menu.deleteLater()


def test_a_tray_says_that_a_click_joins(tray):
    answers, chosen = [], []
    tray.answered.connect(lambda *values: answers.append(values))
    tray.chosen.connect(lambda *values: chosen.append(values))
    tray.show_message(7, Message(HALE, ("09:17",), "Join", "Click to join."))
    assert answers == [(7, None)], "it does not say whether it showed it"
    assert tray.asked[0][:2] == (HALE, "09:17\nClick to join.")
    tray.icon.messageClicked.emit()
    tray.withdraw(7)
    tray.icon.messageClicked.emit()
    assert chosen == [(7, True, ""), (0, True, "")]


def test_the_tray_has_three_deeds_and_names_nobody(tray):
    assert [action.text() for action in tray.menu.actions()] == [
        "Open Hosted Meetings",
        "Join the next meeting",
        "Quit",
    ]
    for action in tray.menu.actions():
        action.trigger()
    tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert tray.did == ["open", "join next", "end", "open"]
    tray.show_message(1, Message(f"Consultation: {PATIENT}", (), "Join", ""))
    assert tray.icon.toolTip() == "Hosted Meetings"


def test_the_tray_icon_is_there_only_while_it_is_needed(tray):
    assert not tray.icon.isVisible()
    tray.set_ready(ready=True)
    assert tray.icon.isVisible()
    tray.set_ready(ready=False)
    assert not tray.icon.isVisible()


def test_one_of_several_that_is_called_off_rings_no_second_time_in_the_tray(rig, tray):
    rig = rig(tray)
    rig.tell(upcoming("a"), upcoming("b"))
    rig.tell(over=[upcoming("a").start])
    assert len(tray.asked) == 1
    assert len(rig.lines) == 1


@pytest.mark.parametrize(
    ("system", "has_tray", "made"),
    [
        ("linux", False, FreedesktopWay),
        ("win32", True, TrayWay),
        ("darwin", True, TrayWay),
        ("win32", False, type(None)),
    ],
)
def test_each_system_has_its_way(qapp, monkeypatch, system, has_tray, made):
    monkeypatch.setattr(native.sys, "platform", system)
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: has_tray))
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", staticmethod(lambda: has_tray))
    owner = QObject()
    found = native.native_way(HeldCalls(), TrayDeeds(lambda: None, lambda: None, lambda: None), owner)
    assert type(found) is made


def test_the_tray_ends_the_app_by_closing_its_window(rig, qtbot):
    rig = rig()
    with qtbot.waitSignal(rig.window.quit_requested):
        rig.deeds.end_app()


def test_the_tray_opens_the_window_and_joins_the_next(rig, qtbot):
    rig = rig()
    rig.deeds.open_window()
    assert rig.came == [""]
    with qtbot.waitSignal(rig.notifier.join_next_wanted):
        rig.deeds.join_next()
