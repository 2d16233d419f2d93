"""Import a calendar file: what it would bring is shown first, event by event, and clashes are told before."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.own_calendar import (
    MAX_IMPORTED,
    ImportedEvents,
    ImportOutcome,
    ImportVerdict,
    ImportWish,
)
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.visit_type import VisitType
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.file_reading import FileReading, ProgressPage
from hosted_meetings_desktop.ui.parts.tab_order import tab_in_reading_order
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
from hosted_meetings_desktop.ui.text.format import date_text, isolated, one_or_many
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE
from hosted_meetings_desktop.ui.window.calendar_files.import_preview import ImportPreview
from hosted_meetings_desktop.ui.window.calendar_files.services import CalendarFileService, PlanNames

PROGRESS_AFTER_MS = 400
_WIDEST, _TALLEST = SIZE.text_width * 2, SIZE.text_width + SIZE.details_width // 2


class ImportDialog(Dialog):
    """The dialog of one file, from reading it until it is planned.

    Signals:
        imported(ImportOutcome): Meetings were planned.
        another_wanted(): This file cannot be used; the person has another.
    """

    imported = Signal(object)
    another_wanted = Signal()

    def __init__(
        self,
        files: CalendarFileService,
        names: PlanNames,
        calls: Calls,
        path: Path,
        *,
        clock: Clock = utc_now,
        parent: QWidget | None = None,
    ) -> None:
        """Make the dialog.

        Args:
            files: Reads and imports.
            names: Knows hosts and visit types.
            calls: Runs it.
            path: The file.
            clock: Tells the time.
            parent: The window it belongs to.
        """
        super().__init__(self.tr("Import a calendar file"), self.tr("Plan meetings"), parent=parent)
        self._files = files
        self._names = names
        self._calls = calls
        self._clock = clock
        self.path = path
        self._reading: FileReading | None = None
        self._asked: Call | None = None
        self._file: ImportedEvents | None = None
        self._hosts: tuple[str, ...] | None = None
        self._blocked = False
        self.page = ImportPreview(clock)
        self.progress = ProgressPage()
        self.pages = QStackedWidget()
        for page in (self.progress, self.page):
            self.pages.addWidget(page)
        self.body.addWidget(self.pages, 100)  # against the dialog's own stretch
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PROGRESS_AFTER_MS)
        self._patience.timeout.connect(self._show_progress)
        self.page.wished.connect(self._check)
        self.page.counted.connect(self._count)
        self.confirmed.connect(self._import)
        self.main_button.setEnabled(False)
        self.setMinimumWidth(SIZE.text_width + SIZE.details_width // 2)
        if parent is not None:  # a list is read in all the room there is
            window = parent.window()
            self.resize(
                min(window.width() - 2 * SPACE.page, _WIDEST), min(window.height() - 2 * SPACE.page, _TALLEST)
            )

    # ---- reading
    @Slot()
    def load(self) -> None:
        """Read the file and show what it would bring."""
        self._reading = FileReading(self)
        self._patience.start()
        reading = partial(self._files.open_file, self.path, self._reading.progress, self._reading.stopped)
        self._calls.run(self, self._names.host_names, self._note_hosts, self._miss_names)
        self._calls.run(self, self._names.visit_types, self._note_types, self._miss_names)
        self._calls.run(self, reading, self._show_file, self._refuse)

    def _show_progress(self) -> None:
        if self._reading is not None:
            self.progress.follow(self._reading, self.tr("Reading “%1”…").replace("%1", isolated(self.path.name)))

    def _note_hosts(self, names: tuple[str, ...]) -> None:
        self._hosts = names
        self.page.offer_hosts(names, self._file.name if self._file is not None else "")

    def _note_types(self, kinds: tuple[VisitType, ...]) -> None:
        self.page.offer_types(kinds)

    def _miss_names(self, _error: AppError) -> None:
        """Go on without suggestions: a host's name can be typed."""

    def _show_file(self, file: ImportedEvents) -> None:
        self._patience.stop()
        self._reading = None
        self._file = file
        self.page.show_file(file)
        if self._hosts is not None:
            self.page.offer_hosts(self._hosts, file.name)
        self.page.summary.setText(self._summary(file))
        self.pages.setCurrentWidget(self.page)
        tab_in_reading_order(self)
        if not file.events:
            another = self.tr("Choose another file…")
            self.message_bar.show_message(
                self.page.summary.text(), action_text=another, action=self.another_wanted.emit
            )
            self.page.summary.hide()
        elif self.page.wish.host:
            self.page.table.setFocus()
        else:
            self.page.host.setFocus()
        announce(self, self.page.summary.text())

    def _summary(self, file: ImportedEvents) -> str:
        count = len(file.events)
        ahead = "" if file.until is None else date_text(file.until, self._clock())
        if not count:
            said = self.tr("“%1” holds nothing that can be planned: no time of day between now and %2.")
        else:
            many = self.tr("“%1” holds %n times that can be planned, between now and %2.", "", count)
            said = one_or_many(count, self.tr("“%1” holds one time that can be planned, between now and %2."), many)
        if count > MAX_IMPORTED:
            more = self.tr("Up to %3 are planned at once: the first are ticked. Space ticks all lines you select.")
            said = f"{said} {more.replace('%3', self.locale().toString(MAX_IMPORTED))}"
        return said.replace("%2", ahead).replace("%1", isolated(self.path.name))

    def _refuse(self, error: AppError) -> None:
        """Say why there is nothing to show, and offer to go on with another file."""
        self._patience.stop()
        self._reading = None
        self.progress.show_nothing()
        another = self.tr("Choose another file…")
        self.message_bar.show_error(error, action_text=another, action=self.another_wanted.emit)

    # ---- what would become of it
    @Slot()
    def _check(self) -> None:
        wish = self.page.wish
        if self._asked is not None:
            self._asked.cancel()
        self._asked = None
        if self._blocked:
            self._blocked = False
            self.message_bar.dismiss()
        if not wish.events or not wish.host or self.busy:
            return
        work = partial(self._files.check_import, wish)
        self._asked = self._calls.run(self, work, partial(self._show_verdicts, wish), self._miss_check)

    def _show_verdicts(self, wish: ImportWish, verdicts: tuple[ImportVerdict, ...]) -> None:
        self.page.judge(wish, verdicts)

    def _miss_check(self, error: AppError) -> None:
        if not self._tell_field(error):
            self._blocked = True
            self.message_bar.show_error(error)

    def _tell_field(self, error: AppError) -> bool:
        """Show a problem at its field; returns False where it has none."""
        if not isinstance(error, InputProblem) or not self.page.form.shows(error.field):
            return False
        said = f"{error.title}. {error.advice}" if error.advice else error.title
        return self.page.form.show_problem(error.field, said)

    def _count(self) -> None:
        count = self.page.count
        text = one_or_many(count, self.tr("Plan 1 meeting"), self.tr("Plan %n meetings", "", count))
        self.main_button.setText(text if count else self.tr("Plan meetings"))
        self.main_button.setAccessibleName(self.main_button.text())
        self.main_button.setEnabled(count > 0 and not self.busy)

    # ---- planning
    @Slot()
    def _import(self) -> None:
        wish = self.page.wish
        if self.busy or not wish.events:
            return
        try:
            wish.check()
        except InputProblem as problem:
            if not self._tell_field(problem):
                self.message_bar.show_error(problem)
            return
        self.message_bar.dismiss()
        self.set_busy(busy=True)
        self._calls.run(self, partial(self._files.import_events, wish), self._take, self._miss_import)

    def _take(self, outcome: ImportOutcome) -> None:
        self.set_busy(busy=False)
        if outcome.undo is None:  # the plan has changed since it was asked
            self.page.judge(self.page.wish, outcome.verdicts)
            self._count()
            self.message_bar.show_message(
                self.tr("Nothing was planned: none of these times can be had. The table says why."), kind="warning"
            )
            return
        self.imported.emit(outcome)
        self.accept()

    def _miss_import(self, error: AppError) -> None:
        self.set_busy(busy=False)
        self._count()
        if not self._tell_field(error):
            self.message_bar.show_error(error)

    # ---- leaving
    def done(self, result: int) -> None:
        """Leave; what is being read is not wanted any more."""
        self._patience.stop()
        if self._reading is not None:
            self._reading.stop()
        super().done(result)
