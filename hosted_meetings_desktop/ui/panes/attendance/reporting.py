"""The ways from the attendance pane to reports: of a session, a person, a host, a period, and certificates."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from hosted_meetings_desktop.domain.ledger.listing import ListQuery
from hosted_meetings_desktop.ui.panes.attendance.details import SittingDetails
from hosted_meetings_desktop.ui.parts.pane import Pane
from hosted_meetings_desktop.ui.runtime.calls import Calls

if TYPE_CHECKING:
    from hosted_meetings_desktop.ui.reports.desk import ReportDesk
    from hosted_meetings_desktop.ui.reports.services import ReportService

HostNames = Callable[[], Awaitable[Sequence[str]]]
_DAY = timedelta(days=1)


class Reporting(QObject):
    """Asks for reports of what the pane shows; without a service it asks for none."""

    def __init__(
        self,
        pane: Pane,
        details: SittingDetails,
        calls: Calls,
        reports: Callable[[], ReportService] | None,
        host_names: HostNames | None,
    ) -> None:
        """Make it.

        Args:
            pane: Where it is told what came of a report.
            details: The session and the person that reports are of.
            calls: Runs the service.
            reports: Makes the service when a report is first wanted; None where there is none.
            host_names: Tells the hosts used before.
        """
        super().__init__(pane)
        self._pane = pane
        self._details = details
        self._calls = calls
        self._make = reports
        self._host_names = host_names
        details.report_wanted.connect(self.of_session)
        details.certificate_wanted.connect(self.certify)
        details.visits_wanted.connect(self.of_person)

    @cached_property
    def desk(self) -> ReportDesk | None:
        """What asks for, writes and tells of reports; made when one is first wanted."""
        if self._make is None:
            return None
        from hosted_meetings_desktop.ui.reports.desk import ReportDesk

        return ReportDesk(self._pane, self._make(), self._calls, host_names=self._host_names)

    def of_period(self, shown: ListQuery) -> None:
        """Ask of which days, and of whom, a report is wanted; first of those that are listed."""
        if self.desk is not None:
            last = shown.days_before - _DAY if shown.days_before is not None else None
            self.desk.ask_period(shown.days_from, last)

    @Slot(str)
    def of_host(self, host: str) -> None:
        """Report a host's meetings."""
        if self.desk is not None:
            self.desk.ask_host(host)

    @Slot()
    def of_session(self) -> None:
        """Report the session that is shown, or a planned time to which nobody came."""
        row = self._details.row
        if self.desk is None or row is None:
            return
        if row.session is not None:
            self.desk.ask_session(row.session, row.began)
        else:
            self.desk.ask_sitting(row.id, row.began)

    @Slot(str)
    def certify(self, key: str) -> None:
        """Write a person's certificate of attendance."""
        truth, session, row = self._details.attendance, self._details.session_id, self._details.row
        person = truth.person(key) if truth is not None else None
        if self.desk is None or truth is None or person is None or session is None or row is None:
            return
        self.desk.ask_certificate(session, key, person.name, truth.starts_at or truth.as_of, title=row.title)

    @Slot(str)
    def of_person(self, key: str) -> None:
        """Report all visits of a person."""
        truth = self._details.attendance
        person = truth.person(key) if truth is not None else None
        if self.desk is not None and person is not None and person.person is not None:
            self.desk.ask_person(frozenset({person.person}), person.name)
