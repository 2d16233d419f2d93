"""A link with which a colleague opens the meeting in their app; the way in of patients is another one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.ui.panes.meetings.details import MeetingDetails
from hosted_meetings_desktop.ui.parts.buttons import link_button
from hosted_meetings_desktop.ui.parts.copying import copy_text
from hosted_meetings_desktop.ui.parts.labels import small_label
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import isolated


class ColleagueLink(QObject):
    """Adds a section with the link to the details of every meeting."""

    def __init__(self, details: MeetingDetails, link_to: Callable[[MeetingId], Awaitable[str]], calls: Calls) -> None:
        """Add it; what is shown already gets it when it is shown anew.

        Args:
            details: The panel.
            link_to: Makes the link to a meeting; it holds no secret.
            calls: Runs that.
        """
        super().__init__(details)
        self._details = details
        self._link_to = link_to
        self._calls = calls
        details.more_sections.append((self.tr("For colleagues"), self.make_section))

    def make_section(self, meeting: Meeting) -> QWidget:
        """Return the section of one meeting."""
        section = QWidget()
        button = link_button(self.tr("Copy link for colleagues"), "link-variant")
        button.setAccessibleName(self.tr("Copy link for colleagues to “%1”").replace("%1", isolated(meeting.title)))
        button.clicked.connect(lambda *_checked: self.copy(meeting))
        note = self.tr("Opens this meeting in the app, for whoever is signed in to the same account.")
        column = QVBoxLayout(section)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(small_label(note))
        return section

    def copy(self, meeting: Meeting) -> None:
        """Put the link to a meeting on the clipboard."""
        took, failed = partial(self._take, meeting), partial(self._miss, meeting)
        self._calls.run(self, partial(self._link_to, meeting.id), took, failed)

    def _take(self, meeting: Meeting, link: str) -> None:
        copy_text(link)
        if self._shows(meeting):
            said = self.tr("The link for colleagues is copied. It lets no patient in.")
            self._details.message_bar.tell(said)
        else:
            said = self.tr("The link for colleagues to “%1” is copied. It lets no patient in.")
            self._details.elsewhere_told.emit(said.replace("%1", isolated(meeting.title)))

    def _miss(self, meeting: Meeting, error: AppError) -> None:
        if self._shows(meeting):
            self._details.message_bar.show_error(error)
        else:
            self._details.elsewhere_failed.emit(error)

    def _shows(self, meeting: Meeting) -> bool:
        shown = self._details.meeting
        return shown is not None and shown.id == meeting.id and not self._details.isHidden()
