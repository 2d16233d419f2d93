"""Drafts of messages as files for a mail program: private to this person, and gone when the app is."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject

_ODD = re.compile(r"[^\w .-]+")
_LONGEST_NAME = 60


class DraftFolder(QObject):
    """A folder that only this person can open; each draft holds somebody's own link.

    It is emptied when the app ends, and before its first use of a run, should the app have ended without that.
    """

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._fresh = False
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.clear)

    def write(self, name: str, data: bytes) -> Path:
        """Write a draft and return where it lies.

        Args:
            name: What it is about, without an ending; whatever cannot stand in a file's name is left out.
            data: The draft (.eml).

        Raises:
            OSError: it cannot be written.
        """
        if not self._fresh:
            self.clear()
            self._fresh = True
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder.chmod(0o700)
        path = self._free_path(file_name(name))
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
        return path

    def _free_path(self, name: str) -> Path:
        path, number = self._folder / f"{name}.eml", 1
        while path.exists():
            number += 1
            path = self._folder / f"{name} ({number}).eml"
        return path

    def clear(self) -> None:
        """Remove the drafts; one that another program holds open goes with the next time."""
        with contextlib.suppress(OSError):
            for path in self._folder.iterdir():
                with contextlib.suppress(OSError):
                    path.unlink()
            with contextlib.suppress(OSError):
                self._folder.rmdir()


def file_name(name: str) -> str:
    """Return a file's name without its ending."""
    plain = " ".join(_ODD.sub(" ", name).split()).strip(". ")[:_LONGEST_NAME].strip(". ")
    return plain or "message"


def save_draft(place: Path, data: bytes) -> None:
    """Write a draft where a person chose, readable by them alone.

    Raises:
        OSError: it cannot be written.
    """
    part = place.with_name(f".{place.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
        part.replace(place)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def plain_text(draft: bytes) -> str:
    """Return what a draft says as plain text, empty where it says nothing that way."""
    from email import message_from_bytes, policy

    body = message_from_bytes(draft, policy=policy.default).get_body(("plain",))
    return str(body.get_content()).replace("\r\n", "\n").strip() if body is not None else ""
