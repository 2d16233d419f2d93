"""Three in one room, with both kits: everybody sees the two others, each of them once, whatever happens to one."""

from __future__ import annotations

import os
import signal

import pytest
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.call import Kit
from hosted_meetings_desktop.ui.call.window import CallWindow
from tests.e2e.call_page import MEETING, PATIENCE_MS, EmbeddedDyte, OpenCall, Pages
from tests.e2e.test_call_line import come_in

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

NAMES = f"{MEETING}.participants.joined.toArray().map(p => p.name).sort()"
DECODED = f"""(() => {{
  window.seen ??= new Map();
  const others = {MEETING}.participants.joined.toArray();
  return others.length > 0 && others.every(({{ videoTrack: track }}) => {{
    if (!track) return false;
    if (!window.seen.has(track)) {{
      const film = Object.assign(document.createElement("video"), {{ muted: true }});
      film.srcObject = new MediaStream([track]);
      film.play();
      window.seen.set(track, film);
    }}
    return window.seen.get(track).getVideoPlaybackQuality().totalVideoFrames > 3;
  }});
}})()"""
"""Whether the picture of every other person arrives as decoded frames."""


def until_all_see(qtbot: QtBot, pages: Pages, people: dict[str, CallWindow]) -> None:
    """Wait until everybody has all the others, by the window and by the kit itself, with their pictures."""

    def each_has_the_others() -> None:
        for name, window in people.items():
            assert sorted(window.others) == sorted(set(people) - {name})

    qtbot.waitUntil(each_has_the_others, timeout=PATIENCE_MS)
    for name, window in people.items():
        others = sorted(set(people) - {name})
        assert pages.until(window, f"{NAMES}.length === {len(others)} && {NAMES}") == others
        pages.until(window, DECODED)


def test_two_others_are_seen_one_dies_and_is_back_once_and_one_leaves(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, embedded_dyte: EmbeddedDyte
) -> None:
    room = embedded_dyte.room()
    people = {
        name: come_in(open_call, embedded_dyte, room, name, kit)
        for name, kit in (("Asha", Kit.REALTIMEKIT), ("Ben", Kit.DYTE), ("Cleo", Kit.REALTIMEKIT))
    }
    until_all_see(qtbot, pages, people)

    seen: list[tuple[str, ...]] = []
    for name in ("Asha", "Cleo"):
        people[name].presence_changed.connect(seen.append)
    ben = people["Ben"]
    os.kill(ben.view.call_page.renderProcessPid(), signal.SIGKILL)
    qtbot.waitUntil(lambda: ben.state != "joined", timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: ben.state == "joined", timeout=PATIENCE_MS)
    until_all_see(qtbot, pages, people)
    assert all(names.count("Ben") <= 1 for names in seen), f"somebody saw two of them: {seen}"

    with qtbot.waitSignal(people["Cleo"].left, timeout=PATIENCE_MS):
        people["Cleo"].view.ask("leave")
    del people["Cleo"]
    until_all_see(qtbot, pages, people)
    assert ben.state == people["Asha"].state == "joined"
