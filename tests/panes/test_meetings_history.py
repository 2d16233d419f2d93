"""What a meeting has left behind: its two lists go and come each by itself."""

from __future__ import annotations

import shiboken6
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.ui.panes.meetings.history_section import MeetingHistory
from tests.panes.clinic_data import NOW
from tests.panes.fake_meetings import FakeMeetings
from tests.panes.fakes import DoneCall, NowCalls


class OwnedCalls(NowCalls):
    """Keeps what is asked for until :meth:`release`; what belongs to a widget that is gone is dropped then."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[tuple] = []

    def run(self, owner, work, done=None, failed=None) -> DoneCall:
        self.held.append((owner, work, done, failed))
        return DoneCall()

    def release(self) -> None:
        held, self.held = self.held, []
        for owner, *rest in held:
            if shiboken6.isValid(owner):
                super().run(owner, *rest)


def test_one_list_that_is_gone_does_not_keep_the_other_from_its_answer(qtbot: QtBot) -> None:
    calls = OwnedCalls()
    history = MeetingHistory(FakeMeetings(), calls, lambda: NOW)
    qtbot.addWidget(history.sessions)
    history.load(MeetingId("m00"))
    shiboken6.delete(history.recordings)
    calls.release()
    assert history.sessions.findChildren(QLabel)
