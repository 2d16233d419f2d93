"""The settings of the call window and of the key that mutes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.ui.call.preferences import CallPreferences, CaptionSize, MiniOffer
from hosted_meetings_desktop.ui.call_keys.preferences import MuteKeyPreferences
from hosted_meetings_desktop.ui.call_keys.ways import KeyState
from hosted_meetings_desktop.ui.settings.call_window import CallWindowGroup
from hosted_meetings_desktop.ui.settings.mute_key import MuteKeyGroup


@pytest.fixture
def settings(tmp_path) -> QSettings:
    return QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)


def test_what_is_chosen_for_calls_is_kept(qtbot: QtBot, settings: QSettings) -> None:
    preferences = CallPreferences(settings)
    group = CallWindowGroup(preferences)
    qtbot.addWidget(group)
    group.show()
    assert (group.offer.currentText(), group.captions.isChecked()) == ("Offer the small window", False)
    group.offer.activated.emit(2)
    qtbot.mouseClick(group.captions, Qt.MouseButton.LeftButton)
    group.caption_size.activated.emit(1)
    kept = CallPreferences(settings)
    assert (kept.mini_offer, kept.captions, kept.caption_size) == (MiniOffer.NEVER, True, CaptionSize.LARGE)
    preferences.mini_offer = MiniOffer.ALWAYS  # in the call itself
    group.reload()
    assert group.offer.currentText() == "Make the call small"


class Keeper(QObject):
    """Answers as it is told to."""

    state_changed = Signal()

    def __init__(self, preferences: MuteKeyPreferences) -> None:
        super().__init__()
        self.preferences = preferences
        self.state = KeyState.OFF
        self.named = ""
        self.answer = KeyState.READY
        self.heeded: list[str] = []

    def follow_wishes(self) -> None:
        self.heeded.append(self.preferences.keys.toString() if self.preferences.on else "off")
        self.become(self.answer if self.preferences.on else KeyState.OFF)

    def become(self, state: KeyState, named: str = "") -> None:
        self.state, self.named = state, named
        self.state_changed.emit()


@pytest.fixture
def keeper(settings: QSettings) -> Keeper:
    return Keeper(MuteKeyPreferences(settings))


@pytest.fixture
def group(qtbot: QtBot, keeper: Keeper) -> MuteKeyGroup:
    made = MuteKeyGroup(keeper.preferences, keeper)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_key_is_switched_on_and_changed(qtbot: QtBot, keeper: Keeper, group: MuteKeyGroup) -> None:
    assert not group.keys.isEnabled()
    qtbot.mouseClick(group.on_box, Qt.MouseButton.LeftButton)
    assert keeper.preferences.on
    assert group.keys.isEnabled()
    assert group.note.startswith("Works during a call")
    group.keys.setKeySequence(QKeySequence("Ctrl+Alt+F9"))
    group.keys.editingFinished.emit()
    group.keys.editingFinished.emit()
    group.keys.setKeySequence(QKeySequence())
    group.keys.editingFinished.emit()
    assert group.keys.keySequence().toString() == "Ctrl+Alt+F9", "an empty one is no choice"
    qtbot.mouseClick(group.on_box, Qt.MouseButton.LeftButton)
    assert keeper.heeded == ["Ctrl+Shift+M", "Ctrl+Alt+F9", "off"]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (KeyState.TAKEN, "Another program has this key already. Choose another one."),
        (KeyState.REFUSED, "The desktop did not give this key."),
        (KeyState.NO_WAY, "This desktop lets no program watch for keys."),
        (KeyState.UNFIT, "letters are typed"),
        (KeyState.ASKING, "Your desktop asks you"),
        (KeyState.WORKS, "Works now. Your desktop calls it F9."),
    ],
)
def test_it_is_said_how_it_stands_with_the_key(
    keeper: Keeper, group: MuteKeyGroup, state: KeyState, words: str
) -> None:
    keeper.become(state, "F9")
    assert words in group.note
