"""Where everything of a timeline lies: one frame for the screen, scrolled and zoomed, and one for a whole picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from hosted_meetings_desktop.ui.panes.attendance.timeline_data import Piece, PieceKind, Timeline
from hosted_meetings_desktop.ui.text.format import time_text
from hosted_meetings_desktop.ui.theme.fonts import font, small_font
from hosted_meetings_desktop.ui.theme.tokens import SPACE, TIMELINE

_SECOND = timedelta(seconds=1)
MINUTE = 60
_STEPS = (5, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400, 604_800)
"""Seconds between two marks of the axis."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Places of one timeline, in pixels.

    Attributes:
        width: Of all that is seen.
        names: Of the column of names.
        scale: Pixels a second.
        across: How far the time is scrolled; down: how far the lanes are.
        mirrored: Whether everything is read from the right.
    """

    timeline: Timeline
    width: float
    names: float
    scale: float
    across: float = 0.0
    down: float = 0.0
    mirrored: bool = False

    # ---- heights
    @property
    def axis(self) -> float:
        """How high the axis is."""
        return axis_height()

    @property
    def lane(self) -> float:
        """How high a lane is."""
        return lane_height()

    @property
    def height(self) -> float:
        """How high all lanes and the axis are together."""
        return self.axis + self.lane * len(self.timeline.lanes)

    @property
    def room(self) -> float:
        """How wide the part is in which time is drawn."""
        return max(1.0, self.width - self.names - SPACE.row)

    @property
    def right(self) -> float:
        """Where the time ends that is in view, before anything is mirrored."""
        return self.names + self.room

    # ---- places
    def x(self, at: datetime) -> float:
        """Return where a moment lies, before anything is mirrored."""
        return self.names + (at - self.timeline.begin) / _SECOND * self.scale - self.across

    def at(self, x: float) -> datetime:
        """Return which moment lies at a place of the widget."""
        if self.mirrored:
            x = self.width - x
        return self.timeline.begin + _SECOND * ((x - self.names + self.across) / self.scale)

    def placed(self, box: QRectF) -> QRectF:
        """Return where a box stands in this layout."""
        if not self.mirrored:
            return box
        return QRectF(self.width - box.right(), box.top(), box.width(), box.height())

    def line(self, at: datetime) -> float:
        """Return where the line of a moment is drawn."""
        x = self.x(at)
        return self.width - x if self.mirrored else x

    def lane_box(self, row: int) -> QRectF:
        """Return the place of a lane, names and time."""
        return QRectF(0, self.axis + row * self.lane - self.down, self.width, self.lane)

    def name_box(self, row: int) -> QRectF:
        """Return the place of a lane's name."""
        lane = self.lane_box(row)
        return self.placed(QRectF(0, lane.top(), self.names, lane.height()))

    def time_box(self) -> QRectF:
        """Return the part in which time is drawn."""
        return self.placed(QRectF(self.names, 0, self.width - self.names, 100_000))

    def piece_box(self, row: int, piece: Piece) -> QRectF:
        """Return the place of a piece; one that lasted no time can be seen all the same."""
        lane = self.lane_box(row)
        begin, end = self.x(piece.began), self.x(piece.ended)
        least = TIMELINE.mark if piece.kind is PieceKind.TRY else TIMELINE.least
        if piece.kind is not PieceKind.GAP and end - begin < least:
            middle = (begin + end) / 2
            begin, end = middle - least / 2, middle + least / 2
        top = lane.center().y() - TIMELINE.bar / 2
        return self.placed(QRectF(begin, top, end - begin, TIMELINE.bar))

    def piece_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Return which piece lies there, by lane and place; what is drawn last is found first."""
        row = self.row_at(y)
        if row is None or not self.time_box().contains(x, y):
            return None
        pieces = self.timeline.lanes[row].pieces
        for place in reversed(range(len(pieces))):
            if self.piece_box(row, pieces[place]).adjusted(-3, -SPACE.row, 3, SPACE.row).contains(x, y):
                return row, place
        return None

    def looked_at(self, marked: tuple[int, int] | None) -> tuple[datetime, datetime] | None:
        """Return from when to when what is in view goes: the marked piece, else of all bars what can be seen.

        Args:
            marked: A lane and a place in it.
        """
        lanes = self.timeline.lanes
        if marked is not None and marked[0] < len(lanes) and marked[1] < len(lanes[marked[0]].pieces):
            pieces = [lanes[marked[0]].pieces[marked[1]]]
            if self._in_view(pieces[0]):
                return pieces[0].began, pieces[0].ended
        seen = [piece for lane in lanes for piece in lane.pieces if self._in_view(piece)]
        if not seen:
            return None
        first, last = self.at_logical(self.names), self.at_logical(self.right)
        return max(first, min(each.began for each in seen)), min(last, max(each.ended for each in seen))

    def _in_view(self, piece: Piece) -> bool:
        return self.x(piece.ended) >= self.names and self.x(piece.began) <= self.right

    def row_at(self, y: float) -> int | None:
        """Return which lane lies there."""
        row = int((y - self.axis + self.down) // self.lane)
        return row if y >= self.axis and 0 <= row < len(self.timeline.lanes) else None

    # ---- the axis
    def step(self) -> int:
        """Return how many seconds lie between two marks, so that their words do not touch."""
        fitting = (step for step in _STEPS if step * self.scale >= label_width(step) + SPACE.tight)
        return next(fitting, _STEPS[-1])

    def ticks(self, step: int) -> Iterator[datetime]:
        """Yield the moments of the marks that are in view, at round times of this PC's clock."""
        first = max(self.timeline.begin, self.at_logical(self.names))
        last = min(self.timeline.end, self.at_logical(self.width))
        offset = (first.astimezone().utcoffset() or timedelta(0)) / _SECOND
        seconds = (first - datetime.fromtimestamp(0, UTC)) / _SECOND + offset
        at = datetime.fromtimestamp(0, UTC) + _SECOND * (-(-seconds // step) * step - offset)
        while at <= last:
            yield at
            at += _SECOND * step

    def at_logical(self, x: float) -> datetime:
        """Return which moment lies at a place before anything is mirrored."""
        return self.timeline.begin + _SECOND * ((x - self.names + self.across) / self.scale)


def label_width(step: int) -> float:
    """Return how wide the words of a mark are, where marks are so many seconds apart."""
    evening = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
    sample = time_text(evening) if step >= MINUTE else "20:30:00"
    return QFontMetricsF(small_font()).horizontalAdvance(sample) + SPACE.hair


def fitting_scale(timeline: Timeline, room: float) -> float:
    """Return the scale by which the whole time is as wide as the room."""
    return max(1.0, room) / max(1.0, timeline.span / _SECOND)


def axis_height() -> float:
    """Return how high the axis is, by the font."""
    return QFontMetricsF(small_font()).height() + SPACE.tight


def lane_height() -> float:
    """Return how high a lane is: a name and what became of them under it."""
    both = QFontMetricsF(font()).height() + QFontMetricsF(small_font()).height()
    return max(float(TIMELINE.lane), both + SPACE.row)
