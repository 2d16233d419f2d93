"""A shared copy opens with its password in other programs, with no other, and is whole."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
import pyzipper

from hosted_meetings_desktop.archive.shared_copy import write_shared_copy
from tests.unit.archive.vault_kit import Bytes, mp4

FILM = mp4(b"picture and sound" * 200_000)


def test_it_opens_with_its_password_alone(tmp_path: Path) -> None:
    target = tmp_path / "visit.zip"
    told: list[tuple[int, int | None]] = []
    write_shared_copy(Bytes(FILM), "2026-03-02 0900.mp4", target, "abcd-efgh", lambda *seen: told.append(seen))
    assert told[-1] == (len(FILM), len(FILM))
    assert len(told) > 2, "it is read piece by piece"
    assert [path.name for path in tmp_path.iterdir()] == ["visit.zip"]
    assert b"picture and sound" not in target.read_bytes()
    with pyzipper.AESZipFile(target) as packed:
        (info,) = packed.infolist()
        assert (info.filename, info.wz_aes_strength) == ("2026-03-02 0900.mp4", 3)
        packed.setpassword(b"abcd-efgh")
        assert packed.read(info) == FILM
        with pytest.raises(RuntimeError, match="Bad password"):
            packed.read(info, pwd=b"abcd-efgi")
    with zipfile.ZipFile(target) as plain, pytest.raises((RuntimeError, NotImplementedError)):
        plain.read("2026-03-02 0900.mp4", pwd=b"abcd-efgh")


def test_several_files_of_one_recording_go_into_one(tmp_path: Path) -> None:
    target, told = tmp_path / "visit.zip", list[tuple[int, int | None]]()
    second = FILM[: len(FILM) // 2]
    more = ((Bytes(second), "2.webm"),)
    write_shared_copy(Bytes(FILM), "1.webm", target, "abcd-efgh", lambda *seen: told.append(seen), more=more)
    assert told[-1] == (len(FILM) + len(second),) * 2
    with pyzipper.AESZipFile(target) as packed:
        packed.setpassword(b"abcd-efgh")
        assert {name: packed.read(name) for name in packed.namelist()} == {"1.webm": FILM, "2.webm": second}


@pytest.mark.skipif(shutil.which("7z") is None, reason="7-Zip is not installed")
def test_another_program_opens_it(tmp_path: Path) -> None:
    target = tmp_path / "visit.zip"
    write_shared_copy(Bytes(FILM), "visit.mp4", target, "abcd-efgh", lambda *_seen: None)
    command = ["7z", "x", "-pabcd-efgh", f"-o{tmp_path / 'out'}", str(target)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0
    assert (tmp_path / "out" / "visit.mp4").read_bytes() == FILM


def test_what_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    class Broken(Bytes):
        def read_at(self, place: int, size: int) -> bytes:
            raise OSError("gone")

    target = tmp_path / "visit.zip"
    target.write_bytes(b"an older copy")
    with pytest.raises(OSError, match="gone"):
        write_shared_copy(Broken(FILM), "visit.mp4", target, "abcd-efgh", lambda *_seen: None)
    assert target.read_bytes() == b"an older copy"
    assert [path.name for path in tmp_path.iterdir()] == ["visit.zip"]


def test_a_disk_that_fills_up_is_told_as_that(tmp_path: Path) -> None:
    """What packs it wants to end the file even so, and must not hide why that cannot be."""
    resource = pytest.importorskip("resource")
    target, (soft, hard) = tmp_path / "visit.zip", resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, hard))
    try:
        with pytest.raises(OSError, match=r"too large"):
            write_shared_copy(Bytes(FILM), "visit.mp4", target, "abcd-efgh", lambda *_seen: None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_a_copy_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, _total: int | None) -> None:
        if done > 1 << 20:
            raise Stopped

    with pytest.raises(Stopped):
        write_shared_copy(Bytes(FILM), "visit.mp4", tmp_path / "visit.zip", "abcd-efgh", stop)
    assert list(tmp_path.iterdir()) == []


def test_a_copy_that_was_changed_does_not_open(tmp_path: Path) -> None:
    target = tmp_path / "visit.zip"
    write_shared_copy(Bytes(FILM), "visit.mp4", target, "abcd-efgh", lambda *_seen: None)
    for place in (1_000, len(FILM) // 2, len(FILM)):
        changed = bytearray(target.read_bytes())
        changed[place] ^= 1
        (tmp_path / "changed.zip").write_bytes(changed)
        with pyzipper.AESZipFile(tmp_path / "changed.zip") as packed:
            packed.setpassword(b"abcd-efgh")
            with pytest.raises(pyzipper.BadZipFile):
                packed.read("visit.mp4")
