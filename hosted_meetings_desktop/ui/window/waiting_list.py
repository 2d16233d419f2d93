"""What is not online yet, as a list: one row for each meeting with its state, the reason and the next try."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.meeting import Meeting, SyncState
from hosted_meetings_desktop.ui.parts.badge import badge_icon, badge_word
from hosted_meetings_desktop.ui.text.format import moment_text, plain_tip
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.fonts import font, small_font, tabular
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE
from hosted_meetings_desktop.ui.window.sync_words import next_try_text

_NOWHERE = QModelIndex()
_ROW_ROLE = Qt.ItemDataRole.UserRole + 1
_MOST_LINES = 3
_TONES = {"waiting": "wait", "sending": "wait", "attention": "stop"}


def _tr(text: str) -> str:
    return QCoreApplication.translate("WaitingList", text)


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One row in words.

    Attributes:
        kind: Of the badge.
        word: What the badge says.
        sentence: Why it waits, or what has to be mended.
        more: The next try, a conflict beside another problem; empty for nothing.
        sendable: Whether sending it again, as it is, could help.
    """

    meeting_id: MeetingId
    title: str
    when: str
    kind: str
    word: str
    sentence: str
    more: str
    sendable: bool

    @property
    def spoken(self) -> str:
        """All of it, for a screen reader."""
        return ", ".join(part for part in (self.title, self.when, self.word, self.sentence, self.more) if part)


def waiting_row(meeting: Meeting, now: datetime) -> WaitingRow:
    """Return what is said about a meeting that is not settled."""
    attention = meeting.sync is SyncState.ATTENTION or bool(meeting.conflicts)
    kind = "attention" if attention else "sending" if meeting.sync is SyncState.SENDING else "waiting"
    changed_twice = _tr("Changed in two places") if meeting.conflicts else ""
    if meeting.problem:
        sentence = meeting.problem
    elif changed_twice:
        sentence, changed_twice = _tr("Changed in two places. Open it to choose what holds."), ""
    else:
        sentence = _tr("Goes online by itself.")
    next_try = "" if attention else next_try_text(meeting.next_try_at, now)
    return WaitingRow(
        meeting.id,
        meeting.title,
        moment_text(meeting.schedule.starts_at, now),
        kind,
        badge_word(kind),
        sentence,
        " · ".join(part for part in (changed_twice, next_try) if part),
        sendable=kind == "waiting" or (attention and meeting.sync is SyncState.ATTENTION and bool(meeting.problem)),
    )


class WaitingModel(QAbstractListModel):
    """The rows, those that need a person first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[WaitingRow] = []
        self._meetings: tuple[Meeting, ...] = ()

    def show(self, meetings: Sequence[Meeting], now: datetime) -> bool:
        """Show ``meetings``; returns whether other meetings are shown than before, or in another order."""
        rows = sorted((waiting_row(meeting, now) for meeting in meetings), key=lambda row: row.kind != "attention")
        self._meetings = tuple(meetings)
        before = self.rows
        if rows == before:
            return False
        if [row.meeting_id for row in rows] == [row.meeting_id for row in before]:
            self.rows = rows
            changed = [number for number, row in enumerate(rows) if row != before[number]]
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))
            return False
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()
        return True

    def count_down(self, now: datetime) -> None:
        """Say anew when each is tried again."""
        self.show(self._meetings, now)

    def row_of(self, meeting_id: MeetingId | None) -> int:
        """Return where a meeting stands, -1 where it does not."""
        return next((number for number, row in enumerate(self.rows) if row.meeting_id == meeting_id), -1)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a row shows."""
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return row.spoken
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(row.sentence)
            case _ if role == _ROW_ROLE:
                return row
            case _:
                return None


class WaitingDelegate(QStyledItemDelegate):
    """Title and time, then the state and why, then what happens next."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return what a row needs at the view's width."""
        row: WaitingRow = index.data(_ROW_ROLE)
        view: Any = option.widget
        width = view.viewport().width() if view is not None else option.rect.width()
        height = QFontMetrics(font(strong=True)).height() + 2 + self._sentence_height(row, self._text_width(width))
        if row.more:
            height += QFontMetrics(small_font()).height() + 2
        return QSize(width, height + 2 * SPACE.row)

    @staticmethod
    def _text_width(width: int) -> int:
        return width - 2 * SPACE.gap - SIZE.icon - SPACE.row

    @staticmethod
    def _sentence_height(row: WaitingRow, width: int) -> int:
        metrics = QFontMetrics(font())
        wrapped = metrics.boundingRect(
            QRect(0, 0, width, 10_000), int(Qt.TextFlag.TextWordWrap), row.sentence
        ).height()
        return min(wrapped, _MOST_LINES * metrics.lineSpacing())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a row in the colours of the theme that is shown."""
        self.initStyleOption(option, index)
        row: WaitingRow = index.data(_ROW_ROLE)
        option.text = ""
        style = option.widget.style() if option.widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        painter.save()
        painter.setLayoutDirection(option.direction)
        room = option.rect.adjusted(SPACE.gap, SPACE.row, -SPACE.gap, -SPACE.row)

        def placed(rect: QRect) -> QRect:
            return QStyle.visualRect(option.direction, room, rect)

        badge_icon(row.kind).paint(painter, placed(QRect(room.left(), room.top(), SIZE.icon, SIZE.icon)))
        text = room.adjusted(SIZE.icon + SPACE.row, 0, 0, 0)
        self._paint_head(painter, row, text, placed)
        top = text.top() + QFontMetrics(font(strong=True)).height() + 2
        height = self._sentence_height(row, text.width())
        near = int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        painter.setFont(font())
        painter.setPen(QColor(colours().text))
        box = placed(QRect(text.left(), top, text.width(), height))
        painter.drawText(box, near | int(Qt.TextFlag.TextWordWrap), row.sentence)
        if row.more:
            painter.setFont(small_font())
            painter.setPen(QColor(colours().muted))
            box = placed(QRect(text.left(), top + height + 2, text.width(), painter.fontMetrics().height()))
            painter.drawText(box, near, row.more)
        painter.restore()

    @staticmethod
    def _paint_head(painter: QPainter, row: WaitingRow, text: QRect, placed: Any) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        height = QFontMetrics(font(strong=True)).height()
        painter.setFont(tabular(small_font()))
        right = text.right() + 1
        for words, tone in ((row.when, "muted"), (row.word, _TONES[row.kind])):
            width = painter.fontMetrics().horizontalAdvance(words) + 2
            right -= width
            painter.setPen(QColor(getattr(colours(), tone)))
            place = placed(QRect(right, text.top(), width, height))
            painter.drawText(place, int(Qt.AlignmentFlag.AlignTrailing | middle), words)
            right -= SPACE.tight
        painter.setFont(font(strong=True))
        painter.setPen(QColor(colours().text))
        width = right - text.left()
        title = painter.fontMetrics().elidedText(row.title, Qt.TextElideMode.ElideRight, width)
        near = int(Qt.AlignmentFlag.AlignLeading | middle)
        painter.drawText(placed(QRect(text.left(), text.top(), width, height)), near, title)
