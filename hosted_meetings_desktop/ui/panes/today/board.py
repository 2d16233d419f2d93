"""The board as a view: one line a meeting, found and kept by its id, at home on a desk and on a wall."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from hosted_meetings_desktop.domain.front_desk import DeskRoom
from hosted_meetings_desktop.ui.panes.today.board_model import HOST, KNOWN, STATE, TIME, WHO, BoardModel
from hosted_meetings_desktop.ui.panes.today.board_paint import BoardPainter, Measures
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_LEAST_WHO = SIZE.details_width // 2


class Board(QTableView):
    """Shows a :class:`BoardModel`; the selection follows its meeting wherever it moves.

    Signals:
        chosen(object): The meeting the person is on (DeskRoom), or None.
        opened(DeskRoom): Enter, or a double click.
        clicked_on(DeskRoom): A click, also on the one that is selected already.
    """

    chosen = Signal(object)
    opened = Signal(object)
    clicked_on = Signal(object)

    def __init__(
        self,
        model: BoardModel,
        clock: Callable[[], datetime],
        *,
        scale: float = 1.0,
        parent: QWidget | None = None,
    ) -> None:
        """Make it.

        Args:
            model: What it shows; may be shown by others too.
            clock: Tells the time that minutes are counted to.
            scale: How much larger than on a desk.
            parent: The owner.
        """
        super().__init__(parent)
        self.board_model = model
        self.painter_ = BoardPainter(model, Measures.of(scale), clock, self)
        self._selected_id = ""
        self._last: DeskRoom | None = None
        self._moving = False
        self.setModel(model)
        self.setItemDelegate(self.painter_)
        self.setAccessibleName(self.tr("Today's meetings"))
        self._configure()
        self._arrange_lines()
        model.changing.connect(self._hold)
        model.shown.connect(self._follow)
        self.doubleClicked.connect(self._open)
        self.clicked.connect(self._click)

    def _configure(self) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(SPACE.gap)
        rows.setDefaultSectionSize(self.painter_.measures.row)
        head = self.horizontalHeader()
        head.hide()
        head.setMinimumSectionSize(SPACE.gap)

    # ---- the selection
    @property
    def selected(self) -> DeskRoom | None:
        """The meeting the person is on."""
        return self.board_model.find(self._selected_id) if self._selected_id else None

    def select_id(self, meeting_id: str) -> bool:
        """Select a meeting and bring it into view; returns whether it is there."""
        self._selected_id = meeting_id
        self._follow()
        row = self.board_model.row_of(meeting_id)
        if row is not None:
            self.scrollTo(self.board_model.index(row, TIME))
        return row is not None

    def clear_choice(self) -> None:
        """Select nothing."""
        self._selected_id = ""
        self._follow()

    def show_line(self, row: int) -> None:
        """Bring a line to the top of what is seen, and select it."""
        room = self.board_model.room(row)
        if room is not None:
            self.select_id(room.id)
            self.scrollTo(self.board_model.index(max(0, row - 1), TIME), QAbstractItemView.ScrollHint.PositionAtTop)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell which meeting the person is on now."""
        super().selectionChanged(selected, deselected)
        if self._moving:
            return
        room = self.board_model.room(self.currentIndex().row()) if self.selectionModel().hasSelection() else None
        if room is not None:
            self._selected_id = room.id
            self._tell(room)

    def _tell(self, room: DeskRoom | None) -> None:
        if room != self._last:
            self._last = room
            self.chosen.emit(room)

    def _hold(self) -> None:
        """Take no notice of the lines to which Qt moves while the selected one is on its way."""
        self._moving = True

    def _follow(self) -> None:
        """Find the selected meeting again by its id, and give every line its height."""
        self._arrange_lines()
        row = self.board_model.row_of(self._selected_id) if self._selected_id else None
        self._moving = True
        if row is None:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        elif self.currentIndex().row() != row or not self.selectionModel().hasSelection():
            # Without scrolling: what moves is not what the person looks at.
            self.setAutoScroll(False)
            self.setCurrentIndex(self.board_model.index(row, TIME))
            self.setAutoScroll(True)
        self._moving = False
        self._tell(None if row is None else self.board_model.room(row))

    def _arrange_lines(self) -> None:
        """Give headings their height and the whole width; there are as many as states."""
        measures, rows = self.painter_.measures, self.verticalHeader()
        headings = {row for row, line in enumerate(self.board_model.lines) if line.room is None}
        for row in range(rows.count()):
            wanted = measures.heading if row in headings else measures.row
            if rows.sectionSize(row) != wanted:
                rows.resizeSection(row, wanted)
        # Asked of the view, not remembered: it drops the span of a heading whose line went, be it that another came.
        whole = self.board_model.columnCount()
        if any(self.columnSpan(row, 0) != (whole if row in headings else 1) for row in range(rows.count())):
            self.clearSpans()
            for row in headings:
                self.setSpan(row, 0, 1, whole)

    # ---- gestures
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the meeting."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.selected is not None:
            self.opened.emit(self.selected)
            event.accept()
            return
        super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        room = self.board_model.room(index.row())
        if room is not None:
            self.opened.emit(room)

    def _click(self, index: QModelIndex) -> None:
        room = self.board_model.room(index.row())
        if room is not None:
            self.clicked_on.emit(room)

    # ---- widths
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width: the age gives way first, then the host; names have what is left."""
        super().resizeEvent(event)
        self._share_width()

    def changeEvent(self, event: QEvent) -> None:
        """Share it anew when the font or the direction changes."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.LayoutDirectionChange} and hasattr(self, "painter_"):
            self._share_width()

    def _share_width(self) -> None:
        measures = self.painter_.measures
        room = self.viewport().width()
        big, small = QFontMetrics(measures.big), QFontMetrics(measures.small)
        time_width = big.horizontalAdvance("00:00 PM") + SPACE.page
        state = min(self.painter_.state_width(), room * 2 // 5)
        names = QFontMetrics(measures.pill)
        host = min(names.horizontalAdvance("Dr. Venkataraman") + 2 * SPACE.row, room // 4)
        # A whole name where there is room for it.
        host = max(host, min(names.horizontalAdvance("Dr. Lakshmi Venkataraman") + 3 * SPACE.row, room // 5))
        known = small.horizontalAdvance(self.tr("seen by a call 12 min ago")) + 2 * SPACE.row
        least = round(_LEAST_WHO * measures.scale)
        with_host = room - time_width - state - host >= least
        with_known = with_host and room - time_width - state - host - known >= least
        self.setColumnHidden(HOST, not with_host)
        self.setColumnHidden(KNOWN, not with_known)
        self.setColumnWidth(TIME, time_width)
        self.setColumnWidth(HOST, host)
        self.setColumnWidth(KNOWN, known)
        rest = room - time_width - (host if with_host else 0) - (known if with_known else 0)
        who = max(min(least, rest - state), (rest - state) if rest - state < 2 * least else rest * 9 // 20)
        self.setColumnWidth(WHO, max(0, who))
        self.setColumnWidth(STATE, max(0, rest - who))
