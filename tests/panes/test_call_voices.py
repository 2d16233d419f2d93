"""Recording voices from the call window: its button, the question's other way, the alarm, the small window's sign."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.consent import Answer, Way
from hosted_meetings_desktop.domain.recording import RecordingKind, RecordingStatus
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy, RecordingPolicy
from hosted_meetings_desktop.ui.call.bridge import PageReport
from hosted_meetings_desktop.ui.call.mini_strips import MiniTop
from hosted_meetings_desktop.ui.call.status_row import StatusRow
from tests.panes.clinic_data import recording
from tests.panes.fakes import NowCalls
from tests.panes.test_call_consent import PRESSED, Case, M

DAUGHTER = "A daughter"


class VoicesCase(Case):
    """The same where voices can be recorded, with a relative inside who has not agreed."""

    def __init__(self, qtbot: QtBot) -> None:
        super().__init__(qtbot)
        self.live.offers_tracks = True
        self.come(DAUGHTER)

    def answer(self, answer: Answer) -> None:
        work = self.consents.note(M, answer, Way.PAPER, "Desk", invitee_id=self.guest.id)
        NowCalls().run(self.owner, lambda: work, lambda _entry: None)
        self.desk.look()

    def begin(self) -> None:
        self.answer(Answer.GIVEN)
        self.voices.click()

    @property
    def kind(self) -> RecordingKind | None:
        running = self.live.room.recording if self.live.room is not None else None
        return running.kind if running is not None else None


@pytest.fixture
def case(qtbot: QtBot) -> VoicesCase:
    return VoicesCase(qtbot)


def test_the_button_stands_there_only_where_it_is_offered_and_in_the_room(case: VoicesCase) -> None:
    assert not case.voices.isHidden()
    assert case.voices.accessibleName() == "Record voices only"
    assert case.voices.toolTip() == "One sound file per person who has agreed; nobody else is recorded"
    assert case.voices.focusPolicy() == Qt.FocusPolicy.StrongFocus
    case.consents.recording = RecordingPolicy.NEVER
    case.desk.look()
    assert case.voices.isHidden()
    case.consents.recording = RecordingPolicy.BY_HAND
    case.live.offers_tracks = False
    case.desk.look()
    assert case.voices.isHidden()
    case.live.offers_tracks = True
    case.desk.look()
    case.bars.hear(PageReport("state", "left"))
    assert case.voices.isHidden()


def test_a_film_is_the_kit_s_to_show(case: VoicesCase) -> None:
    assert case.live.room is not None
    case.live.room = replace(case.live.room, recording=recording(1, RecordingStatus.RECORDING))
    case.desk.look()
    assert case.voices.isHidden()


def test_it_records_who_agreed_and_says_of_how_many_and_whose(case: VoicesCase) -> None:
    case.begin()
    assert case.kind is RecordingKind.TRACKS
    assert case.voices.text() == "Recording voices of 2 people"
    assert f"Not recorded: {DAUGHTER}." in case.voices.toolTip()
    case.come("A neighbour")
    assert not case.bars.alarm.isVisible()


def test_its_menu_pauses_goes_on_and_stops(case: VoicesCase) -> None:
    case.begin()
    menu = case.voices.menu()
    pause, stop = (each for each in menu.actions() if isinstance(each, QAction))
    assert (pause.text(), stop.text()) == ("Pause recording", "Stop recording")
    pause.trigger()
    assert case.status is RecordingStatus.PAUSED
    assert case.voices.text() == "Recording voices of 2 people, paused"
    assert pause.text() == "Resume recording"
    pause.trigger()
    assert case.status is RecordingStatus.RECORDING
    assert not case.bars.question.isVisible()
    stop.trigger()
    assert case.status is None
    assert case.voices.text() == "Record voices only"
    assert case.voices.menu() is None


def test_the_kit_s_button_asks_and_the_voices_are_offered_instead(case: VoicesCase) -> None:
    case.bars.hear(PRESSED)
    assert case.bars.question.isVisible()
    assert not case.bars.instead.isVisible(), "nobody has agreed"
    case.answer(Answer.GIVEN)
    assert case.bars.question.text == f"Ask {DAUGHTER}: may this call be recorded?"
    assert case.bars.instead.text.endswith(f", {case.guest.name}, and not {DAUGHTER}.")
    case.press(case.bars.instead, "voices")
    assert case.kind is RecordingKind.TRACKS
    assert not case.bars.question.isVisible()
    assert not case.bars.instead.isVisible()


def test_where_nobody_agreed_the_window_asks_and_begins_with_the_first_who_does(case: VoicesCase) -> None:
    case.voices.click()
    assert case.told == []
    assert case.bars.question.text == f"Ask {case.guest.name}: may this call be recorded?"
    case.press(case.bars.question, "no")
    assert case.kind is None
    assert case.bars.question.text == f"Ask {DAUGHTER}: may this call be recorded?"
    case.press(case.bars.question, "yes")
    assert case.kind is RecordingKind.TRACKS
    assert not case.bars.question.isVisible()


def test_where_all_refused_the_window_says_so(case: VoicesCase) -> None:
    case.voices.click()
    for _each in range(2):
        case.press(case.bars.question, "no")
    assert case.kind is None
    assert case.bars.question.text.startswith("Nothing is recorded: ")
    case.press(case.bars.question, "later")
    assert not case.bars.question.isVisible()


def test_the_other_way_goes_with_the_question(case: VoicesCase) -> None:
    case.answer(Answer.GIVEN)
    case.bars.hear(PRESSED)
    assert case.bars.instead.isVisible()
    case.press(case.bars.question, "later")
    assert not case.bars.instead.isVisible()


def test_what_is_announced_is_announced_before_voices_too(case: VoicesCase) -> None:
    case.consents.policy = ConsentPolicy.ANNOUNCED
    case.answer(Answer.REFUSED)
    case.voices.click()
    case.desk.look()
    assert case.bars.question.text == "Nothing is recorded yet. Tell everybody in the call that it will be."
    case.press(case.bars.question, "go")
    assert case.kind is RecordingKind.TRACKS
    assert case.guest.name in case.voices.toolTip().partition("Not recorded: ")[2]
    assert not case.bars.alarm.isVisible()


def test_who_is_recorded_and_withdraws_is_told_about_with_one_click_to_stop(case: VoicesCase) -> None:
    case.begin()
    case.answer(Answer.WITHDRAWN)
    assert (
        case.bars.alarm.text == f"The voice of {case.guest.name} is recorded, and they do not agree to that any more."
    )
    assert not case.bars.alarm.findChild(type(case.bars._pause), "pause").isVisible()
    case.press(case.bars.alarm, "stop")
    assert case.status is None
    assert not case.bars.alarm.isVisible()


def test_what_presses_is_said_in_few_words_where_the_bars_are_not_seen(case: VoicesCase) -> None:
    said: list[str] = []
    case.bars.pressing_changed.connect(lambda: said.append(case.bars.pressing))
    case.bars.hear(PRESSED)
    assert said[-1] == "A recording waits for your answer"
    case.press(case.bars.question, "later")
    assert said[-1] == ""
    case.begin()
    case.answer(Answer.WITHDRAWN)
    assert said[-1] == "Somebody is recorded who is not to be"
    case.bars.hear(PageReport("state", "left"))
    assert said[-1] == ""


def test_the_small_window_s_sign_says_that_it_is_voices(case: VoicesCase, qtbot: QtBot) -> None:
    top = MiniTop()
    qtbot.addWidget(top)
    case.voices.told.connect(top.show_voices)
    top.show_recorded("on")
    assert top.recorded == "● REC"
    case.begin()
    assert top.recorded == "● REC voices"
    assert top._recorded.accessibleName() == "Recording voices of 2 people"
    assert DAUGHTER in top._recorded.toolTip()
    case.voices.pause.trigger()
    assert top.recorded == "● REC voices", "the page still says that it runs, and hears of it first"
    top.show_recorded("paused")
    assert top.recorded == "REC paused"
    top.show_recorded("")
    assert top.recorded == "REC paused", "where the page says nothing, the look counts"
    case.voices.stop.trigger()
    assert top.recorded == ""


def test_the_words_of_the_recording_have_room_before_those_of_the_other_buttons(qtbot: QtBot) -> None:
    row = StatusRow()
    qtbot.addWidget(row)
    row.offer_call(offered=True)
    voices = replace(recording(1, RecordingStatus.RECORDING), kind=RecordingKind.TRACKS, voices=("a", "b"))
    row.voices.show_recording(voices, (), offered=True)
    row.resize(480, row.height())
    row.show()
    icon, words = Qt.ToolButtonStyle.ToolButtonIconOnly, Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    assert row.voices.toolButtonStyle() == icon
    row.resize(1_100, row.height())
    assert (row.voices.toolButtonStyle(), row.hold.toolButtonStyle()) == (words, words)
    widths = range(480, 1_100, 10)
    styles = []
    for width in widths:
        row.resize(width, row.height())
        styles.append((row.voices.toolButtonStyle(), row.hold.toolButtonStyle()))
    assert (words, icon) in styles
    assert (icon, words) not in styles
