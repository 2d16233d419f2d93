"""Times, lengths and sizes as the viewer reads them; the domain keeps aware UTC, only this file makes it local."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from unicodedata import bidirectional

from PySide6.QtCore import QCoreApplication, QDate, QLocale, Qt, QTime
from PySide6.QtGui import QGuiApplication

DASH = "\N{EN DASH}"
"""Stands between two times, and for what is not known."""

_HOUR = 60
_LEFT_TO_RIGHT, _BY_ITSELF, _END = (
    "\N{LEFT-TO-RIGHT ISOLATE}",
    "\N{FIRST STRONG ISOLATE}",
    "\N{POP DIRECTIONAL ISOLATE}",
)
_READ_FROM_THE_RIGHT = frozenset({"R", "AL"})


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("Format", text, comment, n)


def one_or_many(n: int, one: str, many: str) -> str:
    """Return ``one`` for exactly one, else ``many`` (already translated with its plural forms for ``n``)."""
    return one if n == 1 else many


def isolated(text: str) -> str:
    """Return a name so that it can stand among others: each keeps its own direction, and all of them their order.

    Where everything is read from left to right nothing needs it, and the text stays as it is.
    """
    if not _mirrored() and not any(bidirectional(letter) in _READ_FROM_THE_RIGHT for letter in text):
        return text
    return f"{_BY_ITSELF}{text}{_END}" if text else text


def plain_tip(text: str) -> str:
    """Return a text for a tooltip, which Qt would take for HTML where a guest's name looks like it.

    A picture that such a name asks for would be fetched from wherever it says.
    """
    if "<" not in text and "&" not in text:
        return text
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<p style="white-space:pre-wrap">{escaped}</p>'


def _mirrored() -> bool:
    return QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft


def local(at: datetime, zone: tzinfo | None = None) -> datetime:
    """Return an aware time in ``zone``, or in this PC's zone."""
    return at.astimezone(zone)


def time_text(at: datetime, *, zone: tzinfo | None = None) -> str:
    """Return the time of day: "09:30"."""
    then = local(at, zone)
    return QLocale().toString(QTime(then.hour, then.minute), QLocale.FormatType.ShortFormat)


def span_text(start: datetime, end: datetime, *, zone: tzinfo | None = None) -> str:
    """Return from when to when, with a dash between; the start stands on the left in every layout.

    Where the clocks change in between, each says by which it is: 01:30 BST to 01:00 GMT.
    """
    first, last = time_text(start, zone=zone), time_text(end, zone=zone)
    begins, ends = local(start, zone), local(end, zone)
    if begins.utcoffset() != ends.utcoffset():
        first, last = f"{first} {begins.tzname() or ''}".strip(), f"{last} {ends.tzname() or ''}".strip()
    text = f"{first}{DASH}{last}"
    return f"{_LEFT_TO_RIGHT}{text}{_END}" if _mirrored() else text


def date_text(at: datetime, now: datetime, *, zone: tzinfo | None = None) -> str:
    """Return the date: "Mon 23 Nov", with the year when it is not this one: "Fri 22 Jan 2027"."""
    then, today = local(at, zone), local(now, zone)
    day = QDate(then.year, then.month, then.day)
    if then.year == today.year:
        return QLocale().toString(day, _tr("ddd d MMM", "date format of QLocale without year"))
    return QLocale().toString(day, _tr("ddd d MMM yyyy", "date format of QLocale with year"))


def day_text(at: datetime, now: datetime, *, zone: tzinfo | None = None) -> str:
    """Return the day: "Today", "Tomorrow", "Yesterday" or the date."""
    days = (local(at, zone).date() - local(now, zone).date()).days
    near = {0: _tr("Today"), 1: _tr("Tomorrow"), -1: _tr("Yesterday")}
    return near.get(days) or date_text(at, now, zone=zone)


def long_date_text(at: datetime, *, zone: tzinfo | None = None) -> str:
    """Return the date in full, as the locale writes it."""
    then = local(at, zone)
    return QLocale().toString(QDate(then.year, then.month, then.day), QLocale.FormatType.LongFormat)


def moment_text(at: datetime, now: datetime, *, zone: tzinfo | None = None) -> str:
    """Return day and time: "Today 09:30"."""
    return f"{day_text(at, now, zone=zone)} {time_text(at, zone=zone)}"


def duration_text(length: timedelta) -> str:
    """Return a length: "45 min", "1 h", "1 h 05 min"; under a minute "less than 1 min"."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return _tr("0 min") if length <= timedelta(0) else _tr("less than 1 min")
    hours, rest = divmod(minutes, _HOUR)
    if not hours:
        return _tr("%1 min").replace("%1", str(minutes))
    if not rest:
        return _tr("%1 h").replace("%1", str(hours))
    return _tr("%1 h %2 min").replace("%1", str(hours)).replace("%2", f"{rest:02d}")


def minutes_text(minutes: float | None) -> str:
    """Return fractional minutes as a length, a dash when they are not known."""
    return DASH if minutes is None else duration_text(timedelta(minutes=minutes))


def clock_text(seconds: float) -> str:
    """Return a position or length as on a player: "2:05", "1:02:05"."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


def size_text(size: int | None) -> str:
    """Return a file size: "48.2 MB", a dash when it is not known."""
    if size is None:
        return DASH
    decimals = 0 if size < 1000 * 1000 else 1
    return QLocale().formattedDataSize(size, decimals, QLocale.DataSizeFormat.DataSizeSIFormat)


def ago_text(at: datetime, now: datetime, *, zone: tzinfo | None = None) -> str:
    """Return how long ago: "just now", "8 min ago", "3 h ago", later the moment itself."""
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return _tr("just now")
    if minutes < _HOUR:
        return _tr("%1 min ago").replace("%1", str(minutes))
    if minutes < 12 * _HOUR:
        return _tr("%1 h ago").replace("%1", str(minutes // _HOUR))
    return moment_text(at, now, zone=zone)


def until_text(at: datetime, now: datetime, *, zone: tzinfo | None = None) -> str:
    """Return how soon: "now", "in 8 min", "in 3 h", later the moment itself."""
    minutes = -int((now - at).total_seconds() // 60)
    if minutes < 1:
        return _tr("now")
    if minutes < _HOUR:
        return _tr("in %1 min").replace("%1", str(minutes))
    if minutes < 12 * _HOUR:
        return _tr("in %1 h").replace("%1", str(minutes // _HOUR))
    return moment_text(at, now, zone=zone)
