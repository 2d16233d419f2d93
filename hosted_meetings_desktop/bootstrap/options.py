"""The command line."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from hosted_meetings_desktop import __version__
from hosted_meetings_desktop.domain.account import Provider

SIMULATOR_FLAG = "--run-embedded-service"
"""As the first argument: be the embedded service. A frozen build has no ``python -m`` to start it with."""


@dataclass(frozen=True, slots=True)
class Options:
    """How the app was asked to run.

    Attributes:
        practice: With the embedded service instead of an account.
        provider: Which dialect practice mode speaks.
        tour: Folder for the screenshots of the tour; None to run for a person.
        self_test: Check that every part loads, then end.
    """

    practice: bool = False
    provider: Provider = Provider.REALTIMEKIT
    tour: Path | None = None
    self_test: bool = False
    verbose: bool = False


_USUAL = {(): Options(), ("--practice",): Options(practice=True)}
"""How nearly everybody starts: nothing to parse, and no parser to build for it before the first paint."""


def parse(arguments: list[str]) -> Options:
    """Read the arguments; ends the program with a message when they cannot be read."""
    if (usual := _USUAL.get(tuple(arguments))) is not None:
        return usual
    parser = argparse.ArgumentParser(
        prog="hosted-meetings", description="Plan, hold, record and account for a clinic's video meetings."
    )
    parser.add_argument("--version", action="version", version=f"Hosted Meetings {__version__}")
    parser.add_argument("--practice", action="store_true", help="try everything on this PC, without an account")
    parser.add_argument(
        "--provider",
        choices=[p.value for p in Provider],
        default=Provider.REALTIMEKIT,
        help="practice as this service",
    )
    parser.add_argument(
        "--tour", type=Path, metavar="DIR", help="with --practice: go through a whole meeting and save pictures"
    )
    parser.add_argument("--self-test", action="store_true", help="check that every part of the app loads, then end")
    parser.add_argument("--verbose", action="store_true", help="write more into the log file")
    found = parser.parse_args(arguments)
    if found.tour is not None and not found.practice:
        parser.error("--tour goes with --practice")
    return Options(found.practice, Provider(found.provider), found.tour, found.self_test, found.verbose)
