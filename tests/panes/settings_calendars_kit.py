"""The settings about hosts' calendars over made-up ones, for their tests."""

from __future__ import annotations

from PySide6.QtWidgets import QScrollArea

from hosted_meetings_desktop.ui.settings.calendars.groups import CalendarGroups
from tests.panes.calendars_kit import FakeCalendars
from tests.panes.clinic_data import NOW
from tests.panes.fakes import NowCalls


class Clock:
    """A clock that tests move."""

    def __init__(self):
        self.at = NOW

    def __call__(self):
        return self.at


class CalendarsPage:
    """The group as the settings hold it."""

    def __init__(self, qtbot, fake=None, calls=None):
        self.fake = fake or FakeCalendars()
        self.clock = Clock()
        self.groups = CalendarGroups(self.fake, self.fake, calls or NowCalls(), clock=self.clock)
        self.group = self.groups.calendars
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setWidget(self.group)
        qtbot.addWidget(self.area)
        self.area.resize(760, 700)
        self.groups.reload()
        self.area.show()
        with qtbot.waitActive(self.area):
            self.area.activateWindow()

    @property
    def said(self):
        return [
            (row.host.text(), row.standing.text(), row.problem.text() if row.problem.isVisible() else "")
            for row in self.group.calendar_rows
        ]

    @property
    def names(self):
        return [row.known.calendar.name for row in self.group.calendar_rows]
