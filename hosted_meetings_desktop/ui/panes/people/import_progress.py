"""How far reading or importing a file is, and a way to stop it."""

from __future__ import annotations

from hosted_meetings_desktop.services.people_lines import (
    ImportStopped,
)
from hosted_meetings_desktop.ui.parts.file_reading import FileReading


class ImportWork(FileReading):
    """One piece of work, which is ended from within: what was begun is taken back."""

    def progress(self, done: int, total: int | None) -> None:
        """Note how far it is; called from any thread, however often.

        Raises:
            ImportStopped: the person stopped it, or the dialog is gone.
        """
        if self.stopped():
            raise ImportStopped
        super().progress(done, total)
