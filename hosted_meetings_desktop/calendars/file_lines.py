"""Takes a calendar file apart, line by line, so that one bad event costs only itself and can be named by its line.

icalendar reads a file as a whole or not at all, and remembers what one file says of time zones for all later ones. So
the frame is read here, and icalendar reads the single lines and values.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace

from icalendar.parser import Contentline, Parameters

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.invitation import LineProblem

MAX_BYTES = 10 * 1024 * 1024
MAX_LINES = 500_000
"""As they stand in the file, folded: more than 10 MB of any real calendar have."""
MAX_PROPERTIES = 10_000
"""Of one event, of those that are asked for."""
LONGEST_LINE = 100_000
"""Letters of a line whose value is read, unfolded."""
MAX_PROBLEMS = 100
_NAME = re.compile(r"\s*([A-Za-z0-9-]+)\s*[;:]")
_BETWEEN_LOOKS = 5_000
"""Lines between two calls of ``look``."""
_OF_CALENDARS = frozenset({"METHOD", "NAME", "X-WR-CALNAME", "X-WR-TIMEZONE"})


class Stopped(InputProblem):
    """Somebody asked to stop the reading of a file."""

    def __init__(self) -> None:
        super().__init__("file", "Reading the calendar was stopped", "Nothing was kept.")


@dataclass(frozen=True, slots=True)
class Line:
    """One line, unfolded.

    Attributes:
        number: Where it begins in the file, counted from 1.
        name: Of the property, upper case.
    """

    number: int
    name: str
    text: str

    def parts(self) -> tuple[Parameters, str]:
        """Return the parameters, and the value without backslashes.

        Raises:
            ValueError: they cannot be told, or the line is too long.
        """
        if len(self.text) > LONGEST_LINE:
            raise ValueError(self.name)
        _, parameters, value = Contentline(self.text).parts()  # type: ignore[no-untyped-call]
        return parameters, value

    def shortened(self) -> Line:
        """Return a line that is not too long to be read; what is cut off is the end of a text."""
        return self if len(self.text) <= LONGEST_LINE else replace(self, text=self.text[:LONGEST_LINE])

    @property
    def cost(self) -> int:
        """What reading it costs, in units of a ``Budget``."""
        return 1 + len(self.text) // 500


@dataclass(slots=True)
class Component:
    """An event or a time zone, without what is nested in it.

    Attributes:
        number: The line of its BEGIN.
        lines: Those that were asked for, up to ``MAX_PROPERTIES``.
        whole: For time zones: all lines but TZID, nested ones included.
        too_long: Whether there were more lines than are kept.
    """

    name: str
    number: int
    lines: list[Line] = field(default_factory=list)
    whole: list[str] = field(default_factory=list)
    too_long: bool = False

    def first(self, name: str) -> Line | None:
        """Return the first line with a property, None where there is none."""
        return next((line for line in self.lines if line.name == name), None)


@dataclass(slots=True)
class CalendarPart:
    """One VCALENDAR of a file; most have one."""

    properties: dict[str, Line] = field(default_factory=dict)
    zones: list[Component] = field(default_factory=list)
    events: list[Component] = field(default_factory=list)

    def value(self, name: str) -> str:
        """Return a property of the calendar, empty where it is missing or cannot be read."""
        line = self.properties.get(name)
        if line is None:
            return ""
        try:
            return line.parts()[1].strip()
        except ValueError:
            return ""


class Problems:
    """Collects what could not be read; of very many, the first ones and how many more there are."""

    def __init__(self) -> None:
        self._found: list[LineProblem] = []
        self._more = 0

    def add(self, line: int, problem: str) -> None:
        """Note a problem."""
        if len(self._found) < MAX_PROBLEMS:
            self._found.append(LineProblem(line, problem))
        else:
            self._more += 1

    def all(self) -> tuple[LineProblem, ...]:
        """Return them in the order of the file."""
        found = sorted(self._found, key=lambda problem: problem.line)
        if self._more:
            found.append(LineProblem(0, f"{self._more} more problems"))
        return tuple(found)


def take_apart(
    data: bytes, wanted: Collection[str], problems: Problems, look: Callable[[int], None] = lambda _events: None
) -> list[CalendarPart]:
    """Return the calendars of a file.

    Args:
        data: The file; its letters in UTF-8, UTF-16 or, where they are neither, Windows' Western ones.
        wanted: The properties of events to keep.
        problems: Takes what was left out.
        look: Told now and then how many events were found so far; what it raises ends the reading.

    Raises:
        InputProblem: it is too large, or no calendar.
    """
    if len(data) > MAX_BYTES:
        raise InputProblem(
            "file", f"The calendar file is larger than {MAX_BYTES // 1024 // 1024} MB", "Export a shorter time."
        )
    frame = _Frame(wanted, problems)
    number = 0
    for number, text in _unfolded(data, lambda: look(frame.found)):
        match = _NAME.match(text)
        if match is not None:
            frame.take(Line(number, match[1].upper(), text))
    frame.end(number)
    if not frame.calendars:
        raise InputProblem("file", "This is not a calendar file", "Calendar files mostly end in .ics.")
    return frame.calendars


def begins_like_calendar(data: bytes) -> bool:
    """Tell whether the first line that is not empty begins a calendar."""
    start = _as_utf8(data[:4096]).lstrip(b"\xef\xbb\xbf \t\r\n")
    return start[:15].upper() == b"BEGIN:VCALENDAR"


class _Frame:
    """Follows BEGIN and END. Whatever is nested in events is passed over, so depth costs nothing."""

    def __init__(self, wanted: Collection[str], problems: Problems) -> None:
        self.calendars: list[CalendarPart] = []
        self.found = 0
        self._wanted = wanted
        self._problems = problems
        self._inside = False
        self._component: Component | None = None
        self._nested: list[str] = []

    def take(self, line: Line) -> None:
        if line.name == "BEGIN":
            self._begin(line)
        elif line.name == "END":
            self._end(line)
        elif self._component is not None:
            self._property(self._component, line)
        elif self._inside and not self._nested and line.name in _OF_CALENDARS:
            self.calendars[-1].properties.setdefault(line.name, line)

    def end(self, number: int) -> None:
        """Tell what the end of the file left open."""
        if self._component is not None:
            self._unfinished(self._component)
        elif self._inside:
            self._problems.add(number, "The file ends early: what came after this is missing")

    def _begin(self, line: Line) -> None:
        name = _value(line)
        if self._component is not None:
            if name in {"VCALENDAR", self._component.name}:
                # These cannot be nested: the one before it was cut off.
                self._unfinished(self._component)
                self._component = None
                self._nested.clear()
            else:
                self._nested.append(name)
                self._whole(self._component, line)
                return
        if name == "VCALENDAR":
            self.calendars.append(CalendarPart())
            self._inside = True
            self._nested.clear()
        elif self._inside and name in {"VEVENT", "VTIMEZONE"} and not self._nested:
            self._component = Component(name, line.number)
        elif self._inside:
            self._nested.append(name)

    def _end(self, line: Line) -> None:
        name = _value(line)
        if self._nested:
            if self._nested[-1] == name:
                self._nested.pop()
                if self._component is not None:
                    self._whole(self._component, line)
                return
            # Something nested was not ended.
            if self._component is None or self._component.name != name:
                return
            self._nested.clear()
        if self._component is not None and self._component.name == name:
            self._whole_one(self._component)
            self._component = None
        elif name == "VCALENDAR":
            if self._component is not None:
                self._unfinished(self._component)
                self._component = None
            self._inside = False

    def _whole_one(self, component: Component) -> None:
        if component.too_long:
            self._problems.add(
                component.number, f"This entry has more than {MAX_PROPERTIES:,} lines; it was left out"
            )
        elif component.name == "VTIMEZONE":
            self.calendars[-1].zones.append(component)
        else:
            self.calendars[-1].events.append(component)
            self.found += 1

    def _property(self, component: Component, line: Line) -> None:
        if not self._nested and (line.name in self._wanted or line.name == "TZID"):
            if len(component.lines) < MAX_PROPERTIES:
                component.lines.append(line)
            else:
                component.too_long = True
        if line.name != "TZID":
            self._whole(component, line)

    @staticmethod
    def _whole(component: Component, line: Line) -> None:
        if component.name == "VTIMEZONE":
            component.whole.append(line.text)

    def _unfinished(self, component: Component) -> None:
        self._problems.add(component.number, "This entry has no end; it was left out")


def _value(line: Line) -> str:
    return line.text.partition(":")[2].strip().upper()


def _unfolded(data: bytes, look: Callable[[], None]) -> Iterator[tuple[int, str]]:
    """Yield every line and where it begins. Bytes are joined before they are read, as some fold inside letters."""
    data = _as_utf8(data)
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    if data.count(b"\n") > MAX_LINES:
        raise InputProblem("file", f"The calendar file has more than {MAX_LINES:,} lines", "Export a shorter time.")
    parts: list[bytes] = []
    began = 0
    for number, raw in enumerate(data.split(b"\n"), 1):
        if number % _BETWEEN_LOOKS == 0:
            look()
        if raw[:1] in {b" ", b"\t"} and parts:
            parts.append(raw[1:].removesuffix(b"\r"))
            continue
        if parts:
            yield began, _letters(b"".join(parts))
        line = raw.removesuffix(b"\r")
        parts, began = ([line], number) if line else ([], number)
    if parts:
        yield began, _letters(b"".join(parts))


def _as_utf8(data: bytes) -> bytes:
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            return data[2:].decode(encoding, "replace").encode("utf-8", "replace")
    if data[1:2] == b"\0":
        return data.decode("utf-16-le", "replace").encode("utf-8", "replace")
    if data[:1] == b"\0":
        return data.decode("utf-16-be", "replace").encode("utf-8", "replace")
    return data.removeprefix(codecs.BOM_UTF8)


def _letters(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")
