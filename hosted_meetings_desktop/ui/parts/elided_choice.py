"""A choice whose chosen text is shortened to what there is room for, with the whole of it as its tip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox

from hosted_meetings_desktop.ui.theme.tokens import SPACE


class ElidedChoice(QComboBox):
    """Ends a text that is longer than it is wide in dots; the style sheet's own would cut through a letter."""

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """Shorten the text that is painted."""
        super().initStyleOption(option)
        control, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(control, option, field, self).width() - SPACE.hair
        if not option.currentIcon.isNull():
            room -= option.iconSize.width() + SPACE.hair
        option.currentText = self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)

    def sizeHint(self) -> QSize:
        """Return what the longest text needs, with the room that stays free behind it."""
        return super().sizeHint() + QSize(SPACE.hair, 0)
