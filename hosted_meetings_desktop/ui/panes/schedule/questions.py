"""The small questions of the schedule: how much of a series, which hosts, which zone, which day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QDate, QSortFilterProxyModel, QStringListModel, Qt, QTimeZone, Signal
from PySide6.QtGui import QColor, QTextCharFormat
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.ui.panes.schedule.popover import Popover
from hosted_meetings_desktop.ui.parts.buttons import link_button, plain_button
from hosted_meetings_desktop.ui.parts.calendar_popup import styled_calendar
from hosted_meetings_desktop.ui.parts.labels import strong_label
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_LEFT_OUT = ("Etc/", "SystemV/", "UTC+", "UTC-")


class SeriesQuestion(Popover):
    """Asks how much of a series a change is meant for.

    Signals:
        answered(Scope): That much.
    """

    answered = Signal(object)

    def __init__(self, over: QWidget, question: str) -> None:
        super().__init__(over)
        self.setAccessibleName(question)
        self.setMaximumWidth(SIZE.details_width)
        self.column.addWidget(strong_label(question))
        words = {
            Scope.THIS: self.tr("&This one"),
            Scope.FOLLOWING: self.tr("This and &following"),
            Scope.ALL: self.tr("&All of the series"),
        }
        self.buttons = {}
        for scope, text in words.items():
            button = plain_button(text)
            button.clicked.connect(partial(self._answer, scope))
            self.column.addWidget(button)
            self.buttons[scope] = button
        leave = link_button(self.tr("Leave it as it was"))
        leave.clicked.connect(self.leave)
        self.column.addWidget(leave)

    def _answer(self, scope: Scope, *_checked: bool) -> None:
        self.close_card()
        self.answered.emit(scope)


class HostChoice(Popover):
    """Chooses whose meetings are shown.

    Signals:
        changed(frozenset[str]): Those that are not shown.
    """

    changed = Signal(object)

    def __init__(self, over: QWidget, names: Sequence[str], hidden: frozenset[str]) -> None:
        super().__init__(over)
        self.setAccessibleName(self.tr("Whose meetings are shown"))
        self.column.addWidget(strong_label(self.tr("Show")))
        self.boxes: dict[str, QCheckBox] = {}
        inner = QWidget()
        inner.setProperty("surface", "surface")
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(0, 0, SPACE.gap, 0)
        lines.setSpacing(SPACE.hair)
        for name in names:
            box = QCheckBox(name.replace("&", "&&") or self.tr("No host"))
            box.setChecked(name not in hidden)
            box.toggled.connect(self._tell)
            lines.addWidget(box)
            self.boxes[name] = box
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        wanted = inner.sizeHint()
        scroll.setMinimumSize(
            min(wanted.width() + SPACE.gap, SIZE.field_width), min(wanted.height(), SIZE.details_width)
        )
        self.column.addWidget(scroll)
        row = QHBoxLayout()
        for text, on in ((self.tr("All"), True), (self.tr("None"), False)):
            button = link_button(text)
            button.clicked.connect(partial(self._set_all, on))
            row.addWidget(button)
        row.addStretch(1)
        self.column.addLayout(row)

    def _set_all(self, on: bool, *_checked: bool) -> None:  # noqa: FBT001 (told by a button)
        for box in self.boxes.values():
            box.blockSignals(True)  # noqa: FBT003 (Qt's signature)
            box.setChecked(on)
            box.blockSignals(False)  # noqa: FBT003
        self._tell()

    def _tell(self) -> None:
        self.changed.emit(frozenset(name for name, box in self.boxes.items() if not box.isChecked()))


class ZoneChoice(Popover):
    """Chooses the zone whose hours stand beside ours.

    Signals:
        answered(str): An IANA id; empty for none.
    """

    answered = Signal(str)

    def __init__(self, over: QWidget, chosen: str, usual: Sequence[str]) -> None:
        """Make it.

        Args:
            over: The pane.
            chosen: The zone that is shown now.
            usual: Those to be offered first, as meetings were planned in them.
        """
        super().__init__(over)
        self.setAccessibleName(self.tr("Second time zone"))
        self.column.addWidget(strong_label(self.tr("Second time zone")))
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("City or region"))
        self.field.setAccessibleName(self.tr("City or region"))
        self.column.addWidget(self.field)
        known = _zones()
        others = [zone for zone in known if zone not in usual]
        self._ids = ["", *(zone for zone in usual if zone in known), *others]
        self.model = QStringListModel([self.tr("None"), *(zone.replace("_", " ") for zone in self._ids[1:])], self)
        self.found = QSortFilterProxyModel(self)
        self.found.setSourceModel(self.model)
        self.found.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.list = QListView()
        self.list.setUniformItemSizes(True)
        self.list.setModel(self.found)
        self.list.setAccessibleName(self.tr("Time zones"))
        self.list.setMinimumSize(SIZE.details_width, SIZE.details_width * 2 // 3)
        self.list.clicked.connect(lambda index: self._answer(index.row()))
        self.list.activated.connect(lambda index: self._answer(index.row()))
        self.column.addWidget(self.list)
        self.field.textChanged.connect(self._filter)
        self.field.returnPressed.connect(lambda: self._answer(max(0, self.list.currentIndex().row())))
        place = self._ids.index(chosen) if chosen in self._ids else 0
        self.list.setCurrentIndex(self.found.index(place, 0))

    def _filter(self, text: str) -> None:
        self.found.setFilterFixedString(" ".join(text.split()))
        self.list.setCurrentIndex(self.found.index(0, 0))

    def _answer(self, row: int) -> None:
        index = self.found.mapToSource(self.found.index(row, 0))
        if index.isValid() and not self.isHidden():
            self.close_card()
            self.answered.emit(self._ids[index.row()])


class DayChoice(Popover):
    """Goes to a date.

    Signals:
        answered(date): That day.
    """

    answered = Signal(object)

    def __init__(self, over: QWidget, day: date, shown: Sequence[date] = ()) -> None:
        """Make it.

        Args:
            over: The pane.
            day: The day that is chosen.
            shown: The days that are marked, as they are shown now.
        """
        super().__init__(over)
        self.setAccessibleName(self.tr("Go to a date"))
        self.calendar = styled_calendar(day, self)
        marked = QTextCharFormat()
        marked.setBackground(QColor(colours().accent_soft))
        for each in shown:
            self.calendar.setDateTextFormat(QDate(each.year, each.month, each.day), marked)
        self.calendar.setAccessibleName(self.tr("Go to a date"))
        self.calendar.clicked.connect(self._answer)
        self.calendar.activated.connect(self._answer)
        self.column.addWidget(self.calendar)

    def _answer(self, chosen: QDate) -> None:
        if not self.isHidden():
            self.close_card()
            self.answered.emit(date(chosen.year(), chosen.month(), chosen.day()))


def _zones() -> list[str]:
    known = {bytes(name.data()).decode() for name in QTimeZone.availableTimeZoneIds()}
    places = {name for name in known if "/" in name and not name.startswith(_LEFT_OUT)}
    own = bytes(QTimeZone.systemTimeZoneId().data()).decode()
    return sorted((places | {"UTC"}) - {own})
