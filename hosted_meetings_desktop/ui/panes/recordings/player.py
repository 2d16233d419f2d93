"""Plays a recording. Imported when the first one is played: QtMultimedia is not needed before."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QMouseEvent
from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer
from PySide6.QtMultimediaWidgets import QVideoWidget
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.ui.panes.recordings.seek_bar import STEP_MS, SeekBar
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import icon_button
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel, small_label
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.text.format import clock_text
from hosted_meetings_desktop.ui.theme.fonts import tabular
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
_FULL = 100
_VOLUME_STEP = 5
_SEEK_EVERY_MS = 80


class PlayerWindow(QWidget):
    """A window with the picture and its controls.

    Space plays and pauses, the arrows left and right go 10 s, up and down change the volume, F is full screen.

    Signals:
        left(): The window was closed.
    """

    left = Signal()

    def __init__(self, title: str, recorded: str, source: str, parent: QWidget | None = None) -> None:
        """Make the player; :meth:`play` starts it.

        Args:
            title: The meeting's.
            recorded: When it was recorded, in words.
            source: A path, or a URL that serves ranges. It may be a secret and is never shown.
            parent: The owner.
        """
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Recording: %1").replace("%1", title))
        self.setMinimumSize(SIZE.field_width + SIZE.details_width // 2, SIZE.field_width)
        self.resize(SIZE.field_width * 2 + SIZE.details_width // 2, SIZE.text_width + SPACE.wide)
        self._source = _url(source)
        self._wanted: int | None = None
        self.video = QVideoWidget()
        self.video.setAccessibleName(self.tr("Picture"))
        self.video.installEventFilter(self)
        self.sound = QAudioOutput(self)
        _look_up_overrides(self.sound)
        self.player = QMediaPlayer(self)
        self.player.setAudioOutput(self.sound)
        self.player.setVideoOutput(self.video)
        self.message_bar = MessageBar()
        self._make_controls()
        self._arrange(title, recorded)
        self._connect()
        self.play_button.setFocus()

    # ---- building
    def _make_controls(self) -> None:
        self.play_button = icon_button("play", self.tr("Play (Space)"), role="text")
        self.back_button = icon_button("rewind-10", self.tr("Back 10 seconds (Left)"))
        self.on_button = icon_button("fast-forward-10", self.tr("On 10 seconds (Right)"))
        self.seek_bar = SeekBar()
        self.seek_bar.setEnabled(False)
        self.time_label = QLabel(clock_text(0))
        self.length_label = QLabel(clock_text(0))
        for label in (self.time_label, self.length_label):
            label.setFont(tabular())
        self.speed_field = QComboBox()
        times = self.tr("%1\N{MULTIPLICATION SIGN}", "speed of playing")
        for speed in SPEEDS:
            self.speed_field.addItem(times.replace("%1", self.locale().toString(speed)), speed)
        self.speed_field.setCurrentIndex(SPEEDS.index(1.0))
        self.speed_field.setAccessibleName(self.tr("Speed"))
        self.speed_field.setToolTip(self.tr("Speed"))
        self.mute_button = icon_button("volume-high", self.tr("Sound off (M)"))
        self.volume_bar = QSlider(Qt.Orientation.Horizontal)
        self.volume_bar.setRange(0, _FULL)
        self.volume_bar.setValue(_FULL)
        self.volume_bar.setFixedWidth(SIZE.details_width // 4)
        self.volume_bar.setAccessibleName(self.tr("Volume"))
        self.volume_bar.setToolTip(self.tr("Volume (Up, Down)"))
        self.full_button = icon_button("fullscreen", self.tr("Full screen (F)"))

    def _arrange(self, title: str, recorded: str) -> None:
        self.head = QWidget()
        top = QHBoxLayout(self.head)
        top.setContentsMargins(SPACE.gap, SPACE.row, SPACE.gap, SPACE.row)
        top.addWidget(ElidedLabel(title), 1)
        when = small_label(recorded)
        when.setWordWrap(False)
        top.addWidget(when)
        line = QHBoxLayout()
        line.setSpacing(SPACE.row)
        for widget in (self.time_label, self.seek_bar, self.length_label):
            line.addWidget(widget, 1 if widget is self.seek_bar else 0)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE.hair)
        for button in (self.play_button, self.back_button, self.on_button, self.mute_button, self.volume_bar):
            buttons.addWidget(button)
        self.state_label = small_label("")
        buttons.addSpacing(SPACE.row)
        buttons.addWidget(self.state_label, 1)
        buttons.addWidget(self.speed_field)
        buttons.addWidget(self.full_button)
        self.controls = QWidget()
        controls = QVBoxLayout(self.controls)
        controls.setContentsMargins(SPACE.gap, SPACE.row, SPACE.gap, SPACE.row)
        controls.setSpacing(SPACE.hair)
        controls.addLayout(line)
        controls.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.message_bar)
        column.addWidget(self.video, 1)
        column.addWidget(self.controls)

    def _connect(self) -> None:
        self.play_button.clicked.connect(self.toggle)
        self.back_button.clicked.connect(lambda: self.seek_by(-STEP_MS))
        self.on_button.clicked.connect(lambda: self.seek_by(STEP_MS))
        self.seek_bar.sought.connect(self._seek_soon)
        self.speed_field.currentIndexChanged.connect(self._set_speed)
        self.mute_button.clicked.connect(self.toggle_sound)
        self.volume_bar.valueChanged.connect(self._set_volume)
        self.full_button.clicked.connect(self.toggle_full_screen)
        self.player.positionChanged.connect(self._show_position)
        self.player.durationChanged.connect(self._show_length)
        self.player.playbackStateChanged.connect(self._show_playing)
        self.player.mediaStatusChanged.connect(self._show_status)
        self.player.errorOccurred.connect(self._show_problem)
        self._seek_timer = QTimer(self)
        self._seek_timer.setSingleShot(True)
        self._seek_timer.setInterval(_SEEK_EVERY_MS)
        self._seek_timer.timeout.connect(self._seek_now)

    # ---- playing
    @property
    def position(self) -> int:
        """Where it is, in milliseconds."""
        return self.player.position()

    @property
    def playing(self) -> bool:
        """Whether it plays now."""
        return self.player.playbackState() is QMediaPlayer.PlaybackState.PlayingState

    @Slot()
    def play(self) -> None:
        """Play from where it is; after the end, from the beginning."""
        self.message_bar.dismiss()
        if self.player.source().isEmpty():
            self.player.setSource(self._source)
        if self.player.mediaStatus() is QMediaPlayer.MediaStatus.EndOfMedia:
            self.player.setPosition(0)
        self.player.play()

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

    def seek(self, position: int) -> None:
        """Go to a position in milliseconds, within the recording."""
        if self.player.duration() > 0:
            self._wanted = max(0, min(position, self.player.duration() - 1))
            self._seek_now()

    def _position(self) -> int:
        return self._wanted if self._wanted is not None else self.player.position()

    def _seek_soon(self, position: int) -> None:
        """Follow a drag, but not faster than the decoder can."""
        self._wanted = position
        self.time_label.setText(clock_text(position / 1000))
        if not self._seek_timer.isActive():
            self._seek_timer.start()

    @Slot()
    def _seek_now(self) -> None:
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.player.setPosition(wanted)
            self._show_position(wanted)

    def _set_speed(self, index: int) -> None:
        self.player.setPlaybackRate(SPEEDS[index])

    def _set_volume(self, volume: int) -> None:
        self.sound.setVolume(volume / _FULL)
        if volume and self.sound.isMuted():
            self.toggle_sound()

    @Slot()
    def toggle_sound(self) -> None:
        """Switch the sound off or on."""
        muted = not self.sound.isMuted()
        self.sound.setMuted(muted)
        self.mute_button.setIcon(icon("volume-off" if muted else "volume-high"))
        self._name(self.mute_button, self.tr("Sound on (M)") if muted else self.tr("Sound off (M)"))

    @Slot()
    def toggle_full_screen(self) -> None:
        """Use the whole screen, or the window again."""
        full = not self.isFullScreen()
        self.head.setVisible(not full)
        # Only this flag: a window that was maximised is maximised again afterwards.
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        self.full_button.setIcon(icon("fullscreen-exit" if full else "fullscreen"))
        self._name(self.full_button, self.tr("Leave full screen (Esc)") if full else self.tr("Full screen (F)"))

    # ---- showing
    @staticmethod
    def _name(button: QWidget, words: str) -> None:
        button.setToolTip(words)
        button.setAccessibleName(words)

    def _show_position(self, position: int) -> None:
        self.seek_bar.show_position(position)
        if not self.seek_bar.isSliderDown():
            self.time_label.setText(clock_text(position / 1000))

    def _show_length(self, length: int) -> None:
        self.seek_bar.setRange(0, length)
        self.seek_bar.setEnabled(length > 0)
        self.length_label.setText(clock_text(length / 1000))

    def _show_playing(self, state: QMediaPlayer.PlaybackState) -> None:
        playing = state is QMediaPlayer.PlaybackState.PlayingState
        self.play_button.setIcon(icon("pause" if playing else "play", "text"))
        self._name(self.play_button, self.tr("Pause (Space)") if playing else self.tr("Play (Space)"))
        announce(self, self.tr("Playing") if playing else self.tr("Paused"))

    def _show_status(self, status: QMediaPlayer.MediaStatus) -> None:
        words = {
            QMediaPlayer.MediaStatus.LoadingMedia: self.tr("Loading…"),
            QMediaPlayer.MediaStatus.StalledMedia: self.tr("Waiting for the network…"),
            QMediaPlayer.MediaStatus.EndOfMedia: self.tr("The end"),
        }
        self.state_label.setText(words.get(status, ""))

    def _show_problem(self, problem: QMediaPlayer.Error, _words: str) -> None:
        """Say that it cannot be played; Qt's own words may hold the address and are not shown."""
        network = problem in {QMediaPlayer.Error.NetworkError, QMediaPlayer.Error.AccessDeniedError}
        if network and not self._source.isLocalFile():
            advice = self.tr("Check the connection and play it again, or download it first.")
        elif problem is QMediaPlayer.Error.ResourceError:
            advice = self.tr("The file may have been moved or deleted. Download it again.")
        else:
            advice = self.tr("Save a copy and open it in another player.")
        self.state_label.setText("")
        title = self.tr("This recording cannot be played")
        error = AppError(title, advice, details=f"QMediaPlayer {problem.name}")
        self.message_bar.show_error(error, action_text=self.tr("Play again"), action=self._start_over)

    def _start_over(self) -> None:
        self.player.setSource(QUrl())
        self.play()

    # ---- keys and mouse
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the keys of a player usually do."""
        match event.key():
            case Qt.Key.Key_Space | Qt.Key.Key_K | Qt.Key.Key_MediaPlay | Qt.Key.Key_MediaTogglePlayPause:
                self.toggle()
            case Qt.Key.Key_Left:
                self.seek_by(-STEP_MS)
            case Qt.Key.Key_Right:
                self.seek_by(STEP_MS)
            case Qt.Key.Key_Home:
                self.seek(0)
            case Qt.Key.Key_End:
                self.seek(self.player.duration())
            case Qt.Key.Key_Up:
                self.volume_bar.setValue(self.volume_bar.value() + _VOLUME_STEP)
            case Qt.Key.Key_Down:
                self.volume_bar.setValue(self.volume_bar.value() - _VOLUME_STEP)
            case Qt.Key.Key_M:
                self.toggle_sound()
            case Qt.Key.Key_F:
                self.toggle_full_screen()
            case Qt.Key.Key_Escape if self.isFullScreen():
                self.toggle_full_screen()
            case Qt.Key.Key_Escape:
                self.close()
            case _:
                super().keyPressEvent(event)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """A click on the picture plays or pauses, a double click is full screen."""
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
        """Let go of the file."""
        self.player.stop()
        self.player.setSource(QUrl())
        self.left.emit()
        super().closeEvent(event)


def _look_up_overrides(sound: QAudioOutput) -> None:
    """Let PySide find out here, in the GUI thread, that Python overrides nothing of the sound.

    PySide looks for an override when a virtual method is called for the first time, and takes the interpreter's lock
    for it. When the player stops, Qt's audio thread lets go of the sound and calls its ``disconnectNotify``, with a
    lock of Qt's in hand. Were that the first time, both would wait for ever: the audio thread for the interpreter,
    and the GUI thread, which has it during ``stop()``, for the audio thread or that lock.
    """

    def nothing() -> None:
        pass

    sound.volumeChanged.connect(nothing)
    sound.volumeChanged.disconnect(nothing)


def _url(source: str) -> QUrl:
    if source.startswith(("http://", "https://")):
        return QUrl(source)
    return QUrl.fromLocalFile(str(Path(source)))
