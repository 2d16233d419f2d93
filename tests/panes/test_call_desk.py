"""The desk opens one window a seat at once, fetches its tickets one at a time, and knows which calls are open."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QMainWindow

from hosted_meetings_desktop.domain.call import CallTicket, Kit
from hosted_meetings_desktop.domain.errors import Unreachable
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
from hosted_meetings_desktop.ui.call import window as call_window
from hosted_meetings_desktop.ui.call.desk import CallDesk
from tests.panes.fakes import HeldCalls, NowCalls

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

MEETING = MeetingId("m1")
TICKET = CallTicket("Knee", "Dr Sommer", Kit.DYTE, "a-token")


class Tickets:
    def __init__(self, error: Unreachable | None = None) -> None:
        self.asked: list[tuple[MeetingId, InviteeId | None]] = []
        self.error = error

    async def ticket(self, meeting_id: MeetingId, invitee_id: InviteeId | None = None) -> CallTicket:
        self.asked.append((meeting_id, invitee_id))
        if self.error is not None:
            raise self.error
        return TICKET


class Window(QMainWindow):
    """Stands in for the call window, without a web engine."""

    closed = Signal()
    ticket_wanted = Signal()
    ticket_unwanted = Signal()
    joined = Signal()
    left = Signal(str)

    def __init__(self, title: str, *, media_policy: object) -> None:
        super().__init__()
        self.title = title
        self.tickets: list[CallTicket] = []
        self.refused: list[tuple[str, str, str]] = []
        self.policy = media_policy
        self.under_way = True
        self.raised = 0

    def begin(self) -> None:
        self.ticket_wanted.emit()

    def take_ticket(self, ticket: CallTicket) -> None:
        self.tickets.append(ticket)
        self.title = ticket.meeting_title

    def refuse_ticket(self, title: str, advice: str, details: str) -> None:
        self.refused.append((title, advice, details))

    def bring_to_front(self) -> None:
        self.raised += 1

    def closeEvent(self, event) -> None:
        event.accept()
        self.deleteLater()
        self.closed.emit()


@pytest.fixture(autouse=True)
def _no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_window, "CallWindow", Window)


@pytest.fixture
def settings(tmp_path) -> QSettings:
    return QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)


def _opened(desk: CallDesk) -> list[Window]:
    windows: list[Window] = []
    desk.opened.connect(windows.append)
    return windows


def test_a_window_is_there_before_its_ticket(qapp, settings) -> None:
    calls = HeldCalls()
    desk = CallDesk(Tickets(), calls, settings)
    windows = _opened(desk)
    desk.join(MEETING, None, "Knee, second look")
    (window,) = windows
    assert window.isVisible()
    assert window.title == "Knee, second look"
    assert window.tickets == []
    calls.release()
    assert window.tickets == [TICKET]
    desk.close_all()


def test_a_second_click_brings_the_window_back(qapp, settings) -> None:
    calls = HeldCalls()
    desk = CallDesk(Tickets(), calls, settings)
    windows = _opened(desk)
    desk.join(MEETING)
    for _impatient in range(2):
        desk.join(MEETING)
    assert [window.raised for window in windows] == [2]
    assert len(calls.held) == 1
    desk.join(MEETING, InviteeId("i1"))
    assert len(windows) == 2
    desk.close_all()
    desk.join(MEETING)
    assert len(windows) == 3
    desk.close_all()


def test_a_failure_is_told_in_the_window_with_its_details(qapp, settings) -> None:
    error = Unreachable(details="no route")
    desk = CallDesk(Tickets(error), NowCalls(), settings)
    windows = _opened(desk)
    told: list[object] = []
    desk.failed.connect(told.append)
    desk.join(MEETING)
    assert windows[0].refused == [(error.title, error.advice, "no route")]
    assert told == []
    desk.close_all()


def test_a_pc_without_the_web_engine_is_told_so(qapp, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, call_window.__name__, None)
    tickets = Tickets()
    desk = CallDesk(tickets, NowCalls(), settings)
    told: list = []
    desk.failed.connect(told.append)
    desk.join(MEETING)
    assert [error.title for error in told] == ["This PC lacks what is needed for calls"]
    assert told[0].advice
    assert call_window.__name__ in told[0].details
    assert tickets.asked == []
    monkeypatch.undo()
    monkeypatch.setattr(call_window, "CallWindow", Window)
    windows = _opened(desk)
    desk.join(MEETING)
    assert len(windows) == 1
    desk.close_all()


def test_a_fresh_ticket_or_the_reason_why_not(qapp, settings) -> None:
    tickets = Tickets()
    desk = CallDesk(tickets, NowCalls(), settings)
    windows = _opened(desk)
    changed: list[QObject | None] = []
    desk.changed.connect(lambda: changed.append(None))
    desk.join(MEETING)
    (window,) = windows
    window.ticket_wanted.emit()
    assert window.tickets == [TICKET, TICKET]
    tickets.error = Unreachable()
    window.ticket_wanted.emit()
    assert window.refused == [(tickets.error.title, tickets.error.advice, "")]
    window.joined.emit()
    window.left.emit("left")
    assert len(changed) == 2
    desk.drop_all()
    assert desk.open_titles() == ()


def test_a_ticket_that_nobody_waits_for_is_not_fetched_on(qapp, settings) -> None:
    calls = HeldCalls()
    tickets = Tickets()
    desk = CallDesk(tickets, calls, settings)
    windows = _opened(desk)
    desk.join(MEETING)
    first = calls.held[0][3]
    windows[0].ticket_unwanted.emit()
    assert first.cancelled
    windows[0].ticket_wanted.emit()
    calls.release()
    assert tickets.asked == [(MEETING, None)]
    assert windows[0].tickets == [TICKET]
    desk.close_all()


def test_the_next_fetch_takes_the_place_of_the_one_before(qapp, settings) -> None:
    calls = HeldCalls()
    desk = CallDesk(Tickets(), calls, settings)
    windows = _opened(desk)
    desk.join(MEETING)
    windows[0].ticket_wanted.emit()
    assert [call.cancelled for *_work, call in calls.held] == [True, False]
    desk.close_all()


@pytest.mark.parametrize("way", ["close_all", "drop_all"])
def test_a_window_that_goes_takes_its_fetch_along(qapp, settings, way: str) -> None:
    calls = HeldCalls()
    desk = CallDesk(Tickets(), calls, settings)
    desk.join(MEETING)
    getattr(desk, way)()
    assert calls.held[0][3].cancelled


def test_the_desk_knows_which_calls_are_open(qapp, settings) -> None:
    desk = CallDesk(Tickets(), NowCalls(), settings)
    windows = _opened(desk)
    assert desk.open_titles() == ()
    desk.join(MEETING)
    desk.join(MeetingId("m2"))
    windows[1].title, windows[1].under_way = "Hip", False
    assert desk.open_titles() == ("Knee",)
    desk.raise_all()
    assert [window.raised for window in windows] == [1, 0]
    desk.close_all()
    assert desk.open_titles() == ()
