"""The long list: pages as they are looked at, a selection that survives reloads, keys and columns."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QIcon
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QHeaderView

from hosted_meetings_desktop.domain.errors import Unreachable
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.ui.parts.paged_model import KEPT_PAGES
from hosted_meetings_desktop.ui.parts.paged_table import ICON_ALONE_WIDTH, PAGE_ROWS, Column, PagedModel, PagedTable
from hosted_meetings_desktop.ui.theme.apply import apply_theme
from hosted_meetings_desktop.ui.theme.tokens import ThemeMode


@pytest.fixture(autouse=True)
def _themed(qapp):
    apply_theme(qapp, ThemeMode.LIGHT)


@dataclass(frozen=True)
class Row:
    id: str
    name: str
    size: int = 0


class Source:
    """Answers at once, or when told to."""

    def __init__(self, count: int) -> None:
        self.rows = [Row(str(n), f"row {n}", n) for n in range(count)]
        self.asked: list[tuple[int, int]] = []
        self.held: list = []
        self.hold = False
        self.fails = None

    def fetch(self, offset, limit, deliver, failed) -> None:
        self.asked.append((offset, limit))

        def answer() -> None:
            if self.fails is not None:
                failed(self.fails)
            else:
                deliver(Page(tuple(self.rows[offset : offset + limit]), len(self.rows)))

        self.held.append(answer)
        if not self.hold:
            self.release()

    def release(self) -> None:
        held, self.held = self.held, []
        for answer in held:
            answer()


def columns():
    return [
        Column("Name", lambda row: row.name, stretch=True, tooltip=lambda row: f"{row.name} in full"),
        Column("Size", lambda row: str(row.size), align_right=True, width=80),
        Column("State", lambda _row: "Sent", icon=lambda _row: QIcon(), width=90, optional=1),
    ]


@pytest.fixture
def source():
    return Source(1000)


@pytest.fixture
def table(qtbot, source):
    model = PagedModel(columns(), source.fetch, row_id=lambda row: row.id)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    made = PagedTable(model, name="rows", title="Rows")
    made.tester = tester
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    model.reload()
    return made


def text(table, row, column=0):
    return table.model().index(row, column).data()


def test_the_first_page_alone_is_fetched(table, source):
    assert source.asked == [(0, PAGE_ROWS)]
    assert table.model().rowCount() == 1000
    assert text(table, 199) == "row 199"
    assert table.model().row_at(200) is None


def test_scrolling_fetches_the_page_in_view_once(table, source, qtbot):
    table.scrollTo(table.model().index(900, 0))
    qtbot.waitUntil(lambda: table.model().row_at(900) is not None)
    assert text(table, 900) == "row 900"
    assert source.asked.count((800, PAGE_ROWS)) == 1
    assert (400, PAGE_ROWS) not in source.asked


def test_a_row_not_here_yet_says_so(table, source):
    source.hold = True
    assert text(table, 500) == "…"
    assert table.model().index(500, 0).data(Qt.ItemDataRole.ToolTipRole) is None


def test_roles(table):
    index = table.model().index(3, 1)
    assert index.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert table.model().index(3, 0).data(Qt.ItemDataRole.ToolTipRole) == "row 3 in full"
    assert table.model().index(3, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "row 3"
    assert isinstance(table.model().index(3, 2).data(Qt.ItemDataRole.DecorationRole), QIcon)
    assert table.model().headerData(1, Qt.Orientation.Horizontal) == "Size"


def test_reload_keeps_showing_the_old_rows_until_new_ones_come(table, source):
    source.hold = True
    source.rows[0] = Row("0", "renamed")
    table.reload()
    assert text(table, 0) == "row 0"
    source.release()
    assert text(table, 0) == "renamed"


def test_an_answer_to_an_older_question_is_dropped(table, source):
    source.hold = True
    table.reload()
    late, source.held = source.held, []
    source.rows[0] = Row("0", "newer")
    table.reload()
    source.release()
    source.rows[0] = Row("0", "older")
    for answer in late:
        answer()
    assert text(table, 0) == "newer"


def test_the_selection_follows_its_row_by_id(table, source, qtbot):
    table.selectRow(5)
    source.rows.insert(0, Row("new", "new"))
    with qtbot.assertNotEmitted(table.row_selected):
        table.reload()
    assert table.selected.id == "5"
    assert table.currentIndex().row() == 6
    assert [index.row() for index in table.selectionModel().selectedRows()] == [6]


def test_a_changed_selected_row_is_told_again(table, source, qtbot):
    table.selectRow(5)
    source.rows[5] = Row("5", "renamed")
    with qtbot.waitSignal(table.row_selected) as told:
        table.reload()
    assert told.args[0].name == "renamed"


def test_a_selected_row_that_is_gone_is_told_as_none(qtbot):
    source = Source(10)
    table = PagedTable(PagedModel(columns(), source.fetch, row_id=lambda row: row.id), name="rows", title="Rows")
    qtbot.addWidget(table)
    table.show()
    table.reload()
    table.selectRow(9)
    del source.rows[9]
    with qtbot.waitSignal(table.row_selected) as told:
        table.reload()
    assert told.args[0] is None
    assert not table.selectionModel().hasSelection()


def test_a_row_can_be_selected_before_its_page_is_here(table, qtbot):
    table.select_id("900")
    assert table.selected is None
    table.scrollTo(table.model().index(900, 0))
    qtbot.waitUntil(lambda: table.selected is not None)
    assert table.selected.id == "900"


def test_fewer_and_no_rows(table, source):
    source.rows = source.rows[:3]
    table.reload()
    assert table.model().rowCount() == 3
    source.rows = []
    table.reload()
    assert table.model().rowCount() == 0
    assert table.model().total == 0


def test_another_filter_starts_at_the_top(table, source, qtbot):
    table.scrollTo(table.model().index(900, 0))
    source.rows = [Row(f"x{n}", f"found {n}") for n in range(300)]
    table.reload(from_top=True)
    assert table.verticalScrollBar().value() == 0
    assert text(table, 0) == "found 0"


def test_loaded_is_told_once_per_reload(table, source):
    told = []
    table.model().loaded.connect(told.append)
    table.reload()
    assert told == [1000]


def test_a_failure_is_told_and_can_be_tried_again(table, source, qtbot):
    source.fails = Unreachable()
    with qtbot.waitSignal(table.model().load_failed) as told:
        table.reload()
    assert told.args == [source.fails]
    assert text(table, 0) == "row 0"
    source.fails = None
    with qtbot.waitSignal(table.model().loaded):
        table.reload()


@pytest.mark.parametrize("route", ["enter", "keypad", "double click"])
def test_every_way_to_open_a_row(table, qtbot, route):
    table.selectRow(2)
    with qtbot.waitSignal(table.row_activated) as told:
        if route == "double click":
            spot = table.visualRect(table.model().index(2, 0)).center()
            qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
            qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        else:
            qtbot.keyClick(table, Qt.Key.Key_Return if route == "enter" else Qt.Key.Key_Enter)
    assert told.args[0].id == "2"


def test_arrows_move_the_selection(table, qtbot):
    table.selectRow(0)
    with qtbot.waitSignal(table.row_selected) as told:
        qtbot.keyClick(table, Qt.Key.Key_Down)
    assert told.args[0].id == "1"


def test_clear_choice_is_told(table, qtbot):
    table.selectRow(2)
    with qtbot.waitSignal(table.row_selected) as told:
        table.clear_choice()
    assert told.args[0] is None


def test_a_click_on_a_heading_changes_nothing(table, source, qtbot):
    asked_before = len(source.asked)
    head = table.horizontalHeader()
    assert not head.sectionsClickable()
    assert not head.isSortIndicatorShown()
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert len(source.asked) == asked_before


def test_columns_fit_and_optional_ones_go_when_it_is_narrow(table):
    assert not table.isColumnHidden(2)
    shown = sum(table.columnWidth(n) for n in range(3))
    assert shown == table.viewport().width()
    table.resize(300, 400)
    assert table.isColumnHidden(2)
    table.resize(600, 400)
    assert not table.isColumnHidden(2)
    assert table.columnWidth(2) == 90


def test_columns_are_remembered(table, source, qtbot, tmp_path):
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    table.setColumnWidth(1, 133)
    table.save_columns(settings)
    again = PagedTable(PagedModel(columns(), source.fetch, row_id=lambda row: row.id), name="rows", title="Rows")
    qtbot.addWidget(again)
    again.resize(600, 400)
    again.restore_columns(settings)
    assert again.columnWidth(1) == 133


@pytest.fixture
def badged(qtbot, source):
    made = PagedTable(
        PagedModel(
            [
                Column("Name", lambda row: row.name, stretch=True),
                Column(
                    "State",
                    lambda _row: "Not sent yet",
                    icon=lambda _row: QIcon(),
                    width=140,
                    optional=1,
                    icon_stays=True,
                ),
            ],
            source.fetch,
            row_id=lambda row: row.id,
        ),
        name="badged",
        title="Rows",
    )
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    made.reload()
    return made


def test_an_icon_stays_where_its_words_have_no_room(badged):
    index = badged.model().index(0, 1)
    assert index.data() == "Not sent yet"
    badged.resize(300, 400)
    assert not badged.isColumnHidden(1)
    assert badged.columnWidth(1) == ICON_ALONE_WIDTH
    assert index.data() == ""
    assert isinstance(index.data(Qt.ItemDataRole.DecorationRole), QIcon)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "Not sent yet"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Not sent yet"
    badged.resize(600, 400)
    assert (badged.columnWidth(1), index.data()) == (140, "Not sent yet")


def test_a_column_that_shows_its_icon_alone_is_remembered_with_its_words(badged, tmp_path):
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    badged.setColumnWidth(1, 133)
    badged.resize(300, 400)
    badged.save_columns(settings)
    assert badged.columnWidth(1) == ICON_ALONE_WIDTH
    badged.resize(600, 400)
    badged.setColumnWidth(1, 150)
    badged.resize(300, 400)
    badged.restore_columns(settings)
    assert badged.columnWidth(1) == ICON_ALONE_WIDTH
    badged.resize(600, 400)
    assert badged.columnWidth(1) == 133


def test_the_view_is_dense_and_named(table):
    assert table.accessibleName() == "Rows"
    assert table.rowHeight(0) >= 28
    assert not table.showGrid()


# ---- very long lists
LONG = 100_000


def make(qtbot, source: Source):
    model = PagedModel(columns(), source.fetch, row_id=lambda row: row.id)
    made = PagedTable(model, name="rows", title="Rows")
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    return model, made


def test_a_very_long_list_is_read_only_where_it_is_looked_at(qtbot) -> None:
    source = Source(LONG)
    model, table = make(qtbot, source)
    model.reload()
    qtbot.wait(1)
    assert (model.rowCount(), source.asked) == (LONG, [(0, PAGE_ROWS)])
    table.scrollToBottom()
    last = LONG - PAGE_ROWS
    qtbot.waitUntil(lambda: model.row_at(LONG - 1) is not None)
    assert set(source.asked) == {(0, PAGE_ROWS), (last, PAGE_ROWS)}


def test_no_row_is_measured_by_its_content(qtbot) -> None:
    _model, table = make(qtbot, Source(3))
    rows, columns_ = table.verticalHeader(), table.horizontalHeader()
    assert rows.sectionResizeMode(0) is QHeaderView.ResizeMode.Fixed
    modes = {columns_.sectionResizeMode(section) for section in range(columns_.count())}
    assert QHeaderView.ResizeMode.ResizeToContents not in modes
    assert not table.wordWrap()


def test_pages_looked_at_longest_ago_are_let_go(qtbot) -> None:
    source = Source(LONG)
    model, table = make(qtbot, source)
    model.reload()
    table.hide()
    tops = [number * PAGE_ROWS for number in range(60)]
    for top in tops:
        model.index(top, 0).data()
        model.index(0, 0).data()  # as if it stayed in view
        qtbot.waitUntil(lambda top=top: model.row_at(top) is not None)
    held = [top for top in tops if model.row_at(top) is not None]
    assert held == [0, *tops[-(KEPT_PAGES - 1) :]]
    model.index(PAGE_ROWS, 0).data()
    qtbot.waitUntil(lambda: model.row_at(PAGE_ROWS) is not None)


def test_a_heading_over_icons_alone_is_told_and_not_cut_off(qtbot) -> None:
    model, _table = make(qtbot, Source(3))
    model.show_icon_alone(1, alone=True)
    title = model.columns[1].title
    heading = [
        model.headerData(1, Qt.Orientation.Horizontal, role)
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
    ]
    assert heading == ["", title, title]
