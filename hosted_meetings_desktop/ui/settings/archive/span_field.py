"""How long something is kept: a number of days or years, for ever, or as usual."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from hosted_meetings_desktop.ui.parts.calm import calm
from hosted_meetings_desktop.ui.settings.planning.number_field import NumberField
from hosted_meetings_desktop.ui.theme.tokens import SPACE

YEAR = timedelta(days=366)
"""The longest: nothing is deleted a day early."""
_DAY = timedelta(days=1)
_MOST = 9_999
_NUMBER_WIDTH = 90
_USUALLY = 10


class Unit(StrEnum):
    """What the number counts."""

    USUAL = "usual"
    DAYS = "days"
    YEARS = "years"
    EVER = "ever"


class SpanField(QWidget):
    """A number with its unit.

    Attributes:
        number: How many.
        unit: Of what.

    Signals:
        changed(): Something else stands in it.
    """

    changed = Signal()

    def __init__(self, called: str, *, as_usual: bool) -> None:
        """Make it.

        Args:
            called: What is kept so long, for screen readers.
            as_usual: Whether it can be left to the usual rule.
        """
        super().__init__()
        self.setAccessibleName(called)
        self.number = NumberField(1, _MOST)
        self.number.setFixedWidth(_NUMBER_WIDTH)
        self.number.setKeyboardTracking(False)  # "15" is not "1" on its way
        self.number.setAccessibleName(self.tr("%1: how many").replace("%1", called))
        self.number.setValue(_USUALLY)
        self.unit = QComboBox()
        self.unit.setAccessibleName(called)
        words = {
            Unit.USUAL: self.tr("As usual"),
            Unit.EVER: self.tr("For ever"),
            Unit.YEARS: self.tr("Years"),
            Unit.DAYS: self.tr("Days"),
        }
        for unit, word in words.items():
            if as_usual or unit is not Unit.USUAL:
                self.unit.addItem(word, unit.value)
        calm(self.unit)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.row)
        row.addWidget(self.number)
        row.addWidget(self.unit)
        self.setFocusProxy(self.unit)
        self.number.valueChanged.connect(self.changed)
        self.unit.activated.connect(self._follow)
        self._allow()

    @property
    def chosen(self) -> Unit:
        """The unit."""
        return Unit(self.unit.currentData())

    @property
    def span(self) -> timedelta | None:
        """How long; None for ever. Of no meaning where it is as usual."""
        match self.chosen:
            case Unit.DAYS:
                return self.number.value() * _DAY
            case Unit.YEARS:
                return self.number.value() * YEAR
        return None

    def show_span(self, span: timedelta | None, *, usual: bool = False) -> None:
        """Show how long something is kept; ``usual`` where that is left to the usual rule."""
        unit, count = Unit.EVER, None
        if usual:
            unit = Unit.USUAL
        elif span is not None:
            unit = Unit.DAYS if span % YEAR else Unit.YEARS
            count = span // (_DAY if unit is Unit.DAYS else YEAR)
        with QSignalBlocker(self.number), QSignalBlocker(self.unit):
            self.unit.setCurrentIndex(self.unit.findData(unit.value))
            if count is not None:
                self.number.setValue(count)
        self._allow()

    def _follow(self) -> None:
        self._allow()
        self.changed.emit()

    def _allow(self) -> None:
        self.number.setVisible(self.chosen in {Unit.DAYS, Unit.YEARS})
