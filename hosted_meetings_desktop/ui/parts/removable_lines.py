"""A list of lines to fill in, each of which can be removed, with a way to add one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.parts.buttons import icon_button, link_button
from hosted_meetings_desktop.ui.parts.labels import small_label
from hosted_meetings_desktop.ui.parts.tab_order import tab_in_reading_order
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class RemovableLine(QWidget):
    """Base of the lines; each lays out its own fields and the button.

    Attributes:
        remove: Takes the line away.

    Signals:
        edited(): Something in the line changed.
        removed(): It is to go.
    """

    edited = Signal()
    removed = Signal()

    def __init__(self, remove_words: str) -> None:
        """Make the button; ``remove_words`` is its tooltip."""
        super().__init__()
        self.remove = icon_button("close", remove_words)
        self.remove.clicked.connect(self.removed)

    def first_field(self) -> QWidget:
        """Return the field where somebody begins."""
        raise NotImplementedError

    def field_words(self) -> Iterable[tuple[QWidget, str]]:
        """Return what each field is called by screen readers; "%1" stands for the line's number."""
        raise NotImplementedError

    def count_as(self, number: int) -> None:
        """Name the fields; ``number`` counts the lines from 1."""
        for widget, words in self.field_words():
            widget.setAccessibleName(words.replace("%1", str(number)))


L = TypeVar("L", bound=RemovableLine)


class RemovableLines(QWidget, Generic[L]):
    """The lines, a word where there are none, and what adds one.

    Attributes:
        lines: In their order.
        foot: Where ``add_button`` stands; more can stand beside it.

    Signals:
        edited(): Something in the list changed.
    """

    edited = Signal()

    def __init__(self, nothing: str, add: str, *, most: int | None = None, parent: QWidget | None = None) -> None:
        """Make an empty list.

        Args:
            nothing: Said where there is no line.
            add: The name of what adds one, with its mnemonic.
            most: How many lines there can be; None for any number.
            parent: The owner.
        """
        super().__init__(parent)
        self.lines: list[L] = []
        self._most = most
        self._none = small_label(nothing)
        self.add_button = link_button(add, "plus")
        self.add_button.clicked.connect(self.add)
        self.foot = QHBoxLayout()
        self.foot.addWidget(self.add_button)
        self.foot.addStretch(1)
        self._column = QVBoxLayout()
        self._column.setSpacing(SPACE.row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.row)
        column.addWidget(self._none)
        column.addLayout(self._column)
        column.addLayout(self.foot)
        self.setFocusProxy(self.add_button)

    def new_line(self) -> L:
        """Return the line that somebody adds."""
        raise NotImplementedError

    def add(self) -> None:
        """Add a line and go there."""
        line = self.put(self.new_line())
        self.settle()
        self.edited.emit()
        line.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def put(self, line: L, place: int | None = None) -> L:
        """Put a line at ``place``, else last; call :meth:`settle` after the last one."""
        line.edited.connect(self.edited)
        line.removed.connect(lambda: self.remove(line))
        place = len(self.lines) if place is None else place
        self.lines.insert(place, line)
        self._column.insertWidget(place, line)
        return line

    def clear(self) -> None:
        """Take all lines away."""
        for line in list(self.lines):
            self._drop(line)

    def remove(self, line: L) -> None:
        """Take a line away; the focus goes to the next one."""
        place = self.lines.index(line)
        self._drop(line)
        self.settle()
        self.edited.emit()
        target = self.lines[min(place, len(self.lines) - 1)].first_field() if self.lines else self.add_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop(self, line: L) -> None:
        self.lines.remove(line)
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()

    def settle(self) -> None:
        """Fit what stands around the lines, their names and the order of Tab to how many there are."""
        self._none.setHidden(bool(self.lines))
        self.add_button.setHidden(self._most is not None and len(self.lines) >= self._most)
        for number, line in enumerate(self.lines, 1):
            line.count_as(number)
        self.setFocusProxy(self.lines[0].first_field() if self.lines else self.add_button)
        tab_in_reading_order(self)
