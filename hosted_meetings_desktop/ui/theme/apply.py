"""Put the theme on the application: Fusion, one palette, one style sheet; light, dark or as the system says."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from hosted_meetings_desktop.ui.theme import current
from hosted_meetings_desktop.ui.theme.fonts import font
from hosted_meetings_desktop.ui.theme.style_sheet import style_sheet
from hosted_meetings_desktop.ui.theme.tokens import DARK, LIGHT, Colours, ThemeMode

_FOLLOWER = "theme_follower"
_STYLED = "styled_at_birth"


_STYLE = "Fusion"


def styled_application(name: str) -> QApplication:
    """Return the application in the style that the theme is made for.

    The style is named at its birth: ``QApplication.setStyle`` hands the style back to Python, which would make the
    thousand names of ``QStyle`` for it, 5 ms of a start.
    """
    app = QApplication([name, "-style", _STYLE])
    app.setProperty(_STYLED, True)  # noqa: FBT003 (Qt's signature)
    return app


class _Follower(QObject):
    """Keeps the chosen mode and follows the system while the mode is SYSTEM."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.setObjectName(_FOLLOWER)
        self._app = app
        self.mode = ThemeMode.SYSTEM
        self.shown: Colours | None = None
        app.styleHints().colorSchemeChanged.connect(self.follow)

    @Slot()
    def follow(self) -> None:
        """Show the theme that mode and system ask for, if it is not shown already."""
        theme = _wanted(self._app, self.mode)
        if theme is self.shown:
            return
        self.shown = theme
        current.show(theme)
        self._app.setPalette(palette(theme))
        self._app.setStyleSheet(style_sheet(theme))


def _wanted(app: QApplication, mode: ThemeMode) -> Colours:
    if mode is ThemeMode.SYSTEM:
        return DARK if app.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT
    return DARK if mode is ThemeMode.DARK else LIGHT


def apply_theme(app: QApplication, mode: ThemeMode) -> None:
    """Show the app in ``mode``; may be called again at any time, the change is immediate."""
    follower = app.findChild(_Follower, _FOLLOWER)
    if follower is None:
        if not app.property(_STYLED):
            app.setStyle(_STYLE)
        app.setFont(font())
        follower = _Follower(app)
    follower.mode = mode
    schemes = {ThemeMode.LIGHT: Qt.ColorScheme.Light, ThemeMode.DARK: Qt.ColorScheme.Dark}
    # Native title bars and file dialogs follow this; the colours of our own widgets come from the palette below.
    app.styleHints().setColorScheme(schemes.get(mode, Qt.ColorScheme.Unknown))
    follower.follow()


def palette(theme: Colours) -> QPalette:
    """Return ``theme`` as the palette that Fusion paints with."""
    made = QPalette()
    role = QPalette.ColorRole
    roles = {
        role.Window: theme.canvas,
        role.WindowText: theme.text,
        role.Base: theme.surface,
        role.AlternateBase: theme.canvas,
        role.Text: theme.text,
        role.Button: theme.surface,
        role.ButtonText: theme.text,
        role.BrightText: theme.on_accent,
        role.Highlight: theme.accent_soft,
        role.HighlightedText: theme.text,
        role.Link: theme.accent_text,
        role.LinkVisited: theme.accent_text,
        role.ToolTipBase: theme.surface,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.muted,
        role.Accent: theme.accent,
        role.Light: theme.surface,
        role.Midlight: theme.hover,
        role.Mid: theme.line,
        role.Dark: theme.edge,
        role.Shadow: theme.line,
    }
    for which, colour in roles.items():
        made.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.disabled))
    return made
