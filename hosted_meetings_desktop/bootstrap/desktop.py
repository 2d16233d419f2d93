"""The desktop app: builds the window over the services, starts and stops everything in order."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from hosted_meetings_desktop import __version__
from hosted_meetings_desktop.bootstrap.options import Options
from hosted_meetings_desktop.bootstrap.remembered import practice_account, remember_account, remembered_account
from hosted_meetings_desktop.domain.account import Account
from hosted_meetings_desktop.support.logs import start_logging
from hosted_meetings_desktop.support.paths import APP_NAME, Paths, paths
from hosted_meetings_desktop.ui.call import engine
from hosted_meetings_desktop.ui.runtime.calls import LoopCalls
from hosted_meetings_desktop.ui.runtime.changes import ChangeBroadcast
from hosted_meetings_desktop.ui.settings.preferences import Preferences
from hosted_meetings_desktop.ui.theme.apply import apply_theme, styled_application

if TYPE_CHECKING:
    from concurrent.futures import Future

    from hosted_meetings_desktop.bootstrap.backend import Backend
    from hosted_meetings_desktop.bootstrap.screens import Screens
    from hosted_meetings_desktop.domain.ports import Secrets, VideoService
    from hosted_meetings_desktop.services.accounts import AccountService

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
    desktop = Desktop(app, options)
    _end_on_signals(app, desktop)
    desktop.start(folders)
    if options.tour is not None and desktop.screens is not None:
        from hosted_meetings_desktop.bootstrap.tour import Tour

        QTimer.singleShot(0, Tour(desktop.screens, options.tour).start)
    QTimer.singleShot(_STARTED_MS, gc.enable)
    code = app.exec()
    desktop.close()
    return code


class Desktop(QObject):
    """Holds what lives as long as the app: the loop, the account's services and its windows."""

    def __init__(self, app: QApplication, options: Options) -> None:
        super().__init__()
        self._app = app
        self._options = options
        self.calls = LoopCalls(self, start=False)
        self.changes = ChangeBroadcast(self)
        self.backend: Backend | None = None
        self.screens: Screens | None = None
        self._connect_window: QMainWindow | None = None
        self._running: Future[None] | None = None
        self._secrets: Secrets | None = None

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

            return practice_backend(folders, account, self.changes, _GuestPage(settings))

        self._open(folders, settings, account, backend)

    def _open_account(self, folders: Paths, account: Account) -> None:
        settings = _settings(folders)

        def backend() -> Backend:
            from hosted_meetings_desktop.bootstrap.backend import account_backend

            return account_backend(folders, account, self._keyring(), self.changes, _GuestPage(settings))

        self._open(folders, settings, account, backend)

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
        self._connect_window = window

        def practice() -> None:
            self._leave_connect_screen(lambda: self._open_practice(paths(practice=True)))

        def connected(account: Account) -> None:
            self._leave_connect_screen(lambda: self._open_account(folders, account))

        screen.practice_chosen.connect(practice)
        screen.connected.connect(connected)
        window.show()

    def _leave_connect_screen(self, then: Callable[[], None]) -> None:
        window, self._connect_window = self._connect_window, None
        # The next window opens first: the app ends with its last one.
        then()
        if window is not None:
            window.close()
            window.deleteLater()

    # ---- the account's services and window
    def _open(
        self, folders: Paths, settings: QSettings, account: Account, make_backend: Callable[[], Backend]
    ) -> None:
        """Show the window; what stands behind it is made once it was painted, see docs/decisions/0005."""
        from hosted_meetings_desktop.bootstrap.screens import Screens

        def begin() -> Backend:
            _choose_locale()
            self.backend = backend = make_backend()
            QTimer.singleShot(0, self._start_services)
            return backend

        apply_theme(self._app, Preferences(settings).theme)
        self.screens = Screens(account, begin, self._account_service, self.calls, self.changes, settings, folders)
        self.screens.window.sign_out_requested.connect(self._sign_out)
        self.screens.window.show()

    def _start_services(self) -> None:
        if self.backend is None:
            return
        # What the window asked for when it was painted is answered from the store and shown; then the provider is
        # asked too. Until then its libraries would be imported at the cost of the first list.
        begin = QTimer(self, interval=_LOOK_MS, singleShot=True)
        begin.timeout.connect(self._start_engine)
        self.calls.idle.connect(begin.start, Qt.ConnectionType.SingleShotConnection)
        self.backend.database.open_early()
        self.calls.start()

    def _start_engine(self) -> None:
        if self.backend is None:
            return
        self._running = self.calls.portal.start_task_soon(self.backend.run)
        self._running.add_done_callback(_log_the_end)

    def _sign_out(self) -> None:
        backend, screens = self.backend, self.screens
        if backend is None or screens is None:
            return
        folders = paths(practice=False)
        service = self._account_service(folders, None if backend.account.practice else backend.account, None)
        self.calls.run(self, service.sign_out, lambda _nothing: self._signed_out(folders), screens.window.show_error)

    def _signed_out(self, folders: Paths) -> None:
        screens = self.screens
        self._ask_for_account(folders)
        if screens is not None:
            screens.close()
        self._stop_backend()
        self.screens = None

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
            self.screens.desk.drop_all()
            self.screens.close()
        self.calls.close()
        self._stop_backend()

    def ask_to_quit(self) -> None:
        """Close every window; a call leaves its room first, and the app ends with the last window."""
        for window in self._app.topLevelWidgets():
            window.close()

    def _stop_backend(self) -> None:
        backend, self.backend = self.backend, None
        if self._running is not None:
            self._running.cancel()
            self._running = None
        if backend is not None:
            backend.close()


class _GuestPage:
    """Implements ``domain.ports.GuestPage`` over the settings."""

    def __init__(self, settings: QSettings) -> None:
        self._preferences = Preferences(settings)

    def address(self) -> str:
        """Return the page that guests' links open."""
        return self._preferences.guest_page


def _settings(folders: Paths) -> QSettings:
    return QSettings(str(Path(folders.settings) / "settings.ini"), QSettings.Format.IniFormat)


def _choose_locale() -> None:
    """Give a PC without a language the times and dates of one; without it they have seconds and an odd order.

    Not for the first paint, which shows neither: the names of all languages and countries come with the import.
    """
    from PySide6.QtCore import QLocale

    if QLocale.system().language() == QLocale.Language.C:
        QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))


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
