"""Where the program keeps its files on this PC."""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs

APP_NAME = "Hosted Meetings"


def resources() -> Path:
    """Return the folder of icons, translations and the call page, in a checkout and in a frozen build."""
    if (frozen := getattr(sys, "_MEIPASS", None)) is not None:
        return Path(frozen) / "resources"
    return Path(__file__).resolve().parents[2] / "resources"


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one way of running; practice and real data never share one."""

    data: Path
    settings: Path
    logs: Path
    downloads: Path

    @property
    def accounts(self) -> Path:
        """Where each account's store lies."""
        return self.data / "accounts"


def paths(*, practice: bool) -> Paths:
    """Return (and make) the folders; ``HOSTED_MEETINGS_HOME`` moves all of them, for tests and roaming installs."""
    sub = "practice" if practice else "clinic"
    if home := os.environ.get("HOSTED_MEETINGS_HOME"):
        base = Path(home) / sub
        found = Paths(base / "data", base / "settings", base / "logs", base / "downloads")
    else:
        dirs = PlatformDirs(APP_NAME, appauthor=False, roaming=False)
        found = Paths(
            dirs.user_data_path / sub,
            dirs.user_config_path / sub,
            dirs.user_log_path / sub,
            dirs.user_downloads_path if not practice else dirs.user_data_path / sub / "downloads",
        )
    for folder in (found.data, found.settings):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with contextlib.suppress(OSError):  # the log makes it with its first record, and does without where it cannot
        found.logs.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found
