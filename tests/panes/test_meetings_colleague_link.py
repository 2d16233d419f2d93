"""The link with which a colleague opens a meeting: copied from its details, and said to be what it is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.ui.panes.meetings.colleague_link import ColleagueLink
from tests.panes.fakes import HeldCalls, NowCalls
from tests.panes.meetings_kit import Made

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


class Links:
    """Makes links that can be told apart."""

    def __init__(self) -> None:
        self.problem: AppError | None = None

    async def link_to(self, meeting_id: MeetingId) -> str:
        if self.problem is not None:
            raise self.problem
        return f"hostedmeetings://join/{meeting_id}"


@pytest.fixture
def links() -> Links:
    return Links()


def button_in(made: Made) -> QPushButton:
    return made.button("Copy link for colleagues")


@pytest.mark.parametrize("which", ["m00", "m01", "m02"])
def test_it_is_copied_and_said_to_be_for_colleagues(qtbot, links: Links, which: str) -> None:
    made = Made(qtbot)
    ColleagueLink(made.pane.meeting_details, links.link_to, NowCalls())
    details = made.show(which)
    assert "Opens this meeting in the app" in made.texts()
    assert details.meeting.title in button_in(made).accessibleName()
    qtbot.mouseClick(button_in(made), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == f"hostedmeetings://join/{which}"
    assert "lets no patient in" in details.message_bar.text


def test_what_is_in_the_way_is_told_and_nothing_is_copied(qtbot, links: Links) -> None:
    made = Made(qtbot)
    ColleagueLink(made.pane.meeting_details, links.link_to, NowCalls())
    details = made.show("m00")
    QGuiApplication.clipboard().setText("before")
    links.problem = AppError("This meeting is not in your list any more", "Nothing was copied.")
    qtbot.mouseClick(button_in(made), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "before"
    assert "Nothing was copied." in details.message_bar.text


def test_looking_at_another_meeting_by_then_it_is_told_with_its_title(qtbot, links: Links) -> None:
    made, calls = Made(qtbot), HeldCalls()
    ColleagueLink(made.pane.meeting_details, links.link_to, calls)
    details = made.show("m00")
    title = details.meeting.title
    told: list[str] = []
    details.elsewhere_told.connect(told.append)
    qtbot.mouseClick(button_in(made), Qt.MouseButton.LeftButton)
    made.show("m02")
    calls.release()
    assert len(told) == 1
    assert title in told[0]
    assert QGuiApplication.clipboard().text() == "hostedmeetings://join/m00"
