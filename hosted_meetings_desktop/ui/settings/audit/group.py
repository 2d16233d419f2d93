"""The settings' group about the audit log: its newest entries, the proof that it is whole, the log as a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.audit import AuditLine
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ledger.chain import Verdict
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.parts.buttons import plain_button
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.labels import small_label
from hosted_meetings_desktop.ui.parts.line_table import LineTable
from hosted_meetings_desktop.ui.parts.save_question import SaveQuestion
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.settings.asked import AskedGroup
from hosted_meetings_desktop.ui.settings.audit.words import facts_text, verdict_text, what_text
from hosted_meetings_desktop.ui.text.format import moment_text
from hosted_meetings_desktop.ui.theme.tokens import SPACE

AT_ONCE = 100
"""So many entries come at a time."""

_SHOWN_ROWS = 7
_NARROW, _WIDE = (0, 3), (1, 2, 4)
_NOWHERE = QModelIndex()
_LEAD = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
Index = QModelIndex | QPersistentModelIndex


class AuditLog(Protocol):
    """What the group asks (``AuditService``)."""

    async def page(self, offset: int, limit: int) -> Page[AuditLine]:
        """Return entries, the newest first."""
        ...

    async def check(self) -> Verdict:
        """Return whether nothing was changed or removed."""
        ...

    async def export_csv(self, target: Path) -> int:
        """Write the whole log; returns how many entries."""
        ...


class AuditModel(QAbstractTableModel):
    """When, what, with what, who, why."""

    def __init__(self, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._clock = clock
        self.lines: tuple[AuditLine, ...] = ()

    def show(self, lines: tuple[AuditLine, ...]) -> None:
        """Show entries."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many entries are shown."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return five."""
        return 0 if parent.isValid() else 5

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEAD
        heads = self.tr("When"), self.tr("What"), self.tr("With what"), self.tr("Who"), self.tr("Why")
        return heads[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell; its tip tells the whole entry with its facts."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cells(line)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole and line.note is not None:
            _when, what, thing, _who, why = self._cells(line)
            return "\n".join(text for text in (what, thing, why, facts_text(line.note)) if text)
        return None

    def _cells(self, line: AuditLine) -> tuple[str, str, str, str, str]:
        if line.note is None:
            return "", self.tr("Entry %1 cannot be read").replace("%1", str(line.number)), "", "", ""
        note = line.note
        return moment_text(note.at, self._clock()), what_text(note), line.thing or note.subject, note.who, note.why


class AuditGroup(AskedGroup):
    """The newest entries, and what can be done with the log; nothing in it can be changed."""

    def __init__(self, log: AuditLog, calls: Calls, clock: Clock = utc_now, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Audit log"), parent, found_by=self.tr("who did what when proof consent export deleted")
        )
        self._log = log
        self._calls = calls
        self._total = 0
        self.save_question = SaveQuestion(self)
        self.model = AuditModel(clock, self)
        self.table = LineTable(self.tr("Entries of the audit log"), shown_rows=_SHOWN_ROWS)
        self.table.setModel(self.model)
        self.table.setProperty("inset", "true")  # it stands in a card, which has the margin already
        head = self.table.horizontalHeader()
        # All five stand in the card, without scrolling sideways; what is cut is in the tip.
        for column in _NARROW:
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        for column in _WIDE:
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.count = small_label("")
        self.more_button = plain_button(self.tr("Show older"))
        self.more_button.clicked.connect(self.show_older)
        self.check_button = plain_button(self.tr("Check"), "shield-check-outline")
        self.check_button.setAccessibleName(self.tr("Check that the log is whole"))
        self.check_button.clicked.connect(self.check)
        self.save_button = plain_button(self.tr("Save as CSV…"), "content-save-outline")
        self.save_button.clicked.connect(self.ask_where)
        self.add_wide(self._arranged())
        self.add_result()
        self.retry_requested.connect(self.reload)

    def _arranged(self) -> QWidget:
        whole = QWidget()
        foot = QHBoxLayout()
        foot.setSpacing(SPACE.row)
        foot.addWidget(self.count, 1)
        for button in (self.more_button, self.check_button, self.save_button):
            foot.addWidget(button)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.row)
        column.addWidget(
            small_label(
                self.tr(
                    "What was done with recordings, reports and consents, by whom and why. Entries can neither be "
                    "changed nor removed; a file with them shows later that this is so."
                )
            )
        )
        column.addWidget(self.table)
        column.addLayout(foot)
        return whole

    # ---- reading
    def reload(self) -> None:
        """Read the newest entries."""
        self._read(max(AT_ONCE, len(self.model.lines)))

    @Slot()
    def show_older(self) -> None:
        """Read more of them."""
        self._read(len(self.model.lines) + AT_ONCE)

    def _read(self, limit: int) -> None:
        self._calls.run(self, partial(self._log.page, 0, limit), self._show, self._miss)

    def _show(self, page: Page[AuditLine]) -> None:
        self.note_shown()
        self.model.show(page.rows)
        shown, total = len(page.rows), page.total
        self.table.setVisible(bool(total))
        self.more_button.setVisible(shown < total)
        if not total:
            said = self.tr("Nothing yet.")
        else:
            said = self.tr("The newest %1 of %2 entries").replace("%1", str(shown)).replace("%2", str(total))
        self.count.setText(said)

    def _miss(self, error: AppError) -> None:
        self.tell_missed(self.tr("The audit log cannot be read."), error)

    # ---- doing
    @Slot()
    def check(self) -> None:
        """Prove that nothing was changed or removed."""

        def told(verdict: Verdict) -> None:
            self.result.show_message(verdict_text(verdict), kind="success" if verdict.sound else "error")

        self._calls.run(self, self._log.check, told, self.result.show_error)

    @Slot()
    def ask_where(self) -> None:
        """Ask where to save the log."""
        self.save_question.ask(
            self.tr("Save the audit log"), self.tr("Audit log.csv"), self.tr("CSV files (*.csv)"), self.save_to
        )

    def save_to(self, target: Path) -> None:
        """Write the log into a file."""

        def told(count: int) -> None:
            said = self.tr("%1 entries are saved.").replace("%1", str(count))
            self.result.show_message(said, kind="success", timeout_ms=8_000)

        self._calls.run(self, partial(self._log.export_csv, target), told, self.result.show_error)
