"""The icon in the tray during a call."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSystemTrayIcon

from hosted_meetings_desktop.ui.call.call_now import CallNow
from hosted_meetings_desktop.ui.window.notifications.call_tray import CallTray, badge

# Qt's offscreen platform says so of every tray icon.
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)

TALKING = CallNow("Knee", frozenset({"microphone", "camera"}))


class Desk(QObject):
    """Notes what is asked of it."""

    changed = Signal()
    media_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.call: CallNow | None = None
        self.log: list[str] = []

    def now(self) -> CallNow | None:
        return self.call

    def show(self, call: CallNow | None) -> None:
        self.call = call
        self.media_changed.emit()

    def __getattr__(self, name: str):
        if name not in {
            "toggle_microphone", "toggle_camera", "resume", "stop_sharing", "bring_forward", "ask_to_leave"
        }:  # fmt: skip
            raise AttributeError(name)
        return lambda *_checked: self.log.append(name)


@pytest.fixture
def tray_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: True))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def shown(tray: CallTray) -> list[str]:
    return [action.text() for action in tray.menu.actions() if action.isVisible() and not action.isSeparator()]


def test_there_is_an_icon_during_a_call_only(qapp, tray_there, desk: Desk) -> None:
    tray = CallTray(desk)
    assert tray.icon is None
    desk.show(TALKING)
    assert tray.icon.isVisible()
    assert tray.icon.toolTip() == "In a call, the microphone is on"
    assert "Knee" not in tray.icon.toolTip(), "it is read by whoever passes by"
    desk.show(None)
    assert not tray.icon.isVisible()
    desk.show(TALKING)
    tray.end()
    assert not tray.icon.isVisible()


@pytest.mark.parametrize(
    ("call", "tip", "menu"),
    [
        (TALKING, "In a call, the microphone is on", ["Mute", "Switch the camera off"]),
        (CallNow("K", frozenset()), "In a call, muted", ["Switch the microphone on", "Switch the camera on"]),
        (CallNow("K", frozenset(), held=True), "In a call, on hold", ["Go on with the call"]),
        (
            CallNow("K", frozenset({"camera"}), shares=True),
            "In a call, muted",
            ["Switch the microphone on", "Switch the camera off", "Stop sharing the screen"],
        ),
    ],
)
def test_the_menu_says_what_can_be_done(
    qapp, tray_there, desk: Desk, call: CallNow, tip: str, menu: list[str]
) -> None:
    tray = CallTray(desk)
    desk.show(call)
    assert tray.icon.toolTip() == tip
    assert shown(tray) == [*menu, "Show the call", "Leave the call…"]


def test_what_is_chosen_is_done(qapp, tray_there, desk: Desk) -> None:
    tray = CallTray(desk)
    desk.show(TALKING)
    for action in (tray.microphone, tray.camera, tray.resume, tray.stop_sharing, tray.forward, tray.leave):
        action.trigger()
    reason = QSystemTrayIcon.ActivationReason
    for how in (reason.Trigger, reason.MiddleClick, reason.Context):
        tray.icon.activated.emit(how)
    assert desk.log == [
        "toggle_microphone",
        "toggle_camera",
        "resume",
        "stop_sharing",
        "bring_forward",
        "ask_to_leave",
        "bring_forward",
        "toggle_microphone",
    ]


def test_a_desktop_without_a_tray_goes_without(qapp, monkeypatch: pytest.MonkeyPatch, desk: Desk) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: False))
    tray = CallTray(desk)
    desk.show(TALKING)
    assert tray.icon is None


def test_muted_looks_otherwise(qapp) -> None:
    muted, heard = (badge(muted=one).pixmap(32, 32).toImage() for one in (True, False))
    assert muted.pixelColor(16, 3).red() > muted.pixelColor(16, 3).green()
    assert heard.pixelColor(16, 3).green() > heard.pixelColor(16, 3).red()
