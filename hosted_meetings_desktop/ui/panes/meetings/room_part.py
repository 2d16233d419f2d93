"""The call of a meeting right now, as its details show it: who is in it, their consent, the practice patient."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.parts.buttons import plain_button
from hosted_meetings_desktop.ui.parts.consent_part import ConsentPart
from hosted_meetings_desktop.ui.parts.live_commands import LiveCommands, LiveDeeds
from hosted_meetings_desktop.ui.parts.live_section import LiveSection
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class RoomPart(QWidget):
    """Looks into the room while it can be seen.

    Signals:
        rebuilt(): Lines are new ones.
        patient_wanted(): Send the practice patient into the call.
    """

    rebuilt = Signal()
    patient_wanted = Signal()

    def __init__(
        self, meeting: Meeting, live: LiveDeeds, commands: LiveCommands, calls: Calls, clock: Clock, *, practice: bool
    ) -> None:
        super().__init__()
        self.live_section = LiveSection(meeting.id, live, commands, calls, clock)
        self.live_section.people.rebuilt.connect(self.rebuilt)
        self.consent = ConsentPart(
            meeting.id, self.live_section, commands, live.consents, calls, clock, noted_by=meeting.host
        )
        self.consent.rebuilt.connect(self.rebuilt)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.row)
        column.addWidget(self.live_section)
        self.invite_button: QPushButton | None = None
        if practice:
            self.invite_button = plain_button(self.tr("Invite the practice patient"), "account-plus-outline")
            self.invite_button.clicked.connect(self.patient_wanted)
            column.addWidget(self.invite_button, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self.consent)
