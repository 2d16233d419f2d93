"""Plays the voices of a recording together, in step, as one conversation.

Each voice is a file of its own and has a player of its own. One clock leads them all: it follows the voice that plays
on longest, and goes on by itself where nobody is heard. Who is apart from it is brought back.

For the player window it is what a ``QMediaPlayer`` is for a film, and has those of its names that are used there.
What ``window`` says of Qt's threads holds here too: everything is cut off before any player is told to let go.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, QUrl, Signal, Slot
from PySide6.QtMultimedia import QAudioOutput, QMediaMetaData, QMediaPlayer

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.playing import Plain, Source
from hosted_meetings_desktop.domain.voices import PlayedVoice
from hosted_meetings_desktop.ui.player.faults import fault, too_many, voice_breaks_off
from hosted_meetings_desktop.ui.player.qt_media import look_up_overrides, url_of
from hosted_meetings_desktop.ui.player.voice_part import Part, Sound

MOST = 24
"""So many players at a time: each has a decoder, a sound device and some threads."""
TICK_MS = 200
APART_MS = 120
"""Who is further apart than this is brought back; less is not heard between people in two places."""
_CALM_TICKS = 7
"""Who was brought back is left alone for so long, until it plays evenly."""
_STANDSTILL_TICKS = 8
_MOST_AHEAD = 500
_SETTLED_WITHIN_MS = 10_000
"""A voice that has not come by then is not waited for."""

_Status = QMediaPlayer.MediaStatus
_State = QMediaPlayer.PlaybackState
_LOADED = frozenset({_Status.LoadedMedia, _Status.BufferedMedia, _Status.BufferingMedia})


class Together(QObject):
    """Several voices as one.

    Signals:
        positionChanged(int): It is there now, in milliseconds.
        durationChanged(int): It is so long.
        playbackStateChanged(object): It plays, or does not.
        mediaStatusChanged(object): How far it has come.
        errorOccurred(object, str): Nothing of it can be played.
        voice_changed(int): Something else is known of a voice: how long it is, or why it is not heard.
    """

    positionChanged = Signal(int)  # noqa: N815 (as QMediaPlayer has it)
    durationChanged = Signal(int)  # noqa: N815 (as QMediaPlayer has it)
    playbackStateChanged = Signal(object)  # noqa: N815 (as QMediaPlayer has it)
    mediaStatusChanged = Signal(object)  # noqa: N815 (as QMediaPlayer has it)
    errorOccurred = Signal(object, str)  # noqa: N815 (as QMediaPlayer has it)
    voice_changed = Signal(int)

    def __init__(self, voices: Iterable[PlayedVoice], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.parts = [Part(each.voice.begins, each.source, problem=each.problem) for each in voices]
        for number, part in enumerate(self.parts):
            self._make_player(number, part)
        self.sound = Sound([part.output for part in self.parts], self)
        self._loaded = False
        self._duration = 0
        self._rate = 1.0
        self._state = _State.StoppedState
        self._status = _Status.NoMedia
        self._wanted = False
        self._base = 0
        self._elapsed = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_SETTLED_WITHIN_MS)
        self._patience.timeout.connect(self._wait_no_longer)

    def _make_player(self, number: int, part: Part) -> None:
        if part.source is None:
            return
        if sum(each.player is not None for each in self.parts) >= MOST:
            part.source.cut()
            part.source, part.problem = None, too_many(MOST)
            return
        part.output, part.player = QAudioOutput(self), QMediaPlayer(self)
        look_up_overrides(part.output.volumeChanged)
        part.player.setAudioOutput(part.output)
        part.player.mediaStatusChanged.connect(partial(self._note_status, number))
        part.player.errorOccurred.connect(partial(self._note_problem, number))

    # ---- what a player says of itself
    def source(self) -> QUrl:
        """Return an address where something is loaded; nobody can do anything with it."""
        return QUrl("voices:") if self._loaded else QUrl()

    def position(self) -> int:
        """Return where it is, in milliseconds."""
        gone = int(self._elapsed.elapsed() * self._rate) if self._timer.isActive() else 0
        return min(self._base + gone, self._duration) if self._duration else self._base + gone

    def duration(self) -> int:
        """Return how long it is, in milliseconds; 0 where no voice says it."""
        return self._duration

    def playbackState(self) -> QMediaPlayer.PlaybackState:
        """Return whether it plays."""
        return self._state

    def mediaStatus(self) -> QMediaPlayer.MediaStatus:
        """Return how far it has come."""
        return self._status

    def hasVideo(self) -> bool:
        """Return that there is something to see: who is heard."""
        return True

    def metaData(self) -> QMediaMetaData:
        """Return nothing."""
        return QMediaMetaData()

    # ---- what a player is told
    def load(self) -> None:
        """Let every voice be looked at; they begin together once that is done."""
        if self._loaded:
            return
        self._loaded = True
        self._set_status(_Status.LoadingMedia)
        self._patience.start()
        for part in self.parts:
            if part.player is not None and part.source is not None:
                part.problem, part.broken_at, part.settled = None, None, False
                part.player.setSource(url_of(part.source.address))
        self._look_whether_settled()

    def setSource(self, _nothing: QUrl) -> None:
        """Let go of all of them."""
        self._patience.stop()
        self._loaded = False
        for part in self.parts:
            if part.player is not None:
                part.player.setSource(QUrl())
                part.settled = False

    def play(self) -> None:
        """Play on from where it is, at once or as soon as it can."""
        self._wanted = True
        if self._status in {_Status.NoMedia, _Status.LoadingMedia} or self._state is _State.PlayingState:
            return
        if not any(part.usable for part in self.parts):
            return
        self._elapsed.restart()
        self._timer.start()
        self._move_all(self._base)
        self._set_state(_State.PlayingState)

    def pause(self) -> None:
        """Stay where it is."""
        self._wanted = False
        self._halt(self.position())
        self._set_state(_State.PausedState)

    def stop(self) -> None:
        """Stop; the sources were cut by whoever lets go."""
        self._wanted = False
        self._halt(self.position())
        for part in self.parts:
            if part.player is not None:
                part.player.stop()
        self._set_state(_State.StoppedState)

    def setPosition(self, position: int) -> None:
        """Go there with all of them."""
        self._base = max(0, min(position, self._duration)) if self._duration else max(0, position)
        self._elapsed.restart()
        for part in self.parts:
            part.over, part.still, part.seen = False, 0, -1
        if self._status is _Status.EndOfMedia:
            self._set_status(_Status.BufferedMedia)
        self._move_all(self._base)
        self.positionChanged.emit(self._base)

    def setPlaybackRate(self, rate: float) -> None:
        """Let all of them be faster or slower."""
        self._base = self.position()
        self._elapsed.restart()
        self._rate = rate
        for part in self.parts:
            if part.player is not None:
                part.player.setPlaybackRate(rate)
                part.calm, part.ahead = _CALM_TICKS, 0

    # ---- keeping step
    def _move_all(self, at: int) -> None:
        for part in self.parts:
            if part.player is None or not part.usable:
                continue
            inside = part.plays_at(at)
            place = at - part.begins if inside else 0
            if place and not part.length and abs(part.player.position() - place) > APART_MS:
                part.over, inside = True, False  # one that was never finished plays from its beginning only
            elif part.player.position() != place and (part.length or not place):
                part.player.setPosition(place)
            part.calm = _CALM_TICKS
            if inside and self._timer.isActive():
                part.player.play()
            else:
                part.player.pause()

    @Slot()
    def _tick(self) -> None:
        at = self.position()
        active = [part for part in self.parts if part.plays_at(at)]
        for number, part in enumerate(self.parts):
            if part in active:
                self._let_play(part, at)
                self._look_at(number, part)
            elif part.player is not None and part.player.playbackState() is _State.PlayingState:
                part.player.pause()
        active = [part for part in active if part.plays_at(at)]
        leader = max(active, key=lambda part: part.ends, default=None)
        if leader is not None and leader.player is not None:
            at = leader.begins + leader.player.position()
            self._base = at
            self._elapsed.restart()
        for part in active:
            if part is not leader:
                self._bring_back(part, at)
        if leader is None and at >= self._duration - 1:
            self._end()
        else:
            self.positionChanged.emit(at)

    def _let_play(self, part: Part, at: int) -> None:
        if part.player is not None and part.player.playbackState() is not _State.PlayingState:
            if part.length:
                part.player.setPosition(at - part.begins)
            part.player.play()
            part.calm = _CALM_TICKS

    def _look_at(self, number: int, part: Part) -> None:
        """Leave out who does not go on: Qt waits without a word for what it could not read."""
        now = part.player.position() if part.player is not None else 0
        part.still = part.still + 1 if now == part.seen else 0
        part.seen = now
        if part.still >= _STANDSTILL_TICKS:
            self._break_off(number, part, part.begins + now)

    def _break_off(self, number: int, part: Part, at: int) -> None:
        ours = part.source.problem if part.source is not None else None
        part.broken_at = at
        part.problem = voice_breaks_off(at, ours)
        part.still = 0
        if part.player is not None:
            part.player.pause()
        self.voice_changed.emit(number)

    def _bring_back(self, part: Part, at: int) -> None:
        if part.calm > 0:
            part.calm -= 1
            return
        if part.player is None or not part.length:
            return
        apart = part.begins + part.player.position() - at
        if abs(apart) <= APART_MS:
            return
        part.ahead = max(0, min(part.ahead - apart, _MOST_AHEAD))
        part.player.setPosition(min(at - part.begins + part.ahead, max(0, part.player.duration() - 1)))
        part.calm = _CALM_TICKS

    def _halt(self, at: int) -> None:
        self._base = at
        self._timer.stop()
        for part in self.parts:
            if part.player is not None and part.player.playbackState() is _State.PlayingState:
                part.player.pause()

    def _end(self) -> None:
        self._halt(self._duration or self.position())
        self._set_state(_State.StoppedState)
        self._set_status(_Status.EndOfMedia)
        self.positionChanged.emit(self._base)

    # ---- what the players tell
    def _note_status(self, number: int, status: QMediaPlayer.MediaStatus) -> None:
        part = self.parts[number]
        if status in _LOADED and not part.settled and self._loaded:
            part.settled = True
            self.voice_changed.emit(number)
            self._look_whether_settled()
        elif status is _Status.EndOfMedia:
            part.over = True

    def _note_problem(self, number: int, problem: QMediaPlayer.Error, _words: str) -> None:
        part = self.parts[number]
        if part.player is None or part.problem is not None or not self._loaded:
            return
        if part.settled:
            self._break_off(number, part, self.position())
            return
        ours = part.source.problem if part.source is not None else None
        local = isinstance(part.source, Plain) and part.player.source().isLocalFile()
        part.problem, part.settled = fault(problem, local=local, ours=ours), True
        self.voice_changed.emit(number)
        self._look_whether_settled()

    @Slot()
    def _wait_no_longer(self) -> None:
        for number, part in enumerate(self.parts):
            if part.player is not None and not part.settled:
                part.settled = True
                part.problem = fault(QMediaPlayer.Error.NetworkError, local=False, ours=None)
                self.voice_changed.emit(number)
        self._look_whether_settled()

    def _look_whether_settled(self) -> None:
        """Begin once it is known of each voice whether it plays."""
        if self._status is not _Status.LoadingMedia or any(
            part.player is not None and not part.settled for part in self.parts
        ):
            return
        self._patience.stop()
        if not any(part.usable for part in self.parts):
            self._set_status(_Status.InvalidMedia)
            self.errorOccurred.emit(QMediaPlayer.Error.ResourceError, "")
            return
        self._duration = max(part.begins + part.length if part.length else 0 for part in self.parts)
        self.durationChanged.emit(self._duration)
        self._set_status(_Status.LoadedMedia)
        for part in self.parts:
            if part.usable and part.player is not None and part.player.playbackState() is _State.StoppedState:
                part.player.pause()  # they look for their beginning now, and not when all of them begin
        if self._wanted:
            self.play()

    def _set_status(self, status: QMediaPlayer.MediaStatus) -> None:
        if status is not self._status:
            self._status = status
            self.mediaStatusChanged.emit(status)

    def _set_state(self, state: QMediaPlayer.PlaybackState) -> None:
        if state is not self._state:
            self._state = state
            self.playbackStateChanged.emit(state)


@dataclass(frozen=True, slots=True)
class VoiceSources:
    """Implements ``domain.playing.Source`` for all voices: they are ended together."""

    sources: tuple[Source, ...]
    address: str = ""
    problem: AppError | None = None

    def cut(self) -> None:
        """End all of them, before any player lets go of its own."""
        for each in self.sources:
            each.cut()
