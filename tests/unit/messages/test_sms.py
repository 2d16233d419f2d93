"""Text messages: how many pieces, in which letters, and never a broken link."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.message import Occasion
from hosted_meetings_desktop.messages.languages import tags
from hosted_meetings_desktop.messages.sms import segments, short_text
from tests.unit.messages.kit import CLINIC, LINK, MAY, letter, series


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("é" * 160, 1),  # in the alphabet of seven bits
        ("€" * 80, 1),  # takes two places
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),  # no character is cut in two: one place stays empty
        ("ê" * 70, 1),
        ("ê" * 71, 2),
        ("ê" * 134, 2),
        ("ê" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("x" * 66 + "😀" + "x" * 66, 3),
    ],
)
def test_pieces(text: str, pieces: int) -> None:
    assert segments(text) == pieces


@given(st.text(max_size=400), st.text(max_size=20))
def test_more_text_is_never_fewer_pieces(text: str, more: str) -> None:
    assert segments(text + more) >= segments(text) >= 1


def test_an_invitation() -> None:
    assert short_text(letter()) == f"Praxis am Park: video call on Tue 4 May, 09:00. Join: {LINK}"


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        (
            {"link": "", "link_follows": True},
            "Praxis am Park: video call on Tue 4 May, 09:00. Your link comes later.",
        ),
        (
            {"occasion": Occasion.CHANGE, "before": MAY - timedelta(hours=1)},
            f"Praxis am Park: new time for your video call: Tue 4 May, 09:00. Join: {LINK}",
        ),
        (
            {"occasion": Occasion.CHANGE, "link": ""},
            "Praxis am Park: your video call on Tue 4 May, 09:00 has changed.",
        ),
        (
            {"occasion": Occasion.CANCELLATION},
            "Praxis am Park: the video call on Tue 4 May, 09:00 is cancelled. Questions? +49 30 123 45 67",
        ),
        (
            {"occasion": Occasion.REMINDER, "zone": "Europe/Lisbon"},
            f"Praxis am Park: reminder of your video call on Tue 4 May, 08:00 (Lisbon). Join: {LINK}",
        ),
    ],
)
def test_occasions(changes: dict[str, object], text: str) -> None:
    assert short_text(letter(**changes)) == text


def test_a_series_says_how_many_times_follow() -> None:
    assert "Then 9 more times." in short_text(series())
    assert "more time" not in short_text(series(occasion=Occasion.REMINDER))


@pytest.mark.parametrize("tag", tags())
@pytest.mark.parametrize("occasion", list(Occasion))
def test_every_message_is_short_and_keeps_its_link_whole(tag: str, occasion: Occasion) -> None:
    text = short_text(letter(language=tag, occasion=occasion))
    assert segments(text) <= (3 if tag in {"hi", "ar"} else 1)
    if occasion is not Occasion.CANCELLATION:
        assert text.endswith(f" {LINK}")


def test_accents_go_where_that_saves_a_piece() -> None:
    clinic = replace(CLINIC, name="Clínica São João")
    text = short_text(letter(language="pt", clinic=clinic))
    assert text.startswith("Clinica Sao Joao: videochamada em ter., 4 de maio, 09:00.")
    assert segments(text) == 1
    short = short_text(letter(language="pt", clinic=replace(CLINIC, name="São"), link="", link_follows=False))
    assert short.startswith("São: ")


def test_letters_that_are_words_of_their_own_stay() -> None:
    assert "वीडियो कॉल" in short_text(letter(language="hi"))


def test_typographic_signs_become_plain_ones() -> None:
    text = short_text(
        letter(language="en-US", clinic=replace(CLINIC, name="Ann\u2019s \u2013 Clinic\u2026"), link="")
    )
    assert text == "Ann's - Clinic...: video call on Tue, May 4, 9:00 AM."


def test_names_from_outside_break_no_line() -> None:
    text = short_text(letter(clinic=replace(CLINIC, name="Park\r\nhttps://evil.example \u202egnp")))
    assert "\n" not in text
    assert "\u202e" not in text


def test_a_link_that_is_none_is_refused() -> None:
    with pytest.raises(InputProblem):
        short_text(letter(link="javascript:alert(1)"))
