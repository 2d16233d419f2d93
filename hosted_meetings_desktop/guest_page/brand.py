"""What makes the guest page the clinic's own: name, logo, colour, languages, help phone, and the checks on them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hosted_meetings_desktop.domain.call import Kit
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.guest_page.colours import READABLE, contrast, readable_on

LANGUAGES = ("en", "es", "fr", "de", "pt", "hi", "ar")
"""What the page speaks: one file each in ``resources/guest/web/languages``."""

LIGHT_GROUND = "#f5f6f8"
DARK_GROUND = "#1f2329"
"""What the page's text stands on at worst, as in ``guest.css``."""

LOGO_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}
_LARGEST_LOGO = 512 * 1024
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_PHONE = re.compile(r"[0-9+()/ .\-\u2010-\u2015\u00a0\u202f]{3,40}")
_ACTIVE_SVG = re.compile(
    rb"(?i)<script|<foreignObject|\bon\w+\s*=|javascript:|(?:href|src)\s*=\s*[\"']?\s*(?:https?:)?//"
)


@dataclass(frozen=True, slots=True)
class GuestBrand:
    """How the page looks and whom it names.

    Attributes:
        name: The clinic's name, 1 to 80 characters.
        help_phone: What a person calls who cannot get in; shown on every page. Empty leaves it out.
        logo: An SVG, PNG, JPEG or WebP file of at most 512 KiB; None shows the name alone.
        accent: The colour of the main button as ``#rrggbb``; at least 4.5:1 against ``on_accent``.
        on_accent: The text on it.
        languages: Which of :data:`LANGUAGES` the page offers.
        default_language: What it speaks where neither the link nor the browser says.
        privacy_url: The clinic's privacy notice (https), opened in a window of its own. Empty leaves it out.
        legal_text: One short paragraph at the foot, such as the clinic's legal name and address.
        kits: Which providers' kits come along; one is enough for a clinic with one account.
        join_before: Minutes before the start from which a guest may go in.

    Raises:
        InputProblem: something cannot be used; ``field`` is the attribute's name.
    """

    name: str
    help_phone: str = ""
    logo: Path | None = None
    accent: str = "#1d5fbf"
    on_accent: str = "#ffffff"
    languages: tuple[str, ...] = LANGUAGES
    default_language: str = "en"
    privacy_url: str = ""
    legal_text: str = ""
    kits: tuple[Kit, ...] = field(default_factory=lambda: tuple(Kit))
    join_before: int = 15

    def __post_init__(self) -> None:
        self._check_texts()
        self._check_languages()
        self._check_colours()
        if self.logo is not None:
            _check_logo(self.logo)
        if not self.kits:
            raise InputProblem("kits", "No provider is chosen", "Choose Dyte, RealtimeKit or both.")
        if not 0 <= self.join_before <= 24 * 60:
            raise InputProblem("join_before", "The minutes before the start must lie between 0 and 1440")

    def _check_texts(self) -> None:
        if not 1 <= len(self.name.strip()) <= 80:
            raise InputProblem("name", "The page needs the clinic's name", "Use 1 to 80 characters.")
        if self.help_phone and not _PHONE.fullmatch(self.help_phone):
            raise InputProblem(
                "help_phone", "This is no phone number", "Use digits, spaces and + ( ) - / only, as +49 30 1234567."
            )
        if self.privacy_url:
            parts = urlsplit(self.privacy_url)
            if parts.scheme != "https" or not parts.hostname:
                raise InputProblem("privacy_url", "This is no web address", "It has to begin with https://.")
        if len(self.legal_text) > 600:
            raise InputProblem("legal_text", "The legal text is too long", "Use 600 characters at most.")

    def _check_languages(self) -> None:
        unknown = [tag for tag in self.languages if tag not in LANGUAGES]
        if unknown or not self.languages:
            known = ", ".join(LANGUAGES)
            raise InputProblem("languages", "The page does not speak this language", f"Choose from {known}.")
        if self.default_language not in self.languages:
            raise InputProblem(
                "default_language", "The default language is not among the languages", "Add it, or choose another."
            )

    def _check_colours(self) -> None:
        for name in ("accent", "on_accent"):
            if not _COLOUR.fullmatch(getattr(self, name)):
                raise InputProblem(name, "This is no colour", "Write it as #rrggbb, such as #1d5fbf.")
        ratio = contrast(self.accent, self.on_accent)
        if ratio < READABLE:
            raise InputProblem(
                "accent",
                f"The text on the main button would be hard to read: {self.on_accent} on {self.accent} has a "
                f"contrast of {ratio:.1f}:1",
                f"At least {READABLE}:1 is needed. Choose a "
                + ("darker" if contrast(self.on_accent, "#ffffff") < 2 else "different")
                + " colour.",
            )

    def config(self) -> dict[str, Any]:
        """Return what ``clinic.json`` holds; the page reads it at its start."""
        return {
            "name": self.name.strip(),
            "phone": self.help_phone.strip(),
            "logo": "" if self.logo is None else logo_name(self.logo),
            "colours": {
                "accent": self.accent.lower(),
                "onAccent": self.on_accent.lower(),
                "textLight": readable_on(LIGHT_GROUND, self.accent),
                "textDark": readable_on(DARK_GROUND, self.accent),
            },
            "languages": list(self.languages),
            "defaultLanguage": self.default_language,
            "privacy": self.privacy_url,
            "legal": self.legal_text.strip(),
            "kits": [kit.value for kit in self.kits],
            "joinBefore": self.join_before,
        }


def logo_name(logo: Path) -> str:
    """Return the name under which the page finds the clinic's logo."""
    suffix = logo.suffix.lower()
    return f"logo{'.jpg' if suffix == '.jpeg' else suffix}"


def _check_logo(logo: Path) -> None:
    if Path(logo_name(logo)).suffix not in LOGO_TYPES:
        raise InputProblem("logo", "The logo's format is not known", "Use an SVG, PNG, JPEG or WebP file.")
    try:
        size = logo.stat().st_size
        content = logo.read_bytes() if size <= _LARGEST_LOGO else b""
    except OSError as error:
        raise InputProblem("logo", "The logo cannot be read", f"Check the file {logo.name}.") from error
    if not 0 < size <= _LARGEST_LOGO:
        raise InputProblem("logo", "The logo is too large or empty", "Use a file of at most 512 KiB.")
    if logo.suffix.lower() == ".svg" and _ACTIVE_SVG.search(content):
        raise InputProblem(
            "logo", "The logo holds scripts or loads something from elsewhere", "Export it as a plain SVG or as PNG."
        )
