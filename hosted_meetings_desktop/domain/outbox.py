"""What invited people know of a plan, and what they have to be told: the difference, as with the provider."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
from hosted_meetings_desktop.domain.invitation import Attending, ChangedOccurrence, Contact
from hosted_meetings_desktop.domain.message import Channel, Clinic, MailServer, Occasion, TextGateway
from hosted_meetings_desktop.domain.recurrence import Recurrence

HOLD = timedelta(minutes=3)
"""How long a message waits after the last change before it goes: who moves a visit and undoes that mails nobody."""
SHORT_HOLD = timedelta(seconds=45)
NEAR = timedelta(minutes=30)
"""What begins this soon is told after the short hold."""

PUT_BACK = "outbox.put-back"
"""Fact: when a backup was put back of which nobody knows what was sent since, as ISO 8601. A reminder that was due by
then may have gone out."""

FEW = 3
"""More single times changed at once than this are told as one change of the whole series."""

MAX_LINK_AGE = timedelta(days=90)
"""A participant's token lives 100 days (FACTS section 3): who is invited earlier gets the link with the reminder."""


class MessageState(StrEnum):
    """How a message fares."""

    WAITING = "waiting"  # held, or until the server can be reached
    SENDING = "sending"  # being handed over: should the app end now, nobody knows
    UNSURE = "unsure"  # handed over, perhaps: a person decides, or a later message that is sent settles it
    SENT = "sent"
    REFUSED = "refused"  # this address will never do
    BOUNCED = "bounced"  # taken by a server that later reported it could not be delivered
    BY_HAND = "by-hand"  # a person sent it with their own program, or copied it


@dataclass(frozen=True, slots=True)
class Said:
    """What a person knows, or should know, of a plan.

    Attributes:
        starts: The first time, as the clock in ``zone`` shows it, naive.
        first: The same, aware UTC.
        left_out: Times by rule that are not held; naive, sorted.
        changed: Times by rule that were moved, sorted.
    """

    title: str
    host: str
    starts: datetime
    first: datetime
    duration: timedelta
    zone: str
    recurrence: Recurrence | None = None
    left_out: tuple[datetime, ...] = ()
    changed: tuple[ChangedOccurrence, ...] = ()

    @property
    def rule(self) -> tuple[datetime, str, Recurrence | None]:
        """What says of which times the others are exceptions."""
        return self.starts, self.zone, self.recurrence

    def at(self, wall: datetime, start: datetime) -> ChangedOccurrence | None:
        """Return what is to be known of one time of the rule, with its host and title; None where it is left out.

        Args:
            wall: Which.
            start: When that is by the rule, aware UTC.
        """
        if wall in self.left_out:
            return None
        own = next((each for each in self.changed if each.wall == wall), None)
        if own is None:
            return ChangedOccurrence(wall, start, self.duration, self.zone, self.host, self.title)
        return replace(own, host=own.host or self.host, title=own.title or self.title)

    def with_one(self, says: Said, wall: datetime) -> Said:
        """Return this with one time of the rule as another says, and all others as they are."""
        others = [each for each in self.changed if each.wall != wall]
        left_out = set(self.left_out) - {wall}
        if wall in says.left_out:
            left_out.add(wall)
        own = next((each for each in says.changed if each.wall == wall), None)
        if own is not None and wall not in left_out:
            host, title = own.host or says.host, own.title or says.title
            host, title = "" if host == self.host else host, "" if title == self.title else title
            others.append(replace(own, host=host, title=title))
        by_wall = sorted(others, key=lambda each: each.wall)
        return replace(self, left_out=tuple(sorted(left_out)), changed=tuple(by_wall))


@dataclass(frozen=True, slots=True)
class SeriesSays:
    """What there is to know of a series, from which each takes what they are invited to.

    Attributes:
        whole: All of it, with nothing left out or changed.
        times: The times by rule in order, each with its start (aware UTC).
        held: Those of them that are held.
        moved: Those of them that are not as the rule says.
    """

    whole: Said
    times: Mapping[datetime, datetime]
    held: frozenset[datetime]
    moved: Mapping[datetime, ChangedOccurrence]

    def __call__(self, invited: Set[datetime | None]) -> Said:
        """Return what somebody should know who is invited to some of its times."""
        return replace(
            self.whole,
            left_out=tuple(wall for wall in self.times if wall not in self.held or wall not in invited),
            changed=tuple(self.moved[wall] for wall in sorted(self.moved) if wall in invited),
        )

    def is_of(self, known: Said) -> bool:
        """Return whether somebody knows the times of this rule."""
        return known.rule == self.whole.rule

    def with_known(self, invited: Set[datetime | None], known: Said, stay: Set[datetime | None]) -> Said:
        """Return what somebody should know who is to keep what they know of some more times, ``stay``."""
        now = self(invited | stay)
        kept = {each.wall: each for each in now.changed if each.wall in invited}
        before = {each.wall: each for each in known.changed}
        for wall, start in self.times.items():
            if wall in stay:
                was = before.get(wall, ChangedOccurrence(wall, start, known.duration, known.zone))
                if (was.starts_at, was.duration, was.host, was.title) != (start, now.duration, "", ""):
                    kept[wall] = was
        return replace(now, changed=tuple(kept[wall] for wall in sorted(kept)))

    def only_known(self, known: Said, stay: Set[datetime | None]) -> Said:
        """Return what somebody should know who is to keep what they know of the times ``stay``, and nothing else."""
        return replace(
            known,
            left_out=tuple(wall for wall in self.times if wall not in stay),
            changed=tuple(each for each in known.changed if each.wall in stay),
        )


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is to be told.

    Attributes:
        address: E-mail address or phone number, as ``channel`` needs.
        among: Tells apart who shares an address with others of the plan; empty for the first of them.
    """

    invitee_id: InviteeId
    name: str
    channel: Channel
    address: str
    language: str = ""
    zone: str = ""
    among: str = ""

    @property
    def key(self) -> tuple[Channel, str]:
        """Who it is to the outbox, however the address is spelled: as a calendar sees it."""
        return self.channel, f"{self.address.strip().casefold()} {self.among}".strip()


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that somebody has to be told.

    Attributes:
        one: The one time of a series that it is about; None for all of it.
    """

    occasion: Occasion
    one: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody was told last.

    Attributes:
        sequence: Of the last message (iTIP); grows for good.
        said: None where it was called off.
        attending: What they answered, for the whole.
        answers: For single times of a series, what they answered.
    """

    sequence: int
    said: Said | None
    attending: Attending = Attending.UNANSWERED
    answers: tuple[tuple[datetime, Attending], ...] = ()
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message to one person, kept from the moment it is due until long after it was sent.

    Attributes:
        plan_id: The series, or the meeting that is in none.
        meeting_id: The meeting the link leads to; of a series, the next one.
        due_at: When it is sent by itself, aware UTC.
        says: What the reader knows once it is sent; None for a cancellation of all.
        knew: What they knew when it was made; None where that was nothing, and of messages of older versions.
        one: As in ``Due``.
        problem: Why it waits or was refused, in a sentence or two; empty when all is well.
        sent_at: When it was sent; of an unsure one, when a later message settled what it may have said.
    """

    id: str
    plan_id: str
    meeting_id: MeetingId
    reader: Reader
    occasion: Occasion
    state: MessageState
    due_at: datetime
    created_at: datetime
    sequence: int
    says: Said | None = None
    one: datetime | None = None
    attempts: int = 0
    problem: str = ""
    sent_at: datetime | None = None
    knew: Said | None = None

    @property
    def about(self) -> Said | None:
        """What it is about: what is so from now on, or what is not any more; None where that is not known."""
        return self.knew if self.occasion is Occasion.CANCELLATION and self.knew is not None else self.says

    @property
    def uid(self) -> str:
        """Which entry of the reader's calendar it is about (iTIP UID)."""
        return f"{self.plan_id}+{self.reader.among}" if self.reader.among else self.plan_id

    def leaves(self, known: Said | None) -> Said | None:
        """Return what the reader knows once it is sent, who knew ``known`` until then."""
        if self.one is None or self.says is None or known is None or known.rule != self.says.rule:
            return self.says
        return known.with_one(self.says, self.one)

    @property
    def message_id(self) -> str:
        """The Message-ID: the same at every try (RFC 5322, section 3.6.4)."""
        return f"<{self.id}@hosted-meetings.invalid>"


@dataclass(frozen=True, slots=True)
class PersonTold:
    """How one invited person stands.

    Attributes:
        reader: How they are written to; None where there is no way.
        message: The last message to them, waiting or sent; None where there is none.
        attending: What they answered to this meeting.
    """

    invitee_id: InviteeId
    name: str
    reader: Reader | None
    message: Message | None
    attending: Attending


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that was read, and whose it is."""

    name: str
    attending: Attending
    meeting_id: MeetingId
    title: str


class TextsFor(StrEnum):
    """Who gets text messages."""

    NOBODY = "nobody"
    WITHOUT_EMAIL = "without-email"  # people with a phone number only
    REMINDERS = "reminders"  # those, and reminders to everybody with a number


@dataclass(frozen=True, slots=True)
class OutboxSettings:
    """How a clinic writes to people.

    Attributes:
        server: None: nothing is sent by itself; drafts can be opened in the person's own mail program.
        gateway: None: no text messages.
        invites: Whether a new plan with people to write to has "Send invitations" chosen.
        language: BCP 47 tag of the clinic's language, for people without one.
    """

    clinic: Clinic = field(default_factory=lambda: Clinic(""))
    sender: Contact = field(default_factory=lambda: Contact("", ""))
    server: MailServer | None = None
    gateway: TextGateway | None = None
    texts_for: TextsFor = TextsFor.WITHOUT_EMAIL
    invites: bool = True
    language: str = "en"

    def can_send(self, channel: Channel) -> bool:
        """Return whether messages of a kind can go out by themselves."""
        return (self.server if channel is Channel.EMAIL else self.gateway) is not None


def to_tell(
    told: Said | None, says: Said | None, *, now: datetime, times: Mapping[datetime, datetime]
) -> Iterator[Due]:
    """Yield what somebody has to be told who knows ``told`` and should know ``says``.

    Where people are not written to any more, ``says`` is what they know already, without the times that are
    cancelled: nothing is due to them but the cancellation of what they have in their calendars.

    A time of a series that was left out or is otherwise than the rest is told by itself; a time that is held again,
    or more than ``FEW`` of them, and everything else as a change of all. What is over is told to nobody.

    Args:
        told: What they know.
        says: What they should know.
        now: Decides what is over.
        times: Of a series: its times by rule in order, each with its start (aware UTC).
    """
    if told == says:
        return
    if told is None:
        yield Due(Occasion.INVITATION)
        return
    if says is None:
        yield Due(Occasion.CANCELLATION)
        return
    singles = _single_changes(told, says, now, times)
    if singles is None or len(singles) > FEW:
        yield Due(Occasion.CHANGE)
    else:
        yield from singles


def hold(starts_at: datetime, now: datetime) -> timedelta:
    """Return how long a message about a meeting waits after the last change."""
    return SHORT_HOLD if starts_at - now < NEAR else HOLD


def _single_changes(told: Said, says: Said, now: datetime, times: Mapping[datetime, datetime]) -> list[Due] | None:
    """Return the single times that differ; None where only a message about all can say it."""
    if told.recurrence is None or told.rule != says.rule:
        return None
    own, found = {each.wall for each in says.changed}, []
    for wall, start in times.items():
        before, after = told.at(wall, start), says.at(wall, start)
        over = all(each is None or each.starts_at + each.duration <= now for each in (before, after))
        if before == after or over:
            continue
        # A time that is held again, or is as the rule says again: only the whole says so to every calendar.
        if before is None or (after is not None and wall not in own):
            return None
        found.append(Due(Occasion.CANCELLATION if after is None else Occasion.CHANGE, wall))
    return found
