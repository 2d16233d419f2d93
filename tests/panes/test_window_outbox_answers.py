"""Answers that come as files: dropped on the window or chosen, and what is said about them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.invitation import Attending
from hosted_meetings_desktop.domain.outbox import Answered
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.window.outbox import answers as answers_module
from hosted_meetings_desktop.ui.window.outbox.answers import MAX_FILES, AnswerDrop
from tests.panes.clinic_data import NOW
from tests.panes.fakes import NowCalls
from tests.panes.outbox_kit import FakeCorrespondence, FakeFinder, meeting_of

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support"),
    pytest.mark.usefixtures("london"),
]
ASHA = Answered("Asha", Attending.ACCEPTED, MeetingId("m01"), "Knee")
STRANGER = InputProblem(
    "file", "This answers nothing that was sent from here", "Nothing was changed. Ask who sent it."
)
COPY = Qt.DropAction.CopyAction


class Kit:
    def __init__(self, qtbot, folder, importer=None):
        self.folder = folder
        self.window = QMainWindow()
        self.bar = MessageBar()
        self.inner = QLabel("The window")
        ground = QWidget()
        column = QVBoxLayout(ground)
        column.addWidget(self.bar)
        column.addWidget(self.inner)
        self.window.setCentralWidget(ground)
        qtbot.addWidget(self.window)
        self.window.show()
        self.fake = FakeCorrespondence(answers=(ASHA,))
        self.finder = FakeFinder(meeting_of(()))
        self.drop = AnswerDrop(
            self.window, self.fake, self.finder, NowCalls(), lambda: self.bar, lambda: NOW, importer=importer
        )

    def file(self, name, data=b"BEGIN:VCALENDAR"):
        path = self.folder / name
        path.write_bytes(data)
        return path

    def drag(self, *urls, text=""):
        """Drag something in and let it go; returns whether it was taken."""
        data = QMimeData()
        if urls:
            data.setUrls([QUrl(url) if isinstance(url, str) else QUrl.fromLocalFile(str(url)) for url in urls])
        if text:
            data.setText(text)
        buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(QPoint(5, 5), COPY, data, buttons, keys)
        enter.ignore()
        QApplication.sendEvent(self.window, enter)
        if enter.isAccepted():
            QApplication.sendEvent(self.window, QDropEvent(QPointF(5, 5), COPY, data, buttons, keys))
        return enter.isAccepted()


@pytest.fixture
def kit(qtbot, tmp_path):
    return Kit(qtbot, tmp_path)


@pytest.mark.parametrize(
    ("attending", "said"),
    [
        (Attending.ACCEPTED, "Asha accepted: Knee, Tomorrow 10:12."),
        (Attending.DECLINED, "Asha declined: Knee, Tomorrow 10:12."),
        (Attending.TENTATIVE, "Asha may come: Knee, Tomorrow 10:12."),
        (Attending.UNANSWERED, "Asha has not decided yet: Knee, Tomorrow 10:12."),
    ],
)
def test_a_dropped_answer_is_told_with_its_visit(kit, qtbot, attending, said):
    kit.fake.answers = (replace(ASHA, attending=attending),)
    assert kit.drag(kit.file("invite.ics"))
    assert (kit.bar.text, kit.bar.kind) == (said, "success")
    with qtbot.waitSignal(kit.drop.meeting_wanted) as shown:
        kit.bar.action_button.click()
    assert shown.args == ["m01"]


def test_an_answer_to_a_meeting_that_is_gone_is_told_without_its_time(kit):
    kit.finder.found = None
    kit.drag(kit.file("answer.EML"))
    assert kit.bar.text == "Asha accepted: Knee."


def test_other_things_are_left_to_the_window(kit):
    assert not kit.drag(kit.file("photo.png"))
    assert not kit.drag("https://clinic.example/invite.ics")
    assert not kit.drag(text="hello")
    assert kit.fake.did == []
    assert kit.bar.text == ""


def test_several_at_once_are_told_together(kit):
    kit.fake.answer_fails = {b"bad": STRANGER}
    files = [kit.file(f"{n}.ics") for n in range(4)]
    kit.drag(*files, kit.file("bad.ics", b"bad"), kit.file("report.eml", b"report"))
    assert kit.bar.text == (
        "4 answers were read: Asha accepted, Asha accepted, Asha accepted… "
        "The mail server's report was read: its message is marked in the outbox. "
        "1 file could not be used: bad.ics: This answers nothing that was sent from here."
    )
    assert kit.bar.kind == "warning"


def test_a_report_leads_to_the_outbox(kit, qtbot):
    kit.drag(kit.file("report.eml", b"report"))
    assert "marked in the outbox" in kit.bar.text
    with qtbot.waitSignal(kit.drop.outbox_wanted):
        kit.bar.action_button.click()


def test_one_that_is_of_no_use_says_why(kit):
    kit.fake.answer_fails = {b"bad": STRANGER}
    kit.drag(kit.file("bad.ics", b"bad"))
    assert kit.bar.kind == "error"
    assert kit.bar.text == (
        "bad.ics: This answers nothing that was sent from here. Nothing was changed. Ask who sent it."
    )


def test_files_that_are_far_too_large_or_gone_are_not_read(kit, monkeypatch):
    monkeypatch.setattr(answers_module, "MAX_BYTES", 10)
    kit.drag(kit.file("large.ics", b"x" * 11))
    assert "too large for an answer" in kit.bar.text
    kit.drop.read([kit.folder / "gone.ics"])
    assert "The file cannot be read" in kit.bar.text
    assert kit.fake.did == []
    kit.drag(kit.file("fits.ics", b"x" * 10))
    assert kit.fake.did == [("read", "10")]


def test_a_whole_folder_of_files_has_an_end(kit):
    kit.drop.read([kit.file(f"{n}.ics") for n in range(MAX_FILES + 5)])
    assert len(kit.fake.did) == MAX_FILES
    assert f"Up to {MAX_FILES} files are read at once." in kit.bar.text


def test_an_answer_can_be_chosen_too(kit):
    kit.drop.choose()
    dialog = kit.drop.dialog
    kit.drop.choose()
    assert kit.drop.dialog is dialog, "it was asked twice"
    dialog.filesSelected.emit([str(kit.file("invite.ics"))])
    dialog.done(0)
    assert kit.drop.dialog is None
    assert kit.bar.text.startswith("Asha accepted")


# ---- calendars that are no answers
CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n%sBEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def imported():
    return []


@pytest.fixture
def importing(qtbot, tmp_path, imported):
    return Kit(qtbot, tmp_path, imported.append)


@pytest.mark.parametrize("method", [b"", b"METHOD:PUBLISH\r\n", b"METHOD : request\r\n"])
def test_a_calendar_is_handed_on_to_be_imported(importing, imported, method):
    path = importing.file("summer.ics", CALENDAR % method)
    assert importing.drag(path)
    assert imported == [path]
    assert importing.fake.did == []
    assert importing.bar.text == ""


@pytest.mark.parametrize("method", [b"REPLY", b"reply", b"COUNTER", b"CANCEL"])
def test_what_belongs_to_a_planned_meeting_is_read_as_an_answer(importing, imported, method):
    importing.drag(importing.file("answer.ics", CALENDAR % (b"METHOD:" + method + b"\r\n")))
    assert imported == []
    assert [did for did, _size in importing.fake.did] == ["read"]


def test_an_email_and_what_is_no_calendar_are_never_handed_on(importing, imported):
    importing.drag(
        importing.file("mail.eml", b"From: x\r\n\r\nBEGIN:VCALENDAR"), importing.file("page.ics", b"<html>")
    )
    assert imported == []
    assert len(importing.fake.did) == 2


def test_among_answers_a_calendar_is_offered(importing, imported):
    calendar = importing.file("summer.ics", CALENDAR % b"")
    importing.drag(importing.file("mail.eml", b"answer"), calendar)
    assert importing.bar.text == (
        "Asha accepted: Knee, Tomorrow 10:12. 1 file is a calendar, not an answer: summer.ics."
    )
    assert imported == []
    importing.bar.other_button.click()
    assert imported == [calendar]


def test_of_several_calendars_the_first_is_offered(importing, imported):
    files = [importing.file(f"{n}.ics", CALENDAR % b"") for n in range(3)]
    importing.drag(*files)
    assert importing.bar.text == "3 files are calendars, the first of them 0.ics; open them one at a time."
    assert importing.bar.kind == "info"
    importing.bar.other_button.click()
    assert imported == files[:1]


def test_a_calendar_beside_a_file_of_no_use(importing, imported):
    importing.fake.answer_fails = {b"bad": STRANGER}
    importing.drag(importing.file("bad.ics", b"bad"), importing.file("summer.ics", CALENDAR % b""))
    assert importing.bar.text == (
        "1 file is a calendar, not an answer: summer.ics. "
        "1 file could not be used: bad.ics: This answers nothing that was sent from here."
    )
    assert importing.bar.kind == "warning"
    assert imported == []
