"""Consent to being recorded: written down, and asked for before a recording begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hosted_meetings_desktop.domain.consent import (
    Answer,
    ConsentEntry,
    ConsentMissing,
    RecordingConsent,
    Standing,
    Way,
    consent_of,
)
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, new_id
from hosted_meetings_desktop.domain.live import LivePerson
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.ports import Changes, Clock, Store
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy, RecordingPolicy
from hosted_meetings_desktop.services.planning import must
from hosted_meetings_desktop.services.slot_rule import known_visit_types

TOPIC = "consents"


@dataclass(frozen=True, slots=True)
class ConsentService:
    """Keeps what people said; nothing that was written down is ever changed or taken away."""

    store: Store
    changes: Changes
    clock: Clock

    async def of(self, meeting_id: MeetingId, inside: Sequence[LivePerson] = ()) -> RecordingConsent:
        """Return how the consents of a meeting stand.

        Args:
            meeting_id: Which.
            inside: Who is in the call now; without anybody, all who are invited count.

        Raises:
            AppError: the meeting is not there any more.
        """
        return await self.store.run(lambda lib: _consent(lib, must(lib.meetings, meeting_id), inside))

    async def history(self, meeting_id: MeetingId) -> tuple[ConsentEntry, ...]:
        """Return all that was said for a meeting, the oldest first."""
        return await self.store.run(lambda lib: lib.consents.of_meeting(meeting_id))

    async def note(
        self,
        meeting_id: MeetingId,
        answer: Answer,
        way: Way,
        noted_by: str,
        *,
        invitee_id: InviteeId | None = None,
        name: str = "",
        note: str = "",
    ) -> ConsentEntry:
        """Write down what somebody said just now, or that they were asked.

        Args:
            meeting_id: For which meeting.
            answer: What they said.
            way: How.
            noted_by: Who writes it down.
            invitee_id: Whose it is; None for somebody who was not invited.
            name: Their name, where they were not invited.
            note: What has to be remembered of it.

        Raises:
            InputProblem: for the field to mend.
            AppError: the meeting is not there any more.
        """

        def work(lib: Library) -> ConsentEntry:
            meeting = must(lib.meetings, meeting_id)
            who = next((each.name for each in meeting.invitees if each.id == invitee_id), name)
            if invitee_id is not None and not any(each.id == invitee_id for each in meeting.invitees):
                raise InputProblem("name", "This person is no longer invited")
            entry = ConsentEntry(
                new_id(),
                meeting_id,
                invitee_id,
                who.strip(),
                answer,
                way,
                noted_by.strip(),
                self.clock(),
                note.strip(),
            )
            entry.check()
            lib.consents.add(entry)
            return entry

        entry = await self.store.run(work)
        self.changes.publish(TOPIC)
        return entry

    async def check_recording(
        self, meeting_id: MeetingId, inside: Sequence[LivePerson] = (), *, announced: bool = False
    ) -> RecordingConsent:
        """Return how the consents stand if a recording may begin.

        Args:
            meeting_id: Of which meeting.
            inside: Who is in the call.
            announced: Whether it was said to everybody, where that is enough.

        Raises:
            ConsentMissing: it may not begin; says whose consent is missing.
        """
        consent = await self.of(meeting_id, inside)
        if consent.standing is Standing.FREE or (announced and consent.standing is Standing.ANNOUNCE):
            return consent
        raise ConsentMissing(consent)


def _consent(lib: Library, meeting: Meeting, inside: Sequence[LivePerson]) -> RecordingConsent:
    kind = next((each for each in known_visit_types(lib) if each.id == meeting.visit_type), None)
    recording = kind.recording if kind is not None else RecordingPolicy.BY_HAND
    policy = kind.consent if kind is not None else ConsentPolicy.EACH_PERSON
    return consent_of(meeting, lib.consents.of_meeting(meeting.id), recording, policy, inside)
