"""The lines of a file as they would be imported, each with what becomes of it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QResizeEvent

from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.services.people_lines import (
    ImportLine,
    ImportPreview,
)
from hosted_meetings_desktop.ui.panes.people.import_words import line_sentence, outcome_icon
from hosted_meetings_desktop.ui.panes.people.rows import language_word
from hosted_meetings_desktop.ui.parts.line_table import LineTable
from hosted_meetings_desktop.ui.parts.list_pane import width_for
from hosted_meetings_desktop.ui.parts.meeting_state import role_word
from hosted_meetings_desktop.ui.text.format import isolated, plain_tip
from hosted_meetings_desktop.ui.theme.fonts import tabular
from hosted_meetings_desktop.ui.theme.tokens import SIZE

LINE, OUTCOME, NAME, ROLE, EMAIL, PHONE, LANGUAGE = range(7)
_SHOWN_ROWS = 3
_NOWHERE = QModelIndex()
_LEAD = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
_END = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
Index = QModelIndex | QPersistentModelIndex


class PreviewModel(QAbstractTableModel):
    """Some lines of a preview: all, or those that come to one thing."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._preview: ImportPreview | None = None
        self.lines: tuple[ImportLine, ...] = ()
        self._figures = tabular()

    def show(self, preview: ImportPreview, lines: tuple[ImportLine, ...]) -> None:
        """Show ``lines`` of ``preview``."""
        self.beginResetModel()
        self._preview, self.lines = preview, lines
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return seven."""
        return 0 if parent.isValid() else LANGUAGE + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _END if section == LINE else _LEAD
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("Line"), self.tr("What happens"), self.tr("Name"), self.tr("Role"), self.tr("E-mail"),
            self.tr("Phone"), self.tr("Language"),
        )[section]  # fmt: skip

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        line = self.lines[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._text(line, index.column())
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(self._text(line, index.column()))
            case Qt.ItemDataRole.DecorationRole if index.column() == OUTCOME:
                return outcome_icon(line)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _END if index.column() == LINE else _LEAD
            case Qt.ItemDataRole.FontRole:
                return self._figures
            case _:
                return None

    def _text(self, line: ImportLine, column: int) -> str:
        person = line.person
        if column == LINE:
            return str(line.first)
        if column == OUTCOME:
            return "" if self._preview is None else line_sentence(line, self._preview)
        if person is None:  # nothing could be made of it: the line itself
            return " · ".join(cell.strip() for cell in line.cells if cell.strip())[:200] if column == NAME else ""
        match column:
            case 2:
                return person.name
            case 3:
                return role_word(person.role)
            case 4:
                return person.email
            case 5:
                return isolated(person.phone)
            case _:
                return language_word(person.language)


class PreviewTable(LineTable):
    """What becomes of each line of a file."""

    def __init__(self, model: PreviewModel) -> None:
        super().__init__(QCoreApplication.translate("PreviewTable", "Lines of the file"), shown_rows=_SHOWN_ROWS)
        self.setModel(model)
        head = self.horizontalHeader()
        head.setTextElideMode(Qt.TextElideMode.ElideRight)
        widths = {
            LINE: width_for("100,000"),
            NAME: SIZE.details_width * 3 // 5,
            ROLE: width_for(role_word(Role.INTERPRETER)),
            EMAIL: width_for("firstname.lastname@clinic"),
            PHONE: width_for("+49 30 123456789"),
            LANGUAGE: width_for("Português", self.tr("Language")),
        }
        for section, width in widths.items():
            head.resizeSection(section, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give what happens the room that is left."""
        super().resizeEvent(event)
        taken = sum(self.columnWidth(section) for section in range(LANGUAGE + 1) if section != OUTCOME)
        self.setColumnWidth(OUTCOME, max(SIZE.details_width * 3 // 4, self.viewport().width() - taken))


def lines_of(preview: ImportPreview, wanted: str) -> tuple[ImportLine, ...]:
    """Return the lines under one of the filters "all", "new", "known" and "problems"."""
    found = {"all": preview.lines, "new": preview.new, "known": preview.known, "problems": preview.lacking}
    return found[wanted]
