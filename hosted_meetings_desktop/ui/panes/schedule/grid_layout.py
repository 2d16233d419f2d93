"""The boxes of a board in pixels, and which of them are in view; positions count from where reading starts."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from hosted_meetings_desktop.ui.panes.schedule.board import Board, Part
from hosted_meetings_desktop.ui.panes.schedule.packing import Place, Span, pack

HOUR = 60


@dataclass(frozen=True, slots=True)
class Measure:
    """How large things are, in pixels.

    Attributes:
        minute: The height of a minute.
        least: The least height of a box.
        lane: The least width of a box where several stand side by side.
        gap: Between boxes.
        gutter: What stays free beside them, to point at the time itself.
    """

    minute: float
    least: int
    lane: int
    gap: int
    gutter: int


@dataclass(frozen=True, slots=True)
class Box:
    """Where a part of a meeting is painted; ``right`` and ``bottom`` are not part of it."""

    column: int
    part: Part
    left: int
    top: int
    right: int
    bottom: int

    @property
    def row(self) -> int:
        """Which of the entries."""
        return self.part.row

    def holds(self, x: int, y: int) -> bool:
        """Return whether a point is in it."""
        return self.left <= x < self.right and self.top <= y < self.bottom


@dataclass(frozen=True, slots=True)
class More:
    """Stands for meetings that have no room beside the others."""

    column: int
    count: int
    left: int
    top: int
    right: int
    bottom: int

    def holds(self, x: int, y: int) -> bool:
        """Return whether a point is in it."""
        return self.left <= x < self.right and self.top <= y < self.bottom


@dataclass(slots=True)
class _Stack:
    """One column's boxes by their tops, with how far down those up to each reach."""

    boxes: list[Box]
    more: list[More]
    tops: list[int]
    reaches: list[int]

    def within(self, top: int, bottom: int) -> Iterator[Box]:
        first = bisect_right(self.reaches, top)
        after = bisect_left(self.tops, bottom)
        return (box for box in self.boxes[first:after] if box.bottom > top)


class GridLayout:
    """A board at one zoom and width."""

    def __init__(self, board: Board, measure: Measure, width: int) -> None:
        self.board = board
        self.measure = measure
        self.width = width
        self.height = int(board.axis.length * measure.minute)
        count = max(1, len(board.columns))
        self.edges = [width * number // count for number in range(count + 1)]

    @cached_property
    def _packed(self) -> list[tuple[list[Span], list[Place]]]:
        packed = []
        for parts in self.board.parts:
            spans = [self._span(part) for part in parts]
            packed.append((spans, pack(spans)))
        return packed

    def at_width(self, width: int) -> GridLayout:
        """Return the same at another width; what overlaps with what is not worked out again."""
        other = GridLayout(self.board, self.measure, width)
        if "_packed" in vars(self):
            vars(other)["_packed"] = self._packed
        return other

    # ---- columns and times
    def column_at(self, x: int) -> int:
        """Return the column at a place, the nearest one beside them."""
        return min(max(bisect_right(self.edges, x) - 1, 0), len(self.edges) - 2)

    def y_of(self, position: float) -> int:
        """Return the height of a place on the axis."""
        return int(position * self.measure.minute)

    def position_at(self, y: float) -> float:
        """Return the place on the axis at a height."""
        return min(max(y / self.measure.minute, 0.0), self.board.axis.length)

    def inner(self, column: int) -> tuple[int, int]:
        """Return from where to where a column has boxes."""
        left, right = self.edges[column], self.edges[column + 1]
        return left + self.measure.gap, max(left + self.measure.gap + 1, right - self.measure.gutter)

    # ---- boxes
    def visible(self, left: int, top: int, right: int, bottom: int) -> Iterator[Box]:
        """Yield the boxes that reach into a rectangle, column by column from the top."""
        for stack in self._stacks_in(left, right):
            yield from stack.within(top, bottom)

    def more_in(self, left: int, top: int, right: int, bottom: int) -> Iterator[More]:
        """Yield what stands for meetings without room, likewise."""
        for stack in self._stacks_in(left, right):
            yield from (more for more in stack.more if more.top < bottom and more.bottom > top)

    def box_at(self, x: int, y: int) -> Box | None:
        """Return the box at a point."""
        return next((box for box in self.visible(x, y, x + 1, y + 1) if box.holds(x, y)), None)

    def more_at(self, x: int, y: int) -> More | None:
        """Return the stand-in for others at a point."""
        return next((more for more in self.more_in(x, y, x + 1, y + 1) if more.holds(x, y)), None)

    def boxes_of(self, row: int) -> list[Box]:
        """Return the boxes of an entry: one, one for each day it touches, or none where there is no room."""
        return self._by_row.get(row, [])

    def free_within(self, column: int, top: int, bottom: int, least: int) -> int | None:
        """Return the first height within a part of a column at which ``least`` pixels are free of boxes."""
        stack = self._stacks[column]
        taken = [(box.top - self._kept(box.part.before, box.part.top), box.bottom, box.part) for box in stack.boxes]
        spans = [(begin, end + self._kept(part.bottom, part.after)) for begin, end, part in taken]
        spans += [(more.top, more.bottom) for more in stack.more]
        for begin, end in sorted(span for span in spans if span[0] < bottom and span[1] > top):
            if begin - top >= least:
                break
            top = max(top, end)
        return top if bottom - top >= least else None

    def _kept(self, begin: float, end: float) -> int:
        """Return the height of a buffer."""
        return max(0, self.y_of(end) - self.y_of(begin))

    def _stacks_in(self, left: int, right: int) -> list[_Stack]:
        return self._stacks[self.column_at(left) : self.column_at(max(left, right - 1)) + 1]

    @cached_property
    def _by_row(self) -> dict[int, list[Box]]:
        found: dict[int, list[Box]] = {}
        for stack in self._stacks:
            for box in stack.boxes:
                found.setdefault(box.row, []).append(box)
        return found

    @cached_property
    def _stacks(self) -> list[_Stack]:
        stacks = [self._stack(column) for column in range(len(self.board.parts))]
        return stacks or [_Stack([], [], [], []) for _ in self.edges[1:]]

    def _span(self, part: Part) -> Span:
        least = self.measure.least
        top = min(self.y_of(part.top), max(0, self.height - least))
        return top, max(self.y_of(part.bottom), top + least)

    def _stack(self, column: int) -> _Stack:
        spans, places = self._packed[column]
        left, right = self.inner(column)
        room = right - left
        most = max(2, room // self.measure.lane)
        boxes: list[Box] = []
        hidden: list[tuple[Span, Place]] = []
        for part, span, place in zip(self.board.parts[column], spans, places, strict=True):
            lanes, until = place.lanes, place.lane + place.span
            if lanes > most:
                lanes, until = most, min(until, most - 1)
                if place.lane >= most - 1:
                    hidden.append((span, place))
                    continue
            begin = left + room * place.lane // lanes
            end = max(begin + 1, left + room * until // lanes - self.measure.gap)
            boxes.append(Box(column, part, begin, span[0], end, max(span[0] + 1, span[1] - self.measure.gap)))
        more = self._more(column, hidden, left + room * (most - 1) // most, right - self.measure.gap)
        tops = [box.top for box in boxes]
        return _Stack(boxes, more, tops, list(accumulate((box.bottom for box in boxes), max)))

    def _more(self, column: int, hidden: list[tuple[Span, Place]], left: int, right: int) -> list[More]:
        """Return what stands for boxes without room: one for each hour in which some begin."""
        hour = max(self.measure.least, self.y_of(HOUR))
        found: list[More] = []
        group = -1
        for (top, bottom), place in hidden:
            last = found[-1] if found else None
            if last is not None and place.group == group and top < last.top + hour:
                found[-1] = More(column, last.count + 1, left, last.top, right, max(last.bottom, bottom))
                continue
            if last is not None and last.bottom > top:
                found[-1] = More(column, last.count, left, last.top, right, top)
            found.append(More(column, 1, left, top, right, bottom))
            group = place.group
        gap = self.measure.gap
        return [
            More(column, more.count, more.left, more.top, max(more.left + 1, more.right), more.bottom - gap)
            for more in found
        ]
