"""A card that is one big button: icon, name and a sentence."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.parts.labels import IconLabel, body_label, section_label
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class ChoiceCard(QPushButton):
    """One of the ways to begin."""

    def __init__(self, icon_name: str, title: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "choice")
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.setAutoDefault(False)
        words = QVBoxLayout()
        words.setSpacing(SPACE.hair)
        self._labels: tuple[QLabel, ...] = (section_label(title), body_label(sentence, tone="muted"))
        for label in self._labels:
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            words.addWidget(label)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.gap, SPACE.tight, SPACE.gap, SPACE.tight)
        row.setSpacing(SPACE.gap)
        row.addWidget(IconLabel(icon_name, "accent_text", size=28))
        row.addLayout(words, 1)
        row.addWidget(IconLabel("chevron-right"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """Return that the sentence may wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the words at ``width``."""
        return self._row.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        """Return the size of the words, not of a button's own text."""
        return self._row.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the least size of the words."""
        return self._row.totalMinimumSize()
