"""Who was in a session: a table with each person's time in the call drawn as a bar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from hosted_meetings_desktop.domain.attendance import PersonAttendance, SessionAttendance
from hosted_meetings_desktop.ui.panes.attendance.rows import left_text, presence_tip
from hosted_meetings_desktop.ui.parts.list_pane import width_for
from hosted_meetings_desktop.ui.text.format import duration_text, span_text, time_text
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.fonts import small_font, tabular
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
NAME, JOINED, LEFT, PRESENT, JOINS, BAR = range(6)
PERSON_ROLE = int(Qt.ItemDataRole.UserRole)
_SHORTEST = timedelta(minutes=1)
_NAME_WIDTH = SIZE.details_width // 3


class PeopleModel(QAbstractTableModel):
    """The people of one session, in the order they came."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.people: tuple[PersonAttendance, ...] = ()
        self.begin = self.end = datetime.min.replace(tzinfo=UTC)

    def show_session(self, attendance: SessionAttendance, now: datetime) -> None:
        """Show the people of another session."""
        self.beginResetModel()
        session = attendance.session
        self.people = attendance.people
        self.begin = min([session.started_at, *(person.first_joined for person in self.people)])
        ends = [person.last_left for person in self.people if person.last_left is not None]
        self.end = max([session.ended_at or now, *ends, self.begin + _SHORTEST])
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many people there are."""
        return 0 if parent.isValid() else len(self.people)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else BAR + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the headings."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        heads = {
            NAME: self.tr("Name"),
            JOINED: self.tr("Joined"),
            LEFT: self.tr("Left"),
            PRESENT: self.tr("In the call"),
            JOINS: self.tr("Joins"),
            BAR: span_text(self.begin, self.end) if self.people else "",
        }
        return heads[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        person = self.people[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(person, index.column())
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                tip = f"{presence_tip(person)}\n{person.preset}"
                return tip if index.column() in {NAME, BAR} else self._text(person, index.column())
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(index.column())
            case Qt.ItemDataRole.FontRole:
                return tabular()
        return person if role == PERSON_ROLE else None

    def _text(self, person: PersonAttendance, column: int) -> str:
        texts = {
            NAME: person.name,
            JOINED: time_text(person.first_joined),
            LEFT: left_text(person),
            PRESENT: duration_text(person.present),
            JOINS: str(person.joins),
        }
        return texts.get(column, "")


def _alignment(column: int) -> int:
    right = column in {JOINED, LEFT, PRESENT, JOINS}
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)


def paint_presence(painter: QPainter, box: QRectF, person: PersonAttendance, begin: datetime, end: datetime) -> None:
    """Draw from when to when a person was in.

    The line is the session. A full bar is one stay; a hatched one has breaks in it, whose times are not known.
    """
    span = (end - begin) / timedelta(seconds=1)
    start = (person.first_joined - begin) / timedelta(seconds=1) / span
    until = ((person.last_left or end) - begin) / timedelta(seconds=1) / span
    theme = colours()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    middle = box.center().y()
    painter.setBrush(QColor(theme.line))
    painter.drawRoundedRect(QRectF(box.left(), middle - 1, box.width(), 2), 1, 1)
    bar = QRectF(box.left() + box.width() * start, middle - 5, max(3.0, box.width() * (until - start)), 10)
    if painter.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        bar.moveRight(box.right() - box.width() * start)
    fill = QColor(theme.live if person.still_in else theme.accent_text)
    if person.joins > 1:
        soft = QColor(fill)
        soft.setAlphaF(0.35)
        painter.setBrush(soft)
        painter.drawRoundedRect(bar, 3, 3)
        painter.setBrush(QBrush(fill, Qt.BrushStyle.BDiagPattern))
    else:
        painter.setBrush(fill)
    painter.drawRoundedRect(bar, 3, 3)


class PresenceDelegate(QStyledItemDelegate):
    """Paints the last column."""

    def __init__(self, model: PeopleModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the bar over the cell's ground."""
        super().paint(painter, option, index)
        person = index.data(PERSON_ROLE)
        if not isinstance(person, PersonAttendance):
            return
        painter.save()
        inset = SPACE.row
        box = QRectF(option.rect).adjusted(inset, 0, -inset, 0)
        paint_presence(painter, box, person, self._model.begin, self._model.end)
        painter.restore()


class PeopleTable(QTableView):
    """The table, as tall as its rows: the panel around it scrolls.

    Signals:
        bars_shown(bool): Whether there is room for the bars now.
    """

    bars_shown = Signal(bool)

    def __init__(self, model: PeopleModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setProperty("inset", "true")  # it stands in a panel, which has the margin already
        self.setItemDelegateForColumn(BAR, PresenceDelegate(model, self))
        self.setAccessibleName(self.tr("People in the session"))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(max(SIZE.table_row, self.fontMetrics().height() + SPACE.row))
        head = self.horizontalHeader()
        head.setFont(small_font(strong=True))
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        self._size_columns(head)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        model.modelReset.connect(self.updateGeometry)

    def _size_columns(self, head: QHeaderView) -> None:
        evening = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
        samples = {
            JOINED: (self.tr("Joined"), time_text(evening)),
            LEFT: (self.tr("still in"), time_text(evening)),
            PRESENT: (self.tr("In the call"), duration_text(_SHORTEST / 2)),
            JOINS: (self.tr("Joins"),),
        }
        for column, texts in samples.items():
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.setColumnWidth(column, width_for(*texts))
        self._fixed = {column: self.columnWidth(column) for column in samples}
        self._least_bar = width_for(span_text(evening, evening))  # its heading
        head.setMinimumSectionSize(SIZE.header)
        head.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(BAR, QHeaderView.ResizeMode.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the count of joins, then the bars, where the names need the room; the tooltips say both."""
        super().resizeEvent(event)
        room = self.viewport().width() - sum(self._fixed.values())
        no_joins = room < 2 * _NAME_WIDTH
        no_bar = room + self._fixed[JOINS] < 2 * _NAME_WIDTH
        for column, hide in ((JOINS, no_joins), (BAR, no_bar)):
            if self.isColumnHidden(column) != hide:
                self.setColumnHidden(column, hide)
        room += self._fixed[JOINS] if no_joins else 0
        # The names first: a bar says as much when it is short.
        name = room if no_bar else min(room - self._least_bar, max(_NAME_WIDTH, self._longest_name()))
        self.setColumnWidth(NAME, name)
        self.setColumnWidth(BAR, room - name)
        self.bars_shown.emit(not no_bar)

    def _longest_name(self) -> int:
        model = self.model()
        names = (model.index(row, NAME).data() for row in range(model.rowCount()))
        return max((width_for(str(name)) for name in names), default=0)

    def sizeHint(self) -> QSize:
        """Return the height of all rows."""
        height = self.horizontalHeader().sizeHint().height()
        height += self.model().rowCount() * self.verticalHeader().defaultSectionSize()
        return QSize(super().sizeHint().width(), height + 2)

    def minimumSizeHint(self) -> QSize:
        """Return the height of all rows: this table never scrolls by itself."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())


class Legend(QWidget):
    """Says what a hatched bar means, shown where there is one."""

    def __init__(self) -> None:
        super().__init__()
        self._words = self.tr("Hatched: left and came back in between")
        self.setFont(small_font())
        self.setAccessibleName(self._words)

    def sizeHint(self) -> QSize:
        """Return what it needs."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._words) + SPACE.wide + SPACE.row, metrics.height() + SPACE.hair)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a small hatched bar and the words."""
        painter = QPainter(self)
        option_rect = self.rect()
        swatch = QStyle.visualRect(self.layoutDirection(), option_rect, option_rect.adjusted(0, 4, 0, -4))
        swatch.setWidth(SPACE.group)
        swatch = QStyle.visualRect(self.layoutDirection(), option_rect, swatch)
        fill = QColor(colours().accent_text)
        painter.setPen(Qt.PenStyle.NoPen)
        soft = QColor(fill)
        soft.setAlphaF(0.35)
        painter.setBrush(soft)
        painter.drawRect(swatch)
        painter.setBrush(QBrush(fill, Qt.BrushStyle.BDiagPattern))
        painter.drawRect(swatch)
        painter.setPen(QColor(colours().muted))
        lead = SPACE.group + SPACE.row
        words = QStyle.visualRect(self.layoutDirection(), option_rect, option_rect.adjusted(lead, 0, 0, 0))
        painter.drawText(words, int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter), self._words)
        painter.end()
