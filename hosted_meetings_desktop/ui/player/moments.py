"""A list of moments of a recording that follows the player, and goes where one is clicked."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from hosted_meetings_desktop.ui.text.format import clock_text
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.fonts import font, small_font, tabular
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_MOMENT_ROLE = Qt.ItemDataRole.UserRole + 1
_BATCH = 200
"""Lines that are measured at a time, so that a long transcript opens at once."""
_NOWHERE = QModelIndex()
_WRAPPED = int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_OWN_KEYS = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Moment:
    """Something at a time of the recording.

    Attributes:
        at: Milliseconds.
        words: What happens or is said.
        heading: Stands over it: who speaks from there on.
        whose: Who does, for searching and screen readers.
    """

    at: int
    words: str
    heading: str = ""
    whose: str = ""


class _Moments(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.shown: tuple[Moment, ...] = ()
        self.current = -1

    def show(self, moments: tuple[Moment, ...]) -> None:
        self.beginResetModel()
        self.shown, self.current = moments, -1
        self.endResetModel()

    def mark(self, row: int) -> None:
        before, self.current = self.current, row
        for each in (before, row):
            if 0 <= each < len(self.shown):
                self.dataChanged.emit(self.index(each), self.index(each))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a row shows."""
        moment = self.shown[index.row()]
        if role == _MOMENT_ROLE:
            return moment
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            said = ": ".join(part for part in (moment.whose, moment.words) if part)
            return f"{clock_text(moment.at / 1000)} {said}"
        return None


class _Line(QStyledItemDelegate):
    """The time on the lead side, the words beside it as high as they need."""

    def __init__(self, parent: QObject, model: _Moments) -> None:
        super().__init__(parent)
        self._model = model
        self._time = QFontMetrics(tabular()).horizontalAdvance("00:00:00")

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return what it needs at the width of the list."""
        view = option.widget
        width = view.viewport().width() if isinstance(view, QListView) else option.rect.width()
        moment: Moment = index.data(_MOMENT_ROLE)
        height = self._words_height(moment, width - self._time - SPACE.tight * 3)
        return QSize(0, height + SPACE.row)

    @staticmethod
    def _words_height(moment: Moment, width: int) -> int:
        metrics = QFontMetrics(font())
        height = metrics.boundingRect(QRect(0, 0, max(width, 1), 1 << 20), _WRAPPED, moment.words).height()
        return height + (QFontMetrics(small_font(strong=True)).height() + 2 if moment.heading else 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint it; what is said now stands out by ground and by a bar, not by colour alone."""
        moment: Moment = index.data(_MOMENT_ROLE)
        theme, view = colours(), option.widget
        now = index.row() == self._model.current
        focused = isinstance(view, QListView) and view.hasFocus() and view.currentIndex() == index
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setLayoutDirection(option.direction)
        room = option.rect.adjusted(SPACE.hair, 1, -SPACE.hair, -1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.accent_text), 2) if focused else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent_soft if now else theme.hover if hovered else theme.surface))
        painter.drawRoundedRect(room, SIZE.radius, SIZE.radius)
        if now:
            bar = QRect(room.left(), room.top(), 3, room.height())
            painter.fillRect(QStyle.visualRect(option.direction, room, bar), QColor(theme.accent_text))
        inner = room.adjusted(SPACE.row, SPACE.hair - 1, -SPACE.row, 0)
        time = QRect(inner.left(), inner.top(), self._time, inner.height())
        words = inner.adjusted(self._time + SPACE.row, 0, 0, 0)
        painter.setFont(tabular())
        painter.setPen(QColor(theme.accent_text if now else theme.muted))
        painter.drawText(QStyle.visualRect(option.direction, inner, time), _WRAPPED, clock_text(moment.at / 1000))
        words = QStyle.visualRect(option.direction, inner, words)
        painter.setPen(QColor(theme.text))
        if moment.heading:
            painter.setFont(small_font(strong=True))
            line = QFontMetrics(painter.font())
            heading = line.elidedText(moment.heading, Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(words, int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop), heading)
            words.setTop(words.top() + line.height() + 2)
        painter.setFont(font())
        painter.drawText(words, _WRAPPED, moment.words)
        painter.restore()


class MomentList(QListView):
    """Shows moments; what is played now is marked and kept in view until the person looks elsewhere.

    Signals:
        sought(int): The person wants to go there, in milliseconds.
        following_changed(bool): Whether it keeps to what is played.
    """

    sought = Signal(int)
    following_changed = Signal(bool)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._all: tuple[Moment, ...] = ()
        self._times: list[int] = []
        self._position = 0
        self._filter = ""
        self._following = True
        self._scrolling = False
        self._model = _Moments(self)
        self.setModel(self._model)
        self.setItemDelegate(_Line(self, self._model))
        self.setMouseTracking(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(_BATCH)
        self.clicked.connect(self._go)
        self.verticalScrollBar().sliderMoved.connect(self._look_elsewhere)

    # ---- what is shown
    @property
    def shown(self) -> tuple[Moment, ...]:
        """The moments that are listed now."""
        return self._model.shown

    @property
    def current(self) -> Moment | None:
        """What is played now."""
        row = self._model.current
        return self._model.shown[row] if row >= 0 else None

    @property
    def following(self) -> bool:
        """Whether it keeps to what is played."""
        return self._following

    def show_moments(self, moments: tuple[Moment, ...]) -> None:
        """List other moments, in the order of their times."""
        self._all = moments
        self.filter(self._filter)

    def filter(self, text: str) -> None:
        """List only what holds every word of ``text``."""
        self._filter = text
        words = text.casefold().split()

        def holds(moment: Moment) -> bool:
            said = f"{moment.whose} {moment.words}".casefold()
            return all(word in said for word in words)

        found = self._all
        if words:  # each stands alone then
            found = tuple(replace(each, heading=each.whose) for each in self._all if holds(each))
        self._times = [each.at for each in found]
        self._model.show(found)
        self.show_position(self._position)

    def show_position(self, position: int) -> None:
        """Mark what is played at a position in milliseconds."""
        self._position = position
        row = bisect_right(self._times, position) - 1
        if row != self._model.current:
            self._model.mark(row)
            if self._following and not self._filter:
                self._show_current()

    @Slot()
    def follow(self) -> None:
        """Keep to what is played again."""
        self._set_following(following=True)
        self._show_current()

    def _show_current(self) -> None:
        if self._model.current >= 0 and self.isVisible():
            self.scrollTo(self._model.index(self._model.current), QListView.ScrollHint.PositionAtCenter)

    # ---- gestures
    def _go(self, index: QModelIndex) -> None:
        moment: Moment | None = index.data(_MOMENT_ROLE)
        if moment is not None:
            self._set_following(following=True)
            self.sought.emit(moment.at)

    def _look_elsewhere(self, _value: int = 0) -> None:
        self._set_following(following=False)

    def _set_following(self, *, following: bool) -> None:
        if following != self._following:
            self._following = following
            self.following_changed.emit(following)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Look elsewhere."""
        super().wheelEvent(event)
        self._look_elsewhere()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go up and down in the list, and with Enter there; all other keys are the player's."""
        if event.key() in _OWN_KEYS:
            self._look_elsewhere()
            super().keyPressEvent(event)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self._go(self.currentIndex())
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure again: other widths need other heights."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.scheduleDelayedItemsLayout()
        self._keep_up()

    def showEvent(self, event: QShowEvent) -> None:
        """Go where it has come to meanwhile."""
        super().showEvent(event)
        self._keep_up()

    def _keep_up(self) -> None:
        """Keep what is played in view where the list has another size; once it has measured itself."""
        if self._following and not self._filter:
            QTimer.singleShot(0, self, self._show_current)
