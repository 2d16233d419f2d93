"""Reminders before a visit as lines: how many, of what, before the start."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.visit_type import MAX_AHEAD, MAX_REMINDERS
from hosted_meetings_desktop.ui.parts.buttons import icon_button, link_button
from hosted_meetings_desktop.ui.parts.calm import calm
from hosted_meetings_desktop.ui.parts.labels import body_label, small_label
from hosted_meetings_desktop.ui.settings.planning.number_field import NumberField
from hosted_meetings_desktop.ui.theme.tokens import SPACE

_UNITS = (timedelta(minutes=1), timedelta(hours=1), timedelta(days=1))
_OFFERED = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=15), timedelta(days=7))
_NUMBER_WIDTH = 80
_UNIT_WIDTH = 120


class ReminderLine(QWidget):
    """One reminder.

    Signals:
        edited(): Another time was chosen.
    """

    edited = Signal()

    def __init__(self, ahead: timedelta) -> None:
        super().__init__()
        self.number = NumberField(1, MAX_AHEAD // _UNITS[0])
        self.number.setFixedWidth(_NUMBER_WIDTH)
        self.unit = QComboBox()
        self.unit.setFixedWidth(_UNIT_WIDTH)
        calm(self.unit)
        for unit, word in zip(_UNITS, (self.tr("minutes"), self.tr("hours"), self.tr("days")), strict=True):
            self.unit.addItem(word, unit)
        self.remove = icon_button("close", self.tr("Remove this reminder"))
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
        self.number.valueChanged.connect(self.edited)

    def _fit(self) -> None:
        self.number.setRange(1, MAX_AHEAD // _UNITS[self.unit.currentIndex()])

    @property
    def ahead(self) -> timedelta:
        """How long before the start."""
        return self.number.value() * _UNITS[self.unit.currentIndex()]

    def name_fields(self, number: int) -> None:
        """Name the fields for screen readers; ``number`` counts the reminders from 1."""
        for widget, word in (
            (self.number, self.tr("Reminder %1: how long before the start")),
            (self.unit, self.tr("Reminder %1: minutes, hours or days")),
            (self.remove, self.tr("Remove reminder %1")),
        ):
            widget.setAccessibleName(word.replace("%1", str(number)))


class RemindersField(QWidget):
    """Up to four reminders.

    Signals:
        edited(): Something in the list changed.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[ReminderLine] = []
        self._none = small_label(self.tr("Nobody is reminded."))
        self.add_button = link_button(self.tr("&Add a reminder"), "plus")
        self.add_button.clicked.connect(self._add_next)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE.row)
        self._column.addWidget(self._none)
        self._column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeading)
        self.setFocusProxy(self.add_button)

    def reminders(self) -> tuple[timedelta, ...]:
        """Return what stands in the lines, the earliest first."""
        return tuple(sorted((line.ahead for line in self.lines), reverse=True))

    def set_reminders(self, reminders: tuple[timedelta, ...]) -> None:
        """Show these, a line each."""
        for line in list(self.lines):
            self._drop(line)
        for ahead in reminders:
            self._append(ahead)
        self._settle()

    def _add_next(self) -> None:
        taken = set(self.reminders())
        line = self._append(next(ahead for ahead in _OFFERED if ahead not in taken))
        self._settle()
        line.number.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _append(self, ahead: timedelta) -> ReminderLine:
        line = ReminderLine(ahead)
        self._column.insertWidget(len(self.lines), line)
        line.remove.clicked.connect(lambda: self.remove(line))
        line.edited.connect(self.edited)
        self.lines.append(line)
        return line

    def remove(self, line: ReminderLine) -> None:
        """Take a reminder away; the focus goes to the next one."""
        place = self.lines.index(line)
        self._drop(line)
        self._settle()
        target = self.lines[min(place, len(self.lines) - 1)].number if self.lines else self.add_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _drop(self, line: ReminderLine) -> None:
        self.lines.remove(line)
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()

    def _settle(self) -> None:
        self._none.setVisible(not self.lines)
        self.add_button.setVisible(len(self.lines) < MAX_REMINDERS)
        before: QWidget | None = None
        for number, line in enumerate(self.lines, 1):
            line.name_fields(number)
            for widget in (line.number, line.unit, line.remove):
                if before is not None:
                    QWidget.setTabOrder(before, widget)
                before = widget
        if before is not None:
            QWidget.setTabOrder(before, self.add_button)
        self.setFocusProxy(self.lines[0].number if self.lines else self.add_button)
