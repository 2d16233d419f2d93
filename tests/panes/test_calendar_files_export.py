"""What of the plan goes into a calendar file, and where."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QLocale, QPoint, Qt

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.ui.window.calendar_files import files as files_module
from hosted_meetings_desktop.ui.window.calendar_files.event_table import WHEN
from hosted_meetings_desktop.ui.window.calendar_files.ranges import Range, days_of, moments_of
from tests.panes.calendar_files_kit import OSEI, UNREADABLE, FilesKit
from tests.panes.calendars_kit import HOSTS, FakeFiles

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", "propagateSizeHints"),
    pytest.mark.usefixtures("london"),
]


@pytest.fixture
def make(qtbot):
    return lambda *about, **more: FilesKit(qtbot, *about, **more)


# ---- exporting
def test_the_next_four_weeks_of_all_hosts_by_neutral_titles_are_proposed(make):
    kit = make()
    dialog = kit.export()
    wish = kit.fake.last("count")
    assert (wish.host, wish.neutral) == ("", True)
    assert wish.starts_from == datetime(2026, 11, 23, tzinfo=UTC)
    assert wish.starts_before == datetime(2026, 12, 21, tzinfo=UTC)
    assert dialog.said.text() == "12 meetings are planned in this time."
    assert dialog.main_button.isEnabled()
    assert [dialog.host.itemText(n) for n in range(dialog.host.count())] == ["All hosts", *HOSTS]


@pytest.mark.parametrize(
    ("which", "days"),
    [
        (Range.TODAY, (date(2026, 11, 25), date(2026, 11, 25))),
        (Range.WEEK, (date(2026, 11, 23), date(2026, 11, 29))),
        (Range.FOUR_WEEKS, (date(2026, 11, 25), date(2026, 12, 22))),
    ],
)
def test_ranges_begin_where_they_should(which, days):
    assert days_of(which, date(2026, 11, 25)) == days


def test_a_week_begins_as_the_locale_has_it():
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    try:
        assert days_of(Range.WEEK, date(2026, 11, 25))[0] == date(2026, 11, 22)
        assert days_of(Range.WEEK, date(2026, 11, 22))[0] == date(2026, 11, 22)
    finally:
        QLocale.setDefault(before)


def test_days_are_whole_on_this_pcs_clock_when_it_changes():
    starts_from, starts_before = moments_of(date(2026, 10, 25), date(2026, 10, 25))
    assert starts_before - starts_from == timedelta(hours=25)


def test_other_days_are_typed(make):
    kit = make()
    dialog = kit.export()
    dialog.range_buttons[Range.OTHER].click()
    assert dialog.last.day == date(2026, 12, 20), "it begins with what was chosen before"
    dialog.last.set_day(date(2026, 11, 23))
    assert dialog.range_buttons[Range.TODAY].isChecked(), "that is today"
    dialog.last.set_day(date(2026, 11, 24))
    assert dialog.range_buttons[Range.OTHER].isChecked()
    assert not dialog.main_button.isEnabled(), "nobody knows yet how many there are"
    kit.count()
    assert kit.fake.last("count").starts_before == datetime(2026, 11, 25, tzinfo=UTC)
    dialog.range_buttons[Range.WEEK].click()
    assert (dialog.first.day, dialog.last.day) == (date(2026, 11, 23), date(2026, 11, 29))


def test_days_that_end_before_they_begin_are_said_at_the_field(make):
    kit = make()
    dialog = kit.export()
    dialog.last.set_day(date(2026, 11, 1))
    kit.count()
    assert dialog.form.problems == {"until": "The last day is before the first"}
    assert not dialog.main_button.isEnabled()
    dialog.range_buttons[Range.TODAY].click()
    assert dialog.form.problems == {}


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "Nothing is planned in this time."), (1, "1 meeting is planned in this time.")],
)
def test_how_many_there_are_is_said_before(make, count, said):
    dialog = make(FakeFiles(count=count)).export()
    assert dialog.said.text() == said
    assert dialog.main_button.isEnabled() is bool(count)


def test_a_plan_that_cannot_be_counted_is_told(make):
    kit = make(FakeFiles(fails=UNREADABLE))
    dialog = kit.export()
    assert dialog.message_bar.text == "The file cannot be read. Nothing was changed."
    assert not dialog.main_button.isEnabled()


def test_typed_titles_come_with_a_warning(make):
    kit = make()
    dialog = kit.export()
    assert dialog.warning.isHidden()
    dialog.neutral.click()
    assert "with any names in them" in dialog.warning.text
    assert dialog.warning.isVisible()
    dialog.host.setCurrentIndex(1)
    kit.count()
    wish = kit.fake.last("count")
    assert (wish.host, wish.neutral) == (OSEI, False)
    dialog.neutral.click()
    assert dialog.warning.isHidden()


def test_the_file_is_asked_for_and_told_with_its_folder(make, monkeypatch, tmp_path):
    kit = make()
    dialog = kit.export()
    dialog.host.setCurrentIndex(1)
    kit.count()
    dialog.main_button.click()
    question = dialog.save_question.dialog
    assert question.selectedFiles()[0].endswith("Dr. Ada Osei 2026-11-23 to 2026-12-20.ics")
    target = tmp_path / "out.ics"
    question.fileSelected.emit(str(target))
    question.done(0)
    written, wish, name = kit.fake.last("save")
    assert (written, wish.host, name) == (target, OSEI, OSEI)
    assert kit.files.export_dialog is None
    assert kit.bar.text == "12 meetings are exported to “out.ics”."
    opened = []
    monkeypatch.setattr(files_module, "open_outside", opened.append)
    kit.bar.action_button.click()
    assert opened == [tmp_path]


def test_a_name_that_no_file_can_have(make):
    kit = make(FakeFiles(hosts=("A/B: C\\D\n",), count=1))
    dialog = kit.export()
    dialog.range_buttons[Range.TODAY].click()
    dialog.host.setCurrentIndex(1)
    assert dialog._file_name() == "A B C D 2026-11-23.ics"
    dialog.save(Path("/out.ics"))
    assert kit.bar.text == "1 meeting is exported to “out.ics”."


def test_a_place_that_cannot_be_written_is_told_and_another_can_be_chosen(make):
    kit = make(FakeFiles(save_fails=AppError("The file could not be saved", "Choose another folder.")))
    dialog = kit.export()
    dialog.save(Path("/gone/out.ics"))
    assert dialog.message_bar.text == "The file could not be saved. Choose another folder."
    assert kit.files.export_dialog is dialog
    kit.fake.save_fails = None
    dialog.save(Path("/here/out.ics"))
    assert kit.files.export_dialog is None


def test_one_export_at_a_time(make):
    kit = make()
    dialog = kit.export()
    kit.files.open_export()
    assert kit.files.export_dialog is dialog


def test_a_box_has_no_second_box_of_the_style(make):
    kit = make()
    dialog = kit.open(OSEI)
    table = dialog.page.table
    delegate = table.itemDelegateForColumn(WHEN)
    index = kit.model.index(0, WHEN)
    assert not delegate.editorEvent(QEvent(QEvent.Type.MouseButtonRelease), kit.model, None, index)
    assert kit.model.flags(index) & Qt.ItemFlag.ItemIsUserCheckable, "screen readers know it for a box"
    assert kit.model.setData(index, Qt.CheckState.Unchecked.value, Qt.ItemDataRole.CheckStateRole)
    assert 0 not in kit.model.wanted
    assert not kit.model.setData(index, "x")
    assert table.rowAt(QPoint(5, 5).y()) == 0
