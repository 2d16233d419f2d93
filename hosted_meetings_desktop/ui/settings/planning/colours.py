"""The colours of visit types: their names, a swatch of each, and the field that chooses one."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QCoreApplication, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QPushButton, QWidget

from hosted_meetings_desktop.domain.visit_type import VisitColour
from hosted_meetings_desktop.ui.parts.buttons import segment_button
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE, VisitTone

_COLUMNS = 4
_SWATCH = 14
_CORNER = 4


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


class _SwatchEngine(QIconEngine):
    """Paints a colour as it is in the theme that is shown."""

    def __init__(self, colour: VisitColour) -> None:
        super().__init__()
        self._colour = colour

    def clone(self) -> QIconEngine:
        return _SwatchEngine(self._colour)

    def paint(self, painter: QPainter, rect: QRect, _mode: QIcon.Mode, _state: QIcon.State) -> None:
        tone: VisitTone = getattr(colours().visit, self._colour.value)
        # Beside text the icon is asked for wider than high: the rest of the width is the gap to the text.
        square = QRectF(0, 0, _SWATCH, _SWATCH)
        square.moveCenter(QRectF(rect).center())
        if rect.width() > rect.height():
            mirrored = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
            square.moveLeft(rect.right() + 1 - _SWATCH if mirrored else rect.left())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.edge))
        painter.drawRoundedRect(square, _CORNER, _CORNER)
        painter.restore()

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        pixmap = QPixmap(size * scale)
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)


@cache
def swatch_icon(colour: VisitColour) -> QIcon:
    """Return a colour as an icon; it follows the theme by itself."""
    return QIcon(_SwatchEngine(colour))


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
