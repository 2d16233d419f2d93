"""The colours of visit types: their names, and the field that chooses one."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QPushButton, QWidget

from hosted_meetings_desktop.domain.visit_type import VisitColour
from hosted_meetings_desktop.ui.parts.buttons import segment_button
from hosted_meetings_desktop.ui.parts.visit_swatch import swatch_icon
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_COLUMNS = 4


def colour_word(colour: VisitColour) -> str:
    """Return what a colour is called."""
    words = {
        VisitColour.BLUE: QCoreApplication.translate("VisitColour", "Blue"),
        VisitColour.TEAL: QCoreApplication.translate("VisitColour", "Teal"),
        VisitColour.GREEN: QCoreApplication.translate("VisitColour", "Green"),
        VisitColour.AMBER: QCoreApplication.translate("VisitColour", "Amber"),
        VisitColour.ORANGE: QCoreApplication.translate("VisitColour", "Orange"),
        VisitColour.ROSE: QCoreApplication.translate("VisitColour", "Rose"),
        VisitColour.VIOLET: QCoreApplication.translate("VisitColour", "Violet"),
        VisitColour.GREY: QCoreApplication.translate("VisitColour", "Grey"),
    }
    return words[colour]


class ColourField(QWidget):
    """The colours side by side, each with its name; the arrow keys go from one to the next.

    Signals:
        edited(): Another colour was chosen.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[VisitColour, QPushButton] = {}
        self._group = QButtonGroup(self)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE.row)
        for number, colour in enumerate(VisitColour):
            button = segment_button(colour_word(colour))
            button.setIcon(swatch_icon(colour))
            button.setIconSize(QSize(SIZE.icon_with_gap, SIZE.icon))
            self._group.addButton(button)
            self.buttons[colour] = button
            grid.addWidget(button, number // _COLUMNS, number % _COLUMNS)
        self.set_colour(VisitColour.BLUE)
        self._group.buttonToggled.connect(self._tell)

    @property
    def colour(self) -> VisitColour:
        """The colour that is chosen."""
        return next(colour for colour, button in self.buttons.items() if button.isChecked())

    def set_colour(self, colour: VisitColour) -> None:
        """Choose a colour."""
        self.buttons[colour].setChecked(True)
        self.setFocusProxy(self.buttons[colour])

    def _tell(self, button: QPushButton, on: bool) -> None:  # noqa: FBT001 (Qt's signal)
        if on:
            self.setFocusProxy(button)
            self.edited.emit()
