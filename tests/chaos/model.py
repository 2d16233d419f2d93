"""What has to hold: the states each meeting may be in, given what was acknowledged and what was not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Kept = tuple[str, bool, bool, tuple[tuple[str, str], ...]] | None
"""(title, record, active, people); None: there is no such meeting."""


def kept(state: dict[str, Any] | None) -> Kept:
    """Return a state as the app tells it in a form that can be compared."""
    if state is None:
        return None
    return (state["title"], state["record"], state["active"], tuple(sorted(state["people"].items())))


def after(state: Kept, command: dict[str, Any]) -> Kept:
    """Return what a gesture makes of a state."""
    if command["do"] == "plan":
        return (command["title"], command["record"], True, tuple(sorted(command["people"].items())))
    if state is None:
        return None
    title, record, active, people = state
    if command["do"] == "edit":
        title, record = command.get("title", title), command.get("record", record)
        people = tuple(sorted(command["people"].items())) if "people" in command else people
    elif command["do"] in {"cancel", "restore"}:
        active = command["do"] == "restore"
    return (title, record, active, people)


@dataclass
class _Meeting:
    """Attributes: possible: every state it may be in; step: (what the last gesture was, the state before it)."""

    possible: set[Kept] = field(default_factory=lambda: {None})
    step: tuple[str, Kept] | None = None


@dataclass
class Model:
    """Learns from every answer and complains about those that cannot be."""

    complaints: list[str] = field(default_factory=list)
    acknowledged: int = 0
    unanswered: int = 0
    _meetings: dict[int, _Meeting] = field(default_factory=dict)

    def restarted(self) -> None:
        """The app was started anew: what could be undone cannot be any more."""
        for meeting in self._meetings.values():
            meeting.step = None

    def note(self, command: dict[str, Any], answer: dict[str, Any] | None) -> None:
        """Take in a gesture that was sent, and its answer if one came."""
        meeting = self._meetings.setdefault(command["number"], _Meeting())
        if answer is None or "error" in answer:
            self.unanswered += 1
            if answer is not None:
                self.complaints.append(f"refused: {command} {answer}")
            for state in list(meeting.possible):
                meeting.possible |= self._outcomes(meeting, state, command)
            if command["do"] == "undo":
                meeting.step = None  # tried once, whatever became of it
            return
        self.acknowledged += 1
        before, now = kept(answer["before"]), kept(answer["after"])
        if before not in meeting.possible:
            self.complaints.append(f"lost: before {command} it is {before}, not one of {meeting.possible}")
        if now not in self._outcomes(meeting, before, command):
            self.complaints.append(f"lost: {command} made {now} of {before}")
        meeting.possible = {now}
        meeting.step = None if command["do"] == "undo" or before == now is None else (command["do"], before)

    def _outcomes(self, meeting: _Meeting, state: Kept, command: dict[str, Any]) -> set[Kept]:
        if command["do"] != "undo":
            return {after(state, command)}
        if meeting.step is None or state is None:
            return {state}
        done, before = meeting.step
        # What was just planned is forgotten, or cancelled when the service may have heard of it.
        return {None, after(state, {"do": "cancel"})} if done == "plan" else {before}

    def check(self, number: int, state: Kept) -> None:
        """Compare what the app has in the end."""
        known = self._meetings.get(number)
        if known is None or state not in known.possible:
            self.complaints.append(f"lost: meeting {number} is {state}, not one of {known and known.possible}")

    @property
    def numbers(self) -> list[int]:
        """Every meeting there was, as numbers."""
        return sorted(self._meetings)
