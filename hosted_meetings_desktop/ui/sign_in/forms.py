"""The fields of each provider's credentials, and how they become credentials."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from hosted_meetings_desktop.domain.account import (
    DYTE_URL,
    REALTIMEKIT_URL,
    Credentials,
    DyteCredentials,
    RealtimeKitCredentials,
)
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.secret_field import SecretField
from hosted_meetings_desktop.ui.parts.web_address import secure_address
from hosted_meetings_desktop.ui.theme.icons import icon


class CredentialsForm(FormColumn):
    """Base: the clinic's name, the provider's own fields, and the address under "Advanced".

    Attributes:
        where: Where its ids and its secret are found.
        refused: What may be wrong when the provider refuses them.

    Signals:
        edited(): Something was typed; an earlier test result no longer holds.
        submitted(): Enter was pressed in a field.
    """

    edited = Signal()
    submitted = Signal()

    title = ""
    usual_label = ""
    usual_address = ""
    where = ""
    refused = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: dict[str, QLineEdit] = {}
        self.add_fields()
        self._line(
            "label",
            self.tr("&Name of the clinic"),
            hint=self.tr("Shown in the app, on this PC only."),
            sample=self.tr("Riverside Clinic"),
        )
        self.advanced = QToolButton()
        self.advanced.setText(self.tr("Advanced"))
        self.advanced.setProperty("kind", "disclosure")
        self.advanced.setCheckable(True)
        self.advanced.setIcon(icon("chevron-right"))
        self.advanced.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.advanced.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.advanced.setAccessibleName(self.tr("Advanced settings"))
        self.add_widget(self.advanced)
        address = self._line("base_url", self.tr("Ad&dress of the service"), sample=self.usual_address)
        address.setText(self.usual_address)
        address.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._address_block = address.parentWidget()
        if self._address_block is not None:
            self._address_block.hide()
        self.advanced.toggled.connect(self._show_advanced)

    def add_fields(self) -> None:
        """Add the provider's own fields."""
        raise NotImplementedError

    def credentials(self) -> Credentials | None:
        """Return what was typed, or None after showing what is missing."""
        raise NotImplementedError

    # ---- what the screen uses
    @property
    def label(self) -> str:
        """The clinic's name, or the provider's."""
        return self.text("label") or self.usual_label

    def text(self, name: str) -> str:
        """Return what stands in a field, without blanks around it."""
        return self._lines[name].text().strip()

    def line(self, name: str) -> QLineEdit:
        """Return a field."""
        return self._lines[name]

    @property
    def secret(self) -> SecretField:
        """The field of the key or token."""
        return next(line for line in self._lines.values() if isinstance(line, SecretField))

    @property
    def secret_name(self) -> str:
        """The name of that field."""
        return next(name for name, line in self._lines.items() if isinstance(line, SecretField))

    def forget_secrets(self) -> None:
        """Empty the secret's field."""
        self.secret.forget()

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        next(iter(self._lines.values())).setFocus()

    # ---- building and checking
    def _line(self, name: str, label: str, *, hint: str = "", sample: str = "", secret: bool = False) -> QLineEdit:
        line = SecretField() if secret else QLineEdit()
        line.setPlaceholderText(sample)
        line.textEdited.connect(self.edited)
        line.returnPressed.connect(self.submitted)
        self.add_field(name, label, line, hint=hint)
        self._lines[name] = line
        return line

    def _show_advanced(self, on: bool) -> None:  # noqa: FBT001 (Qt's signal)
        self.advanced.setIcon(icon("chevron-down" if on else "chevron-right"))
        if self._address_block is not None:
            self._address_block.setVisible(on)

    def _complete(self, wanted: dict[str, str]) -> bool:
        """Show what is missing; ``wanted`` is field name to the sentence under it."""
        self.clear_problems()
        for name, sentence in wanted.items():
            if not self.text(name):
                self.show_problem(name, sentence)
        if not secure_address(self.text("base_url")):
            self.advanced.setChecked(True)
            self.show_problem("base_url", self.tr("Type an address that begins with https://"))
        return not self.problems


class DyteForm(CredentialsForm):
    """Dyte: organization id and API key."""

    usual_label = "Dyte"
    usual_address = DYTE_URL

    def add_fields(self) -> None:
        """Add organization id and API key."""
        self.where = self.tr("Both are in Dyte's developer portal, under API keys.")
        self.refused = self.tr(
            "The video service refused this. Check that it was copied whole and belongs to this organization."
        )
        self._line("organization_id", self.tr("&Organization id"))
        self._line("api_key", self.tr("&API key"), hint=self.where, secret=True)

    def credentials(self) -> Credentials | None:
        """Return what was typed, or None after showing what is missing."""
        complete = self._complete(
            {
                "organization_id": self.tr("Type the organization id"),
                "api_key": self.tr("Type or paste the API key"),
            }
        )
        if not complete:
            return None
        return DyteCredentials(self.text("organization_id"), self.text("api_key"), self.text("base_url").rstrip("/"))


class RealtimeKitForm(CredentialsForm):
    """Cloudflare RealtimeKit: account id, app id and API token."""

    usual_label = "RealtimeKit"
    usual_address = REALTIMEKIT_URL

    def add_fields(self) -> None:
        """Add account id, app id and API token."""
        self.where = self.tr(
            "All three are in the Cloudflare dashboard; the token needs permission to edit Realtime."
        )
        self.refused = self.tr(
            "The video service refused this. Check that it was copied whole and belongs to this account and app."
        )
        self._line("account_id", self.tr("A&ccount id"))
        self._line("app_id", self.tr("A&pp id"))
        self._line("api_token", self.tr("API &token"), hint=self.where, secret=True)

    def credentials(self) -> Credentials | None:
        """Return what was typed, or None after showing what is missing."""
        complete = self._complete(
            {
                "account_id": self.tr("Type the account id"),
                "app_id": self.tr("Type the app id"),
                "api_token": self.tr("Type or paste the API token"),
            }
        )
        if not complete:
            return None
        return RealtimeKitCredentials(
            self.text("account_id"),
            self.text("app_id"),
            self.text("api_token"),
            self.text("base_url").rstrip("/"),
        )
