"""A timeline as a picture in a file: all of it, in the colours of paper, nothing cut off."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSaveFile, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QGuiApplication, QImage, QPainter

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.ui.panes.attendance.timeline_data import Piece, Timeline
from hosted_meetings_desktop.ui.panes.attendance.timeline_frame import Frame, axis_height, fitting_scale, lane_height
from hosted_meetings_desktop.ui.panes.attendance.timeline_paint import legend_of, paint_sample, paint_timeline
from hosted_meetings_desktop.ui.panes.attendance.words import person_outcome
from hosted_meetings_desktop.ui.theme.fonts import font, small_font, title_font
from hosted_meetings_desktop.ui.theme.tokens import LIGHT, SPACE, TIMELINE

_DPI = 96
"""By which a drawing is as large as on the screen."""
_RATIO = 2
"""Pixels of a PNG for each of the screen's: sharp on paper."""


class TimelinePicture:
    """All of a timeline with what it is of, its people's whole names and what its marks mean."""

    def __init__(self, timeline: Timeline, title: str, lines: tuple[str, ...]) -> None:
        """Measure it.

        Args:
            timeline: What is drawn.
            title: Over it.
            lines: Under the title: when it was, and how old what it says is.
        """
        self._timeline = timeline
        self._title = title
        self._lines = lines
        self._mirrored = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
        body, small = QFontMetricsF(font()), QFontMetricsF(small_font())
        people = [lane.person for lane in timeline.lanes]
        names = [body.horizontalAdvance(each.name) for each in people]
        names += [small.horizontalAdvance(person_outcome(each, still_in=each.still_in)) for each in people]
        self._names = max(names, default=0.0) + SPACE.wide
        heading = QFontMetricsF(title_font())
        self._width = max(
            self._names + TIMELINE.picture,
            heading.horizontalAdvance(title) + SPACE.gap,
            *(small.horizontalAdvance(each) + SPACE.gap for each in lines),
        )
        self._head = heading.height() + len(lines) * small.height() + SPACE.group
        self._chart = axis_height() + len(people) * lane_height() + SPACE.gap
        self._legend = self._legend_rows()
        foot = len(self._legend) * (small.height() + SPACE.row)
        self.size = QSize(
            round(self._width + 2 * SPACE.page), round(self._head + self._chart + foot + 2 * SPACE.page)
        )

    def _legend_rows(self) -> list[list[tuple[str, Piece | str, float]]]:
        """Return what the marks mean, in rows that are no wider than the picture."""
        small = QFontMetricsF(small_font())
        rows: list[list[tuple[str, Piece | str, float]]] = [[]]
        used = 0.0
        for words, sample in legend_of(self._timeline):
            width = SPACE.wide + SPACE.row + small.horizontalAdvance(words) + SPACE.group
            if rows[-1] and used + width > self._width:
                rows.append([])
                used = 0.0
            rows[-1].append((words, sample, width))
            used += width
        return [row for row in rows if row]

    def paint(self, painter: QPainter) -> None:
        """Draw it; the painter's device is as large as ``size``."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(QGuiApplication.layoutDirection())
        painter.fillRect(QRectF(0, 0, self.size.width(), self.size.height()), QColor(LIGHT.surface))
        painter.translate(SPACE.page, SPACE.page)
        lead = Qt.AlignmentFlag.AlignRight if self._mirrored else Qt.AlignmentFlag.AlignLeft
        flags = int(lead | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
        top = 0.0
        tones = (LIGHT.text, *(LIGHT.muted for _line in self._lines))
        fonts = (title_font(), *(small_font() for _line in self._lines))
        for text, tone, made in zip((self._title, *self._lines), tones, fonts, strict=True):
            high = QFontMetricsF(made).height()
            painter.setFont(made)
            painter.setPen(QColor(tone))
            painter.drawText(QRectF(0, top, self._width, high), flags, text)
            top += high
        painter.translate(0, self._head)
        scale = fitting_scale(self._timeline, self._width - self._names - SPACE.row)
        frame = Frame(self._timeline, self._width, self._names, scale, mirrored=self._mirrored)
        paint_timeline(painter, frame, LIGHT)
        painter.translate(0, self._chart)
        self._paint_legend(painter, flags)

    def _paint_legend(self, painter: QPainter, flags: int) -> None:
        high = QFontMetricsF(small_font()).height()
        for row in self._legend:
            left = 0.0
            for words, sample, width in row:
                swatch = QRectF(left, 0, SPACE.wide, high)
                said = QRectF(left + SPACE.wide + SPACE.row, 0, width - SPACE.wide - SPACE.row, high)
                if self._mirrored:
                    swatch.moveRight(self._width - left)
                    said.moveRight(self._width - left - SPACE.wide - SPACE.row)
                paint_sample(painter, swatch, sample, LIGHT, mirrored=self._mirrored)
                painter.setFont(small_font())
                painter.setPen(QColor(LIGHT.muted))
                painter.drawText(said, flags, words)
                left += width
            painter.translate(0, high + SPACE.row)

    # ---- files
    def image(self) -> QImage:
        """Return it as an image, twice as fine as the screen."""
        made = QImage(self.size * _RATIO, QImage.Format.Format_RGB32)
        made.setDevicePixelRatio(_RATIO)
        painter = QPainter(made)
        self.paint(painter)
        painter.end()
        return made

    def save(self, target: Path) -> None:
        """Write it as SVG or PNG, as the ending says.

        Raises:
            AppError: the place cannot be written; what stood there before is whole.
        """
        file = QSaveFile(str(target))
        if not file.open(QSaveFile.OpenModeFlag.WriteOnly):
            raise _unsaved(file.errorString())
        if target.suffix.lower() == ".svg":
            self._write_svg(file)
        elif not self.image().save(file, "PNG"):  # type: ignore[call-overload]
            file.cancelWriting()
        if not file.commit():
            raise _unsaved(file.errorString())

    def _write_svg(self, file: QSaveFile) -> None:
        from PySide6.QtSvg import QSvgGenerator  # only for this

        made = QSvgGenerator()
        made.setOutputDevice(file)
        made.setResolution(_DPI)
        made.setSize(self.size)
        made.setViewBox(QRectF(0, 0, self.size.width(), self.size.height()))
        made.setTitle(self._title)
        made.setDescription(" · ".join(self._lines))
        painter = QPainter(made)
        self.paint(painter)
        painter.end()


def _unsaved(why: str) -> AppError:
    return AppError(
        "The picture could not be saved",
        "The attendance itself is kept. Choose another folder, or close the file where it is open.",
        details=why,
    )
