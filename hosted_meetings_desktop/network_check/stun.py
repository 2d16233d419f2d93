"""The few STUN messages that show whether a media server answers (RFC 8489, RFC 8656)."""

from __future__ import annotations

import secrets
import struct

_COOKIE = 0x2112A442
_HEADER = struct.Struct(">HHI12s")
HEADER = _HEADER.size
LONGEST = 4096
_BINDING, _ALLOCATE = 0x0001, 0x0003
_REQUESTED_TRANSPORT = struct.pack(">HHI", 0x0019, 4, 17 << 24)  # UDP, as calls ask for
_ERROR_CODE = 0x0009
_ANSWERS = 0x0110


def binding_request() -> bytes:
    """Return a request that every STUN server answers."""
    return _message(_BINDING)


def allocate_request() -> bytes:
    """Return a request for a relay without credentials: a TURN server says 401, which proves that it is there."""
    return _message(_ALLOCATE, _REQUESTED_TRANSPORT)


def _message(kind: int, attributes: bytes = b"") -> bytes:
    return _HEADER.pack(kind, len(attributes), _COOKIE, secrets.token_bytes(12)) + attributes


def rest_length(header: bytes) -> int:
    """Return how many bytes follow a header on a stream (RFC 8489, 5).

    Raises:
        ValueError: that is no STUN message.
    """
    kind, length, cookie, _id = _HEADER.unpack(header)
    if kind & 0xC000 or cookie != _COOKIE or length % 4 or length > LONGEST:
        raise ValueError("not STUN")
    return int(length)


def answers(request: bytes, reply: bytes) -> str | None:
    """Return what a reply says to a request ("" for yes, else the error's number); None where it is none to it."""
    if len(reply) < HEADER or reply[8:HEADER] != request[8:HEADER]:
        return None
    try:
        length = rest_length(reply[:HEADER])
    except ValueError:
        return None
    kind = struct.unpack_from(">H", reply)[0]
    asked = struct.unpack_from(">H", request)[0]
    if not kind & _ANSWERS or kind & ~_ANSWERS != asked or len(reply) < HEADER + length:
        return None
    return _error(reply[HEADER : HEADER + length]) if kind & 0x0010 else ""


def _error(attributes: bytes) -> str:
    while len(attributes) >= 4:
        kind, length = struct.unpack_from(">HH", attributes)
        if kind == _ERROR_CODE and len(attributes) >= 8:
            return str((attributes[6] & 7) * 100 + attributes[7])
        attributes = attributes[4 + length + -length % 4 :]
    return "error"
