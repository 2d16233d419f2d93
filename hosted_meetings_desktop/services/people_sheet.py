"""Reads a CSV file as it comes: letters, separator, lines; a bad line is told and the next one is read."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from hosted_meetings_desktop.domain.errors import InputProblem

MAX_BYTES = 10 * 1000 * 1000
MAX_LINES = 100_000
MAX_COLUMNS = 200
_MAX_ROWS_OF_TEXT = 3 * MAX_LINES
"""A note may have several lines of its own."""

_LONGEST_RECORD = 512
_SHORTEST_RECORD = 16
_TELL_EVERY = 100
_SAMPLE = 64 * 1024
_SAMPLE_LINES = 40
_HEAD = 2000
_LOST = "\N{REPLACEMENT CHARACTER}"

ENCODINGS = ("utf-8", "utf-16", "windows-1252", "windows-1250", "windows-1251", "windows-1256")
"""What can be chosen by hand, as Python calls them; Western, Central European, Cyrillic and Arabic Windows."""

SEPARATORS = (",", ";", "\t", "|")

Progress = Callable[[int, int], None]
"""``progress(done, total)``, called from another thread every hundred lines; what it raises ends the work."""


class Damage(StrEnum):
    """Why a line could not be read."""

    QUOTES = "quotes"  # a quotation mark is not closed, or closed too early
    CELL = "cell"  # larger than anything a person writes
    LETTERS = "letters"  # the file's encoding has no such letters
    WIDTH = "width"  # more cells than there are columns


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the table; a cell may go over several lines of the file.

    Attributes:
        first: Its first line in the file, from 1.
        last: Its last line in the file.
        cells: What stands in it; of a line that could not be read the whole line as one cell.
    """

    first: int
    last: int
    cells: tuple[str, ...]
    damage: Damage | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as it was read.

    Attributes:
        encoding: One of ``ENCODINGS``.
        certain: Whether the file itself says which encoding it has; otherwise it was assumed.
        separator: One of ``SEPARATORS``.
        records: Every line that is not blank.
        blank: How many lines of the file are.
        lines: How many lines the file has.
    """

    encoding: str
    certain: bool
    separator: str
    records: tuple[Record, ...]
    blank: int
    lines: int


def read_sheet(
    data: bytes,
    *,
    encoding: str = "",
    separator: str = "",
    heads: Callable[[tuple[str, ...]], int] = len,
    progress: Progress = lambda _done, _total: None,
) -> Sheet:
    """Read a file.

    Args:
        data: The file.
        encoding: One of ``ENCODINGS``; found out without it.
        separator: One of ``SEPARATORS``; found out without it.
        heads: Says how many cells of a first line are names of columns that are known.
        progress: Is told how far it is.

    Raises:
        InputProblem: it is no such file, or too large.
    """
    _refuse(data)
    text, encoding, certain, lossy = _text(data, encoding)
    text = text.rstrip("\x1a\0").removeprefix("\N{BYTE ORDER MARK}")
    if sum(letter < " " and letter not in "\t\n\r\f" for letter in text[:_HEAD]) > _HEAD // 50:
        raise InputProblem("file", "This is not a text file", "Choose a CSV file.")
    if text.count("\n") + text.count("\r") > 2 * _MAX_ROWS_OF_TEXT:
        raise _too_long()
    lines = list(io.StringIO(text, newline=""))
    if len(lines) > _MAX_ROWS_OF_TEXT:
        raise _too_long()
    told, skipped = _told_separator(lines)
    separator = separator or told or _separator(text, heads)
    records: list[Record] = []
    blank = skipped
    for record in _records(lines, skipped, separator):
        if not any(cell.strip() for cell in record.cells):
            blank += record.last - record.first + 1
            continue
        records.append(_judged(record, lines, lossy=lossy))
        if len(records) > MAX_LINES + 1:
            raise _too_long()
        if len(records) % _TELL_EVERY == 0:
            progress(record.last, len(lines))
    progress(len(lines), len(lines))
    if not records:
        raise InputProblem("file", "There is nothing in this file", "Choose another.")
    return Sheet(encoding, certain, separator, tuple(records), blank, len(lines))


# ---- which file it is
_OTHER_FILES = (
    (b"PK\x03\x04", "This is a workbook, not a CSV file"),
    (b"\xd0\xcf\x11\xe0", "This is a workbook, not a CSV file"),
    (b"%PDF", "This is a PDF, not a CSV file"),
)


def _refuse(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise InputProblem(
            "file", "This file is larger than 10 MB", "Split it, and import the parts one after the other."
        )
    for begins, title in _OTHER_FILES:
        if data.startswith(begins):
            raise InputProblem("file", title, "Open it in its own program and save it as CSV, then choose that file.")


def _too_long() -> InputProblem:
    return InputProblem(
        "file", "This file has more than 100,000 lines", "Split it, and import the parts one after the other."
    )


# ---- letters
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def _text(data: bytes, encoding: str) -> tuple[str, str, bool, bool]:
    """Return the text, its encoding, whether that is certain, and whether letters were lost."""
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    certain = bool(marked) and encoding in {"", marked}
    encoding = encoding or marked or _assumed(data)
    codec = encoding
    if encoding == "utf-16" and marked != "utf-16":
        codec = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
    try:
        return data.decode(codec), encoding, certain, False
    except UnicodeDecodeError:
        return data.decode(codec, errors="replace"), encoding, certain, True


def _assumed(data: bytes) -> str:
    head = data[:_HEAD]
    for begin in (0, 1):  # UTF-16 without its mark: every other byte of what is written in Latin is 0
        zeros, others = head[begin::2].count(0), head[1 - begin :: 2].count(0)
        if zeros > len(head) // 8 and others * 8 < zeros:
            return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
        wrong = text.count(_LOST)
        right = len(text) - len(text.encode("ascii", errors="ignore")) - wrong
        # A few broken letters among many whole ones are damage; none whole at all is another encoding.
        return "utf-8" if right > 4 * wrong else "windows-1252"
    return "utf-8"


# ---- separator
def _told_separator(lines: list[str]) -> tuple[str, int]:
    """Return the separator that a first line "sep=;" tells (Excel writes it), and how many lines that takes."""
    first = lines[0].strip("\r\n").strip('"').lower() if lines else ""
    if first.startswith("sep=") and first[4:] in SEPARATORS:
        return first[4:], 1
    return "", 0


def _separator(text: str, heads: Callable[[tuple[str, ...]], int]) -> str:
    """Return the separator under which the first lines look most like a table."""
    sample = list(io.StringIO(text[:_SAMPLE], newline=""))[:_SAMPLE_LINES]

    def fit(separator: str) -> tuple[int, float]:
        rows = [record.cells for record in _records(sample, 0, separator) if record.damage is None]
        rows = [row for row in rows if any(row)]
        if not rows:
            return 0, 0.0
        width, times = Counter(map(len, rows)).most_common(1)[0]
        return heads(rows[0]) if width > 1 else 0, (width - 1) * times / len(rows)

    return max(SEPARATORS, key=fit)


# ---- lines
class _Feed:
    """Hands the reader one line of the file after the other, and no more than a record may have."""

    def __init__(self, lines: list[str], at: int, longest: int) -> None:
        self._lines = lines
        self._longest = longest
        self.begun = self.at = at

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.at >= len(self._lines) or self.at - self.begun >= self._longest:
            raise StopIteration
        self.at += 1
        return self._lines[self.at - 1]


def _records(lines: list[str], at: int, separator: str) -> Iterator[Record]:
    """Read every line; one that cannot be read is told by itself, and the next line begins anew.

    A quotation mark that is not closed would swallow everything after it: a record that goes on for too long is given
    up, and the longer that took the sooner the next one is, so that no file takes more than a few times its lines.
    """
    longest = _LONGEST_RECORD
    while at < len(lines):
        feed = _Feed(lines, at, longest)
        reader = csv.reader(feed, delimiter=separator, strict=True)
        try:
            for cells in reader:
                yield Record(feed.begun + 1, feed.at, tuple(cells))
                feed.begun = feed.at
        except csv.Error:
            alone = feed.at - feed.begun <= 1
            large = alone and len(lines[feed.begun]) > csv.field_size_limit()
            damage = Damage.CELL if large else Damage.QUOTES
            yield Record(feed.begun + 1, feed.begun + 1, (lines[feed.begun].rstrip("\r\n"),), damage)
            if feed.at - feed.begun >= longest:
                longest = max(_SHORTEST_RECORD, longest // 2)
        else:
            return
        at = feed.begun + 1


def _judged(record: Record, lines: list[str], *, lossy: bool) -> Record:
    """Return a record, or what is wrong with it."""
    if record.damage is not None:
        return record
    if len(record.cells) > MAX_COLUMNS:
        damage = Damage.WIDTH
    elif any("\0" in cell or (lossy and _LOST in cell) for cell in record.cells):
        damage = Damage.LETTERS
    else:
        return record
    raw = "".join(lines[record.first - 1 : record.last]).rstrip("\r\n")
    return Record(record.first, record.last, (raw,), damage)
