"""Who was told what of a meeting, and what they answered: the part of the details about invitations."""

from __future__ import annotations

from functools import partial

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import InviteeId
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.message import Channel
from hosted_meetings_desktop.domain.outbox import Message, OutboxSettings, PersonTold
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.ui.panes.meetings.invitation_row import InvitationRow
from hosted_meetings_desktop.ui.parts.buttons import link_button
from hosted_meetings_desktop.ui.parts.correspondence import Correspondence
from hosted_meetings_desktop.ui.parts.labels import body_label, lead_alignment, small_label
from hosted_meetings_desktop.ui.parts.mail_preview import Previews
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.parts.message_deeds import MessageDeeds
from hosted_meetings_desktop.ui.parts.notice import Notice
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.theme.tokens import SPACE

LOOK_EVERY_MS = 15_000
"""Counts in minutes are told anew this often, while they can be seen."""

_Stands = tuple[tuple[PersonTold, ...], OutboxSettings]


class InvitationsSection(QWidget):
    """A row for each invited person; made anew only where other people are invited.

    Signals:
        settings_requested(): E-mail is to be set up.
        edit_requested(): The meeting is to be changed: an address is wrong, or invitations are to be sent.
        rebuilt(): The rows are new ones.
    """

    settings_requested = Signal()
    edit_requested = Signal()
    rebuilt = Signal()

    def __init__(
        self,
        meeting: Meeting,
        correspondence: Correspondence,
        deeds: MessageDeeds,
        previews: Previews,
        calls: Calls,
        bar: MessageBar,
        clock: Clock,
    ) -> None:
        """Make the section and ask how everybody stands.

        Args:
            meeting: Whose.
            correspondence: Tells how everybody stands.
            deeds: Does what is asked for.
            previews: Shows what is sent.
            calls: Runs the asking.
            bar: Where to tell what came of it.
            clock: Tells the time.
        """
        super().__init__()
        self._meeting = meeting
        self._correspondence = correspondence
        self._deeds = deeds
        self._previews = previews
        self._calls = calls
        self._bar = bar
        self._clock = clock
        self._hosts = {person.id for person in meeting.invitees if person.role is Role.HOST}
        self._settings = OutboxSettings()
        self._people: tuple[PersonTold, ...] = ()
        self._shape: tuple[object, ...] | None = None
        self.rows: dict[InviteeId, InvitationRow] = {}
        self.setup_notice: Notice | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE.tight)
        self._tick = QTimer(self, interval=LOOK_EVERY_MS)
        self._tick.timeout.connect(self.pass_time)
        deeds.began.connect(self.pass_time)
        deeds.ended.connect(self.reload)
        self.reload()

    # ---- what is shown
    def reload(self) -> None:
        """Ask again how everybody stands; the rows stay until the answer is there."""
        self._calls.run(self, self._ask, self._show, self._miss)

    async def _ask(self) -> _Stands:
        return await self._correspondence.people(self._meeting.id), await self._correspondence.settings()

    def _show(self, stands: _Stands) -> None:
        people, self._settings = stands
        self._people = tuple(person for person in people if person.invitee_id not in self._hosts)
        shape = (tuple(person.invitee_id for person in self._people), self._needs_setup, self._is_silent)
        if shape != self._shape:
            self._shape = shape
            self._rebuild()
        self.pass_time()
        self._previews.show_fresh(self.messages, self._settings)

    @property
    def messages(self) -> tuple[Message, ...]:
        """The last message to each, of those that have one."""
        return tuple(person.message for person in self._people if person.message is not None)

    @property
    def _needs_setup(self) -> bool:
        writes = any(each.reader is not None and each.reader.channel is Channel.EMAIL for each in self._people)
        return writes and not self._settings.can_send(Channel.EMAIL)

    @property
    def _is_silent(self) -> bool:
        """Whether nobody is written to about this meeting."""
        return bool(self._people) and not self._meeting.invites and not self.messages

    def _rebuild(self) -> None:
        self._clear()
        if self._needs_setup:
            self._column.addWidget(self._setup_notice())
        if not self._people:
            self._say(self.tr("Nobody is invited yet who could be written to."))
        elif self._is_silent:
            self._say(
                self.tr("No invitations are sent for this meeting. Choose “Send invitations” when you edit it.")
            )
        for person in self._people:
            row = self.rows[person.invitee_id] = InvitationRow(person)
            self._connect(row)
            self._column.addWidget(row)
        self.rebuilt.emit()

    def _setup_notice(self) -> Notice:
        sentence = self.tr("E-mail is not set up: open each message in your mail program, or set it up in Settings.")
        self.setup_notice = Notice(sentence)
        button = self.setup_notice.add_way(link_button(self.tr("Set up e-mail")))
        button.clicked.connect(self.settings_requested)
        return self.setup_notice

    def _say(self, sentence: str) -> None:
        label = body_label(sentence, tone="muted")
        label.setAlignment(lead_alignment(self))
        self._column.addWidget(label)

    def _connect(self, row: InvitationRow) -> None:
        for signal, deed in (
            (row.send_wanted, self._deeds.send),
            (row.draft_wanted, self._deeds.open_draft),
            (row.copy_wanted, self._deeds.copy),
            (row.told_wanted, self._deeds.note_by_hand),
        ):
            signal.connect(partial(self._do, row, deed))
        row.preview_wanted.connect(partial(self._preview, row))
        row.edit_wanted.connect(self.edit_requested)

    def _do(self, row: InvitationRow, deed: object) -> None:
        if row.told.message is not None and callable(deed):
            deed(row.told.message, self._bar)

    def _preview(self, row: InvitationRow) -> None:
        if row.told.message is not None:
            self._previews.open(self.messages, row.told.message.id, self._settings)

    def _miss(self, error: AppError) -> None:
        self._clear()
        self._people, self._shape = (), None
        said = small_label(f"{error.title}. {error.advice}".strip(), tone="stop")
        said.setAlignment(lead_alignment(self))
        again = link_button(self.tr("Try again"), "refresh")
        again.setAccessibleName(self.tr("Look again at the invitations"))
        again.clicked.connect(self.reload)
        self._column.addWidget(said)
        self._column.addWidget(again, 0, Qt.AlignmentFlag.AlignLeading)
        self.rebuilt.emit()

    def _clear(self) -> None:
        self.rows.clear()
        self.setup_notice = None
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def pass_time(self) -> None:
        """Say how everybody stands by now."""
        now = self._clock()
        for person in self._people:
            if (row := self.rows.get(person.invitee_id)) is not None:
                sending = person.message is not None and self._deeds.is_sending(person.message)
                row.show_person(person, self._settings, now, sending=sending)

    # ---- life
    def showEvent(self, event: QShowEvent) -> None:
        """Count down while this can be seen."""
        super().showEvent(event)
        self.pass_time()
        self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while hidden."""
        self._tick.stop()
        super().hideEvent(event)


class Invitations(QObject):
    """What the details keep of invitations while their sections come and go.

    Signals:
        settings_requested(): E-mail is to be set up.
        edit_requested(): The shown meeting is to be changed.
        rebuilt(): The section's rows are new ones.
    """

    settings_requested = Signal()
    edit_requested = Signal()
    rebuilt = Signal()

    def __init__(
        self,
        correspondence: Correspondence,
        deeds: MessageDeeds,
        calls: Calls,
        bar: MessageBar,
        clock: Clock,
        details: QWidget,
    ) -> None:
        """Make it.

        Args:
            correspondence: Tells how everybody stands.
            deeds: The window's; does what is asked for.
            calls: Runs the asking.
            bar: The details' own message bar.
            clock: Tells the time.
            details: The panel.
        """
        super().__init__(details)
        self._correspondence = correspondence
        self._deeds = deeds
        self._calls = calls
        self._bar = bar
        self._clock = clock
        self.previews = Previews(correspondence, deeds, calls, clock, details)
        self.section: InvitationsSection | None = None

    def make_section(self, meeting: Meeting) -> InvitationsSection:
        """Return the section of the meeting that is shown from now on."""
        section = InvitationsSection(
            meeting, self._correspondence, self._deeds, self.previews, self._calls, self._bar, self._clock
        )
        section.settings_requested.connect(self.settings_requested)
        section.edit_requested.connect(self.edit_requested)
        section.rebuilt.connect(self.rebuilt)
        self.section = section
        return section

    def reload(self) -> None:
        """Ask again how everybody stands: something in the outbox is different."""
        if self.section is not None and shiboken6.isValid(self.section):
            self.section.reload()
