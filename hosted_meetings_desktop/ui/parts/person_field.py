"""A field in which a person is found as one types; what is typed stays where nobody is chosen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFocusEvent, QIcon, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCompleter,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.meeting import MAX_NAME
from hosted_meetings_desktop.domain.person import Person
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.meeting_state import role_word
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
from hosted_meetings_desktop.ui.text.format import isolated, one_or_many, plain_tip
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.fonts import small_font
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

ASK_PAUSE_MS = 150
_SHOWN = 8
_HINT_ROLE = Qt.ItemDataRole.UserRole + 1
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex

Find = Callable[[str], Awaitable[Sequence[Person]]]
"""Returns whom somebody means who types a text; runs on the services' thread."""


class _Found(QAbstractListModel):
    """Who was found, the likeliest first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.people: tuple[Person, ...] = ()

    def show(self, people: Sequence[Person]) -> None:
        self.beginResetModel()
        self.people = tuple(people)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many were found."""
        return 0 if parent.isValid() else len(self.people)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return name, or role and address."""
        person = self.people[index.row()]
        hint = " · ".join(part for part in (role_word(person.role), person.email or isolated(person.phone)) if part)
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return person.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{person.name}, {hint}"
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(f"{person.name}, {hint}")
            case _ if role == _HINT_ROLE:
                return hint
            case _:
                return None


class _Row(QStyledItemDelegate):
    """The name, and at the far end role and address, which give way first."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return what it needs; it takes the width there is."""
        return QSize(0, SIZE.control)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        name, hint = option.text, str(index.data(_HINT_ROLE) or "")
        style = option.widget.style() if option.widget is not None else QApplication.style()
        option.text = ""
        option.icon = QIcon()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        painter.save()
        direction = option.direction
        painter.setLayoutDirection(direction)
        room = option.rect.adjusted(SPACE.row, 0, -SPACE.row, 0)
        wanted = min(option.fontMetrics.horizontalAdvance(name) + 2, room.width() * 2 // 3)
        left = room.width() - wanted - SPACE.tight
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        painter.setFont(option.font)
        near = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        place = QStyle.visualRect(direction, room, QRect(room.left(), room.top(), wanted, room.height()))
        shown = option.fontMetrics.elidedText(name, Qt.TextElideMode.ElideRight, wanted)
        painter.drawText(place, int(near), shown)
        # Not the palette's role: a view with a style sheet makes of it its text colour at half strength.
        painter.setPen(QColor(colours().muted))
        painter.setFont(small_font())
        metrics = painter.fontMetrics()
        far = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        place = QStyle.visualRect(direction, room, room.adjusted(room.width() - left, 0, 0, 0))
        painter.drawText(place, int(far), metrics.elidedText(hint, Qt.TextElideMode.ElideRight, left))
        painter.restore()


class _List(QListView):
    """The people under the field, with an edge: it stands over whatever is there."""

    def __init__(self) -> None:
        super().__init__()
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the edge in the colours of the theme that is shown."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setPen(QColor(colours().edge))
        painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
        painter.end()


class PersonField(QLineEdit):
    """Asks ``find`` once the person pauses and lists who fits; the cursor stays in the field all the while.

    Down opens the list and moves in it, Enter takes who is marked, Esc puts the list away and keeps what was typed.

    Signals:
        picked(Person): Somebody of the list was chosen.
        freed(): What stands in the field is text again, and nobody of the list.
    """

    picked = Signal(object)
    freed = Signal()

    def __init__(self, find: Find, calls: Calls, parent: QWidget | None = None) -> None:
        """Make the field.

        Args:
            find: Finds people.
            calls: Runs it.
            parent: The owner.
        """
        super().__init__(parent)
        self._find = find
        self._calls = calls
        self._person: Person | None = None
        self._question = 0
        self._call: Call | None = None
        self._anchor = QPoint()
        self._model = _Found(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(ASK_PAUSE_MS)
        self._pause.timeout.connect(self.ask_now)
        self.setMaxLength(MAX_NAME)
        self._list = _List()
        # Not the field's own completer: that would write who is only looked at into the field.
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(_SHOWN)
        self._completer.setPopup(self._list)
        self._list.setItemDelegate(_Row(self._list))
        self._list.setAccessibleName(self.tr("People found"))
        self._completer.setWidget(self)
        self._completer.activated.connect(self._take_marked)
        self._list.selectionModel().currentChanged.connect(self._say_marked)
        self.textEdited.connect(self._note_typing)

    # ---- what is in it
    @property
    def person(self) -> Person | None:
        """Who was chosen; None where the field holds text that somebody typed."""
        return self._person

    def set_person(self, person: Person | None) -> None:
        """Show somebody of the list; None empties the field."""
        self._stop_asking()
        self._person = person
        self.setText("" if person is None else person.name)
        self.setCursorPosition(0)

    @property
    def listed(self) -> tuple[Person, ...]:
        """Who stands in the open list; nobody when it is closed."""
        return self._model.people if self._list.isVisible() else ()

    # ---- typing
    def _note_typing(self, text: str) -> None:
        """Ask later; another name than that of who was chosen is text again."""
        self._question += 1
        if self._person is not None:
            self._person = None
            self.freed.emit()
        if text.strip():
            self._pause.start()
        else:
            self._stop_asking()

    def ask_now(self) -> None:
        """Ask without waiting for a pause."""
        self._pause.stop()
        text = self.text().strip()
        if not text:
            return
        if self._call is not None:
            self._call.cancel()
        self._question += 1
        shown, missed = partial(self._show, self._question), partial(self._miss, self._question)
        self._call = self._calls.run(self, partial(self._find, text), shown, missed)

    def _show(self, question: int, people: Sequence[Person]) -> None:
        # An answer to what stood there before, or to a field that was left, opens nothing.
        if question != self._question or not self.hasFocus():
            return
        self._model.show(people)
        if not people:
            self._list.hide()
            announce(self, self.tr("Nobody in the list fits"))
            return
        self._open_list()
        self._list.setCurrentIndex(_NOWHERE)  # nobody is taken by Enter who was not gone to
        count = len(people)
        found = one_or_many(count, self.tr("1 person found"), self.tr("%n people found", "", count))
        announce(self, self.tr("%1, arrow down to choose").replace("%1", found))

    # ---- where the list stands
    def _open_list(self) -> None:
        width = max(self.width(), SIZE.field_width)
        lead = self.width() - width if self.isRightToLeft() else 0
        self._completer.complete(QRect(lead, 0, width, self.height()))
        self._anchor = self.mapToGlobal(QPoint(0, 0))
        self._follow()

    def _follow(self) -> None:
        """Notice whatever moves the field: a note that comes above it moves what holds it, not the field itself."""
        holder: QWidget | None = self
        while holder is not None:
            holder.removeEventFilter(self)  # no twice, where the list stood open already
            holder.installEventFilter(self)
            holder = None if holder.isWindow() else holder.parentWidget()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the list along when the field moves."""
        if event.type() in {QEvent.Type.Move, QEvent.Type.Resize} and self._list.isVisible():
            QTimer.singleShot(0, self, self._take_list_along)
        return super().eventFilter(watched, event)

    @Slot()
    def _take_list_along(self) -> None:
        now = self.mapToGlobal(QPoint(0, 0))
        if self._list.isVisible() and now != self._anchor:
            self._list.move(self._list.pos() + now - self._anchor)
            self._anchor = now

    def _miss(self, question: int, _error: AppError) -> None:
        """Go on without the list: what is typed can be used as it is."""
        if question == self._question:
            self._list.hide()

    def _stop_asking(self) -> None:
        self._question += 1
        self._pause.stop()
        if self._call is not None:
            self._call.cancel()
            self._call = None
        self._list.hide()

    # ---- choosing
    def _take_marked(self, _name: str) -> None:
        index = self._list.currentIndex()
        if not index.isValid():
            return
        person = self._model.people[index.row()]
        self.set_person(person)
        announce(self, self.tr("%1 chosen").replace("%1", person.name))
        self.picked.emit(person)

    def _say_marked(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid() and self._list.isVisible():
            announce(self, str(index.data(Qt.ItemDataRole.AccessibleTextRole)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down asks when the list is closed; Esc first puts an open list away."""
        if event.key() == Qt.Key.Key_Down and not self._list.isVisible() and self.text().strip():
            self.ask_now()
            event.accept()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Ask nothing more once the person has gone on; the list itself is no way out."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._stop_asking()
