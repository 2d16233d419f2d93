"""The rows of the board: meetings under the headings of their states, changed row by row and never built anew."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from hosted_meetings_desktop.domain.front_desk import DeskLimits, DeskRoom, DeskState
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.ui.panes.today.words import group_word, known_text, more_people, spoken, title_of, told
from hosted_meetings_desktop.ui.text.format import plain_tip, span_text

TIME, WHO, STATE, HOST, KNOWN = range(5)
_COLUMNS = 5
_MANY = 24
"""More places that change at once than this are quicker shown anew."""
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the board: a meeting, or the heading of a state.

    Attributes:
        count: Of a heading, how many meetings stand under it.
    """

    key: str
    state: DeskState
    room: DeskRoom | None = None
    count: int = 0


def lines_of(rooms: Sequence[DeskRoom]) -> list[Line]:
    """Return the lines for rooms that are in the order of a desk."""
    lines = []
    for state, group in groupby(rooms, key=lambda room: room.state):
        rows = tuple(group)
        lines.append(Line(f"#{state}", state, count=len(rows)))
        lines += [Line(room.id, state, room) for room in rows]
    return lines


class BoardModel(QAbstractTableModel):
    """What is shown stays where it is: a meeting that changes is repainted, one that changes its state moves.

    Headings can neither be selected nor be reached by the arrow keys.

    Signals:
        changing(): Lines are about to come and go.
        shown(): All of them are there.
    """

    changing = Signal()
    shown = Signal()

    def __init__(self, clock: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self.lines: list[Line] = []
        self.limits = DeskLimits()
        self._rows: dict[str, int] = {}

    # ---- showing
    def show(self, rooms: Sequence[DeskRoom], limits: DeskLimits) -> None:
        """Show rooms in the order they have."""
        new = lines_of(rooms)
        repaint, self.limits = limits != self.limits, limits
        if [line.key for line in new] != [line.key for line in self.lines]:
            self.changing.emit()
            self._move(new)
        self._change(new, everything=repaint)
        self.shown.emit()

    def _move(self, new: list[Line]) -> None:
        """Let lines go and come until all stand where they shall."""
        stay = _staying([line.key for line in self.lines], [line.key for line in new])
        gone = _runs([row for row, line in enumerate(self.lines) if line.key not in stay])
        come = _runs([row for row, line in enumerate(new) if line.key not in stay])
        if len(gone) + len(come) > _MANY:
            self.beginResetModel()
            self.lines = new
            self._note_rows()
            self.endResetModel()
            return
        for first, last in reversed(gone):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self.lines[first : last + 1]
            self._note_rows()
            self.endRemoveRows()
        for first, last in come:
            self.beginInsertRows(QModelIndex(), first, last)
            self.lines[first:first] = new[first : last + 1]
            self._note_rows()
            self.endInsertRows()

    def _change(self, new: list[Line], *, everything: bool) -> None:
        rows = [row for row, line in enumerate(new) if everything or line != self.lines[row]]
        self.lines = new
        for first, last in _runs(rows):
            self.dataChanged.emit(self.index(first, 0), self.index(last, _COLUMNS - 1))

    def _note_rows(self) -> None:
        self._rows = {line.key: row for row, line in enumerate(self.lines)}

    # ---- asking
    def line(self, row: int) -> Line | None:
        """Return a line, None where there is none."""
        return self.lines[row] if 0 <= row < len(self.lines) else None

    def room(self, row: int) -> DeskRoom | None:
        """Return the meeting of a line, None for a heading."""
        line = self.line(row)
        return None if line is None else line.room

    def row_of(self, key: str) -> int | None:
        """Return where a meeting stands."""
        return self._rows.get(key)

    def find(self, meeting_id: MeetingId | str) -> DeskRoom | None:
        """Return a meeting that is shown."""
        row = self.row_of(meeting_id)
        return None if row is None else self.room(row)

    def first_of(self, state: DeskState) -> int | None:
        """Return the line of the first meeting in a state."""
        heading = self._rows.get(f"#{state}")
        return None if heading is None else heading + 1

    # ---- Qt's
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else _COLUMNS

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let meetings be selected."""
        if self.room(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name the columns."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        names = (self.tr("Time"), self.tr("Who"), self.tr("Now"), self.tr("Host"), self.tr("Known"))
        return names[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says; how it looks is the delegate's."""
        line = self.line(index.row())
        if line is None or role not in _SAID:
            return None
        if line.room is None:
            return f"{group_word(line.state)} ({line.count})" if index.column() == TIME else ""
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == TIME:
            return spoken(line.room, self.limits, self._clock())
        said = self._text(line.room, index.column())
        return plain_tip(said) if role == Qt.ItemDataRole.ToolTipRole else said

    def _text(self, room: DeskRoom, column: int) -> str:
        now = self._clock()
        match column:
            case 0:
                return span_text(room.meeting.schedule.starts_at, room.meeting.schedule.ends_at)
            case 1:
                return " · ".join(filter(None, (f"{title_of(room)} {more_people(room)}".strip(), room.meeting.title)))
            case 2:
                said = told(room, self.limits, now)
                return " · ".join(filter(None, (said.state, said.more)))
            case 3:
                return " · ".join(filter(None, (room.meeting.host, room.meeting.place)))
            case _:
                return known_text(room.word, now)


_SAID = frozenset({Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole})


def _staying(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """Return the most lines that can stay in their order: the longest increasing subsequence."""
    places = {key: place for place, key in enumerate(old)}
    ends: list[int] = []
    tails: list[str] = []
    before: dict[str, str | None] = {}
    for key in new:
        place = places.get(key)
        if place is None:
            continue
        at = bisect_left(ends, place)
        before[key] = tails[at - 1] if at else None
        if at == len(ends):
            ends.append(place)
            tails.append(key)
        else:
            ends[at], tails[at] = place, key
    stay: set[str] = set()
    last = tails[-1] if tails else None
    while last is not None:
        stay.add(last)
        last = before[last]
    return stay


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Return rows, which are in order, as first and last of those that follow each other."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
