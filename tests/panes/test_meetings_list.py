"""The list of meetings: what is in it, how it is found, what an empty or failed one says."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton, QStyleOptionViewItem

from hosted_meetings_desktop.domain.meeting import MeetingFilter, Phase
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.ui.panes.attendance.pane import AttendancePane
from hosted_meetings_desktop.ui.panes.meetings.day_column import DayGroups
from hosted_meetings_desktop.ui.panes.meetings.pane import MeetingsPane
from hosted_meetings_desktop.ui.panes.meetings.rows import DAY, HOST, INVITED, ONLINE, STATE, TIME, TITLE
from hosted_meetings_desktop.ui.panes.recordings.pane import RecordingsPane
from hosted_meetings_desktop.ui.parts.pane import SearchField
from hosted_meetings_desktop.ui.parts.states import State
from hosted_meetings_desktop.ui.runtime.calls import LoopCalls
from tests.panes.clinic_data import LONG_TITLE, NOW, OFFLINE, invitee, live_room, meeting
from tests.panes.fake_services import FakeAttendance, FakeJoin, FakeLive, FakeMeetings
from tests.panes.fakes import HeldCalls, NowCalls
from tests.panes.library_kit import FakeLibrary

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


def make(qtbot, meetings: FakeMeetings | None = None, calls=None, **options) -> MeetingsPane:
    pane = MeetingsPane(
        meetings or FakeMeetings(),
        FakeLive(room=live_room("m00")),
        FakeJoin(),
        calls or NowCalls(),
        practice=False,
        clock=lambda: NOW,
        **options,
    )
    qtbot.addWidget(pane)
    pane.resize(1200, 760)
    pane.show()
    return pane


def cell(pane: MeetingsPane, row: int, column: int) -> str:
    return str(pane.model.index(row, column).data())


def titles(pane: MeetingsPane) -> list[str]:
    return [cell(pane, row, TITLE) for row in range(pane.model.rowCount())]


def test_what_is_live_comes_first_and_then_today(qtbot) -> None:
    pane = make(qtbot)
    assert (cell(pane, 0, STATE), cell(pane, 0, DAY)) == ("3 in the call", "Today")
    starts = [pane.model.row_at(row).schedule.starts_at for row in range(1, pane.model.rowCount())]
    assert starts == sorted(starts)
    assert all(pane.model.row_at(row).phase(NOW) is Phase.UPCOMING for row in range(1, pane.model.rowCount()))


def test_the_state_says_how_soon_and_what_is_late(qtbot) -> None:
    pane = make(qtbot)
    by_title = {cell(pane, row, TITLE): row for row in range(8)}
    assert cell(pane, by_title["First consultation"], STATE) == "In 18 min"
    assert cell(pane, by_title["Team round"], STATE) == "Began 7 min ago"
    assert cell(pane, by_title["Team round"], INVITED) == "Nobody invited"
    assert cell(pane, by_title["First consultation"], ONLINE) == "Not online yet"


def test_why_it_is_not_online_is_the_tip_of_its_badge(qtbot) -> None:
    meetings = FakeMeetings()
    meetings.rows[1] = replace(meetings.rows[1], problem="The video service is busy.")
    pane = make(qtbot, meetings)
    row = titles(pane).index("First consultation")
    assert "The video service is busy." in pane.model.index(row, ONLINE).data(Qt.ItemDataRole.ToolTipRole)


def test_the_day_is_written_once_and_again_at_the_top_of_the_view(qtbot) -> None:
    pane = make(qtbot)
    groups = pane.table.itemDelegate()
    assert isinstance(groups, DayGroups)
    assert [groups.begins_day(row) for row in range(4)] == [True, False, False, False]
    assert shown_day(groups, pane.model.index(0, DAY)) == "Today"
    assert shown_day(groups, pane.model.index(2, DAY)) == ""


def shown_day(groups: DayGroups, index: QModelIndex) -> str:
    option = QStyleOptionViewItem()
    groups.initStyleOption(option, index)
    return option.text


@pytest.mark.parametrize("phase", [Phase.LIVE, Phase.PAST, Phase.CANCELLED])
def test_a_chip_lists_its_phase(qtbot, phase: Phase) -> None:
    pane = make(qtbot)
    qtbot.mouseClick(pane.chips.buttons[phase], Qt.MouseButton.LeftButton)
    rows = [pane.model.row_at(row) for row in range(pane.model.rowCount())]
    assert rows
    assert {row.phase(NOW) for row in rows} == {phase}


def test_chips_count_what_the_search_finds(qtbot) -> None:
    pane = make(qtbot)
    assert pane.chips.buttons[None].text().split() == ["All", "40"]
    assert pane.chips.buttons[None].accessibleName() == "All, 40 meetings"
    pane.search.setText("polytrauma")
    pane.search.search_now()
    assert pane.chips.buttons[None].accessibleName() == "All, 1 meeting"
    assert titles(pane) == [LONG_TITLE]


def test_searching_waits_for_a_pause(qtbot) -> None:
    meetings = FakeMeetings()
    pane = make(qtbot, meetings)
    before = len(meetings.asked)
    qtbot.keyClicks(pane.search, "Pri")
    assert len(meetings.asked) == before
    qtbot.waitUntil(lambda: len(meetings.asked) > before)
    assert {what[1].text for what in meetings.asked[before:] if what[0] == "page"} == {"Pri"}


def test_a_search_in_vain_offers_all_meetings(qtbot) -> None:
    pane = make(qtbot)
    pane.search.setText("Diabetes annual")
    pane.show_phase(Phase.LIVE)
    pane.search.search_now()
    assert pane.states.state is State.EMPTY
    again = next(b for b in pane.states.findChildren(QPushButton) if b.text() == "Search all meetings")
    again.click()
    assert pane.states.state is State.CONTENT
    assert pane.phase is None


def test_an_empty_clinic_offers_to_plan(qtbot) -> None:
    pane = make(qtbot, FakeMeetings(rows=[]))
    assert pane.states.state is State.EMPTY
    plan = next(b for b in pane.states.findChildren(QPushButton) if b.text() == "Plan meeting")
    plan.click()
    assert pane.dialog is not None
    pane.dialog.reject()


def test_loading_shows_nothing_until_it_lasts(qtbot) -> None:
    calls = HeldCalls()
    pane = make(qtbot, calls=calls)
    assert pane.states.state is State.LOADING
    calls.release()
    assert pane.states.state is State.CONTENT


def test_a_failure_before_the_first_row_fills_the_list_and_can_be_retried(qtbot) -> None:
    meetings = FakeMeetings(problem=OFFLINE)
    pane = make(qtbot, meetings)
    assert pane.states.state is State.ERROR
    meetings.problem = None
    next(b for b in pane.states.findChildren(QPushButton) if b.text() == "Try again").click()
    assert pane.states.state is State.CONTENT


def test_a_later_failure_keeps_the_rows(qtbot) -> None:
    meetings = FakeMeetings()
    pane = make(qtbot, meetings)
    count = pane.model.rowCount()
    meetings.problem = OFFLINE
    pane.reload()
    assert pane.states.state is State.CONTENT
    assert pane.model.rowCount() == count
    assert "cannot be reached" in pane.message_bar.text


def test_upcoming_pages_run_on_from_live_ones(qtbot) -> None:
    rows = [meeting(n, NOW - timedelta(minutes=n % 7), live=1) for n in range(3)]
    rows += [meeting(100 + n, NOW + timedelta(minutes=n + 1)) for n in range(397)]
    pane = make(qtbot, FakeMeetings(rows=rows))
    assert pane.model.rowCount() == 400
    pane.table.scrollToBottom()
    qtbot.waitUntil(lambda: pane.model.row_at(399) is not None)
    ids = [pane.model.row_at(row).id for row in range(400)]
    assert len(set(ids)) == 400


def test_a_page_is_asked_for_by_phase_and_text(qtbot) -> None:
    meetings = FakeMeetings()
    pane = make(qtbot, meetings)
    pane.show_phase(Phase.PAST)
    assert (MeetingFilter(Phase.PAST, ""), 0, 200) in meetings.asked_for("page")


def test_rows_are_fetched_once_when_the_window_asks_before_it_shows(qtbot) -> None:
    meetings = FakeMeetings()
    pane = MeetingsPane(meetings, FakeLive(), FakeJoin(), NowCalls(), practice=False, clock=lambda: NOW)
    qtbot.addWidget(pane)
    pane.reload()
    asked = len(meetings.asked)
    pane.show()
    assert len(meetings.asked) == asked


def test_it_remembers_the_phase_and_how_the_room_is_shared(qtbot) -> None:
    pane = make(qtbot)
    pane.show_phase(Phase.CANCELLED)
    pane.select(pane.model.row_at(0).id)
    kept = pane.state()
    other = MeetingsPane(FakeMeetings(), FakeLive(), FakeJoin(), NowCalls(), practice=False, clock=lambda: NOW)
    qtbot.addWidget(other)
    other.restore(kept)
    other.resize(1200, 760)
    other.show()
    assert other.phase is Phase.CANCELLED
    assert other.chips.buttons[Phase.CANCELLED].isChecked()


@pytest.mark.parametrize("odd", [{}, {"sizes": "x", "phase": 7}, {"sizes": [None, 3]}, {"phase": "gone"}])
def test_odd_memories_are_ignored(qtbot, odd: dict) -> None:
    pane = make(qtbot)
    pane.restore(odd)
    assert pane.phase is Phase.UPCOMING


def test_narrow_lists_leave_out_what_can_be_missed(qtbot) -> None:
    pane = make(qtbot)
    pane.resize(888, 560)
    pane.select("m00")
    qtbot.wait(1)
    assert pane.table.isColumnHidden(HOST)
    shown = [column for column in range(7) if not pane.table.isColumnHidden(column)]
    assert shown == [DAY, TIME, INVITED, TITLE, STATE, ONLINE]
    assert pane.table.columnWidth(INVITED) > pane.table.columnWidth(TITLE)
    assert pane.model.index(0, STATE).data() == ""
    assert not pane.model.index(0, STATE).data(Qt.ItemDataRole.DecorationRole).isNull()
    assert pane.table.horizontalScrollBar().maximum() == 0


def test_keys_of_the_actions_are_free_of_each_other(qtbot) -> None:
    pane = make(qtbot)
    keys = [action.shortcut() for action in pane.menu_actions() if not action.shortcut().isEmpty()]
    assert len(keys) == len({key.toString() for key in keys})
    assert QKeySequence("Del") in keys


def test_only_what_can_be_done_is_offered(qtbot) -> None:
    pane = make(qtbot)

    def offered() -> list[str]:
        return [action.text().replace("&", "").split()[0] for action in pane.menu_actions() if action.isEnabled()]

    assert offered() == []
    for meeting_id, words in (("m01", ["Join", "Edit", "Cancel"]), ("m06", ["Join", "Edit"]), ("m05", ["Restore"])):
        pane.select(meeting_id)
        assert offered() == words


def test_a_search_that_fits_nothing_at_all_offers_to_clear_it(qtbot) -> None:
    pane = make(qtbot)
    pane.search.setText("Zwischenfall")
    pane.search.search_now()
    assert "Search all meetings" not in offers(pane)
    [clear] = [b for b in pane.states.findChildren(QPushButton) if b.text() == "Clear the search"]
    clear.click()
    assert pane.states.state is State.CONTENT
    assert pane.search.text() == ""


def test_what_to_do_about_a_search_in_vain_waits_for_the_counts(qtbot) -> None:
    calls = HeldCalls()
    pane = make(qtbot, calls=calls)
    calls.release()
    pane.search.setText("Zwischenfall")
    pane.search.search_now()
    [rows] = [held for held in calls.held if held[0].func != pane._meetings.counts]
    [counts] = [held for held in calls.held if held is not rows]
    calls.held = [rows]
    calls.release()
    assert offers(pane) == ["Search all meetings"]
    calls.held = [counts]
    calls.release()
    assert offers(pane) == ["Clear the search"]


def offers(pane: MeetingsPane) -> list[str]:
    """Return what the newest face of the empty list offers."""
    return [button.text() for button in pane.states.currentWidget().findChildren(QPushButton)][-1:]


def test_how_many_more_are_invited_never_gives_way_to_a_name(qtbot) -> None:
    pane = make(qtbot)
    delegate = pane.table.itemDelegate()
    row = titles(pane).index(LONG_TITLE)
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, 90, 28)
    delegate.initStyleOption(option, pane.model.index(row, INVITED))
    assert option.text.endswith("… +9")
    assert cell(pane, row, INVITED) == "Fatima al-Zahra al-Hassani +9"
    delegate.initStyleOption(option, pane.model.index(titles(pane).index("First consultation"), INVITED))
    name, more = option.text.split(" +")
    assert more == "1"
    assert name.endswith("…\N{POP DIRECTIONAL ISOLATE}")


def test_the_first_patient_stands_for_all(qtbot) -> None:
    people = (
        invitee("Dr. Ada Osei", Role.HOST),
        invitee("Leila Mansour", Role.INTERPRETER),
        invitee("Sam O'Neill"),
    )
    pane = make(qtbot, FakeMeetings(rows=[meeting(1, NOW + timedelta(hours=1), invitees=people)]))
    assert cell(pane, 0, INVITED) == "Sam O'Neill +1"


def test_what_needs_somebody_says_so_where_the_last_column_gave_way(qtbot) -> None:
    pane = make(qtbot)
    row = next(number for number in range(8) if pane.model.row_at(number).id == "m03")
    assert cell(pane, row, STATE) == "Needs you"


# ---- one list, one query
class WatchedField(SearchField):
    """Notes on which thread its text is read."""

    def __init__(self) -> None:
        super().__init__("Find")
        self.read_by: set[str] = set()

    def text(self) -> str:
        self.read_by.add(threading.current_thread().name)
        return super().text()

    @property
    def searched_text(self) -> str:
        self.read_by.add(threading.current_thread().name)
        return self._text

    @searched_text.setter
    def searched_text(self, text: str) -> None:
        self._text = text


@pytest.mark.parametrize(
    "build",
    [
        lambda calls: MeetingsPane(FakeMeetings(), FakeLive(), FakeJoin(), calls, practice=False, clock=lambda: NOW),
        lambda calls: RecordingsPane(FakeLibrary(), calls, clock=lambda: NOW),
        lambda calls: AttendancePane(FakeAttendance(), calls, clock=lambda: NOW),
    ],
    ids=["meetings", "recordings", "attendance"],
)
def test_no_widget_is_read_on_the_services_thread(qtbot, build) -> None:
    calls = LoopCalls()
    try:
        pane = build(calls)
        qtbot.addWidget(pane)
        pane.search = watched = WatchedField()
        watched.setParent(pane)
        pane.show()
        qtbot.waitUntil(lambda: pane.model.rowCount() > 0)
        assert watched.read_by == {threading.main_thread().name}
    finally:
        calls.close()


def test_a_page_is_of_the_query_that_its_list_was_asked_for_with(qtbot) -> None:
    calls = HeldCalls()
    meetings = FakeMeetings(rows=[meeting(n, NOW + timedelta(minutes=n)) for n in range(450)])
    pane = make(qtbot, meetings, calls)
    pane.show_phase(Phase.PAST)
    pane.show_phase(None)
    calls.release()
    assert {what[0].phase for what in meetings.asked_for("page")} == {Phase.LIVE, Phase.UPCOMING, Phase.PAST, None}
    pane.search.setText("half typ")
    pane.restore({"phase": "past"})  # what will be listed, once the list is asked for again
    pane.model.index(440, TITLE).data()
    qtbot.waitUntil(lambda: bool(calls.held))
    meetings.asked.clear()
    calls.release()
    assert meetings.asked_for("page") == [(MeetingFilter(None, ""), 400, 200)]


def test_whether_it_was_sent_is_seen_beside_the_details_of_a_small_window(qtbot) -> None:
    pane = make(qtbot)
    pane.resize(888, 560)  # what a window of 1024 leaves
    pane.select("m01")
    qtbot.wait(1)
    cell_of = pane.model.index(titles(pane).index("First consultation"), ONLINE)
    assert not pane.table.isColumnHidden(ONLINE)
    assert pane.table.viewport().rect().contains(pane.table.visualRect(cell_of))
    assert cell_of.data() == ""
    assert not cell_of.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert cell_of.data(Qt.ItemDataRole.AccessibleTextRole) == "Not online yet"
    needs = next(pane.model.index(n, ONLINE) for n in range(8) if pane.model.row_at(n).id == "m03")
    assert needs.data(Qt.ItemDataRole.ToolTipRole).startswith("Needs you: The video service has no preset")
