"""The views of the outbox panel, and the room that its columns get."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from hosted_meetings_desktop.domain.outbox import MessageState
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.window.outbox.desk import OutboxDesk
from tests.panes.clinic_data import NOW
from tests.panes.fakes import NowCalls
from tests.panes.outbox_kit import HELD, REFUSED, SENT, UNSURE, FakeCorrespondence

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def make(qtbot, tmp_path):
    def build(*messages):
        window = QMainWindow()
        qtbot.addWidget(window)
        window.setCentralWidget(MessageBar())
        window.resize(1180, 760)
        fake = FakeCorrespondence(messages=list(messages))
        desk = OutboxDesk(window, fake, NowCalls(), window.centralWidget, tmp_path / "drafts", lambda: NOW)
        window.show()
        desk.open_panel()
        return desk.panel

    return build


def test_what_needs_a_person_is_a_view_of_its_own(make, qtbot):
    panel = make(REFUSED, HELD, UNSURE, SENT)
    assert panel.needing_button.text() == "Needs you (2)"
    qtbot.mouseClick(panel.needing_button, LEFT)
    assert panel.model.total == 2
    assert {panel.model.row_at(row).state for row in range(2)} == {MessageState.REFUSED, MessageState.UNSURE}
    qtbot.mouseClick(panel.waiting_button, LEFT)
    assert panel.model.total == 3


def test_nothing_that_needs_a_person_has_no_view(make):
    assert not make(HELD, SENT).needing_button.isVisible()


def test_names_get_the_room_that_is_left(make):
    table = make(REFUSED, HELD).table
    state, to = table.columnWidth(0), table.columnWidth(1)
    assert to > state
