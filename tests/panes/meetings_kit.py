"""A meetings pane with the services behind it, for the tests of its details."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPushButton

from hosted_meetings_desktop.ui.panes.meetings.pane import MeetingsPane
from tests.panes.clinic_data import NOW, clinic_recordings, clinic_sessions, live_room
from tests.panes.fake_services import FakeJoin, FakeLive, FakeMeetings
from tests.panes.fakes import NowCalls


class Made:
    """A pane with the services behind it and what it asked for."""

    def __init__(self, qtbot, *, practice: bool = False, calls=None, rows=None) -> None:
        self.qtbot = qtbot
        self.meetings = FakeMeetings(
            past_sessions=tuple(clinic_sessions()[:7]), past_recordings=tuple(clinic_recordings()[:4])
        )
        if rows is not None:
            self.meetings.rows = rows
        self.live = FakeLive(room=live_room("m00"))
        self.join = FakeJoin()
        self.pane = MeetingsPane(
            self.meetings, self.live, self.join, calls or NowCalls(), practice=practice, clock=lambda: NOW
        )
        self.joined: list[tuple[str, object]] = []
        self.pane.join_requested.connect(lambda meeting_id, invitee: self.joined.append((meeting_id, invitee)))
        qtbot.addWidget(self.pane)
        self.pane.resize(1300, 800)
        self.pane.show()

    def show(self, meeting_id: str):
        self.pane.select(meeting_id)
        self.qtbot.wait(1)  # what was added to a layout is shown by the next turn of the event loop
        return self.pane.meeting_details

    def texts(self) -> str:
        details = self.pane.meeting_details
        return "\n".join(label.text() for label in details.findChildren(QLabel) if not label.isHidden())

    def button(self, text: str) -> QPushButton:
        found = [b for b in self.pane.findChildren(QPushButton) if b.text() == text and b.isVisibleTo(self.pane)]
        assert found, text
        return found[0]
