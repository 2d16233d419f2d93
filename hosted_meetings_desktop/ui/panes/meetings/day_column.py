"""Paints the list of meetings: the day is written once, and how many more are invited never gives way to a name."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.ui.panes.meetings.rows import DAY, INVITED, same_day
from hosted_meetings_desktop.ui.parts.meeting_state import people_of
from hosted_meetings_desktop.ui.parts.paged_table import PagedModel, PagedTable
from hosted_meetings_desktop.ui.text.format import isolated
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.tokens import SPACE

Index = QModelIndex | QPersistentModelIndex
_MARGINS = 2 * SPACE.row + 6  # by the style sheet, and 3 at each side by Qt


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
        if index.column() == INVITED:
            self._shorten_name(option, index.row())
        if index.column() != DAY:
            return
        if self.begins_day(index.row()) or self._table.rowAt(0) == index.row():
            option.font.setBold(True)
        else:
            option.text = ""

    def _shorten_name(self, option: QStyleOptionViewItem, row: int) -> None:
        """Let a long name give way, not how many more there are."""
        meeting = self._model.row_at(row)
        if meeting is None:
            return
        name, more = people_of(meeting)
        if not more:
            return
        metrics, whole = option.fontMetrics, option.rect.width() - _MARGINS
        room = whole - metrics.horizontalAdvance(f" {more}")
        while True:
            # Isolated after it is cut, else the end of the isolation is cut off with it.
            cut = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
            option.text = f"{isolated(cut)} {more}"
            # Letters that are joined may be wider where they are cut than they were inside the name.
            if metrics.horizontalAdvance(option.text) <= whole or room <= 0:
                return
            room -= SPACE.hair

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the cell and the line between two days."""
        super().paint(painter, option, index)
        if index.row() and self.begins_day(index.row()):
            painter.save()
            painter.setPen(QColor(colours().edge))
            # The style sheet's hairline belongs to the row above; this one replaces it to the eye.
            painter.drawLine(option.rect.topLeft(), option.rect.topRight())
            painter.restore()
