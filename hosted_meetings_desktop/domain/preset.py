"""Presets: what a participant may do and sees, named as the provider knows them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is to a meeting; each has a usual preset."""

    HOST = "host"
    COLLEAGUE = "colleague"
    PATIENT = "patient"
    RELATIVE = "relative"
    INTERPRETER = "interpreter"


@dataclass(frozen=True, slots=True)
class Preset:
    """A preset of the account, by the name that ``add participant`` takes (case matters)."""

    id: str
    name: str


USUAL_PRESETS: dict[Role, str] = {
    Role.HOST: "group_call_host",
    Role.COLLEAGUE: "group_call_participant",
    Role.PATIENT: "group_call_guest",
    Role.RELATIVE: "group_call_guest",
    Role.INTERPRETER: "group_call_guest",
}
"""The names every new account has (FACTS: default presets); an account may have its own."""
