"""Group a list of meetings by day: the day is written once, a stronger line stands over each new one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.ui.panes.meetings.rows import DAY, same_day
from hosted_meetings_desktop.ui.parts.paged_table import PagedModel, PagedTable
from hosted_meetings_desktop.ui.theme.current import colours

Index = QModelIndex | QPersistentModelIndex


class DayGroups(QStyledItemDelegate):
    """Paints the rows of the meetings table so that days can be told apart at a glance."""

    def __init__(self, table: PagedTable[Meeting], model: PagedModel[Meeting]) -> None:
        super().__init__(table)
        self._table = table
        self._model = model
        table.verticalScrollBar().valueChanged.connect(table.viewport().update)

    def begins_day(self, row: int) -> bool:
        """Return whether the row above is of another day."""
        above, here = self._model.row_at(row - 1), self._model.row_at(row)
        return above is None or here is None or not same_day(above, here)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Leave the day out where it stands above already; the first row in view always says it."""
        super().initStyleOption(option, index)
        if index.column() != DAY:
            return
        if self.begins_day(index.row()) or self._table.rowAt(0) == index.row():
            option.font.setBold(True)
        else:
            option.text = ""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the cell and the line between two days."""
        super().paint(painter, option, index)
        if index.row() and self.begins_day(index.row()):
            painter.save()
            painter.setPen(QColor(colours().edge))
            # The style sheet's hairline belongs to the row above; this one replaces it to the eye.
            painter.drawLine(option.rect.topLeft(), option.rect.topRight())
            painter.restore()
