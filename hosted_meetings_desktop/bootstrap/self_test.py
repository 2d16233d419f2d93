"""Checks that every part of an installed app loads: what a packager runs on the finished build."""

from __future__ import annotations

import asyncio
import faulthandler
import os
import secrets
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from hosted_meetings_desktop.support.paths import resources

_PATIENCE = 30_000
"""Milliseconds; a PC's first start of the web engine may have to read 200 MB from a slow disk."""
_STUCK_AFTER = 180
"""Seconds for one check; one that takes longer stands still for good."""


def self_test() -> int:
    """Run every check, say how each went, and return 0 when all passed.

    When one stands still, the process ends with code 1 and every thread's stack on stderr.
    """
    failed = 0
    for name, check in _CHECKS.items():
        if sys.stderr is not None:  # a windowed build has none
            faulthandler.dump_traceback_later(_STUCK_AFTER, exit=True)
        try:
            check()
        except Exception as error:  # noqa: BLE001 - whatever is missing in a build is what this looks for
            failed += 1
            sys.stdout.write(f"FAILED  {name}: {type(error).__name__}: {error}\n")
        else:
            sys.stdout.write(f"ok      {name}\n")
        sys.stdout.flush()  # what is missing in Qt ends the process on the spot
    faulthandler.cancel_dump_traceback_later()
    sys.stdout.write(f"{len(_CHECKS) - failed} passed, {failed} failed\n")
    return 1 if failed else 0


def _store() -> None:
    from hosted_meetings_desktop.store.database import Database

    key = secrets.token_bytes(32)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "meetings.db", lambda: key)
        try:
            database.run_now(lambda lib: lib.meetings.host_names())
        finally:
            database.close()


def _migrations() -> None:
    from hosted_meetings_desktop.store.schema import try_migrations

    with tempfile.TemporaryDirectory() as folder:
        try_migrations(Path(folder) / "meetings.db", secrets.token_bytes(32))


def _archive() -> None:
    """Seal a file, read it back, and make what speaks to buckets and locks copies, without asking anybody."""
    from hosted_meetings_desktop.archive import shared_copy
    from hosted_meetings_desktop.archive.bucket_client import open_client
    from hosted_meetings_desktop.archive.places import place_maker
    from hosted_meetings_desktop.domain.archive import ItemId
    from hosted_meetings_desktop.domain.vault import Bucket, VaultPlace

    key, data = secrets.token_bytes(32), secrets.token_bytes(1 << 20)
    with tempfile.TemporaryDirectory() as folder:
        vault = place_maker(lambda: key, Path(folder) / "files", Path(folder) / "on its way")(VaultPlace(), "")
        vault.open("")
        intake = vault.intake(ItemId("one"))
        intake.begin(len(data), "")
        intake.write(data)
        intake.finish()
        intake.close()
        vault.put(ItemId("one"), "2026/11/one.hma", lambda _done, _total: None)
        content = vault.content("2026/11/one.hma")
        kept = content.read_at(0, content.length)
        copy = Path(folder) / "one.zip"
        shared_copy.write_shared_copy(content, "one.mp4", copy, "a password", lambda _done, _total: None)
        content.close()
    if kept != data:
        raise RuntimeError("the archive gives back something else")
    open_client(Bucket("archive", "key", "secret", "https://127.0.0.1")).close()


def _keyring() -> None:
    from hosted_meetings_desktop.identity.secrets import open_secrets

    open_secrets()


def _time_zones() -> None:
    from zoneinfo import ZoneInfo

    ZoneInfo("Africa/Casablanca")


def _call_page() -> None:
    from hosted_meetings_desktop.ui.call.scheme import locate

    for path in ("/call.html", "/kit/realtimekit/browser.js", "/kit/web-core/index.iife.js"):
        found = locate(path)
        if found is None or not found.is_file():
            raise FileNotFoundError(f"{path} under {resources()}")


def _web_engine() -> None:
    """Load a page: it is shown by a process of its own, which needs its program and data beside it."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWebEngineCore import QWebEnginePage
    from PySide6.QtWidgets import QApplication

    from hosted_meetings_desktop.ui.call import engine

    engine.prepare()
    app = QApplication.instance() or QApplication([])
    waiting = QEventLoop(app)
    page = QWebEnginePage()
    page.loadFinished.connect(lambda loaded: waiting.exit(0 if loaded else 1))
    QTimer.singleShot(_PATIENCE, waiting, lambda: waiting.exit(2))
    page.setHtml("<title>Hosted Meetings</title>")
    failed, title = waiting.exec(), page.title()
    del page  # before the profile it belongs to
    if failed or title != "Hosted Meetings":
        raise RuntimeError("the web engine showed no page")


def _multimedia() -> None:
    from PySide6.QtMultimedia import QMediaFormat

    playable = QMediaFormat().supportedFileFormats(QMediaFormat.ConversionMode.Decode)
    if QMediaFormat.FileFormat.MPEG4 not in playable:
        raise RuntimeError("recordings cannot be played")


def _practice() -> None:
    """Start the embedded service, ask it something through the client, end it."""
    from hosted_meetings_desktop.bootstrap.embedded import EmbeddedService
    from hosted_meetings_desktop.domain.account import Provider
    from hosted_meetings_desktop.dyte.client import connect

    async def ask(embedded: EmbeddedService) -> None:
        ready = await embedded.ready()
        for provider in Provider:
            client = connect(ready.credentials[provider])
            try:
                check = await client.check()
            finally:
                await client.aclose()
            if not check.presets:
                raise RuntimeError(f"no presets as {provider}")

    with tempfile.TemporaryDirectory() as folder:
        embedded = EmbeddedService(Path(folder))
        embedded.start()
        try:
            asyncio.run(ask(embedded))
        finally:
            embedded.stop()


_CHECKS: dict[str, Callable[[], None]] = {
    "encrypted store": _store,
    "migrations": _migrations,
    "archive": _archive,
    "keyring": _keyring,
    "time zones": _time_zones,
    "call page and UI kits": _call_page,
    "web engine": _web_engine,
    "multimedia": _multimedia,
    "practice mode in both dialects": _practice,
}
