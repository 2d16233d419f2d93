"""The people of a sitting as a table: what the timeline shows, in words for everybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView

from hosted_meetings_desktop.domain.ledger.truth import PersonTruth, Truth
from hosted_meetings_desktop.ui.panes.attendance.words import person_look, person_outcome, short_length
from hosted_meetings_desktop.ui.parts.list_pane import width_for
from hosted_meetings_desktop.ui.text.format import DASH, duration_text, plain_tip, time_text
from hosted_meetings_desktop.ui.theme.fonts import small_font, tabular
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
NAME, OUTCOME, CAME, PRESENT, WAITED = range(5)
_ROWS = 10
_NAME_WIDTH = SIZE.details_width * 2 // 5


class PeopleModel(QAbstractTableModel):
    """The people of one sitting, in the order of the plan."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.people: tuple[PersonTruth, ...] = ()

    def show_truth(self, truth: Truth) -> None:
        """Show the people of another sitting, or the same as they are now."""
        if [each.key for each in truth.people] == [each.key for each in self.people]:
            self.people = truth.people
            if self.people:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self.people) - 1, WAITED))
            return
        self.beginResetModel()
        self.people = truth.people
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many people there are."""
        return 0 if parent.isValid() else len(self.people)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else WAITED + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the headings."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            NAME: self.tr("Name"),
            OUTCOME: self.tr("What became of them"),
            CAME: self.tr("Came"),
            PRESENT: self.tr("In the call"),
            WAITED: self.tr("Waited"),
        }[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        person = self.people[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(person, index.column())
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(self._text(person, index.column()))
            case Qt.ItemDataRole.DecorationRole if index.column() == OUTCOME:
                return person_look(person, still_in=person.still_in).icon
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(index.column())
            case Qt.ItemDataRole.FontRole:
                return tabular()
        return None

    def _text(self, person: PersonTruth, column: int) -> str:
        match column:
            case 0:
                return person.name or self.tr("Guest")
            case 1:
                return person_outcome(person, still_in=person.still_in)
            case 2:
                return time_text(person.arrived) if person.arrived is not None else DASH
            case 3:
                return short_length(person.present) if person.present else DASH
        return short_length(person.waited) if person.waited else DASH


def _alignment(column: int) -> int:
    side = Qt.AlignmentFlag.AlignRight if column >= CAME else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)


class PeopleTable(QTableView):
    """The table, as tall as its rows up to ten: so the facts of the chosen person stay near.

    Signals:
        person_chosen(str): The person the cursor is on, by their key.
    """

    person_chosen = Signal(str)

    def __init__(self, model: PeopleModel) -> None:
        super().__init__()
        self._people = model
        self._choosing = False
        self.setModel(model)
        self.setProperty("inset", "true")  # it stands in a panel, which has the margin already
        self.setAccessibleName(self.tr("People of the session"))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(max(SIZE.table_row, self.fontMetrics().height() + SPACE.row))
        head = self.horizontalHeader()
        head.setFont(small_font(strong=True))
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setMinimumSectionSize(SIZE.header)
        evening = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
        self._fixed = {
            CAME: width_for(self.tr("Came"), time_text(evening)),
            PRESENT: width_for(self.tr("In the call"), duration_text(timedelta(hours=1, minutes=5))),
            WAITED: width_for(self.tr("Waited"), duration_text(timedelta(minutes=59))),
        }
        for column in range(WAITED + 1):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        for column, width in self._fixed.items():
            self.setColumnWidth(column, width)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        model.modelReset.connect(self._note_rows)
        self.selectionModel().currentRowChanged.connect(self._tell)

    def _note_rows(self) -> None:
        many = self._people.rowCount() > _ROWS
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if many else policy.ScrollBarAlwaysOff)
        self.updateGeometry()

    def choose(self, key: str) -> None:
        """Put the cursor on a person, without telling of it."""
        row = next((n for n, each in enumerate(self._people.people) if each.key == key), -1)
        if row >= 0 and row != self.currentIndex().row():
            self._choosing = True
            self.setCurrentIndex(self._people.index(row, NAME))
            self._choosing = False

    def _tell(self, now: QModelIndex) -> None:
        if now.isValid() and not self._choosing:
            self.person_chosen.emit(self._people.people[now.row()].key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out when they came, then the wait, where the names need the room; the facts below say both."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        width = self.viewport().width()
        texts = [self._people.index(row, OUTCOME).data() for row in range(self._people.rowCount())]
        outcome = width_for(self.tr("What became of them"), *texts, icon=True)
        outcome = min(outcome, max(_NAME_WIDTH, (width - self._fixed[PRESENT]) * 3 // 5))
        room = width - outcome - sum(self._fixed.values())
        for column in (CAME, WAITED):
            short = room < _NAME_WIDTH
            if self.isColumnHidden(column) != short:
                self.setColumnHidden(column, short)
            if short:
                room += self._fixed[column]
        self.setColumnWidth(OUTCOME, outcome)
        self.setColumnWidth(NAME, max(SIZE.header, room))

    def sizeHint(self) -> QSize:
        """Return the height of the rows, of some where there are many."""
        height = self.horizontalHeader().sizeHint().height()
        height += min(self._people.rowCount(), _ROWS) * self.verticalHeader().defaultSectionSize()
        return QSize(super().sizeHint().width(), height + 2)

    def minimumSizeHint(self) -> QSize:
        """Return the same height, and what the name and the outcome cannot do without."""
        return QSize(SIZE.details_width // 2, self.sizeHint().height())
