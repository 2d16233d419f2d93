"""A calendar file before anything of it is planned: what it would bring, and what is chosen of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.invitation import LineProblem
from hosted_meetings_desktop.domain.own_calendar import (
    MAX_IMPORTED,
    ImportedEvents,
    ImportVerdict,
    PassedOver,
    WhyNot,
)
from hosted_meetings_desktop.ui.text.format import DASH
from hosted_meetings_desktop.ui.window.calendar_files.event_table import OUTCOME, TITLE, WHEN
from hosted_meetings_desktop.ui.window.calendar_files.words import reason_text, when_text
from tests.panes.calendar_files_kit import CLICK, OSEI, PATH, UNREADABLE, FilesKit
from tests.panes.calendars_kit import HOSTS, FakeFiles, event, some_events
from tests.panes.clinic_data import NOW
from tests.panes.fakes import HeldCalls

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", "propagateSizeHints"),
    pytest.mark.usefixtures("london"),
]


@pytest.fixture
def make(qtbot):
    return lambda *about, **more: FilesKit(qtbot, *about, **more)


# ---- the preview
def test_a_file_is_shown_before_anything_is_planned(make):
    kit = make()
    dialog = kit.open()
    assert dialog.page.summary.text() == (
        "“rehabilitation.ics” holds 6 times that can be planned, between now and Tue 28 Dec 2027."
    )
    assert kit.cells(WHEN)[:3] == [
        f"Mon 23 Nov 12:00{DASH}12:30",
        f"Mon 23 Nov 13:00{DASH}13:30",
        f"Tue 24 Nov 09:00{DASH}09:45",
    ]
    assert kit.cells(TITLE)[:2] == ["Wound check", "Follow-up after surgery"]
    assert kit.cells(OUTCOME) == [""] * 6, "nobody knows before there is a host"
    assert dialog.page.said.text() == "Say who holds these meetings to see what happens."
    assert "Nobody is invited, and nobody is written to" in dialog.page.note.text()
    assert [did for did, _what in kit.fake.did] == ["open", "stopped"]


def test_clashes_are_told_for_each_event(make):
    kit = make()
    dialog = kit.open(OSEI)
    assert kit.cells(OUTCOME)[:5] == [
        "Will be planned.",
        f"Left out: Dr. Ada Osei has “Knee” 12:45{DASH}13:30. They overlap by 30 min.",
        f"Will be planned, but: Dr. Ada Osei is busy 08:45{DASH}09:45 in their own calendar.",
        "Left out: it is planned here already.",
        "Will be planned.",
    ]
    assert dialog.main_button.text() == "Plan 4 meetings"
    wish = kit.fake.last("check")
    assert (wish.host, wish.visit_type, len(wish.events)) == (OSEI, VisitTypeId("consultation"), 6)
    dialog.page.table.setCurrentIndex(kit.model.index(1, TITLE))
    assert dialog.page.said.text() == (
        f"Mon 23 Nov 13:00{DASH}13:30 · Follow-up after surgery · "
        f"Left out: Dr. Ada Osei has “Knee” 12:45{DASH}13:30. They overlap by 30 min."
    )


def test_what_was_passed_over_says_why(make):
    kit = make()
    dialog = kit.open()
    assert dialog.page.chips["passed"].text() == "Passed over or unclear (5)"
    dialog.page.chips["passed"].click()
    assert dialog.page.tables.currentWidget() is dialog.page.passed_table
    assert [row[1:] for row in kit.passed()] == [
        ("Holiday", "It lasts all day"),
        ("Congress in Lyon", "It is longer than a day"),
        ("Perhaps swimming", "Cancelled, or marked as free time"),
        ("", "DTSTART cannot be read; the event was left out"),
        ("", 'The time zone "Mars/Olympus" is not known; Europe/London was assumed'),
    ]
    assert kit.passed()[3][0] == "Line 212"
    dialog.page.passed_table.setCurrentIndex(dialog.page.passed.index(3, 0))
    assert dialog.page.said.text() == "Line 212 · DTSTART cannot be read; the event was left out"
    assert dialog.page.all_button.isHidden()


def test_a_file_without_anything_to_plan_says_so_and_offers_another(make):
    full = some_events()
    kit = make(FakeFiles(file=replace(full, events=())))
    dialog = kit.open()
    assert dialog.message_bar.text == (
        "“rehabilitation.ics” holds nothing that can be planned: no time of day between now and Tue 28 Dec 2027."
    )
    assert not dialog.main_button.isEnabled()
    assert dialog.page.form.isHidden()
    assert dialog.page.tables.currentWidget() is dialog.page.passed_table
    dialog.message_bar.action_button.click()
    assert kit.dialog is None
    assert kit.files.open_question is not None


def test_an_empty_calendar_is_no_trap(make):
    kit = make(FakeFiles(file=ImportedEvents("", (), (), (), NOW + timedelta(days=400))))
    dialog = kit.open()
    assert dialog.page.model.rowCount() == dialog.page.passed.rowCount() == 0
    dialog.page.tick_all_or_none()
    dialog.page.offer_hosts(HOSTS)
    kit.settle()
    assert not dialog.main_button.isEnabled()
    dialog.confirmed.emit()
    assert "import" not in dict(kit.fake.did)


def test_a_file_that_cannot_be_read_says_why_and_offers_another(make):
    kit = make(FakeFiles(fails=InputProblem("file", "This is not a calendar file", "Calendar files end in .ics.")))
    dialog = kit.open()
    assert dialog.message_bar.text == "This is not a calendar file. Calendar files end in .ics."
    assert not dialog.main_button.isEnabled()
    dialog.message_bar.action_button.click()
    assert kit.files.open_question is not None


# ---- choosing
def test_only_what_is_ticked_is_asked_and_planned(make, qtbot):
    kit = make()
    dialog = kit.open(OSEI)
    table = dialog.page.table
    place = table.visualRect(kit.model.index(0, WHEN)).center()
    qtbot.mouseClick(table.viewport(), CLICK, pos=place)
    assert kit.cells(OUTCOME)[0] == "Not wanted."
    assert kit.model.index(0, WHEN).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
    table.setCurrentIndex(kit.model.index(4, TITLE))
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert kit.model.wanted == (1, 2, 3, 5)
    qtbot.mouseClick(table.viewport(), CLICK, pos=table.visualRect(kit.model.index(2, TITLE)).center())
    assert kit.model.wanted == (1, 2, 3, 5), "a click elsewhere only goes there"
    kit.settle()
    assert len(kit.fake.last("check").events) == 4
    assert dialog.main_button.text() == "Plan 2 meetings"
    dialog.main_button.click()
    assert kit.fake.last("import").events[0].title == "Follow-up after surgery"


def test_none_and_all_of_them(make):
    kit = make()
    dialog = kit.open(OSEI)
    dialog.page.all_button.click()
    assert kit.model.wanted == ()
    assert dialog.main_button.text() == "Plan meetings"
    assert not dialog.main_button.isEnabled()
    assert dialog.page.all_button.text() == "&All of them"
    dialog.page.all_button.click()
    kit.settle()
    assert dialog.main_button.text() == "Plan 4 meetings"


def test_another_host_or_visit_type_is_asked_anew(make):
    kit = make()
    dialog = kit.open(OSEI)
    dialog.page.visit_type.setCurrentIndex(dialog.page.visit_type.count() - 1)
    assert kit.cells(OUTCOME) == [""] * 6, "what was found holds for the other only"
    kit.settle()
    assert kit.fake.last("check").visit_type is None
    dialog.page.host.setEditText("Dr. Karim Haddad")
    kit.settle()
    assert kit.fake.last("check").host == "Dr. Karim Haddad"
    names = [dialog.page.visit_type.itemText(n) for n in range(dialog.page.visit_type.count())]
    assert names[0] == "Consultation"
    assert names[-1] == "No visit type"


def test_an_answer_about_an_earlier_wish_is_not_shown(make):
    held = HeldCalls()
    kit = make(None, held)
    kit.files.open_import(PATH)
    held.release()
    kit.dialog.page.host.setEditText(OSEI)
    kit.settle()
    first = held.held[0]
    kit.dialog.page.host.setEditText("Dr. Karim Haddad")
    kit.settle()
    assert first[3].cancelled
    first[3].cancelled = False
    held.held = held.held[:1]
    held.release()
    assert kit.cells(OUTCOME) == [""] * 6


@pytest.mark.parametrize(
    ("hosts", "name", "chosen"),
    [((OSEI,), "", OSEI), (HOSTS, "dr. ada osei ", OSEI), (HOSTS, "Rehabilitation", ""), ((), "", "")],
)
def test_the_host_is_chosen_where_it_can_only_be_one(make, hosts, name, chosen):
    kit = make(FakeFiles(file=replace(some_events(), name=name), hosts=hosts))
    assert kit.open().page.host.currentText() == chosen


def test_without_a_host_nothing_is_planned(make):
    kit = make()
    dialog = kit.open()
    dialog.main_button.click()
    assert dialog.page.form.problems == {"host": "Say who holds these meetings"}
    assert "import" not in dict(kit.fake.did)
    dialog.page.host.setEditText(OSEI)
    assert dialog.page.form.problems == {}


def test_of_more_than_can_be_planned_at_once_the_first_are_ticked(make):
    many = tuple(event(hour, f"{hour}") for hour in range(1, MAX_IMPORTED + 3))
    kit = make(FakeFiles(file=replace(some_events(), events=many)))
    dialog = kit.open(OSEI)
    assert "Up to 2,000 are planned at once: the first are ticked." in dialog.page.summary.text()
    assert dialog.main_button.text() == "Plan 2000 meetings"
    kit.model.tick([MAX_IMPORTED], on=True)
    kit.settle()
    assert dialog.message_bar.text.startswith("Up to 2,000 meetings are planned at once. Nothing was planned.")
    dialog.main_button.click()
    assert "import" not in dict(kit.fake.did)
    dialog.page.all_button.click()
    kit.settle()
    dialog.page.all_button.click()
    kit.settle()
    assert kit.model.wanted == tuple(range(MAX_IMPORTED))
    assert dialog.message_bar.text == ""


def test_a_stretch_of_lines_is_ticked_at_once(make, qtbot):
    kit = make()
    table = kit.open(OSEI).page.table
    rows = [table.visualRect(kit.model.index(row, WHEN)).center() for row in range(6)]
    shift = Qt.KeyboardModifier.ShiftModifier
    table.setCurrentIndex(kit.model.index(1, TITLE))
    qtbot.mouseClick(table.viewport(), CLICK, shift, rows[3])
    assert kit.model.wanted == tuple(range(6)), "it only selects"
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert kit.model.wanted == (0, 4, 5)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert kit.model.wanted == tuple(range(6))


def test_a_plan_that_cannot_be_asked_is_told(make):
    kit = make()
    kit.open()
    kit.fake.fails = UNREADABLE
    kit.dialog.page.host.setEditText(OSEI)
    kit.settle()
    assert kit.dialog.message_bar.text == "The file cannot be read. Nothing was changed."


# ---- progress
def test_a_large_file_shows_how_far_it_is_and_can_be_left(make, qtbot):
    held = HeldCalls()
    fake = FakeFiles(steps=((50, 200), (200, 200)))
    kit = make(fake, held)
    kit.files.open_import(PATH)
    dialog = kit.dialog
    assert dialog.progress.bar.isHidden(), "most files are there at once"
    dialog._patience.timeout.emit()
    assert dialog.progress.bar.isVisible()
    assert dialog.progress.words.text() == "Reading “rehabilitation.ics”…"
    reading = dialog._reading
    reading.progress(50, 200)
    qtbot.waitUntil(lambda: dialog.progress.bar.value() == 250)
    dialog.reject()
    assert reading.stopped()
    assert kit.dialog is None


def test_reading_that_goes_on_after_the_window_is_gone_ends(make, qtbot):
    kit = make(None, HeldCalls())
    kit.files.open_import(PATH)
    dialog = kit.dialog
    reading = dialog._reading
    with qtbot.waitSignal(reading.destroyed):
        dialog.done(0)
    assert reading.stopped()
    reading.progress(1, 2)


# ---- words
@pytest.mark.parametrize(
    ("one", "said"),
    [
        (event(0, "a"), f"Mon 23 Nov 09:00{DASH}09:30"),
        (event(13.5, "late", 180), f"Today 22:00 {DASH} Tomorrow 01:00"),
        (event(24 * 60, "next year"), f"Fri 22 Jan 2027 09:00{DASH}09:30"),
        (replace(event(0, "point"), ends_at=event(0, "point").starts_at), f"Mon 23 Nov 09:00{DASH}09:00"),
    ],
)
def test_times_are_said_on_this_pcs_clock(one, said):
    assert when_text(one, NOW) == said


def test_whole_days_have_no_hours():
    start = datetime(2026, 11, 24, tzinfo=UTC)
    one = replace(event(0, "a"), starts_at=start, ends_at=start + timedelta(days=1), all_day=True)
    assert when_text(one, NOW) == "Tue 24 Nov"
    assert when_text(replace(one, ends_at=start + timedelta(days=3)), NOW) == f"Tue 24 Nov {DASH} Thu 26 Nov"


def test_what_cannot_be_planned_and_what_has_no_title(make):
    problem = ImportVerdict(event(1, ""), problem="It is over by now")
    assert reason_text(problem, NOW) == "It is over by now."
    passed = PassedOver(event(1, ""), WhyNot.NO_LENGTH)
    file = replace(some_events(), passed_over=(passed,), problems=(LineProblem(0, "3 more problems"),))
    kit = make(FakeFiles(file=file))
    kit.open()
    assert kit.passed() == [
        (f"Mon 23 Nov 10:00{DASH}10:30", "Without a title", "It has no length"), ("", "", "3 more problems"),
    ]  # fmt: skip
