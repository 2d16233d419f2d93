"""Camera and microphone with the real kits: the chosen ones used, the lost ones replaced, and all of it told."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.call import Kit
from hosted_meetings_desktop.ui.call.bars import Bar
from hosted_meetings_desktop.ui.call.devices import Device, DeviceKind
from hosted_meetings_desktop.ui.call.window import CallWindow
from tests.e2e.call_page import MEETING, PATIENCE_MS, EmbeddedDyte, OpenCall, Pages, UntilState

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

MICROPHONE = f"{MEETING}.self.audioTrack?.label"
HEADSET, BUILT_IN = "Fake Audio Input 1", "Fake Audio Input 2"
REMEMBERED = {
    DeviceKind.MICROPHONE: Device(BUILT_IN, "an id of another call"),
    DeviceKind.CAMERA: Device("Old cam", "x"),
}


class MemoryDevices:
    """Remembers devices for one test."""

    def __init__(self, chosen: dict[DeviceKind, Device] | None = None) -> None:
        self.kept = dict(chosen or {})

    def chosen(self, kind: DeviceKind) -> Device | None:
        return self.kept.get(kind)

    def remember(self, kind: DeviceKind, device: Device | None) -> None:
        if device is None:
            self.kept.pop(kind, None)
        else:
            self.kept[kind] = device


def only(pages: Pages, window: CallWindow, unplugged: list[str]) -> None:
    """Let the PC have all its devices but these, and say that they changed."""
    script = f"""(() => {{
      const devices = navigator.mediaDevices;
      window.allDevices ??= devices.enumerateDevices.bind(devices);
      const gone = {json.dumps(unplugged)};
      devices.enumerateDevices = async () => (await window.allDevices()).filter((one) => !gone.includes(one.label));
      devices.dispatchEvent(new Event("devicechange"));
    }})()"""
    pages.run(window, script)


def bar(window: CallWindow) -> Bar:
    found = window.findChild(Bar, "device_bar")
    assert found is not None
    return found


def press(qtbot: QtBot, window: CallWindow, name: str) -> None:
    button = bar(window).findChild(QPushButton, name)
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def until_told(qtbot: QtBot, window: CallWindow, text: str) -> None:
    def told() -> None:
        assert bar(window).isVisible()
        assert bar(window).text == text

    qtbot.waitUntil(told, timeout=PATIENCE_MS)


@pytest.mark.parametrize("kit", list(Kit))
def test_devices_are_remembered_lost_and_back(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, embedded_dyte: EmbeddedDyte, until_state: UntilState, kit: Kit
) -> None:
    devices = MemoryDevices(REMEMBERED)
    ticket = embedded_dyte.ticket(embedded_dyte.room(), "Asha", kit)
    window = open_call(ticket, device_policy=devices)
    until_state(window, "setup")
    pages.until(window, f"{MICROPHONE} === {BUILT_IN!r}")
    until_told(
        qtbot,
        window,
        "“Old cam”, which you chose last time, is not connected. The camera “fake_device_0” is used now.",
    )
    press(qtbot, window, "dismiss")
    choose = f"""(async () => {{
      const all = await navigator.mediaDevices.enumerateDevices();
      await {MEETING}.self.setDevice(all.find((one) => one.label === {HEADSET!r}));
    }})()"""
    pages.run(window, choose)
    qtbot.waitUntil(lambda: devices.kept[DeviceKind.MICROPHONE].label == HEADSET, timeout=PATIENCE_MS)
    window.join_now()
    until_state(window, "joined")

    only(pages, window, [HEADSET])
    qtbot.waitUntil(lambda: bar(window).isVisible(), timeout=PATIENCE_MS)
    assert bar(window).text.startswith(f"“{HEADSET}” was unplugged. The microphone “")
    assert HEADSET not in bar(window).text.removeprefix(f"“{HEADSET}”")
    now = pages.until(window, f"{MICROPHONE} !== {HEADSET!r} && {MICROPHONE}")
    assert pages.ask(window, f"{MEETING}.self.audioEnabled")
    assert devices.kept[DeviceKind.MICROPHONE].label == HEADSET, "what a fault did is not what the person chose"

    only(pages, window, [])
    qtbot.waitUntil(lambda: HEADSET in bar(window).text and "unplugged" not in bar(window).text, timeout=PATIENCE_MS)
    if bar(window).text == f"“{HEADSET}” was connected and is used now.":
        # This kit takes what was plugged in last; the one before can be had back.
        press(qtbot, window, "act")
        pages.until(window, f"{MICROPHONE} === {now!r}")
    else:
        assert "is connected again" in bar(window).text
        press(qtbot, window, "act")
        pages.until(window, f"{MICROPHONE} === {HEADSET!r}")
    assert not bar(window).isVisible()


def test_the_last_camera_gone_is_told_and_the_kits_settings_open(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, embedded_dyte: EmbeddedDyte, until_state: UntilState
) -> None:
    window = open_call(embedded_dyte.ticket(embedded_dyte.room(), "Asha", Kit.DYTE, show_setup=False))
    until_state(window, "joined")
    pages.until(window, f"{MEETING}.self.videoTrack?.label")
    only(pages, window, [pages.ask(window, f"{MEETING}.self.videoTrack.label")])
    until_told(
        qtbot, window, "“fake_device_0” was unplugged. There is no other camera, so the others do not see you."
    )
    press(qtbot, window, "act")
    settings = "document.querySelector('dyte-meeting').shadowRoot.querySelector('dyte-dialog-manager')"
    assert pages.until(window, f"Boolean({settings}?.shadowRoot?.querySelector('dyte-settings'))")


def test_microphone_and_camera_are_switched_from_outside(
    qtbot: QtBot, open_call: OpenCall, embedded_dyte: EmbeddedDyte, until_state: UntilState
) -> None:
    window = open_call(embedded_dyte.ticket(embedded_dyte.room(), "Asha", show_setup=False))
    told: list[frozenset[str]] = []
    window.media_changed.connect(told.append)
    until_state(window, "joined")
    window.toggle_microphone()
    qtbot.waitUntil(lambda: window.media == {"camera"}, timeout=PATIENCE_MS)
    assert window.windowTitle().startswith("Follow-up visit · muted · 00:")
    window.toggle_camera()
    qtbot.waitUntil(lambda: window.media == frozenset(), timeout=PATIENCE_MS)
    window.toggle_microphone()
    qtbot.waitUntil(lambda: window.media == {"microphone"}, timeout=PATIENCE_MS)
    assert told == [{"camera"}, set(), {"microphone"}]
    assert window.windowTitle().startswith("Follow-up visit · camera off · 00:")
