"""Paints the board: two lines for each meeting, big where it matters, the state on a fill that says how urgent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from hosted_meetings_desktop.domain.desk_rules import urgency
from hosted_meetings_desktop.domain.front_desk import DeskRoom, DeskState, Urgency
from hosted_meetings_desktop.ui.panes.today.board_model import HOST, STATE, TIME, WHO, BoardModel, Line
from hosted_meetings_desktop.ui.panes.today.words import (
    Told,
    group_sign,
    group_word,
    initials,
    more_people,
    title_of,
    told,
)
from hosted_meetings_desktop.ui.parts.badge import tone_colours
from hosted_meetings_desktop.ui.text.format import isolated, time_text
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.fonts import font, tabular
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE, TYPE

Index = QModelIndex | QPersistentModelIndex
_OVER = frozenset({DeskState.ENDED, DeskState.CANCELLED})
_LEAD = int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
_FRESH = timedelta(seconds=1)
_KEPT = 4_000


@dataclass(frozen=True, slots=True)
class Measures:
    """What one board is painted with.

    Attributes:
        scale: 1.0 on a desk.
        row: The height of a meeting's line; ``heading`` that of a heading.
    """

    scale: float
    big: QFont
    body: QFont
    small: QFont
    pill: QFont
    row: int
    heading: int
    sign: int
    pad: int

    @classmethod
    def of(cls, scale: float) -> Measures:
        """Return the measures at a scale, in the fonts that are set."""
        big = tabular(font(round(TYPE.section * scale), strong=True))
        body = tabular(font(round(TYPE.body * scale)))
        small = tabular(font(round(TYPE.small * scale)))
        pill = tabular(font(round(TYPE.body * scale), strong=True))
        lines = QFontMetrics(big).height() + QFontMetrics(small).height()
        pad = round(SPACE.row * scale)
        return cls(scale, big, body, small, pill, lines + pad + pad // 2, round(SIZE.control * scale),
                   round(SIZE.icon * scale), pad)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Said:
    """All texts of one line, put together once for all its cells and for a second."""

    room: DeskRoom
    at: datetime
    starts: str
    ends: str
    who: str
    title: str
    host: str
    place: str
    now: Told
    urgent: Urgency


class BoardPainter(QStyledItemDelegate):
    """Paints the cells of one board; several boards may show one model.

    Attributes:
        private: Whether people are shown by their initials.
    """

    def __init__(
        self, model: BoardModel, measures: Measures, clock: Callable[[], datetime], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self.measures = measures
        self._clock = clock
        self.private = False
        self._said: dict[str, _Said] = {}
        self._cut: dict[tuple[str, int, int], str] = {}
        self._metrics = {id(each): QFontMetrics(each) for each in (measures.big, measures.small, measures.pill)}

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a line; widths are the columns'."""
        heading = self._model.room(index.row()) is None
        return QSize(0, self.measures.heading if heading else self.measures.row)

    def state_width(self) -> int:
        """Return how wide the column of states has to be for its longest usual words."""
        words = max((self.tr("Early, waits %1").replace("%1", "1 h 05 min"), self.tr("Over since 00:00")), key=len)
        return self._metrics[id(self.measures.pill)].horizontalAdvance(words) + self.measures.sign + 7 * SPACE.row

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell."""
        line = self._model.line(index.row())
        if line is None:
            return
        painter.save()
        painter.setLayoutDirection(option.direction)
        if line.room is None:
            self._paint_heading(painter, option.rect, line)
        else:
            self._paint_ground(painter, option)
            selected = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_cell(painter, option.rect, index.column(), line.room, selected=selected)
        painter.restore()

    # ---- headings
    def _paint_heading(self, painter: QPainter, rect: QRect, line: Line) -> None:
        theme, measures = colours(), self.measures
        painter.fillRect(rect, QColor(theme.canvas))
        name, role = group_sign(line.state)
        room = rect.adjusted(SPACE.page - SPACE.hair, 0, -SPACE.gap, 0)
        sign = QRect(room.left(), room.center().y() - measures.sign // 2 + 1, measures.sign, measures.sign)
        icon(name, role).paint(painter, self._turned(painter, rect, sign))
        words = QRect(sign.right() + SPACE.row, room.top(), room.right() - sign.right() - SPACE.row, room.height())
        self._text(painter, rect, words, f"{group_word(line.state)}  {line.count}", measures.pill, theme.text)

    # ---- meetings
    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme = colours()
        ground = theme.surface
        if option.state & QStyle.StateFlag.State_Selected:
            ground = theme.accent_soft
        painter.fillRect(option.rect, QColor(ground))
        painter.setPen(QColor(theme.line))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())

    def _words(self, room: DeskRoom) -> _Said:
        now, kept = self._clock(), self._said.get(room.id)
        if kept is not None and kept.room is room and timedelta(0) <= now - kept.at < _FRESH:
            return kept
        if len(self._said) > _KEPT:
            self._said.clear()
        meeting, limits = room.meeting, self._model.limits
        made = self._said[room.id] = _Said(
            room,
            now,
            time_text(meeting.schedule.starts_at),
            time_text(meeting.schedule.ends_at),
            title_of(room),
            isolated(meeting.title),
            isolated(meeting.host),
            isolated(meeting.place),
            told(room, limits, now),
            urgency(room, limits, now),
        )
        return made

    def _paint_cell(self, painter: QPainter, rect: QRect, column: int, room: DeskRoom, *, selected: bool) -> None:
        theme, said = colours(), self._words(room)
        main = theme.muted if room.state in _OVER else theme.text
        if column == TIME:
            self._paint_edge(painter, rect, said)
            inner = rect.adjusted(SPACE.page - SPACE.hair, 0, 0, 0)
            self._pair(painter, rect, inner, said.starts, said.ends, main)
        elif column == WHO:
            # The title may name a patient: where none may be named, guests' own title is shown.
            title = isolated(room.meeting.public_title) if self.private else said.title
            name = initials(said.who) if self.private else isolated(said.who)
            self._pair(painter, rect, self._inner(rect), f"{name} {more_people(room)}".strip(), title, main)
        elif column == STATE:
            self._paint_state(painter, rect, said.now, selected=selected)
        elif column == HOST:
            self._pair(painter, rect, self._inner(rect), said.host, said.place, main, first=self.measures.pill)
        else:
            self._text(painter, rect, self._inner(rect), said.now.known, self.measures.small, theme.muted)

    def _paint_edge(self, painter: QPainter, rect: QRect, said: _Said) -> None:
        """Paint a bar at the start of the line, which is seen from across a room."""
        role = {Urgency.AMBER: "wait", Urgency.RED: "stop"}.get(said.urgent) or said.now.tone
        if role == "over":
            return
        role = "accent_text" if role == "accent" else role
        bar = QRect(rect.left(), rect.top() + 1, round(SPACE.hair * self.measures.scale), rect.height() - 3)
        painter.fillRect(self._turned(painter, rect, bar), QColor(getattr(colours(), role)))

    def _paint_state(self, painter: QPainter, rect: QRect, said: Told, *, selected: bool) -> None:
        inner, measures = self._inner(rect), self.measures
        top = QRect(inner.left(), inner.top(), inner.width(), self._height(measures.pill) + SPACE.hair)
        more = said.more if not self.private else ""
        if not more:
            top.moveTop(rect.center().y() - top.height() // 2)
        else:
            top.moveTop(rect.top() + (rect.height() - top.height() - self._height(measures.small)) // 2)
        self._paint_pill(painter, rect, top, said, selected=selected)
        if more:
            below = QRect(inner.left() + SPACE.hair, top.bottom() + 1, inner.width(), self._height(measures.small))
            self._text(painter, rect, below, more, measures.small, colours().muted)

    def _paint_pill(self, painter: QPainter, cell: QRect, place: QRect, said: Told, *, selected: bool) -> None:
        theme, measures = colours(), self.measures
        ink, fill = tone_colours(said.tone)
        if selected and fill == theme.accent_soft:
            fill = theme.surface  # else it would not be seen on the selection
        metrics, pad = self._metrics[id(measures.pill)], measures.pad
        gap = pad // 2
        sign = min(measures.sign, place.height() - gap)
        around = pad + sign + gap + pad
        text = self._fitted(said.state, measures.pill, max(0, place.width() - around))
        pill = QRect(place.left(), place.top(), around + metrics.horizontalAdvance(text) + 2, place.height())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fill))
        radius = pill.height() / 2
        painter.drawRoundedRect(QRectF(self._turned(painter, cell, pill)), radius, radius)
        spot = QRect(pill.left() + pad, pill.top() + (pill.height() - sign) // 2, sign, sign)
        role = "accent_text" if said.tone == "accent" else said.tone
        icon(said.icon, role).paint(painter, self._turned(painter, cell, spot))
        words = pill.adjusted(pad + sign + gap, 0, 0, 0)
        self._text(painter, cell, words, text, measures.pill, ink, whole=True)

    # ---- how
    def _inner(self, rect: QRect) -> QRect:
        return rect.adjusted(SPACE.row, 0, -SPACE.row, 0)

    def _pair(
        self,
        painter: QPainter,
        cell: QRect,
        inner: QRect,
        one: str,
        two: str,
        ink: str,
        *,
        first: QFont | None = None,
    ) -> None:
        """Paint a large line over a small one; one alone stands in the middle."""
        big, small = first or self.measures.big, self.measures.small
        above, below = self._height(big), self._height(small) if two else 0
        top = cell.top() + (cell.height() - above - below) // 2
        self._text(painter, cell, QRect(inner.left(), top, inner.width(), above), one, big, ink)
        if two:
            place = QRect(inner.left(), top + above, inner.width(), below)
            self._text(painter, cell, place, two, small, colours().muted)

    def _text(
        self, painter: QPainter, cell: QRect, place: QRect, text: str, made: QFont, ink: str, *, whole: bool = False
    ) -> None:
        shown = text if whole else self._fitted(text, made, place.width())
        painter.setFont(made)
        painter.setPen(QColor(ink))
        painter.drawText(self._turned(painter, cell, place), _LEAD, shown)

    def _fitted(self, text: str, made: QFont, width: int) -> str:
        key = (text, id(made), width)
        if (known := self._cut.get(key)) is None:
            if len(self._cut) > _KEPT:
                self._cut.clear()
            known = self._metrics[id(made)].elidedText(text, Qt.TextElideMode.ElideRight, width)
            self._cut[key] = known
        return known

    def _height(self, made: QFont) -> int:
        return self._metrics[id(made)].height()

    @staticmethod
    def _turned(painter: QPainter, cell: QRect, place: QRect) -> QRect:
        """Return a place in a cell as it is in the layout's direction."""
        direction = painter.layoutDirection()
        return place if direction is Qt.LayoutDirection.LeftToRight else QStyle.visualRect(direction, cell, place)
