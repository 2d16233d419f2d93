"""Runs ``disk_host`` on a disk that fails at random: what was kept stays whole, the rest is told in a sentence."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

_SOURCE = Path(__file__).with_name("disk_faults.c")
_LONGEST = 150.0


@dataclass
class DiskFigures:
    """What a run on a bad disk came to."""

    injected: int = 0
    rounds: int = 0
    acknowledged: int = 0
    failures: int = 0
    backups: int = 0
    titles: dict[str, int] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return not self.complaints

    def lines(self) -> list[str]:
        done = f"{self.injected} disk errors in {self.rounds} rounds: {self.acknowledged} changes acknowledged, "
        done += f"{self.failures} refused with a sentence, {self.backups} backups opened"
        return [f"{done}, {len(self.complaints)} complaints", *(f"  {reason}" for reason in self.complaints)]


def why_not() -> str:
    """Return why there can be no bad disk here; empty when there can."""
    if sys.platform != "linux":
        return "errors are injected with LD_PRELOAD, which only Linux has"
    return "" if shutil.which("cc") else "there is no C compiler"


def bad_disk(seed: int, errors: int) -> DiskFigures:
    """Use a store until the disk has made so many errors."""
    with tempfile.TemporaryDirectory(prefix="hosted-meetings-disk-") as made:
        folder, library, control = Path(made, "home"), Path(made, "faults.so"), Path(made, "control")
        (folder / "data").mkdir(parents=True)
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, _SOURCE, "-ldl"], check=True)
        control.write_bytes(struct.pack("IIQQ", 0, (seed * 2654435761 + 1) % (1 << 32) or 1, 0, 0))
        done = subprocess.run(
            [
                sys.executable, "-m", "tests.chaos.disk_host", "--folder", folder, "--control", control,
                "--seed", str(seed), "--errors", str(errors),
            ],
            env=os.environ
            | {
                "LD_PRELOAD": str(library),
                "CHAOS_DISK_CONTROL": str(control),
                "CHAOS_DISK_FOLDER": str(folder / "data"),
            },
            stdout=subprocess.PIPE, text=True, timeout=_LONGEST, check=False,
        )  # fmt: skip
    if done.returncode:
        return DiskFigures(complaints=[f"it ended with {done.returncode}"])
    return DiskFigures(**json.loads(done.stdout))
