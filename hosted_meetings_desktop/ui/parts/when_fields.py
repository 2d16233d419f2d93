"""Date, start, length and time zone as fields."""

from __future__ import annotations

from datetime import time, timedelta
from functools import cache

from PySide6.QtCore import QEvent, QLocale, QObject, QSignalBlocker, Qt, QTime, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QValidator
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QCompleter,
    QDateTimeEdit,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from hosted_meetings_desktop.domain.meeting import MAX_DURATION
from hosted_meetings_desktop.ui.parts.buttons import segment_button
from hosted_meetings_desktop.ui.parts.calm import calm
from hosted_meetings_desktop.ui.parts.labels import small_label
from hosted_meetings_desktop.ui.text.read_length import may_become_length, read_minutes
from hosted_meetings_desktop.ui.text.zones import zone_id, zone_ids, zone_word
from hosted_meetings_desktop.ui.theme.fonts import small_font
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

USUAL_MINUTES = (15, 30, 45, 60)
_STEP_SECONDS = 300
_DAY_MINUTES = 24 * 60
_LEAD = SPACE.row + SPACE.hair // 2  # with the frame, what the style sheet gives the other fields


def settle(field: QAbstractSpinBox) -> None:
    """Give a field with arrows the height and the lead of the other fields, which the style sheet cannot."""
    field.setFixedHeight(SIZE.control)
    if (edit := field.lineEdit()) is not None:
        edit.setTextMargins(_LEAD, 0, _LEAD, 0)


class StartField(QTimeEdit):
    """A time of day whose minutes go in steps of five and carry over into the hour."""

    def __init__(self) -> None:
        super().__init__()
        # Qt turns hours and minutes round in a right-to-left layout; nobody reads a clock that way.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setDisplayFormat(QLocale().timeFormat(QLocale.FormatType.ShortFormat))
        settle(self)
        if (line := self.lineEdit()) is not None:
            line.installEventFilter(self)

    def stepBy(self, steps: int) -> None:
        """Step the section the cursor is in."""
        if self.currentSection() is not QDateTimeEdit.Section.MinuteSection:
            super().stepBy(steps)
            return
        self.setTime(self.time().addSecs(steps * _STEP_SECONDS))
        self.setSelectedSection(QDateTimeEdit.Section.MinuteSection)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Select the hour or the minutes that were clicked on, so that digits replace them."""
        if event.type() == QEvent.Type.MouseButtonRelease:
            QTimer.singleShot(0, self, lambda: self.setSelectedSection(self.currentSection()))
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Begin with the hour when everything is selected: what is typed then is a whole time."""
        line = self.lineEdit()
        if event.text().isdigit() and line is not None and line.hasSelectedText():
            everything = line.selectedText() == line.text()
            if everything:
                self.setSelectedSection(QDateTimeEdit.Section.HourSection)
        super().keyPressEvent(event)

    def stepEnabled(self) -> QTimeEdit.StepEnabledFlag:
        """Allow both directions; the day stays the same."""
        return QTimeEdit.StepEnabledFlag.StepUpEnabled | QTimeEdit.StepEnabledFlag.StepDownEnabled


class _Minutes(QSpinBox):
    """A number of minutes that reads hours too: "1h", "1:30", "1 h 30", "1.5h"."""

    def valueFromText(self, text: str) -> int:
        """Return the minutes that are meant, the value before where nothing is."""
        minutes = read_minutes(self._bare(text))
        return self.value() if minutes is None else minutes

    def validate(self, text: str, pos: int) -> tuple[QValidator.State, str, int]:
        """Let every way of writing a length be typed."""
        bare = self._bare(text)
        minutes = read_minutes(bare)
        state = QValidator.State.Acceptable
        if minutes is None:
            begun = may_become_length(bare)
            state = QValidator.State.Intermediate if begun else QValidator.State.Invalid
        elif minutes > self.maximum():
            state = QValidator.State.Invalid
        elif minutes < self.minimum():
            state = QValidator.State.Intermediate
        return state, text, pos

    def _bare(self, text: str) -> str:
        return text.removesuffix(self.suffix()).strip()


class DurationField(QWidget):
    """A length: in minutes or as people write it ("1h", "1:30"), the usual ones as buttons, or by when it ends.

    The end is asked for once :meth:`set_start` said when it begins. It is the clock's time at the start and the
    length together, so it is not offered where the clocks change in between: see :meth:`offer_end`.

    Signals:
        edited(): The length changed.
    """

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._start: time | None = None
        self._offers_end = True
        self.minutes = _Minutes()
        self.minutes.setRange(1, int(MAX_DURATION.total_seconds() // 60))
        self.minutes.setSingleStep(5)
        self.minutes.setSuffix(self.tr(" min"))
        settle(self.minutes)
        self.minutes.setAccessibleName(self.tr("Length in minutes"))
        self.minutes.setToolTip(self.tr("Minutes, or for instance 1h, 1:30 or 1.5h"))
        self.buttons: dict[int, QPushButton] = {}
        row = QHBoxLayout()
        row.setSpacing(SPACE.hair)
        row.addWidget(self.minutes, 1)
        for minutes in USUAL_MINUTES:
            button = segment_button(str(minutes))
            button.setAccessibleName(self.tr("%n minutes", "", minutes))
            button.setProperty("tight", "true")
            button.clicked.connect(lambda _checked=False, length=minutes: self.set_length(timedelta(minutes=length)))
            row.addWidget(button)
            self.buttons[minutes] = button
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.hair)
        column.addLayout(row)
        column.addWidget(self._end_row())
        self.minutes.valueChanged.connect(self._mark)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # before the proxy, which would get it: a label leads here
        self.setFocusProxy(self.minutes)
        self.set_length(timedelta(minutes=30))

    def _end_row(self) -> QWidget:
        self.ends = StartField()
        self.ends.setKeyboardTracking(False)
        self.ends.setAccessibleName(self.tr("Ends at"))
        self.ends.timeChanged.connect(self._take_end)
        calm(self.ends)
        word = QLabel(self.tr("Ends at"))
        word.setFont(small_font())
        word.setProperty("tone", "muted")
        self._later = small_label(self.tr("the next day"))
        self._later.setWordWrap(False)
        self._ends_row = QWidget()
        row = QHBoxLayout(self._ends_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.row)
        row.addWidget(word)
        row.addWidget(self.ends)
        row.addWidget(self._later)
        row.addStretch(1)
        self._ends_row.hide()
        return self._ends_row

    @property
    def length(self) -> timedelta:
        """The length that is set; what is typed counts already."""
        self.ends.interpretText()
        return timedelta(minutes=self.minutes.value())

    def set_length(self, length: timedelta) -> None:
        """Set a length."""
        self.minutes.setValue(int(length.total_seconds() // 60))
        self._mark(self.minutes.value())

    def set_start(self, start: time) -> None:
        """Say when it begins, so that its end is shown and can be given; the length stays."""
        self._start = start
        self._ends_row.setVisible(self._offers_end)
        self._show_end()

    def offer_end(self, *, offered: bool) -> None:
        """Show when it ends, or not: one clock cannot tell it where the clocks change before it does."""
        self._offers_end = offered
        self._ends_row.setVisible(offered and self._start is not None)

    def _show_end(self) -> None:
        if self._start is None:
            return
        minutes = self._start.hour * 60 + self._start.minute + self.minutes.value()
        blocker = QSignalBlocker(self.ends)
        self.ends.setTime(QTime(minutes // 60 % 24, minutes % 60))
        blocker.unblock()
        self._later.setVisible(minutes >= _DAY_MINUTES)

    @Slot(QTime)
    def _take_end(self, end: QTime) -> None:
        if self._start is None:
            return
        length = (end.hour() * 60 + end.minute() - self._start.hour * 60 - self._start.minute) % _DAY_MINUTES
        # An end that is the start means a day where that is allowed, else nothing.
        self.set_length(timedelta(minutes=min(length or _DAY_MINUTES, self.minutes.maximum())))
        self._show_end()

    def _mark(self, minutes: int) -> None:
        for usual, button in self.buttons.items():
            button.setChecked(usual == minutes)
        self._show_end()
        self.edited.emit()


@cache
def _zones_by_folded_name() -> dict[str, str]:
    return {name.casefold(): name for name in zone_ids()}


class ZoneField(QComboBox):
    """A time zone, found by typing any part of its name.

    Signals:
        edited(): Another zone stands in the field.
    """

    edited = Signal()

    def __init__(self, zone: str) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.addItems([zone_word(name) for name in zone_ids()])
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        self.setMaxVisibleItems(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(16)
        self.set_zone(zone)
        self.currentTextChanged.connect(self.edited)

    @property
    def zone(self) -> str:
        """The IANA id that stands in the field; may be one that does not exist."""
        typed = zone_id(self.currentText())
        return _zones_by_folded_name().get(typed.casefold(), typed)

    def set_zone(self, zone: str) -> None:
        """Show a zone."""
        self.setCurrentIndex(self.findText(zone_word(zone)))
        self.setEditText(zone_word(zone))
