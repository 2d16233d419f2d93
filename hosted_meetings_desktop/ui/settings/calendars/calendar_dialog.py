"""Connect a host's own calendar, or change it: whose it is, what it is called, and its secret address."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLineEdit, QProgressBar, QWidget

from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.meeting import MAX_NAME
from hosted_meetings_desktop.domain.own_calendar import CalendarLook, OwnCalendar
from hosted_meetings_desktop.ui.parts.buttons import plain_button
from hosted_meetings_desktop.ui.parts.calm import calm
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.parts.secret_field import SecretField
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
from hosted_meetings_desktop.ui.settings.calendars.words import look_sentence
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE


class CalendarDialog(Dialog):
    """One calendar; who opened it keeps what is drafted.

    A new address can be read while it is entered. Once it is kept it is hidden, until somebody wants to see it.

    Signals:
        drafted(OwnCalendar): Keep this; the dialog stays, busy, until it is accepted or shown an error.
        left_dirty(OwnCalendar): The dialog was left, and what was entered in it is not kept anywhere.
    """

    drafted = Signal(object)
    left_dirty = Signal(object)

    def __init__(
        self,
        calendar: OwnCalendar,
        look: Callable[[OwnCalendar], Awaitable[CalendarLook]],
        calls: Calls,
        *,
        hosts: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        """Make the dialog.

        Args:
            calendar: What to begin with; an empty ``id`` for a new one.
            look: Looks what an address leads to, without keeping it.
            calls: Runs that.
            hosts: Names to choose from.
            parent: The window it belongs to.
        """
        title = self.tr("Host's calendar") if calendar.id else self.tr("Connect a host's calendar")
        super().__init__(title, self.tr("Save"), parent=parent)
        self._calendar = calendar
        self._look = look
        self._calls = calls
        self._asked: Call | None = None
        self._looking = False
        self.found = MessageBar()
        # Its place is known once it is laid out.
        self.found.shown.connect(lambda: QTimer.singleShot(0, self.found, lambda: self.go_to(self.found)))
        self._add_fields(hosts)
        self._add_look()
        self.show_calendar(calendar)
        if not calendar.id:
            self.address.eye.trigger()
        self._untouched = self.entered()
        self.confirmed.connect(self._draft)
        self.setMinimumWidth(SIZE.text_width)
        (self.name if calendar.host else self.host).setFocus()

    # ---- parts
    def _add_fields(self, hosts: Sequence[str]) -> None:
        self.host = QComboBox()
        self.host.setEditable(True)
        self.host.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        # A long name must not make the dialog wide.
        self.host.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.host.setMinimumContentsLength(12)
        self.host.addItems(list(hosts))
        completer = QCompleter(self.host.model(), self.host)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.host.setCompleter(completer)
        self.host.setCurrentIndex(-1)
        if (line := self.host.lineEdit()) is not None:
            line.setMaxLength(MAX_NAME)
        calm(self.host)
        self.name = QLineEdit()
        self.name.setMaxLength(MAX_NAME)
        self.name.setPlaceholderText(self.tr("For instance: Outlook"))
        self.address = SecretField()
        self.address.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.address.setPlaceholderText("https://…/basic.ics")
        self.address.textEdited.connect(self._forget_result)
        form = FormColumn()
        form.add_field(
            "host", self.tr("&Host"), self.host, hint=self.tr("As their name stands in the meetings planned here.")
        )
        form.add_field("name", self.tr("&Name of the calendar"), self.name)
        form.add_field("address", self.tr("Secret &address in iCal format"), self.address, hint=self._where())
        self.form = form
        self.set_form(form)

    def _where(self) -> str:
        return self.tr(
            "Google: Settings, the calendar, “Secret address in iCal format”. Outlook: Settings, Calendar, Shared "
            "calendars, Publish, the ICS link. Apple: share it as “Public Calendar” and copy the link. "
            "Whoever has the address can read the calendar."
        )

    def _add_look(self) -> None:
        self.look_button = plain_button(self.tr("&Look at it now"), "calendar-search")
        self.look_button.setAccessibleDescription(self.tr("Reads the calendar once and keeps nothing"))
        self.look_button.clicked.connect(self.look_now)
        self.stop_button = plain_button(self.tr("Stop"))
        self.stop_button.setAccessibleName(self.tr("Stop looking"))
        self.stop_button.clicked.connect(self.stop)
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Looking at the calendar"))
        row = QHBoxLayout()
        row.setSpacing(SPACE.row)
        row.addWidget(self.look_button)
        row.addWidget(self.progress, 1)
        row.addWidget(self.stop_button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.found)
        self.progress.hide()
        self.stop_button.hide()

    # ---- what is entered
    def show_calendar(self, calendar: OwnCalendar) -> None:
        """Fill the fields."""
        self.host.setEditText(calendar.host)
        self.name.setText(calendar.name)
        self.address.setText(calendar.address)
        self.address.setCursorPosition(0)

    def entered(self) -> OwnCalendar:
        """Return what stands in the fields; it may be nothing that can be kept."""
        return replace(
            self._calendar,
            host=self.host.currentText().strip(),
            name=self.name.text().strip(),
            address=self.address.text().strip(),
        )

    @property
    def dirty(self) -> bool:
        """Whether something was entered that is not kept yet."""
        return self.entered() != self._untouched

    def _clear(self) -> None:
        self.form.clear_problems()
        self.message_bar.dismiss()

    # ---- looking
    def look_now(self) -> None:
        """Look what the address leads to."""
        if self._looking:
            return
        self._clear()
        calendar = self.entered()
        try:
            calendar.check_address()
        except InputProblem as problem:
            self.show_error(problem)
            return
        self.found.dismiss()
        self._show_looking(on=True)
        self._asked = self._calls.run(self, partial(self._look, calendar), self._tell_found, self._miss)

    def stop(self) -> None:
        """Give the look up."""
        self._drop_look()
        self.found.show_message(self.tr("Looking was stopped. The calendar can be saved all the same."))

    def _drop_look(self) -> None:
        if self._looking and self._asked is not None:
            self._asked.cancel()
        self._show_looking(on=False)

    def _tell_found(self, look: CalendarLook) -> None:
        self._show_looking(on=False)
        self.found.show_message(look_sentence(look), kind="warning" if look.problems else "success")

    def _miss(self, error: AppError) -> None:
        self._show_looking(on=False)
        if isinstance(error, InputProblem) and self.form.shows(error.field):
            self.show_problems([error])
        else:
            self.found.show_error(error)

    def _show_looking(self, *, on: bool) -> None:
        self._looking = on
        held = self.stop_button.hasFocus()
        self.progress.setVisible(on)
        self.stop_button.setVisible(on)
        self.look_button.setText(self.tr("Looking…") if on else self.tr("&Look at it now"))
        if held and not on:
            self.look_button.setFocus()

    def _forget_result(self, *_edited: object) -> None:
        """A result holds for the address that was looked at only."""
        self._drop_look()
        self.found.dismiss()

    # ---- the end
    def _draft(self) -> None:
        if self.busy:
            return
        self._clear()
        calendar = self.entered()
        try:
            calendar.check()
        except InputProblem as problem:
            self.show_error(problem)
            return
        self._drop_look()
        self.set_busy(busy=True)
        self.drafted.emit(calendar)

    def reject(self) -> None:
        """Leave, unless it is being kept; what was entered is not lost."""
        if not self.busy and self.dirty:
            self.left_dirty.emit(self.entered())
        super().reject()

    def done(self, result: int) -> None:
        """Leave; the address goes."""
        self._drop_look()
        self.address.forget()
        super().done(result)
