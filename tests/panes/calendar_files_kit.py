"""A window with calendar files over made-up services, for the tests of their dialogs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.parts.plan_history import PlanHistory
from hosted_meetings_desktop.ui.window.calendar_files.files import CalendarFiles
from tests.panes.calendars_kit import FakeFiles, now
from tests.panes.fakes import NowCalls

PATH = Path("/files/rehabilitation.ics")
OSEI = "Dr. Ada Osei"
UNREADABLE = AppError("The file cannot be read", "Nothing was changed.", details="Permission denied")
CLICK = Qt.MouseButton.LeftButton


class FilesKit:
    """The window, its bar and the dialogs."""

    def __init__(self, qtbot, fake=None, calls=None, told_elsewhere=False):
        self.qtbot = qtbot
        self.fake = fake or FakeFiles()
        self.window = QMainWindow()
        self.bar = MessageBar()
        ground = QWidget()
        QVBoxLayout(ground).addWidget(self.bar)
        self.window.setCentralWidget(ground)
        self.window.resize(1024, 640)
        qtbot.addWidget(self.window)
        self.window.show()
        self.calls = calls or NowCalls()
        self.history = PlanHistory(self.fake, self.calls)
        self.files = CalendarFiles(
            self.window, self.fake, self.fake, self.calls, self.history, lambda: self.bar,
            clock=now, told_elsewhere=lambda: told_elsewhere,
        )  # fmt: skip

    def open(self, host=""):
        """Open a file, and look what would become of it once a host is typed."""
        self.files.open_import(PATH)
        if host:
            self.dialog.page.host.setEditText(host)
            self.settle()
        return self.dialog

    def settle(self):
        self.dialog.page._settled.stop()
        self.dialog.page._settled.timeout.emit()

    @property
    def dialog(self):
        return self.files.import_dialog

    @property
    def model(self):
        return self.dialog.page.model

    def cells(self, column):
        return [self.model.text(row, column) for row in range(self.model.rowCount())]

    def passed(self):
        model = self.dialog.page.passed
        return [tuple(model.index(row, column).data() for column in range(3)) for row in range(model.rowCount())]

    def export(self):
        self.files.open_export()
        self.count()
        return self.files.export_dialog

    def count(self):
        self.files.export_dialog._settled.stop()
        self.files.export_dialog._settled.timeout.emit()
