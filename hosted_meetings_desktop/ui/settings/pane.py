"""Settings: appearance, calls, guests, the account, backups, and what this app is."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from hosted_meetings_desktop.domain.account import Account, ConnectionCheck, Provider
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.badge import Badge
from hosted_meetings_desktop.ui.parts.buttons import plain_button, segment_button
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.connection_result import connection_details, connection_result
from hosted_meetings_desktop.ui.parts.copying import copy_text
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.parts.opening import open_outside
from hosted_meetings_desktop.ui.parts.pane import Pane
from hosted_meetings_desktop.ui.parts.web_address import secure_address
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.settings.about import LicencesDialog, diagnostics, version
from hosted_meetings_desktop.ui.settings.backups import BackupService, BackupsGroup
from hosted_meetings_desktop.ui.settings.group import SettingsGroup
from hosted_meetings_desktop.ui.settings.planning.groups import PlanningGroups
from hosted_meetings_desktop.ui.settings.preferences import DEVICES, Preferences
from hosted_meetings_desktop.ui.settings.writing.groups import WritingGroups
from hosted_meetings_desktop.ui.text.format import DASH
from hosted_meetings_desktop.ui.theme.apply import apply_theme
from hosted_meetings_desktop.ui.theme.tokens import SPACE, ThemeMode

_WIDTH = 720


class TestingService(Protocol):
    """What the pane asks of the account service."""

    async def check_current(self) -> ConnectionCheck:
        """Prove that the credentials in use still work."""
        ...


class SettingsPane(Pane):
    """Every setting takes effect at once; there is nothing to save.

    Signals:
        sign_out_requested(): The person wants to sign out; the window asks first.
        restore_requested(): The person wants to put a backup back; the window asks which.
        guest_page_changed(str): Guests' links open another page now.
    """

    topics = frozenset({"store"}) | PlanningGroups.topics
    sign_out_requested = Signal()
    restore_requested = Signal()
    guest_page_changed = Signal(str)

    def __init__(
        self,
        account: Account,
        account_service: TestingService,
        calls: Calls,
        preferences: Preferences,
        backups: BackupService,
        planning: PlanningGroups,
        writing: WritingGroups,
        *,
        clock: Clock = utc_now,
        data_folder: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(QCoreApplication.translate("SettingsPane", "Settings"), parent=parent)
        self._account = account
        self._service = account_service
        self._calls = calls
        self._preferences = preferences
        self._data_folder = data_folder
        inner = QWidget()
        inner.setMaximumWidth(_WIDTH)
        column = QVBoxLayout(inner)
        column.setContentsMargins(SPACE.page, SPACE.hair, SPACE.page, SPACE.group)
        column.setSpacing(SPACE.group)
        self.backups = BackupsGroup(backups, calls, clock)
        self.backups.restore_requested.connect(self.restore_requested)
        self.planning = planning
        planning.setParent(self)
        planning.undo_changed.connect(self.undo_changed)
        planning.failed.connect(self.message_bar.show_error)
        self.writing = writing
        writing.setParent(self)
        groups = (
            self._appearance(), self._call(), *planning.groups, *writing.groups, self._guests(),
            self._account_group(), self.backups, self._about(),
        )  # fmt: skip
        for group in groups:
            column.addWidget(group)
        column.addStretch(1)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(inner, 1000)
        row.addStretch(1)
        self.scroll_area = QScrollArea()
        self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll_area.setWidget(holder)
        self.set_content(self.scroll_area)

    # ---- appearance
    def _appearance(self) -> SettingsGroup:
        group = SettingsGroup(self.tr("Appearance"))
        self.theme_buttons: dict[ThemeMode, QPushButton] = {}
        self._theme_group = QButtonGroup(self)
        for mode, text in (
            (ThemeMode.SYSTEM, self.tr("System")),
            (ThemeMode.LIGHT, self.tr("Light")),
            (ThemeMode.DARK, self.tr("Dark")),
        ):
            button = segment_button(text)
            button.setChecked(mode is self._preferences.theme)
            button.clicked.connect(lambda _checked=False, mode=mode: self.choose_theme(mode))
            self._theme_group.addButton(button)
            self.theme_buttons[mode] = button
        group.add_row(
            self.tr("Colours"), *self.theme_buttons.values(), note=self.tr("System follows your PC by itself.")
        )
        return group

    def choose_theme(self, mode: ThemeMode) -> None:
        """Show the app in ``mode`` at once and next time."""
        self._preferences.theme = mode
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, mode)

    # ---- calls
    def _call(self) -> SettingsGroup:
        group = SettingsGroup(self.tr("Calls"))
        self.start_camera = QCheckBox(self.tr("Start with the camera on"))
        self.start_camera.setChecked(self._preferences.start_camera)
        self.start_microphone = QCheckBox(self.tr("Start with the microphone on"))
        self.start_microphone.setChecked(self._preferences.start_microphone)
        for box in (self.start_camera, self.start_microphone):
            box.setAccessibleName(box.text())
            box.toggled.connect(self._keep_start)
            group.add_wide(box)
        self.forget_buttons: dict[str, QPushButton] = {}
        self._answers = {}
        names = {"camera": self.tr("Camera permission"), "microphone": self.tr("Microphone permission")}
        for device in DEVICES:
            button = plain_button(self.tr("Ask again next time"))
            button.setAccessibleName(self.tr("%1: ask again next time").replace("%1", names[device]))
            button.clicked.connect(lambda _checked=False, device=device: self.forget_answer(device))
            self.forget_buttons[device] = button
            self._answers[device] = group.add_row(names[device], button, note=DASH)
        self._show_answers()
        return group

    def _keep_start(self) -> None:
        self._preferences.start_camera = self.start_camera.isChecked()
        self._preferences.start_microphone = self.start_microphone.isChecked()

    def answer_text(self, device: str) -> str:
        """Return what is said about a device's remembered answer."""
        return self._answers[device].text()

    def forget_answer(self, device: str) -> None:
        """Have the next call ask again."""
        self._preferences.forget_device_answer(device)
        self._show_answers()
        announce(self, self.answer_text(device))

    def _show_answers(self) -> None:
        words = {
            True: self.tr("Calls may use it without asking."),
            False: self.tr("Stays off in calls, as you answered."),
            None: self.tr("The next call asks first."),
        }
        for device in DEVICES:
            answer = self._preferences.device_answer(device)
            self._answers[device].setText(words[answer])
            self.forget_buttons[device].setVisible(answer is not None)

    # ---- guests
    def _guests(self) -> SettingsGroup:
        group = SettingsGroup(self.tr("Guests"))
        self.guest_form = FormColumn()
        self.guest_page = QLineEdit(self._preferences.guest_page)
        self.guest_page.setPlaceholderText("https://")
        self.guest_page.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.guest_page.editingFinished.connect(self.keep_guest_page)
        self.guest_form.add_field(
            "guest_page",
            self.tr("&Guest page"),
            self.guest_page,
            hint=self.tr("The page that guests' links open. While it is empty, no links can be copied."),
        )
        group.add_wide(self.guest_form)
        return group

    def keep_guest_page(self) -> None:
        """Keep the address, or say under the field what is wrong with it."""
        address = self.guest_page.text().strip()
        self.guest_form.clear_problems()
        if address and not secure_address(address):
            self.guest_form.show_problem(
                "guest_page",
                self.tr("Type an address that begins with https://. Links still use the one from before."),
            )
            return
        if address != self._preferences.guest_page:
            self._preferences.guest_page = address
            self.guest_page_changed.emit(address)

    # ---- account
    def _account_group(self) -> SettingsGroup:
        group = SettingsGroup(self.tr("Account"))
        if self._account.practice:
            group.add_row(
                self._account.label, Badge("practice", self.tr("Practice mode")), note=self.tr("On this PC only")
            )
            self._add_way_out(
                group,
                self.tr("Leave practice mode"),
                self.tr("Leave…"),
                self.tr("Goes back to your account or the first screen; your practice meetings stay."),
            )
            return group
        provider = "Dyte" if self._account.provider is Provider.DYTE else "Cloudflare RealtimeKit"
        group.add_row(self._account.label, note=provider)
        self._add_connection(group)
        self._add_way_out(
            group,
            self.tr("Another account"),
            self.tr("Sign out…"),
            self.tr("Removes the credentials from this PC. Rooms and links at the video service stay."),
        )
        return group

    def _add_connection(self, group: SettingsGroup) -> None:
        self.test_button = plain_button(self.tr("Test connection"), "check-network-outline")
        self.test_button.clicked.connect(self.test_connection)
        group.add_row(
            self.tr("Connection"),
            self.test_button,
            note=self.tr("Asks the video service whether the credentials still work."),
        )
        self.test_result = MessageBar()
        self.test_result.shown.connect(self._make_room)
        self._result_row = QWidget()
        row = QVBoxLayout(self._result_row)
        row.setContentsMargins(SPACE.gap, 0, SPACE.gap, SPACE.tight)
        row.addWidget(self.test_result)
        self._result_row.hide()
        self.test_result.closed.connect(self._result_row.hide)
        group.add_below(self._result_row)

    def _add_way_out(self, group: SettingsGroup, title: str, text: str, note: str) -> None:
        self.sign_out_button = plain_button(text, "logout")
        self.sign_out_button.setAccessibleName(title)
        self.sign_out_button.clicked.connect(self.sign_out_requested)
        group.add_row(title, self.sign_out_button, note=note)

    def _make_room(self) -> None:
        self._result_row.show()

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

    # ---- about
    def _about(self) -> SettingsGroup:
        group = SettingsGroup(self.tr("About"))
        self.folder_button = plain_button(self.tr("Open folder"), "folder-outline")
        self.folder_button.clicked.connect(self._open_folder)
        said = group.add_row(self.tr("Data on this PC"), self.folder_button, note=str(self._data_folder))
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.licences_button = plain_button(self.tr("Licences"))
        self.licences_button.clicked.connect(self.open_licences)
        self.details_button = plain_button(self.tr("Copy details for IT"), "content-copy")
        self.details_button.clicked.connect(self.copy_details)
        group.add_row(
            self.tr("Hosted Meetings"),
            self.licences_button,
            self.details_button,
            note=self.tr("Version %1").replace("%1", version()),
        )
        return group

    def _open_folder(self) -> None:
        open_outside(self._data_folder)

    def open_licences(self) -> LicencesDialog:
        """Open the list of licences."""
        dialog = LicencesDialog(self.window())
        dialog.open()
        return dialog

    def copy_details(self) -> None:
        """Copy what IT needs; no secrets, no names."""
        copy_text(diagnostics(self._account))
        self.message_bar.show_message(
            self.tr("Copied. It holds no names and no keys."), kind="success", timeout_ms=6000
        )

    # ---- the window's wishes
    def reload(self) -> None:
        """Read the answers and the backups again; a call or the day may have changed them."""
        self._show_answers()
        self.backups.reload()
        self.planning.reload()
        self.writing.reload()

    def show_mail(self) -> None:
        """Go to where e-mail is set up."""
        self.writing.mail.setup_button.setFocus()

    def undo_text(self) -> str:
        """Return what Ctrl+Z would take back here."""
        return self.planning.undo_text()

    def undo(self) -> None:
        """Take the last change of the planning settings back."""
        self.planning.undo()

    def show_account(self) -> None:
        """Go to the account: the focus on what tests the connection, or on the way out."""
        control = self.sign_out_button if self._account.practice else self.test_button
        control.setFocus()
        # Its place is known once the pane is laid out.
        QTimer.singleShot(0, control, lambda: self.scroll_area.ensureWidgetVisible(control, 0, SPACE.page * 6))

    def focus_content(self) -> None:
        """Put the focus on the first setting."""
        self.theme_buttons[self._preferences.theme].setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Do not keep an old test result for the next visit."""
        if not self._account.practice:
            self.test_result.dismiss()
        super().hideEvent(event)
