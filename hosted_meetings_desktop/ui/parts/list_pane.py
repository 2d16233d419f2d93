"""A pane with a long list on the left and, for the row the person is on, its details on the right."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QSettings, Qt, QTimer, Slot
from PySide6.QtGui import QFontMetrics, QHideEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.details import DetailsPanel
from hosted_meetings_desktop.ui.parts.labels import line
from hosted_meetings_desktop.ui.parts.paged_table import ICON_ALONE_WIDTH, Column, PagedModel, PagedTable
from hosted_meetings_desktop.ui.parts.pane import Pane
from hosted_meetings_desktop.ui.parts.states import StateStack
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.theme.fonts import tabular
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

R = TypeVar("R")
Q = TypeVar("Q")

TICK_MS = 30_000
_LIST_WIDTH = SIZE.field_width
_CELL_MARGINS = 23  # at each side 8 by the style sheet and 3 by Qt, and one for rounding
_STRETCH_WIDTH = SIZE.field_width // 2


def width_for(*samples: str, icon: bool = False) -> int:
    """Return the width of a column whose usual texts are like ``samples``, in the font that is set."""
    metrics = QFontMetrics(tabular())
    widest = max(metrics.horizontalAdvance(sample) for sample in samples)
    return widest + _CELL_MARGINS + (SIZE.icon + SPACE.hair if icon else 0)


@dataclass(frozen=True, slots=True)
class Emptiness:
    """What an empty list says, and the action that fills it."""

    sentence: str
    action_text: str = ""
    action: Callable[[], object] | None = None


class ListPane(Pane, Generic[R, Q]):
    """Base of the panes that are a list of rows ``R``, found by a query ``Q``, with details.

    A pane builds its details panel, calls :meth:`build` once, and says in :meth:`query`, :meth:`page`,
    :meth:`show_row` and :meth:`emptiness` what is particular to it.
    """

    def __init__(
        self,
        title: str,
        *,
        search_hint: str,
        calls: Calls,
        clock: Clock = utc_now,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, search_hint=search_hint, parent=parent)
        self.calls = calls
        self.clock = clock
        self._name = ""
        self._first = True
        self._asked = False
        self._shown_id = ""
        self._sizes_wanted: list[int] = []
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.minute_passed)

    def build(
        self,
        columns: list[Column[R]],
        details: DetailsPanel,
        *,
        name: str,
        row_id: Callable[[R], str],
        above: QWidget | None = None,
        details_width: int = SIZE.details_width + SIZE.details_width // 4,
    ) -> None:
        """Put the pane together.

        Args:
            columns: Of the list.
            details: The panel for the selected row.
            name: Under which columns are remembered.
            row_id: Names a row.
            above: Stands over the list (filters).
            details_width: Of the panel at first.
        """
        self._name = name
        self._details_width = details_width
        self._query = self.query()
        self.model: PagedModel[R] = PagedModel(columns, self._fetch, row_id=row_id, parent=self)
        self.table: PagedTable[R] = PagedTable(self.model, name=name, title=self.title)
        self.table.setMinimumWidth(_LIST_WIDTH)
        self.states = StateStack(self.table)
        self.setFocusProxy(self.table)
        self.details = details
        self.details.hide()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.states)
        self._split.addWidget(self.details)
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 0)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if above is not None:
            column.addWidget(above)
        column.addWidget(line())
        column.addWidget(self._split, 1)
        self.set_content(content)
        self.model.loaded.connect(self._show_loaded)
        self.model.load_failed.connect(self._show_load_error)
        self.table.row_selected.connect(self._follow_row)
        self.table.row_activated.connect(self.activate_row)
        self.table.clicked.connect(self.open_details)
        self.details.closed.connect(self.close_details)
        if self.search is not None:
            self.search.searched.connect(self.search_for)

    # ---- what a pane says
    def query(self) -> Q:
        """Return what is listed, as plain values; read once for each reload, on the GUI thread."""
        raise NotImplementedError

    def page(self, query: Q, offset: int, limit: int) -> Awaitable[Page[R]]:
        """Ask the service for rows; runs on the services' thread, where no widget may be touched."""
        raise NotImplementedError

    def show_row(self, row: R, *, same: bool) -> None:
        """Fill the details; ``same`` when it is a fresh copy of what they show already."""
        raise NotImplementedError

    def emptiness(self) -> Emptiness:
        """Return what to say when there are no rows."""
        raise NotImplementedError

    def activate_row(self, _row: R) -> None:
        """Do the usual thing with a row (Enter, double click); opens the details."""
        self.open_details()
        self.details.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def minute_passed(self) -> None:
        """Paint again what depends on the time of day."""
        self.table.viewport().update()

    # ---- loading
    def reload(self, *, from_top: bool = False) -> None:
        """Fetch again what is shown; the rows stay until the new ones are there."""
        self._asked = True
        self._query = self.query()  # every page of this list is of one query, however late it is asked for
        if self._first:
            self.states.show_loading()
        self.table.reload(from_top=from_top)

    @property
    def searched_text(self) -> str:
        """What is searched for, empty for nothing."""
        return self.search.searched_text if self.search is not None else ""

    def search_for(self, _text: str) -> None:
        """Show what fits the search field."""
        self.reload(from_top=True)

    def clear_search(self) -> None:
        """Show everything again."""
        if self.search is not None:
            self.search.clear()
            self.search.search_now()

    def _fetch(
        self, offset: int, limit: int, deliver: Callable[[Page[R]], None], failed: Callable[[AppError], None]
    ) -> object:
        return self.calls.run(self, partial(self.page, self._query, offset, limit), deliver, failed)

    def _show_loaded(self, total: int) -> None:
        self._first = False
        if total:
            self.states.show_content()
        else:
            self.say_why_empty()

    def say_why_empty(self) -> None:
        """Say that there are no rows, and offer the action that fills the list."""
        empty = self.emptiness()
        self.states.show_empty(empty.sentence, empty.action_text, empty.action)

    def _show_load_error(self, error: AppError) -> None:
        if self.model.total:
            self.message_bar.show_error(error, action_text=self.tr("Try again"), action=self.reload)
        else:
            self.states.show_error(error, self.reload)

    # ---- details
    @property
    def selected(self) -> R | None:
        """The row the person is on."""
        return self.table.selected

    def select(self, row_id: str) -> None:
        """Select a row and show its details, now or as soon as it is loaded; a search that hides it is cleared."""
        if self.model.row_of(row_id) is None:
            if self.searched_text:
                self.clear_search()
            else:
                self.reload(from_top=True)
        self.table.select_id(row_id)
        self.open_details()

    @Slot()
    def open_details(self) -> None:
        """Show the details of the selected row."""
        if self.table.selected is not None:
            self.reveal_details()

    def reveal_details(self) -> None:
        """Show the details panel as it is filled."""
        if not self.details.isHidden():
            return
        self.details.show()
        self._split.setSizes(self._sizes_wanted or self._usual_sizes())

    def _usual_sizes(self) -> list[int]:
        """Give the details what they like, but not at the cost of the columns that never give way."""
        lasting = [column for column in self.model.columns if not column.optional]
        needed = sum((column.least or _STRETCH_WIDTH) if column.stretch else column.width for column in lasting)
        needed += sum(ICON_ALONE_WIDTH for column in self.model.columns if column.icon_stays and column.optional)
        room = max(self._split.width(), _LIST_WIDTH + SIZE.details_width)
        panel = max(SIZE.details_width, min(self._details_width, room - needed - SPACE.group))
        return [room - panel, panel]

    @Slot()
    def close_details(self) -> None:
        """Put the details away; the row stays selected and has the focus."""
        if self.details.isHidden():
            return
        self._sizes_wanted = self._split.sizes()
        self.details.hide()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow_row(self, row: R | None) -> None:
        if row is None:
            self._shown_id = ""
            self.details.hide()
            return
        row_id = self.model.id_of(row)
        same = row_id == self._shown_id
        self._shown_id = row_id
        self.show_row(row, same=same)
        if not same:
            self.open_details()

    # ---- remembered
    def state(self) -> dict[str, Any]:
        """Return how the room is shared and what is selected."""
        sizes = self._sizes_wanted if self.details.isHidden() else self._split.sizes()
        return {"sizes": sizes, "selected": self._shown_id}

    def restore(self, state: dict[str, Any]) -> None:
        """Share the room as last time."""
        sizes = state.get("sizes")
        if isinstance(sizes, list) and len(sizes) == 2:
            try:
                self._sizes_wanted = [int(size) for size in sizes]
            except (TypeError, ValueError):
                return
            if 0 in self._sizes_wanted:
                self._sizes_wanted = []

    def save_columns(self, settings: QSettings) -> None:
        """Remember the columns."""
        self.table.save_columns(settings)

    def restore_columns(self, settings: QSettings) -> None:
        """Take the columns from last time."""
        self.table.restore_columns(settings)

    # ---- life
    def showEvent(self, event: QShowEvent) -> None:
        """Load when first shown; keep times fresh while shown."""
        super().showEvent(event)
        self._tick.start()
        if not self._asked:
            self.reload()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while hidden."""
        self._tick.stop()
        super().hideEvent(event)
