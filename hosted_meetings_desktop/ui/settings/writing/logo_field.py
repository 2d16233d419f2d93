"""The clinic's logo: chosen as a file, shown on the paper of a message."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.ui.parts.buttons import plain_button
from hosted_meetings_desktop.ui.parts.labels import small_label
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.tokens import LIGHT, SIZE, SPACE

MAX_BYTES = 200_000
_MOST_PIXELS = 4_000
_SHOWN = QSize(160, 48)
_PNG = b"\x89PNG\r\n\x1a\n"


class LogoSample(QWidget):
    """The logo on white, as it stands in a message."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self.setFixedSize(_SHOWN + QSize(2 * SPACE.row, 2 * SPACE.row))

    def set_image(self, image: QImage) -> None:
        """Show a picture."""
        self._image = image
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(QColor(colours().line))
        painter.setBrush(QColor(LIGHT.surface))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), SIZE.radius, SIZE.radius)
        if not self._image.isNull():
            size = self._image.size()
            if size.width() > _SHOWN.width() or size.height() > _SHOWN.height():
                size.scale(_SHOWN, Qt.AspectRatioMode.KeepAspectRatio)
            place = self.rect()
            place.setSize(size)
            place.moveCenter(self.rect().center())
            painter.drawImage(place, self._image)
        painter.end()


class LogoField(QWidget):
    """The logo with the ways to choose and remove it.

    Attributes:
        dialog: The question which file, while it is open.

    Signals:
        chosen(bytes): Another logo (PNG), empty for none.
        refused(AppError): A file that was chosen cannot be the logo.
    """

    chosen = Signal(object)
    refused = Signal(object)

    def __init__(self, calls: Calls, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._calls = calls
        self.logo = b""
        self.sample = LogoSample()
        self.none_label = small_label(self.tr("None"))
        self.choose_button = plain_button(self.tr("Choose…"), "image-outline")
        self.choose_button.setAccessibleName(self.tr("Choose the logo"))
        self.choose_button.clicked.connect(self.choose)
        self.remove_button = plain_button(self.tr("Remove"))
        self.remove_button.setAccessibleName(self.tr("Remove the logo"))
        self.remove_button.clicked.connect(lambda: self.chosen.emit(b""))
        self.dialog: QFileDialog | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.row)
        row.addWidget(self.sample)
        row.addWidget(self.choose_button)
        row.addWidget(self.remove_button)
        row.addWidget(self.none_label, 1)
        row.addStretch(0)
        self.setFocusProxy(self.choose_button)
        self._show()

    def set_logo(self, logo: bytes) -> None:
        """Show a logo (PNG), empty for none."""
        if logo != self.logo:
            self.logo = logo
            self._show()

    def _show(self) -> None:
        self.sample.set_image(QImage.fromData(self.logo) if self.logo else QImage())
        self.sample.setAccessibleName(self.tr("The logo") if self.logo else self.tr("No logo"))
        held = self.remove_button.hasFocus()
        self.sample.setHidden(not self.logo)
        self.remove_button.setHidden(not self.logo)
        self.none_label.setHidden(bool(self.logo))
        if held and not self.logo:
            self.choose_button.setFocus()

    def choose(self) -> None:
        """Ask which file."""
        if self.dialog is not None:
            return
        dialog = QFileDialog(self.window(), self.tr("The clinic's logo"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Pictures (*.png)"))
        dialog.fileSelected.connect(lambda place: self.read(Path(place)))
        dialog.finished.connect(self._forget)
        self.dialog = dialog
        dialog.open()

    def _forget(self, _result: int = 0) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def read(self, place: Path) -> None:
        """Take a file as the logo, or say why it cannot be."""
        self._calls.run(self, partial(_picture, place), self.chosen.emit, self.refused.emit)


async def _picture(place: Path) -> bytes:
    """Return a picture that messages can carry.

    Raises:
        AppError: the file cannot be read, or is none.
    """
    from anyio.to_thread import run_sync

    return await run_sync(_read, place)


def _read(place: Path) -> bytes:
    try:
        with place.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise AppError(
            "The picture cannot be read",
            "The logo stays as it was. Check that the file is still there and that you may open it.",
            details=str(error.strerror),
        ) from error
    if len(data) > MAX_BYTES:
        raise InputProblem(
            "logo", "The picture is too large", "The logo stays as it was. Choose a PNG of up to 200 kB."
        )
    if not data.startswith(_PNG) or not _can_be_shown(data):
        raise InputProblem("logo", "This is not a PNG picture", "The logo stays as it was. Save it as PNG first.")
    return data


def _can_be_shown(data: bytes) -> bool:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"png"))
    size = reader.size()
    return max(size.width(), size.height()) <= _MOST_PIXELS and not reader.read().isNull()
