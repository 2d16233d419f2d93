"""Visit types in the settings: the list, what is done with one, and the way back."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QModelIndex, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPushButton,
    QWidget,
)

from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.visit_type import (
    VisitColour,
)
from hosted_meetings_desktop.ui.parts.states import State
from hosted_meetings_desktop.ui.parts.visit_swatch import swatch_icon
from hosted_meetings_desktop.ui.text.format import DASH
from tests.panes.fakes import HeldCalls
from tests.panes.planning_kit import LONG, FakeClinic
from tests.panes.settings_kit import (
    LEFT,
    PROBLEM,
    SETTINGS_MARKS,
    USUAL,
    choose,
    names,
    show_planning,
    visit_type_form,
    visit_types_of,
)

pytestmark = SETTINGS_MARKS


@pytest.fixture
def make(qtbot):
    return partial(show_planning, qtbot)


def go_to_table(page, qtbot):
    with qtbot.waitActive(page):
        page.activateWindow()
    visit_types_of(page).table.setFocus()
    return visit_types_of(page).table


# ---- the list
def test_visit_types_are_listed_with_their_lengths_and_buffers(make):
    page = make()
    model = visit_types_of(page).model
    assert names(page) == [each.name for each in USUAL]
    assert [model.data(model.index(2, column)) for column in range(4)] == ["Group session", "1 h", "5 min", "5 min"]
    assert model.data(model.index(0, 2)) == DASH
    said = model.data(model.index(2, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Group session, 1 h, 5 min free before, 5 min free after, Violet"
    assert model.data(model.index(0, 0), Qt.ItemDataRole.DecorationRole) is swatch_icon(VisitColour.BLUE)
    assert [model.headerData(column, Qt.Orientation.Horizontal) for column in range(4)] == [
        "Name", "Length", "Free before", "Free after",
    ]  # fmt: skip


def test_while_it_loads_grey_bars_come_late_and_nothing_can_be_done_with_a_type(make, qtbot):
    held = HeldCalls()
    page = make(calls=held)
    group = visit_types_of(page)
    assert group.states.state is State.LOADING
    assert not group.edit_button.isEnabled()
    held.release()
    assert group.states.state is State.CONTENT
    assert group.edit_button.isEnabled()


def test_a_failure_is_said_once_in_full_and_all_is_tried_again(make):
    clinic = FakeClinic(fails=PROBLEM)
    page = make(clinic)
    group = visit_types_of(page)
    assert group.states.state is State.ERROR
    assert page.planning.hours.result.text == "The hours cannot be shown now."
    assert page.planning.rules.result.text == "The rules cannot be shown now."
    clinic.fails = None
    again = next(b for b in group.states.findChildren(QPushButton) if b.text() == "Try again")
    again.click()
    assert group.states.state is State.CONTENT
    assert page.planning.hours.result.text == page.planning.rules.result.text == ""
    assert len(page.planning.hours.rows) == 2


def test_where_no_type_is_in_use_that_is_said(make):
    page = make(FakeClinic(types=tuple(replace(each, retired=True) for each in USUAL)))
    group = visit_types_of(page)
    assert group.states.state is State.EMPTY
    assert not group.edit_button.isEnabled()
    group.retired_box.click()
    assert group.states.state is State.CONTENT
    assert names(page)[0] == "Consultation (retired)"


def test_the_table_is_as_tall_as_its_rows_up_to_ten(make):
    few = make(FakeClinic(types=USUAL[:2]))
    many = make(FakeClinic(types=tuple(replace(LONG, id=VisitTypeId(f"t{n}"), name=f"T{n}") for n in range(40))))
    heights = [visit_types_of(page).table.height() for page in (few, many)]
    assert heights[0] < heights[1] <= 11 * 32 + 8
    assert not visit_types_of(few).table.verticalScrollBar().isVisible()
    assert visit_types_of(many).table.verticalScrollBar().isVisible()


def test_every_control_has_a_name(make, qtbot):
    page = make()
    visit_types_of(page).add()
    dialog = visit_type_form(page)
    dialog.rights_button.setChecked(True)
    page.planning.hours.edit(page.clinic.hours[1])
    for root in (page, dialog, page.planning.hours.dialog):
        for kind in (QAbstractButton, QAbstractSpinBox, QComboBox):
            for control in root.findChildren(kind):
                if control.isVisibleTo(root):
                    assert control.accessibleName(), (control, control.parent())
        for line in root.findChildren(QLineEdit):
            if line.isVisibleTo(root) and not isinstance(line.parent(), QAbstractSpinBox | QComboBox):
                assert line.accessibleName(), line


class Windows(QObject):
    """Notes every window that is shown."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self.shown: list[str] = []
        app.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


def test_no_part_of_it_is_a_window_of_its_own_for_an_instant(make, qapp):
    windows = Windows(qapp)
    page = make()
    visit_types_of(page).edit()
    visit_type_form(page).reject()
    visit_types_of(page).import_from(Path("types.json"))
    page.planning.hours.edit(page.clinic.hours[1])
    page.planning.hours.reload()
    ours = [name for name in windows.shown if name != "QLabel"]  # labels are made by the parts
    assert ours == ["PlanningPage", "VisitTypeDialog", "ImportDialog", "HoursDialog"]


# ---- retiring, restoring, removing
def test_retiring_hides_a_type_and_can_be_undone(make, qtbot):
    page = make()
    group = visit_types_of(page)
    choose(page, 1)
    qtbot.keyClick(go_to_table(page, qtbot), Qt.Key.Key_Delete)
    assert page.clinic.types[1].retired
    assert "Follow-up" not in names(page)
    assert group.result.text == "“Follow-up” is no longer offered; what was planned with it stays."
    assert page.planning.undo_text() == "retiring “Follow-up”"
    assert group.retired_box.text() == "Show 1 retired"
    assert group.table.chosen == page.clinic.types[2], "the row stays where it was"
    qtbot.mouseClick(group.result.action_button, LEFT)
    assert page.clinic.types == USUAL
    assert group.retired_box.isHidden()


def test_a_retired_type_is_restored_or_removed(make):
    retired = replace(USUAL[1], retired=True)
    page = make(FakeClinic(types=(USUAL[0], retired, *USUAL[2:])))
    group = visit_types_of(page)
    assert group.remove_button.isHidden()
    assert len(names(page)) == 5
    group.retired_box.click()
    assert names(page)[1] == "Follow-up (retired)"
    choose(page, 1)
    assert group.retire_button.text() == "Restore"
    assert group.remove_button.isVisible()
    group.retire_button.click()
    assert page.clinic.types == USUAL
    assert group.result.text == "“Follow-up” is offered again."
    page.planning.undo()
    assert page.clinic.types[1].retired
    choose(page, 1)
    group.remove_button.click()
    assert [each.id for each in page.clinic.types] == [each.id for each in (USUAL[0], *USUAL[2:])]
    page.planning.undo()
    assert page.clinic.types[1] == retired


def test_a_failed_change_is_said_and_nothing_is_undone_by_ctrl_z(make):
    page = make()
    page.clinic.fails = PROBLEM
    visit_types_of(page).retire_or_restore()
    assert visit_types_of(page).result.text.startswith("The store cannot be read")
    assert page.planning.undo_text() == ""


# ---- the order
def test_the_order_is_changed_by_keys(make, qtbot):
    page = make()
    group = visit_types_of(page)
    choose(page, 0)
    assert not group.up_button.isEnabled()
    qtbot.keyClick(go_to_table(page, qtbot), Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert names(page)[:2] == ["Follow-up", "Consultation"]
    assert group.table.chosen == USUAL[0], "the choice moves along"
    qtbot.mouseClick(group.down_button, LEFT)
    assert names(page)[:3] == ["Follow-up", "Group session", "Consultation"]
    qtbot.mouseClick(group.up_button, LEFT)
    assert names(page)[:3] == ["Follow-up", "Consultation", "Group session"]
    assert page.planning.undo_text() == "moving “Consultation”"
    for _step in range(3):
        page.planning.undo()
    assert names(page) == [each.name for each in USUAL]
    assert page.planning.undo_text() == ""


def test_moving_past_a_hidden_type_leaves_it_where_it_is(make):
    page = make(FakeClinic(types=(USUAL[0], replace(USUAL[1], retired=True), *USUAL[2:4])))
    choose(page, 0)
    visit_types_of(page).shift(1)
    assert [each.name for each in page.clinic.types] == [
        "Follow-up", "Group session", "Consultation", "Team meeting",
    ]  # fmt: skip
    visit_types_of(page).shift(-1)
    assert names(page) == ["Consultation", "Group session", "Team meeting"]


def test_the_last_row_stays_at_the_end(make):
    page = make()
    choose(page, 5)
    visit_types_of(page).shift(1)
    assert page.clinic.kept == []
    visit_types_of(page).shift(-1)
    visit_types_of(page).shift(1)
    assert names(page) == [each.name for each in USUAL]


@pytest.mark.parametrize(
    ("row", "onto", "order"),
    [
        (0, 3, ["Follow-up", "Group session", "Consultation", "Team meeting", "Webinar", "Livestream"]),
        (5, 0, ["Livestream", "Consultation", "Follow-up", "Group session", "Team meeting", "Webinar"]),
        (0, 6, ["Follow-up", "Group session", "Team meeting", "Webinar", "Livestream", "Consultation"]),
        (2, 2, None),
        (2, 3, None),
    ],
)
def test_rows_are_dragged_between_others(make, row, onto, order):
    page = make()
    model = visit_types_of(page).model
    data = model.mimeData([model.index(row, 0)])
    assert not model.dropMimeData(data, Qt.DropAction.MoveAction, onto, 0, QModelIndex())
    assert names(page) == (order or [each.name for each in USUAL])
    assert bool(page.clinic.kept) == (order is not None)


def test_a_row_is_dropped_between_two_others(make, qtbot):
    page = make()
    table, model = visit_types_of(page).table, visit_types_of(page).model
    data = model.mimeData([model.index(5, 0)])
    at = QPointF(table.visualRect(model.index(1, 0)).topLeft() + QPoint(40, 1))
    buttons, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for event in (
        QDragEnterEvent(at.toPoint(), Qt.DropAction.MoveAction, data, buttons, none),
        QDragMoveEvent(at.toPoint(), Qt.DropAction.MoveAction, data, buttons, none),
        QDropEvent(at, Qt.DropAction.MoveAction, data, buttons, none),
    ):
        QApplication.sendEvent(table.viewport(), event)
    assert names(page)[:3] == ["Consultation", "Livestream", "Follow-up"]
    assert len(names(page)) == 6


def test_nothing_else_can_be_dropped(make):
    page = make()
    data = QMimeData()
    data.setText("consultation")
    assert not visit_types_of(page).model.dropMimeData(data, Qt.DropAction.MoveAction, 0, 0, QModelIndex())
    assert page.clinic.kept == []


# ---- undo
def test_undo_takes_back_the_last_of_all_groups(make, qtbot):
    page = make()
    with qtbot.waitSignal(page.planning.undo_changed):
        visit_types_of(page).retire_or_restore()
    page.planning.hours.drop(page.clinic.hours[1])
    assert page.planning.undo_text() == "the change of hours of Dr. Ada Osei"
    page.planning.undo()
    assert len(page.clinic.hours) == 2
    assert page.planning.hours.result.text == ""
    assert page.planning.undo_text() == "retiring “Consultation”"


def test_an_older_change_can_be_taken_back_first(make, qtbot):
    page = make()
    visit_types_of(page).retire_or_restore()
    page.planning.hours.drop(page.clinic.hours[1])
    qtbot.mouseClick(visit_types_of(page).result.action_button, LEFT)
    assert page.clinic.types == USUAL
    assert len(page.clinic.hours) == 1
    assert page.planning.undo_text() == "the change of hours of Dr. Ada Osei"


def test_an_undo_that_fails_is_told_and_can_be_tried_again(make, qtbot):
    page = make()
    visit_types_of(page).retire_or_restore()
    page.clinic.fails = PROBLEM
    with qtbot.waitSignal(page.planning.failed) as told:
        page.planning.undo()
    assert told.args == [PROBLEM]
    page.clinic.fails = None
    page.planning.undo()
    assert page.clinic.types == USUAL


def test_one_undo_at_a_time(make):
    held = HeldCalls()
    page = make(calls=held)
    held.release()
    visit_types_of(page).retire_or_restore()
    held.release()
    held.release()
    page.planning.undo()
    assert page.planning.undo_text() == ""
    page.planning.undo()
    held.release()
    assert len(page.clinic.undone) == 1
