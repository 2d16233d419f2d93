"""The rescue: everything the provider will delete is brought into the archive in time, or somebody is told."""

from __future__ import annotations

import logging
import random
import traceback
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import anyio
import anyio.to_thread

from hosted_meetings_desktop.domain.archive import (
    MISMATCHES,
    PROVIDER_KEEPS,
    Alarm,
    ArchiveItem,
    ItemId,
    ItemState,
    Quota,
    RescueStanding,
    alarm_of,
    next_try,
)
from hosted_meetings_desktop.domain.audit import AuditNote, Deed
from hosted_meetings_desktop.domain.errors import AppError, Busy, CredentialsRefused, Unreachable
from hosted_meetings_desktop.domain.ids import RecordingId
from hosted_meetings_desktop.domain.ports import Changes, Clock, Store
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.vault import (
    ArchiveSettings,
    BeingWritten,
    Bucket,
    Content,
    LinkExpired,
    NotWhole,
    VaultProblem,
)
from hosted_meetings_desktop.services.rescue_item import BY_ITSELF, GoneForGood, ItemRescue, NotMade
from hosted_meetings_desktop.services.rescue_pace import Pace

log = logging.getLogger(__name__)

TOPIC = "rescue"
ALARMS = "rescue-alarms"

_LOOK_EVERY = 30.0
_AFTER_TROUBLE = 120.0
_LOOK_FOR_CALLS = 2.0
_AT_ONCE = 500
_LANES = 2
_AWAY_IN_A_ROW = 3
_LATE = timedelta(days=1)
"""Files are discovered for so long beyond what the provider promises to keep them."""
_TEXTS_COME_WITHIN = timedelta(days=1)
_TEXT_PAUSE = timedelta(minutes=20)
_LAST_MOMENT = timedelta(hours=1)
"""A file whose link expires within this is downloaded even during a call, slowly."""
_DURING_CALLS = 256 * 1024
_AWAY = (Unreachable, CredentialsRefused, Busy)
_ITS_OWN = (NotWhole, GoneForGood, NotMade, LinkExpired, BeingWritten)


@dataclass(slots=True)
class RescueService:
    """Brings the files of the clinic's meetings into its archive, as long as the app runs.

    Attributes:
        item: Rescues one file.
        before: Moves what was downloaded before there was an archive; done once, and cheap after that.
        in_call: Whether somebody is in a call on this PC.
    """

    store: Store
    item: ItemRescue
    changes: Changes
    clock: Clock
    in_call: Callable[[], bool] = lambda: False
    before: Callable[[], Awaitable[int]] | None = None
    sleep: Callable[[float], Awaitable[None]] = anyio.sleep
    _settings: ArchiveSettings = field(default_factory=ArchiveSettings)
    _pause: str = ""
    _working: dict[ItemId, tuple[int, int | None]] = field(default_factory=dict)
    _alarms: dict[Alarm, int] = field(default_factory=dict)
    _own: Bucket | None = None
    _turn: anyio.Lock = field(default_factory=anyio.Lock)
    _away: int = 0
    _pace: Pace = field(init=False)

    def __post_init__(self) -> None:
        """Hold all downloads together at one pace."""
        self._pace = Pace(self._rate)

    # ---- what goes on by itself
    async def run(self) -> None:
        """Rescue until cancelled."""
        while True:
            try:
                await self.turn()
            except AppError as error:  # the store: the disk is full, or the file cannot be read
                log.info("the rescue waits: %s", error.title)
            await self.sleep(_AFTER_TROUBLE if self._pause else _LOOK_EVERY)

    async def turn(self) -> None:
        """Discover what is new, and rescue what is due."""
        async with self._turn:
            self._settings = await self.item.vaults.settings()
            await self.discover()
            due = await self.store.run(lambda lib: lib.archive.due(now=self.clock(), limit=_AT_ONCE))
            self._rest("")
            await self._take_over()
            await self._look_elsewhere()
            if due and not self._pause:
                await self._rescue_all(due)
            await self._tell_alarms()

    async def _take_over(self) -> None:
        if self.before is not None and not (self._settings.not_during_calls and self.in_call()):
            try:
                await self.before()
            except VaultProblem as error:
                self.item.vaults.let_go()
                self._rest(f"{error.title}. {error.advice}")

    async def _look_elsewhere(self) -> None:
        """Find what the account keeps in its own storage, once after that was entered."""
        own, before = self._settings.own_storage, self._own
        if own is None or own == before:
            return
        try:
            await self.item.look_elsewhere()
            self._own = own
        except VaultProblem as error:
            log.info("the account's own storage cannot be read: %s", error.title)
        self.changes.publish("recordings")

    async def discover(self) -> int:
        """Look through the store for what the provider may have; returns how many files are new."""
        now = self.clock()
        since = now - PROVIDER_KEEPS - _LATE

        def work(lib: Library) -> int:
            return lib.archive.note_found(lib.archive.undiscovered(since=since, limit=_AT_ONCE), now=now)

        new = await self.store.run(work)
        if new:
            self.changes.publish(TOPIC)
        return new

    async def _rescue_all(self, due: tuple[ArchiveItem, ...]) -> None:
        """Rescue in order, a few at a time; what stands against all of them ends it."""
        waiting, self._away = deque(due), 0
        async with anyio.create_task_group() as lanes:

            async def lane() -> None:
                while waiting and not self._pause:
                    item = waiting.popleft()
                    if not self._may(item):
                        self._pause = "Downloads rest during your call and go on after it."
                        return
                    await self._rescue(item)

            async def watch() -> None:
                while True:
                    await anyio.sleep(_LOOK_FOR_CALLS)
                    working = [await self.get(each) for each in tuple(self._working)]
                    if any(not self._may(each) for each in working if each is not None):
                        self._rest("Downloads rest during your call and go on after it.")
                        lanes.cancel_scope.cancel()

            async with anyio.create_task_group() as busy:
                lanes.start_soon(watch)
                for _number in range(_LANES):
                    busy.start_soon(lane)
            lanes.cancel_scope.cancel()

    def _may(self, item: ArchiveItem) -> bool:
        """Tell whether a file may be downloaded now."""
        resting = self._settings.not_during_calls and self.in_call()
        return not resting or item.gone_at - self.clock() <= _LAST_MOMENT

    def _rate(self) -> int:
        limit = self._settings.bytes_per_second
        if self._settings.not_during_calls and self.in_call():
            return min(limit or _DURING_CALLS, _DURING_CALLS)
        return limit

    async def _rescue(self, item: ArchiveItem) -> AppError | None:
        """Rescue one; returns what stood in the way, which is written down with it."""
        self._working[item.id] = (0, item.size)
        try:
            await self.item.run(item, lambda done, total: self._progress(item.id, done, total), self._pace)
        except VaultProblem as error:  # it stands against all of them, and is none of this file's doing
            self.item.vaults.let_go()
            self._rest(f"{error.title}. {error.advice}")
            return error
        except AppError as error:
            await self._failed(item, error)
            return error
        except Exception as error:  # noqa: BLE001 (the edge: one file must not hold up all others)
            *_rest, last = traceback.extract_tb(error.__traceback__)
            details = f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}"
            log.error("a file could not be rescued: %s", details)  # noqa: TRY400 (its text may hold a link)
            fault = AppError("This file could not be downloaded", f"For IT: {details}.", details=details)
            await self._failed(item, fault)
            return fault
        finally:
            self._working.pop(item.id, None)
            self.changes.publish(TOPIC)
            await self._clear_away(item)
        self._away = 0
        return None

    async def _clear_away(self, item: ArchiveItem) -> None:
        """Remove what came of a file that was deleted meanwhile; what cannot be now, the retention's turn does."""
        with suppress(AppError):
            known = await self.get(item.id)
            if known is not None and known.state is ItemState.DELETED and known.place:
                await self.item.vaults.remove(known)

    def _progress(self, item: ItemId, done: int, total: int | None) -> None:
        self._working[item] = (done, total)
        self.changes.publish(TOPIC)

    async def _failed(self, item: ArchiveItem, error: AppError) -> None:
        log.info("a file waits: %s (%s)", error.title, error.details)
        if not isinstance(error, _ITS_OWN):
            self._away += isinstance(error, _AWAY)
            if self._away >= _AWAY_IN_A_ROW or isinstance(error, CredentialsRefused):
                self._rest(f"{error.title}. {error.advice}")
        told = self._after(item, error)
        await self.store.run(lambda lib: _note_failure(lib, told))

    def _after(self, item: ArchiveItem, error: AppError) -> ArchiveItem:
        """Return how an item stands after a failure."""
        now = self.clock()
        problem = f"{error.title}. {error.advice}".strip()
        failed = replace(item, tries=item.tries + 1, problem=problem)
        failed = replace(failed, next_try_at=next_try(failed, now, random.random()))  # noqa: S311 - no secret
        gone = item.gone_at <= now
        match error:
            case GoneForGood():
                return replace(failed, state=ItemState.LOST, next_try_at=None)
            case LinkExpired() if gone:
                lost = GoneForGood()
                return replace(failed, state=ItemState.LOST, problem=f"{lost.title}. {lost.advice}", next_try_at=None)
            case NotMade():
                final = item.kind.filmed or gone or now - item.happened_at > _TEXTS_COME_WITHIN
                if final:
                    return replace(failed, state=ItemState.NOTHING, problem=error.advice, next_try_at=None)
                return replace(failed, problem="", next_try_at=now + _TEXT_PAUSE * min(failed.tries, 9))
            case NotWhole():
                return _wrong_again(failed, error)
            case BeingWritten():
                return replace(item, next_try_at=now + timedelta(minutes=5))
            case Busy():
                return replace(failed, next_try_at=now + timedelta(seconds=error.retry_after))
            case _:
                return failed

    def _rest(self, why: str) -> None:
        if why != self._pause:
            self._pause = why
            self.changes.publish(TOPIC)

    async def _tell_alarms(self) -> None:
        standing = await self.store.run(lambda lib: lib.archive.standing(now=self.clock()))
        if standing.alarms != self._alarms:
            self._alarms = standing.alarms
            self.changes.publish(ALARMS)

    # ---- what screens ask
    async def standing(self) -> RescueStanding:
        """Return how the rescue stands, with what it works on now."""
        found = await self.store.run(lambda lib: lib.archive.standing(now=self.clock()))
        working, (done, total) = next(iter(self._working.items()), (None, (0, None)))
        return replace(found, pause=self._pause, working=working, done=done, total=total)

    async def alarms(self, limit: int = 200) -> tuple[tuple[ArchiveItem, Alarm], ...]:
        """Return what needs somebody, the worst first."""
        now = self.clock()
        found = await self.store.run(lambda lib: lib.archive.alarming(now=now, limit=limit))
        return tuple((each, alarm_of(each, now)) for each in found)

    async def quota(self) -> Quota:
        """Return how much room the archive takes, and may take."""
        settings = await self.item.vaults.settings()
        return Quota((await self.standing()).bytes_kept, settings.quota)

    async def get(self, item_id: ItemId) -> ArchiveItem | None:
        """Return one item."""
        return await self.store.run(lambda lib: lib.archive.get(item_id))

    async def of_recording(self, recording: RecordingId) -> tuple[ArchiveItem, ...]:
        """Return a recording's files, the composite one first."""
        return await self.store.run(lambda lib: lib.archive.of_recording(recording))

    async def content(self, item_id: ItemId) -> Content:
        """Return the content of a kept item, or of one that lies in the account's own storage.

        It is for one reader and blocks: read it in a thread.

        Raises:
            AppError: it is not there, or cannot be read now.
        """
        item = await self._must(item_id)
        if item.state is ItemState.ELSEWHERE:
            settings = await self.item.vaults.settings()
            if settings.own_storage is None or not item.place:
                raise AppError("This recording lies in the account's own storage", item.problem)
            storage = self.item.own_storage(settings.own_storage)
            return await anyio.to_thread.run_sync(storage.content, item.place)
        return await self.item.vaults.content(item)

    # ---- gestures
    async def settings(self) -> ArchiveSettings:
        """Return what the clinic decided."""
        return await self.item.vaults.settings()

    async def decide(self, settings: ArchiveSettings) -> ArchiveSettings:
        """Keep what the clinic decided; see ``Vaults.decide``."""
        kept = await self.item.vaults.decide(settings)
        self._settings = kept
        return kept

    async def rescue_now(self, item_id: ItemId, *, any_length: bool = False) -> ArchiveItem:
        """Download one file now, also during a call, and also where it was given up.

        Args:
            item_id: Which.
            any_length: Take it also where it is not as long as the provider says.

        Raises:
            AppError: what stood in the way; it is written down with the file.
        """
        item = await self._must(item_id)
        if item.state in {ItemState.KEPT, ItemState.DELETED}:
            return item
        if item.id in self._working:
            raise BeingWritten
        again = replace(
            item, state=ItemState.WAITING, tries=0, mismatches=0, next_try_at=None, seen_at=None,
            size=None if any_length else item.size,
        )  # fmt: skip
        await self.store.run(lambda lib: lib.archive.keep(again))
        trouble = await self._rescue(again)
        await self._tell_alarms()
        if trouble is not None:
            raise trouble
        return await self._must(item_id)

    async def take_note(self, item_id: ItemId) -> None:
        """Note that somebody knows that a file is lost, or came wrong: it alarms no more."""
        item = await self._must(item_id)
        await self.store.run(lambda lib: lib.archive.keep(replace(item, seen_at=self.clock())))
        await self._tell_alarms()

    async def _must(self, item_id: ItemId) -> ArchiveItem:
        found = await self.get(item_id)
        if found is None:
            raise AppError("This file is not in the list any more")
        return found


def _wrong_again(item: ArchiveItem, error: NotWhole) -> ArchiveItem:
    """Return how an item stands that came wrong once more: several times in a row, a person decides."""
    counted = replace(item, mismatches=item.mismatches + 1)
    if counted.mismatches < MISMATCHES:
        return counted
    why = f"It came wrong {MISMATCHES} times: {error.details}. Look at it at the video service."
    return replace(counted, state=ItemState.REFUSED, problem=why, next_try_at=None)


def _note_failure(lib: Library, item: ArchiveItem) -> None:
    """Write down how an item stands, unless it was kept or deleted meanwhile."""
    known = lib.archive.get(item.id)
    if known is None or known.state is not ItemState.WAITING:
        return
    lib.archive.keep(replace(item, hold=known.hold))
    if item.state is ItemState.LOST:
        facts = {"kind": item.kind.value, "source": item.source}
        at = item.gone_at
        lib.audit.append(AuditNote(at, Deed.LOST, item.id, BY_ITSELF, item.problem, facts))
