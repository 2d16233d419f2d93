"""The stage of a webinar: who speaks and who watches by the plan, who asks to come on it, who stands on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId, ParticipantId


class Place(StrEnum):
    """Where somebody is at a webinar."""

    PRESENTER = "presenter"  # speaks and decides who comes on stage
    VIEWER = "viewer"  # watches, and may ask


@dataclass(frozen=True, slots=True)
class Stage:
    """Which preset makes a presenter and which a viewer."""

    presenter: str
    viewer: str

    def preset(self, place: Place) -> str:
        """Return the preset of a place."""
        return self.presenter if place is Place.PRESENTER else self.viewer

    def place(self, preset: str) -> Place | None:
        """Return the place that a preset gives; None for one that is neither."""
        return {self.presenter: Place.PRESENTER, self.viewer: Place.VIEWER}.get(preset)


WEBINAR = Stage("webinar_presenter", "webinar_viewer")
LIVESTREAM = Stage("livestream_host", "livestream_viewer")
"""The names every new account has (FACTS section 5); an account may have its own."""


class StageDecision(StrEnum):
    """What a host decides about somebody at a webinar; the call page knows the wishes by these names."""

    LET_ON = "let_on_stage"
    KEEP_OFF = "keep_off_stage"
    SEND_OFF = "send_off_stage"


@dataclass(frozen=True, slots=True)
class StagePerson:
    """Somebody who asks, or stands on the stage.

    Attributes:
        since: Since when that is seen; aware.
    """

    participant_id: ParticipantId
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class StageSeen:
    """The stage of one room by the word of a call window of ours.

    Attributes:
        asking: Who asks to come on it, the longest first.
        standing: Who stands on it, besides the person of the window.
        at: When the window said so; aware.
        decides: Whether that window is a host's: only such a one hears who asks, and only there can it be decided.
        open: Whether that window still looks; else this was so when it went.
    """

    asking: tuple[StagePerson, ...]
    standing: tuple[StagePerson, ...]
    at: datetime
    decides: bool = True
    open: bool = True


class NoPresenterInside(AppError):
    """Somebody is to come on stage or leave it, and no call window of ours can decide that."""

    def __init__(self) -> None:
        super().__init__(
            "No presenter of this PC is in this call",
            "Only a presenter's call window lets people on stage. Join the call as its host first.",
        )


class StageDoor(Protocol):
    """The way from a screen to a presenter's call window, which alone can decide about the stage."""

    async def decide(self, meeting_id: MeetingId, participant_id: ParticipantId, decision: StageDecision) -> None:
        """Carry a decision out.

        Raises:
            NoPresenterInside: there is no window to do it.
            AppError: the window could not.
        """
        ...
