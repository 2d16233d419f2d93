"""Giving a recording to people who were in it: who may be given it, how, and whose consent stands against it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from hosted_meetings_desktop.domain.attendance import PersonAttendance, Presence
from hosted_meetings_desktop.domain.consent import ConsentEntry, RecordingConsent, Standing, consent_of, only_here
from hosted_meetings_desktop.domain.desk_place import is_desk
from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.ids import InviteeId, ParticipantId, PersonId, RecordingId
from hosted_meetings_desktop.domain.live import LivePerson
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.preset import USUAL_PRESETS, Role
from hosted_meetings_desktop.domain.recording import Recording
from hosted_meetings_desktop.domain.recording_list import ConsentState
from hosted_meetings_desktop.domain.retention import must_reason
from hosted_meetings_desktop.domain.shares import Share
from hosted_meetings_desktop.domain.vault import Content
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy, RecordingPolicy

MAX_WORDS = 2_000
"""Characters of a message to who is given a recording."""

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for each other when a password is read out."""
_GROUPS, _GROUP = 4, 4


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who was in a recorded call and is no host.

    Attributes:
        key: What tells them apart here.
        invitee_id: None where they were not invited from here.
        present: How long they were in it.
    """

    key: str
    name: str
    role: Role | None
    present: timedelta
    invitee_id: InviteeId | None = None
    person_id: PersonId | None = None
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class ShareOffer:
    """What can be done to give a recording to people who were in it.

    Attributes:
        lacking: Whose consent is missing, by name; nothing can be shared then.
        standing: Why.
        given: What was given of it already, the newest first.
        link_until: Until when the provider's link works; None where there is none any more.
        copy_ready: Whether the archive has it, so that a copy can be made.
        can_mail: Whether e-mail is set up; ``can_text`` likewise.
    """

    recording_id: RecordingId
    title: str
    recorded_at: datetime
    people: tuple[Attendee, ...]
    lacking: tuple[str, ...]
    standing: Standing
    given: tuple[Share, ...] = ()
    link_until: datetime | None = None
    copy_ready: bool = False
    can_mail: bool = False
    can_text: bool = False

    @property
    def allowed(self) -> bool:
        """Whether it can be shared at all."""
        return not self.lacking and self.standing is not Standing.NEVER


@dataclass(frozen=True, slots=True)
class GivenLinks:
    """What came of giving people the provider's link.

    Attributes:
        link: A secret: whoever has it can watch, until ``until``.
        mailed: Who it was sent to, by name.
        unsent: Who it could not be sent to, and why.
    """

    link: str = field(repr=False)
    until: datetime | None
    mailed: tuple[str, ...] = ()
    unsent: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MadeCopy:
    """A copy that was made for people.

    Attributes:
        password: A secret; told to nobody with the file.
    """

    place: Path
    password: str = field(repr=False)
    names: tuple[str, ...] = ()


class NotShareable(AppError):
    """A recording cannot be given to anybody as things stand.

    Attributes:
        names: Whose consent is missing.
    """

    def __init__(self, offer: ShareOffer) -> None:
        names = ", ".join(offer.lacking)
        if offer.standing is Standing.NEVER:
            title, advice = "Visits of this kind are not recorded", "So this recording is given to nobody."
        elif offer.standing is Standing.REFUSED:
            title, advice = "Somebody does not want this recording", f"Nothing was shared. Without consent: {names}."
        else:
            title, advice = "Not everybody has agreed to being recorded", f"Nothing was shared. Missing: {names}."
        super().__init__(title, advice)
        self.names = offer.lacking


class MakeCopy(Protocol):
    """Writes a copy of a content that opens only with a password."""

    def __call__(
        self,
        content: Content,
        name: str,
        target: Path,
        password: str,
        progress: Callable[[int, int | None], None],
        *,
        more: Sequence[tuple[Content, str]] = (),
    ) -> None:
        """Write it; blocks, for a worker thread. A file that is there is replaced once the copy is whole.

        Args:
            content: What to copy.
            name: What the file in it is called.
            target: The file to write.
            password: What opens it.
            progress: Told the bytes done and in all.
            more: Further files of the same recording, and what they are called.

        Raises:
            OSError: the place cannot be written.
        """
        ...


def new_password() -> str:
    """Return a password that can be read out: four groups of four letters, 79 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def lacking_of(
    meeting: Meeting,
    entries: Iterable[ConsentEntry],
    recording: RecordingPolicy,
    policy: ConsentPolicy,
    inside: Recorded,
) -> tuple[Standing, tuple[str, ...]]:
    """Return how the consents of those in a recording stand by now, and who stands against giving it out.

    Whoever takes their consent back later is asked for again here: a recording is shared only while all agree.
    """
    consent = _consent_inside(meeting, entries, recording, policy, inside)
    return consent.standing, _against(consent)


def listed_consent(
    meeting: Meeting,
    entries: Iterable[ConsentEntry],
    recording: RecordingPolicy,
    policy: ConsentPolicy,
    inside: Recorded,
) -> ConsentState:
    """Return as what a recording is listed and filtered by: ``GIVEN`` is what may be shared, and nothing else is.

    As long as it is not known who was there, those invited count. The store reckons the same in SQL.
    """
    consent = _consent_inside(meeting, entries, recording, policy, inside)
    if consent.refused:
        return ConsentState.REFUSED
    if consent.standing is Standing.NEVER or _against(consent):
        return ConsentState.MISSING
    return ConsentState.GIVEN


def _consent_inside(
    meeting: Meeting,
    entries: Iterable[ConsentEntry],
    recording: RecordingPolicy,
    policy: ConsentPolicy,
    inside: Recorded,
) -> RecordingConsent:
    """Return how the consents of those stand who were in a recording."""
    invited = {each.id for each in meeting.invitees}
    people = []
    for each in inside.rows:
        invitee = InviteeId(each.custom_id)
        known = invitee if invitee in invited else None
        people.append(LivePerson(ParticipantId(each.user_id), each.name, each.preset, each.joined_at, known))
    consent = consent_of(meeting, entries, recording, policy, people)
    return only_here(consent) if inside.alone else consent


def _against(consent: RecordingConsent) -> tuple[str, ...]:
    """Return who of those who were in it is not to be heard or seen by others; without any, who is missing at all."""
    here = tuple(each for each in consent.people if each.here)
    return tuple(each.name for each in consent.unaware) if here else consent.missing


def attendees(meeting: Meeting, people: Iterable[PersonAttendance]) -> tuple[Attendee, ...]:
    """Return who was in a recorded call, without its hosts: the invited first, then by how long."""
    invited = {str(each.id): each for each in meeting.invitees}
    hosts = {USUAL_PRESETS[Role.HOST], *(each.preset for each in meeting.invitees if each.role is Role.HOST)}
    found = []
    for each in people:
        person = invited.get(each.key)  # consolidated by our own ids first
        if is_desk(each.key) or (each.preset in hosts if person is None else person.role is Role.HOST):
            continue
        found.append(
            Attendee(
                each.key,
                person.name if person is not None else each.name,
                person.role if person is not None else None,
                each.present,
                person.id if person is not None else None,
                person.person_id if person is not None else None,
                person.email if person is not None else "",
                person.phone if person is not None else "",
            )
        )
    return tuple(sorted(found, key=lambda one: (one.invitee_id is None, -one.present, one.name.casefold())))


@dataclass(frozen=True, slots=True)
class Recorded:
    """Who is in a recording, as far as that is known.

    Attributes:
        rows: Their joins while it ran; all of the session's where that is not known.
        alone: Whether certainly nobody else is in it, and some of them are known: it is of their voices.
    """

    rows: tuple[Presence, ...]
    alone: bool = False


def while_recorded(rows: Iterable[Presence], recording: Recording) -> Recorded:
    """Return who is in a recording, by who joined its session; of voices, by whose they are once all are known."""
    found = tuple(rows)
    voices = frozenset(recording.voices)
    alone = bool(voices) and voices <= {each.user_id for each in found}
    if alone:
        found = tuple(each for each in found if each.user_id in voices)
    begun, over = recording.started_at, recording.stopped_at
    if begun is not None and over is not None:
        found = tuple(
            each for each in found if each.joined_at < over and (each.left_at is None or each.left_at > begun)
        )
    return Recorded(found, alone and bool(found))


def check_words(words: str) -> str:
    """Return a message as it is sent.

    Raises:
        InputProblem: it is too long.
    """
    text = words.strip()
    if len(text) > MAX_WORDS:
        raise InputProblem("words", f"The message can have up to {MAX_WORDS} characters")
    return text


def check_reason(why: str) -> str:
    """Return why something is taken back, as it is written down.

    Raises:
        InputProblem: there is no reason.
    """
    return must_reason(why)
