"""What stands in the window while the web engine cannot draw: it crashed, and one click leads back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.call import TroubleKind
from hosted_meetings_desktop.ui.call.words import say, trouble_words
from hosted_meetings_desktop.ui.theme.fonts import title_font
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE


class StoppedPane(QWidget):
    """Says that the call view stopped.

    Signals:
        return_wanted(): The person wants back into the call.
    """

    return_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stopped_pane")
        words = trouble_words(TroubleKind.VIEW_STOPPED)
        title = QLabel(words.title, self)
        title.setFont(title_font())
        self._advice = QLabel(self)
        self._advice.setProperty("tone", "muted")
        self._advice.setWordWrap(True)
        self._advice.setFixedWidth(SIZE.field_width)
        self.button = QPushButton(words.action, self)
        self.button.setObjectName("return_to_call")
        self.button.setProperty("kind", "main")
        self.button.clicked.connect(self.return_wanted)
        column = QVBoxLayout(self)
        column.setSpacing(SPACE.row)
        column.addStretch(1)
        for widget in (title, self._advice):
            widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(SPACE.gap)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.show_returning(returning=False)

    def show_refusal(self, text: str) -> None:
        """Say why the way back could not be taken, and offer it again."""
        self.show_returning(returning=False)
        self._advice.setText(text)

    def show_returning(self, *, returning: bool) -> None:
        """Say that the way back is being taken, or offer it."""
        advice = (
            say("Returning to the call by itself.") if returning else trouble_words(TroubleKind.VIEW_STOPPED).advice
        )
        self._advice.setText(advice)
        self.button.setVisible(not returning)
        if not returning:
            self.button.setFocus()
