"""What the screens ask about messages: who was told what, what they answered, and what to do where it hangs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.ids import MeetingId, SeriesId, new_id
from hosted_meetings_desktop.domain.invitation import Answer, Attending
from hosted_meetings_desktop.domain.meeting import Meeting, Page
from hosted_meetings_desktop.domain.message import Channel, Mail, MailServer
from hosted_meetings_desktop.domain.outbox import (
    Answered,
    Message,
    MessageState,
    OutboxSettings,
    PersonTold,
    Told,
)
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.services.letters import LetterWriting, wants_link
from hosted_meetings_desktop.services.outbox import OutboxService, note_sent
from hosted_meetings_desktop.services.planning import must
from hosted_meetings_desktop.services.telling import reader_of

_GONE = "This message is not in the outbox any more"


@dataclass(frozen=True, slots=True)
class CorrespondenceService:
    """Every write is one store transaction; only sending itself needs the network."""

    outbox: OutboxService

    # ---- what there is
    async def page(self, offset: int, limit: int, *, unsent: bool) -> Page[Message]:
        """Return messages: what did not arrive by when it is due, or all, the newest first."""
        return await self.outbox.store.run(lambda lib: lib.outbox.page(unsent=unsent, offset=offset, limit=limit))

    async def people(self, meeting_id: MeetingId) -> tuple[PersonTold, ...]:
        """Return how each invited person of a meeting stands, without its hosts."""
        return await self.outbox.store.run(lambda lib: _people(lib, meeting_id))

    async def settings(self) -> OutboxSettings:
        """Return how the clinic writes to people."""
        return await self.outbox.store.run(lambda lib: lib.outbox.settings())

    async def keep_settings(self, settings: OutboxSettings) -> None:
        """Keep how the clinic writes to people; what waits is tried with the next turn."""

        def work(lib: Library) -> None:
            lib.outbox.keep_settings(settings)
            now = self.outbox.clock()
            for message in lib.outbox.page(unsent=True, offset=0, limit=1_000).rows:
                if message.state is MessageState.WAITING and message.attempts:
                    lib.outbox.keep(replace(message, due_at=min(message.due_at, now), problem=""))

        await self.outbox.store.run(work)
        self.outbox.changes.publish("outbox")

    async def check(self, server: MailServer) -> str:
        """Sign in to a mail server without sending anything and return a sentence about it."""
        return await self.outbox.postman.check(server)

    # ---- one message
    async def preview(self, message_id: str) -> Mail:
        """Return a message as it would be sent now, with a stand-in for the person's own link."""
        mail, _message = await self._written(message_id, with_link=False)
        return mail

    async def draft(self, message_id: str) -> bytes:
        """Return a message as a draft for a mail program (.eml), with the person's own link.

        Raises:
            AppError: the link cannot be made now.
        """
        mail, _message = await self._written(message_id, with_link=True)
        return self.outbox.postman.letter_file(mail)

    async def send_now(self, message_id: str) -> None:
        """Send a message without waiting for the rest of its hold, or again after it hung.

        Raises:
            AppError: why it could not be sent; it still waits.
        """
        await self.outbox.store.run(lambda lib: self._make_due(lib, message_id))
        async with self.outbox.turn_lock:
            error = await self.outbox.send(message_id)
        self.outbox.changes.publish("outbox")
        if error is not None:
            raise error

    async def send_again(self, message_id: str) -> str:
        """Send what was sent before once more, as a new message; returns its id."""

        def work(lib: Library) -> str:
            message = _must(lib, message_id)
            again = replace(
                message, id=new_id(), state=MessageState.WAITING, due_at=self.outbox.clock(), attempts=0, problem="",
                created_at=self.outbox.clock(), sent_at=None,
            )  # fmt: skip
            lib.outbox.keep(again)
            return again.id

        fresh = await self.outbox.store.run(work)
        await self.send_now(fresh)
        return fresh

    async def note_by_hand(self, message_id: str) -> None:
        """Take a message as told: somebody sent it, said it, or knows that it arrived."""
        now = self.outbox.clock()
        await self.outbox.store.run(lambda lib: note_sent(lib, _must(lib, message_id), MessageState.BY_HAND, now))
        self.outbox.changes.publish("outbox")

    # ---- what comes back
    async def read_answers(self, data: bytes) -> tuple[Answered, ...]:
        """Take what invited people answered, or what a mail server reported back, from a file.

        Raises:
            InputProblem: it is neither, or answers nothing that was sent from here.
        """
        bounce = self.outbox.postman.read_bounce(data)
        if bounce is not None:
            await self.outbox.store.run(lambda lib: _note_bounce(lib, bounce.message_id, bounce.email, bounce.reason))
            self.outbox.changes.publish("outbox")
            return ()
        answers = self.outbox.calendars.read_answer(data)
        found = await self.outbox.store.run(lambda lib: [_take(lib, answer) for answer in answers])
        self.outbox.changes.publish("outbox")
        return tuple(found)

    def _make_due(self, lib: Library, message_id: str) -> None:
        message = _must(lib, message_id)
        if message.state in {MessageState.SENT, MessageState.BY_HAND, MessageState.SENDING}:
            raise AppError("This message was sent already", "Nothing was sent again.")
        lib.outbox.keep(replace(message, state=MessageState.WAITING, due_at=self.outbox.clock()))

    async def _written(self, message_id: str, *, with_link: bool) -> tuple[Mail, Message]:
        facts = await self.outbox.store.run(lambda lib: self.outbox.facts(lib, message_id))
        if facts is None or facts.said is None:
            raise AppError(_GONE, "The list is up to date.")
        now, message = self.outbox.clock(), facts.message
        link = ""
        if wants_link(facts, now):
            link = "https://example.invalid/#…"
            if with_link:
                link = await self.outbox.links.guest_link(message.meeting_id, message.reader.invitee_id)
        writing = LetterWriting(self.outbox.calendars, self.outbox.writer)
        letter = writing.letter(facts, link, now)
        if message.reader.channel is Channel.SMS:
            words = self.outbox.writer.text(letter)
            sender = facts.settings.sender
            return Mail(message.message_id, sender, letter.to, "", words, "", now, letter.language), message
        return writing.mail(facts, letter, now), message


def _must(lib: Library, message_id: str) -> Message:
    message = lib.outbox.get(message_id)
    if message is None:
        raise AppError(_GONE, "What it was about was changed meanwhile. The list is up to date.")
    return message


def _people(lib: Library, meeting_id: MeetingId) -> tuple[PersonTold, ...]:
    meeting = must(lib.meetings, meeting_id)
    settings = lib.outbox.settings()
    plan_id = meeting.series_id or meeting.id
    told, messages = lib.outbox.told(plan_id), lib.outbox.of_plan([plan_id])
    found = []
    for person in meeting.invitees:
        if person.role is Role.HOST:
            continue
        reader = reader_of(person, settings)
        if reader is None:
            found.append(PersonTold(person.id, person.name, None, None, Attending.UNANSWERED))
            continue
        key = (reader.channel, reader.address)
        mine = [each for each in messages if (each.reader.channel, each.reader.address) == key]
        answer = _answer_for(told.get(key), meeting.wall)
        found.append(PersonTold(person.id, person.name, reader, mine[-1] if mine else None, answer))
    return tuple(found)


def _answer_for(told: Told | None, wall: datetime | None) -> Attending:
    if told is None:
        return Attending.UNANSWERED
    return next((answer for one, answer in told.answers if one == wall), told.attending)


def _take(lib: Library, answer: Answer) -> Answered:
    told = lib.outbox.told(answer.uid)
    address = answer.contact.email.casefold()
    key = next((key for key in told if key[0] is Channel.EMAIL and key[1].casefold() == address), None)
    rows = lib.meetings.of_series(SeriesId(answer.uid)) or tuple(
        each for each in [lib.meetings.get(MeetingId(answer.uid))] if each is not None
    )
    if key is None or not rows:
        raise InputProblem(
            "file", "This answers nothing that was sent from here", "Nothing was changed. Ask who sent it."
        )
    known = told[key]
    meeting = rows[0]
    if known.answered_at is None or answer.stamp >= known.answered_at:
        one = None if answer.only is None else _named(rows, answer.only)
        if one is None:
            fresh = replace(known, attending=answer.attending, answers=(), answered_at=answer.stamp)
        else:
            others = tuple(each for each in known.answers if each[0] != one)
            fresh = replace(known, answers=(*others, (one, answer.attending)), answered_at=answer.stamp)
            meeting = next((row for row in rows if row.wall == one), meeting)
        lib.outbox.note_told(answer.uid, *key, fresh)
    return Answered(answer.contact.name or answer.contact.email, answer.attending, meeting.id, meeting.title)


def _named(rows: Sequence[Meeting], only: datetime) -> datetime:
    """Return the name of one time of a series: an answer gives it aware, where its zone is known, or naive."""
    if only.tzinfo is None:
        return only
    for row in rows:
        if row.wall is not None and row.wall.replace(tzinfo=ZoneInfo(row.schedule.zone)) == only:
            return row.wall
    return only.replace(tzinfo=None)


def _note_bounce(lib: Library, message_id: str, email: str, reason: str) -> None:
    message = lib.outbox.get(message_id.strip("<>").split("@")[0])
    if message is None or (email and message.reader.address.casefold() != email.casefold()):
        raise InputProblem("file", "This reports on nothing that was sent from here", "Nothing was changed.")
    lib.outbox.keep(replace(message, state=MessageState.BOUNCED, problem=reason))
