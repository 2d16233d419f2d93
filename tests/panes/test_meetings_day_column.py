"""The days in the list of meetings."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QStyleOptionViewItem

from hosted_meetings_desktop.ui.panes.meetings.rows import DAY
from tests.panes.clinic_data import NOW, meeting
from tests.panes.meetings_kit import Made

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


def test_a_date_of_another_year_fits_its_column(qtbot) -> None:
    later = NOW.replace(year=NOW.year + 1, month=9, day=22)
    pane = Made(qtbot, rows=[meeting(1, later)]).pane
    said = str(pane.model.index(0, DAY).data())
    assert str(NOW.year + 1) in said
    option = QStyleOptionViewItem()
    pane.table.itemDelegate().initStyleOption(option, pane.model.index(0, DAY))
    strong = QFontMetrics(option.font).horizontalAdvance(said)
    assert strong < pane.table.columnWidth(DAY)
