"""The desk asks for one ticket at a time, opens one window a seat, and says when none can be had."""

from __future__ import annotations

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
    joined = Signal()
    left = Signal(str)

    def __init__(self, ticket: CallTicket, *, media_policy: object) -> None:
        super().__init__()
        self.tickets = [ticket]
        self.refused: list[tuple[str, str]] = []
        self.policy = media_policy

    def renew(self, ticket: CallTicket) -> None:
        self.tickets.append(ticket)

    def ticket_refused(self, title: str, advice: str) -> None:
        self.refused.append((title, advice))

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


def test_a_second_click_brings_the_window_back(qapp, settings) -> None:
    tickets = Tickets()
    desk = CallDesk(tickets, NowCalls(), settings)
    desk.join(MEETING)
    desk.join(MEETING)
    assert len(desk.windows) == 1
    assert tickets.asked == [(MEETING, None)]
    desk.join(MEETING, InviteeId("i1"))
    assert len(desk.windows) == 2
    desk.close_all()
    assert desk.windows == ()


def test_an_impatient_person_asks_once(qapp, settings) -> None:
    calls = HeldCalls()
    desk = CallDesk(Tickets(), calls, settings)
    for _ in range(3):
        desk.join(MEETING)
    assert len(calls.held) == 1


def test_no_ticket_no_window(qapp, settings) -> None:
    desk = CallDesk(Tickets(Unreachable()), NowCalls(), settings)
    told: list[object] = []
    desk.failed.connect(told.append)
    desk.join(MEETING)
    desk.join(MEETING)
    assert [type(error) for error in told] == [Unreachable, Unreachable]
    assert desk.windows == ()


def test_a_fresh_ticket_or_the_reason_why_not(qapp, settings) -> None:
    tickets = Tickets()
    desk = CallDesk(tickets, NowCalls(), settings)
    changed: list[QObject | None] = []
    desk.changed.connect(lambda: changed.append(None))
    desk.join(MEETING)
    (window,) = desk.windows
    window.ticket_wanted.emit()
    assert window.tickets == [TICKET, TICKET]
    tickets.error = Unreachable()
    window.ticket_wanted.emit()
    assert window.refused == [(tickets.error.title, tickets.error.advice)]
    window.joined.emit()
    window.left.emit("left")
    assert len(changed) == 2
    desk.drop_all()
    assert desk.windows == ()
