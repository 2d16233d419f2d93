"""Asks what a report shall hold and as what kind of file, and what a certificate says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QDate, QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QHBoxLayout, QPushButton, QWidget

from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.ledger.reports import MOST_ON_PAPER, ReportOf, Scope
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import segment_button
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.date_field import DateField
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.labels import body_label, small_label, strong_label
from hosted_meetings_desktop.ui.reports.kinds import Kind, Span, days_of, kind_hint, kind_word, span_word
from hosted_meetings_desktop.ui.reports.services import ReportService
from hosted_meetings_desktop.ui.reports.words import number_text
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
from hosted_meetings_desktop.ui.text.format import isolated, local, one_or_many
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

SETTLED_MS = 150
_EARLIEST, _LATEST = QDate(2000, 1, 1), QDate(2199, 12, 31)
HostNames = Callable[[], Awaitable[Sequence[str]]]


class _Choice(QWidget):
    """A few segments side by side, of which one is chosen."""

    def __init__(self, words: dict[str, str], chosen: Callable[[str], object]) -> None:
        super().__init__()
        self.buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.hair)
        for value, word in words.items():
            button = segment_button(word)
            button.clicked.connect(partial(self._pass_on, chosen, value))
            self._group.addButton(button)
            self.buttons[value] = button
            row.addWidget(button)
        row.addStretch(1)

    @staticmethod
    def _pass_on(chosen: Callable[[str], object], value: str, *_checked: bool) -> None:
        chosen(value)


class KindDialog(Dialog):
    """Asks as what kind of file a session's attendance is saved.

    Signals:
        chosen(ReportOf, Kind): What is wanted; the dialog has closed.
    """

    chosen = Signal(object, object)

    def __init__(self, of: ReportOf, title: str, *, parent: QWidget | None = None) -> None:
        super().__init__(title, self.tr("Save report…"), parent=parent)
        self.of = of
        self.kind = Kind.XLSX
        self.form = FormColumn()
        self.fill_form()
        self.kinds = _Choice({each: kind_word(each) for each in Kind}, lambda value: self.choose_kind(Kind(value)))
        self.form.add_field("kind", self.tr("As"), self.kinds)
        self.kind_note = small_label("")
        self.form.add_widget(self.kind_note)
        self.set_form(self.form)
        # The choices stand in one line, in every language.
        self.setMinimumWidth(max(SIZE.text_width, self.form.minimumSizeHint().width() + 3 * SPACE.group))
        self.confirmed.connect(self._choose)
        self.choose_kind(Kind.XLSX)
        self.kinds.buttons[Kind.XLSX].setFocus()

    def fill_form(self) -> None:
        """Put what else is asked over the kind of file."""

    def choose_kind(self, kind: Kind) -> None:
        """Take a kind of file."""
        self.kind = kind
        self.kinds.buttons[kind].setChecked(True)
        self.kind_note.setText(kind_hint(kind))
        self.kinds.setAccessibleDescription(kind_hint(kind))

    @property
    def wish(self) -> ReportOf:
        """What is wanted now."""
        return self.of

    def _choose(self) -> None:
        self.accept()
        self.chosen.emit(self.wish, self.kind)


class PeriodDialog(KindDialog):
    """Asks for the days too, and whose meetings, and says how many rows that is."""

    def __init__(
        self,
        of: ReportOf,
        title: str,
        reports: ReportService,
        calls: Calls,
        *,
        host_names: HostNames | None = None,
        clock: Clock = utc_now,
        parent: QWidget | None = None,
    ) -> None:
        """Make the dialog.

        Args:
            of: What it begins with: a person, a host, or everything; its days where it has any.
            title: What the dialog is called.
            reports: Counts.
            calls: Runs it.
            host_names: Tells among whom one can choose; None: nobody is asked about.
            clock: Tells the time.
            parent: The window it belongs to.
        """
        self._reports = reports
        self._calls = calls
        self._today = local(clock()).date()
        self._asked: Call | None = None
        self._count: int | None = None
        self.all_days = False
        super().__init__(of, title, parent=parent)
        self.form.add_widget(self.said)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)
        self._settled.timeout.connect(self._ask)
        for field in (self.first, self.last):
            field.dateChanged.connect(self._follow_days)
        self.host.currentIndexChanged.connect(self._note)
        if of.days_from is not None or of.days_before is not None:
            last = of.days_before - timedelta(days=1) if of.days_before is not None else self._today
            self.first.set_day(of.days_from or last)
            self.last.set_day(max(last, self.first.day))
            self._follow_days()
        else:
            self.choose_span(Span.ALL if of.scope is Scope.PERSON else Span.THIS_MONTH)
        self.spans.buttons[self._span()].setFocus()
        if host_names is not None:
            calls.run(self, host_names, self._note_hosts, self._miss_hosts)

    def fill_form(self) -> None:
        """Ask for the days and the host."""
        if self.of.scope is Scope.PERSON:
            self.form.add_widget(strong_label(isolated(self.of.name)))
        self.said = body_label("", tone="muted")
        form = self.tr("ddd d MMM yyyy", "date format of a field, with weekday")
        self.first, self.last = DateField(form), DateField(form)
        for field in (self.first, self.last):
            field.setDateRange(_EARLIEST, _LATEST)
        self.spans = _Choice({each: span_word(each) for each in Span}, lambda value: self.choose_span(Span(value)))
        self.form.add_field("range", self.tr("Which days"), self.spans)
        self._days_row = self.form.add_row(
            ("days", self.tr("&From"), self.first), ("until", self.tr("&Until, this day too"), self.last)
        )
        self.host = QComboBox()
        self.host.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.host.setMinimumContentsLength(12)
        self.host.addItem(self.tr("All hosts"), "")
        if self.of.scope is Scope.HOST:
            self.host.addItem(self.of.name, self.of.name)
            self.host.setCurrentIndex(1)
        block = self.form.add_field("host", self.tr("&Whose meetings"), self.host)
        block.setVisible(self.of.scope is not Scope.PERSON)

    def _note_hosts(self, names: Sequence[str]) -> None:
        for name in names:
            if self.host.findData(name) < 0:
                self.host.addItem(name, name)

    def _miss_hosts(self, _error: AppError) -> None:
        """Go on with those who are known."""

    # ---- what is wanted
    def choose_span(self, span: Span) -> None:
        """Choose some days."""
        self.spans.buttons[span].setChecked(True)
        self.all_days = span is Span.ALL
        self._days_row.setVisible(not self.all_days)
        if span is Span.OTHER:
            self.first.setFocus()
        elif not self.all_days:
            for field, day in zip((self.first, self.last), days_of(span, self._today), strict=True):
                with QSignalBlocker(field):
                    field.set_day(day)
        self._note()

    def _span(self) -> Span:
        return next(Span(value) for value, button in self.spans.buttons.items() if button.isChecked())

    def _follow_days(self) -> None:
        """Show which days those are that were typed."""
        days = self.first.day, self.last.day
        usual = (each for each in Span if each not in {Span.ALL, Span.OTHER} and days_of(each, self._today) == days)
        self.spans.buttons[next(usual, Span.OTHER)].setChecked(True)
        self._note()

    @property
    def wish(self) -> ReportOf:
        """What is wanted now."""
        first, before = self._days()
        of = replace(self.of, days_from=first, days_before=before)
        if of.scope is Scope.PERSON:
            return of
        host = str(self.host.currentData())
        return replace(of, scope=Scope.HOST if host else Scope.PERIOD, name=host)

    def _days(self) -> tuple[date | None, date | None]:
        return (None, None) if self.all_days else (self.first.day, self.last.day + timedelta(days=1))

    def choose_kind(self, kind: Kind) -> None:
        """Take a kind of file."""
        super().choose_kind(kind)
        self._tell_count()

    # ---- how many rows
    def _note(self) -> None:
        """Count anew; until then what was said holds no more."""
        self.form.clear_problems()
        self.message_bar.dismiss()
        self.main_button.setEnabled(False)
        self._settled.start()

    def _ask(self) -> None:
        if self._asked is not None:
            self._asked.cancel()
        self._asked = self._calls.run(self, partial(self._reports.count, self.wish), self._show_count, self._miss)

    def _show_count(self, count: int) -> None:
        self._count = count
        self.main_button.setEnabled(count > 0)
        self._tell_count()
        announce(self.said, self.said.text())

    def _tell_count(self) -> None:
        if self._count is None:
            return  # not counted yet
        if not self._count:
            self.said.setText(self.tr("The ledger has nothing of this time. Calls come into it when they are over."))
            return
        many = self.tr("%n rows, one for each person in each call.", "", self._count)
        said = one_or_many(self._count, self.tr("1 row."), many.replace(str(self._count), number_text(self._count)))
        if self.kind is Kind.PDF and self._count > MOST_ON_PAPER:
            first = self.tr("The PDF lists the first %1 and the sums of all.")
            said = f"{said} {first.replace('%1', number_text(MOST_ON_PAPER))}"
        self.said.setText(said)

    def _miss(self, error: AppError) -> None:
        self._count = None
        self.said.clear()
        if isinstance(error, InputProblem):
            self.show_problems([error])
            self.main_button.setEnabled(False)
        else:
            self.message_bar.show_error(error)


class CertificateDialog(Dialog):
    """Asks what a certificate of attendance says.

    Signals:
        chosen(bool): Whether it says what the meeting was about; the dialog has closed.
    """

    chosen = Signal(bool)

    def __init__(self, name: str, title: str, *, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Certificate of attendance"), self.tr("Save certificate…"), parent=parent)
        said = self.tr("A page with the clinic's letterhead that says when %1 was in the call and for how long.")
        self.body.addWidget(body_label(said.replace("%1", isolated(name))))
        self.with_title = QCheckBox(self.tr("&Name the meeting"))
        self.with_title.setAccessibleName(self.with_title.text().replace("&", ""))
        self.body.addWidget(self.with_title)
        told = self.tr("“%1”: whoever reads the certificate then knows what the visit was about.")
        note = small_label(told.replace("%1", isolated(title)))
        self.body.addWidget(note)
        self.with_title.setAccessibleDescription(note.text())
        for part in (self.with_title, note):
            part.setVisible(bool(title))
        self.setMinimumWidth(SIZE.text_width)
        self.confirmed.connect(self._choose)
        (self.with_title if title else self.main_button).setFocus()

    def _choose(self) -> None:
        self.accept()
        self.chosen.emit(self.with_title.isChecked())
