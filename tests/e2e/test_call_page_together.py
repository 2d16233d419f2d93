"""Two people in one room with the real kits: presence, pictures, chat, mute, leaving and coming back."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.call import Kit
from hosted_meetings_desktop.ui.call.window import CallWindow
from tests.e2e.call_page import MEETING, PATIENCE_MS, EmbeddedDyte, OpenCall, Pages, UntilState

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

OTHER = f"{MEETING}.participants.joined.toArray()[0]"
DECODED = f"""(() => {{
  const track = {OTHER}?.videoTrack;
  if (!track) return false;
  if (window.seen?.track !== track) {{
    window.seen = Object.assign(document.createElement("video"), {{ muted: true }});
    window.seen.track = track;
    window.seen.srcObject = new MediaStream([track]);
    window.seen.play();
  }}
  return window.seen.getVideoPlaybackQuality().totalVideoFrames > 5;
}})()"""
MOVING = """(() => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 32, height: 32 });
  const pen = canvas.getContext("2d");
  pen.drawImage(window.seen, 0, 0, 32, 32);
  return new Set(pen.getImageData(0, 0, 32, 32).data).size > 2;
})()"""


def meet(
    qtbot: QtBot, open_call: OpenCall, dyte: EmbeddedDyte, kits: tuple[Kit, Kit]
) -> tuple[CallWindow, CallWindow]:
    """Let Asha and Ben join one room and see each other."""
    room = dyte.room()
    asha = open_call(dyte.ticket(room, "Asha", kits[0]))
    ben = open_call(dyte.ticket(room, "Ben", kits[1]))
    for window in (asha, ben):
        qtbot.waitUntil(lambda window=window: window.state == "setup", timeout=PATIENCE_MS)
        window.join_now()
    qtbot.waitUntil(lambda: asha.others == ("Ben",) and ben.others == ("Asha",), timeout=PATIENCE_MS)
    assert asha.state == ben.state == "joined"
    return asha, ben


@pytest.mark.parametrize(
    "kits", [(Kit.REALTIMEKIT, Kit.REALTIMEKIT), (Kit.DYTE, Kit.DYTE), (Kit.DYTE, Kit.REALTIMEKIT)], ids="+".join
)
def test_two_people_see_hear_and_write_to_each_other(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, embedded_dyte: EmbeddedDyte, kits: tuple[Kit, Kit]
) -> None:
    asha, ben = meet(qtbot, open_call, embedded_dyte, kits)
    for window in (asha, ben):
        pages.until(window, f"{OTHER}?.audioTrack?.readyState === 'live'")
        pages.until(window, DECODED)
        assert pages.ask(window, MOVING), "the other's picture is one flat colour"
    assert asha.windowTitle().startswith("Follow-up visit · 00:")

    pages.run(asha, f"{MEETING}.chat.sendTextMessage('Good morning')")
    pages.until(ben, f"{MEETING}.chat.messages.some(m => m.message === 'Good morning' && m.displayName === 'Asha')")

    pages.run(asha, f"{MEETING}.self.disableAudio()")
    pages.until(ben, f"!{OTHER}.audioEnabled")
    pages.run(asha, f"{MEETING}.self.enableAudio()")
    pages.until(ben, f"{OTHER}.audioEnabled")
    pages.run(asha, f"{MEETING}.self.disableVideo()")
    pages.until(ben, f"!{OTHER}.videoEnabled")


@pytest.mark.parametrize("kit", list(Kit))
def test_leaving_coming_back_and_being_removed(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, embedded_dyte: EmbeddedDyte, until_state: UntilState, kit: Kit
) -> None:
    asha, ben = meet(qtbot, open_call, embedded_dyte, (kit, kit))
    with qtbot.waitSignals([ben.left, asha.presence_changed], timeout=PATIENCE_MS):
        ben.view.ask("leave")
    assert ben.state == "left"
    qtbot.waitUntil(lambda: asha.others == (), timeout=PATIENCE_MS)
    assert ben.windowTitle() == "Follow-up visit"
    pages.until(ben, "document.querySelector('#screen:not([hidden]) h1').textContent === 'You left the call'")

    room = pages.ask(asha, f"{MEETING}.meta.meetingId")
    fresh = embedded_dyte.ticket(room, "Ben", kit, show_setup=False)
    ben.ticket_wanted.connect(lambda: ben.take_ticket(fresh))
    with qtbot.waitSignal(ben.joined, timeout=PATIENCE_MS):
        pages.run(ben, "document.querySelector('#screen button.main').click()")
    qtbot.waitUntil(lambda: asha.others == ("Ben",), timeout=PATIENCE_MS)

    custom = pages.ask(ben, f"{MEETING}.self.customParticipantId ?? {MEETING}.self.clientSpecificId")
    embedded_dyte.call(
        "POST", f"/meetings/{room}/active-session/kick", {"participant_ids": [], "custom_participant_ids": [custom]}
    )
    until_state(ben, "trouble")
    assert pages.until(ben, "document.querySelector('#screen:not([hidden]) h1').textContent").startswith(
        "You were removed"
    )
    qtbot.waitUntil(lambda: asha.others == (), timeout=PATIENCE_MS)


def test_closing_the_window_leaves_the_room_first(
    qtbot: QtBot, open_call: OpenCall, embedded_dyte: EmbeddedDyte
) -> None:
    asha, ben = meet(qtbot, open_call, embedded_dyte, (Kit.REALTIMEKIT, Kit.REALTIMEKIT))
    with qtbot.waitSignals([ben.left, ben.closed], timeout=PATIENCE_MS):
        ben.close()
    qtbot.waitUntil(lambda: asha.others == (), timeout=PATIENCE_MS)


@pytest.mark.parametrize("kit", list(Kit))
def test_a_waiting_person_is_shown_as_waiting_until_admitted(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, embedded_dyte: EmbeddedDyte, until_state: UntilState, kit: Kit
) -> None:
    room = embedded_dyte.room()
    presets = {preset["name"] for preset in embedded_dyte.call("GET", "/presets")}
    waiting = next((name for name in ("group_call_guest", "webinar_viewer") if name in presets), None)
    assert waiting is not None
    host = open_call(embedded_dyte.ticket(room, "Asha", kit, show_setup=False))
    until_state(host, "joined")
    guest = open_call(embedded_dyte.ticket(room, "Ben", kit, preset=waiting, show_setup=False))
    until_state(guest, "waiting")
    pages.until(host, f"{MEETING}.participants.waitlisted.toArray().length")
    pages.run(
        host,
        f"{MEETING}.participants.acceptWaitingRoomRequest({MEETING}.participants.waitlisted.toArray()[0].id)",
    )
    until_state(guest, "joined")
    qtbot.waitUntil(lambda: host.others == ("Ben",), timeout=PATIENCE_MS)
