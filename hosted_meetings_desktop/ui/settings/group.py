"""A card of settings: a heading, and rows of "what it is" with its control at the far end."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.parts.labels import body_label, line, section_label, small_label
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class SettingsGroup(QWidget):
    """Heading and card."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self._card = QFrame()
        self._card.setProperty("surface", "card")
        self._rows = QVBoxLayout(self._card)
        self._rows.setContentsMargins(0, SPACE.hair, 0, SPACE.hair)
        self._rows.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.row)
        column.addWidget(section_label(title))
        column.addWidget(self._card)

    def add_row(self, label: str, *controls: QWidget, note: str = "") -> QLabel:
        """Add a row and return its note, to be changed later."""
        if self._rows.count():
            self._rows.addWidget(line())
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(body_label(label))
        said = small_label(note)
        if not note:
            said.hide()  # to show it here, without a parent, would make it a window
        words.addWidget(said)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE.gap, SPACE.row, SPACE.gap, SPACE.row)
        row.setSpacing(SPACE.row)
        row.addLayout(words, 1)
        for control in controls:
            if not control.accessibleName():
                control.setAccessibleName(label)
            row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        self._rows.addLayout(row)
        return said

    def add_below(self, widget: QWidget) -> None:
        """Add something that belongs to the row above, without a line between."""
        self._rows.addWidget(widget)

    def add_wide(self, widget: QWidget) -> None:
        """Add a widget over the whole width."""
        if self._rows.count():
            self._rows.addWidget(line())
        holder = QVBoxLayout()
        holder.setContentsMargins(SPACE.gap, SPACE.tight, SPACE.gap, SPACE.tight)
        holder.addWidget(widget)
        self._rows.addLayout(holder)
