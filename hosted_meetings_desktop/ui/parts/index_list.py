"""The index of a screen in sections: icon and word of each, one of them shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.fonts import font
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_KEY_ROLE = Qt.ItemDataRole.UserRole + 1
_ROW = SIZE.control + SPACE.hair
_NOWHERE = QModelIndex()

Index = QModelIndex | QPersistentModelIndex


class Place(NamedTuple):
    """One section.

    Attributes:
        key: Names it.
        word: What it is called.
        icon: A Material Design icon's name.
    """

    key: str
    word: str
    icon: str


class _Places(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.places: tuple[Place, ...] = ()

    def show(self, places: tuple[Place, ...]) -> None:
        self.beginResetModel()
        self.places = places
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many sections there are."""
        return 0 if parent.isValid() else len(self.places)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a row shows."""
        place = self.places[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return place.word
            case Qt.ItemDataRole.DecorationRole:
                return icon(place.icon)
            case _ if role == _KEY_ROLE:
                return place.key
            case _:
                return None


class _Row(QStyledItemDelegate):
    """Looks as the places of the navigation rail do."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return what it needs."""
        return QSize(option.rect.width(), _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint it; never by colour alone: the word of the section that is shown is bold."""
        theme, view = colours(), option.widget
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        focused = isinstance(view, QListView) and view.hasFocus() and view.currentIndex() == index
        room = option.rect.adjusted(1, 1, -1, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.accent_text), 2) if focused else Qt.PenStyle.NoPen)
        ground = theme.accent_soft if chosen else theme.hover if hovered else theme.canvas
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(room, SIZE.radius, SIZE.radius)
        inner = room.adjusted(SPACE.tight, 0, -SPACE.row, 0)
        spot = QRect(inner.left(), inner.center().y() - SIZE.icon // 2, SIZE.icon, SIZE.icon)
        index.data(Qt.ItemDataRole.DecorationRole).paint(painter, QStyle.visualRect(option.direction, inner, spot))
        words = QStyle.visualRect(option.direction, inner, inner.adjusted(SIZE.icon + SPACE.tight, 0, 0, 0))
        painter.setLayoutDirection(option.direction)
        painter.setFont(font(strong=chosen))
        painter.setPen(QColor(theme.text))
        near = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        shown = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, int(near), shown)
        painter.restore()


class IndexList(QListView):
    """The sections under each other; arrows and first letters move, and what is moved to is shown at once.

    Signals:
        chosen(str): The person chose the section with that key.
    """

    chosen = Signal(str)

    def __init__(self, name: str, places: Sequence[Place], parent: QWidget | None = None) -> None:
        """Make it, wide enough for every word.

        Args:
            name: What screen readers call it.
            places: All sections, in their order.
            parent: The owner.
        """
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty("surface", "canvas")
        self._places = tuple(places)
        self._telling = True
        self._model = _Places(self)
        self._model.show(self._places)
        self.setModel(self._model)
        self.setItemDelegate(_Row(self))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        metrics = QFontMetrics(font(strong=True))
        widest = max(metrics.horizontalAdvance(place.word) for place in places)
        self.setFixedWidth(max(SIZE.rail_width, widest + SIZE.icon + 2 * SPACE.tight + SPACE.gap))
        self.selectionModel().currentChanged.connect(self._tell)

    @property
    def keys(self) -> list[str]:
        """The sections that are listed now."""
        return [place.key for place in self._model.places]

    def show_places(self, keys: Collection[str], chosen: str) -> None:
        """List the sections ``keys``, and mark ``chosen`` where it is one of them, without telling."""
        places = tuple(place for place in self._places if place.key in keys)
        self._telling = False
        if places != self._model.places:
            self._model.show(places)
        row = self.keys.index(chosen) if chosen in self.keys else -1
        self.setCurrentIndex(self._model.index(row) if row >= 0 else QModelIndex())
        self._telling = True

    def _tell(self, index: QModelIndex) -> None:
        if self._telling and index.isValid():
            self.chosen.emit(str(index.data(_KEY_ROLE)))
