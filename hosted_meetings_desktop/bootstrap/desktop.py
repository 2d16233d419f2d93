"""The desktop app: builds the window over the services, starts and stops everything in order."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMainWindow

from hosted_meetings_desktop import __version__
from hosted_meetings_desktop.bootstrap.last_resort import LastResort, place
from hosted_meetings_desktop.bootstrap.options import Options
from hosted_meetings_desktop.bootstrap.remembered import practice_account, remember_account, remembered_account
from hosted_meetings_desktop.bootstrap.single_instance import (
    Instance,
    Instances,
    bring_forward,
    end_second_start,
    open_elsewhere,
)
from hosted_meetings_desktop.domain.account import Account
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.support.logs import start_logging
from hosted_meetings_desktop.support.paths import APP_NAME, Paths, paths
from hosted_meetings_desktop.ui.call import engine
from hosted_meetings_desktop.ui.runtime.calls import LoopCalls
from hosted_meetings_desktop.ui.runtime.changes import ChangeBroadcast
from hosted_meetings_desktop.ui.runtime.garbage import begin_rounds
from hosted_meetings_desktop.ui.settings.preferences import Preferences
from hosted_meetings_desktop.ui.theme.apply import apply_theme, styled_application

if TYPE_CHECKING:
    from concurrent.futures import Future

    from hosted_meetings_desktop.bootstrap.backend import Backend
    from hosted_meetings_desktop.bootstrap.deep_links import DeepLinks
    from hosted_meetings_desktop.bootstrap.leaving import Leaving
    from hosted_meetings_desktop.bootstrap.screens import Screens
    from hosted_meetings_desktop.domain.ports import Secrets, VideoService
    from hosted_meetings_desktop.services.accounts import AccountService
    from hosted_meetings_desktop.ui.sign_in.connect_screen import ConnectScreen

log = logging.getLogger(__name__)

_LOOK_MS = 150
"""From the answers for the first list until it is surely painted."""
_STARTED_MS = 3_000
"""When the first list is surely shown, and garbage is worth looking for."""


def run(options: Options) -> int:
    """Run the app until its last window closes; returns the exit code."""
    if options.self_test:
        from hosted_meetings_desktop.bootstrap.self_test import self_test

        return self_test()
    if options.tour is not None:
        os.environ.setdefault(engine.FAKE_MEDIA, "1")  # a tour is for machines without a camera too
    engine.prepare()
    app = styled_application(APP_NAME)
    app.setApplicationName(APP_NAME)
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("hosted-meetings")
    folders = paths(practice=options.practice)
    start_logging(folders.logs, verbose=options.verbose)
    instance = Instance(folders.data)
    if not instance.take():
        code = end_second_start(app, instance, Preferences(_settings(folders)).theme, options.link)
        if code is not None:
            return code or int(options.tour is not None)  # a tour that was not made is no success
    desktop = Desktop(app, options)
    desktop.instances.begin(instance)
    LastResort(desktop.uncaught.emit).install()
    _end_on_signals(app, desktop)
    if sys.platform == "darwin":
        from hosted_meetings_desktop.ui.window.deep_link_events import OpenedLinks

        OpenedLinks(app, desktop.open_link)
    desktop.start(folders)
    if options.link is not None:
        desktop.links.take(options.link)
    if options.tour is not None and desktop.screens is not None:
        from hosted_meetings_desktop.bootstrap.tour import Tour

        QTimer.singleShot(0, Tour(desktop.screens, options.tour).start)
    # What the start made stays: looking through all of it for garbage would stop every thread for 40 ms.
    QTimer.singleShot(_STARTED_MS, desktop, partial(begin_rounds, desktop))
    ended = app.exec()
    desktop.close()
    return ended


class Desktop(QObject):
    """Holds what lives as long as the app: the loop, the account's services and its windows.

    Signals:
        uncaught(str): Something failed that nobody caught, with the details for IT. May be emitted in any thread.
        engine_died(str, float): The sync engine ended, with the details for IT; it starts again after that many
            seconds. Emitted in the services' thread.
    """

    uncaught = Signal(str)
    engine_died = Signal(str, float)

    def __init__(self, app: QApplication, options: Options) -> None:
        super().__init__()
        self._app = app
        self._options = options
        self.calls = LoopCalls(self, start=False)
        self.changes = ChangeBroadcast(self)
        self.instances = Instances(self._come_forward, self.open_link)
        self.backend: Backend | None = None
        self.screens: Screens | None = None
        self._connect_window: QMainWindow | None = None
        self._running: Future[None] | None = None
        self._secrets: Secrets | None = None
        self._connect_screen: ConnectScreen | None = None
        self.uncaught.connect(self._tell_uncaught, Qt.ConnectionType.QueuedConnection)
        self.engine_died.connect(self._tell_engine_died, Qt.ConnectionType.QueuedConnection)

    # ---- which account
    def start(self, folders: Paths) -> None:
        """Open practice mode, the remembered account, or the first-run screen."""
        if self._options.practice:
            self._open_practice(folders)
            return
        account = remembered_account(folders.settings)
        if account is None:
            self._ask_for_account(folders)
        else:
            self._open_account(folders, account)

    def _open_practice(self, folders: Paths) -> None:
        engine.allow_calls_on_this_pc()
        account, settings = practice_account(self._options.provider), _settings(folders)

        def backend() -> Backend:
            from hosted_meetings_desktop.bootstrap.backend import practice_backend

            return practice_backend(folders, account, self.changes, Preferences(settings), self._leaving.wait)

        self._open(folders, settings, account, backend)

    def _open_account(self, folders: Paths, account: Account, *, lasting: bool = True) -> None:
        """Open an account; one that was remembered lasts, else it would not have been remembered."""
        settings = _settings(folders)

        def backend() -> Backend:
            from hosted_meetings_desktop.bootstrap.backend import account_backend

            secrets, page = self._keyring(), Preferences(settings)
            return account_backend(folders, account, secrets, self.changes, page, lasting=lasting)

        self._open(folders, settings, account, backend, lasting=lasting)

    def _ask_for_account(self, folders: Paths) -> None:
        from hosted_meetings_desktop.ui.sign_in.connect_screen import ConnectScreen

        apply_theme(self._app, Preferences(_settings(folders)).theme)
        self.calls.start()
        service = self._account_service(folders, None, None)
        window = QMainWindow()
        window.setWindowTitle(APP_NAME)
        window.resize(900, 640)
        screen = ConnectScreen(service, self.calls)
        window.setCentralWidget(screen)
        self._connect_window, self._connect_screen = window, screen

        def practice() -> None:
            wanted = paths(practice=True)
            if (release := self._enter(wanted)) is not None:
                self._leave_connect_screen(lambda: self._open_practice(wanted))
                release()

        def connected(account: Account) -> None:
            def open_it(lasting: bool) -> None:  # noqa: FBT001 (the answer to "does it last?")
                self._leave_connect_screen(lambda: self._open_account(folders, account, lasting=lasting))

            self.calls.run(self, service.keeps_secrets, open_it, screen.message_bar.show_error)

        screen.practice_chosen.connect(practice)
        screen.connected.connect(connected)
        window.show()
        QTimer.singleShot(_LOOK_MS, self.instances.listen)
        if "links" in vars(self):
            self.links.wait_at(screen.message_bar)

    def _leave_connect_screen(self, then: Callable[[], None]) -> None:
        window, self._connect_window, self._connect_screen = self._connect_window, None, None
        # The next window opens first: the app ends with its last one.
        then()
        if window is not None:
            window.close()
            window.deleteLater()

    # ---- the account's services and window
    def _open(
        self,
        folders: Paths,
        settings: QSettings,
        account: Account,
        make_backend: Callable[[], Backend],
        *,
        lasting: bool = True,
    ) -> None:
        """Show the window; what stands behind it is made once it was painted, see docs/decisions/0005."""
        from hosted_meetings_desktop.bootstrap.screens import Screens, choose_locale

        def begin() -> Backend:
            choose_locale()
            self.backend = backend = make_backend()
            QTimer.singleShot(0, self, partial(self._start_services, backend))
            return backend

        apply_theme(self._app, Preferences(settings).theme)
        self.screens = Screens(
            account, begin, self._account_service, self.calls, self.changes, settings, folders, lasting=lasting
        )
        self.screens.window.sign_out_requested.connect(self._sign_out)
        if "links" in vars(self):
            self.links.serve(self.screens)
        self.screens.window.show()

    def _start_services(self, backend: Backend) -> None:
        if backend is not self.backend:
            return
        # What the window asked for when it was painted is answered from the store and shown; then the provider is
        # asked too. Until then its libraries would be imported at the cost of the first list.
        begin = QTimer(self, interval=_LOOK_MS, singleShot=True)
        begin.timeout.connect(partial(self._start_engine, backend))
        self.calls.idle.connect(begin.start, Qt.ConnectionType.SingleShotConnection)
        # With a loop that runs already, everything may have been answered before this.
        QTimer.singleShot(_STARTED_MS, self, partial(self._start_engine, backend))
        backend.database.open_early()
        self.calls.start()

    def _start_engine(self, backend: Backend) -> None:
        if backend is not self.backend or self._running is not None:
            return
        self.instances.listen()

        def died(error: BaseException, pause: float) -> None:
            self.engine_died.emit(f"{type(error).__name__} {place(error.__traceback__)}", pause)

        self._running = self.calls.portal.start_task_soon(backend.run, died)
        self._running.add_done_callback(_log_the_end)

    def _sign_out(self) -> None:
        """Sign out of an account; practice mode, which has none, is only left."""
        backend, screens = self.backend, self.screens
        if backend is None or screens is None:
            return
        folders = paths(practice=False)
        if backend.account.practice:
            self._leave(folders, remembered_account(folders.settings))
            return
        service = self._account_service(folders, backend.account, None)
        self.calls.run(self, service.sign_out, lambda _nothing: self._leave(folders, None), screens.window.show_error)

    def _leave(self, folders: Paths, account: Account | None) -> None:
        """Close what is open, for another account or for the first screen."""
        if (release := self._enter(folders)) is None:
            return
        screens, self.screens = self.screens, None
        backend, self.backend = self.backend, None
        running, self._running = self._running, None
        # The next window opens first: the app ends with its last one.
        if account is None:
            self._ask_for_account(folders)
        else:
            self._open_account(folders, account)
        if screens is not None:
            screens.close()
        self._leaving.stop(backend, running, release)

    def _enter(self, folders: Paths) -> Callable[[], None] | None:
        """Take another data folder; None, and said so, when another copy of the app has it open."""
        release = self.instances.enter(folders.data)
        if release is None:
            self._tell(open_elsewhere())
        return release

    def _come_forward(self, token: str) -> None:
        """Show the window to whoever started the app again."""
        window = self.screens.window if self.screens is not None else self._connect_window
        if window is not None:
            bring_forward(window, token)

    # ---- links from elsewhere
    @cached_property
    def links(self) -> DeepLinks:
        """What asks about the links that were opened; made with the first, which nearly no start has."""
        from hosted_meetings_desktop.bootstrap.deep_links import DeepLinks

        links = DeepLinks(self.calls, self)
        if self.screens is not None:
            links.serve(self.screens)
        elif self._connect_screen is not None:
            links.wait_at(self._connect_screen.message_bar)
        return links

    def open_link(self, line: str) -> None:
        """Ask about a link that the system or another start handed over, as ``domain.deep_link`` reads it."""
        self.links.take_line(line)

    # ---- what went wrong behind the screens
    def _tell_uncaught(self, details: str) -> None:
        from hosted_meetings_desktop.bootstrap.troubles import uncaught_trouble

        self._tell(uncaught_trouble(details))

    def _tell_engine_died(self, details: str, pause: float) -> None:
        from hosted_meetings_desktop.bootstrap.troubles import engine_trouble

        self._tell(engine_trouble(details, pause))

    def _tell(self, error: AppError) -> None:
        if self.screens is not None:
            self.screens.window.show_error(error)
        elif self._connect_screen is not None:
            self._connect_screen.message_bar.show_error(error)

    def _account_service(
        self, folders: Paths, current: Account | None, service: VideoService | None
    ) -> AccountService:
        from hosted_meetings_desktop.bootstrap.late_service import late_connector
        from hosted_meetings_desktop.services.accounts import AccountService as Service

        return Service(
            late_connector,
            self._keyring(),
            lambda account: remember_account(folders.settings, account),
            current,
            service,
        )

    def _keyring(self) -> Secrets:
        if self._secrets is None:
            from hosted_meetings_desktop.bootstrap.late_secrets import LateSecrets

            self._secrets = LateSecrets()
        return self._secrets

    # ---- the end
    def close(self) -> None:
        """Stop in the opposite order of the start."""
        if self.screens is not None:
            self.screens.drop_calls()
            self.screens.close()
        self.calls.close()
        backend, self.backend = self.backend, None
        running, self._running = self._running, None
        self._leaving.stop(backend, running)
        self._leaving.wait()
        self.instances.close()

    def ask_to_quit(self) -> None:
        """Close every window; a call leaves its room first, and the app ends with the last window.

        Nothing is asked: whoever ends a program from outside, as a PC that shuts down, does not wait for an answer.
        """
        if self.screens is not None:
            self.screens.window.close_now()
        for window in self._app.topLevelWidgets():
            window.close()

    @cached_property
    def _leaving(self) -> Leaving:
        """What closes the accounts that were left."""
        from hosted_meetings_desktop.bootstrap.leaving import Leaving

        return Leaving()


def _settings(folders: Paths) -> QSettings:
    return QSettings(str(Path(folders.settings) / "settings.ini"), QSettings.Format.IniFormat)


def _end_on_signals(app: QApplication, desktop: Desktop) -> None:
    """Let SIGTERM and Ctrl+C close the windows; Python gets to see them while this timer ticks."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: desktop.ask_to_quit())
    if sys.platform != "win32":
        ticking = QTimer(app, interval=500)
        ticking.timeout.connect(lambda: None)
        ticking.start()


def _log_the_end(running: Future[None]) -> None:
    if not running.cancelled() and (error := running.exception()) is not None:
        log.error("the sync engine ended unexpectedly", exc_info=error)
