"""The call window around the page: opening, late answers, what is said aloud, full screen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.call import CallTicket, CallTrouble, TroubleKind
from hosted_meetings_desktop.ui.call import bars
from hosted_meetings_desktop.ui.call import window as call_window
from hosted_meetings_desktop.ui.call.bridge import PageReport
from hosted_meetings_desktop.ui.call.front import FrontPane
from hosted_meetings_desktop.ui.call.full_screen import FullScreen
from hosted_meetings_desktop.ui.call.tickets import TicketDesk
from hosted_meetings_desktop.ui.call.window import CallWindow
from tests.e2e.call_page import HEADING, OpenCall, Pages, UntilState, made_up_ticket

pytestmark = pytest.mark.e2e

BUTTON = "document.querySelector('#screen button.main')"


def front(window: CallWindow) -> FrontPane:
    found = window.findChild(FrontPane)
    assert found is not None
    return found


def again_with(window: CallWindow, ticket: CallTicket) -> None:
    """Give this ticket when the next one is asked for."""
    window.ticket_wanted.connect(lambda: window.take_ticket(ticket), Qt.ConnectionType.SingleShotConnection)


def say(window: CallWindow, state: str) -> None:
    """Let the page report a state."""
    window.view.bridge.reported.emit(PageReport("state", state))


def test_the_window_is_there_before_the_ticket_and_opens_with_it(
    open_waiting: OpenCall, pages: Pages, until_state: UntilState
) -> None:
    window = open_waiting("")
    assert window.state == "opening"
    assert window.under_way
    assert front(window).isVisible()
    assert front(window).title == "Opening the meeting…"
    assert window.windowTitle() == "Meeting"
    again_with(window, made_up_ticket())
    window.take_ticket(made_up_ticket())
    assert window.windowTitle() == front(window).title == "Follow-up visit"
    until_state(window, "trouble")
    assert not front(window).isVisible()
    assert pages.ask(window, HEADING) == "The video service cannot be reached"
    assert not window.under_way


def test_cancelling_while_it_opens_stops_the_fetching(qtbot: QtBot, open_waiting: OpenCall) -> None:
    window = open_waiting("Follow-up visit")
    with qtbot.waitSignals([window.ticket_unwanted, window.closed]):
        qtbot.mouseClick(front(window).close_button, Qt.MouseButton.LeftButton)


def test_a_meeting_that_cannot_be_opened_says_why_and_can_be_tried_again(
    qtbot: QtBot, open_waiting: OpenCall, until_state: UntilState
) -> None:
    window = open_waiting("Follow-up visit")
    troubles: list[CallTrouble] = []
    window.failed.connect(troubles.append)
    window.refuse_ticket("This meeting is cancelled", "Restore it first, then join.", "409")
    assert window.state == "trouble"
    assert not window.under_way
    assert (front(window).title, front(window).advice) == (
        "This meeting is cancelled",
        "Restore it first, then join.",
    )
    assert [trouble.details for trouble in troubles] == ["409"]
    with qtbot.waitSignal(window.ticket_wanted):
        qtbot.mouseClick(front(window).again, Qt.MouseButton.LeftButton)
    assert window.state == "opening"
    again_with(window, made_up_ticket())
    window.take_ticket(made_up_ticket())
    until_state(window, "trouble")


def test_an_opening_that_takes_too_long_is_given_up(qtbot: QtBot, open_waiting: OpenCall) -> None:
    window = open_waiting("Follow-up visit")
    tickets = window.findChild(TicketDesk)
    assert tickets is not None
    tickets.drop()
    with qtbot.waitSignal(window.failed) as told:
        tickets.want(1)
    assert told.args[0].kind is TroubleKind.SLOW
    assert window.state == "trouble"
    assert front(window).again.isVisible()


def test_an_answer_that_comes_late_leaves_the_call_alone(
    open_call: OpenCall, pages: Pages, until_state: UntilState
) -> None:
    window = open_call(made_up_ticket(), again=made_up_ticket())
    until_state(window, "trouble")
    say(window, "joined")
    troubles: list[CallTrouble] = []
    reasons: list[str] = []
    window.failed.connect(troubles.append)
    window.left.connect(reasons.append)
    pages.run(window, "window.same = 1")
    window.take_ticket(replace(made_up_ticket(), meeting_title="Another"))
    window.refuse_ticket("The video service cannot be reached", "Check the network.")
    assert window.state == "joined"
    assert troubles == []
    assert reasons == []
    assert window.windowTitle().startswith("Follow-up visit · ")
    assert pages.ask(window, "window.same") == 1, "the page was loaded again"
    say(window, "left")  # else closing waits for a page that is in no call to leave it


def test_try_again_on_the_page_shows_that_it_is_tried(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, until_state: UntilState
) -> None:
    window = open_call(made_up_ticket(), again=made_up_ticket())
    until_state(window, "trouble")
    with qtbot.waitSignal(window.ticket_wanted, timeout=20_000):
        pages.run(window, f"{BUTTON}.click()")
    assert window.state == "renewing"
    assert pages.ask(window, HEADING) == "Getting a new way into the call"


def test_a_second_crash_ends_the_call(open_waiting: OpenCall) -> None:
    window = open_waiting("Follow-up visit")
    window.take_ticket(made_up_ticket())
    reasons: list[str] = []
    window.left.connect(reasons.append)
    ended = QWebEnginePage.RenderProcessTerminationStatus.CrashedTerminationStatus
    window.view.call_page.renderProcessTerminated.emit(ended, 11)
    say(window, "joined")
    assert window.windowTitle() == "Follow-up visit · 00:00"
    window.view.call_page.renderProcessTerminated.emit(ended, 11)
    assert window.state == "stopped"
    assert reasons == ["view_stopped"]
    assert window.windowTitle() == "Follow-up visit"
    assert not window.under_way
    assert front(window).again.isVisible()


def test_what_happens_to_the_person_is_said_aloud(open_waiting: OpenCall, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []

    def announce(_widget: QWidget, text: str, *, urgent: bool = False) -> None:
        if text:
            heard.append(f"{text}{' (urgent)' if urgent else ''}")

    monkeypatch.setattr(call_window, "announce", announce)
    monkeypatch.setattr(bars, "announce", announce)
    window = open_waiting("Follow-up visit")
    for state in ("loading", "joining", "waiting", "joined", "reconnecting", "joined"):
        say(window, state)
    window.view.bridge.reported.emit(PageReport("media", flags=frozenset({"sharing"})))
    window.view.bridge.reported.emit(PageReport("trouble", "removed"))
    assert heard == [
        "Opening the meeting",
        "Waiting for the host to let you in",
        "The host let you in. You are in the call.",
        "Connection lost. Reconnecting by itself (urgent)",
        "Connected again. You are in the call.",
        "You are sharing your screen",
        "You were removed from the call. A host ended your part in it. Ask them if that was a mistake. (urgent)",
    ]


class Wish:
    """The page's wish to fill the screen, or no longer: Qt's names."""

    def __init__(self, *, on: bool) -> None:
        self.on, self.accepted = on, False

    def accept(self) -> None:
        self.accepted = True

    def toggleOn(self) -> bool:
        return self.on


@pytest.mark.parametrize("maximised", [True, False])
def test_after_full_screen_the_window_is_as_it_was(open_waiting: OpenCall, *, maximised: bool) -> None:
    window = open_waiting("Follow-up visit")
    if maximised:
        window.showMaximized()
    for on in (True, False):
        request = Wish(on=on)
        window.findChild(FullScreen).consider(request)
        assert request.accepted
        assert window.isFullScreen() is on
    assert window.isMaximized() is maximised


@pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)
def test_bringing_a_minimised_window_back_keeps_it_maximised(open_waiting: OpenCall) -> None:
    window = open_waiting("Follow-up visit")
    window.showMaximized()
    window.setWindowState(window.windowState() | Qt.WindowState.WindowMinimized)
    window.bring_to_front()
    assert window.isMaximized()
    assert not window.isMinimized()
