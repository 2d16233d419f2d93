"""What every pane has: a header with title, search and main action, the content, and a message bar over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.live import SyncStatus
from hosted_meetings_desktop.ui.parts.floating import float_over
from hosted_meetings_desktop.ui.parts.labels import title_label
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SPACE

if TYPE_CHECKING:
    from hosted_meetings_desktop.ui.parts.slot_choice import SlotChoice

SEARCH_PAUSE_MS = 200
_SEARCH_WIDTH = 260


class SearchField(QLineEdit):
    """A search field that asks once the person pauses.

    Attributes:
        searched_text: What was asked for last, empty for nothing; may be older than what stands in the field.

    Signals:
        searched(str): The text without blanks around it.
    """

    searched = Signal(str)

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setClearButtonEnabled(True)
        self.addAction(icon("magnify"), QLineEdit.ActionPosition.LeadingPosition).setText(hint)
        self.setMinimumWidth(140)
        self.setMaximumWidth(_SEARCH_WIDTH)
        self.searched_text = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_PAUSE_MS)
        self._pause.timeout.connect(self.search_now)
        self.textChanged.connect(self._pause.start)
        self.returnPressed.connect(self.search_now)

    def search_now(self) -> None:
        """Ask at once, if the text is another than last time."""
        self._pause.stop()
        text = self.text().strip()
        if text != self.searched_text:
            self.searched_text = text
            self.searched.emit(text)

    def forget(self) -> None:
        """Empty the field without asking."""
        self.clear()
        self._pause.stop()
        self.searched_text = ""


class Pane(QWidget):
    """Base of all panes.

    Attributes:
        topics: What the pane reloads on; the window calls :meth:`reload` when one of them was published.
        message_bar: For what happened in this pane.
        search: The search field, if the pane has one.

    Signals:
        undo_changed(): What :meth:`undo_text` or :meth:`redo_text` says is different now.
    """

    undo_changed = Signal()

    topics: frozenset[str] = frozenset()

    def __init__(self, title: str, *, search_hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.setAccessibleName(title)
        self.message_bar = MessageBar()
        self.search: SearchField | None = SearchField(search_hint) if search_hint else None
        self._header = QHBoxLayout()
        self._header.setContentsMargins(SPACE.page, SPACE.gap, SPACE.page, SPACE.tight)
        self._header.setSpacing(SPACE.tight)
        self._header.addWidget(title_label(title))
        self._slot = QHBoxLayout()
        self._slot.setSpacing(SPACE.row)
        self._header.addSpacing(SPACE.row)
        self._header.addLayout(self._slot)
        self._header.addStretch(1)
        if self.search is not None:
            self._header.addWidget(self.search, 10)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._header)
        float_over(self.message_bar, self)

    def add_header_widget(self, widget: QWidget) -> None:
        """Put filters or small choices beside the title."""
        self._slot.addWidget(widget)

    def set_main_action(self, button: QWidget) -> None:
        """Put the pane's one main action top right."""
        self._header.addWidget(button)

    def set_content(self, widget: QWidget) -> None:
        """Fill the rest of the pane."""
        self._column.addWidget(widget, 1)

    def reload(self) -> None:
        """Fetch again what is shown; panes override it."""

    def show_status(self, status: SyncStatus) -> None:
        """Take how we stand with the video service; the window tells every pane whenever that changes."""

    def focus_search(self) -> bool:
        """Put the cursor into the search field (Ctrl+F).

        Returns:
            Whether the pane has one.
        """
        if self.search is None:
            return False
        self.search.setFocus()
        self.search.selectAll()
        return True

    def focus_content(self) -> None:
        """Put the focus where the work is, after the person came here by key; a list unless a pane knows better."""
        views = [view for view in self.findChildren(QAbstractItemView) if view.isVisibleTo(self)]
        if views:
            views[0].setFocus()

    def undo_text(self) -> str:
        """Return what Ctrl+Z would take back here ("moving Wound check"), empty when nothing."""
        return ""

    def undo(self) -> None:
        """Take the last change back (Ctrl+Z); panes with changes override it."""

    def redo_text(self) -> str:
        """Return what Ctrl+Shift+Z would do again here, empty when nothing."""
        return ""

    def redo(self) -> None:
        """Do again what was taken back last (Ctrl+Shift+Z); panes with changes override it."""

    def state(self) -> dict[str, Any]:
        """Return what to remember until the next run; plain values only."""
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        """Take what :meth:`state` returned last time; values may be missing or odd."""

    def save_columns(self, settings: QSettings) -> None:
        """Remember the columns of the pane's tables."""

    def restore_columns(self, settings: QSettings) -> None:
        """Take the columns from last time."""

    def menu_actions(self) -> list[QAction]:
        """Return what the window's Meeting menu and the command palette offer while the pane is shown."""
        return []

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Return keys that are no action's, for the sheet of keys (F1): what each does, and the key."""
        return ()


def coming_row(part: MessageBar | SlotChoice, *, below: int = SPACE.row) -> QFrame:
    """Return a row in line with the pane's others around something that comes and goes, and takes no room without it.

    Args:
        part: What stands in it.
        below: The room under it while it is there.
    """
    row = QFrame()
    holder = QHBoxLayout(row)
    holder.setContentsMargins(SPACE.page, 0, SPACE.page, below)
    holder.addWidget(part)
    row.hide()
    part.shown.connect(row.show)
    part.closed.connect(row.hide)
    return row
