"""A small plot of values over time: read at a glance, each value told by mouse, by key and to screen readers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.fonts import font, section_font, small_font, tabular
from hosted_meetings_desktop.ui.theme.tokens import PLOT, SPACE

_NICE = (1.0, 2.0, 5.0, 10.0)
_LINES = 5
"""Lines across the plot above the lowest, at most."""
_SLACK = 1e-9


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("Plot", text, comment, n)


@dataclass(frozen=True, slots=True)
class PlotPoint:
    """One value.

    Attributes:
        label: On the axis, short ("2 Mar").
        value: None where there is nothing to tell.
        few: Whether it rests on too little to be read as a rate: it is drawn hollow.
        said: All that is known of it, in a sentence.
    """

    label: str
    value: float | None
    few: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True)
class PlotData:
    """One plot.

    Attributes:
        title: What is measured ("No-show rate").
        figure: What it comes to over the whole time ("8 %"), empty where that cannot be told.
        note: What that means, or how it changed; or why it cannot be told.
        axis: Writes a value for the axis, with its unit.
        bars: For amounts; rates are drawn as a line.
        most: The end of the axis at least: a rate of 2 % must not look like a mountain.
        unit: In which the axis counts: 60 where values are seconds and told in minutes.
    """

    title: str
    points: tuple[PlotPoint, ...]
    figure: str
    note: str
    axis: Callable[[float], str]
    bars: bool = False
    most: float = 1.0
    unit: float = 1.0

    @property
    def known(self) -> bool:
        """Whether there is any value."""
        return any(each.value is not None for each in self.points)


def nice_step(values: Sequence[float], least: float, unit: float = 1.0) -> tuple[float, int]:
    """Return the step between two lines of an axis from 0, and how many there are above it.

    Args:
        values: What has to fit.
        least: The end of the axis at least.
        unit: In which steps are round: 60 for seconds that are told in minutes.
    """
    wanted = max([least, *values]) / unit
    size = 10.0 ** math.floor(math.log10(wanted / _LINES))
    step = next(each * size for each in _NICE if wanted <= each * size * _LINES + _SLACK)
    return step * unit, max(1, math.ceil(wanted / step - _SLACK))


class Plot(QWidget):
    """A plot that one can look at and walk through.

    Signals:
        marked(int): The value that is looked at, by its place; -1 for none.
    """

    marked = Signal(int)

    def __init__(self, data: PlotData | None = None) -> None:
        super().__init__()
        self.data = data or PlotData("", (), "", "", str)
        self.place = -1
        self._hovered = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setSizePolicy(policy)
        self.show_data(self.data)

    def show_data(self, data: PlotData) -> None:
        """Show other values."""
        self.data = data
        if self.place >= len(data.points):
            self.place = -1
        self._hovered = -1
        self.setAccessibleName(f"{data.title}. {data.figure} {data.note}".strip())
        self.setAccessibleDescription(self._all_said())
        self.updateGeometry()
        self.update()

    def _all_said(self) -> str:
        return " ".join(each.said for each in self.data.points if each.said)

    def mark(self, place: int) -> None:
        """Look at a value; -1 for none."""
        if place != self.place:
            self.place = place
            self.update()

    # ---- size
    def sizeHint(self) -> QSize:
        """Return what it needs."""
        return QSize(PLOT.width, round(self._head() + PLOT.height))

    def minimumSizeHint(self) -> QSize:
        """Return what it cannot do without."""
        return QSize(PLOT.width * 3 // 4, self.sizeHint().height())

    def _head(self) -> float:
        small, big = QFontMetricsF(small_font()).height(), QFontMetricsF(section_font()).height()
        return big + 2 * small + SPACE.row

    def chart(self) -> QRectF:
        """Return where the values are drawn, between the axes."""
        small = QFontMetricsF(small_font())
        step, lines = self._steps()
        left = max(small.horizontalAdvance(self.data.axis(step * n)) for n in range(lines + 1)) + SPACE.row
        box = QRectF(self.rect()).adjusted(
            SPACE.tight, SPACE.tight + self._head() + SPACE.row, -SPACE.tight, -SPACE.tight
        )
        box.setLeft(box.left() + left)
        box.setBottom(box.bottom() - small.height() - SPACE.hair)
        box.setTop(box.top() + small.height() / 2)
        return self._placed(box)

    def _placed(self, box: QRectF) -> QRectF:
        """Return where a box stands in this layout."""
        if self.layoutDirection() != Qt.LayoutDirection.RightToLeft:
            return box
        return QRectF(self.width() - box.right(), box.top(), box.width(), box.height())

    def _steps(self) -> tuple[float, int]:
        values = [each.value for each in self.data.points if each.value is not None]
        return nice_step(values, self.data.most, self.data.unit)

    def x_of(self, place: int) -> float:
        """Return where a value lies; time goes as one reads."""
        chart = self.chart()
        step = chart.width() / max(1, len(self.data.points))
        at = step * (place + 0.5)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        return chart.right() - at if mirrored else chart.left() + at

    def y_of(self, value: float) -> float:
        """Return how high a value lies."""
        chart, (step, lines) = self.chart(), self._steps()
        return chart.bottom() - chart.height() * min(1.0, value / (step * lines))

    def _room(self) -> float:
        """Return how wide the place of a value is."""
        return self.chart().width() / max(1, len(self.data.points))

    def place_at(self, x: float) -> int:
        """Return which value lies there; -1 for none."""
        chart = self.chart()
        if not self.data.points or not chart.left() <= x <= chart.right():
            return -1
        return min(range(len(self.data.points)), key=lambda place: abs(self.x_of(place) - x))

    # ---- keys and mouse
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the values."""
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        forward, back = (Qt.Key.Key_Left, Qt.Key.Key_Right) if mirrored else (Qt.Key.Key_Right, Qt.Key.Key_Left)
        last = len(self.data.points) - 1
        first_step = last if self.place < 0 else self.place
        places = {
            int(forward): min(last, self.place + 1) if self.place >= 0 else last,
            int(back): max(0, first_step - 1) if self.place >= 0 else last,
            int(Qt.Key.Key_Home): 0,
            int(Qt.Key.Key_End): last,
        }
        place = places.get(event.key())
        if place is None or last < 0:
            super().keyPressEvent(event)
            return
        self.mark(place)
        self.marked.emit(place)
        announce(self, self.data.points[place].said)
        self.setAccessibleDescription(self.data.points[place].said)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Look at the value under the mouse."""
        found = self.place_at(event.position().x())
        if found != self._hovered:
            self._hovered = found
            self.marked.emit(found)
            self.update()

    def event(self, event: QEvent) -> bool:
        """Tell the value beside the mouse; look at none when it leaves."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self.place_at(event.pos().x())
            if found >= 0 and self.data.points[found].said:
                QToolTip.showText(event.globalPos(), self.data.points[found].said, self)
            else:
                QToolTip.hideText()
            return True
        if event.type() == QEvent.Type.Leave and self._hovered >= 0:
            self._hovered = -1
            self.marked.emit(self.place)
            self.update()
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.update()
        return super().event(event)

    # ---- looks
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it in the colours of the theme that is shown."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(self.layoutDirection())
        theme = colours()
        edge = theme.accent_text if self.hasFocus() else theme.line
        painter.setPen(QPen(QColor(edge), 2 if self.hasFocus() else 1))
        painter.setBrush(QColor(theme.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), SPACE.row, SPACE.row)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self._paint_head(painter)
        if self.data.known:
            self._paint_axes(painter)
            (self._paint_bars if self.data.bars else self._paint_line)(painter)
        else:
            box = self.chart()
            self._write(painter, box, _tr("Nothing to show yet"), small_font(), theme.muted, centre=True)
        painter.end()

    def _paint_head(self, painter: QPainter) -> None:
        theme, data = colours(), self.data
        looked = self._hovered if self._hovered >= 0 else self.place if self.hasFocus() else -1
        room = QRectF(self.rect()).adjusted(SPACE.tight, SPACE.tight, -SPACE.tight, 0)
        small, big = QFontMetricsF(small_font()).height(), QFontMetricsF(section_font()).height()
        figure = tabular(section_font())
        wide = QFontMetricsF(figure).horizontalAdvance(data.figure)
        title = QRectF(room.left(), room.top(), room.width() - wide - SPACE.row, big)
        self._write(painter, self._across(title, room), data.title, font(strong=True), theme.text)
        value = QRectF(room.right() - wide - 1, room.top(), wide + 1, big)
        self._write(painter, self._across(value, room), data.figure, figure, theme.text)
        said = data.points[looked].said if 0 <= looked < len(data.points) else data.note
        lines = QRectF(room.left(), room.top() + big, room.width(), 2 * small + 2)
        painter.setFont(small_font())
        painter.setPen(QColor(theme.text if looked >= 0 else theme.muted))
        painter.drawText(lines, int(self._lead() | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap), said)

    def _across(self, box: QRectF, room: QRectF) -> QRectF:
        if self.layoutDirection() != Qt.LayoutDirection.RightToLeft:
            return box
        return QRectF(room.left() + room.right() - box.right(), box.top(), box.width(), box.height())

    def _lead(self) -> Qt.AlignmentFlag:
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignAbsolute

    def _write(
        self, painter: QPainter, box: QRectF, text: str, made: QFont, colour: str, *, centre: bool = False
    ) -> None:
        painter.setFont(made)
        painter.setPen(QColor(colour))
        shown = QFontMetricsF(made).elidedText(text, Qt.TextElideMode.ElideRight, box.width() + 1)
        side = Qt.AlignmentFlag.AlignHCenter if centre else self._lead()
        painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)

    def _paint_axes(self, painter: QPainter) -> None:
        theme, chart, (step, lines) = colours(), self.chart(), self._steps()
        small = QFontMetricsF(small_font())
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        for line in range(lines + 1):
            value = step * line
            y = self.y_of(value)
            painter.setPen(QPen(QColor(theme.edge if not line else theme.line), 1))
            painter.drawLine(QLineF(chart.left(), y, chart.right(), y))
            painter.setFont(tabular(small_font()))
            painter.setPen(QColor(theme.muted))
            word = self.data.axis(value)
            width = small.horizontalAdvance(word) + 2
            left = chart.right() + SPACE.hair if mirrored else chart.left() - SPACE.hair - width
            box = QRectF(left, y - small.height() / 2, width, small.height())
            side = Qt.AlignmentFlag.AlignLeft if mirrored else Qt.AlignmentFlag.AlignRight
            painter.drawText(box, int(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter), word)
        self._paint_times(painter, chart, small)

    def _paint_times(self, painter: QPainter, chart: QRectF, small: QFontMetricsF) -> None:
        points = self.data.points
        widest = max(small.horizontalAdvance(each.label) for each in points) + SPACE.tight
        every = max(1, math.ceil(widest * len(points) / max(1.0, chart.width())))
        for place in range(len(points) - 1, -1, -every):
            width = small.horizontalAdvance(points[place].label) + 2
            x = min(max(self.x_of(place) - width / 2, SPACE.hair), self.width() - width - SPACE.hair)
            box = QRectF(x, chart.bottom() + SPACE.hair, width, small.height())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), points[place].label)

    def _looked_at(self, place: int) -> bool:
        return place == self._hovered or (self._hovered < 0 and place == self.place and self.hasFocus())

    def _paint_bars(self, painter: QPainter) -> None:
        theme, chart = colours(), self.chart()
        step = chart.width() / max(1, len(self.data.points))
        wide = max(2.0, min(step * 0.7, 2.0 * SPACE.group))
        for place, point in enumerate(self.data.points):
            if not point.value:
                continue
            box = QRectF(self.x_of(place) - wide / 2, self.y_of(point.value), wide, 0)
            box.setBottom(chart.bottom())
            painter.setPen(QPen(QColor(theme.text if self._looked_at(place) else theme.accent_text), 1.5))
            painter.setBrush(QColor(theme.accent_text if not point.few else theme.surface))
            painter.drawRect(box)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_line(self, painter: QPainter) -> None:
        theme = colours()
        run: list[QPointF] = []
        painter.setPen(QPen(QColor(theme.accent_text), 2))
        for place, point in enumerate((*self.data.points, PlotPoint("", None))):
            if point.value is not None:
                run.append(QPointF(self.x_of(place), self.y_of(point.value)))
            elif run:
                painter.drawPolyline(QPolygonF(run))
                run = []
        for place, point in enumerate(self.data.points):
            if point.value is None:
                continue
            looked = self._looked_at(place)
            half = min(PLOT.dot, self._room() / 2) / 2 + (2 if looked else 0)
            painter.setPen(QPen(QColor(theme.text if looked else theme.accent_text), 2))
            painter.setBrush(QColor(theme.surface if point.few else theme.accent_text))
            painter.drawEllipse(QPointF(self.x_of(place), self.y_of(point.value)), half, half)
        painter.setBrush(Qt.BrushStyle.NoBrush)
