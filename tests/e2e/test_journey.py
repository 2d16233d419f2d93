"""The whole journey in the real app: plan, join, see the other, record, leave, keep, play, read who came."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import av
import pytest

from hosted_meetings_desktop.archive.folder import MARKER, FolderVault
from hosted_meetings_desktop.archive.key import archive_key
from hosted_meetings_desktop.domain.archive import ItemKind
from hosted_meetings_desktop.domain.audit import Deed, audit_note
from hosted_meetings_desktop.store.database import Database

ROOT = Path(__file__).parents[2]
_PATIENCE = 300
_TOUR_PATIENCE = 240
"""Seconds for the app, which end before the test's own do: only then is it known what it said."""


def _run(command: list[str], environ: dict[str, str]) -> tuple[int, str, str]:
    """Run the app in a process group of its own; return its code, output and errors."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=pipe, stderr=pipe, text=True, start_new_session=True
    ) as app:
        try:
            said, errors = app.communicate(timeout=_TOUR_PATIENCE)
        except subprocess.TimeoutExpired:
            _end_group(app)
            said, errors = app.communicate()
            pytest.fail(f"not done after {_TOUR_PATIENCE} s, it said:\n{said}\n{errors[-6000:]}")
        except BaseException:
            _end_group(app)
            raise
    return app.returncode, said, errors


def _end_group(app: subprocess.Popen[str]) -> None:
    """End it with its children: each of them may hold the pipes open."""
    if sys.platform == "win32":
        app.kill()
    else:
        os.killpg(app.pid, signal.SIGKILL)


def _tour(tmp_path: Path, *arguments: str, prefix: tuple[str, ...] = ()) -> Path:
    """Run the app's tour; return the folder with what it left."""
    pictures = tmp_path / "tour"
    environ = os.environ | {"HOSTED_MEETINGS_HOME": str(tmp_path / "home"), "QT_QUICK_BACKEND": "software"}
    command = [*prefix, sys.executable, "-m", "hosted_meetings_desktop", "--practice", "--tour", str(pictures)]
    code, said, errors = _run([*command, *arguments], environ)
    assert code == 0, f"{errors[-6000:]}\n{said}"
    assert "Done." in said
    assert len(list(pictures.glob("*.png"))) == 13
    return pictures


def _check_what_is_left(tmp_path: Path, pictures: Path) -> None:
    home = tmp_path / "home" / "practice"
    film_kept, of = _read_archive(home)
    assert not list((home / "data" / "recordings").rglob("*.mp4")), "a readable film lies beside the archive"
    with av.open(io.BytesIO(film_kept)) as film:
        frames = [bytes(frame.reformat(format="gray").planes[0]) for frame in film.decode(video=0)]
        assert film.streams.video[0].codec_context.name == "h264"
        assert film.streams.audio[0].codec_context.name == "aac"
    assert len(frames) > 30
    moved = sum(before != after for before, after in zip(frames[0], frames[-1], strict=True))
    assert moved > len(frames[0]) / 100, "the picture does not move"
    served = next((home / "data" / "embedded-service").rglob(f"*{of}*"))
    assert hashlib.sha256(served.read_bytes()).digest() == hashlib.sha256(film_kept).digest()
    with (pictures / "attendance.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row["times_joined"] != "0"]
    came = {row["person"]: row for row in rows}
    assert set(came) == {"Dr Amal Sommer", "Practice patient"}
    for row in came.values():
        assert 0.1 < float(row["minutes_present"]) < 5
        assert row["last_left_utc"]
    _check_nothing_leaked(home)


def _read_archive(home: Path) -> tuple[bytes, str]:
    """Return the film in the archive and the provider's id of it; practice mode's key lies beside its store."""
    (store_file,) = home.rglob("meetings.db")
    key = (store_file.parent / "key").read_bytes()
    store = Database(store_file, lambda: key)
    try:
        kept = store.run_now(lambda lib: lib.archive.kept(after=None, limit=100))
        entries = store.run_now(lambda lib: lib.audit.entries(after=0, limit=100))
    finally:
        store.close()
    (item,) = [each for each in kept if each.kind is ItemKind.RECORDING]
    deeds = [audit_note(entry).deed for entry in entries if audit_note(entry).subject == item.id]
    assert deeds == [Deed.KEPT, Deed.WATCHED]
    (marker,) = (home / "data" / "archive").rglob(MARKER)
    vault = FolderVault(marker.parent, lambda: archive_key(key), own=True)
    vault.open(item.vault)
    content = vault.content(item.place)
    film = content.read_at(0, content.length)
    content.close()
    assert film[:64] not in b"".join(each.read_bytes() for each in home.rglob("*.hma"))
    return film, item.source


def _check_nothing_leaked(home: Path) -> None:
    """Nothing readable about people in the store, no token in any log or settings file."""
    for path in home.rglob("*"):
        if path.is_dir() or "embedded-service" in path.parts or path.suffix == ".mp4":
            continue
        content = path.read_bytes()
        # Longer than three letters, which an encrypted file holds by chance.
        assert not re.search(rb"eyJ[\w-]{12}", content), f"a token in {path.name}"
        if path.name.startswith("meetings.db"):
            assert b"Sommer" not in content, f"a name in {path.name}"


@pytest.mark.e2e
@pytest.mark.timeout(_PATIENCE)
@pytest.mark.parametrize("provider", ["realtimekit", "dyte"])
def test_the_whole_journey(tmp_path: Path, provider: str) -> None:
    _check_what_is_left(tmp_path, _tour(tmp_path, "--provider", provider))


@pytest.mark.e2e
@pytest.mark.timeout(_PATIENCE)
def test_practice_mode_without_any_network(tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    alone = ("unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh")
    if unshare is None or subprocess.run([*alone, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("needs root and iproute2 on Linux, to take the network away")
    _check_what_is_left(tmp_path, _tour(tmp_path, prefix=alone))
