"""Where Enter and the focus go in dialogs, and that messages and drop-downs leave everything in its place."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from hosted_meetings_desktop.ui.parts.buttons import icon_button, link_button, plain_button, segment_button
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel
from hosted_meetings_desktop.ui.parts.mail_view import MailView
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.parts.pane import Pane
from hosted_meetings_desktop.ui.parts.person_field import PersonField
from hosted_meetings_desktop.ui.theme.tokens import SIZE
from tests.panes.fakes import NowCalls
from tests.panes.people_kit import FakePeople

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


@pytest.fixture
def dialog(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 700)
    window.show()
    made = Dialog("Plan", "Plan", parent=window)
    made.window_ = window
    return made


def opened(qtbot, dialog):
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
@pytest.mark.parametrize(
    "make",
    [
        lambda: plain_button("10:30"),
        lambda: link_button("Plan it all the same"),
        lambda: segment_button("45"),
        lambda: icon_button("close", "Remove"),
        QToolButton,
        lambda: QPushButton("Elsewhere"),
    ],
)
def test_enter_uses_the_button_that_has_the_focus(dialog, qtbot, make, key):
    button, used = make(), []
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.clicked.connect(lambda: used.append(1))
    dialog.body.addWidget(button)
    opened(qtbot, dialog)
    button.setFocus()
    with qtbot.assertNotEmitted(dialog.confirmed):
        qtbot.keyClick(button, key)
    assert used == [1]


def test_enter_outside_a_dialog_uses_the_button_too(qtbot):
    button, used = plain_button("Join"), []
    qtbot.addWidget(button)
    button.clicked.connect(lambda: used.append(1))
    button.show()
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert used == [1]


def test_enter_means_the_main_thing_also_where_that_had_to_wait(dialog, qtbot):
    dialog.main_button.setEnabled(False)
    opened(qtbot, dialog)
    dialog.main_button.setEnabled(True)
    assert dialog.focusWidget() not in {dialog.leave_button, None}
    with qtbot.waitSignal(dialog.confirmed):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)


def test_the_first_field_has_the_focus_but_no_button_before_it(dialog, qtbot):
    field = QLineEdit()
    dialog.body.addWidget(plain_button("10:30"))
    dialog.body.addWidget(field)
    opened(qtbot, dialog)
    assert dialog.focusWidget() is field


def test_tab_goes_past_the_scrolled_body_and_page_keys_scroll_it(dialog, qtbot):
    field, last = QLineEdit(), QLineEdit()
    tall = QWidget()
    tall.setFixedHeight(4000)
    for part in (field, tall, last):
        dialog.body.addWidget(part)
    opened(qtbot, dialog)
    field.setFocus()
    stops = []
    while field not in stops and len(stops) < 10:
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        stops.append(dialog.focusWidget())
    assert stops == [last, dialog.leave_button, dialog.main_button, field]
    bar = dialog._scroll.verticalScrollBar()
    qtbot.keyClick(field, Qt.Key.Key_PageDown)
    assert bar.value() == bar.pageStep()
    qtbot.keyClick(dialog.main_button, Qt.Key.Key_PageUp)
    assert bar.value() == 0


def test_what_gets_the_focus_by_a_key_is_in_view(dialog, qtbot):
    form = FormColumn()
    for number in range(40):
        form.add_field(f"field{number}", "&Zone" if number == 39 else f"Field {number}", QLineEdit())
    dialog.set_form(form)
    opened(qtbot, dialog)
    first, last = form.field("field0"), form.field("field39")
    first.setFocus()

    def in_view(field):
        view = dialog._scroll.viewport()
        return view.rect().contains(field.mapTo(view, field.rect().center()))

    assert not in_view(last)
    qtbot.keyClick(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.AltModifier)
    assert dialog.focusWidget() is last
    assert in_view(last)


# ---- messages
def test_a_message_moves_nothing_and_lies_over_the_bottom(qtbot):
    pane, content = Pane("Meetings"), QWidget()
    pane.set_content(content)
    qtbot.addWidget(pane)
    pane.resize(900, 600)
    pane.show()
    before = content.geometry()
    pane.message_bar.show_message("Moved to Tuesday.", action_text="Undo", action=lambda: None)
    bar = pane.message_bar
    qtbot.waitUntil(lambda: bar.geometry().bottom() > 500)
    assert content.geometry() == before
    assert pane.rect().contains(bar.geometry())
    assert bar.width() < pane.width() * 3 // 4
    assert pane.childAt(bar.geometry().center()) in {bar, *bar.findChildren(QWidget)}
    pane.resize(700, 400)
    qtbot.waitUntil(lambda: pane.rect().contains(bar.geometry()))
    bar.dismiss()
    assert content.geometry().top() == before.top()


def test_a_long_message_is_told_whole(qtbot):
    pane = Pane("Meetings")
    qtbot.addWidget(pane)
    pane.resize(480, 600)
    pane.show()
    bar = pane.message_bar
    bar.show_message("The recording could not be fetched. " * 8, action_text="Try again", action=lambda: None)
    qtbot.waitUntil(lambda: bar.height() >= bar.heightForWidth(bar.width()))
    assert pane.rect().contains(bar.geometry())
    assert bar.action_button.mapTo(pane, QPoint(0, bar.action_button.height())).y() <= bar.geometry().bottom()


def test_the_message_of_the_window_stands_above_that_of_the_pane(window, qtbot):
    window.resize(1000, 700)
    window.show()
    pane = window.pane(window.shown_key) if window.shown_key else window.show_pane(next(iter(window._entries)))
    stack = window.stack.geometry()
    pane.message_bar.show_message("Moved.")
    window.message_bar.show_message("No connection.")

    def box(bar: MessageBar):
        return bar.rect().translated(bar.mapTo(window, QPoint(0, 0)))

    qtbot.waitUntil(lambda: not box(pane.message_bar).intersects(box(window.message_bar)))
    assert box(window.message_bar).bottom() < box(pane.message_bar).top()
    assert window.stack.geometry() == stack


# ---- mails that are read from the right
ARABIC = "\u0645\u0648\u0639\u062f\u0643"


def test_a_mail_is_laid_out_by_the_first_letter_of_each_line(qtbot):
    view = MailView()
    qtbot.addWidget(view)
    view.show_mail(f"<p>{ARABIC} Dr. Osei</p><p>Dr. Osei {ARABIC}</p><p>10:30 {ARABIC}</p>", b"")
    block, found = view.document().begin(), []
    while block.isValid():
        found.append(block.textDirection() == Qt.LayoutDirection.RightToLeft)
        block = block.next()
    assert found == [True, False, True]


def test_a_subject_keeps_its_own_direction(qtbot):
    """Where the text begins with Arabic, its Latin end stands on the left."""
    text = f"{ARABIC} {ARABIC} IIIII"

    def picture(**how):
        label = ElidedLabel(text, **how)
        qtbot.addWidget(label)
        label.resize(300, 24)
        return label.grab().toImage()

    assert picture(own_direction=True) != picture()
    assert ElidedLabel("Visit", own_direction=True).grab().toImage() == ElidedLabel("Visit").grab().toImage()


# ---- drop-downs
@pytest.mark.parametrize("editable", [False, True])
def test_a_drop_down_of_four_shows_four(qtbot, editable):
    window = QWidget()
    combo = QComboBox()
    combo.setEditable(editable)
    combo.addItems(["Never", "Daily", "Weekly", "Monthly"])
    QVBoxLayout(window).addWidget(combo)
    qtbot.addWidget(window)
    window.show()
    combo.showPopup()
    view = combo.view()
    qtbot.waitUntil(view.isVisible)
    assert view.verticalScrollBar().maximum() == 0
    last = view.visualRect(view.model().index(3, 0))
    assert last.bottom() < view.viewport().height()
    assert last.height() >= 24
    combo.hidePopup()


# ---- people found
@pytest.mark.parametrize("mirrored", [False, True])
def test_the_list_of_people_is_wide_enough_and_goes_along_with_the_field(qtbot, mirrored):
    people, window, holder, note = FakePeople(), QWidget(), QWidget(), QLabel("They overlap.")
    window.setLayoutDirection(Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight)
    field = PersonField(people.find, NowCalls())
    field.setFixedWidth(160)
    QHBoxLayout(holder).addWidget(field)
    column = QVBoxLayout(window)
    for widget in (note, holder):
        column.addWidget(widget)
    note.setFixedHeight(60)
    note.hide()
    qtbot.addWidget(window)
    window.resize(600, 400)
    window.show()
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "a")
    field.ask_now()
    listed = field._list
    assert field.listed
    assert listed.width() >= SIZE.field_width
    below = listed.pos() - field.mapToGlobal(QPoint(0, 0))
    before = field.mapToGlobal(QPoint(0, 0))
    note.show()
    qtbot.waitUntil(lambda: field.mapToGlobal(QPoint(0, 0)) != before)
    qtbot.waitUntil(lambda: listed.pos() - field.mapToGlobal(QPoint(0, 0)) == below)
