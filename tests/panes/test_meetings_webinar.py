"""A webinar in a meeting's details: who presents, who watches, and how that is changed before it begins."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QAction

from hosted_meetings_desktop.domain.errors import Unreachable
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, VisitTypeId
from hosted_meetings_desktop.domain.meeting import Invitee
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.ui.panes.meetings.people_section import PeopleSection
from tests.panes.clinic_data import clinic_meetings
from tests.panes.meetings_kit import Made

HOST = Invitee(InviteeId("h"), "Dr. Ada Osei", Role.HOST, "webinar_presenter")
BEN = Invitee(InviteeId("b"), "Ben Okafor", Role.COLLEAGUE, "webinar_presenter")
VI = Invitee(InviteeId("v"), "Vi Sommer", Role.PATIENT, "webinar_viewer", "vi@example.org")
ODD = Invitee(InviteeId("o"), "Odd One", Role.RELATIVE, "clinic_special", problem="the preset is not known")


def webinar(**changes: object):
    row = next(each for each in clinic_meetings() if not each.cancelled and each.room_id and not each.live)
    return replace(row, **({"visit_type": VisitTypeId("webinar"), "invitees": (HOST, BEN, VI, ODD)} | changes))


def facts(section: PeopleSection) -> list[str]:
    return [section._facts[person.id].text for person in section._people]


def action(section: PeopleSection, person: Invitee, text: str) -> QAction:
    return next(each for each in section.menus[person.id].actions() if each.text().replace("&", "") == text)


def texts(section: PeopleSection, person: Invitee) -> list[str]:
    return [each.text().replace("&", "") for each in section.menus[person.id].actions()]


@pytest.fixture
def made(qtbot) -> Made:
    return Made(qtbot, rows=[webinar()])


def test_the_details_say_who_presents_and_who_watches(made: Made) -> None:
    section = made.show(made.meetings.rows[0].id).people_section
    assert facts(section) == [
        "Presenter · Host",
        "Presenter · Colleague",
        "Viewer · Patient · vi@example.org",
        "clinic_special · Relative",
    ]
    assert texts(section, HOST) == ["Join as Dr. Ada Osei"], "somebody has to present"
    assert texts(section, BEN)[1:] == ["Make a viewer"]
    assert texts(section, VI)[1:] == ["Make a presenter"]
    assert texts(section, ODD)[1:] == ["Make a presenter", "Make a viewer"]


def test_a_viewer_is_made_a_presenter_and_that_is_undone(made: Made) -> None:
    before = made.meetings.rows[0]
    details = made.show(before.id)
    action(details.people_section, VI, "Make a presenter").trigger()
    (draft,) = [asked[1] for asked in made.meetings.asked_for("change")]
    assert [each.preset for each in draft.invitees] == [
        "webinar_presenter", "webinar_presenter", "webinar_presenter", "clinic_special",
    ]  # fmt: skip
    assert (draft.title, draft.schedule, draft.visit_type) == (before.title, before.schedule, before.visit_type)
    assert made.pane.message_bar.text == "Vi Sommer is a presenter now."
    assert facts(details.people_section)[2].startswith("Presenter")
    made.pane.deeds.undo()
    assert [each.preset for each in made.meetings.rows[0].invitees] == [each.preset for each in before.invitees]


def test_what_holds_for_more_than_the_plan_is_said(qtbot) -> None:
    row = webinar(live=2, room_of=MeetingId("carrier"))
    made = Made(qtbot, rows=[row])
    action(made.show(row.id).people_section, ODD, "Make a viewer").trigger()
    (draft,) = [asked[1] for asked in made.meetings.asked_for("change")]
    assert draft.invitees[3].problem == "", "what the provider refused is not there any more"
    assert "shares one room" in made.pane.message_bar.text
    assert "joins again" in made.pane.message_bar.text


def test_a_change_that_fails_is_told(made: Made) -> None:
    details = made.show(made.meetings.rows[0].id)
    made.meetings.problem = Unreachable()
    action(details.people_section, VI, "Make a presenter").trigger()
    assert "cannot be reached" in made.pane.message_bar.text


@pytest.mark.parametrize("kind", [None, VisitTypeId("consultation"), VisitTypeId("gone")])
def test_other_visits_have_no_presenters(qtbot, kind: VisitTypeId | None) -> None:
    row = webinar(visit_type=kind)
    section = Made(qtbot, rows=[row]).show(row.id).people_section
    assert facts(section)[2] == "Patient · vi@example.org"
    assert len(texts(section, VI)) == 1
