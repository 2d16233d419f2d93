"""What a clinic may put on its guest page, and how a mistake is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.guest_page.brand import DARK_GROUND, LIGHT_GROUND, GuestBrand
from hosted_meetings_desktop.guest_page.colours import READABLE, contrast, readable_on

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def brand(**changes: Any) -> GuestBrand:
    return GuestBrand(**({"name": "Northfield Clinic"} | changes))


def test_a_name_is_enough() -> None:
    config = brand().config()
    assert config["name"] == "Northfield Clinic"
    assert config["languages"] == ["en", "es", "fr", "de", "pt", "hi", "ar"]
    assert config["kits"] == ["realtimekit", "dyte"]
    assert "practice" not in config


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"help_phone": "call us"}, "help_phone"),
        ({"help_phone": "javascript:1"}, "help_phone"),
        ({"privacy_url": "http://clinic.example/"}, "privacy_url"),
        ({"privacy_url": "javascript:alert(1)"}, "privacy_url"),
        ({"legal_text": "x" * 601}, "legal_text"),
        ({"languages": ("en", "xx")}, "languages"),
        ({"languages": ()}, "languages"),
        ({"languages": ("de",), "default_language": "en"}, "default_language"),
        ({"accent": "blue"}, "accent"),
        ({"accent": "#fff"}, "accent"),
        ({"on_accent": "#12345g"}, "on_accent"),
        ({"accent": "#8fb8f0"}, "accent"),
        ({"kits": ()}, "kits"),
        ({"join_before": -1}, "join_before"),
    ],
    ids=str,
)
def test_a_mistake_is_told_at_its_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InputProblem) as problem:
        brand(**changes)
    assert problem.value.field == field


def test_a_colour_that_is_hard_to_read_is_told_with_its_contrast() -> None:
    with pytest.raises(InputProblem, match=r"contrast of 2\.0:1") as problem:
        brand(accent="#8fb8f0")
    assert "4.5:1" in problem.value.advice
    assert "darker" in problem.value.advice


@given(accent=COLOURS)
def test_text_in_the_clinics_colour_can_be_read_on_both_grounds(accent: str) -> None:
    for ground in (LIGHT_GROUND, DARK_GROUND):
        assert contrast(readable_on(ground, accent), ground) >= READABLE


@given(accent=COLOURS)
def test_a_colour_that_can_be_read_already_is_left_as_it_is(accent: str) -> None:
    if contrast(accent, LIGHT_GROUND) >= READABLE:
        assert readable_on(LIGHT_GROUND, accent) == accent


def test_the_grounds_are_those_of_the_style_sheet() -> None:
    sheet = (Path(__file__).parents[3] / "resources" / "guest" / "web" / "guest.css").read_text(encoding="utf-8")
    assert f"--canvas: {LIGHT_GROUND};" in sheet
    assert f"--surface: {DARK_GROUND};" in sheet


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("logo.gif", b"GIF89a", "format"),
        ("logo.png", b"", "empty"),
        ("logo.png", b"x" * (512 * 1024 + 1), "large"),
        ("logo.svg", b"<svg><script>1</script></svg>", "scripts"),
        ("logo.svg", b"<svg onload='x()'/>", "scripts"),
        ("logo.svg", b"<svg><image href='https://t.example/x.png'/></svg>", "elsewhere"),
    ],
)
def test_a_logo_that_cannot_be_used_is_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputProblem, match=said) as problem:
        brand(logo=tmp_path / name)
    assert problem.value.field == "logo"


def test_a_missing_logo_is_told_without_its_folder(tmp_path: Path) -> None:
    with pytest.raises(InputProblem) as problem:
        brand(logo=tmp_path / "none.png")
    assert str(tmp_path) not in problem.value.title + problem.value.advice


def test_a_plain_logo_gets_a_plain_name(tmp_path: Path) -> None:
    logo = tmp_path / "Our Clinic (new).JPEG"
    logo.write_bytes(b"\xff\xd8\xff")
    assert brand(logo=logo).config()["logo"] == "logo.jpg"
    drawing = tmp_path / "a.svg"
    drawing.write_bytes(b'<svg xmlns="http://www.w3.org/2000/svg" version="1.1"><path d="M0 0"/></svg>')
    assert brand(logo=drawing).config()["logo"] == "logo.svg"
