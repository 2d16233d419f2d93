"""The texts of messages, one file per language, and the language nearest to what a reader asked for."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hosted_meetings_desktop.messages.outside import is_right_to_left
from hosted_meetings_desktop.support.paths import resources

if TYPE_CHECKING:
    from babel import Locale

FALLBACK = "en"
# English for readers whose own language is not written here: day before month, as nearly everywhere.
_WORLD = "001"
_TERRITORY = re.compile(r"[A-Za-z]{2}|\d{3}")
_FIRST_STRONG, _LEFT_TO_RIGHT, _END = "\u2068", "\u2066", "\u2069"

Texts = Mapping[str, str | Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Language:
    """One language and the customs of the reader's country.

    Attributes:
        tag: BCP 47 tag of the texts, with the reader's country where its customs are known ("de-AT").
        locale: How dates, times and plurals are written.
    """

    tag: str
    right_to_left: bool
    locale: Locale
    texts: Texts = field(repr=False)

    def say(self, key: str, **values: str) -> str:
        """Return a text with ``values`` filled in as they are."""
        text = self.texts[key]
        if not isinstance(text, str):
            raise TypeError(f"{key} counts something")
        return text.format(**values)

    def count(self, key: str, n: int, **values: str) -> str:
        """Return the form of a text that is right for ``n`` things, with ``values`` filled in."""
        forms = self.texts[key]
        if isinstance(forms, str):
            raise TypeError(f"{key} counts nothing")
        form = forms.get(self.locale.plural_form(n), forms["other"])
        return form.format(n=str(n), **values)

    def foreign(self, text: str) -> str:
        """Return a name set apart (UAX 9) where it would otherwise stir up the order of the line it stands in."""
        direction = is_right_to_left(text)
        if self.right_to_left or direction:
            return f"{_FIRST_STRONG}{text}{_END}" if text else ""
        return text

    def number(self, text: str) -> str:
        """Return a phone number, which reads from left to right in every language."""
        return f"{_LEFT_TO_RIGHT}{text}{_END}" if self.right_to_left and text else text


def folder() -> Path:
    """Return where the texts lie, one JSON file per language, named by its tag."""
    return resources() / "messages"


@functools.cache
def tags() -> tuple[str, ...]:
    """Return the BCP 47 tags of all languages that can be written."""
    return tuple(sorted(path.stem for path in folder().glob("*.json")))


def nearest(asked: str) -> str:
    """Return the tag of the texts to use for ``asked``: itself, then with ever less behind it, then English."""
    known = {tag.lower(): tag for tag in tags()}
    parts = asked.replace("_", "-").lower().split("-")
    for length in range(len(parts), 0, -1):
        if (found := known.get("-".join(parts[:length]))) is not None:
            return found
    return FALLBACK


def language_at(asked: str, zone: str) -> Language:
    """Return the nearest language to a tag; one that names no country has the customs of where the clinic is.

    Args:
        asked: BCP 47 tag.
        zone: IANA zone of the clinic.
    """
    from babel.core import get_global

    subtags = asked.replace("_", "-").split("-")
    country = get_global("zone_territories").get(zone, "")
    if country and not any(_TERRITORY.fullmatch(part) for part in subtags[1:4]):
        return language(f"{asked}-{country}")
    return language(asked)


@functools.lru_cache(maxsize=64)
def language(asked: str) -> Language:
    """Return the nearest language to a BCP 47 tag, whatever it holds."""
    from babel import Locale
    from babel.localedata import exists

    tag = nearest(asked)
    direction, texts = _load(tag)
    subtags = asked.replace("_", "-").split("-")
    territory = next((part.upper() for part in subtags[1:4] if _TERRITORY.fullmatch(part)), "")
    own = subtags[0].lower() == tag.split("-")[0]
    base = tag.replace("-", "_")
    for country in (territory, _WORLD if territory or not own else ""):
        if country and exists(f"{base}_{country}"):
            full = f"{tag}-{country}" if own else tag
            return Language(full, direction == "rtl", Locale.parse(f"{base}_{country}"), texts)
    return Language(tag, direction == "rtl", Locale.parse(base), texts)


@functools.cache
def _load(tag: str) -> tuple[str, Texts]:
    found = json.loads((folder() / f"{tag}.json").read_text(encoding="utf-8"))
    return found["direction"], found["texts"]
