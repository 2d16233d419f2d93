"""Copies of the store, from which it can be put back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why a copy was made."""

    DAILY = "daily"
    UPDATE = "update"  # before a newer version of the app changed the file
    ASKED = "asked"  # by a person
    REPLACED = "replaced"  # what was there before another copy was put back
    SET_ASIDE = "set-aside"  # could not be opened, and was put out of the way for a new one


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of the store, encrypted with the same key.

    Attributes:
        name: Its file's name.
        made_at: Aware UTC.
        size: Bytes.
    """

    name: str
    made_at: datetime
    reason: Reason
    size: int


@dataclass(frozen=True, slots=True)
class Upgrade:
    """How far the store is on its way to the schema of this program.

    Attributes:
        step: Which step is under way, from 1: the copy, each change of the schema, the check.
        of: How many there are.
    """

    step: int
    of: int
