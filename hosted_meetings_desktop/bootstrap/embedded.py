"""The embedded Dyte of practice mode, as a process of its own."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import anyio

from hosted_meetings_desktop.bootstrap.options import SIMULATOR_FLAG
from hosted_meetings_desktop.domain.account import (
    Credentials,
    DyteCredentials,
    Embedded,
    Provider,
    RealtimeKitCredentials,
)
from hosted_meetings_desktop.domain.errors import AppError

log = logging.getLogger(__name__)

_PATIENCE = 30.0
_GOODBYE = 5.0
_KEEP_ALIVE = 10
"""Seconds until an empty room's session ends: the real minute is long for somebody who is trying things out."""


@dataclass(frozen=True, slots=True)
class Ready:
    """What the process said when it was ready."""

    credentials: dict[Provider, Credentials]
    embedded: Embedded


class _Process:
    """One run of the service: its process, and a thread that reads what it says until it ends."""

    def __init__(self, command: list[str], errors: Path) -> None:
        hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows only
        with errors.open("w", encoding="utf-8") as written:
            self._popen = subprocess.Popen(  # noqa: S603 - our own program with our own arguments
                command, stdout=subprocess.PIPE, stderr=written, text=True, creationflags=hidden
            )
        self._line = ""
        self._spoke = threading.Event()
        self._reader = threading.Thread(target=self._read, name="embedded service", daemon=True)
        self._reader.start()

    @property
    def ended(self) -> bool:
        """Whether it is gone."""
        return self._popen.poll() is not None

    def first_line(self, patience: float) -> str:
        """Return what it said first; empty when it ended before, or has not said anything within ``patience``."""
        self._spoke.wait(patience)
        return self._line

    def stop(self) -> None:
        """End it."""
        self._popen.terminate()
        try:
            self._popen.wait(_GOODBYE)
        except subprocess.TimeoutExpired:
            log.info("the embedded service did not end by itself")
            self._popen.kill()
            self._popen.wait()
        self._reader.join(_GOODBYE)

    def _read(self) -> None:
        said = self._popen.stdout
        if said is None:
            return
        with said:
            self._line = said.readline()
            self._spoke.set()
            for _line in said:  # nothing more is expected, but a full pipe would hold it up
                pass


class EmbeddedService:
    """Starts, waits for and ends the process; starts it again when it is needed and has died."""

    def __init__(self, data: Path, before: Callable[[], None] = lambda: None) -> None:
        """Make the service; nothing is started yet.

        Args:
            data: Where it keeps its world.
            before: Waits until nobody else uses ``data``; called in a thread of its own before the process starts.
        """
        self._data = data
        self._before = before
        self._process: _Process | None = None
        self._ready: Ready | None = None
        self._stopped = False
        self._guard = threading.Lock()
        self._waiting = anyio.Lock()

    def start(self) -> None:
        """Start the process; returns at once.

        Raises:
            AppError: it cannot be started.
        """
        try:
            self._data.mkdir(parents=True, exist_ok=True, mode=0o700)
            seed = self._data / "seed"
            if not seed.exists():
                seed.write_text(uuid4().hex, encoding="ascii")
            command = [
                *_interpreter(), "--data", str(self._data), "--seed", seed.read_text(encoding="ascii"),
                "--parent-pid", str(os.getpid()), "--keep-alive", str(_KEEP_ALIVE),
            ]  # fmt: skip
            self._process = _Process(command, self._errors)
        except OSError as error:
            raise self._failed(type(error).__name__) from error

    @property
    def embedded(self) -> Embedded | None:
        """Where it runs, once it answered."""
        return self._ready.embedded if self._ready else None

    @property
    def died(self) -> bool:
        """Whether it has to be started again before anything else is asked of it."""
        return self._process is not None and self._process.ended

    async def ready(self) -> Ready:
        """Start it if it does not run, and wait until it answers.

        Raises:
            AppError: it did not start, or not in time; it may be asked for again.
        """
        async with self._waiting:
            if self._stopped:
                raise AppError("Practice mode has ended", "Start it again from the first screen.")
            if self.died:
                log.info("the embedded service is gone")
                self._process = self._ready = None
            if self._ready is None:
                self._ready = _read(await anyio.to_thread.run_sync(self._first_line, abandon_on_cancel=True))
            if self._ready is None:
                raise self._failed("")
            return self._ready

    def stop(self) -> None:
        """End the process; it is not started again."""
        with self._guard:
            self._stopped = True
            process, self._process = self._process, None
        if process is not None:
            process.stop()

    @property
    def _errors(self) -> Path:
        return self._data / "embedded-service.log"

    def _first_line(self) -> str:
        if self._process is None:
            self._before()
        with self._guard:
            if self._process is None and not self._stopped:
                self.start()
            process = self._process
        return "" if process is None else process.first_line(_PATIENCE)

    def _failed(self, why: str) -> AppError:
        return AppError(
            "Practice mode did not start",
            "What you planned is kept. Wait a moment, then try again; if that does not help, start the app again.",
            retryable=True,
            details=f"{why} see {self._errors}".strip(),
        )


def _interpreter() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, SIMULATOR_FLAG]
    return [sys.executable, "-m", "hosted_meetings_desktop.simulator"]


def _read(line: str) -> Ready | None:
    try:
        told: dict[str, Any] = json.loads(line)
        dyte, kit, call = told["dyte"], told["realtimekit"], told["call"]
        return Ready(
            {
                Provider.DYTE: DyteCredentials(dyte["organization_id"], dyte["api_key"], dyte["base_url"]),
                Provider.REALTIMEKIT: RealtimeKitCredentials(
                    kit["account_id"], kit["app_id"], kit["api_token"], kit["base_url"]
                ),
            },
            Embedded(call["base_uri"], call["edge_url"], told["control_url"], call["media"]),
        )
    except (ValueError, KeyError, TypeError):
        return None
