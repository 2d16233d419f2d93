"""What the style sheet makes of fields and lists: one lead, the right arrows, a focus that can be seen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QTableView,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from hosted_meetings_desktop.ui.parts.date_field import DateField
from hosted_meetings_desktop.ui.theme.apply import apply_theme
from hosted_meetings_desktop.ui.theme.tokens import LIGHT, ThemeMode

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
WIDTH = 200


@pytest.fixture(autouse=True)
def _themed(qapp):
    apply_theme(qapp, ThemeMode.LIGHT)


def line():
    return QLineEdit("HHHH")


def text():
    return QPlainTextEdit("HHHH")


def date():
    return DateField("'HHH'd")


def combo(*, editable=False):
    made = QComboBox()
    made.setEditable(editable)
    made.addItem("HHHH")
    return made


@pytest.fixture
def shown(qtbot):
    kept = []

    def show(*widgets):
        window = QWidget()
        kept.append(window)
        column = QVBoxLayout(window)
        for widget in widgets:
            widget.setFixedWidth(WIDTH)
            column.addWidget(widget)
        other = QPushButton("Elsewhere")
        column.addWidget(other)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        other.setFocus()

    return show


def lead(widget):
    """Return where the text begins, in pixels from the edge of the field."""
    picture = widget.grab().toImage()
    return next(x for x in range(3, WIDTH) for y in range(6, 26) if picture.pixelColor(x, y).lightness() < 120)


@pytest.mark.parametrize("compact", [False, True])
def test_text_begins_at_one_place_in_every_field(shown, compact):
    made = [line(), combo(), combo(editable=True)]
    if compact:
        for widget in made:
            widget.setProperty("compact", "true")
    else:
        made += [date(), text()]
    shown(*made)
    assert len({lead(widget) for widget in made}) == 1, [(type(widget).__name__, lead(widget)) for widget in made]


def test_the_text_stays_where_it_is_when_the_focus_comes(shown):
    made = [line(), combo(), combo(editable=True), date()]
    shown(*made)
    before = [lead(widget) for widget in made]
    for widget, place in zip(made, before, strict=True):
        widget.setFocus()
        assert lead(widget) == place, type(widget).__name__


def test_arrows_of_a_time_are_those_of_a_number(shown):
    number, time = QSpinBox(), QTimeEdit()
    shown(number, time)

    def arrows(widget):
        return widget.grab().copy(WIDTH - 24, 0, 24, 32).toImage()

    assert arrows(time) == arrows(number)


def test_a_long_text_has_an_outline(shown):
    made = text()
    shown(made)
    assert made.grab().toImage().pixelColor(WIDTH // 2, 0).name() == LIGHT.edge


def test_a_table_shows_that_it_has_the_focus(shown):
    table = QTableView()
    table.setModel(QStringListModel(["one", "two"], table))
    shown(table)

    def edge():
        return table.grab().toImage().pixelColor(0, table.height() // 2).name()

    assert edge() == LIGHT.surface
    table.setFocus(Qt.FocusReason.TabFocusReason)
    assert edge() == LIGHT.accent_text
