"""Makes the archive's places from what a clinic decided."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from hosted_meetings_desktop.domain.vault import Bucket, MakeVault, OwnStorage, Vault, VaultKind, VaultPlace


def place_maker(key: Callable[[], bytes], folder: Path, staging: Path) -> MakeVault:
    """Return what makes an archive at a place.

    Args:
        key: Asks for the archive's key, in the worker thread that needs it first.
        folder: The app's own, where none is chosen.
        staging: Where what goes to a bucket is sealed on this PC.
    """

    def make(place: VaultPlace, _expected: str) -> Vault:
        if place.kind is VaultKind.BUCKET and place.bucket is not None:
            from hosted_meetings_desktop.archive.bucket import BucketVault

            where = f"{place.bucket.endpoint} {place.bucket.name} {place.bucket.prefix}"
            name = hashlib.sha256(where.encode()).hexdigest()[:16]
            return BucketVault(place.bucket, key, staging / name)
        from hosted_meetings_desktop.archive.folder import FolderVault

        return FolderVault(Path(place.folder) if place.folder else folder, key, own=not place.folder)

    return make


def own_storage(bucket: Bucket) -> OwnStorage:
    """Return the bucket into which the account itself records."""
    from hosted_meetings_desktop.archive.bucket import OwnBucket

    return OwnBucket(bucket)
