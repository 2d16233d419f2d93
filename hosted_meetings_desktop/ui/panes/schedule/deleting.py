"""The Delete key where it cancels nothing: it goes to the meeting that was meant, or says how to get there."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.calendar_entry import CalendarEntry
from hosted_meetings_desktop.ui.panes.schedule.grid_sheet import GridSheet
from hosted_meetings_desktop.ui.panes.schedule.pane_host import Host
from hosted_meetings_desktop.ui.text.format import isolated


def _tr(text: str) -> str:
    return QCoreApplication.translate("Deleting", text)


def delete_words(pane: Host) -> str:
    """Return what to say as nothing can be cancelled yet; selects the one meeting that the keys are on."""
    entry = pane.selected
    if entry is not None:
        said = _tr("“%1” is cancelled already.") if entry.cancelled else _tr("“%1” is over and stays in the list.")
        return said.replace("%1", isolated(entry.title))
    if not pane.view.timed:
        return _tr("Select the meeting to cancel first: Tab goes to the next one.")
    grid = pane.stack.grid
    found = _under_cursor(grid)
    if not found:
        return _tr("Nothing is planned at this time.")
    if len(found) > 1:
        return _tr("Several meetings are planned at this time: Tab goes to the first, the arrow keys to the others.")
    grid.choose(found[0].meeting_id)
    said = _tr("“%1” is selected. Press Delete again to cancel it.")
    return said.replace("%1", isolated(found[0].title))


def _under_cursor(grid: GridSheet) -> list[CalendarEntry]:
    cursor = grid.time_cursor
    if cursor is None or cursor.column >= len(grid.board.columns):
        return []
    top, bottom = cursor.span(grid.step)
    parts = (part for part in grid.board.parts[cursor.column] if part.top < bottom and part.bottom > top)
    entries = (grid.entries.entries[part.row] for part in parts)
    return [entry for entry in entries if not entry.cancelled]
