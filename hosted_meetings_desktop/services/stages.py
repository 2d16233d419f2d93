"""The stages of all webinars: what our call windows say of them, and what is decided about people there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from threading import Lock

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId, ParticipantId
from hosted_meetings_desktop.domain.stage import (
    NoPresenterInside,
    StageDecision,
    StageDoor,
    StagePerson,
    StageSeen,
)

Told = Iterable[tuple[str, str]]
"""The participant's id and name of each person, as a call window names them."""


class NoStageDoor:
    """Implements ``StageDoor`` where no call window is."""

    async def decide(self, meeting_id: MeetingId, participant_id: ParticipantId, decision: StageDecision) -> None:
        """Refuse."""
        del meeting_id, participant_id, decision
        raise NoPresenterInside


class Stages:
    """In memory alone: after a restart nobody knows who asks until a call window says so.

    May be told and asked in any thread.
    """

    def __init__(self, door: StageDoor | None = None) -> None:
        """Make it.

        Args:
            door: Carries decisions out; without one nothing can be decided.
        """
        self._door = door or NoStageDoor()
        self._lock = Lock()
        self._seen: dict[MeetingId, StageSeen] = {}

    # ---- what the call windows say
    def note(self, meeting_id: MeetingId, asking: Told, standing: Told, *, at: datetime, decides: bool) -> None:
        """Take how a stage is by the word of a call window; who was there before keeps the time.

        Args:
            meeting_id: Whose stage.
            asking: Who asks to come on it.
            standing: Who stands on it.
            at: When that was so; aware.
            decides: Whether the window is a presenter's.
        """
        with self._lock:
            before = self._seen.get(meeting_id)
            self._seen[meeting_id] = StageSeen(
                _people(asking, before.asking if before is not None else (), at),
                _people(standing, before.standing if before is not None else (), at),
                at,
                decides,
            )

    def gone(self, meeting_id: MeetingId) -> None:
        """Take that the window has closed or lost the call: what it said stays, as what was so then."""
        with self._lock:
            if (seen := self._seen.get(meeting_id)) is not None:
                self._seen[meeting_id] = replace(seen, open=False)

    # ---- what is known and decided
    def of(self, meeting_id: MeetingId) -> StageSeen | None:
        """Return the last word on a meeting's stage; None where no window of ours was at a webinar of it."""
        with self._lock:
            return self._seen.get(meeting_id)

    def set_door(self, door: StageDoor) -> None:
        """Name what carries decisions out."""
        self._door = door

    async def decide(self, meeting_id: MeetingId, participant_id: ParticipantId, decision: StageDecision) -> str:
        """Let somebody on stage, keep them off or send them off it, now; returns their name.

        Raises:
            NoPresenterInside: no call window of ours can do that.
            AppError: they are not there any more, or the window could not.
        """
        seen = self.of(meeting_id)
        people = () if seen is None else (*seen.asking, *seen.standing)
        name = next((one.name for one in people if one.participant_id == participant_id), None)
        if name is None:
            raise AppError("This person does not ask any more", "They took it back, were answered, or left.")
        await self._door.decide(meeting_id, participant_id, decision)
        return name


def _people(told: Told, before: tuple[StagePerson, ...], at: datetime) -> tuple[StagePerson, ...]:
    known = {one.participant_id: one.since for one in before}
    people = (StagePerson(ParticipantId(who), name, known.get(ParticipantId(who), at)) for who, name in told)
    return tuple(sorted(people, key=lambda one: one.since))
