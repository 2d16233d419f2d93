"""The details of what the video service reported: which meeting it belongs to, and how old the word is."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.ui.parts.buttons import link_button
from hosted_meetings_desktop.ui.parts.details import DetailsPanel
from hosted_meetings_desktop.ui.parts.labels import small_label
from hosted_meetings_desktop.ui.text.format import ago_text


class ReportDetails(DetailsPanel):
    """A details panel with a way to the meeting and the age of what it shows.

    Signals:
        meeting_chosen(str): Show the meeting.
    """

    meeting_chosen = Signal(str)

    def add_meeting_link(self, meeting_id: MeetingId | None) -> None:
        """Offer to show the meeting, if it is one of ours."""
        if meeting_id is not None:
            link = link_button(self.tr("Show the meeting"), "calendar-outline")
            link.clicked.connect(lambda: self.meeting_chosen.emit(meeting_id))
            self.add_action(link)

    def add_age(self, observed_at: datetime | None, now: datetime) -> None:
        """Say when the video service said so."""
        if observed_at is None:
            text = self.tr("The video service has not been asked about it yet.")
        else:
            text = self.tr("As the video service said %1.").replace("%1", ago_text(observed_at, now))
        self.add_section().addWidget(small_label(text))
