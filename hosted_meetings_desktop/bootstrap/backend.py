"""Everything below the screens, for one account: store, client, sync engine and services, without Qt."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import chain, repeat
from pathlib import Path
from typing import TYPE_CHECKING

import anyio

from hosted_meetings_desktop.bootstrap.embedded import EmbeddedService
from hosted_meetings_desktop.bootstrap.late_calendars import late_calendars
from hosted_meetings_desktop.bootstrap.late_service import late_service
from hosted_meetings_desktop.bootstrap.later import LaterServices
from hosted_meetings_desktop.bootstrap.ledger_ends import LedgerEnds
from hosted_meetings_desktop.bootstrap.practice_page import PracticeGuestPage
from hosted_meetings_desktop.bootstrap.store_key import StoreKey, key_file, keyring_key
from hosted_meetings_desktop.domain.account import Account, Credentials, Embedded
from hosted_meetings_desktop.domain.errors import CredentialsRefused
from hosted_meetings_desktop.domain.ids import RoomId
from hosted_meetings_desktop.domain.ports import Bots, Changes, GuestPage, Secrets, VideoService
from hosted_meetings_desktop.services.joining import JoinService
from hosted_meetings_desktop.services.live import LiveService
from hosted_meetings_desktop.services.meetings import MeetingService
from hosted_meetings_desktop.services.recordings import RecordingService
from hosted_meetings_desktop.services.safekeeping import SafekeepingService
from hosted_meetings_desktop.services.sync_status import SyncService
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.support.paths import Paths
from hosted_meetings_desktop.support.zone_data import use_newest_zone_data
from hosted_meetings_desktop.sync.engine import Engine

if TYPE_CHECKING:
    from hosted_meetings_desktop.domain.checkup_targets import Place
    from hosted_meetings_desktop.domain.ledger.repository import Anchors
    from hosted_meetings_desktop.domain.message import Postman
    from hosted_meetings_desktop.services.strays import StrayService

log = logging.getLogger(__name__)

_LAST_WORDS = 1.0
_AFTER_THE_LIST = 2.0
_PAUSES = (5.0, 30.0, 120.0, 300.0)
"""Seconds until the engine is started again, after its first end, its second, and so on."""


def now() -> datetime:
    """Return the current time, aware UTC."""
    return datetime.now(UTC)


def local_zone() -> str:
    """Return this PC's zone as an IANA id; asks Qt, which knows how each system tells."""
    from hosted_meetings_desktop.ui.text.zones import system_zone

    return system_zone()


def local_region() -> str:
    """Return this PC's country as ISO 3166 ("DE"), empty where none is set."""
    from PySide6.QtCore import QLocale

    here = QLocale.system()
    if here.language() == QLocale.Language.C:
        return ""
    return QLocale.territoryToCode(here.territory())


@dataclass(slots=True)
class Backend:
    """The services of one account, and what has to be started and stopped for them.

    Attributes:
        lasting: Whether what is kept on this PC outlives this run.
    """

    account: Account
    meetings: MeetingService
    joining: JoinService
    live: LiveService
    recordings: RecordingService
    sync: SyncService
    safekeeping: SafekeepingService
    later: LaterServices
    engine: Engine
    service: VideoService
    database: Database
    key: StoreKey
    embedded: EmbeddedService | None
    cleanup: contextlib.ExitStack
    lasting: bool
    _strays: StrayService | None = None
    _running: threading.Event = field(default_factory=threading.Event)
    _ended: threading.Event = field(default_factory=threading.Event)

    async def run(self, died: Callable[[BaseException, float], None] = lambda _error, _pause: None) -> None:
        """Keep the provider and the store alike until cancelled; closes the client at the end.

        Args:
            died: Told, in the services' thread, when a task ended in a way that nobody foresaw: with what, and
                after how many seconds it is started again.
        """
        self._running.set()
        try:
            async with anyio.create_task_group() as tasks:
                background = (
                    self._send, self._look_into_calendars, self._keep_ledger, self._rescue, self._retain,
                    self._take_transcripts, self._look_for_strays,
                )  # fmt: skip
                for work in (self.engine.run, self.safekeeping.run, *background):
                    tasks.start_soon(_keep_running, work, died)
        finally:
            with anyio.CancelScope(shield=True):
                await self.service.aclose()
            self._ended.set()

    # All wait until the first list is shown: importing them would hold it up.
    async def _send(self) -> None:
        await anyio.sleep(_AFTER_THE_LIST)
        await self.later.outbox.run()

    async def _look_into_calendars(self) -> None:
        await anyio.sleep(_AFTER_THE_LIST)
        await self.later.own_calendars.run()

    async def _keep_ledger(self) -> None:
        await anyio.sleep(_AFTER_THE_LIST)
        await self.later.ledger_gatherer.run()

    async def _rescue(self) -> None:
        await anyio.sleep(_AFTER_THE_LIST)
        await self.later.rescue.run()

    async def _retain(self) -> None:
        await anyio.sleep(_AFTER_THE_LIST)
        await self.later.retention.run()

    async def _take_transcripts(self) -> None:
        await anyio.sleep(_AFTER_THE_LIST)
        await self.later.transcripts.run()

    async def _look_for_strays(self) -> None:
        await anyio.sleep(_AFTER_THE_LIST)
        await self.strays.run()

    @property
    def strays(self) -> StrayService:
        """What finds sealed files of the archive that no recording stands for; made when it is first asked for."""
        if self._strays is None:
            from hosted_meetings_desktop.bootstrap.stray_desk import stray_service

            self._strays = stray_service(self.later, self.database)
        return self._strays

    def close(self) -> None:
        """Close what runs outside the services' loop, when ``run`` has ended or after a moment's patience."""
        if self._running.is_set():
            self._ended.wait(_LAST_WORDS)
        self.database.close()
        if self.embedded is not None:
            self.embedded.stop()
        self.cleanup.close()


async def _keep_running(work: Callable[[], Awaitable[None]], died: Callable[[BaseException, float], None]) -> None:
    for pause in chain(_PAUSES, repeat(_PAUSES[-1])):
        try:
            await work()
        except Exception as error:  # its task is the edge: whatever it is, plans have to go out again
            log.exception("a task of the background ended unexpectedly")
            died(error, pause)
        await anyio.sleep(pause)


def practice_backend(
    folders: Paths,
    account: Account,
    changes: Changes,
    guest_page: GuestPage,
    before: Callable[[], None] = lambda: None,
) -> Backend:
    """Build practice mode; its process starts when it is first needed.

    Its store is encrypted too, with a key in a file beside it: it holds no real data and must work on a PC without
    a keyring.

    Args:
        folders: Of practice mode.
        account: Says which dialect is practised.
        changes: Tells the screens what changed.
        guest_page: Where guests join.
        before: Waits until an earlier practice has ended; called in a thread of its own.
    """
    embedded = EmbeddedService(folders.data / "embedded-service", before)

    async def connect() -> VideoService:
        from hosted_meetings_desktop.dyte.client import connect as client

        ready = await embedded.ready()
        return client(ready.credentials[account.provider])

    async def place() -> Place:
        from hosted_meetings_desktop.domain.checkup_targets import Place

        ready = await embedded.ready()
        return Place(account.provider, ready.credentials[account.provider].base_url, ready.embedded)

    folder = folders.accounts / f"practice-{account.provider}"
    path = folder / "meetings.db"
    key = StoreKey(lambda: key_file(folder / "key", path))
    service = late_service(account.provider, connect, lambda: embedded.died)
    recordings, archive = folders.data / "recordings" / account.id, _archive_of(folders.data, account)
    page = PracticeGuestPage(guest_page)
    cleanup = contextlib.ExitStack()
    cleanup.callback(page.stop)
    return _assemble(
        account, service, path, key, recordings, archive, changes=changes, guest_page=page, embedded=embedded,
        cleanup=cleanup, postman=partial(_practice_postman, folders.data / "practice mail"), place=place,
    )  # fmt: skip


def account_backend(
    folders: Paths,
    account: Account,
    secrets: Secrets,
    changes: Changes,
    guest_page: GuestPage,
    *,
    lasting: bool = True,
) -> Backend:
    """Build a real account; the keyring is asked in the threads that need its answers.

    Args:
        folders: Of the clinic.
        account: Which.
        secrets: Its credentials and the key of its store.
        changes: Tells the screens what changed.
        guest_page: Where guests join.
        lasting: Whether its secrets outlive this run. Without, nothing can be kept under a key that does, so store
            and recordings lie in a folder that goes with the run.
    """

    async def known() -> Credentials:
        credentials = await anyio.to_thread.run_sync(secrets.credentials, account.id, abandon_on_cancel=True)
        if credentials is None:
            raise CredentialsRefused(details="no credentials in the keyring")
        return credentials

    async def connect() -> VideoService:
        from hosted_meetings_desktop.dyte.client import connect as client

        return client(await known())

    async def place() -> Place:
        from hosted_meetings_desktop.domain.checkup_targets import Place

        return Place(account.provider, (await known()).base_url)

    cleanup = contextlib.ExitStack()
    folder, recordings = folders.accounts / account.id, folders.data / "recordings" / account.id
    archive = _archive_of(folders.data, account)
    if not lasting:
        made = tempfile.TemporaryDirectory(prefix="hosted-meetings-", ignore_cleanup_errors=True)
        folder = Path(cleanup.enter_context(made))
        recordings, archive = folder / "recordings", _archive_of(folder, account)
    path = folder / "meetings.db"
    key = StoreKey(lambda: keyring_key(secrets, account.id, path, lasting=lasting))
    service = late_service(account.provider, connect)
    return _assemble(
        account, service, path, key, recordings, archive, changes=changes, guest_page=guest_page, cleanup=cleanup,
        lasting=lasting, place=place, ledger_ends=LedgerEnds(secrets),
    )  # fmt: skip


def _assemble(
    account: Account,
    service: VideoService,
    path: Path,
    key: StoreKey,
    recordings: Path,
    archive: Path,
    *,
    changes: Changes,
    guest_page: GuestPage,
    cleanup: contextlib.ExitStack | None = None,
    embedded: EmbeddedService | None = None,
    lasting: bool = True,
    postman: Callable[[], Postman] | None = None,
    place: Callable[[], Awaitable[Place]],
    ledger_ends: Anchors | None = None,
) -> Backend:
    use_newest_zone_data()
    _make_private(recordings)
    database = Database(path, key, lambda: changes.publish("store"))
    engine = Engine(database, service, changes, now)
    calendars = late_calendars()

    def where() -> Embedded | None:
        return embedded.embedded if embedded else None

    bots: Bots | None = PracticePatient(embedded) if embedded else None
    joining = JoinService(database, service, engine, account.provider, guest_page, now, where, bots)
    later = LaterServices(
        database, engine, changes, now, calendars, joining, postman or _postman,
        begin=partial(_set_up_practice, database) if embedded else None, zone=local_zone, region=local_region,
        place=place, account=account.id, ledger_ends=ledger_ends, store_key=key, archive_folder=archive,
        plain_folder=recordings,
    )  # fmt: skip
    return Backend(
        account=account,
        meetings=MeetingService(database, engine, changes, now, calendars),
        joining=joining,
        live=LiveService(database, service, changes, now, guest_page),
        recordings=RecordingService(database, service, now),
        sync=SyncService(database, engine),
        safekeeping=SafekeepingService(database, changes, now),
        later=later,
        engine=engine,
        service=service,
        database=database,
        key=key,
        embedded=embedded,
        cleanup=cleanup or contextlib.ExitStack(),
        lasting=lasting,
    )


def _archive_of(data: Path, account: Account) -> Path:
    return data / "archive" / account.id / "files"


def _postman() -> Postman:
    from hosted_meetings_desktop.messages.postman import MessagePostman

    return MessagePostman()


def _practice_postman(folder: Path) -> Postman:
    from hosted_meetings_desktop.bootstrap.practice_post import PracticePostman

    return PracticePostman(folder, _postman())


async def _set_up_practice(store: Database) -> None:
    from hosted_meetings_desktop.bootstrap.practice_post import set_up_practice

    await set_up_practice(store)


class PracticePatient:
    """Implements ``domain.ports.Bots`` over the embedded service's control endpoint."""

    def __init__(self, embedded: EmbeddedService) -> None:
        self._embedded = embedded

    async def invite(self, room: RoomId) -> None:
        """Let the practice patient into a room."""
        from hosted_meetings_desktop.dyte.embedded_control import invite_bot

        ready = await self._embedded.ready()
        await invite_bot(ready.embedded.control_url, room)


def _make_private(folder: Path) -> None:
    """Make a folder that nobody else on this PC can look into: downloaded recordings are plain video files."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.name == "posix":
            folder.chmod(0o700)
    except OSError as error:
        log.info("the folder for recordings cannot be made: %s", type(error).__name__)  # a download says it again
