"""Who came: every session of the clinic, and for each its people with their times."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

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
from hosted_meetings_desktop.ui.parts.searched_pane import SearchedPane
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
from hosted_meetings_desktop.ui.theme.tokens import SIZE


class AttendancePane(SearchedPane[Session]):
    """Sessions left, the people of one right."""

    topics = frozenset({"sessions"})

    def __init__(
        self, attendance: AttendanceService, calls: Calls, *, clock: Clock = utc_now, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            self.tr("Attendance"),
            search_hint=self.tr("Search attendance"),
            nothing_fits=self.tr("No session fits “%1”."),
            nothing_yet=self.tr("No meeting has been held yet. Who came is listed here from the first call on."),
            calls=calls,
            clock=clock,
            parent=parent,
        )
        self._attendance = attendance
        self._call: Call | None = None
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
    async def page(self, query: str, offset: int, limit: int) -> Page[Session]:
        """Return rows."""
        return await self._attendance.page(query, offset, limit)

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
        if row is None:
            return
        name = self.tr("Attendance %1.csv").replace("%1", f"{row.started_at.astimezone():%Y-%m-%d %H-%M}")
        title, kinds = self.tr("Export attendance"), self.tr("CSV files (*.csv)")
        self.save_question.ask(title, name, kinds, partial(self._export, row.id))

    def export_to(self, target: Path) -> None:
        """Write the people of the selected session to a CSV file."""
        if self.table.selected is not None:
            self._export(self.table.selected.id, target)

    def _export(self, session_id: SessionId, target: Path) -> None:
        work = partial(self._attendance.export_csv, session_id, target)
        self.calls.run(self, work, partial(self._tell_exported, target.name), self.message_bar.show_error)

    def _tell_exported(self, name: str, _nothing: None) -> None:
        self.message_bar.tell(self.tr("The attendance is saved as “%1”.").replace("%1", name))
