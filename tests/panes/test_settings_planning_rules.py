"""What becomes of times that are not free, in the settings."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtWidgets import QLabel

from hosted_meetings_desktop.domain.slots import Concern, Policy, SlotPolicies
from tests.panes.fakes import HeldCalls
from tests.panes.settings_kit import LEFT, PROBLEM, SETTINGS_MARKS, show_planning

pytestmark = SETTINGS_MARKS


@pytest.fixture
def make(qtbot):
    return partial(show_planning, qtbot)


# ---- rules
@pytest.mark.parametrize("concern", Concern)
@pytest.mark.parametrize("policy", Policy)
def test_a_rule_takes_effect_at_once(make, qtbot, concern, policy):
    page = make()
    rules = page.planning.rules
    qtbot.mouseClick(rules.buttons[concern][policy], LEFT)
    assert page.clinic.rules.of(concern) is policy
    assert rules.buttons[concern][policy].isChecked()
    assert bool(page.planning.undo_text()) == (SlotPolicies().of(concern) is not policy)
    page.planning.undo()
    assert page.clinic.rules == SlotPolicies()
    assert rules.buttons[concern][SlotPolicies().of(concern)].isChecked()


def test_every_rule_is_explained_and_named(make):
    page = make()
    rules = page.planning.rules
    said = [label.text() for label in rules.findChildren(QLabel)]
    for concern in Concern:
        called, explained = rules.words(concern)
        assert called in said
        assert explained in said
        assert rules.buttons[concern][Policy.REFUSE].accessibleName() == f"{called}: Refuse"


def test_before_the_rules_are_known_none_can_be_chosen(make):
    held = HeldCalls()
    page = make(calls=held)
    rules = page.planning.rules
    button = rules.buttons[Concern.BUSY][Policy.ALLOW]
    assert not button.isEnabled()
    rules.choose(Concern.BUSY, Policy.ALLOW)
    held.release()
    assert button.isEnabled()
    assert page.clinic.rules == SlotPolicies()


def test_a_rule_that_cannot_be_kept_goes_back(make):
    page = make()
    page.clinic.fails = PROBLEM
    rules = page.planning.rules
    rules.buttons[Concern.OVERLAP][Policy.ALLOW].click()
    assert rules.buttons[Concern.OVERLAP][Policy.REFUSE].isChecked()
    assert rules.result.text.startswith("The store cannot be read")
