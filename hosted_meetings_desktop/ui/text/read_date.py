"""Reads a day as people type it: "1.4.", "1 apr", "01/04/27", "+7", "fri", "tomorrow"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from PySide6.QtCore import QCoreApplication, QLocale

DAY, MONTH, YEAR = "d", "M", "y"
_PIECE = re.compile(r"\d+|[^\W\d_][^\s\d.,/-]*")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_FROM_TODAY = re.compile(r"\s*([+\N{MINUS SIGN}-])\s*(\d{1,4})\s*")
_FILLERS = frozenset({"de", "del", "of", "the", "den", "le", "年", "月", "日", "년", "월", "일"})
_DAYS_OF_WEEK = 7
_MONTHS = 12
_LEAST_PREFIX = 2
_LEAP_CYCLE = 8
"""A day that exists in some years only comes again within so many."""


@dataclass(frozen=True, slots=True)
class DateWords:
    """How dates are said and written in one language.

    Attributes:
        order: The letters d, M and y in the order in which the language writes them.
        months: Names and short names, folded, with their number from 1.
        weekdays: Names and short names, folded, with their number, Monday being 0.
        near: Words for a day near today, folded, with how many days it lies from there.
    """

    order: str
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    near: Mapping[str, int]


def read_day(text: str, today: date, words: DateWords) -> date | None:
    """Return the day that ``text`` means, None when it cannot be understood.

    Without a year the next such day is meant, today included; a weekday's name alone means the next one after today.
    """
    shift = _FROM_TODAY.fullmatch(text)
    if shift is not None:
        days = int(shift[2])
        return _moved(today, days if shift[1] == "+" else -days)
    pieces = [_folded(piece) for piece in _PIECE.findall(_ORDINAL.sub("", text))]
    pieces = [piece for piece in pieces if piece not in _FILLERS]
    if len(pieces) == 1 and not pieces[0].isdecimal():
        return _from_word(pieces[0], today, words)
    numbers = [piece for piece in pieces if piece.isdecimal()]
    names = [piece for piece in pieces if not piece.isdecimal()]
    days_of_week = [name for name in names if _found(name, words.weekdays) is not None]
    named = [name for name in names if _found(name, words.months) is not None]
    if len(named) > 1:  # "mar. 4 janv.": what can be a weekday is one
        named = [name for name in named if name not in days_of_week] or named[-1:]
    if len(named) > 1 or not numbers or not set(names) <= {*named, *days_of_week}:
        return None
    months = [number for name in named if (number := _found(name, words.months)) is not None]
    return _with_month(numbers, months[0], today) if months else _from_numbers(numbers, today, words.order)


def _folded(piece: str) -> str:
    return piece.casefold().strip(".'\N{RIGHT SINGLE QUOTATION MARK}")


def _from_word(word: str, today: date, words: DateWords) -> date | None:
    days = _found(word, words.near)
    if days is not None:
        return _moved(today, days)
    weekday = _found(word, words.weekdays)
    if weekday is None:
        return None
    return _moved(today, (weekday - today.weekday() - 1) % _DAYS_OF_WEEK + 1)


def _found(word: str, known: Mapping[str, int]) -> int | None:
    """Return what a word stands for, whole or as a beginning that can mean nothing else."""
    if word in known:
        return known[word]
    meant = {number for name, number in known.items() if len(word) >= _LEAST_PREFIX and name.startswith(word)}
    return meant.pop() if len(meant) == 1 else None


def _with_month(numbers: list[str], month: int, today: date) -> date | None:
    match numbers:
        case [day]:
            return _next(int(day), month, today)
        case [first, last]:
            year_first = len(first) > 2 or int(first) > 31  # longer than a day can be
            day, year = (last, first) if year_first else (first, last)
            return _made(year, month, int(day))
        case _:
            return None


def _from_numbers(numbers: list[str], today: date, order: str) -> date | None:
    if len(numbers) == 1 and len(numbers[0]) > 2:  # longer than a day can be
        return _from_run(numbers[0], today, order)
    match numbers:
        case [day]:
            return _next_of_month(int(day), today)
        case [first, second]:
            return _without_year(int(first), int(second), today, order)
        case [first, _second, _third]:
            return _whole(numbers, YEAR + MONTH + DAY if len(first) > 2 else order)  # as above
        case _:
            return None


def _from_run(run: str, today: date, order: str) -> date | None:
    """Read digits without anything between them: day and month, with a year of two or four figures."""
    match len(run):
        case 4:
            return _without_year(int(run[:2]), int(run[2:]), today, order)
        case 6:
            return _whole([run[:2], run[2:4], run[4:]], order)
        case 8:
            by_order = _whole(_cut(run, order), order)
            return by_order or _whole(_cut(run, YEAR + MONTH + DAY), YEAR + MONTH + DAY)
        case _:
            return None


def _cut(run: str, order: str) -> list[str]:
    pieces, place = [], 0
    for part in order:
        length = 4 if part == YEAR else 2
        pieces.append(run[place : place + length])
        place += length
    return pieces


def _without_year(first: int, second: int, today: date, order: str) -> date | None:
    day_first = order.index(DAY) < order.index(MONTH)
    day, month = (first, second) if day_first else (second, first)
    return _next(day, month, today) or _next(month, day, today)


def _whole(numbers: list[str], order: str) -> date | None:
    parts = dict(zip(order, numbers, strict=True))
    day, month = int(parts[DAY]), int(parts[MONTH])
    # 23/4 can be meant in one way only, whatever the order is.
    return _made(parts[YEAR], month, day) or _made(parts[YEAR], day, month)


def _made(year: str, month: int, day: int) -> date | None:
    if len(year) not in {2, 4}:
        return None
    return _day(int(year) + (2000 if len(year) == 2 else 0), month, day)  # "27" is 2027


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _next(day: int, month: int, today: date) -> date | None:
    ahead = (_day(today.year + years, month, day) for years in range(_LEAP_CYCLE + 1))
    return next((found for found in ahead if found is not None and found >= today), None)


def _next_of_month(day: int, today: date) -> date | None:
    first = today.year * _MONTHS + today.month - 1
    ahead = (_day((first + n) // _MONTHS, (first + n) % _MONTHS + 1, day) for n in range(_MONTHS))
    return next((found for found in ahead if found is not None and found >= today), None)


def _moved(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


# ---- how a language says it
def date_words(locale: QLocale) -> DateWords:
    """Return how dates are said in a language, in which English names of days and months are understood too."""
    return _words_of(locale.name(), _order(locale.dateFormat(QLocale.FormatType.ShortFormat)))


def _order(written: str) -> str:
    """Return "dMy" for "dd/MM/yyyy"."""
    places = {part: written.find(part) for part in (DAY, MONTH, YEAR)}
    return "".join(sorted(places, key=lambda part: places[part]))


@cache
def _words_of(name: str, order: str) -> DateWords:
    known = (QLocale.c(), QLocale(name))
    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    for locale in known:
        for form in (QLocale.FormatType.LongFormat, QLocale.FormatType.ShortFormat):
            for month in range(1, _MONTHS + 1):
                _note(months, (locale.monthName(month, form), locale.standaloneMonthName(month, form)), month)
            for day in range(1, _DAYS_OF_WEEK + 1):
                said = (locale.dayName(day, form), locale.standaloneDayName(day, form))
                _note(weekdays, said, day - 1)
    near = {"today": 0, "tomorrow": 1, "yesterday": -1}
    near |= {_folded(word): days for word, days in zip(_near_words(), (0, 1, -1), strict=True)}
    return DateWords(order, months, weekdays, near)


def _note(known: dict[str, int], names: Iterable[str], number: int) -> None:
    for name in names:
        folded = _folded(name)
        if folded and not any(letter.isdecimal() or letter.isspace() for letter in folded):
            known[folded] = number


def _near_words() -> tuple[str, str, str]:
    def tr(text: str) -> str:
        return QCoreApplication.translate("ReadDate", text, "a word that somebody types for a day")

    return tr("today"), tr("tomorrow"), tr("yesterday")
