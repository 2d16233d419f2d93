"""The simulator as a process of its own, steered and looked into from outside."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from dataclasses import dataclass, field
from typing import Any

import httpx

_PER_PAGE = 100


@dataclass(frozen=True)
class Told:
    """A room as the service tells it, with its people as (custom id, name, preset)."""

    id: str
    title: str
    active: bool
    record: bool
    people: tuple[tuple[str, str, str], ...]


@dataclass
class Service:
    """Start with ``start``, end with ``stop``."""

    api_key: str = ""
    organization: str = ""
    port: int = 0
    _process: asyncio.subprocess.Process | None = None
    _http: httpx.AsyncClient = field(default_factory=lambda: httpx.AsyncClient(trust_env=False, timeout=30))

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "hosted_meetings_desktop.simulator", "--port", "0", "--seed", "chaos",
            "--parent-pid", str(os.getpid()), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        assert self._process.stdout is not None
        ready = json.loads(await asyncio.wait_for(self._process.stdout.readline(), 60))["dyte"]
        self.api_key, self.organization = ready["api_key"], ready["organization_id"]
        self.port = httpx.URL(ready["base_url"]).port or 0

    async def stop(self) -> None:
        await self._http.aclose()
        if self._process is not None and self._process.returncode is None:
            self.freeze(on=False)
            self._process.kill()
            await self._process.wait()

    def freeze(self, *, on: bool) -> None:
        """Let the process stand still, or go on."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGSTOP if on else signal.SIGCONT)

    async def misbehave(self, rules: tuple[dict[str, Any], ...]) -> None:
        """Put these rules in force instead of those there were; see ``simulator.faults.Rule``."""
        await self._control("DELETE", "faults")
        if rules:
            await self._control("POST", "faults", json=list(rules))

    async def struck(self) -> dict[str, int]:
        """Return how often each kind of fault struck since the rules were set."""
        found: dict[str, int] = {}
        for rule in await self._control("GET", "faults"):
            found[rule["kind"]] = found.get(rule["kind"], 0) + rule["struck"]
        return found

    async def late_deeds(self) -> int:
        """Return how many deeds were answered and are still to be done."""
        return int((await self._control("GET", "state"))["late_deeds"])

    async def rooms(self) -> list[Told]:
        """Return every room with its people."""
        told = []
        for room in await self._all("meetings"):
            people = await self._all(f"meetings/{room['id']}/participants")
            told.append(
                Told(
                    room["id"], room.get("title") or "", room["status"] == "ACTIVE", room["record_on_start"],
                    tuple((one["custom_participant_id"], one["name"], one["preset_name"]) for one in people),
                )
            )  # fmt: skip
        return told

    async def _all(self, path: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        while True:
            answer = await self._http.get(
                f"http://127.0.0.1:{self.port}/v2/{path}", auth=(self.organization, self.api_key),
                params={"page_no": len(rows) // _PER_PAGE + 1, "per_page": _PER_PAGE},
            )  # fmt: skip
            page = answer.raise_for_status().json()["data"]
            rows += page
            if len(page) < _PER_PAGE:
                return rows

    async def _control(self, method: str, path: str, **more: Any) -> Any:
        answer = await self._http.request(method, f"http://127.0.0.1:{self.port}/control/{path}", **more)
        return answer.raise_for_status().json()["data"]
