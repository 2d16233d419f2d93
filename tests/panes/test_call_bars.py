"""The questions of the call window: camera and microphone, and what to share."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSettings, QStringListModel, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPixmap
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.ui.call import bars, scheme
from hosted_meetings_desktop.ui.call.bar_column import BarColumn
from hosted_meetings_desktop.ui.call.bars import Bar, PermissionBar
from hosted_meetings_desktop.ui.call.permissions import (
    MediaKind,
    MediaRequest,
    PermissionDesk,
    SettingsMediaPolicy,
)
from hosted_meetings_desktop.ui.call.picker import SharePicker, blank
from hosted_meetings_desktop.ui.call.status_row import StatusRow

scheme.register()

# The offscreen platform says so for every window it is shown.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

BOTH = (MediaKind.CAMERA, MediaKind.MICROPHONE)


@pytest.fixture
def policy(tmp_path: Path) -> SettingsMediaPolicy:
    return SettingsMediaPolicy(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


class Question:
    """A media request that notes its answer."""

    def __init__(self, *kinds: MediaKind) -> None:
        self.answers: list[bool | None] = []
        note = self.answers.append
        self.request = MediaRequest(kinds, lambda: note(True), lambda: note(False), lambda: note(None))


def test_an_answer_is_kept_and_forgotten(policy: SettingsMediaPolicy) -> None:
    assert policy.decision(MediaKind.CAMERA) is None
    policy.remember(MediaKind.CAMERA, allowed=True)
    policy.remember(MediaKind.MICROPHONE, allowed=False)
    assert policy.decision(MediaKind.CAMERA) is True
    assert policy.decision(MediaKind.MICROPHONE) is False
    policy.remember(MediaKind.CAMERA, None)
    assert policy.decision(MediaKind.CAMERA) is None


def test_nothing_is_granted_before_the_person_answers(policy: SettingsMediaPolicy) -> None:
    desk = PermissionDesk(policy)
    question = Question(*BOTH)
    desk.request(question.request)
    assert question.answers == []
    desk.answer(allow=True, remember=True)
    assert question.answers == [True]
    later = Question(MediaKind.MICROPHONE)
    PermissionDesk(policy).request(later.request)
    assert later.answers == [True]


def test_an_answer_that_is_not_remembered_holds_for_this_call_only(policy: SettingsMediaPolicy) -> None:
    desk = PermissionDesk(policy)
    desk.request(Question(*BOTH).request)
    desk.answer(allow=False, remember=False)
    again = Question(MediaKind.CAMERA)
    desk.request(again.request)
    assert again.answers == [False]
    next_call = Question(MediaKind.CAMERA)
    PermissionDesk(policy).request(next_call.request)
    assert next_call.answers == []


def test_one_kind_refused_earlier_refuses_the_pair_and_says_which(qtbot: QtBot, policy: SettingsMediaPolicy) -> None:
    policy.remember(MediaKind.CAMERA, allowed=False)
    desk = PermissionDesk(policy)
    question = Question(*BOTH)
    with qtbot.waitSignal(desk.kept_off) as said:
        desk.request(question.request)
    assert question.answers == [False]
    assert said.args == [(MediaKind.CAMERA,)]


def test_asking_again_forgets_the_no(policy: SettingsMediaPolicy) -> None:
    policy.remember(MediaKind.CAMERA, allowed=False)
    desk = PermissionDesk(policy)
    refused = Question(MediaKind.CAMERA)
    desk.request(refused.request)
    desk.ask_again()
    assert refused.answers == [False, None], "the engine still remembers the no"
    question = Question(MediaKind.CAMERA)
    desk.request(question.request)
    assert desk.wanted == (MediaKind.CAMERA,)
    assert question.answers == []


def test_a_page_that_is_gone_gets_no_answer(policy: SettingsMediaPolicy) -> None:
    desk = PermissionDesk(policy)
    question = Question(*BOTH)
    desk.request(question.request)
    desk.drop()
    desk.answer(allow=True, remember=True)
    assert question.answers == []
    assert policy.decision(MediaKind.CAMERA) is None


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        (BOTH, "Let this call use the camera and microphone?"),
        (BOTH[:1], "Let this call use the camera?"),
        (BOTH[1:], "Let this call use the microphone?"),
    ],
)
def test_the_bar_asks_for_what_is_wanted(qtbot: QtBot, kinds: tuple[MediaKind, ...], words: str) -> None:
    bar = PermissionBar()
    qtbot.addWidget(bar)
    bar.ask(kinds)
    assert bar.isVisible()
    assert bar.text == words


@pytest.mark.parametrize("remember", [True, False])
@pytest.mark.parametrize(("button", "allowed"), [("allow", True), ("deny", False)])
def test_the_bar_says_what_was_decided(qtbot: QtBot, button: str, *, allowed: bool, remember: bool) -> None:
    bar = PermissionBar()
    qtbot.addWidget(bar)
    bar.ask(BOTH)
    bar.remember.setChecked(remember)
    with qtbot.waitSignal(bar.decided) as decided:
        qtbot.mouseClick(getattr(bar, button), Qt.MouseButton.LeftButton)
    assert decided.args == [allowed, remember]


def test_a_bar_is_named_by_its_sentence_and_read_out_once(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(bars, "announce", lambda _widget, text: heard.append(text))
    bar = Bar("success", "sharing_bar")
    qtbot.addWidget(bar)
    for _time in range(2):
        bar.say("You are sharing your screen")
    assert bar.accessibleName() == "You are sharing your screen"
    assert heard == ["You are sharing your screen"]
    bar.hide()
    bar.say("You are sharing your screen")
    assert len(heard) == 2


@pytest.mark.parametrize(
    ("url", "bar", "words"),
    [
        ("https://example.com/leaflet", "link_bar", "Open example.com in the browser?"),
        ("mailto:desk@example.com", "link_bar", "Write to desk@example.com in the mail program?"),
        ("tel:+442079460000", "link_bar", "Call +442079460000 with this PC's telephone program?"),
        ("https://example.com/?authToken=x", "notice_bar", "would be handed a key"),
        ("javascript:alert(1)", "notice_bar", "is not a web page"),
    ],
)
def test_a_link_is_offered_or_refused_for_its_own_reason(qtbot: QtBot, url: str, bar: str, words: str) -> None:
    column = BarColumn()
    qtbot.addWidget(column)
    column.show()
    column.offer_link(QUrl(url))
    shown = [one for one in column.findChildren(Bar) if one.isVisible()]
    assert [one.objectName() for one in shown] == [bar]
    assert words in shown[0].text


def test_only_a_saved_file_has_a_folder_to_open(qtbot: QtBot, tmp_path: Path) -> None:
    column = BarColumn()
    qtbot.addWidget(column)
    column.show()
    folder = column.findChild(QPushButton, "folder")
    assert folder is not None
    column.say_saved(tmp_path / "letter.txt")
    assert folder.isVisible()
    column.notice("Nothing is shared.")
    assert not folder.isVisible()


def test_the_status_row_speaks(qtbot: QtBot) -> None:
    row = StatusRow()
    qtbot.addWidget(row)
    row.show_state("In the call with 1 other", "live")
    assert row.text == "In the call with 1 other"


class Capture:
    """A capture request of the web engine, without the web engine: Qt's names."""

    def __init__(self, screens: list[str], windows: list[str]) -> None:
        self.screens, self.windows = QStringListModel(screens), QStringListModel(windows)
        self.answers: list[str] = []

    def screensModel(self) -> QStringListModel:
        return self.screens

    def windowsModel(self) -> QStringListModel:
        return self.windows

    def selectScreen(self, index: QModelIndex) -> None:
        self.answers.append(f"screen {index.row()}")

    def selectWindow(self, index: QModelIndex) -> None:
        self.answers.append(f"window {index.row()}")

    def cancel(self) -> None:
        self.answers.append("cancelled")


@pytest.fixture
def capture() -> Capture:
    return Capture(["Entire screen"], ["Letter", "Calendar"])


def _open(qtbot: QtBot, capture: Capture) -> SharePicker:
    picker = SharePicker(capture)
    qtbot.addWidget(picker)
    picker.show()
    return picker


def test_nothing_is_chosen_beforehand(qtbot: QtBot, capture: Capture) -> None:
    picker = _open(qtbot, capture)
    picker.screens.setFocus()
    picker.screens.selectionModel().setCurrentIndex(
        picker.screens.model().index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate
    )  # as the focus does: a row is current, and nothing is chosen
    assert not picker.share.isEnabled()
    picker.share_now()
    assert capture.answers == []
    picker.reject()


def test_a_window_is_shared_after_it_was_chosen(qtbot: QtBot, capture: Capture) -> None:
    picker = _open(qtbot, capture)
    picker.windows.setCurrentIndex(picker.windows.model().index(1, 0))
    with qtbot.waitSignal(picker.chosen):
        qtbot.mouseClick(picker.share, Qt.MouseButton.LeftButton)
    assert capture.answers == ["window 1"]


def test_a_screen_takes_the_place_of_a_window(qtbot: QtBot, capture: Capture) -> None:
    picker = _open(qtbot, capture)
    picker.windows.setCurrentIndex(picker.windows.model().index(1, 0))
    picker.screens.setCurrentIndex(picker.screens.model().index(0, 0))
    qtbot.mouseClick(picker.share, Qt.MouseButton.LeftButton)
    assert capture.answers == ["screen 0"]


@pytest.mark.parametrize("way", ["cancel", "escape", "close"])
def test_every_way_out_refuses_exactly_once(qtbot: QtBot, capture: Capture, way: str) -> None:
    picker = _open(qtbot, capture)
    refusals: list[bool] = []
    picker.refused.connect(lambda: refusals.append(True))
    if way == "cancel":
        qtbot.mouseClick(picker.cancel_button, Qt.MouseButton.LeftButton)
    elif way == "escape":
        qtbot.keyClick(picker, Qt.Key.Key_Escape)
    else:
        picker.close()
    assert capture.answers == ["cancelled"]
    assert refusals == [True]


def test_a_window_that_closes_meanwhile_cannot_be_shared(qtbot: QtBot, capture: Capture) -> None:
    picker = _open(qtbot, capture)
    picker.windows.setCurrentIndex(picker.windows.model().index(0, 0))
    capture.windows.setStringList([])
    assert not picker.share.isEnabled()
    picker.reject()


class Screen:
    """A screen of this PC, filled with one colour: Qt's names."""

    def __init__(self, name: str, colour: str) -> None:
        self._name, self._colour = name, colour

    def name(self) -> str:
        return self._name

    def grabWindow(self, _window: int) -> QPixmap:
        picture = QPixmap(400, 240)
        picture.fill(QColor(self._colour))
        return picture


BLANK = "nothing"


@pytest.mark.parametrize(
    ("listed", "screens", "seen"),
    [
        (["Entire screen"], ["eDP-1"], ["red"]),
        (["Screen 1", "Screen 2"], ["eDP-1", "HDMI-1"], [BLANK, BLANK]),
        (["HDMI-1", "eDP-1"], ["eDP-1", "HDMI-1"], ["blue", "red"]),
        (["HDMI-1", "HDMI-1"], ["HDMI-1", "HDMI-1"], [BLANK, BLANK]),
        (["Entire screen"], ["eDP-1", "HDMI-1"], [BLANK]),
    ],
)
def test_a_screen_has_its_own_picture_or_none(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, listed: list[str], screens: list[str], seen: list[str]
) -> None:
    here = [Screen(name, colour) for name, colour in zip(screens, ("red", "blue"), strict=False)]
    monkeypatch.setattr(QGuiApplication, "screens", lambda: here)
    picker = _open(qtbot, Capture(listed, []))
    model = picker.screens.model()

    def colour(row: int) -> str:
        shown: QIcon = model.index(row, 0).data(Qt.ItemDataRole.DecorationRole)
        found = shown.pixmap(200, 120).toImage().pixelColor(5, 5)
        names = {QColor(name).rgb(): name for name in ("red", "blue")}
        names[blank().toImage().pixelColor(5, 5).rgb()] = BLANK
        return names[found.rgb()]

    assert [colour(row) for row in range(len(listed))] == seen
    picker.reject()
