"""Compares what the service has with what the app has: lost, doubled, stuck."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.chaos.model import Model, kept
from tests.chaos.service import Told

_MARKER = "hosted-meetings-"
_VISIT = re.compile(r"Visit (\d+)(?: #\d+)?$")


@dataclass
class Verdict:
    """Each with its reasons."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    orphans: int = 0
    meetings: int = 0

    @property
    def good(self) -> bool:
        return not (self.lost or self.doubled or self.stuck)


def judge(model: Model, listed: list[dict[str, Any]], rooms: list[Told]) -> Verdict:
    """Compare the model, the app's list and the service's rooms."""
    verdict = Verdict(meetings=len(listed))
    ours = {one["number"]: one for one in listed if one["number"] is not None}
    for number in model.numbers:
        model.check(number, kept(ours[number]["state"]) if number in ours else None)
    verdict.lost += model.complaints
    verdict.doubled += [f"meeting shown twice or not ours: {one['title']}" for one in listed if one["number"] is None]
    verdict.doubled += [
        f"meeting {number} is listed {count} times"
        for number, count in Counter(one["number"] for one in listed).items()
        if count > 1 and number is not None
    ]
    by_id = {room.id: room for room in rooms}
    for one in listed:
        _judge_meeting(one, by_id, verdict)
    used = {one["room"] for one in listed}
    verdict.orphans = sum(room.id not in used and room.title.startswith(_MARKER) for room in rooms)
    verdict.doubled += [
        f"a room without its meeting: {room.title}"
        for room in rooms
        if room.id not in used and not room.title.startswith(_MARKER)
    ]
    titled = Counter(found[1] for room in rooms if (found := _VISIT.match(room.title)))
    verdict.doubled += [f"{count} rooms for visit {number}" for number, count in titled.items() if count > 1]
    return verdict


def _judge_meeting(one: dict[str, Any], rooms: dict[str, Told], verdict: Verdict) -> None:
    name, state = one["title"], one["state"]
    trouble = [trouble for _name, _preset, trouble in one["people"].values() if trouble]
    if one["sync"] != "synced" or one["problem"] or one["conflicts"] or trouble:
        verdict.stuck.append(f"{name}: {one['sync']} {one['problem']} {one['conflicts']} {trouble}")
    if one["room"] is None:
        if state["active"]:
            verdict.lost.append(f"{name}: no room")
        return
    room = rooms.get(one["room"])
    if room is None:
        verdict.lost.append(f"{name}: its room is not there")
        return
    wanted = (state["title"], state["record"], state["active"])
    if (room.title, room.record, room.active) != wanted:
        verdict.lost.append(f"{name}: {wanted} is {(room.title, room.record, room.active)} at the service")
    _judge_people(one, room, verdict)


def _judge_people(one: dict[str, Any], room: Told, verdict: Verdict) -> None:
    there = Counter(custom for custom, _name, _preset in room.people)
    for custom, count in there.items():
        if count > 1:
            verdict.doubled.append(f"{one['title']}: {custom} is there {count} times")
        if custom not in one["people"]:
            verdict.doubled.append(f"{one['title']}: somebody is there who is not invited")
    for custom, (name, preset, _trouble) in one["people"].items():
        # Nobody is added to a cancelled meeting; who was there before may stay, since the room is closed.
        if custom not in there and one["state"]["active"]:
            verdict.lost.append(f"{one['title']}: {name} is not there")
        said = [(told, as_what) for known, told, as_what in room.people if known == custom]
        if one["state"]["active"] and said and said[0] != (name, preset):
            verdict.lost.append(f"{one['title']}: {(name, preset)} is there as {said[0]}")
