"""The archive's mark: the small file that says that a place is an archive, whose, and with which key."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass

from hosted_meetings_desktop.archive.key import key_check
from hosted_meetings_desktop.domain.ids import new_id

MARKER = "hosted-meetings-archive.json"
LONGEST_MARKER = 1 << 16
"""Bytes; more is no mark of ours, and is not read."""

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Marker:
    """What the mark says.

    Attributes:
        id: The archive's.
        check: Tells whether a key is its own; see ``key.key_check``.
    """

    id: str
    check: str

    @classmethod
    def begun(cls, key: bytes) -> Marker:
        """Return the mark of an archive that is begun now."""
        name = new_id()
        return cls(name, key_check(key, name))

    @classmethod
    def read(cls, data: bytes) -> Marker | None:
        """Return what a file says; None where that is no mark of ours."""
        try:
            found = json.loads(data) if len(data) <= LONGEST_MARKER else None
        except (ValueError, RecursionError):
            return None
        if not isinstance(found, dict) or found.get("format") != _FORMAT:
            return None
        name, check = found.get("id"), found.get("check")
        if not isinstance(name, str) or not isinstance(check, str) or not name:
            return None
        return cls(name, check) if (name + check).isascii() else None

    def text(self) -> str:
        """Return what is written."""
        return json.dumps({"format": _FORMAT, "id": self.id, "check": self.check})

    def fits(self, key: bytes, expected: str) -> bool:
        """Tell whether it is of the archive that is expected (any where that is empty), and the key is its own."""
        return hmac.compare_digest(self.check, key_check(key, self.id)) and expected in {"", self.id}
