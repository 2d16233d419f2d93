"""The library as pictures: a card for each recording, over the same rows as the table."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QImage, QKeyEvent, QMouseEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.recording_list import RecordingRow
from hosted_meetings_desktop.ui.panes.recordings.card_grid import CardGrid
from hosted_meetings_desktop.ui.panes.recordings.chosen import Chosen
from hosted_meetings_desktop.ui.panes.recordings.rows import (
    Running,
    begun_at,
    length_text,
    running_text,
    status_kind,
    status_text,
    voices_text,
)
from hosted_meetings_desktop.ui.parts.badge import badge_icon
from hosted_meetings_desktop.ui.parts.paged_table import PagedModel
from hosted_meetings_desktop.ui.text.format import moment_text
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.fonts import font, small_font
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

STILL_WIDTH, STILL_HEIGHT = 224, 126
_LINE = int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)

Index = QModelIndex | QPersistentModelIndex
Still = Callable[[RecordingRow], QImage | None]


class _Card(QStyledItemDelegate):
    """A still, what it is of, when, and where its file is."""

    def __init__(
        self, view: QAbstractItemView, model: PagedModel[RecordingRow], clock: Clock, running: Running, chosen: Chosen
    ) -> None:
        super().__init__(view)
        self._model = model
        self._clock = clock
        self._running = running
        self._chosen = chosen
        self.still: Still = lambda _row: None

    @staticmethod
    def size() -> QSize:
        """Return how large a card is, with what is left free around it."""
        lines = 2 * (max(SIZE.icon, _height(small=True)) + SPACE.hair) + _height(small=False) + SPACE.row
        return QSize(STILL_WIDTH + 2 * SPACE.row + SPACE.tight, STILL_HEIGHT + lines + 2 * SPACE.row + SPACE.tight)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return what it needs."""
        return self.size()

    def box_of(self, card: QRect, direction: Qt.LayoutDirection) -> QRect:
        """Return where the box is by which a card is chosen."""
        room = _room(card)
        box = QRect(room.left() + SPACE.row * 2, room.top() + SPACE.row * 2, SIZE.icon, SIZE.icon)
        return QStyle.visualRect(direction, room, box)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint it; asking for the row fetches its page."""
        index.data(Qt.ItemDataRole.DisplayRole)
        row = self._model.row_at(index.row())
        theme, view = colours(), option.widget
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = isinstance(view, QAbstractItemView) and view.hasFocus() and view.currentIndex().row() == index.row()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(option.direction)
        room = _room(option.rect)
        painter.setPen(QPen(QColor(theme.accent_text if focused else theme.line), 2 if focused else 1))
        painter.setBrush(QColor(theme.accent_soft if selected else theme.surface))
        painter.drawRoundedRect(room, SIZE.card_radius, SIZE.card_radius)
        inner = room.adjusted(SPACE.row, SPACE.row, -SPACE.row, -SPACE.row)
        still = QRect(inner.left(), inner.top(), inner.width(), STILL_HEIGHT)
        self._paint_still(painter, still, row)
        if row is not None:
            self._paint_words(painter, option, QRect(inner).adjusted(0, STILL_HEIGHT + SPACE.row, 0, 0), row)
            if row.id in self._chosen or bool(option.state & QStyle.StateFlag.State_MouseOver) or focused:
                box = self.box_of(option.rect, option.direction)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(theme.surface))
                painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), SPACE.hair, SPACE.hair)
                marked = row.id in self._chosen
                sign = icon("checkbox-marked", "accent_text") if marked else icon("checkbox-blank-outline")
                sign.paint(painter, box)
        painter.restore()

    def _paint_still(self, painter: QPainter, room: QRect, row: RecordingRow | None) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours().over_soft if row is not None else colours().skeleton))
        painter.drawRoundedRect(room, SPACE.hair, SPACE.hair)
        if row is None:
            return
        image = None if row.of_voices else self.still(row)
        if row.of_voices:
            self._paint_voices(painter, room, row)
        elif image is None:
            middle = QRect(0, 0, SPACE.wide, SPACE.wide)
            middle.moveCenter(room.center())
            icon("play-circle-outline" if row.recording.seconds else "video-off-outline").paint(painter, middle)
        else:
            shown = image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(0, 0, shown.width(), shown.height())
            place.moveCenter(room.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(place, QPixmap.fromImage(image))
        if row.recording.seconds is not None:
            painter.setFont(small_font(strong=True))
            words = length_text(row.recording)
            wide = painter.fontMetrics().horizontalAdvance(words) + SPACE.row
            label = QRect(0, 0, wide, painter.fontMetrics().height() + SPACE.hair)
            label.moveBottomRight(room.bottomRight() - QPoint(SPACE.hair, SPACE.hair))
            painter.setBrush(QColor(colours().surface))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(label, SPACE.hair, SPACE.hair)
            painter.setPen(QColor(colours().text))
            painter.drawText(label, int(Qt.AlignmentFlag.AlignCenter), words)

    @staticmethod
    def _paint_voices(painter: QPainter, room: QRect, row: RecordingRow) -> None:
        """Paint that there is something to hear, and how many are heard."""
        sign = QRect(0, 0, SPACE.wide, SPACE.wide)
        painter.setFont(small_font(strong=True))
        line = painter.fontMetrics().height()
        sign.moveCenter(room.center() - QPoint(0, (line + SPACE.hair) // 2))
        icon("account-voice").paint(painter, sign)
        words = QRect(room.left(), sign.bottom() + SPACE.hair, room.width(), line)
        painter.setPen(QColor(colours().muted))
        painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), voices_text(row))

    def _paint_words(self, painter: QPainter, option: QStyleOptionViewItem, room: QRect, row: RecordingRow) -> None:
        theme, now, download = colours(), self._clock(), self._running(row)
        top = room.top()
        painter.setFont(font(strong=True))
        painter.setPen(QColor(theme.text))
        line = QRect(room.left(), top, room.width(), painter.fontMetrics().height())
        painter.drawText(line, _LINE, _elided(painter, row.recording.title, line))
        top += line.height() + SPACE.hair
        painter.setFont(small_font())
        painter.setPen(QColor(theme.muted))
        who = ", ".join(row.patients)
        line = QRect(room.left(), top, room.width(), max(SIZE.icon, painter.fontMetrics().height()))
        told = (
            f"{moment_text(begun_at(row.recording), now)} · {who}"
            if who
            else moment_text(begun_at(row.recording), now)
        )
        painter.drawText(line, _LINE, _elided(painter, told, line))
        top += line.height() + SPACE.hair
        line = QRect(room.left(), top, room.width(), line.height())
        spot = QStyle.visualRect(option.direction, line, QRect(line.left(), line.top(), SIZE.icon, SIZE.icon))
        badge_icon("sending" if download is not None else status_kind(row, now)).paint(painter, spot)
        words = QStyle.visualRect(option.direction, line, line.adjusted(SIZE.icon + SPACE.hair, 0, 0, 0))
        painter.setPen(QColor(theme.text))
        said = running_text(download) if download is not None else status_text(row, now)
        painter.drawText(words, _LINE, _elided(painter, said, words))


class Pictures(CardGrid):
    """Cards in rows; shares its model and selection with the table.

    Signals:
        row_activated(object): A card was double-clicked, or Enter was pressed on it.
        box_clicked(object): A card's box was clicked.
    """

    row_activated = Signal(object)
    box_clicked = Signal(object)

    def __init__(
        self,
        model: PagedModel[RecordingRow],
        clock: Clock,
        running: Running,
        chosen: Chosen,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(1, SPACE.page - SPACE.tight // 2, parent)  # the cards have some room of their own
        self._rows = model
        self.setAccessibleName(self.tr("Recordings as pictures"))
        self.card = _Card(self, model, clock, running, chosen)
        self.setModel(model)
        self.setItemDelegate(self.card)
        self.set_card_size(self.card.size())
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.doubleClicked.connect(self._activate)
        chosen.changed.connect(self.viewport().update)

    def _activate(self, index: QModelIndex) -> None:
        row = self._rows.row_at(index.row())
        if row is not None:
            self.row_activated.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does the usual thing with a card."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self._activate(self.currentIndex())
            event.accept()
            return
        super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the box of the card under the pointer."""
        super().mouseMoveEvent(event)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a card's box chooses it."""
        at = event.position().toPoint()
        index = self.indexAt(at)
        row = self._rows.row_at(index.row()) if index.isValid() else None
        if row is not None and self.card.box_of(self.visualRect(index), self.layoutDirection()).contains(at):
            self.box_clicked.emit(row)
            return
        super().mousePressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Lay out anew for other letters."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.set_card_size(self.card.size())


def _room(card: QRect) -> QRect:
    half = SPACE.tight // 2
    return card.adjusted(half, half, -half, -half)


def _height(*, small: bool) -> int:
    return QFontMetrics(small_font() if small else font(strong=True)).height()


def _elided(painter: QPainter, text: str, room: QRect) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
