"""Runs a program in a process of its own, with warm bytecode, and reads the marks it prints."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
_GOODBYE = 20.0
_PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: what was measured, beside its baseline.

    Attributes:
        ratio: What the bar holds for.
        at_least: Whether the bar is the least allowed instead of the most.
    """

    name: str
    measured: str
    baseline: str
    ratio: float
    bar: float
    at_least: bool = False

    @property
    def passed(self) -> bool:
        return self.ratio >= self.bar if self.at_least else self.ratio <= self.bar


class Run:
    """A process under way; its marks are milliseconds since it was started, ``told`` is what came with them."""

    def __init__(
        self, arguments: tuple[str, ...], folder: Path, told: str, more: Mapping[str, str] | None = None
    ) -> None:
        environ = (
            os.environ
            | (more or {})
            | {
                "HOSTED_MEETINGS_HOME": str(folder / "home"),
                "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
                "HOSTED_MEETINGS_FAKE_MEDIA": "1",
            }
        )
        # Every side starts as an installed program does: with its bytecode at hand.
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        self._errors = (folder / "errors.txt").open("a+", encoding="utf-8")
        self._started = time.monotonic_ns()
        self._process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, text=True,
        )  # fmt: skip
        assert self._process.stdin is not None
        with self._process.stdin as to_child:
            to_child.write(told)
        self.pid = self._process.pid
        self.marks: dict[str, float] = {}
        self.told: dict[str, dict[str, float]] = {}
        self._watch = threading.Timer(_PATIENCE, self._process.kill)
        self._watch.daemon = True
        self._watch.start()

    def until(self, name: str) -> float:
        """Return when the mark ``name`` came, in milliseconds since the start."""
        assert self._process.stdout is not None
        while name not in self.marks:
            line = self._process.stdout.readline()
            if not line:
                self._errors.seek(0)
                raise RuntimeError(f"ended before {name!r}, after {self.marks}\n{self._errors.read()[-4000:]}")
            told = json.loads(line)
            self.marks[told["mark"]] = (told["ns"] - self._started) / 1e6
            self.told[told["mark"]] = told
        return self.marks[name]

    def end(self) -> None:
        """Wait for its own end, or end it."""
        try:
            self._process.wait(_GOODBYE)
        except subprocess.TimeoutExpired:
            self._process.terminate()
            self._process.wait(_GOODBYE)
        finally:
            self._watch.cancel()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._errors.close()

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()


@contextlib.contextmanager
def running(*arguments: str, folder: Path, told: str = "", environ: Mapping[str, str] | None = None) -> Iterator[Run]:
    """Run ``python -m arguments`` while the block runs.

    Args:
        arguments: The module and what follows it.
        folder: Holds its bytecode and the app's home.
        told: What it reads from its standard input.
        environ: What else stands in its environment.
    """
    run = Run(arguments, folder, told, environ)
    try:
        yield run
    except BaseException:
        run.terminate()
        raise
    finally:
        run.end()
