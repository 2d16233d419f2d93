"""The events of a file with boxes to tick, each with what becomes of it; and those that were passed over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from hosted_meetings_desktop.domain.invitation import FoundEvent
from hosted_meetings_desktop.domain.own_calendar import MAX_IMPORTED, ImportVerdict
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.parts.line_table import LineTable
from hosted_meetings_desktop.ui.parts.list_pane import width_for
from hosted_meetings_desktop.ui.text.format import plain_tip
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.fonts import tabular
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE
from hosted_meetings_desktop.ui.window.calendar_files.words import title_text, verdict_icon, verdict_text, when_text

WHEN, TITLE, OUTCOME = range(3)
_BOX = SIZE.icon + SPACE.row
_SHOWN_ROWS = 4
_NOWHERE = QModelIndex()
_LEAD = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
Index = QModelIndex | QPersistentModelIndex


class _Model(QAbstractTableModel):
    """Three columns of text."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._figures = tabular()

    def heads(self) -> tuple[str, str, str]:
        """Return the columns' titles."""
        raise NotImplementedError

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return three."""
        return 0 if parent.isValid() else OUTCOME + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEAD
        return self.heads()[section] if role == Qt.ItemDataRole.DisplayRole else None


class EventModel(_Model):
    """The events that can be planned.

    Signals:
        ticked(): Others are wanted than before.
    """

    ticked = Signal()

    def __init__(self, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._clock = clock
        self.events: tuple[FoundEvent, ...] = ()
        self._wanted: list[bool] = []
        self._verdicts: dict[int, ImportVerdict] = {}

    def heads(self) -> tuple[str, str, str]:
        """Return the columns' titles."""
        return self.tr("When"), self.tr("Title"), self.tr("What happens")

    def show(self, events: Sequence[FoundEvent]) -> None:
        """Show events, all of them wanted, or as many as can be planned at once."""
        self.beginResetModel()
        self.events = tuple(events)
        self._wanted = [row < MAX_IMPORTED for row in range(len(self.events))]
        self._verdicts = {}
        self.endResetModel()

    # ---- what is wanted
    @property
    def wanted(self) -> tuple[int, ...]:
        """The rows that are ticked."""
        return tuple(row for row, wanted in enumerate(self._wanted) if wanted)

    def is_wanted(self, row: int) -> bool:
        """Return whether a row is ticked."""
        return self._wanted[row]

    def tick(self, rows: Sequence[int], *, on: bool) -> None:
        """Want some events, or not."""
        changed = [row for row in rows if self._wanted[row] is not on]
        for row in changed:
            self._wanted[row] = on
            self._verdicts.pop(row, None)
        if changed:
            self._note_changed()
            self.ticked.emit()

    def judge(self, verdicts: dict[int, ImportVerdict]) -> None:
        """Show what becomes of events, by their rows."""
        self._verdicts = dict(verdicts)
        self._note_changed()

    def _note_changed(self) -> None:
        self.dataChanged.emit(self.index(0, WHEN), self.index(len(self.events) - 1, OUTCOME))

    def verdict(self, row: int) -> ImportVerdict | None:
        """Return what becomes of an event; None while that is not known, or it is not wanted."""
        return self._verdicts.get(row)

    # ---- cells
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many events there are."""
        return 0 if parent.isValid() else len(self.events)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let events be ticked."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == WHEN else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        row, column = index.row(), index.column()
        verdict = self._verdicts.get(row)
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                said = self.text(row, column)
                return plain_tip(said) if role == Qt.ItemDataRole.ToolTipRole else said
            case Qt.ItemDataRole.CheckStateRole if column == WHEN:
                return Qt.CheckState.Checked if self._wanted[row] else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.DecorationRole if column == WHEN:
                wanted = self._wanted[row]
                return icon(
                    "checkbox-marked" if wanted else "checkbox-blank-outline", "accent_text" if wanted else "muted"
                )
            case Qt.ItemDataRole.DecorationRole if column == OUTCOME and verdict is not None:
                return verdict_icon(verdict)
            case Qt.ItemDataRole.ForegroundRole if not self._wanted[row]:
                return QColor(colours().muted)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _LEAD
            case Qt.ItemDataRole.FontRole:
                return self._figures
            case _:
                return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick an event, or untick it."""
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != WHEN:
            return False
        self.tick([index.row()], on=Qt.CheckState(value) is Qt.CheckState.Checked)
        return True

    def text(self, row: int, column: int) -> str:
        """Return what a cell says."""
        event = self.events[row]
        if column == WHEN:
            return when_text(event, self._clock())
        if column == TITLE:
            return title_text(event)
        if not self._wanted[row]:
            return self.tr("Not wanted.")
        verdict = self._verdicts.get(row)
        return verdict_text(verdict, self._clock()) if verdict is not None else ""


class PassedModel(_Model):
    """What cannot be planned: where it is, what it is, and why."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: tuple[tuple[str, str, str], ...] = ()

    def heads(self) -> tuple[str, str, str]:
        """Return the columns' titles."""
        return self.tr("Where"), self.tr("Title"), self.tr("Why")

    def show(self, rows: Sequence[tuple[str, str, str]]) -> None:
        """Show rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._rows[index.row()][index.column()]
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(self._rows[index.row()][index.column()])
            case Qt.ItemDataRole.TextAlignmentRole:
                return _LEAD
            case Qt.ItemDataRole.FontRole:
                return self._figures
            case _:
                return None


class _BoxDelegate(QStyledItemDelegate):
    """Leaves the box to the cell's icon: the style's own one has no edge that is seen in the dark."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.features &= ~QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator

    def editorEvent(self, _event: QEvent, _model: Any, _option: QStyleOptionViewItem, _index: Index) -> bool:
        """Leave clicks to the table, which takes the whole cell for the box."""
        return False


class FileTable(LineTable):
    """What becomes of each event of a file; the last column has the room that is left."""

    def __init__(self, model: EventModel | PassedModel, name: str) -> None:
        super().__init__(name, shown_rows=_SHOWN_ROWS)
        self._model = model
        self.setModel(model)
        many = isinstance(model, EventModel)
        if many:
            self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        head = self.horizontalHeader()
        head.resizeSection(WHEN, width_for("Wed 30 Dec 2026 10:00 - 10:30") + _BOX)
        head.resizeSection(TITLE, SIZE.details_width * 5 // 8)
        if many:
            self.setItemDelegateForColumn(WHEN, _BoxDelegate(self))
            self.clicked.connect(self._take_click)

    def _take_click(self, index: QModelIndex) -> None:
        """Tick what is clicked on, unless it is clicked on to select a stretch of lines."""
        plain = QGuiApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier
        if index.column() == WHEN and plain:
            self._turn([index.row()], index.row())

    def _turn(self, rows: Sequence[int], like: int) -> None:
        """Tick lines or untick them, all as the one that somebody is on."""
        if isinstance(self._model, EventModel):
            self._model.tick(rows, on=not self._model.is_wanted(like))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the last column the room that is left."""
        super().resizeEvent(event)
        taken = self.columnWidth(WHEN) + self.columnWidth(TITLE)
        self.setColumnWidth(OUTCOME, max(SIZE.details_width * 3 // 4, self.viewport().width() - taken))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick with Space all lines that are selected, whatever column one is in."""
        row = self.currentIndex().row()
        if event.key() == Qt.Key.Key_Space and isinstance(self._model, EventModel) and row >= 0:
            selected = [index.row() for index in self.selectionModel().selectedRows(WHEN)]
            self._turn(selected or [row], row)
            return
        super().keyPressEvent(event)
