"""Short marks by which hosts are told apart where a name has no room."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_NO_JOIN = "\N{ZERO WIDTH NON-JOINER}"


def host_mark(name: str, letters: int = 1) -> str:
    """Return "AO" for "Dr. Ada Osei": the beginnings of the last two words, of the former ``letters`` letters.

    Titles with a dot are no part of a name; of a name in one word its first two letters stand for it.
    """
    words = [word for word in name.replace("-", " ").split() if not word.endswith(".")] or name.split()
    if not words:
        return ""
    parts = [words[0][:2]] if len(words) == 1 else [words[-2][:letters], words[-1][:1]]
    mark = "".join(part[:1].upper() + part[1:].lower() for part in parts)
    joins = any(unicodedata.bidirectional(letter) == "AL" for letter in mark)
    return _NO_JOIN.join(mark) if joins else mark


def host_marks(names: Iterable[str]) -> dict[str, str]:
    """Return the marks of hosts, longer where two would share one.

    Args:
        names: As they are written in meetings; the same host may be written in several ways.

    Returns:
        By name without space around it, in one case.
    """
    known = {name.strip().casefold(): name.strip() for name in sorted(names) if name.strip()}
    made = {key: host_mark(name) for key, name in known.items()}
    for letters in (2, 3):
        found = list(made.values())
        for key, name in known.items():
            if found.count(made[key]) > 1:
                made[key] = host_mark(name, letters)
    return made
