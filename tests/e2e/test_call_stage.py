"""A webinar with the real kits in real windows: asked, let on stage, seen by the host, sent off; both dialects."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.call import Kit
from hosted_meetings_desktop.domain.stage import StageDecision
from hosted_meetings_desktop.ui.call.stage_bar import StageBars
from hosted_meetings_desktop.ui.call.window import CallWindow
from tests.e2e.call_page import MEETING, PATIENCE_MS, EmbeddedDyte, OpenCall, Pages, UntilState

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

PRESENTER, VIEWER = "webinar_presenter", "webinar_viewer"
STATUS = f"{MEETING}.stage.status"
SHOWN = f"""(() => {{
  const track = {MEETING}.participants.joined.toArray().find((one) => one.name === "Vi")?.videoTrack;
  if (!track) return false;
  if (window.seen?.track !== track) {{
    window.seen = Object.assign(document.createElement("video"), {{ muted: true, track }});
    window.seen.srcObject = new MediaStream([track]);
    window.seen.play();
  }}
  return window.seen.getVideoPlaybackQuality().totalVideoFrames > 3;
}})()"""
"""Whether the viewer's picture arrives at the host as decoded frames."""


def rows(window: CallWindow) -> list[str]:
    bars = window.findChild(StageBars)
    assert bars is not None
    return [row.text for row in bars.rows]


def press(qtbot: QtBot, window: CallWindow, name: str) -> None:
    bars = window.findChild(StageBars)
    assert bars is not None
    button = bars.rows[0].findChild(QPushButton, name)
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def standing(window: CallWindow) -> list[str]:
    return [one.name for one in window.stage.standing] if window.stage is not None else []


@pytest.mark.parametrize("kit", list(Kit))
def test_a_viewer_comes_on_stage_is_seen_and_is_sent_off(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, embedded_dyte: EmbeddedDyte, until_state: UntilState, kit: Kit
) -> None:
    room = embedded_dyte.room("Open evening")
    host = open_call(embedded_dyte.ticket(room, "Asha", kit, preset=PRESENTER, show_setup=False))
    viewer = open_call(embedded_dyte.ticket(room, "Vi", kit, preset=VIEWER, show_setup=False))
    for window in (host, viewer):
        until_state(window, "joined")
    qtbot.waitUntil(lambda: host.others == ("Vi",), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: standing(viewer) == ["Asha"], timeout=PATIENCE_MS)
    assert pages.ask(viewer, f"{MEETING}.self.videoEnabled") is False, (
        "who watches sends nothing, whatever is allowed"
    )
    assert host.stage is not None
    assert host.stage.decides
    assert viewer.stage is not None
    assert not viewer.stage.decides

    # Told not now first, then let on.
    pages.run(viewer, f"{MEETING}.stage.requestAccess()")
    qtbot.waitUntil(lambda: rows(host) == ["Vi asks to come on stage"], timeout=PATIENCE_MS)
    press(qtbot, host, "keep")
    pages.until(viewer, f"{STATUS} === 'OFF_STAGE'")
    qtbot.waitUntil(lambda: rows(host) == [], timeout=PATIENCE_MS)
    pages.run(viewer, f"{MEETING}.stage.requestAccess()")
    qtbot.waitUntil(lambda: rows(host) == ["Vi asks to come on stage"], timeout=PATIENCE_MS)
    press(qtbot, host, "let")
    pages.until(viewer, f"{STATUS} === 'ACCEPTED_TO_JOIN_STAGE'")
    qtbot.waitUntil(lambda: rows(host) == [], timeout=PATIENCE_MS)

    # What the kit's own dialog does: the camera on, then up.
    pages.run(viewer, f"{MEETING}.self.enableVideo().then(() => {MEETING}.stage.join())")
    pages.until(host, SHOWN)
    qtbot.waitUntil(lambda: standing(host) == ["Vi"], timeout=PATIENCE_MS)

    person = host.people[0].id
    host.decide_on_stage(person, StageDecision.SEND_OFF)
    pages.until(viewer, f"{STATUS} === 'OFF_STAGE' && !{MEETING}.self.videoEnabled")
    pages.until(host, f"!{MEETING}.participants.joined.toArray()[0].videoEnabled")
    qtbot.waitUntil(lambda: standing(host) == [], timeout=PATIENCE_MS)
    assert viewer.state == "joined", "sent off the stage, not out of the room"
    # An invitation to somebody who did not ask.
    host.decide_on_stage(person, StageDecision.LET_ON)
    pages.until(viewer, f"{STATUS} === 'ACCEPTED_TO_JOIN_STAGE'")


@pytest.mark.parametrize("kit", [Kit.REALTIMEKIT])
def test_the_livestream_button_of_the_call_is_the_livestream_of_the_meeting(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, embedded_dyte: EmbeddedDyte, until_state: UntilState, kit: Kit
) -> None:
    room = embedded_dyte.room("Open evening")
    host = open_call(embedded_dyte.ticket(room, "Asha", kit, preset="livestream_host", show_setup=False))
    until_state(host, "joined")
    pages.run(host, f"{MEETING}.livestream.start()")
    pages.until(host, f"{MEETING}.livestream.state === 'LIVESTREAMING'")
    running = embedded_dyte.call("GET", f"/meetings/{room}/active-livestream")
    assert running["status"] == "LIVE"
    assert pages.ask(host, f"{MEETING}.livestream.playbackUrl") == running["playback_url"]
    assert running["stream_key"] not in pages.ask(host, f"JSON.stringify({MEETING}.livestream)")
    embedded_dyte.call("POST", f"/meetings/{room}/active-livestream/stop")
    pages.until(host, f"{MEETING}.livestream.state === 'IDLE'")
