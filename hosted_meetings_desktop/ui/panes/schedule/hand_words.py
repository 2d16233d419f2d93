"""What is said of a time, and of what is in hand while it is moved, stretched or drawn."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.calendar_entry import CalendarEntry
from hosted_meetings_desktop.ui.panes.schedule.board import Board, ShadeKind, Side, same
from hosted_meetings_desktop.ui.panes.schedule.carrying import Carried
from hosted_meetings_desktop.ui.panes.schedule.entry_view import EntryModel
from hosted_meetings_desktop.ui.panes.schedule.entry_words import long_day_words
from hosted_meetings_desktop.ui.text.format import (
    date_text,
    duration_text,
    isolated,
    local,
    span_text,
    time_text,
)


def _tr(text: str, comment: str = "") -> str:
    return QCoreApplication.translate("TimeGrid", text, comment)


def carried_words(board: Board, carried: Carried, entries: EntryModel, now: datetime) -> str:
    """Return the label of what is in hand: its time, what else would change, and what is in its way."""
    entry = carried.entry
    when = f"{span_text(carried.starts_at, carried.ends_at)} ({duration_text(carried.duration)})"
    if entry is not None and local(entry.starts_at).date() != local(carried.starts_at).date():
        when = f"{date_text(carried.starts_at, now)} {when}"
    parts = [when]
    host, place = carried.host(board), carried.place(board)
    if entry is not None and host is not None:
        parts.append(isolated(host))
    if entry is not None and place is not None:
        parts.append(isolated(place) or _tr("no place"))
    if entry is not None:
        host, place = entry.host if host is None else host, entry.place if place is None else place
    else:
        host = _column_host(board, carried)
    other = in_the_way(carried, host or "", place or "", entries)
    if other is not None:
        parts.append(_tr("overlaps “%1”").replace("%1", isolated(other.title)))
    if carried.starts_at < now:
        parts.append(_tr("in the past"))
    return " · ".join(parts)


def in_the_way(carried: Carried, host: str, place: str, entries: EntryModel) -> CalendarEntry | None:
    """Return another meeting that the host, or the room on site, has meanwhile, as far as it is shown."""
    mine = carried.entry.meeting_id if carried.entry is not None else None
    for other in entries.entries:
        if other.starts_at >= carried.ends_at or other.ends_at <= carried.starts_at:
            continue
        taken = any(
            wanted.strip() and same(wanted, its) for wanted, its in ((host, other.host), (place, other.place))
        )
        if taken and other.meeting_id != mine and not other.cancelled:
            return other
    return None


def time_words(board: Board, column: int, position: float) -> str:
    """Return what is to be said of a time that somebody points at with the keys."""
    at = board.time_at(column, position)
    shown = board.columns[column]
    found = [time_text(at), long_day_words(at), isolated(shown.name)]
    busy = [entry.title for entry in board.entries if not entry.cancelled and _covers(board, column, entry, at)]
    if busy:
        found.append(isolated(busy[0]))
    elif any(part.top <= position < part.bottom for part in board.busy[column]):
        found.append(_tr("busy by an own calendar"))
    else:
        found.append(_open_words(board, column, position))
    return ", ".join(part for part in found if part)


def _open_words(board: Board, column: int, position: float) -> str:
    for shade in board.shades[column]:
        if shade.top <= position < shade.bottom:
            words = {
                ShadeKind.OFF: _tr("outside the hours"),
                ShadeKind.BREAK: _tr("break"),
                ShadeKind.CLOSED: _tr("closed: %1").replace("%1", shade.reason) if shade.reason else _tr("closed"),
            }
            return words[shade.kind]
    return _tr("free")


def _covers(board: Board, column: int, entry: CalendarEntry, at: datetime) -> bool:
    shown = board.columns[column]
    names = {Side.HOSTS: entry.host, Side.PLACES: entry.place, Side.ALL: ""}
    mine = shown.side is Side.ALL or names[shown.side].strip().casefold() == shown.name.strip().casefold()
    return mine and entry.starts_at <= at < entry.ends_at


def _column_host(board: Board, carried: Carried) -> str:
    column = board.columns[carried.column]
    return column.name if column.side is Side.HOSTS else board.only_host
