"""The list of a day for paper: who comes when, to whom, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape

from PySide6.QtCore import QBuffer, QCoreApplication, QDate, QIODevice, QLocale, QMarginsF, Qt
from PySide6.QtGui import QFont, QGuiApplication, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from hosted_meetings_desktop.domain.calendar_entry import CalendarEntry
from hosted_meetings_desktop.ui.text.format import (
    DASH,
    duration_text,
    isolated,
    local,
    one_or_many,
    span_text,
    time_text,
)
from hosted_meetings_desktop.ui.theme.fonts import font
from hosted_meetings_desktop.ui.theme.tokens import LIGHT, SPACE, TYPE

_DOTS_PER_INCH = 300
_WIDTHS = (14, 12, 28, 34, 12)
"""Of the columns, in percent."""
_POINTS = 72 / 96
"""A pixel of the tokens in points, in which paper is set."""


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("DayList", text, comment, n)


@dataclass(frozen=True, slots=True)
class DayList:
    """What is printed.

    Attributes:
        entries: Everything planned on the day; what is cancelled is left out.
        hosts: In their order; those without meetings are left out.
        names: Whether people are named in full; else by their initials.
        made_at: When the list was made.
    """

    day: date
    entries: tuple[CalendarEntry, ...]
    hosts: tuple[str, ...]
    names: bool
    made_at: datetime

    def groups(self) -> list[tuple[str, list[CalendarEntry]]]:
        """Return the hosts with their meetings, by start."""
        held = sorted((one for one in self.entries if not one.cancelled), key=lambda one: (one.starts_at, one.title))
        by_host: dict[str, list[CalendarEntry]] = {}
        for entry in held:
            by_host.setdefault(entry.host, []).append(entry)
        order = {host.casefold(): number for number, host in enumerate(self.hosts)}
        return sorted(by_host.items(), key=lambda pair: (order.get(pair[0].casefold(), len(order)), pair[0]))


def initials(name: str) -> str:
    """Return "F. a. H." for "Fatima al-Zahra Hassani": what is left of a name where strangers may read it."""
    return " ".join(f"{part[0].upper()}." for part in name.replace("-", " ").split() if part)


def day_title(day: date) -> str:
    """Return the day in full."""
    return QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)


def day_list_html(what: DayList) -> str:
    """Return the list as HTML, with every name escaped."""
    groups = what.groups()
    count = sum(len(rows) for _host, rows in groups)
    planned = one_or_many(count, _tr("1 meeting"), _tr("%n meetings", "", count))
    made = _tr("Made %1 at %2", "date, time").replace("%2", time_text(what.made_at))
    made = made.replace("%1", day_title(local(what.made_at).date()))
    note = "" if what.names else _tr("Names are shown by their initials.")
    told = " · ".join(part for part in (planned, made, note) if part)
    parts = [
        f"<h1>{escape(day_title(what.day))}</h1>",
        f'<p><font color="{LIGHT.muted}">{escape(told)}</font></p>',
    ]
    parts += [_table(host, rows, names=what.names) for host, rows in groups]
    if not groups:
        parts.append(f"<p>{escape(_tr('Nothing is planned on this day.'))}</p>")
    return "".join(parts)


def _table(host: str, rows: Sequence[CalendarEntry], *, names: bool) -> str:
    """Return one host's meetings; the name and the headings are said again on the next page."""
    words = (_tr("Time"), _tr("Length"), _tr("People"), _tr("Meeting"), _tr("Place"))
    side = _side()
    heads = "".join(
        f'<th align="{side}" width="{width}%"><font color="{LIGHT.muted}">{escape(word)}</font></th>'
        for word, width in zip(words, _WIDTHS, strict=True)
    )
    name = f'<tr><th colspan="{len(words)}" align="{side}"><h2>{escape(host or _tr("No host"))}</h2></th></tr>'
    lines = "".join(_row(entry, side, names=names) for entry in rows)
    look = f'width="100%" cellspacing="0" cellpadding="{SPACE.hair}" style="margin-top: {SPACE.tight}px"'
    table = f"<table {look}><thead>{name}<tr>{heads}</tr></thead>"
    return f"{table}<tbody>{lines}</tbody></table>"


def _side() -> str:
    """Return where reading starts, whatever script a name is in."""
    mirrored = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    return "right" if mirrored else "left"


def _row(entry: CalendarEntry, side: str, *, names: bool) -> str:
    people = ", ".join(_people(entry.people, names=names)) or DASH
    named = entry.visit_type.casefold() in entry.title.casefold()  # also where there is no type
    kind = entry.title if named else f"{entry.title} ({entry.visit_type})"
    cells = (
        _unbroken(span_text(entry.starts_at, entry.ends_at)),
        _unbroken(duration_text(entry.ends_at - entry.starts_at)),
        people,
        kind,
        entry.place or DASH,
    )
    return "<tr>" + "".join(f'<td align="{side}">{escape(text)}</td>' for text in cells) + "</tr>"


def _unbroken(text: str) -> str:
    """Keep a time or a length on one line."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def _people(people: Sequence[str], *, names: bool) -> Iterable[str]:
    return map(isolated, people if names else map(initials, people))


def day_document(what: DayList) -> QTextDocument:
    """Return the list as a document."""
    document = QTextDocument()
    made = QFont(font())
    made.setPointSizeF(TYPE.small * _POINTS)
    document.setDefaultFont(made)
    document.setDefaultStyleSheet(
        f"h1 {{ font-size: {TYPE.title * _POINTS}pt; }} h2 {{ font-size: {TYPE.section * _POINTS}pt; }}"
        f"td {{ border-bottom: 1px solid {LIGHT.line}; }} th {{ font-weight: 600; }}"
    )
    document.setHtml(day_list_html(what))
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, day_title(what.day))
    return document


def page_layout() -> QPageLayout:
    """Return upright paper of the viewer's country; ``QTextDocument.print_`` adds margins and numbers the pages."""
    size = QPageSize.PageSizeId.A4
    if QLocale().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem:
        size = QPageSize.PageSizeId.Letter
    return QPageLayout(QPageSize(size), QPageLayout.Orientation.Portrait, QMarginsF(), QPageLayout.Unit.Millimeter)


def pdf_of(what: DayList) -> bytes:
    """Return the list as a PDF file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageLayout(page_layout())
    writer.setTitle(day_title(what.day))
    writer.setResolution(_DOTS_PER_INCH)
    day_document(what).print_(writer)
    buffer.close()
    return bytes(buffer.data().data())
