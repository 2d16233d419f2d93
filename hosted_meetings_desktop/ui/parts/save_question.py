"""Asks where a file should go, one question at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget


class SaveQuestion(QObject):
    """The file dialog of a pane.

    Attributes:
        dialog: The question that is open, if one is.
    """

    def __init__(self, pane: QWidget) -> None:
        super().__init__(pane)
        self._pane = pane
        self.dialog: QFileDialog | None = None

    def ask(self, title: str, file_name: str, name_filter: str, chosen: Callable[[Path], None]) -> None:
        """Open the dialog, unless it is open.

        Args:
            title: What is saved.
            file_name: What is proposed; a name typed without an ending gets this one's.
            name_filter: The files that are shown, in Qt's form: "Videos (*.mp4)".
            chosen: Called with the place.
        """
        if self.dialog is not None:
            return
        dialog = QFileDialog(self._pane.window(), title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(file_name).suffix.removeprefix("."))
        dialog.setNameFilter(name_filter)
        dialog.selectFile(file_name)
        dialog.fileSelected.connect(lambda place: chosen(Path(place)))
        dialog.finished.connect(self._forget)
        self.dialog = dialog
        dialog.open()

    def _forget(self, _result: int = 0) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
