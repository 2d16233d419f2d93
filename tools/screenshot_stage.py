"""What pictures of every screen share: the app's window over made-up services, at a fixed time and size."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale, QPoint, QRect, QSettings, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from hosted_meetings_desktop.domain.account import Account, Provider
from hosted_meetings_desktop.domain.errors import StoreProblem
from hosted_meetings_desktop.domain.ids import AccountId
from hosted_meetings_desktop.domain.live import Standing, SyncStatus
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.ui.panes.attendance.pane import AttendancePane
from hosted_meetings_desktop.ui.panes.meetings.pane import MeetingsPane
from hosted_meetings_desktop.ui.panes.people.pane import PeoplePane
from hosted_meetings_desktop.ui.panes.recordings.pane import RecordingsPane
from hosted_meetings_desktop.ui.panes.schedule.pane import SchedulePane
from hosted_meetings_desktop.ui.panes.today.pane import TodayPane
from hosted_meetings_desktop.ui.parts.pane import Pane
from hosted_meetings_desktop.ui.runtime.changes import ChangeBroadcast
from hosted_meetings_desktop.ui.settings.pane import SettingsPane
from hosted_meetings_desktop.ui.settings.preferences import Preferences
from hosted_meetings_desktop.ui.settings.sections import SectionKey, SettingsSection
from hosted_meetings_desktop.ui.settings.writing.groups import WritingGroups
from hosted_meetings_desktop.ui.theme.apply import apply_theme
from hosted_meetings_desktop.ui.theme.tokens import ThemeMode
from hosted_meetings_desktop.ui.window.entry import PaneEntry
from hosted_meetings_desktop.ui.window.main_window import MainWindow
from tests.panes.clinic_data import NOW
from tests.panes.fake_services import FakeAttendance, FakeJoin, FakeLive, FakeMeetings
from tests.panes.fakes import FakeAccountService, FakeKeeper, FakeSyncService, NowCalls, some_backups
from tests.panes.library_kit import FakeLibrary
from tests.panes.outbox_kit import FakeCorrespondence
from tests.panes.people_kit import FakePeople
from tests.panes.planning_kit import planning_groups
from tests.panes.schedule_kit import FakeSchedule
from tests.panes.settings_kit import FakeCountry, desk_groups
from tests.panes.today_kit import FakeDesk, FakeLinks, FakeRoomDeeds

USUAL = (1180, 760)
SMALL = (1024, 640)
PATIENCE_S = 60
COLOURS = 64
_SHADE = 0xC0C0C0
SYNCED = SyncStatus(standing=Standing.ONLINE, since=NOW - timedelta(hours=2), refreshed_at=NOW - timedelta(minutes=2))


def make_app() -> QApplication:
    """Make the application with a viewer in London whose cursor does not blink."""
    app = QApplication(["screenshots"])
    QLocale.setDefault(QLocale("en_GB"))
    app.setCursorFlashTime(0)
    return app


@dataclass
class Clinic:
    """The services behind a window; a scene replaces those it is about."""

    meetings: FakeMeetings = field(default_factory=FakeMeetings)
    schedule: FakeSchedule = field(default_factory=FakeSchedule)
    people: FakePeople = field(default_factory=FakePeople)
    live: FakeLive = field(default_factory=FakeLive)
    join: FakeJoin = field(default_factory=FakeJoin)
    recordings: FakeLibrary = field(default_factory=FakeLibrary)
    attendance: FakeAttendance = field(default_factory=FakeAttendance)
    account: FakeAccountService = field(default_factory=FakeAccountService)
    sync: SyncStatus = SYNCED
    practice: bool = False
    waits: tuple[Meeting, ...] = ()
    keeper: FakeKeeper = field(default_factory=lambda: FakeKeeper(some_backups()))
    broken: StoreProblem | None = None
    calls: Any = field(default_factory=NowCalls)
    """Runs what the panes ask; the window itself is always answered."""

    def sync_service(self) -> FakeSyncService:
        """Return how this clinic stands with the provider."""
        return FakeSyncService(self.sync, waits=self.waits, broken=self.broken)


class Stage:
    """Shows windows and takes their pictures."""

    def __init__(self, folder: Path, suffix: str, home: Path) -> None:
        self._folder = folder
        self._suffix = suffix
        self._settings = home / "settings.ini"
        self.name = ""
        self._shown: list[QWidget] = []

    # ---- the window
    def window(
        self,
        pane: str = "meetings",
        clinic: Clinic | None = None,
        size: tuple[int, int] = USUAL,
        *,
        own: Pane | None = None,
    ) -> MainWindow:
        """Show the main window with ``pane``; ``own`` is a scene's own one in its place."""
        clinic = clinic or Clinic()
        label = "Practice account" if clinic.practice else "Clinic at the Park"
        settings = QSettings(str(self._settings), QSettings.Format.IniFormat)
        settings.clear()
        entries = [
            PaneEntry("meetings", "Meetings", "calendar-today-outline", lambda: _meetings(clinic)),
            PaneEntry("schedule", "Schedule", "calendar-week-outline", lambda: _schedule(clinic)),
            PaneEntry("today", "Today", "monitor-dashboard", lambda: _today(clinic)),
            PaneEntry("recordings", "Recordings", "play-box-multiple-outline", lambda: _recordings(clinic)),
            PaneEntry("attendance", "Attendance", "account-check-outline", lambda: _attendance(clinic)),
            PaneEntry("people", "People", "account-group-outline", lambda: _people(clinic)),
            PaneEntry("settings", "Settings", "cog-outline", lambda: _settings_pane(clinic, label, settings)),
        ]
        if own is not None:
            entries = [replace(each, factory=lambda: own) if each.key == pane else each for each in entries]
        window = MainWindow(
            entries,
            NowCalls(),
            ChangeBroadcast(),
            clinic.sync_service(),
            label,
            practice=clinic.practice,
            settings=settings,
            clock=_now,
            keeper=lambda: clinic.keeper,
        )
        self.show(window, size)
        window.begin()
        window.show_pane(pane)
        self.settle()
        return window

    def show(self, widget: QWidget, size: tuple[int, int] | None = None) -> None:
        """Show a window; it goes away after the scene."""
        self._shown.append(widget)
        if size is not None:
            widget.resize(*size)
        widget.show()
        self.settle()

    def clear(self) -> None:
        """Take everything away for the next scene."""
        for widget in reversed(self._shown):
            widget.close()
            widget.deleteLater()
        self._shown.clear()
        self.settle()

    @staticmethod
    def settle(milliseconds: int = 60) -> None:
        """Let what was asked for happen."""
        QTest.qWait(milliseconds)

    @staticmethod
    def until(ready: Callable[[], object], what: str) -> None:
        """Wait until ``ready`` holds.

        Raises:
            TimeoutError: It did not within a minute.
        """
        end = time.monotonic() + PATIENCE_S
        while not ready():
            if time.monotonic() > end:
                raise TimeoutError(f"waited for {what}")
            QTest.qWait(50)

    # ---- pictures
    def save(self, widget: QWidget, over: QWidget | None = None, more: str = "") -> None:
        """Save the picture of a window under the scene's name.

        Args:
            widget: The window.
            over: A sheet with a window of its own that stands over it.
            more: Added to the name where a scene takes several pictures.
        """
        widget.repaint()
        picture = widget.grab().toImage()
        if over is not None:
            place = widget.mapFromGlobal(over.mapToGlobal(QPoint(0, 0)))
            painter = QPainter(picture)
            painter.drawPixmap(place, over.grab())
            painter.end()
        self.keep(picture, more)

    def save_part(self, part: QWidget, more: str = "") -> None:
        """Save what a window shows where one of its parts stands."""
        window = part.window()
        window.repaint()
        picture, ratio = window.grab().toImage(), window.devicePixelRatioF()
        place = QRect(part.mapTo(window, QPoint(0, 0)), part.size()) & window.rect()
        corner, size = place.topLeft() * ratio, place.size() * ratio
        self.keep(picture.copy(QRect(corner, size)), more)

    def save_screen(self, widget: QWidget) -> None:
        """Save what the screen shows of a window: the system paints videos past their widgets."""
        widget.raise_()
        self.settle(400)
        self.keep(widget.screen().grabWindow(widget.winId()).toImage())

    def keep(self, picture: QImage, more: str = "") -> None:
        """Write a picture with few colours: flat screens look the same and are a quarter as large."""
        path = self._folder / f"{self.name}{more}{self._suffix}.png"
        plain = picture.convertToFormat(QImage.Format.Format_RGB32)
        flat = plain.convertToFormat(QImage.Format.Format_Indexed8, _main_colours(plain))
        if not flat.save(str(path), quality=0):
            raise OSError(f"{path} cannot be written")


def _main_colours(picture: QImage) -> list[int]:
    """Return a palette: the usual colour of every shade, that small icons keep theirs, then the most used ones."""
    used = [colour for colour, _times in Counter(memoryview(picture.constBits()).cast("I")).most_common()]
    shades: dict[int, int] = {}
    for colour in used:
        shades.setdefault(colour & _SHADE, colour)
    return list(dict.fromkeys([*shades.values(), *used]))[:COLOURS]


def set_theme(app: QApplication, theme: str) -> None:
    """Show the app in "light" or "dark"."""
    apply_theme(app, ThemeMode(theme))


def lay_out_right_to_left(*, on: bool) -> None:
    """Lay the app out as for Arabic or Hebrew, or as usual."""
    direction = Qt.LayoutDirection.RightToLeft if on else Qt.LayoutDirection.LeftToRight
    QApplication.setLayoutDirection(direction)


def pane_of(window: MainWindow) -> Any:
    """Return the pane that a window shows."""
    return window.pane(window.shown_key)


def has_display() -> bool:
    """Return whether windows are on a screen that can be looked at."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _now() -> Any:
    return NOW


def _meetings(clinic: Clinic) -> Pane:
    return MeetingsPane(clinic.meetings, clinic.live, clinic.join, clinic.calls, practice=clinic.practice, clock=_now)


def _schedule(clinic: Clinic) -> Pane:
    return SchedulePane(clinic.schedule, clinic.calls, clock=_now)


def _today(clinic: Clinic) -> Pane:
    desk = FakeDesk()
    return TodayPane(desk, FakeLinks(desk=desk), FakeRoomDeeds(), clinic.calls, clock=_now)


def _people(clinic: Clinic) -> Pane:
    return PeoplePane(clinic.people, clinic.calls, clock=_now)


def _recordings(clinic: Clinic) -> Pane:
    return RecordingsPane(clinic.recordings, clinic.calls, clock=_now)


def _attendance(clinic: Clinic) -> Pane:
    return AttendancePane(clinic.attendance, clinic.calls, clock=_now)


def _settings_pane(clinic: Clinic, label: str, settings: QSettings) -> Pane:
    account = Account(AccountId("a1"), Provider.REALTIMEKIT, label, practice=clinic.practice)
    folder = Path("/home/desk/.local/share/hosted-meetings")
    writing = WritingGroups(FakeCorrespondence(), NowCalls(), country=FakeCountry())
    desk = SettingsSection(SectionKey.DESK, lambda: desk_groups(settings, NowCalls()))
    return SettingsPane(
        account, clinic.account, NowCalls(), Preferences(settings), clinic.keeper, planning_groups(NowCalls()),
        writing, extra=(desk,), clock=_now, data_folder=folder,
    )  # fmt: skip
