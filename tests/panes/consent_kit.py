"""What people of a meeting said to being recorded, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hosted_meetings_desktop.domain.consent import (
    Answer,
    ConsentEntry,
    ConsentMissing,
    RecordingConsent,
    Way,
    consent_of,
)
from hosted_meetings_desktop.domain.consent import Standing as ConsentStanding
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
from hosted_meetings_desktop.domain.live import LivePerson
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy, RecordingPolicy
from tests.panes.clinic_data import NOW


@dataclass
class FakeConsents:
    """Implements ``ConsentDeeds``; without a meeting nobody has to be asked."""

    meeting: Meeting | None = None
    entries: list[ConsentEntry] = field(default_factory=list)
    recording: RecordingPolicy = RecordingPolicy.BY_HAND
    policy: ConsentPolicy = ConsentPolicy.EACH_PERSON
    fails: AppError | None = None

    async def of(self, meeting_id: MeetingId, inside: Sequence[LivePerson] = ()) -> RecordingConsent:
        if self.meeting is None:
            return RecordingConsent(ConsentStanding.FREE, (), self.policy)
        return consent_of(self.meeting, self.entries, self.recording, self.policy, inside)

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
        if self.fails is not None:
            raise self.fails
        invited = self.meeting.invitees if self.meeting is not None else ()
        who = name or next(each.name for each in invited if each.id == invitee_id)
        entry = ConsentEntry(str(len(self.entries)), meeting_id, invitee_id, who, answer, way, noted_by, NOW, note)
        self.entries.append(entry)
        return entry

    async def check_told(self, meeting_id: MeetingId, consent: RecordingConsent, *, announced: bool) -> None:
        """Do the same before voices are recorded: only what has to be announced stands in their way."""
        untold = [each for each in consent.people if each.here and each.last is None]
        if consent.standing is ConsentStanding.NEVER:
            raise ConsentMissing(consent)
        if consent.policy is not ConsentPolicy.ANNOUNCED or not untold:
            return
        if not announced:
            raise ConsentMissing(replace(consent, standing=ConsentStanding.ANNOUNCE, people=tuple(untold)))
        for each in untold:
            await self.note(
                meeting_id, Answer.ASKED, Way.READ_OUT, "Host", invitee_id=each.invitee_id, name=each.name
            )

    async def check(self, meeting_id: MeetingId, inside: Sequence[LivePerson], *, announced: bool) -> None:
        """Raise as the service does where somebody is not to be recorded; else write down who was told."""
        consent = await self.of(meeting_id, inside)
        if consent.standing is not ConsentStanding.FREE and not (
            announced and consent.standing is ConsentStanding.ANNOUNCE
        ):
            raise ConsentMissing(consent)
        for each in consent.unaware if announced else ():
            await self.note(
                meeting_id, Answer.ASKED, Way.READ_OUT, "Host", invitee_id=each.invitee_id, name=each.name
            )
