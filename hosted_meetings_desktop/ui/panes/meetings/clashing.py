"""Which times of a series the slot rule objects to: findings tell what stands in the way, not whose way it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hosted_meetings_desktop.domain.recurrence import Occurrence
from hosted_meetings_desktop.domain.slots import Concern, Finding, Policy


@dataclass(frozen=True, slots=True)
class Clash:
    """One time of a series with what is wrong with it."""

    time: Occurrence
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether it must not be."""
        return any(each.policy is Policy.REFUSE for each in self.findings)


def clashes_of(findings: Iterable[Finding], times: Sequence[Occurrence], length: timedelta) -> tuple[Clash, ...]:
    """Return the times with which something is wrong, in order.

    Args:
        findings: About any of ``times``.
        times: The times that were asked about.
        length: Of each.
    """
    found: dict[datetime, list[Finding]] = {}
    for finding in findings:
        for time in _concerned(finding, times, length):
            told = found.setdefault(time.wall, [])
            if finding not in told:
                told.append(finding)
    return tuple(Clash(time, tuple(found[time.wall])) for time in times if time.wall in found)


def _concerned(finding: Finding, times: Sequence[Occurrence], length: timedelta) -> list[Occurrence]:
    begins = finding.at if finding.other is None else finding.other.starts_at
    ends = begins if finding.other is None else finding.other.ends_at
    met = [each for each in times if _meets(each.starts_at, each.starts_at + length, begins, ends)]
    if finding.concern is Concern.TOO_CLOSE:
        met = [each for each in times if each not in met]
    elif met:
        return met
    gaps = [(max(begins - each.starts_at - length, each.starts_at - ends), each) for each in met or times]
    return [min(gaps, key=lambda gap: gap[0])[1]] if gaps else []


def _meets(start: datetime, end: datetime, begins: datetime, ends: datetime) -> bool:
    return start <= begins < end if begins == ends else start < ends and begins < end
