"""The log file: rotating, small, and free of secrets."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path

from hosted_meetings_desktop.support.redaction import redact

_SIZE = 1_000_000
_KEPT = 5


class RedactingFormatter(logging.Formatter):
    """Formats a record, its traceback included, and then takes out whatever looks like a secret."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the redacted line."""
        return redact(super().format(record))


class _LogFile(logging.Handler):
    """Opens the file with its first record: rotation brings sockets and pickling, which no start has to wait for.

    Never raises: whoever has something to log must not fail because the disk is full or the folder cannot be written.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record; without a file that can be written it is dropped."""
        with contextlib.suppress(OSError):
            if self._file is None:
                self._file = _rotating(self._path)
                self._file.setFormatter(self.formatter)
            self._file.emit(record)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
        super().close()


def _rotating(path: Path) -> logging.Handler:
    from logging.handlers import RotatingFileHandler

    class Quiet(RotatingFileHandler):
        """Writes no trouble of its own, and with it the unredacted record, to the terminal."""

        def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's own name)
            """Drop the record."""

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Quiet(path, maxBytes=_SIZE, backupCount=_KEPT, encoding="utf-8")


def start_logging(folder: Path, *, verbose: bool = False) -> None:
    """Log to ``folder/hosted-meetings.log``; libraries only from WARNING on (httpx logs URLs at INFO)."""
    handler = _LogFile(folder / "hosted-meetings.log")
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("hosted_meetings_desktop").setLevel(logging.DEBUG if verbose else logging.INFO)
