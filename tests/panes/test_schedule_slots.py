"""Why a time is not free, in words, and the panel that offers others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt

from hosted_meetings_desktop.domain.availability import ClosedDays
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.slots import Concern, Finding, Policy, SlotCheck, Taken
from hosted_meetings_desktop.ui.parts.slot_choice import SlotChoice
from hosted_meetings_desktop.ui.parts.slot_words import check_sentences, finding_sentence, offered_times
from tests.panes.clinic_data import HOSTS, NOW
from tests.panes.schedule_kit import at

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
FIVE = timedelta(minutes=5)
MINE = Taken(at(0, 10), at(0, 10, 30), "Wound check", MeetingId("m1"), HOSTS[0], "Room 1", after=FIVE)
HERE = QPoint(300, 300)


# ---- what is wrong, in words
def other(start: datetime, minutes: int = 30, **more) -> Taken:
    return Taken(start, start + timedelta(minutes=minutes), "Follow-up", MeetingId("m2"), HOSTS[0], **more)


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        (
            Finding(Concern.OVERLAP, Policy.REFUSE, at(0, 10), other(at(0, 10, 15))),
            "Dr. Ada Osei has “Follow-up” 10:15\N{EN DASH}10:45. They overlap by 15 min.",
        ),
        (
            Finding(Concern.ROOM, Policy.WARN, at(0, 10), other(at(0, 9, 50), 20, place="Room 1")),
            "Room 1 is taken by “Follow-up” 09:50\N{EN DASH}10:10. They overlap by 10 min.",
        ),
        (
            Finding(Concern.TOO_CLOSE, Policy.WARN, at(0, 10), other(at(0, 10, 32))),
            "“Follow-up” begins at 10:32. That leaves 2 min; 5 min are kept free.",
        ),
        (
            Finding(Concern.TOO_CLOSE, Policy.WARN, at(0, 10), other(at(0, 9), 55, after=timedelta(minutes=15))),
            "“Follow-up” ends at 09:55. That leaves 5 min; 15 min are kept free.",
        ),
        (
            Finding(Concern.BUSY, Policy.WARN, at(0, 10), replace(other(at(0, 9), 120), title="Dentist")),
            "Dr. Ada Osei is busy 09:00\N{EN DASH}11:00 in their own calendar.",
        ),
        (
            Finding(Concern.OUT_OF_HOURS, Policy.WARN, at(0, 10, 15)),
            "10:15 is outside the hours of Dr. Ada Osei.",
        ),
        (
            Finding(
                Concern.CLOSED,
                Policy.WARN,
                at(0, 10),
                closed=ClosedDays(date(2026, 11, 23), date(2026, 11, 24), "Fair"),
            ),
            "Mon 23 Nov is a closed day: Fair.",
        ),
        (
            Finding(
                Concern.CLOSED, Policy.WARN, at(0, 10), closed=ClosedDays(date(2026, 11, 23), date(2026, 11, 23))
            ),
            "Mon 23 Nov is a closed day.",
        ),
    ],
)
def test_findings_say_what_collides_and_how_much_is_missing(finding, said) -> None:
    assert finding_sentence(finding, MINE, NOW) == said


def test_nobodys_hours_are_the_clinics() -> None:
    finding = Finding(Concern.OUT_OF_HOURS, Policy.WARN, at(0, 20))
    assert finding_sentence(finding, replace(MINE, host=""), NOW) == "20:00 is outside the clinic's hours."


def test_percent_signs_of_titles_stay_what_they_are() -> None:
    odd = replace(other(at(0, 10)), title="100%2 %1 sure")
    said = finding_sentence(Finding(Concern.OVERLAP, Policy.REFUSE, at(0, 10), odd), MINE, NOW)
    assert "“100%2 %1 sure” 10:00" in said


def test_what_is_refused_comes_first_and_many_are_counted() -> None:
    findings = [Finding(Concern.TOO_CLOSE, Policy.WARN, at(0, 9), other(at(0, 10, 31)))]
    findings += [Finding(Concern.OVERLAP, Policy.REFUSE, at(0, n + 9), other(at(0, 10, n))) for n in range(4)]
    told = check_sentences(SlotCheck(tuple(findings)), MINE, NOW)
    assert len(told) == 4
    assert all("overlap" in sentence for sentence in told[:3])
    assert told[-1] == "And 2 more."


def test_free_times_name_their_day_where_it_is_another() -> None:
    check = SlotCheck(free=(at(0, 11), at(1, 9)))
    assert [text for _when, text in offered_times(check, NOW, at(0, 10))] == ["11:00", "Tomorrow 09:00"]


# ---- the panel
def test_a_warning_can_be_accepted_and_a_refusal_not(qtbot) -> None:
    choice = SlotChoice()
    qtbot.addWidget(choice)
    assert choice.isHidden()
    warned = SlotCheck((Finding(Concern.OUT_OF_HOURS, Policy.WARN, at(0, 20)),), (at(1, 9),))
    choice.show_check(warned, MINE, NOW)
    assert [button.text() for button in choice.buttons] == ["Tomorrow 09:00", "Plan it all the same"]
    with qtbot.waitSignal(choice.accepted) as accepted:
        choice.buttons[-1].click()
    assert accepted.args == [frozenset({Concern.OUT_OF_HOURS})]
    assert choice.isHidden()
    refused = SlotCheck((Finding(Concern.OVERLAP, Policy.REFUSE, at(0, 10), other(at(0, 10))), *warned.findings), ())
    choice.show_check(refused, MINE, NOW)
    assert choice.buttons == []
    assert choice.offer.text() == "No free time was found within the next two months."
    assert choice.property("bar") == "error"
    with qtbot.waitSignal(choice.left):
        qtbot.keyClick(choice, Qt.Key.Key_Escape)
    assert choice.text == ""


def test_a_free_time_is_taken(qtbot) -> None:
    choice = SlotChoice(closable=False)
    qtbot.addWidget(choice)
    choice.show_check(SlotCheck((), (at(0, 11), at(1, 9))), MINE, NOW)
    assert choice.close_button.isHidden()
    with qtbot.waitSignal(choice.time_chosen) as chosen:
        choice.buttons[0].click()
    assert chosen.args == [at(0, 11)]
    assert choice.isHidden()
