"""Opens the dialogs of calendar files over the main window, and tells what came of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.live import UndoStep
from hosted_meetings_desktop.domain.own_calendar import ImportOutcome
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.message_bar import TOLD_MS, MessageBar
from hosted_meetings_desktop.ui.parts.opening import open_outside
from hosted_meetings_desktop.ui.parts.plan_history import PlanHistory
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import isolated, one_or_many

if TYPE_CHECKING:  # the dialogs come when they are first opened
    from hosted_meetings_desktop.ui.window.calendar_files.export_dialog import ExportDialog
    from hosted_meetings_desktop.ui.window.calendar_files.import_dialog import ImportDialog
    from hosted_meetings_desktop.ui.window.calendar_files.services import CalendarFileService, PlanNames

UNDO_MS = 20_000


class CalendarFiles(QObject):
    """Import and export for the window's menus.

    Attributes:
        import_dialog: The dialog of a file, while it is open.
        export_dialog: The dialog of an export, while it is open.
        open_question: The question which file to import, while it is open.

    Signals:
        meeting_wanted(str): Show the first meeting that was imported.
    """

    meeting_wanted = Signal(str)

    def __init__(
        self,
        window: QWidget,
        files: CalendarFileService,
        names: PlanNames,
        calls: Calls,
        history: PlanHistory,
        window_bar: Callable[[], MessageBar],
        *,
        clock: Clock = utc_now,
        told_elsewhere: Callable[[], bool] = lambda: False,
    ) -> None:
        """Make it.

        Args:
            window: Over which the dialogs open.
            files: Reads and writes them.
            names: Knows hosts and visit types.
            calls: Runs what is asked.
            history: What can be taken back, of all panes.
            window_bar: Returns the bar that says what came of it.
            clock: Tells the time.
            told_elsewhere: Tells whether the pane in view says itself what was taken back.
        """
        super().__init__(window)
        self._window = window
        self._files = files
        self._names = names
        self._calls = calls
        self._history = history
        self._window_bar = window_bar
        self._clock = clock
        self._told_elsewhere = told_elsewhere
        self._undoing = ""
        self._deed, self._said = "", ""
        self.import_dialog: ImportDialog | None = None
        self.export_dialog: ExportDialog | None = None
        self.open_question: QFileDialog | None = None
        history.undone.connect(self._tell_undone)
        history.redone.connect(self._tell_redone)
        history.failed.connect(self._miss)

    # ---- importing
    def open_import(self, path: Path | None = None) -> None:
        """Show what a file would bring; ask which one without ``path``."""
        if self.import_dialog is not None:
            self.import_dialog.raise_()
            return
        if path is None:
            self._ask_for_file()
            return
        from hosted_meetings_desktop.ui.window.calendar_files.import_dialog import ImportDialog

        dialog = ImportDialog(self._files, self._names, self._calls, path, clock=self._clock, parent=self._window)
        dialog.imported.connect(self._tell_imported)
        dialog.another_wanted.connect(self._ask_for_another)
        dialog.finished.connect(self._forget_import)
        self.import_dialog = dialog
        dialog.open()
        dialog.load()

    def _ask_for_file(self) -> None:
        if self.open_question is not None:
            return
        question = QFileDialog(self._window, self.tr("Import a calendar file"))
        question.setFileMode(QFileDialog.FileMode.ExistingFile)
        question.setNameFilters([self.tr("Calendar files (*.ics *.ical *.ifb)"), self.tr("All files (*)")])
        question.fileSelected.connect(lambda place: self.open_import(Path(place)))
        question.finished.connect(self._forget_question)
        self.open_question = question
        question.open()

    def _forget_question(self, _result: int = 0) -> None:
        if self.open_question is not None:
            self.open_question.deleteLater()
            self.open_question = None

    def _forget_import(self, _result: int = 0) -> None:
        self.import_dialog = None

    def _ask_for_another(self) -> None:
        if self.import_dialog is not None:
            self.import_dialog.reject()
        self._ask_for_file()

    def _tell_imported(self, outcome: ImportOutcome) -> None:
        if outcome.undo is None:
            return
        count, left = outcome.count, len(outcome.left_out)
        many = self.tr("%n meetings are planned; nobody was invited.", "", count)
        said = [one_or_many(count, self.tr("1 meeting is planned; nobody was invited."), many)]
        if left:
            many = self.tr("%n were left out, the first of them %1.", "", left)
            rest = one_or_many(left, self.tr("1 was left out: %1."), many)
            said.append(rest.replace("%1", self._left_out(outcome)))
        deed = one_or_many(count, self.tr("the import of a meeting"), self.tr("the import of %n meetings", "", count))
        step = outcome.undo
        self._history.add(step, deed)
        self._deed, self._said = deed, " ".join(said)
        self._window_bar().show_message(
            self._said,
            kind="warning" if left else "success",
            action_text=self.tr("Undo"),
            action=partial(self._undo, deed),
            other_text=self.tr("Show"),
            other=partial(self.meeting_wanted.emit, str(step.meeting_id)),
            timeout_ms=0 if left else UNDO_MS,
        )

    def _left_out(self, outcome: ImportOutcome) -> str:
        """Return the first event that was left out, and why: "“Knee” (it is planned here already)"."""
        from hosted_meetings_desktop.ui.window.calendar_files.words import reason_text, title_text, when_text

        first, now = outcome.left_out[0], self._clock()
        said = self.tr("“%1”, %2 (%3)", "title, when, why")
        said = said.replace("%2", when_text(first.event, now)).replace("%1", title_text(first.event))
        return said.replace("%3", reason_text(first, now).removesuffix("."))

    # ---- taking it back
    def _undo(self, deed: str) -> None:
        """Take the import back, unless something else was changed after it."""
        if self._history.undo_text == deed:
            self._undoing = deed
            self._history.undo()
        else:
            said = self.tr("Something else was changed after the import. Undo that first with Ctrl+Z.")
            self._window_bar().show_message(said, timeout_ms=TOLD_MS)

    def _redo(self, deed: str) -> None:
        if self._history.redo_text == deed:
            self._undoing = deed
            self._history.redo()

    def _tell_undone(self, _step: UndoStep, text: str) -> None:
        bar = self._window_bar()
        if text == self._deed and bar.text == self._said:
            bar.dismiss()  # it was taken back in a pane
        self._tell_way(text, self.tr("Undone: %1."), self.tr("Do it again"), self._redo)

    def _tell_redone(self, _step: UndoStep, text: str) -> None:
        self._tell_way(text, self.tr("Done again: %1."), self.tr("Undo"), self._undo)

    def _tell_way(self, text: str, said: str, way_text: str, way: Callable[[str], None]) -> None:
        mine, self._undoing = self._undoing == text, ""
        if mine and not self._told_elsewhere():
            self._window_bar().show_message(
                said.replace("%1", text),
                kind="success",
                action_text=way_text,
                action=partial(way, text),
                timeout_ms=UNDO_MS,
            )

    def _miss(self, error: AppError, _again: bool) -> None:  # noqa: FBT001 (a signal's argument)
        mine, self._undoing = bool(self._undoing), ""
        if mine and not self._told_elsewhere():
            self._window_bar().show_error(error)

    # ---- exporting
    def open_export(self) -> None:
        """Ask what should go into a file, and where that should go."""
        if self.export_dialog is not None:
            self.export_dialog.raise_()
            return
        from hosted_meetings_desktop.ui.window.calendar_files.export_dialog import ExportDialog

        dialog = ExportDialog(self._files, self._names, self._calls, clock=self._clock, parent=self._window)
        dialog.exported.connect(self._tell_exported)
        dialog.finished.connect(self._forget_export)
        self.export_dialog = dialog
        dialog.open()

    def _forget_export(self, _result: int = 0) -> None:
        self.export_dialog = None

    def _tell_exported(self, target: Path, count: int) -> None:
        many = self.tr("%n meetings are exported to “%1”.", "", count)
        said = one_or_many(count, self.tr("1 meeting is exported to “%1”."), many)
        self._window_bar().show_message(
            said.replace("%1", isolated(target.name)),
            kind="success",
            action_text=self.tr("Open folder"),
            action=lambda: open_outside(target.parent),
            timeout_ms=UNDO_MS,
        )
