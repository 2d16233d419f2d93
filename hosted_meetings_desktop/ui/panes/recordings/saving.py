"""Saves what was said in a recording that is being watched: what it is, where to, and how that went."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from hosted_meetings_desktop.domain.recording import Recording
from hosted_meetings_desktop.domain.transcript_form import TranscriptForm
from hosted_meetings_desktop.ui.panes.recordings.names import transcript_name
from hosted_meetings_desktop.ui.panes.recordings.rows import begun_at
from hosted_meetings_desktop.ui.panes.recordings.services import FileService
from hosted_meetings_desktop.ui.parts.save_question import SaveQuestion
from hosted_meetings_desktop.ui.runtime.calls import Calls

if TYPE_CHECKING:
    from hosted_meetings_desktop.ui.player.save_transcript import SaveTranscriptDialog
    from hosted_meetings_desktop.ui.player.window import PlayerWindow


class TranscriptSaving(QObject):
    """Belongs to a player, and goes with it.

    Attributes:
        dialog: What is said before; None while nothing is asked.
        question: Asks where to.
    """

    def __init__(self, player: PlayerWindow, recording: Recording, files: FileService, calls: Calls) -> None:
        super().__init__(player)
        self._player = player
        self._recording = recording
        self._files = files
        self._calls = calls
        self.dialog: SaveTranscriptDialog | None = None
        self.question = SaveQuestion(player)
        player.transcript_wanted.connect(self.ask)

    @Slot(str)
    def ask(self, form: str) -> None:
        """Say what a saved transcript is, then ask where it should go."""
        from hosted_meetings_desktop.ui.player.save_transcript import SaveTranscriptDialog

        if self.dialog is not None:
            return
        self.dialog = dialog = SaveTranscriptDialog(self._player)
        dialog.accepted.connect(partial(self._ask_where, TranscriptForm(form)))
        dialog.finished.connect(self._forget)
        dialog.open()

    def _forget(self, _result: int = 0) -> None:
        self.dialog = None

    def _ask_where(self, form: TranscriptForm) -> None:
        from hosted_meetings_desktop.ui.player.save_transcript import form_filter

        begun = f"{begun_at(self._recording).astimezone():%Y-%m-%d %H%M}"
        name = transcript_name(self._recording.title, begun, form.value)
        self.question.ask(self.tr("Save transcript"), name, form_filter(form), partial(self.save, form))

    def save(self, form: TranscriptForm, target: Path) -> None:
        """Write the file, and say how that went."""
        told = self._player.message_bar
        done = self.tr("The transcript is saved as “%1”.").replace("%1", target.name)
        work = partial(self._files.save_transcript, self._recording.id, form, target)
        self._calls.run(self._player, work, lambda _nothing: told.tell(done), told.show_error)
