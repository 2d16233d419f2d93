"""Paints a meeting into its box; texts are laid out once for each width."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap, QStaticText, QTextOption

from hosted_meetings_desktop.domain.calendar_entry import CalendarEntry
from hosted_meetings_desktop.domain.meeting import Phase, SyncState
from hosted_meetings_desktop.ui.panes.schedule.entry_words import people_words, phase_of
from hosted_meetings_desktop.ui.panes.schedule.host_marks import host_mark, host_marks
from hosted_meetings_desktop.ui.parts.badge import ICON
from hosted_meetings_desktop.ui.text.format import span_text, time_text
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.fonts import small_font, tabular
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE, VisitTone

SIGN = ICON
BAR = SPACE.hair
PAD = SIZE.radius
_ROUND = SPACE.hair
_KEPT = 12_000
_NARROW = 4
"""In lines of text: so narrow that a title goes on below instead of being cut short."""
_SLIM = SIZE.header
"""So narrow that there is no room for words."""
_SIGNS = {
    SyncState.ATTENTION: ("alert-circle-outline", "stop"),
    SyncState.WAITING: ("clock-outline", "wait"),
    SyncState.SENDING: ("cloud-upload-outline", "wait"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """How an entry stands in its view just now."""

    selected: bool = False
    focused: bool = False
    hovered: bool = False
    lifted: bool = False
    """Whether it is being moved and this is where it was."""
    begins: bool = True
    ends: bool = True
    with_host: bool = True
    clash: bool = False


class EntryPainter:
    """Paints entries, in boxes and as chips."""

    def __init__(self) -> None:
        self.font = tabular(small_font())
        self.strong = tabular(small_font(strong=True))
        self._struck, self._struck_light = QFont(self.strong), QFont(self.font)
        fonts = (self.font, self.strong, self._struck, self._struck_light)
        self._metrics = {id(font): QFontMetrics(font) for font in fonts}
        self.line = self._metrics[id(self.strong)].height()
        self.pitch = self.line - 1
        self._texts: dict[tuple[str, int, int], QStaticText] = {}
        self._words: dict[tuple[str, datetime, datetime], tuple[str, str, str]] = {}
        self._wrapped: dict[tuple[str, int, int, bool], list[str]] = {}
        self._marks: dict[str, str] = {}
        self._signs: dict[tuple[str, str, float], QPixmap] = {}
        self._tones: dict[tuple[str, str], VisitTone] = {}
        self.now = datetime.min.replace(tzinfo=UTC)

    def width_of(self, text: str) -> int:
        """Return how wide a text is in the ordinary font."""
        return self._metrics[id(self.font)].horizontalAdvance(text)

    def forget(self) -> None:
        """Drop what was kept, as the entries are others."""
        self._words.clear()
        self._wrapped.clear()
        if len(self._texts) > _KEPT:
            self._texts.clear()

    def mark_hosts(self, entries: Iterable[CalendarEntry]) -> None:
        """Tell the hosts of some entries apart by short marks."""
        self._marks = host_marks({entry.host for entry in entries})

    def mark_of(self, entry: CalendarEntry) -> str:
        """Return the short mark of an entry's host, empty without one."""
        return self._marks.get(entry.host.strip().casefold(), "")

    # ---- a box with lines
    def paint_box(self, painter: QPainter, box: QRect, entry: CalendarEntry, look: Look) -> None:
        """Paint a meeting into ``box``."""
        phase = phase_of(entry, self.now)
        tone = self._tone(entry, phase, lifted=look.lifted)
        self._paint_ground(painter, box, tone, phase, look)
        inside = self._inside(painter, box)
        lines = max(1, (box.height() + 1) // self.pitch)
        if inside.width() < SPACE.row or box.height() < self.pitch - SPACE.hair:
            return
        top = box.top() + min(SPACE.hair // 2, max(0, (box.height() - lines * self.pitch) // 2))
        if lines == 1:
            top = box.top() + (box.height() - self.line) // 2
        painter.setPen(QColor(tone.text))
        first = QRect(inside.left(), top, inside.width(), self.line)
        if box.width() < _SLIM:
            self._paint_slim(painter, first, entry, phase, lines, look)
        elif inside.width() < self.line * _NARROW:
            self._paint_narrow(painter, first, entry, phase, lines, look)
        else:
            first = self._without(painter, first, self._paint_signs(painter, first, entry, phase, clash=look.clash))
            painter.setPen(QColor(tone.text))
            first = self._without(painter, first, self._paint_mark(painter, first, entry, look))
            self._paint_lines(painter, inside, first, entry, phase, lines, look)

    def _inside(self, painter: QPainter, box: QRect) -> QRect:
        """Return the room for texts: beside the bar."""
        end = PAD if box.width() > self.line * _NARROW else SPACE.hair // 2
        begin = BAR + (SPACE.hair if box.width() >= _SLIM else SPACE.hair // 2)
        if painter.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            return box.adjusted(end, 0, -begin, 0)
        return box.adjusted(begin, 0, -end, 0)

    @staticmethod
    def _without(painter: QPainter, place: QRect, taken: int) -> QRect:
        """Return a line without what is taken at its end."""
        if painter.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            return place.adjusted(taken, 0, 0, 0)
        return place.adjusted(0, 0, -taken, 0)

    def _paint_mark(self, painter: QPainter, place: QRect, entry: CalendarEntry, look: Look) -> int:
        """Paint whose it is at the end of a line; returns the width it takes."""
        mark = self.mark_of(entry) if look.with_host else ""
        if not mark:
            return 0
        width = self.width_of(mark)
        rest = self._without(painter, place, width)
        x = place.left() if rest.left() > place.left() else rest.right() + 1
        self._text(painter, QRect(x, place.top(), width + 1, self.line), mark, self.font)
        return width + SPACE.hair

    def _paint_slim(
        self, painter: QPainter, first: QRect, entry: CalendarEntry, phase: Phase, lines: int, look: Look
    ) -> None:
        """Paint letters that stand for it, and below them what needs somebody."""
        mark = (self.mark_of(entry) if look.with_host else "") or host_mark((*entry.people, entry.title)[0])
        self._text(painter, first, mark, self._struck_light if phase is Phase.CANCELLED else self.font)
        signs = urgent(signs_of(entry, phase, clash=look.clash))
        beside = first.width() >= self.width_of(mark) + SIGN
        if signs and first.width() >= SIGN and (beside or lines > 1):
            self._paint_sign(painter, first if beside else first.translated(0, self.pitch), 0, signs[0])

    def _paint_narrow(
        self, painter: QPainter, first: QRect, entry: CalendarEntry, phase: Phase, lines: int, look: Look
    ) -> None:
        """Paint whose it is and what needs somebody, and below that as many words of the title as there is room for.

        Where there is one line only, the words stand beside what needs somebody.
        """
        font = self._struck if phase is Phase.CANCELLED else self.strong
        signs = urgent(signs_of(entry, phase, clash=look.clash))[:1]
        mark = self.mark_of(entry) if look.with_host else ""
        if signs:
            self._paint_sign(painter, first, 0, signs[0])
        rest = self._without(painter, first, len(signs) * (SIGN + SPACE.hair // 2))
        if mark:
            self._text(painter, rest, mark, self.font if phase is not Phase.CANCELLED else self._struck_light)
        elif signs and lines > 1:
            self._text(painter, rest, self._words_of(entry, with_host=False)[0], self.font)
        else:
            self._paint_title(painter, rest, entry.title, font, lines)
            return
        self._paint_title(painter, first.translated(0, self.pitch), entry.title, font, lines - 1)

    def _paint_title(self, painter: QPainter, first: QRect, title: str, font: QFont, lines: int) -> None:
        for number, text in enumerate(self._wrap(title, first.width(), lines, font, whole=True)):
            self._text(painter, first.translated(0, number * self.pitch), text, font)

    def _wrap(self, text: str, width: int, lines: int, font: QFont, *, whole: bool) -> list[str]:
        """Return a text in at most some lines, broken between words; a word that is too long is not broken.

        Args:
            text: What is to be said.
            width: The room of a line.
            lines: How many there are.
            font: In which it will be painted.
            whole: Whether words that have no room are left out, instead of standing at the end of the last line.
        """
        if lines < 1:
            return []
        key = (text, width, lines, whole)
        made = self._wrapped.get(key)
        if made is None:
            wide = self._metrics[id(font)].horizontalAdvance
            made = []
            for word in text.split():
                longer = f"{made[-1]} {word}" if made else word
                last = len(made) == lines
                if made and (wide(longer) <= width or (last and not whole)):
                    made[-1] = longer
                elif last:
                    break
                else:
                    made.append(word)
            self._wrapped[key] = made
        return made

    def _paint_lines(
        self,
        painter: QPainter,
        inside: QRect,
        first: QRect,
        entry: CalendarEntry,
        phase: Phase,
        lines: int,
        look: Look,
    ) -> None:
        start, people, whole = self._words_of(entry, with_host=look.with_host)
        strong = self._struck if phase is Phase.CANCELLED else self.strong
        if lines == 1:
            lead = f"{start} " if inside.width() > self.line * 5 else ""
            tail = f" · {people}" if people and inside.width() > self.line * 8 else ""
            self._text(painter, first, f"{lead}{entry.title}{tail}", strong)
            return
        # The title before all else: where it is cut short, it takes the room of what is less wanted.
        fits = self._metrics[id(strong)].horizontalAdvance(entry.title) <= first.width()
        titles = (
            [entry.title] if fits or lines < 4 else self._wrap(entry.title, first.width(), 2, strong, whole=False)
        )
        below = [f"{start} {people}".strip()] if lines == 2 else [text for text in (people, whole) if text]
        if lines > 3 and entry.visit_type:
            below.append(entry.visit_type)
        self._text(painter, first, titles[0], strong)
        rest = [(text, strong) for text in titles[1:]] + [(text, self.font) for text in below]
        for number, (text, font) in enumerate(rest[: lines - 1], start=1):
            place = QRect(inside.left(), first.top() + number * self.pitch, inside.width(), self.line)
            self._text(painter, place, text, font)

    def _paint_ground(self, painter: QPainter, box: QRect, tone: VisitTone, phase: Phase, look: Look) -> None:
        theme = colours()
        mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        if phase is Phase.CANCELLED:
            painter.setBrush(QColor(theme.surface))
            painter.setPen(QPen(QColor(theme.edge), 1, Qt.PenStyle.DashLine))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        elif box.width() <= 2 * self.line:  # in a crowd, where rounding costs more than it shows
            painter.fillRect(box, QColor(tone.fill))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tone.fill))
            painter.drawRoundedRect(box, _ROUND, _ROUND)
        bar = QRect(box.right() - BAR + 1 if mirrored else box.left(), box.top(), BAR, box.height())
        top = _ROUND // 2 if look.begins else 0
        bottom = _ROUND // 2 if look.ends else 0
        painter.fillRect(bar.adjusted(0, top, 0, -bottom), QColor(tone.edge))
        line = theme.live if phase is Phase.LIVE else tone.edge if look.hovered else ""
        if look.selected:
            self._outline(painter, box, theme.accent_text, 2)
            if look.focused:
                self._outline(painter, box.adjusted(2, 2, -2, -2), theme.surface, 1)
        elif line:
            self._outline(painter, box, line, 1)

    @staticmethod
    def _outline(painter: QPainter, box: QRect, colour: str, width: int) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colour), width))
        half = width // 2
        painter.drawRoundedRect(box.adjusted(half, half, -half - width % 2, -half - width % 2), _ROUND, _ROUND)

    def _paint_signs(
        self, painter: QPainter, first: QRect, entry: CalendarEntry, phase: Phase, *, clash: bool
    ) -> int:
        """Paint what is to be known at a glance at the end of the first line; returns the width it takes."""
        most = max(0, (first.width() - self.line * 3) // SIGN)
        signs = signs_of(entry, phase, clash=clash)[:most]
        for number, sign in enumerate(signs):
            self._paint_sign(painter, first, number, sign)
        return len(signs) * SIGN + (SPACE.hair // 2 if signs else 0)

    def _paint_sign(self, painter: QPainter, line: QRect, number: int, sign: tuple[str, str]) -> None:
        """Paint a sign at the end of a line, after so many others."""
        mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = line.left() + number * SIGN if mirrored else line.right() + 1 - (number + 1) * SIGN
        painter.drawPixmap(QPoint(x, line.top() + (self.line - SIGN) // 2), self.sign(painter, *sign))

    # ---- a chip of one line
    def paint_chip(self, painter: QPainter, box: QRect, entry: CalendarEntry, look: Look) -> None:
        """Paint a meeting as one line with its bar."""
        phase = phase_of(entry, self.now)
        tone = self._tone(entry, phase, lifted=look.lifted)
        self._paint_ground(painter, box, tone, phase, look)
        inside = self._inside(painter, box)
        first = QRect(inside.left(), box.top() + (box.height() - self.line) // 2, inside.width(), self.line)
        first = self._without(painter, first, self._paint_signs(painter, first, entry, phase, clash=look.clash))
        start, people, _whole = self._words_of(entry, with_host=False)
        lead = "" if not look.begins else f"{start} "
        painter.setPen(QColor(tone.text))
        told = f"{lead}{entry.title}" + (f" · {people}" if people else "")
        self._text(painter, first, told, self._struck_light if phase is Phase.CANCELLED else self.font)

    # ---- parts
    def _words_of(self, entry: CalendarEntry, *, with_host: bool) -> tuple[str, str, str]:
        key = (entry.meeting_id, entry.starts_at, entry.ends_at)  # while it is in hand it has two times
        known = self._words.get(key)
        if known is None:
            known = (
                time_text(entry.starts_at),
                people_words(entry),
                span_text(entry.starts_at, entry.ends_at),
            )
            self._words[key] = known
        start, people, span = known
        where = entry.host if with_host else entry.place
        return start, people, f"{span} · {where}" if where else span

    def _tone(self, entry: CalendarEntry, phase: Phase, *, lifted: bool) -> VisitTone:
        faint = lifted or phase in {Phase.PAST, Phase.CANCELLED}
        key = (entry.colour.value, f"{colours().surface}{faint}")
        tone = self._tones.get(key)
        if tone is None:
            tone = getattr(colours().visit, entry.colour.value)
            if faint:
                surface = colours().surface
                tone = VisitTone(mixed(tone.fill, surface), mixed(tone.edge, surface), colours().muted)
            self._tones[key] = tone
        return tone

    def _text(self, painter: QPainter, place: QRect, text: str, font: QFont) -> None:
        if place.width() <= 0:
            return
        key = (text, place.width(), id(font))
        laid = self._texts.get(key)
        if laid is None:
            shown = self._metrics[id(font)].elidedText(text, Qt.TextElideMode.ElideRight, place.width())
            laid = QStaticText("" if shown == "…" else shown)
            laid.setTextFormat(Qt.TextFormat.PlainText)
            laid.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            option = QTextOption()
            option.setTextDirection(painter.layoutDirection())  # else the first name would choose it
            laid.setTextOption(option)
            laid.prepare(font=font)
            self._texts[key] = laid
        painter.setFont(font)
        x = place.left()
        if painter.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            x = place.right() + 1 - int(laid.size().width())
        painter.drawStaticText(x, place.top(), laid)
        if font is self._struck or font is self._struck_light:
            # Not by the font: static texts put its line into another place.
            middle = place.top() + self.line // 2 + 1
            painter.drawLine(x, middle, x + int(laid.size().width()), middle)

    def sign(self, painter: QPainter, name: str, role: str) -> QPixmap:
        """Return a small icon as a picture."""
        ratio = painter.device().devicePixelRatio()
        key = (name, getattr(colours(), role), ratio)
        kept = self._signs.get(key)
        if kept is None:
            kept = self._signs[key] = icon(name, role).pixmap(QSize(SIGN, SIGN), ratio)
        return kept


def signs_of(entry: CalendarEntry, phase: Phase, *, clash: bool = False) -> list[tuple[str, str]]:
    """Return the icons of a meeting with their colours, the weightiest first."""
    signs: list[tuple[str, str]] = []
    if phase is not Phase.CANCELLED and entry.sync in _SIGNS:
        signs.append(_SIGNS[entry.sync])
    if clash:
        signs.append(("alert-outline", "wait"))
    if phase is Phase.LIVE:
        signs.append(("account-voice", "live"))
    if entry.in_series:
        signs.append(("calendar-arrow-right", "muted") if entry.moved else ("repeat", "muted"))
    return signs


def urgent(signs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return those of some signs that somebody must see."""
    return [sign for sign in signs if sign[1] != "muted"]


def mixed(one: str, other: str, share: float = 0.5) -> str:
    """Return a colour between two."""
    parts = (round(int(one[at : at + 2], 16) * (1 - share) + int(other[at : at + 2], 16) * share) for at in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in parts)
