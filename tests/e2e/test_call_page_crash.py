"""A renderer that dies takes neither the window nor the person's place in the call."""

from __future__ import annotations

import os
import signal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.call import CallTrouble, Kit, TroubleKind
from hosted_meetings_desktop.ui.call.bars import Bar
from hosted_meetings_desktop.ui.call.front import FrontPane
from hosted_meetings_desktop.ui.call.window import CallWindow
from tests.e2e.call_page import MEETING, PATIENCE_MS, EmbeddedDyte, OpenCall, Pages, UntilState

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]


def kill_renderer(window: CallWindow) -> None:
    os.kill(window.view.call_page.renderProcessPid(), signal.SIGKILL)


def test_the_call_comes_back_by_itself_once_and_then_by_a_click(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, embedded_dyte: EmbeddedDyte, until_state: UntilState
) -> None:
    room = embedded_dyte.room()
    window = open_call(embedded_dyte.ticket(room, "Asha", Kit.REALTIMEKIT))
    window.ticket_wanted.connect(lambda: window.take_ticket(embedded_dyte.ticket(room, "Asha", Kit.REALTIMEKIT)))
    troubles: list[CallTrouble] = []
    states: list[str] = []
    reasons: list[str] = []
    window.failed.connect(troubles.append)
    window.left.connect(reasons.append)
    window.state_changed.connect(states.append)
    until_state(window, "setup")
    window.join_now()
    until_state(window, "joined")
    pages.run(window, f"{MEETING}.self.disableVideo()")
    pages.until(window, f"!{MEETING}.self.videoEnabled")

    window.view.bridge.report('{"what": "media", "flags": ["microphone", "sharing"]}')
    assert window.shares
    states.clear()
    kill_renderer(window)
    qtbot.waitUntil(lambda: states[-1:] == ["joined"], timeout=PATIENCE_MS)
    assert states == ["stopped", "loading", "joining", "joined"]
    assert not window.shares
    notice = window.findChild(Bar, "notice_bar")
    assert notice is not None
    assert notice.text.startswith("Your screen is not shared any more")
    assert troubles == []
    assert reasons == []
    assert pages.ask(window, f"{MEETING}.self.videoEnabled") is False

    kill_renderer(window)
    until_state(window, "stopped")
    assert [trouble.kind for trouble in troubles] == [TroubleKind.VIEW_STOPPED]
    assert reasons == ["view_stopped"]
    assert window.windowTitle() == "Follow-up visit", "the clock goes on"
    assert not window.under_way
    pane = window.findChild(FrontPane)
    assert pane is not None
    qtbot.waitUntil(pane.again.isVisible, timeout=PATIENCE_MS)
    with qtbot.waitSignal(window.joined, timeout=PATIENCE_MS):
        qtbot.mouseClick(pane.again, Qt.MouseButton.LeftButton)
    assert "setup" not in states


def test_a_window_whose_renderer_died_can_be_closed(
    qtbot: QtBot, open_call: OpenCall, embedded_dyte: EmbeddedDyte, until_state: UntilState
) -> None:
    window = open_call(embedded_dyte.ticket(embedded_dyte.room(), "Asha", Kit.REALTIMEKIT, show_setup=False))
    until_state(window, "joined")
    kill_renderer(window)
    until_state(window, "stopped")
    with qtbot.waitSignal(window.closed, timeout=PATIENCE_MS):
        window.close()


def test_a_page_that_reloads_itself_in_the_call_goes_straight_back_in(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, embedded_dyte: EmbeddedDyte, until_state: UntilState
) -> None:
    room = embedded_dyte.room()
    window = open_call(embedded_dyte.ticket(room, "Asha", Kit.REALTIMEKIT))
    window.ticket_wanted.connect(lambda: window.take_ticket(embedded_dyte.ticket(room, "Asha", Kit.REALTIMEKIT)))
    until_state(window, "setup")
    window.join_now()
    until_state(window, "joined")
    states: list[str] = []
    window.state_changed.connect(states.append)
    pages.run(window, "location.reload()")
    qtbot.waitUntil(lambda: states[-1:] == ["joined"], timeout=PATIENCE_MS)
    assert "setup" not in states
