"""The settings' group about the account: whose it is, whether it still works, and the way out."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QPushButton, QWidget

from hosted_meetings_desktop.domain.account import Account, ConnectionCheck, Provider
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.ui.parts.badge import Badge
from hosted_meetings_desktop.ui.parts.buttons import plain_button
from hosted_meetings_desktop.ui.parts.connection_result import connection_details, connection_result
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.settings.group import SettingsGroup


class TestingService(Protocol):
    """What the group asks of the account service."""

    async def check_current(self) -> ConnectionCheck:
        """Prove that the credentials in use still work."""
        ...


class AccountGroup(SettingsGroup):
    """The account, a test of the connection, and signing out; less of it in practice mode.

    Attributes:
        test_button: Asks whether the credentials still work; not there in practice mode, which has none.

    Signals:
        sign_out_requested(): The person wants to sign out, or to leave practice mode.
    """

    sign_out_requested = Signal()

    def __init__(
        self, account: Account, service: TestingService, calls: Calls, parent: QWidget | None = None
    ) -> None:
        super().__init__(self.tr("Account"), parent, found_by=self.tr("sign in log out API key credentials"))
        self._practice = account.practice
        self._service = service
        self._calls = calls
        if account.practice:
            self.add_row(account.label, Badge("practice", self.tr("Practice mode")), note=self.tr("On this PC only"))
            self._add_way_out(
                self.tr("Leave practice mode"),
                self.tr("Leave…"),
                self.tr("Goes back to your account or the first screen; your practice meetings stay."),
            )
            return
        provider = "Dyte" if account.provider is Provider.DYTE else "Cloudflare RealtimeKit"
        self.add_row(account.label, note=provider)
        self._add_connection()
        self._add_way_out(
            self.tr("Another account"),
            self.tr("Sign out…"),
            self.tr("Removes the credentials from this PC. Rooms and links at the video service stay."),
        )

    def _add_connection(self) -> None:
        self.test_button = plain_button(self.tr("Test connection"), "check-network-outline")
        self.test_button.clicked.connect(self.test_connection)
        self.add_row(
            self.tr("Connection"),
            self.test_button,
            note=self.tr("Asks the video service whether the credentials still work."),
        )
        self.test_result = MessageBar()
        self.add_message(self.test_result)

    def _add_way_out(self, title: str, text: str, note: str) -> None:
        self.sign_out_button = plain_button(text, "logout")
        self.sign_out_button.setAccessibleName(title)
        self.sign_out_button.clicked.connect(self.sign_out_requested)
        self.add_row(title, self.sign_out_button, note=note)

    @property
    def main_control(self) -> QPushButton:
        """What tests the connection, or the way out where there is nothing to test."""
        return self.sign_out_button if self._practice else self.test_button

    # ---- the test
    def test_connection(self) -> None:
        """Ask whether the credentials still work."""
        self.test_button.setEnabled(False)
        self.test_button.setText(self.tr("Testing…"))
        self.test_result.dismiss()
        self._calls.run(self, self._service.check_current, self._tested, self._test_failed)

    def _tested(self, check: ConnectionCheck) -> None:
        self._test_over()
        self.test_result.show_message(connection_result(check), kind="success", details=connection_details(check))

    def _test_failed(self, error: AppError) -> None:
        self._test_over()
        self.test_result.show_error(error)

    def _test_over(self) -> None:
        self.test_button.setEnabled(True)
        self.test_button.setText(self.tr("Test connection"))

    def hideEvent(self, event: QHideEvent) -> None:
        """Do not keep an old test result for the next visit."""
        if not self._practice:
            self.test_result.dismiss()
        super().hideEvent(event)
