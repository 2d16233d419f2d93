"""The desk opens one window a seat at once, fetches its tickets one at a time, and knows which calls are open."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject, QSettings

from hosted_meetings_desktop.domain.call import CallTicket, WayOut
from hosted_meetings_desktop.domain.call_diary import CallDiary
from hosted_meetings_desktop.domain.errors import AppError, Unreachable
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
from hosted_meetings_desktop.ui.call import presence
from hosted_meetings_desktop.ui.call import window as call_window
from hosted_meetings_desktop.ui.call.desk import CallDesk
from tests.panes.call_kit import ANNA, BEN, TICKET, Tickets, Window
from tests.panes.fakes import HeldCalls, NowCalls

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

MEETING = MeetingId("m1")


@pytest.fixture(autouse=True)
def _no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_window, "CallWindow", Window)
    monkeypatch.setattr(presence, "PresenceWindow", Window)


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
    desk.join(MEETING, InviteeId("i1"))
    windows[1].title, windows[1].under_way = "Hip", False
    assert desk.open_titles() == ("Knee",)
    desk.raise_all()
    assert [window.raised for window in windows] == [1, 0]
    desk.close_all()
    assert desk.open_titles() == ()


class FrontDesk:
    """Lets the front desk in."""

    def __init__(self) -> None:
        self.asked: list[MeetingId] = []

    async def presence_ticket(self, meeting_id: MeetingId) -> CallTicket:
        self.asked.append(meeting_id)
        return TICKET


def test_people_are_let_in_through_the_host_who_is_in_the_room(qapp, settings) -> None:
    desk = CallDesk(Tickets(), NowCalls(), settings)
    windows = _opened(desk)
    told: list[tuple[object, ...]] = []
    desk.waiting_changed.connect(lambda *what: told.append(what))
    with pytest.raises(AppError, match="Nobody can be let in"):
        desk.admit(MEETING, "anna")
    desk.join(MEETING, InviteeId("i1"))
    desk.join(MEETING)
    colleague, host = windows
    colleague.inside = True
    assert not desk.can_admit(MEETING)
    with pytest.raises(AppError, match="Nobody can be let in"):
        desk.deny(MEETING, "anna")
    host.inside = True
    host.show_waiting(ANNA, BEN)
    both = (("anna", "Anna Berg"), ("ben", "Ben Cole"))
    assert told == [(MEETING, both)]
    assert desk.waiting(MEETING) == both
    assert desk.patients_besides(MEETING, "anna") == (BEN,)
    desk.admit(MEETING, "anna")
    desk.deny(MEETING, "ben")
    assert host.asked == ["admit anna", "deny ben"]
    assert colleague.asked == []
    host.close()
    assert told[-1] == (MEETING, ())
    assert not desk.can_admit(MEETING)
    desk.close_all()


def test_the_front_desk_stands_by_until_it_is_closed(qapp, settings) -> None:
    front_desk = FrontDesk()
    tickets = Tickets()
    desk = CallDesk(tickets, NowCalls(), settings, presence_tickets=front_desk)
    windows = _opened(desk)
    desk.open_presence(MEETING, "Knee")
    desk.open_presence(MEETING)
    (window,) = windows
    assert (window.tickets, window.raised, tickets.asked, front_desk.asked) == ([TICKET], 1, [], [MEETING])
    window.inside = True
    assert desk.has_presence(MEETING)
    assert desk.can_admit(MEETING)
    window.show_waiting(ANNA)
    desk.join(MEETING)
    windows[1].inside = True
    windows[1].show_waiting(ANNA)
    desk.admit(MEETING, "anna")
    assert windows[1].asked == ["admit anna"], "the host goes before the front desk"
    window.close()
    assert not desk.has_presence(MEETING)
    assert desk.waiting(MEETING) == (("anna", "Anna Berg"),), "the host still sees who waits"
    assert desk.media() == {"camera"}
    desk.close_all()


def test_a_front_desk_without_a_way_in_is_told_so(qapp, settings) -> None:
    desk = CallDesk(Tickets(), NowCalls(), settings)
    windows = _opened(desk)
    with pytest.raises(AppError, match="cannot stand by"):
        desk.open_presence(MEETING)
    assert windows == []


def test_microphone_and_camera_of_the_call_are_switched_from_outside(qapp, settings) -> None:
    desk = CallDesk(Tickets(), NowCalls(), settings)
    windows = _opened(desk)
    desk.toggle_microphone()
    assert desk.media() is None
    desk.join(MEETING)
    windows[0].inside = True
    told: list[None] = []
    desk.media_changed.connect(lambda: told.append(None))
    desk.toggle_microphone()
    desk.toggle_camera()
    windows[0].media_changed.emit(frozenset())
    assert windows[0].asked == ["microphone", "camera"]
    assert len(told) == 1
    desk.close_all()


def test_a_window_gets_what_the_program_knows_and_says_what_it_finds(qapp, settings) -> None:
    way_out = WayOut(browser=True, phone="Call us")
    desk = CallDesk(
        Tickets(),
        NowCalls(),
        settings,
        way_out=lambda: way_out,
        is_patient=lambda meeting, person: (meeting, person) == (MEETING, ANNA),
    )
    windows = _opened(desk)
    told: list[tuple[object, ...]] = []
    for signal in (desk.browser_wanted, desk.diary_written, desk.people_changed):
        signal.connect(lambda *what: told.append(what))
    desk.join(MEETING, InviteeId("i1"))
    (window,) = windows
    assert window.way_out == way_out
    assert window.is_patient(ANNA)
    assert not window.is_patient(BEN)
    diary = CallDiary()
    window.browser_wanted.emit()
    window.diary_written.emit(diary)
    window.people_changed.emit((ANNA,))
    assert told == [(MEETING, InviteeId("i1")), (MEETING, diary), (MEETING, (ANNA,))]
    desk.close_all()
