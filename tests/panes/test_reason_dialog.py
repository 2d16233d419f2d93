"""The dialogs that ask why, or as what: Tab goes through them as they are read, text and choices before buttons."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from hosted_meetings_desktop.domain.ids import SessionId
from hosted_meetings_desktop.domain.ledger.reports import ReportOf, Scope, of_session
from hosted_meetings_desktop.ui.panes.attendance.proof_dialog import acknowledging
from hosted_meetings_desktop.ui.panes.recordings.dialogs import deletion, holding, releasing
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.reports.dialogs import CertificateDialog, KindDialog, PeriodDialog
from tests.panes.clinic_data import NOW
from tests.panes.fake_reports import FakeReports
from tests.panes.fakes import NowCalls

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]

OF = of_session(SessionId("s"))
DIALOGS: dict[str, tuple[Callable[[QWidget], Dialog], int]] = {
    "why deleted": (lambda over: deletion(1, "Knee follow-up", over), 3),
    "why held": (lambda over: holding(2, over), 3),
    "why released": (lambda over: releasing(1, over), 3),
    "why known": (acknowledging, 3),
    "as what": (lambda over: KindDialog(OF, "Report", parent=over), 3),
    "certificate": (lambda over: CertificateDialog("Asha Rao", "Knee follow-up", parent=over), 3),
    "which days": (
        lambda over: PeriodDialog(
            ReportOf(Scope.PERIOD), "Report", FakeReports(), NowCalls(), clock=lambda: NOW, parent=over
        ),
        6,
    ),
}
"""How each is made, and how many stops Tab has in it at least."""


def _stops(qtbot, dialog: Dialog) -> list[QWidget]:
    """Return where Tab stops until it comes back to where it began."""
    first = dialog.focusWidget()
    assert first is not None
    found = [first]
    for _press in range(40):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        now = dialog.focusWidget()
        if now is first:
            return found
        found.append(now)
    raise AssertionError([each.accessibleName() for each in found])


@pytest.mark.parametrize("name", DIALOGS)
def test_tab_goes_as_one_reads(qtbot, name: str) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    over.show()
    make, least = DIALOGS[name]
    dialog = make(over)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.waitUntil(dialog.main_button.isEnabled)  # rows are counted first
    # The area around the fields is a stop of its own, for bodies that are read and scrolled by key alone.
    stops = [each for each in _stops(qtbot, dialog) if not isinstance(each, QScrollArea)]
    assert len(stops) >= least
    assert stops[-2:] == [dialog.leave_button, dialog.main_button]
    places = []
    for each in stops:
        corner = each.mapTo(dialog, QPoint(0, 0))
        assert each.isVisible()
        places.append((corner.y(), corner.x()))
    inside, buttons = places[:-2], places[-2:]
    assert inside == sorted(inside), [type(each).__name__ for each in stops]
    assert buttons == sorted(buttons)
    dialog.reject()
