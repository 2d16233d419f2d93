"""Who came: every session of the clinic with its truth, trends over weeks, reports, and the proof of the ledger."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ledger.listing import ListedSitting, ListQuery, listed_truth
from hosted_meetings_desktop.domain.ledger.overview import ListChoices
from hosted_meetings_desktop.domain.ledger.truth import SittingId, Truth
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.panes.attendance.details import SittingDetails
from hosted_meetings_desktop.ui.panes.attendance.filters import Filters
from hosted_meetings_desktop.ui.panes.attendance.proof_bar import ProofBar
from hosted_meetings_desktop.ui.panes.attendance.reporting import HostNames, Reporting
from hosted_meetings_desktop.ui.panes.attendance.rows import columns
from hosted_meetings_desktop.ui.panes.attendance.services import AttendanceService, SittingReport
from hosted_meetings_desktop.ui.panes.attendance.trends import TrendsView
from hosted_meetings_desktop.ui.parts.buttons import main_button, segment_button
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.labels import line
from hosted_meetings_desktop.ui.parts.list_pane import Emptiness, ListPane
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
from hosted_meetings_desktop.ui.theme.tokens import SIZE

if TYPE_CHECKING:
    from hosted_meetings_desktop.ui.panes.attendance.large_timeline import LargeTimeline
    from hosted_meetings_desktop.ui.reports.services import ReportService


_LARGE = 3
"""Which action shows the timeline."""


class AttendancePane(ListPane[ListedSitting, ListQuery]):
    """Sessions left, the people of one right; or the weeks as plots.

    Signals:
        meeting_requested(str): Show a meeting.
    """

    topics = frozenset({"sessions", "ledger"})

    meeting_requested = Signal(str)

    def __init__(
        self,
        attendance: AttendanceService,
        calls: Calls,
        *,
        reports: Callable[[], ReportService] | None = None,
        host_names: HostNames | None = None,
        clock: Clock = utc_now,
        parent: QWidget | None = None,
    ) -> None:
        """Make the pane.

        Args:
            attendance: The ledger.
            calls: Runs the services.
            reports: Makes what writes reports, when one is first wanted; None where there are none.
            host_names: Tells the hosts used before, for reports.
            clock: Tells the time.
            parent: The owner.
        """
        super().__init__(
            self.tr("Attendance"),
            search_hint=self.tr("Search attendance"),
            calls=calls,
            clock=clock,
            parent=parent,
        )
        self._attendance = attendance
        self._call: Call | None = None
        self._types: dict[str, str] = {}
        self._wanted = ""
        self._large: LargeTimeline | None = None
        self.filters = Filters(clock)
        self.proof = ProofBar(attendance, calls, clock)
        self.trends = TrendsView(attendance, calls, clock)
        details = SittingDetails(clock)
        self.session_details = details
        details.reports = self.trends.reports = reports is not None
        self.reporting = Reporting(self, details, calls, reports, host_names)
        self._faces = QStackedWidget()
        self.build(
            columns(clock, self._types),
            details,
            name="ledger",
            row_id=lambda row: row.id,
            above=self.filters,
            details_width=SIZE.text_width + SIZE.details_width // 4,
        )
        self._faces.addWidget(self.trends)
        self._add_switch()
        self.report_button = main_button(self.tr("Write report…"), "file-export-outline")
        self.report_button.setVisible(reports is not None)
        self.report_button.clicked.connect(lambda: self.reporting.of_period(self.query()))
        self.set_main_action(self.report_button)
        self._connect(details)
        self._actions = self._make_actions()

    # ---- building
    def set_content(self, widget: QWidget) -> None:
        """Put the list beside the trends, and the proof under both."""
        self._faces.addWidget(widget)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._faces, 1)
        column.addWidget(line())
        column.addWidget(self.proof)
        super().set_content(content)

    def _add_switch(self) -> None:
        self.list_button = segment_button(self.tr("Sessions"), "format-list-bulleted")
        self.trends_button = segment_button(self.tr("Trends"), "chart-line")
        group = QButtonGroup(self)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button in (self.list_button, self.trends_button):
            group.addButton(button)
            row.addWidget(button)
        self.list_button.setChecked(True)
        self.list_button.clicked.connect(lambda: self.show_trends(on=False))
        self.trends_button.clicked.connect(lambda: self.show_trends(on=True))
        self.add_header_widget(holder)

    def _connect(self, details: SittingDetails) -> None:
        details.again_wanted.connect(self._load_people)
        details.meeting_chosen.connect(self.meeting_requested)
        details.person_shown.connect(self._look_up_visits)
        details.large_wanted.connect(self.show_large)
        self.filters.changed.connect(lambda: self.reload(from_top=True))
        self.trends.failed.connect(self.message_bar.show_error)
        self.trends.report_wanted.connect(self.reporting.of_host)

    def show_trends(self, *, on: bool) -> None:
        """Show the weeks as plots, or the list."""
        (self.trends_button if on else self.list_button).setChecked(True)
        self._faces.setCurrentIndex(1 if on else 0)
        if self.search is not None:
            self.search.setEnabled(not on)
        self.setFocusProxy(self.trends.period if on else self.table)
        if on and (not self.trends.asked or self.trends.stale):
            self.trends.reload()

    # ---- the list
    def query(self) -> ListQuery:
        """Return what is listed."""
        return self.filters.wanted(self.searched_text)

    async def page(self, query: ListQuery, offset: int, limit: int) -> Page[ListedSitting]:
        """Return rows."""
        return await self._attendance.page(query, offset, limit)

    def emptiness(self) -> Emptiness:
        """Return what an empty list says."""
        if self.filters.narrowed:
            said = self.tr("No session fits what you chose.")
            return Emptiness(said, self.tr("Clear filters"), self.filters.clear)
        if self.searched_text:
            sentence = self.tr("No session fits “%1”.").replace("%1", self.searched_text)
            return Emptiness(sentence, self.tr("Clear the search"), self.clear_search)
        said = self.tr("No meeting has been held yet. Who came is listed here from the first call on.")
        return Emptiness(said)

    def show_row(self, row: ListedSitting, *, same: bool) -> None:
        """Look up who was in the session."""
        self._wanted = row.id
        if not same:
            self.session_details.show_loading(row)
        self._load_people()

    def reload(self, *, from_top: bool = False) -> None:
        """Fetch the list again, and the people of the session that is shown."""
        super().reload(from_top=from_top)
        self.calls.run(self, self._attendance.choices, self._take_choices, lambda _error: None)
        self.proof.reload()
        if not from_top:
            self.trends.refresh()
        if not self.details.isHidden():
            self._load_people()

    def _take_choices(self, choices: ListChoices) -> None:
        self._types.clear()
        self._types.update(choices.visit_types)
        self.filters.show_choices(choices)
        self.trends.show_choices(choices)
        self.table.viewport().update()

    def select(self, row_id: str) -> None:
        """Show a session or a sitting; where it stands in the list does not matter."""
        self.show_trends(on=False)
        row = self._row_of(row_id)
        if row is not None:
            super().select(row.id)
            return
        look_up = self._attendance.sitting if "@" in row_id or ":" in row_id else self._attendance.session
        work = partial(look_up, row_id)  # type: ignore[arg-type] # as its id says
        self._asked = True
        super().reload()
        self.calls.run(self, work, self._show_found, self.message_bar.show_error)

    def _row_of(self, row_id: str) -> ListedSitting | None:
        rows = (self.model.row_at(place) for place in range(min(self.model.total, 400)))
        return next((row for row in rows if row is not None and row_id in {row.id, row.session}), None)

    def _show_found(self, report: SittingReport) -> None:
        """Show a sitting that is far down the list: its details alone, and its row where that is here."""
        found = listed_truth(report.truth, closed=bool(report.history))
        self._wanted = found.id
        self.session_details.show_report(report)
        self.reveal_details()
        if self.model.row_of(found.id) is not None:
            self.table.select_id(found.id)
        else:
            self.table.clear_choice()
            self.reveal_details()

    @Slot()
    def minute_passed(self) -> None:
        """Paint again what depends on the time of day, and look again at what still goes on."""
        super().minute_passed()
        if self.attendance is not None and self.attendance.moving and not self.details.isHidden():
            self._load_people()

    # ---- the people
    @property
    def attendance(self) -> Truth | None:
        """What is known of the session that is shown; None while it is looked up."""
        return self.session_details.attendance

    @Slot()
    def _load_people(self) -> None:
        if not self._wanted:
            return
        if self._call is not None:
            self._call.cancel()
        wanted = SittingId(self._wanted)
        work = partial(self._attendance.sitting, wanted)
        self._call = self.calls.run(self, work, self._show_people, partial(self._miss_people, wanted))

    def _show_people(self, report: SittingReport) -> None:
        if report.truth.sitting != self._wanted:
            return
        self.session_details.show_report(report)
        self._look_up_meeting()
        if self._large is not None:
            self._fill_large(self._large)

    def _look_up_meeting(self) -> None:
        row = self.session_details.row
        if row is not None and row.meeting is not None:
            show = partial(self.session_details.show_meeting, row.meeting)
            self.calls.run(self, partial(self._attendance.of_meeting, row.meeting), show, lambda _error: None)

    def _miss_people(self, wanted: SittingId, error: AppError) -> None:
        if wanted == self._wanted:
            self.session_details.show_error(error)

    @Slot(str)
    def _look_up_visits(self, _key: str) -> None:
        person = self.session_details.person
        if person is None or person.person is None:
            return
        show = partial(self.session_details.show_visits, person.person)
        self.calls.run(self, partial(self._attendance.visits, person.person), show, lambda _error: None)

    # ---- the timeline in a window
    @Slot()
    def show_large(self) -> None:
        """Show the timeline in a window of its own."""
        from hosted_meetings_desktop.ui.panes.attendance.large_timeline import LargeTimeline

        if self.attendance is None:
            return
        if self._large is None:
            made = self._large = LargeTimeline(self)
            made.person_chosen.connect(self.session_details.choose_person)
            made.destroyed.connect(self._forget_large)
        self._fill_large(self._large)
        self._large.show()
        self._large.raise_()
        self._large.section.view.setFocus()

    def _fill_large(self, large: LargeTimeline) -> None:
        from hosted_meetings_desktop.ui.panes.attendance.timeline_data import timeline_of

        details = self.session_details
        if details.report is not None:
            report = details.report
            large.name(*details.named())
            timeline = timeline_of(report.truth, report.facts)
            large.section.show_timeline(timeline, report.facts, self.clock(), details.named)

    def _forget_large(self) -> None:
        self._large = None

    # ---- the menu
    def _make_actions(self) -> list[QAction]:
        deeds: list[tuple[str, Callable[[], object]]] = [
            (self.tr("Show &who came to each session"), lambda: self.show_trends(on=False)),
            (self.tr("Show &trends of attendance"), lambda: self.show_trends(on=True)),
            (self.tr("&Check that nothing in the ledger was changed"), self.proof.check),
            (self.tr("Show the timeline &large"), self.show_large),
        ]
        if not self.report_button.isHidden():
            deeds.append((self.tr("Write an attendance &report…"), self.report_button.click))
        actions = []
        for words, deed in deeds:
            action = QAction(words, self)
            action.triggered.connect(partial(_do, deed))
            actions.append(action)
        return actions

    def menu_actions(self) -> list[QAction]:
        """Return what can be done here; a timeline needs a session."""
        self._actions[_LARGE].setEnabled(self.attendance is not None)
        return self._actions

    # ---- remembered
    def keys(self) -> tuple[tuple[str, str], ...]:
        """Return keys that are no action's."""
        return (
            (self.tr("Go along a timeline or a plot"), self.tr("Arrow keys")),
            (self.tr("Zoom a timeline"), self.tr("+, -, 0")),
        )

    def state(self) -> dict[str, Any]:
        """Return how the room is shared, the order, and which face is shown."""
        trends = "yes" if self._faces.currentIndex() else ""
        return {**super().state(), **self.filters.state(), "trends": trends}

    def restore(self, state: dict[str, Any]) -> None:
        """Take it from last time."""
        super().restore(state)
        self.filters.restore(state)
        if state.get("trends") == "yes":
            self.show_trends(on=True)


def _do(deed: Callable[[], object], *_checked: bool) -> None:
    """Call ``deed`` without the action's own argument."""
    deed()
