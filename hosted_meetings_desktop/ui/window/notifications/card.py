"""The announcement inside the window, where the desktop shows none: a line for each meeting, with Join."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import link_button, plain_button
from hosted_meetings_desktop.ui.parts.labels import IconLabel, set_look, small_label, strong_label
from hosted_meetings_desktop.ui.parts.laid_out import laid_out
from hosted_meetings_desktop.ui.parts.tab_order import tab_in_reading_order
from hosted_meetings_desktop.ui.theme.tokens import SPACE
from hosted_meetings_desktop.ui.window.notifications.words import MOST_LINES, more_text


@dataclass(frozen=True, slots=True)
class CardLine:
    """One thing that is told.

    Attributes:
        key: Names it in the signals of the card.
        text: "In 5 minutes: Consultation with Dr. Hale".
        note: The times, under it.
        action: The word on its button; empty for none.
        urgent: Whether somebody waits for an answer.
    """

    key: str
    text: str
    note: str
    action: str
    urgent: bool = False


class _Row(QWidget):
    """One line with its button."""

    def __init__(self, shown: CardLine) -> None:
        super().__init__()
        self.text = strong_label("")
        self.note = small_label("")
        self.button = plain_button(shown.action, "video-outline")
        self.button.setVisible(bool(shown.action))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.text)
        words.addWidget(self.note)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.row)
        row.addLayout(words, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.say(shown)

    def say(self, shown: CardLine) -> None:
        self.text.setText(shown.text)
        self.note.setText(shown.note)
        self.button.setAccessibleName(f"{shown.action}: {shown.text}")


class NoticeCard(QFrame):
    """Stands above the pane while there is something to tell; takes no focus by itself.

    Signals:
        chosen(str): The button of the line with that key.
        put_off(): "Later".
    """

    chosen = Signal(str)
    put_off = Signal()

    def __init__(self, comes_after: QWidget | None = None) -> None:
        """Make it.

        Args:
            comes_after: What the Tab key comes to right before it; else it comes to it last.
        """
        super().__init__()
        self._comes_after = comes_after
        self.setProperty("bar", "info")
        self.rows: dict[str, _Row] = {}
        self.lines: tuple[CardLine, ...] = ()
        self._sign = IconLabel("bell-outline", "accent_text")
        self._more = small_label("")
        self.later_button = link_button(self.tr("Later"))
        self.later_button.setToolTip(self.tr("Closes this. You can join from the list at any time."))
        self.later_button.clicked.connect(self.put_off)
        self._column = QVBoxLayout()
        self._column.setSpacing(SPACE.row)
        grid = QGridLayout(self)
        grid.setContentsMargins(SPACE.tight, SPACE.row, SPACE.row, SPACE.row)
        grid.setHorizontalSpacing(SPACE.row)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._sign, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(self._column, 0, 1)
        grid.addWidget(self.later_button, 0, 2, Qt.AlignmentFlag.AlignTop)
        self._column.addWidget(self._more)
        self.hide()

    def show_lines(self, lines: Sequence[CardLine]) -> None:
        """Show these, or go away with none; only what is new is said to screen readers."""
        new = [line for line in lines if line.key not in {before.key for before in self.lines}]
        self.lines = tuple(lines)
        shown = {line.key: line for line in lines[:MOST_LINES]}
        for key in [key for key in self.rows if key not in shown]:
            self._drop(key)
        for place, (key, line) in enumerate(shown.items()):
            if key in self.rows:
                self.rows[key].say(line)
            else:
                self._add(place, line)
        more = len(lines) - MOST_LINES
        self._more.setText(more_text(more) if more > 0 else "")
        self._more.setVisible(more > 0)
        urgent = any(line.urgent for line in lines)
        set_look(self, "bar", "warning" if urgent else "info")
        self.setAccessibleName(". ".join(line.text for line in lines))
        self.setVisible(bool(lines))
        if new:
            if self._comes_after is not None:
                self.setTabOrder(self._comes_after, self.rows[lines[0].key].button)
            tab_in_reading_order(self)
            announce(self, ". ".join(f"{line.text}. {line.note}" for line in new), urgent=any(n.urgent for n in new))

    def _add(self, place: int, line: CardLine) -> None:
        row = _Row(line)
        row.button.clicked.connect(lambda _checked=False, key=line.key: self.chosen.emit(key))
        self.rows[line.key] = row
        self._column.insertWidget(place, row)

    def _drop(self, key: str) -> None:
        row = self.rows.pop(key)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()


class CardRow(QFrame):
    """Holds the card with the margins of a page; is there only while the card is."""

    def __init__(self, card: NoticeCard) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.page, SPACE.tight, SPACE.page, 0)
        row.addWidget(card)
        card.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come and go with the card."""
        if event.type() == QEvent.Type.ShowToParent:
            self.show()
        elif event.type() == QEvent.Type.HideToParent:
            self.hide()
        return super().eventFilter(watched, event)


def put_below(anchor: QWidget, row: QWidget) -> None:
    """Put a row right below another one, in whatever column holds that.

    Raises:
        LookupError: no column holds it.
    """
    parent = anchor.parentWidget()
    outer = parent.layout() if parent is not None else None
    column = _column_of(anchor, outer) if outer is not None else None
    if column is None:
        raise LookupError("the row is in no column")
    column.insertWidget(column.indexOf(anchor) + 1, row)


def _column_of(widget: QWidget, layout: QLayout) -> QBoxLayout | None:
    if isinstance(layout, QBoxLayout) and layout.indexOf(widget) >= 0:
        return layout
    for inner in laid_out(layout):
        if isinstance(inner, QLayout) and (found := _column_of(widget, inner)) is not None:
            return found
    return None
