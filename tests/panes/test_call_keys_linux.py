"""The key that mutes on Linux: X with a server of its own, the portal on a session bus of its own."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.ui.call_keys.combination import Combination, Modifier
from hosted_meetings_desktop.ui.call_keys.portal import PortalWay
from hosted_meetings_desktop.ui.call_keys.ways import KeyState
from hosted_meetings_desktop.ui.call_keys.x11 import X11Way
from hosted_meetings_desktop.ui.runtime.calls import LoopCalls

pytest.importorskip("jeepney", reason="the library for the session bus is for Linux alone")
from tests.panes.call_keys_kit import FakePortal, has_x, press, x_server
from tests.panes.notification_bus_kit import has_bus, session_bus

USUAL = Combination("M", Modifier.CTRL | Modifier.SHIFT)


# ---- X, with a server of its own


@pytest.fixture(scope="module")
def display():
    if not has_x():
        pytest.skip("no Xvfb and xdotool on this machine")
    with x_server() as name:
        yield name


@pytest.fixture
def x_ways(display: str):
    made: list[X11Way] = []

    def make() -> X11Way:
        made.append(X11Way(display=display))
        return made[-1]

    yield make
    for way in made:
        way.end()


def test_x_tells_of_the_key_also_with_num_lock(qtbot: QtBot, display: str, x_ways) -> None:
    way = x_ways()
    heard: list[None] = []
    way.pressed.connect(lambda: heard.append(None))
    with qtbot.waitSignal(way.answered) as answered:
        way.take(USUAL)
    assert answered.args == [KeyState.WORKS]
    press(display, "ctrl+shift+m")
    qtbot.waitUntil(lambda: len(heard) == 1)
    press(display, "Num_Lock")
    press(display, "ctrl+shift+m", "m", "ctrl+m")
    qtbot.waitUntil(lambda: len(heard) == 2)
    press(display, "Num_Lock")
    way.release()
    press(display, "ctrl+shift+m")
    way.take(Combination("F9", Modifier.NONE))
    press(display, "F9")
    qtbot.waitUntil(lambda: len(heard) == 3)


def test_a_key_that_is_held_down_counts_once(x_ways) -> None:
    way = x_ways()
    heard: list[None] = []
    way.pressed.connect(lambda: heard.append(None))
    for kind, time in ((2, 100), (3, 600), (2, 600), (3, 640), (2, 640), (3, 700), (2, 900)):
        way._hear(kind, time)
    assert len(heard) == 2


def test_x_says_that_another_program_has_it(qtbot: QtBot, x_ways) -> None:
    first, second = x_ways(), x_ways()
    first.take(USUAL)
    with qtbot.waitSignal(second.answered) as answered:
        second.take(USUAL)
    assert answered.args == [KeyState.TAKEN]
    first.release()
    with qtbot.waitSignal(second.answered) as answered:
        second.take(USUAL)
    assert answered.args == [KeyState.WORKS]


def test_without_a_display_x_has_no_way(qtbot: QtBot) -> None:
    way = X11Way(display=":9731")
    with qtbot.waitSignal(way.answered) as answered:
        way.take(USUAL)
    assert answered.args == [KeyState.NO_WAY]


# ---- the portal, on a session bus of its own


@pytest.fixture(scope="module")
def bus():
    if not has_bus():
        pytest.skip("dbus-daemon is not on this machine")
    with session_bus() as address:
        yield address


@pytest.fixture
def portal(bus: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
    made = FakePortal(bus)
    yield made
    made.end()


@pytest.fixture
def portal_way(qtbot: QtBot):
    calls = LoopCalls()
    way = PortalWay(calls)
    way.states = []
    way.answered.connect(way.states.append)
    yield way
    way.end()
    calls.close()


def test_the_portal_is_asked_for_the_key_and_tells_of_it(qtbot: QtBot, portal, portal_way) -> None:
    names: list[str] = []
    portal_way.named.connect(names.append)
    portal.trigger = "Strg+Umschalt+M"
    portal_way.take(USUAL)
    qtbot.waitUntil(lambda: portal_way.states == [KeyState.ASKING, KeyState.WORKS])
    assert portal.bound == [("mute", "Mute or unmute the call", "CTRL+SHIFT+m")]
    assert portal.registered == ["hosted-meetings"]
    assert names == ["Strg+Umschalt+M"]
    heard: list[None] = []
    portal_way.pressed.connect(lambda: heard.append(None))
    portal.press("/org/freedesktop/portal/desktop/session/other/one")
    portal.press(name="another")
    portal.press()
    qtbot.waitUntil(lambda: len(heard) == 1)
    portal.rename("F9")
    qtbot.waitUntil(lambda: names == ["Strg+Umschalt+M", "F9"])


def test_a_no_to_the_portal_is_told(qtbot: QtBot, portal, portal_way) -> None:
    portal.code = 1
    portal_way.take(USUAL)
    qtbot.waitUntil(lambda: portal_way.states[-1:] == [KeyState.REFUSED])


@pytest.mark.parametrize("how", ["session", "service"])
def test_a_portal_that_goes_away_is_told(qtbot: QtBot, portal, portal_way, how: str) -> None:
    portal_way.take(USUAL)
    qtbot.waitUntil(lambda: portal_way.states[-1:] == [KeyState.WORKS])
    portal.close_session() if how == "session" else portal.end()
    qtbot.waitUntil(lambda: portal_way.states[-1:] == [KeyState.NO_WAY])


def test_a_desktop_without_such_a_portal_has_no_way(qtbot: QtBot, portal, portal_way) -> None:
    portal.knows_shortcuts = False
    portal_way.take(USUAL)
    qtbot.waitUntil(lambda: portal_way.states[-1:] == [KeyState.NO_WAY])
