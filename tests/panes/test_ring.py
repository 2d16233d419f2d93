"""The ring: on the usual output, and on a second one that may come and go."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.ui.parts.ring import Ring, RingPreferences, SoundOutput, find
from hosted_meetings_desktop.ui.settings.ring_output import RingGroup

HEADSET, BOX, BLUETOOTH = SoundOutput("1", "Headset"), SoundOutput("2", "Desk speaker"), SoundOutput("3", "Bluetooth")


class Sounds:
    """Outputs that are connected by hand; notes what is played."""

    def __init__(self, *outputs: SoundOutput) -> None:
        self.here = outputs
        self.played: list[str] = []
        self.volumes: list[float] = []
        self.told: list[Callable[[], None]] = []

    def outputs(self) -> tuple[SoundOutput, ...]:
        return self.here

    def usual(self) -> SoundOutput | None:
        return self.here[0] if self.here else None

    def play(self, output: SoundOutput, volume: float) -> None:
        self.played.append(output.name)
        self.volumes.append(volume)

    def on_change(self, told: Callable[[], None]) -> None:
        self.told.append(told)

    def connect_only(self, *outputs: SoundOutput) -> None:
        self.here = outputs
        for told in self.told:
            told()


@pytest.fixture
def preferences(tmp_path) -> RingPreferences:
    return RingPreferences(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))


@pytest.mark.parametrize(
    ("second", "played"),
    [
        (None, ["Headset"]),
        (BOX, ["Headset", "Desk speaker"]),
        (SoundOutput("9", "Desk speaker"), ["Headset", "Desk speaker"]),  # connected anew, under another id
        (BLUETOOTH, ["Headset"]),  # gone
        (HEADSET, ["Headset"]),  # the usual one is not rung twice
    ],
)
def test_it_rings_where_it_can(
    qapp, preferences: RingPreferences, second: SoundOutput | None, played: list[str]
) -> None:
    preferences.second = second
    sounds = Sounds(HEADSET, BOX)
    Ring(preferences, volume=lambda: 0.3, sounds=lambda: sounds).ring()
    assert sounds.played == played
    assert set(sounds.volumes) == {0.3}


@pytest.mark.parametrize("sounds", [None, Sounds()])
def test_without_an_output_it_beeps(
    qapp, preferences: RingPreferences, monkeypatch: pytest.MonkeyPatch, sounds: Sounds | None
) -> None:
    beeps: list[None] = []
    monkeypatch.setattr(QApplication, "beep", staticmethod(lambda: beeps.append(None)))
    Ring(preferences, sounds=lambda: sounds).ring()
    assert len(beeps) == 1


def test_the_system_is_asked_with_the_first_ring_only(qapp, preferences: RingPreferences) -> None:
    loaded: list[Sounds] = []

    def load() -> Sounds:
        loaded.append(Sounds(HEADSET))
        return loaded[-1]

    ring = Ring(preferences, sounds=load)
    assert loaded == []
    ring.ring()
    ring.ring()
    assert [sounds.played for sounds in loaded] == [["Headset", "Headset"]]


def test_of_two_alike_the_same_one_is_found() -> None:
    twin = SoundOutput("7", "Desk speaker")
    assert find(twin, (BOX, twin)) == twin
    assert find(None, (BOX,)) is None


@pytest.mark.qt_log_ignore("PulseAudioService", extend=True)
def test_qts_own_outputs_play_on_this_machine_or_say_that_there_are_none(qapp) -> None:
    from hosted_meetings_desktop.ui.parts.ring import qt_sounds

    sounds = qt_sounds(qapp)
    assert sounds is not None
    assert (sounds.usual() is None) == (sounds.outputs() == ())
    sounds.play(SoundOutput("none", "None"), 0.5)  # gone meanwhile: nothing happens
    for output in sounds.outputs():
        sounds.play(output, 0)


def test_the_second_output_is_chosen_and_said_when_it_is_gone(qtbot: QtBot, preferences: RingPreferences) -> None:
    sounds = Sounds(HEADSET, BLUETOOTH)
    group = RingGroup(preferences, Ring(preferences, sounds=lambda: sounds))
    qtbot.addWidget(group)
    group.show()

    def offered() -> list[str]:
        return [group.second.itemText(row) for row in range(group.second.count())]

    assert offered() == ["None", "Headset", "Bluetooth"]
    assert group.second.currentText() == "None"
    group.second.setCurrentIndex(2)
    group.second.activated.emit(2)
    assert preferences.second == BLUETOOTH
    qtbot.mouseClick(group.try_button, Qt.MouseButton.LeftButton)
    assert sounds.played == ["Headset", "Bluetooth"]
    sounds.connect_only(HEADSET)
    assert offered() == ["None", "Headset", "Bluetooth (not connected)"]
    assert group.second.currentText() == "Bluetooth (not connected)"
    assert "only this PC's usual output rings" in group.note
    sounds.connect_only(HEADSET, SoundOutput("8", "Bluetooth"))
    assert group.second.currentText() == "Bluetooth"
    group.second.activated.emit(0)
    assert preferences.second is None
