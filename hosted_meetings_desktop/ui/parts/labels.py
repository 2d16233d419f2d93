"""Text on the screen: headings, notes, lines between groups, and names that may be too long."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QGuiApplication, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from hosted_meetings_desktop.ui.text.format import plain_tip
from hosted_meetings_desktop.ui.theme.fonts import font, section_font, small_font, title_font
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SIZE


def set_look(widget: QWidget, name: str, value: str) -> None:
    """Set a property that the style sheet reads (``tone``, ``kind``, ``surface``, ...) and restyle the widget."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def _label(text: str, made: QFont, *, tone: str = "", wrap: bool = False) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)  # names come from people: never read them as HTML
    label.setFont(made)
    label.setWordWrap(wrap)
    label.setAlignment(_lead(QGuiApplication.layoutDirection()) | Qt.AlignmentFlag.AlignVCenter)
    if tone:
        label.setProperty("tone", tone)
    return label


def title_label(text: str) -> QLabel:
    """Return a pane's or a dialog's title."""
    return _label(text, title_font())


def section_label(text: str) -> QLabel:
    """Return the heading of a section."""
    return _label(text, section_font(), wrap=True)


def body_label(text: str, *, tone: str = "") -> QLabel:
    """Return running text that wraps."""
    return _label(text, font(), tone=tone, wrap=True)


def strong_label(text: str) -> QLabel:
    """Return body text that names the thing it stands over."""
    return _label(text, font(strong=True), wrap=True)


def small_label(text: str, *, tone: str = "muted") -> QLabel:
    """Return a note under or beside something; wraps."""
    return _label(text, small_font(), tone=tone, wrap=True)


def line() -> QFrame:
    """Return a hairline between two areas, one above the other."""
    made = QFrame()
    made.setProperty("surface", "line")
    made.setFixedHeight(1)
    return made


def lead_alignment(widget: QWidget) -> Qt.AlignmentFlag:
    """Return the side where reading starts in this layout, whatever script the text itself is in."""
    return _lead(widget.layoutDirection()) | Qt.AlignmentFlag.AlignTop


def _lead(direction: Qt.LayoutDirection) -> Qt.AlignmentFlag:
    mirrored = direction == Qt.LayoutDirection.RightToLeft
    side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignAbsolute


class IconLabel(QWidget):
    """An icon on its own; the words beside it say the same, so screen readers pass it by."""

    def __init__(
        self, name: str, role: str = "muted", *, size: int = SIZE.icon, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = icon(name, role)
        self.setFixedSize(size, size)

    def set_icon(self, name: str, role: str = "muted") -> None:
        """Show another icon."""
        self._icon = icon(name, role)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it in the colours of the theme that is shown."""
        painter = QPainter(self)
        self._icon.paint(painter, self.rect())
        painter.end()


class ElidedLabel(QWidget):
    """One line that ends in "…" where the room ends, with the whole text as its tooltip and accessible name."""

    def __init__(
        self, text: str = "", *, muted: bool = False, own_direction: bool = False, parent: QWidget | None = None
    ) -> None:
        """Make the label.

        Args:
            text: What it shows.
            muted: Whether it stands back.
            own_direction: Whether the text is read from the side where its own first letter is, as somebody's subject
                is; it begins where the layout begins all the same.
            parent: The owner.
        """
        super().__init__(parent)
        self._text = ""
        self._muted = muted
        self._own_direction = own_direction
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    @property
    def text(self) -> str:
        """The whole text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show ``text``."""
        if text == self._text:
            return
        self._text = text
        self.setAccessibleName(text)
        self._note_fit()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return what it needs."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._text) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:
        """Return what it cannot do without."""
        metrics = self.fontMetrics()
        return QSize(min(metrics.horizontalAdvance("MMMM…"), self.sizeHint().width()), metrics.height())

    def changeEvent(self, event: QEvent) -> None:
        """Measure again when the font changes."""
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text into the new width."""
        super().resizeEvent(event)
        self._note_fit()

    def _note_fit(self) -> None:
        self.setToolTip(plain_tip(self._text) if self.sizeHint().width() > self.width() else "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it in the colours of the theme that is shown."""
        painter = QPainter(self)
        muted = self._muted and self.isEnabled()  # what is disabled looks the same, muted or not
        role = QPalette.ColorRole.PlaceholderText if muted else QPalette.ColorRole.WindowText
        painter.setPen(self.palette().color(role))
        shown = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        if self._own_direction:
            painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        lead = _lead(self.layoutDirection()) | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), int(lead), shown)
        painter.end()
