"""The board on a wall: nothing but what can be read from across a room, in a window of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QScreen
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.panes.today.board import Board
from hosted_meetings_desktop.ui.panes.today.board_model import BoardModel
from hosted_meetings_desktop.ui.parts.buttons import icon_button
from hosted_meetings_desktop.ui.text.format import long_date_text, time_text
from hosted_meetings_desktop.ui.theme.fonts import font, tabular
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE, TYPE

_TICK_MS = 10_000
_LEAST, _MOST = 1.2, 3.0
_USUAL_WIDTH = 1_000
"""So wide a board is read at a desk; a wall shows as much as that, only larger."""


def scale_for(width: int) -> float:
    """Return how much larger than at a desk everything is on a screen that is so wide."""
    return min(_MOST, max(_LEAST, width / _USUAL_WIDTH))


class Wall(QWidget):
    """Shows the same meetings as the pane, without details. Esc or F11 closes it.

    Signals:
        closed(): It went away.
    """

    closed = Signal()

    def __init__(
        self,
        model: BoardModel,
        clock: Callable[[], datetime],
        *,
        private: bool = False,
        scale: float = 0.0,
        parent: QWidget | None = None,
    ) -> None:
        """Make it.

        Args:
            model: What it shows.
            clock: Tells the time.
            private: Whether people are shown by their initials.
            scale: How much larger than at a desk; 0 as its screen is wide.
            parent: The window with which it goes away.
        """
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("Hosted Meetings: today"))
        self.setProperty("surface", "surface")
        self._clock = clock
        self._screen = _other_screen(parent)
        scale = scale or scale_for(self._screen.geometry().width())
        self.setMinimumSize(SIZE.text_width, SIZE.field_width)
        self.board = Board(model, clock, scale=scale)
        self.board.setSelectionMode(Board.SelectionMode.NoSelection)
        self.board.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.time = QLabel()
        self.time.setFont(tabular(font(round(TYPE.title * scale), strong=True)))
        self.day = QLabel()
        self.day.setFont(font(round(TYPE.section * scale)))
        self.day.setProperty("tone", "muted")
        self.initials = QCheckBox(self.tr("&Initials instead of names"))
        self.initials.setChecked(private)
        self.initials.setFont(font())
        self.initials.setMinimumWidth(self.initials.sizeHint().width() + SPACE.group)
        self.initials.toggled.connect(self._show_names)
        self.close_button = icon_button("close", self.tr("Close (Esc)"))
        self.close_button.clicked.connect(self.close)
        head = QHBoxLayout()
        head.setContentsMargins(SPACE.page, SPACE.tight, SPACE.tight, SPACE.tight)
        head.setSpacing(SPACE.gap)
        head.addWidget(self.time)
        head.addWidget(self.day)
        head.addStretch(1)
        head.addWidget(self.initials)
        head.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.board, 1)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self.pass_time)
        self._show_names(private)
        self.pass_time()

    @property
    def private(self) -> bool:
        """Whether people are shown by their initials."""
        return self.initials.isChecked()

    def fill_screen(self) -> None:
        """Fill another screen than its window's, where there is one."""
        self.setGeometry(self._screen.geometry())
        self.showFullScreen()
        self._tick.start()

    def pass_time(self) -> None:
        """Say what time it is, and how long everybody has waited by now."""
        now = self._clock()
        self.time.setText(time_text(now))
        self.day.setText(long_date_text(now))
        self.board.viewport().update()

    def _show_names(self, private: bool) -> None:  # noqa: FBT001 (Qt's signal)
        self.board.painter_.private = private
        self.board.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and F11 close."""
        if event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_F11}:
            self.close()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Count on while shown."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.WindowStateChange and self.isVisible():
            self._tick.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that it went away."""
        self._tick.stop()
        super().closeEvent(event)
        self.closed.emit()


def _other_screen(owner: QWidget | None) -> QScreen:
    own = owner.screen() if owner is not None else QGuiApplication.primaryScreen()
    return next((screen for screen in QGuiApplication.screens() if screen is not own), own)
