"""The settings' group about the page on which guests join."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.web_address import secure_address
from hosted_meetings_desktop.ui.settings.group import SettingsGroup
from hosted_meetings_desktop.ui.settings.preferences import Preferences


class GuestsGroup(SettingsGroup):
    """The address that guests' links begin with.

    Signals:
        page_changed(str): Guests' links open another page now.
    """

    page_changed = Signal(str)

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Guests"), parent, found_by=self.tr("patients invitation link web address URL"))
        self._preferences = preferences
        self.form = FormColumn()
        self.page = QLineEdit(preferences.guest_page)
        self.page.setPlaceholderText("https://")
        self.page.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.page.editingFinished.connect(self.keep_page)
        self.form.add_field(
            "guest_page",
            self.tr("&Guest page"),
            self.page,
            hint=self.tr("The page that guests' links open. While it is empty, no links can be copied."),
        )
        self.add_wide(self.form)

    def keep_page(self) -> None:
        """Keep the address, or say under the field what is wrong with it."""
        address = self.page.text().strip()
        self.form.clear_problems()
        if address and not secure_address(address):
            self.form.show_problem(
                "guest_page",
                self.tr("Type an address that begins with https://. Links still use the one from before."),
            )
            return
        if address != self._preferences.guest_page:
            self._preferences.guest_page = address
            self.page_changed.emit(address)
