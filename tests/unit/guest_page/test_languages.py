"""Every language says everything, with the same places for names and times, and in its own words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hosted_meetings_desktop.guest_page.brand import LANGUAGES

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "resources" / "guest" / "web"
KITS = ROOT / "resources" / "call" / "node_modules"
OTHERS = [tag for tag in LANGUAGES if tag != "en"]
PLACE = re.compile(r"\{\w+\}")
SCRIPTS = {"hi": "\u0900-\u097f", "ar": "\u0600-\u06ff"}


def words(tag: str) -> dict[str, str]:
    """Return one language as a flat table; lists count their entries."""

    def flat(branch: Any, path: str) -> Iterator[tuple[str, str]]:
        if isinstance(branch, str):
            yield path, branch
            return
        rows = branch.items() if isinstance(branch, dict) else enumerate(branch)
        for name, inner in rows:
            yield from flat(inner, f"{path}/{name}")

    return dict(flat(json.loads((PAGE / "languages" / f"{tag}.json").read_text(encoding="utf-8")), ""))


ENGLISH = words("en")


def test_there_is_a_file_for_each_language_and_no_other() -> None:
    assert {path.stem for path in (PAGE / "languages").iterdir()} == set(LANGUAGES)


@pytest.mark.parametrize("tag", OTHERS)
def test_nothing_is_missing_or_left_over(tag: str) -> None:
    assert list(words(tag)) == list(ENGLISH)


@pytest.mark.parametrize("tag", OTHERS)
def test_the_places_for_names_and_times_are_the_same(tag: str) -> None:
    for key, text in words(tag).items():
        assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(ENGLISH[key])), key


@pytest.mark.parametrize("tag", OTHERS)
def test_nothing_is_left_in_english(tag: str) -> None:
    assert [key for key, text in words(tag).items() if text == ENGLISH[key] or not text.strip()] == []


@pytest.mark.parametrize("tag", SCRIPTS)
def test_another_script_is_written_in_it(tag: str) -> None:
    for key, text in words(tag).items():
        assert re.search(f"[{SCRIPTS[tag]}]", text), key


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_words_are_kind_and_plain(tag: str) -> None:
    for key, text in words(tag).items():
        assert "!" not in text, key
        assert tag != "en" or not re.search(r"(?i)\bplease\b|\binvalid\b|\berror\b|\bunfortunately\b", text), key
        assert text == text.strip(), key


def test_every_text_the_page_asks_for_exists() -> None:
    groups = {key for key in ENGLISH if not key.startswith("/kit/")}
    known = {key.removeprefix("/").replace("/", ".") for key in groups}
    for path in (PAGE / "index.html", *PAGE.glob("*.js")):
        text = path.read_text(encoding="utf-8")
        asked = set(re.findall(r'data-say="([\w.]+)"', text)) | set(re.findall(r'\bsay\("([a-z_.]+)"', text))
        assert asked <= known, f"{path.name}: {sorted(asked - known)}"


def test_the_kits_know_the_words_we_say_for_them() -> None:
    source = KITS / "@cloudflare/realtimekit-ui/dist/collection/lib/lang/default-language.js"
    if not source.is_file():
        pytest.skip("needs the kits (make setup)")
    theirs = set(re.findall(r"^\s*'?([\w.()]+?)'?:\s*[\"'`]", source.read_text(encoding="utf-8"), re.MULTILINE))
    assert {key.removeprefix("/kit/") for key in ENGLISH if key.startswith("/kit/")} <= theirs
