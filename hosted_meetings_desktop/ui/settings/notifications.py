"""The settings' group about notifications: whether, how long before, of whose meetings, and with which words."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QPushButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.availability import host_key
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.upcoming import LEADS
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import plain_button, segment_button
from hosted_meetings_desktop.ui.parts.calm import calm
from hosted_meetings_desktop.ui.parts.flow import FlowLayout
from hosted_meetings_desktop.ui.parts.labels import small_label
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.parts.tab_order import tab_in_reading_order
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.settings.group import SettingsGroup
from hosted_meetings_desktop.ui.settings.notification_preferences import NotificationPreferences
from hosted_meetings_desktop.ui.text.format import isolated, one_or_many
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class HostNames(Protocol):
    """What the group asks (``ScheduleService``)."""

    async def hosts(self) -> tuple[str, ...]:
        """Return the hosts: those with hours of their own, then those of meetings, the most recent first."""
        ...


class NotificationsGroup(SettingsGroup):
    """Every choice takes effect at once.

    Signals:
        changed(): Something else is wanted now.
        test_requested(): Show a test; what came of it goes to :meth:`tell_test`.
    """

    changed = Signal()
    test_requested = Signal()

    def __init__(
        self, preferences: NotificationPreferences, names: HostNames, calls: Calls, parent: QWidget | None = None
    ) -> None:
        super().__init__(QCoreApplication.translate("NotificationsGroup", "Notifications"), parent)
        self._preferences = preferences
        self._names = names
        self._calls = calls
        self._hosts: tuple[str, ...] = ()
        self._chosen_before: tuple[str, ...] = preferences.hosts or ()
        self._add_when()
        self._add_whose()
        self._add_rest()
        self._show_kept()

    # ---- the rows
    def _add_when(self) -> None:
        self.on_box = QCheckBox(self.tr("Tell me before meetings start"))
        self.on_box.setAccessibleName(self.on_box.text())
        self.on_box.clicked.connect(self._keep_on)
        self.add_wide(self.on_box)
        self.lead_box = QComboBox()
        calm(self.lead_box)
        for lead in LEADS:
            minutes = int(lead.total_seconds() // 60)
            text = one_or_many(minutes, self.tr("1 minute before"), self.tr("%n minutes before", "", minutes))
            self.lead_box.addItem(text if minutes else self.tr("When they start"))
        self.lead_box.activated.connect(self._keep_lead)
        self.add_row(
            self.tr("When"),
            self.lead_box,
            note=self.tr("During a call only this window tells, without a notification."),
        )

    def _add_whose(self) -> None:
        self.all_button = segment_button(self.tr("All hosts"))
        self.some_button = segment_button(self.tr("Chosen hosts"))
        self._whose = QButtonGroup(self)
        for button in (self.all_button, self.some_button):
            self._whose.addButton(button)
            button.clicked.connect(self._keep_whose)
        self._whose_note = self.add_row(self.tr("Whose meetings"), self.all_button, self.some_button, note=" ")
        self._host_holder = QWidget()
        column = QVBoxLayout(self._host_holder)
        column.setContentsMargins(SPACE.gap, 0, SPACE.gap, SPACE.tight)
        column.setSpacing(SPACE.row)
        self._host_note = small_label("")
        self._host_boxes = QWidget()
        self._host_flow = FlowLayout(self._host_boxes, spacing=SPACE.gap)
        column.addWidget(self._host_boxes)
        column.addWidget(self._host_note)
        self.add_below(self._host_holder)
        self.host_boxes: list[QCheckBox] = []

    def _add_rest(self) -> None:
        self.names_box = QCheckBox(self.tr("Show patients' names in notifications"))
        self.names_box.setAccessibleName(self.names_box.text())
        self.names_box.clicked.connect(self._keep_names)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.hair)
        column.addWidget(self.names_box)
        column.addWidget(
            small_label(
                self.tr(
                    "Notifications may be read on a locked screen. Without names they say no more than guests read, "
                    "and the host."
                )
            )
        )
        self.add_wide(holder)
        self.test_button: QPushButton = plain_button(self.tr("Show a test notification"), "bell-outline")
        self.test_button.clicked.connect(self._ask_test)
        self.add_row(self.tr("Try it"), self.test_button, note=self.tr("Shows whether this PC lets them through."))
        self.test_button.setAccessibleName(self.test_button.text())
        self.result = MessageBar()
        result_holder = QWidget()
        below = QVBoxLayout(result_holder)
        below.setContentsMargins(SPACE.gap, 0, SPACE.gap, SPACE.tight)
        below.addWidget(self.result)
        result_holder.hide()
        self.result.shown.connect(result_holder.show)
        self.result.closed.connect(result_holder.hide)
        self.add_below(result_holder)

    # ---- what is shown
    def reload(self) -> None:
        """Show what is kept, and ask for the hosts."""
        self._show_kept()
        self._calls.run(self, self._names.hosts, self._show_hosts, self._miss_hosts)

    def _show_kept(self) -> None:
        kept = self._preferences
        self.on_box.setChecked(kept.on)
        self.lead_box.setCurrentIndex(LEADS.index(kept.lead))
        self.names_box.setChecked(kept.names)
        chosen = kept.hosts
        (self.all_button if chosen is None else self.some_button).setChecked(True)
        for control in (self.lead_box, self.all_button, self.some_button, self.names_box):
            control.setEnabled(kept.on)
        self._fill_hosts()

    def _show_hosts(self, hosts: tuple[str, ...]) -> None:
        self._hosts = hosts
        self._host_note.clear()
        self._fill_hosts()

    def _miss_hosts(self, error: AppError) -> None:
        self._host_note.setText(self.tr("The hosts cannot be shown now. %1").replace("%1", error.advice))
        self._note_whose()

    def _fill_hosts(self) -> None:
        """Show a box for each host, those that were chosen once too; none where all are meant."""
        chosen = self._preferences.hosts
        known = {host_key(host): host for host in (*(chosen or ()), *self._hosts)}
        hosts = sorted(known.values(), key=host_key)
        if [box.property("host") for box in self.host_boxes] != hosts:
            self._host_flow.clear()
            self.host_boxes = [self._host_box(host) for host in hosts]
            tab_in_reading_order(self)
        keys = {host_key(host) for host in chosen or ()}
        for box in self.host_boxes:
            box.setChecked(host_key(str(box.property("host"))) in keys)
            box.setEnabled(self._preferences.on)
        self._note_whose()

    def _host_box(self, host: str) -> QCheckBox:
        box = QCheckBox(isolated(host).replace("&", "&&"))
        box.setProperty("host", host)
        box.setAccessibleName(self.tr("Tell me of meetings of %1").replace("%1", host))
        box.clicked.connect(self._keep_hosts)
        self._host_flow.addWidget(box)
        return box

    def _note_whose(self) -> None:
        chosen = self._preferences.hosts
        self._host_holder.setVisible(chosen is not None)
        self._host_boxes.setVisible(bool(self.host_boxes))
        if chosen is None:
            said = self.tr("Meetings of all hosts, as for a front desk.")
        elif chosen:
            said = one_or_many(
                len(chosen), self.tr("Meetings of 1 host."), self.tr("Meetings of %n hosts.", "", len(chosen))
            )
        else:
            said = self.tr("Nobody is chosen: nothing is told.")
        self._whose_note.setText(said)
        if chosen is not None and not self.host_boxes and not self._host_note.text():
            self._host_note.setText(self.tr("No hosts yet: they come with the first meetings."))
        self._host_note.setVisible(bool(self._host_note.text()))

    # ---- what is chosen
    def _keep_on(self) -> None:
        self._preferences.on = self.on_box.isChecked()
        self._kept()

    def _keep_lead(self, place: int) -> None:
        self._preferences.lead = LEADS[place]
        self._kept()

    def _keep_names(self) -> None:
        self._preferences.names = self.names_box.isChecked()
        self._kept()

    def _keep_whose(self) -> None:
        now = self._preferences.hosts
        if self.all_button.isChecked():
            self._chosen_before = now or self._chosen_before
            self._preferences.hosts = None
        elif now is None:
            self._preferences.hosts = self._chosen_before
        self._kept()
        announce(self, self._whose_note.text())

    def _keep_hosts(self) -> None:
        self._preferences.hosts = [str(box.property("host")) for box in self.host_boxes if box.isChecked()]
        self._kept()

    def _kept(self) -> None:
        self._show_kept()
        self.changed.emit()

    # ---- the test
    def _ask_test(self) -> None:
        self.result.dismiss()
        self.test_requested.emit()

    def tell_test(self, shown: bool | None) -> None:  # noqa: FBT001 (an answer)
        """Say what came of the test.

        Args:
            shown: Whether the desktop showed it; None where it does not say.
        """
        if shown:
            self.result.show_message(
                self.tr("Your desktop took it. If you do not see it, look whether it is set to do not disturb."),
                kind="success",
            )
        elif shown is None:
            self.result.show_message(
                self.tr(
                    "It was sent. If you do not see it, allow notifications for Hosted Meetings in the system's "
                    "settings. This window tells too."
                )
            )
        else:
            self.result.show_message(
                self.tr("This desktop shows no notifications. This window tells instead, above the list."),
                kind="warning",
            )
