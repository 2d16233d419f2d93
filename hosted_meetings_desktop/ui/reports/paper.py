"""What stands on paper under a clinic's letterhead, from the top: headings, lines, facts, figures and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QMarginsF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QImage,
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
from hosted_meetings_desktop.ui.text.format import isolated
from hosted_meetings_desktop.ui.theme.fonts import tabular
from hosted_meetings_desktop.ui.theme.tokens import LIGHT, SPACE, TYPE

T = TypeVar("T")
POINTS = 72 / 96
"""A pixel of the tokens in points, in which paper is set."""
MARGINS = QMarginsF(18, 16, 18, 20)
"""Of a page, in millimetres; its foot has room in the lowest."""
_LOGO_HEIGHT, _LOGO_WIDTH = 48, 240
_LARGEST_LOGO = 4_000
_RULE = 2.0
_SOLID = QTextFrameFormat.BorderStyle.BorderStyle_Solid


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


@dataclass(frozen=True, slots=True)
class TextPart:
    """A few lines that stand together on one page.

    Attributes:
        above: The distance from what stands before, in the tokens' pixels; ``below`` from what follows.
        keeps: Whether they are never the last of a page.
    """

    document: QTextDocument
    above: int = 0
    below: int = 0
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class TablePart:
    """A table of any length; its heads are said again on each page."""

    columns: tuple[PaperColumn, ...]
    rows: Sequence[Sequence[str]]

    def heads(self) -> QTextDocument:
        """Return the heads."""
        return _table_row(self.columns, [each.name for each in self.columns], muted=True)

    def row(self, number: int) -> QTextDocument:
        """Return one row."""
        return _table_row(self.columns, self.rows[number])


class Paper:
    """Takes down what stands on it. Each part is a document of its own, so that no page has to wait for all others.

    Attributes:
        title: What it is.
        wide: Whether it lies on its side.
        foot: A line for the foot of each page.
        parts: What was written so far.
    """

    def __init__(self, title: str, *, wide: bool = False, foot: str = "") -> None:
        self.title = title
        self.wide = wide
        self.foot = foot
        self.parts: list[TextPart | TablePart] = []

    # ---- what can be written
    def letterhead(self, clinic: Clinic) -> None:
        """Write whose paper it is, over a rule in the clinic's colour."""
        document = _document()
        table = _grid(QTextCursor(document), 1, _across((60, 40)))
        colour = QColor(clinic.colour)
        for column in range(2):
            look = _edge(column, 2)
            look.setBottomBorder(_RULE)
            look.setBottomBorderStyle(_SOLID)
            look.setBottomBorderBrush(colour if colour.isValid() else QColor(LIGHT.accent))
            look.setBottomPadding(SPACE.row)
            look.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignBottom)
            table.cellAt(0, column).setFormat(look)
        name_at, side_at = _across(range(2))
        first = table.cellAt(0, name_at).firstCursorPosition()
        logo = _logo(document, clinic.logo)
        if logo is not None:
            first.insertImage(logo)
            first.insertBlock(_below_logo())
        first.insertText(clinic.name, _look(TYPE.section, strong=True))
        side = table.cellAt(0, side_at).firstCursorPosition()
        side.setBlockFormat(_trailing())
        lines = [line for line in (isolated(clinic.phone), clinic.note) if line]
        for place, line in enumerate(lines):
            if place:
                side.insertBlock(_trailing())
            side.insertText(line, _look(TYPE.small, muted=True))
        self.parts.append(TextPart(document, below=SPACE.group))

    def headline(self, text: str, below: str = "") -> None:
        """Write what the paper is, and a line on it."""
        self._line(text, _look(TYPE.title, strong=True), below=SPACE.hair, keeps=True)
        if below:
            self.note(below)

    def heading(self, text: str) -> None:
        """Write a heading."""
        self._line(text, _look(TYPE.section, strong=True), above=SPACE.gap, below=SPACE.hair, keeps=True)

    def line(self, text: str) -> None:
        """Write a paragraph."""
        self._line(text, _look(TYPE.body), below=SPACE.row)

    def note(self, text: str) -> None:
        """Write a paragraph that is read second."""
        self._line(text, _look(TYPE.small, muted=True), below=SPACE.row)

    def facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Write names and what they are, one under the other."""
        document = _document()
        table = _grid(QTextCursor(document), len(facts), _across((24, 76)))
        name_at, text_at = _across(range(2))
        for row, (name, text) in enumerate(facts):
            table.cellAt(row, name_at).firstCursorPosition().insertText(name, _look(TYPE.small, muted=True))
            table.cellAt(row, text_at).firstCursorPosition().insertText(text, _look(TYPE.small))
        self.parts.append(TextPart(document, below=SPACE.tight))

    def figures(self, figures: Sequence[tuple[str, str, str]]) -> None:
        """Write a few numbers side by side: each with its name below and a word more."""
        document = _document()
        table = _grid(QTextCursor(document), 1, (1,) * len(figures))
        for column, (number, name, more) in enumerate(_across(figures)):
            cursor = table.cellAt(0, column).firstCursorPosition()
            cursor.insertText(number, _look(TYPE.section, strong=True, figures=True))
            cursor.insertBlock()
            cursor.insertText(name, _look(TYPE.small))
            cursor.insertBlock()
            cursor.insertText(more or " ", _look(TYPE.small, muted=True))
        self.parts.append(TextPart(document, SPACE.hair, SPACE.row))

    def signature(self, text: str) -> None:
        """Leave room to sign, over a rule and what it is."""
        document = _document()
        rule_at, rest_at = _across(range(2))
        table = _grid(QTextCursor(document), 1, _across((50, 50)))
        look = _edge(rule_at, 2)
        look.setTopBorder(1)
        look.setTopBorderStyle(_SOLID)
        look.setTopBorderBrush(QColor(LIGHT.edge))
        table.cellAt(0, rule_at).setFormat(look)
        table.cellAt(0, rule_at).firstCursorPosition().insertText(text, _look(TYPE.small, muted=True))
        table.cellAt(0, rest_at).firstCursorPosition().insertText(" ", _look(TYPE.small))
        self.parts.append(TextPart(document, above=3 * SPACE.page))

    def table(self, columns: Sequence[PaperColumn], rows: Sequence[Sequence[str]]) -> None:
        """Write a table."""
        self.parts.append(TablePart(tuple(columns), rows))

    def _line(self, text: str, look: QTextCharFormat, *, above: int = 0, below: int = 0, keeps: bool = False) -> None:
        document = _document()
        QTextCursor(document).insertText(text, look)
        self.parts.append(TextPart(document, above, below, keeps))


# ---- how
def _document() -> QTextDocument:
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.setDefaultFont(paper_font(TYPE.small))
    document.setDocumentMargin(0)
    option = QTextOption()
    option.setTextDirection(QGuiApplication.layoutDirection())
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(option)
    return document


def paper_font(pixels: float, *, strong: bool = False) -> QFont:
    """Return the font of paper in a size of the tokens."""
    font = QFont(QGuiApplication.font())
    font.setPointSizeF(pixels * POINTS)
    font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    return font


def _look(pixels: int, *, strong: bool = False, muted: bool = False, figures: bool = False) -> QTextCharFormat:
    font = paper_font(pixels, strong=strong)
    look = QTextCharFormat()
    look.setFont(tabular(font) if figures else font)
    look.setForeground(QColor(LIGHT.muted if muted else LIGHT.text))
    return look


def _below_logo() -> QTextBlockFormat:
    block = QTextBlockFormat()
    block.setTopMargin(SPACE.hair)
    return block


def _trailing() -> QTextBlockFormat:
    block = QTextBlockFormat()
    block.setAlignment(Qt.AlignmentFlag.AlignTrailing)
    return block


def _grid(cursor: QTextCursor, rows: int, widths: Sequence[int]) -> QTextTable:
    """Begin a table; the empty line that follows every table in a document takes no room."""
    flat = QTextBlockFormat()
    flat.setLineHeight(0, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
    cursor.setBlockFormat(flat)
    look = QTextTableFormat()
    look.setBorder(0)
    look.setCellSpacing(0)
    look.setCellPadding(0)
    look.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    share, whole = QTextLength.Type.PercentageLength, sum(widths)
    look.setColumnWidthConstraints([QTextLength(share, 100 * each / whole) for each in widths])
    table = cursor.insertTable(rows, len(widths), look)
    for row in range(rows):
        for column in range(len(widths)):
            table.cellAt(row, column).setFormat(_edge(column, len(widths)))
            table.cellAt(row, column).firstCursorPosition().setBlockFormat(QTextBlockFormat())
    return table


def _edge(column: int, columns: int) -> QTextTableCellFormat:
    """Return how a cell of a column looks: those at the edges of the paper keep no distance from it."""
    look = QTextTableCellFormat()
    look.setTopPadding(SPACE.hair)
    look.setBottomPadding(SPACE.hair)
    look.setLeftPadding(0 if column == 0 else SPACE.hair)
    look.setRightPadding(0 if column == columns - 1 else SPACE.hair)
    return look


def _across(cells: Sequence[T]) -> list[T]:
    """Return what stands side by side from the left to the right: tables of Qt's documents are not mirrored."""
    mirrored = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    return list(reversed(cells)) if mirrored else list(cells)


def _table_row(columns: Sequence[PaperColumn], texts: Sequence[str], *, muted: bool = False) -> QTextDocument:
    document = _document()
    columns = _across(columns)
    table = _grid(QTextCursor(document), 1, [each.width for each in columns])
    for place, (column, text) in enumerate(zip(columns, _across(texts), strict=True)):
        cell = table.cellAt(0, place)
        look = _edge(place, len(columns))
        look.setBottomBorder(1)
        look.setBottomBorderStyle(_SOLID)
        look.setBottomBorderBrush(QColor(LIGHT.line))
        cell.setFormat(look)
        cursor = cell.firstCursorPosition()
        if column.figures:
            cursor.setBlockFormat(_trailing())
        cursor.insertText(text, _look(TYPE.small, muted=muted, figures=column.figures))
    return document


def _logo(document: QTextDocument, data: bytes) -> QTextImageFormat | None:
    image = QImage.fromData(data) if data else QImage()
    if image.isNull() or max(image.width(), image.height()) > _LARGEST_LOGO:
        return None
    document.addResource(QTextDocument.ResourceType.ImageResource, "logo", image)
    scale = min(_LOGO_HEIGHT / image.height(), _LOGO_WIDTH / image.width())
    found = QTextImageFormat()
    found.setName("logo")
    found.setWidth(image.width() * scale)
    found.setHeight(image.height() * scale)
    return found
