"""Shows an e-mail as its reader sees it: nothing is fetched, nothing can be followed."""

from __future__ import annotations

import re
from typing import Any
from unicodedata import bidirectional

from PySide6.QtCore import QByteArray, Qt, QUrl
from PySide6.QtGui import QImage, QTextBlockFormat, QTextCursor, QTextDocument, QTextFrame, QTextTable
from PySide6.QtWidgets import QTextBrowser, QWidget

from hosted_meetings_desktop.domain.message import LOGO_ID

_HIDDEN = re.compile(r'<div style="display:none[^>]*>.*?</div>', re.DOTALL)
"""What lists of messages show behind the subject; Qt would show it on the page."""


class MailView(QTextBrowser):
    """A page on its own paper: readers' programs show it light, whatever the theme here is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setAccessibleName(self.tr("The message as it is read"))
        self._logo = b""

    def show_mail(self, html: str, logo: bytes) -> None:
        """Show a page; ``logo`` (PNG, empty for none) is the only picture there is."""
        self._logo = logo
        self.document().clear()
        self.setHtml(_HIDDEN.sub("", html))
        _drop_grid(self.document().rootFrame())
        self._drop_empty_start()
        self._turn_lines()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Return the logo; anything else, from this PC or the network, is not there."""
        wanted = QUrl(name).toString()
        if kind == QTextDocument.ResourceType.ImageResource.value and wanted == f"cid:{LOGO_ID}" and self._logo:
            return QImage.fromData(self._logo)
        return QByteArray()

    def _turn_lines(self) -> None:
        """Let lines that begin with a letter read from the right be so, which Qt leaves to the page to say."""
        block = self.document().begin()
        while block.isValid():
            # Only this way round: a number or a link in a page read from the right stays in its place there.
            if _reads_from_the_right(block.text()):
                shape = QTextBlockFormat()
                shape.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
                QTextCursor(block).mergeBlockFormat(shape)
            block = block.next()

    def _drop_empty_start(self) -> None:
        """Let the empty line above the first table take no room."""
        cursor = QTextCursor(self.document().firstBlock())
        if cursor.block().length() == 1:
            shape = QTextBlockFormat()
            shape.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
            cursor.setBlockFormat(shape)


def _reads_from_the_right(text: str) -> bool:
    """Return whether the first letter that has a direction is of a script read from the right."""
    strong = (bidirectional(letter) for letter in text)
    return next((way for way in strong if way in {"L", "R", "AL"}), "L") != "L"


def _drop_grid(frame: QTextFrame) -> None:
    """Take the lines between the rows of tables away, which Qt draws where only the table has an edge."""
    for child in frame.childFrames():
        if isinstance(child, QTextTable):
            shape = child.format().toTableFormat()
            shape.setBorder(0)
            child.setFormat(shape)
        _drop_grid(child)
