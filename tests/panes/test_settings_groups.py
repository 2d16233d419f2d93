"""The settings' groups take effect at once and are read back as they were set."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication

from hosted_meetings_desktop import __version__
from hosted_meetings_desktop.domain.errors import CredentialsRefused, StoreProblem
from hosted_meetings_desktop.domain.safekeeping import Reason
from hosted_meetings_desktop.ui.parts.badge import Badge
from hosted_meetings_desktop.ui.settings.about import licences
from hosted_meetings_desktop.ui.settings.preferences import Preferences
from hosted_meetings_desktop.ui.settings.sections import SectionKey
from hosted_meetings_desktop.ui.theme import current
from hosted_meetings_desktop.ui.theme.apply import apply_theme
from hosted_meetings_desktop.ui.theme.tokens import DARK, LIGHT, ThemeMode
from tests.panes.fakes import FakeAccountService, FakeKeeper, HeldCalls, some_backups
from tests.panes.settings_kit import ACCOUNT, LEFT, PRACTICE, settings_pane, show_settings, shown_texts

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture(autouse=True)
def _themed(qapp):
    apply_theme(qapp, ThemeMode.LIGHT)
    yield
    apply_theme(qapp, ThemeMode.LIGHT)


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def service():
    return FakeAccountService()


@pytest.fixture
def keeper():
    return FakeKeeper(some_backups())


@pytest.fixture
def make(qtbot, settings, service, keeper):
    def build(section, account=ACCOUNT, calls=None):
        pane = settings_pane(settings, account, service=service, keeper=keeper, calls=calls)
        return show_settings(qtbot, pane, section)

    return build


@pytest.mark.parametrize(("mode", "theme"), [(ThemeMode.DARK, DARK), (ThemeMode.LIGHT, LIGHT)])
def test_colours_change_at_once_and_stay(make, settings, qtbot, mode, theme):
    qtbot.mouseClick(make(SectionKey.GENERAL).appearance.theme_buttons[mode], LEFT)
    assert current.colours() is theme
    assert Preferences(settings).theme is mode
    assert make(SectionKey.GENERAL).appearance.theme_buttons[mode].isChecked()


def test_starting_with_camera_and_microphone(make, settings):
    pane = make(SectionKey.CALLS)
    assert pane.call.start_camera.isChecked()
    assert pane.call.start_microphone.isChecked()
    pane.call.start_camera.click()
    kept = Preferences(settings)
    assert (kept.start_camera, kept.start_microphone) == (False, True)
    pane.call.start_microphone.click()
    assert not Preferences(settings).start_microphone
    assert not make(SectionKey.CALLS).call.start_camera.isChecked()


@pytest.mark.parametrize("device", ["camera", "microphone"])
@pytest.mark.parametrize(("answer", "said"), [("allowed", "without asking"), ("denied", "Stays off")])
def test_a_remembered_answer_is_said_and_can_be_forgotten(make, settings, qtbot, device, answer, said):
    settings.setValue(f"call/media/{device}", answer)
    pane = make(SectionKey.CALLS)
    assert said in pane.call.answer_text(device)
    assert pane.call.forget_buttons[device].text() == "Ask again next time"
    qtbot.mouseClick(pane.call.forget_buttons[device], LEFT)
    assert pane.call.answer_text(device) == "The next call asks first."
    assert not settings.contains(f"call/media/{device}")
    assert not pane.call.forget_buttons[device].isVisible()


def test_an_answer_given_in_a_call_meanwhile_is_shown_on_reload(make, settings):
    pane = make(SectionKey.CALLS)
    settings.setValue("call/media/camera", "denied")
    pane.reload()
    assert "Stays off" in pane.call.answer_text("camera")


def test_the_guest_page_is_kept_and_told_once(make, settings, qtbot):
    pane = make(SectionKey.GUESTS)
    pane.guests.page.setText(" https://praxis.example/join ")
    with qtbot.waitSignal(pane.guest_page_changed) as told:
        qtbot.keyClick(pane.guests.page, Qt.Key.Key_Return)
    assert told.args == ["https://praxis.example/join"]
    assert Preferences(settings).guest_page == "https://praxis.example/join"
    with qtbot.assertNotEmitted(pane.guest_page_changed):
        pane.guests.keep_page()
    pane.guests.page.clear()
    pane.guests.keep_page()
    assert Preferences(settings).guest_page == ""


def test_an_unusable_guest_page_is_said_and_the_old_one_stays(make, settings):
    Preferences(settings).guest_page = "https://praxis.example"
    pane = make(SectionKey.GUESTS)
    pane.guests.page.setText("http://praxis.example")
    pane.guests.keep_page()
    assert "https://" in pane.guests.form.problems["guest_page"]
    assert Preferences(settings).guest_page == "https://praxis.example"
    pane.guests.page.setText("https://praxis.example/neu")
    pane.guests.keep_page()
    assert pane.guests.form.problems == {}


def test_testing_the_connection(make, qtbot):
    pane = make(SectionKey.ACCOUNT)
    qtbot.mouseClick(pane.account.test_button, LEFT)
    assert "connection works" in pane.account.test_result.text
    qtbot.mouseClick(pane.account.test_result.details_button, LEFT)
    assert "answered in 143 ms" in QGuiApplication.clipboard().text()
    assert pane.account.test_result.kind == "success"
    assert pane.account.test_result.isVisible()
    pane.hide()
    assert pane.account.test_result.text == ""


def test_a_failed_test_says_what_to_do(make, service):
    service.fails = CredentialsRefused()
    pane = make(SectionKey.ACCOUNT)
    pane.account.test_connection()
    assert "refused the sign-in" in pane.account.test_result.text
    assert pane.account.test_button.isEnabled()


def test_while_it_tests_it_says_so(make):
    held = HeldCalls()
    pane = make(SectionKey.ACCOUNT, calls=held)
    held.release()
    pane.account.test_connection()
    assert pane.account.test_button.text() == "Testing…"
    assert not pane.account.test_button.isEnabled()
    held.release()
    assert pane.account.test_button.text() == "Test connection"


def test_signing_out_is_asked_of_the_window(make, qtbot, service):
    pane = make(SectionKey.ACCOUNT)
    with qtbot.waitSignal(pane.sign_out_requested):
        qtbot.mouseClick(pane.account.sign_out_button, LEFT)
    assert service.signed_out == 0


def test_practice_is_marked(make):
    pane = make(SectionKey.ACCOUNT, PRACTICE)
    assert [badge.text for badge in pane.findChildren(Badge)] == ["Practice mode"]
    assert pane.account.sign_out_button.text() == "Leave…"
    assert pane.account.sign_out_button.accessibleName() == "Leave practice mode"
    said = shown_texts(pane.scroll_area)
    assert "On this PC only" in said
    assert "Leave practice mode" in said
    assert not {"Another account", "Connection", "Dyte"} & set(said)
    assert make(SectionKey.ACCOUNT).findChildren(Badge) == []


def test_rows_say_what_they_are_about(make):
    pane = make(SectionKey.CALLS)
    assert {"Camera permission", "Microphone permission"} <= set(shown_texts(pane.scroll_area))
    assert pane.call.start_camera.text() == "Start with the camera on"
    pane.show_section(SectionKey.GUESTS)
    assert "While it is empty, no links can be copied." in " ".join(shown_texts(pane.scroll_area))


def test_details_for_it_hold_no_names(make, qtbot):
    pane = make(SectionKey.ABOUT)
    qtbot.mouseClick(pane.about.details_button, LEFT)
    copied = QGuiApplication.clipboard().text()
    assert __version__ in copied
    assert "realtimekit" in copied
    assert "Praxis am Park" not in copied
    assert "a1" not in copied.split()
    assert pane.message_bar.text.startswith("Copied")


def test_licences_are_listed(make, qtbot):
    pane = make(SectionKey.ABOUT)
    dialog = pane.about.open_licences()
    assert dialog.isVisible()
    for name in ("PySide6", "SQLCipher", "httpx", "Apache-2.0", "LGPL-3.0"):
        assert name in licences()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_the_data_folder_opens(make, qtbot, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    qtbot.mouseClick(make(SectionKey.DATA).data_folder.open_button, LEFT)
    assert [url.toLocalFile() for url in opened] == ["/var/lib/clinic"]


@pytest.mark.parametrize("odd", ["purple", "", "7"])
def test_an_odd_theme_counts_as_system(settings, odd):
    settings.setValue("appearance/theme", odd)
    assert Preferences(settings).theme is ThemeMode.SYSTEM


def test_choices_survive_the_file(settings, tmp_path):
    kept = Preferences(settings)
    kept.start_camera, kept.theme = False, ThemeMode.DARK
    settings.sync()
    again = Preferences(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    assert (again.start_camera, again.start_microphone, again.theme) == (False, True, ThemeMode.DARK)


# ---- backups
@pytest.mark.parametrize("account", [ACCOUNT, PRACTICE])
def test_the_last_backup_is_said(make, account):
    pane = make(SectionKey.DATA, account)
    assert pane.backups.last_text.startswith("2 h ago, 1.2 MB. ")


def test_copies_of_a_store_that_was_not_well_are_no_backup(make, keeper):
    keeper.copies = tuple(copy for copy in keeper.copies if copy.reason in {Reason.REPLACED, Reason.SET_ASIDE})
    pane = make(SectionKey.DATA)
    assert pane.backups.last_text.startswith("None yet")
    assert pane.backups.restore_button.isEnabled()
    keeper.copies = ()
    pane.reload()
    assert not pane.backups.restore_button.isEnabled()


def test_backing_up_now_says_what_came_of_it(make, keeper, qtbot):
    pane = make(SectionKey.DATA)
    qtbot.mouseClick(pane.backups.make_button, LEFT)
    assert pane.backups.result.text == "Backed up: 1.2 MB."
    assert pane.backups.result.isVisible()
    assert pane.backups.last_text.startswith("just now, ")
    keeper.fails = StoreProblem("No backup could be made", "Check the free space of the disk.")
    qtbot.mouseClick(pane.backups.make_button, LEFT)
    assert pane.backups.result.text == "No backup could be made. Check the free space of the disk."
    assert len(keeper.copies) == 7


def test_while_it_backs_up_it_says_so_and_makes_one_alone(make, keeper):
    held = HeldCalls()
    pane = make(SectionKey.DATA, calls=held)
    held.release()
    pane.backups.back_up()
    pane.backups.back_up()
    assert pane.backups.make_button.text() == "Backing up…"
    held.release()
    assert pane.backups.make_button.text() == "Back up now"
    assert len(keeper.copies) == 7


def test_putting_a_backup_back_is_asked_of_the_window(make, keeper, qtbot):
    pane = make(SectionKey.DATA)
    with qtbot.waitSignal(pane.restore_requested):
        qtbot.mouseClick(pane.backups.restore_button, LEFT)
    assert keeper.did == []
    assert "store" in pane.topics
