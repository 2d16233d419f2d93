"""Brings a paper to pages, bit by bit: as a PDF file, or as pictures to look at before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QLocale, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QGuiApplication,
    QImage,
    QPageLayout,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
)

from hosted_meetings_desktop.domain.live import Progress
from hosted_meetings_desktop.ui.reports.paper import MARGINS, POINTS, Paper, TablePart, TextPart, paper_font
from hosted_meetings_desktop.ui.theme.tokens import LIGHT, SPACE

_DOTS_PER_INCH = 300
_MM_PER_INCH = 25.4
_FOOT_PIXELS = 9
_FOOT_MM = 6.0
_KEPT_MM = 30.0
"""So much of what follows a heading stands on its page."""
_ROWS_AT_ONCE = 5


class PdfWork:
    """Writes one PDF file in small steps, so that whoever waits for it can go on with something else meanwhile.

    Attributes:
        data: The file; empty until the last step.
    """

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self.data = b""

    def steps(self) -> Iterator[Progress]:
        """Yield after each step of some hundredths of a second; whoever leaves off early leaves nothing behind."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setResolution(_DOTS_PER_INCH)
        writer.setPageLayout(_sheet(self._paper))
        writer.setTitle(self._paper.title)
        writer.setCreator("Hosted Meetings")
        painter = QPainter(writer)
        try:
            yield from _Pages(self._paper, writer, _DOTS_PER_INCH).steps(painter, writer.newPage)
        finally:
            painter.end()
            buffer.close()
        self.data = bytes(buffer.data().data())


def pdf_of(paper: Paper) -> bytes:
    """Return a paper as a PDF file, at once."""
    work = PdfWork(paper)
    for _step in work.steps():
        pass
    return work.data


def pictures_of(paper: Paper, *, dots_per_inch: int = 96) -> list[QImage]:
    """Return the pages of a paper as pictures."""
    size = _sheet(paper).fullRect(QPageLayout.Unit.Inch).size() * dots_per_inch
    pages = [_blank(size, dots_per_inch)]
    painter = QPainter(pages[0])

    def next_page() -> bool:
        painter.end()
        pages.append(_blank(size, dots_per_inch))
        return painter.begin(pages[-1])

    for _step in _Pages(paper, pages[0], dots_per_inch).steps(painter, next_page):
        pass
    painter.end()
    return pages


def _blank(size: QSizeF, dots_per_inch: int) -> QImage:
    image = QImage(size.toSize(), QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(round(dots_per_inch / _MM_PER_INCH * 1000))
    image.setDotsPerMeterY(round(dots_per_inch / _MM_PER_INCH * 1000))
    image.fill(QColor(LIGHT.surface))
    return image


def _sheet(paper: Paper) -> QPageLayout:
    """Return paper of the viewer's country, without margins: they are ours."""
    size = QPageSize.PageSizeId.A4
    if QLocale().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem:
        size = QPageSize.PageSizeId.Letter
    lies = QPageLayout.Orientation.Landscape if paper.wide else QPageLayout.Orientation.Portrait
    return QPageLayout(QPageSize(size), lies, QMarginsF(), QPageLayout.Unit.Millimeter)


@dataclass(slots=True)
class _Page:
    """What stands on a page, each with how far from its top."""

    parts: list[tuple[QTextDocument, float]] = field(default_factory=list)


class _Pages:
    """Finds out what stands on which page, then paints them."""

    def __init__(self, paper: Paper, device: QPaintDevice, dots_per_inch: int) -> None:
        self._paper = paper
        self._device = device
        self._dots_per_inch = dots_per_inch
        whole = _sheet(paper).fullRect(QPageLayout.Unit.Inch).size() * dots_per_inch
        left, top = self._dots(MARGINS.left()), self._dots(MARGINS.top())
        right, bottom = self._dots(MARGINS.right()), self._dots(MARGINS.bottom())
        self._place = QRectF(left, top, whole.width() - left - right, whole.height() - top - bottom)
        self._pages = [_Page()]
        self._down = 0.0

    def steps(self, painter: QPainter, next_page: Callable[[], bool]) -> Iterator[Progress]:
        rows = sum(len(part.rows) if isinstance(part, TablePart) else 1 for part in self._paper.parts)
        done = 0
        for count in self._flow():
            done += count
            yield Progress(done, 2 * rows)
        for number, page in enumerate(self._pages):
            if number:
                next_page()
            for document, down in page.parts:
                self._draw(painter, document, down)
            self._foot(painter, number + 1)
            yield Progress(rows + rows * (number + 1) // len(self._pages), 2 * rows)

    # ---- what stands where
    def _flow(self) -> Iterator[int]:
        for part in self._paper.parts:
            if isinstance(part, TextPart):
                height = self._lay_out(part.document)
                above, below = self._pixels(part.above), self._pixels(part.below)
                self._fit(above + height + (self._dots(_KEPT_MM) if part.keeps else 0))
                if self._pages[-1].parts:
                    self._down += above
                self._put(part.document, height)
                self._down += below
                yield 1
            else:
                yield from self._flow_table(part)

    def _flow_table(self, table: TablePart) -> Iterator[int]:
        heads = table.heads()
        high = self._lay_out(heads)
        for number in range(len(table.rows)):
            row = table.row(number)
            height = self._lay_out(row)
            if number == 0:
                self._fit(high + height)
                self._put(heads, high)
            elif self._fit(height):
                self._put(heads, high)
            self._put(row, height)
            if number % _ROWS_AT_ONCE == _ROWS_AT_ONCE - 1:
                yield _ROWS_AT_ONCE
        self._down += self._pixels(SPACE.tight)
        yield len(table.rows) % _ROWS_AT_ONCE

    def _lay_out(self, document: QTextDocument) -> float:
        """Let a document find its height on this device."""
        layout = document.documentLayout()
        layout.setPaintDevice(self._device)  # lengths in points and pixels become this device's
        document.setTextWidth(self._place.width())
        return layout.documentSize().height()

    def _fit(self, height: float) -> bool:
        """Go to the next page where something has no room; returns whether that was so."""
        if not self._pages[-1].parts or self._down + height <= self._place.height():
            return False
        self._pages.append(_Page())
        self._down = 0.0
        return True

    def _put(self, document: QTextDocument, height: float) -> None:
        self._pages[-1].parts.append((document, self._down))
        self._down += height

    # ---- painting
    def _draw(self, painter: QPainter, document: QTextDocument, down: float) -> None:
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, QColor(LIGHT.text))
        painter.save()
        painter.translate(self._place.topLeft() + QPointF(0, down))
        document.documentLayout().draw(painter, context)
        painter.restore()

    def _foot(self, painter: QPainter, number: int) -> None:
        high = self._dots(_FOOT_MM)
        place = QRectF(self._place.left(), self._place.bottom() + high / 2, self._place.width(), high)
        painter.setFont(paper_font(_FOOT_PIXELS))
        painter.setPen(QColor(LIGHT.muted))
        page = QCoreApplication.translate("Paper", "Page %1 of %2")
        page = page.replace("%1", str(number)).replace("%2", str(len(self._pages)))
        across = Qt.AlignmentFlag.AlignVCenter
        start, end = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        if QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            start, end = end, start
        painter.drawText(place, int(start | across), self._paper.foot)
        painter.drawText(place, int(end | across), page)

    def _pixels(self, pixels: int) -> float:
        return pixels * POINTS / 72 * self._dots_per_inch

    def _dots(self, millimetres: float) -> float:
        return millimetres / _MM_PER_INCH * self._dots_per_inch
