"""The desktop: which account opens when, what leaving one does, and what is told when something breaks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from hosted_meetings_desktop.bootstrap import desktop as module
from hosted_meetings_desktop.bootstrap import screens as screens_module
from hosted_meetings_desktop.bootstrap.desktop import Desktop
from hosted_meetings_desktop.bootstrap.options import Options
from hosted_meetings_desktop.bootstrap.remembered import practice_account, remember_account, remembered_account
from hosted_meetings_desktop.bootstrap.single_instance import Instance
from hosted_meetings_desktop.domain.account import Account, DyteCredentials, Provider
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.identity.secrets import MemorySecrets
from hosted_meetings_desktop.services.accounts import account_for
from hosted_meetings_desktop.support.paths import paths

DYTE = DyteCredentials("org", "key-12345678")
CLINIC = account_for(DYTE, "Riverside Clinic")


class Window(QMainWindow):
    painted = Signal()
    sign_out_requested = Signal()
    store_retried = Signal()
    shown_key = ""

    def __init__(self) -> None:
        super().__init__()
        self.errors: list[AppError] = []

    def show_error(self, error: AppError) -> None:
        self.errors.append(error)

    def close_now(self) -> None:
        self.close()


class FakeScreens(QObject):
    """What the desktop asks of the screens."""

    opened: ClassVar[list[FakeScreens]] = []

    def __init__(self, account: Account, begin: Callable[[], Any], *_more: object, lasting: bool) -> None:
        super().__init__()
        self.account, self.begin, self.lasting = account, begin, lasting
        self.window = Window()
        self.closed = False
        FakeScreens.opened.append(self)

    def close(self) -> None:
        self.closed = True
        self.window.close()

    def drop_calls(self) -> None:
        pass


class FakeBackend:
    """An account's services that take their time to close."""

    made: ClassVar[list[FakeBackend]] = []

    def __init__(self, account: Account, *, lasting: bool = True) -> None:
        self.account, self.lasting = account, lasting
        self.closing, self.may_close = threading.Event(), threading.Event()
        self.may_close.set()
        self.closed_in = ""
        self.runs = 0
        self.database = SimpleNamespace(open_early=lambda: None)
        FakeBackend.made.append(self)

    async def run(self, _died: object) -> None:
        self.runs += 1

    def close(self) -> None:
        self.closing.set()
        self.may_close.wait(30)
        self.closed_in = threading.current_thread().name


@pytest.fixture
def desktop(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    def practice(_folders: object, account: Account, *_more: object) -> FakeBackend:
        return FakeBackend(account)

    def account(_folders: object, account: Account, *_more: object, lasting: bool) -> FakeBackend:
        return FakeBackend(account, lasting=lasting)

    from hosted_meetings_desktop.bootstrap import backend

    monkeypatch.setattr(screens_module, "Screens", FakeScreens)
    monkeypatch.setattr(backend, "practice_backend", practice)
    monkeypatch.setattr(backend, "account_backend", account)
    monkeypatch.setattr(module.engine, "allow_calls_on_this_pc", lambda: None)
    monkeypatch.setattr(FakeScreens, "opened", [])
    monkeypatch.setattr(FakeBackend, "made", [])
    made = Desktop(qapp, Options(practice=True))
    made._secrets = MemorySecrets()
    yield made
    for each in FakeBackend.made:
        each.may_close.set()
    made.close()
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QMainWindow):
            widget.close()
            widget.deleteLater()
    made.deleteLater()


def opened(desktop: Desktop) -> FakeBackend:
    """Begin what the last window would begin when it is painted."""
    backend: FakeBackend = FakeScreens.opened[-1].begin()
    assert desktop.backend is backend
    return backend


def test_leaving_practice_keeps_the_clinics_account(desktop: Desktop, qtbot: Any) -> None:
    settings = paths(practice=False).settings
    remember_account(settings, CLINIC)
    desktop._secrets.keep_credentials(CLINIC.id, DYTE)
    desktop.start(paths(practice=True))
    old = opened(desktop)
    desktop._sign_out()
    qtbot.waitUntil(lambda: FakeScreens.opened[0].closed)
    assert remembered_account(settings) == CLINIC
    assert desktop._secrets.credentials(CLINIC.id) == DYTE
    assert [screens.account for screens in FakeScreens.opened] == [practice_account(Provider.REALTIMEKIT), CLINIC]
    assert opened(desktop).account == CLINIC
    qtbot.waitUntil(lambda: old.closed_in == "closing")


def test_leaving_practice_without_an_account_asks_for_one(desktop: Desktop, qtbot: Any) -> None:
    desktop.start(paths(practice=True))
    opened(desktop)
    desktop._sign_out()
    assert desktop._connect_screen is not None
    assert desktop._connect_screen.isVisible()
    assert desktop.screens is desktop.backend is None
    desktop._connect_screen.practice_chosen.emit()
    assert opened(desktop).account.practice


def test_signing_out_of_an_account_forgets_it(desktop: Desktop, qtbot: Any) -> None:
    settings = paths(practice=False).settings
    remember_account(settings, CLINIC)
    desktop._secrets.keep_credentials(CLINIC.id, DYTE)
    desktop._options = Options()
    desktop.start(paths(practice=False))
    assert opened(desktop).lasting
    desktop._sign_out()
    qtbot.waitUntil(lambda: desktop._connect_screen is not None)
    assert remembered_account(settings) is None
    assert desktop._secrets.credentials(CLINIC.id) is None
    assert FakeScreens.opened[0].closed


def test_an_account_without_a_keyring_is_opened_as_one(desktop: Desktop, qtbot: Any) -> None:
    desktop._options = Options()
    desktop.start(paths(practice=False))
    desktop._connect_screen.connected.emit(CLINIC)
    qtbot.waitUntil(lambda: FakeScreens.opened != [])
    assert not FakeScreens.opened[0].lasting
    assert not opened(desktop).lasting
    assert desktop._connect_screen is None


def test_closing_an_account_holds_nobody_up_and_the_end_waits_for_it(desktop: Desktop, qtbot: Any) -> None:
    desktop.start(paths(practice=True))
    old = opened(desktop)
    old.may_close.clear()
    desktop._sign_out()
    qtbot.waitUntil(old.closing.is_set)
    assert old.closed_in == ""
    waiting = threading.Thread(target=desktop._leaving.wait)
    waiting.start()
    assert waiting.is_alive()
    old.may_close.set()
    desktop.close()
    waiting.join(30)
    assert old.closed_in == "closing"


def test_the_engine_of_an_account_is_started_once(desktop: Desktop, qtbot: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(module, "_LOOK_MS", 0)
    monkeypatch.setattr(module, "_STARTED_MS", 50)
    desktop.calls.start()
    desktop.start(paths(practice=True))
    backend = opened(desktop)
    qtbot.waitUntil(lambda: backend.runs == 1)
    desktop._start_engine(backend)
    qtbot.wait(80)
    assert backend.runs == 1


def test_what_nobody_caught_is_told_in_the_window(desktop: Desktop, qtbot: Any) -> None:
    desktop.start(paths(practice=True))
    window = FakeScreens.opened[0].window
    threading.Thread(target=lambda: desktop.uncaught.emit("ValueError pane.py:12")).start()
    qtbot.waitUntil(lambda: window.errors != [])
    assert "went wrong" in window.errors[0].title
    assert window.errors[0].details == "ValueError pane.py:12"


def test_what_nobody_caught_is_told_on_the_first_screen_too(desktop: Desktop, qtbot: Any) -> None:
    desktop._options = Options()
    desktop.start(paths(practice=False))
    desktop.uncaught.emit("ValueError pane.py:12")
    qtbot.waitUntil(lambda: "went wrong" in desktop._connect_screen.message_bar.text)


def test_a_dead_engine_is_told(desktop: Desktop, qtbot: Any) -> None:
    desktop.start(paths(practice=True))
    window = FakeScreens.opened[0].window
    desktop.engine_died.emit("KeyError pull.py:9", 30.0)
    qtbot.waitUntil(lambda: window.errors != [])
    assert "starts again by itself in 30 s" in window.errors[0].advice
    assert window.errors[0].details == "KeyError pull.py:9"


def test_ending_the_program_from_outside_asks_nothing(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    # Windows that another test left behind are none of this program's.
    own, strangers = QApplication.topLevelWidgets, QApplication.topLevelWidgets()
    ours = staticmethod(lambda: [each for each in own() if each not in strangers])
    monkeypatch.setattr(QApplication, "topLevelWidgets", ours)
    desktop.start(paths(practice=True))
    asked: list[str] = []
    FakeScreens.opened[0].window.close_now = lambda: asked.append("now")  # type: ignore[method-assign]
    other = QWidget()
    other.show()
    desktop.ask_to_quit()
    assert asked == ["now"]
    assert not other.isVisible()


# ---- one copy for each folder
def test_a_place_where_another_copy_works_is_not_gone_to(desktop: Desktop, qtbot: Any) -> None:
    other = Instance(paths(practice=False).data)
    assert other.take()
    desktop.start(paths(practice=True))
    old = opened(desktop)
    window = FakeScreens.opened[0].window
    desktop._sign_out()
    assert desktop.backend is old
    assert not FakeScreens.opened[0].closed
    assert [error.title for error in window.errors] == ["Hosted Meetings is open there already"]
    other.release()
    desktop._sign_out()
    assert desktop._connect_screen is not None


def test_a_place_that_was_left_is_free_once_it_is_closed(desktop: Desktop, qtbot: Any) -> None:
    begun = Instance(paths(practice=True).data)
    assert begun.take()
    desktop.instances.begin(begun)
    desktop.start(paths(practice=True))
    old = opened(desktop)
    old.may_close.clear()
    desktop._sign_out()
    qtbot.waitUntil(old.closing.is_set)
    assert not Instance(paths(practice=True).data).take()
    old.may_close.set()
    desktop._leaving.wait()
    assert Instance(paths(practice=True).data).take()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_another_start_brings_the_window_that_is_shown_to_the_front(desktop: Desktop, qtbot: Any) -> None:
    desktop._come_forward("")
    desktop.start(paths(practice=True))
    opened(desktop)
    window = FakeScreens.opened[0].window
    window.showMinimized()
    desktop._come_forward("")
    assert window.isVisible()
    assert not window.isMinimized()
    desktop._sign_out()
    connect = desktop._connect_window
    assert connect is not None
    connect.showMinimized()
    desktop._come_forward("")
    assert not connect.isMinimized()


# ---- links
LINK = "hostedmeetings://join/3f2b8c1e-9d41-4c7a-8a55-0c1d2e3f4a5b"


def test_a_start_without_a_link_makes_nothing_for_them(desktop: Desktop) -> None:
    desktop.start(paths(practice=True))
    opened(desktop)
    assert "links" not in vars(desktop)


def test_a_link_is_kept_on_the_first_screen_and_asked_about_in_the_account(
    desktop: Desktop, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hosted_meetings_desktop.bootstrap.deep_links import DeepLinks

    served: list[object] = []
    monkeypatch.setattr(DeepLinks, "serve", lambda _links, screens: served.append(screens.account))
    desktop._options = Options()
    desktop.start(paths(practice=False))
    bar = desktop._connect_screen.message_bar
    desktop.open_link(f"{LINK}?token=abc")
    assert "somebody's own way in" in bar.text
    desktop.open_link(LINK)
    assert "Connect the account" in bar.text
    desktop._connect_screen.connected.emit(CLINIC)
    qtbot.waitUntil(lambda: served == [CLINIC])
    desktop._sign_out()
    assert "links" in vars(desktop)


def test_a_link_that_comes_later_is_asked_about_in_the_window_that_is_shown(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hosted_meetings_desktop.bootstrap.deep_links import DeepLinks

    did: list[object] = []
    monkeypatch.setattr(DeepLinks, "serve", lambda _links, screens: did.append(screens))
    monkeypatch.setattr(DeepLinks, "take_line", lambda _links, line: did.append(line))
    desktop.start(paths(practice=True))
    desktop.open_link(LINK)
    assert did == [FakeScreens.opened[0], LINK]
