"""The limits of the front desk in the settings, and how loudly it tells of arrivals."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QLabel

from hosted_meetings_desktop.domain.front_desk import DeskLimits
from hosted_meetings_desktop.domain.slots import Policy
from hosted_meetings_desktop.ui.settings.desk.preferences import DeskPreferences
from hosted_meetings_desktop.ui.settings.sections import SectionKey
from tests.panes.fakes import HeldCalls
from tests.panes.settings_kit import (
    LEFT,
    PROBLEM,
    SETTINGS_MARKS,
    FakeLimits,
    settings_pane,
    show_desk,
    show_settings,
    shown_texts,
)

pytestmark = SETTINGS_MARKS

MINUTE = timedelta(minutes=1)
NAMES = ("amber_after", "red_after", "over_after", "no_show_after")


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def make(qtbot, settings):
    return partial(show_desk, qtbot, settings)


def enter(qtbot, field, minutes):
    """Type minutes over what stands there, and go on to the next field."""
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, str(minutes))
    qtbot.keyClick(field, Qt.Key.Key_Return)


def minutes_of(page):
    return [page.desk.limits.fields[name].value() for name in NAMES]


def test_what_is_decided_is_shown_and_every_row_says_what_it_means(make):
    page = make(FakeLimits(DeskLimits(2 * MINUTE, 9 * MINUTE, 20 * MINUTE, 0 * MINUTE, Policy.REFUSE)))
    limits = page.desk.limits
    assert minutes_of(page) == [2, 9, 0, 20]
    assert limits.fields["over_after"].text() == "At once"
    assert limits.fields["red_after"].text() == "9 min"
    assert limits.buttons[Policy.REFUSE].isChecked()
    assert limits.buttons[Policy.WARN].accessibleName() == "Another patient is still in the room: Warn"
    for field in limits.fields.values():
        assert field.accessibleName() in shown_texts(limits)
        assert field.accessibleDescription() in shown_texts(limits)
    assert (
        "Amber after 5 min, red after 15 min, over time at once, no-show after 15 min; a second patient warns."
        in (shown_texts(limits))
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_limit_takes_effect_at_once_and_can_be_taken_back(make, qtbot, name):
    page = make()
    enter(qtbot, page.desk.limits.fields[name], 14)
    assert getattr(page.fake.now, name) == 14 * MINUTE
    assert page.desk.undo_text() == "the change of the limits"
    page.desk.undo()
    assert page.fake.now == DeskLimits()
    assert minutes_of(page) == [5, 15, 0, 15]
    assert page.desk.undo_text() == ""


def test_minutes_are_kept_when_they_are_whole_and_not_letter_by_letter(make, qtbot):
    page = make()
    with qtbot.waitActive(page):
        page.activateWindow()
    field = page.desk.limits.fields["no_show_after"]
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "2")
    assert page.fake.now == DeskLimits()
    qtbot.keyClicks(field, "5")
    page.desk.limits.fields["red_after"].setFocus()
    assert page.fake.now.no_show_after == 25 * MINUTE


@pytest.mark.parametrize("policy", Policy)
def test_what_becomes_of_a_second_patient(make, qtbot, policy):
    page = make()
    qtbot.mouseClick(page.desk.limits.buttons[policy], LEFT)
    assert page.fake.now.lock is policy
    assert bool(page.desk.undo_text()) == (policy is not Policy.WARN)
    page.desk.undo()
    assert page.fake.now.lock is Policy.WARN
    assert page.desk.limits.buttons[Policy.WARN].isChecked()


def test_a_wait_cannot_turn_red_before_amber(make, qtbot):
    page = make()
    limits = page.desk.limits
    enter(qtbot, limits.fields["amber_after"], 20)
    assert page.fake.now == DeskLimits()
    assert limits.problem.isVisible()
    assert limits.problem_text == (
        "A wait cannot turn red before it turns amber. Until that is changed, 5 min and 15 min hold."
    )
    assert limits.fields["amber_after"].property("problem") == "true"
    page.desk.reload()
    assert limits.fields["amber_after"].value() == 20, "what somebody is about to mend went away"
    # The two are changed one after the other: both count as soon as they fit.
    enter(qtbot, limits.fields["red_after"], 30)
    assert (page.fake.now.amber_after, page.fake.now.red_after) == (20 * MINUTE, 30 * MINUTE)
    assert not limits.problem.isVisible()
    assert limits.fields["amber_after"].property("problem") == "false"


def test_what_could_not_be_kept_does_not_hold_other_rows_up(make, qtbot):
    page = make()
    limits = page.desk.limits
    enter(qtbot, limits.fields["red_after"], 3)
    qtbot.mouseClick(limits.buttons[Policy.REFUSE], LEFT)
    assert page.fake.now == DeskLimits(lock=Policy.REFUSE)
    assert limits.problem.isVisible()
    qtbot.mouseClick(limits.usual_button, LEFT)
    assert not limits.problem.isVisible()
    assert page.fake.now == DeskLimits()
    assert minutes_of(page) == [5, 15, 0, 15]


def test_the_usual_limits_come_back_with_one_click_and_go_with_another(make, qtbot):
    own = DeskLimits(1 * MINUTE, 2 * MINUTE, 3 * MINUTE, 4 * MINUTE, Policy.ALLOW)
    page = make(FakeLimits(own))
    limits = page.desk.limits
    assert limits.usual_button.isEnabled()
    qtbot.mouseClick(limits.usual_button, LEFT)
    assert page.fake.now == DeskLimits()
    assert minutes_of(page) == [5, 15, 0, 15]
    assert limits.buttons[Policy.WARN].isChecked()
    assert not limits.usual_button.isEnabled()
    assert limits.result.text == "The usual limits hold again."
    qtbot.mouseClick(limits.result.action_button, LEFT)
    assert page.fake.now == own
    assert minutes_of(page) == [1, 2, 4, 3]
    assert limits.usual_button.isEnabled()


def test_before_the_limits_are_known_nothing_can_be_entered(make):
    held = HeldCalls()
    page = make(calls=held)
    limits = page.desk.limits
    controls = [*limits.fields.values(), *limits.buttons.values(), limits.usual_button]
    assert not any(control.isEnabled() for control in controls)
    held.release()
    assert all(control.isEnabled() for control in controls[:-1])
    assert not limits.usual_button.isEnabled()


def test_what_cannot_be_read_says_so_and_is_asked_for_again(make, qtbot):
    page = make(FakeLimits(fails=PROBLEM))
    limits = page.desk.limits
    assert limits.result.text == "The limits cannot be shown now."
    page.fake.fails = None
    qtbot.mouseClick(limits.result.action_button, LEFT)
    assert limits.result.text == ""
    assert minutes_of(page) == [5, 15, 0, 15]


def test_what_cannot_be_kept_goes_back(make, qtbot):
    page = make()
    page.fake.fails = PROBLEM
    enter(qtbot, page.desk.limits.fields["amber_after"], 8)
    assert minutes_of(page) == [5, 15, 0, 15]
    assert page.desk.limits.result.text.startswith("The store cannot be read")
    assert page.desk.undo_text() == ""


def test_a_way_back_that_fails_stays(make, qtbot):
    page = make()
    enter(qtbot, page.desk.limits.fields["amber_after"], 8)
    page.fake.fails = PROBLEM
    told = []
    page.desk.failed.connect(told.append)
    page.desk.undo()
    assert told == [PROBLEM]
    page.fake.fails = None
    page.desk.undo()
    assert page.fake.now == DeskLimits()


# ---- the tone
def test_the_tone_is_as_loud_as_it_is_set(make, qtbot, settings):
    rung = []
    page = make(ring=lambda: rung.append(DeskPreferences(settings).loudness()))
    sound = page.desk.sound
    assert sound.volume.value() == 60
    sound.volume.setFocus()
    qtbot.keyClick(sound.volume, Qt.Key.Key_Right)
    assert DeskPreferences(settings).volume == 65
    qtbot.mouseClick(sound.try_button, LEFT)
    assert rung == [0.65]
    assert any(text.startswith("65 %.") for text in shown_texts(sound))
    sound.volume.setValue(0)
    assert "Silent: arrivals are seen, and told by a notification." in shown_texts(sound)


@pytest.mark.parametrize("kept", ["loud", "-1", "101", ""])
def test_a_volume_that_is_none_is_the_usual_one(settings, kept):
    settings.setValue("desk/volume", kept)
    assert DeskPreferences(settings).volume == 60


def test_where_the_desk_makes_no_tone_nothing_is_said_of_one(make):
    page = make()
    assert page.desk.sound is None
    assert [group.title for group in page.desk.groups] == ["Limits of the front desk"]


# ---- in the pane
@pytest.mark.parametrize(
    ("text", "group", "control"),
    [
        ("amber", "limits", lambda desk: desk.limits.fields["amber_after"]),
        ("no-show proposed", "limits", lambda desk: desk.limits.fields["no_show_after"]),
        ("second patient", "limits", lambda desk: desk.limits.usual_button),
        ("admit lock", "limits", lambda desk: desk.limits.buttons[Policy.ALLOW]),
        ("arrival bell", "sound", lambda desk: desk.sound.volume),
    ],
)
def test_the_search_finds_it_and_enter_leads_there(qtbot, settings, text, group, control):
    settings.setValue("any", 1)
    pane = show_settings(qtbot, settings_pane(settings))
    with qtbot.waitActive(pane):
        pane.activateWindow()
    pane.search.setText(text)
    pane.search.search_now()
    assert pane.index.list.keys == [SectionKey.DESK]
    (desk,) = pane.pages[SectionKey.DESK].parts
    assert getattr(desk, group).isVisible()
    wanted = control(desk)
    if wanted.isEnabled():
        qtbot.keyClick(pane.search, Qt.Key.Key_Return)
        assert wanted.hasFocus()


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_nothing_is_cut_off_where_room_is_short(qtbot, settings, direction):
    QApplication.setLayoutDirection(direction)
    try:
        pane = show_settings(qtbot, settings_pane(settings), SectionKey.DESK)
        pane.resize(620, 700)
        (desk,) = pane.pages[SectionKey.DESK].parts
        enter(qtbot, desk.limits.fields["red_after"], 1)
        qtbot.wait(50)
        for label in desk.limits.findChildren(QLabel):
            if label.isVisible() and label.wordWrap():
                assert label.height() >= label.heightForWidth(label.width()), label.text()
        for field in desk.limits.fields.values():
            shown = field.lineEdit().contentsRect().width()
            assert field.fontMetrics().horizontalAdvance(field.text()) < shown, field.text()
    finally:
        QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
