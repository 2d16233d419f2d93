"""Recordings of voices in the library: what they are, whose, what of them is kept, and that all files go together."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hosted_meetings_desktop.domain.archive import ItemState
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.playing import Plain
from hosted_meetings_desktop.domain.recording_list import Told
from hosted_meetings_desktop.domain.transcript import TranscriptLine
from hosted_meetings_desktop.domain.voices import PlayedVoice
from hosted_meetings_desktop.ui.panes.recordings.names import voice_file_names
from hosted_meetings_desktop.ui.panes.recordings.pane import RecordingsPane
from hosted_meetings_desktop.ui.panes.recordings.rows import can_play, status_text, title_tip
from hosted_meetings_desktop.ui.parts.laid_out import laid_out
from tests.panes.clinic_data import LONG_TITLE, NOW
from tests.panes.fakes import HeldCalls, NowCalls
from tests.panes.library_kit import FakeLibrary, row, row_of_voices
from tests.panes.test_recordings_pane import cells, texts

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", "QAudio", "PulseAudio", "No audio", "No RHI backend"),
    pytest.mark.usefixtures("london"),
]
KEPT, LOST = ItemState.KEPT, ItemState.LOST


def make(qtbot, *rows, calls=None, **more) -> tuple[RecordingsPane, FakeLibrary]:
    library = FakeLibrary(rows=list(rows), **more)
    pane = RecordingsPane(library, calls or NowCalls(), files=library, clock=lambda: NOW)
    qtbot.addWidget(pane)
    pane.resize(1200, 800)
    pane.show()
    return pane, library


def test_the_list_and_the_details_say_that_it_is_of_voices_and_whose(qtbot) -> None:
    pane, _library = make(qtbot, row_of_voices(2), row(3))
    assert cells(pane, "r02")[0].endswith(" · Voices")
    assert not cells(pane, "r03")[0].endswith("Voices")
    assert title_tip(row_of_voices(2)).endswith("Voices only: Asha Rao, Priya Chandrasekhar")
    pane.select("r02")
    said = texts(pane)
    assert "2 voices" in said
    assert "Asha Rao" in said
    assert "4.0 MB · Kept" in said
    assert "4.9 MB · Kept" in said
    assert cells(pane, "r02")[4] == "8.9 MB"


def test_the_pattern_for_the_names_of_its_files_is_nobody_s_to_read(qtbot) -> None:
    named = replace(row_of_voices(2).recording, file_name="{{user_id}}_{{peer_id}}.webm")
    film = replace(row(3).recording, file_name="knee.mp4")
    pane, _library = make(qtbot, replace(row_of_voices(2), recording=named), replace(row(3), recording=film))
    pane.select("r02")
    assert "File" not in texts(pane).splitlines()
    pane.select("r03")
    assert "File" in texts(pane).splitlines()


def test_what_of_it_is_kept_stands_beside_each(qtbot) -> None:
    one = row_of_voices(2, KEPT, LOST, KEPT)
    assert status_text(one, NOW) == "2 of 3 voices kept"
    assert can_play(one, NOW)
    pane, _library = make(qtbot, one)
    pane.select("r02")
    assert "4.9 MB · Lost" in texts(pane)
    assert {"play", "save", "note", "hold", "delete"} <= set(pane.recording_details.buttons)
    assert "The others can be heard." in texts(pane)
    assert status_text(row_of_voices(2, ItemState.WAITING, KEPT), NOW).startswith(("Gone", "Not kept", "Deleted"))


def test_a_card_shows_that_there_is_something_to_hear_and_makes_no_still(qtbot) -> None:
    pane, library = make(qtbot, row_of_voices(2))
    asked: list[str] = []
    pane.pictures.card.still = lambda one: asked.append(one.id)
    pane.filters.pictures_button.click()
    pane.grab()
    assert asked == []
    assert pane.watching.still(row_of_voices(2), lambda: None) is None
    assert library.asked_for("play") == []


def test_an_export_writes_a_file_for_each_voice(qtbot, tmp_path: Path) -> None:
    pane, library = make(qtbot, row_of_voices(2), row(3))
    pane.select("r02")
    pane.save_selected()
    dialog = pane.deeds.dialog
    assert "plain sound file" in dialog.findChild(type(laid_out(dialog.body)[0])).text
    dialog.reject()
    pane.deeds.export_to(library.rows, tmp_path)
    begun = f"{library.rows[0].recording.started_at:%Y-%m-%d} 1410"
    assert {path.name for path in tmp_path.glob("*.webm")} == {
        f"Blood pressure review - {begun} - {name}.webm" for name in ("Asha Rao", "Priya Chandrasekhar")
    }
    assert len(list(tmp_path.glob("*.mp4"))) == 1
    assert pane.message_bar.text.startswith("3 copies are in")
    pane.deeds.export_to(library.rows[:1], tmp_path)
    assert len(list(tmp_path.glob("*.webm"))) == 4, "none takes the place of another"


def test_an_export_that_lacks_a_voice_says_so(qtbot, tmp_path: Path) -> None:
    pane, library = make(qtbot, row_of_voices(2, KEPT, LOST))
    pane.deeds.export_to(library.rows, tmp_path)
    assert len(list(tmp_path.glob("*.webm"))) == 1
    assert "Not all voices are in the archive" in pane.message_bar.text


def test_names_are_short_enough_for_every_system() -> None:
    one = row_of_voices(2, *[KEPT] * 5, title=LONG_TITLE * 4, patients=("محمد" * 40,))
    names = voice_file_names(one)
    assert all(len(name.encode()) < 255 for name in names)
    assert len(set(names)) == 5
    assert names[2].endswith(" - Ben Rao.webm")
    assert names[4].endswith(" - Voice 5.webm")


# ---- playing
pytest.importorskip("PySide6.QtMultimedia", reason="this machine lacks what QtMultimedia needs", exc_type=ImportError)


class Cut:
    """A source that notes its end."""

    address = "/no/such/file.webm"
    problem = None

    def __init__(self) -> None:
        self.ended = False

    def cut(self) -> None:
        self.ended = True


def test_voices_are_opened_together_and_ended_together(qtbot) -> None:
    one = row_of_voices(2)
    sources = [Cut(), Cut()]
    voices = tuple(PlayedVoice(voice, source) for voice, source in zip(one.voices, sources, strict=True))
    pane, library = make(qtbot, one, voices=voices)
    pane.play("r02")
    assert (library.asked_for("play_voices"), library.asked_for("play")) == ([("r02",)], [])
    assert [line.name for line in pane.player.panel.lines] == ["Asha Rao", "Priya Chandrasekhar"]
    pane.close_players()
    assert [source.ended for source in sources] == [True, True]


def test_voices_that_were_only_asked_for_are_ended(qtbot) -> None:
    one = row_of_voices(2)
    source = Cut()
    calls = HeldCalls()
    pane, _library = make(qtbot, one, calls=calls, voices=(PlayedVoice(one.voices[0], source),))
    calls.release()
    pane.play("r02")
    pane.close_players()
    calls.release()
    assert pane.player is None
    assert source.ended


# ---- what was said
@pytest.fixture
def watching(qtbot):
    """A film that is watched, with what is said in it."""
    told = Told(60, lines=(TranscriptLine(0, 2_000, "Dr. Ada Osei", "Good morning."),))
    pane, library = make(qtbot, row(2), tells=told, source=lambda: Plain("/no/such/film.mp4"))
    pane.play("r02")
    yield pane, library
    pane.close_players()


def saving(pane: RecordingsPane):
    from hosted_meetings_desktop.ui.panes.recordings.saving import TranscriptSaving

    return pane.player.findChild(TranscriptSaving)


def test_a_transcript_is_saved_after_a_warning(watching, tmp_path: Path) -> None:
    pane, library = watching
    side = pane.player.side
    assert not side.save_button.isHidden()
    kinds = [action.text() for action in side.save_menu.actions()]
    assert kinds[:2] == ["Text to read (TXT)", "Subtitles (SRT)"]
    assert len(kinds) == 5
    side.save_menu.actions()[1].trigger()
    mine = saving(pane)
    assert "plain text" in "".join(child.text for child in mine.dialog.findChildren(object) if hasattr(child, "kind"))
    mine.dialog.main_button.click()
    question = mine.question.dialog
    assert question.defaultSuffix() == "srt"
    assert question.selectedFiles()[0].endswith("Blood pressure review.srt")
    question.fileSelected.emit(str(tmp_path / "said.srt"))
    question.reject()
    assert library.asked_for("save_transcript") == [("r02", "srt", tmp_path / "said.srt")]
    assert pane.player.message_bar.text == "The transcript is saved as “said.srt”."


def test_a_transcript_that_cannot_be_saved_says_why(watching, tmp_path: Path) -> None:
    pane, library = watching
    library.problem = AppError("The copy could not be saved", "Choose another folder, or free some space.")
    saving(pane).save("txt", tmp_path / "x.txt")
    assert "Choose another folder" in pane.player.message_bar.text


def test_without_a_transcript_nothing_is_offered(qtbot) -> None:
    pane, library = make(qtbot, row(2), source=lambda: Plain("/no/such/film.mp4"))
    pane.play("r02")
    assert pane.player.side.save_button.isHidden()
    pane.close_players()
    pane.watching.files = None
    library.tells = Told(60, lines=(TranscriptLine(0, 2_000, "Dr. Ada Osei", "Good morning."),))
    pane.play("r02")
    assert not pane.player.side.isHidden()
    assert pane.player.side.save_button.isHidden()
    pane.close_players()


def test_a_voice_that_leaves_alarms_as_a_film_does(qtbot) -> None:
    soon = NOW + timedelta(hours=5)
    one = row_of_voices(4, ItemState.WAITING, KEPT, expires_at=soon)
    pane, _library = make(qtbot, one)
    pane.select("r04")
    assert "download" in pane.recording_details.buttons
