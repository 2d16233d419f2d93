"""Who gets a recording and how: chosen, sent, copied, written down, and refused where a consent is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.consent import Standing
from hosted_meetings_desktop.domain.ids import RecordingId
from hosted_meetings_desktop.domain.shares import ShareWay
from hosted_meetings_desktop.ui.sharing.dialog import ShareDialog
from tests.panes.clinic_data import NOW, OFFLINE, PATIENTS
from tests.panes.fakes import HeldCalls, NowCalls
from tests.panes.sharing_kit import LINK, PASSWORD, FakeSharing, a_share, an_offer

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


def made(qtbot: QtBot, deeds: FakeSharing, calls=None) -> ShareDialog:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialog = ShareDialog(RecordingId("r-1"), deeds, calls or NowCalls(), lambda: NOW, window)
    dialog.window_around = window  # type: ignore[attr-defined]
    dialog.open()
    qtbot.wait(1)
    return dialog


def press(inside: QWidget | None, text: str) -> None:
    assert inside is not None
    next(each for each in inside.findChildren(QPushButton) if each.text() == text).click()


def test_a_missing_consent_is_named_and_nothing_can_be_shared(qtbot: QtBot) -> None:
    for standing, said in (
        (Standing.MISSING, "It cannot be shared until these agree to being recorded: A daughter."),
        (Standing.REFUSED, "It cannot be shared. These do not agree to being recorded: A daughter."),
        (Standing.NEVER, "Visits of this kind are not recorded, so this recording is given to nobody."),
    ):
        dialog = made(qtbot, FakeSharing(offer=an_offer(lacking=("A daughter",), standing=standing)))
        assert dialog.lacking is not None
        assert dialog.lacking.text == said
        assert not dialog.main_button.isEnabled()
        assert not any(box.isVisible() for box in dialog.boxes.values())
        assert not dialog.by_copy.isVisible()


def test_the_link_is_sent_to_those_who_are_chosen(qtbot: QtBot) -> None:
    deeds = FakeSharing(unsent=(("A daughter", "No e-mail address of A daughter is known. Copy the link instead."),))
    dialog = made(qtbot, deeds)
    assert [box.text() for box in dialog.boxes.values()] == [
        f"{PATIENTS[0]} · Patient · 24 min · f@example.org", "A daughter · not invited from here · 11 min",
    ]  # fmt: skip
    assert not dialog.main_button.isEnabled(), "nobody is chosen yet"
    dialog.by_mail.setChecked(True)
    assert "It cannot be taken back" in dialog.way_note.text()
    for box in dialog.boxes.values():
        box.setChecked(True)
    with qtbot.waitSignal(dialog.shared):
        dialog.main_button.click()
    assert deeds.asked_for("give_link") == [(("a", "b"), dialog.words.toPlainText(), True)]
    assert dialog.outcome is not None
    assert dialog.outcome.text.startswith(f"Sent to {PATIENTS[0]}. The link works until")
    assert "Not sent to A daughter: No e-mail address" in dialog.outcome.text
    press(dialog.outcome, "Copy the link")
    assert QApplication.clipboard().text() == LINK
    assert len(dialog.given.lines) == 1


def test_the_link_can_be_handed_over(qtbot: QtBot) -> None:
    deeds = FakeSharing(offer=an_offer(can_mail=False, copy_ready=False))
    dialog = made(qtbot, deeds)
    assert not dialog.by_mail.isEnabled()
    assert dialog.by_link.isChecked()
    assert not dialog.words.isVisible()
    dialog.boxes["b"].setChecked(True)
    dialog.main_button.click()
    assert deeds.asked_for("give_link")[0][2] is False
    assert QApplication.clipboard().text() == LINK
    assert LINK not in dialog.outcome.text


def test_a_copy_shows_its_password_once(qtbot: QtBot, tmp_path: Path) -> None:
    deeds = FakeSharing()
    dialog = made(qtbot, deeds)
    assert dialog.by_copy.isChecked()
    dialog.boxes["a"].setChecked(True)
    assert dialog.main_button.text() == "Make the copy…"
    dialog.main_button.click()
    question = dialog.save_question.dialog
    assert question is not None
    question.fileSelected.emit(str(tmp_path / "x.zip"))
    question.reject()
    assert deeds.asked_for("make_copy") == [(("a",), tmp_path / "x.zip")]
    assert dialog.outcome is not None
    assert PASSWORD in dialog.outcome.text
    assert not dialog.main_button.isVisible(), "to copy it is the one thing to do now"
    press(dialog.outcome, "Copy the password")
    assert QApplication.clipboard().text() == PASSWORD
    press(dialog.outcome, "Send it as a text message")
    assert deeds.asked_for("text_password")[0][:2] == (("a",), PASSWORD)
    assert dialog.message_bar.text == f"The password was sent to {PATIENTS[0]}."
    assert dialog.leave_button.text() == "Close"
    dialog.by_link.setChecked(True)
    assert (dialog.main_button.isVisible(), dialog.main_button.text()) == (True, "Copy the link")


def test_a_password_is_texted_to_no_phone_that_is_not_known(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = made(qtbot, FakeSharing())
    dialog.boxes["b"].setChecked(True)
    dialog.copy_to(tmp_path / "x.zip")
    assert dialog.outcome is not None
    assert dialog.outcome.text.endswith(PASSWORD), "what is copied by mouse is the password alone"
    assert "Send it as a text message" not in {each.text() for each in dialog.outcome.findChildren(QPushButton)}


def test_a_long_copy_can_be_stopped(qtbot: QtBot, tmp_path: Path) -> None:
    calls = HeldCalls()
    dialog = made(qtbot, FakeSharing(), calls)
    calls.release()
    dialog.boxes["a"].setChecked(True)
    dialog.copy_to(tmp_path / "x.zip")
    assert (dialog.leave_button.text(), dialog.leave_button.isEnabled()) == ("Stop", True)
    dialog.leave_button.click()
    assert dialog.isVisible()
    assert dialog.message_bar.text == "Stopped. No copy was made."
    assert (dialog.leave_button.text(), dialog.busy) == ("Close", False)
    with qtbot.waitSignal(dialog.finished):
        dialog.leave_button.click()


def test_what_was_given_is_withdrawn_with_a_reason(qtbot: QtBot) -> None:
    copy = a_share(2, way=ShareWay.EXPORTED_COPY, name="A daughter", address="", expires_at=None)
    deeds = FakeSharing(offer=an_offer(given=(a_share(), copy)))
    dialog = made(qtbot, deeds)
    first = dialog.given.lines[0]
    assert "link" in first.state.text()
    assert "works until" in first.state.text()
    first.withdraw_button.click()
    asked = dialog.given.lines[0]
    assert asked.reason is not None
    assert not asked.yes_button.isEnabled()
    asked.reason.setText("sent to the wrong person")
    asked.yes_button.click()
    assert deeds.asked_for("withdraw") == [("s-1", "sent to the wrong person")]
    assert "withdrawn" in dialog.given.lines[0].state.text()
    assert not dialog.given.lines[0].withdraw_button.isVisible()
    dialog.given.lines[1].withdraw_button.click()
    dialog.given.lines[1].no_button.click()
    assert dialog.given.lines[1].reason is None


def test_what_goes_wrong_is_told_and_the_choice_stays(qtbot: QtBot) -> None:
    deeds = FakeSharing()
    dialog = made(qtbot, deeds)
    dialog.by_link.setChecked(True)
    dialog.boxes["b"].setChecked(True)
    deeds.problem = OFFLINE
    dialog.main_button.click()
    assert OFFLINE.title in dialog.message_bar.text
    assert dialog.boxes["b"].isChecked()
    assert not dialog.busy
    gone = FakeSharing()
    gone.problem = OFFLINE
    nothing = made(qtbot, gone)
    assert OFFLINE.title in nothing.message_bar.text
    assert not nothing.main_button.isEnabled()


def test_what_is_gone_can_be_given_no_way(qtbot: QtBot) -> None:
    dialog = made(qtbot, FakeSharing(offer=an_offer(link_until=None, copy_ready=False)))
    dialog.boxes["a"].setChecked(True)
    assert not dialog.main_button.isEnabled()
    assert dialog.way_note.text() == "The video service has it no more, and it is not in the archive."
