"""The log file: rotating, small, and free of secrets."""

from __future__ import annotations

import logging
import logging.handlers
from pathlib import Path

from hosted_meetings_desktop.support.redaction import redact

_SIZE = 1_000_000
_KEPT = 5


class RedactingFormatter(logging.Formatter):
    """Formats a record, its traceback included, and then takes out whatever looks like a secret."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the redacted line."""
        return redact(super().format(record))


def start_logging(folder: Path, *, verbose: bool = False) -> None:
    """Log to ``folder/hosted-meetings.log``; libraries only from WARNING on (httpx logs URLs at INFO)."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handler = logging.handlers.RotatingFileHandler(
        folder / "hosted-meetings.log", maxBytes=_SIZE, backupCount=_KEPT, encoding="utf-8", delay=True
    )
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("hosted_meetings_desktop").setLevel(logging.DEBUG if verbose else logging.INFO)
