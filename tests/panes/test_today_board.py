"""The board: who stands where, what moves, what stays under the fingers, and what is read aloud."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from hosted_meetings_desktop.domain.desk_rules import in_desk_order, room_at
from hosted_meetings_desktop.domain.front_desk import DeskLimits, DeskState
from hosted_meetings_desktop.ui.panes.today.board import Board
from hosted_meetings_desktop.ui.panes.today.board_model import HOST, STATE, WHO, BoardModel
from hosted_meetings_desktop.ui.panes.today.wall import scale_for
from hosted_meetings_desktop.ui.panes.today.words import initials, told
from tests.panes.clinic_data import NOW, PATIENTS
from tests.panes.today_data import KNOWN, a_morning, both, inside, many_rooms, waits
from tests.panes.today_kit import Made

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


def headings(model: BoardModel) -> list[str]:
    return [model.data(model.index(row, 0)) for row, line in enumerate(model.lines) if line.room is None]


def keys(model: BoardModel) -> list[str]:
    return [line.key for line in model.lines if line.room is not None]


def said(made: Made, meeting_id: str) -> str:
    room = made.pane.model.find(meeting_id)
    return told(room, DeskLimits(), NOW).state


def test_everybody_stands_under_their_state_and_who_needs_somebody_first(qtbot) -> None:
    made = Made(qtbot)
    assert headings(made.pane.model) == [
        "Waiting (3)", "Here early (1)", "Over time (1)", "In the call (2)", "Planned (5)", "Nobody came (2)",
        "Over (1)", "Cancelled (1)",
    ]  # fmt: skip
    assert keys(made.pane.model)[:5] == ["m01", "m02", "m03", "m04", "m06"]


@pytest.mark.parametrize(
    ("meeting_id", "state"),
    [
        ("m01", "Waits 24 min"), ("m03", "Last seen 09:11"), ("m04", "Early, waits 6 min"),
        ("m05", "In the call 11 min"),
        ("m06", "Over by 3 min"), ("m07", "Host alone 5 min"), ("m08", "Nobody came"), ("m10", "In 18 min"),
        ("m12", "Over since 08:39"), ("m13", "No-show"), ("m15", "Began 3 min ago"), ("m09", "Cancelled"),
    ],
)  # fmt: skip
def test_each_state_is_said_in_words(qtbot, meeting_id: str, state: str) -> None:
    assert said(Made(qtbot), meeting_id) == state


def test_what_has_just_begun_is_said_without_a_time(qtbot) -> None:
    each = next(facts for facts in many_rooms(40) if facts.meeting.schedule.ends_at > NOW)
    for people, state in ((both(each.meeting, 0.5), "In the call"), (both(each.meeting, 0.5)[:1], "Host alone")):
        room = room_at(replace(each, waiting=None, sessions=(inside(each.meeting, *people),)), DeskLimits(), NOW)
        assert told(room, DeskLimits(), NOW).state == state


def test_a_row_is_read_aloud_as_a_sentence(qtbot) -> None:
    model = Made(qtbot).pane.model
    row = model.row_of("m02")
    spoken = model.data(model.index(row, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == (
        f"09:05\N{EN DASH}09:50, {PATIENTS[2]}, Blood pressure review, Dr. Karim Haddad, Waits 8 min, "
        "since 09:04 · 1 more, seen by a call now"
    )
    assert model.data(model.index(row, WHO)) == f"{PATIENTS[2]} · Blood pressure review"
    assert model.headerData(STATE, Qt.Orientation.Horizontal) == "Now"


def test_arrows_pass_over_headings_and_the_choice_follows_its_meeting(qtbot) -> None:
    made = Made(qtbot)
    board = made.pane.board
    board.setFocus()
    made.pane.select("m03")
    qtbot.keyClick(board, Qt.Key.Key_Down)
    assert board.selected.id == "m04"
    facts = made.desk.of("m04")
    made.desk.change("m04", waiting=None, sessions=(inside(facts.meeting, *both(facts.meeting, 1)),))
    made.pane.reload()
    assert board.selected.id == "m04"
    assert board.selected.state is DeskState.IN_CALL
    assert board.currentIndex().row() == made.pane.model.row_of("m04")
    made.desk.facts = [each for each in made.desk.facts if each.meeting.id != "m04"]
    made.pane.reload()
    assert board.selected is None
    assert made.pane.desk_details.isHidden()


def test_what_is_the_same_is_not_painted_anew(qtbot) -> None:
    made = Made(qtbot, many_rooms(400))
    changed: list[tuple[int, int]] = []
    made.pane.model.dataChanged.connect(lambda first, last, _roles: changed.append((first.row(), last.row())))
    resets: list[bool] = []
    made.pane.model.modelReset.connect(lambda: resets.append(True))
    made.pane.reload()
    assert changed == []
    facts = made.desk.of("m004")
    made.desk.change("m004", meeting=replace(facts.meeting, title="Another title"))
    made.pane.reload()
    row = made.pane.model.row_of("m004")
    assert changed == [(row, row)]
    assert resets == []


def test_one_who_comes_moves_alone(qtbot) -> None:
    made = Made(qtbot, many_rooms(400))
    model = made.pane.model
    moved: list[str] = []
    model.rowsInserted.connect(lambda _parent, first, last: moved.append(f"+{last - first + 1}"))
    model.rowsRemoved.connect(lambda _parent, first, last: moved.append(f"-{last - first + 1}"))
    planned = next(each for each in made.pane.shown if each.state is DeskState.PLANNED)
    made.desk.change(planned.id, waiting=waits(planned.meeting, (planned.meeting.invitees[1].name, 3)))
    made.pane.reload()
    assert sorted(moved) == ["+1", "-1"]


def test_a_heading_in_the_place_of_another_keeps_the_whole_width(qtbot) -> None:
    model = BoardModel(lambda: NOW)
    board = Board(model, lambda: NOW)
    qtbot.addWidget(board)
    each = many_rooms(1)[0]
    waiting = replace(each, sessions=(), waiting=waits(each.meeting, (each.meeting.invitees[1].name, 3)))
    inside_now = replace(each, waiting=None, sessions=(inside(each.meeting, *both(each.meeting, 3)),))
    for facts in (waiting, inside_now, waiting):
        model.show(in_desk_order([room_at(facts, DeskLimits(), NOW)]), DeskLimits())
        assert [line.room is None for line in model.lines] == [True, False]
        assert [board.columnSpan(row, 0) for row in (0, 1)] == [model.columnCount(), 1]
        assert board.rowHeight(0) == board.painter_.measures.heading


steps = st.lists(st.sampled_from(["wait", "join", "leave", "nothing", "gone"]), min_size=20, max_size=20)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, min_size=2, max_size=4))
def test_after_any_change_the_board_shows_exactly_the_day(qapp, turns: list[list[str]]) -> None:
    model = BoardModel(lambda: NOW)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    board = Board(model, lambda: NOW)
    measures, whole = board.painter_.measures, model.columnCount()
    base = many_rooms(20)
    for turn in turns:
        facts = []
        for each, step in zip(base, turn, strict=True):
            row = each.meeting
            name = row.invitees[1].name
            match step:
                case "wait":
                    facts.append(replace(each, sessions=(), waiting=waits(row, (name, 3))))
                case "join":
                    facts.append(replace(each, waiting=None, sessions=(inside(row, *both(row, 3)),)))
                case "leave":
                    facts.append(replace(each, waiting=None, sessions=(inside(row, *both(row, 9), left=1),)))
                case "nothing":
                    facts.append(replace(each, waiting=None, sessions=(), known_at=KNOWN))
                case _:
                    pass
        rooms = in_desk_order(room_at(each, DeskLimits(), NOW) for each in facts)
        model.show(rooms, DeskLimits())
        assert [line.room for line in model.lines if line.room is not None] == list(rooms)
        assert sum(line.count for line in model.lines) == len(rooms)
        assert all(model.row_of(line.key) == row for row, line in enumerate(model.lines))
        for row, line in enumerate(model.lines):
            shape = (measures.heading, whole) if line.room is None else (measures.row, 1)
            assert (board.rowHeight(row), board.columnSpan(row, 0)) == shape, "a heading is cut, or a meeting is one"


def test_hosts_are_chosen_and_remembered(qtbot) -> None:
    made = Made(qtbot)
    hosts = made.pane.tools.hosts
    assert hosts.text() == "All hosts"
    hosts.choose(frozenset({"dr. ada osei"}))
    assert {each.meeting.host for each in made.pane.shown} == {"Dr. Ada Osei"}
    assert hosts.text() == "Dr. Ada Osei"
    assert hosts.accessibleName() == "Shown: Dr. Ada Osei"
    kept = made.pane.state()
    other = Made(qtbot)
    other.pane.restore(kept)
    assert keys(other.pane.model) == keys(made.pane.model)
    hosts.choose(frozenset({"nobody"}))
    assert made.button("Show all hosts").isVisible()
    made.button("Show all hosts").click()
    assert len(made.pane.shown) == 16


def test_odd_memories_do_no_harm(qtbot) -> None:
    made = Made(qtbot)
    for state in ({"hosts": 3, "sizes": [0, "a"], "sound": None, "initials": "yes"}, {"hosts": [1, None]}):
        made.pane.restore(state)
    assert made.pane.tools.sound_button.isChecked()
    assert len(made.pane.shown) == 16


def test_counts_lead_to_their_first(qtbot) -> None:
    made = Made(qtbot)
    counts = made.pane.counts
    assert counts.buttons[DeskState.WAITING].text() == "Waiting 3"
    counts.buttons[DeskState.NO_SHOW].click()
    assert made.pane.board.selected.state is DeskState.NO_SHOW
    made.desk.facts = [each for each in made.desk.facts if each.waiting is None]
    made.pane.reload()
    assert counts.buttons[DeskState.WAITING].isHidden()


def test_narrow_boards_leave_out_the_age_first_and_then_the_host(qtbot) -> None:
    made = Made(qtbot)
    board = made.pane.board
    made.pane.close_details()
    for width, hidden in ((1200, [False, False]), (700, [False, True]), (400, [True, True])):
        made.pane.resize(width, 700)
        qtbot.wait(1)
        assert [board.isColumnHidden(HOST), board.isColumnHidden(4)] == hidden
        assert sum(board.columnWidth(n) for n in range(5) if not board.isColumnHidden(n)) <= board.viewport().width()


def test_the_wall_shows_the_same_larger_and_without_names_where_that_is_wanted(qtbot) -> None:
    made = Made(qtbot)
    made.pane.show_wall()
    wall = made.pane.wall
    assert wall.board.model() is made.pane.model
    assert wall.board.painter_.measures.row > made.pane.board.painter_.measures.row
    assert [scale_for(width) for width in (800, 1920, 3840)] == [1.2, 1.92, 3.0]
    assert wall.time.text() == "09:12"
    wall.initials.setChecked(True)
    assert wall.board.painter_.private
    assert not made.pane.board.painter_.private
    wall.grab()
    made.pane.show_wall()
    assert made.pane.wall is wall
    qtbot.keyClick(wall, Qt.Key.Key_Escape)
    assert made.pane.wall is None
    assert made.pane.state()["initials"] is True


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Fatima al-Hassani", "F. H."),
        ("Sam O'Neill", "S. O."),
        ("Cher", "C."),
        ("123", "\N{EN DASH}"),
        ("Dr. Ada Osei", "A. O."),
    ],
)
def test_initials(name: str, short: str) -> None:
    assert initials(name) == short


def test_times_go_on_by_themselves(qtbot) -> None:
    made = Made(qtbot)
    made.show("m10")
    made.desk.now = NOW + timedelta(minutes=20)
    made.pane.time_passed()
    assert said(made, "m10") != ""
    assert made.pane.model.find("m10").state is DeskState.PLANNED
    assert made.pane._tick.isActive()
    made.pane.hide()
    assert not made.pane._tick.isActive()


def test_the_morning_is_whole(qtbot) -> None:
    assert {room_at(each, DeskLimits(), NOW).state for each in a_morning()} == set(DeskState)
