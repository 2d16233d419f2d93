"""When a message's times are, in words: of one meeting and of a series, also across changes of the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hosted_meetings_desktop.domain.message import Letter
from hosted_meetings_desktop.domain.recurrence import Frequency, Recurrence
from hosted_meetings_desktop.messages.clocks import Clock, same_clock, zone
from hosted_meetings_desktop.messages.languages import Language

_MOST_RUNS = 3
_MOST_LISTED = 12
_REPEAT = {Frequency.DAILY: "repeat_days", Frequency.WEEKLY: "repeat_weeks", Frequency.MONTHLY: "repeat_months"}


@dataclass(frozen=True, slots=True)
class When:
    """The times of a message.

    Attributes:
        day: "Tuesday, 30 March 2027"; of a series, the next time.
        times: "09:00-09:30 (Berlin)", on the reader's clock.
        clinic_times: The same on the clinic's clock; empty where it shows the same.
        old: When it was to be before a change; empty where the time did not change.
        repeats: How a series goes on, a line each: the rule, how often, from when on at another time.
        short: "Tue, 30 March, 09:00", for subjects and text messages.
    """

    day: str
    times: str
    clinic_times: str
    old: str
    repeats: tuple[str, ...]
    short: str


def is_series(letter: Letter) -> bool:
    """Tell whether a message is about all times of a series."""
    return len(letter.times) > 1 and not letter.only_one


def when(letter: Letter, language: Language) -> When:
    """Put the times of a message into words."""
    return _Teller(letter, language).when()


class _Teller:
    def __init__(self, letter: Letter, language: Language) -> None:
        self._letter = letter
        self._language = language
        self._clock = Clock(language.locale, zone(letter.zone, letter.clinic_zone))
        self._clinic = Clock(language.locale, zone(letter.clinic_zone, letter.zone))
        series = is_series(letter)
        # A duration in UTC is a duration; added to a wall-clock time it would be none across a change of the clock.
        self._times = sorted({letter.starts_at, *letter.times}) if series else [letter.starts_at]
        told = [*self._times, *([letter.before] if letter.before else [])]
        self._differs = any(not same_clock(self._clock.zone, self._clinic.zone, time) for time in told)

    def when(self) -> When:
        start = self._times[0]
        own, clinic = self._readings(start)
        say = self._language.say
        # Only where the reader lives by another clock than the clinic does a message need to say whose time it is.
        named = say("in_city", time=self._clock.time(start), city=self._clock.city)
        time = named if self._differs else self._clock.time(start)
        return When(
            day=self._clock.day(start),
            times=own,
            clinic_times=clinic,
            old=self._old(),
            repeats=tuple(self._repeats()),
            short=say("day_time", day=self._clock.short_day(start), time=time),
        )

    def _old(self) -> str:
        before = self._letter.before
        if before is None:
            return ""
        times = self._readings(before)[0] if self._differs else self._clock.times(before, self._letter.duration)
        return self._language.say("day_time", day=self._clock.day(before), time=times)

    def _readings(self, moment: datetime) -> tuple[str, str]:
        """Return a time on the reader's clock and on the clinic's, the latter empty where all clocks agree."""
        say, duration = self._language.say, self._letter.duration
        own = self._clock.times(moment, duration)
        if not self._differs:
            return say("in_city", time=own, city=self._clock.city), ""
        clinic = self._clinic.times(moment, duration)
        if self._clock.wall(moment).date() != self._clinic.wall(moment).date():
            clinic = say("day_time", day=self._clinic.short_day(moment), time=clinic)
        return (
            say("your_time", time=own, city=self._clock.city),
            say("clinic_time", time=clinic, city=self._clinic.city),
        )

    def _repeats(self) -> list[str]:
        if len(self._times) < 2:
            return []
        count, say = self._language.count, self._language.say
        rule, runs = self._letter.recurrence, self._runs()
        left = count("repeat_left", len(self._times), day=self._clock.day(self._times[-1]))
        shift = _shift(rule, [self._clock.wall(time).date() for time in self._times]) if rule else None
        lines = []
        if rule is not None and shift is not None:
            days = tuple((day + shift) % 7 for day in rule.weekdays)
            named = {"days": self._clock.weekdays(days)} if rule.frequency is Frequency.WEEKLY else {}
            lines.append(count(_REPEAT[rule.frequency], rule.interval, **named))
        lines.append(left)
        if shift is None or len(runs) > _MOST_RUNS:
            lines += self._listed()
        else:
            lines += [say("from_day", day=self._clock.date(run), time=self._both(run)) for run in runs[1:]]
        if self._clocks_change():
            lines.append(say("clock_change"))
        return lines

    def _listed(self) -> list[str]:
        """Return each further time; of very many, the first ones. The clinic's clock is told where it is news."""
        shown, rest = self._times[1 : _MOST_LISTED + 1], len(self._times) - 1 - _MOST_LISTED
        runs = self._runs()
        lines = []
        for time in shown:
            told = self._both(time) if time in runs else self._clock.times(time, self._letter.duration)
            lines.append(self._language.say("day_time", day=self._clock.short_day(time), time=told))
        return [*lines, self._language.count("more_times", rest)] if rest > 0 else lines

    def _both(self, moment: datetime) -> str:
        own, clinic = self._readings(moment)
        return f"{own} · {clinic}" if clinic else self._clock.times(moment, self._letter.duration)

    def _runs(self) -> list[datetime]:
        """Return the times from which on the clocks show something else than before, the first one included."""
        found: list[datetime] = []
        shown = None
        for time in self._times:
            now = (self._clock.wall(time).time(), self._clinic.wall(time).time())
            if now != shown:
                found.append(time)
            shown = now
        return found

    def _clocks_change(self) -> bool:
        """Tell whether the reader's clock and the clinic's drift apart or together on the way."""
        apart = {
            (self._clock.wall(time).utcoffset() or timedelta()) - (self._clinic.wall(time).utcoffset() or timedelta())
            for time in self._times
        }
        return len(apart) > 1


def _shift(rule: Recurrence, days: list[date]) -> int | None:
    """Return by how many days the reader's days differ from those of the rule; None where no rule tells them all.

    Far to the east or west a meeting falls on another day than at the clinic; and single times may have been moved or
    left out. What is told has to be true for each of them.
    """
    for shift in (0, 1, -1):
        ruled = [day - timedelta(days=shift) for day in days]
        if ruled == _expected(rule, ruled[0], ruled[-1]):
            return shift
    return None


def _expected(rule: Recurrence, first: date, last: date) -> list[date]:
    span = range((last - first).days + 1)
    match rule.frequency:
        case Frequency.DAILY:
            return [first + timedelta(days=n) for n in span if n % rule.interval == 0]
        case Frequency.WEEKLY:
            monday = first - timedelta(days=first.weekday())
            days = (first + timedelta(days=n) for n in span)
            return [d for d in days if d.weekday() in rule.weekdays and (d - monday).days // 7 % rule.interval == 0]
        case Frequency.MONTHLY:
            return []  # which day of which month is shortest told by naming the days
