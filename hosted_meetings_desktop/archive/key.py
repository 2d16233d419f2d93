"""The archive's key, made from that of the store: one entry in the keyring opens both."""

from __future__ import annotations

import hashlib
import hmac

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PURPOSE = b"hosted-meetings archive key"


def archive_key(store_key: bytes) -> bytes:
    """Return the 32 bytes that every file's own key is derived from (HKDF, RFC 5869).

    Who holds it cannot get at the store's; so a copy may be kept for the archive alone.
    """
    return HKDF(SHA256(), length=32, salt=None, info=_PURPOSE).derive(store_key)


def key_check(key: bytes, archive: str) -> str:
    """Return what tells, beside an archive's files, whether a key is theirs; it does not give the key away."""
    return hmac.new(key, f"hosted-meetings archive {archive}".encode(), hashlib.sha256).hexdigest()
