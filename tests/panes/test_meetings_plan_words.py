"""Rules and series in words, by the viewer's locale; and that the dialog shows the rule the service will keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from hosted_meetings_desktop.calendars.recurrences import occurrences
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import InviteeId, SeriesId
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.recurrence import LAST, Frequency, Oddity, Recurrence
from hosted_meetings_desktop.domain.series import Scope, Series
from hosted_meetings_desktop.services import series_times
from hosted_meetings_desktop.ui.panes.meetings.plan_draft import (
    InviteeEntry,
    PlanEntry,
    draft_of,
    new_entry,
    order_of,
    problems_of,
    trial_of,
)
from hosted_meetings_desktop.ui.panes.meetings.repeat_entry import (
    MonthBy,
    RepeatEntry,
    begun_on,
    carried_along,
    month_choices,
    recurrence_of,
    repeat_of,
)
from hosted_meetings_desktop.ui.panes.meetings.series_clocks import clock_story
from hosted_meetings_desktop.ui.panes.meetings.series_place import SeriesPlace
from hosted_meetings_desktop.ui.panes.meetings.series_words import ordinal, rule_words, series_sentence, week_order
from tests.panes.clinic_data import NOW
from tests.panes.plan_kit import wall

pytestmark = pytest.mark.usefixtures("london")
TODAY = NOW.date()
FIRST = date(2026, 11, 24)  # a Tuesday, the fourth and last of its month
ZONES = [
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "Africa/Casablanca",
    "Australia/Sydney",
    "Asia/Kolkata",
]


# ---- rules in words
@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Recurrence(Frequency.DAILY, count=3), "every day"),
        (Recurrence(Frequency.DAILY, 3, count=3), "every 3 days"),
        (Recurrence(Frequency.WEEKLY, 1, (1,), count=3), "every Tuesday"),
        (Recurrence(Frequency.WEEKLY, 1, (1, 3, 4), count=3), "every Tuesday, Thursday and Friday"),
        (Recurrence(Frequency.WEEKLY, 1, (0, 1, 2, 3, 4), count=3), "every Monday to Friday"),
        (Recurrence(Frequency.WEEKLY, 2, (1, 3), count=3), "every 2 weeks on Tuesday and Thursday"),
        (Recurrence(Frequency.MONTHLY, count=3), "every month on the 24th"),
        (Recurrence(Frequency.MONTHLY, 3, (1,), 4, count=3), "every 3 months on the fourth Tuesday"),
        (Recurrence(Frequency.MONTHLY, 1, (1,), LAST, count=3), "every month on the last Tuesday"),
    ],
)
def test_a_rule_reads_as_people_say_it(rule, words) -> None:
    assert rule_words(rule, FIRST) == words


@pytest.mark.parametrize(
    ("count", "out", "sentence"),
    [
        (8, [], "Every Tuesday, 8 times, until 12 January 2027."),
        (2, [], "Every Tuesday, 2 times, until 1 December."),
        (2, [date(2026, 12, 1)], "Every Tuesday, once, on 24 November."),
        (2, [FIRST, date(2026, 12, 1)], "Nothing is left of this series."),
    ],
)
def test_a_series_reads_with_how_often_and_until_when(count, out, sentence) -> None:
    rule = Recurrence(Frequency.WEEKLY, 1, (1,), count=count)
    times = occurrences(wall(2026, 11, 24, 9), "Europe/London", rule)
    assert series_sentence(rule, times, frozenset(out), TODAY) == sentence


def test_numbers_are_read_as_places() -> None:
    told = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 11: "11th", 12: "12th", 13: "13th", 21: "21st", 31: "31st"}
    assert {number: ordinal(number) for number in told} == told
    assert ordinal(112) == "112th"


@given(st.sampled_from(["en_GB", "en_US", "ar_EG", "fa_IR", "de_DE", "pt_BR", "hi_IN"]))
def test_a_week_has_all_its_days_wherever_it_begins(language) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(language))
    order = week_order()
    QLocale.setDefault(before)
    assert sorted(order) == list(range(7))
    assert all((two - one) % 7 == 1 for one, two in pairwise(order))


# ---- fields and rules
days = st.dates(date(2026, 1, 1), date(2030, 12, 31))
repeats = st.builds(
    RepeatEntry,
    frequency=st.sampled_from(Frequency),
    interval=st.integers(1, 99),
    weekdays=st.sets(st.integers(0, 6), min_size=1).map(lambda found: tuple(sorted(found))),
    month_by=st.sampled_from(MonthBy),
    count=st.integers(1, 400),
    until=st.none() | st.dates(date(2031, 1, 1), date(2032, 1, 1)),
)


@given(repeats, days)
def test_what_stands_in_the_fields_makes_a_rule_that_reads_back(repeat, first) -> None:
    rule = recurrence_of(repeat, first)
    assert rule is not None
    rule.check()
    assert recurrence_of(repeat_of(rule), first) == rule


@given(repeats, days)
def test_a_monthly_rule_always_holds_its_own_first_day(repeat, first) -> None:
    rule = recurrence_of(replace(repeat, frequency=Frequency.MONTHLY, count=1, until=None), first)
    assert rule is not None
    [only] = occurrences(wall(first.year, first.month, first.day, 9), "UTC", rule)
    assert only.wall.date() == first
    assert MonthBy.DAY in month_choices(first)


@given(repeats, days, st.integers(-60, 60))
def test_a_new_series_keeps_a_day_to_begin_on(repeat, first, shift) -> None:
    repeat = replace(repeat, frequency=Frequency.WEEKLY, weekdays=tuple({*repeat.weekdays, first.weekday()}))
    after = first + timedelta(days=shift)
    moved = begun_on(repeat, first, after)
    assert after.weekday() in moved.weekdays
    assert len(moved.weekdays) == len(repeat.weekdays)


@given(repeats, days, st.integers(-60, 60))
def test_the_dialog_shows_the_rule_that_the_service_carries_along(repeat, first, shift) -> None:
    repeat = replace(repeat, weekdays=tuple(sorted({*repeat.weekdays, first.weekday()})))
    rule = recurrence_of(repeat, first)
    assert rule is not None
    after = first + timedelta(days=shift)
    kept = series_times.shifted(rule, wall(first.year, first.month, first.day, 9), wall(*after.timetuple()[:3], 9))
    assert recurrence_of(carried_along(repeat_of(rule), first, after), after) == kept


# ---- a place in a series
@given(st.integers(1, 20), st.integers(0, 19), st.sampled_from(Scope))
def test_a_change_begins_at_the_meeting_or_at_the_first_and_covers_the_rest(count, index, scope) -> None:
    assume(index < count)
    rule = Recurrence(Frequency.WEEKLY, 1, (1,), count=count)
    start = wall(2026, 11, 24, 9)
    times = occurrences(start, "Europe/London", rule)
    mine = times[index].wall
    series = Series(SeriesId("s"), start, timedelta(minutes=30), "Europe/London", rule)
    place = SeriesPlace(series, times, mine, mine)
    assert place.index == index
    assert place.first(scope, mine + timedelta(hours=1)) - place.first_before(scope) == timedelta(hours=1)
    if scope is not Scope.THIS:
        again = occurrences(place.first_before(scope), "Europe/London", place.rule(scope))
        assert len(again) == place.concerned(scope)
        assert again[-1] == times[-1]


# ---- clocks
@given(
    zone=st.sampled_from(ZONES),
    other=st.sampled_from(ZONES),
    first=days,
    hour=st.integers(0, 23),
    frequency=st.sampled_from(Frequency),
    count=st.integers(1, 60),
)
def test_every_time_of_a_series_is_as_it_is_told(zone, other, first, hour, frequency, count) -> None:
    repeat = RepeatEntry(frequency, 1, (first.weekday(),), count=count)
    rule = recurrence_of(repeat, first)
    assert rule is not None
    times = occurrences(wall(first.year, first.month, first.day, hour), zone, rule)
    plain = [each for each in times if each.oddity is not Oddity.SKIPPED]
    story = clock_story(times, ZoneInfo(zone), ZoneInfo(other))
    shown = [each.starts_at.astimezone(ZoneInfo(other)).time().replace(fold=0) for each in plain]
    if story is None:
        assert len(set(shown)) <= 1
        return
    turns = [
        (one, two)
        for (one, two), (here, there) in zip(pairwise(plain), pairwise(shown), strict=True)
        if here != there
    ]
    assert [each.at for each in story.shown] == [shown[0], *(shown[plain.index(two)] for _one, two in turns)]
    day = timedelta(days=1)  # the calendar of the other place may be a day ahead, or behind
    for (one, two), each in zip(turns, story.shown[1:], strict=True):
        assert each.since is not None
        assert one.wall.date() - day <= each.since <= two.wall.date() + day
    offsets = [each.starts_at.astimezone(ZoneInfo(zone)).utcoffset() for each in plain]
    assert len(story.changes) == sum(one != two for one, two in pairwise(offsets))


# ---- drafts and orders
def entry(**changes: object) -> PlanEntry:
    start = new_entry(NOW, "Europe/Berlin", begins=datetime(2026, 11, 24, 9, tzinfo=UTC))
    return replace(start, **{"title": "Wound check", "host": "Dr. Ada Osei", **changes})  # type: ignore[arg-type]


def test_a_meeting_of_a_series_keeps_its_rule_unless_it_was_changed() -> None:
    rule = Recurrence(Frequency.WEEKLY, 1, (1,), count=8)
    start = wall(2026, 11, 24, 10)
    series = Series(SeriesId("s"), start, timedelta(minutes=30), "Europe/Berlin", rule)
    place = SeriesPlace(series, occurrences(start, "Europe/Berlin", rule), start, start)
    mine = entry(repeat=repeat_of(replace(rule, count=3)), scope=Scope.FOLLOWING)
    assert order_of(mine, place).recurrence is None
    changed = replace(mine, rule_changed=True)
    assert order_of(changed, place).recurrence == replace(rule, count=3)
    assert order_of(replace(changed, scope=Scope.THIS), place).recurrence is None


def test_a_new_series_leaves_times_out() -> None:
    series = entry(repeat=RepeatEntry(Frequency.DAILY, count=4), left_out=frozenset({date(2026, 11, 25)}))
    assert order_of(series).left_out == {wall(2026, 11, 25, 10)}
    assert order_of(entry(left_out=frozenset({date(2026, 11, 25)}))).left_out == frozenset()


def test_a_series_that_is_there_leaves_out_what_it_does_unless_somebody_chose_others() -> None:
    rule = Recurrence(Frequency.WEEKLY, 1, (1,), count=8)
    start = wall(2026, 11, 24, 10)
    series = Series(SeriesId("s"), start, timedelta(minutes=30), "Europe/Berlin", rule)
    place = SeriesPlace(series, occurrences(start, "Europe/Berlin", rule), start, start - timedelta(hours=1))
    mine = entry(scope=Scope.ALL, left_out=frozenset({date(2026, 12, 1)}))
    assert order_of(mine, place).left_out is None
    chosen = replace(mine, toggled=frozenset({wall(2026, 12, 1, 10)}))
    assert order_of(chosen, place).left_out == {wall(2026, 12, 1, 11)}, "by the rule, which moves with the meeting"
    assert order_of(replace(chosen, scope=Scope.THIS), place).left_out is None


def test_an_order_refuses_what_a_draft_would() -> None:
    with pytest.raises(InputProblem):
        order_of(entry(repeat=RepeatEntry(Frequency.WEEKLY)))
    told = problems_of(entry(repeat=RepeatEntry(Frequency.WEEKLY), place="x" * 121))
    assert [problem.field for problem in told] == ["repeat", "place"]


@pytest.mark.parametrize(
    "changes",
    [{"host": " "}, {"zone": "Europe/Atlantis"}, {"day": date(2027, 3, 28), "at": wall(2027, 1, 1, 2, 30).time()}],
)
def test_nothing_is_asked_of_a_time_that_is_not_known(changes) -> None:
    assert trial_of(entry(**changes)) is None


def test_a_time_is_asked_about_before_everything_is_entered() -> None:
    people = (InviteeEntry("Sam", Role.PATIENT), InviteeEntry(email="kim@"), InviteeEntry())
    trial = trial_of(entry(title="", public_title=" ", invitees=people))
    assert trial is not None
    assert [person.role for person in trial.invitees] == [Role.PATIENT]


def test_a_plan_begins_at_the_moment_that_was_pointed_at() -> None:
    second = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    made = new_entry(NOW, "Europe/Berlin", begins=second, duration=timedelta(minutes=20), host="Ada", place="Room 1")
    assert (made.start, made.second_time, made.duration) == (wall(2027, 10, 31, 2, 30), True, timedelta(minutes=20))
    person = InviteeEntry("Sam", Role.PATIENT, "group_call_guest", id=InviteeId("i1"))
    draft = draft_of(replace(made, title="Night watch", invitees=(person,)))
    assert (draft.schedule.starts_at, draft.host, draft.place) == (second, "Ada", "Room 1")
    series = replace(made, title="Night watch", repeat=RepeatEntry(Frequency.DAILY), invitees=())
    assert draft_of(series).schedule.starts_at == second - timedelta(hours=1)  # of two, a series means the first
