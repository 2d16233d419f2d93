"""A name that is typed or taken from those used before."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from hosted_meetings_desktop.domain.meeting import MAX_NAME


class SuggestedField(QComboBox):
    """An editable list; what is typed need not be in it."""

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        if (line := self.lineEdit()) is not None:
            line.setMaxLength(MAX_NAME)
            line.setPlaceholderText(placeholder)

    def offer(self, names: tuple[str, ...]) -> None:
        """Offer names; what is typed stays."""
        typed = self.currentText()
        self.clear()
        self.addItems(list(names))
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
        self.show_name(typed)

    def show_name(self, name: str) -> None:
        """Show a name from its beginning."""
        self.setCurrentIndex(self.findText(name, Qt.MatchFlag.MatchExactly))
        self.setEditText(name)
        if (line := self.lineEdit()) is not None:
            line.setCursorPosition(0)
