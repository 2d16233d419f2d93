"""Staff are told what starts, with Join in it: once, together, and no longer than it is true."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QSettings, Qt

from hosted_meetings_desktop.domain.errors import StoreProblem
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.upcoming import News
from hosted_meetings_desktop.ui.settings.notification_preferences import NotificationPreferences
from hosted_meetings_desktop.ui.text.format import DASH
from hosted_meetings_desktop.ui.window.notifications import notifier as notifying
from hosted_meetings_desktop.ui.window.notifications.notifier import DesktopNotifier
from tests.panes.fakes import HeldCalls
from tests.panes.notification_kit import ARRIVAL, HALE, PATIENT, FakeUpcoming, FakeWay, Rig, upcoming

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


# ---- the desktop
def test_the_desktop_tells_with_join_in_it(rig):
    rig = rig()
    rig.tell(upcoming())
    (message,) = rig.way.shown.values()
    assert message.title == HALE
    assert message.lines == (f"09:17{DASH}09:47",)
    assert message.action == "Join"
    assert not message.urgent
    assert rig.lines == [], "where the desktop tells, the window does not"


def test_join_brings_the_window_forward_and_joins(rig):
    rig = rig()
    rig.tell(upcoming())
    rig.way.chosen.emit(1, True, "token")
    assert rig.came == ["token"]
    assert rig.joins == [("m1", f"Consultation: {PATIENT}")]
    assert rig.way.shown == {}


def test_a_click_beside_join_shows_the_meeting_and_offers_it(rig, qtbot):
    rig = rig()
    rig.tell(upcoming())
    rig.way.chosen.emit(1, False, "")
    assert rig.came == [""]
    assert rig.joins == []
    assert rig.shown_meetings == ["m1"]
    assert rig.lines == [HALE]
    qtbot.mouseClick(rig.card.rows["1 m1"].button, LEFT)
    assert rig.joins == [("m1", f"Consultation: {PATIENT}")]
    assert rig.lines == []
    assert rig.way.shown == {}


def test_a_click_on_something_long_gone_only_brings_the_window(rig):
    rig = rig()
    rig.way.chosen.emit(0, True, "")
    assert rig.came == [""]
    assert rig.joins == []


def test_several_at_once_are_one_and_the_window_lets_choose(rig, qtbot):
    rig = rig()
    rig.tell(upcoming("a"), upcoming("b", host="Dr. Ibsen"), upcoming("c", host="Dr. Jha"))
    (message,) = rig.way.shown.values()
    assert message.title == "In 5 minutes: 3 meetings"
    assert message.lines[1] == "09:17 Consultation with Dr. Ibsen"
    assert message.action == "Choose"
    rig.way.chosen.emit(1, True, "")
    assert rig.joins == []
    assert len(rig.lines) == 3
    qtbot.mouseClick(rig.card.rows["1 b"].button, LEFT)
    assert [each[0] for each in rig.joins] == ["b"]
    assert rig.way.history[-1][1].title == "In 5 minutes: 2 meetings", "what is left takes its place"
    assert rig.way.withdrawn == []


def test_different_starts_at_once_are_said_with_their_times(rig):
    rig = rig()
    rig.tell(upcoming("a", 1), upcoming("b", 5))
    (message,) = rig.way.shown.values()
    assert message.title == "Soon: 2 meetings"
    assert message.lines == ("09:13 Consultation with Dr. Hale", "09:17 Consultation with Dr. Hale")


def test_more_than_can_be_named_are_counted(rig):
    rig = rig()
    rig.tell(*(upcoming(str(number)) for number in range(6)))
    assert rig.way.history[0][1].lines[-1] == "and 2 more"


@pytest.mark.parametrize("end", ["over", "joined"])
def test_what_is_not_so_any_more_leaves_the_desktop(rig, end):
    rig = rig()
    rig.tell(upcoming())
    if end == "over":
        rig.tell(over=[upcoming().start])
    else:
        rig.joined.add(MeetingId("m1"))
        rig.notifier.note_calls()
    assert rig.way.withdrawn == [1]
    assert rig.way.shown == {}


def test_a_moved_meeting_is_told_anew_for_its_new_start(rig):
    rig = rig()
    rig.tell(upcoming())
    rig.tell(upcoming(minutes=3), over=[upcoming().start])
    assert rig.way.titles == ["In 3 minutes: Consultation with Dr. Hale"]


def test_one_that_was_joined_already_is_never_told(rig):
    rig = rig()
    rig.joined.add(MeetingId("m1"))
    rig.tell(upcoming())
    assert rig.way.history == []
    assert upcoming().start in rig.preferences.told()


def test_closed_by_hand_it_stays_closed(rig):
    rig = rig()
    rig.tell(upcoming())
    rig.way.closed.emit(1)
    assert rig.lines == []
    rig.tell()
    rig.tell()
    assert rig.upcoming.asked[-1][2] == frozenset(), "nothing stands any more"
    assert upcoming().start in rig.upcoming.asked[-1][1]


# ---- what was told
def test_what_was_told_is_remembered_beyond_the_run(rig):
    rig = rig()
    rig.tell(upcoming())
    rig.notifier.end()
    again = rig.make()
    again.begin()
    rig.upcoming.asked.clear()
    rig.calls.release()
    assert upcoming().start in rig.upcoming.asked[-1][1]


def test_it_is_written_down_before_it_is_shown(rig):
    rig = rig()
    seen = []
    rig.way.answered.connect(lambda *_: seen.append(NotificationPreferences(rig.settings).told()))
    rig.tell(upcoming())
    assert seen == [frozenset({upcoming().start})]


def test_where_nothing_can_be_written_it_is_still_told_once(rig, monkeypatch):
    rig = rig()
    monkeypatch.setattr(NotificationPreferences, "note_told", lambda *_: None)
    rig.tell(upcoming())
    rig.tell()
    assert upcoming().start in rig.upcoming.asked[-1][1]


def test_changes_of_meetings_are_looked_at_together(rig, qtbot, monkeypatch):
    monkeypatch.setattr(notifying, "_SETTLE_MS", 10)
    rig = rig()
    first = rig.calls.held[-1][3]
    for _time in range(5):
        rig.notifier.note_changes(frozenset({"meetings", "sync"}))
    rig.notifier.note_changes(frozenset({"outbox"}))
    qtbot.waitUntil(lambda: first.cancelled)
    assert len(rig.calls.held) == 2


def test_a_store_that_cannot_be_read_is_asked_again(rig, qtbot, monkeypatch):
    monkeypatch.setattr(notifying, "_AGAIN_MS", 10)
    rig = rig()
    rig.upcoming.next = StoreProblem("Your saved meetings could not be read", "Nothing was changed.")
    rig.calls.release()
    assert rig.lines == []
    rig.upcoming.next = News((upcoming(),))
    qtbot.waitUntil(lambda: len(rig.calls.held) == 1)
    rig.calls.release()
    assert rig.way.titles == [HALE]


# ---- wishes
def test_what_somebody_wants_is_what_is_asked(rig):
    rig = rig()
    rig.preferences.lead = timedelta(minutes=10)
    rig.preferences.hosts = ["Dr. Hale"]
    rig.notifier.follow_wishes()
    rig.calls.release()
    wishes = rig.upcoming.asked[-1][0]
    assert (wishes.lead, wishes.hosts) == (timedelta(minutes=10), frozenset({"dr. hale"}))


def test_switched_off_what_stands_goes_and_nothing_is_asked(rig):
    rig = rig()
    rig.tell(upcoming())
    rig.calls.held.clear()
    rig.preferences.on = False
    rig.notifier.follow_wishes()
    assert rig.way.shown == {}
    assert rig.way.ready is False
    assert rig.calls.held == []
    rig.notifier.tell_arrival(ARRIVAL)
    assert rig.way.shown == {}
    rig.preferences.on = True
    rig.notifier.follow_wishes()
    assert rig.way.ready is True
    assert len(rig.calls.held) == 1


def test_switched_off_from_the_start_the_desktop_is_not_even_looked_for(window, tmp_path):
    settings = QSettings(str(tmp_path / "notifications.ini"), QSettings.Format.IniFormat)
    NotificationPreferences(settings).on = False
    rig = Rig(window, settings, FakeWay())
    rig.notifier.begin()
    assert rig.deeds is None


# ---- the end
def test_closing_the_window_takes_everything_away(rig):
    rig = rig()
    rig.tell(upcoming())
    rig.window.close_now()
    assert rig.way.ended
    assert rig.calls.held[-1][3].cancelled
    rig.notifier.note_changes(frozenset({"meetings"}))
    rig.notifier._ask()
    assert all(call.cancelled for *_rest, call in rig.calls.held)


def test_without_anything_else_it_brings_its_window_forward(window, tmp_path):
    settings = QSettings(str(tmp_path / "notifications.ini"), QSettings.Format.IniFormat)
    way = FakeWay()
    notifier = DesktopNotifier(
        window, FakeUpcoming(), HeldCalls(), settings, in_call=lambda: False, find_way=lambda *_: way
    )
    notifier.begin()
    window.showMinimized()
    way.chosen.emit(0, True, "")
    assert not window.isMinimized()
