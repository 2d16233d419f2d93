"""What is planned of a calendar file, how that is told, and the way back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.own_calendar import (
    ImportVerdict,
)
from hosted_meetings_desktop.ui.text.format import DASH
from hosted_meetings_desktop.ui.window.calendar_files.event_table import OUTCOME
from tests.panes.calendar_files_kit import OSEI, PATH, UNREADABLE, FilesKit
from tests.panes.calendars_kit import FakeFiles, event, some_events
from tests.panes.fakes import HeldCalls

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", "propagateSizeHints"),
    pytest.mark.usefixtures("london"),
]


@pytest.fixture
def make(qtbot):
    return lambda *about, **more: FilesKit(qtbot, *about, **more)


# ---- planning
def test_what_was_planned_is_told_with_the_way_back(make, qtbot):
    kit = make()
    kit.open(OSEI).main_button.click()
    assert kit.dialog is None
    assert kit.bar.text == (
        "4 meetings are planned; nobody was invited. 2 were left out, the first of them "
        f"“Follow-up after surgery”, Mon 23 Nov 13:00{DASH}13:30 "
        f"(Dr. Ada Osei has “Knee” 12:45{DASH}13:30. They overlap by 30 min)."
    )
    assert kit.bar.kind == "warning"
    assert kit.history.undo_text == "the import of 4 meetings"
    with qtbot.waitSignal(kit.files.meeting_wanted) as wanted:
        kit.bar.other_button.click()
    assert wanted.args == ["Wound check-3"]
    kit.bar.action_button.click()
    step = kit.fake.last("undo")
    assert len(step.others) == 3
    assert kit.bar.text == "Undone: the import of 4 meetings."
    kit.bar.action_button.click()
    assert kit.bar.text == "Done again: the import of 4 meetings."
    assert kit.history.undo_text == "the import of 4 meetings"


def test_one_meeting_and_nothing_left_out(make):
    kit = make(FakeFiles(file=replace(some_events(), events=(event(3, "Wound check"),))))
    dialog = kit.open(OSEI)
    assert dialog.main_button.text() == "Plan 1 meeting"
    assert dialog.page.summary.text().startswith("“rehabilitation.ics” holds one time that can be planned")
    dialog.main_button.click()
    assert (kit.bar.text, kit.bar.kind) == ("1 meeting is planned; nobody was invited.", "success")
    assert kit.history.undo_text == "the import of a meeting"


def test_undo_takes_nothing_else_back(make):
    kit = make()
    kit.open(OSEI).main_button.click()
    kit.history.add(kit.history._done[0].step, "the move of “Knee”")
    kit.bar.action_button.click()
    assert "undo" not in dict(kit.fake.did)
    assert kit.bar.text == "Something else was changed after the import. Undo that first with Ctrl+Z."


def test_where_the_pane_tells_it_the_window_does_not(make):
    kit = make(told_elsewhere=True)
    kit.open(OSEI).main_button.click()
    kit.bar.action_button.click()
    assert kit.bar.text == ""


def test_undone_in_a_pane_the_message_goes(make):
    kit = make()
    kit.open(OSEI).main_button.click()
    kit.history.undo()
    assert kit.bar.text == ""


def test_an_undo_that_fails_is_told(make):
    kit = make()
    kit.open(OSEI).main_button.click()

    async def taken(_step):
        raise AppError("This time is not free", "Nothing was changed.")

    kit.fake.undo = taken
    kit.bar.action_button.click()
    assert kit.bar.text == "This time is not free. Nothing was changed."
    assert kit.history.undo_text == "the import of 4 meetings"


def test_where_the_plan_changed_meanwhile_nothing_is_planned_and_it_says_why(make):
    kit = make()
    dialog = kit.open(OSEI)
    kit.fake.judge = lambda one: ImportVerdict(one, known=True)
    dialog.main_button.click()
    assert kit.dialog is dialog
    assert dialog.message_bar.text.startswith("Nothing was planned: none of these times can be had.")
    assert set(kit.cells(OUTCOME)) == {"Left out: it is planned here already."}
    assert not dialog.main_button.isEnabled()
    assert kit.history.undo_text == ""


def test_a_failure_keeps_everything_as_it_was_chosen(make):
    kit = make()
    dialog = kit.open(OSEI)
    kit.model.tick([0], on=False)
    kit.fake.fails = UNREADABLE
    dialog.main_button.click()
    assert dialog.message_bar.text == "The file cannot be read. Nothing was changed."
    assert not dialog.busy
    kit.fake.fails = None
    dialog.main_button.click()
    assert len(kit.fake.last("import").events) == 5


def test_while_it_is_planned_the_dialog_stays(make):
    held = HeldCalls()
    kit = make(None, held)
    kit.files.open_import(PATH)
    held.release()
    kit.dialog.page.host.setEditText(OSEI)
    kit.dialog.main_button.click()
    dialog = kit.dialog
    assert dialog.busy
    dialog.reject()
    dialog.confirmed.emit()
    assert kit.dialog is dialog
    assert len(held.held) == 1
    held.release()
    assert kit.dialog is None


# ---- how it is opened
def test_without_a_file_one_is_asked_for(make):
    kit = make()
    kit.files.open_import()
    question = kit.files.open_question
    kit.files.open_import()
    assert kit.files.open_question is question
    question.fileSelected.emit(str(PATH))
    question.done(0)
    assert kit.files.open_question is None
    assert kit.dialog.path == PATH
    dialog = kit.dialog
    kit.files.open_import(Path("/files/other.ics"))
    assert kit.dialog is dialog, "one at a time"


def test_every_control_has_a_name(make):
    kit = make()
    kit.open(OSEI)
    kit.export()
    fields = [kit.dialog.page.host, kit.dialog.page.visit_type, kit.files.export_dialog.host]
    assert [field.accessibleName() for field in fields] == ["Host", "Visit type", "Whose meetings"]
    for root in (kit.dialog, kit.files.export_dialog):
        for control in root.findChildren(QAbstractButton):
            assert control.accessibleName() or not control.isVisibleTo(root), control
