"""What is going to happen, all of it from one seed: lives of the app, gestures in them, weather, and their ends."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

NAMES = ("Asha", "Ben", "Cleo", "Dana")
PRESETS = ("group_call_guest", "group_call_participant")

CHANGES = ("plan", "edit", "cancel", "restore", "undo")
"""The gestures that change what should exist."""


@dataclass(frozen=True)
class End:
    """How a life ends.

    Attributes:
        how: "starting" (``seconds`` after the process began), "opening" (after it began to open its store),
            "later" (after it was ready), "command" (after the last gesture was sent), "deed" (in the middle of one),
            "close" (in an orderly way).
        moment: Of the deed, see ``line.Ambush``.
        method: Of the deed.
    """

    how: str
    seconds: float = 0.0
    moment: str = ""
    method: str = ""


@dataclass(frozen=True)
class Spell:
    """A while without the service, from so many seconds after the start on: "offline" or "frozen"."""

    kind: str
    begins: float
    seconds: float


@dataclass(frozen=True)
class Life:
    """One run of the app."""

    rules: tuple[dict[str, Any], ...]
    spells: tuple[Spell, ...]
    gestures: tuple[tuple[float, dict[str, Any]], ...]
    """(pause in seconds, command)."""
    end: End


@dataclass(frozen=True)
class Size:
    """How much is to happen.

    Attributes:
        lives: How many times the app is started.
        births: How many new stores, and as many old ones, are opened under kills.
        gestures: How many a life has, from and to; many are cut off by its end.
        disk_errors: How many errors a disk makes.
        latest: Seconds by which a late deed comes, within the quiet time.
        very_late: Seconds by which some additions come, when they have been given up.
    """

    lives: int
    births: int
    gestures: tuple[int, int]
    disk_errors: int
    latest: float = 4.5
    very_late: tuple[float, float] = (7.0, 10.0)


FULL = Size(lives=130, births=5, gestures=(3, 6), disk_errors=1000)
SHORT = Size(lives=20, births=1, gestures=(5, 9), disk_errors=100)


class Author:
    """Writes the plan; the same seed gives the same one."""

    def __init__(self, seed: int, size: Size) -> None:
        self._random = random.Random(seed)  # noqa: S311 (repeatable)
        self._size = size
        self._numbers = 0
        self._titles: dict[int, int] = {}

    def lives(self) -> list[Life]:
        return [self._life(index) for index in range(self._size.lives)]

    def _life(self, index: int) -> Life:
        chance = self._random
        end = self._end(index)
        count = chance.randint(1, 2) if end.how in {"starting", "opening"} else chance.randint(*self._size.gestures)
        gestures = tuple((chance.choice((0.0, 0.0, 0.05, 0.3, 0.8)) * chance.random(), self.gesture())
                         for _ in range(count))  # fmt: skip
        return Life(self._rules(), self._spells(), gestures, end)

    def _end(self, index: int) -> End:
        chance = self._random
        how = chance.choices(("starting", "opening", "later", "command", "deed", "close"), (5, 12, 22, 18, 38, 5))[0]
        if index == 0:
            how = "later"
        if how == "deed":
            method = chance.choices(("POST", "PATCH", "DELETE", ""), (50, 20, 10, 20))[0]
            return End(how, 3.0, chance.choice(("before", "sent", "sent", "answer", "answer")), method)
        longest = {"starting": 0.3, "opening": 0.3, "later": 3.0, "command": 0.02, "close": 2.0}.get(how, 0.0)
        return End(how, round(chance.random() * longest, 4))

    # ---- what goes wrong
    def _rules(self) -> tuple[dict[str, Any], ...]:
        chance = self._random
        if chance.random() < 0.2:
            return ()
        return tuple(self._rule() for _ in range(chance.randint(1, 3)))

    def _rule(self) -> dict[str, Any]:
        chance = self._random
        kind = chance.choices(
            ("answer_lost", "stored_late", "server_error", "rate_limited", "dropped", "latency", "malformed_body"),
            (25, 25, 12, 6, 12, 12, 8),
        )[0]
        rule: dict[str, Any] = {
            "kind": kind, "seed": chance.randrange(1 << 30), "probability": round(chance.uniform(0.15, 0.6), 2),
        }  # fmt: skip
        if kind in {"answer_lost", "stored_late", "malformed_body"} and chance.random() < 0.7:
            rule["method"] = chance.choice(("POST", "POST", "PATCH", "DELETE"))
        if kind == "stored_late":
            rule["seconds"] = round(chance.uniform(0.5, self._size.latest), 2)
            if rule.get("method") == "POST" and chance.random() < 0.2:
                rule["seconds"] = round(chance.uniform(*self._size.very_late), 2)
            rule["status"] = chance.choice((0, 504, 504))
        if kind == "server_error":
            rule["status"] = chance.choice((500, 503))
        if kind == "rate_limited":
            rule["retry_after"] = chance.choice((0, 1, 2))
        if kind == "latency":
            rule["seconds"] = round(chance.uniform(0.05, 0.8), 2)
        return rule

    def _spells(self) -> tuple[Spell, ...]:
        chance = self._random
        if chance.random() > 0.3:
            return ()
        if chance.random() < 0.3:
            return (Spell("frozen", round(chance.random() * 2, 2), round(chance.uniform(0.2, 1.5), 2)),)
        return (Spell("offline", round(chance.random() * 2, 2), round(chance.uniform(0.3, 4.0), 2)),)

    # ---- what the host does
    def gesture(self) -> dict[str, Any]:
        chance = self._random
        what = chance.choices(
            ("plan", "title", "people", "record", "cancel", "restore", "undo", "ticket", "refresh"),
            (32, 13, 20, 5, 9, 6, 9, 4, 4),
        )[0]
        if what == "refresh":
            return {"do": "refresh"}
        if what == "plan" or not self._numbers:
            self._numbers += 1
            return {
                "do": "plan", "number": self._numbers, "title": f"Visit {self._numbers}",
                "record": chance.random() < 0.2, "people": self._people(),
            }  # fmt: skip
        number = max(1, self._numbers - min(int(chance.expovariate(0.25)), self._numbers - 1))
        match what:
            case "title":
                self._titles[number] = self._titles.get(number, 0) + 1
                return {"do": "edit", "number": number, "title": f"Visit {number} #{self._titles[number]}"}
            case "people":
                return {"do": "edit", "number": number, "people": self._people()}
            case "record":
                return {"do": "edit", "number": number, "record": chance.random() < 0.5}
            case _:
                return {"do": what, "number": number}

    def _people(self) -> dict[str, str]:
        chance = self._random
        chosen = chance.sample(NAMES, chance.randint(0, 3))
        return {name + chance.choice(("", "", " B.")): chance.choice(PRESETS) for name in chosen}


def bad_line(visits: int) -> list[Life]:
    """Return what doubles things for whoever just sends again: most answers to additions are lost, nobody dies."""
    author = Author(1, SHORT)
    rules = (
        {"kind": "stored_late", "method": "POST", "seconds": 0.5, "probability": 0.4, "seed": 1},
        {"kind": "answer_lost", "method": "POST", "probability": 0.5, "seed": 2},
    )
    plans = [author.gesture() | {"do": "plan", "number": number, "title": f"Visit {number}", "record": False,
                                 "people": {"Asha": PRESETS[0]}} for number in range(1, visits + 1)]  # fmt: skip
    return [Life(rules, (), tuple((0.0, plan) for plan in plans), End("close", 4.0))]
