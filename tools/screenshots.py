"""Renders every screen and state, light and dark, to a folder: `screenshots.py FOLDER [--only PREFIX]`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
# Each part is a process of its own: scale, theme and the web engine are fixed before Qt starts.
PARTS = (
    ("screens", "light", 1),
    ("screens", "dark", 1),
    ("screens", "light", 2),
    ("calls", "light", 1),
)
MOST_BYTES = 11_000_000


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("folder", type=Path)
    given.add_argument("--only", default="", metavar="PREFIX", help="only pictures whose name begins so")
    given.add_argument("--part", default="", help=argparse.SUPPRESS)
    asked = given.parse_args()
    folder = asked.folder.resolve()
    if asked.part:
        kind, theme, scale = asked.part.split("-")
        return _draw(kind, theme, float(scale), folder, asked.only)
    folder.mkdir(parents=True, exist_ok=True)
    for kind, theme, scale in PARTS:
        _run(f"{kind}-{theme}-{scale}", folder, asked.only, scale)
    size = sum(picture.stat().st_size for picture in folder.glob("*.png"))
    print(f"{len(list(folder.glob('*.png')))} pictures, {size / 1e6:.1f} MB in {folder}")
    return 1 if size > MOST_BYTES else 0


def _run(part: str, folder: Path, only: str, scale: float) -> None:
    with tempfile.TemporaryDirectory() as home:
        environ = os.environ | {
            "HOSTED_MEETINGS_HOME": home,
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            "PYTHONPATH": str(ROOT),
            "QT_ACCESSIBILITY": "0",
            "QT_LOGGING_RULES": "*.info=false;*.warning=false",
            "QT_QUICK_BACKEND": "software",
            "QT_SCALE_FACTOR": str(scale),
            "TZ": "Europe/London",
        }
        command = [sys.executable, __file__, str(folder), "--part", part, "--only", only]
        # The web engine complains at length about machines without a desktop: shown only when something failed.
        done = subprocess.run(command, cwd=ROOT, env=environ, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            sys.exit(f"{done.stderr[-4000:]}\n{part} could not be drawn")


def _draw(kind: str, theme: str, scale: float, folder: Path, only: str) -> int:
    if kind == "calls":
        from screenshot_calls import draw_calls

        return draw_calls(folder, only)
    from screenshot_screens import draw_screens

    return draw_screens(folder, theme, scale, only)


if __name__ == "__main__":
    sys.exit(main())
