"""A message as the page that mail programs show: tables and inline styles, as Outlook draws with Word and Gmail cuts.

Classes are there for the dark theme alone; a program that drops the style sheet shows the light one whole. Everything
that is filled in is escaped in ``_text`` and ``_attribute`` and nowhere else.
"""

from __future__ import annotations

import html
import re

from hosted_meetings_desktop.domain.message import LOGO_ID
from hosted_meetings_desktop.messages.brand import DARK_GROUND, LIGHT_GROUND, Brand
from hosted_meetings_desktop.messages.telling import Told

LOGO_HEIGHT, LOGO_WIDTH = 48, 240

_FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Noto Sans','Helvetica Neue',Arial,sans-serif"
_INK, _MUTED, _CANVAS, _PANEL, _LINE = "#1a2028", "#545e6b", "#f0f2f5", "#f5f6f8", "#dcdfe5"
_DARK_INK, _DARK_MUTED, _DARK_CANVAS, _DARK_PANEL, _DARK_LINE = "#e7eaee", "#a5aeb9", "#14171b", "#282d35", "#3a414b"
_LOUD = f"font-family:{_FONT};color:{_INK}"
_QUIET = f"font-family:{_FONT};color:{_MUTED};font-size:14px;line-height:21px"
_TABLE = 'role="presentation" cellpadding="0" cellspacing="0" border="0"'
_SPACES = re.compile(r"\s+")


def page(told: Told, look: Brand, logo: tuple[int, int] | None) -> str:
    """Return the message as an HTML document.

    Args:
        told: What it says.
        look: The clinic's colours.
        logo: Width and height of the logo that travels with the mail; None for none.
    """
    direction = "rtl" if told.language.right_to_left else "ltr"
    spoken = f'lang="{_attribute(told.language.tag)}" dir="{direction}"'
    body = "".join((_head(told, logo), _body(told, look), _foot(told)))
    return f"""<!DOCTYPE html>
<html {spoken}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no">
<title>{_text(told.subject)}</title>
<style>{_style(look)}</style>
</head>
<body class="canvas" style="margin:0;padding:0;background-color:{_CANVAS}">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">{_text(_preview(told))}</div>
<table {_TABLE} width="100%" class="canvas" bgcolor="{_CANVAS}" {spoken}
 style="background-color:{_CANVAS}"><tr><td align="center" style="padding:24px 12px">
<!--[if mso]><table {_TABLE} width="600"><tr><td><![endif]-->
<table {_TABLE} width="100%" class="sheet" bgcolor="{LIGHT_GROUND}"
 style="max-width:600px;background-color:{LIGHT_GROUND};border-radius:12px;border:1px solid {_LINE}">
{body}</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>
</body>
</html>
"""


def _head(told: Told, logo: tuple[int, int] | None) -> str:
    name = _text(told.clinic)
    if logo is None:
        shown = f'<p class="muted" style="margin:0;{_QUIET};font-weight:600">{name}</p>'
    else:
        width, height = logo
        shown = (
            # The picture has its own ground, as a dark logo would vanish in the dark theme.
            f'<img src="cid:{LOGO_ID}" width="{width}" height="{height}" alt="{_attribute(told.clinic)}" '
            f'style="display:block;border:0;background-color:{LIGHT_GROUND};border-radius:6px">'
        )
    title = f'<h1 class="brand" style="margin:0;{_heading()}">{_text(told.heading)}</h1>'
    return _row(shown, "24px 24px 0") + _row(title, "16px 24px 0")


def _body(told: Told, look: Brand) -> str:
    opening = [told.greeting, *told.paragraphs]
    parts = [
        _row("".join(_paragraph(line) for line in opening), "12px 24px 0"),
        _row(_card(told, look), "8px 24px 0"),
    ]
    if told.link:
        parts.append(_row(_button(told, look), "24px 24px 0"))
    if told.link_words:
        parts.append(_row("".join(_paragraph(line) for line in told.link_words), "16px 24px 0"))
    if told.link:
        shown = f'<span dir="ltr" style="word-break:break-all">{_text(told.link)}</span>'
        copied = (
            f'{_text(told.copy_before)}<br><a class="muted" href="{_attribute(told.link)}" style="color:{_MUTED}">'
        )
        parts.append(_row(f'<p class="muted" style="margin:0;{_QUIET}">{copied}{shown}</a></p>', "0 24px 0"))
    return "".join(parts)


def _foot(told: Told) -> str:
    quiet = [_text(line) for line in told.notes]
    if told.help:
        number = re.sub(r"[^\d+]", "", told.phone)
        called = (
            f'<a class="ink" dir="ltr" href="tel:{_attribute(number)}" style="color:{_INK}">{_text(told.phone)}</a>'
        )
        # Escaped by itself, so that the link can take the place of the number in the escaped sentence.
        sentence = _text(told.help.replace(told.language.number(told.phone), "\0")).replace("\0", called)
        quiet.insert(0, f'<span class="ink" style="color:{_INK}">{sentence}</span>')
    notes = "".join(f'<p class="muted" style="margin:0 0 8px;{_QUIET}">{line}</p>' for line in quiet)
    last = "".join(
        # The clinic's own lines may be in another language than the message.
        f'<p class="muted" dir="auto" style="margin:0 0 4px;{_QUIET};font-size:13px">{_text(line)}</p>'
        for line in (*told.clinic_notes, told.automatic)
    )
    rule = f'<div class="line" style="border-top:1px solid {_LINE};font-size:0;line-height:0">&nbsp;</div>'
    return _row(notes, "24px 24px 0") + _row(rule, "8px 24px 0") + _row(last, "4px 24px 24px")


def _card(told: Told, look: Brand) -> str:
    when = told.when
    lines = [_line(told.title, "font-size:16px;line-height:24px", muted=True)] if told.title else []
    if when.old:
        lines.append(_line(f"{told.old_label}:", "font-size:14px;line-height:21px;padding-top:8px", muted=True))
        lines.append(_line(when.old, "font-size:16px;line-height:24px", muted=True, struck=True))
    if told.label:
        label = told.label if told.over else f"{told.label}:"
        lines.append(_line(label, "font-size:14px;line-height:21px;padding-top:8px;font-weight:600"))
    lines.append(_line(when.day, "font-size:20px;line-height:28px;font-weight:600;padding-top:4px", struck=told.over))
    lines.append(_line(when.times, "font-size:18px;line-height:26px;font-weight:600", struck=told.over))
    if when.clinic_times:
        lines.append(_line(when.clinic_times, "font-size:15px;line-height:23px", muted=True, struck=told.over))
    for n, line in enumerate(when.repeats):
        lines.append(
            _line(
                line,
                f"font-size:15px;line-height:23px{';padding-top:6px' if n else ';padding-top:10px'}",
                muted=told.over,
            )
        )
    rows = "".join(f"<tr>{line}</tr>" for line in lines)
    side = "right" if told.language.right_to_left else "left"
    edge = _LINE if told.over else look.edge
    line = f'class="{"line" if told.over else "edge"}" style="padding:16px 20px;border-{side}:4px solid {edge}'
    return (
        f'<table {_TABLE} width="100%" class="panel" bgcolor="{_PANEL}" style="background-color:{_PANEL};'
        f'border-radius:8px"><tr><td {line};border-radius:8px">'
        f'<table {_TABLE} width="100%">{rows}</table></td></tr></table>'
    )


def _line(text: str, style: str, *, muted: bool = False, struck: bool = False) -> str:
    shown = f'<s style="text-decoration:line-through">{_text(text)}</s>' if struck else _text(text)
    quiet = muted or struck
    colour, name = (_MUTED, "muted") if quiet else (_INK, "ink")
    return f'<td class="{name}" style="font-family:{_FONT};color:{colour};{style}">{shown}</td>'


def _button(told: Told, look: Brand) -> str:
    # Outlook heeds the cell's padding and ground, all others those of the link, so that all of it can be clicked.
    return (
        f'<table {_TABLE} width="100%"><tr><td align="center" class="button" bgcolor="{look.button}" '
        f'style="border-radius:8px;border:2px solid {look.edge};background-color:{look.button};'
        f'mso-padding-alt:16px 24px">'
        f'<a class="button" href="{_attribute(told.link)}" target="_blank" rel="noreferrer" style="display:block;'
        f"padding:16px 24px;font-family:{_FONT};font-size:18px;line-height:24px;font-weight:700;"
        f"color:{look.on_button};background-color:{look.button};border-radius:6px;text-decoration:none"
        f'">{_text(told.join)}</a></td></tr></table>'
    )


def _heading() -> str:
    return f"font-family:{_FONT};font-size:24px;line-height:32px;font-weight:700"


def _paragraph(text: str) -> str:
    return f'<p class="ink" style="margin:0 0 8px;{_LOUD};font-size:16px;line-height:24px">{_text(text)}</p>'


def _row(content: str, padding: str) -> str:
    return f'<tr><td style="padding:{padding}">{content}</td></tr>\n' if content else ""


def _preview(told: Told) -> str:
    """Return what lists of messages show behind the subject."""
    return f"{told.when.day}, {told.when.times} · {told.clinic}"


def _style(look: Brand) -> str:
    dark = (
        (".canvas", f"background-color:{_DARK_CANVAS}"),
        (".sheet", f"background-color:{DARK_GROUND};border-color:{_DARK_LINE}"),
        (".panel", f"background-color:{_DARK_PANEL}"),
        (".line", f"border-color:{_DARK_LINE}"),
        (".edge,.button", f"border-color:{look.edge_dark}"),
        (".ink", f"color:{_DARK_INK}"),
        (".muted", f"color:{_DARK_MUTED}"),
        (".brand", f"color:{look.heading_dark}"),
        # Some programs darken light grounds of their own accord: the button stays as it is.
        (".button", f"background-color:{look.button};color:{look.on_button}"),
    )
    loud = [(names.split(","), rules.replace(";", "!important;") + "!important") for names, rules in dark]
    asked = "".join(f"{','.join(names)}{{{rules}}}" for names, rules in loud)
    # Outlook on the web and on phones marks what it darkens instead of asking for the theme.
    marked = "".join(f"{','.join(f'[data-ogsc] {name}' for name in names)}{{{rules}}}" for names, rules in loud)
    return (
        f":root{{color-scheme:light dark;supported-color-schemes:light dark}}.brand{{color:{look.heading}}}"
        f"@media (prefers-color-scheme:dark){{{asked}}}{marked}"
    )


def _text(text: str) -> str:
    return html.escape(text, quote=False)


def _attribute(text: str) -> str:
    return html.escape(_SPACES.sub(" ", text), quote=True)
