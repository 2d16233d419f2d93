"""A plan dialog over meetings in memory, and people to invite, for its tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import anyio
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import PersonId, SeriesId, VisitTypeId
from hosted_meetings_desktop.domain.meeting import Meeting, Schedule
from hosted_meetings_desktop.domain.person import Person
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.recurrence import Frequency, Recurrence
from hosted_meetings_desktop.domain.series import Series
from hosted_meetings_desktop.ui.panes.meetings.plan_dialog import PlanDialog
from hosted_meetings_desktop.ui.panes.meetings.plan_draft import PlanOrder
from tests.panes.clinic_data import NOW, TITLES, meeting
from tests.panes.fake_services import FakeMeetings
from tests.panes.fakes import NowCalls

ADA = "Dr. Ada Osei"
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""London's clock is UTC then."""
FATIMA = Person(
    PersonId("p1"), "Fatima al-Hassani", Role.PATIENT, "fatima@example.org", "+442079460123", "ar", "Asia/Dubai"
)
LEILA = Person(PersonId("p2"), "Leila Mansour", Role.INTERPRETER, "leila@example.org")
FATOU = Person(PersonId("p3"), "Fatou Diallo", Role.PATIENT, "", "+33142685300", "fr", "Europe/Paris")


def wall(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """Return a time as a clock shows it, in whatever zone."""
    return datetime.combine(date(year, month, day), time(hour, minute))


class Plan:
    """A dialog that is open, with what it wants kept; :meth:`keep` answers as the service would."""

    def __init__(self, qtbot, meetings: FakeMeetings | None = None, *, calls=None, **options) -> None:
        options.setdefault("zone", "Europe/London")
        self.qtbot = qtbot
        self.meetings = meetings or FakeMeetings(people=(FATIMA, LEILA, FATOU))
        self.dialog = PlanDialog(self.meetings, calls or NowCalls(), clock=lambda: NOW, **options)
        self.orders: list[PlanOrder] = []
        self.dialog.drafted.connect(self.orders.append)
        qtbot.addWidget(self.dialog)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        self.dialog.open()

    def activate(self) -> PlanDialog:
        """Give the dialog the focus."""
        self.dialog.activateWindow()
        self.qtbot.waitUntil(self.dialog.isActiveWindow)
        return self.dialog

    @property
    def order(self) -> PlanOrder:
        """The last thing it wanted kept."""
        return self.orders[-1]

    def plan(self) -> None:
        """Press the main button and let the service answer."""
        self.dialog.main_button.click()
        self.keep()

    def keep(self) -> None:
        """Let the service answer what the dialog wants kept."""
        order, meeting = self.order, self.dialog._meeting

        async def work() -> object:
            if meeting is None:
                return await self.meetings.plan(
                    order.draft,
                    recurrence=order.recurrence,
                    left_out=order.left_out or frozenset(),
                    accepted=order.accepted,
                )
            return await self.meetings.change(
                meeting.id,
                order.draft,
                scope=order.scope,
                recurrence=order.recurrence,
                left_out=order.left_out,
                accepted=order.accepted,
            )

        try:
            anyio.run(work)
        except AppError as error:
            self.dialog.show_error(error)

    def repeats(self, frequency: Frequency) -> None:
        """Choose how often, and wait for the times."""
        field = self.dialog.repeat_field
        field.frequency.setCurrentIndex(field.frequency.findData(frequency))
        self.look()

    def look(self) -> None:
        """Ask for the times of the rule at once."""
        self.dialog.repeat_field.look_now()

    def choose_kind(self, name: str) -> None:
        """Choose a visit type by its name."""
        field = self.dialog.visit_type_field
        field.setCurrentIndex(field.findText(name))

    def types(self, line: int, text: str) -> None:
        """Type into the name of a person, and ask at once who that is."""
        name = self.dialog.people.lines[line].name
        self.qtbot.waitUntil(name.isVisible)  # what was added to a layout is shown by the next turn of the event loop
        name.setFocus()
        self.qtbot.keyClicks(name, text)
        name.ask_now()

    def picks(self, line: int, text: str) -> None:
        """Type, and take the first who is found."""
        self.types(line, text)
        name = self.dialog.people.lines[line].name
        popup = QApplication.activePopupWidget()
        assert popup is not None, "nobody was listed"
        self.qtbot.keyClick(popup, Qt.Key.Key_Down)
        self.qtbot.keyClick(popup, Qt.Key.Key_Return)
        assert name.person is not None


def at(day: int, minutes: int = 0, number: int = 1, **changes: object) -> Meeting:
    """Return a visit of Dr. Osei some days and minutes after ``TUESDAY``, half an hour long."""
    starts_at = TUESDAY + timedelta(days=day, minutes=minutes)
    row = meeting(number, starts_at, TITLES[number], host=ADA, visit_type=VisitTypeId("consultation"))
    return replace(row, **{"schedule": Schedule(starts_at, timedelta(minutes=30), "Europe/London"), **changes})


def busy(*days: int, minutes: int = 10, **options: object) -> FakeMeetings:
    """Return a service that holds to the slot rule, with a visit at ten past nine on these days."""
    rows = [at(day, minutes, number) for number, day in enumerate(days, start=1)]
    return FakeMeetings(rows=rows, holds_rule=True, people=(FATIMA, LEILA, FATOU), **options)


def third_of_eight(recurrence: Recurrence | None = None, **changes: object) -> tuple[FakeMeetings, Meeting]:
    """Return a service with a series from 10 November on, every Tuesday, and its third meeting."""
    rule = recurrence or Recurrence(Frequency.WEEKLY, 1, (1,), count=8)
    series = Series(SeriesId("s1"), wall(2026, 11, 10, 9), timedelta(minutes=30), "Europe/London", rule)
    row = at(0, 0, 2, **{"series_id": series.id, "wall": wall(2026, 11, 24, 9), **changes})
    return FakeMeetings(rows=[row], rules={series.id: series}, people=(FATIMA, LEILA, FATOU)), row
