"""Who came: every session of the clinic, and for each its people with their times."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from hosted_meetings_desktop.domain.attendance import SessionAttendance
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import SessionId
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.ui.panes.attendance.details import SessionDetails
from hosted_meetings_desktop.ui.panes.attendance.rows import session_columns
from hosted_meetings_desktop.ui.panes.attendance.services import AttendanceService
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.list_pane import Emptiness, ListPane
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
from hosted_meetings_desktop.ui.theme.tokens import SIZE

_TOLD_MS = 8_000


class AttendancePane(ListPane[Session]):
    """Sessions left, the people of one right.

    Signals:
        meeting_requested(str): Show a meeting.
    """

    topics = frozenset({"sessions"})

    meeting_requested = Signal(str)

    def __init__(
        self, attendance: AttendanceService, calls: Calls, *, clock: Clock = utc_now, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            self.tr("Attendance"), search_hint=self.tr("Search sessions"), calls=calls, clock=clock, parent=parent
        )
        self._attendance = attendance
        self._call: Call | None = None
        self.file_dialog: QFileDialog | None = None
        details = SessionDetails(clock)
        self.session_details = details
        self.build(
            session_columns(clock),
            details,
            name="attendance",
            row_id=lambda session: session.id,
            details_width=SIZE.text_width + SIZE.details_width // 4,
        )
        details.export_wanted.connect(self.export_selected)
        details.again_wanted.connect(self._load_people)
        details.meeting_chosen.connect(self.meeting_requested)

    # ---- the list
    async def page(self, offset: int, limit: int) -> Page[Session]:
        """Return rows."""
        return await self._attendance.page(self.searched_text, offset, limit)

    def emptiness(self) -> Emptiness:
        """Return what an empty list says."""
        if self.searched_text:
            sentence = self.tr("No session fits “%1”.").replace("%1", self.searched_text)
            return Emptiness(sentence, self.tr("Clear the search"), self.clear_search)
        return Emptiness(self.tr("No meeting has been held yet. Who came is listed here from the first call on."))

    def show_row(self, row: Session, *, same: bool) -> None:
        """Look up who was in the session."""
        if not same:
            self.session_details.show_loading(row)
        self._load_people()

    def reload(self, *, from_top: bool = False) -> None:
        """Fetch the list again, and the people of the session that is shown."""
        super().reload(from_top=from_top)
        if not self.details.isHidden():
            self._load_people()

    # ---- the people
    @property
    def attendance(self) -> SessionAttendance | None:
        """The people that are shown; None while they are looked up."""
        return self.session_details.attendance

    @Slot()
    def _load_people(self) -> None:
        row = self.table.selected
        if row is None:
            return
        if self._call is not None:
            self._call.cancel()
        work = partial(self._attendance.session, row.id)
        self._call = self.calls.run(self, work, self._show_people, partial(self._miss_people, row.id))

    def _show_people(self, attendance: SessionAttendance) -> None:
        row = self.table.selected
        if row is not None and row.id == attendance.session.id:
            self.session_details.show_attendance(attendance)

    def _miss_people(self, session_id: SessionId, error: AppError) -> None:
        row = self.table.selected
        if row is not None and row.id == session_id:
            self.session_details.show_error(error)

    # ---- export
    @Slot()
    def export_selected(self) -> None:
        """Ask where the CSV file of the selected session should go."""
        row = self.table.selected
        if row is None or self.file_dialog is not None:
            return
        dialog = QFileDialog(self.window(), self.tr("Export attendance"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.setNameFilter(self.tr("CSV files (*.csv)"))
        dialog.selectFile(self.tr("Attendance %1.csv").replace("%1", f"{row.started_at.astimezone():%Y-%m-%d %H-%M}"))
        dialog.fileSelected.connect(partial(self._export, row.id))
        dialog.finished.connect(self._forget_dialog)
        self.file_dialog = dialog
        dialog.open()

    def _forget_dialog(self, _result: int = 0) -> None:
        if self.file_dialog is not None:
            self.file_dialog.deleteLater()
            self.file_dialog = None

    def export_to(self, target: Path) -> None:
        """Write the people of the selected session to a CSV file."""
        if self.table.selected is not None:
            self._export(self.table.selected.id, str(target))

    def _export(self, session_id: SessionId, target: str) -> None:
        work = partial(self._attendance.export_csv, session_id, Path(target))
        self.calls.run(self, work, partial(self._tell_exported, Path(target).name), self.message_bar.show_error)

    def _tell_exported(self, name: str, _nothing: None) -> None:
        told = self.tr("The attendance is saved as “%1”.").replace("%1", name)
        self.message_bar.show_message(told, kind="success", timeout_ms=_TOLD_MS)
