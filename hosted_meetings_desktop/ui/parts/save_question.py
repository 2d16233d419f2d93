"""Asks where a file should go, one question at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

_NOT_IN_NAMES = frozenset('\\/:*?"<>|')
_LONGEST_NAME = 80
"""Letters of a proposed name without its ending; systems take 255 bytes."""


def plain_file_name(text: str) -> str:
    """Return a text as every system takes it for a file's name; nothing where nothing of it is left."""
    kept = "".join(" " if each in _NOT_IN_NAMES or not each.isprintable() else each for each in text)
    return " ".join(kept.split())[:_LONGEST_NAME].strip(" .")


def documents_folder() -> str:
    """Return the folder of the person's documents; nothing where there is none, which leaves it to the system."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return folder if folder and Path(folder).is_dir() else ""


class SaveQuestion(QObject):
    """The file dialog of a pane: it begins in the person's documents, and then where its last file went.

    Attributes:
        dialog: The question that is open, if one is.
    """

    def __init__(self, pane: QWidget) -> None:
        super().__init__(pane)
        self._pane = pane
        self._folder = ""
        self.dialog: QFileDialog | None = None

    def ask(self, title: str, proposed: str, name_filter: str, chosen: Callable[[Path], None]) -> None:
        """Open the dialog, unless it is open.

        Args:
            title: What is saved.
            proposed: The file's name; one typed without an ending gets this one's.
            name_filter: The files that are shown, in Qt's form: "Videos (*.mp4)".
            chosen: Called with the place.
        """
        if self.dialog is not None:
            return
        dialog = QFileDialog(self._pane.window(), title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(proposed).suffix.removeprefix("."))
        dialog.setNameFilter(name_filter)
        if folder := self._folder or documents_folder():
            dialog.setDirectory(folder)
        dialog.selectFile(proposed)
        dialog.fileSelected.connect(lambda place: self._take(Path(place), chosen))
        dialog.finished.connect(self._forget)
        self.dialog = dialog
        dialog.open()

    def _take(self, place: Path, chosen: Callable[[Path], None]) -> None:
        self._folder = str(place.parent)
        chosen(place)

    def _forget(self, _result: int = 0) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
