"""Saves a report where and as what the person wants it: workbook, CSV or PDF, with progress and a way to stop."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ledger.reports import AttendanceReport, Certificate, Form, ReportOf, SavedReport
from hosted_meetings_desktop.domain.live import Progress
from hosted_meetings_desktop.ui.parts.save_question import SaveQuestion, plain_file_name
from hosted_meetings_desktop.ui.reports.attendance import attendance_paper
from hosted_meetings_desktop.ui.reports.certificate import certificate_paper
from hosted_meetings_desktop.ui.reports.kinds import Kind, kind_filter
from hosted_meetings_desktop.ui.reports.paper import Paper
from hosted_meetings_desktop.ui.reports.pdf import PdfWork
from hosted_meetings_desktop.ui.reports.services import ReportService
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls

_A_TURN = 0.03
"""Seconds that making pages may take of one turn of the GUI."""


class ReportSaving(QObject):
    """One report at a time.

    Signals:
        began(): A report is under way.
        progressed(int, int): So much of so much is done; 0 where nobody knows how much there is.
        saved(SavedReport): It is whole. The file's place is ``target``.
        failed(AppError): It could not be made or written; nothing was left behind.
        stopped(): The person stopped it; nothing was left behind.

    Attributes:
        save_question: Asks where.
        target: Where the last report went, or is to go.
    """

    began = Signal()
    progressed = Signal(int, int)
    saved = Signal(object)
    failed = Signal(object)
    stopped = Signal()
    _told = Signal(int, int)

    def __init__(self, over: QWidget, reports: ReportService, calls: Calls) -> None:
        super().__init__(over)
        self._reports = reports
        self._calls = calls
        self._call: Call | None = None
        self._pages: Iterator[Progress] | None = None
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._work_on_pages)
        self._finish: Callable[[], None] = lambda: None
        self._told.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)
        self.save_question = SaveQuestion(over)
        self.target = Path()

    @property
    def busy(self) -> bool:
        """Whether a report is under way."""
        return self._call is not None or self._pages is not None

    # ---- what is wanted
    def ask(self, of: ReportOf, name: str, kind: Kind) -> None:
        """Ask where a report should go, then write it.

        Args:
            of: What it is wanted of.
            name: The file's name that is proposed, without an ending.
            kind: As what it is saved; another ending that the person types counts instead.
        """
        self._ask(self.tr("Save the report"), name, kind, partial(self.save, of), others=frozenset(Kind))

    def ask_certificate(self, of: ReportOf, key: str, name: str, *, with_title: bool = False) -> None:
        """Ask where a person's certificate of attendance should go, then write it; see ``ReportService``."""
        write = partial(self.save_certificate, of, key, with_title=with_title)
        self._ask(self.tr("Save the certificate"), name, Kind.PDF, write)

    def _ask(
        self,
        title: str,
        name: str,
        kind: Kind,
        write: Callable[[Path], None],
        *,
        others: frozenset[Kind] = frozenset(),
    ) -> None:
        proposed = f"{plain_file_name(name) or self.tr('Report')}.{kind}"
        self.save_question.ask(
            title, proposed, kind_filter(kind), lambda target: write(_with_ending(target, kind, others))
        )

    def save(self, of: ReportOf, target: Path) -> None:
        """Write a report; its ending says as what."""
        if self.busy:
            return
        ending = target.suffix.lower().removeprefix(".")
        self._begin(target)
        if ending in set(Form):
            self._run(partial(self._reports.save, of, Form(ending), target, told=self._tell), self._done)
            return
        self._run(
            partial(self._reports.report, of, told=self._tell),
            lambda found: self._write(found, attendance_paper(found)),
        )

    def save_certificate(self, of: ReportOf, key: str, target: Path, *, with_title: bool = False) -> None:
        """Write a certificate as PDF."""
        if self.busy:
            return
        self._begin(target)
        work = partial(self._reports.certificate, of, key, with_title=with_title)
        self._run(work, lambda found: self._write(found, certificate_paper(found)))

    @Slot()
    def stop(self) -> None:
        """Give up what is under way."""
        if not self.busy:
            return
        if self._call is not None:
            self._call.cancel()
        self._end()
        self.stopped.emit()

    # ---- how
    def _begin(self, target: Path) -> None:
        self.target = target
        self.began.emit()

    def _run(self, work: Callable[[], Awaitable[object]], done: Callable[..., None]) -> None:
        # An answer may come at once, before the call is known.
        answered = False

        def take(found: object) -> None:
            nonlocal answered
            answered, self._call = True, None
            done(found)

        def miss(error: AppError) -> None:
            nonlocal answered
            answered = True
            self._miss(error)

        call = self._calls.run(self, work, take, miss)
        if not answered:
            self._call = call

    def _write(self, report: AttendanceReport | Certificate, paper: Paper) -> None:
        """Bring a report to pages, a little in each turn, then write them."""
        work = PdfWork(paper)
        self._pages = work.steps()
        self._finish = lambda: self._run(
            partial(self._reports.save_paper, report, work.data, self.target), self._done
        )
        self._turn.start()

    @Slot()
    def _work_on_pages(self) -> None:
        until = perf_counter() + _A_TURN
        while self._pages is not None and perf_counter() < until:
            progress = next(self._pages, None)
            if progress is None:
                self._pages = None
                self._turn.stop()
                self._finish()
                return
            self.progressed.emit(progress.done, progress.total or 0)

    def _tell(self, progress: Progress) -> None:
        """Tell from the services' thread."""
        self._told.emit(progress.done, progress.total or 0)

    @Slot(int, int)
    def _pass_on(self, done: int, total: int) -> None:
        if self.busy:
            self.progressed.emit(done, total)

    def _done(self, saved: SavedReport) -> None:
        self._end()
        self.saved.emit(saved)

    def _miss(self, error: AppError) -> None:
        self._end()
        self.failed.emit(error)

    def _end(self) -> None:
        self._turn.stop()
        pages, self._pages, self._call = self._pages, None, None
        if pages is not None:
            pages.close()  # type: ignore[attr-defined]


def _with_ending(target: Path, kind: Kind, others: frozenset[Kind]) -> Path:
    """Return a file by a name that says its kind; where that is another name than was agreed to, one that is free."""
    if target.suffix.lower().removeprefix(".") in {kind, *others}:
        return target
    wanted, number = target.with_name(f"{target.name}.{kind}"), 2
    while wanted.exists():
        wanted, number = target.with_name(f"{target.name} ({number}).{kind}"), number + 1
    return wanted
