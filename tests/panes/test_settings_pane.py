"""Settings in sections: the index, what is built and read when, the way back, and what is remembered."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QBoxLayout, QCheckBox, QComboBox, QLineEdit

from hosted_meetings_desktop.domain.errors import StoreProblem
from hosted_meetings_desktop.domain.slots import Concern, Policy, SlotPolicies
from hosted_meetings_desktop.ui.settings.group import SettingsGroup
from hosted_meetings_desktop.ui.settings.sections import SectionKey, SettingsSection, section_word
from tests.panes.fakes import HeldCalls
from tests.panes.planning_kit import FakeClinic
from tests.panes.settings_kit import (
    ACCOUNT,
    LEFT,
    PRACTICE,
    SETTINGS_MARKS,
    settings_pane,
    show_settings,
    shown_texts,
)

pytestmark = SETTINGS_MARKS
USUAL_SECTIONS = [key for key in SectionKey if key is not SectionKey.CALENDARS]


class Bells(SettingsGroup):
    """One more group, which counts how often it is read."""

    def __init__(self):
        super().__init__("Bells")
        self.reads = 0
        self.box = QCheckBox("Ring at noon")
        self.add_wide(self.box)

    def reload(self):
        self.reads += 1


class Lamps(QObject):
    """Groups with a way back."""

    topics = frozenset({"lamps"})
    undo_changed = Signal()
    failed = Signal(object)

    def __init__(self):
        super().__init__()
        self.groups = (SettingsGroup("Lamps"),)
        self.groups[0].add_row("Lamp over the door", QCheckBox("On"))
        self.reads = 0
        self.steps = []

    def reload(self):
        self.reads += 1

    def undo_text(self):
        return self.steps[-1] if self.steps else ""

    def undo(self):
        self.steps.pop()
        self.undo_changed.emit()

    def change(self, text):
        self.steps.append(text)
        self.undo_changed.emit()


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def make(qtbot, settings):
    def build(section=None, account=ACCOUNT, **more):
        return show_settings(qtbot, settings_pane(settings, account, **more), section)

    return build


def with_lamps():
    lamps = Lamps()
    return lamps, [SettingsSection(SectionKey.CALENDARS, lambda: lamps)]


# ---- the index
def test_the_index_lists_the_sections_that_have_settings(make):
    assert make().index.list.keys == USUAL_SECTIONS
    _lamps, extra = with_lamps()
    assert make(extra=extra).index.list.keys == list(SectionKey)


def test_arrows_and_first_letters_lead_through_the_sections(make, qtbot):
    pane = make()
    with qtbot.waitActive(pane):
        pane.activateWindow()
    pane.focus_content()
    index = pane.index.list
    assert index.hasFocus()
    assert index.accessibleName() == "Sections"
    qtbot.keyClick(index, Qt.Key.Key_Down)
    assert pane.shown is SectionKey.CALLS
    assert pane.call.isVisible()
    qtbot.keyClicks(index, "me")
    assert pane.shown is SectionKey.MESSAGES
    qtbot.keyClick(index, Qt.Key.Key_End)
    assert pane.shown is SectionKey.ABOUT
    qtbot.keyClick(index, Qt.Key.Key_Tab)
    assert pane.about.isAncestorOf(pane.focusWidget())


def test_a_click_leads_to_a_section(make, qtbot):
    pane = make()
    index = pane.index.list
    place = index.visualRect(index.model().index(USUAL_SECTIONS.index(SectionKey.DATA), 0)).center()
    qtbot.mouseClick(index.viewport(), LEFT, pos=place)
    assert pane.backups.isVisible()
    assert pane.data_folder.isVisible()
    assert not pane.appearance.isVisible()


def test_where_room_is_short_the_index_is_a_line_over_the_section(make, qtbot):
    pane = make(SectionKey.GUESTS)
    with qtbot.waitActive(pane):
        pane.activateWindow()
    pane.focus_content()
    pane.resize(600, 560)
    box = pane.index.box
    assert (box.isVisible(), pane.index.list.isVisible()) == (True, False)
    assert box.currentText() == "Guests"
    assert box.accessibleName() == "Sections"
    assert box.hasFocus(), "the focus went elsewhere"
    qtbot.waitUntil(lambda: pane.scroll_area.width() == pane.width())
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert pane.shown is SectionKey.ACCOUNT
    pane.resize(1000, 560)
    assert (box.isVisible(), pane.index.list.isVisible()) == (False, True)
    assert pane.index.list.hasFocus()
    assert pane.index.list.currentIndex().data() == "Account"
    sides = pane.index.parentWidget().layout()
    assert isinstance(sides, QBoxLayout)
    assert sides.direction() is QBoxLayout.Direction.LeftToRight


@pytest.mark.parametrize("account", [ACCOUNT, PRACTICE])
@pytest.mark.parametrize("section", USUAL_SECTIONS)
def test_every_control_has_a_name(make, section, account):
    pane = make(section, account)
    kinds = (QAbstractButton, QLineEdit, QComboBox)
    controls = [control for kind in kinds for control in pane.scroll_area.findChildren(kind) if control.isVisible()]
    assert controls
    for control in controls:
        inside = control.parentWidget()
        outer = isinstance(inside, (QComboBox, QAbstractSpinBox))
        assert control.accessibleName() or (outer and inside.accessibleName()), control
    assert pane.scroll_area.accessibleName() == section_word(section)


# ---- what is built and read when
def test_nothing_is_built_before_it_is_shown(settings, qtbot):
    made = []
    extra = [SettingsSection(SectionKey.DATA, lambda: made.append(Bells()) or made[0])]
    pane = settings_pane(settings, extra=extra)
    qtbot.addWidget(pane)
    assert not {"appearance", "backups"} & set(vars(pane))
    pane.reload()
    assert "appearance" in vars(pane)
    assert "visit_types" not in vars(pane.planning)
    assert made == []
    pane.show_section(SectionKey.DATA)
    assert [bells.reads for bells in made] == [1]
    assert list(pane.pages[SectionKey.DATA].groups) == [pane.backups, pane.data_folder, made[0]]


def test_a_section_is_read_again_when_it_is_shown_and_only_where_something_changed(make):
    lamps, extra = with_lamps()
    pane = make(SectionKey.CALENDARS, extra=extra)
    assert lamps.reads == 1
    pane.show_section(SectionKey.GENERAL)
    pane.show_section(SectionKey.CALENDARS)
    assert lamps.reads == 1
    pane.show_section(SectionKey.GENERAL)
    pane.reload()
    assert lamps.reads == 1
    pane.show_section(SectionKey.CALENDARS)
    assert lamps.reads == 2
    pane.reload()
    assert lamps.reads == 3


def test_the_pane_reloads_on_what_its_sections_are_about(make):
    _lamps, extra = with_lamps()
    pane = make(extra=extra)
    assert {"store", "clinic", "presets"} <= pane.topics
    pane.show_section(SectionKey.CALENDARS)
    assert "lamps" in pane.topics
    assert "lamps" not in make().topics


# ---- the way back
def test_the_last_change_is_taken_back_where_it_is_seen(make, qtbot):
    lamps, extra = with_lamps()
    clinic = FakeClinic()
    pane = make(SectionKey.CALENDARS, extra=extra, clinic=clinic)
    assert pane.undo_text() == ""
    lamps.change("the lamp")
    pane.show_section(SectionKey.PLANNING)
    with qtbot.waitSignal(pane.undo_changed):
        pane.planning.rules.choose(Concern.OVERLAP, Policy.ALLOW)
    assert pane.undo_text() == "the rule “Two patients at once”"
    pane.show_section(SectionKey.ABOUT)
    pane.undo()
    assert pane.shown is SectionKey.PLANNING
    assert clinic.rules == SlotPolicies()
    assert pane.undo_text() == "the lamp"
    pane.undo()
    assert pane.shown is SectionKey.CALENDARS
    assert pane.undo_text() == ""
    pane.undo()
    assert lamps.steps == []


def test_what_cannot_be_taken_back_is_said(make):
    lamps, extra = with_lamps()
    pane = make(SectionKey.CALENDARS, extra=extra)
    lamps.failed.emit(StoreProblem("The lamp is stuck", "Turn it by hand."))
    assert pane.message_bar.text == "The lamp is stuck. Turn it by hand."


# ---- going somewhere
def test_going_to_mail_waits_for_what_is_kept(make, qtbot):
    held = HeldCalls()
    pane = make(calls=held)
    with qtbot.waitActive(pane):
        pane.activateWindow()
    held.release()
    pane.show_mail()
    button = pane.writing.mail.setup_button
    assert pane.shown is SectionKey.MESSAGES
    assert not button.isEnabled()
    held.release()
    assert button.hasFocus()
    view = pane.scroll_area.viewport()
    qtbot.waitUntil(lambda: view.rect().contains(button.mapTo(view, button.rect().center())))


def test_whoever_went_elsewhere_meanwhile_stays_there(make, qtbot):
    held = HeldCalls()
    pane = make(calls=held)
    with qtbot.waitActive(pane):
        pane.activateWindow()
    pane.show_mail()
    pane.focus_content()
    held.release()
    assert pane.writing.mail.setup_button.isEnabled()
    assert pane.index.list.hasFocus()


@pytest.mark.parametrize("account", [ACCOUNT, PRACTICE])
def test_the_account_is_brought_into_view(make, qtbot, account):
    pane = make(None, account)
    pane.search.setText("camera")
    pane.search.search_now()
    pane.resize(900, 200)
    pane.show_account()
    assert pane.search.text() == ""
    control = pane.account.sign_out_button if account is PRACTICE else pane.account.test_button
    assert pane.focusWidget() is control
    view = pane.scroll_area.viewport()
    qtbot.waitUntil(lambda: view.rect().contains(control.mapTo(view, control.rect().center())))


# ---- what is remembered
def test_the_section_is_there_again_next_time(make, settings, qtbot):
    kept = make(SectionKey.MESSAGES).state()
    assert kept == {"section": "messages"}
    pane = settings_pane(settings)
    pane.restore(kept)
    show_settings(qtbot, pane)
    assert pane.shown is SectionKey.MESSAGES
    assert "Clinic" in shown_texts(pane.scroll_area)
    assert pane.index.list.currentIndex().data() == "Messages"
    assert "appearance" not in vars(pane)


@pytest.mark.parametrize("odd", [{}, {"section": 7}, {"section": "attic"}, {"section": "calendars"}])
def test_a_section_that_is_not_there_any_more_is_forgotten(make, odd):
    pane = make()
    pane.restore(odd)
    assert pane.shown is SectionKey.GENERAL
