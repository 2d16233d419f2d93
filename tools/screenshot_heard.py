"""The scenes of voices that were recorded: in the library, in the player, and a transcript that is saved."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint
from screenshot_recordings import SAID, Scene
from screenshot_stage import Stage, lay_out_right_to_left

from hosted_meetings_desktop.domain.archive import ItemState
from hosted_meetings_desktop.domain.transcript import TranscriptLine
from tests.panes.clinic_data import LONG_TITLE
from tests.panes.library_kit import FakeLibrary, library_rows, row, row_of_voices

KEPT, LOST, WAITING = ItemState.KEPT, ItemState.LOST, ItemState.WAITING


def _library() -> FakeLibrary:
    rows = {one.id: one for one in library_rows()}
    of_voices = (
        row_of_voices(2, KEPT, KEPT, spoken=True),
        row_of_voices(3, KEPT, KEPT, KEPT, title=LONG_TITLE),
        row_of_voices(9, KEPT, LOST, KEPT, KEPT),
    )
    rows.update({one.id: one for one in of_voices})
    return FakeLibrary(rows=list(rows.values()))


def heard_library(stage: Stage) -> None:
    Scene(stage, _library()).choose("r02").save()


def heard_details(stage: Stage) -> None:
    for number in ("02", "03", "09"):
        Scene(stage, _library()).choose(f"r{number}").save_details(f"-{number}")
        stage.clear()


def heard_pictures(stage: Stage) -> None:
    scene = Scene(stage, _library())
    scene.pane.filters.pictures_button.click()
    scene.pane.close_details()
    scene.save()


def heard_export(stage: Stage) -> None:
    scene = Scene(stage, _library()).choose("r02")
    scene.pane.save_selected()
    stage.settle(100)
    stage.save(scene.pane.deeds.dialog)


def _story() -> Any:
    from hosted_meetings_desktop.ui.player.story import Story

    lines = tuple(
        TranscriptLine(number * 7_000 + 1_000, number * 7_000 + 6_200, who, words)
        for number, (who, words) in enumerate(SAID * 2)
    )
    return Story(120, (), lines)


def _player(stage: Stage, folder: str, *, story: bool = True) -> Any:
    from hosted_meetings_desktop.ui.player.voices_window import VoicesWindow
    from tests.panes.voices_kit import damaged, make_voice, played

    names = ("Dr. Ada Osei", "Fatima al-Zahra al-Hassani", "محمد علي")
    seconds, begins = (120, 94, 60), (0, 0, 31_000)
    voices = [
        played(name, make_voice(Path(folder) / f"{number}.webm", seconds=length, tone=200), begins=begin)
        for number, (name, length, begin) in enumerate(zip(names, seconds, begins, strict=True))
    ]
    window = VoicesWindow("Follow-up after knee surgery", "Today 09:00", [*voices, damaged("Priya Chandrasekhar")])
    stage.show(window)
    window.play()
    stage.until(lambda: window.position > 0, "the voices")
    window.toggle()
    if story:
        window.show_story(_story())
    window.panel.lines[1].mute_button.click()
    window.seek(40_000)
    stage.settle(300)
    return window


def player_voices(stage: Stage) -> None:
    with tempfile.TemporaryDirectory() as folder:
        window = _player(stage, folder)
        stage.save(window)
        button, menu = window.side.save_button, window.side.save_menu
        menu.popup(button.mapToGlobal(button.rect().bottomRight()) - QPoint(menu.sizeHint().width(), 0))
        stage.settle(100)
        stage.save(window, over=window.side.save_menu, more="-menu")
        window.side.save_menu.hide()
        window.close()


def player_voices_alone(stage: Stage) -> None:
    with tempfile.TemporaryDirectory() as folder:
        window = _player(stage, folder, story=False)
        window.resize(window.minimumWidth(), window.minimumHeight())
        stage.settle(200)
        stage.save(window)
        window.close()


def player_voices_right_to_left(stage: Stage) -> None:
    lay_out_right_to_left(on=True)
    try:
        player_voices_alone(stage)
        stage.clear()
    finally:
        lay_out_right_to_left(on=False)


def transcript_question(stage: Stage) -> None:
    from hosted_meetings_desktop.ui.player.save_transcript import SaveTranscriptDialog

    scene = Scene(stage, FakeLibrary(rows=[replace(row(2), spoken=True)]))
    dialog = SaveTranscriptDialog(scene.window)
    dialog.open()
    stage.settle(100)
    stage.save(dialog)
    dialog.reject()


HEARD = (heard_library, heard_details, heard_pictures, player_voices, transcript_question)
OTHERS = (heard_export, player_voices_alone, player_voices_right_to_left)
SCENES = (*HEARD, *OTHERS)
"""All of them, for a look; the first are kept."""
