"""Dates, lengths and ends of meetings, as they are typed, stepped and picked."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from PySide6.QtCore import QDate, QLocale, Qt, QTime
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.parts.calendar_popup import styled_calendar
from hosted_meetings_desktop.ui.parts.date_field import DateField
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.when_fields import DurationField
from hosted_meetings_desktop.ui.theme.tokens import SIZE

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
WEDNESDAY = date(2026, 12, 2)
FORMAT = "ddd d MMM yyyy"


@pytest.fixture
def shown(qtbot):
    def show(*fields):
        window = QWidget()
        column = QVBoxLayout(window)
        for field in (*fields, QLineEdit()):
            column.addWidget(field)
        window.after = window.findChildren(QLineEdit, options=Qt.FindChildOption.FindDirectChildrenOnly)[-1]
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    return show


@pytest.fixture
def field(shown):
    made = DateField(FORMAT)
    made.set_day(WEDNESDAY)
    made.window_ = shown(made)
    made.setFocus(Qt.FocusReason.TabFocusReason)
    return made


def typed(qtbot, field, text):
    field.selectAll()
    qtbot.keyClicks(field, text)


# ---- a date
@pytest.mark.parametrize("way", ["leave", "enter"])
def test_a_typed_day_counts_on_leaving_and_on_enter_and_shows_its_weekday(field, qtbot, way):
    told = []
    field.dateChanged.connect(told.append)
    assert field.selectedText() == "Wed 2 Dec 2026"
    qtbot.keyClicks(field, "05042027")
    assert told == []
    if way == "leave":
        field.window_.after.setFocus()
    else:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told == [QDate(2027, 4, 5)]
    assert (field.text(), field.day) == ("Mon 5 Apr 2027", date(2027, 4, 5))


def test_words_and_steps_from_today(field, qtbot):
    today = QDate.currentDate()
    for text, days in (("tomorrow", 1), ("+7", 7), ("today", 0)):
        typed(qtbot, field, text)
        assert field.date() == today.addDays(days)


def test_the_locale_says_what_comes_first(field, qtbot):
    QLocale.setDefault(QLocale("en_US"))
    typed(qtbot, field, "4/1/27")
    assert field.day == date(2027, 4, 1)


@pytest.mark.parametrize(
    ("key", "day"),
    [
        (Qt.Key.Key_Up, date(2026, 12, 3)),
        (Qt.Key.Key_Down, date(2026, 12, 1)),
        (Qt.Key.Key_PageUp, date(2027, 1, 2)),
        (Qt.Key.Key_PageDown, date(2026, 11, 2)),
    ],
)
def test_arrows_go_a_day_and_pages_a_month(field, qtbot, key, day):
    qtbot.keyClick(field, key)
    assert field.day == day
    assert field.selectedText() == field.text()


def test_what_cannot_be_understood_is_said_at_the_field_until_it_is_mended(field, qtbot):
    typed(qtbot, field, "soon")
    field.window_.after.setFocus()
    assert field.problem == "Type a date, for instance 2 Dec 2026"
    assert field.property("problem") == "true"
    assert field.accessibleDescription() == field.problem
    note = next(label for label in field.window_.findChildren(QLabel) if label.text() == field.problem)
    assert note.isVisible()
    assert field.text() == "soon"
    assert field.day == WEDNESDAY
    field.setFocus()
    typed(qtbot, field, "3.12.")
    assert field.problem == ""
    assert not note.isVisible()


def test_a_day_out_of_range_is_refused_in_words(field, qtbot):
    field.setDateRange(QDate(2026, 1, 1), QDate(2026, 12, 31))
    typed(qtbot, field, "1 Jan 2027")
    assert field.refuses()
    assert field.problem == "Choose a day from Thu 1 Jan 2026 to Thu 31 Dec 2026"


def test_the_calendar_opens_by_key_and_gives_a_day(field, qtbot):
    qtbot.keyClick(field, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(field.popup.isVisible)
    assert field.popup.calendar.selectedDate() == QDate(2026, 12, 2)
    field.popup.calendar.activated.emit(QDate(2026, 12, 24))
    assert not field.popup.isVisible()
    assert field.text() == "Thu 24 Dec 2026"


def test_a_calendar_shows_every_week_and_tells_today_from_the_chosen_day(qtbot):
    today = QDate.currentDate()
    made = styled_calendar(date(today.year(), today.month(), 15 if today.day() != 15 else 16))
    qtbot.addWidget(made)
    made.show()
    table = next(view for view in made.findChildren(QWidget) if view.property("calendar") == "true")
    last = table.visualRect(table.model().index(table.model().rowCount() - 1, 1))
    assert last.height() >= SIZE.table_row - 4
    assert last.bottom() <= table.viewport().height()


# ---- in a dialog
@pytest.fixture
def dialog(qtbot, shown):
    window = shown()
    made = Dialog("Plan", "Plan", parent=window)
    made.window_ = window
    made.form, made.date_field = FormColumn(), DateField(FORMAT)
    made.form.add_field("day", "&Date", made.date_field)
    made.set_form(made.form)
    made.open()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.mark.parametrize("way", ["enter", "click"])
def test_a_dialog_goes_on_with_no_day_that_was_not_understood(dialog, qtbot, way):
    dialog.date_field.setFocus()
    typed(qtbot, dialog.date_field, "soon")
    with qtbot.assertNotEmitted(dialog.confirmed):
        if way == "enter":
            qtbot.keyClick(dialog.date_field, Qt.Key.Key_Return)
        else:
            qtbot.mouseClick(dialog.main_button, Qt.MouseButton.LeftButton)
    assert list(dialog.form.problems) == ["day"]
    assert dialog.focusWidget() is dialog.date_field
    typed(qtbot, dialog.date_field, "tomorrow")
    assert dialog.form.problems == {}
    with qtbot.waitSignal(dialog.confirmed):
        qtbot.keyClick(dialog.date_field, Qt.Key.Key_Return)


# ---- a length
@pytest.fixture
def length(shown):
    made = DurationField()
    made.window_ = shown(made)
    made.minutes.setFocus()
    return made


@pytest.mark.parametrize(
    ("text", "minutes"), [("1h", 60), ("1:30", 90), ("1 h 30", 90), ("90", 90), ("1.5h", 90), ("1,5", 90)]
)
def test_a_length_is_typed_as_people_write_it(length, qtbot, text, minutes):
    length.minutes.selectAll()
    qtbot.keyClicks(length.minutes, text)
    length.window_.after.setFocus()
    assert length.length == timedelta(minutes=minutes)
    assert length.minutes.text() == f"{minutes} min"


def test_the_end_is_shown_and_sets_the_length(length, qtbot):
    assert not length.ends.isVisible()
    length.set_start(time(10, 15))
    assert length.ends.isVisible()
    assert length.ends.time() == QTime(10, 45)
    told = []
    length.edited.connect(lambda: told.append(length.length))
    length.ends.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClicks(length.ends, "1130")
    assert length.length == timedelta(minutes=75)
    assert told[-1] == timedelta(minutes=75)
    length.set_start(time(9, 0))
    assert (length.ends.time(), length.length) == (QTime(10, 15), timedelta(minutes=75))
    length.buttons[45].click()
    assert length.ends.time() == QTime(9, 45)


def test_an_end_after_midnight_says_so(length):
    length.set_start(time(23, 45))
    assert length.ends.time() == QTime(0, 15)
    assert length._later.isVisible()
    length.ends.setTime(QTime(23, 55))
    assert length.length == timedelta(minutes=10)
    assert not length._later.isVisible()


def test_every_label_leads_to_a_field_that_takes_the_focus(qtbot, shown):
    form = FormColumn()
    for name, widget in (("length", DurationField()), ("day", DateField(FORMAT)), ("title", QLineEdit())):
        form.add_field(name, f"&{name}", widget)
    window = shown(form)
    for label in form.findChildren(QLabel):
        if label.buddy() is not None:
            window.after.setFocus()
            assert label.buddy().focusPolicy() != Qt.FocusPolicy.NoFocus
            qtbot.keyClick(window, label.text()[1], Qt.KeyboardModifier.AltModifier)
            assert form.isAncestorOf(window.focusWidget()), label.text()
