"""Plays a recording in a window of its own; imported when the first one is played.

Qt's threads must never call Python, see docs/decisions/0020: what is played comes from a file or a socket, never from
an object of Python's, and is cut off before the player is told to let go of it.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QMouseEvent
from PySide6.QtMultimedia import QAudioOutput, QMediaMetaData, QMediaPlayer
from PySide6.QtMultimediaWidgets import QVideoWidget
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.playing import Plain, Source
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel, body_label, small_label
from hosted_meetings_desktop.ui.parts.message_bar import TOLD_MS, MessageBar
from hosted_meetings_desktop.ui.player.controls import FULL, Controls
from hosted_meetings_desktop.ui.player.faults import breaks_off, cut_short, fault, sound_only, without_an_end
from hosted_meetings_desktop.ui.player.full_screen import FullScreen
from hosted_meetings_desktop.ui.player.keys import ARROWS, PlayerKeys
from hosted_meetings_desktop.ui.player.qt_media import look_up_overrides, url_of
from hosted_meetings_desktop.ui.player.seek_bar import STEP_MS
from hosted_meetings_desktop.ui.player.side_panel import SidePanel
from hosted_meetings_desktop.ui.player.story import Story, chapter_words
from hosted_meetings_desktop.ui.text.format import clock_text
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_SEEK_EVERY_MS = 80
_USUAL_RATE = 25.0
_STANDSTILL_MS = 1_500
"""A film that does not go on for so long has come to where it cannot be read, if anything of it cannot."""
_AT_AN_EDGE_MS = 5_000
"""Who stopped so near to the beginning or the end starts at the beginning the next time."""

_Status = QMediaPlayer.MediaStatus


class PlayerWindow(QWidget):
    """A window with the picture, its controls, and what is said beside it.

    The keys are those of players people know, see :class:`PlayerKeys`.

    Signals:
        left(): The window was closed.
        transcript_wanted(str): Save what was said, as a file of that kind; see ``TranscriptForm``.
    """

    left = Signal()
    transcript_wanted = Signal(str)

    def __init__(
        self, title: str, recorded: str, source: Source | str, parent: QWidget | None = None, *, begin_at: int = 0
    ) -> None:
        """Make the player; :meth:`play` starts it.

        Args:
            title: The meeting's.
            recorded: When it was recorded, in words.
            source: What is played; the player ends it when it is closed. Its address is never shown.
            parent: The owner.
            begin_at: Where somebody stopped the last time, in milliseconds.
        """
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Recording: %1").replace("%1", title))
        self.setMinimumSize(SIZE.field_width + SIZE.details_width // 2, SIZE.field_width)
        self.resize(SIZE.field_width * 2 + SIZE.details_width // 2, SIZE.text_width + SPACE.wide)
        self._source: Source = Plain(source) if isinstance(source, str) else source
        self._begin_at = begin_at
        self._story = Story()
        self._wanted: int | None = None
        self._heard = FULL
        self._seen = -1
        self._over = False
        self.video, self.player, self.sound = self._make_media()
        self.video.installEventFilter(self)
        self.video.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.message_bar = MessageBar()
        self.controls = Controls()
        self.side = SidePanel()
        self.side.hide()
        self._arrange(title, recorded)
        self.full_screen = FullScreen(
            self, self.controls, head=self.head, side=self.side, playing=lambda: self.playing
        )
        self._keys = PlayerKeys(self)
        self._connect()
        self.controls.play_button.setFocus()

    # ---- building
    def _make_media(self) -> tuple[Any, Any, Any]:
        """Return what is seen, what plays, and what is heard."""
        video, player, sound = QVideoWidget(), QMediaPlayer(self), QAudioOutput(self)
        video.setAccessibleName(self.tr("Picture"))
        look_up_overrides(sound.volumeChanged)
        player.setAudioOutput(sound)
        player.setVideoOutput(video)
        return video, player, sound

    def _arrange(self, title: str, recorded: str) -> None:
        self.head = QWidget()
        top = QHBoxLayout(self.head)
        top.setContentsMargins(SPACE.gap, SPACE.row, SPACE.gap, SPACE.row)
        top.addWidget(ElidedLabel(title), 1)
        when = small_label(recorded)
        when.setWordWrap(False)
        top.addWidget(when)
        self.no_picture = body_label(sound_only(), tone="muted")
        self.no_picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture = QStackedWidget()
        self.picture.addWidget(self.video)
        self.picture.addWidget(self.no_picture)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.picture)
        self._split.addWidget(self.side)
        self._split.setStretchFactor(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.message_bar)
        column.addWidget(self._split, 1)
        column.addWidget(self.controls)

    def _connect(self) -> None:
        controls = self.controls
        controls.play_button.clicked.connect(self.toggle)
        controls.back_button.clicked.connect(lambda: self.seek_by(-STEP_MS))
        controls.on_button.clicked.connect(lambda: self.seek_by(STEP_MS))
        controls.frame_back_button.clicked.connect(lambda: self.step(-1))
        controls.frame_on_button.clicked.connect(lambda: self.step(1))
        controls.seek_bar.sought.connect(self._seek_soon)
        controls.speed_chosen.connect(self.player.setPlaybackRate)
        controls.mute_button.clicked.connect(self.toggle_sound)
        controls.volume_bar.valueChanged.connect(self._set_volume)
        controls.side_button.clicked.connect(self.toggle_side)
        controls.full_button.clicked.connect(self.toggle_full_screen)
        for button in controls.buttons:
            button.installEventFilter(self)
        self.side.sought.connect(self.seek)
        self.side.save_wanted.connect(self.transcript_wanted)
        self.player.positionChanged.connect(self._show_position)
        self.player.durationChanged.connect(self._show_length)
        self.player.playbackStateChanged.connect(self._show_playing)
        self.player.mediaStatusChanged.connect(self._show_status)
        self.player.errorOccurred.connect(self._show_problem)
        self._seek_timer = QTimer(self)
        self._seek_timer.setSingleShot(True)
        self._seek_timer.setInterval(_SEEK_EVERY_MS)
        self._seek_timer.timeout.connect(self._seek_now)
        self._progress_timer = QTimer(self)
        self._progress_timer.setInterval(_STANDSTILL_MS)
        self._progress_timer.timeout.connect(self._look_for_standstill)

    def show_story(self, story: Story) -> None:
        """Show what is known beside the file, whenever that is known."""
        knew = bool(self._story.lines or self._story.chapters)
        self._story = story
        known = self.side.show_story(story)
        self.controls.side_button.setVisible(known)
        self.controls.seek_bar.show_marks(tuple((each.at, chapter_words(each)) for each in story.chapters))
        if known and not knew and self.side.isHidden() and not self.isFullScreen():
            self.toggle_side()
        self.side.show_position(self.position)
        self._tell_shortness()

    # ---- playing
    @property
    def position(self) -> int:
        """Where it is, in milliseconds."""
        return int(self.player.position())

    @property
    def stopped_at(self) -> int:
        """Where to go on the next time, in milliseconds; 0 for the beginning."""
        length = self.player.duration()
        near = self.position < _AT_AN_EDGE_MS or (length > 0 and self.position > length - _AT_AN_EDGE_MS)
        return 0 if near or self._over else self.position

    @property
    def playing(self) -> bool:
        """Whether it plays now."""
        return bool(self.player.playbackState() is QMediaPlayer.PlaybackState.PlayingState)

    @Slot()
    def play(self) -> None:
        """Play from where it is; after the end, from the beginning."""
        self.message_bar.dismiss()
        self._load()
        if self.player.mediaStatus() is _Status.EndOfMedia:
            self.player.setPosition(0)
        self.player.play()

    def _load(self) -> None:
        if self.player.source().isEmpty():
            self.player.setSource(url_of(self._source.address))

    @Slot()
    def toggle(self) -> None:
        """Play or pause."""
        if self.playing:
            self.player.pause()
        else:
            self.play()

    def seek_by(self, milliseconds: int) -> None:
        """Go on or back."""
        self.seek(self._position() + milliseconds)

    @Slot(int)
    def seek(self, position: int) -> None:
        """Go to a position in milliseconds, within the recording."""
        if self.player.duration() > 0:
            self._wanted = max(0, min(position, self.player.duration() - 1))
            self._seek_now()

    def seek_share(self, share: float) -> None:
        """Go to a share of the recording, from 0 to 1."""
        self.seek(int(self.player.duration() * share))

    def step(self, frames: int) -> None:
        """Go some pictures on or back, and stay there."""
        self.player.pause()
        rate = self.player.metaData().value(QMediaMetaData.Key.VideoFrameRate)
        length = 1000 / (rate if isinstance(rate, int | float) and 1 <= rate <= 240 else _USUAL_RATE)
        shown = self.video.videoSink().videoFrame().startTime() if self._wanted is None else -1
        now = shown / 1000 if shown >= 0 else self._position()
        # To the middle of it, so that rounding to milliseconds does not show its neighbour.
        self.seek(int(now + frames * length + length / 2))

    def _position(self) -> int:
        return self._wanted if self._wanted is not None else self.position

    def _seek_soon(self, position: int) -> None:
        """Follow a drag, but not faster than the decoder can."""
        self._wanted = position
        self.controls.time_label.setText(clock_text(position / 1000))
        if not self._seek_timer.isActive():
            self._seek_timer.start()

    @Slot()
    def _seek_now(self) -> None:
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.player.setPosition(wanted)
            self._show_position(wanted)

    def change_volume(self, by: int) -> None:
        """Make it louder or quieter, in hundredths."""
        self.controls.volume_bar.setValue(self.controls.volume_bar.value() + by)

    def _set_volume(self, volume: int) -> None:
        self.sound.setVolume(volume / FULL)
        if volume and self.sound.isMuted():
            self.sound.setMuted(False)
        self._show_sound()

    @Slot()
    def toggle_sound(self) -> None:
        """Switch the sound off or on."""
        if self.controls.volume_bar.value() == 0:  # one who asks for sound does not want to hear nothing
            self.controls.volume_bar.setValue(self._heard)
            return
        self.sound.setMuted(not self.sound.isMuted())
        self._show_sound()

    def _show_sound(self) -> None:
        volume = self.controls.volume_bar.value()
        self._heard = volume or self._heard
        self.controls.show_muted(muted=self.sound.isMuted() or volume == 0)

    @Slot()
    def toggle_side(self) -> None:
        """Show or hide what is said, where anything is known."""
        if self.controls.side_button.isHidden():
            return
        hidden = self.side.isHidden()
        if hidden and not (self.isMaximized() or self.isFullScreen()):
            self.resize(max(self.width(), self.minimumWidth() + self.side.sizeHint().width()), self.height())
        self.side.setVisible(hidden)
        if hidden:
            self._split.setSizes([self.width() - SIZE.details_width, SIZE.details_width])

    @Slot()
    def toggle_full_screen(self) -> None:
        """Use the whole screen, or the window again."""
        self.full_screen.toggle()

    # ---- showing
    def _show_position(self, position: int) -> None:
        self.controls.show_position(position)
        self.side.show_position(position)

    def _show_length(self, length: int) -> None:
        self.controls.show_length(length)
        self._tell_shortness()

    def _show_playing(self, state: QMediaPlayer.PlaybackState) -> None:
        playing = state is QMediaPlayer.PlaybackState.PlayingState
        self._over = self._over and not playing
        self.controls.show_playing(playing=playing)
        self._seen = -1
        (self._progress_timer.start if playing else self._progress_timer.stop)()
        announce(self, self.tr("Playing") if playing else self.tr("Paused"))

    def _show_status(self, status: QMediaPlayer.MediaStatus) -> None:
        words = {
            _Status.LoadingMedia: self.tr("Loading…"),
            _Status.StalledMedia: self.tr("Waiting for the network…"),
            _Status.EndOfMedia: self.tr("The end"),
        }
        self.controls.state_label.setText(words.get(status, ""))
        if status in {_Status.LoadedMedia, _Status.BufferedMedia}:
            self._begin()
        if status is _Status.EndOfMedia:
            self._over = True
            if (problem := self._source.problem) is not None:  # what could be read has been played
                self.message_bar.show_error(problem)

    @Slot()
    def _look_for_standstill(self) -> None:
        """Say why it does not go on: Qt waits without a word for what it could not read, and means to be playing."""
        before, self._seen = self._seen, self.position
        if self._seen != before:
            return
        if (problem := self._source.problem) is not None:
            self.player.pause()
            self.message_bar.show_error(problem)
        elif self.player.mediaStatus() is _Status.LoadedMedia:  # it does not even wait for more of it
            self.player.pause()
            self.message_bar.show_message(breaks_off(), kind="warning")

    def _begin(self) -> None:
        """Look what there is to play, and go on where somebody stopped."""
        self.picture.setCurrentWidget(self.video if self.player.hasVideo() else self.no_picture)
        if self.player.duration() <= 0:
            self.message_bar.show_message(without_an_end(), kind="warning")
        begin, self._begin_at = self._begin_at, 0
        if _AT_AN_EDGE_MS <= begin < self.player.duration() - _AT_AN_EDGE_MS:
            self.seek(begin)
            self.message_bar.show_message(
                self.tr("It goes on at %1, where you stopped.").replace("%1", clock_text(begin / 1000)),
                action_text=self.tr("From the beginning"),
                action=lambda: self.seek(0),
                timeout_ms=TOLD_MS,
            )

    def _tell_shortness(self) -> None:
        told = cut_short(self.player.duration(), self._story.seconds)
        if told:
            self.message_bar.show_message(told, kind="warning")

    def _show_problem(self, problem: QMediaPlayer.Error, _words: str) -> None:
        local = isinstance(self._source, Plain) and self.player.source().isLocalFile()
        self.controls.state_label.setText("")
        error = fault(problem, local=local, ours=self._source.problem)
        self.message_bar.show_error(error, action_text=self.tr("Play again"), action=self._start_over)

    def _start_over(self) -> None:
        self.player.setSource(QUrl())
        self.play()

    # ---- keys and mouse
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the keys of a player usually do."""
        self.full_screen.stir()
        if not self._keys.press(event):
            super().keyPressEvent(event)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """A click on the picture plays or pauses, a double click is full screen; arrows are the player's."""
        if isinstance(event, QKeyEvent) and event.key() in ARROWS and watched in self.controls.buttons:
            return event.type() == QEvent.Type.KeyPress and self._keys.press(event)
        if watched is self.video and isinstance(event, QMouseEvent):
            if event.type() == QEvent.Type.MouseButtonDblClick:
                self.toggle()  # the first click of the two had paused it
                self.toggle_full_screen()
                return True
            if event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
                self.toggle()
                return True
        return False

    def sizeHint(self) -> QSize:
        """Return a size that shows a 16:9 picture."""
        return self.size()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let go of the file: first it ends, so that nobody waits for more of it, then the player stops."""
        self.left.emit()
        self._source.cut()
        self.player.stop()
        self.player.setSource(QUrl())
        super().closeEvent(event)
