"""Date, start, length and time zone as fields."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from PySide6.QtCore import QEvent, QLocale, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QCompleter,
    QDateTimeEdit,
    QHBoxLayout,
    QPushButton,
    QSpinBox,
    QTimeEdit,
    QWidget,
)

from hosted_meetings_desktop.domain.meeting import MAX_DURATION
from hosted_meetings_desktop.ui.parts.buttons import segment_button
from hosted_meetings_desktop.ui.text.zones import zone_id, zone_ids, zone_word
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

USUAL_MINUTES = (15, 30, 45, 60)
_STEP_SECONDS = 300
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


class DurationField(QWidget):
    """A length in minutes: the usual ones as buttons, any other typed.

    Signals:
        edited(): The length changed.
    """

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.minutes = QSpinBox()
        self.minutes.setRange(1, int(MAX_DURATION.total_seconds() // 60))
        self.minutes.setSingleStep(5)
        self.minutes.setSuffix(self.tr(" min"))
        settle(self.minutes)
        self.minutes.setAccessibleName(self.tr("Length in minutes"))
        self.buttons: dict[int, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.hair)
        row.addWidget(self.minutes, 1)
        for minutes in USUAL_MINUTES:
            button = segment_button(str(minutes))
            button.setAccessibleName(self.tr("%n minutes", "", minutes))
            button.setProperty("tight", "true")
            button.clicked.connect(lambda _checked=False, length=minutes: self.set_length(timedelta(minutes=length)))
            row.addWidget(button)
            self.buttons[minutes] = button
        self.minutes.valueChanged.connect(self._mark)
        self.setFocusProxy(self.minutes)
        self.set_length(timedelta(minutes=30))

    @property
    def length(self) -> timedelta:
        """The length that is set."""
        return timedelta(minutes=self.minutes.value())

    def set_length(self, length: timedelta) -> None:
        """Set a length."""
        self.minutes.setValue(int(length.total_seconds() // 60))
        self._mark(self.minutes.value())

    def _mark(self, minutes: int) -> None:
        for usual, button in self.buttons.items():
            button.setChecked(usual == minutes)
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
