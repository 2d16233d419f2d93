"""The first screen: practice, Dyte or RealtimeKit."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.account import Account, ConnectionCheck, Credentials, Provider
from hosted_meetings_desktop.domain.errors import AppError, CredentialsRefused
from hosted_meetings_desktop.ui.parts.buttons import icon_button, main_button, plain_button
from hosted_meetings_desktop.ui.parts.connection_result import connection_details, connection_result
from hosted_meetings_desktop.ui.parts.labels import body_label, small_label, title_label
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
from hosted_meetings_desktop.ui.sign_in.choice import ChoiceCard
from hosted_meetings_desktop.ui.sign_in.forms import CredentialsForm, DyteForm, RealtimeKitForm
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE


class ConnectingService(Protocol):
    """What the screen asks of the account service."""

    async def keeps_secrets(self) -> bool:
        """Return whether credentials outlive this run."""
        ...

    async def check(self, credentials: Credentials) -> ConnectionCheck:
        """Try the credentials; nothing is kept."""
        ...

    async def connect(self, credentials: Credentials, label: str) -> Account:
        """Try the credentials and keep them."""
        ...


class ConnectScreen(QWidget):
    """Where the calls should run, asked once.

    Signals:
        practice_chosen(): The person wants to try it in practice mode.
        connected(Account): The credentials work and are kept.
    """

    practice_chosen = Signal()
    connected = Signal(object)

    def __init__(self, account_service: ConnectingService, calls: Calls, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._service = account_service
        self._calls = calls
        self.setWindowTitle(self.tr("Hosted Meetings"))
        self.setAccessibleName(self.tr("Connect"))
        self._lasting: bool | None = None
        self.message_bar = MessageBar()
        self.practice_card = ChoiceCard(
            "school-outline", self.tr("Try it in practice mode"), self._practice_text(calls=can_practise_calls())
        )
        self.dyte_card = ChoiceCard(
            "video-outline", self.tr("Dyte"), self.tr("Your clinic has an organization at Dyte, with an API key.")
        )
        self.realtimekit_card = ChoiceCard(
            "cloud-outline",
            self.tr("Cloudflare RealtimeKit"),
            self.tr("Your clinic has a RealtimeKit app at Cloudflare, with an API token."),
        )
        self.pages = QStackedWidget()
        self._choices = self._choice_page()
        self.pages.addWidget(self._choices)
        self._steps: dict[Provider, ConnectStep] = {}
        self._bar_row = QWidget()
        self._bar_row.hide()
        row = QHBoxLayout(self._bar_row)
        row.setContentsMargins(SPACE.page, SPACE.tight, SPACE.page, 0)
        row.addWidget(self.message_bar)
        self.message_bar.shown.connect(self._bar_row.show)
        self.message_bar.closed.connect(self._bar_row.hide)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar_row)
        column.addWidget(self.pages, 1)
        self.practice_card.clicked.connect(self.practice_chosen)
        self.dyte_card.clicked.connect(lambda: self.show_form(Provider.DYTE))
        self.realtimekit_card.clicked.connect(lambda: self.show_form(Provider.REALTIMEKIT))
        self.practice_card.setFocus()
        calls.run(self, account_service.keeps_secrets, self._show_keeping, self.message_bar.show_error)

    def _practice_text(self, *, calls: bool) -> str:
        if calls:
            return self.tr(
                "Everything works on this PC alone, without an account. No real patients, nothing is sent."
            )
        return self.tr(
            "Plan, search and look around on this PC alone, without an account. This copy has no practice calls."
        )

    def _show_keeping(self, lasting: bool) -> None:  # noqa: FBT001 (the answer to "does it last?")
        self._lasting = lasting
        for step in self._steps.values():
            step.show_keeping(lasting=lasting)

    def _choice_page(self) -> QWidget:
        page, column = _centred()
        column.addWidget(title_label(self.tr("Where should your calls run?")))
        column.addWidget(
            body_label(
                self.tr("Hosted Meetings plans, holds and records your clinic's video meetings on its own account."),
                tone="muted",
            )
        )
        column.addSpacing(SPACE.row)
        for card in (self.practice_card, self.dyte_card, self.realtimekit_card):
            column.addWidget(card)
        column.addSpacing(SPACE.hair)
        column.addWidget(small_label(self.tr("You can change this later: Settings, Account, Sign out.")))
        column.addStretch(2)
        return page

    def step(self, provider: Provider) -> ConnectStep:
        """Return the form of a provider, built now if it was not yet."""
        if provider not in self._steps:
            form: CredentialsForm = DyteForm() if provider is Provider.DYTE else RealtimeKitForm()
            title = (
                self.tr("Connect Dyte") if provider is Provider.DYTE else self.tr("Connect Cloudflare RealtimeKit")
            )
            step = ConnectStep(title, form, self._service, self._calls)
            step.left.connect(self.show_choices)
            step.connected.connect(self.connected)
            if self._lasting is not None:
                step.show_keeping(lasting=self._lasting)
            self._steps[provider] = step
            self.pages.addWidget(step)
        return self._steps[provider]

    def show_form(self, provider: Provider) -> None:
        """Ask for the credentials of a provider."""
        step = self.step(provider)
        self.pages.setCurrentWidget(step)
        step.form.focus_first()

    def show_choices(self) -> None:
        """Go back to the three choices."""
        shown = self.pages.currentWidget()
        self.pages.setCurrentWidget(self._choices)
        for provider, card in ((Provider.DYTE, self.dyte_card), (Provider.REALTIMEKIT, self.realtimekit_card)):
            if self._steps.get(provider) is shown:
                card.setFocus()


class ConnectStep(QWidget):
    """The credentials of one provider: fields, test, connect.

    Signals:
        left(): The person went back.
        connected(Account): The credentials work and are kept.
    """

    left = Signal()
    connected = Signal(object)

    def __init__(self, title: str, form: CredentialsForm, service: ConnectingService, calls: Calls) -> None:
        super().__init__()
        self.form = form
        self._service = service
        self._calls = calls
        self._call: Call | None = None
        self.back_button = icon_button("arrow-left", self.tr("Back (Esc)"))
        self.test_button = plain_button(self.tr("&Test connection"), "check-network-outline")
        self.stop_button = plain_button(self.tr("Stop"))
        self.connect_button = main_button(self.tr("Connect"))
        self.result = MessageBar()
        self.warning = MessageBar()
        self.warning.close_button.hide()  # it stays true
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Asking the video service"))
        self._arrange(title)
        self._set_busy(busy=False)
        self.back_button.clicked.connect(self.leave)
        self.test_button.clicked.connect(self.test)
        self.stop_button.clicked.connect(self.stop)
        self.connect_button.clicked.connect(self.connect_account)
        form.submitted.connect(self.connect_account)
        form.edited.connect(self._forget_result)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.leave)

    def _arrange(self, title: str) -> None:
        page, column = _centred()
        head = QHBoxLayout()
        head.setSpacing(SPACE.row)
        head.addWidget(self.back_button)
        head.addWidget(title_label(title), 1)
        column.addLayout(head)
        column.addSpacing(SPACE.hair)
        column.addWidget(self.form)
        self.keeping = small_label("")
        column.addWidget(self.keeping)
        column.addWidget(self.warning)
        column.addWidget(self.result)
        column.addWidget(self.progress)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE.row)
        buttons.addWidget(self.test_button)
        buttons.addWidget(self.stop_button)
        buttons.addStretch(1)
        buttons.addWidget(self.connect_button)
        column.addLayout(buttons)
        column.addStretch(2)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)

    def show_keeping(self, *, lasting: bool) -> None:
        """Say where the credentials are kept, or what it means that they cannot be."""
        if lasting:
            self.keeping.setText(self.tr("The credentials are kept in this PC's keyring and nowhere else."))
            return
        self.keeping.hide()
        self.warning.show_message(
            self.tr(
                "This PC has no keyring. When you close the app you are signed out, and everything it kept on this "
                "PC is deleted: meetings, attendance and downloaded recordings. What is online stays there."
            ),
            kind="warning",
        )

    # ---- what the buttons do
    def test(self) -> None:
        """Try what was typed; nothing is kept."""
        if self._call is not None:
            return
        credentials = self.form.credentials()
        if credentials is None:
            return
        self._set_busy(busy=True)
        service = self._service
        self._begin(self._calls.run(self, lambda: service.check(credentials), self._tested, self._failed))

    def connect_account(self) -> None:
        """Try what was typed and keep it."""
        if self._call is not None:
            return
        credentials = self.form.credentials()
        if credentials is None:
            return
        label = self.form.label
        self._set_busy(busy=True)
        service = self._service
        self._begin(self._calls.run(self, lambda: service.connect(credentials, label), self._connected, self._failed))

    def stop(self) -> None:
        """Stop what is under way; what was typed stays."""
        if self._call is not None:
            self._call.cancel()
        self._set_busy(busy=False)
        self.connect_button.setFocus()

    def leave(self) -> None:
        """Go back; the secret does not stay in the field."""
        self.stop()
        self.form.forget_secrets()
        self.form.clear_problems()
        self.result.dismiss()
        self.left.emit()

    def _begin(self, call: Call) -> None:
        """Keep the call, unless it is over already."""
        if not self.progress.isHidden():
            self._call = call

    def _tested(self, check: ConnectionCheck) -> None:
        self._set_busy(busy=False)
        self.result.show_message(connection_result(check), kind="success", details=connection_details(check))

    def _connected(self, account: Account) -> None:
        self._set_busy(busy=False)
        self.form.forget_secrets()
        self.connected.emit(account)

    def _failed(self, error: AppError) -> None:
        self._set_busy(busy=False)
        if isinstance(error, CredentialsRefused):
            self.form.show_problem(
                self.form.secret_name,
                f"{self.form.refused} {self.form.where}",
            )
            return
        self.result.show_error(error)

    def _forget_result(self) -> None:
        self.form.clear_problems()
        self.result.dismiss()

    def _set_busy(self, *, busy: bool) -> None:
        self._call = None
        self.progress.setVisible(busy)
        self.stop_button.setVisible(busy)
        self.form.setEnabled(not busy)
        self.test_button.setEnabled(not busy)
        self.connect_button.setEnabled(not busy)
        if busy:
            self.result.dismiss()


def can_practise_calls() -> bool:
    """Return whether this copy has what carries practice calls; looked up, not loaded."""
    return find_spec("aiortc") is not None


def _centred() -> tuple[QScrollArea, QVBoxLayout]:
    """Return a page that scrolls, with a column in its middle."""
    inner = QWidget()
    column = QVBoxLayout()
    column.setContentsMargins(SPACE.group, SPACE.wide, SPACE.group, SPACE.group)
    column.setSpacing(SPACE.tight)
    column.addStretch(1)
    middle = QWidget()
    middle.setMaximumWidth(SIZE.text_width)
    middle.setLayout(column)
    row = QHBoxLayout(inner)
    row.setContentsMargins(0, 0, 0, 0)
    row.addStretch(1)
    row.addWidget(middle, 100)
    row.addStretch(1)
    scroll = QScrollArea()
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(inner)
    return scroll, column
