"""The background loop: send what waits, read what moved, back off when the provider cannot be reached."""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta

import anyio

from hosted_meetings_desktop.domain.errors import AppError, Busy, CredentialsRefused, NotFound, Refused
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.ports import Changes, Clock, EngineState, Store, VideoService
from hosted_meetings_desktop.sync.pull import Puller
from hosted_meetings_desktop.sync.reconcile import Reconciler

log = logging.getLogger(__name__)

LIVE_INTERVAL = timedelta(seconds=10)
QUIET_INTERVAL = timedelta(seconds=30)
FULL_INTERVAL = timedelta(minutes=15)
_BATCH = 20
_MAX_BACK_OFF = timedelta(minutes=5)


class Engine:
    """Implements ``domain.ports.SyncEngine``; ``run`` is a task of the services' loop while the app is open."""

    def __init__(self, store: Store, service: VideoService, changes: Changes, clock: Clock) -> None:
        self._store = store
        self._reconciler = Reconciler(store, service, clock)
        self._puller = Puller(store, service, clock)
        self._changes = changes
        self._clock = clock
        self._state = EngineState()
        self._wake = anyio.Event()
        self._pushing = anyio.Lock()
        self._pulling = anyio.Lock()
        self._full_due: datetime | None = None
        self._failures = 0

    def state(self) -> EngineState:
        """Return what is known of the connection now."""
        return self._state

    def nudge(self) -> None:
        """Wake the loop: something waits to be sent."""
        self._wake.set()

    async def run(self) -> None:
        """Keep both sides alike until cancelled."""
        while True:
            await self._turn()
            pause = await self._pause()
            with anyio.move_on_after(pause):
                await self._wake.wait()
            self._wake = anyio.Event()

    async def settle(self, meeting: MeetingId) -> None:
        """Make the provider agree with one meeting now; see ``SyncEngine``."""
        try:
            async with self._pushing:
                await self._reconciler.settle(meeting)
        except AppError as error:
            self._note_failure(error)
            raise
        else:
            self._note_answer()
        finally:
            self._changes.publish("meetings", "sync")

    async def refresh_now(self) -> None:
        """Send what waits and read every list again; see ``SyncEngine``."""
        self._full_due = None
        self._failures = 0
        try:
            await self._push()
            await self._pull()
        except AppError as error:
            self._note_failure(error)
            raise
        finally:
            self._changes.publish("sync")

    async def _turn(self) -> None:
        try:
            await self._push()
            await self._pull()
        except AppError as error:
            self._note_failure(error)
            log.debug("sync paused: %s", error.title)
        self._changes.publish("sync")

    async def _push(self) -> None:
        """Settle what waits. One meeting's own trouble blocks no other; the connection's trouble ends the turn."""
        tried: set[MeetingId] = set()
        while True:
            waiting = await self._store.run(lambda lib: lib.meetings.unsynced(limit=_BATCH + len(tried)))
            fresh = [meeting for meeting in waiting if meeting not in tried]
            if not fresh:
                return
            for meeting in fresh:
                tried.add(meeting)
                try:
                    await self.settle(meeting)
                except AppError as error:
                    if not isinstance(error, Refused | NotFound) and (
                        error.retryable or isinstance(error, CredentialsRefused)
                    ):
                        raise

    async def _pull(self) -> None:
        async with self._pulling:
            full = self._full_due is None or self._clock() >= self._full_due
            if full:
                await self._puller.presets()
                self._changes.publish("presets")
                await self._puller.rooms()
                self._changes.publish("meetings")
            if await self._puller.sessions(everything=full):
                self._changes.publish("sessions", "meetings", "live")
            if await self._puller.recordings(everything=full):
                self._changes.publish("recordings")
            self._note_answer()
            now = self._clock()
            self._state = EngineState(online=True, since=self._state.since, refreshed_at=now)
            if full:
                self._full_due = now + FULL_INTERVAL

    async def _pause(self) -> float:
        if self._failures:
            longest = min(_MAX_BACK_OFF.total_seconds(), 2.0**self._failures)
            return random.uniform(longest / 2, longest)  # noqa: S311 - spreads the clinic's PCs, guards nothing
        moving = await self._store.run(lambda lib: bool(lib.sessions.open_sessions() or lib.recordings.moving()))
        return (LIVE_INTERVAL if moving else QUIET_INTERVAL).total_seconds()

    def _note_answer(self) -> None:
        self._failures = 0
        since = self._state.since if self._state.online else self._clock()
        self._state = EngineState(online=True, since=since, refreshed_at=self._state.refreshed_at)

    def _note_failure(self, error: AppError) -> None:
        if isinstance(error, Refused | NotFound):
            return  # the provider answered; the trouble is one meeting's own
        self._failures = min(self._failures + 1, 10)
        online = isinstance(error, Busy | CredentialsRefused)
        since = self._state.since if self._state.online == online else self._clock()
        self._state = EngineState(online, since, self._state.refreshed_at, f"{error.title}. {error.advice}".strip())
