"""Whatever is planned, changed, lost and cut off: in the end each patient's calendar shows what is planned."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import anyio
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from hosted_meetings_desktop.calendars.calendars import IcsCalendars
from hosted_meetings_desktop.domain.errors import AnswerLost, AppError, Unreachable
from hosted_meetings_desktop.domain.invitation import CalendarEvent, Method
from hosted_meetings_desktop.domain.live import Planned, UndoStep
from hosted_meetings_desktop.domain.meeting import Meeting, MeetingFilter
from hosted_meetings_desktop.domain.message import BeforeHandingOver, Letter, Mail, MailServer
from hosted_meetings_desktop.domain.outbox import MessageState
from hosted_meetings_desktop.domain.recurrence import Frequency, Recurrence
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.domain.slots import Concern, SlotTaken
from hosted_meetings_desktop.messages.writer import LetterWriter
from hosted_meetings_desktop.services.correspondence import CorrespondenceService
from hosted_meetings_desktop.services.meetings import MeetingService
from hosted_meetings_desktop.services.outbox import OutboxService
from hosted_meetings_desktop.services.series_plan import draft_of
from hosted_meetings_desktop.sync.engine import Engine
from tests.unit.conftest import Heard
from tests.unit.fake_service import FakeService, Ticking
from tests.unit.services.memory_store import MemoryStore
from tests.unit.services.outbox_kit import ASHA, BEN, SETTINGS, Links, Post, visit

T = TypeVar("T")
ALL_RIGHT = frozenset(Concern)
SCOPES = st.sampled_from(Scope)
PICKS = st.integers(0, 30)
AFTER = st.integers(0, 1)
PEOPLE = st.sampled_from([(ASHA,), (ASHA, BEN)])
TROUBLES = st.sampled_from(["", "away", "lost", "lost on the way", "killed", "killed on the way"])


class Killed(BaseException):
    """The app ended here."""


class KeptCalendars(IcsCalendars):
    """Keeps what each calendar part says beside its bytes."""

    def __init__(self) -> None:
        self.parts: dict[bytes, tuple[CalendarEvent, Method]] = {}

    def message(self, event: CalendarEvent, method: Method) -> bytes:
        name = f"BEGIN:VCALENDAR {len(self.parts)}".encode()
        self.parts[name] = (event, method)
        return name


class PlainWriter(LetterWriter):
    """Writes what no calendar reads in no time."""

    def mail(self, letter: Letter, *, message_id: str, calendar: bytes, method: Method | None, **more: Any) -> Mail:
        words = letter.title
        return Mail(message_id, more["sender"], letter.to, words, words, words, more["date"], "en", calendar, method)

    def event_text(self, letter: Letter) -> tuple[str, str]:
        return letter.title, ""


@dataclass
class Entry:
    """What a calendar holds under one UID: its SEQUENCE, its times, and those that were told by themselves."""

    sequence: int = -1
    times: dict[datetime, datetime] = field(default_factory=dict)
    ones: dict[datetime, int] = field(default_factory=dict)


class CalendarClient:
    """A calendar that takes what is newer by its SEQUENCE (RFC 5546, section 2.1.5)."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}

    def take(self, event: CalendarEvent, method: Method) -> None:
        entry = self.entries.setdefault(event.uid, Entry())
        moved = {each.wall: each.starts_at for each in event.changed}
        if event.only is not None:
            if event.sequence < max(entry.sequence, entry.ones.get(event.only, -1)):
                return
            entry.ones[event.only] = event.sequence
            entry.times.pop(event.only, None)
            if method is Method.REQUEST:
                entry.times[event.only] = moved[event.only]
        elif event.sequence >= entry.sequence:
            entry.sequence = event.sequence
            entry.ones = {wall: number for wall, number in entry.ones.items() if number > event.sequence}
            fresh: dict[datetime, datetime] = {}
            if method is Method.REQUEST:
                fresh = {event.starts: event.first}
                if event.recurrence is not None:
                    by_rule = IcsCalendars().occurrences(event.starts, event.zone, event.recurrence)
                    fresh = {each.wall: moved.get(each.wall, each.starts_at) for each in by_rule}
            fresh = {wall: start for wall, start in fresh.items() if wall not in event.left_out}
            kept = {wall: start for wall, start in entry.times.items() if wall in entry.ones}
            entry.times = {wall: start for wall, start in fresh.items() if wall not in entry.ones} | kept

    def shows(self, now: datetime) -> list[datetime]:
        return sorted(start for entry in self.entries.values() for start in entry.times.values() if start > now)


class TroubledPost(Post):
    """A mailbox for everybody, and one trouble at a time on the way to it."""

    def __init__(self) -> None:
        super().__init__()
        self.trouble = ""
        self.after = 0
        self.unsure: set[str] = set()
        self.meanwhile: Any = None

    async def mail(self, _server: MailServer, mail: Mail, before: BeforeHandingOver) -> None:
        self.after -= 1
        trouble = ""
        if self.after < 0:
            trouble, self.trouble = self.trouble, ""
        if trouble == "away":
            raise Unreachable
        await before()
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            await meanwhile()
        if "on the way" not in trouble:
            self.mails.append(mail)
        if trouble:
            self.unsure.add(mail.message_id)
        if trouble.startswith("lost"):
            raise AnswerLost
        if trouble.startswith("killed"):
            raise Killed


class Outbox(RuleBasedStateMachine):
    """Plans at random while the post has its troubles; in the end a person sends what hangs."""

    def __init__(self) -> None:
        super().__init__()
        self.clock, self.store = Ticking(), MemoryStore()
        self.calendars, self.post = KeptCalendars(), TroubledPost()
        engine = Engine(self.store, FakeService(), Heard(), self.clock)  # type: ignore[arg-type]
        self.meetings = MeetingService(self.store, engine, Heard(), self.clock, self.calendars)
        self.outbox = OutboxService(
            self.store, self.calendars, PlainWriter(), self.post, Links(), Heard(), self.clock
        )
        self.desk = CorrespondenceService(self.outbox)
        self.do(self.desk.keep_settings(SETTINGS))
        self.undos: list[UndoStep] = []
        self.planned = 0

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        async def run() -> T:
            return await work

        return anyio.run(run)

    def rows(self) -> list[Meeting]:
        rows = self.do(self.meetings.page(MeetingFilter(), 0, 100)).rows
        return sorted(rows, key=lambda row: (row.schedule.starts_at, row.id))

    async def attempt(self, work: Coroutine[Any, Any, Planned]) -> None:
        try:
            self.undos.append((await work).undo)
        except (SlotTaken, AppError):
            return

    def hand(self, pick: int) -> Meeting:
        rows = self.rows()
        return rows[pick % len(rows)]

    # ---- planning
    @initialize(people=PEOPLE, trouble=TROUBLES)
    def plan_a_series(self, people: tuple[str, ...], trouble: str) -> None:
        self.plan(people, 5, 25)
        self.wait_for(4, trouble, 0)

    @precondition(lambda self: self.planned < 3)
    @rule(people=PEOPLE, times=st.sampled_from([1, 3]), hours=st.sampled_from([1, 90]))
    def plan_more(self, people: tuple[str, ...], times: int, hours: int) -> None:
        self.plan(people, times, hours)

    def plan(self, people: tuple[str, ...], times: int, hours: int) -> None:
        ahead = (self.clock() - Ticking().at) / timedelta(hours=1) + hours + 7 * self.planned
        self.planned += 1
        draft = visit(*people, hours=ahead)
        repeat = Recurrence(Frequency.DAILY, count=times) if times > 1 else None
        self.do(self.attempt(self.meetings.plan(draft, recurrence=repeat, accepted=ALL_RIGHT)))

    async def edit(self, hand: Meeting, what: str, scope: Scope) -> None:
        own = draft_of(hand)
        if what == "cancel":
            return await self.attempt(self.meetings.cancel(hand.id, scope=scope))
        if what == "restore":
            return await self.attempt(self.meetings.restore(hand.id, scope=scope, accepted=ALL_RIGHT))
        if what == "move":
            when = replace(hand.schedule, starts_at=hand.schedule.starts_at + timedelta(minutes=20))
            return await self.attempt(self.meetings.move(hand.id, when, scope=scope, accepted=ALL_RIGHT))
        if what == "people":
            people = own.invitees[:1] if len(own.invitees) > 1 else (*own.invitees, *visit(BEN).invitees)
            own = replace(own, invitees=people)
        elif what == "host":
            own = replace(own, host="Dr Winter" if own.host != "Dr Winter" else "Dr Sommer")
        else:
            own = replace(own, title=f"{own.title}.", public_title="Visit" if own.public_title != "Visit" else "Call")
        return await self.attempt(self.meetings.change(hand.id, own, scope=scope, accepted=ALL_RIGHT))

    EDITS = st.sampled_from(["cancel", "restore", "move", "people", "host", "title"])

    @precondition(lambda self: self.rows())
    @rule(picks=st.lists(PICKS, min_size=1, max_size=3), what=EDITS, scope=SCOPES, trouble=TROUBLES, after=AFTER)
    def change(self, picks: list[int], what: str, scope: Scope, trouble: str, after: int) -> None:
        for pick in picks:
            self.do(self.edit(self.hand(pick), what, scope))
        self.wait_for(4, trouble, after)

    @precondition(lambda self: self.rows())
    @rule(pick=PICKS, what=EDITS, scope=SCOPES)
    def change_and_go_on(self, pick: int, what: str, scope: Scope) -> None:
        self.do(self.edit(self.hand(pick), what, scope))

    @precondition(lambda self: self.undos)
    @rule()
    def undo(self) -> None:
        step = self.undos.pop()

        async def back() -> None:
            try:
                await self.meetings.undo(step)
            except AppError:
                return

        self.do(back())

    # ---- time and trouble
    @rule(minutes=st.sampled_from([1, 4, 1500]), trouble=TROUBLES, after=AFTER)
    def wait(self, minutes: int, trouble: str, after: int) -> None:
        self.wait_for(minutes, trouble, after)

    def wait_for(self, minutes: int, trouble: str, after: int) -> None:
        self.clock.advance(minutes=minutes)
        self.post.trouble, self.post.after = trouble, after
        self.turn()
        self.post.trouble, self.post.after = "", 0

    @precondition(lambda self: self.rows())
    @rule(pick=PICKS, what=EDITS, scope=SCOPES, trouble=TROUBLES)
    def change_while_it_is_sent(self, pick: int, what: str, scope: Scope, trouble: str) -> None:
        self.clock.advance(minutes=4)
        self.post.meanwhile = partial(self.edit, self.hand(pick), what, scope)
        self.post.trouble = trouble
        self.turn()
        self.post.meanwhile, self.post.trouble = None, ""

    @rule(pick=PICKS, deed=st.sampled_from(["now", "again", "told"]))
    def person(self, pick: int, deed: str) -> None:
        """A person has any message sent, or looks where it is unsure and says so."""
        messages = self.do(self.desk.page(0, 200, unsent=False)).rows
        if not messages:
            return
        message = messages[pick % len(messages)]
        if deed == "told":
            arrived = any(mail.message_id == message.message_id for mail in self.post.mails)
            if message.state is MessageState.UNSURE and arrived:
                self.do(self.desk.note_by_hand(message.id))
            return
        self.send(message.id, again=deed == "again")

    def send(self, message_id: str, *, again: bool = False) -> None:
        async def work() -> None:
            try:
                if again:
                    await self.desk.send_again(message_id)
                else:
                    await self.desk.send_now(message_id)
            except AppError:
                return

        before = {mail.message_id for mail in self.post.mails}
        self.do(work())
        self.post.unsure |= {mail.message_id for mail in self.post.mails} - before
        self.post.unsure |= before if not again else set()

    def turn(self) -> None:
        try:
            self.do(self.outbox.turn())
        except Killed:
            self.outbox = replace(self.outbox, turn_lock=anyio.Lock())
            self.desk = CorrespondenceService(self.outbox)
            self.do(self.store.run(self.outbox.recover))

    # ---- what has to be so
    def teardown(self) -> None:
        for _again in range(3):
            self.clock.advance(minutes=16)
            self.turn()
            for message in self.do(self.desk.page(0, 200, unsent=True)).rows:
                self.send(message.id)
        clients = {ASHA: CalendarClient(), BEN: CalendarClient()}
        said: list[tuple[Any, ...]] = []
        for mail in self.post.mails:
            if mail.calendar:
                event, method = self.calendars.parts[mail.calendar]
                clients[mail.to.email].take(event, method)
                if mail.message_id not in self.post.unsure:
                    said.append((mail.to.email, event.uid, event.sequence, event.only, method))
        assert len(said) == len(set(said)), "nobody is told the same twice"
        now = self.clock()
        for address, client in clients.items():
            planned = [
                row.schedule.starts_at
                for row in self.rows()
                if row.schedule.starts_at > now
                and not row.cancelled
                and any(person.email == address for person in row.invitees)
            ]
            assert client.shows(now) == sorted(planned), address


Outbox.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
TestOutbox = Outbox.TestCase
