"""The settings' group about where this PC keeps what the app wrote."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.ui.parts.buttons import plain_button
from hosted_meetings_desktop.ui.parts.opening import open_outside
from hosted_meetings_desktop.ui.settings.group import SettingsGroup


class DataFolderGroup(SettingsGroup):
    """The folder, and a way into it."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("DataFolderGroup", "On this PC"), parent)
        self._folder = folder
        self.open_button = plain_button(self.tr("Open folder"), "folder-outline")
        self.open_button.clicked.connect(self._open)
        said = self.add_row(self.tr("Data folder"), self.open_button, note=str(folder))
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def _open(self) -> None:
        open_outside(self._folder)
