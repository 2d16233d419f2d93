"""Where the desktop does not tell or must not, the window does; and nobody reads a patient's name by the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.ui.text.format import DASH
from hosted_meetings_desktop.ui.theme.tokens import SPACE
from hosted_meetings_desktop.ui.window.notifications import notifier as notifying
from hosted_meetings_desktop.ui.window.notifications import words
from hosted_meetings_desktop.ui.window.notifications.card import CardLine, NoticeCard, put_below
from tests.panes.clinic_data import NOW
from tests.panes.notification_kit import ARRIVAL, HALE, PATIENT, FakeWay, Rig, upcoming

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support"),
    pytest.mark.usefixtures("london"),
]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def rig(window, tmp_path):
    def build(way="way"):
        settings = QSettings(str(tmp_path / "notifications.ini"), QSettings.Format.IniFormat)
        made = Rig(window, settings, FakeWay() if way == "way" else way)
        made.notifier.begin()
        return made

    return build


# ---- the window
@pytest.mark.parametrize("way", [None, FakeWay], ids=["no way", "refused"])
def test_where_the_desktop_does_not_tell_the_window_does(rig, qtbot, way):
    rig = rig(way and way(answers=False))
    rig.tell(upcoming())
    assert rig.lines == [HALE]
    row = rig.card.rows["1 m1"]
    assert row.note.text() == f"09:17{DASH}09:47"
    assert row.button.accessibleName() == f"Join: {HALE}"
    assert rig.card.accessibleName() == HALE
    assert not rig.card.isAncestorOf(rig.window.focusWidget() or rig.window), "it takes no focus by itself"
    qtbot.mouseClick(row.button, LEFT)
    assert rig.joins == [("m1", f"Consultation: {PATIENT}")]
    assert rig.lines == []


def test_where_the_desktop_does_not_say_both_tell(rig):
    rig = rig(FakeWay(answers=None))
    rig.tell(upcoming())
    assert rig.way.titles == rig.lines == [HALE]
    rig.way.chosen.emit(1, True, "")
    assert rig.lines == []


def test_a_desktop_that_answers_late_takes_over(rig):
    rig = rig()
    rig.way.slow = True
    rig.tell(upcoming())
    rig.way.answered.emit(1, False)
    assert rig.lines == [HALE]
    rig.way.answered.emit(1, True)
    assert rig.lines == []


def test_later_closes_it_and_asks_nothing(rig, qtbot):
    rig = rig(FakeWay(answers=None))
    rig.tell(upcoming())
    qtbot.mouseClick(rig.card.later_button, LEFT)
    assert rig.lines == []
    assert rig.way.withdrawn == [1]
    assert rig.joins == []


def test_the_card_says_anew_how_soon(rig):
    rig = rig(None)
    rig.tell(upcoming())
    said = []
    for minutes in (0, 4, 5, 6, 7):
        rig.now = NOW + timedelta(minutes=minutes)
        rig.notifier._rewording.timeout.emit()
        said.append(rig.lines[0].partition(":")[0])
    assert said == ["In 5 minutes", "In 1 minute", "Now", "Started 1 minute ago", "Started 2 minutes ago"]


def test_the_card_stands_above_the_pane(rig):
    rig = rig(None)
    rig.tell(upcoming())
    rig.window.message_bar.show_message("Moved to Tuesday.")
    rig.window.grab()

    def top(widget):
        return widget.mapTo(rig.window, widget.rect().topLeft()).y()

    assert top(rig.card) < top(rig.window.stack)
    assert rig.card.mapTo(rig.window, rig.card.rect().topLeft()).x() == (
        rig.window.stack.mapTo(rig.window, rig.window.stack.rect().topLeft()).x() + SPACE.page
    )


def test_the_tab_key_comes_to_the_card_before_the_pane(rig, qtbot):
    rig = rig(None)
    rig.tell(upcoming("a"), upcoming("b"))
    rig.tell(upcoming("c"))
    QTest.qWait(1)
    rig.window.message_bar.show_message("Moved to Tuesday.")
    rig.window.message_bar.close_button.setFocus()
    stops = [rig.card.rows[key].button for key in ("1 a", "1 b", "2 c")]
    for stop in (*stops, rig.card.later_button):
        qtbot.keyClick(rig.window.focusWidget(), Qt.Key.Key_Tab)
        assert rig.window.focusWidget() is stop
    qtbot.keyClick(rig.window.focusWidget(), Qt.Key.Key_Tab)
    assert rig.window.pane("meetings").isAncestorOf(rig.window.focusWidget())
    rig.card.later_button.setFocus()
    qtbot.keyClick(rig.card.later_button, Qt.Key.Key_Space)
    assert rig.lines == []


def test_a_card_of_many_names_some_and_counts_the_rest(qtbot):
    card = NoticeCard()
    qtbot.addWidget(card)
    lines = [CardLine(str(number), f"In {number} minutes", "", "Join") for number in range(1, 8)]
    card.show_lines(lines)
    assert len(card.rows) == words.MOST_LINES
    assert card._more.text() == "and 3 more"
    card.show_lines(lines[5:])
    assert list(card.rows) == ["6", "7"]
    assert not card._more.isVisible()
    card.show_lines([])
    assert not card.isVisible()


def test_a_row_that_stands_nowhere_has_nothing_below(qtbot):
    lonely = NoticeCard()
    qtbot.addWidget(lonely)
    with pytest.raises(LookupError):
        put_below(lonely, NoticeCard())


# ---- during a call
def test_in_a_call_only_the_window_tells(rig):
    rig = rig()
    rig.call = True
    rig.tell(upcoming())
    assert rig.way.history == []
    assert rig.lines == [HALE]


def test_what_a_call_kept_quiet_is_told_when_it_is_over(rig, monkeypatch):
    rig = rig()
    rig.call = True
    rig.tell(upcoming())
    rig.notifier.note_calls()
    assert rig.way.history == []
    rig.call, rig.now = False, NOW + timedelta(minutes=4)
    monkeypatch.setattr(rig.window, "isActiveWindow", lambda: False)
    rig.notifier.note_calls()
    assert rig.way.titles == ["In 1 minute: Consultation with Dr. Hale"]
    assert rig.lines == []
    rig.notifier.note_calls()
    assert len(rig.way.history) == 1


def test_arrivals_are_told_in_a_call_too(rig):
    rig = rig()
    rig.call = True
    rig.joined.add(MeetingId("m1"))
    rig.notifier.tell_arrival(ARRIVAL)
    (message,) = rig.way.shown.values()
    assert message.title == "Somebody waits: Consultation with Dr. Hale"
    assert message.lines == ("In the waiting room since 09:09",)
    assert message.urgent
    rig.notifier.note_calls()
    assert rig.way.titles, "the call being open does not let anybody in"
    rig.notifier.take_back_arrival(ARRIVAL)
    assert rig.way.shown == {}


def test_an_arrival_is_answered_by_joining(rig):
    rig = rig(None)
    rig.notifier.tell_arrival(ARRIVAL)
    assert rig.card.property("bar") == "warning"
    rig.card.rows["1 m1"].button.click()
    assert rig.joins == [("m1", ARRIVAL.title)]
    assert rig.lines == []


# ---- privacy
@pytest.mark.parametrize("answers", [True, None, False])
def test_no_patient_is_named_unless_somebody_wants_it(rig, answers):
    rig = rig(FakeWay(answers=answers))
    rig.tell(upcoming(), upcoming("m2"))
    rig.notifier.tell_arrival(ARRIVAL)
    assert "Consultation" in rig.everything()
    assert PATIENT not in rig.everything()
    rig.preferences.names = True
    rig.notifier.follow_wishes()
    assert PATIENT in rig.everything(), "what stands says it in other words at once"


def test_with_names_it_says_who(rig):
    rig = rig()
    rig.preferences.names = True
    rig.notifier.tell_arrival(ARRIVAL)
    rig.tell(upcoming())
    assert rig.way.titles == [
        f"{PATIENT} waits to be let in",
        f"In 5 minutes: Consultation: {PATIENT} with Dr. Hale",
    ]


def test_signs_in_titles_stay_as_they_are(rig):
    rig = rig()
    rig.tell(replace(upcoming(host="%1 & %n"), public_title="%2 <b>100 %</b>"))
    assert rig.way.titles == ["In 5 minutes: %2 <b>100 %</b> with %1 & %n"]


def test_a_meeting_without_a_host_is_told_without_one(rig):
    rig = rig()
    rig.tell(upcoming(host=" "))
    assert rig.way.titles == ["In 5 minutes: Consultation"]


# ---- the test
@pytest.mark.parametrize("answers", [True, None, False])
def test_a_test_says_what_came_of_it(rig, answers):
    rig, said = rig(FakeWay(answers=answers)), []
    rig.notifier.show_test(said.append)
    assert said == [answers]
    assert rig.lines == ([] if answers is not False else ["Notifications work"])
    rig.way.chosen.emit(1, True, "")
    assert rig.joins == []
    assert rig.lines == []


def test_a_test_in_the_window_goes_by_itself(rig, qtbot, monkeypatch):
    monkeypatch.setattr(notifying, "_TEST_MS", 10)
    rig, said = rig(None), []
    rig.notifier.show_test(said.append)
    assert said == [False]
    assert not rig.card.rows["1 "].button.isVisible()
    qtbot.waitUntil(lambda: rig.lines == [])
