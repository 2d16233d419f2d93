"""A table of any length that holds only the pages that were looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QIcon

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.ui.text.format import plain_tip
from hosted_meetings_desktop.ui.theme.fonts import tabular

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex

PAGE_ROWS = 200
KEPT_PAGES = 40
"""As many as somebody scrolls back through; of a longer list the pages looked at longest ago are let go."""
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column.

    Attributes:
        title: The heading.
        text: What a cell says.
        align_right: For numbers.
        tooltip: More than fits the cell; without it the cell's own text.
        icon: A sign before the text, which must say the same in words.
        width: Pixels at first; 0 takes a usual width.
        stretch: Takes the room that is left.
        least: Of the one that stretches: the width for which optional columns are left out; 0 takes a usual one.
        optional: Above 0 the column is left out where the room is short, the highest number first.
        icon_stays: Where it would be left out, its icon is still shown; screen readers are told the text.
    """

    title: str
    text: Callable[[R], str]
    align_right: bool = False
    tooltip: Callable[[R], str] | None = None
    icon: Callable[[R], QIcon | None] | None = None
    width: int = 0
    stretch: bool = False
    least: int = 0
    optional: int = 0
    icon_stays: bool = False


Fetch = Callable[[int, int, Callable[[Page[R]], None], Callable[[AppError], None]], object]
"""``fetch(offset, limit, deliver, failed)``: calls one of the two later, on the GUI thread."""


class PagedModel(QAbstractTableModel, Generic[R]):
    """Rows come in pages of 200 when they are painted for the first time.

    ``reload`` keeps what is shown until the new rows are there, so that nothing flickers.

    Signals:
        loaded(int): The first page of a (re)load came; the argument is the number of rows in all.
        refreshed(): Some rows are new or different.
        load_failed(AppError): A page did not come.
    """

    loaded = Signal(int)
    refreshed = Signal()
    load_failed = Signal(object)

    def __init__(
        self,
        columns: list[Column[R]],
        fetch: Fetch[R],
        *,
        row_id: Callable[[R], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = columns
        self._fetch = fetch
        self._row_id = row_id
        self._pages: dict[int, tuple[int, tuple[R, ...]]] = {}
        self._looked: dict[int, int] = {}
        self._looks = 0
        self._asked: set[tuple[int, int]] = set()
        self._generation = 0
        self._total = 0
        self._from_top = False
        self._told = False
        self._icon_alone: set[int] = set()
        self._figures = tabular()
        self._wanted: set[int] = set()
        # Painting asks for many rows; the pages they need are fetched once, after the paint.
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._fetch_wanted)

    # ---- what the view asks
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many rows there are in all."""
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows; a row that is not here yet is asked for."""
        column = self._columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole if index.column() in self._icon_alone:
                self._row_to_show(index.row())
                return ""
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                row = self._row_to_show(index.row())
                return "…" if row is None else column.text(row)
            case Qt.ItemDataRole.ToolTipRole:
                row = self.row_at(index.row())
                return None if row is None else plain_tip((column.tooltip or column.text)(row))
            case Qt.ItemDataRole.DecorationRole:
                row = self.row_at(index.row()) if column.icon is not None else None
                return None if row is None or column.icon is None else column.icon(row)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(right=column.align_right)
            case Qt.ItemDataRole.FontRole:
                return QFont(self._figures)
            case _:
                return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the headings."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if section in self._icon_alone else self._columns[section].title
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self._columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(right=self._columns[section].align_right)
        return None

    def show_icon_alone(self, column: int, *, alone: bool) -> None:
        """Show only the icons of a column, or its words again."""
        if alone == (column in self._icon_alone):
            return
        self._icon_alone ^= {column}
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, column, column)
        if self._total:
            self.dataChanged.emit(self.index(0, column), self.index(self._total - 1, column))

    # ---- what panes ask
    @property
    def columns(self) -> tuple[Column[R], ...]:
        """The columns, left to right."""
        return tuple(self._columns)

    @property
    def total(self) -> int:
        """How many rows there are in all."""
        return self._total

    def row_at(self, row: int) -> R | None:
        """Return the row if its page is here."""
        if row < 0:
            return None
        page = self._pages.get(row // PAGE_ROWS)
        if page is None or row % PAGE_ROWS >= len(page[1]):
            return None
        return page[1][row % PAGE_ROWS]

    def id_of(self, row: R) -> str:
        """Return the id of a row."""
        return self._row_id(row)

    def row_of(self, wanted_id: str) -> int | None:
        """Return where the row with that id is, if its page is here."""
        for number, (_, rows) in sorted(self._pages.items()):
            for place, row in enumerate(rows):
                if self._row_id(row) == wanted_id:
                    return number * PAGE_ROWS + place
        return None

    @property
    def complete(self) -> bool:
        """Whether something was loaded at all, and every page is here and fresh."""
        pages = -(-self._total // PAGE_ROWS)
        return self._told and all(self._pages.get(n, (-1,))[0] == self._generation for n in range(pages))

    def reload(self, *, from_top: bool = False, keep_rows: tuple[int, ...] = (0,)) -> None:
        """Fetch again what is looked at.

        Args:
            from_top: For another filter: everything held is dropped when the new first page comes.
            keep_rows: Rows in view or selected, whose pages are wanted first.
        """
        self._generation += 1
        self._from_top = from_top
        self._told = False
        self._wanted.clear()
        numbers = {0} if from_top else {row // PAGE_ROWS for row in keep_rows} | {0}
        for number in sorted(numbers):
            self._ask(number)

    # ---- pages
    def _row_to_show(self, row: int) -> R | None:
        number = row // PAGE_ROWS
        self._note_look(number)
        page = self._pages.get(number)
        if page is None or page[0] != self._generation:
            self._want(number)
        return self.row_at(row)

    def _note_look(self, number: int) -> None:
        self._looks += 1
        self._looked[number] = self._looks

    def _want(self, number: int) -> None:
        if (self._generation, number) not in self._asked and number not in self._wanted:
            self._wanted.add(number)
            self._turn.start()

    def _fetch_wanted(self) -> None:
        wanted, self._wanted = sorted(self._wanted), set()
        for number in wanted:
            self._ask(number)

    def _ask(self, number: int) -> None:
        generation = self._generation
        if (generation, number) in self._asked:
            return
        self._asked.add((generation, number))

        def deliver(page: Page[R]) -> None:
            self._take(generation, number, page)

        def failed(error: AppError) -> None:
            self._asked.discard((generation, number))
            if generation == self._generation:
                self.load_failed.emit(error)

        self._fetch(number * PAGE_ROWS, PAGE_ROWS, deliver, failed)

    def _take(self, generation: int, number: int, page: Page[R]) -> None:
        self._asked.discard((generation, number))
        if generation != self._generation:
            return
        if self._from_top:
            self._from_top = False
            self.beginResetModel()
            self._pages = {number: (generation, page.rows)}
            self._total = page.total
            self.endResetModel()
        else:
            self._pages[number] = (generation, page.rows)
            self._note_look(number)
            self._let_go()
            self._resize(page.total)
            top, last = number * PAGE_ROWS, min(self._total, number * PAGE_ROWS + PAGE_ROWS) - 1
            if top <= last:
                self.dataChanged.emit(self.index(top, 0), self.index(last, len(self._columns) - 1))
        first, self._told = not self._told, True
        self.refreshed.emit()
        if first:
            self.loaded.emit(self._total)

    def _let_go(self) -> None:
        """Drop the pages looked at longest ago: a list that was scrolled through leaves memory again."""
        by_age = sorted(self._pages, key=lambda number: self._looked.get(number, 0))
        for number in by_age[: max(0, len(by_age) - KEPT_PAGES)]:
            del self._pages[number]

    def _resize(self, total: int) -> None:
        """Grow or shrink at the end, so that the view keeps its place."""
        if total > self._total:
            self.beginInsertRows(_NOWHERE, self._total, total - 1)
            self._total = total
            self.endInsertRows()
        elif total < self._total:
            self.beginRemoveRows(_NOWHERE, total, self._total - 1)
            self._total = total
            self._pages = {n: page for n, page in self._pages.items() if n * PAGE_ROWS < total}
            self.endRemoveRows()


def _alignment(*, right: bool) -> int:
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
