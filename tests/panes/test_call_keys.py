"""The key that mutes: when it is watched for, and each system's way of doing so."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QByteArray, QObject, QSettings, Signal
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.ui.call.call_now import CallNow
from hosted_meetings_desktop.ui.call_keys import native
from hosted_meetings_desktop.ui.call_keys.combination import Combination, Modifier, combination_of
from hosted_meetings_desktop.ui.call_keys.macos import HotKeyId, MacWay
from hosted_meetings_desktop.ui.call_keys.mute_key import MuteKey
from hosted_meetings_desktop.ui.call_keys.portal import PortalWay, trigger_of
from hosted_meetings_desktop.ui.call_keys.preferences import MuteKeyPreferences
from hosted_meetings_desktop.ui.call_keys.ways import KeyState, KeyWay
from hosted_meetings_desktop.ui.call_keys.windows import MESSAGE, ThreadMessage, WindowsWay, virtual_key
from hosted_meetings_desktop.ui.call_keys.x11 import X11Way, keysym
from tests.panes.fakes import NowCalls

USUAL = Combination("M", Modifier.CTRL | Modifier.SHIFT)


# ---- which keys


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("Ctrl+Shift+M", USUAL),
        ("F9", Combination("F9", Modifier.NONE)),
        ("Pause", Combination("Pause", Modifier.NONE)),
        ("Meta+Alt+7", Combination("7", Modifier.META | Modifier.ALT)),
        ("", None),
        ("M", None),  # typed
        ("Shift+M", None),
        ("Ctrl+K, Ctrl+M", None),
        ("Ctrl+Ö", None),  # not on every keyboard
        ("Ctrl+Left", None),
    ],
)
def test_a_key_that_may_be_taken_from_all_programs(keys: str, expected: Combination | None) -> None:
    assert combination_of(QKeySequence(keys)) == expected


def test_a_key_is_named_as_each_system_does() -> None:
    f13 = Combination("F13", Modifier.ALT)
    pause = Combination("Pause", Modifier.NONE)
    assert [trigger_of(one) for one in (USUAL, f13, pause)] == ["CTRL+SHIFT+m", "ALT+F13", "Pause"]
    assert [virtual_key(one) for one in (USUAL, f13, pause)] == [0x4D, 0x7C, 0x13]
    assert [keysym(one) for one in (USUAL, f13, pause)] == [0x6D, 0xFFCA, 0xFF13]


# ---- when it is watched for


class Desk(QObject):
    """Calls that are begun and ended by hand."""

    changed = Signal()
    media_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.call: CallNow | None = None
        self.toggled = 0

    def now(self) -> CallNow | None:
        return self.call

    def toggle_microphone(self) -> None:
        self.toggled += 1

    def begin(self) -> None:
        self.call = CallNow("Knee", frozenset({"microphone"}))
        self.changed.emit()

    def finish(self) -> None:
        self.call = None
        self.changed.emit()


@pytest.fixture
def preferences(tmp_path) -> MuteKeyPreferences:
    made = MuteKeyPreferences(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    made.on = True
    return made


def made_key(preferences: MuteKeyPreferences, way: KeyWay | None) -> tuple[MuteKey, Desk]:
    key, desk = MuteKey(preferences, NowCalls(), find_way=lambda _calls, _owner: way), Desk()
    key.serve(desk)
    return key, desk


def test_it_is_off_until_it_is_chosen(tmp_path, fake_way) -> None:
    preferences = MuteKeyPreferences(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    assert not preferences.on
    assert preferences.keys.toString() == "Ctrl+Shift+M"
    key, desk = made_key(preferences, fake_way())
    desk.begin()
    assert key.state is KeyState.OFF


@pytest.fixture
def fake_way() -> Callable[..., Any]:
    pytest.importorskip("jeepney", reason="the kit has the portal's stand-in, whose library is for Linux alone")
    from tests.panes.call_keys_kit import FakeWay

    return FakeWay


def test_it_is_taken_from_other_programs_only_during_a_call(preferences, fake_way) -> None:
    way = fake_way()
    key, desk = made_key(preferences, way)
    assert key.state is KeyState.READY
    assert way.log == []
    desk.begin()
    desk.media_changed.emit()
    assert (way.watched, key.state) == (USUAL, KeyState.WORKS)
    assert way.log == ["take M"]
    way.pressed.emit()
    assert desk.toggled == 1
    desk.finish()
    assert (way.watched, key.state) == (None, KeyState.READY)


def test_one_that_the_desktop_gave_is_kept(preferences, fake_way) -> None:
    way = fake_way(lasting=True)
    _key, desk = made_key(preferences, way)
    desk.begin()
    desk.finish()
    assert way.watched == USUAL


def test_another_key_is_tried_at_once_to_say_if_it_is_taken(preferences, fake_way) -> None:
    way = fake_way(answer=KeyState.TAKEN)
    key, _desk = made_key(preferences, way)
    told: list[KeyState] = []
    key.state_changed.connect(lambda: told.append(key.state))
    key.follow_wishes()
    assert key.state is KeyState.TAKEN
    way.answer = KeyState.WORKS
    preferences.keys = QKeySequence("Ctrl+Alt+F9")
    key.follow_wishes()
    assert key.state is KeyState.READY
    assert way.log[-2:] == ["take F9", "release"]
    preferences.on = False
    key.follow_wishes()
    assert told[-1] is KeyState.OFF


def test_a_key_that_is_typed_and_a_system_without_a_way(preferences, fake_way) -> None:
    key, _desk = made_key(preferences, None)
    key.follow_wishes()
    assert key.state is KeyState.NO_WAY
    preferences.keys = QKeySequence("M")
    key.follow_wishes()
    assert key.state is KeyState.UNFIT


# ---- Windows and macOS, with the system's library stood in for


class User32:
    """Gives the key, or not."""

    def __init__(self, *, gives: bool = True) -> None:
        self.gives = gives
        self.log: list[tuple[Any, ...]] = []

    def RegisterHotKey(self, *values: Any) -> int:
        self.log.append(values)
        return int(self.gives)

    def UnregisterHotKey(self, *values: Any) -> int:
        self.log.append(values)
        return 1


def test_windows_is_asked_for_the_key_and_its_message_mutes(qapp, qtbot: QtBot) -> None:
    user32 = User32()
    way = WindowsWay(user32=user32)
    with qtbot.waitSignal(way.answered) as answered:
        way.take(USUAL)
    assert answered.args == [KeyState.WORKS]
    ((window, number, modifiers, key),) = user32.log
    assert (window, modifiers, key) == (None, 2 | 4 | 0x4000, ord("M"))
    heard: list[None] = []
    way.pressed.connect(lambda: heard.append(None))
    for kind, first in ((b"windows_dispatcher_MSG", number + 1), (b"windows_generic_MSG", number)):
        told = ThreadMessage(None, MESSAGE, first, 0)
        assert way._filter.nativeEventFilter(QByteArray(kind), ctypes.addressof(told)) == (False, 0)
    told = ThreadMessage(None, MESSAGE, number, 0)
    assert way._filter.nativeEventFilter(QByteArray(b"windows_dispatcher_MSG"), ctypes.addressof(told)) == (True, 0)
    assert heard == [None]
    way.end()
    assert user32.log[-1] == (None, number)


def test_windows_says_that_another_program_has_it(qapp, qtbot: QtBot) -> None:
    user32 = User32(gives=False)
    way = WindowsWay(user32=user32)
    with qtbot.waitSignal(way.answered) as answered:
        way.take(USUAL)
    assert answered.args == [KeyState.TAKEN]
    way.end()
    assert len(user32.log) == 1, "what it never had is not given back"


class Carbon:
    """Gives the key, or not; keeps the handler to call it."""

    def __init__(self, status: int = 0) -> None:
        self.status = status
        self.handler: Any = None
        self.log: list[tuple[Any, ...]] = []

    def GetApplicationEventTarget(self) -> int:
        return 7

    def InstallEventHandler(self, target: int, handler: Any, _count: int, kind: Any, _data: None, made: Any) -> int:
        assert (target, kind._obj.kind) == (7, 5)
        self.handler = handler
        made._obj.value = 11
        return 0

    def RegisterEventHotKey(
        self, code: int, modifiers: int, name: HotKeyId, target: int, _options: int, made: Any
    ) -> int:
        self.log.append(("register", code, modifiers, name.id, target))
        if self.status == 0:
            made._obj.value = 13
        return self.status

    def UnregisterEventHotKey(self, made: Any) -> int:
        self.log.append(("unregister", made.value))
        return 0

    def RemoveEventHandler(self, made: Any) -> int:
        self.log.append(("remove", made.value))
        return 0


def test_macos_is_asked_for_the_key_and_its_event_mutes(qtbot: QtBot) -> None:
    carbon = Carbon()
    way = MacWay(carbon=carbon)
    with qtbot.waitSignal(way.answered) as answered:
        way.take(USUAL)
    assert answered.args == [KeyState.WORKS]
    assert carbon.log == [("register", 46, (1 << 8) | (1 << 9), 1, 7)]
    with qtbot.waitSignal(way.pressed):
        assert carbon.handler(None, None, None) == 0
    way.end()
    assert carbon.log[1:] == [("unregister", 13), ("remove", 11)]


@pytest.mark.parametrize(("status", "state"), [(-9878, KeyState.TAKEN), (-50, KeyState.REFUSED)])
def test_macos_says_why_not(qtbot: QtBot, status: int, state: KeyState) -> None:
    way = MacWay(carbon=Carbon(status))
    with qtbot.waitSignal(way.answered) as answered:
        way.take(USUAL)
    assert answered.args == [state]


# ---- which way


@pytest.mark.parametrize(
    ("system", "platform", "environ", "way"),
    [
        ("linux", "xcb", {}, X11Way),
        ("linux", "wayland", {}, PortalWay),
        ("linux", "xcb", {"WAYLAND_DISPLAY": "wayland-0"}, PortalWay),
        ("linux", "offscreen", {}, None),
    ],
)
def test_each_session_has_its_way(
    qapp, system: str, platform: str, environ: dict[str, str], way: type | None
) -> None:
    found = native._find(system, platform, NowCalls(), None, environ)
    assert (type(found) if found is not None else None) is way


def test_without_the_library_there_is_no_way(qapp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native.sys, "platform", "darwin")
    assert native.native_key_way(NowCalls()) is None
