"""The archive in a bucket of the clinic's own that speaks S3; what is on its way is sealed in a folder of this PC."""

from __future__ import annotations

import hashlib
import json
import posixpath
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from hosted_meetings_desktop.archive.bucket_client import bucket_told, open_client
from hosted_meetings_desktop.archive.bucket_file import BucketFile
from hosted_meetings_desktop.archive.container import SealedReader
from hosted_meetings_desktop.archive.folder import MARKER
from hosted_meetings_desktop.archive.intake import Incoming, SealedIntake
from hosted_meetings_desktop.archive.key import key_check
from hosted_meetings_desktop.archive.troubles import told
from hosted_meetings_desktop.archive.upload import Upload
from hosted_meetings_desktop.domain.archive import Damaged, ItemId, Progress
from hosted_meetings_desktop.domain.ids import new_id
from hosted_meetings_desktop.domain.vault import Bucket, Missing, NotWhole, VaultProblem, VaultRoom, VaultTrouble

_FORMAT = 1
_SLICE = 4 << 20


class BucketVault:
    """Implements ``domain.vault.Vault``.

    Args:
        bucket: Where, and the keys to it.
        key: Asks for the archive's key; called once, in the thread that needs it.
        staging: A folder of this PC for what is on its way: sealed there, uploaded, then removed.
    """

    def __init__(self, bucket: Bucket, key: Callable[[], bytes], staging: Path) -> None:
        self._bucket = bucket
        self._ask = key
        self._staging = staging
        self._id = ""
        self._key = b""
        self._opened: Any = None
        self._arriving: Incoming | None = None

    @property
    def id(self) -> str:
        """The archive's id; empty before :meth:`open`."""
        return self._id

    def open(self, expected: str) -> str:
        """Look whether the bucket is the archive's, and begin one where none was expected."""
        self._key = self._key or self._ask()
        marker = self._read_marker()
        if marker is None:
            if expected:
                raise VaultProblem(
                    VaultTrouble.EMPTY,
                    "The archive is not in its bucket",
                    "The bucket is there, but nothing of the archive is. Check its name and the folder in it.",
                )
            marker = self._begin()
        found = str(marker["id"])
        if marker["check"] != key_check(self._key, found) or expected not in {"", found}:
            raise VaultProblem(
                VaultTrouble.FOREIGN,
                "Another archive lies in this bucket",
                "It belongs to another PC or account. Nothing was changed. Choose another bucket or folder in it.",
            )
        with told():
            self._staging.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._arriving = Incoming(self._staging, self._key)
        self._id = found
        return found

    def room(self) -> VaultRoom:
        """Return how much room there is: a bucket does not say."""
        return VaultRoom(None)

    def intake(self, item: ItemId) -> SealedIntake:
        """Begin or go on to take in a file, on this PC."""
        return self._incoming.intake(item)

    def taken(self, item: ItemId) -> SealedReader:
        """Return the content of what was taken in wholly."""
        return self._incoming.taken(item)

    def put(self, item: ItemId, place: str, progress: Progress) -> None:
        """Upload what was taken in wholly, prove that it arrived, and remove it here."""
        part = self._incoming.part(item)
        if not part.exists():
            if not self.has(place):
                raise Missing
            return
        self._incoming.taken(item).close()  # an unfinished one never gets there
        self._upload(item, place).run(progress, lambda: self._must_equal(place, part))
        with told():
            part.unlink()
        self._incoming.leave(item)

    def drop(self, item: ItemId) -> None:
        """Forget what was taken in of a file, and what of it was uploaded."""
        notes = self._notes(item)
        if notes.exists():
            place = str(json.loads(notes.read_text(encoding="utf-8")).get("name", ""))
            Upload(self._client, self._bucket.name, place, self._incoming.part(item), notes).give_up()
        self._incoming.drop(item)

    def content(self, place: str) -> SealedReader:
        """Return the content of what lies at a place; only what is asked for is fetched."""
        return SealedReader(cast("Any", BucketFile(self._client, self._bucket.name, self._name(place))), self._key)

    def has(self, place: str) -> bool:
        """Return whether something lies at a place."""
        try:
            with bucket_told():
                self._client.head_object(Bucket=self._bucket.name, Key=self._name(place))
        except Missing:
            return False
        return True

    def remove(self, place: str) -> None:
        """Delete what lies at a place; a bucket that keeps versions keeps it for as long as it does that."""
        with bucket_told():
            self._client.delete_object(Bucket=self._bucket.name, Key=self._name(place))

    def close(self) -> None:
        """Close the connections."""
        client, self._opened = self._opened, None
        if client is not None:
            client.close()

    @property
    def _client(self) -> Any:
        if self._opened is None:
            self._opened = open_client(self._bucket)
        return self._opened

    @property
    def _incoming(self) -> Incoming:
        if self._arriving is None:
            raise AssertionError("the archive is opened first")
        return self._arriving

    def _upload(self, item: ItemId, place: str) -> Upload:
        part = self._incoming.part(item)
        return Upload(self._client, self._bucket.name, self._name(place), part, self._notes(item))

    def _notes(self, item: ItemId) -> Path:
        return self._incoming.part(item).with_suffix(".upload")

    def _name(self, place: str) -> str:
        return posixpath.join(self._bucket.prefix.strip("/"), place)

    def _must_equal(self, place: str, part: Path) -> None:
        """Read the object and compare it with the file, byte for byte."""
        there = BucketFile(self._client, self._bucket.name, self._name(place))
        with told(), part.open("rb") as here:
            done = 0
            while data := here.read(_SLICE):
                if hashlib.sha256(there.read_at(done, len(data))).digest() != hashlib.sha256(data).digest():
                    raise NotWhole("the bucket holds something else than was sent")
                done += len(data)

    def _read_marker(self) -> dict[str, Any] | None:
        try:
            with bucket_told():
                text = self._client.get_object(Bucket=self._bucket.name, Key=self._name(MARKER))["Body"].read()
        except Missing:
            return None
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if not isinstance(found, dict) or found.get("format") != _FORMAT or not {"id", "check"} <= found.keys():
            raise VaultProblem(
                VaultTrouble.DAMAGED,
                "The archive's bucket is damaged",
                f"The object {MARKER} in it cannot be read. Nothing was changed. Put that object back.",
            )
        return found

    def _begin(self) -> dict[str, Any]:
        name = new_id()
        marker = {"format": _FORMAT, "id": name, "check": key_check(self._key, name)}
        with bucket_told():
            self._client.put_object(
                Bucket=self._bucket.name,
                Key=self._name(MARKER),
                Body=json.dumps(marker).encode(),
                ContentType="application/json",
            )
        return marker


class OwnBucket:
    """Implements ``domain.vault.OwnStorage``: the bucket into which the account itself records."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket
        self._opened: Any = None

    def find(self, file_name: str) -> str | None:
        """Return where a recording's file lies: in the folder of the settings, or deeper in it."""
        name = posixpath.basename(file_name)
        if not name:
            return None
        prefix = self._bucket.prefix.strip("/")
        direct = posixpath.join(prefix, name)
        with bucket_told():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket.name, Prefix=f"{prefix}/" if prefix else ""
            )
            for page in pages:
                for each in page.get("Contents", ()):
                    if each["Key"] == direct or posixpath.basename(each["Key"]) == name:
                        return str(each["Key"])
        return None

    def look(self) -> None:
        """Prove that it can be read."""
        prefix = self._bucket.prefix.strip("/")
        with bucket_told():
            self._client.list_objects_v2(Bucket=self._bucket.name, Prefix=f"{prefix}/" if prefix else "", MaxKeys=1)

    def content(self, place: str) -> BucketFile:
        """Return the content of what lies at a place, which is not sealed: it is not of the archive."""
        if not place:
            raise Damaged("it has no place")
        return BucketFile(self._client, self._bucket.name, place)

    @property
    def _client(self) -> Any:
        if self._opened is None:
            self._opened = open_client(self._bucket)
        return self._opened
