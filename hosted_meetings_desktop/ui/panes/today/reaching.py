"""Reaching the people of a meeting from the desk: bringing somebody in, sending a link, a text message, a call."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.bringing_in import NoLinkYet
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.front_desk import BroughtIn, Contact, DeskContacts, DeskRoom, NewGuest, Way
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
from hosted_meetings_desktop.domain.live import UndoStep
from hosted_meetings_desktop.ui.panes.today.dialogs import BringInDialog, TextDialog
from hosted_meetings_desktop.ui.panes.today.services import LinkService
from hosted_meetings_desktop.ui.parts.copying import copy_text
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.meeting_state import first_guest
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.parts.plan_history import PlanHistory
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import isolated


class ReachingDeeds(QObject):
    """Each done at once and told in the message bar.

    Attributes:
        dialog: The question that is open, if one is.
        dial: Hands a number to this PC's program for calls.

    Signals:
        done(): Something is different now.
    """

    done = Signal()

    def __init__(
        self, links: LinkService, calls: Calls, history: PlanHistory, bar: MessageBar, pane: QWidget
    ) -> None:
        """Make them.

        Args:
            links: Ways to people.
            calls: Runs them.
            history: What can be taken back.
            bar: Where ends are told.
            pane: Over which questions open.
        """
        super().__init__(pane)
        self._pane = pane
        self._links = links
        self._calls = calls
        self._history = history
        self._bar = bar
        self.dialog: Dialog | None = None
        self.dial: Callable[[QUrl], bool] = QDesktopServices.openUrl

    def ask_bring_in(self, room: DeskRoom) -> None:
        """Ask who comes into a call."""

        def show(contacts: DeskContacts) -> None:
            dialog = BringInDialog(room, can_mail=contacts.can_mail, can_text=contacts.can_text, parent=self._pane)
            dialog.wanted.connect(lambda guest, way: self._bring_in(room, dialog, guest, way))
            self._open(dialog)

        self._calls.run(self, partial(self._links.contacts, room.id), show, self._bar.show_error)

    def _bring_in(self, room: DeskRoom, dialog: BringInDialog, guest: NewGuest, way: Way) -> None:
        def tell(sent: BroughtIn) -> None:
            dialog.accept()
            self._tell_link(sent)

        def miss(error: AppError) -> None:
            if isinstance(error, NoLinkYet):
                dialog.accept()  # asked once more, it would invite them once more
                self._offer_link(room, error, way)
            else:
                self._miss_in(dialog, error)

        self._calls.run(self, partial(self._links.bring_in, room.id, guest, way), tell, miss)

    def _offer_link(self, room: DeskRoom, missing: NoLinkYet, way: Way) -> None:
        """Say that somebody is invited and has no link, with the way to it."""
        self._keep_invitation(missing.name, missing.undo)
        self.done.emit()
        self._bar.show_message(
            f"{missing.title}. {missing.advice}",
            kind="error",
            action_text=self.tr("Copy link") if way is Way.COPY else self.tr("Send again"),
            action=partial(self.send_link, room, missing.invitee, way),
            details=missing.details,
        )

    def _keep_invitation(self, name: str, undo: UndoStep) -> None:
        self._history.add(undo, self.tr("inviting %1").replace("%1", isolated(name)))

    def send_link(self, room: DeskRoom, invitee_id: InviteeId, way: Way) -> None:
        """Send somebody who is invited their link, or copy it."""
        work = partial(self._links.send_link, room.id, invitee_id, way)
        self._calls.run(self, work, self._tell_link, self._bar.show_error)

    def _tell_link(self, sent: BroughtIn) -> None:
        if sent.way is Way.COPY:
            copy_text(sent.link)
            said = self.tr("The link for %1 is copied. Whoever has it can join.")
        else:
            said = self.tr("The link for %1 was sent to %2.").replace("%2", isolated(sent.address))
        said = said.replace("%1", isolated(sent.name))
        if sent.undo is not None:
            self._keep_invitation(sent.name, sent.undo)
        self._tell(said)

    def ask_text(self, room: DeskRoom) -> None:
        """Write a text message to whom a meeting is about."""
        guest = first_guest(room.meeting)

        def show(contacts: DeskContacts) -> None:
            contact = _contact(contacts, guest.id) if guest is not None else None
            if contact is None or not contact.phone or not contacts.can_text:
                reason = self.tr("No mobile number is known.") if contacts.can_text else ""
                missing = reason or self.tr("Text messages are not set up: see Settings.")
                said = self.tr("The waiting room itself takes no messages.")
                self._bar.show_message(f"{said} {missing}", kind="warning")
                return
            dialog = TextDialog(room, contact.phone, self._pane)
            dialog.wanted.connect(lambda words: self._send_text(room.id, contact, dialog, words))
            self._open(dialog)

        self._calls.run(self, partial(self._links.contacts, room.id), show, self._bar.show_error)

    def _send_text(self, meeting_id: MeetingId, contact: Contact, dialog: TextDialog, words: str) -> None:
        def tell(phone: str) -> None:
            dialog.accept()
            said = self.tr("Sent to %1 (%2).").replace("%1", isolated(contact.name))
            self._tell(said.replace("%2", isolated(phone)))

        work = partial(self._links.send_text, meeting_id, contact.invitee, words)
        self._calls.run(self, work, tell, partial(self._miss_in, dialog))

    def call(self, room: DeskRoom) -> None:
        """Call whom a meeting is about, with this PC's program for calls."""
        guest = first_guest(room.meeting)

        def dial(contacts: DeskContacts) -> None:
            contact = _contact(contacts, guest.id) if guest is not None else None
            if contact is None or not contact.phone:
                self._bar.show_message(self.tr("No phone number is known for this meeting."), kind="warning")
                return
            copy_text(contact.phone)
            plain = "".join(letter for letter in contact.phone if letter in "+0123456789")
            opened = self.dial(QUrl(f"tel:{plain}"))
            said = self.tr("Calling %1: %2. The number is copied too.")
            if not opened:
                said = self.tr("%1: %2. The number is copied, as this PC has no program for calls.")
            self._bar.show_message(said.replace("%1", isolated(contact.name)).replace("%2", isolated(contact.phone)))

        self._calls.run(self, partial(self._links.contacts, room.id), dial, self._bar.show_error)

    # ---- telling
    def tell(self, sentence: str) -> None:
        """Say something that was done elsewhere."""
        self._bar.tell(sentence)

    def tell_error(self, error: AppError) -> None:
        """Say what failed elsewhere."""
        self._bar.show_error(error)

    # ---- how
    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(partial(self._forget, dialog))
        dialog.open()

    def _forget(self, dialog: Dialog, _result: int) -> None:
        if self.dialog is dialog:
            self.dialog = None

    def _miss_in(self, dialog: Dialog, error: AppError) -> None:
        if self.dialog is dialog:
            dialog.show_error(error)
        else:
            self._bar.show_error(error)

    def _tell(self, sentence: str) -> None:
        self._bar.tell(sentence)
        self.done.emit()


def _contact(contacts: DeskContacts, invitee: InviteeId) -> Contact | None:
    return next((each for each in contacts.people if each.invitee == invitee), None)
