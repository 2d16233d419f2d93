"""Reads an object of a bucket from anywhere, as if it were a file."""

from __future__ import annotations

import contextlib
import os
from collections import OrderedDict
from typing import Any

from hosted_meetings_desktop.archive.bucket_client import bucket_told
from hosted_meetings_desktop.domain.archive import Damaged
from hosted_meetings_desktop.domain.vault import VaultProblem, VaultTrouble

_BLOCK = 1 << 20
_KEPT_BLOCKS = 12
_AHEAD = 4
"""Blocks that are asked for at once where somebody reads on: one journey instead of four."""


class BucketFile:
    """What ``SealedReader`` needs of a file, by ranged reads; blocks that were read are kept for a while.

    All reads are of one version of the object: when it is replaced meanwhile, reading fails.
    """

    def __init__(self, client: Any, bucket: str, name: str) -> None:
        """Look for the object.

        Raises:
            Missing: it is not there.
            VaultProblem: it cannot be read.
        """
        self._client, self._bucket, self._name = client, bucket, name
        with bucket_told():
            found = client.head_object(Bucket=bucket, Key=name)
            self.length: int = found["ContentLength"]
        self._mark: str = found.get("ETag", "")
        self._place = 0
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self._last = -2

    def seek(self, place: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place, as files do."""
        origin = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self.length}[whence]
        self._place = max(origin + place, 0)
        return self._place

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        found = self.read_at(self._place, self.length if size < 0 else size)
        self._place += len(found)
        return found

    def read_at(self, place: int, size: int) -> bytes:
        """Return up to ``size`` bytes from ``place``; fewer only at the end."""
        parts = []
        end = min(place + size, self.length)
        while place < end:
            number, within = divmod(place, _BLOCK)
            part = self._block(number)[within : within + end - place]
            parts.append(part)
            place += len(part)
        return b"".join(parts)

    def close(self) -> None:
        """Forget what was read."""
        self._blocks.clear()

    def _block(self, number: int) -> bytes:
        if number not in self._blocks:
            self._fetch(number, _AHEAD if number == self._last + 1 else 1)
        self._last = number
        self._blocks.move_to_end(number)
        return self._blocks[number]

    def _fetch(self, number: int, count: int) -> None:
        begin = number * _BLOCK
        end = min(begin + count * _BLOCK, self.length)
        match = {"IfMatch": self._mark} if self._mark else {}
        with bucket_told():
            answer = self._client.get_object(
                Bucket=self._bucket, Key=self._name, Range=f"bytes={begin}-{end - 1}", **match
            )
            with contextlib.closing(answer["Body"]) as body:
                # Before any of it is read: who ignores the range would send all of a film.
                self._must_be_asked_for(answer, begin, end)
                data = read_up_to(body, end - begin)
        if len(data) != end - begin:
            raise VaultProblem(
                VaultTrouble.AWAY, "The archive's bucket broke off", "It is read again when you try again."
            )
        for place in range(0, len(data), _BLOCK):
            self._blocks[number + place // _BLOCK] = data[place : place + _BLOCK]
        while len(self._blocks) > _KEPT_BLOCKS:
            self._blocks.popitem(last=False)

    def _must_be_asked_for(self, answer: dict[str, Any], begin: int, end: int) -> None:
        """Refuse another part than was asked for (RFC 9110 section 14.4); all of it is as good where all was."""
        span = answer.get("ContentRange")
        right = span.startswith(f"bytes {begin}-{end - 1}/") if span else (begin, end) == (0, self.length)
        if not right or answer.get("ContentLength", end - begin) != end - begin:
            raise Damaged("the bucket gave another part than was asked for")


def read_up_to(body: Any, size: int) -> bytes:
    """Read up to so many bytes, whatever else may follow."""
    parts = []
    while size and (part := body.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
