"""How long the archive keeps files: the visible clock, the legal hold, and deletion with a reason."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace

import anyio

from hosted_meetings_desktop.domain.archive import ArchiveItem, ItemId, ItemState
from hosted_meetings_desktop.domain.audit import AuditNote, Deed
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ports import Changes, Clock, Store
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.retention import OnHold, RetentionClock, RetentionRules, clock_of, must_reason
from hosted_meetings_desktop.domain.vault import BeingWritten
from hosted_meetings_desktop.services.rescue_item import BY_ITSELF, place_of
from hosted_meetings_desktop.services.rescue_vaults import Vaults

log = logging.getLogger(__name__)

TOPIC = "retention"

_LOOK_EVERY = 3600.0
_AT_ONCE = 500
_OVER = "Its time is over"
_LEFT = "The recording it belongs to was deleted"
_ON_ITS_WAY = frozenset({ItemState.WAITING, ItemState.REFUSED})
"""Of these a part may have been taken in, or all of it just now."""


@dataclass(frozen=True, slots=True)
class RetentionService:
    """Keeps files as long as the clinic's rules say, and deletes none without a reason that is written down."""

    store: Store
    vaults: Vaults
    changes: Changes
    clock: Clock
    sleep: Callable[[float], Awaitable[None]] = anyio.sleep

    async def run(self) -> None:
        """Delete what is over, where the clinic wants that, until cancelled."""
        while True:
            try:
                await self.turn()
            except AppError as error:
                log.info("the archive is not cleared up: %s", error.title)
            await self.sleep(_LOOK_EVERY)

    async def turn(self) -> int:
        """Finish deletions that were broken off, and delete what is over; returns how many files were deleted."""
        for item in await self.store.run(lambda lib: lib.retention.unremoved(limit=_AT_ONCE)):
            await self._remove(item)
        # What came after its recording was deleted: that was decided by a person, whatever the rules are.
        await self._delete(
            await self.store.run(lambda lib: lib.retention.left_behind(limit=_AT_ONCE)), _LEFT, BY_ITSELF
        )
        if not (await self.rules()).by_itself:
            return 0
        over = await self.over(_AT_ONCE)
        return await self._delete(over, _OVER, BY_ITSELF)

    # ---- what screens ask
    async def rules(self) -> RetentionRules:
        """Return the clinic's rules."""
        return await self.store.run(lambda lib: lib.retention.rules())

    async def over(self, limit: int = _AT_ONCE) -> tuple[ArchiveItem, ...]:
        """Return what is kept beyond its time and not on hold."""
        return await self.store.run(lambda lib: lib.retention.over(now=self.clock(), limit=limit))

    async def clock_of(self, item_id: ItemId) -> RetentionClock:
        """Return how long a file has.

        Raises:
            AppError: it is not there any more.
        """
        return clock_of(await self.store.run(lambda lib: _must(lib, item_id)), self.clock())

    # ---- gestures
    async def decide(self, rules: RetentionRules, by: str) -> None:
        """Keep the clinic's rules, and set the clock of all files by them.

        Args:
            rules: What holds from now on.
            by: Who decided it.

        Raises:
            InputProblem: for the field to mend.
        """
        rules.check()
        facts = {str(name): _days(span) for name, span in rules.by_type.items()}
        facts |= {"usual": _days(rules.usual), "by itself": str(rules.by_itself)}
        note = AuditNote(self.clock(), Deed.RULES, "retention", by, facts=facts)

        def begin(lib: Library) -> None:
            lib.retention.keep_rules(rules)
            lib.audit.append(note)

        await self.store.run(begin)
        await self.recompute()
        self.changes.publish(TOPIC)

    async def recompute(self) -> None:
        """Set the clock of all kept files anew, a few hundred at a time: others want to work in between."""
        after: ItemId | None = None
        while True:
            last = await self.store.run(lambda lib, after=after: _recompute(lib, after))  # type: ignore[misc]
            if last is None:
                return
            after = last

    async def hold(self, items: Iterable[ItemId], reason: str, by: str) -> None:
        """Keep files whatever their clock says.

        Args:
            items: Which.
            reason: Why, as it is written down.
            by: Who says so.

        Raises:
            InputProblem: there is no reason.
        """
        why = must_reason(reason)
        await self._change(items, Deed.HELD, why, by, hold=why)

    async def release(self, items: Iterable[ItemId], reason: str, by: str) -> None:
        """Let the clock of files count again.

        Raises:
            InputProblem: there is no reason.
        """
        await self._change(items, Deed.RELEASED, must_reason(reason), by, hold="")

    async def delete(self, items: Iterable[ItemId], reason: str, by: str) -> int:
        """Delete files from the archive for good; returns how many.

        Raises:
            InputProblem: there is no reason.
            OnHold: one of them must stay; none was deleted.
            VaultProblem: the archive cannot be reached now; they are removed there as soon as it can.
        """
        wanted = tuple(items)
        found = await self.store.run(lambda lib: tuple(_must(lib, each) for each in wanted))
        return await self._delete(found, must_reason(reason), by)

    async def _change(self, items: Iterable[ItemId], deed: Deed, why: str, by: str, *, hold: str) -> None:
        wanted, now = tuple(items), self.clock()

        def work(lib: Library) -> None:
            for each in wanted:
                item = _must(lib, each)
                if item.hold != hold:
                    lib.archive.keep(replace(item, hold=hold))
                    lib.audit.append(AuditNote(now, deed, item.id, by, why))

        await self.store.run(work)
        self.changes.publish(TOPIC)

    async def _delete(self, items: tuple[ArchiveItem, ...], why: str, by: str) -> int:
        now = self.clock()

        def work(lib: Library) -> list[ArchiveItem]:
            """Write all of it down first: a file that stays behind is removed later."""
            gone = []
            for each in items:
                item = _must(lib, each.id)
                if item.hold:
                    raise OnHold(item.hold)
                if item.state is ItemState.DELETED:
                    continue
                place = item.place if item.state is ItemState.KEPT else ""
                place = place_of(item) if item.state in _ON_ITS_WAY else place
                deleted = replace(
                    item, state=ItemState.DELETED, deleted_at=now, deleted_why=why, place=place, next_try_at=None
                )
                lib.archive.keep(deleted)
                lib.transcripts.drop(item.id)
                facts = {"kind": item.kind.value, "source": item.source, "sha256": item.sha256}
                lib.audit.append(AuditNote(now, Deed.DELETED, item.id, by, why, facts))
                gone.append(deleted)
            return gone

        gone = await self.store.run(work)
        self.changes.publish(TOPIC, "rescue")
        for each in gone:
            if each.place:
                await self._remove(each)
        return len(gone)

    async def _remove(self, item: ArchiveItem) -> None:
        with suppress(BeingWritten):  # the rescue clears it away as soon as it lets go of it
            await self.vaults.remove(item)


def _must(lib: Library, item_id: ItemId) -> ArchiveItem:
    found = lib.archive.get(item_id)
    if found is None:
        raise AppError("This file is not in the list any more")
    return found


def _recompute(lib: Library, after: ItemId | None) -> ItemId | None:
    rules = lib.retention.rules()
    found = lib.archive.kept(after=after, limit=_AT_ONCE)
    for item in found:
        _meeting, visit_type = lib.retention.visit_of(item)
        until = rules.until(item.happened_at, visit_type)
        if until != item.retain_until:
            lib.archive.keep(replace(item, retain_until=until))
    return found[-1].id if found else None


def _days(span: object) -> str:
    days = getattr(span, "days", None)
    return "for ever" if days is None else f"{days} days"
