"""What is done to recordings, one or many: kept, exported, held, deleted; and how that went."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from hosted_meetings_desktop.domain.archive import Progress
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import RecordingId
from hosted_meetings_desktop.domain.recording_list import Outcome, RecordingRow
from hosted_meetings_desktop.ui.panes.recordings.chosen import Chosen, ChosenBar
from hosted_meetings_desktop.ui.panes.recordings.dialogs import (
    ExportDialog,
    deletion,
    holding,
    releasing,
)
from hosted_meetings_desktop.ui.panes.recordings.download import Download
from hosted_meetings_desktop.ui.panes.recordings.names import file_name, free_name, voice_file_names
from hosted_meetings_desktop.ui.panes.recordings.services import FileService, LibraryService
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.parts.reason_dialog import ReasonDialog
from hosted_meetings_desktop.ui.parts.save_question import SaveQuestion, documents_folder
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
from hosted_meetings_desktop.ui.text.format import one_or_many


class Deeds(QObject):
    """Asks, does and tells.

    Attributes:
        dialog: The question that is open, if one is.

    Signals:
        done(): Something was done: the list is another one.
    """

    done = Signal()

    def __init__(
        self, pane: QWidget, library: LibraryService, calls: Calls, bar: ChosenBar, chosen: Chosen, told: MessageBar
    ) -> None:
        super().__init__(pane)
        self._pane = pane
        self._library = library
        self._calls = calls
        self._bar = bar
        self._chosen = chosen
        self._told = told
        self._call: Call | None = None
        self._progress: Download | None = None
        self.files: FileService | None = None
        self.dialog: ReasonDialog | ExportDialog | QFileDialog | None = None
        bar.stop_wanted.connect(self.stop)

    # ---- keeping
    def keep(self, recordings: Sequence[RecordingId]) -> None:
        """Bring several into the archive, one after the other."""
        if not recordings or self._bar.busy:
            return
        progress = self._begin(self.tr("Keeping"))
        work = partial(self._library.keep, tuple(recordings), progress)
        self._call = self._calls.run(self, work, self._tell_kept, self._tell_failed)

    def _tell_kept(self, outcome: Outcome) -> None:
        many = self.tr("%n recordings are kept now.", "", outcome.done)
        self._finish(outcome, one_or_many(outcome.done, self.tr("1 recording is kept now."), many))

    def take_note(self, recordings: Sequence[RecordingId]) -> None:
        """Let recordings alarm nobody any more."""
        told = self.tr("It is not told again.")
        work = partial(self._library.take_note, tuple(recordings))
        self._calls.run(self, work, lambda outcome: self._finish(outcome, told), self._tell_failed)

    # ---- with a reason
    def ask_hold(self, recordings: Sequence[RecordingId]) -> None:
        """Ask why, then put on hold."""
        many = self.tr("%n recordings are on hold.", "", len(recordings))
        told = one_or_many(len(recordings), self.tr("The recording is on hold."), many)
        self._ask(holding(len(recordings), self._pane.window()), recordings, self._library.hold, told)

    def ask_release(self, recordings: Sequence[RecordingId]) -> None:
        """Ask why, then end the hold."""
        many = self.tr("%n recordings are not on hold any more.", "", len(recordings))
        told = one_or_many(len(recordings), self.tr("The recording is not on hold any more."), many)
        self._ask(releasing(len(recordings), self._pane.window()), recordings, self._library.release, told)

    def ask_delete(self, recordings: Sequence[RecordingId], title: str = "", *, held: int = 0) -> None:
        """Ask why, then delete; ``held``: so many of them are known to be on hold."""
        many = self.tr("%n recordings were deleted.", "", len(recordings))
        told = one_or_many(len(recordings), self.tr("The recording was deleted."), many)
        dialog = deletion(len(recordings), title, self._pane.window(), held=held)
        self._ask(dialog, recordings, self._library.delete, told)

    def _ask(
        self,
        dialog: ReasonDialog,
        recordings: Sequence[RecordingId],
        deed: Callable[[Sequence[RecordingId], str], Awaitable[Outcome]],
        told: str,
    ) -> None:
        if not recordings:
            dialog.deleteLater()
            return

        def took(outcome: Outcome) -> None:
            dialog.set_busy(busy=False)
            dialog.accept()
            self._finish(outcome, told)

        def work(reason: str) -> Callable[[], Awaitable[Outcome]]:
            return lambda: deed(tuple(recordings), reason)

        dialog.reasoned.connect(lambda reason: self._calls.run(dialog, work(reason), took, dialog.show_error))
        self._open(dialog)

    # ---- copies outside
    def ask_export(self, rows: Sequence[RecordingRow]) -> None:
        """Say what a copy is, ask for the folder, and write them all there."""
        if not rows or self._bar.busy:
            return
        dialog = ExportDialog(len(rows), self._pane.window(), voices=all(row.of_voices for row in rows))
        dialog.accepted.connect(lambda: self._ask_folder(tuple(rows)))
        self._open(dialog)

    def find_and_export(self, recordings: Sequence[RecordingId]) -> None:
        """Export recordings, whether they are loaded or not."""

        async def find() -> list[RecordingRow]:
            return [await self._library.row(each) for each in recordings]

        self._calls.run(self, find, self.ask_export, self._told.show_error)

    def ask_one_export(
        self, row: RecordingRow, question: SaveQuestion, save: Callable[[RecordingRow, Path], None]
    ) -> None:
        """Say what a copy is, then ask where it should go: a film's file, or the folder for several voices.

        Args:
            row: Of which recording.
            question: Asks for a file.
            save: Writes a film there.
        """
        if row.of_voices:
            self.ask_export((row,))
            return
        title, kinds = self.tr("Export a copy"), self.tr("Videos (*.mp4 *.webm *.mkv *.mp3 *.m4a)")
        dialog = ExportDialog(1, self._pane.window())
        dialog.accepted.connect(lambda: question.ask(title, file_name(row), kinds, partial(save, row)))
        self._open(dialog)

    def _ask_folder(self, rows: tuple[RecordingRow, ...]) -> None:
        question = QFileDialog(self._pane.window(), self.tr("Where should the copies go?"))
        question.setFileMode(QFileDialog.FileMode.Directory)
        if folder := documents_folder():
            question.setDirectory(folder)
        question.setOption(QFileDialog.Option.ShowDirsOnly, on=True)
        question.fileSelected.connect(lambda folder: self.export_to(rows, Path(folder)))
        self._open(question)

    def export_to(self, rows: Sequence[RecordingRow], folder: Path) -> None:
        """Write copies into a folder; none takes the place of a file that is there."""
        progress = self._begin(self.tr("Exporting"))
        problems: dict[str, int] = {}
        written: list[Path] = []  # of voices more than one for a recording

        async def work() -> Outcome:
            for number, row in enumerate(rows):
                progress(number, len(rows))
                try:
                    await self._export(row, folder, written)
                except AppError as error:
                    said = f"{error.title}. {error.advice}".strip()
                    problems[said] = problems.get(said, 0) + 1
            return Outcome(len(rows) - sum(problems.values()), tuple(problems.items()))

        def tell(outcome: Outcome) -> None:
            many = self.tr("%n copies are in “%1”.", "", len(written))
            told = one_or_many(len(written), self.tr("1 copy is in “%1”."), many).replace("%1", folder.name)
            self._finish(outcome, told)

        self._call = self._calls.run(self, work, tell, self._tell_failed)

    async def _export(self, row: RecordingRow, folder: Path, written: list[Path]) -> None:
        """Write the files of a recording there, and put each that was written on the list."""
        if not row.of_voices or self.files is None:
            target = free_name(folder, file_name(row))
            await self._library.export_copy(row.id, target, _quiet)
            written.append(target)
            return
        for voice, name in zip(row.voices, voice_file_names(row), strict=True):
            if voice.kept:
                target = free_name(folder, name)
                await self.files.export_voice(row.id, voice.label, target, _quiet)
                written.append(target)
        if not all(voice.kept for voice in row.voices):
            raise AppError(
                self.tr("Not all voices are in the archive"), self.tr("Those that are were exported all the same.")
            )

    # ---- below
    def _open(self, dialog: ReasonDialog | ExportDialog | QFileDialog) -> None:
        self.dialog = dialog

        def forget(_result: int = 0) -> None:
            if self.dialog is dialog:
                self.dialog = None

        dialog.finished.connect(forget)
        dialog.open()

    def _begin(self, words: str) -> Progress:
        self._bar.begin(words)
        self._progress = progress = Download(self)
        progress.moved.connect(lambda: self._bar.show_progress(progress.done, progress.total))
        return progress.progress

    def stop(self) -> None:
        """Stop what runs; what was done stays done."""
        if self._call is not None:
            self._call.cancel()
        self._end()
        self._told.show_message(self.tr("It has stopped. What was done by then stays."))
        self.done.emit()

    def _end(self) -> None:
        self._call = None
        if self._progress is not None:
            self._progress.deleteLater()
            self._progress = None
        self._bar.end()

    def _finish(self, outcome: Outcome, told: str) -> None:
        """Say how it went; a choice of which all was done is over."""
        self._end()
        if not outcome.failed:
            self._chosen.clear()
            self._told.tell(told)
        else:
            why, _count = max(outcome.problems, key=lambda each: each[1])
            many = self.tr("With %n recordings it did not work.", "", outcome.failed)
            failed = one_or_many(outcome.failed, self.tr("With 1 recording it did not work."), many)
            said = f"{told} {failed} {why}" if outcome.done else f"{failed} {why}"
            details = "\n".join(f"{count} x {each}" for each, count in outcome.problems)
            self._told.show_message(said, kind="warning", details=details)
        self.done.emit()

    def _tell_failed(self, error: AppError) -> None:
        self._end()
        self._told.show_error(error)
        self.done.emit()


def _quiet(_done: int, _all: int | None) -> None:
    """Tell nobody: of several it is told how many are done."""
