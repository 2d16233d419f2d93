"""Draws a timeline, on the screen and as a picture alike: by shape and pattern first, by colour second."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen

from hosted_meetings_desktop.domain.ledger.truth import Closing
from hosted_meetings_desktop.ui.panes.attendance.timeline_data import Lane, Piece, PieceKind, Timeline
from hosted_meetings_desktop.ui.panes.attendance.timeline_frame import MINUTE, Frame, label_width
from hosted_meetings_desktop.ui.panes.attendance.words import person_look, person_outcome
from hosted_meetings_desktop.ui.text.format import isolated, local, time_text
from hosted_meetings_desktop.ui.theme.fonts import font, small_font
from hosted_meetings_desktop.ui.theme.tokens import SPACE, TIMELINE, Colours

UNSURE = frozenset({Closing.SESSION_END, Closing.OUT_OF_SIGHT, Closing.MOMENT})
_HATCH = 5.0


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("AttendanceTimeline", text, comment, n)


def paint_timeline(
    painter: QPainter,
    frame: Frame,
    theme: Colours,
    *,
    chosen: str = "",
    marked: tuple[int, int] | None = None,
    focused: bool = False,
) -> None:
    """Draw lanes, lines and axis.

    Args:
        painter: On what; clipped by whoever scrolls.
        frame: Where.
        theme: Which colours.
        chosen: The key of the person whose lane stands out.
        marked: The piece that is looked at, by lane and place.
        focused: Whether it is by key.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    timeline = frame.timeline
    for row, lane in enumerate(timeline.lanes):
        box = frame.lane_box(row)
        if lane.person.key == chosen:
            painter.fillRect(box, QColor(theme.accent_soft))
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawLine(QLineF(box.left(), box.bottom(), box.right(), box.bottom()))
    _in_time(painter, frame, lambda: _paint_time(painter, frame, theme, marked, focused=focused))
    for row, lane in enumerate(timeline.lanes):
        _paint_name(painter, frame.name_box(row), lane, theme)
    _paint_axis(painter, frame, theme)


def _in_time(painter: QPainter, frame: Frame, paint: Callable[[], None]) -> None:
    """Draw what must not run into the names; a picture is as wide as its time and needs no clip."""
    if not frame.across and frame.x(frame.timeline.end) <= frame.width + 1:
        paint()
        return
    painter.save()
    painter.setClipRect(frame.time_box(), Qt.ClipOperation.IntersectClip)
    paint()
    painter.restore()


def _paint_time(
    painter: QPainter, frame: Frame, theme: Colours, marked: tuple[int, int] | None, *, focused: bool
) -> None:
    timeline = frame.timeline
    bottom = frame.axis + frame.lane * len(timeline.lanes) - frame.down
    for at in frame.ticks(frame.step()):
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawLine(QLineF(frame.line(at), frame.axis, frame.line(at), bottom))
    for at in timeline.planned or ():
        painter.setPen(QPen(QColor(theme.muted), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(frame.line(at), frame.axis - SPACE.hair, frame.line(at), bottom))
    for row, lane in enumerate(timeline.lanes):
        for place, piece in enumerate(lane.pieces):
            box = frame.piece_box(row, piece)
            paint_piece(painter, box, piece, theme, mirrored=frame.mirrored)
            if marked == (row, place):
                _paint_ring(painter, box, theme, focused=focused)
    if timeline.now is not None:
        painter.setPen(QPen(QColor(theme.stop), 2))
        painter.drawLine(QLineF(frame.line(timeline.now), frame.axis - SPACE.hair, frame.line(timeline.now), bottom))


def paint_piece(painter: QPainter, box: QRectF, piece: Piece, theme: Colours, *, mirrored: bool = False) -> None:
    """Draw one piece; also used for the samples of the legend."""
    match piece.kind:
        case PieceKind.GAP:
            painter.setPen(QPen(QColor(theme.edge), 2, Qt.PenStyle.DotLine))
            painter.drawLine(QLineF(box.left(), box.center().y(), box.right(), box.center().y()))
        case PieceKind.TRY:
            _paint_cross(painter, box, theme)
        case PieceKind.WAIT:
            _paint_bar(painter, box, theme.wait_soft, theme.wait)
            _hatch(painter, box, theme.wait)
        case PieceKind.ROOM:
            colour = theme.live if piece.open else theme.accent_text
            _paint_bar(painter, box, colour, colour)
            if piece.windows > 1:
                painter.fillRect(QRectF(box.left(), box.bottom() + 2, box.width(), 2), QColor(colour))
    if piece.open:
        _paint_arrow(painter, box, theme.live if piece.kind is PieceKind.ROOM else theme.wait, mirrored=mirrored)
    elif piece.closing in UNSURE and piece.kind is not PieceKind.TRY:
        _paint_unsure(painter, box, theme, mirrored=mirrored)


def _paint_bar(painter: QPainter, box: QRectF, fill: str, edge: str) -> None:
    painter.setPen(QPen(QColor(edge), 1))
    painter.setBrush(QBrush(QColor(fill)))
    painter.drawRoundedRect(box, TIMELINE.radius, TIMELINE.radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _hatch(painter: QPainter, box: QRectF, colour: str) -> None:
    """Draw slanting lines inside a box, each cut at its edges: a picture file knows no patterns."""
    painter.setPen(QPen(QColor(colour), 1))
    offset = _HATCH
    while offset < box.width() + box.height():
        low_x = min(offset, box.width())
        high_x = max(0.0, offset - box.height())
        painter.drawLine(
            QLineF(
                box.left() + high_x, box.top() + (offset - high_x), box.left() + low_x, box.top() + (offset - low_x)
            )
        )
        offset += _HATCH


def _paint_cross(painter: QPainter, box: QRectF, theme: Colours) -> None:
    middle, half = box.center(), TIMELINE.mark / 2
    painter.setBrush(QColor(theme.surface))
    painter.setPen(QPen(QColor(theme.stop), 1.5))
    painter.drawEllipse(middle, half, half)
    arm = half * 0.45
    painter.drawLine(middle + QPointF(-arm, -arm), middle + QPointF(arm, arm))
    painter.drawLine(middle + QPointF(-arm, arm), middle + QPointF(arm, -arm))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_arrow(painter: QPainter, box: QRectF, colour: str, *, mirrored: bool) -> None:
    """Say by an arrow that it goes on."""
    tip = TIMELINE.bar / 2
    edge = box.left() if mirrored else box.right()
    point = edge - tip if mirrored else edge + tip
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawPolygon(
        [QPointF(edge, box.top() - 2), QPointF(point, box.center().y()), QPointF(edge, box.bottom() + 2)]
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_unsure(painter: QPainter, box: QRectF, theme: Colours, *, mirrored: bool) -> None:
    """Say by a broken edge that it may have ended elsewhere."""
    x = box.left() if mirrored else box.right()
    painter.setPen(QPen(QColor(theme.surface), 4))
    painter.drawLine(QLineF(x, box.top(), x, box.bottom()))
    painter.setPen(QPen(QColor(theme.text), 2, Qt.PenStyle.DotLine))
    painter.drawLine(QLineF(x, box.top() - 3, x, box.bottom() + 3))


def _paint_ring(painter: QPainter, box: QRectF, theme: Colours, *, focused: bool) -> None:
    painter.setPen(QPen(QColor(theme.text), 2 if focused else 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(-4, -5, 4, 5), TIMELINE.radius + 2, TIMELINE.radius + 2)


def _paint_name(painter: QPainter, box: QRectF, lane: Lane, theme: Colours) -> None:
    person = lane.person
    inner = box.adjusted(SPACE.hair, 0, -SPACE.row, 0)
    body, small = font(), small_font()
    high, low = QFontMetricsF(body).height(), QFontMetricsF(small).height()
    top = box.center().y() - (high + low) / 2
    name = isolated(person.name) or _tr("Guest")
    _text(painter, QRectF(inner.left(), top, inner.width(), high), name, body, theme.text)
    tone = getattr(theme, person_look(person, still_in=person.still_in).tone)
    said = person_outcome(person, still_in=person.still_in)
    _text(painter, QRectF(inner.left(), top + high, inner.width(), low), said, small, tone)


def _text(painter: QPainter, box: QRectF, text: str, made: QFont, colour: str) -> None:
    painter.setFont(made)
    painter.setPen(QColor(colour))
    shown = QFontMetricsF(made).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    lead = Qt.AlignmentFlag.AlignRight if painter.layoutDirection() == Qt.LayoutDirection.RightToLeft else None
    side = lead or Qt.AlignmentFlag.AlignLeft
    flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
    painter.drawText(box, int(flags), shown)


def _paint_axis(painter: QPainter, frame: Frame, theme: Colours) -> None:
    painter.fillRect(QRectF(0, 0, frame.width, frame.axis), QColor(theme.surface))
    painter.setPen(QPen(QColor(theme.edge), 1))
    painter.drawLine(QLineF(0, frame.axis, frame.width, frame.axis))
    step = frame.step()
    width = label_width(step)
    area = frame.time_box()
    for at in frame.ticks(step):
        x = frame.line(at)
        painter.setPen(QPen(QColor(theme.edge), 1))
        painter.drawLine(QLineF(x, frame.axis - SPACE.hair, x, frame.axis))
        box = QRectF(x - width / 2, 0, width, frame.axis - SPACE.hair)
        if area.left() <= box.left() and box.right() <= area.right():
            painter.setFont(small_font())
            painter.setPen(QColor(theme.muted))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), _tick_text(at, step))


def _tick_text(at: datetime, step: int) -> str:
    if step >= MINUTE:
        return time_text(at)
    return f"{local(at):%H:%M:%S}"


# ---- the legend
def legend_of(timeline: Timeline) -> list[tuple[str, Piece | str]]:
    """Return the words and samples that explain a timeline: only of what is in it."""
    kinds, now = timeline.kinds(), timeline.begin
    pieces = [piece for lane in timeline.lanes for piece in lane.pieces]

    def sample(kind: PieceKind, closing: Closing | None = None, windows: int = 1) -> Piece:
        return Piece(kind, now, now, (), closing, windows)

    found: list[tuple[str, Piece | str]] = []
    if PieceKind.WAIT in kinds:
        found.append((_tr("Waiting"), sample(PieceKind.WAIT)))
    if any(each.kind is PieceKind.ROOM and not each.open for each in pieces):
        found.append((_tr("In the call"), sample(PieceKind.ROOM)))
    if any(each.open for each in pieces):
        found.append((_tr("Still there"), sample(PieceKind.ROOM, Closing.OPEN)))
    if PieceKind.GAP in kinds:
        found.append((_tr("Out for a moment"), sample(PieceKind.GAP)))
    if any(each.windows > 1 for each in pieces):
        found.append((_tr("Several windows, counted once"), sample(PieceKind.ROOM, windows=2)))
    if any(each.closing in UNSURE for each in pieces):
        found.append((_tr("End not certain"), sample(PieceKind.ROOM, Closing.SESSION_END)))
    if PieceKind.TRY in kinds:
        found.append((_tr("Tried in vain"), sample(PieceKind.TRY)))
    if timeline.planned is not None:
        found.append((_tr("Planned start and end"), "planned"))
    if timeline.now is not None:
        found.append((_tr("Now"), "now"))
    return found


def paint_sample(painter: QPainter, box: QRectF, sample: Piece | str, theme: Colours, *, mirrored: bool) -> None:
    """Draw a sample of the legend."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if isinstance(sample, Piece):
        middle = box.center().y()
        room = TIMELINE.bar / 2 if sample.open else 0
        width = box.width() - room
        left = box.right() - width if mirrored else box.left()
        paint_piece(
            painter, QRectF(left, middle - TIMELINE.bar / 2, width, TIMELINE.bar), sample, theme, mirrored=mirrored
        )
        return
    planned = sample == "planned"
    pen = QPen(QColor(theme.muted), 1.5, Qt.PenStyle.DashLine) if planned else QPen(QColor(theme.stop), 2)
    painter.setPen(pen)
    painter.drawLine(QLineF(box.center().x(), box.top(), box.center().x(), box.bottom()))
