"""The stage of a webinar in the call window: who asks, the answers, and what the rest of the program hears of it."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QObject, QSettings, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.bootstrap.stage_desk import serve_stages
from hosted_meetings_desktop.domain.call import CallPerson
from hosted_meetings_desktop.domain.ids import MeetingId, ParticipantId
from hosted_meetings_desktop.domain.stage import NoPresenterInside, StageDecision
from hosted_meetings_desktop.services.stages import Stages
from hosted_meetings_desktop.ui.call import presence
from hosted_meetings_desktop.ui.call import window as call_window
from hosted_meetings_desktop.ui.call.bridge import CallBridge, read_report
from hosted_meetings_desktop.ui.call.desk import CallDesk
from hosted_meetings_desktop.ui.call.stage_bar import SHOWN, StageBars, StageTold
from tests.panes.call_kit import Tickets, Window
from tests.panes.fakes import NowCalls

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

VIEWER = "webinar_viewer"
VI, WIM = CallPerson("vi", "Vi Sommer", VIEWER), CallPerson("wim", "Wim Bos", VIEWER)
MEETING = MeetingId("m1")


class Page:
    """Reports as the page does."""

    def __init__(self, bars: StageBars) -> None:
        self._bars = bars

    def say(self, what: str, people: tuple[CallPerson, ...] = (), **more: str) -> None:
        rows = [{"id": one.id, "name": one.name, "preset": one.preset} for one in people]
        report = read_report(json.dumps({"what": what, "people": rows, **more}))
        assert report is not None
        self._bars.hear(report)

    def stage(self, *asking: CallPerson, standing: tuple[CallPerson, ...] = (), decides: bool = True) -> None:
        self.say("asking", asking)
        self.say("standing", standing)
        self.say("stage", value="on", detail="decides" if decides else "")


@pytest.fixture
def bars(qtbot: QtBot) -> StageBars:
    made = StageBars()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def page(bars: StageBars) -> Page:
    return Page(bars)


def press(qtbot: QtBot, bars: StageBars, number: int, name: str) -> None:
    button = bars.rows[number].findChild(QPushButton, name)
    assert button is not None
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_an_ordinary_call_has_no_stage(bars: StageBars, page: Page) -> None:
    page.say("people", (VI,))
    page.say("state", value="joined")
    assert bars.isHidden()
    assert bars.told is None


def test_who_asks_is_let_on_or_told_not_now(qtbot: QtBot, bars: StageBars, page: Page) -> None:
    wishes: list[str] = []
    bars.wished.connect(wishes.append)
    page.stage(VI, WIM)
    assert [row.text for row in bars.rows] == ["Vi Sommer asks to come on stage", "Wim Bos asks to come on stage"]
    press(qtbot, bars, 0, "let")
    assert bars.rows[0].text == "Letting Vi Sommer on stage"
    press(qtbot, bars, 1, "keep")
    assert wishes == ["let_on_stage:vi", "keep_off_stage:wim"]
    page.stage(standing=(VI,))
    assert bars.isHidden()
    assert bars.told == StageTold((), (VI,), decides=True)


def test_an_answer_that_brought_about_nothing_can_be_given_again(qtbot: QtBot, bars: StageBars, page: Page) -> None:
    page.stage(VI)
    press(qtbot, bars, 0, "let")
    bars.rows[0]._unheard.timeout.emit()
    assert bars.rows[0].text == "Vi Sommer still asks to come on stage: that has had no effect yet. Try again."
    press(qtbot, bars, 0, "let")


def test_many_are_a_number_and_somebody_without_a_name_is_called_so(bars: StageBars, page: Page) -> None:
    page.stage(*(CallPerson(f"p{n}", "", VIEWER) for n in range(SHOWN + 2)))
    assert len(bars.rows) == SHOWN
    assert bars.rows[0].text == "Somebody without a name asks to come on stage"
    assert bars._more.text == "and 2 more ask to come on stage"


@pytest.mark.parametrize("state", ["left", "trouble", "renewing", "loading"])
def test_nothing_is_asked_when_the_person_is_out_of_the_room(bars: StageBars, page: Page, state: str) -> None:
    told: list[StageTold | None] = []
    bars.changed.connect(told.append)
    page.stage(VI)
    page.stage(VI)
    page.say("state", value="reconnecting")
    assert bars.isVisible()
    page.say("state", value=state)
    assert bars.isHidden()
    assert told == [StageTold((VI,), (), decides=True), None]


def test_a_viewer_is_asked_nothing(bars: StageBars, page: Page) -> None:
    page.stage(VI, decides=False)
    assert bars.isHidden()
    assert bars.told is not None


def test_the_page_is_asked_for_nothing_but_decisions_about_somebody() -> None:
    bridge = CallBridge()
    asked: list[str] = []
    bridge.asked.connect(asked.append)
    for decision in StageDecision:
        bridge.ask(f"{decision}:vi")
        for wrong in (decision.value, f"{decision}:", f"{decision}:<b>vi</b>"):
            with pytest.raises(ValueError, match="not a wish"):
                bridge.ask(wrong)
    assert asked == ["let_on_stage:vi", "keep_off_stage:vi", "send_off_stage:vi"]


# ---- the desk and the services
@pytest.fixture
def desk(qapp: object, tmp_path, monkeypatch: pytest.MonkeyPatch) -> CallDesk:
    monkeypatch.setattr(call_window, "CallWindow", Window)
    monkeypatch.setattr(presence, "PresenceWindow", Window)
    return CallDesk(Tickets(), NowCalls(), QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))


def test_what_a_window_sees_is_known_and_decided_elsewhere(desk: CallDesk, qtbot: QtBot) -> None:
    stages, owner = Stages(), QObject()
    serve_stages(desk, stages, lambda: desk, owner)
    windows: list[Window] = []
    desk.opened.connect(windows.append)
    desk.join(MEETING)
    (window,) = windows
    with pytest.raises(NoPresenterInside):
        desk.decide_on_stage(MEETING, "vi", StageDecision.LET_ON)
    window.stage = StageTold((VI,), (WIM,), decides=False)
    window.stage_changed.emit(window.stage)
    seen = stages.of(MEETING)
    assert seen is not None
    assert not seen.decides
    with pytest.raises(NoPresenterInside):
        desk.decide_on_stage(MEETING, "vi", StageDecision.LET_ON)

    window.stage = StageTold((VI,), (WIM,), decides=True)
    window.stage_changed.emit(window.stage)
    seen = stages.of(MEETING)
    assert seen is not None
    assert [(one.name, seen.decides) for one in (*seen.asking, *seen.standing)] == [
        ("Vi Sommer", True), ("Wim Bos", True),
    ]  # fmt: skip
    desk.decide_on_stage(MEETING, "vi", StageDecision.LET_ON)
    assert window.asked == ["let_on_stage:vi"]
    window.close()
    qtbot.waitUntil(lambda: not desk.open_meetings())
    after = stages.of(MEETING)
    assert after is not None
    assert not after.open
    owner.deleteLater()


def test_a_decision_crosses_from_the_services_to_the_window(desk: CallDesk, qtbot: QtBot) -> None:
    from anyio.from_thread import start_blocking_portal

    stages, owner = Stages(), QObject()
    serve_stages(desk, stages, lambda: desk, owner)
    windows: list[Window] = []
    desk.opened.connect(windows.append)
    desk.join(MEETING)
    windows[0].stage = StageTold((VI,), (), decides=True)
    windows[0].stage_changed.emit(windows[0].stage)
    with start_blocking_portal() as portal:
        done = portal.start_task_soon(stages.decide, MEETING, ParticipantId("vi"), StageDecision.KEEP_OFF)
        qtbot.waitUntil(done.done)
        assert done.result() == "Vi Sommer"
        assert windows[0].asked == ["keep_off_stage:vi"]
        windows[0].stage = None
        lost = portal.start_task_soon(stages.decide, MEETING, ParticipantId("vi"), StageDecision.LET_ON)
        qtbot.waitUntil(lost.done)
        with pytest.raises(NoPresenterInside):
            lost.result()
    owner.deleteLater()
