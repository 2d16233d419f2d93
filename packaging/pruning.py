"""Decides which of the files that PyInstaller gathered stay: Qt brings far more than the app uses."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

Entry = tuple[str, str, str]
"""PyInstaller's: path in the build, path here (a link's: the path it points to), kind."""

LANGUAGES = frozenset({"en-US"})
"""Languages of the web engine that are shipped: those of the app. A PC in another language gets en-US."""

PLUGINS: dict[str, frozenset[str] | None] = {
    # folder under Qt's plugins: names without "lib" and suffix; None takes all of them
    "egldeviceintegrations": frozenset(),
    "iconengines": frozenset({"qsvgicon"}),
    "imageformats": frozenset({"qico", "qjpeg", "qsvg"}),
    "multimedia": None,
    "platforminputcontexts": frozenset({"composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"}),
    # minimal for the self-test, offscreen for tests and pictures
    "platforms": frozenset({"qminimal", "qoffscreen", "qwayland", "qxcb", "qwindows", "qcocoa"}),
    # GTK's would bring all of GTK; file dialogs come through the portal
    "platformthemes": frozenset({"qxdgdesktopportal"}),
    "styles": None,
    "tls": frozenset({"qopensslbackend", "qschannelbackend", "qsecuretransportbackend"}),
    "wayland-decoration-client": None,
    "wayland-graphics-integration-client": frozenset({"qt-plugin-wayland-egl"}),
    "wayland-shell-integration": frozenset({"xdg-shell"}),
    "xcbglintegrations": None,
}
"""The plugins that stay; those of a folder that is not listed go."""

BY_NAME = re.compile(
    r"(?:lib)?(?:ssl|crypto|nss3|nssckbi|nssdbm3|softokn3|freebl3|freeblpriv3|python3[.0-9]*|Xcursor|d3dcompiler_47|opengl32sw)\b.*"
)
"""Libraries that are loaded by name at run time, so that no import of another leads to them."""

_PLUGIN = re.compile(r"(?:^|.*/)PySide6/(?:Qt/)?plugins/([^/]+)/(?:lib)?([^/.]+)\.[^/]+$")
_BINDING = re.compile(r"(?:^|.*/)PySide6/Qt\w+\.(?:abi3\.so|pyd)$")
_MODULE = re.compile(r".+\.(?:cpython-[^.]+\.so|abi3\.so|pyd)$")
"""A part of Python's, also where it lies beside the libraries, as cffi's does."""
_LOCALE = re.compile(r"(?:^|.*/)qtwebengine_locales/([^/]+)\.pak$")
_UNUSED = re.compile(
    r"""(?x)(?:^|.*/)PySide6/(?:Qt/)?
    (?: qml/.*
      | translations/[^/]+\.qm
      | resources/.*(?:devtools_resources|\.debug)\.(?:pak|bin)
      | resources/.*\.debug\..*
      | (?:libexec/)?(?:q\w+|rcc|uic)(?:\.exe)?
      | metatypes/.* | typesystems/.* | glue/.* | include/.* | scripts/.* | doc/.*
      | .*\.pyi
    )$"""
)

_WORDS = re.compile(r"(?:^|.*/)babel/locale-data/([a-z]+)(?:_\w+)?\.dat$")
WRITTEN = frozenset({"root", "ar", "de", "en", "es", "fr", "hi", "pt"})
"""Languages that messages are written in; Babel brings the words for a thousand locales, 30 MB of them."""

_SERVICES = re.compile(r"(?:^|.*/)botocore/data/([^/]+)(?:/.*)?$")
SERVICES = frozenset({"s3", "endpoints.json", "partitions.json", "sdk-default-configuration.json", "_retry.json"})
"""What stays of the client for a clinic's own bucket, which brings the interfaces of 400 services, 27 MB of them."""

FROM_THE_PC = frozenset({"libasound.so.2", "libgbm.so.1", "libgcc_s.so.1", "libstdc++.so.6"})
"""Libraries that load parts of the PC's own sound and graphics drivers and must be of one piece with them."""


def wanted(path: str) -> bool:
    """Return whether a gathered file stays, as far as its name tells.

    Args:
        path: Where it lies in the build.
    """
    name = path.replace("\\", "/")
    if _UNUSED.match(name) or name in FROM_THE_PC:
        return False
    if (plugin := _PLUGIN.match(name)) is not None:
        kept = PLUGINS.get(plugin[1], frozenset())
        return kept is None or plugin[2] in kept
    if (words := _WORDS.match(name)) is not None:
        return words[1] in WRITTEN
    if (service := _SERVICES.match(name)) is not None:
        return service[1] in SERVICES
    locale = _LOCALE.match(name)
    return locale is None or locale[1] in LANGUAGES


def is_library(path: str) -> bool:
    """Return whether a binary is there only for others: neither a Python module nor a plugin nor a program."""
    name = path.replace("\\", "/")
    base = PurePosixPath(name).name
    if _PLUGIN.match(name) or _BINDING.match(name) or _MODULE.match(base) or BY_NAME.fullmatch(base):
        return False
    return "/" not in name or "/Qt/lib/" in name or ".libs/" in name or base.startswith(("Qt6", "libav", "libsw"))


def reachable(binaries: Iterable[Entry], imports: Callable[[str], Iterable[str]]) -> list[Entry]:
    """Return the binaries that something which stays still leads to.

    Args:
        binaries: What is gathered, without links.
        imports: Names of the libraries that a file (its path here) needs directly or indirectly.
    """
    entries = list(binaries)
    libraries = {PurePosixPath(e[0].replace("\\", "/")).name: e for e in entries if is_library(e[0])}
    todo = [e for e in entries if not is_library(e[0])]
    kept = {e[0] for e in todo}
    while todo:
        for needed in imports(todo.pop()[1]):
            found = libraries.get(needed)
            if found is not None and found[0] not in kept:
                kept.add(found[0])
                todo.append(found)
    return [e for e in entries if e[0] in kept]


def whole(links: Iterable[Entry], files: Iterable[Entry]) -> list[Entry]:
    """Return the links whose file stays."""
    places = {e[0] for e in files}
    return [
        link for link in links if posixpath.normpath(f"{posixpath.dirname(link[0])}/{link[1]}".lstrip("/")) in places
    ]
