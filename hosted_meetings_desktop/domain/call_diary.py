"""What happened on the way into a call and in it, step by step and timed: for IT, so without names and secrets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum


class Step(StrEnum):
    """One rung on the way into a call, or one stretch of it."""

    TICKET = "ticket"
    LOAD = "load"
    START = "start"
    SETUP = "setup"
    JOIN = "join"
    ONCE_MORE = "once_more"
    FRESH_TICKET = "fresh_ticket"
    RELOAD = "reload"
    SOUND_ONLY = "sound_only"
    OFFLINE = "offline"
    WAITING = "waiting"
    INSIDE = "inside"
    RECONNECTING = "reconnecting"
    AWAKE = "awake"
    REJOIN = "rejoin"
    RETURN = "return"
    BROWSER = "browser"
    LEAVING = "leaving"


class Outcome(StrEnum):
    """How a step ended."""

    DONE = "done"
    FAILED = "failed"
    BROKEN_OFF = "broken_off"


@dataclass(frozen=True, slots=True)
class DiaryEntry:
    """One step that has ended.

    Attributes:
        step: What was done.
        started: When it began; aware.
        took: How long it lasted.
        outcome: How it ended.
        reason: A code of why it failed: a kind of trouble, or the SDK's number; never free text.
    """

    step: Step
    started: datetime
    took: timedelta
    outcome: Outcome
    reason: str = ""

    def line(self) -> str:
        """Return the entry as one line, its time in UTC."""
        at = self.started.astimezone(UTC).strftime("%H:%M:%S")
        how = f"{self.outcome}: {self.reason}" if self.reason else str(self.outcome)
        return f"{at}Z  {self.step}  {self.took.total_seconds():.1f} s  {how}"


@dataclass(frozen=True, slots=True)
class CallDiary:
    """The steps of one call; each method returns the diary that follows.

    Attributes:
        entries: What has ended, oldest first.
        step: What is under way; None before the first step and after the last.
        since: Since when.
    """

    entries: tuple[DiaryEntry, ...] = ()
    step: Step | None = None
    since: datetime | None = None

    def begin(self, step: Step, at: datetime) -> CallDiary:
        """Begin a step; what was under way has succeeded, the same step simply goes on."""
        if step is self.step:
            return self
        return replace(self.end(Outcome.DONE, at), step=step, since=at)

    def end(self, outcome: Outcome, at: datetime, reason: str = "") -> CallDiary:
        """End the step under way, if there is one."""
        if self.step is None or self.since is None:
            return self
        # A PC's clock may be set back meanwhile.
        took = max(at - self.since, timedelta(0))
        entry = DiaryEntry(self.step, self.since, took, outcome, reason)
        return CallDiary((*self.entries, entry))

    def text(self) -> str:
        """Return the diary for IT, one line a step."""
        return "\n".join(entry.line() for entry in self.entries)
