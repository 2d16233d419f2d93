"""A running app as the harness sees it: a process that answers gestures until it is killed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

_PATIENCE = 60.0


class App:
    """One life of the app; ``start`` it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._waiting: dict[int, asyncio.Future[dict[str, Any] | None]] = {}
        self._count = 0
        self.said: dict[str, asyncio.Event] = {name: asyncio.Event() for name in ("begun", "ready", "closed")}
        self.gone = asyncio.Event()
        self.complaints: list[str] = []
        self._readers = [asyncio.create_task(self._read()), asyncio.create_task(self._read_errors())]

    @classmethod
    async def start(
        cls,
        folder: Path,
        *arguments: str,
        port: int,
        organization: str,
        api_key: str,
        env: dict[str, str] | None = None,
    ) -> App:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.chaos.host", "--folder", str(folder),
            "--url", f"http://127.0.0.1:{port}/v2", "--organization", organization, *arguments,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            env=os.environ | {"CHAOS_API_KEY": api_key} | (env or {}), limit=1 << 24,
        )  # fmt: skip
        return cls(process)

    async def ask(self, command: dict[str, Any]) -> dict[str, Any] | None:
        """Send a command and return its answer, None when the app was killed before it came."""
        assert self._process.stdin is not None
        self._count += 1
        number = self._count
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        if self.gone.is_set():
            return None
        with contextlib.suppress(OSError):
            self._process.stdin.write((json.dumps(command | {"id": number}) + "\n").encode())
            await self._process.stdin.drain()
        try:
            return await asyncio.wait_for(answer, _PATIENCE)
        except TimeoutError:
            self.complaints.append(f"no answer within {_PATIENCE:.0f} s: {command}")
            self.kill()
            return None

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)

    async def until(self, event: str) -> None:
        """Wait until it said so, or is gone."""
        ends = [asyncio.create_task(self.said[event].wait()), asyncio.create_task(self.gone.wait())]
        await asyncio.wait(ends, timeout=_PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        for end in ends:
            end.cancel()

    async def close(self) -> None:
        """Let it end in an orderly way."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.write(b'{"do": "close"}\n')
            await self._process.stdin.drain()
        try:
            await asyncio.wait_for(self.gone.wait(), 30)
        except TimeoutError:
            self.complaints.append("did not close within 30 s")
            self.kill()
        await self.ended()

    async def ended(self) -> None:
        """Wait for the end of a process that was killed or closed."""
        await self._process.wait()
        await asyncio.gather(*self._readers)

    async def _read(self) -> None:
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            if not line.endswith(b"\n"):
                break  # killed in the middle of a word: it was not said
            told = json.loads(line)
            if told.get("event") == "died":
                self.complaints.append(f"a task of the background died: {told['error']}")
            elif "event" in told:
                self.said[told["event"]].set()
            elif (answer := self._waiting.pop(told["id"], None)) is not None and not answer.done():
                answer.set_result(told)
        self.gone.set()
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_result(None)

    async def _read_errors(self) -> None:
        assert self._process.stderr is not None
        while line := await self._process.stderr.readline():
            text = line.decode(errors="replace").rstrip()
            if os.environ.get("CHAOS_LOG"):
                sys.stderr.write(text + "\n")
            if " ERROR " in text or " CRITICAL " in text or text.startswith(("Traceback", "Fatal")):
                self.complaints.append(text)
