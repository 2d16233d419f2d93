"""Trends: what a manager reads at a glance, when there is too little to tell, and the tables behind the plots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton

from hosted_meetings_desktop.domain.ledger.overview import Trends, WeekSums
from hosted_meetings_desktop.domain.ledger.sums import Sums
from hosted_meetings_desktop.ui.panes.attendance.trend_measures import measures, plot_of, table_rows, weeks_before
from hosted_meetings_desktop.ui.panes.attendance.trends import TrendsView
from hosted_meetings_desktop.ui.parts.plot import Plot, PlotData, PlotPoint, nice_step
from hosted_meetings_desktop.ui.parts.states import State
from tests.panes.clinic_data import NOW, OFFLINE
from tests.panes.fakes import HeldCalls, NowCalls
from tests.panes.ledger_kit import EMPTY_TRENDS, HOSTS, SHOWN, FakeAttendance, some_trends
from tests.panes.mouse_kit import move_mouse

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
MONDAY = NOW.date() - timedelta(days=NOW.date().weekday())
NEVER, ON_TIME, LOST, WAIT, TIME, HELD = range(6)


@pytest.fixture(autouse=True)
def _held() -> Iterator[None]:
    yield
    SHOWN.clear()


def make(qtbot, attendance: FakeAttendance | None = None, calls=None) -> TrendsView:
    view = TrendsView(attendance or FakeAttendance(), calls or NowCalls(), lambda: NOW)
    qtbot.addWidget(view)
    SHOWN.append(view)
    view.resize(1100, 700)
    view.show()
    view.reload()
    return view


def week(back: int = 0, **figures: int) -> WeekSums:
    held = {name: figures.pop(name) for name in ("sittings", "held", "together_us") if name in figures}
    return WeekSums(MONDAY - timedelta(weeks=back), Sums(**figures), Sums(**held))


def plot(number: int, *weeks: WeekSums) -> PlotData:
    return plot_of(measures()[number], Trends(weeks))


# ---- figures
def test_a_rate_is_of_all_weeks_and_not_the_mean_of_rates() -> None:
    found = plot(NEVER, week(1, attended=95, never_came=5), week(attended=5, never_came=5))
    assert found.figure == "9.1 %"
    assert found.note.startswith("10 of 110 never came.")
    assert [each.value for each in found.points] == [0.05, 0.5]
    assert found.points[1].said == "Week of 23 Nov 2026: 50 %, 5 of 10 never came."


def test_too_few_to_tell_is_said_and_drawn_otherwise() -> None:
    few = plot(NEVER, week(1), week(attended=3, never_came=1))
    assert (few.figure, few.points[1].few) == ("too few", True)
    assert few.note == "1 of 4 never came. Too few to tell."
    assert few.points[0].value is None
    enough = plot(NEVER, week(1, attended=4), week(attended=4))
    assert enough.figure == "0.0 %"
    assert all(each.few for each in enough.points)


def test_nothing_is_not_zero() -> None:
    found = plot(NEVER, week(1), week())
    assert (found.figure, found.known) == ("\N{EN DASH}", False)
    assert found.points[0].said == "Week of 16 Nov 2026: nothing."


def test_the_last_weeks_are_compared_with_those_before() -> None:
    weeks = [week(back, attended=9, never_came=1) for back in range(7, 3, -1)]
    weeks += [week(back, attended=8, never_came=2) for back in range(3, -1, -1)]
    assert "Last 4 weeks: 20 %, before: 10 %." in plot(NEVER, *weeks).note
    assert "before" not in plot(NEVER, *weeks[-4:]).note


@pytest.mark.parametrize(
    ("number", "figures", "told"),
    [
        (ON_TIME, {"timed": 10, "late": 3}, "70 %"),
        (LOST, {"attended": 8, "waited_and_left": 1, "could_not_connect": 1}, "20 %"),
        (WAIT, {"waiters": 6, "waited_us": 6 * 150 * 1_000_000}, "2 min"),
        (TIME, {"sittings": 3, "held": 2, "together_us": 90 * 60 * 1_000_000}, "1 h 30 min"),
        (HELD, {"sittings": 3, "held": 2}, "2"),
    ],
)
def test_each_measure(number: int, figures: dict[str, int], told: str) -> None:
    assert plot(number, week(**figures)).figure == told


def test_a_table_says_the_same_as_the_plots() -> None:
    rows = table_rows(Trends((week(1, attended=3, never_came=1), week(attended=8, never_came=2))))
    assert [row[:2] for row in rows] == [["Week of 23 Nov 2026", "20 %"], ["Week of 16 Nov 2026", "25 % (few)"]]
    assert rows[0][5:] == ["\N{EN DASH}", "\N{EN DASH}"]


def test_weeks_are_whole() -> None:
    first, before = weeks_before(NOW, 8)
    assert (first.weekday(), before.weekday(), (before - first).days) == (0, 0, 56)
    assert first <= NOW.date() < before


# ---- the view
def test_everything_is_shown_and_named(qtbot) -> None:
    attendance = FakeAttendance()
    view = make(qtbot, attendance)
    assert attendance.asked_for("trends")[-1][2:] == ("", False)
    assert view.states.state is State.CONTENT
    named = view.plots[0].accessibleName()
    assert named.startswith("Never came. 11 % 28 of 261 never came.")
    assert "Week of 21 Sept 2026: 0.0 %, 0 of 3 never came. Too few to tell." in view.plots[0].accessibleDescription()
    assert view.hosts.figures.rows[2][:3] == ["Nurse Ida Lind", "3", "too few"]


def test_what_is_chosen_is_asked_for(qtbot) -> None:
    attendance = FakeAttendance()
    view = make(qtbot, attendance)
    view.show_choices(_choices())
    view.period.setCurrentIndex(0)
    first, before, *_rest = attendance.asked_for("trends")[-1]
    assert (before - first).days == 56
    view.everybody_button.click()
    assert attendance.asked_for("trends")[-1][2:] == ("", True)
    view.hosts.row_chosen.emit(HOSTS[1])
    assert attendance.asked_for("trends")[-1][2:] == (HOSTS[1], True)
    assert view.hosts.isHidden()
    count = len(attendance.asked_for("trends"))
    view.show_choices(_choices())
    assert len(attendance.asked_for("trends")) == count


def _choices():
    from hosted_meetings_desktop.domain.ledger.overview import ListChoices

    return ListChoices(HOSTS)


def test_a_report_of_the_chosen_host(qtbot) -> None:
    view = make(qtbot)
    view.reports = True
    view.show_choices(_choices())
    assert view.report_button.isHidden()
    view.host.setCurrentIndex(2)
    with qtbot.waitSignal(view.report_wanted) as asked:
        view.report_button.click()
    assert asked.args == [HOSTS[1]]


def test_the_table_takes_the_place_of_the_plots(qtbot) -> None:
    view = make(qtbot)
    assert view.table.isHidden()
    view.table_button.click()
    assert not view.table.isHidden()
    assert all(each.isHidden() for each in view.plots)
    assert view.table_button.text() == "As plots"
    assert view.table.figures.rowCount() == 13
    qtbot.waitUntil(lambda: view.table.height() > 13 * view.table.rowHeight(0))
    view.table_button.click()
    assert view.table.isHidden()


def test_empty_error_and_loading(qtbot) -> None:
    view = make(qtbot, FakeAttendance(weeks=EMPTY_TRENDS))
    assert view.states.state is State.EMPTY
    attendance = FakeAttendance(problem=OFFLINE)
    view = make(qtbot, attendance)
    assert view.states.state is State.ERROR
    attendance.problem = None
    next(b for b in view.states.findChildren(QPushButton) if b.text() == "Try again").click()
    assert view.states.state is State.CONTENT
    attendance.problem = OFFLINE
    with qtbot.waitSignal(view.failed):
        view.reload()
    assert view.states.state is State.CONTENT  # what was there stays
    assert make(qtbot, calls=HeldCalls()).states.state is State.LOADING


def test_plots_stand_beside_each_other_as_there_is_room(qtbot) -> None:
    view = make(qtbot)
    places = {(each.x(), each.y()) for each in view.plots}
    assert len({x for x, _y in places}) == 3
    view.resize(420, 700)
    qtbot.waitUntil(lambda: len({each.x() for each in view.plots}) == 1)


# ---- a plot
def sample(**more) -> PlotData:
    points = (
        PlotPoint("2 Mar", 0.1, said="Week one: 10 %."),
        PlotPoint("9 Mar", None, said="Week two: nothing."),
        PlotPoint("16 Mar", 0.3, few=True, said="Week three: 30 %. Too few to tell."),
    )
    return replace(PlotData("Never came", points, "12 %", "5 of 40.", lambda value: f"{value:.0%}"), **more)


def test_values_are_walked_through_by_key(qtbot) -> None:
    made = Plot(sample())
    qtbot.addWidget(made)
    SHOWN.append(made)
    made.show()
    told = []
    made.marked.connect(told.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_End, Qt.Key.Key_Home):
        qtbot.keyClick(made, key)
    assert told == [2, 1, 0, 0, 2, 0]
    assert made.accessibleDescription() == "Week one: 10 %."


def test_values_are_told_by_mouse(qtbot) -> None:
    made = Plot(sample())
    qtbot.addWidget(made)
    SHOWN.append(made)
    made.resize(300, 220)
    made.show()
    told = []
    made.marked.connect(told.append)
    move_mouse(made, QPointF(made.x_of(2), made.y_of(0.3)))
    assert told == [2]
    move_mouse(made, QPointF(2, 2))
    assert told == [2, -1]


@pytest.mark.parametrize("bars", [False, True])
@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_a_plot_is_drawn_inside_its_frame(qtbot, *, bars: bool, direction: Qt.LayoutDirection) -> None:
    made = Plot(sample(bars=bars))
    qtbot.addWidget(made)
    SHOWN.append(made)
    made.setLayoutDirection(direction)
    made.resize(300, 240)
    image: QImage = made.grab().toImage()
    blue = [
        (x, y) for x in range(image.width()) for y in range(image.height())
        if image.pixelColor(x, y).blue() > image.pixelColor(x, y).red() + 60
    ]  # fmt: skip
    assert blue
    chart = made.chart().adjusted(-8, -8, 8, 8)
    assert all(chart.contains(x, y) for x, y in blue)
    first, last = made.x_of(0), made.x_of(2)
    assert (first < last) is (direction is Qt.LayoutDirection.LeftToRight)


@pytest.mark.parametrize(
    ("values", "least", "unit", "step", "lines"),
    [
        ([0.18], 0.15, 1.0, 0.05, 4),
        ([0.02], 0.15, 1.0, 0.05, 3),
        ([1.0], 1.0, 1.0, 0.2, 5),
        ([25.0], 3.0, 1.0, 5.0, 5),
        ([0.0], 3.0, 1.0, 1.0, 3),
        ([430.0], 300.0, 60.0, 120.0, 4),
        ([26_000.0], 10_800.0, 3_600.0, 7_200.0, 4),
    ],
)
def test_axes_end_at_round_numbers(values, least, unit, step, lines) -> None:
    found = nice_step(values, least, unit)
    assert found == (pytest.approx(step), lines)
    assert found[0] * found[1] >= max(values)


def test_a_plot_without_values_says_so(qtbot) -> None:
    made = Plot(PlotData("Never came", (PlotPoint("2 Mar", None),), "\N{EN DASH}", "Nothing.", str))
    qtbot.addWidget(made)
    SHOWN.append(made)
    made.show()
    assert not made.data.known
    assert made.accessibleName() == "Never came. \N{EN DASH} Nothing."
    made.show_data(plot_of(measures()[0], some_trends()))
    assert made.data.known
