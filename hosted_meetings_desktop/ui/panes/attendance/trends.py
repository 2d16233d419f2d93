"""How attendance goes over weeks: plots a manager reads at a glance, the same as tables, and the hosts compared."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ledger.overview import ListChoices, Trends
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.panes.attendance.figures_table import FiguresTable
from hosted_meetings_desktop.ui.panes.attendance.services import AttendanceService
from hosted_meetings_desktop.ui.panes.attendance.trend_measures import (
    host_head,
    host_rows,
    measures,
    plot_of,
    table_head,
    table_rows,
    weeks_before,
)
from hosted_meetings_desktop.ui.parts.buttons import link_button, segment_button
from hosted_meetings_desktop.ui.parts.filter_row import FilterField
from hosted_meetings_desktop.ui.parts.flow import FlowLayout
from hosted_meetings_desktop.ui.parts.labels import section_label, small_label
from hosted_meetings_desktop.ui.parts.plot import Plot
from hosted_meetings_desktop.ui.parts.states import StateStack
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
from hosted_meetings_desktop.ui.theme.tokens import PLOT, SPACE

_WEEKS = (8, 13, 26, 52)
_MOST_BESIDE = 3


class TrendsView(QWidget):
    """Weeks as plots and tables.

    Signals:
        report_wanted(str): A report of a host's meetings; empty for all hosts.
        failed(AppError): They could not be fetched while older ones are shown.
    """

    report_wanted = Signal(str)
    failed = Signal(object)

    def __init__(self, service: AttendanceService, calls: Calls, clock: Clock) -> None:
        super().__init__()
        self._service = service
        self._calls = calls
        self._clock = clock
        self._call: Call | None = None
        self.trends: Trends | None = None
        self.asked = self.stale = False
        self.setAccessibleName(self.tr("Trends"))
        self.period = FilterField(self.tr("How many weeks"), [(self.tr("Last %n weeks", "", n), n) for n in _WEEKS])
        self.period.setCurrentIndex(1)
        self.host = FilterField(self.tr("Host"), [(self.tr("Every host"), "")])
        for field in (self.period, self.host):
            field.currentIndexChanged.connect(self._ask_anew)
        self.patients_button = segment_button(self.tr("Patients"))
        self.everybody_button = segment_button(self.tr("Everybody"))
        self.report_button = link_button(self.tr("Report of this host…"), "file-chart-outline")
        self.report_button.clicked.connect(lambda: self.report_wanted.emit(str(self.host.currentData())))
        self.table_button = link_button("")
        self.table_button.clicked.connect(self.turn)
        self.plots = [Plot() for _measure in measures()]
        self.table = FiguresTable(self.tr("Weeks as a table"))
        self.hosts = FiguresTable(self.tr("Hosts compared"))
        self.hosts.row_chosen.connect(self._choose_host)
        self.reports = False
        self.report_button.hide()
        self._build()
        self.show_table(on=False)

    def _build(self) -> None:
        group = QButtonGroup(self)
        segments = QWidget()
        beside = QHBoxLayout(segments)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        for button in (self.patients_button, self.everybody_button):
            group.addButton(button)
            beside.addWidget(button)
        self.patients_button.setChecked(True)
        group.buttonClicked.connect(self._ask_anew)
        tools = QWidget()
        flow = FlowLayout(tools, spacing=SPACE.row)
        for widget in (self.period, self.host, segments, self.table_button, self.report_button):
            flow.addWidget(widget)
        self._grid = QGridLayout()
        self._grid.setSpacing(SPACE.tight)
        self._beside = 0
        self._hosts_head = section_label(self.tr("By host"))
        self._hosts_note = small_label(self.tr("Enter or a double click shows one host alone."))
        self._few = small_label(
            self.tr("A hollow mark, and “too few”: from fewer than 5 people nobody should read a rate.")
        )
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(SPACE.page, SPACE.tight, SPACE.page, SPACE.group)
        column.setSpacing(SPACE.tight)
        column.addLayout(self._grid)
        column.addWidget(self.table)
        column.addWidget(self._few)
        column.addSpacing(SPACE.row)
        column.addWidget(self._hosts_head)
        column.addWidget(self._hosts_note)
        column.addWidget(self.hosts)
        column.addStretch()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(body)
        self._body = body
        self.states = StateStack(self._scroll)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        holder = QHBoxLayout()
        holder.setContentsMargins(SPACE.page, 0, SPACE.page, SPACE.tight)
        holder.addWidget(tools, 1)
        outer.addLayout(holder)
        outer.addWidget(self.states, 1)
        self._lay_out(_MOST_BESIDE)

    def _lay_out(self, beside: int) -> None:
        if beside == self._beside:
            return
        for column in range(_MOST_BESIDE):
            self._grid.setColumnStretch(column, 1 if column < beside else 0)
        self._beside = beside
        for place, plot in enumerate(self.plots):
            self._grid.addWidget(plot, place // beside, place % beside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many plots beside each other as there is room for."""
        super().resizeEvent(event)
        room = self.width() - 2 * SPACE.page
        self._lay_out(min(_MOST_BESIDE, max(1, room // (PLOT.width + SPACE.tight))))

    # ---- asking
    def refresh(self) -> None:
        """Fetch the weeks again if anybody looks at them, else when somebody does next."""
        self.stale = True
        if self.asked and self.isVisible():
            self.reload()

    def reload(self) -> None:
        """Fetch the weeks again; those that are shown stay until the new ones are here."""
        self.asked, self.stale = True, False
        if self.trends is None:
            self.states.show_loading()
        if self._call is not None:
            self._call.cancel()
        first, before = weeks_before(self._clock(), int(self.period.currentData()))
        work = partial(
            self._service.trends, first, before, host=str(self.host.currentData()),
            everybody=self.everybody_button.isChecked(),
        )  # fmt: skip
        self._call = self._calls.run(self, work, self._show, self._miss)

    @Slot()
    def _ask_anew(self, *_what: object) -> None:
        if self.asked:
            self.reload()

    def _show(self, trends: Trends) -> None:
        self.trends = trends
        if not trends.people and not trends.held:
            chosen = bool(self.host.currentData())
            said = self.tr("No visit of these weeks is in the ledger yet.")
            words = self.tr("Every host") if chosen else ""
            self.states.show_empty(said, words, lambda: self.host.setCurrentIndex(0))
            return
        for plot, measure in zip(self.plots, measures(), strict=True):
            plot.show_data(plot_of(measure, trends))
        self.table.show_rows(table_head(), table_rows(trends))
        rows = host_rows(trends)
        self.hosts.show_rows(host_head(), rows)
        for widget in (self._hosts_head, self._hosts_note, self.hosts):
            widget.setVisible(bool(rows))
        self.report_button.setVisible(self.reports and bool(self.host.currentData()))
        self.states.show_content()

    def _miss(self, error: AppError) -> None:
        if self.trends is None:
            self.states.show_error(error, self.reload)
        else:
            self.failed.emit(error)

    # ---- choices
    def show_choices(self, choices: ListChoices) -> None:
        """Offer the hosts that there are; what is chosen stays."""
        self.host.refill([(name, name) for name in choices.hosts])

    def _choose_host(self, name: str) -> None:
        place = self.host.findData(name)
        if place > 0:
            self.host.setCurrentIndex(place)

    # ---- plots or table
    @Slot()
    def turn(self) -> None:
        """Show the table instead of the plots, or the plots again."""
        self.show_table(on=self.table.isHidden())

    def show_table(self, *, on: bool) -> None:
        """Show the weeks as a table, or as plots."""
        self.table.setVisible(on)
        for plot in self.plots:
            plot.setVisible(not on)
        words = self.tr("As plots") if on else self.tr("As a table")
        self.table_button.setText(words)
        self.table_button.setAccessibleName(words)

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._body.updateGeometry()
