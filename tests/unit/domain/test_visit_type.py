"""What can be planned with, and what a clinic starts with."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.meeting import DEFAULT_PUBLIC_TITLE
from hosted_meetings_desktop.domain.preset import USUAL_PRESETS, Role
from hosted_meetings_desktop.domain.stage import LIVESTREAM, WEBINAR, Stage
from hosted_meetings_desktop.domain.visit_type import (
    MAX_AHEAD,
    MAX_BUFFER,
    RoomPolicy,
    VisitFormat,
    VisitType,
    stage_presets,
    usual_visit_types,
)

MINUTE = timedelta(minutes=1)
PLAIN = VisitType(VisitTypeId("v"), "Check-up", 20 * MINUTE)


def test_what_a_clinic_starts_with_can_be_planned_with() -> None:
    usual = usual_visit_types()
    for each in usual:
        each.check()
    assert len({each.id for each in usual}) == len(usual) == 6
    assert len({each.name for each in usual}) == 6
    assert len({each.colour for each in usual}) == 6
    assert not any(each.retired for each in usual)


def test_what_is_for_patients_keeps_rooms_apart_and_titles_neutral() -> None:
    usual = {each.id: each for each in usual_visit_types()}
    for name in ("consultation", "follow-up"):
        kind = usual[VisitTypeId(name)]
        assert kind.rooms is RoomPolicy.PER_VISIT
        assert kind.one_at_a_time
        assert kind.public_title == DEFAULT_PUBLIC_TITLE


def test_a_role_without_a_preset_has_its_usual_one() -> None:
    kind = replace(PLAIN, presets={Role.HOST: "doctor", Role.PATIENT: ""})
    assert kind.preset(Role.HOST) == "doctor"
    assert kind.preset(Role.PATIENT) == USUAL_PRESETS[Role.PATIENT]
    assert kind.preset(Role.RELATIVE) == USUAL_PRESETS[Role.RELATIVE]


def test_a_webinar_is_one_by_choice_or_by_the_usual_presets() -> None:
    usual = {each.id: each for each in usual_visit_types()}
    assert [usual[VisitTypeId(name)].stage for name in ("consultation", "webinar", "livestream")] == [
        None, WEBINAR, LIVESTREAM,
    ]  # fmt: skip
    # One that was kept before there was a choice.
    older = replace(usual[VisitTypeId("webinar")], format=VisitFormat.CALL)
    assert (older.shown_as, older.stage) == (VisitFormat.WEBINAR, WEBINAR)
    own = replace(PLAIN, presets={Role.HOST: "speaks", Role.PATIENT: "watches"})
    assert own.stage is None
    assert replace(own, format=VisitFormat.WEBINAR).stage == Stage("speaks", "watches")


def test_presenters_and_viewers_need_different_presets() -> None:
    same = replace(PLAIN, format=VisitFormat.WEBINAR, presets={Role.HOST: "one", Role.PATIENT: "one"})
    with pytest.raises(InputProblem) as found:
        same.check()
    assert found.value.field == "presets"
    replace(same, format=VisitFormat.CALL).check()


def test_the_usual_presets_of_a_stage_let_staff_speak_and_guests_watch() -> None:
    given = stage_presets(WEBINAR)
    assert {role for role, name in given.items() if name == WEBINAR.viewer} == {Role.PATIENT, Role.RELATIVE}
    assert set(given) == set(Role)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "x" * 201),
        ("name", "two\nlines"),
        ("name", "half \ud83d"),
        ("public_title", ""),
        ("public_title", "x" * 201),
        ("public_title", "a\x00b"),
        ("duration", timedelta(0)),
        ("duration", timedelta(seconds=59)),
        ("duration", timedelta(seconds=90)),
        ("before", timedelta(seconds=90)),
        ("reminders", (timedelta(seconds=90),)),
        ("duration", timedelta(hours=24, minutes=1)),
        ("before", -MINUTE),
        ("before", MAX_BUFFER + MINUTE),
        ("after", -MINUTE),
        ("after", MAX_BUFFER + MINUTE),
        ("reminders", tuple(count * MINUTE for count in range(1, 6))),
        ("reminders", (timedelta(0),)),
        ("reminders", (-MINUTE,)),
        ("reminders", (MAX_AHEAD + MINUTE,)),
        ("reminders", (timedelta(hours=1), 60 * MINUTE)),
        ("presets", {Role.HOST: "x" * 121}),
        ("presets", {Role.HOST: "a\rb"}),
    ],
)
def test_what_cannot_be_planned_with_names_the_field_to_mend(field: str, value: object) -> None:
    with pytest.raises(InputProblem) as found:
        replace(PLAIN, **{field: value}).check()  # type: ignore[arg-type]
    assert found.value.field == field
    assert found.value.title


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x" * 200),
        ("name", "Kontrolle 👩‍⚕️ nach Übung"),
        ("duration", MINUTE),
        ("duration", timedelta(hours=24)),
        ("before", MAX_BUFFER),
        ("after", timedelta(0)),
        ("reminders", ()),
        ("reminders", (MINUTE, MAX_AHEAD, timedelta(hours=1), timedelta(days=1))),
        ("presets", {Role.HOST: "x" * 120}),
    ],
)
def test_what_lies_at_the_edge_can_be_had(field: str, value: object) -> None:
    replace(PLAIN, **{field: value}).check()  # type: ignore[arg-type]
