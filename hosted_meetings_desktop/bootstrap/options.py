"""The command line."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hosted_meetings_desktop import __version__
from hosted_meetings_desktop.domain.account import Provider

if TYPE_CHECKING:
    from hosted_meetings_desktop.domain.deep_link import Asked

SIMULATOR_FLAG = "--run-embedded-service"
"""As the first argument: be the embedded service. A frozen build has no ``python -m`` to start it with."""

_JOIN = "join"
_SCHEME = "hostedmeetings:"
_ONE_LINK = "join takes one link, or one meeting's id"


@dataclass(frozen=True, slots=True)
class Options:
    """How the app was asked to run.

    Attributes:
        practice: With the embedded service instead of an account.
        provider: Which dialect practice mode speaks.
        tour: Folder for the screenshots of the tour; None to run for a person.
        self_test: Check that every part loads, then end.
        link: What came of reading the link that it was started with; None without one.
    """

    practice: bool = False
    provider: Provider = Provider.REALTIMEKIT
    tour: Path | None = None
    self_test: bool = False
    verbose: bool = False
    link: Asked | None = None


_USUAL = {(): Options(), ("--practice",): Options(practice=True)}
"""How nearly everybody starts: nothing to parse, and no parser to build for it before the first paint."""


def parse(arguments: list[str]) -> Options:
    """Read the arguments; ends the program with a message when they cannot be read.

    The parser never sees a link: it would repeat what it cannot read, and take a part of it for an option.
    """
    if (usual := _USUAL.get(tuple(arguments))) is not None:
        return usual
    parser = _parser()
    before, links = _links(arguments)
    found = parser.parse_args(before)
    if found.tour is not None and not found.practice:
        parser.error("--tour goes with --practice")
    options = Options(found.practice, Provider(found.provider), found.tour, found.self_test, found.verbose)
    if links is None:
        return options
    if len(links) != 1:
        parser.error(_ONE_LINK)
    if options.tour is not None or options.self_test:
        parser.error("a link goes with --practice, --provider and --verbose alone")
    from hosted_meetings_desktop.domain.deep_link import read_link

    return replace(options, link=read_link(links[0]))


def _links(arguments: list[str]) -> tuple[list[str], list[str] | None]:
    """Part the options from the links after them; None where neither the word nor a link stands among them."""
    for place, argument in enumerate(arguments):
        if argument == _JOIN:
            after = arguments[place + 1 :]
            return arguments[:place], after[1:] if after[:1] == ["--"] else after
        if argument.strip().lower().startswith(_SCHEME):
            return arguments[:place], arguments[place:]
    return arguments, None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hosted-meetings",
        usage="%(prog)s [options] [join LINK]",
        description="Plan, hold, record and account for a clinic's video meetings.",
        epilog="join LINK shows a meeting in the app that runs, or in one that it starts, and asks whether to join. "
        f"LINK is {_SCHEME}//join/ID, or the ID of a meeting or of its room.",
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
    return parser
