"""What the frozen build takes in and leaves out, held against what the app imports and reads; nothing is built."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from types import ModuleType

import pytest

from hosted_meetings_desktop.ui.call import scheme
from hosted_meetings_desktop.ui.settings.about import licences

ROOT = Path(__file__).parents[3]
MEDIA = {"aiortc", "av"}


def _load(name: str) -> ModuleType:
    """Load a file of packaging/, whose folder's name is also that of a library."""
    spec = importlib.util.spec_from_file_location(f"build_{name}", ROOT / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


contents = _load("contents")
pruning = _load("pruning")
symbols = _load("symbols")


def _imported() -> set[str]:
    """Return every module the app imports anywhere, lazily too."""
    found: set[str] = set()
    for source in (ROOT / contents.PACKAGE).rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module)
    return found


def _excluded(module: str) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in contents.EXCLUDED)


# ---- what goes in
def test_nothing_the_app_imports_is_excluded_but_the_media() -> None:
    imported = _imported()
    assert "PySide6.QtWebEngineCore" in imported  # the search finds lazy imports too
    assert {name.split(".")[0] for name in imported if _excluded(name)} == MEDIA


def test_what_cannot_be_found_by_imports_is_named_and_exists() -> None:
    for name in (*contents.COLLECTED, *contents.HIDDEN):
        assert importlib.util.find_spec(name) is not None, name
        assert not _excluded(name)


def test_every_library_in_the_list_of_licences_keeps_its_version() -> None:
    listed = [line.split()[0] for line in licences().splitlines()[3:]]
    assert list(contents.VERSIONED) == listed
    for name in contents.VERSIONED:
        assert metadata.version(name)


def test_data_files_exist_and_lie_where_the_app_looks() -> None:
    in_build = {f"{folder}/{Path(file).name}": Path(file) for file, folder in contents.data_files(ROOT)}
    assert all(file.is_file() for file in in_build.values())
    package = ROOT / contents.PACKAGE
    for source in (*package.rglob("*.json"), *(package / "store/migrations").rglob("*.py")):
        assert in_build[source.relative_to(ROOT).as_posix()] == source
    web = ROOT / "resources" / "call" / "web"
    for source in (*web.rglob("*"), *(ROOT / "resources" / "icons").rglob("*")):
        assert source.is_dir() or source.relative_to(ROOT).as_posix() in in_build


@pytest.mark.parametrize("kit", scheme._KITS)
def test_the_ui_kits_are_taken_as_they_are_served(kit: str) -> None:
    folder, only = scheme._KITS[kit]
    taken = {
        Path(file).name
        for file, place in contents.data_files(ROOT)
        if place == f"resources/call/node_modules/{folder}"
    }
    assert taken
    assert taken == ({only} if only else {file.name for file in _served(kit, folder)})


def _served(kit: str, folder: str) -> list[Path]:
    everything = (ROOT / "resources/call/node_modules" / folder).iterdir()
    return [file for file in everything if scheme.locate(f"/kit/{kit}/{file.name}") is not None]


def test_missing_set_up_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nothing like"):
        list(contents.data_files(tmp_path))


def test_the_spec_is_python_and_its_entry_exists() -> None:
    spec = ast.parse((ROOT / "pyinstaller.spec").read_text("utf-8"))
    used = {
        (node.value.id, node.attr)
        for node in ast.walk(spec)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    parts = {"contents": contents, "pruning": pruning, "symbols": symbols}
    asked = {(module, name) for module, name in used if module in parts}
    assert {module for module, _ in asked} == set(parts)
    assert all(hasattr(parts[module], name) for module, name in asked)
    assert (ROOT / contents.PACKAGE / "__main__.py").is_file()


# ---- what stays of Qt
QT = "PySide6/Qt"


@pytest.mark.parametrize(
    "path",
    [
        *(f"{name.replace('.', '/')}.abi3.so" for name in sorted(_imported()) if name.startswith("PySide6.Qt")),
        f"{QT}/libexec/QtWebEngineProcess",
        f"{QT}/resources/icudtl.dat",
        f"{QT}/resources/qtwebengine_resources.pak",
        f"{QT}/resources/qtwebengine_resources_100p.pak",
        f"{QT}/resources/qtwebengine_resources_200p.pak",
        f"{QT}/resources/v8_context_snapshot.bin",
        f"{QT}/translations/qtwebengine_locales/en-US.pak",
        f"{QT}/plugins/platforms/libqxcb.so",
        f"{QT}/plugins/platforms/libqoffscreen.so",
        f"{QT}/plugins/platforms/libqminimal.so",
        f"{QT}/plugins/platforms/libqwayland.so",
        f"{QT}/plugins/multimedia/libffmpegmediaplugin.so",
        f"{QT}/plugins/imageformats/libqsvg.so",
        f"{QT}/plugins/iconengines/libqsvgicon.so",
        f"{QT}/plugins/tls/libqopensslbackend.so",
        f"{QT}/plugins/xcbglintegrations/libqxcb-glx-integration.so",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/QtWebEngineProcess.exe",
        "qtawesome/fonts/materialdesignicons6-webfont-6.9.96.ttf",
        "hosted_meetings_desktop/store/migrations/env.py",
        "resources/call/node_modules/@dytesdk/web-core/dist/index.iife.js",
    ],
)
def test_what_the_app_needs_stays(path: str) -> None:
    assert pruning.wanted(path)
    assert pruning.wanted(path.replace("/", "\\"))


@pytest.mark.parametrize(
    "path",
    [
        f"{QT}/qml/QtQuick/qmldir",
        f"{QT}/resources/qtwebengine_devtools_resources.pak",
        f"{QT}/resources/qtwebengine_resources.debug.pak",
        f"{QT}/resources/v8_context_snapshot.debug.bin",
        f"{QT}/translations/qtbase_fr.qm",
        f"{QT}/translations/qtwebengine_locales/fr.pak",
        f"{QT}/libexec/qmlimportscanner",
        f"{QT}/plugins/sqldrivers/libqsqlite.so",
        f"{QT}/plugins/platforms/libqeglfs.so",
        f"{QT}/plugins/platformthemes/libqgtk3.so",
        f"{QT}/plugins/imageformats/libqpdf.so",
        "libstdc++.so.6",
    ],
)
def test_what_the_app_never_uses_goes(path: str) -> None:
    assert not pruning.wanted(path)


def test_every_plugin_rule_is_about_something_that_exists() -> None:
    if sys.platform != "linux":
        pytest.skip("the names are those of Linux")
    import PySide6

    plugins = Path(PySide6.__file__).parent / "Qt" / "plugins"
    elsewhere = {"qwindows", "qcocoa", "qschannelbackend", "qsecuretransportbackend"}
    for folder, names in pruning.PLUGINS.items():
        there = {file.name.removeprefix("lib").split(".")[0] for file in (plugins / folder).glob("*")}
        assert (names or set()) <= there | elsewhere, folder


def test_libraries_stay_only_when_something_leads_to_them() -> None:
    names = [
        "PySide6/QtCore.abi3.so", f"{QT}/plugins/platforms/libqxcb.so", f"{QT}/lib/libQt6Core.so.6",
        f"{QT}/lib/libQt6XcbQpa.so.6", "libX11.so.6", f"{QT}/lib/libQt6Quick3D.so.6",
        f"{QT}/lib/libQt6Quick3DUtils.so.6", "libsoftokn3.so", "libsqlite3.so.0", "libpython3.11.so.1.0",
    ]  # fmt: skip
    binaries = [(name, f"/here/{Path(name).name}", "BINARY") for name in names]
    needs = {
        "QtCore.abi3.so": ["libQt6Core.so.6", "libc.so.6"],
        "libqxcb.so": ["libQt6XcbQpa.so.6"],
        "libQt6XcbQpa.so.6": ["libX11.so.6", "libQt6Core.so.6"],
        "libQt6Quick3D.so.6": ["libQt6Quick3DUtils.so.6"],
        "libsoftokn3.so": ["libsqlite3.so.0"],
    }
    kept = pruning.reachable(binaries, lambda path: needs.get(Path(path).name, []))
    assert [e[0] for e in kept] == [name for name in names if "Quick3D" not in name]


@pytest.mark.parametrize(
    "name", ["_cffi_backend.cpython-311-x86_64-linux-gnu.so", "_cffi_backend.pyd", "one.abi3.so"]
)
def test_a_part_of_pythons_stays_also_where_it_lies_beside_the_libraries(name: str) -> None:
    assert pruning.reachable([(name, "/here", "EXTENSION")], lambda _path: []) == [(name, "/here", "EXTENSION")]


def test_links_go_with_their_files() -> None:
    files = [(f"{QT}/lib/libQt6Core.so.6", "/here", "BINARY")]
    links = [
        ("libQt6Core.so.6", f"{QT}/lib/libQt6Core.so.6", "SYMLINK"),
        (f"{QT}/lib/libQt6Core.so", "libQt6Core.so.6", "SYMLINK"),
        (f"{QT}/plugins/libQt6Core.so", "../lib/libQt6Core.so.6", "SYMLINK"),
        ("libQt6Quick3D.so.6", f"{QT}/lib/libQt6Quick3D.so.6", "SYMLINK"),
    ]
    assert pruning.whole(links, files) == links[:3]


# ---- debug symbols
def test_debug_symbols_are_taken_from_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = tmp_path / "_x.so"
    module.write_bytes(b"with symbols")
    shown: list[list[str]] = []
    monkeypatch.setattr(symbols.shutil, "which", lambda _name: "/usr/bin/strip")
    monkeypatch.setattr(subprocess, "run", lambda command, **_: shown.append(command))
    binaries = [("x/_x.so", str(module), "EXTENSION"), ("PySide6/QtCore.abi3.so", "/qt", "EXTENSION")]
    result = symbols.without_debug(binaries, tmp_path / "copies")
    copy = tmp_path / "copies" / "x" / "_x.so"
    assert result == [("x/_x.so", str(copy), "EXTENSION"), binaries[1]]
    assert shown == [["strip", "--strip-debug", str(copy)]]
    assert copy.read_bytes() == module.read_bytes()
