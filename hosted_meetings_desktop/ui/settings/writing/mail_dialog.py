"""Set up the mail server, or change it: with what providers want, and a test that sends nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QWidget,
)

from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.message import MailSecurity, MailServer, MailSignIn
from hosted_meetings_desktop.ui.parts.buttons import plain_button, segment_button
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.labels import small_label
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.parts.secret_field import SecretField
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
from hosted_meetings_desktop.ui.settings.planning.number_field import NumberField
from hosted_meetings_desktop.ui.settings.writing.mail_presets import (
    PORTS,
    PRESETS,
    MailProvider,
    provider_note,
    provider_of,
    provider_word,
    security_word,
    sign_in_word,
)
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_LAST_PORT = 65_535
_PORT_WIDTH = 110
_MAX_HOST = 253


class MailDialog(Dialog):
    """One mail server.

    What is saved of its secret is never shown. It is kept where its field stays empty, but only for the same user of
    the same server: a password is not sent to another one.

    Signals:
        drafted(MailServer): Keep this; the dialog stays, busy, until it is accepted or shown an error.
    """

    drafted = Signal(object)

    def __init__(
        self,
        server: MailServer | None,
        check: Callable[[MailServer], Awaitable[str]],
        calls: Calls,
        *,
        user: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Make the dialog.

        Args:
            server: What is kept now, None for nothing.
            check: Signs in without sending anything.
            calls: Runs it.
            user: What the user name probably is: the sender's address.
            parent: The window it belongs to.
        """
        super().__init__(self.tr("Mail server"), self.tr("Save"), parent=parent)
        self._kept = server
        self._check = check
        self._calls = calls
        self._asked: Call | None = None
        self._testing = False
        self.tested = MessageBar()
        # Its place is known once it is laid out.
        self.tested.shown.connect(lambda: QTimer.singleShot(0, self.tested, lambda: self.go_to(self.tested)))
        self._form_column = FormColumn()
        self._add_providers()
        self._add_fields()
        self.set_form(self._form_column)
        self._add_test()
        self._begin_with(server, user)
        self.confirmed.connect(self._draft)
        self.setMinimumWidth(SIZE.text_width)

    # ---- parts
    def _add_providers(self) -> None:
        self.provider_buttons: dict[MailProvider, QPushButton] = {}
        self._providers = QButtonGroup(self)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.row)
        for provider in MailProvider:
            button = segment_button(provider_word(provider))
            button.setAccessibleDescription(provider_note(provider))
            button.clicked.connect(partial(self.choose_provider, provider))
            self._providers.addButton(button)
            self.provider_buttons[provider] = button
            row.addWidget(button)
        row.addStretch(1)
        self.provider_note = small_label("", tone="")
        self._form_column.add_widget(holder)
        self._form_column.add_widget(self.provider_note)

    def _add_fields(self) -> None:
        self.host = QLineEdit()
        self.host.setMaxLength(_MAX_HOST)
        self.host.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.host.setPlaceholderText("mail.clinic.example")
        self.port = NumberField(1, _LAST_PORT)
        self.port.setGroupSeparatorShown(False)
        self.port.setFixedWidth(_PORT_WIDTH)
        form = self._form_column
        form.add_row(("host", self.tr("Se&rver"), self.host), ("port", self.tr("P&ort"), self.port), stretches=(1, 0))
        self.security, self.sign_in = QComboBox(), QComboBox()
        for security in MailSecurity:
            self.security.addItem(security_word(security), security)
        for sign_in in (MailSignIn.PASSWORD, MailSignIn.XOAUTH2, MailSignIn.NONE):
            self.sign_in.addItem(sign_in_word(sign_in), sign_in)
        self.security.activated.connect(self._follow_security)
        self.sign_in.currentIndexChanged.connect(self._follow_sign_in)
        form.add_row(
            ("security", self.tr("Pro&tection"), self.security), ("sign_in", self.tr("Sign-&in"), self.sign_in)
        )
        self.user = QLineEdit()
        self.user.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._user_block = form.add_field("user", self.tr("&User name"), self.user)
        self.secret = SecretField()
        self._secret_block = form.add_field("secret", self.tr("&Password"), self.secret)
        label = next(each for each in self._secret_block.findChildren(QLabel) if each.buddy() is self.secret)
        self._secret_label = label
        for line in (self.host, self.user, self.secret):
            line.textEdited.connect(self._forget_result)

    def _add_test(self) -> None:
        self.test_button = plain_button(self.tr("Test sign-in"), "check-network-outline")
        self.test_button.setAccessibleDescription(self.tr("Signs in and sends nothing"))
        self.test_button.clicked.connect(self.test)
        self.stop_button = plain_button(self.tr("Stop"))
        self.stop_button.setAccessibleName(self.tr("Stop the test"))
        self.stop_button.clicked.connect(self.stop)
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Testing the sign-in"))
        row = QHBoxLayout()
        row.setSpacing(SPACE.row)
        row.addWidget(self.test_button)
        row.addWidget(self.progress, 1)
        row.addWidget(self.stop_button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.tested)
        self.progress.hide()
        self.stop_button.hide()

    # ---- filling
    def _begin_with(self, server: MailServer | None, user: str) -> None:
        if server is None:
            self.choose_provider(MailProvider.OWN)
            self.user.setText(user)
            return
        provider = provider_of(server.host)
        self.provider_buttons[provider].setChecked(True)
        self.provider_note.setText(provider_note(provider))
        self._fill(server.host, server.port, server.security, server.sign_in)
        self.user.setText(server.user)

    def choose_provider(self, provider: MailProvider, *_checked: object) -> None:
        """Fill in what a provider's servers want."""
        self.provider_buttons[provider].setChecked(True)
        self.provider_note.setText(provider_note(provider))
        preset = PRESETS[provider]
        kept = self._kept
        if kept is not None and provider_of(kept.host) is provider:
            self._fill(kept.host, kept.port, kept.security, kept.sign_in)
        else:
            self._fill(preset.host, preset.port, preset.security, preset.sign_in)
        self._forget_result()

    def _fill(self, host: str, port: int, security: MailSecurity, sign_in: MailSignIn) -> None:
        self.host.setText(host)
        self.port.setValue(port)
        self.security.setCurrentIndex(self.security.findData(security))
        self.sign_in.setCurrentIndex(self.sign_in.findData(sign_in))
        self._follow_sign_in()

    def _follow_security(self) -> None:
        """Go with the usual port, unless another one was typed."""
        if self.port.value() in PORTS.values():
            self.port.setValue(PORTS[MailSecurity(self.security.currentData())])
        self._forget_result()

    def _follow_sign_in(self) -> None:
        sign_in = MailSignIn(self.sign_in.currentData())
        token = sign_in is MailSignIn.XOAUTH2
        self._secret_label.setText(self.tr("Access to&ken") if token else self.tr("&Password"))
        self.secret.setAccessibleName(self._secret_label.text().replace("&", ""))
        kept = self._kept is not None and bool(self._kept.secret) and self._kept.sign_in is sign_in
        self.secret.setPlaceholderText(self.tr("Saved. Type only to replace it.") if kept else "")
        for block in (self._user_block, self._secret_block):
            block.setHidden(sign_in is MailSignIn.NONE)
        self._forget_result()

    # ---- what stands in it
    def server(self) -> MailServer:
        """Return what stands in the fields.

        Raises:
            InputProblem: for the field to mend.
        """
        host, sign_in = self.host.text().strip(), MailSignIn(self.sign_in.currentData())
        security = MailSecurity(self.security.currentData())
        if not host:
            raise InputProblem("host", self.tr("Type the name of the mail server"))
        if security is MailSecurity.NONE and host.lower() not in {"localhost", "127.0.0.1", "::1"}:
            raise InputProblem(
                "security",
                self.tr("Mail to another computer has to be protected"),
                self.tr("Choose STARTTLS or TLS. Only a mail server on this PC may go without."),
            )
        if sign_in is MailSignIn.NONE:
            return MailServer(host, self.port.value(), security, sign_in)
        user = self.user.text().strip()
        if not user:
            raise InputProblem("user", self.tr("Type the user name"))
        return MailServer(host, self.port.value(), security, sign_in, user, self._secret(host, user, sign_in))

    def _secret(self, host: str, user: str, sign_in: MailSignIn) -> str:
        typed = self.secret.text().strip() if sign_in is MailSignIn.XOAUTH2 else self.secret.text()
        if typed:
            return typed
        kept = self._kept
        token = sign_in is MailSignIn.XOAUTH2
        if kept is None or not kept.secret or kept.sign_in is not sign_in:
            said = self.tr("Paste the access token") if token else self.tr("Type the password")
            raise InputProblem("secret", said)
        if (kept.host.lower(), kept.user) != (host.lower(), user):
            said = self.tr("Paste the access token again") if token else self.tr("Type the password again")
            why = self.tr("The saved one belongs to another server or user, and is sent to nobody else.")
            raise InputProblem("secret", said, why)
        return kept.secret

    def _wanted(self) -> MailServer | None:
        """Return what stands in the fields, or None after showing what is missing."""
        self._form_column.clear_problems()
        self.message_bar.dismiss()
        try:
            return self.server()
        except InputProblem as problem:
            self.show_problems([problem])
            return None

    # ---- the test
    def test(self) -> None:
        """Sign in without sending anything."""
        if self._testing:
            return
        server = self._wanted()
        if server is None:
            return
        self.tested.dismiss()
        self._show_testing(on=True)
        self._asked = self._calls.run(self, partial(self._check, server), self._passed, self._failed)

    def stop(self) -> None:
        """Give the test up."""
        self._drop_test()
        self.tested.show_message(self.tr("The test was stopped."))

    def _drop_test(self) -> None:
        if self._testing and self._asked is not None:
            self._asked.cancel()
        self._show_testing(on=False)

    def _passed(self, sentence: str) -> None:
        self._show_testing(on=False)
        self.tested.show_message(self.tr("The sign-in works. %1").replace("%1", sentence), kind="success")

    def _failed(self, error: AppError) -> None:
        self._show_testing(on=False)
        if isinstance(error, InputProblem) and self._form_column.shows(error.field):
            self.show_problems([error])
        else:
            self.tested.show_error(error)

    def _show_testing(self, *, on: bool) -> None:
        self._testing = on
        held = self.stop_button.hasFocus()
        self.progress.setVisible(on)
        self.stop_button.setVisible(on)
        self.test_button.setText(self.tr("Testing…") if on else self.tr("Test sign-in"))
        if held and not on:
            self.test_button.setFocus()

    def _forget_result(self, *_edited: object) -> None:
        """A result holds for what was tested only."""
        self.tested.dismiss()

    # ---- the end
    def _draft(self) -> None:
        if self.busy:
            return
        server = self._wanted()
        if server is not None:
            self._drop_test()
            self.set_busy(busy=True)
            self.drafted.emit(server)

    def done(self, result: int) -> None:
        """Leave; what was typed as a secret goes."""
        self._drop_test()
        self.secret.forget()
        super().done(result)
