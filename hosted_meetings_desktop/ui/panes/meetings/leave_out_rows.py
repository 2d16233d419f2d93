"""Times of a series with which something is wrong, each on a line with the way to leave it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from hosted_meetings_desktop.ui.parts.buttons import link_button
from hosted_meetings_desktop.ui.parts.labels import IconLabel, small_label
from hosted_meetings_desktop.ui.text.format import one_or_many
from hosted_meetings_desktop.ui.theme.tokens import SPACE

_MOST = 8


@dataclass(frozen=True, slots=True)
class OddTime:
    """A line.

    Attributes:
        day: Of the time it is about.
        text: What is wrong with it.
        grave: Whether it must not be.
        out: Whether it is left out already.
        over: Whether it has begun, so that nothing can be done about it.
    """

    day: date
    text: str
    grave: bool = False
    out: bool = False
    over: bool = False


class LeaveOutRows(QWidget):
    """The lines; hidden while there are none.

    Signals:
        toggled(date): The time of that day shall be left out, or held again.
    """

    toggled = Signal(object)

    def __init__(self, sign: str, parent: QWidget | None = None) -> None:
        """Make it; ``sign`` is the icon of a line."""
        super().__init__(parent)
        self._sign = sign
        self.rows: tuple[OddTime, ...] = ()
        self.buttons: dict[date, QPushButton] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE.row)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self.hide()

    @property
    def texts(self) -> list[str]:
        """What the lines say."""
        return [row.text for row in self.rows]

    def show_rows(self, rows: Sequence[OddTime]) -> None:
        """Show lines; the focus stays on the day it is on."""
        if tuple(rows) == self.rows:
            return
        focused = next((day for day, button in self.buttons.items() if button.hasFocus()), None)
        self._clear()
        self.rows = tuple(rows)
        for number, row in enumerate(self.rows[:_MOST]):
            self._add(number, row)
        if (more := len(self.rows) - _MOST) > 0:
            text = one_or_many(more, self.tr("And 1 more."), self.tr("And %n more.", "", more))
            self._grid.addWidget(small_label(text), _MOST, 1)
        self.setVisible(bool(self.rows))
        if focused in self.buttons:
            # What was added to a layout is shown, and takes the focus, by the next turn of the event loop.
            QTimer.singleShot(0, self.buttons[focused], self.buttons[focused].setFocus)

    def _add(self, number: int, row: OddTime) -> None:
        tone = "muted" if row.out else "stop" if row.grave else "wait"
        words = small_label(row.text, tone=tone)
        words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._grid.addWidget(IconLabel(self._sign, tone), number, 0)
        self._grid.addWidget(words, number, 1)
        if not row.over:
            button = link_button(self.tr("Hold it") if row.out else self.tr("Leave out"))
            button.setAccessibleName(f"{button.text()}: {row.text}")
            button.clicked.connect(partial(self._toggle, row.day))
            self._grid.addWidget(button, number, 2)
            self.buttons[row.day] = button

    def _clear(self) -> None:
        self.buttons = {}
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _toggle(self, day: date, *_checked: bool) -> None:
        self.toggled.emit(day)
