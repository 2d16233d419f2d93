"""Brings a paper to pages: as a PDF file, or as pictures to look at before."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QLocale, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QImage,
    QPageLayout,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
)

from hosted_meetings_desktop.ui.reports.paper import POINTS, Paper, margins, orientation
from hosted_meetings_desktop.ui.theme.tokens import LIGHT

_DOTS_PER_INCH = 300
_MM_PER_INCH = 25.4
_FOOT_PIXELS = 9
_FOOT_MM = 6.0


def pdf_of(paper: Paper) -> bytes:
    """Return a paper as a PDF file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DOTS_PER_INCH)
    writer.setPageLayout(_sheet(paper))
    writer.setTitle(paper.document.metaInformation(QTextDocument.MetaInformation.DocumentTitle))
    writer.setCreator("Hosted Meetings")
    painter = QPainter(writer)
    _paint(paper, painter, writer, _DOTS_PER_INCH, writer.newPage)
    painter.end()
    buffer.close()
    return bytes(buffer.data().data())


def pictures_of(paper: Paper, *, dots_per_inch: int = 96, most: int = 50) -> list[QImage]:
    """Return the first pages of a paper as pictures."""
    size = _sheet(paper).fullRect(QPageLayout.Unit.Inch).size() * dots_per_inch
    pages = [_blank(size, dots_per_inch)]
    painter = QPainter(pages[0])

    def next_page() -> bool:
        painter.end()
        if len(pages) == most:
            return False
        pages.append(_blank(size, dots_per_inch))
        return painter.begin(pages[-1])

    _paint(paper, painter, pages[0], dots_per_inch, next_page)
    if painter.isActive():
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
    return QPageLayout(QPageSize(size), orientation(wide=paper.wide), QMarginsF(), QPageLayout.Unit.Millimeter)


def _paint(
    paper: Paper, painter: QPainter, device: QPaintDevice, dots_per_inch: int, next_page: Callable[[], bool]
) -> None:
    def dots(millimetres: float) -> float:
        return millimetres / _MM_PER_INCH * dots_per_inch

    whole = _sheet(paper).fullRect(QPageLayout.Unit.Inch).size() * dots_per_inch
    around = margins()
    left, top = dots(around.left()), dots(around.top())
    width = whole.width() - left - dots(around.right())
    height = whole.height() - top - dots(around.bottom())
    document = paper.document.clone()
    layout = document.documentLayout()
    layout.setPaintDevice(device)  # lengths in points and pixels become this device's
    document.setPageSize(QSizeF(width, height))
    count = document.pageCount()
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette.setColor(QPalette.ColorRole.Text, QColor(LIGHT.text))
    for number in range(count):
        if number and not next_page():
            break
        painter.save()
        painter.translate(left, top - number * height)
        context.clip = QRectF(0, number * height, width, height)
        painter.setClipRect(context.clip)
        layout.draw(painter, context)
        painter.restore()
        foot = QRectF(left, top + height + dots(_FOOT_MM) / 2, width, dots(_FOOT_MM))
        _foot(painter, foot, paper, number + 1, count)


def _foot(painter: QPainter, place: QRectF, paper: Paper, number: int, count: int) -> None:
    font = QFont(paper.document.defaultFont())
    font.setPointSizeF(_FOOT_PIXELS * POINTS)
    painter.setFont(font)
    painter.setPen(QColor(LIGHT.muted))
    page = QCoreApplication.translate("Paper", "Page %1 of %2").replace("%1", str(number)).replace("%2", str(count))
    across = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(place, int(Qt.AlignmentFlag.AlignLeading | across), paper.foot)
    painter.drawText(place, int(Qt.AlignmentFlag.AlignTrailing | across), page)
