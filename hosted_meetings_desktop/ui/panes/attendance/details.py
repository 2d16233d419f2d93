"""One session: its people, their totals, and the way out as a CSV file."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton

from hosted_meetings_desktop.domain.attendance import SessionAttendance
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.ui.panes.attendance.people import Legend, PeopleModel, PeopleTable
from hosted_meetings_desktop.ui.panes.attendance.rows import length_of, state_text, when_text
from hosted_meetings_desktop.ui.parts.badge import Badge
from hosted_meetings_desktop.ui.parts.buttons import main_button
from hosted_meetings_desktop.ui.parts.labels import body_label
from hosted_meetings_desktop.ui.parts.report_details import ReportDetails
from hosted_meetings_desktop.ui.text.format import duration_text


class SessionDetails(ReportDetails):
    """The details panel of a session.

    Signals:
        export_wanted(): Export the people as CSV.
        again_wanted(): Ask again who was there.
    """

    export_wanted = Signal()
    again_wanted = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.session: Session | None = None
        self.attendance: SessionAttendance | None = None
        self.export_button: QPushButton | None = None
        self.model = PeopleModel(self)

    def show_loading(self, session: Session) -> None:
        """Show what the list knows until the people are here."""
        self.session, self.attendance = session, None
        self.message_bar.dismiss()
        self._begin(session, keep_scroll=False)
        self.add_section().addWidget(body_label(self.tr("Looking up who was there…"), tone="muted"))

    def show_attendance(self, attendance: SessionAttendance) -> None:
        """Show the people."""
        same = self.attendance is not None and self.session is not None
        self.session, self.attendance = attendance.session, attendance
        self._begin(attendance.session, keep_scroll=same)
        self.export_button = None
        if attendance.people:
            self.export_button = main_button(self.tr("Export CSV…"), "file-export-outline")
            self.export_button.clicked.connect(self.export_wanted)
            self.add_action(self.export_button)
        self.add_meeting_link(attendance.session.meeting_id)
        self._add_totals(attendance)
        self._add_people(attendance)
        self.add_age(attendance.observed_at, self._clock())

    def show_error(self, error: AppError) -> None:
        """Say why the people are missing; what was shown stays."""
        if self.attendance is None and self.session is not None:
            self._begin(self.session, keep_scroll=False)
            self.add_section().addWidget(body_label(self.tr("Who was there is not known yet."), tone="muted"))
        self.message_bar.show_error(error, action_text=self.tr("Try again"), action=self.again_wanted.emit)

    # ---- parts
    def _begin(self, session: Session, *, keep_scroll: bool) -> None:
        self.begin(session.title, when_text(session, self._clock()), keep_scroll=keep_scroll)
        self.add_badge(Badge("live" if session.open else "over", state_text(session)))

    def _add_totals(self, attendance: SessionAttendance) -> None:
        session, people = attendance.session, attendance.people
        self.add_section()
        length = duration_text(length_of(session, self._clock()))
        if not people:
            self.add_fact(self.tr("Length"), length)
            return
        self.add_fact(self.tr("People"), self.locale().toString(len(people)))
        self.add_fact(self.tr("At once"), self.tr("%n at most", "", session.most_at_once))
        self.add_fact(self.tr("Length"), length)
        self.add_fact(self.tr("All together"), duration_text(attendance.total))
        average = sum((person.present for person in people), timedelta(0)) / len(people)
        self.add_fact(self.tr("On average"), duration_text(average))

    def _add_people(self, attendance: SessionAttendance) -> None:
        column = self.add_section(self.tr("Who was there"))
        if not attendance.people:
            column.addWidget(body_label(self.tr("Who was there is not known yet."), tone="muted"))
            return
        self.model.show_session(attendance, self._clock())
        self.table = PeopleTable(self.model)
        column.addWidget(self.table)
        if any(person.joins > 1 for person in attendance.people):
            legend = Legend()
            self.table.bars_shown.connect(legend.setVisible)
            column.addWidget(legend, 0, Qt.AlignmentFlag.AlignLeading)
