"""Days as people type them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QDate, QLocale

from hosted_meetings_desktop.ui.text.read_date import date_words, read_day

MONDAY = date(2026, 11, 23)
BRITISH = date_words(QLocale("en_GB"))
AMERICAN = date_words(QLocale("en_US"))
GERMAN = date_words(QLocale("de_DE"))
SWEDISH = date_words(QLocale("sv_SE"))
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1.4.", date(2027, 4, 1)),
        ("1.4", date(2027, 4, 1)),
        ("1/4", date(2027, 4, 1)),
        ("1 apr", date(2027, 4, 1)),
        ("Apr 1", date(2027, 4, 1)),
        ("1 Apr 2027", date(2027, 4, 1)),
        ("1st of April", date(2027, 4, 1)),
        ("01/04/27", date(2027, 4, 1)),
        ("05042027", date(2027, 4, 5)),
        ("050427", date(2027, 4, 5)),
        ("0504", date(2027, 4, 5)),
        ("20270405", date(2027, 4, 5)),
        ("2027-04-05", date(2027, 4, 5)),
        ("5 April 2027", date(2027, 4, 5)),
        ("Mon 24 Nov 2026", date(2026, 11, 24)),  # the day was written over, the weekday left as it stood
        ("4/23", date(2027, 4, 23)),
        ("23", MONDAY),
        ("22", date(2026, 12, 22)),
        ("31", date(2026, 12, 31)),
        ("29 feb", date(2028, 2, 29)),
        ("+7", MONDAY + timedelta(7)),
        ("-1", MONDAY - timedelta(1)),
        ("fri", date(2026, 11, 27)),
        ("mo", date(2026, 11, 30)),
        ("today", MONDAY),
        ("tomorrow", date(2026, 11, 24)),
        ("Tom", date(2026, 11, 24)),
    ],
)
def test_days_as_a_british_viewer_types_them(typed, meant):
    assert read_day(typed, MONDAY, BRITISH) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "x",
        "ma 1",
        "32",
        "31.2.",
        "31.2.2027",
        "1.4.5.6",
        "1 apr may",
        "0",
        "0.0.",
        "t",
        "1 2 3 4",
        "1.4.327",
    ],
)
def test_what_cannot_be_meant_is_not_guessed(typed):
    assert read_day(typed, MONDAY, BRITISH) is None


@pytest.mark.parametrize(
    ("words", "typed", "meant"),
    [
        (AMERICAN, "4/1", date(2027, 4, 1)),
        (AMERICAN, "04/01/27", date(2027, 4, 1)),
        (AMERICAN, "04052027", date(2027, 4, 5)),
        (GERMAN, "1. März", date(2027, 3, 1)),
        (GERMAN, "5. Dez 27", date(2027, 12, 5)),
        (GERMAN, "do", date(2026, 11, 26)),
        (GERMAN, "5 dec", date(2026, 12, 5)),
        (SWEDISH, "27-04-05", date(2027, 4, 5)),
        (SWEDISH, "4-5", date(2027, 4, 5)),
        (date_words(QLocale("ja_JP")), "2027年4月5日", date(2027, 4, 5)),
        (date_words(QLocale("ar_EG")), "\u0661/\u0664", date(2027, 4, 1)),
    ],
)
def test_the_locale_says_which_number_is_the_day(words, typed, meant):
    assert read_day(typed, MONDAY, words) == meant


@given(DAYS, DAYS, st.sampled_from(["en_GB", "en_US", "de_DE", "fr_FR", "es_ES", "nl_NL", "sv_SE", "it_IT"]))
def test_what_a_locale_writes_is_read_as_the_same_day(day, today, name):
    locale = QLocale(name)
    words = date_words(locale)
    shown = QDate(day.year, day.month, day.day)
    for form in ("ddd d MMM yyyy", "d MMMM yyyy", "yyyy-MM-dd"):
        assert read_day(locale.toString(shown, form), today, words) == day, form
    assert read_day(locale.toString(shown, QLocale.FormatType.ShortFormat), today, words) == day


@given(DAYS, DAYS)
def test_a_day_without_its_year_is_the_next_one(day, today):
    found = read_day(f"{day.day}.{day.month}.", today, BRITISH)
    assert found is not None
    assert (found.day, found.month) == (day.day, day.month)
    assert today <= found <= today + timedelta(days=8 * 366)


@given(st.text(max_size=24), DAYS)
def test_nothing_that_is_typed_breaks_it(text, today):
    read_day(text, today, BRITISH)


@given(DAYS, st.integers(-9999, 9999))
def test_a_number_with_its_sign_counts_from_today(today, days):
    assert read_day(f"{days:+d}", today, BRITISH) == today + timedelta(days=days)
