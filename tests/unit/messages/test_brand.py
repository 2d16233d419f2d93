"""The clinic's colour stays readable whatever it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.messages.brand import DARK_GROUND, LIGHT_GROUND, PLAIN, brand, contrast, logo_size
from tests.unit.messages.kit import png


@given(st.integers(0, 0xFFFFFF).map(lambda colour: f"#{colour:06x}"))
def test_any_colour_can_be_read(colour: str) -> None:
    look = brand(colour)
    assert look.button == colour
    assert contrast(look.heading, LIGHT_GROUND) >= 4.5
    assert contrast(look.heading_dark, DARK_GROUND) >= 4.5
    assert contrast(look.on_button, look.button) >= 4.0
    assert contrast(look.edge, LIGHT_GROUND) >= 3
    assert contrast(look.edge_dark, DARK_GROUND) >= 3


@pytest.mark.parametrize("colour", ["", "red", "#fff", "#12345g", "#123456;x", "url(x)"])
def test_what_is_no_colour_gives_way_to_a_plain_one(colour: str) -> None:
    assert brand(colour) == brand(PLAIN)


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("width", "height", "fits"),
    [(480, 120, (192, 48)), (100, 300, (16, 48)), (2000, 100, (240, 12)), (20, 10, (20, 10)), (5000, 1, (240, 1))],
)
def test_a_logo_fits_its_space_and_is_never_blown_up(width: int, height: int, fits: tuple[int, int]) -> None:
    assert logo_size(png(width, height), height=48, width=240) == fits
