"""Says what goes into a frozen build besides what PyInstaller finds by following imports."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "hosted_meetings_desktop"

COLLECTED = (PACKAGE, "alembic", "keyring.backends")
"""Packages taken whole: parts of them are imported by a name that no static search sees."""

HIDDEN = (
    *(("jeepney.io.blocking",) if sys.platform == "linux" else ()),
    "qtawesome",  # only its fonts are read, through the place of its module
    "sqlalchemy.dialects.sqlite",
    "sqlcipher3.dbapi2",
    "tzdata",
)

EXCLUDED = (
    # The media of practice mode: the extra "practice", not part of the build.
    "aiortc", "aioice", "av", "pylibsrtp", "pyee", "OpenSSL", "google_crc32c", "numpy",
    # Qt parts that the web engine knows but the app does not speak to; Qt's own libraries stay where they are needed.
    "PySide6.QtConcurrent", "PySide6.QtDBus", "PySide6.QtOpenGL", "PySide6.QtPositioning", "PySide6.QtQml",
    "PySide6.QtQuick", "PySide6.QtQuickWidgets",
    # Tools of a checkout.
    "PyInstaller", "_pytest", "alembic.testing", "fastapi", "grimp", "hatchling", "hypothesis", "importlinter",
    "mypy", "pip", "pkg_resources", "pytest", "respx", "ruff", "setuptools", "sqlalchemy.testing", "uv", "wheel",
    # What libraries would use if it were there.
    "IPython", "PIL", "PyQt5", "PyQt6", "PySide2", "click", "dns", "h2", "pygments", "qtpy", "rich", "socksio",
    "trio", "uvloop",
    # Parts of the standard library that need a terminal, Tk or a compiler.
    "curses", "doctest", "ensurepip", "idlelib", "lib2to3", "pydoc", "pydoc_data", "readline", "tkinter", "turtle",
    "turtledemo", "venv",
)  # fmt: skip
"""Modules left out, with everything below them."""

VERSIONED = (
    "PySide6", "QtAwesome", "XlsxWriter", "aiohttp", "aiosmtplib", "alembic", "anyio", "babel", "botocore",
    "certifi", "cryptography", "httpx", "icalendar", "idna", *(("jeepney",) if sys.platform == "linux" else ()),
    "keyring", "msgspec", "platformdirs", "protobuf", "python-dateutil", "pyzipper", "recurring-ical-events",
    "SQLAlchemy", "sqlcipher3", "truststore", "tzdata",
)  # fmt: skip
"""Distributions whose metadata the list of licences reads, ``keyring``'s also for its backends."""

_FOLDERS = (
    # alembic runs migrations from their source files.
    (f"{PACKAGE}/store/migrations", "*.py"),
    (f"{PACKAGE}/store/migrations/versions", "*.py"),
    (f"{PACKAGE}/simulator/socket", "*.json"),
    ("resources/icons", "*"),
    ("resources/messages", "*.json"),
    ("resources/guest/web", "*"),
    ("resources/guest/web/languages", "*.json"),
    ("resources/call/web", "*"),
    ("resources/call/web/assets", "*"),
    # Of the UI kits only what ui/call/scheme.py serves.
    ("resources/call/node_modules/@cloudflare/realtimekit/dist", "browser.js"),
    ("resources/call/node_modules/@cloudflare/realtimekit-ui/dist/realtimekit-ui", "*.js"),
    ("resources/call/node_modules/@dytesdk/web-core/dist", "index.iife.js"),
    ("resources/call/node_modules/@dytesdk/ui-kit/dist/dyte-ui-kit", "*.js"),
    ("resources/call/node_modules/@cloudflare/realtimekit", "LICENSE.txt"),
    # Plays a livestream on the clinic's page where the browser cannot.
    ("resources/call/node_modules/hls.js/dist", "hls.light.min.js"),
    ("resources/call/node_modules/hls.js", "LICENSE"),
    # Which version of a kit this is.
    ("resources/call/node_modules/@cloudflare/realtimekit", "package.json"),
    ("resources/call/node_modules/@cloudflare/realtimekit-ui", "package.json"),
    ("resources/call/node_modules/@dytesdk/web-core", "package.json"),
    ("resources/call/node_modules/@dytesdk/ui-kit", "package.json"),
)


def data_files(root: Path) -> Iterator[tuple[str, str]]:
    """Yield each data file and its folder in the build.

    Args:
        root: The checkout.

    Raises:
        FileNotFoundError: a folder has none of the files it should have; usually the set-up was not run.
    """
    for folder, pattern in _FOLDERS:
        found = sorted(path for path in (root / folder).glob(pattern) if path.is_file())
        if not found:
            raise FileNotFoundError(f"nothing like {pattern} in {root / folder}")
        for path in found:
            yield str(path), folder
