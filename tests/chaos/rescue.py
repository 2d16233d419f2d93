"""Recordings are rescued through kills, cut connections, wrong lengths, a full disk and links that expire.

``python -m tests.chaos.rescue [--seed n] [--short]`` prints the figures.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
import json
import random
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hosted_meetings_desktop.archive.bucket import BucketVault
from hosted_meetings_desktop.archive.folder import FolderVault
from hosted_meetings_desktop.archive.key import archive_key
from hosted_meetings_desktop.archive.readable import readable
from hosted_meetings_desktop.domain.archive import MISMATCHES, Alarm, ArchiveItem, ItemState, alarm_of
from hosted_meetings_desktop.domain.ids import RecordingId
from hosted_meetings_desktop.domain.ledger.chain import verify
from hosted_meetings_desktop.domain.vault import Bucket
from hosted_meetings_desktop.services.rescue_item import place_of
from hosted_meetings_desktop.store.database import Database
from tests.chaos.rescue_host import KEY, recording_of
from tests.chaos.rescue_server import Film, RescueServer, SharedClock, make_films


@dataclass(frozen=True)
class Size:
    """How much is to happen.

    Attributes:
        films: How many recordings there are.
        days: Within how many of the service's days all of them are gone.
        kills: How many times the app is killed at most.
        bucket: How many recordings are rescued into a bucket.
    """

    films: int
    days: float
    kills: int
    largest: int
    bucket: int


FULL = Size(films=200, days=6, kills=60, largest=3_000_000, bucket=40)
SHORT = Size(films=20, days=6, kills=4, largest=900_000, bucket=0)


@dataclass
class Figures:
    """What happened, and what is wrong."""

    seed: int
    where: str
    counts: Counter[str] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        return not self.wrong

    def lines(self) -> list[str]:
        """Return the figures as text."""
        counts = self.counts
        faults = ", ".join(f"{count} {kind}" for kind, count in sorted(self.struck.items())) or "none"
        return [
            f"rescue into a {self.where}: {counts['films']} recordings in {self.seconds:.0f} s",
            f"  {counts['kept']} kept and equal byte for byte, {counts['lost']} lost and told",
            f"  {counts['refused']} came wrong each time and are left to a person",
            f"  {counts['kills']} kills, {counts['full']} times a full disk, faults: {faults}",
            f"  {len(self.wrong)} wrong",
            *(f"    {each}" for each in self.wrong[:20]),
        ]


@contextlib.contextmanager
def bucket_server(wanted: bool) -> Iterator[str]:
    """Run an S3 server on loopback; gives its address, empty where none is wanted."""
    if not wanted:
        yield ""
        return
    import logging

    from moto.moto_server.threaded_moto_server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        from hosted_meetings_desktop.archive.bucket_client import open_client

        address = f"http://{host}:{port}"
        open_client(Bucket("archive", "key", "secret", address)).create_bucket(Bucket="archive")
        yield address
    finally:
        server.stop()


async def run(seed: int, size: Size, *, bucket: bool = False, limit: float = 240.0) -> Figures:
    """Carry a plan out and judge what is left."""
    began, figures = time.monotonic(), Figures(seed, "bucket" if bucket else "folder")
    begins = datetime(2026, 3, 2, 8, tzinfo=UTC)
    number = size.bucket if bucket else size.films
    films = {each.id: each for each in make_films(seed, number, begins, days=size.days, largest=size.largest)}
    with tempfile.TemporaryDirectory(prefix="hosted-meetings-rescue-") as name, bucket_server(bucket) as address:
        folder = Path(name)
        server = RescueServer(films, seed, SharedClock(folder / "clock", begins))
        async with server.running():
            note_films(folder, server)
            await live(folder, server, size, figures, address, limit)
        figures.counts["films"] = len(films)
        figures.struck = server.struck
        judge(folder, films, server, figures, address)
    figures.seconds = time.monotonic() - began
    return figures


def note_films(folder: Path, server: RescueServer) -> None:
    """Put into the store what the sync would have read."""
    store = Database(folder / "meetings.db", lambda: KEY)
    rows = [recording_of(server.row(each)) for each in server.films.values()]

    def work(lib: Any) -> None:
        for row in rows:
            lib.recordings.note(row, now=server.now())

    store.run_now(work)
    store.close()


async def live(folder: Path, server: RescueServer, size: Size, figures: Figures, address: str, limit: float) -> None:
    """Start the rescue, kill it at any moment, fill its disk, until nothing waits any more."""
    chance = random.Random(server.seed)  # noqa: S311 (repeatable)
    ends_at, full = time.monotonic() + limit, folder / "full"
    while time.monotonic() < ends_at:
        last = figures.counts["kills"] >= size.kills
        if last:
            full.unlink(missing_ok=True)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.chaos.rescue_host", "--folder", str(folder), "--url", server.url,
            "--begins", server.clock.begins.isoformat(), "--bucket", address, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        ready = await process.stdout.readline() if process.stdout is not None else b""
        server.ambush = asyncio.Event()
        server.ambush_after = 0 if last else 1 + int(chance.expovariate(1 / (2 if full.exists() else 9)))
        done = asyncio.create_task(_until_done(process))
        killed = asyncio.create_task(server.ambush.wait())
        await asyncio.wait({done, killed}, timeout=ends_at - time.monotonic(), return_when="FIRST_COMPLETED")
        if done.done():
            killed.cancel()
            if not ready or not done.result():
                figures.wrong.append("the rescue ended by itself")
            return
        # In the middle of an answer, or of what is done with it.
        await asyncio.sleep(chance.choice((0.0, 0.01, 0.05, 0.2)) * chance.random())
        process.kill()
        await asyncio.gather(process.wait(), done)
        figures.counts["kills"] += 1
        if (figures.counts["kills"] == 1 or chance.random() < 0.25) and not full.exists():
            full.touch()
            figures.counts["full"] += 1
        else:
            full.unlink(missing_ok=True)
    figures.wrong.append(f"not at rest after {limit:.0f} s")


async def _until_done(process: asyncio.subprocess.Process) -> bool:
    """Read what the rescue says until it ends; returns whether nothing waited then."""
    said: dict[str, Any] = {}
    assert process.stdout is not None
    while line := await process.stdout.readline():
        said = json.loads(line)
    await process.wait()
    return said.get("waiting") == 0


def judge(folder: Path, films: dict[str, Film], server: RescueServer, figures: Figures, address: str) -> None:
    """Compare what is kept with what the service had."""
    store = Database(folder / "meetings.db", lambda: KEY)
    try:
        found = store.run_now(lambda lib: {name: lib.archive.of_recording(RecordingId(name)) for name in films})
        entries = store.run_now(lambda lib: lib.audit.entries(after=0, limit=100_000))
        chain = store.run_now(lambda lib: lib.audit.chain())
    finally:
        store.close()
    if not verify(entries, chain).sound:
        figures.wrong.append("the audit log is not sound")
    vault: Any = FolderVault(folder / "archive", lambda: archive_key(KEY), own=True)
    if address:
        bucket = Bucket("archive", "key", "secret", address, prefix="clinic")
        vault = BucketVault(bucket, lambda: archive_key(KEY), folder / "staging")
    vault.open("")
    now = server.now()
    for name, items in found.items():
        if len(items) != 1:
            figures.wrong.append(f"{name}: {len(items)} files")
            continue
        problem = _wrong(items[0], films[name], now, vault, figures)
        if problem and items[0].state is ItemState.REFUSED and server.shorts[name] >= MISMATCHES:
            problem = ""  # it did come wrong so often, by chance
        if problem:
            figures.wrong.append(f"{name} ({films[name].fate}): {problem}")
    vault.close()


def _wrong(item: ArchiveItem, film: Film, now: datetime, vault: Any, figures: Figures) -> str:
    figures.counts[item.state.value] += 1
    if item.state is ItemState.KEPT:
        content = vault.content(item.place)
        try:
            data = content.read_at(0, content.length)
            readable(content, item.kind)
        finally:
            content.close()
        equal = data == film.data and item.sha256 == hashlib.sha256(data).hexdigest()
        return "" if equal else "a bad file was taken for the recording"
    if vault.has(place_of(item)):
        return f"is {item.state.value}, and something lies in its place"
    if alarm_of(item, now) not in {Alarm.LOST, Alarm.NEEDS_PERSON}:
        return f"is {item.state.value} and nobody is told: {item.problem}"
    return "" if film.fate != "good" else f"was not rescued: {item.state.value} {item.problem}"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.rescue", description=__doc__)
    parser.add_argument("--seed", type=int, help="repeats a plan (default: a new one)")
    parser.add_argument("--short", action="store_true", help="what the tests run")
    given = parser.parse_args()
    size = SHORT if given.short else FULL
    seed = secrets.randbelow(1_000_000) if given.seed is None else given.seed
    good = True
    for bucket in (False, True)[: 2 if size.bucket else 1]:
        figures = asyncio.run(run(seed, size, bucket=bucket))
        _say("\n".join((f"seed {seed}", *figures.lines())))
        good &= figures.good
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
