"""What is tried when joining fails, rung by rung, named to the person and timed in the diary."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWebEngineCore import QWebEngineUrlRequestJob
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.call import CallTrouble, Kit, TroubleKind, WayOut
from hosted_meetings_desktop.domain.call_diary import CallDiary, Outcome, Step
from hosted_meetings_desktop.ui.call.front import FrontPane
from hosted_meetings_desktop.ui.call.scheme import CallSchemeHandler
from hosted_meetings_desktop.ui.call.status_row import StatusRow
from hosted_meetings_desktop.ui.call.watchdog import TRIES, LoadWatchdog
from hosted_meetings_desktop.ui.call.window import CallWindow
from hosted_meetings_desktop.ui.call.words import step_words
from tests.e2e.call_page import HEADING, MEETING, PATIENCE_MS, EmbeddedDyte, OpenCall, Pages, UntilState

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

JOIN = "^/edge/socket/join$"
NUMBER = {"phone": "Call +44 20 7946 0000 and say your name."}


@pytest.fixture
def faults(embedded_dyte: EmbeddedDyte) -> Iterator[EmbeddedDyte]:
    """The embedded service, which behaves again after the test."""
    yield embedded_dyte
    embedded_dyte.control("DELETE", "/faults")


def refuse_joins(dyte: EmbeddedDyte, times: int | None) -> None:
    dyte.control("POST", "/faults", {"kind": "refused", "path_regex": JOIN, "times": times})


class Watched:
    """Answers every question for a ticket, and notes what the person is told."""

    def __init__(self, window: CallWindow, dyte: EmbeddedDyte, room: str, kit: Kit) -> None:
        self.diaries: list[CallDiary] = []
        self.troubles: list[CallTrouble] = []
        self.told: list[str] = []
        self.asked = 0
        status = window.findChild(StatusRow)
        assert status is not None
        show_state = status.show_state

        def note(text: str, tone: str) -> None:
            self.told.append(text)
            show_state(text, tone)

        status.show_state = note  # type: ignore[method-assign]

        def give() -> None:
            self.asked += 1
            window.take_ticket(dyte.ticket(room, "Asha", kit))

        window.ticket_wanted.connect(give)
        window.diary_written.connect(self.diaries.append)
        window.failed.connect(self.troubles.append)


def reached(diary: CallDiary) -> list[tuple[Step, Outcome, str]]:
    return [(entry.step, entry.outcome, entry.reason) for entry in diary.entries]


@pytest.mark.parametrize("kit", list(Kit))
def test_the_passing_fault_of_the_first_join_is_gone_at_the_second(
    open_call: OpenCall, faults: EmbeddedDyte, until_state: UntilState, kit: Kit
) -> None:
    room = faults.room()
    refuse_joins(faults, 1)
    window = open_call(faults.ticket(room, "Asha", kit))
    watched = Watched(window, faults, room, kit)
    until_state(window, "setup")
    window.join_now()
    until_state(window, "joined")
    assert watched.asked == 0
    assert (Step.JOIN, Outcome.FAILED, "0002") in reached(watched.diaries[-1])
    assert watched.diaries[-1].entries[-1].step is Step.ONCE_MORE
    assert step_words(Step.ONCE_MORE) in watched.told


@pytest.mark.parametrize("kit", list(Kit))
def test_rung_by_rung_until_it_holds(
    open_call: OpenCall, pages: Pages, faults: EmbeddedDyte, until_state: UntilState, kit: Kit
) -> None:
    room = faults.room()
    refuse_joins(faults, 6)  # two joins each: at first, with a fresh ticket, after the reload
    window = open_call(faults.ticket(room, "Asha", kit, show_setup=False))
    watched = Watched(window, faults, room, kit)
    until_state(window, "joined")
    assert watched.asked == 3
    steps = [entry.step for entry in watched.diaries[-1].entries]
    climbed = [step for step in steps if step in {Step.FRESH_TICKET, Step.RELOAD, Step.SOUND_ONLY}]
    assert climbed == [Step.FRESH_TICKET, Step.RELOAD, Step.SOUND_ONLY]
    for step in climbed:
        assert step_words(step) in watched.told
    assert pages.ask(window, f"[{MEETING}.self.audioEnabled, {MEETING}.self.videoEnabled]") == [True, False]
    assert window.media == {"microphone"}


def test_the_last_rung_is_the_way_out(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, faults: EmbeddedDyte, until_state: UntilState
) -> None:
    room = faults.room()
    refuse_joins(faults, None)
    ticket = faults.ticket(room, "Asha", show_setup=False)
    window = open_call(ticket, way_out=WayOut(browser=True, **NUMBER))
    watched = Watched(window, faults, room, Kit.REALTIMEKIT)
    until_state(window, "trouble")
    assert [trouble.kind for trouble in watched.troubles] == [TroubleKind.SLOW]
    assert pages.ask(window, "document.querySelector('#screen .phone').textContent") == NUMBER["phone"]
    pages.run(window, "document.querySelector('#screen button.copy').click()")
    qtbot.waitUntil(lambda: "sound_only" in QGuiApplication.clipboard().text(), timeout=PATIENCE_MS)
    copied = QGuiApplication.clipboard().text()
    assert "Asha" not in copied
    assert not any(token in copied for token in faults.tokens)
    with qtbot.waitSignal(window.browser_wanted, timeout=PATIENCE_MS):
        pages.run(window, "document.querySelector('#screen button.browser').click()")
    assert reached(watched.diaries[-1])[-1] == (Step.BROWSER, Outcome.DONE, "")


@pytest.mark.parametrize("kit", list(Kit))
def test_a_token_that_ended_is_replaced_before_anybody_notices(
    open_call: OpenCall, faults: EmbeddedDyte, until_state: UntilState, kit: Kit
) -> None:
    room = faults.room()
    ticket = faults.ticket(room, "Asha", kit, show_setup=False)
    (person,) = faults.call("GET", f"/meetings/{room}/participants")
    ended = {"meeting_id": room, "participant_id": person["id"], "lifetime_seconds": -60}
    token = faults.control("POST", "/token", ended)["token"]
    window = open_call(type(ticket)("Follow-up visit", "Asha", kit, token, ticket.base_uri, ticket.edge_url))
    watched = Watched(window, faults, room, kit)
    until_state(window, "setup")
    assert watched.asked == 1
    assert (Step.FRESH_TICKET, Outcome.DONE, "") in reached(window.diary)
    assert watched.troubles == []


class Hold:
    """Keeps files of the page back, so that it does not come up."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
        self.ending = ending
        self.held: list[QUrl] = []
        serve = CallSchemeHandler.requestStarted

        def request_started(handler: CallSchemeHandler, job: QWebEngineUrlRequestJob) -> None:
            if self.ending and job.requestUrl().path().endswith(self.ending):
                self.held.append(job.requestUrl())
            else:
                serve(handler, job)

        monkeypatch.setattr(CallSchemeHandler, "requestStarted", request_started)


def time_is_up(qtbot: QtBot, window: CallWindow) -> None:
    """Let the load that is going on have had its time, and the next one have all of it."""
    watchdog: Any = window.findChild(LoadWatchdog)
    usual = watchdog._timer.interval()
    with qtbot.waitSignals([watchdog._timer.timeout], timeout=PATIENCE_MS):
        watchdog._timer.setInterval(0)
    watchdog._timer.setInterval(usual)


@pytest.mark.parametrize("missing", ["/call.js", "/browser.js"])
def test_a_page_that_does_not_come_up_is_loaded_again(
    qtbot: QtBot,
    open_waiting: OpenCall,
    monkeypatch: pytest.MonkeyPatch,
    faults: EmbeddedDyte,
    until_state: UntilState,
    missing: str,
) -> None:
    hold = Hold(monkeypatch, missing)
    room = faults.room()
    window = open_waiting("Follow-up visit")
    watched = Watched(window, faults, room, Kit.REALTIMEKIT)
    window.take_ticket(faults.ticket(room, "Asha"))
    qtbot.waitUntil(lambda: len(hold.held) == 1, timeout=PATIENCE_MS)
    time_is_up(qtbot, window)
    qtbot.waitUntil(lambda: len(hold.held) == 2, timeout=PATIENCE_MS)
    hold.ending = ""
    time_is_up(qtbot, window)
    until_state(window, "setup")
    assert watched.troubles == []
    assert (Step.LOAD, Outcome.FAILED, "not_ready") in reached(window.diary)


def test_after_three_loads_the_window_says_so_itself(
    qtbot: QtBot,
    open_waiting: OpenCall,
    monkeypatch: pytest.MonkeyPatch,
    faults: EmbeddedDyte,
    until_state: UntilState,
) -> None:
    hold = Hold(monkeypatch, "/call.js")
    room = faults.room()
    window = open_waiting("Follow-up visit", way_out=WayOut(browser=True, **NUMBER))
    watched = Watched(window, faults, room, Kit.REALTIMEKIT)
    window.take_ticket(faults.ticket(room, "Asha"))
    for load in range(1, TRIES + 1):
        qtbot.waitUntil(lambda load=load: len(hold.held) == load, timeout=PATIENCE_MS)
        assert watched.troubles == []
        time_is_up(qtbot, window)
    until_state(window, "trouble")
    assert len(hold.held) == TRIES
    assert [trouble.kind for trouble in watched.troubles] == [TroubleKind.NOT_READY]
    front = window.findChild(FrontPane)
    assert front is not None
    assert front.title == "The call view does not start"
    with qtbot.waitSignal(window.browser_wanted):
        front.browser_button.click()
    front.copy_button.click()
    assert "failed: not_ready" in QGuiApplication.clipboard().text()
    hold.ending = ""
    front.again.click()
    until_state(window, "setup")


def test_the_steps_are_told_in_the_page_too(
    open_call: OpenCall, pages: Pages, faults: EmbeddedDyte, until_state: UntilState
) -> None:
    room = faults.room()
    refuse_joins(faults, 1)
    faults.control("POST", "/faults", {"kind": "latency", "path_regex": JOIN, "seconds": 0.7})
    window = open_call(faults.ticket(room, "Asha", show_setup=False))
    assert pages.until(window, f"{HEADING} === {step_words(Step.ONCE_MORE)!r} && {HEADING}")
    until_state(window, "joined")
    assert pages.until(window, "document.getElementById('screen').hidden")


NEXT = (
    # where it failed, why, whether this PC is online: what is tried next, or how it ends
    ("", "slow", True, "fresh"),
    ("", "expired_token", True, "fresh"),
    ("fresh", "expired_token", True, "expired_token"),
    ("", "slow", False, "wait"),
    ("fresh", "unknown", True, "reload"),
    ("reload", "unknown", True, "audio"),
    ("audio", "slow", True, "slow"),
    ("audio", "slow", False, "wait"),
    ("", "unreachable", True, "fresh"),
    ("fresh", "unreachable", True, "unreachable"),
    ("", "refused", True, "refused"),
    ("reload", "removed", True, "removed"),
    ("", "unsupported", True, "unsupported"),
)


def test_the_order_of_the_rungs(
    open_call: OpenCall, pages: Pages, faults: EmbeddedDyte, until_state: UntilState
) -> None:
    window = open_call(faults.ticket(faults.room(), "Asha"))
    until_state(window, "setup")
    module = (
        "import { next } from 'app://call/ladder.js';"
        f" const rungs = {json.dumps(NEXT)};"
        " window.climbed = rungs.map(([rung, kind, online]) => Object.values(next(rung, kind, online))[0]);"
    )
    pages.run(
        window,
        "document.head.append(Object.assign(document.createElement('script'), {type: 'module',"
        f" src: URL.createObjectURL(new Blob([{json.dumps(module)}], {{type: 'text/javascript'}}))}}))",
    )
    assert pages.until(window, "window.climbed") == [step for *_where, step in NEXT]
