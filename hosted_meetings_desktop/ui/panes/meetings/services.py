"""What this pane asks of the service layer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, PersonId, SeriesId
from hosted_meetings_desktop.domain.live import Planned, UndoStep
from hosted_meetings_desktop.domain.meeting import Meeting, MeetingDraft, MeetingFilter, Page, Phase, SharedField
from hosted_meetings_desktop.domain.recording import Recording
from hosted_meetings_desktop.domain.session import Session

if TYPE_CHECKING:  # the first paint needs this module, but none of these
    from hosted_meetings_desktop.domain.person import Person
    from hosted_meetings_desktop.domain.recurrence import Occurrence, Recurrence
    from hosted_meetings_desktop.domain.series import Scope, Series
    from hosted_meetings_desktop.domain.slots import Concern, SlotCheck
    from hosted_meetings_desktop.domain.visit_type import VisitType


class PlanningService(Protocol):
    """What planning a meeting needs; works without the network."""

    async def plan(
        self,
        draft: MeetingDraft,
        *,
        recurrence: Recurrence | None = None,
        left_out: frozenset[datetime] = ...,
        accepted: frozenset[Concern] = ...,
    ) -> Planned:
        """Keep a new meeting or series; it is sent when there is a connection.

        Args:
            draft: The meeting, or the first of the series.
            recurrence: How it repeats.
            left_out: Times of the rule that are not held: naive, in the zone of the meeting.
            accepted: What is wrong with the time and is meant all the same.

        Raises:
            SlotTaken: something is wrong with the time that was not accepted, or cannot be.
            InputProblem: the rule cannot be used.
        """
        ...

    async def change(
        self,
        meeting_id: MeetingId,
        draft: MeetingDraft,
        *,
        scope: Scope = ...,
        recurrence: Recurrence | None = None,
        left_out: frozenset[datetime] | None = None,
        accepted: frozenset[Concern] = ...,
    ) -> Planned:
        """Keep the changes of a meeting, and of others of its series; they are sent when there is a connection.

        Args:
            meeting_id: Which.
            draft: What it shall be.
            scope: Which others of its series are meant.
            recurrence: Another rule for those; None to keep it. A meeting in no series becomes the first of one.
            left_out: All times of those that are not held: naive, in the zone of the meeting. Meetings of such times
                are cancelled, any other time is held again or planned anew; what has begun stays as it is. None
                leaves out what is left out already.
            accepted: As in ``plan``.

        Raises:
            SlotTaken: as in ``plan``; nothing was changed.
        """
        ...

    async def check(self, draft: MeetingDraft, meeting_id: MeetingId | None = None) -> SlotCheck:
        """Return what is wrong with a time and when it could be instead, without planning anything."""
        ...

    async def occurrences(self, first: datetime, zone: str, recurrence: Recurrence) -> tuple[Occurrence, ...]:
        """Return the times of a series that is being planned; ``first`` is naive, in ``zone``.

        Raises:
            InputProblem: the rule cannot be used.
        """
        ...

    async def series(self, series_id: SeriesId) -> Series | None:
        """Return the rule of a series, None when it is not there any more."""
        ...

    async def held_times(self, series_id: SeriesId) -> Mapping[datetime, datetime]:
        """Return which times of a series are held: by its rule (naive, in its zone), and when (aware UTC)."""
        ...

    async def visit_types(self) -> tuple[VisitType, ...]:
        """Return the visit types in the clinic's order, retired ones too."""
        ...

    async def find_people(self, text: str) -> tuple[Person, ...]:
        """Return whom of the clinic's people ``text`` may mean, the likeliest first."""
        ...

    async def person(self, person_id: PersonId) -> Person:
        """Return one of the clinic's people.

        Raises:
            AppError: they are not there any more.
        """
        ...

    async def place_names(self) -> tuple[str, ...]:
        """Return the places on site of earlier meetings, the most recent first."""
        ...

    async def invites_by_default(self) -> bool:
        """Return whether the clinic writes to those who are invited unless somebody says no."""
        ...

    async def can_send_mail(self) -> bool:
        """Return whether e-mail is set up, so that invitations go out by themselves."""
        ...

    async def can_send_texts(self) -> bool:
        """Return whether people without an e-mail address get a text message."""
        ...

    async def preset_names(self) -> tuple[str, ...]:
        """Return the account's presets as last seen; empty before the first answer."""
        ...

    async def host_names(self) -> tuple[str, ...]:
        """Return the hosts of earlier meetings, the most recent first."""
        ...


class MeetingService(PlanningService, Protocol):
    """Meetings as the store keeps them."""

    async def page(self, wanted: MeetingFilter, offset: int, limit: int) -> Page[Meeting]:
        """Return some rows and how many there are: past and cancelled ones newest first, others oldest first."""
        ...

    async def counts(self, text: str) -> dict[Phase | None, int]:
        """Return how many meetings that fit ``text`` each phase holds; under None how many in all."""
        ...

    async def get(self, meeting_id: MeetingId) -> Meeting:
        """Return one meeting."""
        ...

    async def doubles(self, meeting_id: MeetingId) -> tuple[Meeting, ...]:
        """Return other meetings that look like a retry of this one by somebody else's program."""
        ...

    async def resolve(self, meeting_id: MeetingId, field: SharedField, *, use_theirs: bool) -> Meeting:
        """Settle what was changed on both sides: keep ours, or take theirs."""
        ...

    async def send_again(self, meeting_id: MeetingId) -> None:
        """Send a meeting that waits or was refused, as it is, with the next turn."""
        ...

    async def make_new_room(self, meeting_id: MeetingId) -> None:
        """Give a meeting another room where the video service does not have its room any more; links are new too."""
        ...

    async def cancel(self, meeting_id: MeetingId, *, scope: Scope = ...) -> Planned:
        """Close a meeting to everybody, and others of its series with it."""
        ...

    async def restore(
        self, meeting_id: MeetingId, *, scope: Scope = ..., accepted: frozenset[Concern] = ...
    ) -> Planned:
        """Open a cancelled meeting again.

        Raises:
            SlotTaken: somebody else has the time by now.
        """
        ...

    async def undo(self, step: UndoStep) -> UndoStep:
        """Take one change back; returns the step that does it again."""
        ...

    async def sessions(self, meeting_id: MeetingId) -> tuple[Session, ...]:
        """Return the meeting's sessions, newest first."""
        ...

    async def recordings(self, meeting_id: MeetingId) -> tuple[Recording, ...]:
        """Return the meeting's recordings, newest first."""
        ...


class JoinService(Protocol):
    """Ways into the room."""

    async def guest_link(self, meeting_id: MeetingId, invitee_id: InviteeId) -> str:
        """Return the link with which one invited person joins. Whoever has it can join: a secret."""
        ...

    async def invite_practice_patient(self, meeting_id: MeetingId) -> None:
        """Send the practice patient into the room (practice mode only)."""
        ...
