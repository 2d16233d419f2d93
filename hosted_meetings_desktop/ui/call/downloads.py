"""Saves files from the chat into the Downloads folder, under a name that is safe and free."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWebEngineCore import QWebEngineDownloadRequest, QWebEngineProfile

logger = logging.getLogger(__name__)

_State = QWebEngineDownloadRequest.DownloadState
_UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*]')


def safe_name(wanted: str) -> str:
    """Return a file name without path, control characters or a leading dot."""
    name = _UNSAFE.sub("_", wanted).strip(" .")
    return name[-120:] or "file"


def free_path(folder: Path, name: str, taken: Collection[Path] = ()) -> Path:
    """Return a path in ``folder`` that does not exist yet and is not ``taken``, numbering the name as needed."""
    path = folder / name
    number = 2
    while path in taken or path.exists():
        path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
        number += 1
    return path


class Downloads(QObject):
    """Takes the downloads of one call.

    Signals:
        saved(Path): A file is complete.
        failed(str): A file could not be saved; its name.
    """

    saved = Signal(object)
    failed = Signal(str)

    def __init__(self, profile: QWebEngineProfile, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        home = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        self._folder = folder or Path(home)
        self._under_way: set[Path] = set()
        profile.downloadRequested.connect(self._take)

    def _take(self, request: QWebEngineDownloadRequest) -> None:
        if request.url().scheme() not in {"blob", "data", "http", "https"} or request.isSavePageDownload():
            request.cancel()
            return
        name = safe_name(request.suggestedFileName() or request.downloadFileName())
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = free_path(self._folder, name, self._under_way)
        except OSError as problem:
            logger.debug("The downloads folder cannot be used: %s", problem.strerror)
            request.cancel()
            self.failed.emit(name)
            return
        request.setDownloadDirectory(str(path.parent))
        request.setDownloadFileName(path.name)
        self._under_way.add(path)  # the file itself is there only at the end
        request.stateChanged.connect(lambda state: self._note(state, path))
        request.accept()

    def _note(self, state: QWebEngineDownloadRequest.DownloadState, path: Path) -> None:
        if state in {_State.DownloadRequested, _State.DownloadInProgress}:
            return
        self._under_way.discard(path)
        if state == _State.DownloadCompleted:
            self.saved.emit(path)
        elif state == _State.DownloadInterrupted:
            self.failed.emit(path.name)
