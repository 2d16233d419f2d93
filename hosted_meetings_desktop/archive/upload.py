"""Puts one sealed file into a bucket, part by part, goes on where it broke off, and proves that it arrived."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hosted_meetings_desktop.archive.bucket_client import bucket_told
from hosted_meetings_desktop.archive.intake import replace_text
from hosted_meetings_desktop.domain.archive import Progress
from hosted_meetings_desktop.domain.vault import Missing, NotWhole, VaultProblem, VaultTrouble

PART = 8 << 20
_MOST_PARTS = 9_000  # S3 allows 10,000
_STEP = 65_536
_MD5 = re.compile(r'"?([0-9a-f]{32})(?:-(\d+))?"?')
_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Upload:
    """One file on its way.

    Attributes:
        file: The sealed file.
        notes: Where the id of an unfinished upload is kept, so that another run goes on with it.
    """

    client: Any
    bucket: str
    name: str
    file: Path
    notes: Path

    def run(self, progress: Progress, read_back: Callable[[], None]) -> None:
        """Upload what is missing and prove all of it.

        Args:
            progress: Told the bytes; what it raises breaks off, and another run goes on.
            read_back: Reads the whole object and raises where it is not the file: for services whose marks prove
                nothing.

        Raises:
            NotWhole: what arrived is not what was sent; it was removed there.
            VaultProblem: the service or the network failed.
        """
        size = self.file.stat().st_size
        if self._is_there(size):  # all of it, of a run that did not come to hear so
            self.give_up()
            progress(size, size)
            return
        expected = self._put_whole(size, progress) if size <= PART else self._put_parts(size, progress)
        self._prove(size, expected, read_back)
        self.notes.unlink(missing_ok=True)

    def give_up(self) -> None:
        """Tell the service to forget the parts that it has."""
        upload = self._noted()
        if upload:
            with contextlib.suppress(Missing), bucket_told():
                self.client.abort_multipart_upload(Bucket=self.bucket, Key=self.name, UploadId=upload)
        self.notes.unlink(missing_ok=True)

    def _put_whole(self, size: int, progress: Progress) -> str:
        data = self.file.read_bytes()
        digest = hashlib.md5(data, usedforsecurity=False)
        progress(0, size)
        with bucket_told():
            self.client.put_object(
                Bucket=self.bucket, Key=self.name, Body=data, ContentMD5=_base64(digest.digest()), ContentType=_TYPE
            )
        progress(size, size)
        return digest.hexdigest()

    def _put_parts(self, size: int, progress: Progress) -> str:
        length = part_length(size)
        upload, known = self._resumed()
        if not upload:
            upload, known = self._begun(), {}
        parts, digests = [], b""
        with self.file.open("rb") as file:
            for number, place in enumerate(range(0, size, length), 1):
                progress(place, size)
                data = file.read(length)
                digest = hashlib.md5(data, usedforsecurity=False)
                digests += digest.digest()
                mark = known.get(number, "")
                if _hex(mark) != digest.hexdigest():
                    try:
                        mark = self._put_part(upload, number, data, digest.digest())
                    except Missing as error:
                        raise self._forgotten() from error
                parts.append({"PartNumber": number, "ETag": mark})
        # Not there any more: it was ended already, and the answer was lost on its way. What is there is proved below.
        with contextlib.suppress(Missing), bucket_told():
            self.client.complete_multipart_upload(
                Bucket=self.bucket, Key=self.name, UploadId=upload, MultipartUpload={"Parts": parts}
            )
        progress(size, size)
        return f"{hashlib.md5(digests, usedforsecurity=False).hexdigest()}-{len(parts)}"

    def _put_part(self, upload: str, number: int, data: bytes, digest: bytes) -> str:
        with bucket_told():
            answer = self.client.upload_part(
                Bucket=self.bucket,
                Key=self.name,
                UploadId=upload,
                PartNumber=number,
                Body=data,
                ContentMD5=_base64(digest),
            )
            mark: str = answer["ETag"]
        return mark

    def _resumed(self) -> tuple[str, dict[int, str]]:
        """Return the unfinished upload of an earlier run and the marks of its parts, or nothing."""
        upload = self._noted()
        if not upload:
            return "", {}
        parts: dict[int, str] = {}
        try:
            with bucket_told():
                pages = self.client.get_paginator("list_parts").paginate(
                    Bucket=self.bucket, Key=self.name, UploadId=upload
                )
                for page in pages:
                    parts |= {each["PartNumber"]: each["ETag"] for each in page.get("Parts", ())}
        except Missing:  # the service forgot it, or it was completed
            return "", {}
        return upload, parts

    def _begun(self) -> str:
        self._abort_others()
        with bucket_told():
            answer = self.client.create_multipart_upload(Bucket=self.bucket, Key=self.name, ContentType=_TYPE)
            upload: str = answer["UploadId"]
        replace_text(self.notes, json.dumps({"name": self.name, "upload": upload}))
        return upload

    def _abort_others(self) -> None:
        """Abort uploads of this file that nobody knows of any more: their parts would be kept, and paid for."""
        with contextlib.suppress(Missing, VaultProblem), bucket_told():
            found = self.client.list_multipart_uploads(Bucket=self.bucket, Prefix=self.name)
            for each in found.get("Uploads", ()):
                if each["Key"] == self.name:
                    self.client.abort_multipart_upload(Bucket=self.bucket, Key=self.name, UploadId=each["UploadId"])

    def _noted(self) -> str:
        name, upload = _read_note(self.notes)
        return upload if name == self.name else ""

    def _forgotten(self) -> VaultProblem:
        self.notes.unlink(missing_ok=True)
        return VaultProblem(
            VaultTrouble.AWAY,
            "The bucket's service forgot what was uploaded of a file",
            "The file is safe on this PC. The app uploads it again by itself.",
        )

    def _is_there(self, size: int) -> bool:
        """Tell whether the object is there already, by its length and its mark."""
        try:
            with bucket_told():
                found = self.client.head_object(Bucket=self.bucket, Key=self.name)
        except Missing:
            return False
        if found.get("ContentLength") != size:
            return False
        mark: str = found.get("ETag", "")
        return mark.strip('"') == self._mark_of(size)

    def _mark_of(self, size: int) -> str:
        """Return the mark that the object has where the service makes it of the content."""
        length, digests = part_length(size) if size > PART else size, list[bytes]()
        with self.file.open("rb") as file:
            while data := file.read(length):
                digests.append(hashlib.md5(data, usedforsecurity=False).digest())
        if size <= PART:
            return digests[0].hex() if digests else ""
        return f"{hashlib.md5(b''.join(digests), usedforsecurity=False).hexdigest()}-{len(digests)}"

    def _prove(self, size: int, expected: str, read_back: Callable[[], None]) -> None:
        """Compare length and mark; where the mark is not one of the content, the content itself."""
        try:
            with bucket_told():
                found = self.client.head_object(Bucket=self.bucket, Key=self.name)
        except Missing as error:
            raise self._forgotten() from error
        try:
            _must_be_as_long(found.get("ContentLength"), size)
            if found.get("ETag", "").strip('"') != expected:
                read_back()
        except NotWhole:
            with bucket_told():
                self.client.delete_object(Bucket=self.bucket, Key=self.name)
            self.notes.unlink(missing_ok=True)
            raise


def part_length(size: int) -> int:
    """Return how long the parts of a file are: as short as they may be for the parts that S3 allows."""
    needed = -(-size // _MOST_PARTS)
    return max(PART, -(-needed // _STEP) * _STEP)


def noted_name(notes: Path) -> str:
    """Return which object an unfinished upload is of; empty where there is none, or its note cannot be read."""
    return _read_note(notes)[0]


def _read_note(notes: Path) -> tuple[str, str]:
    try:
        found = json.loads(notes.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return "", ""
    return (str(found.get("name", "")), str(found.get("upload", ""))) if isinstance(found, dict) else ("", "")


def _must_be_as_long(found: int | None, size: int) -> None:
    if found != size:
        raise NotWhole(f"{found} bytes in the bucket instead of {size}")


def _hex(mark: str) -> str:
    found = _MD5.fullmatch(mark)
    return found[1] if found and not found[2] else ""


def _base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode()
