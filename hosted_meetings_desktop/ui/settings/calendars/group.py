"""The settings' group about hosts' own calendars: the list, how each stands, and what can be done with one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.own_calendar import KnownCalendar, OwnCalendar, RemovedCalendar
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import link_button, plain_button
from hosted_meetings_desktop.ui.parts.keep_focus import focus_named, focused_name
from hosted_meetings_desktop.ui.parts.labels import body_label, line, small_label
from hosted_meetings_desktop.ui.parts.message_bar import TOLD_MS, MessageBar
from hosted_meetings_desktop.ui.parts.states import State, StateStack
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.settings.calendars.calendar_dialog import CalendarDialog
from hosted_meetings_desktop.ui.settings.calendars.services import HostCalendars, HostNames
from hosted_meetings_desktop.ui.settings.calendars.words import standing_words
from hosted_meetings_desktop.ui.settings.group import SettingsGroup
from hosted_meetings_desktop.ui.text.format import isolated
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_AGES_MS = 30_000
_LEAST = SIZE.control * 4
_NEW = OwnCalendar("", "", "", "")


class CalendarRow(QWidget):
    """Whose calendar, how it stands, and what can be done with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.known = KnownCalendar(_NEW)
        self.host = body_label("")
        self.standing = small_label("")
        self.problem = small_label("", tone="stop")
        words = QVBoxLayout()
        words.setSpacing(2)
        for each in (self.host, self.standing, self.problem):
            words.addWidget(each)
        self.problem.hide()
        self.read_button: QPushButton = link_button(self.tr("Read now"))
        self.remove_button: QPushButton = link_button(self.tr("Remove"))
        self.edit_button: QPushButton = plain_button(self.tr("Edit…"))
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.gap, SPACE.row, SPACE.gap, SPACE.row)
        row.setSpacing(SPACE.row)
        row.addLayout(words, 1)
        for button in (self.read_button, self.remove_button, self.edit_button):
            row.addWidget(button)

    def show_calendar(self, known: KnownCalendar, clock: Clock) -> None:
        """Show how a calendar stands now."""
        if known.reading and not self.known.reading and self.read_button.hasFocus():
            announce(self, standing_words(known, clock()))
        self.known = known
        calendar = known.calendar
        self.host.setText(isolated(calendar.host))
        self.standing.setText(standing_words(known, clock()))
        self.problem.setText(calendar.problem)
        self.problem.setVisible(bool(calendar.problem) and not known.reading)
        whose = self.tr("“%1” of %2", "a calendar's name, its host")
        whose = whose.replace("%2", isolated(calendar.host)).replace("%1", isolated(calendar.name))
        for button, name in (
            (self.read_button, self.tr("Read %1 now")),
            (self.remove_button, self.tr("Remove %1")),
            (self.edit_button, self.tr("Edit %1")),
        ):
            button.setAccessibleName(name.replace("%1", whose))
        said = [self.standing.text(), *([] if self.problem.isHidden() else [calendar.problem])]
        self.edit_button.setAccessibleDescription(". ".join(said))


class CalendarsGroup(SettingsGroup):
    """A row for each calendar.

    Signals:
        removed(RemovedCalendar): One was removed; the way back.
        undo_wanted(): The last one removed shall come back.
    """

    removed = Signal(object)
    undo_wanted = Signal()

    def __init__(
        self,
        calendars: HostCalendars,
        names: HostNames,
        calls: Calls,
        clock: Clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            self.tr("Hosts' calendars"), parent, found_by=self.tr("iCal ICS Google Outlook Apple busy connect")
        )
        self._calendars = calendars
        self._names = names
        self._calls = calls
        self._clock = clock
        self._hosts: tuple[str, ...] = ()
        self._asked = False
        self._go_to = ""
        self.calendar_rows: list[CalendarRow] = []
        self.dialog: CalendarDialog | None = None
        self.result = MessageBar()
        self._ages = QTimer(self)
        self._ages.setInterval(_AGES_MS)
        self._ages.timeout.connect(self._refresh_ages)
        self._arrange()

    def _arrange(self) -> None:
        note = small_label(
            self.tr(
                "Busy times show in the day and week of the schedule, without what they are for, and count when a "
                "visit is planned, as chosen under “When a time is not free”."
            )
        )
        self.add_wide(note)
        self.states = StateStack(QWidget())
        self.states.hide()
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.add_below(self.states)
        self.add_below(self._list)
        self.add_message(self.result)
        self.add_button = plain_button(self.tr("Add…"), "plus")
        self.add_button.clicked.connect(self.add)
        self.add_row(
            self.tr("Connect a calendar"),
            self.add_button,
            note=self.tr("It is read every 15 minutes and never written to. Without a network, what was read stays."),
        )
        self.add_button.setAccessibleName(self.tr("Connect a host's calendar"))

    # ---- the list
    def reload(self) -> None:
        """Ask for the calendars again."""
        if not self._asked:
            self._asked = True
            self.states.setMinimumHeight(_LEAST)
            self.states.show_loading()
            self._fit_state()
        self._calls.run(self, self._calendars.overview, self._show, self._miss)
        self._calls.run(self, self._names.host_names, self._note_hosts, self._miss_hosts)

    def _show(self, calendars: tuple[KnownCalendar, ...]) -> None:
        if [row.known.calendar.id for row in self.calendar_rows] != [each.calendar.id for each in calendars]:
            self._build(len(calendars))
        for row, known in zip(self.calendar_rows, calendars, strict=True):
            row.show_calendar(known, self._clock)
        if calendars:
            self.states.show_content()
        else:
            self.states.setMinimumHeight(0)
            self.states.show_empty(self.tr("No calendar is connected: only what is planned here counts as taken."))
        self._fit_state()
        if self._go_to:
            kept = [row.edit_button for row in self.calendar_rows if row.known.calendar.id == self._go_to]
            focus_named(self._list, kept[0].accessibleName() if kept else "")
            self._go_to = ""

    def _build(self, count: int) -> None:
        """Make as many rows; what has the focus keeps it where it is there again."""
        kept = focused_name(self._list)
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.calendar_rows = [CalendarRow() for _ in range(count)]
        for row in self.calendar_rows:
            self._column.addWidget(line())
            self._column.addWidget(row)
            row.edit_button.clicked.connect(partial(self._edit, row))
            row.read_button.clicked.connect(partial(self._read, row))
            row.remove_button.clicked.connect(partial(self._remove, row))
        QTimer.singleShot(0, self._list, partial(focus_named, self._list, kept))

    def _fit_state(self) -> None:
        self.states.setVisible(self.states.state is not State.CONTENT)
        self._list.setVisible(self.states.state is State.CONTENT)

    def _miss(self, error: AppError) -> None:
        self.states.show_error(error, self.reload)
        self._fit_state()

    def _note_hosts(self, names: tuple[str, ...]) -> None:
        self._hosts = names

    def _miss_hosts(self, _error: AppError) -> None:
        """Go on without suggestions: a host's name can be typed."""

    def _refresh_ages(self) -> None:
        for row in self.calendar_rows:
            row.show_calendar(row.known, self._clock)

    def showEvent(self, event: QShowEvent) -> None:
        """Keep the ages true while they can be seen."""
        super().showEvent(event)
        self._refresh_ages()
        self._ages.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        self._ages.stop()
        super().hideEvent(event)

    # ---- one calendar
    def add(self) -> None:
        """Open an empty form."""
        self._open(_NEW)

    def _edit(self, row: CalendarRow, *_checked: bool) -> None:
        self._open(row.known.calendar)

    def _open(self, calendar: OwnCalendar, draft: OwnCalendar | None = None) -> None:
        if self.dialog is not None:
            self.dialog.raise_()
            return
        self.result.dismiss()
        hosts = list(dict.fromkeys([*self._hosts, *(row.known.calendar.host for row in self.calendar_rows)]))
        dialog = CalendarDialog(calendar, self._calendars.look, self._calls, hosts=hosts, parent=self.window())
        if draft is not None:
            dialog.show_calendar(draft)
        dialog.drafted.connect(partial(self._keep, dialog))
        dialog.left_dirty.connect(partial(self._offer_draft, calendar))
        dialog.finished.connect(self._forget_dialog)
        self.dialog = dialog
        dialog.open()

    def _forget_dialog(self) -> None:
        self.dialog = None

    def _keep(self, dialog: CalendarDialog, calendar: OwnCalendar) -> None:
        def done(kept: OwnCalendar) -> None:
            dialog.set_busy(busy=False)
            dialog.accept()
            self._go_to = kept.id
            said = self.tr("“%1” is saved. Its busy times show as soon as it is read.")
            if calendar.id and kept.read_at is not None:
                said = self.tr("“%1” is saved.")
            self.result.tell(said.replace("%1", isolated(kept.name)))
            self.reload()

        self._calls.run(self, partial(self._calendars.keep, calendar), done, dialog.show_error)

    def _offer_draft(self, calendar: OwnCalendar, draft: OwnCalendar) -> None:
        self.result.show_message(
            self.tr("What you entered was not saved."),
            action_text=self.tr("Go on editing"),
            action=lambda: self._open(calendar, draft),
        )

    def _read(self, row: CalendarRow, *_checked: bool) -> None:
        self.result.dismiss()
        calendar_id = row.known.calendar.id
        self._calls.run(
            self,
            partial(self._calendars.read_now, calendar_id),
            lambda _nothing: self._tell_read(calendar_id),
            self.result.show_error,
        )

    def _tell_read(self, calendar_id: str) -> None:
        """Show how it went: in its row, and to those who do not see it."""

        def tell(calendars: tuple[KnownCalendar, ...]) -> None:
            self._show(calendars)
            for row in self.calendar_rows:
                if row.known.calendar.id == calendar_id:
                    announce(row, row.known.calendar.problem or row.standing.text())

        self._calls.run(self, self._calendars.overview, tell, self._miss)

    def _remove(self, row: CalendarRow, *_checked: bool) -> None:
        calendar = row.known.calendar

        def done(removed: RemovedCalendar) -> None:
            self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
            said = self.tr("“%1” of %2 is removed, with what was read from it.", "a calendar's name, its host")
            said = said.replace("%2", isolated(calendar.host)).replace("%1", isolated(calendar.name))
            self.removed.emit(removed)
            self.result.show_message(
                said,
                kind="success",
                action_text=self.tr("Undo"),
                action=self.undo_wanted.emit,
                timeout_ms=2 * TOLD_MS,
            )
            self.reload()

        self._calls.run(self, partial(self._calendars.remove, calendar.id), done, self.result.show_error)
