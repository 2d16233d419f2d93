"""``hosted-meetings export-guest-page DIR``: writes the page on which patients join, for the clinic's web server."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from hosted_meetings_desktop.domain.call import Kit
from hosted_meetings_desktop.domain.errors import AppError

NAME = "export-guest-page"


def run(arguments: list[str]) -> int:
    """Write the page; returns the exit code: 0 done, 1 nothing was written or not all of it, 2 wrong arguments."""
    from hosted_meetings_desktop.guest_page.brand import LANGUAGES, GuestBrand
    from hosted_meetings_desktop.guest_page.export import export_guest_page

    found = _parser(LANGUAGES).parse_args(arguments)
    kits = tuple(Kit(kit) for kit in found.kit) if found.kit else tuple(Kit)
    try:
        brand = GuestBrand(
            name=found.name,
            help_phone=found.phone,
            logo=found.logo,
            accent=found.colour,
            on_accent=found.text_colour,
            languages=tuple(found.language) or LANGUAGES,
            default_language=found.default_language or (found.language or ["en"])[0],
            privacy_url=found.privacy,
            legal_text=found.legal,
            kits=kits,
            join_before=found.join_before,
        )
        written = export_guest_page(found.folder, brand, among_others=found.among_others)
    except AppError as error:
        sys.stderr.write(f"{error.title.rstrip('.')}. {error.advice}".strip() + "\n")
        return 1
    sys.stdout.write(
        f"The guest page is in {found.folder.resolve()}: {len(written.written)} files written, "
        f"{len(written.unchanged)} as they were, {len(written.removed)} removed; {written.size / 1e6:.1f} MB.\n"
    )
    for name in written.edited:
        sys.stdout.write(f"{name} was changed by hand since the last time; its text is kept beside it.\n")
    return 0


def _parser(languages: tuple[str, ...]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"hosted-meetings {NAME}",
        description="Write the page on which patients join in their browser. Put the folder on any web server "
        "(HTTPS) and enter its address in Settings, Guest page. README.txt in it says what the server needs.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="where to write it; may hold an earlier export")
    parser.add_argument("--name", required=True, help="the clinic's name, as patients know it")
    parser.add_argument("--phone", default="", help="whom to call who cannot join")
    parser.add_argument("--logo", type=Path, help="SVG, PNG, JPEG or WebP, up to 512 KiB")
    parser.add_argument("--colour", default="#1d5fbf", help="of the main button, as #rrggbb")
    parser.add_argument("--text-colour", default="#ffffff", help="of the text on it")
    parser.add_argument(
        "--language", action="append", default=[], choices=languages, help="offer this one; may be repeated"
    )
    parser.add_argument("--default-language", default="", choices=("", *languages), help="where nothing else tells")
    parser.add_argument("--privacy", default="", metavar="URL", help="the clinic's privacy notice (https)")
    parser.add_argument("--legal", default="", metavar="TEXT", help="a short paragraph at the foot")
    parser.add_argument(
        "--kit", action="append", default=[], choices=[kit.value for kit in Kit], help="only for this provider"
    )
    parser.add_argument("--join-before", type=int, default=15, metavar="MIN", help="how early guests may go in")
    parser.add_argument("--among-others", action="store_true", help="write into a folder that holds other files")
    return parser
