"""While the store is brought up to date, the window says so, and gives itself back when that is over."""

from __future__ import annotations

import pytest

from hosted_meetings_desktop.domain.errors import StoreProblem, StoreTrouble
from hosted_meetings_desktop.domain.safekeeping import Upgrade
from hosted_meetings_desktop.ui.theme.apply import apply_theme
from hosted_meetings_desktop.ui.theme.tokens import ThemeMode
from hosted_meetings_desktop.ui.window import upgrade_screen
from tests.panes.window_kit import press

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support"),
    pytest.mark.usefixtures("london"),
]


@pytest.fixture(autouse=True)
def _themed(qapp):
    apply_theme(qapp, ThemeMode.LIGHT)


@pytest.fixture
def moved(kit, qtbot):
    """Tell a window that the store moved on; returns the page that is shown, if one is."""

    def move(window, *steps):
        for step in steps:
            kit.keeper.upgrade = step
            with qtbot.waitSignal(kit.changes.changed):
                kit.changes.publish("store")
        return window.store_care.upgrades.page

    return move


@pytest.fixture
def _at_once(monkeypatch):
    monkeypatch.setattr(upgrade_screen, "PATIENCE_MS", 0)


@pytest.mark.usefixtures("_at_once")
def test_it_says_which_step_is_under_way_and_gives_the_window_back(kit, moved, qtbot):
    window = kit.window()
    moved(window, Upgrade(1, 3))
    qtbot.waitUntil(lambda: window.store_care.upgrades.page is not None)
    page = moved(window, Upgrade(2, 3))
    assert page.isVisible()
    assert page.heading.text() == "The library is being brought up to date…"
    assert page.step.text() == "Step 2 of 3"
    assert page.accessibleName() == "The library is being brought up to date… Step 2 of 3"
    assert (page.bar.minimum(), page.bar.value(), page.bar.maximum()) == (0, 1, 3)
    for part in (window.rail, window.stack, window.strip):
        assert not part.isVisible()
    with qtbot.assertNotEmitted(window.plan_requested):
        press(qtbot, window, "Ctrl+N")
    assert moved(window, None) is None
    for part in (window.rail, window.stack, window.strip):
        assert part.isVisible()
    with qtbot.waitSignal(window.plan_requested):
        press(qtbot, window, "Ctrl+N")


def test_one_that_is_over_at_once_shows_nothing(kit, moved):
    window = kit.window()
    assert moved(window, Upgrade(1, 3), Upgrade(2, 3)) is None
    assert window.stack.isVisible()
    assert moved(window, None) is None
    assert not window.store_care.upgrades._patience.isActive()


def test_without_one_nothing_is_made_for_it(kit, qtbot):
    window = kit.window()
    with qtbot.waitSignal(kit.changes.changed):
        kit.changes.publish("store")
    assert window.store_care._upgrades is None


@pytest.mark.usefixtures("_at_once")
def test_one_that_fails_gives_way_to_what_is_said_of_it(kit, moved, qtbot):
    window = kit.window()
    moved(window, Upgrade(2, 3))
    qtbot.waitUntil(lambda: window.store_care.upgrades.page is not None)
    moved(window, None)
    kit.sync.broken = problem = StoreProblem("The disk is full", "Free some space.", trouble=StoreTrouble.FULL)
    window.show_error(problem)
    assert window.store_care.page.isVisible()
    assert not window.stack.isVisible()
    kit.sync.broken = None
    window.store_care.try_again()
    assert window.stack.isVisible()


@pytest.mark.usefixtures("_at_once")
def test_the_window_may_be_closed_meanwhile(kit, moved, qtbot):
    window = kit.window()
    moved(window, Upgrade(2, 3))
    qtbot.waitUntil(lambda: window.store_care.upgrades.page is not None)
    assert window.actions_.quit.isEnabled()
    assert window.close()
    moved(window, None)
