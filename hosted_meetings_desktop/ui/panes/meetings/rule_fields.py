"""The fields of a rule: every how many days, weeks or months, on which days, and when it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from hosted_meetings_desktop.domain.recurrence import MAX_OCCURRENCES, Frequency
from hosted_meetings_desktop.ui.panes.meetings.repeat_entry import MonthBy, RepeatEntry, month_by, month_choices
from hosted_meetings_desktop.ui.panes.meetings.series_words import (
    missing_days_words,
    month_words,
    week_order,
    weekday_word,
)
from hosted_meetings_desktop.ui.parts.buttons import segment_button
from hosted_meetings_desktop.ui.parts.calm import calm
from hosted_meetings_desktop.ui.parts.date_field import DateField
from hosted_meetings_desktop.ui.parts.labels import small_label
from hosted_meetings_desktop.ui.parts.when_fields import settle
from hosted_meetings_desktop.ui.text.format import one_or_many
from hosted_meetings_desktop.ui.theme.tokens import SPACE

MAX_INTERVAL = 99
_USUAL_SPAN = timedelta(weeks=8)


class RuleFields(QWidget):
    """The fields of a rule that repeats.

    Signals:
        edited(): Somebody changed the rule.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._repeat = RepeatEntry(Frequency.WEEKLY)
        self._first = date.min
        self._make_fields()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.row)
        column.addLayout(self._how_often())
        self.month_note = small_label("")
        column.addWidget(self.month_note)
        column.addLayout(self._how_long())
        self._connect()

    def _make_fields(self) -> None:
        self.interval = QSpinBox()
        self.interval.setRange(1, MAX_INTERVAL)
        self.interval.setAccessibleName(self.tr("Every how many"))
        self.unit = QLabel()
        self.weekdays: dict[int, QPushButton] = {}
        for day in week_order():
            button = segment_button(weekday_word(day, short=True))
            button.setAccessibleName(weekday_word(day))
            button.setToolTip(weekday_word(day))
            button.setProperty("tight", "true")
            self.weekdays[day] = button
        self.month_by = QComboBox()
        self.month_by.setAccessibleName(self.tr("Day of the month"))
        self.ends_after = segment_button(self.tr("After", "a number of times"))
        self.ends_after.setAccessibleName(self.tr("Ends after a number of times"))
        self.ends_on = segment_button(self.tr("On", "a date"))
        self.ends_on.setAccessibleName(self.tr("Ends on a date"))
        self._ends = QButtonGroup(self)
        for button in (self.ends_after, self.ends_on):
            self._ends.addButton(button)
        self.count = QSpinBox()
        self.count.setRange(1, MAX_OCCURRENCES)
        self.count.setAccessibleName(self.tr("How many times"))
        self.until = DateField(self.tr("ddd d MMM yyyy", "date format of a field, with weekday"))
        self.until.setAccessibleName(self.tr("Last day"))
        for field in (self.interval, self.count):
            settle(field)
        calm(self.interval, self.count, self.until, self.month_by)

    def _how_often(self) -> QHBoxLayout:
        row = _row()
        row.addWidget(QLabel(self.tr("Every", "every 2 weeks")))
        row.addWidget(self.interval)
        row.addWidget(self.unit)
        self._on = QLabel(self.tr("on", "weekdays"))
        row.addWidget(self._on)
        days = _row()
        days.setSpacing(SPACE.hair)
        for button in self.weekdays.values():
            days.addWidget(button)
        row.addLayout(days)
        row.addWidget(self.month_by)
        row.addStretch(1)
        return row

    def _how_long(self) -> QHBoxLayout:
        row = _row()
        row.addWidget(QLabel(self.tr("Ends", "a series")))
        ways = _row()
        ways.setSpacing(SPACE.hair)
        ways.addWidget(self.ends_after)
        ways.addWidget(self.ends_on)
        row.addLayout(ways)
        row.addWidget(self.count)
        self._times = QLabel()
        row.addWidget(self._times)
        row.addWidget(self.until)
        row.addStretch(1)
        return row

    def _connect(self) -> None:
        self.interval.valueChanged.connect(self._take)
        for button in self.weekdays.values():
            button.toggled.connect(self._take)
        self.month_by.currentIndexChanged.connect(self._take)
        self.ends_on.toggled.connect(self._take)
        self.count.valueChanged.connect(self._take)
        self.until.dateChanged.connect(self._take)

    # ---- content
    @property
    def repeat(self) -> RepeatEntry:
        """What stands in the fields."""
        return self._repeat

    def show_repeat(self, repeat: RepeatEntry, first: date) -> None:
        """Fill the fields.

        Args:
            repeat: A rule that repeats.
            first: The day of its first meeting.
        """
        self._repeat, self._first = repeat, first
        fields: list[QWidget] = [self.interval, self.month_by, self.ends_on, self.count, self.until]
        blockers = [QSignalBlocker(field) for field in [*fields, *self.weekdays.values()]]
        self.interval.setValue(repeat.interval)
        for day, button in self.weekdays.items():
            button.setChecked(day in repeat.weekdays)
        self._offer_days(repeat, first)
        (self.ends_after if repeat.until is None else self.ends_on).setChecked(True)
        self.count.setValue(repeat.count)
        self.until.set_day(repeat.until or first + _USUAL_SPAN)
        del blockers
        self._fit()

    def _offer_days(self, repeat: RepeatEntry, first: date) -> None:
        self.month_by.clear()
        for by in month_choices(first):
            self.month_by.addItem(month_words(by, first), by)
        self.month_by.setCurrentIndex(self.month_by.findData(month_by(repeat, first)))

    def _take(self, *_changed: object) -> None:
        chosen = tuple(day for day, button in self.weekdays.items() if button.isChecked())
        by: MonthBy = self.month_by.currentData()
        self._repeat = replace(
            self._repeat,
            interval=self.interval.value(),
            weekdays=tuple(sorted(chosen)) if self._repeat.frequency is Frequency.WEEKLY else self._repeat.weekdays,
            month_by=by,
            count=self.count.value(),
            until=self.until.day if self.ends_on.isChecked() else None,
        )
        self._fit()
        self.edited.emit()

    @Slot()
    def _fit(self) -> None:
        """Show the fields that the rule has."""
        frequency, count = self._repeat.frequency, self._repeat.interval
        units = {
            Frequency.DAILY: one_or_many(count, self.tr("day"), self.tr("days", "", count)),
            Frequency.WEEKLY: one_or_many(count, self.tr("week"), self.tr("weeks", "", count)),
            Frequency.MONTHLY: one_or_many(count, self.tr("month"), self.tr("months", "", count)),
        }
        self.unit.setText(units.get(frequency or Frequency.DAILY, ""))
        weekly, monthly = frequency is Frequency.WEEKLY, frequency is Frequency.MONTHLY
        self._on.setVisible(weekly)
        for button in self.weekdays.values():
            button.setVisible(weekly)
        self.month_by.setVisible(monthly)
        by_day = monthly and month_by(self._repeat, self._first) is MonthBy.DAY
        missing = missing_days_words(self._first) if by_day else ""
        self.month_note.setText(missing)
        self.month_note.setVisible(bool(missing))
        by_date = self._repeat.until is not None
        self.count.setVisible(not by_date)
        self._times.setVisible(not by_date)
        times = self._repeat.count
        self._times.setText(one_or_many(times, self.tr("time", "1 time"), self.tr("times", "8 times", times)))
        self.until.setVisible(by_date)


def _row() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE.row)
    return row
