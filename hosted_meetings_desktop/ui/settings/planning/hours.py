"""The settings' group about hours: the clinic's, and those of hosts who have their own."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.availability import Availability
from hosted_meetings_desktop.domain.clinic import ClinicChange
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.parts.buttons import link_button, plain_button
from hosted_meetings_desktop.ui.parts.keep_focus import focus_named, focused_name
from hosted_meetings_desktop.ui.parts.labels import body_label, line, small_label
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.settings.planning.hours_dialog import HoursDialog
from hosted_meetings_desktop.ui.settings.planning.services import ClinicSettings, KnownNames
from hosted_meetings_desktop.ui.settings.planning.steps import ClinicSteps
from hosted_meetings_desktop.ui.settings.planning.told import ToldGroup
from hosted_meetings_desktop.ui.settings.planning.words import next_closed_words, week_words
from hosted_meetings_desktop.ui.text.format import isolated, local
from hosted_meetings_desktop.ui.text.zones import zone_word
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class HoursRow(QWidget):
    """Whose hours, the week in a line, and what can be done with it."""

    def __init__(self, hours: Availability, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hours = hours
        who = isolated(hours.host) or self.tr("The clinic")
        self.change_words = self.tr("Change the hours of %1").replace("%1", who)
        self.said = [*week_words(hours), zone_word(hours.zone)]
        if hours.proposed:
            self.said = [self.tr("Not set yet: any time is fine until you save some.")]
        if closed := next_closed_words(hours.closed, local(clock()).date()):
            self.said.append(closed)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(body_label(who))
        for each in self.said:
            words.addWidget(small_label(each))
        self.change_button: QPushButton = plain_button(self.tr("Change…"))
        self.change_button.setAccessibleName(self.change_words)
        self.change_button.setAccessibleDescription(". ".join(self.said))
        self.drop_button: QPushButton = link_button(self.tr("Use the clinic's"))
        self.drop_button.setAccessibleName(self.tr("Use the clinic's hours for %1").replace("%1", who))
        if not hours.host:
            self.drop_button.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.gap, SPACE.row, SPACE.gap, SPACE.row)
        row.setSpacing(SPACE.row)
        row.addLayout(words, 1)
        row.addWidget(self.drop_button)
        row.addWidget(self.change_button)


class HoursGroup(ToldGroup):
    """A row for the clinic and one for each host with hours of their own."""

    def __init__(
        self,
        clinic: ClinicSettings,
        names: KnownNames,
        calls: Calls,
        steps: ClinicSteps,
        clock: Clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            self.tr("Working hours and closed days"),
            steps,
            parent,
            found_by=self.tr("opening times breaks holidays vacation leave availability"),
        )
        self._clinic = clinic
        self._names = names
        self._calls = calls
        self._clock = clock
        self._hosts: tuple[str, ...] = ()
        self.rows: list[HoursRow] = []
        self.dialog: HoursDialog | None = None
        self._kept_host: str | None = None
        self._looking = small_label(self.tr("Looking…"))
        self._looking.setContentsMargins(SPACE.gap, SPACE.row, SPACE.gap, SPACE.row)
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._looking)
        self.add_below(self._list)
        self.add_result()
        self.add_button = plain_button(self.tr("Add a host…"), "plus")
        self.add_button.setEnabled(False)
        self.add_row(
            self.tr("Hosts with other hours"),
            self.add_button,
            note=self.tr("Everybody else has the clinic's hours."),
        )
        self.add_button.setAccessibleName(self.tr("Add hours for a host"))
        self.add_button.clicked.connect(self.add)

    # ---- the list
    def reload(self) -> None:
        """Ask for the hours again."""
        self._calls.run(self, self._clinic.availabilities, self._show, self._miss)
        self._calls.run(self, self._names.host_names, self._note_hosts, self._miss_hosts)

    def _show(self, availabilities: tuple[Availability, ...]) -> None:
        self.note_shown()
        kept = focused_name(self._list)
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                if old is not self._looking:
                    old.deleteLater()
        self.rows = [HoursRow(hours, self._clock) for hours in availabilities]
        for row in self.rows:
            if self._column.count():
                self._column.addWidget(line())
            row.change_button.clicked.connect(partial(self.edit, row.hours))
            row.drop_button.clicked.connect(partial(self.drop, row.hours))
            self._column.addWidget(row)
        self.add_button.setEnabled(bool(self.rows))
        saved = next((row.change_words for row in self.rows if row.hours.host == self._kept_host), "")
        self._kept_host = None
        focus_named(self._list, kept or saved)

    def _miss(self, error: AppError) -> None:
        self._looking.hide()
        self.tell_missed(self.tr("The hours cannot be shown now."), error)

    def _note_hosts(self, names: tuple[str, ...]) -> None:
        self._hosts = names

    def _miss_hosts(self, _error: AppError) -> None:
        """Go on without suggestions: a host's name can be typed."""

    # ---- one host
    def add(self) -> None:
        """Open the form for a host, beginning with the clinic's hours."""
        if self.rows:
            clinic = self.rows[0].hours
            self._open(replace(clinic, host="", closed=()), new=True)

    def edit(self, hours: Availability, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 (Qt's signal)
        """Open the form of one host's hours, or the clinic's."""
        self._open(hours, new=False)

    def _open(self, hours: Availability, *, new: bool, draft: Availability | None = None) -> None:
        taken = [row.hours.host for row in self.rows if row.hours.host]
        today = local(self._clock()).date()
        dialog = HoursDialog(hours, today, new=new, hosts=self._hosts, taken=taken, parent=self.window())
        if draft is not None:
            dialog.show_hours(draft)
        dialog.drafted.connect(partial(self._keep, dialog))
        dialog.left_dirty.connect(lambda draft: self.offer_draft(partial(self._open, hours, new=new, draft=draft)))
        dialog.finished.connect(self._forget_dialog)
        self.dialog = dialog
        dialog.open()

    def _keep(self, dialog: HoursDialog, hours: Availability) -> None:
        def done(change: ClinicChange) -> None:
            dialog.accept()
            self._kept_host = hours.host
            self._told(change, hours, self.tr("The hours of %1 are saved"), self.tr("the change of hours of %1"))

        self._calls.run(self, partial(self._clinic.keep_availability, hours), done, dialog.show_error)

    def _forget_dialog(self) -> None:
        self.dialog = None

    def drop(self, hours: Availability, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 (Qt's signal)
        """Let a host have the clinic's hours again."""

        def done(change: ClinicChange) -> None:
            self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
            self._told(
                change, hours, self.tr("%1 has the clinic's hours again"), self.tr("the change of hours of %1")
            )

        work = partial(self._clinic.drop_availability, hours.host)
        self._calls.run(self, work, done, self.result.show_error)

    def _told(self, change: ClinicChange, hours: Availability, told: str, undoing: str) -> None:
        who = isolated(hours.host) or self.tr("the clinic")
        self.tell_change(change, told.replace("%1", who), undoing.replace("%1", who))
        self.reload()
