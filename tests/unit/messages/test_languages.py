"""Every text in every language: none forgotten, none left in English, nothing to fill in lost."""

from __future__ import annotations

import json
import re
import string
import unicodedata
from typing import Any

import pytest

from hosted_meetings_desktop.messages import languages
from hosted_meetings_desktop.messages.languages import folder, language, language_at, nearest, tags

SCRIPTS = {"hi": "DEVANAGARI", "ar": "ARABIC"}


def texts(tag: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder() / f"{tag}.json").read_text("utf-8"))["texts"]
    return found


def forms(tag: str) -> dict[str, str]:
    """Return each text under its key, those that count under "key/form"."""
    flat: dict[str, str] = {}
    for key, text in texts(tag).items():
        flat |= {key: text} if isinstance(text, str) else {f"{key}/{form}": each for form, each in text.items()}
    return flat


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def letters(text: str) -> str:
    return "".join(sign for sign in re.sub(r"\{\w+\}", "", text) if unicodedata.category(sign).startswith(("L", "M")))


def test_the_languages_to_begin_with_are_all_there() -> None:
    assert set(tags()) >= {"en", "es", "fr", "de", "pt", "hi", "ar"}


@pytest.mark.parametrize("tag", tags())
def test_a_language_has_every_text_of_english_and_no_other(tag: str) -> None:
    assert list(texts(tag)) == list(texts("en"))


@pytest.mark.parametrize("tag", tags())
def test_a_language_fills_in_what_english_fills_in(tag: str) -> None:
    english = texts("en")
    for key, text in texts(tag).items():
        assert isinstance(text, str) == isinstance(english[key], str), key
        if isinstance(text, str):
            assert places(text) == places(english[key]), key
            continue
        named = {name for form in english[key].values() for name in places(form)}
        for form, each in text.items():
            # "Every week" needs no number: a form of its own for one or two may leave it out.
            spare = {"n"} if form in {"one", "two"} else set()
            assert places(each) | spare == named | spare, f"{key}/{form}"


@pytest.mark.parametrize("tag", tags())
def test_a_language_has_each_form_of_each_number(tag: str) -> None:
    locale = language(tag).locale
    needed = {locale.plural_form(n) for n in range(1, 401)} | {"other"}
    for key, text in texts(tag).items():
        if not isinstance(text, str):
            assert set(text) == needed, key


@pytest.mark.parametrize("tag", [tag for tag in tags() if tag != "en"])
def test_nothing_is_left_in_english(tag: str) -> None:
    english, own = forms("en"), forms(tag)
    for key, text in own.items():
        if letters(text):
            assert text != english.get(key), key
        name = SCRIPTS.get(tag)
        if name is not None:
            assert all(unicodedata.name(sign).startswith(name) for sign in letters(text)), f"{key}: {text}"


@pytest.mark.parametrize("tag", tags())
def test_texts_are_kind_and_clean(tag: str) -> None:
    for key, text in forms(tag).items():
        assert text == text.strip(), key
        assert "  " not in text, key
        assert "!" not in text, key
        assert not any(unicodedata.category(sign) in {"Cc", "Cs", "Co", "Cn"} for sign in text), key


@pytest.mark.parametrize("tag", tags())
def test_the_direction_is_that_of_the_language(tag: str) -> None:
    spoken = language(tag)
    assert spoken.right_to_left == (spoken.locale.text_direction == "rtl")


@pytest.mark.parametrize(
    ("asked", "found", "tag", "locale"),
    [
        ("de-AT", "de", "de-AT", "de_AT"),
        ("de_CH", "de", "de-CH", "de_CH"),
        ("DE", "de", "de", "de"),
        ("pt-BR", "pt", "pt-BR", "pt_BR"),
        ("ar-Arab-EG", "ar", "ar-EG", "ar_EG"),
        ("en", "en", "en", "en"),
        ("nl-NL", "en", "en", "en_NL"),  # English words, the dates of the Netherlands
        ("tlh", "en", "en", "en_001"),
        ("", "en", "en", "en_001"),
        ("../../etc/passwd", "en", "en", "en_001"),
        ("de-ZZ", "de", "de", "de"),
    ],
)
def test_the_nearest_language_is_written(asked: str, found: str, tag: str, locale: str) -> None:
    assert nearest(asked) == found
    spoken = language(asked)
    assert (spoken.tag, str(spoken.locale)) == (tag, locale)


def test_a_language_is_added_by_its_file_alone(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in folder().glob("*.json"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "it.json").write_bytes((folder() / "es.json").read_bytes())
    monkeypatch.setattr(languages, "folder", lambda: tmp_path)
    for cached in (languages.tags, languages.language, languages._load):
        cached.cache_clear()
    try:
        assert language("it-CH").tag == "it-CH"
    finally:
        monkeypatch.undo()
        for cached in (languages.tags, languages.language, languages._load):
            cached.cache_clear()


def test_names_of_the_other_direction_are_set_apart() -> None:
    assert language("en").foreign("Ann") == "Ann"
    assert language("en").foreign("ليلى") == "\u2068ليلى\u2069"
    assert language("ar").foreign("Ann") == "\u2068Ann\u2069"
    assert language("ar").number("+49 30") == "\u2066+49 30\u2069"
    assert language("en").number("+49 30") == "+49 30"


@pytest.mark.parametrize(
    ("asked", "zone", "locale"),
    [
        ("en", "Europe/London", "en_GB"),
        ("en", "America/New_York", "en_US"),
        ("en", "Asia/Tokyo", "en_001"),
        ("en-GB", "America/New_York", "en_GB"),
        ("de", "Europe/Vienna", "de_AT"),
        ("de", "Asia/Tokyo", "de"),
        ("xx", "Asia/Tokyo", "en_001"),
        ("en", "Not/AZone", "en"),
    ],
)
def test_a_language_without_a_country_has_the_customs_of_where_the_clinic_is(
    asked: str, zone: str, locale: str
) -> None:
    assert str(language_at(asked, zone).locale) == locale
