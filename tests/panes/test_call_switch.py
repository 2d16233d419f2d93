"""One call at a time: a second one asks, holds the first or leaves it; the small window is offered."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QSettings, Qt
from PySide6.QtWidgets import QDialog, QLabel, QMainWindow
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
from hosted_meetings_desktop.ui.call import presence, switchboard
from hosted_meetings_desktop.ui.call import window as call_window
from hosted_meetings_desktop.ui.call.call_now import CallNow
from hosted_meetings_desktop.ui.call.desk import CallDesk
from hosted_meetings_desktop.ui.call.mini_offer import MiniWatch, covers, tell_offers
from hosted_meetings_desktop.ui.call.preferences import CallPreferences, MiniOffer
from hosted_meetings_desktop.ui.call.switch_dialog import SwitchDialog
from hosted_meetings_desktop.ui.call.switchboard import Switchboard
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from tests.panes.call_kit import TICKET, Tickets, Window
from tests.panes.fakes import NowCalls

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

KNEE, HIP, EAR = MeetingId("knee"), MeetingId("hip"), MeetingId("ear")
LEFT = Qt.MouseButton.LeftButton


class FrontDesk:
    async def presence_ticket(self, _meeting_id: MeetingId) -> object:
        return TICKET


class Rig:
    """A desk whose windows are joined by hand."""

    def __init__(self, settings: QSettings) -> None:
        self.windows: list[Window] = []
        self.desk = CallDesk(Tickets(), NowCalls(), settings, presence_tickets=FrontDesk())
        self.desk.opened.connect(self.windows.append)

    def join(self, meeting: MeetingId, title: str = "", invitee: InviteeId | None = None) -> Window | None:
        """Join as the person does; return the window, None where it was asked first."""
        before = len(self.windows)
        self.desk.join(meeting, invitee, title)
        if len(self.windows) == before:
            return None
        return self.enter(self.windows[-1])

    def enter(self, window: Window) -> Window:
        window.inside = True
        window.joined.emit()
        return window

    @property
    def dialog(self) -> SwitchDialog:
        board = self.desk.findChild(Switchboard)
        assert board is not None
        assert board.dialog is not None, "nothing is asked"
        return board.dialog

    def answer(self, qtbot: QtBot, how: str) -> None:
        """Press one of the buttons of the question."""
        dialog = self.dialog
        button = {"hold": dialog.main_button, "leave": dialog.leave_call, "stay": dialog.leave_button}[how]
        qtbot.mouseClick(button, LEFT)


@pytest.fixture(autouse=True)
def _no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_window, "CallWindow", Window)
    monkeypatch.setattr(presence, "PresenceWindow", Window)


@pytest.fixture
def rig(qapp, tmp_path):
    made = Rig(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    yield made
    made.desk.close_all()


def said(dialog: QDialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def test_a_second_call_asks_and_staying_changes_nothing(rig: Rig, qtbot: QtBot) -> None:
    first = rig.join(KNEE)
    first.title = "Knee, second look"
    assert rig.join(HIP, "Hip check") is None
    dialog = rig.dialog
    assert "“Knee, second look” is under way." in said(dialog)
    assert "To be joined: “Hip check”" in said(dialog)
    assert [button.text() for button in (dialog.leave_button, dialog.leave_call, dialog.main_button)] == [
        "Stay",
        "Leave this call and join",
        "Hold this call and join the other",
    ]
    rig.answer(qtbot, "stay")
    assert len(rig.windows) == 1
    assert not first.held
    assert first.isVisible()


def test_held_the_first_waits_until_it_is_resumed(rig: Rig, qtbot: QtBot) -> None:
    first = rig.join(KNEE)
    rig.join(HIP)
    changes: list[None] = []
    rig.desk.media_changed.connect(lambda: changes.append(None))
    rig.answer(qtbot, "hold")
    second = rig.enter(rig.windows[1])
    assert (first.held, second.held) == (True, False)
    assert changes
    second.title, second.media = "Hip", frozenset({"microphone"})
    assert rig.desk.media() == {"microphone"}
    assert rig.desk.now() == CallNow("Hip", frozenset({"microphone"}))
    rig.desk.toggle_microphone()
    assert (first.asked, second.asked) == ([], ["microphone"])
    first.resume()
    assert (first.held, second.held) == (False, True)
    assert rig.desk.media() == first.media


def test_left_the_first_is_gone(rig: Rig, qtbot: QtBot) -> None:
    first = rig.join(KNEE)
    rig.join(HIP)
    rig.answer(qtbot, "leave")
    assert not first.isVisible()
    assert not first.held
    assert rig.desk.open_meetings() == {HIP}


def test_three_rooms_have_one_that_speaks(rig: Rig, qtbot: QtBot) -> None:
    rig.join(KNEE)
    for meeting in (HIP, EAR):
        assert rig.join(meeting) is None
        rig.answer(qtbot, "hold")
        rig.enter(rig.windows[-1])
    knee, hip, ear = rig.windows
    assert [window.held for window in rig.windows] == [True, True, False]
    knee.resume()
    assert [window.held for window in rig.windows] == [False, True, True]
    knee.close()
    assert rig.desk.media() is None, "nobody speaks by themselves because another call ended"
    assert rig.desk.now() == CallNow(hip.title, hip.media, held=True)
    rig.desk.resume()
    assert [window.held for window in (hip, ear)] == [False, True]


def test_with_all_on_hold_nothing_is_asked(rig: Rig) -> None:
    rig.join(KNEE).hold()
    assert rig.join(HIP) is not None


def test_a_call_that_is_only_being_opened_can_be_left_alone(rig: Rig, qtbot: QtBot) -> None:
    rig.desk.join(KNEE)
    rig.windows[0].state = "setup"
    assert rig.join(HIP) is None
    dialog = rig.dialog
    assert "is being opened" in said(dialog)
    assert not dialog.leave_call.isVisible()
    assert dialog.main_button.text() == "Leave this call and join"
    qtbot.mouseClick(dialog.main_button, LEFT)
    assert rig.desk.open_meetings() == {HIP}


def test_asked_for_another_the_question_is_about_that_one(rig: Rig, qtbot: QtBot) -> None:
    rig.join(KNEE)
    rig.join(HIP, "Hip")
    rig.join(EAR, "Ear")
    assert "To be joined: “Ear”" in said(rig.dialog)
    rig.answer(qtbot, "hold")
    assert rig.desk.open_meetings() == {KNEE, EAR}


def test_a_question_that_goes_with_its_window_can_be_asked_again(rig: Rig, qtbot: QtBot, monkeypatch) -> None:
    below = QMainWindow()
    below.show()
    monkeypatch.setattr(switchboard.QApplication, "activeWindow", staticmethod(lambda: below))
    rig.join(KNEE)
    rig.join(HIP)
    assert rig.dialog.parent() is below
    below.close()
    below.deleteLater()
    with qtbot.waitSignal(below.destroyed):
        pass
    monkeypatch.undo()
    monkeypatch.setattr(call_window, "CallWindow", Window)
    rig.join(HIP)
    rig.answer(qtbot, "hold")
    assert rig.desk.open_meetings() == {KNEE, HIP}


def test_two_seats_in_one_meeting_and_the_front_desk_are_no_second_call(rig: Rig) -> None:
    host = rig.join(KNEE)
    guest = rig.join(KNEE, invitee=InviteeId("i1"))
    assert guest is not None
    rig.desk.open_presence(HIP)
    desk_window = rig.enter(rig.windows[-1])
    assert [window.held for window in (host, guest, desk_window)] == [False] * 3
    assert rig.join(HIP) is None, "the host's own call is under way still"


def test_who_comes_back_by_the_windows_own_button_holds_the_other(rig: Rig, qtbot: QtBot) -> None:
    first = rig.join(KNEE)
    first.inside = first.under_way = False  # lost, with "Rejoin" on its page
    second = rig.join(HIP)
    first.under_way = True
    rig.enter(first)
    assert (first.held, second.held) == (False, True)


def test_let_in_while_on_hold_it_stays_on_hold(rig: Rig, qtbot: QtBot) -> None:
    rig.desk.join(KNEE)
    first = rig.windows[0]
    first.state = "waiting"
    rig.join(HIP)
    rig.answer(qtbot, "hold")
    second = rig.enter(rig.windows[1])
    rig.enter(first)
    assert (first.held, second.held) == (True, False)


def test_what_is_done_from_outside_reaches_the_call_of_now(rig: Rig) -> None:
    assert rig.desk.now() is None
    for deed in (rig.desk.resume, rig.desk.stop_sharing, rig.desk.bring_forward, rig.desk.ask_to_leave):
        deed()
    call = rig.join(KNEE)
    rig.desk.stop_sharing()
    rig.desk.bring_forward()
    rig.desk.ask_to_leave()
    assert call.asked == ["stop sharing", "leave?"]
    assert call.raised == 2


# ---- the small window is offered


@pytest.fixture
def main_window(qtbot):
    window = QMainWindow()
    window.setGeometry(0, 0, 800, 600)
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def call(rig: Rig) -> Window:
    window = rig.join(KNEE)
    window.setGeometry(0, 0, 600, 400)
    return window


def watch(rig: Rig) -> MiniWatch:
    found = rig.desk.findChild(MiniWatch)
    assert found is not None
    return found


def test_turning_to_the_main_window_offers_it_once(rig: Rig, call: Window, main_window, qtbot: QtBot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.show()
    tell_offers(rig.desk, bar)
    watch(rig).turned_to(call)
    assert bar.text == ""
    watch(rig).turned_to(main_window)
    assert bar.text == "Keep the call in sight in a small window?"
    bar.dismiss()
    watch(rig).turned_to(main_window)
    assert bar.text == "", "asked again and again"
    call.mini_changed.emit(False)
    watch(rig).turned_to(main_window)
    qtbot.mouseClick(bar.action_button, LEFT)
    assert call.small


def test_always_is_remembered(rig: Rig, call: Window, main_window, qtbot: QtBot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.show()
    tell_offers(rig.desk, bar)
    watch(rig).turned_to(main_window)
    qtbot.mouseClick(bar.other_button, LEFT)
    assert call.small
    assert rig.desk.preferences.mini_offer is MiniOffer.ALWAYS
    call.small = False
    call.mini_changed.emit(False)
    watch(rig).turned_to(main_window)
    assert call.small


@pytest.mark.parametrize("why", ["never", "aside", "small", "held", "hung up", "a dialog"])
def test_it_is_not_offered_where_it_helps_nobody(rig: Rig, call: Window, main_window, qtbot: QtBot, why: str) -> None:
    active = main_window
    if why == "never":
        rig.desk.preferences.mini_offer = MiniOffer.NEVER
    elif why == "aside":
        call.move(2_000, 0)
    elif why == "small":
        call.small = True
    elif why == "held":
        call.hold()
    elif why == "hung up":
        call.state = "leaving"
    else:
        active = QDialog()
        qtbot.addWidget(active)
    with qtbot.assertNotEmitted(rig.desk.mini_offered):
        watch(rig).turned_to(active)


def test_a_corner_that_is_hidden_is_not_worth_it() -> None:
    call = QRect(0, 0, 1000, 800)
    assert not covers(QRect(900, 700, 800, 600), call)
    assert covers(QRect(300, 200, 800, 600), call)


def test_preferences_that_hold_something_else_count_as_not_chosen(tmp_path) -> None:
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    settings.setValue("call/mini/place", "1,2,x")
    settings.setValue("call/mini/offer", "sometimes")
    settings.setValue("call/captions/size", "huge")
    preferences = CallPreferences(settings)
    assert preferences.mini_place is None
    assert preferences.mini_offer is MiniOffer.ASK
    assert (preferences.captions, preferences.caption_size) == (False, "normal")
    preferences.mini_place = QRect(-1900, 20, 320, 252)
    settings.sync()
    again = CallPreferences(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    assert again.mini_place == QRect(-1900, 20, 320, 252)
    settings.setValue("call/mini/place", "0,0,-5,9999999999")
    assert preferences.mini_place is None
