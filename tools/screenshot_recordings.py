"""The scenes of the recordings: the library in every state, its questions, the player with what is said beside it."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage
from screenshot_stage import SMALL, USUAL, Stage, lay_out_right_to_left

from hosted_meetings_desktop.domain.chapters import Chapter, ChapterKind
from hosted_meetings_desktop.domain.recording_list import ConsentState, Keeping, LibraryState
from hosted_meetings_desktop.domain.transcript import TranscriptLine
from hosted_meetings_desktop.ui.panes.recordings.pane import RecordingsPane
from tests.panes.clinic_data import NOW, OFFLINE
from tests.panes.fakes import HeldCalls, NowCalls
from tests.panes.library_kit import FakeLibrary, busy_state, library_rows

SAID = (
    ("Dr. Ada Osei", "Good morning. How has the knee been since we spoke last?"),
    ("Fatima al-Zahra al-Hassani", "Better, thank you. I can walk to the shop again without the stick."),
    ("Fatima al-Zahra al-Hassani", "Only the stairs are hard, going down more than going up."),
    ("Dr. Ada Osei", "That is what we would expect after three weeks. Do you do the exercises every day?"),
    ("Fatima al-Zahra al-Hassani", "Most days. Not on Sunday."),
    ("Dr. Ada Osei", "Good. Bend it as far as you can, hold it there, and tell me where it pulls."),
    ("Fatima al-Zahra al-Hassani", "Here, on the outside. It does not really hurt, it is more of a pull."),
    ("Dr. Ada Osei", "Then we go on as planned, and you take one tablet after breakfast if you need it."),
)


class Scene:
    """A window with the library in it."""

    def __init__(
        self,
        stage: Stage,
        library: FakeLibrary | None = None,
        size: tuple[int, int] = USUAL,
        calls: Any = None,
    ) -> None:
        self.stage = stage
        self.library = library or FakeLibrary()
        calls = calls or NowCalls()
        self.pane = RecordingsPane(self.library, calls, clock=lambda: NOW)
        self.pane.recording_details.can_share = True
        self.window = stage.window("recordings", size=size, own=self.pane)

    def choose(self, recording: str) -> Scene:
        """Show the details of a recording."""
        self.pane.select(recording)
        self.stage.settle()
        return self

    def save(self, more: str = "") -> None:
        """Take the picture."""
        self.stage.settle()
        self.stage.save(self.window, more=more)

    def save_details(self, more: str = "") -> None:
        """Take a picture of the details alone."""
        self.stage.settle()
        self.stage.save_part(self.pane.recording_details, more)


def library(stage: Stage) -> None:
    Scene(stage).choose("r02").save()


def library_list(stage: Stage) -> None:
    scene = Scene(stage)
    scene.pane.close_details()
    scene.save()


def library_alarms(stage: Stage) -> None:
    Scene(stage, FakeLibrary(stands=busy_state())).choose("r05").save()


def library_small(stage: Stage) -> None:
    Scene(stage, FakeLibrary(stands=busy_state()), SMALL).choose("r03").save()


def library_held(stage: Stage) -> None:
    Scene(stage).choose("r08").save_details()


def library_troubled(stage: Stage) -> None:
    for number in ("06", "07", "09", "10", "11"):
        Scene(stage).choose(f"r{number}").save_details(f"-{number}")
        stage.clear()


def library_downloading(stage: Stage) -> None:
    held = FakeLibrary()
    item = next(one.item for one in held.rows if one.id == "r04")
    standing = replace(busy_state().rescue, working=item.id if item else None, done=71_000_000, total=173_000_000)
    held.stands = replace(busy_state(), rescue=standing)
    Scene(stage, held).choose("r04").save_details()


def library_chosen(stage: Stage) -> None:
    scene = Scene(stage)
    scene.pane.chosen.choose(["r02", "r03", "r05", "r09"])
    scene.save()


def library_filtered(stage: Stage) -> None:
    scene = Scene(stage)
    scene.pane.filters.show_only(Keeping.NOT_KEPT)
    scene.pane.close_details()
    scene.save()
    scene.pane.filters.host.setCurrentIndex(1)
    scene.pane.filters.consent.setCurrentIndex(scene.pane.filters.consent.findData(ConsentState.REFUSED.value))
    scene.save("-nothing")


def library_pictures(stage: Stage) -> None:
    scene = Scene(stage)
    still = QImage(320, 180, QImage.Format.Format_RGB32)
    still.fill(0xFF1F2329)
    scene.pane.pictures.card.still = lambda row: still if row.kept else None
    scene.pane.filters.pictures_button.click()
    scene.pane.chosen.choose(["r15"])
    scene.pane.close_details()
    scene.save()
    scene.choose("r02").save("-details")


def library_empty(stage: Stage) -> None:
    Scene(stage, FakeLibrary(rows=[], stands=LibraryState())).save()


def library_error(stage: Stage) -> None:
    Scene(stage, FakeLibrary(problem=OFFLINE)).save()


def library_loading(stage: Stage) -> None:
    scene = Scene(stage, calls=HeldCalls())
    stage.settle(500)
    scene.save()


def library_questions(stage: Stage) -> None:
    scene = Scene(stage).choose("r02")
    deeds = scene.pane.deeds
    for name, ask in (
        ("hold", scene.pane.hold_selected),
        ("delete", scene.pane.delete_selected),
        ("export", scene.pane.save_selected),
    ):
        ask()
        stage.settle(100)
        if name == "delete":
            deeds.dialog.main_button.click()
            stage.settle(100)
        stage.save(deeds.dialog, more=f"-{name}")
        deeds.dialog.reject()
    scene.pane.chosen.choose([row.id for row in library_rows()])
    deeds.ask_delete(scene.pane.chosen.ids)
    stage.settle(100)
    stage.save(deeds.dialog, more="-many")


def library_right_to_left(stage: Stage) -> None:
    lay_out_right_to_left(on=True)
    try:
        scene = Scene(stage, FakeLibrary(stands=busy_state())).choose("r08")
        scene.save()
        scene.pane.filters.pictures_button.click()
        scene.save("-pictures")
        stage.clear()
    finally:
        lay_out_right_to_left(on=False)


# ---- the player
def _story() -> Any:
    from hosted_meetings_desktop.ui.player.story import Story

    lines = tuple(
        TranscriptLine(number * 9_000 + 2_000, number * 9_000 + 9_000, who, words)
        for number, (who, words) in enumerate(SAID * 9)
    )
    chapters = (
        Chapter(0, ChapterKind.JOINED, ("Dr. Ada Osei",)),
        Chapter(65_000, ChapterKind.JOINED, ("Fatima al-Zahra al-Hassani",)),
        Chapter(412_000, ChapterKind.JOINED, ("Priya Chandrasekhar", "Jonas Weber")),
        Chapter(640_000, ChapterKind.LEFT, ("Priya Chandrasekhar", "Jonas Weber")),
    )
    return Story(754, chapters, lines)


def _player(stage: Stage, folder: str, *, begin_at: int = 0, whole: bool = True) -> Any:
    from screenshot_film import make_film

    from hosted_meetings_desktop.ui.player.window import PlayerWindow

    film = make_film(Path(folder) / "film.mp4")
    if not whole:
        film.write_bytes(b"no film at all" * 100)
    window = PlayerWindow("Follow-up after knee surgery", "Today 09:00", str(film), begin_at=begin_at)
    stage.show(window)
    window.play()
    if whole:
        stage.until(lambda: window.player.duration() > 0 and window.position > 0, "the film")
        window.player.pause()
    else:
        stage.until(lambda: window.message_bar.text, "the trouble")
    return window


def player_transcript(stage: Stage) -> None:
    with tempfile.TemporaryDirectory() as folder:
        window = _player(stage, folder)
        window.show_story(_story())
        window.seek(60_000)
        stage.settle(400)
        stage.save(window)
        window.side.search.setText("stairs")
        stage.settle(300)
        stage.save(window, more="-search")
        window.side.search.clear()
        window.side.show_chapters()
        stage.settle(100)
        stage.save(window, more="-chapters")
        window.close()


def player_stopped(stage: Stage) -> None:
    with tempfile.TemporaryDirectory() as folder:
        window = _player(stage, folder, begin_at=int(timedelta(minutes=6).total_seconds() * 1000))
        stage.settle(300)
        stage.save(window)
        window.close()


def player_broken(stage: Stage) -> None:
    with tempfile.TemporaryDirectory() as folder:
        window = _player(stage, folder, whole=False)
        stage.save(window)
        window.close()


LIBRARY = (
    library, library_alarms, library_held, library_troubled, library_downloading, library_empty, library_questions,
    player_transcript,
)  # fmt: skip
LIBRARY_LIGHT = (library_small, library_chosen, library_pictures, player_stopped, player_broken)
OTHERS = (library_list, library_filtered, library_error, library_loading, library_right_to_left)
SCENES = (*LIBRARY, *LIBRARY_LIGHT, *OTHERS)
"""All of them, for a look; the first two are kept."""
