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
from hosted_meetings_desktop.domain.archive import Progress
from hosted_meetings_desktop.domain.vault import Missing, NotWhole

PART = 8 << 20
_MOST_PARTS = 9_000  # S3 allows 10,000
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
        length = max(PART, -(-size // _MOST_PARTS // 65_536) * 65_536 + 65_536 if size > PART * _MOST_PARTS else PART)
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
                    mark = self._put_part(upload, number, data, digest.digest())
                parts.append({"PartNumber": number, "ETag": mark})
        with bucket_told():
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
        with bucket_told():
            answer = self.client.create_multipart_upload(Bucket=self.bucket, Key=self.name, ContentType=_TYPE)
        upload: str = answer["UploadId"]
        self.notes.write_text(json.dumps({"name": self.name, "upload": upload}), encoding="utf-8")
        return upload

    def _noted(self) -> str:
        try:
            found = json.loads(self.notes.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return ""
        fits = isinstance(found, dict) and found.get("name") == self.name
        return str(found.get("upload", "")) if fits else ""

    def _prove(self, size: int, expected: str, read_back: Callable[[], None]) -> None:
        """Compare length and mark; where the mark is not one of the content, the content itself."""
        with bucket_told():
            found = self.client.head_object(Bucket=self.bucket, Key=self.name)
        try:
            _must_be_as_long(found["ContentLength"], size)
            if found.get("ETag", "").strip('"') != expected:
                read_back()
        except NotWhole:
            with bucket_told():
                self.client.delete_object(Bucket=self.bucket, Key=self.name)
            self.notes.unlink(missing_ok=True)
            raise


def _must_be_as_long(found: int, size: int) -> None:
    if found != size:
        raise NotWhole(f"{found} bytes in the bucket instead of {size}")


def _hex(mark: str) -> str:
    found = _MD5.fullmatch(mark)
    return found[1] if found and not found[2] else ""


def _base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode()
