"""The question before a live call is closed, the small window's place and strips, and the sign while sharing."""

from __future__ import annotations

import ctypes
from typing import Any

import pytest
from PySide6.QtCore import QRect, QSize, QStringListModel, Qt
from PySide6.QtWidgets import QLabel, QMainWindow, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.call import CallPerson
from hosted_meetings_desktop.ui.call import capture_guard, scheme
from hosted_meetings_desktop.ui.call.leaving import LeaveBar, leave_question
from hosted_meetings_desktop.ui.call.mini import MiniView, keeps_on_top
from hosted_meetings_desktop.ui.call.mini_place import LEAST, USUAL, placed
from hosted_meetings_desktop.ui.call.mini_strips import MiniButtons, MiniTop
from hosted_meetings_desktop.ui.call.permissions import PermissionDesk
from hosted_meetings_desktop.ui.call.picker import SharePicker
from hosted_meetings_desktop.ui.call.preferences import CallPreferences
from hosted_meetings_desktop.ui.call.share_sign import ShareSign, sharing_words
from hosted_meetings_desktop.ui.call.sharing import SharingDesk, system_asks
from hosted_meetings_desktop.ui.call.status_row import StatusRow
from hosted_meetings_desktop.ui.call.words import pressing_words, state_words, title_text

scheme.register()

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", extend=True)

LEFT = Qt.MouseButton.LeftButton
WIDE, LEFT_SCREEN = QRect(0, 0, 1920, 1040), QRect(-1280, 0, 1280, 1024)


def people(*names: str) -> tuple[CallPerson, ...]:
    return tuple(CallPerson(str(number), name) for number, name in enumerate(names))


# ---- the question


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ((), "Leave the call? Nobody else is here."),
        (("Ada",), "Leave the call? Ada stays in it."),
        (("Ada", "Ben"), "Leave the call? Ada and Ben stay in it."),
        (("Ada", "Ben", "Cy"), "Leave the call? Ada, Ben and 1 more stay in it."),
        (("Ada", "", "Cy", "Di"), "Leave the call? Ada, Somebody without a name and %n more stay in it."),
        (("Per %2",), "Leave the call? Per %2 stays in it."),
    ],
)
def test_the_question_says_who_stays(qapp, names: tuple[str, ...], words: str) -> None:
    assert leave_question(people(*names)) == words.replace("%n", "2")


def test_enter_in_the_question_changes_nothing(qtbot: QtBot) -> None:
    bar = LeaveBar()
    qtbot.addWidget(bar)
    bar.ask(people("Ada"))
    bar.activateWindow()
    qtbot.waitUntil(bar.stay.hasFocus)
    bar.ask(())
    assert bar.text == "Leave the call? Nobody else is here.", "somebody left meanwhile"
    with qtbot.waitSignal(bar.stayed), qtbot.assertNotEmitted(bar.leave_wanted):
        qtbot.keyClick(bar.stay, Qt.Key.Key_Return)
    assert not bar.asks
    bar.ask(())
    with qtbot.waitSignal(bar.leave_wanted):
        qtbot.mouseClick(bar.leave, LEFT)


# ---- where the small window stands


@pytest.mark.parametrize(
    ("remembered", "screens", "expected"),
    [
        (None, [WIDE], QRect(1920 - 320 - 16, 1040 - 252 - 16, 320, 252)),
        (QRect(100, 60, 400, 300), [WIDE], QRect(100, 60, 400, 300)),
        (QRect(-1000, 60, 400, 300), [WIDE, LEFT_SCREEN], QRect(-1000, 60, 400, 300)),
        # The screen is gone: the corner of the one where the call is, as large as it was.
        (QRect(-1000, 60, 400, 300), [WIDE], QRect(1920 - 400 - 16, 1040 - 300 - 16, 400, 300)),
        # Half outside, too small, too large.
        (QRect(1800, 900, 320, 252), [WIDE], QRect(1600, 788, 320, 252)),
        (QRect(10, 10, 60, 60), [WIDE], QRect(10, 10, LEAST.width(), LEAST.height())),
        (QRect(-20, -20, 9000, 9000), [WIDE], WIDE),
    ],
)
def test_it_stands_where_it_was_as_far_as_there_is_a_screen(
    remembered: QRect | None, screens: list[QRect], expected: QRect
) -> None:
    assert placed(remembered, screens, WIDE) == expected


def test_a_tiny_screen_holds_it_whole() -> None:
    tiny = QRect(0, 0, 200, 150)
    assert placed(None, [tiny], tiny) == tiny


@pytest.fixture
def small(qtbot: QtBot) -> MiniView:
    """A window with a page and its parts, as the call window has them."""
    window = QMainWindow()
    middle = QWidget()
    column = QVBoxLayout(middle)
    bars, page, status = QWidget(), QLabel("page"), StatusRow()
    view = MiniView(window, CallPreferences(), (bars, status))
    for part in (view.top, bars, page, view.buttons, status):
        column.addWidget(part)
    window.setCentralWidget(middle)
    window.setMinimumSize(480, 360)
    window.setGeometry(20, 30, 700, 500)
    qtbot.addWidget(window)
    window.show()
    view.parts = {"window": window, "bars": bars, "page": page, "status": status}
    return view


def test_small_and_whole_again_in_the_same_window(qtbot: QtBot, small: MiniView) -> None:
    window, page = small.parts["window"], small.parts["page"]
    number, handle = window.winId(), window.windowHandle()
    with qtbot.waitSignal(small.changed) as changed:
        small.enter()
    assert changed.args == [True]
    on_top = Qt.WindowType.WindowStaysOnTopHint
    assert window.size() == USUAL
    assert window.windowHandle().flags() & on_top
    assert small.top.isVisible()
    assert page.isVisible()
    assert not small.parts["bars"].isVisible()
    assert small.top.note == "", "this platform keeps it in front"
    window.setGeometry(5, 6, 400, 300)
    small.leave()
    assert not window.windowHandle().flags() & on_top
    assert (window.geometry(), window.minimumSize()) == (QRect(20, 30, 700, 500), QSize(480, 360))
    assert small.parts["status"].isVisible()
    assert (window.winId(), window.windowHandle()) == (number, handle), "the window was made anew"
    small.enter()
    assert window.geometry() == QRect(5, 6, 400, 300), "its place is remembered"


def test_a_maximised_window_is_maximised_again(small: MiniView) -> None:
    window = small.parts["window"]
    window.showMaximized()
    small.enter()
    assert not window.isMaximized()
    small.leave()
    assert window.isMaximized()


def test_wayland_is_told_that_it_cannot_stay_in_front(small: MiniView, monkeypatch: pytest.MonkeyPatch) -> None:
    from hosted_meetings_desktop.ui.call import mini

    assert not keeps_on_top("wayland-egl")
    monkeypatch.setattr(mini, "keeps_on_top", lambda _platform: False)
    small.enter()
    assert "lets no program keep its window in front" in small.top.note
    small.leave()
    small.top._note.hide()
    small.enter()
    assert small.top.note == "", "said once is enough"


def test_the_strips_say_how_it_stands_and_ask(qtbot: QtBot) -> None:
    top, buttons = MiniTop(), MiniButtons()
    for strip in (top, buttons):
        qtbot.addWidget(strip)
        strip.show()
    top.show_pressing("Anna waits to be let in")
    with qtbot.waitSignal(top.back_wanted):
        qtbot.mouseClick(top.pressing, LEFT)
    top.show_pressing("")
    assert not top.pressing.isVisible()
    with qtbot.waitSignal(top.back_wanted):
        qtbot.mouseDClick(top, LEFT)
    seen = []
    for state in ("on", "paused", ""):
        top.show_recorded(state)
        seen.append(top.recorded)
    assert seen == ["● REC", "REC paused", ""]
    buttons.show_media(frozenset({"camera"}))
    assert buttons.microphone.accessibleName() == "You are muted. Switch the microphone on"
    assert buttons.camera.accessibleName() == "The camera is on. Switch it off"
    assert not buttons.stop_sharing.isVisible()
    buttons.show_sharing(sharing=True)
    buttons.show_hold(held=True)
    assert buttons.resume.isVisible()
    assert not buttons.microphone.isVisible()
    wanted = {
        buttons.resume: buttons.resume_wanted,
        buttons.stop_sharing: buttons.stop_sharing_wanted,
        buttons.back: buttons.back_wanted,
        buttons.hang_up: buttons.hang_up_wanted,
    }
    for button, signal in wanted.items():
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, LEFT)


def test_what_presses_and_how_it_is_named(qapp) -> None:
    assert pressing_words((), ()) == ""
    assert pressing_words(people("Anna"), ()) == "Anna waits to be let in"
    assert pressing_words(people("Anna", "Ben"), ()) == "Anna and 1 more wait to be let in"
    assert pressing_words(people("Anna"), ("camera",)) == "The call asks for camera or microphone"
    assert pressing_words(people("Anna"), (), "A recording waits") == "A recording waits"
    assert pressing_words((), ("camera",), "A recording waits") == "The call asks for camera or microphone"
    assert title_text("Knee", frozenset(), "00:12", held=True) == "Knee · on hold · 00:12"
    assert state_words("joined", 1, held=True) == "On hold. 1 other is in the call"
    assert state_words("joined", 0, held=True) == "On hold. Nobody else is in the call"


def test_the_row_offers_what_there_is(qtbot: QtBot) -> None:
    row = StatusRow()
    qtbot.addWidget(row)
    row.show()
    assert not any(button.isVisible() for button in (row.captions, row.hold, row.mini))
    row.offer_call(offered=True)
    row.offer_captions(offered=True, on=True)
    row.show_hold(held=True)
    assert row.offers_call
    assert row.hold.text() == "Resume"
    with qtbot.waitSignal(row.captions_wanted) as wanted:
        qtbot.mouseClick(row.captions, LEFT)
    assert wanted.args == [False]


# ---- sharing


def test_the_sign_says_what_is_shared_and_stops_it(qtbot: QtBot, qapp) -> None:
    sign = ShareSign()
    qtbot.addWidget(sign)
    sign.show_on(qapp.primaryScreen(), "Screen 2")
    assert sign.text == "You are sharing “Screen 2”"
    assert sign.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    room = qapp.primaryScreen().availableGeometry()
    assert abs(sign.geometry().center().x() - room.center().x()) <= 1
    with qtbot.waitSignal(sign.stop_wanted):
        qtbot.mouseClick(sign.stop, LEFT)
    assert sharing_words("") == "You are sharing your screen"


@pytest.mark.parametrize(
    ("environ", "asks"),
    [
        ({"XDG_SESSION_TYPE": "wayland", "WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"XDG_SESSION_TYPE": "x11", "WAYLAND_DISPLAY": "wayland-0"}, False),
        ({"XDG_SESSION_TYPE": "wayland"}, False),
        ({}, False),
    ],
)
def test_the_system_asks_where_the_engine_captures_by_its_portal(environ: dict[str, str], *, asks: bool) -> None:
    assert system_asks(environ) is asks


class Capture:
    """A capture request that notes what became of it."""

    def __init__(self, *screens: str) -> None:
        self._screens, self._windows = QStringListModel(list(screens)), QStringListModel(["Letter"])
        self.answers: list[tuple[Any, ...]] = []

    def screensModel(self) -> QStringListModel:
        return self._screens

    def windowsModel(self) -> QStringListModel:
        return self._windows

    def selectScreen(self, index: Any, /) -> None:
        self.answers.append(("screen", index.row()))

    def selectWindow(self, index: Any, /) -> None:
        self.answers.append(("window", index.row()))

    def cancel(self) -> None:
        self.answers.append(("cancel",))


class Permissions(PermissionDesk):
    """Notes that a capture may pass."""

    def __init__(self) -> None:
        super().__init__(None)
        self.passes = 0

    def screen_was_chosen(self) -> None:
        self.passes += 1


WAYLAND = {"XDG_SESSION_TYPE": "wayland", "WAYLAND_DISPLAY": "wayland-0"}


@pytest.mark.parametrize(("screens", "answers"), [(("portal",), [("screen", 0)]), ((), [])])
def test_on_wayland_only_the_portal_asks(
    qtbot: QtBot, screens: tuple[str, ...], answers: list[tuple[Any, ...]]
) -> None:
    window, permissions, capture = QWidget(), Permissions(), Capture(*screens)
    qtbot.addWidget(window)
    desk = SharingDesk(permissions, window, environ=WAYLAND)
    desk.answer(capture)
    assert desk.picker is None
    assert window.findChild(SharePicker) is None
    assert (permissions.passes, capture.answers) == (1, answers)
    assert desk.what == ""


def test_elsewhere_our_picker_asks_and_says_what_was_chosen(qtbot: QtBot) -> None:
    window, permissions, capture = QWidget(), Permissions(), Capture("one", "two")
    qtbot.addWidget(window)
    desk = SharingDesk(permissions, window, environ={})
    desk.answer(capture)
    picker = desk.picker
    assert picker is not None
    assert (permissions.passes, capture.answers) == (0, [])
    picker.screens.setCurrentIndex(picker.screens.model().index(1, 0))
    qtbot.mouseClick(picker.share, LEFT)
    assert (permissions.passes, capture.answers) == (1, [("screen", 1)])
    assert desk.what == "Screen 2"
    assert desk.screen is None, "which one that is, is not certain"
    other = Capture("one")
    desk.answer(other)
    with qtbot.waitSignal(desk.refused):
        desk.drop()
    assert other.answers == [("cancel",)]
    assert desk.what == "", "what was shared before is not what is asked now"


class User32:
    def __init__(self, answer: int) -> None:
        self.answer, self.asked = answer, []

    def SetWindowDisplayAffinity(self, handle: ctypes.c_void_p, affinity: int) -> int:
        self.asked.append((handle.value, affinity))
        return self.answer


@pytest.mark.parametrize("answer", [1, 0])
def test_windows_is_asked_to_leave_the_sign_out(answer: int) -> None:
    user32 = User32(answer)
    assert capture_guard._exclude_on_windows(user32, 42) is bool(answer)
    assert user32.asked == [(42, 0x11)]


class ObjectiveC:
    """Answers messages as the runtime does: ``window`` with one, ``setSharingType:`` by noting it."""

    def __init__(self, window: int) -> None:
        self.sent: list[tuple[Any, ...]] = []
        self._names: dict[int, bytes] = {}
        answer = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong)

        def send(target: int, selector: int, value: int) -> int:
            name = self._names[selector]
            self.sent.append((target, name) if name == b"window" else (target, name, value))
            return window if name == b"window" else 0

        self.objc_msgSend = answer(send)
        self.sel_registerName = self._register()

    def _register(self) -> Any:
        def register(name: bytes) -> int:
            self._names[len(self._names) + 1] = name
            return len(self._names)

        return register


@pytest.mark.parametrize("window", [77, 0])
def test_macos_is_asked_to_leave_the_sign_out(window: int) -> None:
    runtime = ObjectiveC(window)
    assert capture_guard._exclude_on_mac(runtime, 42) is bool(window)
    asked = [(42, b"window")]
    if window:
        asked.append((77, b"setSharingType:", 0))
    assert runtime.sent == asked


def test_here_nothing_can_be_left_out(qtbot: QtBot) -> None:
    sign = ShareSign()
    qtbot.addWidget(sign)
    assert capture_guard.keep_out_of_captures(sign) is False
