"""A visit type that is a webinar, in the settings: chosen with one click, with the presets that belong to it."""

from __future__ import annotations

from functools import partial

import pytest

from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.visit_type import VisitFormat
from tests.panes.settings_kit import LEFT, SETTINGS_MARKS, show_planning, visit_type_form, visit_types_of

pytestmark = SETTINGS_MARKS


@pytest.fixture
def make(qtbot):
    return partial(show_planning, qtbot)


def presets(dialog) -> dict[Role, str]:
    return dialog._entered_presets()


def test_a_webinar_is_chosen_with_its_presets(make, qtbot):
    page = make()
    qtbot.mouseClick(visit_types_of(page).add_button, LEFT)
    dialog = visit_type_form(page)
    field = dialog.format_field
    assert field.format is VisitFormat.CALL
    assert field.note == "Everybody is heard and seen."
    qtbot.mouseClick(field.buttons[VisitFormat.WEBINAR], LEFT)
    assert "may ask to come on stage" in field.note
    assert presets(dialog)[Role.HOST] == "webinar_presenter"
    assert presets(dialog)[Role.PATIENT] == "webinar_viewer"
    qtbot.mouseClick(field.buttons[VisitFormat.LIVESTREAM], LEFT)
    assert presets(dialog)[Role.COLLEAGUE] == "livestream_host"
    qtbot.mouseClick(field.buttons[VisitFormat.CALL], LEFT)
    assert presets(dialog) == {}
    # The clinic's own presets are nobody's to overwrite.
    dialog.preset_fields[Role.HOST].setEditText("clinic_speaker")
    dialog.preset_fields[Role.PATIENT].setEditText("clinic_watcher")
    qtbot.mouseClick(field.buttons[VisitFormat.WEBINAR], LEFT)
    assert presets(dialog) == {Role.HOST: "clinic_speaker", Role.PATIENT: "clinic_watcher"}
    dialog.name_field.setText("Parents' evening")
    dialog.keep()
    kept = page.clinic.types[-1]
    assert kept.format is VisitFormat.WEBINAR
    assert kept.stage is not None
    assert (kept.stage.presenter, kept.stage.viewer) == ("clinic_speaker", "clinic_watcher")


def test_a_webinar_without_viewers_of_its_own_is_refused(make, qtbot):
    page = make()
    qtbot.mouseClick(visit_types_of(page).add_button, LEFT)
    dialog = visit_type_form(page)
    dialog.name_field.setText("Parents' evening")
    qtbot.mouseClick(dialog.format_field.buttons[VisitFormat.WEBINAR], LEFT)
    dialog.preset_fields[Role.PATIENT].setEditText("webinar_presenter")
    dialog.keep()
    assert "different presets" in dialog.form.problems["presets"]
    assert dialog._rights.isVisible(), "what has to be mended can be seen"
