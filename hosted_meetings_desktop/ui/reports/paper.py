"""A text document with a clinic's letterhead, written from the top: headings, lines, facts, figures and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMarginsF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QImage,
    QPageLayout,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextOption,
    QTextTable,
    QTextTableCellFormat,
    QTextTableFormat,
)

from hosted_meetings_desktop.domain.message import Clinic
from hosted_meetings_desktop.ui.theme.fonts import tabular
from hosted_meetings_desktop.ui.theme.tokens import LIGHT, SPACE, TYPE

POINTS = 72 / 96
"""A pixel of the tokens in points, in which paper is set."""
LOGO_HEIGHT, LOGO_WIDTH = 48, 240
_LARGEST_LOGO = 4_000
_RULE = 2.0


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """One column of a table.

    Attributes:
        width: Its share; those of a table need not add up to anything.
        figures: Whether it holds numbers, which stand under each other at its end.
    """

    name: str
    width: int
    figures: bool = False


class Paper:
    """Writes a document.

    Attributes:
        document: What was written so far.
        wide: Whether it lies on its side.
        foot: A line for the foot of each page.
    """

    def __init__(self, title: str, *, wide: bool = False, foot: str = "") -> None:
        self.document = QTextDocument()
        self.document.setUndoRedoEnabled(False)
        self.document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, title)
        font = QFont(QGuiApplication.font())
        font.setPointSizeF(TYPE.small * POINTS)
        self.document.setDefaultFont(font)
        self.document.setDocumentMargin(0)
        option = QTextOption()
        option.setTextDirection(QGuiApplication.layoutDirection())
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document.setDefaultTextOption(option)
        self.wide = wide
        self.foot = foot
        self._cursor = QTextCursor(self.document)
        self._begun = False

    # ---- what can be written
    def letterhead(self, clinic: Clinic) -> None:
        """Write whose paper it is, over a rule in the clinic's colour."""
        table = self._table(1, 2, (60, 40), frame_below=SPACE.group)
        look = QTextTableCellFormat()
        colour = QColor(clinic.colour)
        look.setBottomBorder(_RULE)
        look.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        look.setBottomBorderBrush(colour if colour.isValid() else QColor(LIGHT.accent))
        look.setBottomPadding(SPACE.row)
        look.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignBottom)
        look.setLeftPadding(0)
        look.setRightPadding(0)
        for column in range(2):
            table.cellAt(0, column).setFormat(look)
        first = table.cellAt(0, 0).firstCursorPosition()
        image = self._logo(clinic.logo)
        if image is not None:
            first.insertImage(image)
            first.insertBlock()
        first.insertText(clinic.name, self._look(TYPE.section, strong=True))
        side = table.cellAt(0, 1).firstCursorPosition()
        end = QTextBlockFormat()
        end.setAlignment(Qt.AlignmentFlag.AlignTrailing)
        side.setBlockFormat(end)
        lines = [line for line in (clinic.phone, clinic.note) if line]
        for place, line in enumerate(lines):
            if place:
                side.insertBlock(end)
            side.insertText(line, self._look(TYPE.small, muted=True))
        self._after_table()

    def title(self, text: str, below: str = "") -> None:
        """Write what the paper is, and a line on it."""
        self._line(text, self._look(TYPE.title, strong=True), below=SPACE.hair)
        if below:
            self.note(below)

    def heading(self, text: str) -> None:
        """Write a heading."""
        self._line(text, self._look(TYPE.section, strong=True), above=SPACE.gap, below=SPACE.hair)

    def line(self, text: str) -> None:
        """Write a paragraph."""
        self._line(text, self._look(TYPE.body), below=SPACE.row)

    def note(self, text: str) -> None:
        """Write a paragraph that is read second."""
        self._line(text, self._look(TYPE.small, muted=True), below=SPACE.row)

    def facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Write names and what they are, one under the other."""
        table = self._table(len(facts), 2, (26, 74), frame_below=SPACE.row)
        for row, (name, text) in enumerate(facts):
            self._write(table, row, 0, name, self._look(TYPE.small, muted=True))
            self._write(table, row, 1, text, self._look(TYPE.small))
        self._after_table()

    def figures(self, figures: Sequence[tuple[str, str, str]]) -> None:
        """Write a few numbers side by side: each with its name below and a word more."""
        table = self._table(1, len(figures), (1,) * len(figures), frame_below=SPACE.row)
        for column, (number, name, more) in enumerate(figures):
            cursor = table.cellAt(0, column).firstCursorPosition()
            cursor.insertText(number, self._look(TYPE.section, strong=True, figures=True))
            cursor.insertBlock()
            cursor.insertText(name, self._look(TYPE.small))
            cursor.insertBlock()
            cursor.insertText(more or " ", self._look(TYPE.small, muted=True))
        self._after_table()

    def table(self, columns: Sequence[PaperColumn], rows: Sequence[Sequence[str]]) -> None:
        """Write a table; its heads are said again on each page."""
        table = self._table(
            len(rows) + 1, len(columns), [each.width for each in columns], frame_below=SPACE.row, heads=1
        )
        head, cell = self._look(TYPE.small, muted=True), self._look(TYPE.small)
        figures = self._look(TYPE.small, figures=True)
        trailing = QTextBlockFormat()
        trailing.setAlignment(Qt.AlignmentFlag.AlignTrailing)
        looks = [_edge(place, len(columns)) for place in range(len(columns))]
        for lined in looks:
            lined.setBottomBorder(1)
            lined.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            lined.setBottomBorderBrush(QColor(LIGHT.line))
        for number, texts in enumerate([[each.name for each in columns], *rows]):
            for place, (column, text) in enumerate(zip(columns, texts, strict=True)):
                found = table.cellAt(number, place)
                found.setFormat(looks[place])
                cursor = found.firstCursorPosition()
                if column.figures:
                    cursor.setBlockFormat(trailing)
                cursor.insertText(text, head if number == 0 else figures if column.figures else cell)
        self._after_table()

    # ---- how
    def _line(self, text: str, look: QTextCharFormat, *, above: int = 0, below: int = 0) -> None:
        block = QTextBlockFormat()
        block.setTopMargin(above)
        block.setBottomMargin(below)
        if self._begun:
            self._cursor.insertBlock(block, look)
        else:
            self._cursor.setBlockFormat(block)
        self._cursor.insertText(text, look)
        self._begun = True

    def _look(
        self, pixels: int, *, strong: bool = False, muted: bool = False, figures: bool = False
    ) -> QTextCharFormat:
        font = QFont(self.document.defaultFont())
        font.setPointSizeF(pixels * POINTS)
        font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
        look = QTextCharFormat()
        look.setFont(tabular(font) if figures else font)
        look.setForeground(QColor(LIGHT.muted if muted else LIGHT.text))
        return look

    def _table(
        self, rows: int, columns: int, widths: Sequence[int], *, frame_below: int, heads: int = 0
    ) -> QTextTable:
        look = QTextTableFormat()
        look.setBorder(0)
        look.setCellSpacing(0)
        look.setCellPadding(SPACE.hair)
        look.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        look.setTopMargin(SPACE.hair)
        look.setBottomMargin(frame_below)
        whole = sum(widths)
        share = QTextLength.Type.PercentageLength
        look.setColumnWidthConstraints([QTextLength(share, 100 * each / whole) for each in widths])
        look.setHeaderRowCount(heads)
        look.setLayoutDirection(QGuiApplication.layoutDirection())
        table = self._cursor.insertTable(rows, columns, look)
        for row in range(rows):
            table.cellAt(row, 0).setFormat(_edge(0, columns))  # in line with what stands above and below
        return table

    def _after_table(self) -> None:
        """Go on in the empty line that stands below every table."""
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._begun = False

    def _write(self, table: QTextTable, row: int, column: int, text: str, look: QTextCharFormat) -> None:
        table.cellAt(row, column).firstCursorPosition().insertText(text, look)

    def _logo(self, data: bytes) -> QTextImageFormat | None:
        image = QImage.fromData(data) if data else QImage()
        if image.isNull() or max(image.width(), image.height()) > _LARGEST_LOGO:
            return None
        name = "logo"
        self.document.addResource(QTextDocument.ResourceType.ImageResource, name, image)
        scale = min(LOGO_HEIGHT / image.height(), LOGO_WIDTH / image.width())
        found = QTextImageFormat()
        found.setName(name)
        found.setWidth(image.width() * scale)
        found.setHeight(image.height() * scale)
        return found


def _edge(column: int, columns: int) -> QTextTableCellFormat:
    """Return how a cell of a column looks: those at the edges of the paper keep no distance from it."""
    look = QTextTableCellFormat()
    look.setTopPadding(SPACE.hair)
    look.setBottomPadding(SPACE.hair)
    start, end = 0 if column == 0 else SPACE.hair, 0 if column == columns - 1 else SPACE.hair
    mirrored = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    look.setLeftPadding(end if mirrored else start)
    look.setRightPadding(start if mirrored else end)
    return look


def margins() -> QMarginsF:
    """Return the margins of a page in millimetres; there is room for the foot in the lowest."""
    return QMarginsF(18, 16, 18, 20)


def orientation(*, wide: bool) -> QPageLayout.Orientation:
    """Return how paper lies."""
    return QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
