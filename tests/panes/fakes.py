"""Runners and stand-ins that pane tests and screenshots share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import anyio
from PySide6.QtCore import QObject, Signal

from hosted_meetings_desktop.domain.account import (
    Account,
    ConnectionCheck,
    Credentials,
    DyteCredentials,
    Provider,
)
from hosted_meetings_desktop.domain.errors import AppError, StoreProblem
from hosted_meetings_desktop.domain.ids import AccountId
from hosted_meetings_desktop.domain.live import SyncStatus
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.safekeeping import Backup, Reason, Upgrade
from tests.panes.clinic_data import NOW


class DoneCall:
    """A call that is over already; remembers whether somebody cancelled it."""

    def __init__(self) -> None:
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


async def _await(work: Callable[[], Awaitable[Any]]) -> Any:
    return await work()


def _finish(calls: Any, work: Any, done: Any, failed: Any) -> None:
    try:
        result = anyio.run(_await, work)
    except AppError as error:
        if failed is not None:
            failed(error)
        else:
            calls.failed.emit(error)
    else:
        if done is not None:
            done(result)


class NowCalls(QObject):
    """Runs each coroutine to its end at once, on this thread: no waiting in tests."""

    failed = Signal(object)

    def run(self, owner: QObject, work: Any, done: Any = None, failed: Any = None) -> DoneCall:
        assert isinstance(owner, QObject)
        _finish(self, work, done, failed)
        return DoneCall()


class HeldCalls(QObject):
    """Keeps each call until :meth:`release`, to look at what a screen shows meanwhile."""

    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.held: list[tuple[Any, Any, Any, DoneCall]] = []

    def run(self, owner: QObject, work: Any, done: Any = None, failed: Any = None) -> DoneCall:
        assert isinstance(owner, QObject)
        call = DoneCall()
        self.held.append((work, done, failed, call))
        return call

    def release(self) -> None:
        """Run what is held, oldest first; cancelled calls are dropped."""
        held, self.held = self.held, []
        for work, done, failed, call in held:
            if not call.cancelled:
                _finish(self, work, done, failed)


@dataclass
class FakeSyncService:
    """How we stand with the provider."""

    now: SyncStatus = field(default_factory=SyncStatus)
    refreshed: int = 0
    fails: AppError | None = None
    waits: tuple[Meeting, ...] = ()
    paused: list[bool] = field(default_factory=list)
    sent_again: list[str] = field(default_factory=list)
    broken: StoreProblem | None = None
    """What any look into the store meets."""

    async def status(self) -> SyncStatus:
        self._read()
        if self.fails is not None:
            raise self.fails
        return self.now

    async def waiting(self) -> tuple[Meeting, ...]:
        self._read()
        return self.waits

    async def refresh_now(self) -> None:
        self.refreshed += 1
        if self.fails is not None:
            raise self.fails

    async def pause_import(self, *, paused: bool) -> None:
        self.paused.append(paused)
        self.now = replace(self.now, paused=paused)

    async def send_again(self, meeting_id: str) -> None:
        if self.fails is not None:
            raise self.fails
        self.sent_again.append(meeting_id)

    def _read(self) -> None:
        if self.broken is not None:
            raise self.broken


@dataclass
class FakeKeeper:
    """Looks after a store that is never there."""

    copies: tuple[Backup, ...] = ()
    problem: StoreProblem | None = None
    upgrade: Upgrade | None = None
    fails: AppError | None = None
    did: list[object] = field(default_factory=list)
    mends: Callable[[], None] = lambda: None
    """Called when a copy was put back or it began anew."""

    async def backups(self) -> tuple[Backup, ...]:
        return self.copies

    async def back_up_now(self) -> Backup:
        if self.fails is not None:
            raise self.fails
        made = Backup("asked.db", NOW, Reason.ASKED, 1_203_000)
        self.copies = (made, *self.copies)
        return made

    async def put_back(self, backup: Backup) -> None:
        self._do(backup)

    async def begin_anew(self) -> None:
        self._do("begin anew")

    def _do(self, what: object) -> None:
        if self.fails is not None:
            raise self.fails
        self.did.append(what)
        self.problem = None
        self.mends()


def some_backups() -> tuple[Backup, ...]:
    """Return a week's copies, the newest first."""
    return (
        Backup("20261123T071200Z-daily.db", NOW - timedelta(hours=2), Reason.DAILY, 1_203_000),
        Backup("20261122T160500Z-asked.db", NOW - timedelta(hours=17), Reason.ASKED, 1_198_000),
        Backup("20261122T070100Z-daily.db", NOW - timedelta(hours=26), Reason.DAILY, 1_190_000),
        Backup("20261120T064000Z-replaced.db", NOW - timedelta(days=3, hours=2), Reason.REPLACED, 1_187_000),
        Backup("20261119T070000Z-update.db", NOW - timedelta(days=4, hours=2), Reason.UPDATE, 1_101_000),
        Backup("20261102T070000Z-set-aside.db", NOW - timedelta(days=21, hours=2), Reason.SET_ASIDE, 988_000),
    )


@dataclass
class FakeAccountService:
    """The account: connects with anything unless told to fail."""

    secrets_lasting: bool = True
    fails: AppError | None = None
    checked: list[Credentials] = field(default_factory=list)
    connected: list[tuple[Credentials, str]] = field(default_factory=list)
    signed_out: int = 0
    found: ConnectionCheck = field(
        default_factory=lambda: ConnectionCheck(("group_call_host", "group_call_guest"), 12, 143)
    )

    async def keeps_secrets(self) -> bool:
        return self.secrets_lasting

    async def check(self, credentials: Credentials) -> ConnectionCheck:
        self.checked.append(credentials)
        if self.fails is not None:
            raise self.fails
        return self.found

    async def connect(self, credentials: Credentials, label: str) -> Account:
        self.connected.append((credentials, label))
        if self.fails is not None:
            raise self.fails
        provider = Provider.DYTE if isinstance(credentials, DyteCredentials) else Provider.REALTIMEKIT
        return Account(AccountId("a1"), provider, label)

    async def sign_out(self) -> None:
        if self.fails is not None:
            raise self.fails
        self.signed_out += 1

    async def check_current(self) -> ConnectionCheck:
        if self.fails is not None:
            raise self.fails
        return self.found
