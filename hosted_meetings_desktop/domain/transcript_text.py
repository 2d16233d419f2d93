"""Reads transcripts as the video service writes them: SubRip, WebVTT, JSON and CSV.

They come from outside, so all is bounded: what is read, how many lines there are, how long each is, when it can be.
What cannot be understood is left out; a transcript with one odd line is still worth reading.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import islice
from typing import Any

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.transcript import TranscriptLine

MAX_BYTES = 8 << 20
"""A day of talking is a tenth of it."""
MAX_LINES = 100_000
MAX_WORDS = 10_000
"""Letters in one line."""
MAX_SPEAKER = 200
LONGEST = 7 * 24 * 3600 * 1000
"""Milliseconds; nothing is said later than that."""

_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9}))?")
_CUE = re.compile(r"\s*([\d:.,]{4,24})\s*-->\s*([\d:.,]{4,24})(?:\s.*)?")
_VOICE = re.compile(r"<v(?:\.[^\s>]{0,100})?\s+([^>]{1,200})>")
_TAG = re.compile(r"</?[a-zA-Z0-9.:_-]{1,100}(?:\s[^<>]{0,200})?>|\{\\[^{}]{0,100}\}")
_NAMED = re.compile(r"(?:\[([^\[\]:]{1,60})\]|([^\s:<>\[\]][^:<>\[\]\n]{0,59})):\s+(?=\S)")
_NUMBER = re.compile(r"-?\d{1,18}(?:\.\d{1,18})?")
_BLANK = re.compile(r"\s+")
_EPOCH_S, _EPOCH_MS = 1e9, 1e11
"""Numbers from there on are seconds, or milliseconds, since 1970 and not since a call began."""
_MANY_MS = 36_000
"""Ten hours in seconds: where the last number is larger, the numbers are milliseconds."""

_BEGINS = (
    "start",
    "begin",
    "begins",
    "starttime",
    "startms",
    "startat",
    "from",
    "offset",
    "timestamp",
    "time",
    "date",
)
_ENDS = ("end", "ends", "endtime", "endms", "endat", "to", "until")
_WORDS = ("text", "transcript", "transcription", "words", "content", "message", "sentence", "utterance")
_SPEAKERS = ("speaker", "speakername", "participantname", "name", "displayname", "username", "who")
_IDS = ("customparticipantid", "speakerid", "userid", "participantid", "peerid", "clientspecificid")
_LISTS = ("transcript", "transcripts", "segments", "cues", "lines", "items", "results", "utterances", "data")
_PLAIN_COLUMNS = ("timestamp", "participantid", "participantname", "transcript")
_WIDE_COLUMNS = ("timestamp", "participantid", "userid", "customparticipantid", "participantname", "transcript")
"""The service's CSV may come without a heading: docs.dyte.io, guides/capabilities/ai/meeting-transcription."""


class TooLong(AppError):
    """A transcript is larger than any that somebody could have spoken."""

    def __init__(self) -> None:
        super().__init__("This transcript is too large to be shown", "The file itself is kept. Save a copy of it.")


@dataclass(frozen=True, slots=True)
class _Said:
    """A line as it was read, before its times are known to count from anywhere.

    Attributes:
        at: Milliseconds, of the day 1 January 1970 where ``absolute``; where ``bare``, of a unit to be found out.
    """

    at: float
    until: float | None
    speaker: str
    words: str
    whose: str = ""
    absolute: bool = False
    bare: bool = False


def read_transcript(data: bytes, *, begun: datetime | None = None) -> tuple[TranscriptLine, ...]:
    """Return the lines of a transcript in the order in which they were said; empty where it has none.

    Args:
        data: The file. Which of the forms it has is told by itself.
        begun: When that began from which lines count, for transcripts that tell the time of day; without it they
            count from their first line.

    Raises:
        TooLong: it is larger than a transcript can be.
    """
    if len(data) > MAX_BYTES:
        raise TooLong
    text = data.decode("utf-8-sig", errors="replace").replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    begin = text.lstrip()
    if not begin:
        return ()
    found: Iterator[_Said]
    if begin[0] in "[{" and (said := _json(begin)) is not None:
        found = said
    elif begin.startswith("WEBVTT") or _CUE.search(begin[:2_000]):
        found = _cues(begin)
    else:
        found = _table(begin)
    return _placed(list(islice(found, MAX_LINES)), begun)


# ---- SubRip and WebVTT
def _cues(text: str) -> Iterator[_Said]:
    """Read cues: a line with two times, and the lines up to the next empty one."""
    lines = iter(text.split("\n"))
    for line in lines:
        found = _CUE.fullmatch(line)
        if found is None:
            continue  # a number, a heading, a note, a style
        begins, ends = _clock(found[1]), _clock(found[2])
        said = []
        for more in lines:
            if not more.strip():
                break
            said.append(more)
        words = "\n".join(said)
        if begins is None:
            continue
        voice = _VOICE.search(words)
        speaker, words = (voice[1], words) if voice else _named(_TAG.sub("", words))
        yield _Said(begins, ends, unescape(speaker), unescape(_TAG.sub("", words)))


def _named(words: str) -> tuple[str, str]:
    """Return who speaks and what, of "Ada Osei: Good morning"."""
    found = _NAMED.match(words)
    return ((found[1] or found[2]), words[found.end() :]) if found else ("", words)


def _clock(text: str) -> int | None:
    """Return milliseconds of "01:02:03,400" or "02:03.4"."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds, part = found.groups()
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int((part or "0")[:3].ljust(3, "0"))


# ---- JSON
def _json(text: str) -> Iterator[_Said] | None:
    """Read a list of objects, wherever it lies in the first few levels; None where that is no JSON."""
    try:
        made = json.loads(text)
    except (ValueError, RecursionError):
        return _json_lines(text)
    return (said for row in _rows_in(made, 0) if (said := _of_fields(row)) is not None)


def _json_lines(text: str) -> Iterator[_Said] | None:
    """Read an object in each line."""
    rows = []
    for line in text.split("\n")[: MAX_LINES + 1]:
        try:
            row = json.loads(line) if line.strip() else None
        except (ValueError, RecursionError):
            continue
        if isinstance(row, dict):
            rows.append(row)
    return (said for row in rows if (said := _of_fields(row)) is not None) if rows else None


def _rows_in(made: Any, depth: int) -> Iterable[Mapping[str, Any]]:
    if isinstance(made, list):
        return [row for row in made[:MAX_LINES] if isinstance(row, dict)]
    if isinstance(made, dict) and depth < 3:
        fields = {_key(name): value for name, value in made.items()}
        for name in _LISTS:
            if isinstance(fields.get(name), list | dict) and (rows := _rows_in(fields[name], depth + 1)):
                return rows
    return [made] if isinstance(made, dict) else []


def _of_fields(row: Mapping[str, Any]) -> _Said | None:
    """Return what a row with names says; speakers may be objects of their own."""
    fields: dict[str, Any] = {}
    for name, value in row.items():
        key = _key(name)
        if isinstance(value, dict) and key in {"speaker", "participant", "user", "peer"}:
            fields |= {f"{'speaker' if _key(k) in {'id', 'name'} else ''}{_key(k)}": v for k, v in value.items()}
        else:
            fields.setdefault(key, value)
    words = _text_of(fields, _WORDS)
    at = _first(fields, _BEGINS, _moment)
    if not words or at is None:
        return None
    until = _first(fields, _ENDS, _moment)
    same = until is not None and until[1:] == at[1:]
    return _Said(
        at[0], until[0] if until and same else None, _text_of(fields, _SPEAKERS), words, _text_of(fields, _IDS),
        absolute=at[1], bare=at[2],
    )  # fmt: skip


def _key(name: object) -> str:
    return re.sub(r"[^a-z]", "", str(name)[:60].lower())


def _first(
    fields: Mapping[str, Any], names: Sequence[str], read: Callable[[Any], tuple[float, bool, bool] | None]
) -> tuple[float, bool, bool] | None:
    for name in names:
        if name in fields and (found := read(fields[name])) is not None:
            return found
    return None


def _text_of(fields: Mapping[str, Any], names: Sequence[str]) -> str:
    for name in names:
        value = fields.get(name)
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
            return str(value)
    return ""


def _moment(value: Any) -> tuple[float, bool, bool] | None:
    """Return a time as ``(milliseconds or a bare number, whether it is of the calendar, whether it is bare)``."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        text = value.strip()[:64]
        if (clock := _clock(text)) is not None:
            return clock, False, False
        if not _NUMBER.fullmatch(text):
            return _calendar(text)
        value = float(text)
    if not isinstance(value, int | float) or not math.isfinite(value) or not 0 <= value < 1e15:
        return None
    if value >= _EPOCH_MS:
        return float(value), True, False
    return (value * 1000.0, True, False) if value >= _EPOCH_S else (float(value), False, True)


def _calendar(text: str) -> tuple[float, bool, bool] | None:
    try:
        then = datetime.fromisoformat(text)
    except ValueError:
        return None
    then = then if then.tzinfo is not None else then.replace(tzinfo=UTC)
    try:
        return (then - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1), True, False
    except OverflowError:
        return None


# ---- CSV
def _table(text: str) -> Iterator[_Said]:
    """Read rows, with a heading or without."""
    rows = csv.reader(io.StringIO(text), skipinitialspace=True)
    names: tuple[str, ...] | None = None
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            continue  # a field longer than any sentence
        if names is None:
            names = tuple(_key(cell) for cell in row)
            if set(names) & set(_WORDS) and set(names) & set(_BEGINS):
                continue
            names = _WIDE_COLUMNS if len(row) >= len(_WIDE_COLUMNS) else _PLAIN_COLUMNS
        if len(row) > len(names):  # somebody wrote a comma without quotes
            row = [*row[: len(names) - 1], ", ".join(row[len(names) - 1 :])]
        said = _of_fields(dict(zip(names, row, strict=False)))
        if said is not None:
            yield said


# ---- times
def _placed(said: list[_Said], begun: datetime | None) -> tuple[TranscriptLine, ...]:
    """Let every line count from the same beginning."""
    if not said:
        return ()
    bare = [each for each in said if each.bare]
    # Seconds with a fraction, or few of them: nobody writes a line each fraction of a millisecond.
    most = max((each.at for each in bare), default=0.0)
    unit = 1.0 if most > _MANY_MS and all(each.at == int(each.at) for each in bare) else 1000.0
    counted = [_times(each, unit) if each.bare else each for each in said]
    calendar = [each.at for each in counted if each.absolute]
    zero = 0.0
    if calendar:
        first = min(calendar)
        zero = first if begun is None else _calendar_ms(begun)
        if not -LONGEST <= first - zero <= LONGEST:  # a clock that is wrong by years
            zero = first
    lines = [_line(replace(each, absolute=False), zero if each.absolute else 0.0) for each in counted]
    kept = [line for line in lines if line is not None]
    kept.sort(key=lambda line: line.begins)
    return tuple(kept)


def _calendar_ms(at: datetime) -> float:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1)


def _times(said: _Said, unit: float) -> _Said:
    return replace(said, at=said.at * unit, until=None if said.until is None else said.until * unit, bare=False)


def _line(said: _Said, zero: float) -> TranscriptLine | None:
    words = _tidy(said.words, MAX_WORDS)
    begins = round(said.at - zero)
    if not words or begins > LONGEST:
        return None
    begins = max(0, begins)
    ends = begins if said.until is None else max(begins, min(round(said.until - zero), LONGEST))
    return TranscriptLine(begins, ends, _tidy(said.speaker, MAX_SPEAKER), words, _tidy(said.whose, MAX_SPEAKER))


def _tidy(text: str, most: int) -> str:
    """Return it in one line, without controls, not longer than ``most``."""
    plain = _BLANK.sub(" ", text[: 4 * most])
    return "".join(letter for letter in plain if letter.isprintable()).strip()[:most]
