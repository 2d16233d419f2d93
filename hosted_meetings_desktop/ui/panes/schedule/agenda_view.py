"""The agenda as a list that is painted line by line."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.meeting import Meeting, Phase, SyncState
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.panes.schedule.agenda import AgendaLine, DayHead, NothingPlanned, NowLine
from hosted_meetings_desktop.ui.parts.badge import badge_icon, badge_word
from hosted_meetings_desktop.ui.parts.double_booking import double_booking_text, doubly_booked
from hosted_meetings_desktop.ui.parts.meeting_state import state_kind, state_of
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
_TONES = {Phase.UPCOMING: "accent_text", Phase.LIVE: "live", Phase.PAST: "over", Phase.CANCELLED: "over"}


class AgendaModel(QAbstractListModel):
    """The lines of one week; only meetings can be selected."""

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self.lines: list[AgendaLine] = []
        self._clashes: dict[MeetingId, Meeting] = {}

    def show_lines(self, lines: list[AgendaLine]) -> None:
        """Show another week."""
        self.beginResetModel()
        self.lines = lines
        self._clashes = doubly_booked(line for line in lines if isinstance(line, Meeting))
        self.endResetModel()

    def clash(self, meeting: Meeting) -> Meeting | None:
        """Return another meeting that the host of this one has at the same time."""
        return self._clashes.get(meeting.id)

    def clash_words(self, meeting: Meeting) -> str:
        """Say with which meeting this one overlaps; empty when with none."""
        other = self.clash(meeting)
        if other is None:
            return ""
        return self.tr("Overlaps “%1”").replace("%1", isolated(other.title))

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
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(line, Meeting):
            clash = self.clash(line)
            told = double_booking_text(line.host, (clash,)) if clash is not None else ""
            return " ".join(part for part in (line.problem or self.words(line), told) if part)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the arrow keys go from meeting to meeting."""
        if index.isValid() and isinstance(self.lines[index.row()], Meeting):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    def words(self, line: AgendaLine) -> str:
        """Return a line in words."""
        match line:
            case DayHead():
                return f"{day_words(line.day)}: {self.load_words(line)}"
            case NothingPlanned():
                return self.tr("Nothing planned")
            case NowLine():
                return self.tr("Now %1").replace("%1", time_text(line.at))
            case Meeting():
                parts = [span_text(line.schedule.starts_at, line.schedule.ends_at), line.title, line.host]
                parts += [state_words(line, self._clock()), self.clash_words(line)]
                return ", ".join(part for part in parts if part)

    def load_words(self, head: DayHead) -> str:
        """Return how much a day holds."""
        if not head.planned:
            return self.tr("free")
        count = one_or_many(head.planned, self.tr("1 meeting"), self.tr("%n meetings", "", head.planned))
        return f"{count}, {duration_text(head.length)}"

    def row_of_meeting(self, meeting_id: str) -> int | None:
        """Return the line of a meeting."""
        places = (n for n, line in enumerate(self.lines) if isinstance(line, Meeting) and line.id == meeting_id)
        return next(places, None)

    def row_of_day(self, day: date) -> int | None:
        """Return the line of a day's heading."""
        return next((n for n, line in enumerate(self.lines) if isinstance(line, DayHead) and line.day == day), None)


def day_words(day: date) -> str:
    """Return a day in full."""
    return long_date_text(datetime(day.year, day.month, day.day).astimezone())


def state_words(meeting: Meeting, now: datetime) -> str:
    """Return where a meeting is, as the list of meetings says it; before that, what needs somebody or waits."""
    if state_sign(meeting, now) == meeting.sync:
        return badge_word(meeting.sync)
    return state_of(meeting, now)


def state_sign(meeting: Meeting, now: datetime) -> str:
    """Return the badge kind of :func:`state_words`."""
    if meeting.sync is SyncState.SYNCED or meeting.phase(now) not in {Phase.UPCOMING, Phase.PAST}:
        return state_kind(meeting, now)
    return meeting.sync.value


class AgendaDelegate(QStyledItemDelegate):
    """Paints headings, meetings and the line of now."""

    def __init__(self, clock: Clock, model: AgendaModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._clock = clock
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a line."""
        heights = {DayHead: SIZE.header, NothingPlanned: SIZE.control, NowLine: SPACE.group}
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
            case NothingPlanned():
                painter.setFont(font())
                self._text(painter, box, self._model.words(NothingPlanned(date.min)), colours().muted)
            case NowLine() as now:
                self._paint_now(painter, box, now)
            case Meeting() as meeting:
                self._paint_meeting(painter, option, meeting)
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

    def _paint_meeting(self, painter: QPainter, option: QStyleOptionViewItem, meeting: Meeting) -> None:
        now, theme = self._clock(), colours()
        phase = meeting.phase(now)
        state = QStyle.StateFlag
        outer = option.rect.adjusted(SPACE.gap, 1, -SPACE.gap, -1)
        if option.state & (state.State_Selected | state.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent_soft if option.state & state.State_Selected else theme.hover))
            painter.drawRoundedRect(outer, SIZE.radius, SIZE.radius)
        if option.state & state.State_Selected and option.state & state.State_HasFocus:
            painter.setPen(QColor(theme.accent_text))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(outer, SIZE.radius, SIZE.radius)
        box = outer.adjusted(SPACE.row, 0, -SPACE.row, 0)
        quiet = phase in {Phase.PAST, Phase.CANCELLED}
        painter.setFont(tabular(font()))
        span = span_text(meeting.schedule.starts_at, meeting.schedule.ends_at)
        span_width = painter.fontMetrics().horizontalAdvance(span_text(_WIDE, _WIDE)) + SPACE.gap
        half = box.height() // 2
        upper, lower = QRect(box.left(), box.top() + 3, 0, half - 3), QRect(box.left(), box.top() + half, 0, half - 3)
        self._text(
            painter, self._cell(painter, box, upper, 0, span_width), span, theme.muted if quiet else theme.text
        )
        painter.setFont(small_font())
        self._text(
            painter,
            self._cell(painter, box, lower, 0, span_width),
            duration_text(meeting.schedule.duration),
            theme.muted,
        )
        stripe = self._mirror(
            painter, box, QRect(box.left() + span_width, box.top() + SPACE.row, 3, box.height() - SPACE.gap)
        )
        tone = "over" if state_kind(meeting, now) == "was_live" else _TONES[phase]
        painter.fillRect(stripe, QColor(getattr(theme, tone)))
        taken = self._paint_state(painter, box, meeting, now)
        begin = span_width + SPACE.gap
        room = box.width() - begin - taken
        made = font(strong=True)
        made.setStrikeOut(meeting.cancelled)
        painter.setFont(made)
        self._text(
            painter, self._cell(painter, box, upper, begin, room), meeting.title, theme.muted if quiet else theme.text
        )
        painter.setFont(small_font())
        begin += self._paint_clash(painter, box, self._cell(painter, box, lower, begin, room), meeting)
        # A host who has joined is among the invited; they are named once, as the host.
        guests = (person.name for person in meeting.invitees if person.name != meeting.host)
        people = ", ".join(isolated(name) for name in guests)
        self._text(
            painter,
            self._cell(painter, box, lower, begin, box.width() - begin - taken),
            " · ".join(filter(None, [people, isolated(meeting.host)])),
            theme.muted,
        )

    def _paint_clash(self, painter: QPainter, box: QRect, cell: QRect, meeting: Meeting) -> int:
        """Paint a sign and a word before the people of a meeting that overlaps another; returns their width."""
        if self._model.clash(meeting) is None:
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

    def _paint_state(self, painter: QPainter, box: QRect, meeting: Meeting, now: datetime) -> int:
        """Paint sign and words at the end and return the width they take."""
        sign = state_sign(meeting, now)
        painter.setFont(small_font())
        words = state_words(meeting, now)
        width = painter.fontMetrics().horizontalAdvance(words) + SPACE.row
        place = QRect(box.right() - width, box.top(), width, box.height())
        self._text(painter, self._mirror(painter, box, place), words, colours().muted, end=True)
        icon_place = QRect(place.left() - SIZE.icon, box.center().y() - SIZE.icon // 2, SIZE.icon, SIZE.icon)
        badge_icon(sign).paint(painter, self._mirror(painter, box, icon_place))
        return width + SIZE.icon + SPACE.gap

    def _cell(self, painter: QPainter, box: QRect, line: QRect, begin: int, width: int) -> QRect:
        return self._mirror(painter, box, QRect(box.left() + begin, line.top(), width, line.height()))

    @staticmethod
    def _mirror(painter: QPainter, box: QRect, part: QRect) -> QRect:
        return QStyle.visualRect(painter.layoutDirection(), box, part)


_WIDE = datetime(2026, 11, 23, 20, 58).astimezone()


class AgendaView(QListView):
    """The list of the week."""

    def __init__(self, model: AgendaModel, clock: Clock) -> None:
        super().__init__()
        self.setModel(model)
        self.setItemDelegate(AgendaDelegate(clock, model, self))
        self.setAccessibleName(self.tr("Agenda of the week"))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
