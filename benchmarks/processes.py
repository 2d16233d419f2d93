"""What the processes of a program take: their proportional share of memory and their processor time (Linux only)."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_UTIME, _STIME = 11, 12
"""Places in /proc/<pid>/stat after the name; see proc(5)."""


@dataclass(frozen=True, slots=True)
class Process:
    """One process at one moment.

    Attributes:
        kind: What it is there for: ``--type`` of a browser's process, else the name of its program or module.
        share_mb: Proportional share of memory (PSS), in 10^6 bytes.
        files_mb: What of it are files: programs and libraries, which count less the more processes have them open.
        cpu_s: Processor seconds up to now, its own and not its children's.
    """

    pid: int
    kind: str
    share_mb: float
    files_mb: float
    cpu_s: float


def measurable() -> bool:
    """Return whether this system tells a process's proportional share."""
    return (PROC / "self" / "smaps_rollup").exists()


def tree(pid: int, without: Callable[[str], bool] = lambda _kind: False) -> list[Process]:
    """Return a process and all below it, except those of a kind and what is below them.

    A process that ends meanwhile is left out.
    """
    found: list[Process] = []
    for one in _below(pid, without):
        try:
            found.append(look(one))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def look(pid: int) -> Process:
    """Return how one process stands.

    Raises:
        FileNotFoundError, ProcessLookupError: there is none (any more).
    """
    folder = PROC / str(pid)
    smaps = (folder / "smaps_rollup").read_text("ascii")
    return Process(
        pid,
        kind_of((folder / "cmdline").read_bytes()),
        share_of(smaps),
        share_of(smaps, "Pss_File"),
        cpu_of((folder / "stat").read_text("utf-8", "replace")),
    )


def kind_of(command: bytes) -> str:
    """Return what a process is there for, from its command line."""
    words = [word.decode(errors="replace") for word in command.replace(b"\0", b" ").split()]
    if not words:
        return "ended"
    given = dict(word.removeprefix("--").split("=", 1) for word in words if word.startswith("--") and "=" in word)
    if kind := given.get("type"):
        return given.get("utility-sub-type", kind).split(".")[0]
    if "-m" in words[:-1]:
        return words[words.index("-m") + 1]
    return Path(words[0]).name


def share_of(smaps: str, name: str = "Pss") -> float:
    """Return the share that smaps_rollup tells, in megabytes; 0 for a process that has ended."""
    found = re.search(rf"^{name}:\s+(\d+) kB", smaps, re.MULTILINE)
    return int(found[1]) * 1024 / 1e6 if found else 0.0


def cpu_of(stat: str) -> float:
    """Return the processor seconds that a stat file tells."""
    fields = stat.rpartition(")")[2].split()
    return (int(fields[_UTIME]) + int(fields[_STIME])) / _TICKS


def cpu_between(before: list[Process], after: list[Process]) -> float:
    """Return the processor seconds of what lives at the end: what it took since, all of it where it is new."""
    past = {process.pid: process.cpu_s for process in before}
    return sum(process.cpu_s - past.get(process.pid, 0.0) for process in after)


def _below(pid: int, without: Callable[[str], bool]) -> Iterator[int]:
    try:
        kind = kind_of((PROC / str(pid) / "cmdline").read_bytes())
        lists = [path.read_text("ascii") for path in (PROC / str(pid) / "task").glob("*/children")]
    except (FileNotFoundError, ProcessLookupError):
        return
    if without(kind):
        return
    yield pid
    for children in lists:
        for child in children.split():
            yield from _below(int(child), without)
