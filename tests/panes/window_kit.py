"""A main window with panes that only count, for the tests of the window."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLineEdit

from hosted_meetings_desktop.domain.live import Standing, SyncStatus
from hosted_meetings_desktop.ui.parts.pane import Pane
from hosted_meetings_desktop.ui.runtime.changes import ChangeBroadcast
from hosted_meetings_desktop.ui.window.entry import PaneEntry
from hosted_meetings_desktop.ui.window.main_window import MainWindow
from hosted_meetings_desktop.ui.window.palette import CommandPalette
from tests.panes.fakes import FakeKeeper, FakeSyncService, NowCalls

LEFT = Qt.MouseButton.LeftButton
NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
KEYS = ("meetings", "schedule", "recordings", "attendance", "settings")


class TestPane(Pane):
    __test__ = False
    topics = frozenset({"meetings"})

    def __init__(self, title: str, *, search: bool) -> None:
        super().__init__(title, search_hint="Find" if search else "")
        self.field = QLineEdit()
        self.set_content(self.field)
        self.reloads = 0
        self.taken_back: list[str] = []
        self.last = ""
        self.own = QAction("Copy the guest's &link", self)
        self.own.setShortcut(QKeySequence("Ctrl+L"))

    def reload(self) -> None:
        self.reloads += 1

    def focus_content(self) -> None:
        self.field.setFocus()

    def undo_text(self) -> str:
        return self.last

    def undo(self) -> None:
        self.taken_back.append(self.last)

    def state(self):
        return {"text": self.field.text()}

    def restore(self, state) -> None:
        self.field.setText(str(state.get("text", "")))

    def menu_actions(self):
        return [self.own]


class Kit:
    """A window with everything around it."""

    def __init__(self, qtbot, tmp_path) -> None:
        self.qtbot = qtbot
        self.settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        self.changes = ChangeBroadcast()
        self.sync = FakeSyncService(SyncStatus(Standing.ONLINE, NOW, 0, 0, NOW - timedelta(minutes=2)))
        self.keeper = FakeKeeper()
        self.calls = NowCalls()
        self.built: list[str] = []
        self.now = NOW

    def entry(self, key: str) -> PaneEntry:
        def build() -> Pane:
            self.built.append(key)
            return TestPane(key.title(), search=key != "settings")

        return PaneEntry(key, key.title(), "calendar-outline", build)

    def window(self, *, practice: bool = False, calls=None, begin: bool = True) -> MainWindow:
        window = MainWindow(
            [self.entry(key) for key in KEYS],
            calls or self.calls,
            self.changes,
            self.sync,
            "Praxis am Park",
            practice=practice,
            settings=self.settings,
            clock=lambda: self.now,
            keeper=lambda: self.keeper,
        )
        self.qtbot.addWidget(window)
        if begin:
            window.show()
            window.activateWindow()
            window.begin()
            self.qtbot.waitUntil(window.isActiveWindow)
        return window


def menu_action(window, menu: str, text: str) -> QAction:
    bar = next(action for action in window.menuBar().actions() if action.text().replace("&", "") == menu)
    bar.menu().aboutToShow.emit()
    return next(action for action in bar.menu().actions() if action.text().replace("&", "").startswith(text))


def press(qtbot, window, key: str) -> None:
    combination = QKeySequence(key)[0]
    qtbot.keyClick(window.focusWidget() or window, combination.key(), combination.keyboardModifiers())


def choose_in_palette(qtbot, window, text: str) -> None:
    window.open_palette()
    palette = window.findChild(CommandPalette)
    qtbot.keyClicks(palette.field, text)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
