"""What an entered date and time mean, in words: when it ends, on the viewer's clock, past, or at a clock change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QTime

from hosted_meetings_desktop.ui.panes.meetings.plan_draft import PlanEntry, starts_at, wall_time, zone_named
from hosted_meetings_desktop.ui.panes.meetings.wall_time import ClockChange, WallTime
from hosted_meetings_desktop.ui.text.format import ago_text, date_text, local, span_text, time_text


def _tr(text: str) -> str:
    return QCoreApplication.translate("WhenWords", text)


@dataclass(frozen=True, slots=True)
class WhenWords:
    """A note under the fields.

    Attributes:
        tone: How it looks.
        skipped: Whether the clock skips the time, so that it cannot be.
        changes: Whether the clocks change before it ends; the text says when that is.
        which: For a time that comes twice, what the two are called; else nothing.
    """

    text: str
    tone: str = "muted"
    skipped: bool = False
    changes: bool = False
    which: tuple[str, ...] = ()


def when_words(entry: PlanEntry, now: datetime) -> WhenWords:
    """Return what there is to say about the entered time."""
    found, zone = wall_time(entry), zone_named(entry.zone)
    if found is None or zone is None:
        return WhenWords(_tr("This time zone is not known. Choose one of the list."), "stop")
    if found.change is ClockChange.SKIPPED:
        return WhenWords(skipped_text(found), "stop", skipped=True)
    begins = starts_at(entry)
    assert begins is not None  # noqa: S101 (the time exists)
    text, tone = _span_text(begins, entry.duration, zone, now), "muted"
    if begins < now:
        past = _tr("This start has passed (%1). It can be kept.")
        text, tone = f"{text} {past.replace('%1', ago_text(begins, now))}".strip(), "wait"
    twice = found.change is ClockChange.REPEATED and entry.repeat.frequency is None
    ends = begins + entry.duration
    changes = ends.astimezone(zone).utcoffset() != begins.astimezone(zone).utcoffset()
    return WhenWords(text, tone, changes=changes, which=_which_words(found, zone) if twice else ())


def _which_words(found: WallTime, zone: ZoneInfo) -> tuple[str, ...]:
    said = ((found.first, _tr("The first time (%1)")), (found.second, _tr("The second time (%1)")))
    return tuple(text.replace("%1", at.astimezone(zone).tzname() or "") for at, text in said)


def _span_text(begins: datetime, duration: timedelta, zone: ZoneInfo, now: datetime) -> str:
    ends = begins + duration
    end, start = ends.astimezone(zone), begins.astimezone(zone)
    # The field of the length says when it ends, but goes by one clock.
    text = "" if end.utcoffset() == start.utcoffset() else _changed_end_text(end, start)
    if local(begins).utcoffset() != start.utcoffset():
        here = f"{date_text(begins, now)} {span_text(begins, ends)}"
        text += " " + _tr("On this PC's clock: %1.").replace("%1", here)
    return text.strip()


def _changed_end_text(end: datetime, start: datetime) -> str:
    """Say which of two clocks the end is read on, where the clocks change in between."""
    back = (end.utcoffset() or timedelta()) < (start.utcoffset() or timedelta())
    said = _tr("Ends at %1 (%2, after the clock goes forward).")
    if back:
        said = _tr("Ends at %1 (%2, after the clock goes back).")
    return said.replace("%1", time_text(end, zone=end.tzinfo)).replace("%2", end.tzname() or "")


def skipped_text(found: WallTime) -> str:
    """Say that a time does not exist because the clocks go forward."""
    if found.skipped is None or found.skipped[0] == found.skipped[1]:
        return _tr("This time does not exist on that day: the clocks change. Choose another.")
    before, after = (QTime(at.hour, at.minute).toString("HH:mm") for at in found.skipped)
    said = _tr("This time does not exist on that day: at %1 the clocks go forward to %2. Choose another.")
    return said.replace("%1", before).replace("%2", after)
