"""The embedded Dyte of practice mode, as a process of its own."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
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


class EmbeddedService:
    """Starts, waits for and ends the process."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._process: subprocess.Popen[str] | None = None
        self._ready: Ready | None = None
        self._waiting = anyio.Lock()

    def start(self) -> None:
        """Start the process; returns at once."""
        self._data.mkdir(parents=True, exist_ok=True, mode=0o700)
        seed = self._data / "seed"
        if not seed.exists():
            seed.write_text(uuid4().hex, encoding="ascii")
        command = [
            *_interpreter(), "--data", str(self._data), "--seed", seed.read_text(encoding="ascii"),
            "--parent-pid", str(os.getpid()), "--keep-alive", str(_KEEP_ALIVE),
        ]  # fmt: skip
        errors = (self._data / "embedded-service.log").open("w", encoding="utf-8")
        hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows only
        with errors:
            self._process = subprocess.Popen(  # noqa: S603 - our own program with our own arguments
                command, stdout=subprocess.PIPE, stderr=errors, text=True, creationflags=hidden
            )

    @property
    def embedded(self) -> Embedded | None:
        """Where it runs, once it answered."""
        return self._ready.embedded if self._ready else None

    async def ready(self) -> Ready:
        """Start it if it does not run yet, and wait until it answers.

        Raises:
            AppError: it did not start.
        """
        async with self._waiting:
            if self._ready is None:
                if self._process is None:
                    self.start()
                with anyio.move_on_after(_PATIENCE):
                    line = await anyio.to_thread.run_sync(self._first_line, abandon_on_cancel=True)
                    self._ready = _read(line)
            if self._ready is None:
                raise AppError(
                    "Practice mode did not start",
                    "What you planned is kept. Close the app and start it again.",
                    details=f"see {self._data / 'embedded-service.log'}",
                )
            return self._ready

    def stop(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_GOODBYE)
        except subprocess.TimeoutExpired:
            log.info("the embedded service did not end by itself")
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()

    def _first_line(self) -> str:
        if self._process is None or self._process.stdout is None:
            return ""
        return self._process.stdout.readline()


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
