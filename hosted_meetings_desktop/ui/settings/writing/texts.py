"""The settings' group about text messages: the provider, and who gets them."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.message import TextGateway
from hosted_meetings_desktop.domain.outbox import OutboxSettings, TextsFor
from hosted_meetings_desktop.ui.parts.buttons import plain_button
from hosted_meetings_desktop.ui.settings.writing.group import WritingGroup
from hosted_meetings_desktop.ui.settings.writing.kept import KeptSettings
from hosted_meetings_desktop.ui.settings.writing.texts_dialog import TextsDialog
from hosted_meetings_desktop.ui.text.format import isolated


class TextsGroup(WritingGroup):
    """The provider as one row, set up in a dialog.

    Attributes:
        dialog: The provider's, while it is open.
    """

    def __init__(self, kept: KeptSettings, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Text messages"), kept, parent, found_by=self.tr("SMS phone gateway webhook"))
        self.dialog: TextsDialog | None = None
        self.setup_button = plain_button(self.tr("Set up…"), "message-text-outline")
        self.setup_button.clicked.connect(self.set_up)
        self.remove_button = plain_button(self.tr("Remove"))
        self.remove_button.setAccessibleName(self.tr("Remove the provider of text messages"))
        self.remove_button.clicked.connect(self.remove)
        self._provider_note = self.add_row(
            self.tr("Provider"), self.remove_button, self.setup_button, note=self.tr("Looking…")
        )
        self.remove_button.hide()
        self.texts_for = QComboBox()
        for choice, word in (
            (TextsFor.NOBODY, self.tr("Nobody")),
            (TextsFor.WITHOUT_EMAIL, self.tr("Only people without an e-mail address")),
            (
                TextsFor.REMINDERS,
                self.tr("The same, and reminders for everybody"),
            ),
        ):
            self.texts_for.addItem(word, choice)
        self.texts_for.activated.connect(self._keep_texts_for)
        self.add_row(
            self.tr("Who gets text messages"),
            self.texts_for,
            note=self.tr("It needs a phone number with its country, as +49 30 1234567."),
        )
        self.add_result()
        for control in (self.setup_button, self.texts_for):
            control.setEnabled(False)

    @property
    def provider_text(self) -> str:
        """What is said about the provider."""
        return self._provider_note.text()

    def show_settings(self, settings: OutboxSettings) -> None:
        """Show what is kept, without its secrets."""
        gateway = settings.gateway
        self._provider_note.setText(self._sentence(gateway))
        self.setup_button.setText(self.tr("Change…") if gateway is not None else self.tr("Set up…"))
        name = self.tr("Change the provider of text messages")
        usual = self.tr("Set up a provider of text messages")
        self.setup_button.setAccessibleName(name if gateway is not None else usual)
        self.setup_button.setEnabled(True)
        self.remove_button.setVisible(gateway is not None)
        self.texts_for.setCurrentIndex(self.texts_for.findData(settings.texts_for))
        self.texts_for.setEnabled(gateway is not None)

    def _sentence(self, gateway: TextGateway | None) -> str:
        if gateway is None:
            return self.tr("Not set up: people without an e-mail address are told by nobody but you.")
        host = urlsplit(gateway.url).hostname or gateway.url
        return self.tr("Messages go by way of %1.").replace("%1", isolated(host))

    def show_missed(self, _error: AppError) -> None:
        """Say that it cannot be shown; the first group says why."""
        self._provider_note.setText(self.tr("Cannot be shown now."))

    # ---- the provider
    def set_up(self) -> TextsDialog | None:
        """Open the dialog of the provider."""
        now = self.kept.now
        if now is None:
            return None
        self.result.dismiss()
        dialog = TextsDialog(now.gateway, parent=self.window())
        dialog.drafted.connect(self._keep_gateway)
        self.dialog = dialog
        dialog.open()
        return dialog

    def _keep_gateway(self, gateway: TextGateway) -> None:
        dialog = self.dialog

        def done() -> None:
            if dialog is not None:
                dialog.set_busy(busy=False)
                dialog.accept()
            told = self.tr(
                "The provider is saved. Plan a visit with your own number to see whether a message arrives."
            )
            self.result.show_message(told, kind="success")
            self.setup_button.setFocus(Qt.FocusReason.OtherFocusReason)

        def failed(error: AppError) -> None:
            if dialog is not None:
                dialog.show_error(error)

        self.kept.keep(lambda settings: replace(settings, gateway=gateway), done, failed)

    def remove(self) -> None:
        """Send no text messages any more."""
        self.setup_button.setFocus(Qt.FocusReason.OtherFocusReason)
        told = self.tr("The provider is removed, with its keys. No text messages are sent.")
        self.keep(lambda settings: replace(settings, gateway=None), told, undoable=True)

    def _put_back(self, before: OutboxSettings) -> None:
        self.keep(lambda settings: replace(settings, gateway=before.gateway))

    def _keep_texts_for(self, place: int) -> None:
        choice = TextsFor(self.texts_for.itemData(place))
        self.keep(lambda settings: replace(settings, texts_for=choice))
