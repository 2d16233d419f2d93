"""All times of a series as chips: which are held and which are left out, with one way through them by keyboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import ceil
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QSizePolicy, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from hosted_meetings_desktop.domain.recurrence import Occurrence, Oddity
from hosted_meetings_desktop.ui.panes.meetings.series_words import short_date_word
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.text.format import local, time_text
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.fonts import small_font, tabular
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_ROWS = 4
"""So many rows of chips are shown at once; the rest is scrolled to."""
_SIGN = SIZE.icon - SPACE.hair
_HELD_ROLE = Qt.ItemDataRole.UserRole + 1
_SIGN_ROLE = Qt.ItemDataRole.UserRole + 2
_OVER_ROLE = Qt.ItemDataRole.UserRole + 3
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class TimesStanding:
    """How the times of a rule stand, by their days.

    Attributes:
        left_out: They are not held.
        over: They have begun: what is left out of them, or held, stays so.
        moved: They are held at another time, aware UTC.
    """

    left_out: frozenset[date] = frozenset()
    over: frozenset[date] = frozenset()
    moved: Mapping[date, datetime] = field(default_factory=dict)


class _Times(QAbstractListModel):
    """The times of a rule."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.times: tuple[Occurrence, ...] = ()
        self.standing = TimesStanding()
        self.clashing: Mapping[date, bool] = {}
        self.today = date.min

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many times there are."""
        return 0 if parent.isValid() else len(self.times)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a time's date, and how it stands."""
        time = self.times[index.row()]
        day = time.wall.date()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return short_date_word(day, self.today)
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                return f"{short_date_word(day, self.today)}, {self._state(time)}"
            case _ if role == _HELD_ROLE:
                return day not in self.standing.left_out
            case _ if role == _OVER_ROLE:
                return day in self.standing.over
            case _ if role == _SIGN_ROLE:
                return self._sign(time)
            case _:
                return None

    def _state(self, time: Occurrence) -> str:
        day, standing = time.wall.date(), self.standing
        if day in standing.left_out:
            return self.tr("left out and over") if day in standing.over else self.tr("left out")
        if day in standing.over:
            return self.tr("over")
        if day in self.clashing:
            return self.tr("not free")
        if day in standing.moved:
            at = local(standing.moved[day])
            when = f"{short_date_word(at.date(), self.today)} {time_text(at)}"
            return self.tr("moved to %1", "day and time").replace("%1", when)
        return self.tr("at a clock change") if time.oddity is not Oddity.NONE else self.tr("held")

    def _sign(self, time: Occurrence) -> tuple[str, str]:
        day, standing = time.wall.date(), self.standing
        if day in standing.left_out:
            return "close", "muted"
        if day in standing.over:
            return "history", "muted"
        if day in self.clashing:
            return "alert-circle-outline", "stop" if self.clashing[day] else "wait"
        if day in standing.moved:
            return "calendar-arrow-right", "muted"
        return ("clock-alert-outline", "wait") if time.oddity is not Oddity.NONE else ("check", "accent_text")


class _Chip(QStyledItemDelegate):
    """Paints a time as a chip, struck out where it is left out; never by colour alone."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.font = tabular(small_font())
        self._struck = QFont(self.font)
        self._struck.setStrikeOut(True)

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of all chips, as they are alike: that of the one asked for is enough."""
        owner = self.parent()
        return owner.chip_size if isinstance(owner, TimesList) else QSize()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint it."""
        view, theme = self.parent(), colours()
        held, over = bool(index.data(_HELD_ROLE)), bool(index.data(_OVER_ROLE))
        plain = held and not over
        sign, tone = index.data(_SIGN_ROLE)
        focused = isinstance(view, QListView) and view.hasFocus() and view.currentIndex() == index
        rect = option.rect.adjusted(1, 1, -SPACE.hair - 1, -SPACE.hair - 1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = theme.accent_text if focused else theme.edge if plain else theme.line
        painter.setPen(QPen(QColor(edge), 2 if focused else 1))
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver) and not over
        painter.setBrush(QColor(theme.hover if hovered else theme.surface if plain else theme.canvas))
        painter.drawRoundedRect(rect, SIZE.radius, SIZE.radius)
        painter.setPen(QColor(theme.text if plain else theme.muted))
        painter.setFont(self.font if held else self._struck)
        inner = rect.adjusted(SPACE.row, 0, -SPACE.hair, 0)
        place = QRect(inner.left(), inner.center().y() - _SIGN // 2 + 1, _SIGN, _SIGN)
        icon(sign, tone).paint(painter, QStyle.visualRect(option.direction, inner, place))
        words = inner.adjusted(_SIGN + SPACE.hair, 0, 0, 0)
        painter.setLayoutDirection(option.direction)
        near = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QStyle.visualRect(option.direction, inner, words), int(near), str(index.data()))
        painter.restore()


class TimesList(QListView):
    """Chips in rows; Space or a click leaves one out or holds it again, unless it is over.

    Signals:
        toggled(date): The time of that day shall be left out, or held again.
    """

    toggled = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._times = _Times(self)
        self.chip_size = QSize(0, SIZE.control)
        chips = _Chip(self)
        self._chips = chips
        self.setModel(self._times)
        self.setItemDelegate(chips)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setUniformItemSizes(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Times of the series"))
        self.clicked.connect(self._toggle)

    # ---- content
    def show_times(self, times: Sequence[Occurrence], standing: TimesStanding, today: date) -> None:
        """Show the times of a rule.

        Args:
            times: In order.
            standing: Which of them are left out, and whatever else is known of them.
            today: For dates.
        """
        new = self._times.times != tuple(times)
        if new:
            self._times.beginResetModel()
            self._times.times = tuple(times)
        self._times.standing, self._times.today = standing, today
        if new:
            self._measure()
            self._times.endResetModel()
            days = [each.wall.date() for each in times]
            first = next((row for row, day in enumerate(days) if day not in standing.over), 0)
            self.setCurrentIndex(self._times.index(first, 0))
        self.viewport().update()
        self._fit_height()

    def mark_clashing(self, clashing: Mapping[date, bool]) -> None:
        """Mark days on which something is wrong; the value says whether it must not be."""
        self._times.clashing = clashing
        self.viewport().update()

    @property
    def texts(self) -> list[str]:
        """What the chips say to a screen reader, in order."""
        model = self._times
        return [
            model.data(model.index(row, 0), Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())
        ]

    # ---- changing
    def _toggle(self, index: Index) -> None:
        if index.isValid():
            self.setCurrentIndex(self._times.index(index.row(), 0))
            day = self._times.times[index.row()].wall.date()
            if day not in self._times.standing.over:
                self.toggled.emit(day)
            announce(self, str(index.data(Qt.ItemDataRole.AccessibleTextRole)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space leaves the time out that has the focus, or holds it again; the arrows go from chip to chip."""
        if event.key() == Qt.Key.Key_Space:
            self._toggle(self.currentIndex())
            return
        super().keyPressEvent(event)

    # ---- size
    def _measure(self) -> None:
        metrics = QFontMetrics(self._chips.font)
        model = self._times
        words = (str(model.data(model.index(row, 0))) for row in range(len(model.times)))
        widest = max((metrics.horizontalAdvance(text) for text in words), default=0)
        width = widest + _SIGN + SPACE.row + 3 * SPACE.hair + SPACE.hair
        self.chip_size = QSize(width, SIZE.table_row + SPACE.hair)

    def _fit_height(self) -> None:
        """Be as high as the chips need, up to some rows."""
        across = max(1, self.width() // max(1, self.chip_size.width()))
        rows = ceil(len(self._times.times) / across)
        # Not left to Qt: a bar that comes takes room, for want of which it is needed.
        bar = Qt.ScrollBarPolicy.ScrollBarAlwaysOn if rows > _ROWS else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(bar)
        self.setFixedHeight(min(_ROWS, rows) * self.chip_size.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the height to the new width."""
        super().resizeEvent(event)
        self._fit_height()

    def changeEvent(self, event: QEvent) -> None:
        """Measure again when the font changes."""
        if event.type() == QEvent.Type.FontChange:
            self._measure()
        super().changeEvent(event)
