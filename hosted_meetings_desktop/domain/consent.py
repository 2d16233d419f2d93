"""Consent to being recorded: who was asked, what they said and how, and what follows from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from hosted_meetings_desktop.domain.desk_place import DESK_PRESET
from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
from hosted_meetings_desktop.domain.live import LivePerson
from hosted_meetings_desktop.domain.meeting import MAX_NAME, Meeting
from hosted_meetings_desktop.domain.preset import USUAL_PRESETS, Role
from hosted_meetings_desktop.domain.recording import Recording
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy, RecordingPolicy

MAX_NOTE = 500


class Answer(StrEnum):
    """What somebody said, or that they were asked."""

    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Way(StrEnum):
    """How they said it."""

    GUEST_PAGE = "guest-page"
    READ_OUT = "read-out"  # the question was read to them, in the call or before
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """One thing that was said, and by whom it was written down. Entries are only ever added.

    Attributes:
        invitee_id: Whose; None for somebody who was not invited, whose ``name`` says who.
        noted_by: Who wrote it down: the host, or the guest page.
        at: When they said so, aware UTC.
        note: What has to be remembered of it.
    """

    id: str
    meeting_id: MeetingId
    invitee_id: InviteeId | None
    name: str
    answer: Answer
    way: Way
    noted_by: str
    at: datetime
    note: str = ""

    def check(self) -> None:
        """Refuse what cannot be kept.

        Raises:
            InputProblem: for the field to mend.
        """
        if not self.name.strip() or len(self.name) > MAX_NAME:
            raise InputProblem("name", f"Write whose consent it is, in up to {MAX_NAME} characters")
        if not self.noted_by.strip() or len(self.noted_by) > MAX_NAME:
            raise InputProblem("noted_by", "Write who asked")
        if len(self.note) > MAX_NOTE:
            raise InputProblem("note", f"A note can have up to {MAX_NOTE} characters")

    @property
    def whose(self) -> str:
        """What tells people apart: the invitee's id, or the name of who was not invited."""
        return _whose(self.invitee_id, self.name)


@dataclass(frozen=True, slots=True)
class PersonConsent:
    """One person whose consent counts.

    Attributes:
        role: None where they were not invited.
        last: What they said last; None: they were not asked.
        here: Whether they are in the call.
    """

    invitee_id: InviteeId | None
    name: str
    role: Role | None
    last: ConsentEntry | None = None
    here: bool = False

    @property
    def whose(self) -> str:
        """What tells people apart, as in their entries."""
        return _whose(self.invitee_id, self.name)

    @property
    def given(self) -> bool:
        """Whether they have said yes and not taken it back."""
        return self.last is not None and self.last.answer is Answer.GIVEN

    @property
    def said_no(self) -> bool:
        """Whether they have refused, or taken their yes back."""
        return self.last is not None and self.last.answer in {Answer.REFUSED, Answer.WITHDRAWN}


class Standing(StrEnum):
    """Whether a call may be recorded."""

    FREE = "free"
    ANNOUNCE = "announce"  # once it was said to everybody
    MISSING = "missing"  # somebody was not asked, or has not answered
    REFUSED = "refused"  # somebody said no
    NEVER = "never"  # the kind of visit is never recorded


@dataclass(frozen=True, slots=True)
class RecordingConsent:
    """How the consents of a meeting stand.

    Attributes:
        people: Everybody whose consent counts, the invited ones first.
        policy: What the kind of visit demands.
        by_itself: Whether the call window starts the recording as soon as everybody in the call has agreed.
        hosts: The presets of those who need not be asked, invited or not.
    """

    standing: Standing
    people: tuple[PersonConsent, ...]
    policy: ConsentPolicy
    by_itself: bool = False
    hosts: frozenset[str] = frozenset()

    def of(self, person: LivePerson) -> PersonConsent | None:
        """Return how somebody in the call stands to it; None for whoever need not be asked."""
        if person.invitee is None and person.preset in self.hosts:
            return None
        whose = _whose(person.invitee, person.name)
        return next((each for each in self.people if each.whose == whose), None)

    @property
    def missing(self) -> tuple[str, ...]:
        """Who has not said yes, by name: those in the call, or without one all."""
        return tuple(each.name for each in _counting(self.people) if not each.given)

    @property
    def refused(self) -> bool:
        """Whether somebody who counts said no, also where it may not be recorded at all."""
        return any(each.said_no for each in _counting(self.people))

    @property
    def unaware(self) -> tuple[PersonConsent, ...]:
        """Who is in the call and is not to be recorded as things stand: a recording that runs should pause."""
        here = tuple(each for each in self.people if each.here)
        if self.standing is Standing.NEVER:
            return here
        if self.policy is ConsentPolicy.ANNOUNCED:
            return tuple(each for each in here if each.said_no or each.last is None)
        return tuple(each for each in here if not each.given)


class ConsentMissing(AppError):
    """A recording was wanted that may not begin as things stand.

    Attributes:
        consent: How they stand.
    """

    def __init__(self, consent: RecordingConsent) -> None:
        names = ", ".join(consent.missing)
        said = {
            Standing.NEVER: (
                "Visits of this kind are not recorded",
                "Your clinic decided so. Nothing was recorded.",
            ),
            Standing.REFUSED: (
                "Somebody in this call does not want to be recorded",
                f"Nothing was recorded. Without consent: {names}.",
            ),
            Standing.MISSING: (
                "Not everybody has agreed to being recorded",
                f"Nothing was recorded. Ask and write down the answer of: {names}.",
            ),
        }
        title, advice = said.get(
            consent.standing, ("This recording has to be announced first", "Say so to everybody, then start it.")
        )
        super().__init__(title, advice)
        self.consent = consent


class NobodyAgreed(ConsentMissing):
    """The voices of those who agreed were to be recorded, and nobody has; ``consent`` holds who can be asked."""

    def __init__(self, consent: RecordingConsent) -> None:
        AppError.__init__(
            self, "Nobody in the call has agreed to be recorded", "Nothing was recorded. Ask them first."
        )
        self.consent = consent


def consent_of(
    meeting: Meeting,
    entries: Iterable[ConsentEntry],
    recording: RecordingPolicy,
    policy: ConsentPolicy,
    inside: Sequence[LivePerson] = (),
) -> RecordingConsent:
    """Return how the consents of a meeting stand.

    Hosts need none: whoever starts a recording agrees to it. Colleagues do: it is their voice too. Of those in
    the call, also whoever was not invited is asked, unless they have a host's rights; while somebody is in it, only
    those in it count.

    Args:
        meeting: Whose people they are.
        entries: What was said, in the order in which it was written down.
        recording: Whether the kind of visit may be recorded at all.
        policy: What it demands.
        inside: Who is in the call now.
    """
    last: dict[str, ConsentEntry] = {}
    for entry in entries:
        if entry.answer is not Answer.ASKED or entry.whose not in last:
            last[entry.whose] = entry
    here = {each.invitee for each in inside if each.invitee is not None}
    people = [
        PersonConsent(each.id, each.name, each.role, last.get(str(each.id)), each.id in here)
        for each in meeting.invitees
        if each.role is not Role.HOST
    ]
    hosts = _host_presets(meeting)
    strangers = {
        each.name.strip().casefold(): each.name
        for each in inside
        if each.invitee is None and each.preset not in hosts
    }
    people += [PersonConsent(None, name, None, last.get(f"name {key}"), here=True) for key, name in strangers.items()]
    by_itself = recording is RecordingPolicy.FROM_START and policy is ConsentPolicy.EACH_PERSON
    return RecordingConsent(_standing(tuple(people), recording, policy), tuple(people), policy, by_itself, hosts)


def voices_agreed(
    consent: RecordingConsent, inside: Iterable[LivePerson], *, announced: bool = False
) -> tuple[LivePerson, ...]:
    """Return of those in the call whose voices may be recorded, where each is recorded alone.

    Nobody's consent stands in the way of another's. Hosts need none, as ever, and the desk that stands by has none.
    Of several who were not invited and have the same name nobody knows which of them has agreed: none of them has.

    Args:
        consent: How their consents stand.
        inside: Who is in the call.
        announced: Whether everybody in it was told just now, where that is enough.
    """
    if consent.standing is Standing.NEVER:
        return ()
    heard = [each for each in inside if each.participant_id and each.preset != DESK_PRESET]
    counts = Counter(
        asked.whose for each in heard if each.invitee is None and (asked := consent.of(each)) is not None
    )

    def agrees(person: LivePerson) -> bool:
        asked = consent.of(person)
        if asked is None:
            return True
        alone = counts[asked.whose] <= 1
        if asked.given and alone:
            return True
        told = announced or (asked.last is not None and alone)
        return consent.policy is ConsentPolicy.ANNOUNCED and told and not asked.said_no

    return tuple(each for each in heard if agrees(each))


def asked_for_voices(consent: RecordingConsent) -> RecordingConsent | None:
    """Return who can be asked where nobody has agreed whose voice could be recorded.

    One of them is enough. Where each of them said no, all are returned, and it stands as refused.

    Args:
        consent: How the consents of those in the call stand.

    Returns:
        None where somebody has agreed, or nobody is in the call who has to be asked.
    """
    here = tuple(each for each in consent.people if each.here)
    announced = consent.policy is ConsentPolicy.ANNOUNCED
    if not here or any(not each.said_no if announced else each.given for each in here):
        return None
    left = tuple(each for each in here if not each.said_no)
    return replace(consent, standing=Standing.MISSING if left else Standing.REFUSED, people=left or here)


def consent_while_recorded(
    consent: RecordingConsent, recording: Recording, inside: Iterable[LivePerson]
) -> RecordingConsent:
    """Return how the consents stand to a recording that runs: only those count whom it records.

    A film records everybody, and so does a recording of voices of which it is not known whose.

    Args:
        consent: How they stand in the call.
        recording: What runs.
        inside: Who is in the call.
    """
    if not recording.voices:
        return consent
    recorded = {_whose(each.invitee, each.name) for each in inside if each.participant_id in recording.voices}
    return _of(consent, (each for each in consent.people if each.whose in recorded))


def only_here(consent: RecordingConsent) -> RecordingConsent:
    """Return how the consents stand of those who are, or were, there: without any of them nothing is missing."""
    return _of(consent, (each for each in consent.people if each.here))


def _of(consent: RecordingConsent, people: Iterable[PersonConsent]) -> RecordingConsent:
    counting = tuple(people)
    never = consent.standing is Standing.NEVER
    standing = Standing.NEVER if never else _standing(counting, RecordingPolicy.BY_HAND, consent.policy)
    return replace(consent, standing=standing, people=counting)


def _whose(invitee: InviteeId | None, name: str) -> str:
    return str(invitee) if invitee is not None else f"name {name.strip().casefold()}"


def _host_presets(meeting: Meeting) -> frozenset[str]:
    own = (each.preset for each in meeting.invitees if each.role is Role.HOST)
    return frozenset({DESK_PRESET, USUAL_PRESETS[Role.HOST], *own})


def _standing(people: tuple[PersonConsent, ...], recording: RecordingPolicy, policy: ConsentPolicy) -> Standing:
    counting = _counting(people)
    if recording is RecordingPolicy.NEVER:
        return Standing.NEVER
    if any(each.said_no for each in counting):
        return Standing.REFUSED
    if policy is ConsentPolicy.ANNOUNCED:
        return Standing.ANNOUNCE if any(not each.given for each in counting) else Standing.FREE
    return Standing.FREE if all(each.given for each in counting) else Standing.MISSING


def _counting(people: tuple[PersonConsent, ...]) -> tuple[PersonConsent, ...]:
    here = tuple(each for each in people if each.here)
    return here or people


class ConsentRepository(Protocol):
    """What was said, inside one transaction."""

    def of_meeting(self, meeting: MeetingId) -> tuple[ConsentEntry, ...]:
        """Return a meeting's entries, in the order in which they were written down."""
        ...

    def of_meetings(self, meetings: Iterable[MeetingId]) -> dict[MeetingId, tuple[ConsentEntry, ...]]:
        """Return the entries of several."""
        ...

    def add(self, entry: ConsentEntry) -> None:
        """Keep what was said."""
        ...
