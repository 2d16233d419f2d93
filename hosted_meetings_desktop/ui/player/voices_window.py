"""Plays a recording of voices: the player's window, with those who are heard in place of the picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtMultimedia import QMediaPlayer
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.transcript import TranscriptLine
from hosted_meetings_desktop.domain.voices import PlayedVoice
from hosted_meetings_desktop.ui.player.story import Story
from hosted_meetings_desktop.ui.player.together import Together, VoiceSources
from hosted_meetings_desktop.ui.player.voices_panel import Span, VoicesPanel
from hosted_meetings_desktop.ui.player.window import PlayerWindow

_PAUSE_MS = 1_500
"""Who goes on speaking within this is shown as not having stopped."""


class VoicesWindow(PlayerWindow):
    """The keys are those of a film, but for single pictures and the whole screen: there is nothing to see there."""

    player: Together

    def __init__(
        self,
        title: str,
        recorded: str,
        voices: Sequence[PlayedVoice],
        parent: QWidget | None = None,
        *,
        begin_at: int = 0,
    ) -> None:
        """Make the player; see :class:`PlayerWindow`.

        Args:
            title: The meeting's.
            recorded: When it was recorded, in words.
            voices: What is played together; all of them are ended when it is closed.
            parent: The owner.
            begin_at: Where somebody stopped the last time, in milliseconds.
        """
        self._voices = tuple(voices)
        sources = VoiceSources(tuple(each.source for each in voices if each.source is not None))
        super().__init__(title, recorded, sources, parent, begin_at=begin_at)
        controls = self.controls
        for button in (controls.frame_back_button, controls.frame_on_button, controls.full_button):
            button.hide()
        for button in self.panel.buttons:
            button.installEventFilter(self)
        controls.buttons = (*self.panel.buttons, *controls.buttons)
        self.panel.sought.connect(self.seek)
        self.panel.switched.connect(self._switch)
        self.panel.alone_wanted.connect(self._listen_to)
        self.player.sound.changed.connect(self._show_heard)
        self.player.voice_changed.connect(self._show_voice)
        self._show_heard()
        for number in range(len(self._voices)):
            self._show_voice(number)

    def _make_media(self) -> tuple[Any, Any, Any]:
        self.panel = VoicesPanel(self._names())
        player = Together(self._voices, self)
        return self.panel, player, player.sound

    def _names(self) -> list[str]:
        unnamed = self.tr("Voice %1")
        return [each.voice.name or unnamed.replace("%1", str(n)) for n, each in enumerate(self._voices, 1)]

    # ---- playing
    def _load(self) -> None:
        self.player.load()

    def step(self, frames: int) -> None:
        """Do nothing: there are no pictures."""

    @Slot()
    def toggle_full_screen(self) -> None:
        """Do nothing: there is nothing to see on the whole screen."""

    @Slot()
    def _look_for_standstill(self) -> None:
        """Do nothing: who does not go on is left out, and says so in its line."""

    def _show_problem(self, _problem: QMediaPlayer.Error, _words: str) -> None:
        """Say that nobody can be heard; each line says why."""
        self.controls.state_label.setText("")
        error = AppError(self.tr("None of the voices can be played"), self.tr("Beside each stands why."))
        self.message_bar.show_error(error, action_text=self.tr("Play again"), action=self._start_over)

    def _tell_shortness(self) -> None:
        """Say nothing: a voice ends when its person leaves, and the last one may do so before the recording ends."""

    # ---- who is heard
    def _switch(self, number: int) -> None:
        sound = self.player.sound
        sound.switch(number, on=not sound.heard(number))

    def _listen_to(self, number: int) -> None:
        sound = self.player.sound
        sound.listen_to(None if sound.alone == number else number)

    @Slot()
    def _show_heard(self) -> None:
        sound = self.player.sound
        for number, line in enumerate(self.panel.lines):
            line.show_heard(heard=sound.heard(number), alone=sound.alone == number)

    @Slot(int)
    def _show_voice(self, number: int) -> None:
        part = self.player.parts[number]
        usable = part.problem is None or part.broken_at is not None
        self.panel.lines[number].show_file(part.length, part.begins, part.problem, usable=usable)

    # ---- showing
    def show_story(self, story: Story) -> None:
        """Show what is known beside the files, and when each of them speaks."""
        super().show_story(story)
        self.panel.show_spoken(spans_of(story.lines))

    def _show_position(self, position: int) -> None:
        super()._show_position(position)
        self.panel.show_position(position)

    def _show_length(self, length: int) -> None:
        super()._show_length(length)
        self.panel.show_length(length)


def spans_of(lines: Sequence[TranscriptLine]) -> dict[str, tuple[Span, ...]]:
    """Return from when to when each person speaks, in milliseconds, by name in small letters."""
    found: dict[str, list[Span]] = {}
    for line in lines:
        spans = found.setdefault(line.speaker.casefold(), [])
        if spans and line.begins - spans[-1][1] <= _PAUSE_MS:
            spans[-1] = (spans[-1][0], max(spans[-1][1], line.ends))
        else:
            spans.append((line.begins, line.ends))
    return {name: tuple(spans) for name, spans in found.items()}
