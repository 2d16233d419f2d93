"""Put a backup back: which one, and what happens then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from hosted_meetings_desktop.domain.errors import AppError, StoreProblem
from hosted_meetings_desktop.domain.safekeeping import Backup, Reason, Upgrade
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.labels import body_label
from hosted_meetings_desktop.ui.parts.states import StateStack
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import moment_text, size_text
from hosted_meetings_desktop.ui.theme.fonts import tabular
from hosted_meetings_desktop.ui.theme.tokens import SIZE
from hosted_meetings_desktop.ui.window.store_words import backup_words, putting_back, reason_words

_NOWHERE = QModelIndex()
_ROWS = 7
_LEAD = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
_END = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter


class StoreKeeper(Protocol):
    """What looks after the store (``SafekeepingService``)."""

    @property
    def problem(self) -> StoreProblem | None:
        """What is wrong with it, None when all is well."""
        ...

    @property
    def upgrade(self) -> Upgrade | None:
        """How far it is on its way to this program's schema; None while it is not."""
        ...

    async def backups(self) -> tuple[Backup, ...]:
        """Return the copies, the newest first."""
        ...

    async def back_up_now(self) -> Backup:
        """Make a copy."""
        ...

    async def put_back(self, backup: Backup) -> None:
        """Put a copy in the store's place; what was there becomes a copy itself."""
        ...

    async def begin_anew(self) -> None:
        """Put a store that cannot be opened aside, and begin with an empty one."""
        ...


class BackupModel(QAbstractTableModel):
    """When, why, how large."""

    def __init__(self, clock: Callable[[], datetime], parent: QObject) -> None:
        super().__init__(parent)
        self._clock = clock
        self.rows: tuple[Backup, ...] = ()

    def show(self, rows: Sequence[Backup]) -> None:
        """Show ``rows``."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """Return how many copies there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """Return three."""
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _END if section == 1 else _LEAD
        if role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Made"), self.tr("Size"), self.tr("Why"))[section]
        return None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        backup = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return (
                    moment_text(backup.made_at, self._clock()),
                    size_text(backup.size),
                    reason_words(backup.reason),
                )[index.column()]
            case Qt.ItemDataRole.AccessibleTextRole:
                return backup_words(backup, self._clock())
            case Qt.ItemDataRole.TextAlignmentRole:
                return _END if index.column() == 1 else _LEAD
            case Qt.ItemDataRole.FontRole:
                return tabular()
            case _:
                return None


class RestoreDialog(Dialog):
    """The list of copies, what happens, and the deed.

    Signals:
        put_back(Backup): It stands in the store's place now.
    """

    put_back = Signal(object)

    def __init__(
        self,
        keeper: StoreKeeper,
        calls: Calls,
        clock: Callable[[], datetime] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(self.tr("Put a backup back"), self.tr("Put back"), danger=True, parent=parent)
        self._keeper = keeper
        self._calls = calls
        self._clock = clock or utc_now
        self._model = BackupModel(self._clock, self)
        self.table = self._table()
        self.states = StateStack(self.table)
        self.states.setMinimumHeight(SIZE.control + _ROWS * SIZE.table_row)
        self.what_happens = body_label("")
        self.body.addWidget(self.states)
        self.body.addWidget(self.what_happens)
        self.setFixedWidth(SIZE.text_width + 80)
        self.main_button.setEnabled(False)
        self.confirmed.connect(self._put_back)
        self.load()

    def _table(self) -> QTableView:
        table = QTableView()
        table.setModel(self._model)
        table.setAccessibleName(self.tr("Backups"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(SIZE.table_row)
        head = table.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        head.resizeSection(0, 160)
        head.resizeSection(1, 96)
        table.selectionModel().currentRowChanged.connect(self._say_what_happens)
        return table

    # ---- the list
    def load(self) -> None:
        """Ask for the copies."""
        self.states.show_loading()
        self._calls.run(
            self, self._keeper.backups, self._show, lambda error: self.states.show_error(error, self.load)
        )

    def _show(self, backups: tuple[Backup, ...]) -> None:
        self._model.show(backups)
        if not backups:
            self.states.show_empty(self.tr("There is no backup on this PC yet. One is made by itself each day."))
            return
        self.states.show_content()
        # What could not be opened then hardly can now: the first that is offered is another one.
        whole = (row for row, backup in enumerate(backups) if backup.reason is not Reason.SET_ASIDE)
        self.choose(next(whole, 0))
        self.table.setFocus()

    def choose(self, row: int) -> None:
        """Go to a copy."""
        self.table.setCurrentIndex(self._model.index(row, 0))

    @property
    def chosen(self) -> Backup | None:
        """The copy that the person is on."""
        index = self.table.currentIndex()
        return self._model.rows[index.row()] if index.isValid() else None

    def _say_what_happens(self) -> None:
        chosen = self.chosen
        self.main_button.setEnabled(chosen is not None and not self.busy)
        self.what_happens.setText(putting_back(chosen, self._clock()) if chosen is not None else "")

    # ---- the deed
    def _put_back(self) -> None:
        chosen = self.chosen
        if chosen is None or self.busy:
            return
        self.set_busy(busy=True)
        self.message_bar.dismiss()

        def done(_nothing: None) -> None:
            self.set_busy(busy=False)
            self.put_back.emit(chosen)
            self.accept()

        def failed(error: AppError) -> None:
            self.show_error(error)
            announce(self, error.title, urgent=True)

        self._calls.run(self, lambda: self._keeper.put_back(chosen), done, failed)
