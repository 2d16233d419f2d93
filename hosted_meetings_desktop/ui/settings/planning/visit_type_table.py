"""The visit types as a table: chip and name, length, and what is kept free around a visit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.visit_type import VisitType
from hosted_meetings_desktop.ui.parts.visit_swatch import swatch_icon
from hosted_meetings_desktop.ui.settings.planning.colours import colour_word
from hosted_meetings_desktop.ui.settings.planning.words import buffer_word
from hosted_meetings_desktop.ui.text.format import duration_text
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.fonts import tabular
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
NAME, LENGTH, BEFORE, AFTER = range(4)
_WIDTHS = {LENGTH: 96, BEFORE: 104, AFTER: 104}
_MIME = "application/x-hosted-meetings-visit-type"
_SHOWN = 10
_LEAD = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
_END = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter


class VisitTypeModel(QAbstractTableModel):
    """One visit type a row.

    Signals:
        dropped(VisitTypeId, int): A row was dragged to stand before another; the number of rows for the end.
    """

    dropped = Signal(str, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[VisitType, ...] = ()

    def show(self, rows: Sequence[VisitType]) -> None:
        """Show ``rows``."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many visit types are shown."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return four."""
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEAD if section == NAME else _END
        if role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Name"), self.tr("Length"), self.tr("Free before"), self.tr("Free after"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        kind, column = self.rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(kind, column)
            case Qt.ItemDataRole.ToolTipRole:
                return self.words(kind) if column == NAME else None
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.words(kind) if column == NAME else self._text(kind, column)
            case Qt.ItemDataRole.DecorationRole:
                return swatch_icon(kind.colour) if column == NAME else None
            case Qt.ItemDataRole.TextAlignmentRole:
                return _LEAD if column == NAME else _END
            case Qt.ItemDataRole.FontRole:
                return None if column == NAME else tabular()
            case Qt.ItemDataRole.ForegroundRole:
                return QColor(colours().muted) if kind.retired else None
            case _:
                return None

    def _text(self, kind: VisitType, column: int) -> str:
        if column == NAME:
            return self.tr("%1 (retired)").replace("%1", kind.name) if kind.retired else kind.name
        return {LENGTH: duration_text(kind.duration), BEFORE: buffer_word(kind.before)}.get(
            column, buffer_word(kind.after)
        )

    def words(self, kind: VisitType) -> str:
        """Return a visit type in words."""
        parts = [self._text(kind, NAME), duration_text(kind.duration)]
        if kind.before:
            parts.append(self.tr("%1 free before").replace("%1", duration_text(kind.before)))
        if kind.after:
            parts.append(self.tr("%1 free after").replace("%1", duration_text(kind.after)))
        return ", ".join([*parts, colour_word(kind.colour)])

    # ---- dragging
    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let rows be dragged, and dropped between others."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        """Return that rows only change their places."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Return a type of our own: nothing comes from elsewhere."""
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Return the row that is dragged, by its id."""
        data = QMimeData()
        data.setData(_MIME, QByteArray(self.rows[indexes[0].row()].id.encode()))
        return data

    def dropMimeData(self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: Index) -> bool:
        """Tell where a row was dropped; the rows themselves change when it is kept."""
        if not data.hasFormat(_MIME):
            return False
        place = row if row >= 0 else parent.row() if parent.isValid() else len(self.rows)
        self.dropped.emit(bytes(data.data(_MIME).data()).decode(), place)
        return False  # the view must not take the dragged row away


class VisitTypeTable(QTableView):
    """As tall as its rows, up to ten.

    Signals:
        opened(): Enter or a double click: the visit type is to be edited.
    """

    opened = Signal()

    def __init__(self, model: VisitTypeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setAccessibleName(self.tr("Visit types"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDragDropOverwriteMode(False)
        self.setDropIndicatorShown(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setProperty("inset", "true")
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(SIZE.control)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            head.resizeSection(column, width)
        model.modelReset.connect(self._fit)
        self.doubleClicked.connect(self.opened)
        self._fit()

    def _fit(self) -> None:
        rows = max(1, min(_SHOWN, self._model.rowCount()))
        self.setFixedHeight(SIZE.control + rows * SIZE.control + SPACE.row)

    @property
    def chosen(self) -> VisitType | None:
        """The visit type that the person is on."""
        row = self.currentIndex().row()
        return self._model.rows[row] if 0 <= row < len(self._model.rows) else None

    def choose(self, which: VisitTypeId | None, *, near: int = 0) -> None:
        """Go to a visit type, or to the row where it was."""
        rows = [place for place, kind in enumerate(self._model.rows) if kind.id == which]
        row = rows[0] if rows else min(near, len(self._model.rows) - 1)
        self.setCurrentIndex(self._model.index(row, NAME))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.chosen is not None:
            self.opened.emit()
            return
        super().keyPressEvent(event)
