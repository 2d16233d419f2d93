"""Export meetings as a calendar file: which days, whose, and by what titles."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QDate, QSignalBlocker, QTimer, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QHBoxLayout, QPushButton, QWidget

from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.own_calendar import ExportWish
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import segment_button
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.date_field import DateField
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.labels import body_label
from hosted_meetings_desktop.ui.parts.notice import Notice
from hosted_meetings_desktop.ui.parts.save_question import SaveQuestion, plain_file_name
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
from hosted_meetings_desktop.ui.text.format import local, one_or_many
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE
from hosted_meetings_desktop.ui.window.calendar_files.ranges import Range, days_of, moments_of, range_word
from hosted_meetings_desktop.ui.window.calendar_files.services import CalendarFileService, PlanNames

SETTLED_MS = 150
_EARLIEST, _LATEST = QDate(2000, 1, 1), QDate(2199, 12, 31)


class ExportDialog(Dialog):
    """Everything in it takes effect on the file alone.

    Signals:
        exported(Path, int): A file was written; with how many meetings.
    """

    exported = Signal(object, int)

    def __init__(
        self,
        files: CalendarFileService,
        names: PlanNames,
        calls: Calls,
        *,
        clock: Clock = utc_now,
        parent: QWidget | None = None,
    ) -> None:
        """Make the dialog.

        Args:
            files: Writes.
            names: Knows the hosts.
            calls: Runs it.
            clock: Tells the time.
            parent: The window it belongs to.
        """
        super().__init__(self.tr("Export a calendar file"), self.tr("Export…"), parent=parent)
        self._files = files
        self._calls = calls
        self._today = local(clock()).date()
        self._asked: Call | None = None
        self._found = 0
        self.save_question = SaveQuestion(self)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)
        self._settled.timeout.connect(self._ask)
        self._make_ranges()
        self._make_fields()
        self._arrange_form()
        self._connect()
        self.setMinimumWidth(SIZE.text_width)
        self.choose_range(Range.FOUR_WEEKS)
        self.range_buttons[Range.FOUR_WEEKS].setFocus()
        calls.run(self, names.host_names, self._note_hosts, self._miss_hosts)

    # ---- building
    def _make_ranges(self) -> None:
        self.range_buttons: dict[Range, QPushButton] = {}
        self._ranges = QButtonGroup(self)
        self._range_row = QWidget()
        row = QHBoxLayout(self._range_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.hair)
        for which in Range:
            button = segment_button(range_word(which))
            button.clicked.connect(partial(self.choose_range, which))
            self._ranges.addButton(button)
            self.range_buttons[which] = button
            row.addWidget(button)
        row.addStretch(1)

    def _make_fields(self) -> None:
        form = self.tr("ddd d MMM yyyy", "date format of a field, with weekday")
        self.first, self.last = DateField(form), DateField(form)
        for field in (self.first, self.last):
            field.setDateRange(_EARLIEST, _LATEST)
            field.setKeyboardTracking(False)
        self.host = QComboBox()
        self.host.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.host.setMinimumContentsLength(12)
        self.host.addItem(self.tr("All hosts"), "")
        self.neutral = QCheckBox(self.tr("&Neutral titles only, as guests read them"))
        self.neutral.setAccessibleName(self.neutral.text().replace("&", ""))
        self.neutral.setChecked(True)
        self.warning = Notice(
            self.tr(
                "The titles as they were typed go into the file, with any names in them. Whoever has the file can "
                "read them."
            ),
            kind="warning",
        )
        self.warning.hide()
        self.said = body_label("", tone="muted")

    def _arrange_form(self) -> None:
        self.form = FormColumn()
        self.form.add_field("range", self.tr("Which days"), self._range_row)
        self.form.add_row(
            ("first", self.tr("&From"), self.first), ("until", self.tr("&Until, this day too"), self.last)
        )
        self.form.add_field(
            "host",
            self.tr("&Whose meetings"),
            self.host,
            hint=self.tr("Cancelled meetings, and who is invited, stay out of the file."),
        )
        self.form.add_widget(self.neutral)
        self.form.add_widget(self.warning)
        self.form.add_widget(self.said)
        self.set_form(self.form)

    def _connect(self) -> None:
        for field in (self.first, self.last):
            field.dateChanged.connect(self._follow_days)
        self.host.currentIndexChanged.connect(self._note)
        self.neutral.toggled.connect(self._follow_titles)
        self.confirmed.connect(self.ask_where)

    def _note_hosts(self, names: tuple[str, ...]) -> None:
        for name in names:
            self.host.addItem(name, name)

    def _miss_hosts(self, _error: AppError) -> None:
        """Go on with all of them."""

    # ---- what is wanted
    def choose_range(self, which: Range, *_checked: bool) -> None:
        """Choose some days."""
        self.range_buttons[which].setChecked(True)
        if which is Range.OTHER:
            self.first.setFocus()
            return
        first, last = days_of(which, self._today)
        for field, day in ((self.first, first), (self.last, last)):
            with QSignalBlocker(field):
                field.set_day(day)
        self._note()

    def _follow_days(self) -> None:
        """Show which range the days are that were typed."""
        days = self.first.day, self.last.day
        usual = (which for which in Range if which is not Range.OTHER and days_of(which, self._today) == days)
        self.range_buttons[next(usual, Range.OTHER)].setChecked(True)
        self._note()

    def _follow_titles(self, neutral: bool) -> None:  # noqa: FBT001 (Qt's signal)
        self.warning.setVisible(not neutral)
        if not neutral:
            announce(self.warning, self.warning.text)

    @property
    def wish(self) -> ExportWish:
        """What is wanted now."""
        starts_from, starts_before = moments_of(self.first.day, self.last.day)
        return ExportWish(starts_from, starts_before, str(self.host.currentData()), self.neutral.isChecked())

    # ---- how many
    def _note(self) -> None:
        """Ask anew how many meetings there are; until then what was said holds no more."""
        self.form.clear_problems()
        self.message_bar.dismiss()
        self.main_button.setEnabled(False)
        self._settled.start()

    def _ask(self) -> None:
        if self._asked is not None:
            self._asked.cancel()
        work = partial(self._files.count_export, self.wish)
        self._asked = self._calls.run(self, work, self._show_count, self._miss)

    def _show_count(self, count: int) -> None:
        many = self.tr("%n meetings are planned in this time.", "", count)
        said = one_or_many(count, self.tr("1 meeting is planned in this time."), many)
        self.said.setText(said if count else self.tr("Nothing is planned in this time."))
        self.main_button.setEnabled(count > 0 and not self.busy)
        announce(self.said, self.said.text())

    def _miss(self, error: AppError) -> None:
        self.said.clear()
        if isinstance(error, InputProblem) and self.form.shows(error.field):
            said = f"{error.title}. {error.advice}" if error.advice else error.title
            self.form.show_problem(error.field, said)
        else:
            self.message_bar.show_error(error)

    # ---- writing
    @Slot()
    def ask_where(self) -> None:
        """Ask where the file should go."""
        if not self.busy:
            self.message_bar.dismiss()
            name, kinds = self._file_name(), self.tr("Calendar files (*.ics)")
            self.save_question.ask(self.tr("Export a calendar file"), name, kinds, self.save)

    def _file_name(self) -> str:
        whose = str(self.host.currentData()) or self.tr("Meetings", "file name")
        first, last = self.first.day.isoformat(), self.last.day.isoformat()
        days = first if first == last else self.tr("%1 to %2", "days in a file name")
        return f"{plain_file_name(whose)} {days.replace('%1', first).replace('%2', last)}.ics"

    def save(self, target: Path) -> None:
        """Write the file."""
        self.set_busy(busy=True)
        name = str(self.host.currentData()) or self.tr("Meetings", "what a calendar calls itself")
        work = partial(self._files.save_export, target, self.wish, name)
        self._calls.run(self, work, partial(self._tell, target), self._miss_save)

    def _tell(self, target: Path, count: int) -> None:
        self.set_busy(busy=False)
        self.exported.emit(target, count)
        self.accept()

    def _miss_save(self, error: AppError) -> None:
        self.set_busy(busy=False)
        self._miss(error)
