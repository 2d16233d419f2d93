"""A view of cards of one size in rows: where each stands is reckoned, however many there are."""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QWidget

Index = QModelIndex | QPersistentModelIndex
_Hint = QAbstractItemView.ScrollHint
_Action = QAbstractItemView.CursorAction


class CardGrid(QAbstractItemView):
    """Paints the cards in view and asks nothing of the others; a QListView lays out every one of them."""

    def __init__(self, column: int, edge: int = 0, parent: QWidget | None = None) -> None:
        """Make the view.

        Args:
            column: Of the model: what is read of a row.
            edge: What is left free at both sides.
            parent: The owner.
        """
        super().__init__(parent)
        self._column = column
        self._edge = edge
        self._card = QSize(1, 1)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)

    def set_card_size(self, size: QSize) -> None:
        """Let each card be that high, with what is free around it, and at least that wide."""
        self._card = size
        self.updateGeometries()
        self.viewport().update()

    # ---- where cards stand
    @property
    def across(self) -> int:
        """How many stand side by side."""
        return max(1, self._room // self._card.width())

    @property
    def _room(self) -> int:
        return self.viewport().width() - 2 * self._edge

    @property
    def _wide(self) -> int:
        """How wide each is: together they fill the row."""
        return max(self._card.width(), self._room // self.across)

    def _count(self) -> int:
        model = self.model()
        return model.rowCount() if model is not None else 0

    def visualRect(self, index: Index) -> QRect:
        """Return where a card stands in the viewport."""
        if not index.isValid():
            return QRect()
        line, place = divmod(index.row(), self.across)
        wide = self._wide
        x, y = self._edge + place * wide, line * self._card.height() - self.verticalOffset()
        if self.isRightToLeft():
            x = self.viewport().width() - x - wide
        return QRect(x, y, wide, self._card.height())

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Return the card at a point of the viewport."""
        x = self.viewport().width() - 1 - point.x() if self.isRightToLeft() else point.x()
        place = (x - self._edge) // self._wide
        row = (point.y() + self.verticalOffset()) // self._card.height() * self.across + place
        if not 0 <= place < self.across or not 0 <= row < self._count():
            return QModelIndex()
        return self.model().index(row, self._column)

    def horizontalOffset(self) -> int:
        """Return that it is not scrolled sideways."""
        return 0

    def verticalOffset(self) -> int:
        """Return how far it is scrolled."""
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:
        """Return that a card stands for a row, not for each of its cells."""
        return index.column() != self._column

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint = _Hint.EnsureVisible) -> None:
        """Bring a card into view."""
        place, bar = self.visualRect(index), self.verticalScrollBar()
        if not place.isValid():
            return
        room = self.viewport().height()
        if hint is _Hint.PositionAtCenter:
            bar.setValue(bar.value() + place.center().y() - room // 2)
        elif place.top() < 0 or hint is _Hint.PositionAtTop:
            bar.setValue(bar.value() + place.top())
        elif place.bottom() >= room or hint is _Hint.PositionAtBottom:
            bar.setValue(bar.value() + place.bottom() - room + 1)

    def updateGeometries(self) -> None:
        """Let the scroll bar be as long as all cards are high."""
        lines = -(-self._count() // self.across)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, lines * self._card.height() - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(max(1, self._card.height() // 4))
        super().updateGeometries()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the card at the top where it is, however many stand side by side now."""
        super().resizeEvent(event)
        self.updateGeometries()

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        """Make room."""
        super().rowsInserted(parent, start, end)
        self.updateGeometries()
        self.viewport().update()

    def rowsAboutToBeRemoved(self, parent: Index, start: int, end: int) -> None:
        """Make less room once they have gone; whoever shares the selection decides what it is then."""
        self.scheduleDelayedItemsLayout()

    def reset(self) -> None:
        """Begin at the top."""
        super().reset()
        self.updateGeometries()
        self.verticalScrollBar().setValue(0)

    # ---- keys and selection
    def moveCursor(self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Return where a key leads."""
        count = self._count()
        if not count:
            return QModelIndex()
        page = max(1, self.viewport().height() // self._card.height()) * self.across
        onward = -1 if self.isRightToLeft() else 1
        steps = {
            _Action.MoveLeft: -onward,
            _Action.MoveRight: onward,
            _Action.MovePrevious: -1,
            _Action.MoveNext: 1,
            _Action.MoveUp: -self.across,
            _Action.MoveDown: self.across,
            _Action.MovePageUp: -page,
            _Action.MovePageDown: page,
            _Action.MoveHome: -count,
            _Action.MoveEnd: count,
        }
        current = self.currentIndex()
        row = 0 if not current.isValid() else current.row() + steps.get(action, 0)
        return self.model().index(max(0, min(row, count - 1)), self._column)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select the card at a point; several cannot be selected."""
        index = self.indexAt(rect.center())
        self.selectionModel().select(QItemSelection(index, index), command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Return what has to be painted anew; all that is in view, which is little."""
        del selection
        return QRegion(self.viewport().rect())

    # ---- looks
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cards in view."""
        painter = QPainter(self.viewport())
        top, bottom = event.rect().top() + self.verticalOffset(), event.rect().bottom() + self.verticalOffset()
        first = max(0, top // self._card.height()) * self.across
        last = min(self._count(), (bottom // self._card.height() + 1) * self.across)
        under = self.viewport().mapFromGlobal(self.cursor().pos()) if self.underMouse() else QPoint(-1, -1)
        for row in range(first, last):
            index = self.model().index(row, self._column)
            option = QStyleOptionViewItem()
            self.initViewItemOption(option)
            option.rect = self.visualRect(index)
            if self.selectionModel().isSelected(index):
                option.state |= QStyle.StateFlag.State_Selected
            if option.rect.contains(under):
                option.state |= QStyle.StateFlag.State_MouseOver
            self.itemDelegate().paint(painter, option, index)
        painter.end()
