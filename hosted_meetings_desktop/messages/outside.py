"""Makes texts from outside fit for a header, a line and an error: names, titles, what servers say."""

from __future__ import annotations

import re
import unicodedata

from hosted_meetings_desktop.support.redaction import redact

LONGEST_NAME = 120
LONGEST_WORDS = 300
_LONGEST_NOTE = 2000
_MOST_NOTE_LINES = 20

# Control characters, halves of a character, line and paragraph separators (which end lines for some programs).
_BREAKING = frozenset({"Cc", "Cs", "Zl", "Zp"})
# What turns the reading direction around: a name could make a line read differently from what it says.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_ADDRESS = re.compile(r"<?[^\s<>@\"'(),:;]+@[^\s<>@\"'(),:;]+>?")
_URL = re.compile(r"(?i)(?:https?|ftp)://\S+|www\.\S+")
_IP = re.compile(r"\[?(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])\]?|\[?\b(?:[0-9a-f]{1,4}:){3,7}[0-9a-f:]*\]?", re.I)
_HOST = re.compile(r"(?<![\w@.-])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){2,}[a-z]{2,24}\b", re.I)
_PHONE = re.compile(r"\+\d[\d\s().-]{5,}\d|\b\d{8,}\b")


def one_line(text: str, longest: int = LONGEST_NAME) -> str:
    """Return ``text`` as one line without control characters, cut at ``longest`` characters."""
    kept = "".join(
        " " if unicodedata.category(sign) in _BREAKING else sign
        for sign in text[: longest * 8]
        if sign not in _TURNING
    )
    line = " ".join(kept.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def few_lines(text: str) -> tuple[str, ...]:
    """Return the lines of a note, each cleaned, empty ones left out."""
    lines = (one_line(line, _LONGEST_NOTE) for line in text[:_LONGEST_NOTE].splitlines()[:_MOST_NOTE_LINES])
    return tuple(line for line in lines if line)


def server_words(said: str) -> str:
    """Return what a server said, without addresses of people and servers, links, phone numbers and secrets."""
    words = redact(one_line(said, LONGEST_WORDS * 4))
    for pattern, instead in ((_URL, ""), (_ADDRESS, "…"), (_IP, "…"), (_HOST, "…"), (_PHONE, "…")):
        words = pattern.sub(instead, words)
    return one_line(words, LONGEST_WORDS)


def is_right_to_left(text: str) -> bool | None:
    """Tell which way a text reads by its first letter that has a direction; None where no letter has one."""
    for sign in text:
        direction = unicodedata.bidirectional(sign)
        if direction in {"R", "AL"}:
            return True
        if direction == "L":
            return False
    return None
