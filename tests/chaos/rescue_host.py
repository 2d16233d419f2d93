"""The rescue as the app runs it, in a process of its own that is killed: ``python -m tests.chaos.rescue_host``."""

from __future__ import annotations

import argparse
import errno
import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import anyio
import httpx

from hosted_meetings_desktop.archive import container
from hosted_meetings_desktop.archive.key import archive_key
from hosted_meetings_desktop.archive.places import own_storage, place_maker
from hosted_meetings_desktop.archive.readable import readable
from hosted_meetings_desktop.domain.errors import NotFound, ServiceFault
from hosted_meetings_desktop.domain.ids import RecordingId, RoomId
from hosted_meetings_desktop.domain.recording import Recording, RecordingFile, RecordingStatus
from hosted_meetings_desktop.domain.vault import ArchiveSettings, Bucket, VaultKind, VaultPlace
from hosted_meetings_desktop.dyte.fetcher import PresignedFetcher
from hosted_meetings_desktop.services import rescue
from hosted_meetings_desktop.services.rescue_item import ItemRescue
from hosted_meetings_desktop.services.rescue_vaults import Vaults
from hosted_meetings_desktop.store.database import Database
from tests.chaos.rescue_server import SharedClock

KEY = bytes(range(32))


def recording_of(row: dict[str, Any]) -> Recording:
    """Return what the provider says of a recording."""
    link = RecordingFile(row["url"], datetime.fromisoformat(row["expires_at"]))
    return Recording(
        RecordingId(row["id"]), RoomId("room"), "Visit", RecordingStatus.UPLOADED,
        datetime.fromisoformat(row["begins"]), size=row["size"], file_name=f"{row['id']}.mp4", files=(link,),
    )  # fmt: skip


class Service:
    """What of ``VideoService`` the rescue asks."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._client = httpx.AsyncClient(trust_env=False, timeout=5)

    async def get_recording(self, recording: RecordingId) -> Recording:
        answer = await self._client.get(f"{self._url}/api/{recording}")
        if answer.status_code == 404:
            raise NotFound("The recording")
        if answer.status_code != 200:
            raise ServiceFault
        return recording_of(answer.json())


class Nobody:
    """Implements ``Changes`` for nobody."""

    def publish(self, *_topics: str) -> None:
        """Tell nobody."""


def disk_that_fills(flag: Path) -> None:
    """Let the disk refuse while ``flag`` is there, in the middle of a write as a full one does."""
    whole = container.SealedWriter._put

    def put(self: Any, data: bytes) -> None:
        if flag.exists():
            place = self._file.tell()
            self._file.write(data[: len(data) // 3])
            self._file.seek(place)
            self._file.truncate()
            raise OSError(errno.ENOSPC, "No space left on device")
        whole(self, data)

    container.SealedWriter._put = put  # type: ignore[method-assign]


def build(folder: Path, url: str, clock: Any, bucket: Bucket | None) -> tuple[Database, rescue.RescueService]:
    """Wire the rescue as the app does."""
    store = Database(folder / "meetings.db", lambda: KEY)
    vaults = Vaults(store, Nobody(), place_maker(lambda: archive_key(KEY), folder / "archive", folder / "staging"))
    fetcher = PresignedFetcher(tries=2, silence=1.0, sleep=lambda _seconds: anyio.sleep(0.01))
    item = ItemRescue(store, Service(url), fetcher, vaults, readable, own_storage, clock)  # type: ignore[arg-type]
    if bucket is not None:
        place = VaultPlace(VaultKind.BUCKET, bucket=bucket)

        def decide(lib: Any) -> None:
            known = lib.archive_settings.get()
            if known.place != place:
                lib.archive_settings.keep(ArchiveSettings(place))

        store.run_now(decide)
    return store, rescue.RescueService(store, item, Nobody(), clock)


def say(**what: Any) -> None:
    """Write one line and let it go at once."""
    os.write(1, (json.dumps(what) + "\n").encode())


async def serve(store: Database, service: rescue.RescueService, clock: SharedClock) -> None:
    """Rescue until nothing waits any more, and say so after each turn."""
    while True:
        await service.turn()
        standing = await service.standing()
        say(waiting=standing.waiting, kept=standing.kept, pause=standing.pause,
            alarms={alarm.value: count for alarm, count in standing.alarms.items()})  # fmt: skip
        if not standing.waiting:
            return
        due = await store.run(lambda lib: lib.archive.next_due_at())
        if due is not None:
            clock.reach(due)  # nothing happens until then
        clock.advance(seconds=30)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--url", required=True)
    parser.add_argument("--begins", type=datetime.fromisoformat, required=True)
    parser.add_argument("--bucket", default="")
    given = parser.parse_args()
    clock = SharedClock(given.folder / "clock", given.begins)
    disk_that_fills(given.folder / "full")
    bucket = Bucket("archive", "key", "secret", given.bucket, prefix="clinic") if given.bucket else None
    store, service = build(given.folder, given.url, clock.now, bucket)
    store.run_now(lambda lib: lib.archive.next_due_at())
    say(event="ready")
    try:
        anyio.run(serve, store, service, clock)
    finally:
        store.close()


if __name__ == "__main__":
    sys.exit(main())
