"""One family of icons: Material Design outlines that take their colour from the theme each time they are painted."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache

from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.tokens import SIZE

MIRRORED = frozenset({"chevron-right", "chevron-left", "arrow-left", "arrow-right", "undo-variant", "logout"})
"""Icons with a reading direction; they are turned round in a right-to-left layout."""


class _Glyphs(NamedTuple):
    family: str
    charmap: str


@cache
def _glyphs() -> _Glyphs:
    """Load the icon font when the first icon is painted.

    The font and its map are QtAwesome's; importing the library itself would cost more than the whole first paint.
    """
    spec = find_spec("qtawesome")
    if spec is None or spec.origin is None:
        raise RuntimeError("QtAwesome is not installed")
    fonts = Path(spec.origin).parent / "fonts"
    charmap = next(fonts.glob("materialdesignicons6-webfont-charmap-*.json")).read_text("utf-8")
    number = QFontDatabase.addApplicationFont(str(next(fonts.glob("materialdesignicons6-webfont-*.ttf"))))
    return _Glyphs(QFontDatabase.applicationFontFamilies(number)[0], charmap)


@cache
def _glyph(name: str) -> str:
    """Return the character of an icon, empty when the family has none.

    The map holds 7,000 names, of which a window shows ten: they are looked up in its text, not read all.
    """
    _before, key, after = _glyphs().charmap.partition(f'"{name}":')
    return chr(int(after.split('"', 2)[1], 16)) if key else ""


def has_glyph(name: str) -> bool:
    """Return whether the family has an icon of that name."""
    return bool(_glyph(name))


class _GlyphEngine(QIconEngine):
    """Paints one glyph in the colour that its role has in the current theme."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def clone(self) -> QIconEngine:
        return _GlyphEngine(self._name, self._role)

    def _colour(self, mode: QIcon.Mode) -> str:
        return colours().disabled if mode == QIcon.Mode.Disabled else str(getattr(colours(), self._role))

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        font = QFont(_glyphs().family)
        font.setPixelSize(max(1, min(rect.width(), rect.height())))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setFont(font)
        painter.setPen(QColor(self._colour(mode)))
        if self._name in MIRRORED and painter.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            painter.translate(rect.left() * 2 + rect.width(), 0)
            painter.scale(-1, 1)
        # Beside text the icon is asked for wider than high: the rest of the width is the gap to the text.
        side = Qt.AlignmentFlag.AlignHCenter if rect.width() <= rect.height() else Qt.AlignmentFlag.AlignLeading
        painter.drawText(rect, int(side | Qt.AlignmentFlag.AlignVCenter), _glyph(self._name))
        painter.restore()

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        direction = _direction()
        key = f"hm:{self._name}:{self._colour(mode)}:{size.width()}x{size.height()}@{scale}:{direction.name}"
        found = QPixmap()
        if QPixmapCache.find(key, found):
            return found
        # Since Qt 6.8 the size is in device-independent pixels and the engine answers for the scale.
        pixmap = QPixmap(size * scale)
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setLayoutDirection(direction)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        QPixmapCache.insert(key, pixmap)
        return pixmap

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)


def _direction() -> Qt.LayoutDirection:
    from PySide6.QtGui import QGuiApplication

    return QGuiApplication.layoutDirection()


@cache
def icon(name: str, role: str = "muted") -> QIcon:
    """Return the icon ``name`` of the family (``"calendar-outline"``).

    Args:
        name: A Material Design icon's name, without a prefix.
        role: A colour of the theme (:class:`Colours`); it follows the theme by itself.
    """
    return QIcon(_GlyphEngine(name, role))


def icon_pixmap(name: str, role: str = "muted", *, size: int = SIZE.icon, ratio: float = 1.0) -> QPixmap:
    """Return an icon as a pixmap of ``size`` logical pixels, for labels."""
    return icon(name, role).pixmap(QSize(size, size), ratio)
