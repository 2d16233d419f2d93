"""Closed days as lines to fill in: from, until, and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import QCoreApplication, QDate, Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from hosted_meetings_desktop.domain.availability import MAX_REASON, ClosedDays
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import link_button
from hosted_meetings_desktop.ui.parts.calm import calm
from hosted_meetings_desktop.ui.parts.date_field import DateField
from hosted_meetings_desktop.ui.parts.labels import set_look, small_label
from hosted_meetings_desktop.ui.parts.removable_lines import RemovableLine, RemovableLines
from hosted_meetings_desktop.ui.text.format import one_or_many
from hosted_meetings_desktop.ui.theme.tokens import SPACE

_EARLIEST, _LATEST = QDate(2000, 1, 1), QDate(2199, 12, 31)
_STRETCHES = (2, 2, 3, 0)


class ClosedDaysLine(RemovableLine):
    """One stretch of closed days."""

    def __init__(self, days: ClosedDays) -> None:
        super().__init__(self.tr("Remove these closed days"))
        form = self.tr("ddd d MMM yyyy", "date format of a field, with weekday")
        self.first, self.last = DateField(form), DateField(form)
        self.reason = QLineEdit(days.reason)
        self.reason.setMaxLength(MAX_REASON)
        self.reason.setCursorPosition(0)
        self.reason.setPlaceholderText(self.tr("For instance: Christmas"))
        self.problem = small_label("", tone="stop")
        self.problem.hide()
        self.heads = [
            small_label(text) for text in (self.tr("From"), self.tr("Until, this day too"), self.tr("Reason"))
        ]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE.row)
        grid.setVerticalSpacing(SPACE.hair)
        for place, widget in enumerate((self.first, self.last, self.reason, self.remove)):
            grid.addWidget(widget, 1, place)
            grid.setColumnStretch(place, _STRETCHES[place])
        for place, head in enumerate(self.heads):
            grid.addWidget(head, 0, place)
        grid.addWidget(self.problem, 2, 0, 1, 4)
        for field, day in ((self.first, days.first), (self.last, days.last)):
            field.setDateRange(_EARLIEST, _LATEST)
            field.setKeyboardTracking(False)
            calm(field)
            field.set_day(day)
        self.first.dateChanged.connect(self._follow)
        self.last.dateChanged.connect(self._note)
        self.reason.textEdited.connect(self.edited)
        self._before = self.first.date()

    @property
    def days(self) -> ClosedDays:
        """What stands in the fields."""
        for field in (self.first, self.last):
            field.interpretText()
        return ClosedDays(self.first.day, self.last.day, self.reason.text().strip())

    def _follow(self, first: QDate) -> None:
        """Move the last day along with the first: a leave that begins later ends later."""
        length = max(0, self._before.daysTo(self.last.date()))
        self._before = first
        self.last.setDate(first.addDays(length))
        self._note()

    def _note(self) -> None:
        self.check()
        self.edited.emit()

    def check(self) -> bool:
        """Say under the line what is wrong with it; returns whether anything is."""
        days = self.days
        said = self.tr("The last day is before the first") if days.last < days.first else ""
        set_look(self.last, "problem", "true" if said else "false")
        if said and self.problem.isHidden():
            announce(self.problem, said, urgent=True)
        self.problem.setText(said)
        self.problem.setVisible(bool(said))
        return bool(said)

    def first_field(self) -> QWidget:
        """Return the first day."""
        return self.first

    def field_words(self) -> Iterable[tuple[QWidget, str]]:
        """Return what the fields are called."""
        return (
            (self.first, self.tr("Closed days %1: first day")),
            (self.last, self.tr("Closed days %1: last day")),
            (self.reason, self.tr("Closed days %1: reason")),
            (self.remove, self.tr("Remove closed days %1")),
        )

    def count_as(self, number: int) -> None:
        """Name the fields, and those of the first line in words over them too."""
        super().count_as(number)
        for head in self.heads:
            head.setVisible(number == 1)


class ClosedDaysEditor(RemovableLines[ClosedDaysLine]):
    """The list of closed days, those that are over folded away."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(
            QCoreApplication.translate("ClosedDaysEditor", "No closed days are entered."),
            QCoreApplication.translate("ClosedDaysEditor", "Add &closed days"),
            parent=parent,
        )
        self._today = today
        self._over: list[ClosedDays] = []
        self.over_button = link_button("")
        self.over_button.clicked.connect(self._show_over)
        self.foot.insertWidget(1, self.over_button)
        self.settle()

    # ---- content
    def closed(self) -> tuple[ClosedDays, ...]:
        """Return all closed days, those that are folded away too."""
        return (*self._over, *(line.days for line in self.lines))

    def set_closed(self, closed: tuple[ClosedDays, ...]) -> None:
        """Show these, the earliest first."""
        self.clear()
        closed = tuple(sorted(closed, key=lambda days: (days.first, days.last)))
        self._over = [days for days in closed if days.last < self._today]
        for days in closed:
            if days.last >= self._today:
                self.put(ClosedDaysLine(days))
        self.settle()

    def _show_over(self) -> None:
        over, self._over = self._over, []
        for place, days in enumerate(over):
            self.put(ClosedDaysLine(days), place)
        self.settle()
        self.lines[0].first.setFocus(Qt.FocusReason.OtherFocusReason)

    def new_line(self) -> ClosedDaysLine:
        """Return a line for today."""
        return ClosedDaysLine(ClosedDays(self._today, self._today))

    def settle(self) -> None:
        """Say how many are folded away too."""
        over = len(self._over)
        said = one_or_many(over, self.tr("Show 1 that is over"), self.tr("Show %n that are over", "", over))
        self.over_button.setText(said)
        self.over_button.setAccessibleName(said)
        self.over_button.setHidden(not over)
        super().settle()

    def first_problem(self) -> tuple[str, QWidget] | None:
        """Return what is wrong with the first line that cannot be meant, and the field to go to."""
        wrong = [line for line in self.lines if line.check()]
        return (wrong[0].problem.text(), wrong[0].last) if wrong else None
