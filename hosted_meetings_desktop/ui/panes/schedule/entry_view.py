"""The base of the calendar's painted views: a list to screen readers and the keyboard, a picture to the eye.

Qt tells assistive technology of a list view's rows: their texts, where they stand, which one is selected and has the
focus. The painted views are list views for that, and do all else themselves.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QHelpEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QToolTip

from hosted_meetings_desktop.domain.calendar_entry import CalendarEntry
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.panes.schedule.carrying import Carried
from hosted_meetings_desktop.ui.panes.schedule.entry_looks import EntryPainter
from hosted_meetings_desktop.ui.panes.schedule.entry_words import (
    clash_words,
    clashes,
    entry_sentence,
    entry_tip,
)
from hosted_meetings_desktop.ui.parts.announce import announce

Index = QModelIndex | QPersistentModelIndex
ENTRY_ROLE = int(Qt.ItemDataRole.UserRole)
_NOWHERE = QModelIndex()


class EntryModel(QAbstractListModel):
    """The entries of a view in the order of reading."""

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self.entries: tuple[CalendarEntry, ...] = ()
        self._clashes: dict[MeetingId, CalendarEntry] = {}
        self._rows: dict[str, int] = {}

    def show_entries(self, entries: tuple[CalendarEntry, ...]) -> None:
        """Show others, unless they are the same."""
        if entries == self.entries:
            return
        self.beginResetModel()
        self.entries = entries
        self._clashes = clashes(entries)
        self._rows = {entry.meeting_id: row for row, entry in enumerate(entries)}
        self.endResetModel()

    def row_of(self, meeting_id: str) -> int | None:
        """Return the row of a meeting."""
        return self._rows.get(meeting_id)

    def clash(self, entry: CalendarEntry) -> CalendarEntry | None:
        """Return another meeting that the host of this one has at the same time."""
        return self._clashes.get(entry.meeting_id)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many entries there are."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the entry, and what it says in words."""
        entry = self.entries[index.row()]
        if role == ENTRY_ROLE:
            return entry
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            told = clash_words(self.clash(entry))
            return ", ".join(part for part in (entry_sentence(entry, self._clock()), told) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return entry_tip(entry, self._clock(), clash_words(self.clash(entry)))
        return None


class EntryView(QListView):
    """Base of the painted views.

    Signals:
        chosen(str): Another meeting is selected (its id), or none (empty).
        opened(str): A meeting shall be shown in full.
        plan_wanted(PlanWish): A meeting shall be planned there.
        put_down(Carried, QPoint): A meeting was moved or stretched; the point is where on the screen.
        menu_wanted(QPoint, str, object): Somebody asks what can be done with a meeting (id), or with a time
            (``PlanWish``) where the id is empty; the point is where on the screen.
        day_wanted(date): That day shall be shown alone.
        paged(int): What comes before (-1) or after (1) shall be shown.
        zoomed(int): Larger (1) or smaller (-1).
    """

    chosen = Signal(str)
    opened = Signal(str)
    plan_wanted = Signal(object)
    put_down = Signal(object, QPoint)
    menu_wanted = Signal(QPoint, str, object)
    day_wanted = Signal(object)
    paged = Signal(int)
    zoomed = Signal(int)

    ready = False
    """Whether the view is made. Qt asks it for places while it is not; in PySide 6.11 an override that fails inside a
    call of Qt's loses a reference to itself, and the program crashes later."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock
        self.looks = EntryPainter()
        self.entries = EntryModel(clock, self)
        self.carried: Carried | None = None
        self.setModel(self.entries)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.viewport().setMouseTracking(True)
        # All of it is painted by us; only then does Qt move what is painted already when it scrolls.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.selectionModel().currentChanged.connect(self._tell_chosen)

    # ---- the selected meeting
    @property
    def current(self) -> CalendarEntry | None:
        """The selected meeting."""
        row = self.currentIndex().row()
        return self.entries.entries[row] if 0 <= row < len(self.entries.entries) else None

    def choose(self, meeting_id: str, *, reveal: bool = True) -> bool:
        """Select a meeting, or none for an empty id; returns whether it is here."""
        row = self.entries.row_of(meeting_id)
        if row is None:
            self.choose_none()
            return False
        index = self.entries.index(row)
        if index != self.currentIndex():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if reveal:
            self.scrollTo(index)
        return True

    def choose_none(self) -> None:
        """Select no meeting."""
        self.selectionModel().clear()

    def _tell_chosen(self, current: QModelIndex, previous: QModelIndex) -> None:
        for index in (current, previous):
            if index.isValid() and self.ready:
                self.update_row(index.row())
        entry = self.entries.entries[current.row()] if current.isValid() else None
        self.chosen.emit(entry.meeting_id if entry is not None else "")

    def update_row(self, row: int) -> None:
        """Paint an entry anew; views that scroll paint no more than that."""
        del row
        self.viewport().update()

    # ---- something in hand
    def settle(self) -> None:
        """Leave what was in hand where it was, or where it is by now."""
        if self.carried is not None:
            self.carried = None
            self.viewport().update()

    def say(self, words: str) -> None:
        """Tell those who hear the screen."""
        announce(self, words)

    # ---- what a list view would do by itself
    def doItemsLayout(self) -> None:
        """Do nothing: the views place their entries themselves."""

    def updateGeometries(self) -> None:
        """Set the scroll bars."""
        if self.ready:
            self.set_bars()

    def set_bars(self) -> None:
        """Set the scroll bars; views that scroll override it."""

    def visualRect(self, index: Index) -> QRect:
        """Return where an entry is in the viewport."""
        return self.rect_of(index.row()) if self.ready and index.isValid() else QRect()

    def rect_of(self, row: int) -> QRect:
        """Return where an entry is in the viewport; the views know."""
        raise NotImplementedError

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Return the entry at a point of the viewport."""
        row = self.row_at(point) if self.ready else -1
        return self.entries.index(row) if row >= 0 else QModelIndex()

    def row_at(self, point: QPoint) -> int:
        """Return the row at a point of the viewport, -1 for none; the views know."""
        raise NotImplementedError

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Fit into the new size."""
        if self.ready:
            self.fit()

    def fit(self) -> None:
        """Place everything anew; the views know how."""
        raise NotImplementedError

    def moveCursor(self, _action: QListView.CursorAction, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Stay: the keys are the views' own."""
        return QModelIndex()

    def setSelection(self, _rect: QRect, _command: QItemSelectionModel.SelectionFlag) -> None:
        """Do nothing: there is no rubber band."""

    def visualRegionForSelection(self, _selection: QItemSelection) -> QRegion:
        """Return everything, as a change of selection paints all anew."""
        return QRegion(self.viewport().rect())

    def scrollTo(self, index: Index, _hint: QListView.ScrollHint = QListView.ScrollHint.EnsureVisible) -> None:
        """Bring an entry into view."""
        if index.isValid():
            self.reveal(index.row())

    def reveal(self, row: int) -> None:
        """Bring an entry into view; views that scroll override it."""

    def tip_at(self, point: QPoint) -> str:
        """Return the tooltip at a point of the viewport, as rich text."""
        index = self.indexAt(point)
        return str(index.data(Qt.ItemDataRole.ToolTipRole)) if index.isValid() else ""

    def viewportEvent(self, event: QEvent) -> bool:
        """Show tooltips of entries and times."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = self.tip_at(event.pos()) if self.carried is None else ""
            QToolTip.showText(event.globalPos(), tip, self.viewport())
            return True
        return bool(super().viewportEvent(event))

    def now(self) -> datetime:
        """Return the time."""
        return self.clock()
