"""The export: complete, repeatable, and harmless to everything that is not ours."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from hosted_meetings_desktop.domain.call import Kit
from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.guest_page import contents, export
from hosted_meetings_desktop.guest_page.brand import GuestBrand
from hosted_meetings_desktop.guest_page.export import EDITED, LIST, NOTES, export_guest_page

BRAND = GuestBrand(name="Northfield Clinic", help_phone="+44 20 7946 0000", kits=(Kit.DYTE,))
PAGE_FILES = (
    "guest/web/main.js",
    "guest/web/guest.css",
    *(f"guest/web/languages/{tag}.json" for tag in ("en", "es", "fr", "de", "pt", "hi", "ar")),
    *(f"call/web/{name}.js" for name in ("errors", "kits", "language", "line", "media", "transport")),
    *(
        f"call/web/assets/{name}"
        for name in ("emojis-data.json", "joined.wav", "message.wav", "permissions.svg", "speaker-test.wav")
    ),
    "call/node_modules/@cloudflare/realtimekit/dist/browser.js",
    "call/node_modules/@cloudflare/realtimekit/dist/index.es.js",
    "call/node_modules/@cloudflare/realtimekit-ui/dist/realtimekit-ui/realtimekit-ui.esm.js",
    "call/node_modules/@dytesdk/web-core/dist/index.iife.js",
    "call/node_modules/@dytesdk/ui-kit/dist/dyte-ui-kit/dyte-ui-kit.esm.js",
    "call/node_modules/@dytesdk/ui-kit/dist/dyte-ui-kit/p-1.entry.js",
)


@pytest.fixture
def resources(tmp_path: Path) -> Path:
    """A folder laid out like the program's own, with small files."""
    root = tmp_path / "resources"
    for name in PAGE_FILES:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"content of {name}")
    for name in ("index.html", "watch.html"):
        (root / "guest" / "web" / name).write_text("<meta content=\"default-src 'none'\"><p>hello</p>")
    return root


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "www" / "join"


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def write(resources: Path, target: Path, brand: GuestBrand = BRAND, **more: Any) -> export.ExportedPage:
    return export_guest_page(target, brand, resources=resources, **more)


def test_it_writes_the_page_and_only_the_kit_that_is_needed(resources: Path, target: Path) -> None:
    done = write(resources, target)
    found = tree(target)
    assert set(found) == {*done.written, LIST}
    assert {"index.html", "clinic.json", NOTES, "main.js", "languages/hi.json", "call/kits.js"} <= set(found)
    assert {name for name in found if name.startswith("kit/")} == {
        "kit/web-core/index.iife.js",
        "kit/dyte-ui-kit/dyte-ui-kit.esm.js",
        "kit/dyte-ui-kit/p-1.entry.js",
    }
    assert done.size == sum(len(content) for name, content in found.items() if name != LIST)
    assert json.loads(found["clinic.json"])["name"] == "Northfield Clinic"


def test_the_page_speaks_to_its_provider_and_nobody_else(resources: Path, target: Path) -> None:
    write(resources, target)
    page = (target / "index.html").read_text()
    assert "default-src 'none'; script-src 'self'; " in page
    hosts = set(re.findall(r"(?:https|wss)://([^ ;\"]+)", page))
    assert hosts == {"*.dyte.io", "*.dyte.in", "*.realtime.cloudflare.com", "*.r2.cloudflarestorage.com"}
    assert "127.0.0.1" not in page
    assert "'unsafe-eval'" not in page
    assert "127.0.0.1" not in (target / "clinic.json").read_text()
    one = contents.content_policy((Kit.REALTIMEKIT,))
    hosts = set(re.findall(r"(?:https|wss)://([^ ;]+)", one))
    assert hosts == {"*.realtime.cloudflare.com", "*.r2.cloudflarestorage.com"}
    assert "wss://*.r2" not in one


def test_the_notes_hold_the_headers_of_this_page(resources: Path, target: Path) -> None:
    write(resources, target)
    notes = (target / NOTES).read_text()
    policy = contents.content_policy(BRAND.kits, watch_too=True)
    assert f"Content-Security-Policy: {policy}; frame-ancestors 'none'" in notes
    for server in ("nginx", "Apache", "IIS", "HTTPS"):
        assert server in notes
    assert "@" not in notes


def test_repeating_it_changes_nothing(resources: Path, target: Path) -> None:
    first = write(resources, target)
    times = {path: path.stat().st_mtime_ns for path in target.rglob("*")}
    again = write(resources, target)
    assert (again.written, again.removed, again.edited) == ((), (), ())
    assert set(again.unchanged) == set(first.written)
    assert {path: path.stat().st_mtime_ns for path in target.rglob("*")} == times


def test_an_update_replaces_what_changed_and_removes_what_is_gone(resources: Path, target: Path) -> None:
    write(resources, target)
    (resources / "guest/web/main.js").write_text("newer")
    (resources / "call/node_modules/@dytesdk/ui-kit/dist/dyte-ui-kit/p-1.entry.js").unlink()
    again = write(resources, target)
    assert again.written == ("main.js",)
    assert again.removed == ("kit/dyte-ui-kit/p-1.entry.js",)
    assert (target / "main.js").read_text() == "newer"


def test_another_provider_takes_its_empty_folders_along(resources: Path, target: Path) -> None:
    write(resources, target)
    write(resources, target, GuestBrand(name="Northfield Clinic", kits=(Kit.REALTIMEKIT,)))
    assert {path.name for path in (target / "kit").iterdir()} == {"realtimekit", "realtimekit-ui"}


def test_a_folder_with_other_files_is_refused_and_left_alone(resources: Path, target: Path) -> None:
    target.mkdir(parents=True)
    (target / "web.config").write_text("theirs")
    with pytest.raises(InputProblem, match="holds other files") as problem:
        write(resources, target)
    assert problem.value.field == "folder"
    assert set(tree(target)) == {"web.config"}
    write(resources, target, among_others=True)
    assert (target / "web.config").read_text() == "theirs"
    write(resources, target)
    assert (target / "web.config").read_text() == "theirs"


def test_a_file_of_theirs_in_our_place_is_never_replaced(resources: Path, target: Path) -> None:
    target.mkdir(parents=True)
    (target / "index.html").write_text("their home page")
    with pytest.raises(InputProblem, match=r"index\.html"):
        write(resources, target, among_others=True)
    assert tree(target) == {"index.html": b"their home page"}


def test_a_file_of_ours_that_somebody_changed_is_kept_beside_the_new_one(resources: Path, target: Path) -> None:
    write(resources, target)
    (target / "guest.css").write_text("h1 { color: red }")
    (resources / "guest/web/guest.css").write_text("newer")
    done = write(resources, target)
    assert done.edited == ("guest.css",)
    assert (target / "guest.css").read_text() == "newer"
    assert (target / ("guest.css" + EDITED)).read_text() == "h1 { color: red }"


def test_an_old_file_that_somebody_changed_is_not_removed(resources: Path, target: Path) -> None:
    write(resources, target)
    (resources / "call/node_modules/@dytesdk/ui-kit/dist/dyte-ui-kit/p-1.entry.js").unlink()
    (target / "kit/dyte-ui-kit/p-1.entry.js").write_text("changed by hand")
    done = write(resources, target)
    assert not done.removed
    assert done.edited == ("kit/dyte-ui-kit/p-1.entry.js",)
    assert (target / "kit/dyte-ui-kit/p-1.entry.js").read_text() == "changed by hand"


def test_a_list_that_leads_out_of_the_folder_removes_nothing_there(resources: Path, target: Path) -> None:
    write(resources, target)
    outside = target.parent / "precious.txt"
    outside.write_text("precious")
    listed = json.loads((target / LIST).read_text())
    told = export._checksum(outside)
    listed["files"] |= {"../precious.txt": [told], str(outside): [told], "..\\precious.txt": [told]}
    (target / LIST).write_text(json.dumps(listed))
    write(resources, target)
    assert outside.read_text() == "precious"


@pytest.mark.parametrize("damaged", ["", "[]", '{"format": 1}', '{"format": 99, "files": {"a": ["b"]}}', "\x00"])
def test_a_damaged_list_means_that_nothing_is_known_to_be_ours(resources: Path, target: Path, damaged: str) -> None:
    write(resources, target)
    (target / LIST).write_text(damaged)
    with pytest.raises(InputProblem):
        write(resources, target)
    # What is there is as it should be, so it can be taken over when asked to.
    assert not write(resources, target, among_others=True).removed


@pytest.mark.parametrize("broken_at", range(1, 8))
def test_a_crash_on_the_way_leaves_whole_files_and_the_next_try_goes_through(
    resources: Path, target: Path, broken_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(resources, target)
    for name in ("guest/web/main.js", "guest/web/guest.css", "call/web/media.js", "call/web/kits.js"):
        (resources / name).write_text("newer")
    before, count = tree(target), 0
    real = os.fsync

    def crash(number: int) -> None:
        nonlocal count
        count += 1
        if count == broken_at:
            raise OSError(28, "No space left on device")
        real(number)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", crash)
        if broken_at <= 6:
            with pytest.raises(AppError) as failed:
                write(resources, target)
            assert str(target) not in failed.value.title + failed.value.advice + failed.value.details
        else:
            write(resources, target)
    for name, content in tree(target).items():
        assert name == LIST or content in {before.get(name), b"newer"}
    write(resources, target)
    assert (target / "main.js").read_text() == "newer"
    assert not [name for name in tree(target) if name.endswith(".part")]


def test_the_first_page_is_written_last(resources: Path, target: Path) -> None:
    assert write(resources, target).written[-1] == "index.html"


def test_missing_kits_are_told_before_anything_is_written(resources: Path, target: Path) -> None:
    (resources / "call/node_modules/@dytesdk/web-core/dist/index.iife.js").unlink()
    with pytest.raises(AppError, match="lacks files"):
        write(resources, target)
    assert not target.exists()


def test_a_file_is_no_folder(resources: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputProblem):
        write(resources, tmp_path / "file")


def test_the_logo_comes_along(resources: Path, target: Path, tmp_path: Path) -> None:
    logo = tmp_path / "our logo.png"
    logo.write_bytes(b"\x89PNG")
    write(resources, target, GuestBrand(name="Northfield Clinic", logo=logo))
    assert (target / "logo.png").read_bytes() == b"\x89PNG"
    write(resources, target)
    assert not (target / "logo.png").exists()


def test_the_programs_own_page_is_complete(target: Path) -> None:
    if not (Path(__file__).parents[3] / "resources/call/node_modules/@dytesdk").is_dir():
        pytest.skip("needs the kits (make setup)")
    export_guest_page(target, GuestBrand(name="Northfield Clinic"))
    for path in target.glob("*.js"):
        for source in re.findall(r'from "(\./[^"]+)"', path.read_text(encoding="utf-8")):
            assert (target / source).is_file(), f"{path.name} needs {source}"
    for source in re.findall(r'(?:src|href)="([\w./-]+)"', (target / "index.html").read_text(encoding="utf-8")):
        assert (target / source).is_file(), source
    kits = (target / "call" / "kits.js").read_text(encoding="utf-8")
    for source in re.findall(r'"(kit/[^"]+)"', kits):
        assert (target / source).is_file(), source
