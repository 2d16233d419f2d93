"""The group about notifications: every choice takes effect at once and is read back as it was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.upcoming import LEADS, USUAL_LEAD, Start, Wishes
from hosted_meetings_desktop.ui.settings.notification_preferences import NotificationPreferences
from hosted_meetings_desktop.ui.settings.notifications import NotificationsGroup
from tests.panes.clinic_data import NOW
from tests.panes.fakes import HeldCalls, NowCalls
from tests.panes.outbox_kit import UNREADABLE

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support"),
    pytest.mark.usefixtures("london"),
]
LEFT = Qt.MouseButton.LeftButton


@dataclass
class Names:
    """Knows the hosts."""

    known: tuple[str, ...] = ("Dr. Hale", "Dr. Ibsen")
    fails: AppError | None = None

    async def hosts(self) -> tuple[str, ...]:
        if self.fails is not None:
            raise self.fails
        return self.known


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def make(qtbot, settings):
    def build(names=None, calls=None):
        group = NotificationsGroup(NotificationPreferences(settings), names or Names(), calls or NowCalls())
        qtbot.addWidget(group)
        group.resize(672, 500)
        group.show()
        group.reload()
        group.changes = []
        group.changed.connect(lambda: group.changes.append(NotificationPreferences(settings).wishes()))
        return group

    return build


def boxes(group):
    QTest.qWait(1)  # what is added to a layout is shown by the next turn
    return {box.text(): box.isChecked() for box in group.host_boxes if box.isVisible()}


def choose(box: QComboBox, place: int) -> None:
    box.setCurrentIndex(place)
    box.activated.emit(place)


# ---- what is kept
def test_at_first_all_hosts_five_minutes_before_without_names(settings):
    kept = NotificationPreferences(settings)
    assert kept.wishes() == Wishes(USUAL_LEAD, None)
    assert timedelta(minutes=5) == USUAL_LEAD
    assert (kept.on, kept.names, kept.told()) == (True, False, frozenset())


@pytest.mark.parametrize("lead", LEADS)
def test_each_lead_is_read_back(settings, lead):
    NotificationPreferences(settings).lead = lead
    settings.sync()
    assert NotificationPreferences(QSettings(settings.fileName(), QSettings.Format.IniFormat)).lead == lead


@pytest.mark.parametrize("hosts", [[], ["Dr. Hale"], ["Hale, A.", "د. إبراهيم", 'Dr. "Bob" \\ %20']])
def test_hosts_are_read_back_as_they_are_written(settings, hosts):
    NotificationPreferences(settings).hosts = hosts
    settings.sync()
    again = NotificationPreferences(QSettings(settings.fileName(), QSettings.Format.IniFormat))
    assert again.hosts == tuple(hosts)
    again.hosts = None
    assert again.hosts is None


@pytest.mark.parametrize("junk", ["", "x", "{}", "[1, null]", "99999999999999999999", "-5", "true"])
def test_what_cannot_be_read_counts_as_not_chosen(settings, junk):
    for key in ("on", "minutes_before", "hosts", "names", "told"):
        settings.setValue(f"notifications/{key}", junk)
    kept = NotificationPreferences(settings)
    assert kept.lead == USUAL_LEAD
    assert not kept.hosts
    assert kept.told() == frozenset()
    assert kept.on


def test_what_was_told_is_read_back_without_anything_personal(settings):
    one = Start(NOW, MeetingId("6f0c7a52-6b0e-4b0e-9d62-7d5c9f8f0001"))
    other = Start(NOW + timedelta(minutes=30), one.meeting)
    NotificationPreferences(settings).note_told([one], NOW)
    NotificationPreferences(settings).note_told([other], NOW)
    fresh = QSettings(settings.fileName(), QSettings.Format.IniFormat)
    assert NotificationPreferences(fresh).told() == {one, other}
    settings.setValue(
        "notifications/told", '["2026-11-23T09:12:00 naive", "junk", 7, "2026-11-23T09:12:00+00:00 m1"]'
    )
    assert NotificationPreferences(settings).told() == {Start(NOW, MeetingId("m1"))}


# ---- the group
def test_switching_off_takes_effect_at_once(make, qtbot):
    group = make()
    assert group.on_box.isChecked()
    group.on_box.click()
    assert group.changes == [Wishes(None)]
    for control in (group.lead_box, group.all_button, group.some_button, group.names_box):
        assert not control.isEnabled()
    assert group.test_button.isEnabled()
    group.on_box.click()
    assert group.lead_box.isEnabled()


def test_how_long_before(make):
    group = make()
    said = [group.lead_box.itemText(place) for place in range(group.lead_box.count())]
    assert said == ["When they start", "1 minute before", *(f"{n} minutes before" for n in (5, 10, 15))]
    assert group.lead_box.currentText() == "5 minutes before"
    choose(group.lead_box, 4)
    assert group.changes == [Wishes(timedelta(minutes=15))]
    assert make().lead_box.currentText() == "15 minutes before"


def test_hosts_are_chosen_by_name(make):
    group = make()
    assert boxes(group) == {}
    group.some_button.click()
    assert boxes(group) == {"Dr. Hale": False, "Dr. Ibsen": False}
    assert group._whose_note.text() == "Nobody is chosen: nothing is told."
    group.host_boxes[1].click()
    assert group._whose_note.text() == "Meetings of 1 host."
    assert group.changes[-1] == Wishes(hosts=frozenset({"dr. ibsen"}))
    assert boxes(make()) == {"Dr. Hale": False, "Dr. Ibsen": True}


def test_all_again_and_back_keeps_who_was_chosen(make):
    group = make()
    group.some_button.click()
    group.host_boxes[0].click()
    group.all_button.click()
    assert group.changes[-1].hosts is None
    assert boxes(group) == {}
    group.some_button.click()
    assert boxes(group) == {"Dr. Hale": True, "Dr. Ibsen": False}


def test_a_chosen_host_without_meetings_stays_to_be_seen(make, settings):
    NotificationPreferences(settings).hosts = ["Dr. Zapf", "dr. hale"]
    group = make()
    assert boxes(group) == {"Dr. Hale": True, "Dr. Ibsen": False, "Dr. Zapf": True}
    group.host_boxes[2].click()
    assert NotificationPreferences(settings).hosts == ("Dr. Hale",)


def test_before_the_hosts_are_known_those_chosen_are_shown(make, settings):
    NotificationPreferences(settings).hosts = ["Dr. Hale"]
    calls = HeldCalls()
    group = make(calls=calls)
    assert boxes(group) == {"Dr. Hale": True}
    calls.release()
    assert boxes(group) == {"Dr. Hale": True, "Dr. Ibsen": False}


def test_without_any_hosts_it_says_so(make):
    group = make(Names(()))
    group.some_button.click()
    assert group._host_note.text() == "No hosts yet: they come with the first meetings."
    assert group._host_note.isVisible()


def test_hosts_that_cannot_be_read(make):
    names = Names(fails=UNREADABLE)
    group = make(names)
    group.some_button.click()
    assert "cannot be shown now" in group._host_note.text()
    names.fails = None
    group.reload()
    assert len(boxes(group)) == 2
    assert not group._host_note.isVisible()


def test_names_are_off_until_somebody_wants_them(make, settings):
    group = make()
    assert not group.names_box.isChecked()
    group.names_box.click()
    assert NotificationPreferences(settings).names
    assert len(group.changes) == 1
    assert make().names_box.isChecked()


@pytest.mark.parametrize(
    ("shown", "kind", "said"),
    [(True, "success", "took it"), (None, "info", "It was sent"), (False, "warning", "This window tells instead")],
)
def test_a_test_is_asked_for_and_its_outcome_told(make, qtbot, shown, kind, said):
    group = make()
    group.test_requested.connect(lambda: group.tell_test(shown))
    qtbot.mouseClick(group.test_button, LEFT)
    assert group.result.kind == kind
    assert said in group.result.text
    with qtbot.waitSignal(group.test_requested):
        group.test_button.click()


def test_every_control_has_a_name_and_a_place_for_the_tab_key(make, settings):
    NotificationPreferences(settings).hosts = ["Dr. Hale"]
    group = make()
    QTest.qWait(1)
    order, widget = [], group.on_box
    for _stop in range(40):
        if group.isAncestorOf(widget) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            assert widget.accessibleName(), widget
            order.append(widget)
        widget = widget.nextInFocusChain()
        if widget is group.on_box:
            break
    assert order == [
        group.on_box, group.lead_box, group.all_button, group.some_button, *group.host_boxes, group.names_box,
        group.test_button,
    ]  # fmt: skip
