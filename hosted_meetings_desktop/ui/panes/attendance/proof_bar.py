"""Says whether the ledger was looked at and found whole, and looks at it again."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ledger.chain import Flaw, Problem
from hosted_meetings_desktop.domain.ledger.overview import ProofStanding, Proved
from hosted_meetings_desktop.domain.live import Progress
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.panes.attendance.proof_dialog import acknowledging
from hosted_meetings_desktop.ui.panes.attendance.services import AttendanceService
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import link_button
from hosted_meetings_desktop.ui.parts.copying import copy_text
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel, IconLabel
from hosted_meetings_desktop.ui.parts.reason_dialog import ReasonDialog
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
from hosted_meetings_desktop.ui.text.format import ago_text, date_text, one_or_many
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_MOST = 20


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("LedgerProof", text, comment, n)


class ProofBar(QWidget):
    """One line: what the last look found, and a button for another.

    Signals:
        told(Proved): A look has just ended.
    """

    told = Signal(object)
    _went_on = Signal(int, int)

    def __init__(self, service: AttendanceService, calls: Calls, clock: Clock) -> None:
        super().__init__()
        self._service = service
        self._calls = calls
        self._clock = clock
        self._call: Call | None = None
        self.proved: Proved | None = None
        self._entries = 0
        self._known = False
        self.sign = IconLabel("shield-outline", "muted")
        self.words = ElidedLabel("", muted=True)
        self.progress = QProgressBar()
        self.progress.setMaximumWidth(SIZE.field_width // 2)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_tr("Looking at the ledger"))
        self.check_button = link_button(_tr("Check now"))
        self.stop_button = link_button(_tr("Stop"))
        self.copy_button = link_button(_tr("Copy what was found"))
        self.acknowledge_button = link_button(_tr("Acknowledge…"))
        self.dialog: ReasonDialog | None = None
        self.check_button.clicked.connect(self.check)
        self.acknowledge_button.clicked.connect(self.ask_why)
        self.stop_button.clicked.connect(self.stop)
        self.copy_button.clicked.connect(self._copy)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.page, SPACE.hair, SPACE.page, SPACE.hair)
        row.setSpacing(SPACE.row)
        row.addWidget(self.sign)
        row.addWidget(self.words, 1)
        for widget in (
            self.progress,
            self.acknowledge_button,
            self.copy_button,
            self.stop_button,
            self.check_button,
        ):
            row.addWidget(widget)
        self._went_on.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)
        self._show()

    # ---- how it stands
    def reload(self) -> None:
        """Ask how it stands."""
        if self._call is None:
            self._calls.run(self, self._service.standing, self._take, lambda _error: None)

    def _take(self, standing: ProofStanding) -> None:
        # What was found wrong in this run stays in full: the store keeps only how much it was.
        if self.proved is None or standing.proved is None or standing.proved.at != self.proved.at:
            self.proved = standing.proved
        else:
            self.proved = replace(self.proved, known=standing.proved.known)
        self._entries, self._known = standing.entries, True
        self._show()

    def _show(self) -> None:
        busy, proved = self._call is not None, self.proved
        for widget in (self.progress, self.stop_button):
            widget.setVisible(busy)
        self.check_button.setVisible(not busy)
        self.check_button.setEnabled(self._entries > 0 or proved is not None)
        self.copy_button.setVisible(not busy and proved is not None and bool(proved.problems))
        self.acknowledge_button.setVisible(not busy and proved is not None and proved.can_be_known)
        if busy:
            self.sign.set_icon("shield-search", "muted")
            return
        if proved is None:
            self.sign.set_icon("shield-outline", "muted")
        elif proved.sound:
            self.sign.set_icon("shield-check-outline", "live")
        elif not proved.alarming:
            self.sign.set_icon("shield-alert-outline", "muted")
        else:
            self.sign.set_icon("shield-alert-outline", "stop")
        self.words.set_text(self.sentence())

    def sentence(self) -> str:
        """Return how it stands, in plain words."""
        proved = self.proved
        if proved is None and not self._known:
            return ""
        if proved is None:
            if not self._entries:
                return _tr("The ledger is empty until the first visit is over.")
            return _tr("Nobody has checked yet whether the ledger is as it was written.")
        when = ago_text(proved.at, self._clock())
        if proved.known is not None:
            known = proved.known
            said = _tr("Known since %1, the proof stays failed: %2. Checked %3.")
            day = date_text(known.at, self._clock())
            # The reason last: it may hold a placeholder of ours.
            return said.replace("%1", day).replace("%3", when).replace("%2", known.why.rstrip("."))
        if not proved.sound:
            found = one_or_many(proved.count, _tr("1 thing is"), _tr("%n things are", "", proved.count))
            said = _tr("Checked %1: %2 not as written. Keep a backup, and ask your IT.")
            return said.replace("%1", when).replace("%2", found)
        entries = one_or_many(proved.entries, _tr("1 entry"), _tr("%Ln entries", "", proved.entries))
        said = _tr("Checked %1: %2, nothing was changed or removed.").replace("%1", when).replace("%2", entries)
        since = self._entries - proved.entries
        if since > 0:
            said += " " + one_or_many(since, _tr("1 was added since."), _tr("%Ln were added since.", "", since))
        return said

    # ---- looking
    @Slot()
    def check(self) -> None:
        """Look at the whole ledger in the background."""
        if self._call is not None:
            return
        self.progress.setRange(0, 0)
        self.words.set_text(_tr("Looking at each entry of the ledger…"))
        work = partial(self._service.prove, self._pass_on)
        done: list[bool] = []

        def ended(found: Proved) -> None:
            done.append(True)
            self._end(found)

        def failed(error: AppError) -> None:
            done.append(True)
            self._miss(error)

        call = self._calls.run(self, work, ended, failed)
        if not done:
            self._call = call
            self._show()

    @Slot()
    def stop(self) -> None:
        """Give it up; what was found last stays."""
        if self._call is not None:
            self._call.cancel()
            self._call = None
            self._show()

    def _pass_on(self, progress: Progress) -> None:
        """Tell from the services' thread."""
        self._went_on.emit(progress.done, progress.total or 0)

    @Slot(int, int)
    def _show_progress(self, done: int, total: int) -> None:
        if self._call is None:
            return
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        said = _tr("Looking at each entry of the ledger: %1 of %2")
        numbers = (self.locale().toString(done), self.locale().toString(total))
        self.words.set_text(said.replace("%1", numbers[0]).replace("%2", numbers[1]))

    def _end(self, found: Proved) -> None:
        self._call = None
        self.proved = found
        self._entries = max(self._entries, found.entries)
        self._show()
        announce(self, self.sentence())
        self.told.emit(found)

    def _miss(self, error: AppError) -> None:
        self._call = None
        self._show()
        self.words.set_text(f"{error.title}. {error.advice}".strip())
        self.sign.set_icon("alert-circle-outline", "stop")
        announce(self, error.title)

    # ---- a failing that is known
    @Slot()
    def ask_why(self) -> None:
        """Ask why the proof fails, and write it down."""
        dialog = acknowledging(self.window())

        def took(found: Proved) -> None:
            dialog.set_busy(busy=False)
            dialog.accept()
            self._take(ProofStanding(found, self._entries))
            announce(self, self.sentence())

        def forget(_result: int = 0) -> None:
            self.dialog = None

        def work(reason: str) -> None:
            self._calls.run(dialog, lambda: self._service.acknowledge(reason), took, dialog.show_error)

        dialog.reasoned.connect(work)
        dialog.finished.connect(forget)
        self.dialog = dialog
        dialog.open()

    # ---- what was wrong
    def _copy(self) -> None:
        if self.proved is not None:
            copy_text("\n".join((self.sentence(), *problem_lines(self.proved))))


def problem_lines(proved: Proved) -> list[str]:
    """Return what is wrong, a line for each thing, as many as one can read."""
    lines = [_says(each) for each in proved.problems[:_MOST]]
    more = proved.count - len(lines)
    return [*lines, _tr("And %n more.", "", more)] if more > 0 and lines else lines


def _says(problem: Problem) -> str:
    said = {
        Flaw.CHANGED: _tr("Entry %1 was changed after it was written."),
        Flaw.UNREADABLE: _tr("Entry %1 cannot be read by this version of the program."),
        Flaw.MISSING: _tr("Before entry %1 %2 entries are gone."),
        Flaw.OUT_OF_ORDER: _tr("Entry %1 stands where another one belongs."),
        Flaw.BROKEN: _tr("Entry %1 does not follow the one before it."),
        Flaw.BAD_CORRECTION: _tr("Entry %1 corrects an entry that is not there, or that said something else."),
        Flaw.CUT: _tr("After entry %1 %2 entries are gone. This is also so where a backup was put back."),
        Flaw.REWRITTEN: _tr("Entry %1 is not the one that was noted outside, or a backup was put back and added to."),
        Flaw.ROWS: _tr("The list does not say what entry %1 says."),
        Flaw.SUMS: _tr("The sums that trends are drawn from differ from the entries in %2 parts."),
    }[problem.flaw]
    return said.replace("%1", str(problem.number)).replace("%2", str(problem.count))
