"""The outbox: hands over what is due, so that nobody is written to twice and nothing is lost."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
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
from hosted_meetings_desktop.services.telling import Telling

log = logging.getLogger(__name__)

_LOOK_EVERY = 10.0
_AT_ONCE = 200
_ALL = 100_000
_PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
_MENDED_BY_A_PERSON = timedelta(minutes=15)
_AWAY = (Unreachable, CredentialsRefused, Busy)
_SENDABLE = frozenset({MessageState.WAITING, MessageState.UNSURE, MessageState.REFUSED, MessageState.BOUNCED})
"""What a person can have sent."""


class Links(Protocol):
    """Makes people's own links."""

    async def guest_link(self, meeting_id: MeetingId, invitee_id: InviteeId) -> str:
        """Return somebody's own link; raises ``AppError``."""
        ...


class _Overtaken(Exception):
    """What was about to be sent is not so any more."""


class _Over(AppError):
    """The time that a message is about is over."""

    def __init__(self) -> None:
        super().__init__("Not sent: the visit was over", "Tell them another way where they still have to know.")


class _NoLink(Exception):
    """The video service did not make somebody's link: nothing was handed over."""

    def __init__(self, error: AppError) -> None:
        super().__init__(error.title)
        self.error = error


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
        if await self.store.run(self.recover):
            self.changes.publish("outbox")

    def recover(self, lib: Library) -> int:
        """After a start: what was being handed over may have arrived. Returns how many messages that are."""
        everything = lib.outbox.page(unsent=True, offset=0, limit=_ALL).rows
        cut_off = [each for each in everything if each.state is MessageState.SENDING]
        number = lib.outbox.recover()
        for each in cut_off:
            self._review(lib, each)
        return number

    async def turn(self) -> None:
        """Send what is due now; a server that cannot be reached is not asked for every message."""
        async with self.turn_lock:
            made = await self.store.run(lambda lib: Reminding(lib, self.clock()).remind())
            due = await self.store.run(lambda lib: lib.outbox.due(now=self.clock(), limit=_AT_ONCE))
            settings = await self.store.run(lambda lib: lib.outbox.settings())
            given_up: set[Channel] = set()
            links = True
            for message in due:
                if message.reader.channel in given_up or not settings.can_send(message.reader.channel):
                    continue
                trouble = await self._send(message.id, links=links)
                if isinstance(trouble, _NoLink):  # the video service is away: what needs no link still goes out
                    links = links and not isinstance(trouble.error, _AWAY)
                elif isinstance(trouble, _AWAY):
                    given_up.add(message.reader.channel)
            if made or due:
                self.changes.publish("outbox")

    async def send(self, message_id: str) -> AppError | None:
        """Send one message now; returns what stood in the way, which is written down with it."""
        trouble = await self._send(message_id, states=_SENDABLE)
        return trouble.error if isinstance(trouble, _NoLink) else trouble

    async def _send(
        self,
        message_id: str,
        *,
        states: frozenset[MessageState] = frozenset({MessageState.WAITING}),
        links: bool = True,
    ) -> AppError | _NoLink | None:
        """Send one message unless it is in no state for it, or needs a link when there are none."""
        facts = await self.store.run(lambda lib: self.facts(lib, message_id))
        if facts is None or facts.message.state not in states:
            return None
        if not links and wants_link(facts, self.clock()):
            return None
        message = facts.message
        try:
            await self._look_over(facts)
            await self._hand_over(facts)
        except _Overtaken:
            return None
        except _NoLink as trouble:
            await self.store.run(partial(self._note_failure, message, trouble.error, handed_over=False))
            return trouble
        except AppError as error:
            await self.store.run(partial(self._note_failure, message, error))
            return error
        except Exception as error:  # noqa: BLE001 (the edge: one message must not hold up all others)
            return await self.store.run(partial(self._note_fault, message, error))
        with anyio.CancelScope(shield=True):  # it went out: that has to be known after the app has closed too
            await self.store.run(partial(self._note_sent, message))
        return None

    async def _look_over(self, facts: Facts) -> None:
        """See that a message still says something.

        Raises:
            _Overtaken: it is a reminder of what is not so any more, and was dropped.
            _Over: what it is about is over.
        """
        message = facts.message
        over = LetterWriting(self.calendars, self.writer).is_over(facts, self.clock())
        if message.occasion is Occasion.REMINDER and (over or not still_true(message, facts.meeting)):
            await self.store.run(lambda lib: lib.outbox.drop(message.id))
            raise _Overtaken
        if over:
            raise _Over

    async def _hand_over(self, facts: Facts) -> None:
        now, message, settings = self.clock(), facts.message, facts.settings
        if facts.said is None:
            raise InputProblem("message", "It is not known any more what this was about", "Tell them another way.")
        link = ""
        if wants_link(facts, now):
            try:
                link = await self.links.guest_link(message.meeting_id, message.reader.invitee_id)
            except AppError as error:
                raise _NoLink(error) from error
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
        told = lib.outbox.told(message.plan_id).get(message.reader.key)
        if message.says is None and message.knew is None:
            message = replace(message, knew=_said_before(lib, message))
        reminder = None
        if meeting is not None:
            types = {each.id: each for each in known_visit_types(lib)}
            left = meeting.schedule.starts_at - self.clock()
            reminder = next((ahead for ahead in reminder_times(meeting, types) if ahead < left), None)
        return Facts(message, meeting, told, lib.outbox.settings(), reminder)

    def _review(self, lib: Library, message: Message) -> None:
        """See what waits for the reader of a message, now that it is known how that fared."""
        if message.occasion is not Occasion.REMINDER:
            Telling(lib, self.calendars, self.clock()).review_reader(message)

    def _note_sent(self, message: Message, lib: Library) -> None:
        note_sent(lib, message, MessageState.SENT, self.clock())
        self._review(lib, message)

    def _note_failure(self, message: Message, error: AppError, lib: Library, *, handed_over: bool = True) -> None:
        """Write down why a message is not sent, unless it was overtaken meanwhile."""
        known = lib.outbox.get(message.id)
        if known is None or not _is_same(known, message):
            return
        problem = f"{error.title}. {error.advice}".strip()
        failed = replace(known, attempts=known.attempts + 1, problem=problem)
        if isinstance(error, AnswerLost) and handed_over:
            lib.outbox.keep(replace(failed, state=MessageState.UNSURE))
        elif message.state in {MessageState.UNSURE, MessageState.BOUNCED}:
            lib.outbox.keep(replace(failed, state=message.state))  # what was tried before is as it was
        elif isinstance(error, RecipientRefused | InputProblem | _Over):
            lib.outbox.keep(replace(failed, state=MessageState.REFUSED))
        else:
            due_at = self.clock() + _pause(error, failed.attempts)
            lib.outbox.keep(replace(failed, state=MessageState.WAITING, due_at=due_at))
        if not isinstance(error, _Over):
            self._review(lib, message)
        log.info("a message waits: %s", error.title)

    def _note_fault(self, message: Message, error: Exception, lib: Library) -> AppError | None:
        """Leave a message to a person that something is wrong with which nobody thought of."""
        # Where in the code, and nothing of what was said: the text of an error may hold what it was about.
        *_rest, last = traceback.extract_tb(error.__traceback__)
        details = f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}"
        log.error("a message could not be sent: %s", details)
        known = lib.outbox.get(message.id)
        if known is None:
            return None
        fault = AppError(
            "This message could not be sent", f"Tell them another way. For IT: {details}.", details=details
        )
        begun = known.state is MessageState.SENDING or message.state is MessageState.UNSURE
        state = MessageState.UNSURE if begun else MessageState.REFUSED
        problem = f"{fault.title}. {fault.advice}"
        lib.outbox.keep(replace(known, state=state, attempts=known.attempts + 1, problem=problem))
        return fault


def note_sent(lib: Library, message: Message, state: MessageState, now: datetime) -> None:
    """Write down that a reader knows what a message says; what came before it is settled by that."""
    known = lib.outbox.get(message.id) or message
    lib.outbox.keep(replace(known, state=state, sent_at=now, problem=""))
    if message.occasion is Occasion.REMINDER:
        return
    key = message.reader.key
    told = lib.outbox.told(message.plan_id).get(key)
    if told is not None and message.sequence < told.sequence:
        return  # they know something newer
    for each in lib.outbox.open_of(message.plan_id):
        earlier = each.sequence < message.sequence and each.occasion is not Occasion.REMINDER
        if each.state is MessageState.UNSURE and each.reader.key == key and earlier:
            lib.outbox.keep(replace(each, sent_at=now))
    told = told or Told(0, None)
    said = message.leaves(told.said if told.said is not None else message.knew)
    # Who answered to another time has not answered to this one.
    moved = told.said is None or said is None or told.said.first != said.first
    fresh = Told(message.sequence, said) if moved else replace(told, sequence=message.sequence, said=said)
    lib.outbox.note_told(message.plan_id, *key, fresh)


def _begin(lib: Library, message: Message) -> bool:
    """Write down that a message is being handed over, if it still holds."""
    known = lib.outbox.get(message.id)
    if known is None or known.state is not message.state or not _is_same(known, message):
        return False
    lib.outbox.keep(replace(known, state=MessageState.SENDING))
    return True


def _is_same(known: Message, message: Message) -> bool:
    """Return whether a message still says what it said, to the same reader."""
    return (known.says, known.reader, known.sequence, known.meeting_id) == (
        message.says, message.reader, message.sequence, message.meeting_id,
    )  # fmt: skip


def _said_before(lib: Library, message: Message) -> Said | None:
    """Return what a reader was told before they were told that nothing is left of it."""
    for each in reversed(lib.outbox.of_plan([message.plan_id])):
        mine = each.reader.key == message.reader.key
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
