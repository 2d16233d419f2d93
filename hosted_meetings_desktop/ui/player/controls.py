"""The controls under the picture: time, play, skip, sound, speed, chapters, full screen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.parts.buttons import icon_button
from hosted_meetings_desktop.ui.parts.labels import small_label
from hosted_meetings_desktop.ui.player.pointed_slider import PointedSlider
from hosted_meetings_desktop.ui.player.seek_bar import SeekBar
from hosted_meetings_desktop.ui.text.format import clock_text
from hosted_meetings_desktop.ui.theme.fonts import tabular
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
FULL = 100


class Controls(QWidget):
    """What one sees and clicks of the player; it does nothing by itself.

    Signals:
        speed_chosen(float): How fast to play.
    """

    speed_chosen = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.play_button = icon_button("play", self.tr("Play (Space)"), role="text")
        self.back_button = icon_button("rewind-10", self.tr("Back 10 seconds (Left)"))
        self.on_button = icon_button("fast-forward-10", self.tr("On 10 seconds (Right)"))
        self.frame_back_button = icon_button("step-backward", self.tr("One picture back (comma)"))
        self.frame_on_button = icon_button("step-forward", self.tr("One picture on (full stop)"))
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
        self.speed_field.setToolTip(self.tr("Speed (< and >)"))
        self.speed_field.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.speed_field.currentIndexChanged.connect(lambda place: self.speed_chosen.emit(SPEEDS[place]))
        self.mute_button = icon_button("volume-high", self.tr("Sound off (M)"))
        self.volume_bar = PointedSlider()
        self.volume_bar.setRange(0, FULL)
        self.volume_bar.setValue(FULL)
        self.volume_bar.setFixedWidth(SIZE.details_width // 4)
        self.volume_bar.setAccessibleName(self.tr("Volume"))
        self.volume_bar.setToolTip(self.tr("Volume (Up, Down)"))
        self.state_label = small_label("")
        self.side_button = icon_button("text-box-outline", self.tr("Transcript and chapters (T)"))
        self.side_button.hide()
        self.full_button = icon_button("fullscreen", self.tr("Full screen (F)"))
        self._arrange()
        # The mouse leaves the focus here and not with a button: the space bar after a click means the player again.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        for button in self.buttons:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _arrange(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(SPACE.row)
        for widget in (self.time_label, self.seek_bar, self.length_label):
            line.addWidget(widget, 1 if widget is self.seek_bar else 0)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE.hair)
        steps = (self.play_button, self.back_button, self.on_button, self.frame_back_button, self.frame_on_button)
        self.buttons: tuple[QToolButton, ...] = (*steps, self.mute_button, self.side_button, self.full_button)
        for button in (*steps, self.mute_button, self.volume_bar):
            buttons.addWidget(button)
        buttons.addSpacing(SPACE.row)
        buttons.addWidget(self.state_label, 1)
        buttons.addWidget(self.speed_field)
        for button in (self.side_button, self.full_button):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.gap, SPACE.row, SPACE.gap, SPACE.row)
        column.setSpacing(SPACE.hair)
        column.addLayout(line)
        column.addLayout(buttons)

    # ---- what they show
    def show_position(self, position: int) -> None:
        """Show where it is, in milliseconds."""
        self.seek_bar.show_position(position)
        if not self.seek_bar.isSliderDown():
            self.time_label.setText(clock_text(position / 1000))

    def show_length(self, length: int) -> None:
        """Show how long it is, in milliseconds."""
        self.seek_bar.setRange(0, length)
        self.seek_bar.setEnabled(length > 0)
        self.length_label.setText(clock_text(length / 1000))

    def show_playing(self, *, playing: bool) -> None:
        """Show whether it plays."""
        self.play_button.setIcon(icon("pause" if playing else "play", "text"))
        _name(self.play_button, self.tr("Pause (Space)") if playing else self.tr("Play (Space)"))

    def show_muted(self, *, muted: bool) -> None:
        """Show whether nothing is heard, as it is switched off or turned down."""
        self.mute_button.setIcon(icon("volume-off" if muted else "volume-high"))
        _name(self.mute_button, self.tr("Sound on (M)") if muted else self.tr("Sound off (M)"))

    def show_full(self, *, full: bool) -> None:
        """Show whether it fills the screen."""
        self.full_button.setIcon(icon("fullscreen-exit" if full else "fullscreen"))
        _name(self.full_button, self.tr("Leave full screen (Esc)") if full else self.tr("Full screen (F)"))

    @Slot()
    def faster(self) -> None:
        """Choose the next speed."""
        self.speed_field.setCurrentIndex(min(len(SPEEDS) - 1, self.speed_field.currentIndex() + 1))

    @Slot()
    def slower(self) -> None:
        """Choose the speed before."""
        self.speed_field.setCurrentIndex(max(0, self.speed_field.currentIndex() - 1))


def _name(button: QWidget, words: str) -> None:
    button.setToolTip(words)
    button.setAccessibleName(words)
