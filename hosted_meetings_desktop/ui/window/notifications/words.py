"""What notifications say: short, true for as long as they stand, without patients' names unless they are wanted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.upcoming import Arrival, Upcoming
from hosted_meetings_desktop.ui.text.format import isolated, one_or_many, span_text, time_text

MOST_LINES = 4
"""How many meetings are named at once; more are counted."""
_MINUTE = timedelta(minutes=1)


def _tr(text: str, n: int = -1) -> str:
    return QCoreApplication.translate("Notifications", text, "", n)


def _filled(text: str, *values: str) -> str:
    """Put values into the places %1, %2; a value that holds such a sign itself, as titles may, is left as it is."""
    return re.sub("%([1-9])", lambda found: values[int(found[1]) - 1], text)


def when_text(at: datetime, now: datetime) -> str:
    """Return when something starts: "In 5 minutes", "Now", "Started 2 minutes ago"."""
    minutes = round((at - now) / _MINUTE)
    if minutes > 0:
        return one_or_many(minutes, _tr("In 1 minute"), _tr("In %n minutes", minutes))
    if minutes == 0:
        return _tr("Now")
    ago = -minutes
    return one_or_many(ago, _tr("Started 1 minute ago"), _tr("Started %n minutes ago", ago))


def meeting_text(what: Upcoming | Arrival, *, names: bool) -> str:
    """Return what a meeting is called: "Consultation with Dr. Hale".

    Args:
        what: The meeting.
        names: Whether its own title may be read, which may name a patient.
    """
    title = isolated(what.title if names else what.public_title)
    if not what.host.strip():
        return title
    return _filled(_tr("%1 with %2"), title, isolated(what.host))


def starting_title(starting: Sequence[Upcoming], now: datetime, *, names: bool) -> str:
    """Return the headline for meetings that start: one by its name, several by their number."""
    first = starting[0]
    if len(starting) == 1:
        return starting_text(first, now, names=names)
    moments = {each.start.at for each in starting}
    when = when_text(first.start.at, now) if len(moments) == 1 else _tr("Soon")
    count = _tr("%n meetings", len(starting))
    return _filled(_tr("%1: %2"), when, count)


def starting_text(what: Upcoming, now: datetime, *, names: bool) -> str:
    """Return one meeting with when it starts: "In 5 minutes: Consultation with Dr. Hale"."""
    said = meeting_text(what, names=names)
    return _filled(_tr("%1: %2"), when_text(what.start.at, now), said)


def starting_lines(starting: Sequence[Upcoming], *, names: bool) -> tuple[str, ...]:
    """Return what stands under the headline, which holds its truth however long it stands: the times."""
    if len(starting) == 1:
        return (span_text(starting[0].start.at, starting[0].ends_at),)
    lines = [
        _filled(_tr("%1 %2"), time_text(each.start.at), meeting_text(each, names=names))
        for each in starting[:MOST_LINES]
    ]
    if (more := len(starting) - MOST_LINES) > 0:
        lines.append(more_text(more))
    return tuple(lines)


def more_text(more: int) -> str:
    """Return that there are more than are named."""
    return one_or_many(more, _tr("and 1 more"), _tr("and %n more", more))


def arrival_title(arrival: Arrival, *, names: bool) -> str:
    """Return who waits, or without a name for what."""
    if not names:
        return _filled(_tr("Somebody waits: %1"), meeting_text(arrival, names=False))
    return _filled(_tr("%1 waits to be let in"), isolated(arrival.name))


def arrival_line(arrival: Arrival, *, names: bool) -> str:
    """Return since when, and for what where the headline has a name."""
    since = _filled(_tr("In the waiting room since %1"), time_text(arrival.since))
    if not names:
        return since
    return _filled(_tr("%1: %2"), meeting_text(arrival, names=True), since)
