"""The outbox: hands over what is due, so that nobody is written to twice and nothing is lost."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import anyio

from hosted_meetings_desktop.domain.calendaring import Calendars
from hosted_meetings_desktop.domain.errors import (
    AnswerLost,
    AppError,
    Busy,
    CredentialsRefused,
    InputProblem,
    RecipientRefused,
    Refused,
    Unreachable,
)
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
from hosted_meetings_desktop.domain.message import Channel, Occasion, Postman, TextMessage, Writer
from hosted_meetings_desktop.domain.outbox import Message, MessageState, Said, Told
from hosted_meetings_desktop.domain.ports import Changes, Clock, Store
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.services.letters import Facts, LetterWriting, wants_link
from hosted_meetings_desktop.services.reminders import Reminding, reminder_times, still_true
from hosted_meetings_desktop.services.slot_rule import known_visit_types

log = logging.getLogger(__name__)

_LOOK_EVERY = 10.0
_AT_ONCE = 200
_PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
_MENDED_BY_A_PERSON = timedelta(minutes=15)


class Links(Protocol):
    """Makes people's own links."""

    async def guest_link(self, meeting_id: MeetingId, invitee_id: InviteeId) -> str:
        """Return somebody's own link; raises ``AppError``."""
        ...


class _Overtaken(Exception):
    """What was about to be sent is not so any more."""


@dataclass(frozen=True, slots=True)
class OutboxService:
    """Sends what is due.

    A message is *waiting*; it is written down as *sending* at the last moment at which nothing was handed over, in
    the same transaction that looks whether it still holds; and as *sent* once the other side took it. If the app ends
    in between, or the answer never comes, it is *unsure*: a person decides, as nothing else can.

    Attributes:
        begin: Awaited once before anything is sent.
    """

    store: Store
    calendars: Calendars
    writer: Writer
    postman: Postman
    links: Links
    changes: Changes
    clock: Clock
    begin: Callable[[], Awaitable[None]] | None = None
    turn_lock: anyio.Lock = field(default_factory=anyio.Lock)

    async def run(self) -> None:
        """Send what is due until cancelled."""
        begun = False
        while True:
            try:
                if not begun:
                    await self._recover()
                    begun = True
                await self.turn()
            except AppError as error:  # the store: the disk is full, or the file cannot be read
                log.info("the outbox waits: %s", error.title)
            await anyio.sleep(_LOOK_EVERY)

    async def _recover(self) -> None:
        if self.begin is not None:
            await self.begin()
        if await self.store.run(lambda lib: lib.outbox.recover()):
            self.changes.publish("outbox")

    async def turn(self) -> None:
        """Send what is due now; a server that cannot be reached is not asked for every message."""
        async with self.turn_lock:
            made = await self.store.run(lambda lib: Reminding(lib, self.clock()).remind())
            due = await self.store.run(lambda lib: lib.outbox.due(now=self.clock(), limit=_AT_ONCE))
            settings = await self.store.run(lambda lib: lib.outbox.settings())
            given_up: set[Channel] = set()
            for message in due:
                if message.reader.channel not in given_up and settings.can_send(message.reader.channel):
                    error = await self.send(message.id)
                    if isinstance(error, Unreachable | CredentialsRefused | Busy):
                        given_up.add(message.reader.channel)
            if made or due:
                self.changes.publish("outbox")

    async def send(self, message_id: str) -> AppError | None:
        """Send one message now; returns what stood in the way, which is written down with it."""
        facts = await self.store.run(lambda lib: self.facts(lib, message_id))
        if facts is None or facts.message.state is not MessageState.WAITING:
            return None
        message = facts.message
        if message.occasion is Occasion.REMINDER and not still_true(message, facts.meeting):
            await self.store.run(lambda lib: lib.outbox.drop(message_id))
            return None
        try:
            await self._hand_over(facts)
        except _Overtaken:
            return None
        except AppError as error:
            await self.store.run(partial(self._note_failure, message, error))
            return error
        with anyio.CancelScope(shield=True):  # it went out: that has to be known after the app has closed too
            await self.store.run(lambda lib: note_sent(lib, message, MessageState.SENT, self.clock()))
        return None

    async def _hand_over(self, facts: Facts) -> None:
        now, message, settings = self.clock(), facts.message, facts.settings
        if facts.said is None:
            raise InputProblem("message", "It is not known any more what this was about", "Tell them another way.")
        link = ""
        if wants_link(facts, now):
            link = await self.links.guest_link(message.meeting_id, message.reader.invitee_id)
        writing = LetterWriting(self.calendars, self.writer)
        letter = writing.letter(facts, link, now)

        async def before() -> None:
            if not await self.store.run(lambda lib: _begin(lib, message)):
                raise _Overtaken

        if message.reader.channel is Channel.EMAIL:
            if settings.server is None:
                raise _not_set_up()
            await self.postman.mail(settings.server, writing.mail(facts, letter, now), before)
        else:
            if settings.gateway is None:
                raise _not_set_up()
            text = TextMessage(message.id, message.reader.address, self.writer.text(letter))
            await self.postman.text(settings.gateway, text, before)

    def facts(self, lib: Library, message_id: str) -> Facts | None:
        """Return all that a message is written from, or None when it is not there any more."""
        message = lib.outbox.get(message_id)
        if message is None:
            return None
        meeting = lib.meetings.get(message.meeting_id)
        told = lib.outbox.told(message.plan_id).get((message.reader.channel, message.reader.address))
        if message.says is None and message.knew is None:
            message = replace(message, knew=_said_before(lib, message))
        reminder = None
        if meeting is not None:
            types = {each.id: each for each in known_visit_types(lib)}
            left = meeting.schedule.starts_at - self.clock()
            reminder = next((ahead for ahead in reminder_times(meeting, types) if ahead < left), None)
        return Facts(message, meeting, told, lib.outbox.settings(), reminder)

    def _note_failure(self, message: Message, error: AppError, lib: Library) -> None:
        """Write down why a message is not sent, unless it was overtaken meanwhile."""
        known = lib.outbox.get(message.id)
        if known is None or known.says != message.says:
            return
        now = self.clock()
        problem = f"{error.title}. {error.advice}".strip()
        failed = replace(known, attempts=known.attempts + 1, problem=problem)
        if isinstance(error, AnswerLost):
            lib.outbox.keep(replace(failed, state=MessageState.UNSURE))
        elif isinstance(error, RecipientRefused | InputProblem):
            lib.outbox.keep(replace(failed, state=MessageState.REFUSED))
        else:
            lib.outbox.keep(replace(failed, state=MessageState.WAITING, due_at=now + _pause(error, failed.attempts)))
        log.info("a message waits: %s", error.title)


def note_sent(lib: Library, message: Message, state: MessageState, now: datetime) -> None:
    """Write down that a reader knows what a message says."""
    known = lib.outbox.get(message.id) or message
    lib.outbox.keep(replace(known, state=state, sent_at=now, problem=""))
    if message.occasion is Occasion.REMINDER:
        return
    key = (message.reader.channel, message.reader.address)
    told = lib.outbox.told(message.plan_id).get(key) or Told(0, None)
    # Who answered to another time has not answered to this one.
    moved = told.said is None or message.says is None or told.said.first != message.says.first
    fresh = Told(message.sequence, message.says) if moved else replace(
        told, sequence=message.sequence, said=message.says
    )  # fmt: skip
    lib.outbox.note_told(message.plan_id, *key, fresh)


def _begin(lib: Library, message: Message) -> bool:
    """Write down that a message is being handed over, if it still holds."""
    known = lib.outbox.get(message.id)
    if known is None or known.state is not MessageState.WAITING or known.says != message.says:
        return False
    lib.outbox.keep(replace(known, state=MessageState.SENDING))
    return True


def _said_before(lib: Library, message: Message) -> Said | None:
    """Return what a reader was told before they were told that nothing is left of it."""
    for each in reversed(lib.outbox.of_plan([message.plan_id])):
        mine = (each.reader.channel, each.reader.address) == (message.reader.channel, message.reader.address)
        earlier = each.sequence < message.sequence and each.occasion is not Occasion.REMINDER
        if mine and earlier and each.says is not None:
            return each.says
    return None


def _pause(error: AppError, attempts: int) -> timedelta:
    if isinstance(error, Busy):
        return max(timedelta(seconds=error.retry_after), _PAUSES[0])
    if isinstance(error, CredentialsRefused | Refused):
        return _MENDED_BY_A_PERSON
    return _PAUSES[min(attempts, len(_PAUSES)) - 1]


def _not_set_up() -> AppError:
    return AppError("Nothing can be sent yet", "Enter the mail server in Settings, or open it in your mail program.")
