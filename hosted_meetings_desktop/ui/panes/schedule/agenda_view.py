"""The agenda as a list that is painted line by line."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from hosted_meetings_desktop.domain.calendar_entry import CalendarEntry
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.meeting import Phase
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.panes.schedule.agenda import AgendaLine, DayHead, NowLine
from hosted_meetings_desktop.ui.panes.schedule.entry_looks import mixed
from hosted_meetings_desktop.ui.panes.schedule.entry_words import (
    clash_words,
    clashes,
    entry_sentence,
    entry_tip,
    people_words,
    phase_of,
    state_kind,
    state_words,
)
from hosted_meetings_desktop.ui.parts.badge import badge_icon
from hosted_meetings_desktop.ui.text.format import (
    duration_text,
    isolated,
    long_date_text,
    one_or_many,
    span_text,
    time_text,
)
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.fonts import font, section_font, small_font, tabular
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
LINE_ROLE = int(Qt.ItemDataRole.UserRole)


class AgendaModel(QAbstractListModel):
    """The lines of some days; only meetings can be selected."""

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self.lines: list[AgendaLine] = []
        self._clashes: dict[MeetingId, CalendarEntry] = {}
        self._rows: dict[str, int] = {}

    def show_lines(self, lines: list[AgendaLine]) -> None:
        """Show other days."""
        if lines == self.lines:
            return
        self.beginResetModel()
        self.lines = lines
        entries = [(row, line) for row, line in enumerate(lines) if isinstance(line, CalendarEntry)]
        self._clashes = clashes(entry for _row, entry in entries)
        self._rows = {entry.meeting_id: row for row, entry in entries}
        self.endResetModel()

    def clash_words(self, entry: CalendarEntry) -> str:
        """Say with which meeting this one overlaps; empty when with none."""
        return clash_words(self._clashes.get(entry.meeting_id))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the line, and what it says in words."""
        line = self.lines[index.row()]
        if role == LINE_ROLE:
            return line
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self.words(line)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(line, CalendarEntry):
            return entry_tip(line, self._clock(), self.clash_words(line))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the arrow keys go from meeting to meeting."""
        if index.isValid() and isinstance(self.lines[index.row()], CalendarEntry):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    def words(self, line: AgendaLine) -> str:
        """Return a line in words."""
        match line:
            case DayHead():
                return f"{day_words(line.day)}: {self.load_words(line)}"
            case NowLine():
                return self.tr("Now %1").replace("%1", time_text(line.at))
            case CalendarEntry():
                told = entry_sentence(line, self._clock(), with_day=False)
                return ", ".join(part for part in (told, self.clash_words(line)) if part)

    def load_words(self, head: DayHead) -> str:
        """Return how much a day holds, and why nobody is seen."""
        closed = head.closed or self.tr("closed") if head.closed is not None else ""
        if not head.planned:
            return closed or self.tr("free")
        count = one_or_many(head.planned, self.tr("1 meeting"), self.tr("%n meetings", "", head.planned))
        return ", ".join(part for part in (closed, count, duration_text(head.length)) if part)

    def row_of_meeting(self, meeting_id: str) -> int | None:
        """Return the line of a meeting."""
        return self._rows.get(meeting_id)

    def row_of_day(self, day: date) -> int | None:
        """Return the line of a day's heading."""
        return next((n for n, line in enumerate(self.lines) if isinstance(line, DayHead) and line.day == day), None)


def day_words(day: date) -> str:
    """Return a day in full."""
    return long_date_text(datetime(day.year, day.month, day.day).astimezone())


class AgendaDelegate(QStyledItemDelegate):
    """Paints headings, meetings and the line of now."""

    def __init__(self, clock: Clock, model: AgendaModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._clock = clock
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a line."""
        heights = {DayHead: SIZE.header, NowLine: SPACE.group}
        line = index.data(LINE_ROLE)
        two_lines = option.fontMetrics.height() * 2 + SPACE.gap
        return QSize(0, heights.get(type(line), max(SIZE.header, two_lines)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a line in the colours of the theme that is shown."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect.adjusted(SPACE.page, 0, -SPACE.page, 0)
        match index.data(LINE_ROLE):
            case DayHead() as head:
                self._paint_head(painter, box, head)
            case NowLine() as now:
                self._paint_now(painter, box, now)
            case CalendarEntry() as entry:
                self._paint_entry(painter, option, entry)
        painter.restore()

    def _text(self, painter: QPainter, box: QRect, text: str, colour: str, *, end: bool = False) -> None:
        painter.setPen(QColor(colour))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        side = Qt.AlignmentFlag.AlignTrailing if end else Qt.AlignmentFlag.AlignLeading
        visual = QStyle.visualAlignment(painter.layoutDirection(), side)
        painter.drawText(box, int(visual | Qt.AlignmentFlag.AlignVCenter), shown)

    def _paint_head(self, painter: QPainter, box: QRect, head: DayHead) -> None:
        today = head.day == self._clock().astimezone().date()
        low = box.adjusted(0, SPACE.tight, 0, 0)
        painter.setFont(small_font())
        load = self._model.load_words(head)
        load_width = painter.fontMetrics().horizontalAdvance(load) + SPACE.gap
        self._text(painter, low, load, colours().muted, end=True)
        painter.setFont(section_font())
        words = day_words(head.day)
        if today:
            words = self._model.tr("Today, %1").replace("%1", words)
        room = self._mirror(painter, low, QRect(low.left(), low.top(), low.width() - load_width, low.height()))
        self._text(painter, room, words, colours().accent_text if today else colours().text)
        painter.setPen(QColor(colours().line))
        painter.drawLine(box.bottomLeft(), box.bottomRight())

    def _paint_now(self, painter: QPainter, box: QRect, now: NowLine) -> None:
        painter.setFont(small_font(strong=True))
        words = self._model.words(now)
        width = painter.fontMetrics().horizontalAdvance(words) + SPACE.row
        label = self._mirror(painter, box, QRect(box.left(), box.top(), width, box.height()))
        self._text(painter, label, words, colours().accent_text)
        rule = self._mirror(painter, box, QRect(box.left() + width, box.center().y(), box.width() - width, 1))
        painter.fillRect(rule, QColor(colours().accent_text))

    def _paint_entry(self, painter: QPainter, option: QStyleOptionViewItem, entry: CalendarEntry) -> None:
        now, theme = self._clock(), colours()
        quiet = phase_of(entry, now) in {Phase.PAST, Phase.CANCELLED}
        box = self._paint_ground(painter, option)
        painter.setFont(tabular(font()))
        span_width = painter.fontMetrics().horizontalAdvance(span_text(_WIDE, _WIDE)) + SPACE.gap
        half = box.height() // 2
        upper, lower = QRect(box.left(), box.top() + 3, 0, half - 3), QRect(box.left(), box.top() + half, 0, half - 3)
        ink = theme.muted if quiet else theme.text
        span = span_text(entry.starts_at, entry.ends_at)
        self._text(painter, self._cell(painter, box, upper, 0, span_width), span, ink)
        painter.setFont(small_font())
        length = duration_text(entry.ends_at - entry.starts_at)
        self._text(painter, self._cell(painter, box, lower, 0, span_width), length, theme.muted)
        edge = getattr(theme.visit, entry.colour.value).edge
        stripe = QRect(box.left() + span_width, box.top() + SPACE.row, SPACE.hair, box.height() - SPACE.gap)
        painter.fillRect(self._mirror(painter, box, stripe), QColor(mixed(edge, theme.surface) if quiet else edge))
        taken = self._paint_state(painter, box, entry, now)
        begin = span_width + SPACE.gap
        made = font(strong=True)
        made.setStrikeOut(entry.cancelled)
        painter.setFont(made)
        title = self._cell(painter, box, upper, begin, box.width() - begin - taken)
        self._text(painter, title, entry.title, ink)
        self._paint_series(painter, title, entry)
        painter.setFont(small_font())
        begin += self._paint_clash(
            painter, self._cell(painter, box, lower, begin, box.width() - begin - taken), entry
        )
        told = [people_words(entry), isolated(entry.host), isolated(entry.place), isolated(entry.visit_type)]
        room = self._cell(painter, box, lower, begin, box.width() - begin - taken)
        self._text(painter, room, " · ".join(filter(None, told)), theme.muted)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> QRect:
        """Paint selection, focus and hover; returns the room for the texts."""
        theme, state = colours(), QStyle.StateFlag
        outer = option.rect.adjusted(SPACE.gap, 1, -SPACE.gap, -1)
        if option.state & (state.State_Selected | state.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent_soft if option.state & state.State_Selected else theme.hover))
            painter.drawRoundedRect(outer, SIZE.radius, SIZE.radius)
        if option.state & state.State_Selected and option.state & state.State_HasFocus:
            painter.setPen(QColor(theme.accent_text))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(outer, SIZE.radius, SIZE.radius)
        return outer.adjusted(SPACE.row, 0, -SPACE.row, 0)

    def _paint_series(self, painter: QPainter, title: QRect, entry: CalendarEntry) -> None:
        """Paint the sign of a series after the title, where there is room."""
        width = painter.fontMetrics().horizontalAdvance(entry.title) + SPACE.row
        if entry.in_series and width + SIZE.icon < title.width():
            side = SIZE.icon - SPACE.hair
            sign = QRect(title.left() + width, title.center().y() - side // 2, side, side)
            name = "calendar-arrow-right" if entry.moved else "repeat"
            icon(name).paint(painter, self._mirror(painter, title, sign))

    def _paint_clash(self, painter: QPainter, cell: QRect, entry: CalendarEntry) -> int:
        """Paint a sign and a word before the people of a meeting that overlaps another; returns their width."""
        if not self._model.clash_words(entry):
            return 0
        word = self._model.tr("Overlaps")
        side = cell.height()
        width = side + SPACE.hair + painter.fontMetrics().horizontalAdvance(word)
        place = self._mirror(painter, cell, QRect(cell.left(), cell.top(), width, side))
        sign = QRect(place.left(), place.top(), side, side)
        icon("alert-outline", "wait").paint(painter, self._mirror(painter, place, sign))
        rest = QRect(place.left() + side + SPACE.hair, place.top(), width - side, side)
        self._text(painter, self._mirror(painter, place, rest), word, colours().wait)
        return width + SPACE.row

    def _paint_state(self, painter: QPainter, box: QRect, entry: CalendarEntry, now: datetime) -> int:
        """Paint sign and words at the end and return the width they take."""
        painter.setFont(small_font())
        words = state_words(entry, now)
        width = painter.fontMetrics().horizontalAdvance(words) + SPACE.row
        place = QRect(box.right() - width, box.top(), width, box.height())
        self._text(painter, self._mirror(painter, box, place), words, colours().muted, end=True)
        icon_place = QRect(place.left() - SIZE.icon, box.center().y() - SIZE.icon // 2, SIZE.icon, SIZE.icon)
        badge_icon(state_kind(entry, now)).paint(painter, self._mirror(painter, box, icon_place))
        return width + SIZE.icon + SPACE.gap

    def _cell(self, painter: QPainter, box: QRect, line: QRect, begin: int, width: int) -> QRect:
        return self._mirror(painter, box, QRect(box.left() + begin, line.top(), width, line.height()))

    @staticmethod
    def _mirror(painter: QPainter, box: QRect, part: QRect) -> QRect:
        return QStyle.visualRect(painter.layoutDirection(), box, part)


_WIDE = datetime(2026, 11, 23, 20, 58).astimezone()


class AgendaView(QListView):
    """The list of the days.

    Signals: as those of ``EntryView``.
    """

    chosen = Signal(str)
    opened = Signal(str)
    paged = Signal(int)
    menu_wanted = Signal(QPoint, str, object)

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.entries = AgendaModel(clock, self)
        self.setModel(self.entries)
        self.setItemDelegate(AgendaDelegate(clock, self.entries, self))
        self.setAccessibleName(self.tr("Agenda"))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.selectionModel().currentChanged.connect(self._tell_chosen)
        self.activated.connect(self._open)

    @property
    def current(self) -> CalendarEntry | None:
        """The selected meeting."""
        row = self.currentIndex().row()
        found = self.entries.lines[row] if 0 <= row < len(self.entries.lines) else None
        return found if isinstance(found, CalendarEntry) else None

    def show_lines(self, lines: list[AgendaLine]) -> None:
        """Show other lines; the selected meeting stays so."""
        kept, place = self.current, self.verticalScrollBar().value()
        self.entries.show_lines(lines)
        if kept is not None:
            self.choose(kept.meeting_id, reveal=False)
        self.verticalScrollBar().setValue(place)

    def choose(self, meeting_id: str, *, reveal: bool = True) -> bool:
        """Select a meeting, or none for an empty id; returns whether it is here."""
        row = self.entries.row_of_meeting(meeting_id)
        if row is None:
            self.selectionModel().clear()
            return False
        self.setCurrentIndex(self.entries.index(row))
        if reveal:
            self.scrollTo(self.currentIndex())
        return True

    def scroll_to_day(self, day: date) -> None:
        """Let a day's heading stand at the top."""
        row = self.entries.row_of_day(day)
        if row is not None:
            self.scrollTo(self.entries.index(row), QListView.ScrollHint.PositionAtTop)

    def _tell_chosen(self) -> None:
        entry = self.current
        self.chosen.emit(entry.meeting_id if entry is not None else "")

    def _open(self, index: QModelIndex) -> None:
        if isinstance(found := self.entries.lines[index.row()], CalendarEntry):
            self.opened.emit(found.meeting_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to other days with Page Up and Page Down."""
        if event.key() in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            self.paged.emit(1 if event.key() == Qt.Key.Key_PageDown else -1)
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask what can be done with the selected meeting."""
        entry = self.current
        if entry is not None:
            self.menu_wanted.emit(event.globalPos(), entry.meeting_id, None)
        event.accept()
