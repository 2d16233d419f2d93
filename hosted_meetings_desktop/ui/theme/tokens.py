"""The face as numbers: every colour, distance and type size of the app stands here and nowhere else.

Named tuples, as they are made in a tenth of a dataclass's time and this is needed before the first paint.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class ThemeMode(StrEnum):
    """What Settings offers; the value is what is stored."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class VisitTone(NamedTuple):
    """One visit type's colour in a calendar, as ``#rrggbb``.

    Attributes:
        fill: Soft, behind text.
        edge: The bar that tells types apart, at least 3:1 against ``surface``.
        text: On the fill.
    """

    fill: str
    edge: str
    text: str


class VisitTones(NamedTuple):
    """The colours of visit types; the names are the values of ``domain.visit_type.VisitColour``."""

    blue: VisitTone
    teal: VisitTone
    green: VisitTone
    amber: VisitTone
    orange: VisitTone
    rose: VisitTone
    violet: VisitTone
    grey: VisitTone


class Colours(NamedTuple):
    """One theme's colours as ``#rrggbb``.

    Attributes:
        canvas: Behind everything.
        surface: Lists, cards, fields.
        rail: The navigation rail and the status strip.
        line: Hairlines between areas.
        edge: The outline of a control, at least 3:1 against ``surface``.
        disabled: Text of what cannot be used now, at least 3:1 against every ground it stands on.
        accent: Fill of the one main action.
        accent_text: The accent where it is text or an icon.
        accent_soft: The selection.
        live: Green: in the call. ``*_soft`` is the fill behind such text.
        wait: Amber: waiting.
        stop: Red: needs you.
        over: Grey: over.
        danger: Fill of a destructive main action.
        visit: What visit types look like in a calendar.
    """

    canvas: str
    surface: str
    rail: str
    hover: str
    pressed: str
    line: str
    edge: str
    text: str
    muted: str
    disabled: str
    scroll: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_text: str
    accent_soft: str
    live: str
    live_soft: str
    wait: str
    wait_soft: str
    stop: str
    stop_soft: str
    over: str
    over_soft: str
    danger: str
    danger_hover: str
    on_danger: str
    skeleton: str
    visit: VisitTones


LIGHT = Colours(
    canvas="#f5f6f8",
    surface="#ffffff",
    rail="#eceef2",
    hover="#e4e7ec",
    pressed="#d8dce3",
    line="#dcdfe5",
    edge="#828b98",
    text="#1a2028",
    muted="#545e6b",
    disabled="#7f8793",
    scroll="#9aa2ad",
    accent="#1d5fbf",
    accent_hover="#174f9f",
    on_accent="#ffffff",
    accent_text="#1a57b0",
    accent_soft="#dbe8fb",
    live="#176b3e",
    live_soft="#dcf3e5",
    wait="#855400",
    wait_soft="#fdefd2",
    stop="#b0261d",
    stop_soft="#fde6e4",
    over="#545e6b",
    over_soft="#e8ebef",
    danger="#b3271e",
    danger_hover="#951f18",
    on_danger="#ffffff",
    skeleton="#e6e9ee",
    visit=VisitTones(
        blue=VisitTone("#dfeafc", "#2f6fd0", "#12407f"),
        teal=VisitTone("#d3f0ee", "#0f857f", "#07514d"),
        green=VisitTone("#dcf2dc", "#3a8a3e", "#1d5421"),
        amber=VisitTone("#fbeec2", "#a87c00", "#624700"),
        orange=VisitTone("#fde4d0", "#c9601a", "#7a3606"),
        rose=VisitTone("#fbdfe8", "#c93a6e", "#85173f"),
        violet=VisitTone("#e9e2fb", "#7650c8", "#472a8c"),
        grey=VisitTone("#e6e9ee", "#6a7480", "#39424d"),
    ),
)

DARK = Colours(
    canvas="#171a1f",
    surface="#1f2329",
    rail="#121519",
    hover="#2a2f37",
    pressed="#343a44",
    line="#31373f",
    edge="#7c8693",
    text="#e7eaee",
    muted="#a5aeb9",
    disabled="#747d88",
    scroll="#6d7681",
    accent="#2f6fd0",
    accent_hover="#2a66c2",
    on_accent="#ffffff",
    accent_text="#85b4fa",
    accent_soft="#233a5e",
    live="#72d19a",
    live_soft="#173526",
    wait="#f0be62",
    wait_soft="#3b2d12",
    stop="#ff9d94",
    stop_soft="#46211f",
    over="#a5aeb9",
    over_soft="#2c323a",
    danger="#c8382e",
    danger_hover="#cf3f35",
    on_danger="#ffffff",
    skeleton="#2a2f37",
    visit=VisitTones(
        blue=VisitTone("#1e3354", "#5f9bf0", "#bcd6ff"),
        teal=VisitTone("#123a3a", "#3fb3ab", "#a9e6e0"),
        green=VisitTone("#1c3a22", "#5fb768", "#b9e6bd"),
        amber=VisitTone("#3d3110", "#d3a53a", "#f2d98c"),
        orange=VisitTone("#45290f", "#e58a45", "#ffcda6"),
        rose=VisitTone("#45202f", "#e6739b", "#ffc2d6"),
        violet=VisitTone("#30264f", "#a488ec", "#d9ccff"),
        grey=VisitTone("#2f353d", "#8b95a1", "#d3d9e0"),
    ),
)


class Space(NamedTuple):
    """Distances in steps of 4, in device-independent pixels."""

    hair: int = 4
    row: int = 8
    tight: int = 12
    gap: int = 16
    group: int = 24
    wide: int = 32
    page: int = 24


class Size(NamedTuple):
    """Heights, widths and corners, in device-independent pixels."""

    control: int = 32
    table_row: int = 28
    icon: int = 18
    icon_with_gap: int = 23
    radius: int = 6
    card_radius: int = 8
    rail_width: int = 136
    details_width: int = 320
    text_width: int = 560
    field_width: int = 360
    status_strip: int = 32
    header: int = 48


class Type(NamedTuple):
    """Type sizes in pixels at 100 %; a system with larger text scales them."""

    title: int = 20
    section: int = 15
    body: int = 13
    small: int = 12


class TimelineSize(NamedTuple):
    """The marks of a timeline, in device-independent pixels.

    Attributes:
        bar: How high a bar is.
        lane: How high a person's lane is at least.
        least: How wide the shortest bar is drawn.
        mark: How wide a mark without a length is.
        names: How wide the names are at most on the screen.
        picture: How wide time is drawn in a picture that is saved.
    """

    bar: int = 14
    lane: int = 44
    least: int = 3
    mark: int = 13
    radius: int = 3
    names: int = 190
    picture: int = 1_000


class PlotSize(NamedTuple):
    """A small plot, in device-independent pixels.

    Attributes:
        width: The narrowest one.
        height: Of the whole plot with its axes.
        dot: How wide a point is.
    """

    width: int = 300
    height: int = 168
    dot: int = 7


SPACE = Space()
SIZE = Size()
TYPE = Type()
TIMELINE = TimelineSize()
PLOT = PlotSize()


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    parts = []
    for start in (1, 3, 5):
        part = int(colour[start : start + 2], 16) / 255
        parts.append(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
    red, green, blue = parts
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
