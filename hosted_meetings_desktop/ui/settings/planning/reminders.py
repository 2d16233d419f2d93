"""Reminders before a visit as lines: how many, of what, before the start."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from hosted_meetings_desktop.domain.visit_type import MAX_AHEAD, MAX_REMINDERS
from hosted_meetings_desktop.ui.parts.calm import calm
from hosted_meetings_desktop.ui.parts.labels import body_label
from hosted_meetings_desktop.ui.parts.removable_lines import RemovableLine, RemovableLines
from hosted_meetings_desktop.ui.settings.planning.number_field import NumberField
from hosted_meetings_desktop.ui.text.format import one_or_many
from hosted_meetings_desktop.ui.theme.tokens import SPACE

_UNITS = (timedelta(minutes=1), timedelta(hours=1), timedelta(days=1))
_OFFERED = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=15), timedelta(days=7))
_NUMBER_WIDTH = 80
_UNIT_WIDTH = 120


class ReminderLine(RemovableLine):
    """One reminder."""

    def __init__(self, ahead: timedelta) -> None:
        super().__init__(self.tr("Remove this reminder"))
        self.number = NumberField(1, MAX_AHEAD // _UNITS[0])
        self.number.setFixedWidth(_NUMBER_WIDTH)
        self.unit = QComboBox()
        self.unit.setFixedWidth(_UNIT_WIDTH)
        calm(self.unit)
        for unit in _UNITS:
            self.unit.addItem("", unit)
        self._name_units(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.row)
        row.addWidget(self.number)
        row.addWidget(self.unit)
        row.addWidget(body_label(self.tr("before the start")), 1)
        row.addWidget(self.remove)
        place = next(place for place in (2, 1, 0) if not ahead % _UNITS[place] and ahead >= _UNITS[place])
        self.unit.setCurrentIndex(place)
        self._fit()
        self.number.setValue(ahead // _UNITS[place])
        self.unit.currentIndexChanged.connect(self._fit)
        self.unit.currentIndexChanged.connect(self.edited)
        self.number.valueChanged.connect(self._name_units)
        self.number.valueChanged.connect(self.edited)
        self._name_units(self.number.value())

    def _name_units(self, count: int) -> None:
        """Say "1 day" and "2 days"."""
        words = (
            one_or_many(count, self.tr("minute"), self.tr("minutes")),
            one_or_many(count, self.tr("hour"), self.tr("hours")),
            one_or_many(count, self.tr("day"), self.tr("days")),
        )
        for place, word in enumerate(words):
            self.unit.setItemText(place, word)

    def _fit(self) -> None:
        self.number.setRange(1, MAX_AHEAD // _UNITS[self.unit.currentIndex()])

    @property
    def ahead(self) -> timedelta:
        """How long before the start."""
        return self.number.value() * _UNITS[self.unit.currentIndex()]

    def first_field(self) -> QWidget:
        """Return the number."""
        return self.number

    def field_words(self) -> Iterable[tuple[QWidget, str]]:
        """Return what the fields are called."""
        return (
            (self.number, self.tr("Reminder %1: how long before the start")),
            (self.unit, self.tr("Reminder %1: minutes, hours or days")),
            (self.remove, self.tr("Remove reminder %1")),
        )


class RemindersField(RemovableLines[ReminderLine]):
    """Up to four reminders."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            QCoreApplication.translate("RemindersField", "Nobody is reminded."),
            QCoreApplication.translate("RemindersField", "&Add a reminder"),
            most=MAX_REMINDERS,
            parent=parent,
        )

    def reminders(self) -> tuple[timedelta, ...]:
        """Return what stands in the lines, the earliest first."""
        return tuple(sorted((line.ahead for line in self.lines), reverse=True))

    def set_reminders(self, reminders: tuple[timedelta, ...]) -> None:
        """Show these, a line each."""
        self.clear()
        for ahead in reminders:
            self.put(ReminderLine(ahead))
        self.settle()

    def new_line(self) -> ReminderLine:
        """Return a reminder at a usual time that is not taken."""
        taken = set(self.reminders())
        return ReminderLine(next(ahead for ahead in _OFFERED if ahead not in taken))
