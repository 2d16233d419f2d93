"""The view of every long list: dense rows, whole-row selection, columns that are remembered."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QByteArray, QItemSelection, QModelIndex, QPersistentModelIndex, QSettings, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from hosted_meetings_desktop.ui.parts.paged_model import PAGE_ROWS, Column, Fetch, PagedModel
from hosted_meetings_desktop.ui.theme.fonts import small_font
from hosted_meetings_desktop.ui.theme.tokens import SIZE

__all__ = ["ICON_ALONE_WIDTH", "PAGE_ROWS", "Column", "Fetch", "PagedModel", "PagedTable"]

R = TypeVar("R")

_USUAL_WIDTH = 120
_LEAST_WIDTH = 40
_WANTED_STRETCH = 180
_LEAST_STRETCH = 120
ICON_ALONE_WIDTH = _LEAST_WIDTH
"""Of a column that shows its icon alone."""


class PagedTable(QTableView, Generic[R]):
    """Shows a :class:`PagedModel`; the selection follows its row's id through every reload.

    Signals:
        row_selected(object): The row the person is on, a fresh copy after a reload that changed it, or None.
        row_activated(object): The row that was double-clicked or on which Enter was pressed.
    """

    row_selected = Signal(object)
    row_activated = Signal(object)

    def __init__(self, model: PagedModel[R], *, name: str, title: str, parent: QWidget | None = None) -> None:
        """Make the view.

        Args:
            model: The rows.
            name: Under which the columns are remembered ("meetings").
            title: Its name for screen readers ("Meetings").
            parent: The owner.
        """
        super().__init__(parent)
        self._model = model
        self._name = name
        self._selected_id = ""
        self._selected: R | None = None
        self._moving = False
        self._fitting = False
        self._kept_widths: dict[int, int] = {}
        self._narrowed: set[int] = set()
        self.setModel(model)
        self.setAccessibleName(title)
        self._configure()
        self._size_columns()
        model.refreshed.connect(self._follow_selection)
        model.modelReset.connect(self.scrollToTop)
        self.doubleClicked.connect(self._activate)

    # ---- the selection
    @property
    def selected(self) -> R | None:
        """The row the person is on."""
        return self._selected

    def reload(self, *, from_top: bool = False) -> None:
        """Fetch again what is in view and what is selected."""
        top, bottom = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        rows = [row for row in (top, bottom, self.currentIndex().row()) if row >= 0]
        self._model.reload(from_top=from_top, keep_rows=tuple(rows))

    def select_id(self, row_id: str) -> None:
        """Select the row with that id now, or as soon as its page is here."""
        self._selected_id = row_id
        self._follow_selection()

    def clear_choice(self) -> None:
        """Select nothing."""
        self._choose(None)
        self._moving = True
        self.clearSelection()
        self.setCurrentIndex(QModelIndex())
        self._moving = False

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell which row the person is on now."""
        super().selectionChanged(selected, deselected)
        if self._moving:
            return
        index = self.currentIndex()
        if self.selectionModel().hasSelection() and index.isValid():
            self._choose(self._model.row_at(index.row()))

    def rowsAboutToBeRemoved(self, parent: QModelIndex | QPersistentModelIndex, start: int, end: int) -> None:
        """Take no notice of the row that Qt moves to when the selected one goes; the id decides afterwards."""
        self._moving = True
        super().rowsAboutToBeRemoved(parent, start, end)
        self._moving = False

    def _choose(self, row: R | None) -> None:
        changed = row != self._selected
        self._selected = row
        self._selected_id = "" if row is None else self._model.id_of(row)
        if changed:
            self.row_selected.emit(row)

    def _follow_selection(self) -> None:
        """Find the selected row again by its id; rows may have moved, changed or gone."""
        if not self._selected_id:
            if self.currentIndex().isValid() and self._selected is None:
                index = self.currentIndex()
                self._choose(self._model.row_at(index.row()))
            return
        place = self._model.row_of(self._selected_id)
        if place is None:
            if self._model.complete:
                self.clear_choice()
            return
        if self.currentIndex().row() != place or not self.selectionModel().hasSelection():
            self._moving = True
            self.setCurrentIndex(self._model.index(place, 0))  # selectRow misses it right to left
            self._moving = False
        self._choose(self._model.row_at(place))

    # ---- gestures
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self._activate(self.currentIndex())
            event.accept()
            return
        super().keyPressEvent(event)

    def _activate(self, index: QModelIndex) -> None:
        row = self._model.row_at(index.row())
        if row is not None:
            self.row_activated.emit(row)

    # ---- looks
    def _configure(self) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setAlternatingRowColors(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(SIZE.table_row)
        rows.setDefaultSectionSize(max(SIZE.table_row, self.fontMetrics().height() + 10))
        head = self.horizontalHeader()
        head.setFont(small_font(strong=True))
        head.setHighlightSections(False)
        head.setSectionsMovable(True)
        head.setMinimumSectionSize(_LEAST_WIDTH)
        head.setTextElideMode(Qt.TextElideMode.ElideRight)
        head.setSectionsClickable(False)  # a list has its order from the service

    def _size_columns(self) -> None:
        head = self.horizontalHeader()
        for section, column in enumerate(self._model.columns):
            head.setSectionResizeMode(section, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(section, column.width or _USUAL_WIDTH)
        head.sectionResized.connect(self._fit_columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the stretching column what is left."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self, *_what: int) -> None:
        """Leave out optional columns until the stretching one has room, then give it the rest."""
        columns = self._model.columns
        stretching = next((n for n, column in enumerate(columns) if column.stretch), None)
        if stretching is None or self._fitting:
            return
        self._fitting = True
        room = self.viewport().width()
        wanted = columns[stretching].least or _WANTED_STRETCH
        widths = {n: self._width_of(n) for n in range(len(columns)) if n != stretching}
        for section in sorted(widths, key=lambda n: columns[n].optional, reverse=True):
            short = room - sum(widths.values()) < wanted and columns[section].optional > 0
            if short:
                self._kept_widths[section] = widths.pop(section)
            if short and columns[section].icon_stays:
                widths[section] = ICON_ALONE_WIDTH
            self.setColumnHidden(section, section not in widths)
            if columns[section].icon_stays:
                self._show_icon_alone(section, alone=short)
                self.setColumnWidth(section, widths[section])
        self.setColumnWidth(stretching, max(min(wanted, _LEAST_STRETCH), room - sum(widths.values())))
        self._fitting = False

    def _show_icon_alone(self, section: int, *, alone: bool) -> None:
        if alone != (section in self._narrowed):
            self._narrowed ^= {section}
            self._model.show_icon_alone(section, alone=alone)

    def _width_of(self, section: int) -> int:
        if not self.isColumnHidden(section) and section not in self._narrowed:
            return self.columnWidth(section)
        return self._kept_widths.get(section) or self._model.columns[section].width or _USUAL_WIDTH

    def save_columns(self, settings: QSettings) -> None:
        """Remember widths and order; a column that shows its icon alone is remembered with its words."""
        self._fitting = True
        for section in self._narrowed:
            self.setColumnWidth(section, self._width_of(section))
        self._fitting = False
        settings.setValue(f"columns/{self._name}", self.horizontalHeader().saveState())
        self._fit_columns()

    def restore_columns(self, settings: QSettings) -> None:
        """Take widths and order from last time; a table with other columns by now keeps its own."""
        kept = settings.value(f"columns/{self._name}")
        if isinstance(kept, QByteArray) and not kept.isEmpty():
            self._fitting = True
            self.horizontalHeader().restoreState(kept)
            self._fitting = False
            for section in tuple(self._narrowed):  # what was restored is the width of the words
                self._show_icon_alone(section, alone=False)
            self._fit_columns()
