"""When one host, or the clinic, sees people: zone, week, and closed days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from hosted_meetings_desktop.domain.availability import Availability, host_key
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.meeting import MAX_NAME
from hosted_meetings_desktop.ui.parts.calm import calm
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.labels import small_label, strong_label
from hosted_meetings_desktop.ui.parts.when_fields import ZoneField
from hosted_meetings_desktop.ui.settings.planning.closed_days import ClosedDaysEditor
from hosted_meetings_desktop.ui.settings.planning.week_editor import WeekEditor
from hosted_meetings_desktop.ui.theme.tokens import SIZE


class HoursDialog(Dialog):
    """The dialog of one host's hours; who opened it keeps what is drafted.

    Signals:
        drafted(Availability): Keep these; the dialog stays, busy, until it is accepted or shown an error.
        left_dirty(Availability): The dialog was left, and what was entered in it is not kept anywhere.
    """

    drafted = Signal(object)
    left_dirty = Signal(object)

    def __init__(
        self,
        hours: Availability,
        today: date,
        *,
        new: bool = False,
        hosts: Sequence[str] = (),
        taken: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        """Make the dialog.

        Args:
            hours: What to begin with.
            today: Closed days before it are folded away.
            new: Whether the host is still to be named.
            hosts: Names to choose from.
            taken: Hosts who have hours of their own already.
            parent: The window it belongs to.
        """
        super().__init__(self._title(hours, new=new), self.tr("Save hours"), parent=parent)
        self._hours = hours
        self._new = new
        self._taken = {host_key(host) for host in taken}
        self.host_field = self._host_field([host for host in hosts if host_key(host) not in self._taken])
        self.zone_field = ZoneField(hours.zone)
        self.week = WeekEditor()
        self.closed_days = ClosedDaysEditor(today)
        for field in (self.host_field, self.zone_field):
            calm(field)
        self._arrange_fields()
        self.show_hours(hours)
        self._untouched = self.entered()
        self.confirmed.connect(self.keep)
        for part in (self.week, self.closed_days):
            part.edited.connect(self.message_bar.dismiss)
        self.setMinimumWidth(SIZE.text_width + SIZE.details_width * 3 // 4)
        first: QWidget = self.host_field if new else self.week
        first.setFocus()

    def _title(self, hours: Availability, *, new: bool) -> str:
        if new:
            return self.tr("Hours for a host")
        if not hours.host:
            return self.tr("Hours of the clinic")
        return self.tr("Hours of %1").replace("%1", hours.host)

    def _host_field(self, hosts: list[str]) -> QComboBox:
        field = QComboBox()
        field.setEditable(True)
        field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        field.addItems(hosts)
        completer = QCompleter(field.model(), field)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        field.setCompleter(completer)
        field.setCurrentIndex(-1)
        if (line := field.lineEdit()) is not None:
            line.setMaxLength(MAX_NAME)
        return field

    def _arrange_fields(self) -> None:
        form = FormColumn()
        fields: list[tuple[str, str, QWidget]] = [("zone", self.tr("Time &zone of these hours"), self.zone_field)]
        if self._new:
            fields.insert(0, ("host", self.tr("&Host"), self.host_field))
        form.add_row(*fields)
        form.add_widget(small_label(self._whom()))
        form.add_widget(strong_label(self.tr("Week")))
        form.add_field("hours", "", self.week)
        form.add_widget(strong_label(self.tr("Closed days")))
        form.add_field("closed", "", self.closed_days)
        self.week.setAccessibleName(self.tr("Week"))
        self.closed_days.setAccessibleName(self.tr("Closed days"))
        self.form = form
        self.set_form(form)

    def _whom(self) -> str:
        if self._hours.host or self._new:
            return self.tr(
                "They take the place of the clinic's hours. The clinic's closed days hold too. "
                "The times stay the same on the clock when it changes to summer or winter time."
            )
        return self.tr(
            "They hold for every host without hours of their own; the closed days hold for everybody. "
            "The times stay the same on the clock when it changes to summer or winter time."
        )

    # ---- what is entered
    def show_hours(self, hours: Availability) -> None:
        """Fill the fields."""
        if self._new:
            self.host_field.setEditText(hours.host)
        self.zone_field.set_zone(hours.zone)
        self.week.set_week(hours.hours, hours.breaks)
        self.closed_days.set_closed(hours.closed)

    def entered(self) -> Availability:
        """Return what stands in the fields; it may be nothing that can be kept."""
        return replace(
            self._hours,
            host=self.host_field.currentText().strip() if self._new else self._hours.host,
            zone=self.zone_field.zone,
            hours=self.week.hours,
            breaks=self.week.breaks,
            closed=self.closed_days.closed(),
        )

    @property
    def dirty(self) -> bool:
        """Whether something was entered that is not kept yet."""
        return self.entered() != self._untouched

    # ---- keeping
    @Slot()
    def keep(self) -> None:
        """Hand the hours over to be kept, or say where it belongs what has to be mended."""
        self.form.clear_problems()
        self.message_bar.dismiss()
        hours = self.entered()
        found = self.week.first_problem() or self.closed_days.first_problem()
        try:
            self._check_host(hours.host)
            if found is None:
                hours.check()
        except InputProblem as problem:
            self.show_error(problem)
            return
        if found is not None:
            said, field = found
            self.message_bar.show_message(f"{said}.", kind="error")
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, field, lambda: self.go_to(field))
            return
        self.set_busy(busy=True)
        self.drafted.emit(hours)

    def _check_host(self, host: str) -> None:
        if not self._new:
            return
        if not host:
            raise InputProblem("host", self.tr("Type the host's name as it stands in their meetings"))
        if host_key(host) in self._taken:
            raise InputProblem("host", self.tr("This host has hours already: change those"))

    def reject(self) -> None:
        """Leave, unless it is being kept; what was entered is not lost."""
        if not self.busy and self.dirty:
            self.left_dirty.emit(self.entered())
        super().reject()
