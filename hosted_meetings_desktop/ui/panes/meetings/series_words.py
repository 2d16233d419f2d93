"""A series in words: its rule as a sentence, a meeting's place in it, and what clocks do to its times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, tzinfo

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from hosted_meetings_desktop.domain.recurrence import LAST, Frequency, Occurrence, Oddity, Recurrence
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.ui.panes.meetings.repeat_entry import MonthBy, nth_weekday
from hosted_meetings_desktop.ui.panes.meetings.series_clocks import ClockStory, Shown
from hosted_meetings_desktop.ui.panes.meetings.series_place import SeriesPlace
from hosted_meetings_desktop.ui.text.format import local, one_or_many, time_text
from hosted_meetings_desktop.ui.text.zones import zone_word

WEEK = tuple(range(7))
_WORKING_WEEK = (0, 1, 2, 3, 4)
_MOST_CHANGES = 3
_TEENS = range(11, 14)


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("SeriesWords", text, comment, n)


# ---- small words
def ordinal(number: int) -> str:
    """Return "1st", "2nd", "3rd", "4th"."""
    said = {1: _tr("%1st"), 2: _tr("%1nd"), 3: _tr("%1rd")}.get(number % 10, _tr("%1th"))
    return (_tr("%1th") if number % 100 in _TEENS else said).replace("%1", str(number))


def weekday_word(day: int, *, short: bool = False) -> str:
    """Return a weekday's name; Monday is 0."""
    form = QLocale.FormatType.ShortFormat if short else QLocale.FormatType.LongFormat
    return QLocale().standaloneDayName(day + 1, form)


def week_order() -> tuple[int, ...]:
    """Return the weekdays in the order in which the viewer's weeks have them; Monday is 0."""
    first = QLocale().firstDayOfWeek().value - 1
    return tuple((first + place) % 7 for place in WEEK)


def date_word(day: date, today: date) -> str:
    """Return "19 May", with the year where it is another one."""
    form = _tr("d MMMM", "date format of QLocale") if day.year == today.year else _tr("d MMMM yyyy", "date format")
    return QLocale().toString(QDate(day.year, day.month, day.day), form)


def short_date_word(day: date, today: date) -> str:
    """Return "Tue 19 May", with the year where it is another one."""
    form = _tr("ddd d MMM", "date format of QLocale")
    if day.year != today.year:
        form = _tr("ddd d MMM yyyy", "date format of QLocale with year")
    return QLocale().toString(QDate(day.year, day.month, day.day), form)


def clock_word(at: time) -> str:
    """Return a time of day as the viewer reads it."""
    return QLocale().toString(QTime(at.hour, at.minute), QLocale.FormatType.ShortFormat)


def _listed(words: Iterable[str]) -> str:
    return QLocale().createSeparatedList(list(words))


def _begun(text: str) -> str:
    """Return a text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


# ---- the rule
def rule_words(rule: Recurrence, first: date) -> str:
    """Return a rule inside a sentence, without its end: "every Tuesday", "every 2 months on the 9th"."""
    count = rule.interval
    if rule.frequency is Frequency.DAILY:
        return one_or_many(count, _tr("every day"), _tr("every %n days", "", count))
    if rule.frequency is Frequency.WEEKLY:
        return _weekly_words(rule)
    every = one_or_many(count, _tr("every month"), _tr("every %n months", "", count))
    said = _tr("%1 %2", "“every month” “on the 9th”")
    return said.replace("%2", month_words(_month_by(rule), first)).replace("%1", every)


def _weekly_words(rule: Recurrence) -> str:
    days = [day for day in week_order() if day in rule.weekdays]
    if tuple(sorted(days)) == _WORKING_WEEK:
        named = _tr("Monday to Friday", "weekdays")
    else:
        named = _listed(map(weekday_word, days)) or _tr("no day", "of the week")
    if rule.interval == 1:
        return _tr("every %1", "weekday").replace("%1", named)
    return _tr("every %n weeks on %1", "", rule.interval).replace("%1", named)


def _month_by(rule: Recurrence) -> MonthBy:
    return MonthBy.DAY if not rule.nth else MonthBy.LAST if rule.nth == LAST else MonthBy.NTH


def month_words(by: MonthBy, first: date) -> str:
    """Return by what a monthly rule finds its day: "on the 9th", "on the second Monday", "on the last Monday"."""
    if by is MonthBy.DAY:
        return _tr("on the %1", "9th").replace("%1", ordinal(first.day))
    day = weekday_word(first.weekday())
    if by is MonthBy.LAST:
        return _tr("on the last %1", "weekday").replace("%1", day)
    said = (
        _tr("on the first %1", "weekday"),
        _tr("on the second %1", "weekday"),
        _tr("on the third %1", "weekday"),
        _tr("on the fourth %1", "weekday"),
    )
    return said[min(nth_weekday(first), len(said)) - 1].replace("%1", day)


def series_sentence(rule: Recurrence, times: Sequence[Occurrence], left_out: frozenset[date], today: date) -> str:
    """Return a whole series, whose ``times`` are at least one: "Every Tuesday, 8 times, until 19 May."."""
    held = [each.wall.date() for each in times if each.wall.date() not in left_out]
    if not held:
        return _tr("Nothing is left of this series.")
    said = _tr("%1, %2, until %3.", "“Every Tuesday”, “8 times”, date")
    if len(held) == 1:
        said = _tr("%1, %2, on %3.", "“Every Tuesday”, “once”, date")
    often = one_or_many(len(held), _tr("once"), _tr("%n times", "", len(held)))
    said = said.replace("%3", date_word(held[-1], today)).replace("%2", often)
    return said.replace("%1", _begun(rule_words(rule, times[0].wall.date())))


def rule_sentence(rule: Recurrence, first: date, today: date) -> str:
    """Return a rule whose times are not known yet: "Every Tuesday, 8 times."."""
    if rule.until is not None:
        end = _tr("until %1", "date").replace("%1", date_word(rule.until, today))
    else:
        count = rule.count or 1
        end = one_or_many(count, _tr("once"), _tr("%n times", "", count))
    said = _tr("%1, %2.", "“Every Tuesday”, “8 times”")
    return said.replace("%2", end).replace("%1", _begun(rule_words(rule, first)))


# ---- one of many
def place_words(place: SeriesPlace) -> str:
    """Return which of its series a meeting is: "3rd of 8, every Tuesday"."""
    said = _tr("%1 of %2, %3", "“3rd” of “8”, “every Tuesday”")
    rule = rule_words(place.series.recurrence, place.series.starts.date())
    said = said.replace("%2", str(len(place.times))).replace("%1", ordinal(place.index + 1))
    return said.replace("%3", rule)


def scope_words(place: SeriesPlace, scope: Scope) -> str:
    """Say whom a change is meant for, and what of it is meant for all of a series in any case."""
    said = _meant_words(place, scope)
    if not place.shared or scope is Scope.ALL:
        return said
    # As they are the room's, see ``MeetingRepository.change``.
    return f"{said} {_tr('Who is invited, the title for guests, region and recording change for the whole series.')}"


def _meant_words(place: SeriesPlace, scope: Scope) -> str:
    if scope is Scope.THIS:
        return _tr("Only this one is changed.")
    more = place.concerned(scope) - 1
    if not more:
        return _tr("It is the last one: no other is changed with it.")
    if scope is Scope.FOLLOWING:
        return one_or_many(
            more,
            _tr("This one and the one after it are changed; what was set for that one alone stays."),
            _tr("This one and the %n after it are changed; what was set for one alone stays.", "", more),
        )
    return _tr("All that are still to come are changed; what was set for one alone stays.")


# ---- clocks
def oddity_sentence(occurrence: Occurrence, zone: tzinfo, today: date) -> str:
    """Say what a change of the clock does to one time; empty where it does nothing."""
    day, at = short_date_word(occurrence.wall.date(), today), clock_word(occurrence.wall.time())
    if occurrence.oddity is Oddity.SKIPPED:
        said = _tr("%1: the clock skips %2. It is held at %3.", "date, time, time")
        return said.replace("%3", time_text(occurrence.starts_at, zone=zone)).replace("%2", at).replace("%1", day)
    if occurrence.oddity is Oddity.TWICE:
        said = _tr("%1: %2 comes twice. The first is meant.", "date, time")
        return said.replace("%2", at).replace("%1", day)
    return ""


def clocks_sentence(story: ClockStory, zone: str, elsewhere: str, today: date) -> str:
    """Say what stays the same while clocks change.

    Args:
        story: Of the series and one other clock.
        zone: IANA; of the series.
        elsewhere: IANA, of the other clock; empty for this PC's.
        today: For dates.
    """
    at = clock_word(story.at)
    if not story.differs:
        if len(story.changes) > _MOST_CHANGES:
            return _tr("Stays %1 whenever the clocks change.").replace("%1", at)
        said = _tr("Stays %1 when the clocks change on %2.", "time, date")
        return said.replace("%2", _listed(date_word(day, today) for day in story.changes)).replace("%1", at)
    if len(story.shown) == 1:
        return _both_stay(story, zone, elsewhere, today)
    shown = [_shown_words(each, today) for each in story.shown[: _MOST_CHANGES + 1]]
    if len(story.shown) > len(shown):
        shown.append(_tr("and so on", "end of a list"))
    if elsewhere:
        said = _tr("Stays %1 in %2; in %4 it is %3.", "time, zone, times, zone").replace("%4", zone_word(elsewhere))
    else:
        said = _tr("Stays %1 in %2; on this PC's clock it is %3.", "time, zone, times")
    times = _tr(", ", "between the parts of a list").join(shown)
    return said.replace("%3", times).replace("%2", zone_word(zone)).replace("%1", at)


def _both_stay(story: ClockStory, zone: str, elsewhere: str, today: date) -> str:
    if elsewhere:
        said = _tr("Stays %1 in %2 and %3 in %4", "time, zone, time, zone").replace("%4", zone_word(elsewhere))
    else:
        said = _tr("Stays %1 in %2 and %3 on this PC's clock", "time, zone, time")
    both = said.replace("%3", _shown_words(story.shown[0], today)).replace("%2", zone_word(zone))
    both = both.replace("%1", clock_word(story.at))
    if len(story.changes) > _MOST_CHANGES:
        return _tr("%1 whenever the clocks change.", "“Stays 09:00 …”").replace("%1", both)
    days = _listed(date_word(day, today) for day in story.changes)
    return _tr("%1 when the clocks change on %2.", "“Stays 09:00 …”, date").replace("%2", days).replace("%1", both)


def _shown_words(shown: Shown, today: date) -> str:
    at = clock_word(shown.at)
    if shown.days:
        at = (_tr("%1 the day before") if shown.days < 0 else _tr("%1 the day after")).replace("%1", at)
    if shown.since is None:
        return at
    return _tr("%1 from %2", "time, date").replace("%2", date_word(shown.since, today)).replace("%1", at)


def missing_days_words(first: date) -> str:
    """Say that short months have no such day; empty where every month has it."""
    said = _tr("Months without a %1 are left out.", "31st")
    return said.replace("%1", ordinal(first.day)) if first.day > 28 else ""


def today_of(now: datetime) -> date:
    """Return the viewer's day."""
    return local(now).date()
