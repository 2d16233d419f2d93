"""The command palette (Ctrl+K): actions, places, people and meetings by typing a few letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
    QTimer,
)
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.labels import body_label
from hosted_meetings_desktop.ui.text.format import one_or_many
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.fonts import small_font
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE
from hosted_meetings_desktop.ui.window.overlay import Overlay

_WIDTH = 560
_TOP = 72
_ROW = 36
_ROWS = 9
_SEARCH_PAUSE_MS = 150
_HINT_ROLE = Qt.ItemDataRole.UserRole + 1
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class PaletteItem:
    """One thing to do or to go to.

    Attributes:
        text: What it is called.
        hint: Its key, or when and with whom a meeting is.
        icon: A Material Design icon's name.
        run: Does it.
    """

    text: str
    hint: str
    icon: str
    run: Callable[[], object]


PaletteSearch = Callable[[str, Callable[[Sequence[PaletteItem]], None]], object]
"""``search(text, deliver)``: finds people and meetings and calls ``deliver`` later, on the GUI thread."""


def matching(items: Sequence[PaletteItem], text: str) -> list[PaletteItem]:
    """Return the items that have every word of ``text`` in them, those that begin with it first."""
    words = text.casefold().split()
    found = [item for item in items if all(word in item.text.casefold() for word in words)]
    return sorted(found, key=lambda item: not item.text.casefold().startswith(" ".join(words)))


class _Items(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.items: list[PaletteItem] = []

    def show(self, items: list[PaletteItem]) -> None:
        self.beginResetModel()
        self.items = items
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """Return how much was found."""
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a row shows."""
        item = self.items[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return item.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{item.text}, {item.hint}" if item.hint else item.text
            case Qt.ItemDataRole.DecorationRole:
                return icon(item.icon)
            case _ if role == _HINT_ROLE:
                return item.hint
            case _:
                return None


class _Row(QStyledItemDelegate):
    """Icon, text and, at the far end, the key or the time."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return what it needs."""
        return QSize(option.rect.width(), _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.initStyleOption(option, index)
        hint, text = str(index.data(_HINT_ROLE) or ""), option.text
        style = option.widget.style() if option.widget is not None else QApplication.style()
        option.text = ""
        option.icon = QIcon()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        painter.save()
        direction = option.direction
        room = option.rect.adjusted(SPACE.tight, 0, -SPACE.tight, 0)
        spot = QRect(room.left(), room.top() + (room.height() - SIZE.icon) // 2, SIZE.icon, SIZE.icon)
        sign = index.data(Qt.ItemDataRole.DecorationRole)
        sign.paint(painter, QStyle.visualRect(direction, room, spot))
        words = room.adjusted(SIZE.icon + SPACE.tight, 0, 0, 0)
        far = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        near = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.setLayoutDirection(direction)
        # Not the palette's role: a view with a style sheet makes of it its text colour at half strength.
        painter.setPen(QColor(colours().muted))
        painter.setFont(small_font())
        metrics = painter.fontMetrics()
        hint_width = min(metrics.horizontalAdvance(hint) + 2, words.width() // 2)
        place = QStyle.visualRect(direction, room, QRect(words).adjusted(words.width() - hint_width, 0, 0, 0))
        painter.drawText(place, int(far), metrics.elidedText(hint, Qt.TextElideMode.ElideRight, hint_width))
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        painter.setFont(option.font)
        width = words.width() - hint_width - SPACE.row
        place = QStyle.visualRect(direction, room, QRect(words.left(), words.top(), width, words.height()))
        shown = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        painter.drawText(place, int(near), shown)
        painter.restore()


class CommandPalette(Overlay):
    """A field and the list of what fits; Enter does the first."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over, width=_WIDTH, top=_TOP)
        self.setAccessibleName(self.tr("Command palette"))
        self._items: Sequence[PaletteItem] = ()
        self._found: list[PaletteItem] = []
        self._search: PaletteSearch | None = None
        self._question = 0
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Type an action, a person or a meeting"))
        self.field.setAccessibleName(self.tr("Type an action, a person or a meeting"))
        sign = self.field.addAction(icon("magnify"), QLineEdit.ActionPosition.LeadingPosition)
        sign.setText(self.field.placeholderText())
        self.field.installEventFilter(self)
        self.list = QListView()
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(self.tr("What fits"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._model = _Items(self)
        self.list.setModel(self._model)
        self.list.setItemDelegate(_Row(self.list))
        self.list.clicked.connect(self._run_at)
        self.nothing = body_label(self.tr("Nothing fits. Try fewer letters."), tone="muted")
        self.column.setContentsMargins(SPACE.row, SPACE.row, SPACE.row, SPACE.row)
        self.column.addWidget(self.field)
        self.column.addWidget(self.list, 1)
        self.column.addWidget(self.nothing)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_SEARCH_PAUSE_MS)
        self._pause.timeout.connect(self.search_now)
        self.field.textChanged.connect(self._typed)

    def wanted_height(self) -> int:
        """Return the height of the field and up to nine rows."""
        rows = max(1, min(_ROWS, self._model.rowCount()))
        return self.field.sizeHint().height() + rows * _ROW + 3 * SPACE.row + SPACE.hair

    def ask(self, items: Sequence[PaletteItem], search: PaletteSearch | None) -> None:
        """Open it with ``items`` and, once something is typed, what ``search`` finds."""
        self._items = items
        self._search = search
        self._found = []
        self.field.clear()
        self._show()
        self.open()
        self.field.setFocus()

    def shown(self) -> list[str]:
        """Return the texts in the list."""
        return [item.text for item in self._model.items]

    # ---- typing
    def _typed(self) -> None:
        self._found = []
        self._question += 1
        self._show()
        self._pause.start()

    def search_now(self) -> None:
        """Ask for people and meetings without waiting for a pause."""
        self._pause.stop()
        text = self.field.text().strip()
        if self._search is None or not text:
            return
        question = self._question

        def deliver(items: Sequence[PaletteItem]) -> None:
            if question == self._question and self.isVisible():
                self._found = list(items)
                self._show()

        self._search(text, deliver)

    def _show(self) -> None:
        items = [*matching(self._items, self.field.text()), *self._found]
        self._model.show(items)
        self.nothing.setVisible(not items)
        self.list.setVisible(bool(items))
        if items:
            self.list.setCurrentIndex(self._model.index(0))
        self.fit()
        if self.isVisible():
            count = len(items)
            announce(self.field, one_or_many(count, self.tr("1 result"), self.tr("%n results", "", count)))

    # ---- choosing
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list and Enter chooses, while the cursor stays in the field."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: _ROWS, Qt.Key.Key_PageUp: -_ROWS}
            if event.key() in step:
                self._move(step[Qt.Key(event.key())])
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._run_at(self.list.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def _move(self, by: int) -> None:
        count = self._model.rowCount()
        if not count:
            return
        row = self.list.currentIndex().row() + by
        row = row % count if abs(by) == 1 else max(0, min(count - 1, row))
        self.list.setCurrentIndex(self._model.index(row))
        announce(self.field, str(self._model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)))

    def _run_at(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        item = self._model.items[index.row()]
        self.close_sheet()
        item.run()
