"""Opens the player for a recording, and remembers where somebody stopped."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import RecordingId
from hosted_meetings_desktop.domain.playing import Source
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.recording_list import RecordingRow, Told
from hosted_meetings_desktop.domain.voices import PlayedVoice
from hosted_meetings_desktop.ui.panes.recordings.rows import begun_at
from hosted_meetings_desktop.ui.panes.recordings.saving import TranscriptSaving
from hosted_meetings_desktop.ui.panes.recordings.services import FileService, LibraryService
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import moment_text

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from hosted_meetings_desktop.ui.player.stills import Stills
    from hosted_meetings_desktop.ui.player.window import PlayerWindow

_REMEMBERED = 200


class Watching(QObject):
    """One player at a time, and the stills of the list.

    Attributes:
        player: The window, if one is open.
    """

    def __init__(self, pane: QWidget, library: LibraryService, calls: Calls, told: MessageBar, clock: Clock) -> None:
        super().__init__(pane)
        self._pane = pane
        self._library = library
        self._calls = calls
        self._told = told
        self._clock = clock
        self._awaited: RecordingId | None = None
        self._shown: RecordingId | None = None
        self._known: Told | None = None
        self._stopped: dict[str, int] = {}
        self._stills: Stills | None = None
        self._no_stills = False
        self._beginning = False
        self.files: FileService | None = None
        self.player: PlayerWindow | None = None

    # ---- the player
    def play(self, recording: RecordingId) -> None:
        """Play a recording: the archive's file where it is kept, otherwise straight from the provider."""
        self._awaited = recording

        async def find() -> tuple[RecordingRow, Source | tuple[PlayedVoice, ...]]:
            row = await self._library.row(recording)
            if row.of_voices and self.files is not None:
                return row, await self.files.play_voices(recording)
            return row, await self._library.play(recording)

        self._calls.run(self._pane, find, self._open, self._told.show_error)

    def _open(self, found: tuple[RecordingRow, Source | tuple[PlayedVoice, ...]]) -> None:
        row, played = found
        if self._awaited != row.id:
            _cut(played)
            return  # another one was asked for meanwhile
        try:
            player = self._make_player(row, played)
        except ImportError as problem:
            _cut(played)
            self._told.show_error(_lacking(self._pane, problem))
            return
        self.close()
        player.left.connect(partial(self._leave, player, row.id))
        self._pane.destroyed.connect(player.close)  # a window of its own, which must not outlive the account
        self.player, self._shown, self._known = player, row.id, None
        player.show()
        player.play()
        self.refresh()

    def _make_player(self, row: RecordingRow, played: Source | tuple[PlayedVoice, ...]) -> PlayerWindow:
        begun, begin_at = moment_text(begun_at(row.recording), self._clock()), self._stopped.get(row.id, 0)
        player: PlayerWindow
        if isinstance(played, tuple):
            from hosted_meetings_desktop.ui.player.voices_window import VoicesWindow

            player = VoicesWindow(row.recording.title, begun, played, begin_at=begin_at)
        else:
            from hosted_meetings_desktop.ui.player.window import PlayerWindow

            player = PlayerWindow(row.recording.title, begun, played, begin_at=begin_at)
        player.side.can_save = self.files is not None
        if self.files is not None:
            TranscriptSaving(player, row.recording, self.files, self._calls)
        return player

    def refresh(self) -> None:
        """Show beside the film what has come meanwhile: its transcript may follow hours later."""
        if self.player is not None and self._shown is not None:
            told = partial(self._tell, self.player)
            self._calls.run(self.player, partial(self._library.told, self._shown), told, lambda _error: None)

    def _tell(self, player: PlayerWindow, told: Told) -> None:
        from hosted_meetings_desktop.ui.player.story import Story

        if player is self.player and told != self._known:
            self._known = told
            player.show_story(Story(told.seconds, told.chapters, told.lines))

    def close(self) -> None:
        """Close the player, also one that is only asked for; on signing out and quitting."""
        self._awaited = None
        if self.player is not None:
            self.player.close()
        if self._stills is not None:
            self._stills.rest()

    def _leave(self, player: PlayerWindow, recording: str) -> None:
        self._stopped.pop(recording, None)
        if player.stopped_at:
            self._stopped[recording] = player.stopped_at
            for oldest in list(self._stopped)[:-_REMEMBERED]:
                del self._stopped[oldest]
        if player is self.player:
            self.player = None

    # ---- stills
    def still(self, row: RecordingRow, came: Callable[[], object]) -> QImage | None:
        """Return a picture of a recording; None while there is none. Of what is not kept here none is made."""
        if not row.kept or row.of_voices or self._no_stills:
            return None
        if self._stills is None:
            if not self._beginning:
                self._beginning = True
                QTimer.singleShot(0, self, lambda: self._import_media(came))
            return None
        return self._stills.still(row.id)

    # One turn for each part of what takes long: all of it, in the middle of painting, would be felt.
    def _import_media(self, came: Callable[[], object]) -> None:
        try:
            importlib.import_module("PySide6.QtMultimedia")
        except ImportError:  # said once somebody plays one
            self._no_stills = True
            return
        QTimer.singleShot(0, self, lambda: self._import_stills(came))

    def _import_stills(self, came: Callable[[], object]) -> None:
        try:
            from hosted_meetings_desktop.ui.player import stills
        except ImportError:
            self._no_stills = True
            return
        QTimer.singleShot(0, self, lambda: self._make_stills(stills.Stills, came))

    def _make_stills(self, make: type[Stills], came: Callable[[], object]) -> None:
        if not self._pane.isVisible():  # somebody went on meanwhile: it begins anew with the next look
            self._beginning = False
            return
        self._stills = make(self._open_still, self)
        self._stills.came.connect(lambda _recording: came())
        came()

    def _open_still(
        self, recording: str, take: Callable[[Source], None], failed: Callable[[AppError], None]
    ) -> object:
        work = partial(self._library.play, RecordingId(recording), seen=False)
        return self._calls.run(self, work, take, failed)

    def rest(self) -> None:
        """Make no more stills for now."""
        if self._stills is not None:
            self._stills.rest()

    # ---- remembered
    def state(self) -> dict[str, int]:
        """Return where somebody stopped, by recording, in milliseconds."""
        return dict(self._stopped)

    def restore(self, state: object) -> None:
        """Take it from last time."""
        if isinstance(state, Mapping):
            known: Mapping[Any, Any] = state
            self._stopped = {
                str(name): at for name, at in list(known.items())[-_REMEMBERED:] if isinstance(at, int) and at > 0
            }


def _cut(played: Source | tuple[PlayedVoice, ...]) -> None:
    for source in (each.source for each in played) if isinstance(played, tuple) else (played,):
        if source is not None:
            source.cut()


def _lacking(pane: QWidget, problem: ImportError) -> AppError:
    return AppError(
        pane.tr("This PC lacks what is needed to play videos"),
        pane.tr("Export a copy of the recording and open it in another player."),
        details=str(problem),
    )
