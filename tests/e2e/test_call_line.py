"""The connection goes, the PC sleeps, the page dies: the call comes back, and the others see one person, not two."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.call import Kit
from hosted_meetings_desktop.domain.call_diary import Outcome, Step
from hosted_meetings_desktop.ui.call.window import CallWindow
from tests.e2e.call_line import cuttable_line
from tests.e2e.call_page import MEETING, PATIENCE_MS, EmbeddedDyte, OpenCall, Pages, UntilState

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

CUT_SECONDS = 10
NAMES = f"{MEETING}.participants.joined.toArray().map(p => p.name)"


def come_in(
    open_call: OpenCall, dyte: EmbeddedDyte, room: str, name: str, kit: Kit, edge_url: str | None = None
) -> CallWindow:
    """Let somebody into a room, perhaps by another way; a fresh ticket is for the same participant."""
    first = dyte.ticket(room, name, kit, show_setup=False)
    ticket = replace(first, edge_url=edge_url or first.edge_url)
    (person,) = [one for one in dyte.call("GET", f"/meetings/{room}/participants") if one["name"] == name]
    window = open_call(ticket)

    def give() -> None:
        token = dyte.call("POST", f"/meetings/{room}/participants/{person['id']}/token")["token"]
        window.take_ticket(replace(ticket, token=token))

    window.ticket_wanted.connect(give)
    return window


def inside(
    qtbot: QtBot, open_call: OpenCall, dyte: EmbeddedDyte, kit: Kit, edge_url: str | None = None
) -> tuple[CallWindow, CallWindow]:
    """Let Asha, perhaps by another way, and Ben into one room."""
    room = dyte.room()
    asha = come_in(open_call, dyte, room, "Asha", kit, edge_url)
    ben = come_in(open_call, dyte, room, "Ben", kit)
    qtbot.waitUntil(lambda: asha.others == ("Ben",) and ben.others == ("Asha",), timeout=PATIENCE_MS)
    return asha, ben


def test_a_network_that_is_gone_for_ten_seconds_ends_the_call_of_neither_kit(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, embedded_dyte: EmbeddedDyte, until_state: UntilState
) -> None:
    room = embedded_dyte.room()
    with cuttable_line(embedded_dyte.urls["call"]["edge_url"]) as line:
        asha, ben = both = [
            come_in(open_call, embedded_dyte, room, name, kit, line.url)
            for name, kit in (("Asha", Kit.REALTIMEKIT), ("Ben", Kit.DYTE))
        ]
        qtbot.waitUntil(lambda: asha.others == ("Ben",) and ben.others == ("Asha",), timeout=PATIENCE_MS)
        reasons: list[str] = []
        for window in both:
            window.left.connect(reasons.append)
        line.cut()
        qtbot.wait(CUT_SECONDS * 1000)
        line.mend()
        for window in both:

            def is_back(window: CallWindow = window) -> None:
                assert window.property("came_by")[-2:] == ["reconnecting", "joined"]

            qtbot.waitUntil(is_back, timeout=PATIENCE_MS)
        qtbot.waitUntil(lambda: asha.others == ("Ben",) and ben.others == ("Asha",), timeout=PATIENCE_MS)
        assert reasons == []
        for window, other in ((asha, "Ben"), (ben, "Asha")):
            assert pages.until(window, f"{NAMES}.length === 1 && {NAMES}") == [other]
            assert any(entry.step is Step.RECONNECTING for entry in window.diary.entries)
        pages.run(ben, f"{MEETING}.chat.sendTextMessage('Back again')")
        pages.until(asha, f"{MEETING}.chat.messages.some(m => m.message === 'Back again')")


@pytest.mark.parametrize("kit", list(Kit))
def test_a_page_that_dies_in_the_call_comes_back_as_the_same_person(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, embedded_dyte: EmbeddedDyte, kit: Kit
) -> None:
    asha, ben = inside(qtbot, open_call, embedded_dyte, kit)
    seen: set[tuple[str, ...]] = set()
    ben.presence_changed.connect(seen.add)
    os.kill(asha.view.call_page.renderProcessPid(), signal.SIGKILL)
    came_by = ["stopped", "loading", "joining", "joined"]
    qtbot.waitUntil(lambda: asha.property("came_by")[-4:] == came_by, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: asha.others == ("Ben",) and ben.others == ("Asha",), timeout=PATIENCE_MS)
    # In the kit's own list as well, without waiting for anybody to be given up.
    assert pages.until(ben, f"{NAMES}.length === 1 && {NAMES}") == ["Asha"]
    assert all(names in {(), ("Asha",)} for names in seen)


def test_who_was_put_out_of_reach_is_taken_back_in_once(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, embedded_dyte: EmbeddedDyte, until_state: UntilState
) -> None:
    asha, ben = inside(qtbot, open_call, embedded_dyte, Kit.REALTIMEKIT)
    gone = f"{MEETING}.self.emit('roomLeft', {{ state: 'failed' }})"
    pages.run(asha, gone)
    until_state(asha, "renewing")
    until_state(asha, "joined")
    qtbot.waitUntil(lambda: ben.others == ("Asha",) and asha.others == ("Ben",), timeout=PATIENCE_MS)
    assert any((one.step, one.outcome) == (Step.REJOIN, Outcome.DONE) for one in asha.diary.entries)
    reasons: list[str] = []
    asha.left.connect(reasons.append)
    pages.run(asha, gone)
    until_state(asha, "trouble")
    assert reasons == ["lost"]


LATER = "(() => {{ const now = Date.now; Date.now = () => now() + {} * 1000; }})()"
HOUR_LATER = LATER.format(3600)
QUIET_OVER = LATER.format(10)
"""Less than would look like another sleep, more than the page keeps still after one."""


def until_entry(qtbot: QtBot, window: CallWindow, step: Step) -> None:
    """Wait until a step is in the diary."""
    qtbot.waitUntil(
        lambda: step in {entry.step for entry in window.diary.entries} | {window.diary.step}, timeout=PATIENCE_MS
    )


def test_after_a_sleep_the_service_is_listened_for(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, embedded_dyte: EmbeddedDyte
) -> None:
    asha, ben = inside(qtbot, open_call, embedded_dyte, Kit.REALTIMEKIT)
    pages.run(asha, HOUR_LATER)
    asha.view.ask("awake")
    # The service's next ping shows that the connection survived; until then nobody is frightened.
    qtbot.waitUntil(
        lambda: asha.diary.step is Step.INSIDE and asha.diary.entries[-1].step is Step.AWAKE, timeout=PATIENCE_MS
    )
    assert asha.state == "joined"
    assert "reconnecting" not in asha.property("came_by")
    assert ben.others == ("Asha",)


def test_the_page_notices_by_itself_that_the_pc_slept(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, embedded_dyte: EmbeddedDyte, until_state: UntilState
) -> None:
    with cuttable_line(embedded_dyte.urls["call"]["edge_url"]) as line:
        asha, ben = inside(qtbot, open_call, embedded_dyte, Kit.DYTE, line.url)
        line.cut()
        pages.run(asha, HOUR_LATER)
        until_entry(qtbot, asha, Step.AWAKE)
        assert asha.state == "joined", "nothing is known yet"
        pages.run(asha, QUIET_OVER)
        until_state(asha, "reconnecting")
        assert asha.diary.step in {Step.AWAKE, Step.RECONNECTING}
        line.mend()
        until_state(asha, "joined")
        qtbot.waitUntil(lambda: ben.others == ("Asha",) and asha.others == ("Ben",), timeout=PATIENCE_MS)


def test_a_cut_line_lets_nothing_through(embedded_dyte: EmbeddedDyte) -> None:
    """The rig itself: what is sent while it is cut does not arrive."""
    import urllib.error
    import urllib.request

    with cuttable_line(embedded_dyte.urls["call"]["edge_url"]) as line:
        url = f"{line.url}/flags/x"
        assert urllib.request.urlopen(url, timeout=5).status == 200  # noqa: S310 - loopback only
        line.cut()
        began = time.monotonic()
        with pytest.raises((TimeoutError, urllib.error.URLError, OSError)):
            urllib.request.urlopen(url, timeout=0.5)  # noqa: S310 - loopback only
        assert time.monotonic() - began >= 0.4
