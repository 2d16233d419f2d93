"""What the page may say and may be asked: short, checked words in both directions."""

from __future__ import annotations

import json

import pytest
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.call import CallPerson, TroubleKind
from hosted_meetings_desktop.domain.call_diary import Step
from hosted_meetings_desktop.support.paths import resources
from hosted_meetings_desktop.ui.call.bridge import CallBridge, read_report
from hosted_meetings_desktop.ui.call.devices import DeviceEvent, DeviceKind, DeviceNews
from hosted_meetings_desktop.ui.call.ear import PageEar
from hosted_meetings_desktop.ui.call.words import MOST_NAMED, state_words


@pytest.mark.parametrize(
    "text", ["", "no json", "[]", "{}", '{"what": 1}', '{"what": "x", "detail": "' + "y" * 90_000 + '"}']
)
def test_unreadable_reports_are_dropped(text: str) -> None:
    assert read_report(text) is None


def test_a_report_is_taken_as_text_only() -> None:
    report = read_report('{"what": "device", "names": ["Ben", 3, null], "value": {"a": 1}}')
    assert report is not None
    assert report.names == ("Ben",)
    assert report.value == ""


def test_people_are_told_apart_by_their_ids() -> None:
    report = read_report(
        '{"what": "people", "people": [{"id": "p1", "name": "Anna", "preset": "guest"}, {"id": "p1", "name": "Anna"},'
        ' {"id": "<b>", "name": "Eve"}, {"name": "Nobody"}, 3, {"id": "p2", "name": 5}]}'
    )
    assert report is not None
    assert report.people == (CallPerson("p1", "Anna", "guest"), CallPerson("p2", "", ""))


def test_a_page_cannot_name_more_people_than_there_can_be() -> None:
    people = ", ".join(f'{{"id": "p{number}"}}' for number in range(900))
    report = read_report(f'{{"what": "people", "people": [{people}]}}')
    assert report is not None
    assert len(report.people) == 200


def test_as_many_people_as_the_page_names_can_be_heard_of_and_more_are_no_number() -> None:
    source = (resources() / "call" / "web" / "room.js").read_text("utf-8")
    assert f"const MANY = {MOST_NAMED};" in source
    one = {"id": "0d6b1c2e-0000-4000-8000-00000000000", "name": "Ö" * 120, "preset": "p" * 60}
    people = [one | {"id": f"{one['id']}{number}"} for number in range(MOST_NAMED)]
    report = read_report(json.dumps({"what": "people", "people": people}, ensure_ascii=False, separators=(",", ":")))
    assert report is not None
    assert len(report.people) == MOST_NAMED
    assert state_words("joined", MOST_NAMED - 1) == "In the call with 199 others"
    assert state_words("joined", MOST_NAMED) == "In the call with 200 others or more"


@pytest.mark.parametrize("wish", ["join", "admit:0d6b-1", "deny:p.1", "use:camera", "admit_all", "toggle_microphone"])
def test_a_wish_the_page_knows_is_passed_on(qtbot: QtBot, wish: str) -> None:
    bridge = CallBridge()
    with qtbot.waitSignal(bridge.asked) as asked:
        bridge.ask(wish)
    assert asked.args == [wish]


@pytest.mark.parametrize(
    "wish", ["", "admit", "admit:", "admit:a b", "admit:<b>", "join:1", "fly", "fly:1", "admit:" + "x" * 90]
)
def test_no_other_wish_reaches_the_page(qtbot: QtBot, wish: str) -> None:
    bridge = CallBridge()
    with qtbot.assertNotEmitted(bridge.asked), pytest.raises(ValueError, match="not a wish"):
        bridge.ask(wish)


def heard(report: str) -> list[tuple[object, ...]]:
    """Return what the ear says about a report, whatever signal it is."""
    ear, said = PageEar(), []
    for name in (
        "taken",
        "ready",
        "seated",
        "stepped",
        "state_heard",
        "people_heard",
        "waiting_heard",
        "media_heard",
        "device_heard",
        "trouble_heard",
        "ticket_wanted",
        "browser_wanted",
        "copy_wanted",
        "close_wanted",
    ):
        getattr(ear, name).connect(lambda *args, name=name: said.append((name, *args)))
    read = read_report(report)
    assert read is not None
    ear.hear(read)
    return said


@pytest.mark.parametrize(
    ("report", "said"),
    [
        ('{"what": "ready"}', [("ready",)]),
        ('{"what": "seat", "value": "peer-1"}', [("seated", "peer-1")]),
        ('{"what": "seat", "value": "not an id"}', []),
        ('{"what": "step", "value": "once_more", "detail": "0002"}', [("stepped", Step.ONCE_MORE, "0002")]),
        ('{"what": "step", "value": "reload", "detail": "slow"}', [("stepped", Step.RELOAD, "slow")]),
        ('{"what": "step", "value": "reload", "detail": "Anna Berg"}', [("stepped", Step.RELOAD, "")]),
        ('{"what": "step", "value": "dance"}', []),
        ('{"what": "state", "value": "joined"}', [("state_heard", "joined", "")]),
        ('{"what": "state", "value": "opening"}', []),
        ('{"what": "media", "flags": ["camera", "sharing", "x"]}', [("media_heard", frozenset({"camera"}), True)]),
        ('{"what": "trouble", "value": "slow", "detail": "d"}', [("trouble_heard", TroubleKind.SLOW, "d")]),
        ('{"what": "trouble", "value": "doom"}', []),
        ('{"what": "ticket", "value": "audio"}', [("ticket_wanted", "audio")]),
        ('{"what": "ticket", "value": "first class"}', [("ticket_wanted", "")]),
        (
            '{"what": "device", "value": "camera", "detail": "lost", "names": ["A", "B", "id"]}',
            [("device_heard", DeviceNews(DeviceKind.CAMERA, DeviceEvent.LOST, "A", "B", "id"))],
        ),
        ('{"what": "device", "value": "camera", "detail": "lost", "names": ["A"]}', []),
        ('{"what": "device", "value": "toaster", "detail": "lost", "names": ["A", "B", "id"]}', []),
        ('{"what": "rubbish"}', []),
    ],
)
def test_the_ear_says_what_a_report_means_and_nothing_else(report: str, said: list[tuple[object, ...]]) -> None:
    assert heard(report) == said
