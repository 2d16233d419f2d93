"""What is painted of meetings where there is little room, in hand, and beside them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPixmap

from hosted_meetings_desktop.domain.meeting import SyncState
from hosted_meetings_desktop.ui.panes.schedule.entry_looks import SIGN, EntryPainter, Look
from hosted_meetings_desktop.ui.panes.schedule.host_marks import host_mark, host_marks
from hosted_meetings_desktop.ui.panes.schedule.ranges import View
from tests.panes.clinic_data import HOSTS, NOW
from tests.panes.schedule_kit import MONDAY, FakeSchedule, at, box_of, drag, entry, make_pane, point_at

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


class Noted(EntryPainter):
    """Notes what is painted instead of only painting it."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.texts: list[tuple[str, QRect]] = []
        self.signs: list[QRect] = []

    def _text(self, painter, place, text, font) -> None:
        self.texts.append((text, QRect(place)))
        super()._text(painter, place, text, font)

    def _paint_sign(self, painter, line, number, sign) -> None:
        top = line.top() + (self.line - SIGN) // 2
        self.signs.append(QRect(line.right() + 1 - (number + 1) * SIGN, top, SIGN, SIGN))
        super()._paint_sign(painter, line, number, sign)

    @property
    def words(self) -> list[str]:
        return [text for text, _place in self.texts]


def painted(one, width: int, height: int, **look) -> Noted:
    """Paint a meeting of the first host in a box."""
    looks = Noted()
    looks.mark_hosts([one, entry(1, at(0, 9), host=HOSTS[1])])
    picture = QPixmap(width, height)
    with QPainter(picture) as painter:
        looks.paint_box(painter, QRect(0, 0, width, height), one, Look(**look))
    return looks


# ---- whose it is
def test_hosts_are_told_apart_by_their_initials() -> None:
    assert [host_mark(name) for name in ("Dr. Ada Osei", "Nurse Ewa Wiśniewska", "Zoe", "Dr.", "", "  ")] == [
        "AO", "EW", "Zo", "Dr", "", "",
    ]  # fmt: skip
    marks = host_marks(["Dr. Ada Osei", "Dr. Abena Osei", "DR. ADA OSEI ", "Karim Haddad", ""])
    assert marks == {"dr. ada osei": "AdO", "dr. abena osei": "AbO", "karim haddad": "KH"}


def test_letters_that_join_stay_apart() -> None:
    assert host_mark("محمد الشريف") == "\N{ARABIC LETTER MEEM}\N{ZERO WIDTH NON-JOINER}\N{ARABIC LETTER ALEF}"


@pytest.mark.parametrize("width", [30, 44, 52, 58, 80, 160])
def test_each_box_says_whose_it_is_where_several_hosts_show(qtbot, width) -> None:
    one = entry(0, at(0, 15), host=HOSTS[0])
    mark = host_mark(HOSTS[0])
    assert mark in painted(one, width, 40).words
    assert mark not in painted(one, max(60, width), 40, with_host=False).words


# ---- little room
def test_words_stay_whole_in_a_narrow_box(qtbot) -> None:
    one = entry(0, at(0, 15), title="Wound check", host=HOSTS[0])
    assert painted(one, 56, 64).words == [host_mark(HOSTS[0]), "Wound", "check"]
    assert painted(one, 56, 64, with_host=False).words == ["Wound", "check"]
    assert painted(one, 56, 32).words == [host_mark(HOSTS[0]), "Wound"]


def test_a_slim_box_has_letters_only(qtbot) -> None:
    one = entry(0, at(0, 15), title="Wound check", people=("Sam O'Neill",), host=HOSTS[0])
    assert painted(one, 40, 64).words == [host_mark(HOSTS[0])]
    assert painted(one, 40, 64, with_host=False).words == ["SO"]


@pytest.mark.parametrize("width", [48, 52, 58, 70, 120])
@pytest.mark.parametrize("height", [15, 32, 64])
@pytest.mark.parametrize("with_host", [True, False])
def test_a_sign_covers_no_words(qtbot, width, height, with_host) -> None:
    one = entry(0, at(0, 15), sync=SyncState.ATTENTION, host=HOSTS[0], people=("Sam O'Neill",))
    looks = painted(one, width, height, with_host=with_host)
    assert len(looks.signs) == 1
    assert not any(place.intersects(looks.signs[0]) for text, place in looks.texts if place.width() > 0)
    assert all(place.right() < width for _text, place in looks.texts)


@pytest.mark.parametrize(("width", "height"), [(30, 40), (40, 40), (47, 15), (47, 40)])
def test_what_needs_somebody_is_seen_in_a_slim_box(qtbot, width, height) -> None:
    looks = painted(entry(0, at(0, 15), sync=SyncState.ATTENTION, host=HOSTS[0]), width, height)
    mark = looks.texts[0][1].left() + looks.width_of(host_mark(HOSTS[0]))
    assert looks.signs[0].left() >= mark or looks.signs[0].top() > looks.texts[0][1].center().y()


def test_a_long_title_takes_a_second_line(qtbot) -> None:
    one = entry(0, at(0, 15), 60, title="Multidisciplinary case conference", host=HOSTS[0])
    words = painted(one, 120, 90).words
    assert "Multidisciplinary" in words
    assert "case conference" in words


# ---- in hand
def test_what_is_in_hand_shows_its_new_time(qtbot, monkeypatch) -> None:
    pane = make_pane(qtbot, FakeSchedule(rows=[entry(0, at(0, 10), 60, host=HOSTS[0])]), view=View.DAY)
    grid = pane.grid
    shown = []
    monkeypatch.setattr(grid.looks, "paint_box", lambda _painter, _box, one, look: shown.append((one, look)))
    drag(grid, box_of(grid, "e000").center(), point_at(grid, 1, 12), point_at(grid, 1, 13), drop=False)
    grid.grab()
    ghosts = [one for one, look in shown if look.selected and not look.lifted]
    assert grid.carried.starts_at != at(0, 10)
    assert (ghosts[-1].starts_at, ghosts[-1].ends_at) == (grid.carried.starts_at, grid.carried.ends_at)
    assert ghosts[-1].host == HOSTS[1]
    qtbot.keyClick(grid, Qt.Key.Key_Escape)


def test_one_meeting_has_the_words_of_both_its_times(qtbot) -> None:
    looks = EntryPainter()
    one = entry(0, at(0, 10), 60)
    later = entry(0, at(0, 11), 60)
    assert looks._words_of(one, with_host=False)[0] == "10:00"
    assert looks._words_of(later, with_host=False)[0] == "11:00"


# ---- beside them
def test_labels_stand_where_no_meeting_is(qtbot) -> None:
    pane = make_pane(qtbot, FakeSchedule(rows=[entry(0, at(0, 12), 60, host=HOSTS[0], after=timedelta(0))]))
    places, line = pane.grid.places, pane.grid.looks.line
    top, bottom = places.y_of(12.5 * 60), places.y_of(13.25 * 60)
    assert places.free_within(1, top, bottom, line) == top
    assert places.free_within(0, top, bottom, 8) == places.boxes_of(0)[0].bottom
    assert places.free_within(0, top, bottom, line * 2) is None
    assert places.free_within(0, places.y_of(600), bottom, line) == places.y_of(600)
    assert pane.grid._paint._free_line(0, 12 * 60, 13 * 60) is None


def test_a_buffer_is_no_place_for_a_label(qtbot) -> None:
    rows = [entry(0, at(0, 12), 30, host=HOSTS[0], after=timedelta(minutes=30))]
    places = make_pane(qtbot, FakeSchedule(rows=rows)).grid.places
    found = places.free_within(0, places.y_of(12 * 60), places.y_of(14 * 60), 10)
    assert found >= places.y_of(13 * 60) - 1


# ---- months and weeks
@pytest.mark.parametrize("size", [(1180, 700), (868, 560), (868, 700), (1180, 900)])
def test_every_week_of_a_month_has_as_many_lines_and_none_is_left_empty(qtbot, size) -> None:
    pane = make_pane(qtbot, view=View.MONTH, size=size)
    month = pane.month
    crowded = [cell for cell in month.cells if cell.more]
    assert len({len(cell.chips) for cell in crowded}) == 1
    assert len(crowded[0].chips) >= 2
    for cell in crowded:
        left = cell.bottom - cell.chips[-1].bottom
        assert 0 <= left <= cell.chips[0].bottom - cell.chips[0].top + 4


def test_what_has_no_room_is_counted_beside_the_day(qtbot) -> None:
    pane = make_pane(qtbot, view=View.MONTH)
    number = pane.month.board.number_of(MONDAY)
    cell = pane.month.cells[number]
    row = pane.month.board.rows[number][-1]
    assert len(cell.chips) + cell.more == len(pane.month.board.rows[number])
    box = pane.month.rect_of(row)
    assert box.top() == pane.month.to_view(cell.left, cell.top, cell.right, cell.bottom).top()
    assert box.bottom() < pane.month.rect_of(cell.chips[0].row).bottom()


def test_a_free_week_is_told_once_over_and_once_under_its_days(qtbot) -> None:
    pane = make_pane(qtbot, FakeSchedule(rows=[]), view=View.AGENDA)
    assert {cell.count_text for cell in pane.stack.agenda_page.strip.cells} == {""}
    words = [pane.agenda.entries.words(line) for line in pane.agenda.entries.lines]
    assert words[2:] == [word for word in words if word.endswith(": free")][1:]
    assert pane.bar.empty_shown
    pane.show_day(date(2026, 11, 30))
    assert len(pane.agenda.entries.lines) == 7


def test_the_agenda_says_what_can_be_done(qtbot) -> None:
    pane = make_pane(qtbot, view=View.AGENDA)
    assert "double-click shows its details" in pane.bar.hint.text
