"""What is wrong with a time, in words: whom it collides with, how much is left between, why nobody is there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.slots import Concern, Finding, SlotCheck, Taken
from hosted_meetings_desktop.ui.text.format import (
    date_text,
    day_text,
    duration_text,
    isolated,
    local,
    moment_text,
    one_or_many,
    span_text,
    time_text,
)

_PLACE = re.compile(r"%([1-9])")
MOST = 3
"""So many sentences are told; of more only how many there are."""


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("SlotRule", text, comment, n)


def finding_sentence(finding: Finding, mine: Taken, now: datetime) -> str:
    """Return one thing that is wrong with a time.

    Args:
        finding: What.
        mine: The time that is wanted, with its host, place and buffers.
        now: The time it is.
    """
    other = finding.other
    match finding.concern:
        case Concern.OVERLAP if other is not None:
            said = _tr("%1 has “%2” %3. They overlap by %4.", "host, title, from when to when, how long")
            return _filled(said, _who(mine), _title(other), _span(other, mine), _overlap(mine, other))
        case Concern.ROOM if other is not None:
            said = _tr("%1 is taken by “%2” %3. They overlap by %4.", "room, title, from when to when, how long")
            return _filled(said, isolated(other.place), _title(other), _span(other, mine), _overlap(mine, other))
        case Concern.TOO_CLOSE if other is not None:
            return _too_close(mine, other)
        case Concern.BUSY if other is not None:
            said = _tr("%1 is busy %2 in their own calendar.", "host, from when to when")
            return _filled(said, _who(mine), _span(other, mine))
        case Concern.CLOSED:
            return _closed(finding, now)
        case _:
            return _out_of_hours(finding, mine)


def check_sentences(check: SlotCheck, mine: Taken, now: datetime) -> list[str]:
    """Return everything that is wrong with a time, what is refused first; few sentences, each once."""
    refused = set(map(id, check.refused))
    ordered = sorted(check.findings, key=lambda one: (id(one) not in refused, one.at))
    told = list(dict.fromkeys(finding_sentence(one, mine, now) for one in ordered))
    if len(told) <= MOST:
        return told
    more = len(told) - MOST
    return [*told[:MOST], one_or_many(more, _tr("And 1 more."), _tr("And %n more.", "", more))]


def offered_times(check: SlotCheck, now: datetime, wanted: datetime) -> Iterable[tuple[datetime, str]]:
    """Yield the free times with what their buttons say: the time alone on the wanted day, else with the day."""
    for free in check.free:
        same_day = local(free).date() == local(wanted).date()
        yield free, time_text(free) if same_day else moment_text(free, now)


def accepted_sentence(findings: Iterable[Finding], mine: Taken, now: datetime) -> str:
    """Return what was planned in spite of; empty when nothing was."""
    return " ".join(check_sentences(SlotCheck(tuple(findings)), mine, now))


def _too_close(mine: Taken, other: Taken) -> str:
    first = other.ends_at <= mine.starts_at
    gap = mine.starts_at - other.ends_at if first else other.starts_at - mine.ends_at
    wanted = max(other.after, mine.before) if first else max(mine.after, other.before)
    left = duration_text(max(gap, timedelta(0)))
    if first:
        said = _tr("“%1” ends at %2. That leaves %3; %4 are kept free.", "title, when, how long, how long")
        return _filled(said, _title(other), time_text(other.ends_at), left, duration_text(wanted))
    said = _tr("“%1” begins at %2. That leaves %3; %4 are kept free.", "title, when, how long, how long")
    return _filled(said, _title(other), time_text(other.starts_at), left, duration_text(wanted))


def _closed(finding: Finding, now: datetime) -> str:
    day = date_text(finding.at, now)
    reason = finding.closed.reason if finding.closed is not None else ""
    if reason:
        return _filled(_tr("%1 is a closed day: %2.", "date, why"), day, isolated(reason))
    return _filled(_tr("%1 is a closed day.", "date"), day)


def _out_of_hours(finding: Finding, mine: Taken) -> str:
    at = time_text(finding.at)
    if not mine.host:
        return _filled(_tr("%1 is outside the clinic's hours.", "when"), at)
    return _filled(_tr("%1 is outside the hours of %2.", "when, who"), at, _who(mine))


def _overlap(mine: Taken, other: Taken) -> str:
    return duration_text(min(mine.ends_at, other.ends_at) - max(mine.starts_at, other.starts_at))


def _span(other: Taken, mine: Taken) -> str:
    span = span_text(other.starts_at, other.ends_at)
    same_day = local(other.starts_at).date() == local(mine.starts_at).date()
    return span if same_day else f"{day_text(other.starts_at, mine.starts_at)} {span}"


def _who(mine: Taken) -> str:
    return isolated(mine.host) or _tr("The host")


def _title(other: Taken) -> str:
    return isolated(other.title)


def _filled(said: str, *values: str) -> str:
    """Put values in for %1, %2 and so on, at one go: what a value holds stays what it is."""
    return _PLACE.sub(lambda place: values[int(place[1]) - 1], said)
