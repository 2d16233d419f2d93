"""The clinic's colour: typed or chosen, with how it reads on a button."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QColorDialog, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.parts.buttons import plain_button
from hosted_meetings_desktop.ui.parts.labels import small_label
from hosted_meetings_desktop.ui.theme.fonts import font
from hosted_meetings_desktop.ui.theme.tokens import LIGHT, SIZE, SPACE, contrast

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_EASY = 4.5  # WCAG 2.2, 1.4.3
_WIDTH = 110


def is_colour(text: str) -> bool:
    """Return whether a text is a colour as "#0b6bcb"."""
    return _HEX.fullmatch(text) is not None


def contrast_sentence(colour: str) -> str:
    """Return how the colour reads in messages."""
    white, dark = contrast(LIGHT.surface, colour), contrast(LIGHT.text, colour)
    if white >= _EASY:
        said = QCoreApplication.translate("ColourField", "White letters on it are easy to read (%1 : 1).")
    elif dark >= _EASY:
        said = QCoreApplication.translate(
            "ColourField",
            "Too light for white letters (%1 : 1): buttons get dark ones, and headings a darker shade of it.",
        )
    else:
        said = QCoreApplication.translate(
            "ColourField", "Letters on it are hard to read (%1 : 1). A darker shade is easier."
        )
        white = max(white, dark)
    return said.replace("%1", f"{white:.1f}")


class ColourSample(QWidget):
    """The button of a message in the colour; said in words beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour = LIGHT.accent
        self._text = self.tr("Join the video call")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_colour(self, colour: str) -> None:
        """Show another colour."""
        self._colour = colour
        self.update()

    def sizeHint(self) -> QSize:
        """Return what it needs."""
        self.setFont(font(strong=True))
        return QSize(self.fontMetrics().horizontalAdvance(self._text) + 2 * SPACE.gap, SIZE.control)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it as readers see it: in the same colours in every theme."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colour))
        painter.drawRoundedRect(self.rect(), SIZE.radius, SIZE.radius)
        ink = max((LIGHT.surface, LIGHT.text), key=lambda each: contrast(each, self._colour))
        painter.setPen(QColor(ink))
        painter.setFont(font(strong=True))
        painter.drawText(QRect(self.rect()), int(Qt.AlignmentFlag.AlignCenter), self._text)
        painter.end()


class ColourField(QWidget):
    """A line for the colour, a way to choose it, and a sample.

    Attributes:
        dialog: The question which colour, while it is open.

    Signals:
        chosen(str): Another colour is there, or something that is none.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.line.setMaxLength(7)
        self.line.setFixedWidth(_WIDTH)
        self.line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.line.textChanged.connect(self._show)
        self.line.editingFinished.connect(lambda: self.chosen.emit(self.colour))
        self.choose_button = plain_button(self.tr("Choose…"), "palette-outline")
        self.choose_button.setAccessibleName(self.tr("Choose the colour"))
        self.choose_button.clicked.connect(self.choose)
        self.sample = ColourSample()
        self.note = small_label("")
        self.dialog: QColorDialog | None = None
        row = QHBoxLayout()
        row.setSpacing(SPACE.row)
        row.addWidget(self.line)
        row.addWidget(self.choose_button)
        row.addStretch(1)
        row.addWidget(self.sample)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.hair)
        column.addLayout(row)
        column.addWidget(self.note)
        self.setFocusProxy(self.line)

    @property
    def colour(self) -> str:
        """What stands in the line, as "#0b6bcb" where it is a colour."""
        text = self.line.text().strip().lower()
        return text if text.startswith("#") or not text else f"#{text}"

    def set_colour(self, colour: str) -> None:
        """Show a colour, unless somebody is typing one."""
        if not self.line.hasFocus() and self.line.text() != colour:
            self.line.setText(colour)

    def _show(self) -> None:
        if is_colour(self.colour):
            self.sample.set_colour(self.colour)
            self.note.setText(contrast_sentence(self.colour))

    def choose(self) -> None:
        """Ask which colour."""
        if self.dialog is not None:
            return
        dialog = QColorDialog(QColor(self.colour), self.window())
        dialog.setWindowTitle(self.tr("The clinic's colour"))
        dialog.colorSelected.connect(self._take)
        dialog.finished.connect(self._forget)
        self.dialog = dialog
        dialog.open()

    def _take(self, colour: QColor) -> None:
        self.line.setText(colour.name())
        self.chosen.emit(self.colour)

    def _forget(self, _result: int = 0) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
