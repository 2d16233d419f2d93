"""Starts the embedded Dyte as a process of its own."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from pathlib import Path

from hosted_meetings_desktop.simulator.server import Options, serve


def parse(arguments: list[str] | None = None) -> Options:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m hosted_meetings_desktop.simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one (default)")
    parser.add_argument("--data", type=Path, help="folder for recordings (default: one that is removed at the end)")
    parser.add_argument("--seed", help="text the credentials are derived from, so that they stay the same")
    parser.add_argument("--keep-alive", type=float, help="seconds from the last leave to a session's end (60)")
    parser.add_argument("--parent-pid", type=int, help="end when this process is gone")
    found = parser.parse_args(arguments)
    return Options(
        port=found.port, data=found.data, seed=found.seed, parent_pid=found.parent_pid, keep_alive=found.keep_alive
    )


def main() -> int:
    """Run until SIGTERM, SIGINT or the end of the parent process."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    return asyncio.run(serve(parse()))


if __name__ == "__main__":
    raise SystemExit(main())
