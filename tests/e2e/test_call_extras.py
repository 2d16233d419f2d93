"""What our window adds to the kits: hold and resume, the small window, captions, the question at closing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.call import Kit
from hosted_meetings_desktop.ui.call.bars import Bar
from hosted_meetings_desktop.ui.call.leaving import LeaveBar
from hosted_meetings_desktop.ui.call.mini_strips import MiniButtons, MiniTop
from hosted_meetings_desktop.ui.call.preferences import CallPreferences, CaptionSize
from hosted_meetings_desktop.ui.call.status_row import StatusRow
from hosted_meetings_desktop.ui.call.window import CallWindow
from tests.e2e.call_page import MEETING, PATIENCE_MS, EmbeddedDyte, OpenCall, Pages, UntilState, made_up_ticket

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

OTHER = f"{MEETING}.participants.joined.toArray()[0]"
SHOWN = "document.querySelector('#mini:not([hidden]) video')"
CAPTIONS = "[...document.querySelectorAll('#captions:not([hidden]) p')].map((line) => line.innerText)"
PLAYED = f"""(window.probe ??= (() => {{
    const video = Object.assign(document.createElement("video"), {{ muted: true }});
    video.srcObject = new MediaStream([{OTHER}.videoTrack]);
    video.play();
    return video;
}})()).currentTime > 0.3"""
LEFT = Qt.MouseButton.LeftButton


class ByHand:
    """A close event as the window system sends it."""

    def __init__(self) -> None:
        self.ignored = False

    def spontaneous(self) -> bool:
        return True

    def ignore(self) -> None:
        self.ignored = True


def part(window: CallWindow, kind: type[QObject], name: str = "") -> QObject:
    found = window.findChild(kind, name) if name else window.findChild(kind)
    assert found is not None, f"no {name or kind.__name__}"
    return found


@pytest.mark.parametrize("kit", list(Kit))
def test_hold_small_window_captions_and_closing(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, embedded_dyte: EmbeddedDyte, kit: Kit
) -> None:
    preferences = CallPreferences()
    preferences.caption_size = CaptionSize.LARGE
    room = embedded_dyte.room()
    asha = open_call(embedded_dyte.ticket(room, "Asha", kit, show_setup=False), preferences=preferences)
    ben = open_call(embedded_dyte.ticket(room, "Ben", kit, show_setup=False))
    qtbot.waitUntil(lambda: asha.others == ("Ben",) and ben.others == ("Asha",), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: asha.media == {"microphone", "camera"}, timeout=PATIENCE_MS)
    pages.until(ben, f"{OTHER}.audioEnabled && {OTHER}.videoEnabled")
    # When somebody comes, the SDK offers its camera once more, and a moment later says that it is on: switched off in
    # that moment it is off, but not in the eyes of the others. The moment is over when the other's picture moves.
    pages.until(asha, f"{OTHER}.audioEnabled && {OTHER}.videoEnabled && {OTHER}.videoTrack && {PLAYED}")
    pages.run(asha, "window.same = 1")
    status = part(asha, StatusRow)

    # On hold: the other sees microphone and camera go off; here nothing is heard or seen.
    qtbot.mouseClick(status.hold, LEFT)
    assert asha.held
    pages.until(ben, f"!{OTHER}.audioEnabled && !{OTHER}.videoEnabled")
    hold_bar = part(asha, Bar, "hold_bar")
    assert hold_bar.isVisible()
    assert asha.view.call_page.isAudioMuted()
    assert status.text == "On hold. 1 other is in the call"
    assert " · on hold · " in asha.windowTitle()
    assert pages.ask(asha, "!document.getElementById('hold').hidden && document.getElementById('stage').inert")
    asha.toggle_microphone()
    qtbot.mouseClick(part(hold_bar, QPushButton, "resume"), LEFT)
    pages.until(ben, f"{OTHER}.audioEnabled && {OTHER}.videoEnabled")
    assert not asha.view.call_page.isAudioMuted()
    assert not hold_bar.isVisible()
    assert pages.ask(asha, "document.getElementById('hold').hidden && !document.getElementById('stage').inert")

    # Small: the same page, the same call, the other's picture.
    geometry = asha.geometry()
    qtbot.mouseClick(status.mini, LEFT)
    assert asha.small
    assert not status.isVisible()
    top, buttons = part(asha, MiniTop), part(asha, MiniButtons)
    qtbot.waitUntil(lambda: top.name == "Ben", timeout=PATIENCE_MS)
    pages.until(asha, f"{SHOWN}.videoWidth > 0 && {SHOWN}.currentTime > 0")
    qtbot.mouseClick(buttons.microphone, LEFT)
    pages.until(ben, f"!{OTHER}.audioEnabled")
    qtbot.waitUntil(lambda: asha.media == {"camera"}, timeout=PATIENCE_MS)
    assert "muted" in buttons.microphone.accessibleName()
    pages.run(ben, f"{MEETING}.self.disableVideo()")
    pages.until(asha, f"{SHOWN}.hidden && document.querySelector('#mini .letters').textContent === 'B'")

    assert top.recorded == ""
    recording = embedded_dyte.call("POST", "/recordings", {"meeting_id": room})["id"]
    qtbot.waitUntil(lambda: top.recorded == "● REC", timeout=PATIENCE_MS)
    embedded_dyte.call("PUT", f"/recordings/{recording}", {"action": "stop"})
    qtbot.waitUntil(lambda: top.recorded == "", timeout=PATIENCE_MS)

    # Captions: nothing before they are switched on, then the last words, a sentence growing in its own line.
    said = f"{MEETING}.ai.onTranscript({{ peerId: 'p', name: 'Ben', transcript: %r, isPartialTranscript: %s }})"
    pages.run(asha, said % ("Hello", "false"))
    qtbot.waitUntil(lambda: not status.captions.isHidden(), timeout=PATIENCE_MS)
    assert pages.ask(asha, CAPTIONS) == []
    qtbot.mouseClick(buttons.back, LEFT)
    assert not asha.small
    assert asha.geometry().size() == geometry.size()
    qtbot.mouseClick(part(status, QToolButton, "captions"), LEFT)
    assert preferences.captions
    pages.until(asha, "document.getElementById('captions').dataset.size === 'large'")
    pages.run(asha, said % ("How are", "true"))
    pages.run(asha, said % ("How are you", "false"))
    pages.run(asha, said % ("today", "false"))
    assert pages.until(asha, f"{CAPTIONS}.at(-1) === 'Bentoday' && {CAPTIONS}")[-2:] == ["BenHow are you", "Bentoday"]
    assert pages.ask(asha, "window.same") == 1, "the page was loaded again"
    assert asha.property("came_by").count("joined") == 1, "the call was left meanwhile"

    # Closed by hand it asks first, and goes at the second time.
    bar = part(asha, LeaveBar)
    first, second = ByHand(), ByHand()
    asha.closeEvent(first)
    assert first.ignored
    assert bar.text == "Leave the call? Ben stays in it."
    assert asha.state == "joined"
    qtbot.keyClick(bar.stay, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    asha.closeEvent(first)
    with qtbot.waitSignal(asha.left, timeout=PATIENCE_MS):
        asha.closeEvent(second)
    qtbot.waitUntil(lambda: ben.others == (), timeout=PATIENCE_MS)


def test_whose_picture_which_words_and_what_counts_as_a_no(
    open_call: OpenCall, pages: Pages, until_state: UntilState
) -> None:
    window = open_call(made_up_ticket(), again=made_up_ticket())
    until_state(window, "trouble")
    names = "captions", "media", "mini"
    for name in names:
        pages.run(window, f"import('app://call/{name}.js').then((it) => {{ window.our_{name} = it; }})")
    pages.until(window, " && ".join(f"Boolean(window.our_{name})" for name in names))

    # Who shares goes before who is pinned, who spoke last, who has a picture, and whoever is there.
    people = "{ id: 'a' }, { id: 'b', videoEnabled: true, videoTrack: 1 }"
    rest = (
        ", { id: 'c' }, { id: 'd', isPinned: true }"
        ", { id: 'e', screenShareEnabled: true, screenShareTracks: { video: 2 } }"
    )
    choose = "window.our_mini.choose({ lastActiveSpeaker: %s, joined: { toArray: () => [%s] } })?.id ?? 'nobody'"
    everybody = people + rest
    chosen = [
        choose % ("'c'", everybody),
        choose % ("'c'", everybody.partition(", { id: 'e'")[0]),
        choose % ("'c'", everybody.partition(", { id: 'd'")[0]),
        choose % ("'gone'", people),
        choose % ("''", "{ id: 'a' }"),
        choose % ("''", ""),
    ]
    assert pages.ask(window, f"[{', '.join(chosen)}]") == ["e", "d", "c", "b", "a", "nobody"]
    assert pages.ask(window, "['Fatima al-Hassani', ' Ada ', '', '👩 Ö'].map(window.our_mini.initials)") == [
        "FA",
        "A",
        "",
        "👩Ö",
    ]

    # A sentence that grows stays one line, whoever speaks in between; of many the last three are shown.
    say = (
        "(lines, peerId, transcript, isPartialTranscript) =>"
        " window.our_captions.take(lines, { peerId, transcript, isPartialTranscript }, 1)"
    )
    told = [("a", "I", True), ("b", "Yes", False), ("a", "I fell", False), ("a", "here", False), ("b", "", False)]
    lines = "[]"
    for peer, text, partial in told:
        lines = f"say({lines}, {peer!r}, {text!r}, {str(partial).lower()})"
    shown = f"(() => {{ const say = {say}; return {lines}.map((line) => line.text); }})()"
    assert pages.ask(window, shown) == ["Yes", "I fell", "here"]

    # Where the system asks, somebody who says no there is told to the kit as somebody who said no.
    refusal = "window.our_media.standardShareRefusal(new DOMException('x', %r), %s).name"
    asked = [
        ("NotReadableError", "true"),
        ("NotReadableError", "false"),
        ("AbortError", "true"),
        ("TypeError", "true"),
    ]
    assert pages.ask(window, f"[{', '.join(refusal % one for one in asked)}]") == [
        "NotAllowedError",
        "NotReadableError",
        "NotAllowedError",
        "TypeError",
    ]
