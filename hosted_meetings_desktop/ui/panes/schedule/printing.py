"""Brings the list of a day to paper, or into a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.ui.panes.schedule.day_list import (
    DayList,
    day_document,
    day_title,
    page_layout,
    pdf_of,
)
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.parts.opening import open_outside
from hosted_meetings_desktop.ui.parts.save_question import SaveQuestion
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import isolated

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument
    from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog

OPEN_MS = 20_000
"""How long a file that was written can be opened from the message."""


class DayPrinting(QObject):
    """Prints and saves lists of days.

    Attributes:
        preview: The preview that is open, if one is.
        save_question: Asks where a PDF should go.
    """

    def __init__(self, over: QWidget, calls: Calls, message_bar: MessageBar) -> None:
        super().__init__(over)
        self._over = over
        self._calls = calls
        self._bar = message_bar
        self.preview: QPrintPreviewDialog | None = None
        self._used: tuple[QPrinter, QTextDocument] | None = None  # the preview does not keep them
        self.save_question = SaveQuestion(over)

    def open_preview(self, what: DayList) -> None:
        """Show how it will look on paper; it is printed from there."""
        from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog

        if self.preview is not None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(page_layout())
        printer.setDocName(day_title(what.day))
        document = day_document(what)
        preview = QPrintPreviewDialog(printer, self._over.window())
        preview.setWindowTitle(self.tr("Day list: %1").replace("%1", day_title(what.day)))
        preview.setWindowModality(Qt.WindowModality.WindowModal)

        preview.paintRequested.connect(document.print_)
        preview.finished.connect(self._forget)
        self.preview, self._used = preview, (printer, document)
        preview.open()

    def _forget(self, _result: int = 0) -> None:
        if self.preview is not None:
            self.preview.destroyed.connect(self._let_go)
            self.preview.deleteLater()
            self.preview = None

    def _let_go(self) -> None:
        if self.preview is None:
            self._used = None

    def ask_pdf(self, what: DayList) -> None:
        """Ask for a place and write the list there."""
        self.save_question.ask(
            self.tr("Save the day list"),
            self.tr("Day list %1.pdf", "file name").replace("%1", what.day.isoformat()),
            self.tr("PDF files (*.pdf)"),
            lambda path: self.save_pdf(what, path),
        )

    def save_pdf(self, what: DayList, path: Path) -> None:
        """Write the list into a file."""
        data = pdf_of(what)

        async def write() -> Path:
            from anyio.to_thread import run_sync

            try:
                await run_sync(path.write_bytes, data)
            except OSError as error:
                raise AppError(
                    "The file could not be written",
                    "Choose another folder, or close the program that has it open, then try again.",
                    retryable=True,
                    details=type(error).__name__,
                ) from error
            return path

        self._calls.run(self, write, self._tell_saved, self._bar.show_error)

    def _tell_saved(self, path: Path) -> None:
        self._bar.show_message(
            self.tr("%1 is saved.").replace("%1", isolated(path.name)),
            kind="success",
            action_text=self.tr("Open"),
            action=partial(self._open, path),
            timeout_ms=OPEN_MS,
        )

    def _open(self, path: Path) -> None:
        if not open_outside(path):
            self._bar.show_error(
                AppError(
                    self.tr("This PC has no program for PDF files"),
                    self.tr("The list is kept at %1.").replace("%1", isolated(str(path))),
                )
            )
