"""Whether a visit is a call, a webinar or a livestream, with a line that says what that means."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.visit_type import VisitFormat
from hosted_meetings_desktop.ui.parts.buttons import segment_button
from hosted_meetings_desktop.ui.parts.labels import small_label
from hosted_meetings_desktop.ui.settings.planning.words import format_note, format_word
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class FormatField(QWidget):
    """One button for each.

    Signals:
        chosen(VisitFormat): Somebody chose this one.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[VisitFormat, QPushButton] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(SPACE.row)
        for shown in VisitFormat:
            button = segment_button(format_word(shown))
            button.setAccessibleDescription(format_note(shown))
            button.clicked.connect(lambda _on=False, shown=shown: self.chosen.emit(shown))
            self._group.addButton(button)
            self.buttons[shown] = button
            row.addWidget(button)
        row.addStretch(1)
        self._note = small_label("")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.hair)
        column.addLayout(row)
        column.addWidget(self._note)
        self._group.buttonToggled.connect(self._explain)
        self.set_format(VisitFormat.CALL)

    @property
    def format(self) -> VisitFormat:
        """What is chosen."""
        return next(shown for shown, button in self.buttons.items() if button.isChecked())

    @property
    def note(self) -> str:
        """What that means."""
        return self._note.text()

    def set_format(self, shown: VisitFormat) -> None:
        """Choose one."""
        self.buttons[shown].setChecked(True)

    def _explain(self, button: QPushButton, on: bool) -> None:  # noqa: FBT001 (Qt's signal)
        if on:
            self.setFocusProxy(button)
            self._note.setText(format_note(self.format))
