"""The country of phone numbers in the settings: an example says at once how numbers are read with it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt

from hosted_meetings_desktop.domain.person import calling_code
from hosted_meetings_desktop.ui.settings.sections import SectionKey
from hosted_meetings_desktop.ui.settings.writing.country_field import country_words, reading_sentence
from tests.panes.fakes import HeldCalls
from tests.panes.settings_kit import (
    LEFT,
    PROBLEM,
    SETTINGS_MARKS,
    FakeCountry,
    settings_pane,
    show_settings,
    show_writing,
    shown_texts,
)

pytestmark = SETTINGS_MARKS

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def make(qtbot):
    def build(**more):
        page = show_writing(qtbot, height=1300, **more)
        with qtbot.waitActive(page):
            page.activateWindow()
        return page

    return build


def enter(qtbot, page, text):
    """Type a code over what stands there, and leave the field."""
    field = page.writing.clinic.country
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClicks(field, text)
    said = field.example.text()
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    return said


# ---- what is said of a code
@pytest.mark.parametrize(
    ("region", "said"),
    [
        ("DE", "Germany: 030 123 4567 is read as +49301234567."),
        ("GB", "United Kingdom, Guernsey and others: 030 123 4567 is read as +44301234567."),
        ("US", "United States, Canada and others: 202 555 0143 is read as +12025550143."),
        ("RU", "Russia and Kazakhstan: 8 912 345 67 89 is read as +79123456789."),
        ("IT", "Italy and Vatican City: 06 1234 5678 is read as +390612345678."),
        ("HU", "Hungary: 06 20 123 4567 is read as +36201234567."),
        ("AR", "Argentina: 011 2345 6789 is read as +541123456789."),
        ("DK", "Denmark: 2123 4567 is read as +4521234567."),
    ],
)
def test_an_example_says_how_numbers_are_read(region, said):
    assert reading_sentence(calling_code(region)).replace(NBSP, " ") == said


def test_digits_of_no_country_say_nothing():
    assert reading_sentence("999") == ""
    assert reading_sentence("").startswith("Numbers without a country stay as they are typed")
    assert country_words(("US",)) == "United States"


# ---- the field
def test_the_country_of_this_pc_is_shown_until_the_clinic_says(make, qtbot):
    page = make()
    field = page.writing.clinic.country
    assert field.text() == "+44"
    assert field.accessibleName() == "Country code"
    assert field.example.text() in shown_texts(page.writing.clinic)
    said = enter(qtbot, page, "+49")
    assert said.startswith("Germany: ")
    assert page.fake_country.kept_code == "49"
    assert field.text() == "+49"
    assert page.writing.clinic.result.text == "Numbers without a country are read as of Germany now."
    qtbot.mouseClick(page.writing.clinic.result.action_button, LEFT)
    assert page.fake_country.kept_code == ""
    assert field.text() == "+44"


@pytest.mark.parametrize("written", ["49", "0049", "+49", "+ 49"])
def test_it_is_written_as_people_do(make, qtbot, written):
    page = make()
    enter(qtbot, page, written)
    assert page.fake_country.kept_code == "49"
    assert page.writing.clinic.country.text() == "+49"


def test_left_empty_the_country_of_this_pc_counts_again(make, qtbot):
    page = make(country=FakeCountry(kept_code="49"))
    assert enter(qtbot, page, "") == "Left empty, the country of this PC counts."
    assert page.fake_country.kept_code == ""
    assert page.writing.clinic.country.text() == "+44"


def test_a_pc_without_a_country_says_what_that_means(make):
    page = make(country=FakeCountry(guess=""))
    field = page.writing.clinic.country
    assert field.text() == ""
    assert "They get no text messages." in field.example.text()


@pytest.mark.parametrize("written", ["+999", "DE"])
def test_what_no_country_has_is_told_under_the_field(make, qtbot, written):
    page = make()
    clinic = page.writing.clinic
    assert enter(qtbot, page, written) == ""
    assert clinic.form.problems == {"country_code": "No country has this code. Enter it with its plus, such as +49."}
    assert not clinic.country.example.isVisible()
    assert page.fake_country.kept_code == ""
    enter(qtbot, page, "+49")
    assert clinic.form.problems == {}
    assert clinic.country.example.isVisible()


def test_the_same_code_again_changes_nothing(make, qtbot):
    page = make()
    enter(qtbot, page, "0044")
    assert page.writing.clinic.country.text() == "+44"
    assert page.fake_country.kept_code == ""
    assert page.writing.clinic.result.text == ""


def test_what_is_typed_is_not_written_over_by_a_reload(make, qtbot):
    page = make()
    field = page.writing.clinic.country
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "+4")
    page.writing.reload()
    assert field.text() == "+4"


def test_before_it_is_known_nothing_can_be_typed(make):
    held = HeldCalls()
    page = make(calls=held)
    assert not page.writing.clinic.country.isEnabled()
    held.release()
    assert page.writing.clinic.country.isEnabled()


def test_what_cannot_be_kept_is_told(make, qtbot):
    page = make()
    page.fake_country.fails = PROBLEM
    enter(qtbot, page, "+49")
    assert page.writing.clinic.result.text.startswith("The store cannot be read")


def test_it_stands_right_under_the_phone_and_is_found(qtbot, tmp_path):
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    pane = show_settings(qtbot, settings_pane(settings))
    with qtbot.waitActive(pane):
        pane.activateWindow()
    pane.search.setText("country code")
    pane.search.search_now()
    assert pane.shown is SectionKey.MESSAGES
    qtbot.keyClick(pane.search, Qt.Key.Key_Return)
    clinic = pane.writing.clinic
    assert clinic.country.hasFocus()
    places = [field.mapTo(clinic, QPoint()).y() for field in (clinic.phone, clinic.country, clinic.note)]
    assert places == sorted(places)
    clinic.phone.setFocus()
    qtbot.keyClick(clinic.phone, Qt.Key.Key_Tab)
    assert clinic.country.hasFocus()
