"""Who issued a certificate: what inspects a clinic's encrypted traffic is named by it."""

from __future__ import annotations

_NAMES = {b"\x55\x04\x0a": "organization", b"\x55\x04\x0b": "unit", b"\x55\x04\x03": "name"}
_TEXTS = {0x0C: "utf-8", 0x13: "ascii", 0x16: "ascii", 0x14: "latin-1", 0x1E: "utf-16-be", 0x1C: "utf-32-be"}
_SEQUENCE, _SET, _ID, _VERSION = 0x30, 0x31, 0x06, 0xA0
_LONGEST = 120


def issuer_of(certificate: bytes) -> str:
    """Return the issuer's organization and name of a certificate in DER (RFC 5280, 4.1); empty where it has none.

    The standard library only tells it of certificates that it trusts.
    """
    try:
        _tag, outer, _rest = _value(certificate)
        _tag, body, _rest = _value(outer)
        tag, _first, rest = _value(body)
        if tag == _VERSION:
            _tag, _serial, rest = _value(rest)
        _tag, _algorithm, rest = _value(rest)
        tag, issuer, _rest = _value(rest)
        return _said(_parts(issuer)) if tag == _SEQUENCE else ""
    except (IndexError, ValueError):
        return ""


def _said(parts: dict[str, str]) -> str:
    told = [parts.get("organization", ""), parts.get("name", "") or parts.get("unit", "")]
    text = ", ".join(dict.fromkeys(part for part in told if part))
    return "".join(letter for letter in text if letter.isprintable())[:_LONGEST]


def _parts(issuer: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    while issuer:
        tag, members, issuer = _value(issuer)
        while tag == _SET and members:
            _tag, pair, members = _value(members)
            kind, name, rest = _value(pair)
            text, value, _rest = _value(rest)
            if kind == _ID and name in _NAMES and text in _TEXTS:
                found.setdefault(_NAMES[name], value.decode(_TEXTS[text], errors="replace").strip())
    return found


def _value(data: bytes) -> tuple[int, bytes, bytes]:
    """Return a value's tag, its content and what follows it (X.690, 8.1).

    Raises:
        ValueError: it is cut short.
        IndexError: the same.
    """
    tag, length, start = data[0], data[1], 2
    if length & 0x80:
        count = length & 0x7F
        start += count
        length = int.from_bytes(data[2:start], "big")
    if len(data) < start + length:
        raise ValueError("cut short")
    return tag, data[start : start + length], data[start + length :]
