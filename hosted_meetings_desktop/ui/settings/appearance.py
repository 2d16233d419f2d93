"""The settings' group about how the app looks on this PC."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QApplication, QButtonGroup, QPushButton, QWidget

from hosted_meetings_desktop.ui.parts.buttons import segment_button
from hosted_meetings_desktop.ui.settings.group import SettingsGroup
from hosted_meetings_desktop.ui.settings.preferences import Preferences
from hosted_meetings_desktop.ui.theme.apply import apply_theme
from hosted_meetings_desktop.ui.theme.tokens import ThemeMode


class AppearanceGroup(SettingsGroup):
    """Light, dark, or as the system says."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Appearance"), parent, found_by=self.tr("theme dark mode night colors"))
        self._preferences = preferences
        self.theme_buttons: dict[ThemeMode, QPushButton] = {}
        self._themes = QButtonGroup(self)
        for mode, text in (
            (ThemeMode.SYSTEM, self.tr("System")),
            (ThemeMode.LIGHT, self.tr("Light")),
            (ThemeMode.DARK, self.tr("Dark")),
        ):
            button = segment_button(text)
            button.setChecked(mode is preferences.theme)
            button.clicked.connect(partial(self._clicked, mode))
            self._themes.addButton(button)
            self.theme_buttons[mode] = button
        self.add_row(
            self.tr("Colours"), *self.theme_buttons.values(), note=self.tr("System follows your PC by itself.")
        )

    def _clicked(self, mode: ThemeMode, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 (Qt's signal)
        self.choose_theme(mode)

    def choose_theme(self, mode: ThemeMode) -> None:
        """Show the app in ``mode`` at once and next time."""
        self._preferences.theme = mode
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, mode)
