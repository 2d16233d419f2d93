"""Takes secrets out of text before it is logged, copied or shown to IT."""

from __future__ import annotations

import re

MASK = "[secret]"

# A JSON Web Token, also with the standard base64 alphabet that Dyte's SDK needs, also percent-encoded in a URL.
_JWT = re.compile(r"eyJ[\w+/=%-]{6,}(?:\.[\w+/=%-]+){0,2}")
_HEADER = re.compile(r"(?i)\b(basic|bearer)(\s+)[\w+/=.~-]{8,}")
_NAMED = re.compile(
    r"""(?ix)
    (\b[\w-]{0,24}(?:token|api[_-]?key|secret|passw(?:or)?d|stream[_-]?key|signature|client[_-]?secret)["']?)
    (\s*[=:]\s*["']?)
    ([^\s"'&,;})\]]+)
    """
)


def redact(text: str) -> str:
    """Return ``text`` with tokens, keys, passwords and signed links' signatures replaced by ``[secret]``."""
    text = _JWT.sub(MASK, text)
    text = _HEADER.sub(rf"\1\2{MASK}", text)
    return _NAMED.sub(rf"\1\2{MASK}", text)
