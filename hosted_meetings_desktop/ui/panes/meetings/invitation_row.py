"""One invited person in a meeting's details: how they are written to, how that fares, and what they answered."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.invitation import Attending
from hosted_meetings_desktop.domain.message import Channel, Occasion
from hosted_meetings_desktop.domain.outbox import Message, MessageState, OutboxSettings, PersonTold
from hosted_meetings_desktop.ui.parts import message_words as words
from hosted_meetings_desktop.ui.parts.buttons import icon_button, link_button
from hosted_meetings_desktop.ui.parts.flow import FlowLayout
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel, IconLabel, lead_alignment, small_label
from hosted_meetings_desktop.ui.text.format import isolated
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SPACE

_SIGN = 16
_ANSWERABLE = frozenset({MessageState.SENT, MessageState.BY_HAND, MessageState.UNSURE})


class InvitationRow(QWidget):
    """A person; filled anew in place, so that no focus is lost.

    Signals:
        preview_wanted(): Show what they are sent.
        send_wanted(): Send it now, or again.
        draft_wanted(): Open it in the mail program.
        copy_wanted(): Copy its text.
        told_wanted(): They know already.
        edit_wanted(): Their address is to be corrected.
    """

    preview_wanted = Signal()
    send_wanted = Signal()
    draft_wanted = Signal()
    copy_wanted = Signal()
    told_wanted = Signal()
    edit_wanted = Signal()

    def __init__(self, told: PersonTold) -> None:
        super().__init__()
        self.told = told
        self._spoken = ""
        name = isolated(told.name)
        self.name = ElidedLabel(told.name)
        self.address = ElidedLabel(muted=True)
        self._answer_sign = IconLabel("account-question-outline", size=_SIGN)
        self.answer = small_label("", tone="")
        self.answer.setWordWrap(False)
        self._sign = IconLabel("clock-outline", size=_SIGN)
        self.state = small_label("", tone="")
        self.advice = small_label("")
        for label in (self.state, self.advice):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.send_button = link_button(self.tr("Send now"))
        self.send_button.clicked.connect(self.send_wanted)
        self.draft_button = link_button(self.tr("Open in my mail program"))
        self.draft_button.setAccessibleName(self.tr("Open the message to %1 in my mail program").replace("%1", name))
        self.draft_button.clicked.connect(self.draft_wanted)
        self.told_button = link_button(self.tr("It arrived"))
        self.told_button.setAccessibleName(self.tr("The message to %1 arrived").replace("%1", name))
        self.told_button.clicked.connect(self.told_wanted)
        self.edit_button = link_button("")
        self.edit_button.clicked.connect(self.edit_wanted)
        self.menu_button = self._menu_button(name)
        self._arrange()

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SPACE.hair)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.name)
        names.addWidget(self.address)
        top.addLayout(names, 1)
        top.addWidget(self._answer_sign)
        top.addWidget(self.answer)
        top.addWidget(self.menu_button)
        stands = QHBoxLayout()
        stands.setSpacing(SPACE.hair)
        stands.addWidget(self._sign)
        stands.addWidget(self.state, 1)
        stands.addWidget(self.send_button)
        self._ways = QWidget()
        ways = FlowLayout(self._ways, spacing=SPACE.hair)
        for button in (self.draft_button, self.told_button, self.edit_button):
            ways.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addLayout(stands)
        column.addWidget(self.advice)
        column.addWidget(self._ways)

    def _menu_button(self, name: str) -> QToolButton:
        button = icon_button("dots-vertical", self.tr("Invitation of %1: more").replace("%1", name))
        self.menu = QMenu(button)
        self.menu.setAccessibleName(button.toolTip())
        self.preview_action = self._action(self.tr("&Preview…"), "eye-outline", self.preview_wanted)
        self.send_action = self._action(self.tr("&Send now"), "send-outline", self.send_wanted)
        self.draft_action = self._action(self.tr("&Open in my mail program"), "email-open-outline", self.draft_wanted)
        self.copy_action = self._action(self.tr("&Copy the text"), "content-copy", self.copy_wanted)
        self.told_action = self._action(self.tr("I &told them myself"), "account-check-outline", self.told_wanted)
        button.setMenu(self.menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    def _action(self, text: str, icon_name: str, wanted: object) -> QAction:
        action = self.menu.addAction(icon(icon_name), text)
        action.triggered.connect(wanted)
        return action

    # ---- what is shown
    @property
    def text(self) -> str:
        """All that is said about the person, for a screen reader."""
        return self._spoken

    def show_person(self, told: PersonTold, settings: OutboxSettings, now: datetime, *, sending: bool) -> None:
        """Say how a person stands.

        Args:
            told: The person.
            settings: How the clinic writes.
            now: The time.
            sending: Whether their message is being sent at this moment.
        """
        self.told = told
        self.name.set_text(told.name)
        self.address.set_text(told.reader.address if told.reader is not None else self.tr("No address"))
        if told.reader is not None and told.reader.channel is Channel.SMS:
            said = self.tr("%1 · text message", "phone number")
            self.address.set_text(said.replace("%1", isolated(told.reader.address)))
        self._show_answer(told)
        self._show_state(told, settings, now, sending=sending)
        self._offer(told.message, settings, now, sending=sending)
        facts = (told.name, self.address.text, self.state.text(), self.answer.text(), self.advice.text())
        self._spoken = ", ".join(fact for fact in facts if fact)
        self.setAccessibleName(self._spoken)

    def _show_answer(self, told: PersonTold) -> None:
        message = told.message
        asked = (
            message is not None
            and message.state in _ANSWERABLE
            and message.reader.channel is Channel.EMAIL
            and message.occasion is not Occasion.CANCELLATION
        )
        shown = asked or told.attending is not Attending.UNANSWERED
        self.answer.setText(words.answer_word(told.attending) if shown else "")
        self._answer_sign.set_icon(*words.answer_sign(told.attending))
        self.answer.setVisible(shown)
        self._answer_sign.setVisible(shown)

    def _show_state(self, told: PersonTold, settings: OutboxSettings, now: datetime, *, sending: bool) -> None:
        message = told.message
        advice = ""
        if message is not None:
            what = words.occasion_word(message.occasion)
            state = self.tr("Is being sent…") if sending else words.state_text(message, settings, now)
            self.state.setText(f"{what} · {state}")
            self._sign.set_icon(*words.state_sign(message, settings, now))
            if not sending and (words.needs_person(message) or message.problem):
                advice = words.advice_text(message, settings, now)
        elif told.reader is not None:
            self.state.setText(self.tr("Nothing was sent"))
            self._sign.set_icon("email-off-outline", "muted")
        else:
            self.state.setText(self.tr("Nothing can be sent"))
            self._sign.set_icon("email-off-outline", "muted")
        lead = lead_alignment(self)
        self.state.setAlignment((lead & ~Qt.AlignmentFlag.AlignTop) | Qt.AlignmentFlag.AlignVCenter)
        self.advice.setAlignment(lead)
        self.advice.setText(advice)
        self.advice.setVisible(bool(advice))

    def _offer(self, message: Message | None, settings: OutboxSettings, now: datetime, *, sending: bool) -> None:
        free = message is not None and not sending and message.state is not MessageState.SENDING
        by_mail = message is not None and message.reader.channel is Channel.EMAIL
        by_hand = message is not None and words.is_by_hand(message, settings)
        state = message.state if message is not None else None
        sends = message is not None and settings.can_send(message.reader.channel)
        told = message is not None and words.is_told(message)
        word = self.tr("Send now") if state is MessageState.WAITING else self.tr("Send again")
        for part in (self.send_button, self.send_action):
            part.setText(word)
        self.send_button.setAccessibleName(f"{word}: {isolated(self.told.name)}")
        self.preview_action.setEnabled(message is not None)
        self.send_action.setEnabled(free and sends)
        self.draft_action.setEnabled(free and by_mail)
        self.copy_action.setEnabled(free and by_mail)
        self.told_action.setEnabled(free and not told)
        self.menu_button.setVisible(message is not None)
        # What is done most often in each state stands in the row itself.
        self.send_button.setVisible(free and sends and not told)
        self.draft_button.setVisible(free and by_mail and by_hand)
        self.told_button.setVisible(free and state is MessageState.UNSURE)
        wrong = self.told.reader is None or state in {MessageState.REFUSED, MessageState.BOUNCED}
        missing = self.told.reader is None
        self.edit_button.setText(self.tr("Add an address") if missing else self.tr("Correct the address"))
        self.edit_button.setAccessibleName(f"{self.edit_button.text()}: {isolated(self.told.name)}")
        self.edit_button.setVisible(wrong)
        shown = (self.draft_button, self.told_button, self.edit_button)
        self._ways.setVisible(any(not button.isHidden() for button in shown))
