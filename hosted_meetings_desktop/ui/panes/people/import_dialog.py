"""Import people from a CSV file: what it would bring is shown first, line by line, and nothing is lost."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.services.people_lines import (
    ImportChoices,
    ImportPreview,
    ImportResult,
    ImportStopped,
)
from hosted_meetings_desktop.ui.panes.people.import_preview import PreviewPage
from hosted_meetings_desktop.ui.panes.people.import_progress import ImportWork
from hosted_meetings_desktop.ui.panes.people.import_words import line_sentence
from hosted_meetings_desktop.ui.panes.people.services import ImportService
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import plain_button
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.file_reading import ProgressPage
from hosted_meetings_desktop.ui.parts.labels import body_label, section_label
from hosted_meetings_desktop.ui.parts.save_question import SaveQuestion
from hosted_meetings_desktop.ui.parts.tab_order import tab_in_reading_order
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import isolated, one_or_many
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

PROGRESS_AFTER_MS = 300
_WIDEST, _TALLEST = SIZE.text_width * 2, SIZE.text_width + SIZE.details_width // 2


class ImportDialog(Dialog):
    """The dialog of one file, from reading it to what was imported.

    Signals:
        imported(ImportResult): People were added or filled in.
        another_wanted(): This file cannot be used; the person has another.
    """

    imported = Signal(object)
    another_wanted = Signal()

    def __init__(self, people: ImportService, calls: Calls, path: Path, *, parent: QWidget | None = None) -> None:
        """Make the dialog.

        Args:
            people: Reads and imports.
            calls: Runs it.
            path: The file.
            parent: The window it belongs to.
        """
        super().__init__(self.tr("Import people"), self.tr("Import"), parent=parent)
        self._people = people
        self._calls = calls
        self.path = path
        self._data = b""
        self._work: ImportWork | None = None
        self._importing = False
        self.outcome: ImportResult | None = None
        self.save_question = SaveQuestion(self)
        self.page = PreviewPage()
        self.progress = ProgressPage()
        self.pages = QStackedWidget()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PROGRESS_AFTER_MS)
        self._patience.timeout.connect(partial(self.pages.setCurrentWidget, self.progress))
        self._make_end()
        for page in (self.progress, self.page, self._end):
            self.pages.addWidget(page)
        self.body.addWidget(self.pages, 100)  # against the dialog's own stretch
        self.page.chosen.connect(self.read)
        self.confirmed.connect(self._go_on)
        self.main_button.setEnabled(False)
        self.setMinimumWidth(SIZE.text_width + SIZE.details_width)
        if parent is not None:  # a list is read in all the room there is
            window = parent.window()
            self.resize(
                min(window.width() - 2 * SPACE.page, _WIDEST), min(window.height() - 2 * SPACE.page, _TALLEST)
            )

    def _make_end(self) -> None:
        self._end = QWidget()
        self.end_title = section_label("")
        self.end_words = body_label("")
        self.save_button = plain_button(self.tr("Save what was not imported…"), "content-save-outline")
        self.save_button.clicked.connect(self.ask_where_to)
        row = QHBoxLayout()
        row.addWidget(self.save_button)
        row.addStretch(1)
        column = QVBoxLayout(self._end)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.tight)
        column.addWidget(self.end_title)
        column.addWidget(self.end_words)
        column.addLayout(row)
        column.addStretch(1)

    # ---- reading
    @Slot()
    def load(self) -> None:
        """Read the file and show what it would bring."""
        self._begin(self.tr("Reading “%1”…").replace("%1", isolated(self.path.name)))
        self.pages.setCurrentWidget(self.progress)
        self._calls.run(self, partial(self._people.read_file, self.path), self._take_data, self._refuse)

    def _take_data(self, data: bytes) -> None:
        self._data = data
        self.read(ImportChoices())

    def read(self, choices: ImportChoices) -> None:
        """Read the file as the person said; what is shown stays until that is done, or takes long."""
        work = self._begin(self.tr("Reading “%1”…").replace("%1", isolated(self.path.name)))
        self.main_button.setEnabled(False)
        self._patience.start()
        reading = partial(self._people.preview, self._data, choices, work.progress)
        self._calls.run(self, reading, partial(self._show_preview, work), partial(self._miss_preview, work))

    def _begin(self, said: str) -> ImportWork:
        """Begin a piece of work; the one before is not wanted any more."""
        if self._work is not None:
            self._work.stop()
            self._work.deleteLater()
        self._work = ImportWork(self)
        self.progress.follow(self._work, said)
        self.message_bar.dismiss()
        return self._work

    def _show_preview(self, work: ImportWork, preview: ImportPreview) -> None:
        if work is not self._work:
            return
        self._patience.stop()
        self.page.show_preview(preview)
        tab_in_reading_order(self)
        self.page.summary.setText(self._summary(preview))
        self.pages.setCurrentWidget(self.page)
        count = len(preview.new) + preview.filled
        many = self.tr("Import %n people", "", count)
        said = one_or_many(count, self.tr("Import 1 person"), many)
        self.main_button.setText(said if count else self.tr("Import"))
        self.main_button.setAccessibleName(self.main_button.text())
        self.main_button.setEnabled(count > 0)
        announce(self, self.page.summary.text())

    def _summary(self, preview: ImportPreview) -> str:
        number = self.locale().toString
        parts = [self.tr("“%1” has %2 lines with people.").replace("%2", number(len(preview.lines)))]
        parts[0] = one_or_many(len(preview.lines), self.tr("“%1” has one line with a person."), parts[0])
        parts[0] = parts[0].replace("%1", isolated(self.path.name))
        left = preview.left_out
        if left:
            many = self.tr("%n of them cannot be imported; they are not lost.", "", left)
            parts.append(one_or_many(left, self.tr("One of them cannot be imported; it is not lost."), many))
        if len(preview.known) - preview.filled == len(preview.lines):
            parts.append(self.tr("All of them are in the list already."))
        return " ".join(parts)

    def _miss_preview(self, work: ImportWork, error: AppError) -> None:
        if work is not self._work or isinstance(error, ImportStopped):
            return
        self._patience.stop()
        if self.page.preview is None:
            self._refuse(error)
            return
        # Read as the person said just now it is no file of people: what was shown before is shown again.
        self.page.show_preview(self.page.preview)
        self.pages.setCurrentWidget(self.page)
        self.main_button.setEnabled(True)
        self.message_bar.show_error(error)

    def _refuse(self, error: AppError) -> None:
        """Say why there is nothing to show, and offer to go on with another file."""
        self._patience.stop()
        self.progress.show_nothing()
        self.pages.setCurrentWidget(self.progress)
        another = self.tr("Choose another file…")
        self.message_bar.show_error(error, action_text=another, action=self.another_wanted.emit)

    # ---- importing
    @Slot()
    def _go_on(self) -> None:
        if self.outcome is not None:
            self.accept()
        elif self.page.preview is not None and not self._importing:
            self.import_now(self.page.preview)

    def import_now(self, preview: ImportPreview) -> None:
        """Import what is shown."""
        work = self._begin(self.tr("Importing…"))
        self._importing = True
        self.main_button.setEnabled(False)
        self.leave_button.setText(self.tr("Stop"))
        self.pages.setCurrentWidget(self.progress)
        importing = partial(self._people.import_people, preview, work.progress)
        self._calls.run(self, importing, self._show_result, self._miss_import)

    def _show_result(self, result: ImportResult) -> None:
        self._importing = False
        self.outcome = result
        self.end_title.setText(self._result_title(result))
        lacking = len(result.lacking)
        words = self.tr("Everything that stands in the file is in the list now.")
        if lacking:
            one = self.tr("One line was not imported, or not with everything that stands in it.")
            many = self.tr("%n lines were not imported, or not with everything that stands in them.", "", lacking)
            advice = self.tr(
                "Save them as a file with the reason in each line, mend them there and import that file, filling in "
                "what is missing."
            )
            words = f"{one_or_many(lacking, one, many)} {advice}"
        self.end_words.setText(words)
        self.save_button.setVisible(bool(lacking))
        self.pages.setCurrentWidget(self._end)
        self.leave_button.hide()
        self.main_button.setText(self.tr("Done"))
        self.main_button.setAccessibleName(self.main_button.text())
        self.main_button.setEnabled(True)
        self.main_button.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, f"{self.end_title.text()}. {words}")
        self.imported.emit(result)

    def _result_title(self, result: ImportResult) -> str:
        added = self.tr("%n people are added", "", result.added)
        filled = self.tr("%n people are filled in", "", result.filled)
        told = [
            one_or_many(count, one, many)
            for count, one, many in (
                (result.added, self.tr("1 person is added"), added),
                (result.filled, self.tr("1 person is filled in"), filled),
            )
            if count
        ]
        return ", ".join(told)

    def _miss_import(self, error: AppError) -> None:
        """Go back to what was to be imported: nothing of it was."""
        self._importing = False
        self.leave_button.setText(self.tr("Cancel"))
        self.leave_button.setEnabled(True)
        self.main_button.setEnabled(True)
        self.pages.setCurrentWidget(self.page)
        if isinstance(error, ImportStopped):
            self.message_bar.show_message(self.tr("The import was stopped. The list is as it was."))
        else:
            self.message_bar.show_error(error)

    # ---- what is left
    @Slot()
    def ask_where_to(self) -> None:
        """Ask where the lines should go that were not imported."""
        name = self.tr("%1 - not imported.csv").replace("%1", self.path.stem)
        title, kinds = self.tr("Save what was not imported"), self.tr("CSV files (*.csv)")
        self.save_question.ask(title, name, kinds, self.save_lacking)

    def save_lacking(self, target: Path) -> None:
        """Write the lines that were not imported, each with why."""
        preview = self.page.preview
        if preview is None:
            return
        say = partial(line_sentence, preview=preview)
        work = partial(self._people.save_lacking, preview, target, say=say, reason=self.tr("Why it is here"))
        told = self.tr("The lines are saved as “%1”.").replace("%1", isolated(target.name))
        self._calls.run(self, work, lambda _nothing: self.message_bar.tell(told), self.message_bar.show_error)

    # ---- leaving
    def reject(self) -> None:
        """Leave; while people are imported stop that first, and stay to say so."""
        if self._work is not None:
            self._work.stop()
        if self._importing:
            self.leave_button.setEnabled(False)
            return
        if self.outcome is not None:
            self.accept()
            return
        super().reject()
