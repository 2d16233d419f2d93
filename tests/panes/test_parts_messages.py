"""Message bar, states, details, forms, dialogs, badges and buttons."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from hosted_meetings_desktop.domain.errors import AppError, InputProblem, Unreachable
from hosted_meetings_desktop.ui.parts.badge import Badge, badge_kinds, badge_word
from hosted_meetings_desktop.ui.parts.buttons import danger_button, icon_button, main_button, plain_button
from hosted_meetings_desktop.ui.parts.details import DetailsPanel
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel, body_label
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.parts.pane import Pane
from hosted_meetings_desktop.ui.parts.states import SKELETON_AFTER_MS, Skeleton, State, StateStack
from hosted_meetings_desktop.ui.theme.apply import apply_theme
from hosted_meetings_desktop.ui.theme.tokens import ThemeMode

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def _themed(qapp):
    apply_theme(qapp, ThemeMode.LIGHT)


def shown(qtbot, widget):
    qtbot.addWidget(widget)
    widget.resize(640, 480)
    widget.show()
    return widget


# ---- message bar
def make_bar(qtbot):
    made = MessageBar()
    qtbot.addWidget(made)
    return made


def test_a_message_offers_its_action_once(qtbot):
    bar, done = make_bar(qtbot), []
    bar.show_message("Moved to Tuesday.", kind="success", action_text="Undo", action=lambda: done.append(1))
    assert bar.isVisible()
    assert bar.text == bar.accessibleName() == "Moved to Tuesday."
    assert bar.kind == "success"
    assert bar.action_button.accessibleName() == "Undo"
    with qtbot.waitSignal(bar.closed):
        qtbot.mouseClick(bar.action_button, LEFT)
    assert done == [1]
    assert bar.text == ""


def test_a_message_without_action_has_no_button(qtbot):
    bar = make_bar(qtbot)
    bar.show_message("Sent.")
    assert not bar.action_button.isVisible()
    assert not bar.details_button.isVisible()
    qtbot.mouseClick(bar.close_button, LEFT)
    assert bar.isHidden()


def test_a_message_goes_away_by_itself(qtbot):
    bar = make_bar(qtbot)
    with qtbot.waitSignal(bar.closed):
        bar.show_message("Copied.", timeout_ms=20)
    bar.show_message("Copied.", timeout_ms=20)
    with qtbot.assertNotEmitted(bar.closed, wait=60):
        bar.show_message("This one stays.")


def test_an_error_says_what_and_what_to_do_and_its_details_can_be_copied(qtbot):
    bar = make_bar(qtbot)
    bar.show_error(AppError("The list could not be read", "Try again.", details="HTTP 500"))
    assert bar.text == "The list could not be read. Try again."
    assert bar.kind == "error"
    qtbot.mouseClick(bar.details_button, LEFT)
    assert "HTTP 500" in QGuiApplication.clipboard().text()
    assert "HTTP 500" not in bar.text


def test_messages_are_never_read_as_html(qtbot):
    bar = make_bar(qtbot)
    bar.show_message("<b>Ada</b> was removed.")
    label = next(label for label in bar.findChildren(QLabel) if "Ada" in label.text())
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_in_a_narrow_place_the_ways_out_stand_below_the_text(qtbot):
    bar = make_bar(qtbot)
    bar.show_message("The recording could not be fetched.", action_text="Go on", action=lambda: None)
    for width, below in ((900, False), (320, True), (900, False)):
        bar.resize(width, bar.heightForWidth(width))
        qtbot.waitUntil(
            lambda below=below: (bar.action_button.parentWidget().y() >= bar._text.geometry().bottom()) is below
        )


# ---- states
def test_fast_loading_shows_no_skeleton(qtbot):
    stack = shown(qtbot, StateStack(QLabel("rows")))
    stack.show_loading()
    assert stack.state is State.LOADING
    stack.show_content()
    qtbot.wait(SKELETON_AFTER_MS + 50)
    assert stack.state is State.CONTENT
    assert stack.findChildren(Skeleton) == []


def test_slow_loading_shows_a_skeleton(qtbot):
    stack = shown(qtbot, StateStack(QLabel("rows")))
    stack.show_loading()
    stack.show_loading()
    qtbot.waitUntil(lambda: isinstance(stack.currentWidget(), Skeleton))
    assert stack.currentWidget().accessibleName() == "Loading"


def test_empty_offers_what_fills_it(qtbot):
    stack, done = shown(qtbot, StateStack(QLabel("rows"))), []
    stack.show_empty("No meetings yet.", "Plan meeting", lambda: done.append(1))
    assert stack.state is State.EMPTY
    assert stack.currentWidget().accessibleName() == "No meetings yet."
    qtbot.mouseClick(stack.currentWidget().findChild(QPushButton), LEFT)
    assert done == [1]
    stack.show_empty("Nothing found.")
    qtbot.waitUntil(lambda: stack.currentWidget().findChildren(QPushButton) == [])


def test_error_offers_to_try_again_and_details(qtbot):
    stack, again = shown(qtbot, StateStack(QLabel("rows"))), []
    stack.show_error(Unreachable(details="DNS"), lambda: again.append(1))
    assert stack.state is State.ERROR
    buttons = {button.text(): button for button in stack.currentWidget().findChildren(QPushButton)}
    qtbot.mouseClick(buttons["Try again"], LEFT)
    qtbot.mouseClick(buttons["Copy details for IT"], LEFT)
    assert again == [1]
    assert "DNS" in QGuiApplication.clipboard().text()


# ---- badges and buttons
@pytest.mark.parametrize("kind", [kind for kind in badge_kinds() if kind != "info"])
def test_a_badge_always_has_a_word(qtbot, kind):
    badge = Badge(kind)
    qtbot.addWidget(badge)
    assert badge.text == badge.accessibleName() == badge_word(kind) != ""
    assert not badge.grab().isNull()


def test_a_badge_grows_with_its_word(qtbot):
    badge = Badge("live")
    qtbot.addWidget(badge)
    before = badge.sizeHint().width()
    badge.set_state("waiting", "Not sent yet: no connection since 09:02")
    assert badge.sizeHint().width() > before
    assert badge.kind == "waiting"


@pytest.mark.parametrize("make", [main_button, plain_button, danger_button])
def test_buttons_are_named_and_tall_enough(qtbot, make):
    button = shown(qtbot, make("&Plan meeting", "plus"))
    assert button.accessibleName() == "Plan meeting"
    assert button.sizeHint().height() >= 32
    assert not button.icon().isNull()


def test_an_icon_button_has_a_name(qtbot):
    button = icon_button("close", "Close")
    qtbot.addWidget(button)
    assert (button.accessibleName(), button.toolTip()) == ("Close", "Close")
    assert button.height() >= 32


def test_long_names_end_in_dots_and_are_told_whole(qtbot):
    label = ElidedLabel("María del Carmen Fernández de Córdoba y Álvarez de Toledo")
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    assert label.toolTip() == label.accessibleName() == label.text
    label.resize(2000, 20)
    assert label.toolTip() == ""


# ---- details
def test_details_are_filled_and_emptied(qtbot):
    panel = shown(qtbot, DetailsPanel())
    panel.begin("Wound check", "Today 09:30")
    panel.add_badge(Badge("live"))
    panel.add_action(main_button("Join"))
    panel.add_section("Invited")
    value = panel.add_fact("Patient", "Fatima al-Zahra")
    assert value.accessibleName() == "Patient: Fatima al-Zahra"
    assert "Wound check" in panel.accessibleName()
    panel.begin("First consultation")
    qtbot.waitUntil(lambda: panel.findChildren(Badge) == [])
    assert panel.title == "First consultation"
    assert not any(label.text() == "Patient" for label in panel.findChildren(QLabel))


def test_a_fact_without_section_gets_one(qtbot):
    panel = shown(qtbot, DetailsPanel())
    panel.begin("Wound check")
    value = panel.add_fact("Host", "Dr. Ada Osei")
    qtbot.waitUntil(value.isVisible)
    panel.add_widget(body_label("Note"))


@pytest.mark.parametrize("route", ["button", "esc"])
def test_details_close(qtbot, route):
    panel = shown(qtbot, DetailsPanel())
    panel.activateWindow()
    panel.close_button.setFocus()
    qtbot.waitUntil(panel.isActiveWindow)
    with qtbot.waitSignal(panel.closed):
        if route == "button":
            qtbot.mouseClick(panel.close_button, LEFT)
        else:
            qtbot.keyClick(panel.close_button, Qt.Key.Key_Escape)


def test_details_stay_narrow_with_the_longest_name(qtbot):
    panel = shown(qtbot, DetailsPanel())
    panel.begin("Rehabilitationskonferenz" * 8, "subtitle " * 30)
    panel.add_fact("Host", "x" * 300)
    assert panel.minimumSizeHint().width() <= 400


# ---- forms
@pytest.fixture
def form(qtbot):
    made = FormColumn()
    made.add_field("title", "&Title", QLineEdit(), hint="What the list shows.")
    made.add_row(("date", "Date", QLineEdit()), ("time", "Time", QLineEdit()))
    return shown(qtbot, made)


def test_labels_name_their_fields(form):
    assert form.field("title").accessibleName() == "Title"
    assert form.field("title").accessibleDescription() == "What the list shows."
    label = next(label for label in form.findChildren(QLabel) if label.text() == "&Title")
    assert label.buddy() is form.field("title")


def test_problems_stand_under_their_field_and_the_first_gets_the_focus(form):
    assert form.show_problem("title", "The meeting needs a title")
    assert form.show_problem("time", "Type a time")
    assert form.problems == {"title": "The meeting needs a title", "time": "Type a time"}
    assert form.focusWidget() is form.field("title")
    assert form.field("title").accessibleDescription() == "The meeting needs a title"
    form.clear_problems()
    assert form.problems == {}
    assert form.field("title").accessibleDescription() == "What the list shows."


def test_a_problem_of_an_unknown_field_is_refused(form):
    assert not form.show_problem("zone", "Not here")


# ---- dialogs
@pytest.fixture
def dialog(qtbot):
    window = shown(qtbot, QWidget())
    made = Dialog("Plan meeting", "Plan meeting", parent=window)
    form = FormColumn()
    form.add_field("title", "Title", QLineEdit())
    made.set_form(form)
    made.form, made.window_ = form, window
    made.open()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.mark.parametrize("route", ["click", "enter"])
def test_the_main_thing(dialog, qtbot, route):
    with qtbot.waitSignal(dialog.confirmed):
        if route == "click":
            qtbot.mouseClick(dialog.main_button, LEFT)
        else:
            qtbot.keyClick(dialog.form.field("title"), Qt.Key.Key_Return)
    assert dialog.isVisible()


def test_what_grows_over_the_edge_of_the_screen_moves_up(dialog, qtbot):
    free = dialog.screen().availableGeometry()
    dialog.move(dialog.x(), free.bottom() - dialog.frameGeometry().height())
    taller = QWidget()
    taller.setMinimumHeight(200)
    dialog.body.addWidget(taller)
    qtbot.waitUntil(taller.isVisible)
    qtbot.waitUntil(lambda: dialog.frameGeometry().bottom() <= free.bottom())
    assert dialog.frameGeometry().top() >= free.top()
    assert taller.visibleRegion().boundingRect().height() == 200


@pytest.mark.parametrize("route", ["click", "esc"])
def test_leaving(dialog, qtbot, route):
    with qtbot.waitSignal(dialog.rejected):
        if route == "click":
            qtbot.mouseClick(dialog.leave_button, LEFT)
        else:
            qtbot.keyClick(dialog, Qt.Key.Key_Escape)


@pytest.mark.parametrize("route", ["click", "esc", "window"])
def test_leaving_waits_for_what_is_under_way(dialog, qtbot, route):
    dialog.set_busy(busy=True)
    assert not dialog.leave_button.isEnabled()
    with qtbot.assertNotEmitted(dialog.rejected):
        if route == "click":
            qtbot.mouseClick(dialog.leave_button, LEFT)
        elif route == "esc":
            qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        else:
            dialog.close()
    assert dialog.isVisible()
    dialog.set_busy(busy=False)
    with qtbot.waitSignal(dialog.rejected):
        qtbot.mouseClick(dialog.leave_button, LEFT)


def test_a_problem_with_a_field_stands_in_the_form_anything_else_in_the_bar(dialog):
    dialog.set_busy(busy=True)
    assert not dialog.main_button.isEnabled()
    dialog.show_error(InputProblem("title", "The meeting needs a title"))
    assert dialog.main_button.isEnabled()
    assert dialog.form.problems == {"title": "The meeting needs a title"}
    assert dialog.message_bar.text == ""
    dialog.show_error(InputProblem("nowhere", "Something else"))
    assert dialog.message_bar.text == "Something else."


def test_a_dialog_grows_with_what_it_has_to_say(dialog, qtbot):
    before = dialog.height()
    dialog.form.add_field("host", "Host", QLineEdit())
    qtbot.waitUntil(lambda: dialog.height() > before)


def test_a_dialog_is_never_run_in_its_own_loop(dialog):
    with pytest.raises(RuntimeError):
        dialog.exec()


# ---- panes
def test_a_pane_has_a_named_search_that_asks_after_a_pause(qtbot):
    pane = shown(qtbot, Pane("Meetings", search_hint="Find a meeting"))
    assert pane.search.accessibleName() == "Find a meeting"
    asked = []
    pane.search.searched.connect(asked.append)
    qtbot.keyClicks(pane.search, "knee")
    assert asked == []
    qtbot.waitUntil(lambda: asked == ["knee"])
    pane.search.setText("  wound ")
    qtbot.keyClick(pane.search, Qt.Key.Key_Return)
    assert asked == ["knee", "wound"]
    qtbot.keyClick(pane.search, Qt.Key.Key_Return)
    assert asked == ["knee", "wound"]
    assert pane.focus_search()


def test_a_pane_without_search_says_so(qtbot):
    assert not shown(qtbot, Pane("Today")).focus_search()


def test_a_message_makes_its_own_room(qtbot):
    pane = shown(qtbot, Pane("Meetings"))
    pane.message_bar.show_message("Sent.")
    assert pane.message_bar.isVisible()
    pane.message_bar.dismiss()
    assert not pane.message_bar.isVisible()
