"""Pictures out of recordings, for those in view: made one at a time in the background, kept in memory alone."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QObject, QSize, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QMediaPlayer, QVideoFrame, QVideoSink

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.playing import Source
from hosted_meetings_desktop.ui.player.qt_media import look_up_overrides, url_of

STILL = QSize(320, 180)
_MOST = 400
_WAITING = 60
"""Those asked for longest ago are forgotten: somebody has scrolled past them."""
_PATIENCE_MS = 8_000
_LOOK_EVERY_MS = 20
_AT = 0.1
"""The share of the recording after which a picture says more than its first one."""

Open = Callable[[str, Callable[[Source], None], Callable[[AppError], None]], object]
"""``open(recording, take, failed)``: calls one of the two later, on the GUI thread."""


class Stills(QObject):
    """Makes and keeps pictures of recordings.

    Signals:
        came(str): The picture of a recording is there.
    """

    came = Signal(str)

    def __init__(self, open_source: Open, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = open_source
        self._made: OrderedDict[str, QImage | None] = OrderedDict()
        self._waiting: OrderedDict[str, None] = OrderedDict()
        self._at = ""
        self._source: Source | None = None
        self._sought = False
        self._wanted = 0
        self._sink = QVideoSink(self)
        look_up_overrides(self._sink.subtitleTextChanged)
        self._player = QMediaPlayer(self)
        self._player.setVideoSink(self._sink)
        self._player.mediaStatusChanged.connect(self._look)
        self._player.errorOccurred.connect(self._give_up_soon)
        # Looked for, not told of: Qt tells of pictures in a thread that must not need Python.
        self._watch = QTimer(self)
        self._watch.setInterval(_LOOK_EVERY_MS)
        self._watch.timeout.connect(self._take_frame)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._give_up)
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._next)

    def still(self, recording: str) -> QImage | None:
        """Return a recording's picture, or None while there is none; one that is missing is made."""
        if recording in self._made:
            self._made.move_to_end(recording)
            return self._made[recording]
        if recording != self._at:
            self._waiting[recording] = None
            self._waiting.move_to_end(recording)
            while len(self._waiting) > _WAITING:
                self._waiting.popitem(last=False)
            if not self._at:
                self._turn.start()
        return None

    def rest(self) -> None:
        """Forget what waits, and end what runs."""
        self._waiting.clear()
        self._end()

    @Slot()
    def _next(self) -> None:
        if self._at or not self._waiting:
            return
        self._at, _none = self._waiting.popitem(last=False)
        recording = self._at
        self._sought = False
        self._patience.start(_PATIENCE_MS)
        self._open(recording, lambda source: self._begin(recording, source), lambda _error: self._give_up())

    def _begin(self, recording: str, source: Source) -> None:
        if recording != self._at:
            source.cut()
            return
        self._source = source
        self._player.setSource(url_of(source.address))

    def _look(self, status: QMediaPlayer.MediaStatus) -> None:
        if status is QMediaPlayer.MediaStatus.LoadedMedia and self._at and not self._sought:
            self._sought = True
            if not self._player.hasVideo():
                self._give_up_soon()
                return
            self._player.pause()
            self._wanted = int(max(0, self._player.duration()) * _AT)
            self._player.setPosition(self._wanted)
            self._watch.start()

    def _take_frame(self) -> None:
        frame = self._sink.videoFrame()
        if not self._at or not frame.isValid() or frame.endTime() < self._wanted * 1000:
            return
        image = frame.toImage()
        if not image.isNull():
            small = image.scaled(
                STILL, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            self._keep(small)

    def _give_up_soon(self, *_why: object) -> None:
        """Give up once the player is done with telling why: it is not let go of in the middle of that."""
        self._patience.start(0)

    def _give_up(self) -> None:
        if self._at:
            self._keep(None)

    def _keep(self, image: QImage | None) -> None:
        made = self._at
        self._made[made] = image
        while len(self._made) > _MOST:
            self._made.popitem(last=False)
        self._end()
        self.came.emit(made)
        self._turn.start()

    def _end(self) -> None:
        """Let go of the film, as the player does: it is cut off first."""
        self._at = ""
        self._patience.stop()
        self._watch.stop()
        source, self._source = self._source, None
        if source is not None:
            source.cut()
            self._player.stop()
            self._player.setSource(QUrl())
            self._sink.setVideoFrame(QVideoFrame())  # the next one must not be taken for this one
