"""Lets a host and a guest be in a call for an hour, and says what grew, what it cost and what was lost.

Ends with 0 when every bar of ``soak_figures`` is met, with 1 when one is missed, with 2 when the call did not last.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.measured import ROOT
from benchmarks.practice_call import room_with
from benchmarks.processes import Process, measurable, tree
from benchmarks.soak_figures import Page, Sample, judge, write_csv
from hosted_meetings_desktop.bootstrap.embedded import EmbeddedService
from hosted_meetings_desktop.domain.call import Kit
from hosted_meetings_desktop.ui.call import engine

MINUTES = 60.0
_SPARE_TICKETS = 20
_PATIENCE = 60.0
"""Seconds without a word from the windows after which they are given up."""
_GOODBYE = 20.0
_PEOPLE = {"host": ("Dr Amal Sommer", "group_call_host"), "guest": ("Asha Rao", "group_call_participant")}


class Broken(Exception):
    """The call did not last."""


class Windows:
    """The program with the two windows, as a process."""

    def __init__(self, tickets: dict[str, list[dict[str, Any]]], errors: Path) -> None:
        # Else the scripts' memory is told in steps of 10 MB, and the same for 20 minutes.
        flags = f"{os.environ.get(engine.FLAGS, '')} --enable-precise-memory-info".strip()
        environ = os.environ | {engine.FAKE_MEDIA: "1", engine.FLAGS: flags}
        self._errors = errors.open("w", encoding="utf-8")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.soak_windows"],
            cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, text=True,
        )  # fmt: skip
        self.pid = self._process.pid
        self._told: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name="what the windows say", daemon=True)
        self._reader.start()
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(tickets) + "\n")
        self._process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        """Return the next thing they say.

        Raises:
            Broken: they say nothing more, or that the call failed.
        """
        try:
            told = self._told.get(timeout=_PATIENCE)
        except queue.Empty:
            raise Broken("the windows do not answer any more") from None
        if told is None:
            raise Broken("the windows ended by themselves")
        if told["mark"] == "failed":
            raise Broken("the call failed")
        return told

    def end(self) -> None:
        """Let both leave, and wait until the process is gone, whatever it takes."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        for harder in (self._process.terminate, self._process.kill, lambda: None):
            try:
                self._process.wait(_GOODBYE)
                break
            except subprocess.TimeoutExpired:
                harder()
        self._reader.join(_GOODBYE)
        self._errors.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as said:
            for line in said:
                self._told.put(json.loads(line))
        self._told.put(None)


def sample(seconds: float, told: dict[str, Any], windows: list[Process], service: list[Process]) -> Sample:
    """Return one look: what the windows told, beside what their processes and the service's take."""
    kinds = {told["pids"][who]: who for who in ("guest", "host")} | {windows[0].pid: "app"}
    shares = {"app": 0.0, "host": 0.0, "guest": 0.0, "other": 0.0}
    for process in windows:
        shares[kinds.get(process.pid, "other")] += process.share_mb - process.files_mb
    return Sample(
        seconds=seconds,
        share_mb=sum(process.share_mb for process in windows),
        app_mb=shares["app"],
        host_mb=shares["host"],
        guest_mb=shares["guest"],
        other_mb=shares["other"],
        service_mb=sum(process.share_mb - process.files_mb for process in service),
        cpu_s=sum(process.cpu_s for process in windows),
        service_cpu_s=sum(process.cpu_s for process in service),
        objects=told["objects"],
        errors=told["errors"],
        host=Page(**told["pages"]["host"]),
        guest=Page(**told["pages"]["guest"]),
    )


def watch(windows: Windows, minutes: float, samples: list[Sample]) -> None:
    """Add to ``samples`` until so many minutes of the call are over.

    Raises:
        Broken: the call did not last so long.
    """
    began = 0.0
    while True:
        told = windows.hear()
        if told["mark"] == "began":
            began = time.monotonic()
        if told["mark"] != "seen":
            continue
        everybody = tree(os.getpid())
        service = [process for process in everybody if process.kind.endswith(".simulator")]
        seconds = time.monotonic() - began
        samples.append(one := sample(seconds, told, tree(windows.pid), service))
        if len(samples) % 6 == 1:
            print(f"{seconds / 60:5.1f} min: {one.all_mb:.0f} MB, {one.host.received} pictures came", flush=True)
        if seconds >= 60 * minutes:
            return


@contextlib.contextmanager
def nothing_left(windows: Windows) -> Iterator[list[str]]:
    """End the windows after the block, and fill the list with what outlived them, which is ended as well."""
    left: list[str] = []
    try:
        yield left
    finally:
        started = tree(windows.pid)
        windows.end()
        time.sleep(1)
        for process in started:
            stat = Path(f"/proc/{process.pid}/stat")
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                if stat.read_text("utf-8", "replace").rpartition(")")[2].split()[0] != "Z":
                    left.append(process.kind)
                    os.kill(process.pid, signal.SIGKILL)


async def _tickets(embedded: EmbeddedService, kits: dict[str, Kit]) -> dict[str, list[dict[str, Any]]]:
    found = await room_with(embedded, {who: (*_PEOPLE[who], kits[who]) for who in _PEOPLE})
    return {who: [asdict(ticket)] * _SPARE_TICKETS for who, ticket in found.items()}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=float(os.environ.get("MINUTES") or MINUTES))
    parser.add_argument("--host-kit", type=Kit, choices=list(Kit), default=Kit.REALTIMEKIT)
    parser.add_argument("--guest-kit", type=Kit, choices=list(Kit), default=Kit.DYTE)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "soak", help="for the samples, as a CSV file")
    options = parser.parse_args()
    if not measurable():
        parser.error("this system does not tell what a process takes (smaps_rollup, Linux only)")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)  # so that everything below is ended in order
    options.folder.mkdir(parents=True, exist_ok=True)
    name = f"{datetime.now().astimezone():%Y-%m-%d-%H%M%S}"
    samples: list[Sample] = []
    broken = ""
    with tempfile.TemporaryDirectory(prefix="hosted-meetings-soak-") as home:
        os.environ["HOSTED_MEETINGS_HOME"] = home
        embedded = EmbeddedService(Path(home) / "service")
        embedded.start()
        try:
            kits = {"host": options.host_kit, "guest": options.guest_kit}
            windows = Windows(asyncio.run(_tickets(embedded, kits)), options.folder / f"{name}.log")
            with nothing_left(windows) as left:
                try:
                    watch(windows, options.minutes, samples)
                except Broken as problem:
                    broken = str(problem)
                except KeyboardInterrupt:
                    broken = "it was told to end"
        finally:
            embedded.stop()
    return _tell(samples, broken, left, options.folder / f"{name}.csv")


def _tell(samples: list[Sample], broken: str, left: list[str], path: Path) -> int:
    failures = [f"left behind: {', '.join(left)}"] if left else []
    if samples:
        write_csv(path, samples)
        verdict = judge(samples)
        failures += verdict.failures
        print("\n".join(verdict.lines))
        print(f"Samples: {path}")
    for failure in failures:
        print(f"MISSED: {failure}")
    if broken:
        print(f"BROKEN: {broken}; see {path.with_suffix('.log')}")
        return 2
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
