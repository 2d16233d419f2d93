"""The colours can be read, the style sheet is whole, every icon exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPalette

import hosted_meetings_desktop.ui as ui_package
from hosted_meetings_desktop.domain.visit_type import VisitColour
from hosted_meetings_desktop.ui.parts.badge import badge_icon, badge_kinds
from hosted_meetings_desktop.ui.theme import current
from hosted_meetings_desktop.ui.theme.apply import apply_theme, palette
from hosted_meetings_desktop.ui.theme.icons import has_glyph, icon
from hosted_meetings_desktop.ui.theme.style_sheet import style_sheet
from hosted_meetings_desktop.ui.theme.tokens import DARK, LIGHT, SPACE, ThemeMode, contrast

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
GROUNDS = ("canvas", "surface", "rail", "hover", "accent_soft")
TEXT = [(text, ground) for text in ("text", "muted") for ground in GROUNDS]
TEXT += [(f"{tone}", f"{tone}_soft") for tone in ("live", "wait", "stop", "over")]
TEXT += [(tone, ground) for tone in ("live", "wait", "stop", "over") for ground in ("canvas", "surface", "rail")]
TEXT += [("text", f"{tone}_soft") for tone in ("live", "wait", "stop", "over")]
TEXT += [("accent_text", ground) for ground in ("canvas", "surface", "hover", "over_soft", "live_soft", "wait_soft")]
TEXT += [("accent_text", "stop_soft"), ("on_accent", "accent"), ("on_accent", "accent_hover")]
TEXT += [("on_danger", "danger"), ("on_danger", "danger_hover")]


@THEMES
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_stands_out(theme, text, ground):
    assert contrast(getattr(theme, text), getattr(theme, ground)) >= 4.5


@THEMES
@pytest.mark.parametrize("ground", ["canvas", "surface"])
def test_outlines_of_controls_stand_out(theme, ground):
    assert contrast(theme.edge, getattr(theme, ground)) >= 3


@THEMES
@pytest.mark.parametrize("ground", ["canvas", "surface", "rail", "over_soft"])
def test_what_cannot_be_used_can_still_be_read(theme, ground):
    assert contrast(theme.disabled, getattr(theme, ground)) >= 3


@THEMES
@pytest.mark.parametrize("colour", list(VisitColour))
def test_visit_types_can_be_read_and_told_apart(theme, colour):
    tone = getattr(theme.visit, colour.value)
    assert contrast(tone.text, tone.fill) >= 4.5
    assert contrast(theme.muted, tone.fill) >= 4.5  # what is past
    assert contrast(tone.edge, theme.surface) >= 3
    for sign in ("live", "wait", "stop", "over"):
        assert contrast(getattr(theme, sign), tone.fill) >= 3


@THEMES
def test_no_two_visit_types_look_the_same(theme):
    assert theme.visit._fields == tuple(colour.value for colour in VisitColour)
    for part in ("fill", "edge", "text"):
        assert len({getattr(tone, part) for tone in theme.visit}) == len(VisitColour)


def test_contrast_is_the_known_formula():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@THEMES
def test_style_sheet_is_whole(theme):
    sheet = style_sheet(theme)
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}")
    for path in re.findall(r'url\("([^"]+)"\)', sheet):
        assert Path(path).is_file()


def test_space_goes_in_steps_of_four():
    steps = list(SPACE)
    assert steps
    assert all(step % 4 == 0 for step in steps)


ICON_PLACE = {"icon": 0, "icon_pixmap": 0, "icon_button": 0, "IconLabel": 0, "ChoiceCard": 0, "_Look": 0, "_item": 1}
ICON_PLACE |= {f"{kind}_button": 1 for kind in ("main", "plain", "danger", "link", "segment")}


def _icons_named_in(source: str) -> set[str]:
    """Return the constant icon names among the arguments of the calls that take one."""
    named = set()
    for node in ast.walk(ast.parse(source)):
        place = (
            ICON_PLACE.get(node.func.id, 99) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else 99
        )
        if place != 99 and place < len(node.args) and isinstance(node.args[place], ast.Constant):
            named.add(node.args[place].value)
    return named


def test_every_named_icon_is_in_the_family(qapp):
    sources = [file.read_text("utf-8") for file in Path(ui_package.__file__).parent.rglob("*.py")]
    named = set().union(*(_icons_named_in(source) for source in sources))
    assert "close" in named
    assert [name for name in sorted(named) if not has_glyph(name)] == []


@pytest.mark.parametrize("kind", badge_kinds())
def test_every_badge_has_an_icon(qapp, kind):
    pixmap = badge_icon(kind).pixmap(QSize(16, 16))
    image = pixmap.toImage()
    assert any(image.pixelColor(x, y).alpha() > 0 for x in range(16) for y in range(16))


def _inks(made: QIcon) -> set[str]:
    image = made.pixmap(QSize(32, 32)).toImage()
    colours = (image.pixelColor(x, y) for x in range(32) for y in range(32))
    return {colour.name() for colour in colours if colour.alpha() == 255}


def test_icons_follow_the_theme_without_being_made_again(qapp):
    made = icon("close")
    try:
        apply_theme(qapp, ThemeMode.LIGHT)
        assert LIGHT.muted in _inks(made)
        apply_theme(qapp, ThemeMode.DARK)
        assert DARK.muted in _inks(made)
    finally:
        apply_theme(qapp, ThemeMode.LIGHT)


def test_themes_change_at_once(qapp):
    try:
        apply_theme(qapp, ThemeMode.DARK)
        assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.canvas)
        assert current.colours() is DARK
        apply_theme(qapp, ThemeMode.LIGHT)
        assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.canvas)
        assert current.colours() is LIGHT
    finally:
        apply_theme(qapp, ThemeMode.LIGHT)


def test_selection_keeps_the_text_colour():
    made = palette(LIGHT)
    assert made.color(QPalette.ColorRole.HighlightedText) == QColor(LIGHT.text)


def test_icons_are_sharp_on_dense_screens(qapp):
    made = icon("close").pixmap(QSize(18, 18), 2.0)
    assert (made.width(), made.devicePixelRatio()) == (36, 2.0)
