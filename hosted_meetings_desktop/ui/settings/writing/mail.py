"""The settings' group about e-mail: the server, who writes, and whether plans are told by themselves."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.invitation import Contact
from hosted_meetings_desktop.domain.message import MailServer, MailSignIn
from hosted_meetings_desktop.domain.outbox import OutboxSettings
from hosted_meetings_desktop.domain.person import is_email
from hosted_meetings_desktop.ui.parts.buttons import plain_button
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.settings.writing.group import WritingGroup, show_text
from hosted_meetings_desktop.ui.settings.writing.kept import KeptSettings, WritingSettings
from hosted_meetings_desktop.ui.settings.writing.mail_dialog import MailDialog
from hosted_meetings_desktop.ui.settings.writing.mail_presets import security_word
from hosted_meetings_desktop.ui.text.format import isolated

_MAX_NAME = 80
_MAX_EMAIL = 254


class MailGroup(WritingGroup):
    """The server as one row, set up in a dialog; the sender as fields.

    Attributes:
        dialog: The mail server's, while it is open.
    """

    def __init__(
        self, kept: KeptSettings, service: WritingSettings, calls: Calls, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            self.tr("E-mail"),
            kept,
            parent,
            found_by=self.tr("email"),
        )
        self._service = service
        self._calls = calls
        self.dialog: MailDialog | None = None
        self.setup_button = plain_button(self.tr("Set up…"), "email-outline")
        self.setup_button.clicked.connect(self.set_up)
        self.remove_button = plain_button(self.tr("Remove"))
        self.remove_button.setAccessibleName(self.tr("Remove the mail server"))
        self.remove_button.clicked.connect(self.remove)
        self._server_note = self.add_row(
            self.tr("Mail server"),
            self.remove_button,
            self.setup_button,
            note=self.tr("Looking…"),
            found_by=self.tr("SMTP password Gmail Google Outlook Microsoft 365"),
        )
        self.remove_button.hide()
        self.form = FormColumn()
        self.sender_name = QLineEdit()
        self.sender_name.setMaxLength(_MAX_NAME)
        self.sender_name.editingFinished.connect(self._keep_sender)
        self.form.add_field(
            "sender_name", self.tr("Sender's &name"), self.sender_name, hint=self.tr("Usually the clinic's name.")
        )
        self.sender_email = QLineEdit()
        self.sender_email.setMaxLength(_MAX_EMAIL)
        self.sender_email.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.sender_email.editingFinished.connect(self._keep_sender)
        self.form.add_field(
            "sender",
            self.tr("Sender's &address"),
            self.sender_email,
            hint=self.tr(
                "Messages come from here, and answers go here. It has to be one the mail server lets you use."
            ),
        )
        self.add_wide(self.form)
        self.invites = QCheckBox(self.tr("Choose “Send invitations” for new meetings"))
        self.invites.setAccessibleName(self.invites.text())
        self.invites.clicked.connect(self._keep_invites)
        self.add_wide(self.invites)
        self.add_result()
        for control in (self.setup_button, self.form, self.invites):
            control.setEnabled(False)

    @property
    def server_text(self) -> str:
        """What is said about the mail server."""
        return self._server_note.text()

    def show_settings(self, settings: OutboxSettings) -> None:
        """Show what is kept, without its secret."""
        server = settings.server
        self._server_note.setText(server_sentence(server))
        self.setup_button.setText(self.tr("Change…") if server is not None else self.tr("Set up…"))
        name = self.tr("Change the mail server") if server is not None else self.tr("Set up the mail server")
        self.setup_button.setAccessibleName(name)
        self.remove_button.setVisible(server is not None)
        show_text(self.sender_name, settings.sender.name)
        show_text(self.sender_email, settings.sender.email)
        self.invites.setChecked(settings.invites)
        for control in (self.setup_button, self.form, self.invites):
            control.setEnabled(True)

    def show_missed(self, _error: AppError) -> None:
        """Say that it cannot be shown; the first group says why."""
        self._server_note.setText(self.tr("Cannot be shown now."))

    # ---- the server
    def set_up(self) -> MailDialog | None:
        """Open the dialog of the mail server."""
        now = self.kept.now
        if now is None:
            return None
        self.result.dismiss()
        dialog = MailDialog(now.server, self._service.check, self._calls, user=now.sender.email, parent=self.window())
        dialog.drafted.connect(self._keep_server)
        self.dialog = dialog
        dialog.open()
        return dialog

    def _keep_server(self, server: MailServer) -> None:
        dialog = self.dialog

        def done() -> None:
            if dialog is not None:
                dialog.set_busy(busy=False)
                dialog.accept()
            self.result.show_message(self._kept_sentence(), kind="success")
            self.setup_button.setFocus(Qt.FocusReason.OtherFocusReason)

        def failed(error: AppError) -> None:
            if dialog is not None:
                dialog.show_error(error)

        def change(settings: OutboxSettings) -> OutboxSettings:
            # Who signs in with an address usually writes from it.
            sender = settings.sender
            if not sender.email and is_email(server.user):
                sender = replace(sender, email=server.user)
            if not sender.name:
                sender = replace(sender, name=settings.clinic.name)
            return replace(settings, server=server, sender=sender)

        self.kept.keep(change, done, failed)

    def _kept_sentence(self) -> str:
        now = self.kept.now
        if now is not None and not now.sender.email:
            return self.tr("The mail server is saved. Type the sender's address too: nothing can go out without it.")
        return self.tr("The mail server is saved. What waits goes out by itself now.")

    def remove(self) -> None:
        """Send nothing by itself any more."""
        self.setup_button.setFocus(Qt.FocusReason.OtherFocusReason)
        told = self.tr("The mail server is removed, with its password. Messages wait for your own mail program.")
        self.keep(lambda settings: replace(settings, server=None), told, undoable=True)

    def _put_back(self, before: OutboxSettings) -> None:
        self.keep(lambda settings: replace(settings, server=before.server))

    # ---- the sender
    def _keep_sender(self) -> None:
        name, email = self.sender_name.text().strip(), self.sender_email.text().strip()
        self.form.clear_problem("sender")
        if email and not is_email(email):
            self.form.show_problem(
                "sender", self.tr("This is not a whole e-mail address. Messages still come from the one before.")
            )
            return
        self.keep(lambda settings: replace(settings, sender=Contact(name, email)))

    def _keep_invites(self) -> None:
        on = self.invites.isChecked()
        self.keep(lambda settings: replace(settings, invites=on))


def server_sentence(server: MailServer | None) -> str:
    """Return what is said about a mail server; never its secret."""
    if server is None:
        return QCoreApplication.translate(
            "MailGroup", "Not set up: each message waits until you open it in your own mail program."
        )
    said = QCoreApplication.translate("MailGroup", "%1, port %2, %3.", "host, port, protection")
    said = said.replace("%1", isolated(server.host)).replace("%2", str(server.port))
    said = said.replace("%3", security_word(server.security).partition(" (")[0])
    if server.sign_in is MailSignIn.NONE:
        return f"{said} {QCoreApplication.translate('MailGroup', 'Without sign-in.')}"
    who = QCoreApplication.translate("MailGroup", "Signs in as %1.").replace("%1", isolated(server.user))
    return f"{said} {who}"
