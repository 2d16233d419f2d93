"""Carries a plan out: starts and kills the app, makes the weather, and judges what is left."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.chaos.app import App
from tests.chaos.line import Ambush, Line
from tests.chaos.model import Model
from tests.chaos.plan import CHANGES, Author, Life, Size, Spell
from tests.chaos.service import Service
from tests.chaos.verdict import Verdict, judge

_SETTLING = 90.0
"""Seconds within which everything must come right by itself once the weather is good."""


@dataclass
class Figures:
    """What happened.

    Attributes:
        counts: How often what happened.
        struck: How often each kind of fault did.
    """

    seed: int
    verdict: Verdict = field(default_factory=Verdict)
    counts: Counter[str] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def lines(self) -> list[str]:
        """Return the figures as text."""
        verdict, counts = self.verdict, self.counts
        ends = ", ".join(
            f"{counts['kill ' + how]} {how}" for how in ("starting", "opening", "later", "command", "deed")
        )
        faults = ", ".join(f"{count} {kind}" for kind, count in sorted(self.struck.items())) or "none"
        answers = f"{counts['acknowledged']} acknowledged, {counts['unanswered']} cut off"
        found = [
            f"{counts['gestures']} gestures, {counts['changes']} of them changes: {answers}",
            f"{counts['kills']} kills: {ends} ({counts['ambushed']} right in it)",
            f"faults: {faults}",
            f"{counts['offline']} spells offline, {counts['frozen']} frozen",
            f"{verdict.meetings} meetings in the end, {verdict.orphans} orphans, {self.seconds:.0f} s",
            f"{len(verdict.lost)} lost, {len(verdict.doubled)} doubled, {len(verdict.stuck)} stuck",
        ]
        reasons = [
            f"  {name}: {reason}" for name in ("lost", "doubled", "stuck") for reason in getattr(verdict, name)
        ]
        return found + reasons[:40]


@dataclass
class Harness:
    """One account, one store, one line between them."""

    service: Service
    line: Line
    folder: Path
    figures: Figures
    model: Model = field(default_factory=Model)
    arguments: tuple[str, ...] = ()

    async def live(self, life: Life) -> None:
        """Let the app live one life."""
        await self._weather_changes(life.rules)
        self.model.restarted()
        app = await self._start()
        weather = [asyncio.create_task(self._spell(spell)) for spell in life.spells]
        killer = asyncio.create_task(self._end(app, life))
        try:
            if life.end.how not in {"starting", "opening"}:
                await app.until("ready")
            for index, (pause, command) in enumerate(life.gestures):
                await asyncio.sleep(pause)
                if app.gone.is_set():
                    break
                last = index == len(life.gestures) - 1
                await self._gesture(
                    app, command, kill_after=life.end.seconds if last and life.end.how == "command" else None
                )
            await killer
        finally:
            killer.cancel()
            for spell in weather:
                spell.cancel()
            await asyncio.gather(killer, *weather, return_exceptions=True)
            app.kill()
            await app.ended()
            self.line.ambush = None
            self.service.freeze(on=False)
            await self.line.connect()
        self.model.complaints += app.complaints
        if life.end.how != "close":
            self.figures.counts.update(("kills", f"kill {life.end.how}"))

    async def _start(self) -> App:
        return await App.start(
            self.folder, *self.arguments, port=self.line.port, organization=self.service.organization,
            api_key=self.service.api_key,
        )  # fmt: skip

    async def _gesture(self, app: App, command: dict[str, Any], *, kill_after: float | None) -> None:
        self.figures.counts["gestures"] += 1
        asked = asyncio.create_task(app.ask(command))
        if kill_after is not None:
            await asyncio.sleep(kill_after)
            app.kill()
        answer = await asked
        if command["do"] in CHANGES:
            self.figures.counts["changes"] += 1
            self.model.note(command, answer)

    async def _end(self, app: App, life: Life) -> None:
        end = life.end
        if end.how == "deed":
            self.line.ambush = Ambush(end.moment, end.method, app.kill)
        if end.how in {"opening", "later", "deed"}:
            await app.until({"opening": "begun"}.get(end.how, "ready"))
        if end.how in {"starting", "opening", "later"}:
            await asyncio.sleep(end.seconds)
            app.kill()
        elif end.how == "deed":
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(app.gone.wait(), end.seconds)
            self.figures.counts["ambushed"] += self.line.ambush is None
            app.kill()
        elif end.how == "close":
            await asyncio.sleep(end.seconds)
            await app.close()
        await app.gone.wait()

    # ---- the weather
    async def _weather_changes(self, rules: tuple[dict[str, Any], ...]) -> None:
        self.figures.struck.update(await self.service.struck())
        await self.service.misbehave(rules)

    async def _spell(self, spell: Spell) -> None:
        await asyncio.sleep(spell.begins)
        self.figures.counts[spell.kind] += 1
        if spell.kind == "frozen":
            self.service.freeze(on=True)
            await asyncio.sleep(spell.seconds)
            self.service.freeze(on=False)
        else:
            self.line.cut()
            await asyncio.sleep(spell.seconds)
            await self.line.connect()

    # ---- the end
    async def come_right(self) -> Verdict:
        """Let the weather be good, wait until the app says that nothing waits, and compare."""
        await self._weather_changes(())
        while await self.service.late_deeds():
            await asyncio.sleep(0.2)
        app = await self._start()
        await app.until("ready")
        ends_at, calm, status = time.monotonic() + _SETTLING, 0, None
        while calm < 4 and time.monotonic() < ends_at:
            await asyncio.sleep(1)
            status = await app.ask({"do": "status"})
            if status is None or "error" in status:
                break
            calm = 0 if status["waiting"] or status["checks"] or status["standing"] != "online" else calm + 1
        listed = await app.ask({"do": "list"}) or {"meetings": []}
        whole = await app.ask({"do": "check"})
        await app.close()
        verdict = judge(self.model, listed["meetings"], await self.service.rooms())
        verdict.lost += app.complaints
        if whole is None or "error" in whole:
            verdict.lost.append(f"the store is damaged: {whole}")
        if calm < 4:
            verdict.stuck.append(f"not at rest after {_SETTLING:.0f} s: {status}")
        return verdict


@contextlib.asynccontextmanager
async def harness(seed: int, *arguments: str) -> AsyncIterator[Harness]:
    """Give a harness over a new simulator and a new store; ends both."""
    service = Service()
    with tempfile.TemporaryDirectory(prefix="hosted-meetings-chaos-") as folder:
        await service.start()
        line = Line(service.port)
        try:
            await line.connect()
            yield Harness(service, line, Path(folder), Figures(seed), arguments=arguments)
        finally:
            line.cut()
            await service.stop()


async def run(seed: int, size: Size, *, limit: float = 330.0, progress: bool = False) -> Figures:
    """Carry the plan of ``seed`` out, for at most ``limit`` seconds and the settling after it."""
    return await carry_out(seed, Author(seed, size).lives(), limit=limit, progress=progress)


async def carry_out(
    seed: int, lives: list[Life], *arguments: str, limit: float = 330.0, progress: bool = False
) -> Figures:
    """Let the app live ``lives``; ``arguments`` are the host's."""
    began = time.monotonic()
    async with harness(seed, *arguments) as here:
        figures, late = here.figures, []
        for index, life in enumerate(lives, 1):
            if time.monotonic() - began > limit:
                late.append(f"too slow: {index} of {len(lives)} lives in {limit:.0f} s")
                break
            await here.live(life)
            if progress and index % 10 == 0:
                sys.stderr.write(f"{index} of {len(lives)} lives, {time.monotonic() - began:.0f} s\n")
        figures.verdict = await here.come_right()
        figures.verdict.stuck += late
        figures.counts.update(acknowledged=here.model.acknowledged, unanswered=here.model.unanswered)
    figures.seconds = time.monotonic() - began
    return figures
