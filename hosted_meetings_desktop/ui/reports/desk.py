"""The way from a pane to a report: asks what and where, shows how far it is, and tells what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import PersonId, SessionId
from hosted_meetings_desktop.domain.ledger.reports import ReportOf, SavedReport, Scope, of_session, of_sitting
from hosted_meetings_desktop.domain.ledger.truth import SittingId
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import plain_button
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel
from hosted_meetings_desktop.ui.parts.message_bar import TOLD_MS
from hosted_meetings_desktop.ui.parts.opening import open_outside
from hosted_meetings_desktop.ui.parts.pane import Pane
from hosted_meetings_desktop.ui.reports.dialogs import CertificateDialog, HostNames, KindDialog, PeriodDialog
from hosted_meetings_desktop.ui.reports.kinds import Kind
from hosted_meetings_desktop.ui.reports.saving import ReportSaving
from hosted_meetings_desktop.ui.reports.services import ReportService
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import isolated, local
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_SHOWN_MS = 500
"""What takes no longer is not worth a bar."""
_STEPS = 1_000


class _Strip(QFrame):
    """Lies over the bottom of a pane while a report is being written: nothing moves when it comes or goes."""

    def __init__(self, pane: Pane) -> None:
        super().__init__(pane)
        self._pane = pane
        self.setProperty("bar", "info")
        self.setProperty("floating", "true")
        self.words = ElidedLabel("")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(SIZE.details_width // 2)
        self.bar.setAccessibleName(self.tr("How much of the report is written"))
        self.stop_button = plain_button(self.tr("Stop"))
        self.stop_button.setAccessibleName(self.tr("Stop writing the report"))
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.tight, SPACE.hair, SPACE.tight, SPACE.hair)
        row.setSpacing(SPACE.tight)
        row.addWidget(self.words, 1)
        row.addWidget(self.bar)
        row.addWidget(self.stop_button)
        pane.installEventFilter(self)
        pane.message_bar.shown.connect(self._place)
        pane.message_bar.closed.connect(self._place)
        self.hide()

    def appear(self) -> None:
        """Show it in its place."""
        self.show()
        self.raise_()
        self._place()
        announce(self, self.words.text)

    @Slot()
    def _place(self) -> None:
        """Lie over the bottom, and above a message that stands there."""
        said, bottom = self._pane.message_bar, self._pane.height() - SPACE.gap
        if not said.isHidden():
            bottom = min(bottom, said.y() - SPACE.row)
        width = min(SIZE.text_width + SIZE.details_width // 2, self._pane.width() - 2 * SPACE.gap)
        height = self.sizeHint().height()
        left = (self._pane.width() - width) // 2
        self.setGeometry(left, bottom - height, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the pane's size."""
        if event.type() == QEvent.Type.Resize and watched is self.parent() and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)


class ReportDesk(QWidget):
    """Takes no room itself, wherever it is put.

    Signals:
        changed(): A report was begun, or it is over.

    Attributes:
        dialog: The question that is open, if one is.
        saving: What writes.
        strip: Lies over the pane's bottom while a report is being written.
    """

    changed = Signal()

    def __init__(
        self,
        pane: Pane,
        reports: ReportService,
        calls: Calls,
        *,
        host_names: HostNames | None = None,
        clock: Clock = utc_now,
    ) -> None:
        """Make it.

        Args:
            pane: Whose reports; its message bar tells what came of them.
            reports: Makes them.
            calls: Runs it.
            host_names: Tells among which hosts one can choose.
            clock: Tells the time.
        """
        super().__init__(pane)
        self._pane = pane
        self._reports = reports
        self._calls = calls
        self._host_names = host_names
        self._clock = clock
        self.dialog: Dialog | None = None
        self.saving = ReportSaving(pane, reports, calls)
        self.strip = _Strip(pane)
        self.strip.stop_button.clicked.connect(self.saving.stop)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_SHOWN_MS)
        self._wait.timeout.connect(self._show)
        self.saving.began.connect(self._begin)
        self.saving.progressed.connect(self._move)
        self.saving.saved.connect(self._tell_saved)
        self.saving.failed.connect(self._tell_failed)
        self.saving.stopped.connect(self._tell_stopped)
        self.hide()

    @property
    def busy(self) -> bool:
        """Whether a report is being written."""
        return self.saving.busy

    @Slot()
    def stop(self) -> None:
        """Give up the report that is being written."""
        self.saving.stop()

    # ---- what can be asked for
    def ask_session(self, session_id: SessionId, started_at: datetime, ending: str = "") -> None:
        """Ask for everybody who was in the sitting of a session.

        Args:
            session_id: Which.
            started_at: When it began: the file is named by it.
            ending: As what kind of file ("xlsx", "pdf", "csv"); asked where it is empty.
        """
        self._ask_one(of_session(session_id), started_at, ending)

    def ask_sitting(self, sitting: SittingId, starts_at: datetime, ending: str = "") -> None:
        """Ask for everybody of a planned time, to which perhaps nobody came; else as ``ask_session``."""
        self._ask_one(of_sitting(sitting), starts_at, ending)

    def ask_certificate(self, session_id: SessionId, key: str, name: str, at: datetime, *, title: str = "") -> None:
        """Ask for one person's certificate of attendance.

        Args:
            session_id: Of what.
            key: The person, as the truth about the session calls them.
            name: The person, as people do.
            at: When: the file is named by it.
            title: What the meeting was about, which may stand in it.
        """
        if not self._may_ask():
            return
        of = of_session(session_id)
        file_name = self.tr("Certificate %1 %2").replace("%1", f"{local(at):%Y-%m-%d}").replace("%2", name)
        dialog = CertificateDialog(name, title, parent=self._pane.window())
        dialog.chosen.connect(
            lambda with_title: self.saving.ask_certificate(of, key, file_name, with_title=with_title)
        )
        self._open(dialog)

    def ask_person(self, persons: frozenset[PersonId], name: str) -> None:
        """Ask for all visits of a person."""
        self._ask_days(ReportOf(Scope.PERSON, persons=persons, name=name), self.tr("Attendance of a person"))

    def ask_host(self, host: str) -> None:
        """Ask for everybody in a host's meetings."""
        self._ask_days(ReportOf(Scope.HOST, name=host), self.tr("Attendance report"))

    def ask_period(self, first: date | None = None, last: date | None = None) -> None:
        """Ask for everybody within some days, this month's at first."""
        before = last + timedelta(days=1) if last is not None else None
        of = ReportOf(Scope.PERIOD, days_from=first, days_before=before)
        self._ask_days(of, self.tr("Attendance report"))

    # ---- asking
    def _ask_one(self, of: ReportOf, at: datetime, ending: str) -> None:
        if not self._may_ask():
            return
        name = self.tr("Attendance %1").replace("%1", f"{local(at):%Y-%m-%d %H-%M}")
        if ending:
            self.saving.ask(of, name, Kind(ending))
            return
        dialog = KindDialog(of, self.tr("Attendance of this session"), parent=self._pane.window())
        dialog.chosen.connect(lambda wish, kind: self.saving.ask(wish, name, kind))
        self._open(dialog)

    def _ask_days(self, of: ReportOf, title: str) -> None:
        if not self._may_ask():
            return
        dialog = PeriodDialog(
            of, title, self._reports, self._calls, host_names=self._host_names, clock=self._clock,
            parent=self._pane.window(),
        )  # fmt: skip
        dialog.chosen.connect(lambda wish, kind: self.saving.ask(wish, self._file_name(wish), kind))
        self._open(dialog)

    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._forget)
        dialog.open()

    @Slot(int)
    def _forget(self, _result: int) -> None:
        self.dialog = None

    def _may_ask(self) -> bool:
        if self.busy:
            self._pane.message_bar.show_message(self.tr("A report is being written. Stop it, or wait for it."))
        return self.dialog is None and not self.busy

    def _file_name(self, of: ReportOf) -> str:
        parts = [self.tr("Attendance", "file name"), of.name]
        if of.days_from is not None and of.days_before is not None:
            last = of.days_before - timedelta(days=1)
            days = self.tr("%1 to %2", "days in a file name")
            parts.append(days.replace("%1", of.days_from.isoformat()).replace("%2", last.isoformat()))
        return " ".join(" ".join(parts).split())

    # ---- while it is written
    @Slot()
    def _begin(self) -> None:
        self._pane.message_bar.dismiss()
        self.strip.words.set_text(self.tr("Writing “%1”").replace("%1", isolated(self.saving.target.name)))
        self.strip.bar.setRange(0, 0)
        self._wait.start()
        self.changed.emit()

    @Slot()
    def _show(self) -> None:
        if self.busy:
            self.strip.appear()

    @Slot(int, int)
    def _move(self, done: int, total: int) -> None:
        self.strip.bar.setRange(0, _STEPS if total else 0)
        if total:
            self.strip.bar.setValue(min(_STEPS, done * _STEPS // total))

    def _end(self) -> None:
        self._wait.stop()
        self.strip.hide()
        self.changed.emit()

    # ---- what came of it
    @Slot(object)
    def _tell_saved(self, saved: SavedReport) -> None:
        self._end()
        folder = self.saving.target.parent
        show: Callable[[], object] = partial(open_outside, folder.absolute())
        self._pane.message_bar.show_message(
            self.tr("The report is saved as “%1”.").replace("%1", isolated(saved.name)),
            kind="success", action_text=self.tr("Open folder"), action=show, timeout_ms=TOLD_MS,
        )  # fmt: skip

    @Slot(object)
    def _tell_failed(self, error: AppError) -> None:
        self._end()
        self._pane.message_bar.show_error(error)

    @Slot()
    def _tell_stopped(self) -> None:
        self._end()
        self._pane.message_bar.tell(self.tr("Stopped. No report was saved."))
