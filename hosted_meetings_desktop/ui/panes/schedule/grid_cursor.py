"""The time that the keys are on, and where a day's hours begin and end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from hosted_meetings_desktop.ui.panes.schedule.board import Board

MORNING = 8 * 60
"""Where a day begins of which nothing else is known."""
_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Cursor:
    """The time that the keys are on.

    Attributes:
        position: In minutes of the axis.
        anchor: Where a choice of several steps began; None for one step.
    """

    column: int
    position: float
    anchor: float | None = None

    def span(self, step: int) -> tuple[float, float]:
        """Return from where to where is chosen."""
        other = self.position if self.anchor is None else self.anchor
        return min(self.position, other), max(self.position, other) + step


def open_spans(board: Board, column: int) -> list[tuple[float, float]]:
    """Return the parts of a column in which people are seen, from the top."""
    shades = board.shades[column]
    edges = sorted({0.0, board.axis.length, *(edge for shade in shades for edge in (shade.top, shade.bottom))})
    return [
        (top, bottom)
        for top, bottom in pairwise(edges)
        if not any(shade.top <= top < shade.bottom for shade in shades)
    ]


def edge_of_day(board: Board, column: int, step: int, *, first: bool) -> float:
    """Return where a column's hours begin, or their last step."""
    spans = open_spans(board, column) if board.shades[column] else []
    if not spans:
        return float(MORNING)
    return spans[0][0] if first else spans[-1][1] - step


def begin_of(board: Board, now: datetime, height: float) -> float:
    """Return where to begin to look at some days: with their hours, or so that now is in view.

    Args:
        board: The days.
        now: The time.
        height: How many minutes are in view.
    """
    spans = [open_spans(board, column) for column in range(len(board.columns)) if board.shades[column]]
    begin = min((found[0][0] for found in spans if found), default=float(MORNING))
    today = [number for number, day in enumerate(board.days) if day.start <= now < day.end]
    if not today:
        return begin
    position = board.axis.position(today[0], now)
    return begin if begin <= position < begin + height - _AN_HOUR else position - height / 2
