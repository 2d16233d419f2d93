"""Sharing a screen with a real display: chosen in our picker, seen by the other, stopped from the bar."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.call import Kit
from hosted_meetings_desktop.ui.call.bars import Bar
from hosted_meetings_desktop.ui.call.picker import SharePicker
from tests.e2e.call_page import MEETING, PATIENCE_MS, EmbeddedDyte, OpenCall, Pages

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

OTHER = f"{MEETING}.participants.joined.toArray()[0]"
DECODED = f"""(() => {{
  const track = {OTHER}?.screenShareTracks?.video;
  if (!track) return false;
  if (window.shown?.track !== track) {{
    window.shown = Object.assign(document.createElement("video"), {{ muted: true }});
    window.shown.track = track;
    window.shown.srcObject = new MediaStream([track]);
    window.shown.play();
  }}
  return window.shown.videoWidth > 0 && window.shown.getVideoPlaybackQuality().totalVideoFrames > 0;
}})()"""
ON_A_DISPLAY = "HOSTED_MEETINGS_TEST_DISPLAY"


@pytest.mark.parametrize("kit", list(Kit))
def test_a_chosen_screen_is_seen_by_the_other_until_stopped(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, embedded_dyte: EmbeddedDyte, kit: Kit
) -> None:
    if QGuiApplication.platformName() == "offscreen":
        pytest.skip("needs a display; the test below brings one")
    room = embedded_dyte.room()
    asha = open_call(embedded_dyte.ticket(room, "Asha", kit, show_setup=False))
    ben = open_call(embedded_dyte.ticket(room, "Ben", kit, show_setup=False))
    qtbot.waitUntil(lambda: asha.others == ("Ben",) and ben.others == ("Asha",), timeout=PATIENCE_MS)

    pages.run(asha, f"{MEETING}.self.enableScreenShare()")
    qtbot.waitUntil(lambda: asha.findChild(SharePicker) is not None, timeout=PATIENCE_MS)
    picker = asha.findChild(SharePicker)
    assert picker is not None
    assert picker.screens.model().rowCount() == 1
    picture = picker.screens.model().index(0, 0).data(Qt.ItemDataRole.DecorationRole)
    assert not picture.isNull()
    assert not pages.ask(ben, f"{OTHER}.screenShareEnabled")
    picker.screens.setCurrentIndex(picker.screens.model().index(0, 0))
    qtbot.mouseClick(picker.share, Qt.MouseButton.LeftButton)

    bar = asha.findChild(Bar, "sharing_bar")
    assert bar is not None
    qtbot.waitUntil(bar.isVisible, timeout=PATIENCE_MS)
    pages.until(ben, DECODED)
    qtbot.mouseClick(bar.findChild(QPushButton, "stop"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not bar.isVisible(), timeout=PATIENCE_MS)
    pages.until(ben, f"!{OTHER}.screenShareEnabled")


@pytest.mark.skipif(ON_A_DISPLAY in os.environ, reason="already on that display")
def test_the_same_on_a_virtual_display() -> None:
    if QGuiApplication.platformName() != "offscreen":
        pytest.skip("the test above has a display")
    if shutil.which("xvfb-run") is None:
        pytest.skip("no display and no Xvfb on this PC")
    run = subprocess.run(
        [
            "xvfb-run",
            "-a",
            "-s",
            "-screen 0 1280x900x24",
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "no:cacheprovider",
            __file__,
        ],
        env={**os.environ, "QT_QPA_PLATFORM": "xcb", ON_A_DISPLAY: "1"},
        capture_output=True,
        text=True,
        timeout=220,
        check=False,
    )
    assert "2 passed" in run.stdout, run.stdout[-4000:] + run.stderr[-1000:]
