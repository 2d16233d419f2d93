"""States at a glance: an icon and a word on a soft fill, never colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.fonts import small_font
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SPACE

ICON = 14


@dataclass(frozen=True, slots=True)
class _Look:
    icon_name: str
    tone: str


_LOOKS = {
    "synced": _Look("check-circle-outline", "live"),
    "waiting": _Look("clock-outline", "wait"),
    "sending": _Look("cloud-upload-outline", "wait"),
    "attention": _Look("alert-circle-outline", "stop"),
    "live": _Look("account-voice", "live"),
    "was_live": _Look("account-voice", "over"),  # as last heard, which is a while ago
    "over": _Look("check", "over"),
    "cancelled": _Look("cancel", "over"),
    "recording": _Look("record-circle-outline", "stop"),
    "practice": _Look("school-outline", "wait"),
    "upcoming": _Look("calendar-clock-outline", "over"),
    "saved": _Look("check-circle-outline", "live"),
    "info": _Look("information-outline", "over"),
}


def badge_kinds() -> tuple[str, ...]:
    """Return every kind a badge can have."""
    return tuple(_LOOKS)


def badge_word(kind: str) -> str:
    """Return the usual word of a kind, for badges and for the text beside an icon in a table."""
    words = {
        "synced": QCoreApplication.translate("Badge", "Online"),
        "waiting": QCoreApplication.translate("Badge", "Not online yet"),
        "sending": QCoreApplication.translate("Badge", "Going online…"),
        "attention": QCoreApplication.translate("Badge", "Needs you"),
        "live": QCoreApplication.translate("Badge", "In the call"),
        "was_live": QCoreApplication.translate("Badge", "In the call"),
        "over": QCoreApplication.translate("Badge", "Over"),
        "cancelled": QCoreApplication.translate("Badge", "Cancelled"),
        "recording": QCoreApplication.translate("Badge", "Recording"),
        "practice": QCoreApplication.translate("Badge", "Practice"),
        "upcoming": QCoreApplication.translate("Badge", "Upcoming"),
        "saved": QCoreApplication.translate("Badge", "Saved on this PC"),
        "info": "",
    }
    return words[kind]


def tone_colours(tone: str) -> tuple[str, str]:
    """Return the colours of words and of the soft fill behind them for a tone: a role of the theme, or "accent"."""
    theme = colours()
    if tone == "accent":
        return theme.accent_text, theme.accent_soft
    return str(getattr(theme, tone)), str(getattr(theme, f"{tone}_soft"))


def badge_icon(kind: str) -> QIcon:
    """Return the icon of a kind in its colour, for a table cell that says the word beside it."""
    look = _LOOKS[kind]
    return icon(look.icon_name, look.tone)


class Badge(QWidget):
    """A small pill with icon and word."""

    def __init__(self, kind: str, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._look = _LOOKS[kind]
        self._text = ""
        self.setFont(small_font(strong=True))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_state(kind, text)

    @property
    def kind(self) -> str:
        """Which state is shown."""
        return self._kind

    @property
    def text(self) -> str:
        """The word that is shown."""
        return self._text

    def set_state(self, kind: str, text: str = "") -> None:
        """Show ``kind``, with its usual word or ``text``."""
        self._kind = kind
        self._show(_LOOKS[kind], text or badge_word(kind))

    def set_look(self, icon_name: str, tone: str, text: str) -> None:
        """Show a state that a list names in its own way, as it is shown there.

        Args:
            icon_name: Its sign.
            tone: What :func:`tone_colours` takes.
            text: Its words.
        """
        self._show(_Look(icon_name, tone), text)

    def _show(self, look: _Look, text: str) -> None:
        self._look = look
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return what it needs."""
        metrics = self.fontMetrics()
        width = SPACE.row + ICON + SPACE.hair + metrics.horizontalAdvance(self._text) + SPACE.row
        return QSize(width, max(metrics.height() + 4, 20))

    def minimumSizeHint(self) -> QSize:
        """Return what it cannot do without."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it in the colours of the theme that is shown."""
        ink, fill = tone_colours(self._look.tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fill))
        radius = self.height() / 2
        painter.drawRoundedRect(self.rect(), radius, radius)
        right_to_left = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = self.width() - SPACE.row - ICON if right_to_left else SPACE.row
        role = "accent_text" if self._look.tone == "accent" else self._look.tone
        icon(self._look.icon_name, role).paint(painter, QRect(x, (self.height() - ICON) // 2, ICON, ICON))
        painter.setPen(QColor(ink))
        lead = SPACE.row + ICON + SPACE.hair
        room = self.rect().adjusted(SPACE.row, 0, -lead, 0) if right_to_left else self.rect().adjusted(lead, 0, 0, 0)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter), self._text)
        painter.end()
