"""Finding a setting: sections, groups and rows by words, and the way to what was found."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QPushButton

from hosted_meetings_desktop.ui.parts.states import State
from hosted_meetings_desktop.ui.settings.sections import SectionKey
from tests.panes.settings_kit import LEFT, SETTINGS_MARKS, settings_pane, show_settings, shown_texts

pytestmark = SETTINGS_MARKS


@pytest.fixture
def pane(qtbot, tmp_path):
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    pane = show_settings(qtbot, settings_pane(settings))
    with qtbot.waitActive(pane):
        pane.activateWindow()
    return pane


def find(pane, text):
    """Type into the search field and wait no longer."""
    pane.search.setText(text)
    pane.search.search_now()
    return pane.index.list.keys


def groups(pane):
    """Return the groups that are in view, by their headings."""
    return [group.title for group in pane.pages[pane.shown].groups if group.isVisible()]


def test_ctrl_f_leads_into_the_search(pane):
    assert pane.focus_search()
    assert pane.search.hasFocus()
    assert pane.search.accessibleName() == "Find a setting"


@pytest.mark.parametrize(
    ("text", "sections", "shown"),
    [
        ("camera", ["calls"], ["Calls"]),
        ("CAMÉRA", ["calls"], ["Calls"]),
        ("dark mode", ["general"], ["Appearance"]),
        ("smtp", ["messages"], ["E-mail"]),
        ("e-mail sender", ["messages"], ["E-mail"]),
        ("vacation", ["planning"], ["Working hours and closed days"]),
        ("reminders", ["planning", "messages"], ["Visit types"]),
        ("restore", ["data"], ["Backups"]),
        ("planning", ["planning"], ["Visit types", "Working hours and closed days", "When a time is not free"]),
    ],
)
def test_settings_are_found_by_what_they_say_and_by_other_words(pane, text, sections, shown):
    assert find(pane, text) == sections
    assert pane.shown == sections[0]
    assert groups(pane) == shown


def test_only_the_rows_that_fit_are_shown(pane):
    find(pane, "start camera")
    assert pane.call.start_camera.isVisible()
    assert not pane.call.start_microphone.isVisible()
    assert "Camera permission" not in shown_texts(pane.call)
    find(pane, "microphone")
    rows = [row for row in pane.call.setting_rows if row.isVisible()]
    assert len(rows) == 2
    assert [row.line.isVisible() for row in rows] == [False, True], "a line stands over the first one"


def test_emptying_the_search_leads_back_to_where_it_began(pane):
    pane.show_section(SectionKey.GUESTS)
    find(pane, "licences")
    assert pane.shown is SectionKey.ABOUT
    assert pane.state() == {"section": "guests"}
    assert find(pane, "") == list(pane.pages)
    assert pane.shown is SectionKey.GUESTS
    assert all(row.isVisibleTo(pane.call) for row in pane.call.setting_rows)


def test_whoever_chose_a_section_among_the_found_stays_there(pane, qtbot):
    find(pane, "reminders")
    qtbot.keyClick(pane.index.list, Qt.Key.Key_Down)
    assert pane.shown is SectionKey.MESSAGES
    assert groups(pane) == ["Text messages"]
    qtbot.keyClick(pane.search, Qt.Key.Key_Escape)
    assert pane.search.text() == ""
    assert pane.shown is SectionKey.MESSAGES
    assert groups(pane) == ["Clinic", "E-mail", "Text messages"]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("microphone permission", lambda pane: pane.call.forget_buttons["microphone"]),
        ("help phone", lambda pane: pane.writing.clinic.phone),
        ("logo", lambda pane: pane.writing.clinic.logo),
        ("copy details", lambda pane: pane.about.details_button),
        ("connection", lambda pane: pane.account.test_button),
        ("colours", lambda pane: next(iter(pane.appearance.theme_buttons.values()))),
        ("guest page", lambda pane: pane.guests.page),
    ],
)
def test_enter_leads_to_the_field_that_was_found(pane, qtbot, text, field):
    pane._preferences._settings.setValue("call/media/microphone", "denied")
    pane.focus_search()
    find(pane, text)
    qtbot.keyClick(pane.search, Qt.Key.Key_Return)
    wanted = field(pane)
    assert wanted.hasFocus() or wanted.isAncestorOf(pane.focusWidget())
    shown = pane.shown
    pane.clear_search()
    assert pane.shown is shown, "it led back although the person went there"


def test_enter_without_a_pause_finds_first(pane, qtbot):
    pane.focus_search()
    qtbot.keyClicks(pane.search, "licences")
    qtbot.keyClick(pane.search, Qt.Key.Key_Return)
    assert pane.about.licences_button.hasFocus()


def test_a_search_in_vain_says_so_and_offers_the_way_out(pane, qtbot):
    assert find(pane, "fax machine") == list(pane.pages)
    assert not pane.index.list.currentIndex().isValid()
    assert pane._states.state is State.EMPTY
    assert "No setting has “fax machine” in it." in shown_texts(pane)
    pane.reload()
    assert pane._states.state is State.EMPTY, "what happens elsewhere took the answer away"
    qtbot.keyClick(pane.search, Qt.Key.Key_Return)
    assert pane.search.hasFocus()
    button = next(each for each in pane.findChildren(QPushButton) if each.text() == "Clear the search")
    qtbot.mouseClick(button, LEFT)
    assert pane._states.state is State.CONTENT
    assert pane.appearance.isVisible()
    assert pane.search.text() == ""


def test_a_section_chosen_after_a_search_in_vain_is_shown_whole(pane, qtbot):
    find(pane, "fax machine")
    index = pane.index.list
    place = index.visualRect(index.model().index(1, 0)).center()
    qtbot.mouseClick(index.viewport(), LEFT, pos=place)
    assert pane.shown is SectionKey.CALLS
    assert groups(pane) == ["Calls"]
    assert pane.search.text() == ""


def test_signs_alone_find_everything(pane):
    assert find(pane, " - ") == list(pane.pages)
    assert groups(pane) == ["Appearance"]


def test_a_section_found_further_down_begins_at_its_top(pane):
    pane.resize(1000, 500)
    pane.show_section(SectionKey.PLANNING)
    bar = pane.scroll_area.verticalScrollBar()
    bar.setValue(bar.maximum())
    find(pane, "planning")
    assert bar.value() == 0
