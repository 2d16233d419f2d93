"""Everything below the screens, for one account: store, client, sync engine and services, without Qt."""

from __future__ import annotations

import contextlib
import secrets as randomness
import tempfile
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import anyio

from hosted_meetings_desktop.bootstrap.embedded import EmbeddedService
from hosted_meetings_desktop.bootstrap.late_fetcher import LateFetcher
from hosted_meetings_desktop.bootstrap.late_service import late_service
from hosted_meetings_desktop.domain.account import Account, Embedded
from hosted_meetings_desktop.domain.errors import CredentialsRefused, StoreProblem
from hosted_meetings_desktop.domain.ids import AccountId, RoomId
from hosted_meetings_desktop.domain.ports import Bots, Changes, GuestPage, Secrets, VideoService
from hosted_meetings_desktop.services.attendance import AttendanceService
from hosted_meetings_desktop.services.joining import JoinService
from hosted_meetings_desktop.services.live import LiveService
from hosted_meetings_desktop.services.meetings import MeetingService
from hosted_meetings_desktop.services.recordings import RecordingService
from hosted_meetings_desktop.services.sync_status import SyncService
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.support.paths import Paths
from hosted_meetings_desktop.sync.engine import Engine

_KEY_BYTES = 32
_LAST_WORDS = 1.0


def now() -> datetime:
    """Return the current time, aware UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Backend:
    """The services of one account, and what has to be started and stopped for them."""

    account: Account
    meetings: MeetingService
    joining: JoinService
    live: LiveService
    recordings: RecordingService
    attendance: AttendanceService
    sync: SyncService
    engine: Engine
    service: VideoService
    database: Database
    embedded: EmbeddedService | None
    cleanup: contextlib.ExitStack
    _running: threading.Event = field(default_factory=threading.Event)
    _ended: threading.Event = field(default_factory=threading.Event)

    async def run(self) -> None:
        """Keep the provider and the store alike until cancelled; closes the client at the end."""
        self._running.set()
        try:
            await self.engine.run()
        finally:
            with anyio.CancelScope(shield=True):
                await self.service.aclose()
            self._ended.set()

    def close(self) -> None:
        """Close what runs outside the services' loop, when ``run`` has ended or after a moment's patience."""
        if self._running.is_set():
            self._ended.wait(_LAST_WORDS)
        self.database.close()
        if self.embedded is not None:
            self.embedded.stop()
        self.cleanup.close()


def practice_backend(folders: Paths, account: Account, changes: Changes, guest_page: GuestPage) -> Backend:
    """Build practice mode; its process starts when it is first needed.

    Its store is encrypted too, with a key in a file beside it: it holds no real data and must work on a PC without
    a keyring.
    """
    embedded = EmbeddedService(folders.data / "embedded-service")

    async def connect() -> VideoService:
        from hosted_meetings_desktop.dyte.client import connect as client

        ready = await embedded.ready()
        return client(ready.credentials[account.provider])

    folder = folders.accounts / f"practice-{account.provider}"
    database = Database(folder / "meetings.db", lambda: _key_file(folder / "key"))
    service = late_service(account.provider, connect)
    return _assemble(
        account, service, database, changes=changes, guest_page=guest_page, folders=folders, embedded=embedded
    )


def account_backend(
    folders: Paths, account: Account, secrets: Secrets, changes: Changes, guest_page: GuestPage
) -> Backend:
    """Build a real account; the keyring is asked in the threads that need its answers."""

    async def connect() -> VideoService:
        from hosted_meetings_desktop.dyte.client import connect as client

        credentials = await anyio.to_thread.run_sync(secrets.credentials, account.id)
        if credentials is None:
            raise CredentialsRefused(details="no credentials in the keyring")
        return client(credentials)

    cleanup = contextlib.ExitStack()
    folder = folders.accounts / account.id
    if not secrets.lasting:
        # Without a keyring nothing can be kept under a key that outlives this run: the store goes with it.
        folder = Path(cleanup.enter_context(tempfile.TemporaryDirectory(prefix="hosted-meetings-")))
    path = folder / "meetings.db"
    database = Database(path, lambda: _store_key(secrets, account.id, path))
    service = late_service(account.provider, connect)
    return _assemble(
        account, service, database, changes=changes, guest_page=guest_page, folders=folders, cleanup=cleanup
    )


def _assemble(
    account: Account,
    service: VideoService,
    database: Database,
    *,
    changes: Changes,
    guest_page: GuestPage,
    folders: Paths,
    cleanup: contextlib.ExitStack | None = None,
    embedded: EmbeddedService | None = None,
) -> Backend:
    engine = Engine(database, service, changes, now)

    def where() -> Embedded | None:
        return embedded.embedded if embedded else None

    bots: Bots | None = PracticePatient(embedded) if embedded else None
    return Backend(
        account=account,
        meetings=MeetingService(database, engine, changes, now),
        joining=JoinService(database, service, engine, account.provider, guest_page, now, where, bots),
        live=LiveService(database, service, changes, now),
        recordings=RecordingService(
            database, service, LateFetcher(), changes, now, folders.data / "recordings" / account.id
        ),
        attendance=AttendanceService(database, now),
        sync=SyncService(database, engine),
        engine=engine,
        service=service,
        database=database,
        embedded=embedded,
        cleanup=cleanup or contextlib.ExitStack(),
    )


class PracticePatient:
    """Implements ``domain.ports.Bots`` over the embedded service's control endpoint."""

    def __init__(self, embedded: EmbeddedService) -> None:
        self._embedded = embedded

    async def invite(self, room: RoomId) -> None:
        """Let the practice patient into a room."""
        from hosted_meetings_desktop.dyte.embedded_control import invite_bot

        ready = await self._embedded.ready()
        await invite_bot(ready.embedded.control_url, room)


def _key_file(path: Path) -> bytes:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_bytes(randomness.token_bytes(_KEY_BYTES))
    key = path.read_bytes()
    if len(key) != _KEY_BYTES:
        raise StoreProblem(
            "The key of the practice meetings is damaged", "Remove the practice folder; it holds no real data."
        )
    return key


def _store_key(secrets: Secrets, account: AccountId, path: Path) -> bytes:
    key = secrets.store_key(account)
    if key is not None:
        return key
    if path.exists():
        raise StoreProblem(
            "The key of your saved meetings is not in this PC's keyring",
            "Nothing was changed. Sign in to the PC as the person who used the app before, or ask your IT to restore "
            "the keyring.",
        )
    key = randomness.token_bytes(_KEY_BYTES)
    secrets.keep_store_key(account, key)
    return key
