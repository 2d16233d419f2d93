"""The background loops: send what waits, read what moved, pause when the provider cannot be reached."""

from __future__ import annotations

import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import anyio

from hosted_meetings_desktop.domain.errors import AnswerLost, AppError, ServiceFault
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.ports import Changes, Clock, EngineState, Store, VideoService
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.urgency import IN_BACKGROUND
from hosted_meetings_desktop.sync.connectivity import (
    LONGEST_PAUSE,
    Connectivity,
    ends_turn,
    is_own_trouble,
    pause_after,
)
from hosted_meetings_desktop.sync.pull import Puller
from hosted_meetings_desktop.sync.reconcile import Reconciler

log = logging.getLogger(__name__)

_LIVE_EVERY, _QUIET_EVERY, _LISTS_EVERY = 10.0, 30.0, 900.0
"""Seconds between two reads: while something runs, while nothing does, and of lists that change seldom."""
_LONGEST_SLEEP = 60.0
_BATCH = 20
_FAULTS_IN_A_ROW = 3
"""After so many meetings that met a fault of the provider's own, it is the provider that has it."""


@dataclass(slots=True)
class _Subject:
    """A list that is read by itself, so that trouble with one holds up no other.

    Attributes:
        due: When, in the loop's own time; clocks that are set do not move it.
        read_at: When it was last read.
        problem: Why it could not be.
    """

    name: str
    read: Callable[[], Awaitable[None]]
    seldom: bool
    due: float = 0.0
    failures: int = 0
    read_at: datetime | None = None
    problem: str = ""


@dataclass(slots=True)
class _Bell:
    """Wakes a loop; a ring before it sleeps is not lost."""

    _event: anyio.Event = field(default_factory=anyio.Event)

    def ring(self) -> None:
        self._event.set()

    async def wait(self, seconds: float) -> None:
        with anyio.move_on_after(seconds):
            await self._event.wait()
        self._event = anyio.Event()


class Engine:
    """Implements ``domain.ports.SyncEngine``; ``run`` is a task of the services' loop while the app is open."""

    def __init__(self, store: Store, service: VideoService, changes: Changes, clock: Clock) -> None:
        self._store = store
        self._changes = changes
        self._clock = clock
        self._connection = Connectivity(clock)
        self._reconciler = Reconciler(store, service, clock)
        self._puller = Puller(store, service, clock, changes.publish)
        self._subjects = [
            _Subject("presets", self._puller.presets, seldom=True),
            _Subject("rooms", self._puller.rooms, seldom=True),
            _Subject("sessions", self._puller.sessions, seldom=False),
            _Subject("recordings", self._puller.recordings, seldom=False),
        ]
        self._refreshed_at: datetime | None = None
        self._resumed = False
        self._push_bell, self._pull_bell = _Bell(), _Bell()
        self._pushing, self._pulling = anyio.Lock(), anyio.Lock()

    # ---- what the rest of the app asks
    def state(self) -> EngineState:
        """Return what is known of the connection now."""
        connection = self._connection
        problems = [subject.problem for subject in self._subjects if subject.problem]
        return EngineState(
            connection.standing,
            connection.since,
            self._refreshed_at,
            connection.problem or next(iter(problems), ""),
            connection.retry_at,
            self._puller.progress,
            self._puller.stopped,
        )

    def nudge(self) -> None:
        """Wake the loop: something waits to be sent."""
        self._push_bell.ring()

    async def settle(self, meeting: MeetingId) -> None:
        """Make the provider agree with one meeting now; see ``SyncEngine``."""
        own = await self._store.run(lambda lib: lib.sync.carrier(meeting))
        try:
            again_at = await self._reconciler.settle(own)
        except AppError as error:
            if ends_turn(error):
                self._connection.note_gesture(error)
            raise
        else:
            if again_at is not None:
                raise AppError(
                    "An answer of the video service was lost",
                    "What was sent is looked for before it is sent again, so that nothing is made twice. "
                    "Try again in a minute.",
                    retryable=True,
                )
        finally:
            self._changes.publish("meetings", "sync")

    async def refresh_now(self) -> None:
        """Send what waits and read the lists again; see ``SyncEngine``."""
        self._connection.try_now()
        for subject in self._subjects:
            subject.due = 0.0
        await self._store.run(lambda lib: lib.sync.retry_all())
        try:
            await self._push(raises=True)
            await self._pull(raises=True)
        finally:
            self._changes.publish("sync")

    async def pause_import(self, *, paused: bool) -> None:
        """Stop reading what the account holds already, or go on with it; remembered."""
        self._puller.stopped = paused
        await self._store.run(lambda lib: lib.facts.set("import.paused", "1" if paused else ""))
        if not paused:
            self._subject("rooms").due = 0.0
            self._pull_bell.ring()
        self._changes.publish("sync")

    # ---- the loops
    async def run(self) -> None:
        """Keep both sides alike until cancelled."""
        IN_BACKGROUND.set(True)
        async with anyio.create_task_group() as loops:
            loops.start_soon(self._forever, self._push, self._push_bell, self._push_pause)
            loops.start_soon(self._forever, self._pull, self._pull_bell, self._pull_pause)

    async def _forever(
        self, turn: Callable[[], Awaitable[None]], bell: _Bell, pause: Callable[[], Awaitable[float]]
    ) -> None:
        failures = 0
        while True:
            try:
                await self._resume()
                await turn()
                seconds = await pause()
                failures = 0
            except AppError as error:  # the store: the disk is full, or the file cannot be read
                failures += 1
                log.info("sync waits: %s", error.title)
                self._connection.note_gesture(error)
                self._changes.publish("sync")
                seconds = pause_after(failures).total_seconds()
            except Exception:  # the loop's edge: whatever it was, what was planned must still be sent
                failures += 1
                log.exception("a turn of the sync engine failed")
                seconds = pause_after(failures).total_seconds()
            await bell.wait(seconds)

    async def _resume(self) -> None:
        """Go on where an earlier run stopped; again until the store could be read once."""
        if self._resumed:
            return

        def recall(lib: Library) -> tuple[str | None, ...]:
            return tuple(
                lib.facts.get(name)
                for name in ("connection.failures", "connection.retry_at", "refreshed_at", "import.paused")
            )

        failures, retry_at, refreshed_at, paused = await self._store.run(recall)
        self._connection.resume(int(failures or 0), datetime.fromisoformat(retry_at) if retry_at else None)
        self._refreshed_at = datetime.fromisoformat(refreshed_at) if refreshed_at else None
        self._puller.stopped = bool(paused)
        self._resumed = True

    async def _note_failure(self, error: AppError) -> None:
        self._connection.note_failure(error)
        failures, retry_at = self._connection.failures, self._connection.retry_at
        log.debug("sync pauses: %s", error.title)

        def keep(lib: Library) -> None:
            lib.facts.set("connection.failures", str(failures))
            lib.facts.set("connection.retry_at", retry_at.isoformat() if retry_at else "")

        await self._store.run(keep)
        self._changes.publish("sync")

    async def _note_answer(self) -> None:
        paused = self._connection.failures > 0
        changed = self._connection.standing
        self._connection.note_answer()
        if paused:
            await self._store.run(lambda lib: lib.facts.set("connection.failures", "0"))
            self._pull_bell.ring()
            self._push_bell.ring()
        if changed is not self._connection.standing:
            self._changes.publish("sync")

    # ---- sending
    async def _push(self, *, raises: bool = False) -> None:
        """Settle what is due. One meeting's own trouble blocks no other; the connection's ends the turn."""
        async with self._pushing:
            tried: list[MeetingId] = []
            faults = 0
            while self._connection.may_try():
                due = await self._store.run(
                    lambda lib: lib.sync.due(
                        now=self._clock(), longest=LONGEST_PAUSE, limit=_BATCH, skip=tuple(tried)
                    )
                )
                if not due:
                    return
                for meeting in due:
                    tried.append(meeting)
                    error = await self._settle_quietly(meeting)
                    faults = faults + 1 if isinstance(error, ServiceFault) else 0
                    if error is not None and (ends_turn(error) or faults >= _FAULTS_IN_A_ROW):
                        await self._note_failure(error)
                        if raises:
                            raise error
                        return

    async def _settle_quietly(self, meeting: MeetingId) -> AppError | None:
        """Settle one meeting; returns what stood in the way, which is written down unless it is the connection's."""
        error: AppError | None = None
        try:
            await self._reconciler.settle(meeting)
        except AppError as trouble:
            error = trouble
        except Exception as trouble:  # a fault of ours in one meeting must not hold up the others
            log.exception("settling a meeting failed")
            error = ServiceFault(details=type(trouble).__name__)
        if error is None or is_own_trouble(error):
            await self._note_answer()
        elif not ends_turn(error):
            if isinstance(error, AnswerLost):
                self._connection.note_gesture(error)  # nobody answered: that is no connection until somebody does
            await self._pause_meeting(meeting, error)
        self._changes.publish("meetings", "sync")
        return error

    async def _pause_meeting(self, meeting: MeetingId, error: AppError) -> None:
        problem = f"{error.title}. Nothing is lost: it is tried again by itself."

        def note(lib: Library) -> None:
            sides = lib.sync.sides(meeting)
            if sides is not None:
                until = self._clock() + pause_after(lib.sync.attempts(meeting) + 1)
                lib.sync.note_paused(meeting, sides.version, until=until, problem=problem, failed=True)

        await self._store.run(note)

    async def _push_pause(self) -> float:
        """Return the seconds until something is due or the connection is to be tried again."""
        now = self._clock()
        times = [self._connection.retry_at] if not self._connection.may_try() else []
        if not times:
            times = [await self._store.run(lambda lib: lib.sync.next_due_at())]
        waits = [(when - now).total_seconds() for when in times if when is not None]
        return min([max(0.2, wait) for wait in waits] + [_LONGEST_SLEEP])

    # ---- reading
    async def _pull(self, *, raises: bool = False) -> None:
        """Read what is due, each list by itself."""
        async with self._pulling:
            for subject in self._subjects:
                if subject.due <= anyio.current_time() and self._connection.may_try():
                    error = await self._read(subject)
                    if error is not None and raises:
                        raise error

    async def _read(self, subject: _Subject) -> AppError | None:
        try:
            await subject.read()
        except AppError as error:
            subject.failures += 1
            subject.due = anyio.current_time() + pause_after(subject.failures).total_seconds()
            if ends_turn(error):
                await self._note_failure(error)
            else:
                subject.problem = f"{error.title}. {error.advice}".strip()
                self._changes.publish("sync")
            return error
        subject.failures, subject.problem, subject.read_at = 0, "", self._clock()
        every = _LISTS_EVERY if subject.seldom else await self._rhythm()
        subject.due = anyio.current_time() + every * random.uniform(0.9, 1.1)  # noqa: S311 - spreads the clinic's PCs
        await self._note_answer()
        await self._note_refreshed()
        return None

    async def _rhythm(self) -> float:
        moving = await self._store.run(lambda lib: bool(lib.sessions.open_sessions() or lib.recordings.moving()))
        return _LIVE_EVERY if moving else _QUIET_EVERY

    async def _note_refreshed(self) -> None:
        """Note the age of what is shown: that of the moving lists, once all were read."""
        times = [subject.read_at for subject in self._subjects]
        if None in times or self._puller.progress is not None:
            return
        moving = [subject.read_at for subject in self._subjects if subject.read_at and not subject.seldom]
        self._refreshed_at = refreshed_at = min(moving)
        await self._store.run(lambda lib: lib.facts.set("refreshed_at", refreshed_at.isoformat()))
        self._changes.publish("sync")

    async def _pull_pause(self) -> float:
        waits = [max(0.0, subject.due - anyio.current_time()) for subject in self._subjects]
        retry_at = self._connection.retry_at
        if retry_at is not None and not self._connection.may_try():
            waits = [max(min(waits), (retry_at - self._clock()) / timedelta(seconds=1))]
        return max(0.2, min([*waits, _LONGEST_SLEEP]))

    def _subject(self, name: str) -> _Subject:
        return next(subject for subject in self._subjects if subject.name == name)
