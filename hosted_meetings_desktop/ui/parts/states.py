"""What a list or a panel shows while it loads, when it is empty and when it failed."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import link_button, plain_button
from hosted_meetings_desktop.ui.parts.copying import copy_text, error_text
from hosted_meetings_desktop.ui.parts.labels import IconLabel, body_label, section_label
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

SKELETON_AFTER_MS = 300


class State(StrEnum):
    """Which of its faces a :class:`StateStack` shows."""

    LOADING = "loading"
    CONTENT = "content"
    EMPTY = "empty"
    ERROR = "error"


class Skeleton(QWidget):
    """Grey bars where rows will be; still, so that nothing flickers at the edge of the eye."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Loading"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it in the colours of the theme that is shown."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours().skeleton))
        height, step = 12, SIZE.table_row + SPACE.row
        room = max(0, self.width() - 2 * SPACE.page)
        for row in range(min(8, self.height() // step)):
            top = SPACE.gap + row * step
            share = (0.62, 0.48, 0.7, 0.4)[row % 4]
            bar = QRectF(SPACE.page, top, room * share, height)
            if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                bar.moveRight(self.width() - SPACE.page)
            painter.drawRoundedRect(bar, 4, 4)
        painter.end()


class _Notice(QWidget):
    """A sentence in the middle with one action under it."""

    def __init__(self, icon_name: str, role: str) -> None:
        super().__init__()
        self.sign = IconLabel(icon_name, role, size=32)
        self.heading = section_label("")
        self.heading.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.sentence = body_label("", tone="muted")
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.sentence.setMaximumWidth(SIZE.field_width + SPACE.wide)
        self.heading.setMaximumWidth(SIZE.field_width + SPACE.wide)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(SPACE.row)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.group, SPACE.group, SPACE.group, SPACE.group)
        column.setSpacing(SPACE.row)
        column.addStretch(2)
        for widget in (self.sign, self.heading, self.sentence):
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(widget, 100)
            row.addStretch(1)
            column.addLayout(row)
        column.addSpacing(SPACE.hair)
        row = QHBoxLayout()
        row.addStretch()
        row.addLayout(self._actions)
        row.addStretch()
        column.addLayout(row)
        column.addStretch(3)

    def set_actions(self, *buttons: QWidget) -> None:
        """Show ``buttons`` in place of the former ones."""
        while (item := self._actions.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for button in buttons:
            self._actions.addWidget(button)


class StateStack(QStackedWidget):
    """A content widget with its other faces: loading, empty and error."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = State.CONTENT
        self._content = content
        self.addWidget(content)
        self._blank: Skeleton | None = None
        self._empty: _Notice | None = None
        self._error: _Notice | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(SKELETON_AFTER_MS)
        self._patience.timeout.connect(self._show_skeleton)

    @property
    def state(self) -> State:
        """Which face is shown, or about to be."""
        return self._state

    def show_loading(self) -> None:
        """Show grey bars, but only if nothing else has come within 300 ms."""
        if self._state is not State.LOADING:
            self._state = State.LOADING
            self._patience.start()

    def show_content(self) -> None:
        """Show the content."""
        self._show(State.CONTENT, self._content)

    def show_empty(self, sentence: str, action_text: str = "", action: Callable[[], object] | None = None) -> None:
        """Say in one sentence that there is nothing, and offer the action that fills it."""
        if self._empty is None:
            self._empty = _Notice("inbox-outline", "muted")
            self._empty.heading.hide()
            self.addWidget(self._empty)
        self._empty.sentence.setText(sentence)
        self._empty.setAccessibleName(sentence)
        if action_text and action is not None:
            button = plain_button(action_text)
            button.clicked.connect(partial(_call, action))
            self._empty.set_actions(button)
        else:
            self._empty.set_actions()
        self._show(State.EMPTY, self._empty)

    def show_error(self, error: AppError, retry: Callable[[], object] | None = None) -> None:
        """Say what happened and what to do, with "Try again" and copyable details."""
        if self._error is None:
            self._error = _Notice("alert-circle-outline", "stop")
            self.addWidget(self._error)
        self._error.heading.setText(error.title)
        self._error.sentence.setText(error.advice)
        self._error.sentence.setVisible(bool(error.advice))
        self._error.setAccessibleName(f"{error.title}. {error.advice}")
        buttons: list[QWidget] = []
        if retry is not None:
            again = plain_button(self.tr("Try again"), "refresh")
            again.clicked.connect(partial(_call, retry))
            buttons.append(again)
        if error.details:
            details = link_button(self.tr("Copy details for IT"))
            details.clicked.connect(lambda: copy_text(error_text(error)))
            buttons.append(details)
        self._error.set_actions(*buttons)
        self._show(State.ERROR, self._error)
        announce(self, f"{error.title}. {error.advice}")

    def _show(self, state: State, page: QWidget) -> None:
        self._patience.stop()
        self._state = state
        self.setCurrentWidget(page)

    def _show_skeleton(self) -> None:
        if self._blank is None:
            self._blank = Skeleton()
            self.addWidget(self._blank)
        self.setCurrentWidget(self._blank)


def _call(action: Callable[[], object], *_checked: bool) -> None:
    """Call ``action`` without the button's own argument."""
    action()
