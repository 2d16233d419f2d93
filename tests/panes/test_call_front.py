"""What the call window shows without its page, whom it waits for, and what it says aloud."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.call import CallTrouble, TroubleKind, WayOut
from hosted_meetings_desktop.domain.call_diary import Step
from hosted_meetings_desktop.ui.call.front import FrontPane
from hosted_meetings_desktop.ui.call.tickets import TicketDesk
from hosted_meetings_desktop.ui.call.words import describe, spoken_words, state_words, step_words, title_text

REFUSED = CallTrouble(TroubleKind.NO_TICKET, "This meeting is cancelled", "Restore it first, then join.", "409")


@pytest.fixture
def pane(qtbot: QtBot) -> FrontPane:
    made = FrontPane()
    qtbot.addWidget(made)
    made.show()
    return made


def test_opening_names_the_meeting_and_can_be_cancelled(qtbot: QtBot, pane: FrontPane) -> None:
    pane.show_opening("")
    assert pane.title == "Opening the meeting…"
    pane.show_opening("Follow-up visit")
    assert (pane.title, pane.advice) == ("Follow-up visit", "Opening the meeting…")
    assert pane.busy
    assert not pane.again.isVisible()
    assert pane.close_button.text() == "Cancel"
    with qtbot.waitSignal(pane.close_wanted):
        qtbot.mouseClick(pane.close_button, Qt.MouseButton.LeftButton)


def test_the_enter_that_opened_the_call_does_not_cancel_it(qtbot: QtBot, pane: FrontPane) -> None:
    pane.show_opening("Follow-up visit")
    with qtbot.assertNotEmitted(pane.close_wanted):
        qtbot.keyClick(pane.focusWidget() or pane, Qt.Key.Key_Return)
    with qtbot.waitSignal(pane.close_wanted):
        qtbot.keyClick(pane.focusWidget() or pane, Qt.Key.Key_Escape)


def test_a_long_opening_is_explained(qtbot: QtBot) -> None:
    pane = FrontPane(slow_after_ms=1)
    qtbot.addWidget(pane)
    pane.show_opening("Follow-up visit")
    qtbot.waitUntil(lambda: pane.advice == "The video service takes long to answer. It is still being tried.")
    pane.show_trouble(REFUSED)
    assert pane.advice == REFUSED.advice


def test_a_trouble_offers_to_try_again_and_its_details(qtbot: QtBot, pane: FrontPane) -> None:
    pane.show_opening("Follow-up visit")
    pane.show_trouble(REFUSED)
    assert (pane.title, pane.advice, pane.busy) == (REFUSED.title, REFUSED.advice, False)
    assert pane.accessibleName() == "This meeting is cancelled. Restore it first, then join."
    assert pane.again.text() == "Try again"
    with qtbot.waitSignal(pane.again_wanted):
        qtbot.keyClick(pane.focusWidget(), Qt.Key.Key_Return)
    with qtbot.waitSignal(pane.copy_wanted) as copied:
        qtbot.mouseClick(pane.copy_button, Qt.MouseButton.LeftButton)
    assert copied.args[0].splitlines() == [REFUSED.title, REFUSED.advice, REFUSED.details]


def test_the_way_back_is_offered_only_when_none_is_taken(qtbot: QtBot, pane: FrontPane) -> None:
    pane.show_returning()
    assert not pane.again.isVisible()
    assert pane.busy
    pane.show_trouble(describe(TroubleKind.VIEW_STOPPED))
    assert pane.again.text() == "Return to the call"
    with qtbot.waitSignal(pane.again_wanted):
        qtbot.mouseClick(pane.again, Qt.MouseButton.LeftButton)


NUMBER = "Call +44 20 7946 0000 and say your name."


@pytest.mark.parametrize(
    ("kind", "browser", "phone"),
    [
        (TroubleKind.NOT_READY, True, True),
        (TroubleKind.SLOW, True, True),
        (TroubleKind.NO_TICKET, False, True),
        (TroubleKind.REFUSED, False, False),
        (TroubleKind.REMOVED, False, False),
    ],
)
def test_the_way_out_is_offered_where_it_can_help(
    qtbot: QtBot, kind: TroubleKind, *, browser: bool, phone: bool
) -> None:
    pane = FrontPane(way_out=WayOut(browser=True, phone=NUMBER))
    bare = FrontPane()
    for one in (pane, bare):
        qtbot.addWidget(one)
        one.show()
        one.show_trouble(describe(kind))
    said = pane.findChild(QLabel, "phone")
    assert said is not None
    assert said.text() == NUMBER
    assert (pane.browser_button.isVisible(), said.isVisible()) == (browser, phone)
    assert not bare.browser_button.isVisible()
    if browser:
        with qtbot.waitSignal(pane.browser_wanted):
            qtbot.mouseClick(pane.browser_button, Qt.MouseButton.LeftButton)
    pane.show_returning()
    assert not pane.browser_button.isVisible()
    assert not said.isVisible()


@pytest.mark.parametrize(
    ("media", "time", "title"),
    [
        ({"microphone", "camera"}, "00:12", "Knee · 00:12"),
        ({"camera"}, "00:12", "Knee · muted · 00:12"),
        ({"microphone"}, "00:12", "Knee · camera off · 00:12"),
        (set(), "1:00:12", "Knee · muted · camera off · 1:00:12"),
        (set(), "", "Knee"),
    ],
)
def test_the_title_says_what_is_off_while_the_call_lasts(media: set[str], time: str, title: str) -> None:
    assert title_text("Knee", frozenset(media), time) == title


def test_every_rung_is_named_to_the_person() -> None:
    climbed = {Step.ONCE_MORE, Step.FRESH_TICKET, Step.RELOAD, Step.SOUND_ONLY, Step.OFFLINE, Step.REJOIN, Step.AWAKE}
    assert all(step_words(step) for step in climbed)
    assert step_words(Step.JOIN) == ""


def _watched(desk: TicketDesk) -> list[str]:
    said: list[str] = []
    for name in ("wanted", "unwanted", "given_up"):
        getattr(desk, name).connect(lambda name=name: said.append(name))
    return said


def test_a_ticket_is_asked_for_once_at_a_time(qapp: QApplication) -> None:
    desk = TicketDesk()
    said = _watched(desk)
    desk.want()
    desk.want()
    assert said == ["wanted"]
    assert desk.arrived()
    assert not desk.arrived(), "nobody waits for a second one"
    desk.want()
    assert said == ["wanted", "wanted"]


def test_who_gives_up_stops_the_fetching_and_is_deaf_to_the_answer(qtbot: QtBot) -> None:
    desk = TicketDesk()
    said = _watched(desk)
    with qtbot.waitSignal(desk.given_up):
        desk.want(1)
    assert said == ["wanted", "unwanted", "given_up"]
    assert not desk.waiting
    assert not desk.arrived()


def test_dropping_stops_the_fetching_but_only_of_something(qapp: QApplication) -> None:
    desk = TicketDesk()
    said = _watched(desk)
    desk.drop()
    assert said == []
    desk.want()
    desk.drop()
    assert said == ["wanted", "unwanted"]


@pytest.mark.parametrize(
    ("before", "state", "words"),
    [
        ("joining", "joined", "You are in the call."),
        ("waiting", "joined", "The host let you in. You are in the call."),
        ("reconnecting", "joined", "Connected again. You are in the call."),
        ("joining", "waiting", "Waiting for the host to let you in"),
        ("joined", "reconnecting", "Connection lost. Reconnecting by itself"),
        ("joined", "left", "You left the call"),
        ("loading", "setup", ""),
        ("joined", "trouble", ""),
    ],
)
def test_what_matters_is_said_aloud(before: str, state: str, words: str) -> None:
    assert spoken_words(before, state) == words


class German(QTranslator):
    """Translates the number of the others, with its plural."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, _context: str, text: str, _comment: str | None = None, _n: int = -1) -> str:
        return {
            "In the call with 1 other": "Im Gespräch mit 1 weiteren Person",
            "In the call with %n others": "Im Gespräch mit %n weiteren Personen",
        }.get(text, "")


@pytest.mark.parametrize(
    ("others", "words", "german"),
    [
        (1, "In the call with 1 other", "Im Gespräch mit 1 weiteren Person"),
        (3, "In the call with 3 others", "Im Gespräch mit 3 weiteren Personen"),
    ],
)
def test_the_number_of_the_others_has_its_plural_in_every_language(
    qapp: QApplication, others: int, words: str, german: str
) -> None:
    assert state_words("joined", others) == words
    translator = German()
    qapp.installTranslator(translator)
    try:
        assert state_words("joined", others) == german
    finally:
        qapp.removeTranslator(translator)
