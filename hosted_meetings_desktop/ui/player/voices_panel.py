"""The voices of a recording, one under the other: whose each is, when they speak, and whether they are heard."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.ui.parts.buttons import icon_button
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel, IconLabel, body_label, set_look, small_label
from hosted_meetings_desktop.ui.text.format import clock_text, isolated
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_SHORTEST = 3.0
"""Pixels of somebody's "yes"."""

Span = tuple[int, int]


class VoiceStrip(QWidget):
    """When somebody speaks, over the time of the whole recording.

    Signals:
        sought(int): The person wants to go there, in milliseconds.
    """

    sought = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as the line of time under it
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.whole = 0
        self.there: Span = (0, 0)
        self.spoken: tuple[Span, ...] = ()
        self.heard = True
        self._position = 0

    def sizeHint(self) -> QSize:
        """Return how high it is."""
        return QSize(SIZE.details_width // 2, SIZE.control)

    def show_position(self, position: int) -> None:
        """Show where it is, in milliseconds."""
        before, self._position = self._x(self._position), position
        if int(before) != int(self._x(position)):
            self.update()

    def _x(self, at: int) -> float:
        return self.width() * min(max(at, 0), self.whole) / self.whole if self.whole > 0 else 0.0

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the file as a quiet bar, what is said in it as stronger ones, and where it is."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        theme, middle = colours(), self.height() / 2
        begins, ends = (self._x(at) for at in self.there)
        painter.setBrush(QColor(theme.over_soft))
        painter.drawRoundedRect(QRectF(begins, middle - 2, max(ends - begins, 0), 4), 2, 2)
        painter.setBrush(QColor(theme.accent_text if self.heard else theme.edge))
        for begin, end in self.spoken:
            first = self._x(begin)
            painter.drawRoundedRect(QRectF(first, middle - 7, max(self._x(end) - first, _SHORTEST), 14), 2, 2)
        if self.whole > 0:
            painter.setBrush(QColor(theme.text))
            painter.drawRect(QRectF(min(self._x(self._position), self.width() - 2.0), 2, 2, self.height() - 4.0))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go where it is clicked."""
        if self.whole > 0 and event.button() == Qt.MouseButton.LeftButton and self.width() > 0:
            share = QPointF(event.position()).x() / self.width()
            self.sought.emit(int(self.whole * min(max(share, 0.0), 1.0)))


class VoiceLine:
    """The widgets of one voice.

    Attributes:
        name: Whose it is.
    """

    def __init__(self, name: str, words: VoicesPanel) -> None:
        self.name = name
        self.sign = IconLabel("account-voice")
        self.name_label = ElidedLabel(isolated(name), own_direction=True)
        self.note = small_label("")
        self.strip = VoiceStrip()
        self.mute_button = icon_button("volume-high", "")
        self.alone_button = icon_button("headphones", words.tr("Hear %1 alone").replace("%1", isolated(name)))
        self.alone_button.setCheckable(True)
        self._words = words
        self._problem: AppError | None = None
        for button in self.buttons:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.show_heard(heard=True, alone=False)

    @property
    def buttons(self) -> tuple[QToolButton, QToolButton]:
        """What can be switched."""
        return self.mute_button, self.alone_button

    def show_heard(self, *, heard: bool, alone: bool) -> None:
        """Show whether it is one of those that are heard, and whether it alone is."""
        self.mute_button.setIcon(icon("volume-high" if heard else "volume-off"))
        said = self._words.tr("Do not hear %1") if heard else self._words.tr("Hear %1")
        said = said.replace("%1", isolated(self.name))
        self.mute_button.setToolTip(said)
        self.mute_button.setAccessibleName(said)
        self.alone_button.setChecked(alone)
        self.strip.heard = heard
        self.strip.update()
        self._heard = heard
        self._show_note()

    def show_file(self, length: int, begins: int, problem: AppError | None, *, usable: bool) -> None:
        """Show how long it is, or why it is not heard, or not all of it."""
        self._problem = problem
        self._length = length
        self.strip.there = (begins, begins + length)
        self.strip.update()
        for button in self.buttons:
            button.setEnabled(usable)
        self._usable = usable
        self._show_note()

    _length = 0
    _heard = True
    _usable = True

    def _show_note(self) -> None:
        problem = self._problem
        if problem is not None:
            words, tone, tip = problem.title, "stop" if not self._usable else "wait", problem.advice
        elif not self._heard:
            words, tone, tip = self._words.tr("Not heard"), "muted", ""
        else:
            words, tone, tip = clock_text(self._length / 1000) if self._length else "", "muted", ""
        self.note.setText(words)
        self.note.setToolTip(tip)
        set_look(self.note, "tone", tone)
        self.sign.set_icon(*(("alert-circle-outline", "stop") if problem is not None else ("account-voice", "muted")))


class VoicesPanel(QScrollArea):
    """A line for each voice.

    Signals:
        sought(int): The person wants to go there, in milliseconds.
        switched(int): A voice is switched off or on.
        alone_wanted(int): One voice is to be heard alone, or with the others again.
    """

    sought = Signal(int)
    switched = Signal(int)
    alone_wanted = Signal(int)

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Voices"))
        self.lines = [VoiceLine(name, self) for name in names]
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(SPACE.group, SPACE.group, SPACE.group, SPACE.group)
        column.setSpacing(SPACE.gap)
        said = self.tr("The voices of those who agreed to be recorded. They play together; each can be switched off.")
        column.addWidget(body_label(said, tone="muted"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE.tight)
        grid.setVerticalSpacing(SPACE.tight)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 5)
        for row, each in enumerate(self.lines):
            whose = QVBoxLayout()
            whose.setSpacing(0)
            whose.addWidget(each.name_label)
            whose.addWidget(each.note)
            grid.addWidget(each.sign, row, 0)
            grid.addLayout(whose, row, 1)
            grid.addWidget(each.strip, row, 2)
            grid.addWidget(each.mute_button, row, 3)
            grid.addWidget(each.alone_button, row, 4)
            each.strip.sought.connect(self.sought)
            each.mute_button.clicked.connect(partial(self._tell, self.switched, row))
            each.alone_button.clicked.connect(partial(self._tell, self.alone_wanted, row))
        grid.setColumnMinimumWidth(1, SIZE.details_width // 2)
        column.addLayout(grid)
        column.addStretch(1)
        self.setWidget(inside)

    @property
    def buttons(self) -> tuple[QToolButton, ...]:
        """The buttons of all lines, in reading order."""
        return tuple(button for each in self.lines for button in each.buttons)

    @staticmethod
    def _tell(signal: SignalInstance, number: int, *_checked: bool) -> None:
        signal.emit(number)

    def show_length(self, whole: int) -> None:
        """Show how long the whole recording is, in milliseconds."""
        for each in self.lines:
            each.strip.whole = whole
            each.strip.update()

    def show_position(self, position: int) -> None:
        """Show where it is, in milliseconds."""
        for each in self.lines:
            each.strip.show_position(position)

    def show_spoken(self, spoken: dict[str, tuple[Span, ...]]) -> None:
        """Show when they speak, by name; of whom nothing is known nothing is shown."""
        for each in self.lines:
            each.strip.spoken = spoken.get(each.name.casefold(), ())
            each.strip.update()
