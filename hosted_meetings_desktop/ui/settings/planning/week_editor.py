"""A week of hours and breaks as fields: seven days, each with as many times as it needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from PySide6.QtCore import QCoreApplication, QLocale, Qt, QTime, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.availability import DAYS, Span
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import icon_button, link_button
from hosted_meetings_desktop.ui.parts.calm import calm
from hosted_meetings_desktop.ui.parts.labels import set_look, small_label
from hosted_meetings_desktop.ui.parts.tab_order import tab_in_reading_order
from hosted_meetings_desktop.ui.parts.when_fields import StartField
from hosted_meetings_desktop.ui.settings.planning.words import day_word
from hosted_meetings_desktop.ui.text.format import DASH
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

USUAL_HOURS = (Span(time(8), time(18)),)
USUAL_BREAK = Span(time(12), time(13))
_HOUR = 60
_DAY = 24 * _HOUR
_MOST = 6
DAY, HOURS, BREAKS = range(3)
_PROBLEMS_UNDER = 1


def _tr(text: str) -> str:
    return QCoreApplication.translate("WeekEditor", text)


class TimeField(StartField):
    """A time of day that counts once it is typed, not while it is."""

    def __init__(self) -> None:
        super().__init__()
        self.setKeyboardTracking(False)
        calm(self)

    @property
    def at(self) -> time:
        """What stands in the field."""
        self.interpretText()
        return time(self.time().hour(), self.time().minute())

    def set_at(self, at: time) -> None:
        """Show a time."""
        self.setTime(QTime(at.hour, at.minute))


class SpanFields(QWidget):
    """From when to when.

    Signals:
        edited(): Another time stands in a field.
        removed(): It is to go.
    """

    edited = Signal()
    removed = Signal()

    def __init__(self, span: Span) -> None:
        super().__init__()
        self.start, self.end = TimeField(), TimeField()
        self.start.set_at(span.start)
        self.end.set_at(span.end)
        self.remove = icon_button("close", "")
        self.remove.clicked.connect(self.removed)
        times = QWidget()
        # The start stands on the left in every layout, as in the fields themselves.
        times.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        inner = QHBoxLayout(times)
        inner.addWidget(self.start)
        inner.addWidget(QLabel(DASH))
        inner.addWidget(self.end)
        row = QHBoxLayout(self)
        row.addWidget(times)
        row.addWidget(self.remove)
        for each in (inner, row):
            each.setContentsMargins(0, 0, 0, 0)
            each.setSpacing(SPACE.hair)
        for field in (self.start, self.end):
            field.timeChanged.connect(self.edited)

    @property
    def span(self) -> Span:
        """What stands in the fields."""
        return Span(self.start.at, self.end.at)

    def name_fields(self, day: str, what: str) -> None:
        """Name the fields for screen readers: "Monday, hours 2: from"."""
        for widget, word in (
            (self.start, self.tr("%1, %2: from")),
            (self.end, self.tr("%1, %2: until")),
            (self.remove, self.tr("%1, %2: remove")),
        ):
            widget.setAccessibleName(word.replace("%1", day).replace("%2", what))
        self.remove.setToolTip(self.tr("Remove this time"))

    def mark(self, *, wrong: bool) -> None:
        """Mark the fields as to be mended."""
        for field in (self.start, self.end):
            set_look(field, "problem", "true" if wrong else "false")


class SpanList(QWidget):
    """The times of one day, one under the other.

    Signals:
        edited(): A time was changed, added or removed.
    """

    edited = Signal()

    def __init__(self, day: str, *, breaks: bool) -> None:
        super().__init__()
        self._day = day
        self._breaks = breaks
        self.fields: list[SpanFields] = []
        self.first_button = link_button(self.tr("Add break"), "plus")
        self.first_button.setAccessibleName(self.tr("%1: add a break").replace("%1", day))
        self.more_button = icon_button("plus", self.tr("Add a break") if breaks else self.tr("Add another time"))
        self.more_button.setAccessibleName(f"{day}: {self.more_button.toolTip()}")
        for button in (self.first_button, self.more_button):
            button.clicked.connect(self.add_next)
        self._column = QVBoxLayout()
        self._column.setSpacing(SPACE.hair)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(self._column)
        row.addWidget(self.first_button)
        row.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        self._settle()

    def spans(self) -> tuple[Span, ...]:
        """Return the times in order."""
        return tuple(sorted(each.span for each in self.fields))

    def set_spans(self, spans: Sequence[Span]) -> None:
        """Show these times."""
        for each in list(self.fields):
            self._drop(each)
        for span in spans:
            self._append(span)
        self._settle()

    def add_next(self) -> None:
        """Add a time after the last one."""
        fields = self._append(self._next())
        self._settle()
        self.edited.emit()
        fields.start.setFocus(Qt.FocusReason.OtherFocusReason)

    def _next(self) -> Span:
        spans = self.spans()
        if not spans:
            return USUAL_BREAK if self._breaks else USUAL_HOURS[0]
        last = max(span.end_minute for span in spans)
        gap, length = (2 * _HOUR, _HOUR // 4) if self._breaks else (_HOUR, 2 * _HOUR)
        start = min(last + gap, _DAY - _HOUR)
        end = min(start + length, _DAY)
        return Span(time(start // _HOUR, start % _HOUR), time(end // _HOUR % 24, end % _HOUR))

    def _append(self, span: Span) -> SpanFields:
        fields = SpanFields(span)
        fields.edited.connect(self.edited)
        fields.removed.connect(lambda: self.remove(fields))
        self.fields.append(fields)
        self._column.addWidget(fields)
        return fields

    def remove(self, fields: SpanFields) -> None:
        """Take a time away; the focus goes to the one before, or to what adds one."""
        place = self.fields.index(fields)
        self._drop(fields)
        self._settle()
        target: QWidget = self.fields[max(0, place - 1)].start if self.fields else self.first_button
        self.edited.emit()
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop(self, fields: SpanFields) -> None:
        self.fields.remove(fields)
        self._column.removeWidget(fields)
        fields.hide()
        fields.deleteLater()

    def _settle(self) -> None:
        self.first_button.setVisible(self._breaks and not self.fields)
        self.more_button.setVisible(0 < len(self.fields) < _MOST)
        for number, fields in enumerate(self.fields, 1):
            what = self.tr("break %1") if self._breaks else self.tr("hours %1")
            fields.name_fields(self._day, what.replace("%1", str(number)))
            # A day's only hours go with the day itself.
            fields.remove.setVisible(self._breaks or len(self.fields) > 1)

    def problem(self) -> str:
        """Mark what cannot be meant and say why; empty where all can."""
        backward = [each for each in self.fields if each.span.start_minute >= each.span.end_minute]
        overlapping = [
            one
            for one in self.fields
            for other in self.fields
            if one is not other
            and one.span.start_minute < other.span.end_minute
            and other.span.start_minute < one.span.end_minute
        ]
        wrong = backward or overlapping
        for each in self.fields:
            each.mark(wrong=each in wrong)
        if backward:
            return self.tr("A time has to end after it starts")
        return self.tr("Two of these times overlap") if overlapping else ""


def _as_high_as_fields(widget: QWidget) -> QWidget:
    """Return a place for something that stands in a line with fields, and no higher where the fields are more."""
    holder = QWidget()
    holder.setFixedHeight(SIZE.control)
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(widget)
    return holder


class DayFields:
    """One day: whether it is worked, its hours and its breaks, and what is wrong with them."""

    def __init__(self, weekday: int) -> None:
        self.weekday = weekday
        day = day_word(weekday)
        self.box = QCheckBox(day)
        self.box.setAccessibleName(_tr("%1: open").replace("%1", day))
        self.hours = SpanList(day, breaks=False)
        self.breaks = SpanList(day, breaks=True)
        self.closed = small_label(_tr("Closed"))
        self.problem = small_label("", tone="stop")
        self.problem.hide()

    @property
    def spans(self) -> tuple[Span, ...]:
        """The hours; none for a closed day."""
        return self.hours.spans() if self.box.isChecked() else ()

    @property
    def pauses(self) -> tuple[Span, ...]:
        """The breaks; none for a closed day."""
        return self.breaks.spans() if self.box.isChecked() else ()

    def show(self, spans: Sequence[Span], pauses: Sequence[Span]) -> None:
        """Show a day."""
        self.hours.set_spans(spans)
        self.breaks.set_spans(pauses)
        self.box.setChecked(bool(spans))
        self.fit()

    def fit(self) -> None:
        """Show the fields of an open day alone."""
        is_open = self.box.isChecked()
        self.hours.setVisible(is_open)
        self.breaks.setVisible(is_open)
        self.closed.setVisible(not is_open)
        self.check()

    def check(self) -> bool:
        """Say under the day what is wrong with it; returns whether anything is."""
        said = (self.hours.problem() or self.breaks.problem()) if self.box.isChecked() else ""
        if said != self.problem.text():
            self.problem.setText(said)
            announce(self.problem, said)
        self.problem.setVisible(bool(said))
        return bool(said)


class WeekEditor(QWidget):
    """Seven days in the order of the locale.

    Signals:
        edited(): Something in the week changed.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        first = QLocale().firstDayOfWeek().value - 1
        order = [(first + place) % DAYS for place in range(DAYS)]
        self.days = {weekday: DayFields(weekday) for weekday in order}
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE.gap)
        grid.setVerticalSpacing(SPACE.row)
        grid.setColumnStretch(BREAKS, 1)
        grid.addWidget(small_label(self.tr("Open")), 0, HOURS)
        grid.addWidget(small_label(self.tr("Breaks")), 0, BREAKS)
        top = Qt.AlignmentFlag.AlignTop
        for place, day in enumerate(self.days.values()):
            row = 1 + place * (1 + _PROBLEMS_UNDER)
            grid.addWidget(_as_high_as_fields(day.box), row, DAY, top)
            grid.addWidget(day.hours, row, HOURS, top)
            grid.addWidget(_as_high_as_fields(day.closed), row, HOURS, top)
            grid.addWidget(day.breaks, row, BREAKS, top)
            grid.addWidget(day.problem, row + 1, HOURS, 1, 2)
            day.box.clicked.connect(lambda _on=False, day=day: self._open_or_close(day))
            for times in (day.hours, day.breaks):
                times.edited.connect(lambda day=day: self._note(day))
        self.copy_button = link_button(self.tr("Copy Monday to all &workdays"), "content-copy")
        self.copy_button.clicked.connect(self.copy_monday)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.hair)
        column.addLayout(grid)
        column.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignLeading)
        self.setFocusProxy(next(iter(self.days.values())).box)

    # ---- content
    def set_week(self, hours: Sequence[Sequence[Span]], breaks: Sequence[Sequence[Span]]) -> None:
        """Show a week from Monday."""
        for weekday, day in self.days.items():
            day.show(hours[weekday], breaks[weekday])
        self._settle()

    @property
    def hours(self) -> tuple[tuple[Span, ...], ...]:
        """The hours from Monday."""
        return tuple(self.days[weekday].spans for weekday in range(DAYS))

    @property
    def breaks(self) -> tuple[tuple[Span, ...], ...]:
        """The breaks from Monday."""
        return tuple(self.days[weekday].pauses for weekday in range(DAYS))

    def _open_or_close(self, day: DayFields) -> None:
        """Give a day that opens the hours of the open day before it in the week, unless it had some."""
        if day.box.isChecked() and not day.hours.fields:
            others = [self.days[(day.weekday - back) % DAYS] for back in range(1, DAYS)]
            like = next((other for other in others if other.spans), None)
            day.show(like.spans if like else USUAL_HOURS, like.pauses if like else ())
        day.fit()
        self._note(day)

    def copy_monday(self) -> None:
        """Give all workdays of the locale the hours and breaks of Monday."""
        monday = self.days[0]
        spans, pauses = monday.spans, monday.pauses
        for workday in QLocale().weekdays():
            day = self.days[workday.value - 1]
            if day is not monday:
                day.show(spans, pauses)
        self._settle()
        announce(self, self.tr("Monday is copied to all workdays"))
        self.edited.emit()

    # ---- what is wrong
    def _note(self, day: DayFields) -> None:
        day.check()
        self._settle()
        self.edited.emit()

    def _settle(self) -> None:
        tab_in_reading_order(self)

    def first_problem(self) -> tuple[str, QWidget] | None:
        """Return what is wrong with the first day that cannot be meant, and the field to go to."""
        for day in self.days.values():
            if day.check():
                times = day.hours if day.hours.problem() else day.breaks
                fields = next(each for each in times.fields if each.start.property("problem") == "true")
                return f"{day_word(day.weekday)}: {day.problem.text()}", fields.start
        return None
