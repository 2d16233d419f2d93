"""Whose consent a recording needs as it starts and as it goes on: of a film everybody's, of voices those people's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.consent import (
    ConsentMissing,
    NobodyAgreed,
    RecordingConsent,
    Standing,
    asked_for_voices,
    consent_while_recorded,
    voices_agreed,
)
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.recording import MOST_VOICES, Recording, RecordingKind
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy
from hosted_meetings_desktop.services.live_rooms import people_in

if TYPE_CHECKING:
    from hosted_meetings_desktop.services.consents import ConsentService


async def may_start(
    consents: ConsentService, meeting: Meeting, rows: Sequence[Presence], kind: RecordingKind, *, announced: bool
) -> tuple[RecordingConsent, tuple[str, ...]]:
    """Return how the consents stand; and of voices, the participant ids of those whose voices are to be recorded.

    Args:
        consents: What people said.
        meeting: Whose call it is.
        rows: Who came to it, and who left.
        kind: What is to be recorded.
        announced: Whether everybody in it was told, where that is enough.

    Raises:
        ConsentMissing: somebody is not to be recorded. Of voices: visits of this kind never are, it has to be
            announced first, or nobody agreed.
        AppError: too many agreed for one recording of voices.
    """
    inside = people_in(meeting, rows)
    if kind is RecordingKind.COMPOSITE:
        return await consents.check_recording(meeting.id, inside, announced=announced), ()
    consent = await consents.of(meeting.id, inside)
    if consent.standing is Standing.NEVER:
        raise ConsentMissing(consent)
    here = tuple(each for each in consent.people if each.here)
    untold = tuple(each for each in here if each.last is None)
    if consent.policy is ConsentPolicy.ANNOUNCED and untold and not announced:
        raise ConsentMissing(replace(consent, standing=Standing.ANNOUNCE, people=untold))
    found = voices_agreed(consent, inside, announced=announced)
    # Hosts agree by starting it; their voices alone are no recording of a call in which others are.
    if not found or (here and not any(consent.of(each) is not None for each in found)):
        asked = asked_for_voices(consent)
        if asked is None and here:
            raise AppError(
                "Several people in the call have the same name",
                "Nothing was recorded: it is not known which of them has agreed. Ask them to join by full names.",
            )
        raise NobodyAgreed(asked or consent)
    if len(found) > MOST_VOICES:
        raise AppError(
            f"{len(found)} people have agreed: that is too many for a recording of voices",
            f"Nothing was recorded. It holds up to {MOST_VOICES}; record the whole call instead.",
        )
    return consent, tuple(each.participant_id for each in found)


async def may_go_on(
    consents: ConsentService, meeting: Meeting, rows: Sequence[Presence], recording: Recording, *, announced: bool
) -> RecordingConsent:
    """Return how the consents stand to a recording that is paused: of voices, those of whom it records alone.

    Who left counts with them: they are recorded again when they come back.

    Args:
        consents: What people said.
        meeting: Whose call it is.
        rows: Who came to it, and who left.
        recording: What is paused.
        announced: Whether everybody was told, where that is enough.

    Raises:
        ConsentMissing: somebody whom it records does not agree, or not any more.
    """
    # Whose it holds is only known where all of them are found; else it is asked for as for a film.
    if not recording.voices or not {each.user_id for each in rows}.issuperset(recording.voices):
        return await consents.check_recording(meeting.id, people_in(meeting, rows), announced=announced)
    heard = [each for each in rows if each.user_id in recording.voices]
    recorded = people_in(meeting, heard, left_too=True)
    consent = consent_while_recorded(await consents.of(meeting.id, recorded), recording, recorded)
    told = announced and consent.standing is Standing.ANNOUNCE
    if consent.standing is Standing.NEVER or (consent.unaware and not told):
        raise ConsentMissing(consent)
    return consent


async def note_told(consents: ConsentService, meeting: Meeting, consent: RecordingConsent) -> None:
    """Write down that those were told of a recording, just now, who have said nothing to it."""
    await consents.note_told(meeting.id, consent.unaware, meeting.host or "Host")
