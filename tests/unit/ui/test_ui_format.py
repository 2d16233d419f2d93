"""Times, lengths and sizes in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication, QTextDocument

from hosted_meetings_desktop.ui.text import format as words

NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def _british():
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    yield
    QLocale.setDefault(before)


def test_times_are_in_the_viewers_zone_and_locale():
    assert words.time_text(NOW, zone=UTC) == "09:12"
    assert words.time_text(NOW, zone=BERLIN) == "10:12"
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    assert words.time_text(NOW, zone=UTC).replace("\u202f", " ") == "9:12 AM"


def test_span():
    assert words.span_text(NOW, NOW + timedelta(minutes=45), zone=UTC) == "09:12\N{EN DASH}09:57"


@pytest.fixture
def mirrored(qapp):
    QGuiApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    QGuiApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.mark.usefixtures("mirrored")
def test_a_span_starts_on_the_left_in_a_mirrored_layout_too():
    assert words.span_text(NOW, NOW + timedelta(minutes=45), zone=UTC) == "\u206609:12\N{EN DASH}09:57\u2069"


@pytest.mark.usefixtures("mirrored")
def test_every_name_is_isolated_in_a_mirrored_layout():
    assert words.isolated("Asha Rao") == "\u2068Asha Rao\u2069"
    assert words.isolated("") == ""


def test_a_name_from_the_other_side_is_isolated_anywhere():
    assert words.isolated("Asha Rao, 2") == "Asha Rao, 2"
    for name in ("\u0641\u0627\u0637\u0645\u0629", "\u05d3\u05e0\u05d4 (1)"):
        assert words.isolated(name) == f"\u2068{name}\u2069"


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "Today"), (1, "Tomorrow"), (-1, "Yesterday"), (2, "Wed 25 Nov"), (60, "Fri 22 Jan 2027")],
)
def test_days(days, said):
    assert words.day_text(NOW + timedelta(days=days), NOW, zone=UTC) == said


def test_the_day_turns_at_local_midnight():
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert words.day_text(late, NOW, zone=UTC) == "Today"
    assert words.day_text(late, NOW, zone=BERLIN) == "Tomorrow"
    assert words.moment_text(late, NOW, zone=BERLIN) == "Tomorrow 00:30"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "0 min"), (0.4, "less than 1 min"), (45, "45 min"), (60, "1 h"), (65, "1 h 05 min"), (1440, "24 h")],
)
def test_durations(minutes, said):
    assert words.duration_text(timedelta(minutes=minutes)) == said


def test_unknown_minutes_and_sizes_are_a_dash():
    assert words.minutes_text(None) == "\N{EN DASH}"
    assert words.size_text(None) == "\N{EN DASH}"
    assert words.minutes_text(12.5) == "12 min"


@pytest.mark.parametrize(("seconds", "said"), [(-3, "0:00"), (5, "0:05"), (125.9, "2:05"), (3725, "1:02:05")])
def test_player_clock(seconds, said):
    assert words.clock_text(seconds) == said


@pytest.mark.parametrize(
    ("size", "said"), [(0, "0 bytes"), (48_200_000, "48.2 MB"), (52_000, "52 kB"), (1_500_000_000, "1.5 GB")]
)
def test_sizes(size, said):
    assert words.size_text(size) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "just now"), (8, "8 min ago"), (125, "2 h ago"), (24 * 60, "Yesterday 09:12")],
)
def test_ago(minutes, said):
    assert words.ago_text(NOW - timedelta(minutes=minutes), NOW, zone=UTC) == said


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "now"), (-5, "now"), (8, "in 8 min"), (125, "in 2 h"), (24 * 60, "Tomorrow 09:12")]
)
def test_until(minutes, said):
    assert words.until_text(NOW + timedelta(minutes=minutes), NOW, zone=UTC) == said


@given(st.integers(min_value=1, max_value=24 * 60))
def test_a_duration_can_be_read_back(minutes):
    text = words.duration_text(timedelta(minutes=minutes))
    hours = int(text.split(" h")[0]) if " h" in text else 0
    rest = text.split(" h")[-1].replace("min", "").strip()
    assert hours * 60 + int(rest or 0) == minutes


def test_a_span_over_a_change_of_the_clocks_says_which_clock_is_meant():
    london = ZoneInfo("Europe/London")
    start = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert words.span_text(start, start + timedelta(minutes=30), zone=london) == "01:30 BST\N{EN DASH}01:00 GMT"
    assert words.span_text(start, start + timedelta(minutes=15), zone=london) == "01:30\N{EN DASH}01:45"


@pytest.mark.parametrize("name", ['<img src="//elsewhere/x.png">', "&lt;b>", "Rao & Sons", "A <b>x</b>\nB"])
def test_a_name_is_no_html_in_a_tooltip(name: str) -> None:
    shown = QTextDocument()
    shown.setHtml(words.plain_tip(name))
    assert shown.toPlainText() == name
    assert words.plain_tip("Asha Rao") == "Asha Rao"
