"""Keeps the ledger: finds what was held, gathers its facts, closes what is over, corrects what comes late."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

import anyio

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import SessionId
from hosted_meetings_desktop.domain.ledger.chain import Anchor, append, genesis
from hosted_meetings_desktop.domain.ledger.closing import is_ripe, over_since
from hosted_meetings_desktop.domain.ledger.entries import (
    body_of,
    changes_between,
    day_of,
    rows_of,
    same_in_substance,
    worth_an_entry,
)
from hosted_meetings_desktop.domain.ledger.repository import Anchors, LedgerRepository, PeerReports, Sitting
from hosted_meetings_desktop.domain.ledger.rules import LATE_FACTS
from hosted_meetings_desktop.domain.ledger.shape import ODD
from hosted_meetings_desktop.domain.ledger.sources import device_fact, event_fact
from hosted_meetings_desktop.domain.ledger.sums import changed_sums
from hosted_meetings_desktop.domain.ledger.truth import SittingId, Truth
from hosted_meetings_desktop.domain.live import Progress
from hosted_meetings_desktop.domain.ports import Changes, Clock, Store
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.urgency import IN_BACKGROUND
from hosted_meetings_desktop.services.ledger_facts import FactCollector, Looked, clinic_zone, kept_rules, read_to
from hosted_meetings_desktop.services.ledger_known import acknowledged

TOPIC = "ledger"
_LOOKED_TO = "ledger_looked_to"
"""The fact that holds up to which start all sessions have been found; the next, all that was planned."""
_PLANNED_TO = "ledger_planned_to"
_OVERLAP = timedelta(days=1)
"""A meeting may be planned for a time that has begun."""
_AHEAD = timedelta(hours=1)
"""A clock is set right by less than this every day."""
_STEP = timedelta(days=1)
"""Found in one transaction: a large clinic's day takes a tenth of a second."""
_PAUSE = 0.05
"""Seconds in which others have the store for themselves, when years of meetings are looked at for the first time."""
_AT_ONCE = 10
_MOST_LOST = 4
_MOST_ASKED = 20
"""Sessions in a round of which it is asked what people joined with: the others come in the rounds that follow."""
_EVERY = 60.0
"""Seconds between two rounds."""
_REST = timedelta(hours=1)
"""So often a closed sitting is looked at again for what was learned since."""

log = logging.getLogger(__name__)
Ledgers = Callable[[Library], LedgerRepository]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one round did.

    Attributes:
        looked: At how many sittings it looked.
        closed: How many it closed; corrected: of how many it wrote anew.
    """

    looked: int = 0
    closed: int = 0
    corrected: int = 0


@dataclass(slots=True)
class _Batch:
    """A few sittings that were looked at in one transaction."""

    last: SittingId | None = None
    done: Gathered = field(default_factory=Gathered)
    moved: bool = False
    unended: list[tuple[SittingId, SessionId]] = field(default_factory=list)
    deviceless: list[tuple[SittingId, SessionId]] = field(default_factory=list)


@dataclass(slots=True)
class LedgerGatherer:
    """Keeps the ledger of one account. What a stop or a kill leaves undone, the next round does.

    Attributes:
        ledger: Makes the ledger for a transaction.
        name: Of the ledger: the account's id.
        zone: Tells the IANA zone of this PC; the clinic's, whose days the ledger counts, until its hours name one.
        anchors: Where the end of the chain is kept outside the store; None: nowhere.
        peers: What tells more of connections; None: nothing does.
    """

    store: Store
    ledger: Ledgers
    name: str
    changes: Changes
    clock: Clock
    zone: Callable[[], str]
    anchors: Anchors | None = None
    peers: PeerReports | None = None
    _one_round: anyio.Lock = field(init=False, default_factory=anyio.Lock)
    _asked: set[SessionId] = field(init=False, default_factory=set)
    _asked_devices: set[SessionId] = field(init=False, default_factory=set)
    _may_ask: int = field(init=False, default=_MOST_ASKED)
    _begun: bool = field(init=False, default=False)

    async def gather(
        self, *, told: Callable[[Progress], None] = lambda _progress: None, pause: float = 0.0
    ) -> Gathered:
        """Look once at everything that may have changed; rounds do not overlap.

        Args:
            told: Called after each step with how many sittings were looked at.
            pause: Seconds to wait after each step.
        """
        async with self._one_round:
            self._may_ask = _MOST_ASKED
            found = await self._find(pause)
            done, anchored = await self._look_at_all(told, pause)
        if done.closed or done.corrected or not self._begun:
            # Once in a run whatever was done: a kill may have come between the last entry and its anchor.
            await self._anchor()
        self._begun = True
        if found or anchored:
            self.changes.publish(TOPIC)
        return done

    async def run(self) -> None:
        """Gather every minute until cancelled; what is asked of the provider stands back behind people's gestures."""
        IN_BACKGROUND.set(True)
        while True:
            try:
                await self.gather(pause=_PAUSE)
            except AppError as error:  # the store: the disk is full, or the file cannot be read
                log.info("the ledger waits: %s", error.title)
            await anyio.sleep(_EVERY)

    async def learn_devices(self, session: SessionId) -> int:
        """Ask what people joined a session with; returns how many facts that is. It takes a question for each person.

        Raises:
            AppError: the provider does not tell.
        """
        if self.peers is None:
            return 0
        devices = await self.peers.devices(session)
        now = self.clock()

        def keep(lib: Library) -> int:
            ledger = self.ledger(lib)
            sitting = ledger.sitting_of(session)
            return ledger.note((device_fact(each, learned_at=now) for each in devices), sitting) if sitting else 0

        noted = await self.store.run(keep)
        if noted:
            self.changes.publish(TOPIC)
        return noted

    # ---- finding
    async def _find(self, pause: float) -> int:
        """Find sittings day by day: from where the last round ended, sessions as far back as they may come late."""
        now = self.clock()
        found = 0
        begin, planned_from = await self.store.run(lambda lib: self._begin(lib, now))
        while begin is not None and begin < now:
            found += await self.store.run(partial(self._find_day, begin=begin, planned_from=planned_from, now=now))
            begin += _STEP
            await anyio.sleep(pause)
        return found

    def _begin(self, lib: Library, now: datetime) -> tuple[datetime | None, datetime]:
        """Return from when on sessions and from when on plans are looked for."""
        looked_to, planned_to = _moment(lib, _LOOKED_TO), _moment(lib, _PLANNED_TO)
        if looked_to is None or planned_to is None:
            oldest = self.ledger(lib).oldest()
            return oldest, oldest or now
        if planned_to > now + _AHEAD:
            # What was closed then was closed too early.
            log.info("This PC's clock was ahead: what the ledger holds of the last days is looked at again")
            self.ledger(lib).wake(now - LATE_FACTS - _OVERLAP)
        # Never from a time to come, which was kept while this PC's clock was ahead.
        return min(looked_to, planned_to, now - LATE_FACTS), min(planned_to, now) - _OVERLAP

    def _find_day(self, lib: Library, begin: datetime, planned_from: datetime, now: datetime) -> int:
        end = min(begin + _STEP, now)
        count = FactCollector(lib, self.ledger(lib), kept_rules(lib), now).find(begin, end, planned_from=planned_from)
        # What the provider's lists do not show yet is looked for again.
        for name, sure in ((_LOOKED_TO, min(end, read_to(lib) or begin)), (_PLANNED_TO, end)):
            before = _moment(lib, name)
            if before is None or sure > before or before > now:
                lib.facts.set(name, sure.isoformat())
        return count

    # ---- looking
    async def _look_at_all(self, told: Callable[[Progress], None], pause: float) -> tuple[Gathered, bool]:
        done, moved = Gathered(), False
        after: SittingId | None = None
        while True:
            batch = await self.store.run(partial(self._look_at_some, after=after))
            asked = {sitting for sitting, session in batch.unended if await self._ask_for_events(sitting, session)}
            for sitting, session in batch.deviceless:
                await self._ask_for_devices(session)
                asked.add(sitting)
            for sitting in sorted(asked):
                again = await self.store.run(partial(self._look_again, sitting=sitting))
                done, moved = _both(done, replace(again.done, looked=0)), True
            done, moved = _both(done, batch.done), moved or batch.moved
            if batch.last is None:
                return done, moved
            told(Progress(done.looked, None))
            after = batch.last
            await anyio.sleep(pause)

    def _look_at_some(self, lib: Library, after: SittingId | None) -> _Batch:
        now, ledger = self.clock(), self.ledger(lib)
        batch = _Batch()
        for sitting in ledger.restless(closed_checked_before=now - _REST, after=after, limit=_AT_ONCE):
            self._look_at(lib, ledger, sitting, now, batch)
            batch.last = sitting.id
        return batch

    def _look_again(self, lib: Library, sitting: SittingId) -> _Batch:
        ledger, batch = self.ledger(lib), _Batch()
        found = ledger.sitting(sitting)
        if found is not None:
            self._look_at(lib, ledger, found, self.clock(), batch)
        return batch

    def _look_at(
        self, lib: Library, ledger: LedgerRepository, sitting: Sitting, now: datetime, batch: _Batch
    ) -> None:
        batch.done = _both(batch.done, Gathered(looked=1))
        try:
            looked = FactCollector(lib, ledger, kept_rules(lib), now).look(sitting, read_to(lib))
        except ODD as error:
            # Proving the ledger names an entry that cannot be read. All others go on, whatever this one is made of.
            log.info("A sitting of the ledger cannot be worked out and is left as it is: %s", type(error).__name__)
            ledger.keep_sitting(replace(sitting, checked_at=now))
            return
        if looked is None:
            batch.moved = True
            return
        batch.moved = batch.moved or looked.truth.moving
        batch.unended += [(sitting.id, each) for each in looked.unended if each not in self._asked]
        entry = sitting.entry
        deviceless = [(sitting.id, each) for each in looked.deviceless if self._will_ask(each)]
        batch.deviceless += deviceless
        # What is to be asked first is looked at again right after.
        if not deviceless and is_ripe(looked.truth, looked.rules, now):
            written = self._write(lib, ledger, looked, now)
            if written is not None:
                entry, batch.moved = written, True
                one = Gathered(corrected=1) if sitting.entry is not None else Gathered(closed=1)
                batch.done = _both(batch.done, one)
        ledger.keep_sitting(replace(sitting, entry=entry, checked_at=now, quiet=_is_quiet(looked.truth, now)))

    def _write(self, lib: Library, ledger: LedgerRepository, looked: Looked, now: datetime) -> int | None:
        """Append what is so to the chain, where that is not what the chain says; returns the entry's number."""
        truth, before, sitting = looked.truth, looked.before, looked.sitting
        if before is None and not worth_an_entry(truth):
            return None
        day = day_of(truth, clinic_zone(lib, self.zone()))
        body = body_of(truth, looked.rules, day)
        changes: tuple[str, ...] = ()
        corrects = None
        if before is not None and sitting.entry is not None:
            body["day"] = before["day"]  # the clinic may have moved to another zone since
            if same_in_substance(before, body):
                return None
            changes = changes_between(before, body)
            old = ledger.entry(sitting.entry)
            corrects = old.anchor if old is not None else None
        head = ledger.head() or genesis(self.name)
        entry = append(head, sitting.id, body, written_at=now, corrects=corrects, changes=changes)
        ledger.append(entry, sitting.id, tuple(rows_of(entry.number, body)), changed_sums(before, body))
        return entry.number

    # ---- outside the store
    async def _ask_for_events(self, sitting: SittingId, session: SessionId) -> bool:
        """Ask for the events of a session whose people's leaves are not all told, once in a run."""
        if self.peers is None or session in self._asked:
            return False
        self._asked.add(session)
        try:
            events = await self.peers.peer_events(session)
        except AppError as error:
            log.info("The events of a session could not be read: %s", error.title)
            return False
        now = self.clock()
        facts = [event_fact(each, learned_at=now) for each in events]
        return bool(await self.store.run(lambda lib: self.ledger(lib).note(facts, sitting)))

    def _will_ask(self, session: SessionId) -> bool:
        """Return whether it is asked in this round what people joined a session with: once in a run."""
        if self.peers is None or session in self._asked_devices or not self._may_ask:
            return False
        self._may_ask -= 1
        self._asked_devices.add(session)
        return True

    async def _ask_for_devices(self, session: SessionId) -> None:
        try:
            await self.learn_devices(session)
        except AppError as error:
            log.info("What people joined a session with could not be read: %s", error.title)

    async def _anchor(self) -> None:
        """Keep the end of the chain outside the store, beside those ends that the chain does not contain any more."""
        if self.anchors is None:
            return
        try:
            kept = await anyio.to_thread.run_sync(self.anchors.kept, self.name)
            wanted = await self.store.run(partial(self._ends, kept=kept))
            if wanted:
                await anyio.to_thread.run_sync(self.anchors.keep, self.name, wanted)
        except AppError as error:  # the ledger itself is kept; the next entry is anchored with all before it
            log.info("The end of the ledger could not be anchored: %s", error.title)

    def _ends(self, lib: Library, kept: tuple[Anchor, ...]) -> tuple[Anchor, ...]:
        ledger = self.ledger(lib)
        head = ledger.head()
        if head is None:
            return ()
        # What was cut off or written anew must not be forgotten by what is appended after it.
        lost = [each for each in kept if (entry := ledger.entry(each.number)) is None or entry.anchor != each]
        if len(lost) > _MOST_LOST:
            # There is room for a few: those that nobody has told the reason of must not give way to known ones.
            known = acknowledged(lib)
            lost.sort(key=lambda each: each in known)
        return (*lost[:_MOST_LOST], head)


def _moment(lib: Library, name: str) -> datetime | None:
    kept = lib.facts.get(name)
    return datetime.fromisoformat(kept) if kept else None


def _is_quiet(truth: Truth, now: datetime) -> bool:
    over = over_since(truth)
    return over is not None and now >= over + LATE_FACTS


def _both(one: Gathered, other: Gathered) -> Gathered:
    return Gathered(one.looked + other.looked, one.closed + other.closed, one.corrected + other.corrected)
