"""Consent to being recorded: written down, and asked for before a recording begins."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hosted_meetings_desktop.domain.audit import AuditNote, Deed
from hosted_meetings_desktop.domain.consent import (
    Answer,
    ConsentEntry,
    ConsentMissing,
    PersonConsent,
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
from hosted_meetings_desktop.support.pc_user import pc_user

if TYPE_CHECKING:
    from hosted_meetings_desktop.domain.consent_claim import ConsentClaim

TOPIC = "consents"
GUEST_PAGE = "guest page"
"""Who writes down what is answered there."""

_HOST = "Host"
_SECRET = "consent.secret"  # noqa: S105 (the name of a fact)


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
            noted_by: Who writes it down; empty for the meeting's host.
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
                noted_by.strip() or meeting.host or _HOST,
                self.clock(),
                note.strip(),
            )
            _add(lib, entry)
            return entry

        entry = await self.store.run(work)
        self.changes.publish(TOPIC)
        return entry

    async def hear(self, meeting_id: MeetingId, claim: ConsentClaim) -> ConsentEntry | None:
        """Write down what somebody answered on the guest page, once; None where it is known or proves nothing.

        Raises:
            AppError: the meeting is not there any more.
        """
        from hosted_meetings_desktop.domain.consent_claim import claimed_by, entry_id

        def work(lib: Library) -> ConsentEntry | None:
            meeting = must(lib.meetings, meeting_id)
            person = claimed_by(claim, _secret(lib), meeting)
            if person is None:
                return None
            key = entry_id(claim, meeting_id, person.id)
            if any(each.id == key for each in lib.consents.of_meeting(meeting_id)):
                return None
            entry = ConsentEntry(
                key, meeting_id, person.id, person.name, claim.answer, Way.GUEST_PAGE, GUEST_PAGE, self.clock()
            )
            _add(lib, entry)
            return entry

        entry = await self.store.run(work)
        if entry is not None:
            self.changes.publish(TOPIC)
        return entry

    async def note_told(self, meeting_id: MeetingId, people: Sequence[PersonConsent], noted_by: str) -> None:
        """Write down that people were told, just now, that the call is recorded; those who answered have been.

        Args:
            meeting_id: In which meeting.
            people: Who was told.
            noted_by: Who told them.
        """
        told = [each for each in people if each.last is None]
        if not told:
            return
        now, by = self.clock(), noted_by.strip()

        def work(lib: Library) -> None:
            for each in told:
                whose = (each.invitee_id, each.name.strip())
                _add(lib, ConsentEntry(new_id(), meeting_id, *whose, Answer.ASKED, Way.READ_OUT, by, now))

        await self.store.run(work)
        self.changes.publish(TOPIC)

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


def link_question(lib: Library, meeting: Meeting, invitee_id: InviteeId) -> str | None:
    """Return what stands in somebody's link, so that the guest page asks them; None where they need not be asked."""
    from hosted_meetings_desktop.domain.consent_claim import link_key, link_words

    consent = _consent(lib, meeting, ())
    asked = any(each.invitee_id == invitee_id for each in consent.people)
    if consent.standing is Standing.NEVER or not asked:
        return None
    return link_words(consent.policy, link_key(_secret(lib), meeting.id, invitee_id))


def _secret(lib: Library) -> bytes:
    """Return what the keys of links are made of; of this store alone."""
    known = lib.facts.get(_SECRET)
    if known is None:
        known = secrets.token_hex(32)
        lib.facts.set(_SECRET, known)
    return bytes.fromhex(known)


def _add(lib: Library, entry: ConsentEntry) -> None:
    entry.check()
    lib.consents.add(entry)
    facts = {"answer": entry.answer.value, "way": entry.way.value, "noted by": entry.noted_by}
    facts["whose"] = entry.invitee_id or entry.name
    lib.audit.append(AuditNote(entry.at, Deed.CONSENT, entry.meeting_id, pc_user(), entry.note, facts))


def _consent(lib: Library, meeting: Meeting, inside: Sequence[LivePerson]) -> RecordingConsent:
    kind = next((each for each in known_visit_types(lib) if each.id == meeting.visit_type), None)
    recording = kind.recording if kind is not None else RecordingPolicy.BY_HAND
    policy = kind.consent if kind is not None else ConsentPolicy.EACH_PERSON
    return consent_of(meeting, lib.consents.of_meeting(meeting.id), recording, policy, inside)
