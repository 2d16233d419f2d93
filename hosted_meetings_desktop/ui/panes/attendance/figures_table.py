"""A table of figures as tall as its rows: what stands behind plots, for reading and for screen readers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QSizePolicy

from hosted_meetings_desktop.ui.parts.line_table import LineTable
from hosted_meetings_desktop.ui.parts.list_pane import width_for
from hosted_meetings_desktop.ui.text.format import plain_tip
from hosted_meetings_desktop.ui.theme.fonts import tabular
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_MOST_FIRST = 260


class FiguresModel(QAbstractTableModel):
    """Texts in rows; the first column names the row, the others are figures."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.head: Sequence[str] = ()
        self.rows: Sequence[Sequence[str]] = ()

    def show_rows(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.head, self.rows = head, rows
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.head)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the headings."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return self.head[section] if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole} else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.rows[index.row()][index.column()]
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(self.rows[index.row()][index.column()])
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(index.column())
            case Qt.ItemDataRole.FontRole:
                return tabular()
        return None


def _alignment(column: int) -> int:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)


class FiguresTable(LineTable):
    """The table; its first column takes what is left.

    Signals:
        row_chosen(str): Enter or a double click on a row, by its first text.
    """

    row_chosen = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__(name, shown_rows=1)
        self.figures = FiguresModel(self)
        self.setModel(self.figures)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        rows = self.verticalHeader()
        rows.setDefaultSectionSize(max(SIZE.table_row, self.fontMetrics().height() + 10))
        self.activated.connect(lambda index: self.row_chosen.emit(self.figures.rows[index.row()][0]))

    def show_rows(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show other rows."""
        self.figures.show_rows(head, rows)
        self._size_columns()
        self.updateGeometry()

    def _size_columns(self) -> None:
        figures = self.figures
        widths = [width_for(head, *(row[column] for row in figures.rows)) for column, head in enumerate(figures.head)]
        if not widths:
            return
        widths[-1] += SPACE.gap  # the margin of the page stands at the end of a row, whichever side that is
        room = self.viewport().width() - sum(widths[1:])
        widths[0] = max(min(widths[0], _MOST_FIRST), room)
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the first column what is left."""
        super().resizeEvent(event)
        self._size_columns()

    def sizeHint(self) -> QSize:
        """Return the height of all rows, and of the bar where it scrolls across."""
        height = self.horizontalHeader().sizeHint().height()
        height += len(self.figures.rows) * self.verticalHeader().defaultSectionSize() + 2
        bar = self.horizontalScrollBar()
        return QSize(super().sizeHint().width(), height + (bar.sizeHint().height() if bar.maximum() > 0 else 0))

    def minimumSizeHint(self) -> QSize:
        """Return the height of all rows: what is around scrolls."""
        return QSize(SIZE.details_width, self.sizeHint().height())
