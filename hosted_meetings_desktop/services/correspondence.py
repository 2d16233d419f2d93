"""What the screens ask about messages: who was told what, what they answered, and what to do where it hangs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import anyio

from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.ids import MeetingId, SeriesId, new_id
from hosted_meetings_desktop.domain.invitation import Answer, Attending
from hosted_meetings_desktop.domain.meeting import Meeting, Page
from hosted_meetings_desktop.domain.message import Bounce, Channel, Mail, MailServer, Occasion
from hosted_meetings_desktop.domain.outbox import (
    Answered,
    Message,
    MessageState,
    OutboxSettings,
    PersonTold,
    Said,
    Told,
)
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.services.letters import LetterWriting, wants_link
from hosted_meetings_desktop.services.outbox import OutboxService, note_sent
from hosted_meetings_desktop.services.planning import must
from hosted_meetings_desktop.services.readers import Key, readers_of
from hosted_meetings_desktop.services.reminders import still_true
from hosted_meetings_desktop.services.telling import Telling

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
        """Send a message without waiting for the rest of its hold, or after it hung; what is so now is sent.

        Raises:
            AppError: why it could not be sent; it still waits.
        """
        await self._send(await self.outbox.store.run(lambda lib: self._present(lib, message_id)), message_id)

    async def send_again(self, message_id: str) -> str:
        """Send what was sent before once more, as it is now, as a new message; returns its id.

        Raises:
            AppError: why it could not be sent; it still waits.
        """

        def work(lib: Library) -> str:
            message, now = _must(lib, message_id), self.outbox.clock()
            present = self._true_now(lib, message)
            if present.id != message.id:
                return present.id
            again = replace(
                present, id=new_id(), state=MessageState.WAITING, due_at=now, attempts=0, problem="", created_at=now,
                sent_at=None,
            )  # fmt: skip
            lib.outbox.keep(again)
            return again.id

        fresh = await self.outbox.store.run(work)
        await self._send(fresh, message_id)
        return fresh

    async def note_by_hand(self, message_id: str) -> None:
        """Take a message as told: somebody sent it, said it, or knows that it arrived."""

        def work(lib: Library) -> None:
            message, now = _must(lib, message_id), self.outbox.clock()
            note_sent(lib, message, MessageState.BY_HAND, now)
            if message.occasion is not Occasion.REMINDER:
                Telling(lib, self.outbox.calendars, now).review_reader(message)

        await self.outbox.store.run(work)
        self.outbox.changes.publish("outbox")

    async def _send(self, message_id: str, wanted: str) -> None:
        """Send a message now; the one that a person wanted sent is settled by it, where that is another."""
        async with self.outbox.turn_lock:
            error = await self.outbox.send(message_id)
        if error is None and message_id != wanted:
            await self.outbox.store.run(lambda lib: _settle(lib, wanted, self.outbox.clock()))
        self.outbox.changes.publish("outbox")
        if error is not None:
            raise error

    def _present(self, lib: Library, message_id: str) -> str:
        message = _must(lib, message_id)
        if message.state in {MessageState.SENT, MessageState.BY_HAND, MessageState.SENDING}:
            raise AppError("This message was sent already", "Nothing was sent again.")
        return self._true_now(lib, message).id

    def _true_now(self, lib: Library, message: Message) -> Message:
        """Return the message to send where a person wants one sent: nobody is told what is not so any more."""
        if message.occasion is Occasion.REMINDER:
            if not still_true(message, lib.meetings.get(message.meeting_id)):
                raise AppError("The visit was changed or called off meanwhile", "Nothing was sent.")
            return message
        if message.says is None and message.knew is None:
            return message  # of an older version: what it says is looked up when it is written
        present = Telling(lib, self.outbox.calendars, self.outbox.clock()).present(message)
        if present is None:
            raise AppError("There is nothing to tell any more", "They know that it was called off, or it is over.")
        if present.id == message.id and present != message:
            lib.outbox.keep(present)
        return present

    # ---- what comes back
    async def read_answers(self, data: bytes) -> tuple[Answered, ...]:
        """Take what invited people answered, or what a mail server reported back, from a file.

        Raises:
            InputProblem: it is neither, or answers nothing that was sent from here.
        """
        # Files come from anywhere: a large one must not stop everything else.
        bounce = await anyio.to_thread.run_sync(self.outbox.postman.read_bounce, data)
        if bounce is not None:
            await self.outbox.store.run(lambda lib: _note_bounce(lib, bounce))
            self.outbox.changes.publish("outbox")
            return ()
        answers = await anyio.to_thread.run_sync(self.outbox.calendars.read_answer, data)
        found = await self.outbox.store.run(lambda lib: [_take(lib, answer) for answer in answers])
        self.outbox.changes.publish("outbox")
        return tuple(found)

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
    rows = lib.meetings.of_series(meeting.series_id) if meeting.series_id is not None else (meeting,)
    keys = [*told, *(each.reader.key for each in messages)]
    places = readers_of(plan_id, rows, settings, lib.outbox, keys)
    readers = {reader.invitee_id: reader for reader, row in places if row.id == meeting.id}
    found = []
    for person in meeting.invitees:
        if person.role is Role.HOST:
            continue
        reader = readers.get(person.id)
        if reader is None:
            found.append(PersonTold(person.id, person.name, None, None, Attending.UNANSWERED))
            continue
        mine = [each for each in messages if each.reader.key == reader.key]
        answer = _answer_for(told.get(reader.key), meeting.wall)
        found.append(PersonTold(person.id, person.name, reader, mine[-1] if mine else None, answer))
    return tuple(found)


def _answer_for(told: Told | None, wall: datetime | None) -> Attending:
    if told is None:
        return Attending.UNANSWERED
    return next((answer for one, answer in told.answers if one == wall), told.attending)


def _take(lib: Library, answer: Answer) -> Answered:
    plan_id, _plus, among = answer.uid.partition("+")
    told = lib.outbox.told(plan_id)
    key = (Channel.EMAIL, f"{answer.contact.email.strip().casefold()} {among}".strip())
    rows = lib.meetings.of_series(SeriesId(plan_id)) or tuple(
        each for each in [lib.meetings.get(MeetingId(plan_id))] if each is not None
    )
    if key not in told or not rows:
        raise InputProblem(
            "file", "This answers nothing that was sent from here", "Nothing was changed. Ask who sent it."
        )
    known = told[key]
    one = None if answer.only is None else _named(rows, answer.only)
    meeting = next((row for row in rows if one is not None and row.wall == one), rows[0])
    who = answer.contact.name or answer.contact.email
    older = known.answered_at is not None and answer.stamp < known.answered_at
    if older or _is_outdated(lib, plan_id, key, known, answer, one):
        return Answered(who, _answer_for(known, one), meeting.id, meeting.title)  # what they answered stays
    if one is None:
        fresh = replace(known, attending=answer.attending, answers=(), answered_at=answer.stamp)
    else:
        others = tuple(each for each in known.answers if each[0] != one)
        fresh = replace(known, answers=(*others, (one, answer.attending)), answered_at=answer.stamp)
    lib.outbox.note_told(plan_id, *key, fresh)
    return Answered(who, answer.attending, meeting.id, meeting.title)


def _is_outdated(lib: Library, plan_id: str, key: Key, known: Told, answer: Answer, one: datetime | None) -> bool:
    """Return whether an answer is to a time that is another by now."""
    if answer.sequence >= known.sequence or known.said is None:
        return known.said is None and answer.sequence < known.sequence
    answered = next(
        (
            each.says
            for each in lib.outbox.of_plan([plan_id])
            if each.reader.key == key and each.sequence == answer.sequence and each.occasion is not Occasion.REMINDER
        ),
        None,
    )
    if answered is None or answered.rule != known.said.rule or answered.first != known.said.first:
        return True
    return one is not None and _time_of(answered, one) != _time_of(known.said, one)


def _time_of(said: Said, one: datetime) -> datetime | None:
    if one in said.left_out:
        return None
    return next(
        (each.starts_at for each in said.changed if each.wall == one), one.replace(tzinfo=ZoneInfo(said.zone))
    )


def _named(rows: Sequence[Meeting], only: datetime) -> datetime:
    """Return the name of one time of a series: an answer gives it aware, where its zone is known, or naive."""
    if only.tzinfo is None:
        return only
    for row in rows:
        if row.wall is not None and row.wall.replace(tzinfo=ZoneInfo(row.schedule.zone)) == only:
            return row.wall
    return only.replace(tzinfo=None)


def _note_bounce(lib: Library, bounce: Bounce) -> None:
    message = lib.outbox.get(bounce.message_id.strip("<>").split("@")[0])
    if message is None or (bounce.email and message.reader.address.casefold() != bounce.email.casefold()):
        raise InputProblem("file", "This reports on nothing that was sent from here", "Nothing was changed.")
    if bounce.permanent:
        lib.outbox.keep(replace(message, state=MessageState.BOUNCED, problem=bounce.reason))


def _settle(lib: Library, message_id: str, now: datetime) -> None:
    """Take a message off the list that somebody wanted sent, as a newer one was sent in its place."""
    message = lib.outbox.get(message_id)
    if message is not None and message.state in {MessageState.UNSURE, MessageState.REFUSED, MessageState.BOUNCED}:
        lib.outbox.keep(replace(message, state=MessageState.BY_HAND, sent_at=message.sent_at or now, problem=""))
