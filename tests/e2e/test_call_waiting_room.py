"""The waiting room from its host's window, with the real kits: admitted, turned away, gone, and never two at once."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.call import Kit
from hosted_meetings_desktop.ui.call.presence import PresenceWindow
from hosted_meetings_desktop.ui.call.waiting_bars import WaitingBars, WaitingRow
from hosted_meetings_desktop.ui.call.window import CallWindow
from tests.e2e.call_page import HEADING, MEETING, PATIENCE_MS, EmbeddedDyte, OpenCall, Pages, UntilState

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

PATIENT = "group_call_guest"


class Door:
    """What the host sees and presses."""

    def __init__(self, qtbot: QtBot, window: CallWindow) -> None:
        self._qtbot = qtbot
        self.window = window
        self.told: list[tuple[Any, ...]] = []
        window.waiting_changed.connect(self.told.append)

    @property
    def names(self) -> list[str]:
        return [name for _id, name in self.told[-1]] if self.told else []

    def until(self, *names: str) -> None:
        self._qtbot.waitUntil(lambda: self.names == list(names), timeout=PATIENCE_MS)

    def row(self) -> WaitingRow:
        bars = self.window.findChild(WaitingBars)
        assert bars is not None
        return bars.rows[0]

    def press(self, name: str) -> None:
        button = self.row().findChild(QPushButton, name)
        assert button is not None
        assert button.isVisible()
        self._qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("kit", list(Kit))
def test_who_waits_is_shown_admitted_and_turned_away(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, embedded_dyte: EmbeddedDyte, until_state: UntilState, kit: Kit
) -> None:
    room = embedded_dyte.room()
    anna = open_call(embedded_dyte.ticket(room, "Anna", kit, preset=PATIENT, show_setup=False))
    until_state(anna, "waiting")
    host = open_call(embedded_dyte.ticket(room, "Asha", kit, show_setup=False))
    door = Door(qtbot, host)
    until_state(host, "joined")
    door.until("Anna")
    assert door.row().text == "Anna is waiting to be let in"
    door.press("admit")
    assert door.row().text == "You are about to see Anna."
    door.press("sure")
    until_state(anna, "joined")
    door.until()
    qtbot.waitUntil(lambda: host.others == ("Anna",), timeout=PATIENCE_MS)
    assert [person.preset for person in host.people] == [PATIENT]

    ben = open_call(embedded_dyte.ticket(room, "Ben", kit, preset=PATIENT, show_setup=False))
    door.until("Ben")
    door.press("admit")
    assert door.row().text == "Anna is still in the room. Ben and Anna would see and hear each other."
    door.press("back")
    until_state(ben, "waiting")
    door.press("deny")
    door.press("away")
    until_state(ben, "trouble")
    assert pages.ask(ben, HEADING) == "The host did not let you in"
    door.until()

    cara = open_call(embedded_dyte.ticket(room, "Cara", kit, preset=PATIENT, show_setup=False))
    door.until("Cara")
    cara.close()
    door.until()
    assert host.others == ("Anna",)


@pytest.mark.parametrize("kit", list(Kit))
def test_the_front_desk_stands_by_in_sight_and_muted_and_lets_people_in(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, embedded_dyte: EmbeddedDyte, until_state: UntilState, kit: Kit
) -> None:
    room = embedded_dyte.room()
    doctor = open_call(embedded_dyte.ticket(room, "Dr Asha", kit, show_setup=False))
    until_state(doctor, "joined")
    desk = open_call(embedded_dyte.ticket(room, "Front desk", kit), kind=PresenceWindow)
    until_state(desk, "joined")
    qtbot.waitUntil(lambda: doctor.others == ("Front desk",), timeout=PATIENCE_MS)
    assert desk.windowTitle().startswith("Front desk in “Follow-up visit”")
    assert pages.ask(desk, HEADING) == "The front desk is in the room, muted"
    assert pages.ask(desk, "document.getElementById('stage').childElementCount") == 0
    assert pages.ask(
        doctor, f"{MEETING}.participants.joined.toArray().map(p => [p.audioEnabled, p.videoEnabled])"
    ) == [[False, False]]
    # What plays nothing lets nobody listen either.
    assert pages.ask(desk, "[...document.querySelectorAll('audio, video')].length") == 0
    assert desk.view.call_page.isAudioMuted()

    anna = open_call(embedded_dyte.ticket(room, "Anna", kit, preset=PATIENT, show_setup=False))
    door = Door(qtbot, desk)
    door.until("Anna")
    desk.admit(door.told[-1][0][0])
    until_state(anna, "joined")
    with qtbot.waitSignals([desk.closed, desk.left], timeout=PATIENCE_MS):
        desk.close()
    qtbot.waitUntil(lambda: doctor.others == ("Anna",), timeout=PATIENCE_MS)
