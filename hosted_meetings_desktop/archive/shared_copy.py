"""A recording in a ZIP that opens with a password: AES-256 as WinZip, 7-Zip and others know it (APPNOTE, AE-2)."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from hosted_meetings_desktop.domain.vault import Content

_SLICE = 1 << 20


def write_shared_copy(
    content: Content,
    name: str,
    target: Path,
    password: str,
    progress: Callable[[int, int | None], None],
    *,
    more: Sequence[tuple[Content, str]] = (),
) -> None:
    """Write a copy; see ``domain.sharing.MakeCopy``. Nothing readable touches the disk."""
    import pyzipper  # type: ignore[import-untyped]  # only for this

    unfinished = target.with_name(f".{target.name}.part")
    files = ((content, name), *more)
    total, done = sum(each.length for each, _name in files), 0
    try:
        with unfinished.open("wb") as file:
            packed = pyzipper.AESZipFile(file, "w", compression=pyzipper.ZIP_STORED)
            try:
                packed.setpassword(password.encode())
                packed.setencryption(pyzipper.WZ_AES, nbits=256)
                for each, called in files:
                    with packed.open(called, "w", force_zip64=True) as inside:
                        for place in range(0, each.length, _SLICE):
                            part = each.read_at(place, _SLICE)
                            inside.write(part)
                            done += len(part)
                            progress(done, total)
                packed.close()
            except BaseException:
                packed.fp = None  # else it wants to end what the disk did not take, and hides why it did not
                raise
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
