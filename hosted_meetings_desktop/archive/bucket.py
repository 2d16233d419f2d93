"""The archive in a bucket of the clinic's own that speaks S3; what is on its way is sealed in a folder of this PC."""

from __future__ import annotations

import contextlib
import hashlib
import posixpath
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import Any, cast

from hosted_meetings_desktop.archive.bucket_client import bucket_told, open_client
from hosted_meetings_desktop.archive.bucket_file import BucketFile, read_up_to
from hosted_meetings_desktop.archive.container import SealedReader
from hosted_meetings_desktop.archive.intake import Incoming, SealedIntake, is_place, item_at
from hosted_meetings_desktop.archive.marker import LONGEST_MARKER, MARKER, Marker
from hosted_meetings_desktop.archive.troubles import told
from hosted_meetings_desktop.archive.upload import Upload, noted_name
from hosted_meetings_desktop.domain.archive import Damaged, ItemId, Progress
from hosted_meetings_desktop.domain.sealed_files import SealedFile, SealedPage
from hosted_meetings_desktop.domain.vault import (
    Bucket,
    Missing,
    NotWhole,
    VaultProblem,
    VaultRoom,
    VaultTrouble,
)

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
        if marker is None and not expected:
            marker = self._begin()
        found = self._must_be_ours(marker, expected)
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
        with told():
            there = part.exists()
        if not there:
            if not self.has(place):
                raise Missing
            return
        with self._incoming.alone(item), told():
            self._incoming.taken(item).close()  # an unfinished one never gets there
            self._upload(item, place).run(progress, lambda: self._must_equal(place, part, progress))
            part.unlink()
        self._incoming.leave(item)

    def drop(self, item: ItemId) -> None:
        """Forget what was taken in of a file, and what of it was uploaded."""
        self._incoming.drop(item)  # first: whoever is uploading it has it
        with told():
            notes = self._notes(item)
            if name := noted_name(notes):
                Upload(self._client, self._bucket.name, name, self._incoming.part(item), notes).give_up()
            notes.unlink(missing_ok=True)

    def content(self, place: str) -> SealedReader:
        """Return the content of what lies at a place; only what is asked for is fetched."""
        try:
            file = BucketFile(self._client, self._bucket.name, self._name(place))
        except Missing:
            self._must_still_be_there()
            raise
        return SealedReader(cast("Any", file), self._key, item_at(place))

    def has(self, place: str) -> bool:
        """Return whether something lies at a place."""
        try:
            with bucket_told():
                self._client.head_object(Bucket=self._bucket.name, Key=self._name(place))
        except Missing:
            self._must_still_be_there()
            return False
        return True

    def sealed(self, after: str) -> SealedPage:
        """Return the files of the next page that the service gives: some hundreds."""
        if not after:
            self._must_still_be_there()
        begin = self._name("")  # ends with a slash, if it has anything
        go_on = {"ContinuationToken": after} if after else {}
        files, following = [], ""
        # Years begin with a 2: whatever else the bucket is used for is mostly not even listed.
        with bucket_told():
            page = self._client.list_objects_v2(Bucket=self._bucket.name, Prefix=f"{begin}2", **go_on)
            for each in page.get("Contents", ()):
                place = str(each["Key"])[len(begin) :]
                if is_place(place):
                    files.append(SealedFile(place, int(each["Size"]), each["LastModified"].astimezone(UTC)))
            if page.get("IsTruncated"):
                following = str(page["NextContinuationToken"])
        return SealedPage(tuple(files), following)

    def remove(self, place: str) -> None:
        """Delete what lies at a place; a bucket that keeps versions keeps it for as long as it does that."""
        try:
            with bucket_told():
                self._client.delete_object(Bucket=self._bucket.name, Key=self._name(place))
        except Missing:  # what some services say of what is not there
            self._must_still_be_there()

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

    def _must_equal(self, place: str, part: Path, progress: Progress) -> None:
        """Read the object and compare it with the file, byte for byte; what ``progress`` raises breaks it off."""
        there = BucketFile(self._client, self._bucket.name, self._name(place))
        with told(), part.open("rb") as here:
            done, size = 0, part.stat().st_size
            while data := here.read(_SLICE):
                progress(done, size)
                if hashlib.sha256(there.read_at(done, len(data))).digest() != hashlib.sha256(data).digest():
                    raise NotWhole("the bucket holds something else than was sent")
                done += len(data)

    def _must_still_be_there(self) -> None:
        """Look for the marker: whatever answers for the bucket now may say of everything that it is not there."""
        self._must_be_ours(self._read_marker(), self._id)

    def _must_be_ours(self, marker: Marker | None, expected: str) -> str:
        if marker is None:
            raise VaultProblem(
                VaultTrouble.EMPTY,
                "The archive is not in its bucket",
                "The bucket is there, but nothing of the archive is. Check its name and the folder in it.",
            )
        if not marker.fits(self._key, expected):
            raise VaultProblem(
                VaultTrouble.FOREIGN,
                "Another archive lies in this bucket",
                "It belongs to another PC or account. Nothing was changed. Choose another bucket or folder in it.",
            )
        return marker.id

    def _read_marker(self) -> Marker | None:
        try:
            with bucket_told():
                answer = self._client.get_object(Bucket=self._bucket.name, Key=self._name(MARKER))
                with contextlib.closing(answer["Body"]) as body:
                    found = Marker.read(read_up_to(body, LONGEST_MARKER + 1))
        except Missing:
            return None
        if found is None:
            raise VaultProblem(
                VaultTrouble.DAMAGED,
                "The archive's bucket is damaged",
                f"The object {MARKER} in it cannot be read. Nothing was changed. Put that object back.",
            )
        return found

    def _begin(self) -> Marker:
        marker = Marker.begun(self._key)
        with bucket_told():
            self._client.put_object(
                Bucket=self._bucket.name,
                Key=self._name(MARKER),
                Body=marker.text().encode(),
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
        direct, deeper = posixpath.join(prefix, name), list[str]()
        with bucket_told():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket.name, Prefix=f"{prefix}/" if prefix else ""
            )
            for page in pages:
                for each in page.get("Contents", ()):
                    if each["Key"] == direct:
                        return direct
                    if posixpath.basename(each["Key"]) == name:
                        deeper.append(str(each["Key"]))
        # Of several nobody can say which it is, and another visit's film must not be taken for this one's.
        return deeper[0] if len(deeper) == 1 else None

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
