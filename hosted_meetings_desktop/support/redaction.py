"""Takes secrets out of text before it is logged, copied or shown to IT."""

from __future__ import annotations

import re
from functools import cache

MASK = "[secret]"

# What is found, and what takes its place; ``%s`` is the mask. Nothing masked already is masked again.
_SECRETS = (
    # A JSON Web Token, also with the standard base64 alphabet that Dyte's SDK needs, also percent-encoded in a URL.
    (r"eyJ[\w+/=%-]{6,}(?:\.[\w+/=%-]+){0,2}", "%s"),
    # Whoever knows the path of a livestream's address can broadcast in the clinic's name.
    (r"""(?i)\b(rtmps?://[^\s/"'<>]+/)(?!\[secret\])[^\s"'<>]+""", r"\1%s"),
    # The password of an address.
    (r"""(\b[A-Za-z][\w+.-]*://[^\s/:@"']+:)(?!\[secret\])[^\s/@"']+(?=@)""", r"\1%s"),
    (r"(?i)\b(basic|bearer)(\s+)[\w+/=.~-]{8,}", r"\1\2%s"),
    # Whatever is called a secret; "sig" alone is the signature in a link to Azure's storage.
    (
        r"""(?ix)
        ((?:\b[\w-]{0,24}(?:token|api[_-]?key|secret|pass(?:phrase|w(?:or)?d)|stream[_-]?key|signature)["']?
            |(?:\b|%3F|%26)sig(?=\s*=|%3D)))
        (\s*(?:[=:]|%3D)\s*["']?)
        (?!\[secret\])
        ([^\s"'&,;})\]]+)
        """,
        r"\1\2%s",
    ),
)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return them ready for use; no start has to wait for that."""
    return tuple((re.compile(found), instead.replace("%s", MASK)) for found, instead in _SECRETS)


def redact(text: str) -> str:
    """Return ``text`` with tokens, keys, passwords and signed links' signatures replaced by ``[secret]``."""
    for pattern, instead in _patterns():
        text = pattern.sub(instead, text)
    return text
