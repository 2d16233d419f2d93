"""Trouble of the store: one calm page while it cannot be opened, a message while it can, and the ways out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

from hosted_meetings_desktop.domain.errors import AppError, StoreProblem, StoreTrouble
from hosted_meetings_desktop.domain.safekeeping import Backup, Reason
from hosted_meetings_desktop.ui.theme.apply import apply_theme
from hosted_meetings_desktop.ui.theme.tokens import ThemeMode
from hosted_meetings_desktop.ui.window.restore_dialog import RestoreDialog
from hosted_meetings_desktop.ui.window.store_care import WatchedCalls
from hosted_meetings_desktop.ui.window.store_page import AnewDialog
from hosted_meetings_desktop.ui.window.store_words import backup_words, kept_words, reason_words
from tests.panes.fakes import HeldCalls, NowCalls, some_backups
from tests.panes.window_kit import LEFT, NOW, press

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support"),
    pytest.mark.usefixtures("london"),
]


@pytest.fixture(autouse=True)
def _themed(qapp):
    apply_theme(qapp, ThemeMode.LIGHT)


_COPIES = some_backups()


def problem(trouble, details="SQLITE_X"):
    return StoreProblem("Your meetings cannot be opened", "Nothing was changed.", details=details, trouble=trouble)


@pytest.fixture
def broken(kit):
    """Open a window over a store that cannot be read."""

    def build(trouble, copies=_COPIES):
        kit.keeper.copies = copies
        kit.sync.broken = problem(trouble)

        def mend():
            kit.sync.broken = None

        kit.keeper.mends = mend
        return kit.window()

    return build


AGAIN, BACK, ANEW, QUIT = "Try again", "Put a backup back…", "Begin anew…", "Quit"


@pytest.mark.parametrize(
    ("trouble", "choices"),
    [
        (StoreTrouble.LOCKED, [AGAIN, QUIT]),
        (StoreTrouble.FULL, [AGAIN, QUIT]),
        (StoreTrouble.READ_ONLY, [AGAIN, QUIT]),
        (StoreTrouble.BUSY, [AGAIN, QUIT]),
        (StoreTrouble.KEY, [AGAIN, BACK, ANEW, QUIT]),
        (StoreTrouble.NEWER, [QUIT]),
        (StoreTrouble.DAMAGED, [BACK, ANEW, QUIT]),
        (StoreTrouble.OTHER, [AGAIN, BACK, QUIT]),
    ],
)
def test_one_page_says_what_happened_and_offers_what_fits(broken, trouble, choices):
    window = broken(trouble)
    page = window.store_care.page
    assert page.isVisible()
    assert page.heading.text() == "Your meetings cannot be opened"
    assert page.advice.text() == "Nothing was changed."
    assert page.choices == choices
    mains = [b.text() for b in page._buttons() if b.property("kind") == "main" and not b.isHidden()]
    assert mains == [choices[0]]
    assert window.focusWidget().text() == choices[0]
    assert window.message_bar.text == ""
    for part in (window.rail, window.stack, window.strip):
        assert not part.isVisible()


def test_nothing_can_be_done_with_meetings_that_are_not_there(broken, kit, qtbot):
    window = broken(StoreTrouble.LOCKED)
    with qtbot.assertNotEmitted(window.plan_requested):
        press(qtbot, window, "Ctrl+N")
    press(qtbot, window, "Ctrl+2")
    assert window.shown_key == "meetings"
    assert window.actions_.quit.isEnabled()
    assert window.actions_.sign_out.isEnabled()


def test_details_for_it_are_copied(broken, qtbot):
    page = broken(StoreTrouble.FULL).store_care.page
    qtbot.mouseClick(page.details_button, LEFT)
    assert QGuiApplication.clipboard().text().endswith("SQLITE_X")
    assert page.details_button.text() == "Copied"


def test_trying_again_gives_the_window_back(broken, kit, qtbot):
    window = broken(StoreTrouble.LOCKED)
    page = window.store_care.page
    reloads = window.pane("meetings").reloads
    with qtbot.waitSignal(window.store_retried):
        qtbot.mouseClick(page.again_button, LEFT)
    assert window.store_care.page is page, "the store is as broken as before"
    assert page.again_button.text() == AGAIN
    kit.sync.broken = None
    qtbot.mouseClick(page.again_button, LEFT)
    assert window.store_care.page is None
    assert window.rail.isVisible()
    assert window.strip.connection.text().startswith("Connected")
    assert window.pane("meetings").reloads == reloads + 1
    assert window.focusWidget() is window.pane("meetings").field
    press(qtbot, window, "Ctrl+2")
    assert window.shown_key == "schedule"


def test_a_store_that_is_well_again_by_itself_needs_nobody(broken, kit, qtbot):
    window = broken(StoreTrouble.BUSY)
    kit.sync.broken = None
    kit.changes.publish("sync")
    qtbot.waitUntil(lambda: window.store_care.page is None)
    assert window.rail.isVisible()


def test_another_trouble_takes_the_place_of_the_first(broken, kit, qtbot):
    window = broken(StoreTrouble.LOCKED)
    kit.sync.broken = problem(StoreTrouble.DAMAGED)
    qtbot.mouseClick(window.store_care.page.again_button, LEFT)
    assert window.store_care.page.choices == [BACK, ANEW, QUIT]


def test_quitting(broken, qtbot):
    window = broken(StoreTrouble.NEWER)
    qtbot.mouseClick(window.store_care.page.quit_button, LEFT)
    assert not window.isVisible()


def test_without_backups_none_is_offered(broken):
    window = broken(StoreTrouble.DAMAGED, ())
    page = window.store_care.page
    assert page.kept.text().startswith("There is no backup on this PC.")
    assert page.choices == [ANEW, QUIT]
    assert window.focusWidget() is page.anew_button


def test_which_backups_there_are_is_said(broken):
    page = broken(StoreTrouble.DAMAGED).store_care.page
    assert page.kept.text() == "There are 6 backups on this PC, the newest from Today 07:12."
    assert kept_words(some_backups()[:1], NOW) == "There is 1 backup on this PC, from Today 07:12."


# ---- begin anew
def test_beginning_anew_asks_and_says_what_is_not_in_the_new_one(broken, kit, qtbot):
    window = broken(StoreTrouble.KEY)
    qtbot.mouseClick(window.store_care.page.anew_button, LEFT)
    dialog = window.findChild(AnewDialog)
    said = " ".join(label.text() for label in dialog.findChildren(type(window.store_care.page.advice)))
    assert "not deleted: it is kept aside" in said
    assert "Plans that are not online yet" in said
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert kit.keeper.did == []
    dialog = window.store_care.ask_anew()
    dialog.main_button.click()
    assert kit.keeper.did == ["begin anew"]
    assert window.store_care.page is None


def test_beginning_anew_in_vain_is_told_in_the_question(broken, kit):
    window = broken(StoreTrouble.KEY)
    kit.keeper.fails = problem(StoreTrouble.READ_ONLY)
    dialog = window.store_care.ask_anew()
    dialog.main_button.click()
    assert dialog.message_bar.text.startswith("Your meetings cannot be opened")
    assert dialog.isVisible()
    assert window.store_care.page is not None


# ---- put a backup back
def test_putting_a_backup_back_says_what_happens_and_does_it(broken, kit, qtbot):
    window = broken(StoreTrouble.DAMAGED)
    qtbot.mouseClick(window.store_care.page.restore_button, LEFT)
    dialog = window.findChild(RestoreDialog)
    assert dialog.chosen == some_backups()[0]
    assert "go back to how they were Today 07:12. What is there now becomes a backup itself" in (
        dialog.what_happens.text()
    )
    qtbot.keyClick(dialog.table, Qt.Key.Key_Down)
    assert "Yesterday 16:12" in dialog.what_happens.text()
    dialog.main_button.click()
    assert kit.keeper.did == [some_backups()[1]]
    assert not dialog.isVisible()
    assert window.store_care.page is None
    assert window.message_bar.text.startswith("Your meetings are as they were Yesterday 16:12.")


def test_the_list_of_backups_in_words(window):
    dialog = window.store_care.open_restore()
    model = dialog.table.model()
    assert model.rowCount() == 0
    assert "no backup on this PC yet" in dialog.states.currentWidget().accessibleName()
    assert not dialog.main_button.isEnabled()
    dialog._keeper.copies = some_backups()
    dialog.load()
    row = [model.index(0, column).data() for column in range(3)]
    assert row == ["Today 07:12", "1.2 MB", "Made by itself"]
    heads = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(3)]
    assert heads == ["Made", "Size", "Why"]
    spoken = model.index(0, 2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == backup_words(some_backups()[0], NOW) == "Today 07:12 · 1.2 MB · Made by itself"
    assert len({reason_words(reason) for reason in Reason}) == len(Reason)


def test_what_could_not_be_opened_is_not_offered_first(window, kit):
    aside = Backup("a.db", NOW, Reason.SET_ASIDE, 1)
    kit.keeper.copies = (aside, *some_backups())
    assert window.store_care.open_restore().chosen == some_backups()[0]
    kit.keeper.copies = (aside,)
    assert window.store_care.open_restore().chosen == aside


def test_a_backup_that_cannot_be_put_back_is_told_and_another_can_be_tried(broken, kit):
    window = broken(StoreTrouble.DAMAGED)
    dialog = window.store_care.open_restore()
    kit.keeper.fails = StoreProblem("The backup could not be put back", "Nothing was changed.")
    dialog.main_button.click()
    assert dialog.message_bar.text == "The backup could not be put back. Nothing was changed."
    assert dialog.main_button.isEnabled()
    kit.keeper.fails = None
    dialog.choose(2)
    dialog.main_button.click()
    assert kit.keeper.did == [some_backups()[2]]


# ---- while it runs
def test_damage_that_is_found_while_it_runs_is_a_message_with_the_way_out(window, kit, qtbot):
    kit.keeper.problem = problem(StoreTrouble.DAMAGED)
    kit.changes.publish("store")
    qtbot.waitUntil(lambda: window.message_bar.action_button.text() == BACK)
    assert window.store_care.page is None
    window.message_bar.dismiss()
    with qtbot.waitSignal(kit.changes.changed):
        kit.changes.publish("store")
    assert window.message_bar.text == "", "the same damage was told twice"
    kit.keeper.problem = None
    with qtbot.waitSignal(kit.changes.changed):
        kit.changes.publish("store")
    kit.keeper.problem = problem(StoreTrouble.DAMAGED)
    kit.changes.publish("store")
    qtbot.waitUntil(lambda: window.message_bar.text != "")
    window.message_bar.action_button.click()
    assert window.findChild(RestoreDialog).isVisible()


def test_a_deed_that_failed_is_told_and_the_lists_stay(window):
    window.show_error(problem(StoreTrouble.FULL))
    assert window.store_care.page is None
    assert window.message_bar.text.startswith("Your meetings cannot be opened")
    assert window.rail.isVisible()


def test_a_store_that_breaks_while_it_runs_gives_way_to_the_page(window, kit):
    kit.sync.broken = problem(StoreTrouble.KEY)
    window.show_error(problem(StoreTrouble.OTHER))
    assert window.store_care.page.problem.trouble is StoreTrouble.KEY


@pytest.mark.parametrize(("trouble", "told"), [(StoreTrouble.FULL, False), (StoreTrouble.DAMAGED, True)])
def test_what_a_pane_told_already_is_not_told_again_but_for_its_way_out(window, trouble, told):
    window.store_care.note_told(problem(trouble))
    assert bool(window.message_bar.text) == told


def test_many_failures_at_once_are_one_look(kit):
    held = HeldCalls()
    window = kit.window(calls=held)
    held.release()
    kit.sync.broken = problem(StoreTrouble.LOCKED)
    for _pane in range(9):
        window.store_care.note_told(kit.sync.broken)
    assert len(held.held) == 1
    held.release()
    held.release()
    assert window.store_care.page.isVisible()


# ---- the calls of panes
def test_the_calls_of_panes_are_watched(qapp):
    owner, calls = QObject(), NowCalls()
    noted: list[StoreProblem] = []
    failed: list[AppError] = []
    watched = WatchedCalls(calls, noted.append)

    async def fail(error):
        raise error

    broken, other = problem(StoreTrouble.FULL), AppError("No")
    watched.run(owner, lambda: fail(broken), failed=failed.append)
    watched.run(owner, lambda: fail(other), failed=failed.append)
    assert (failed, noted) == ([broken, other], [broken])
    unheard: list[AppError] = []
    watched.failed.connect(unheard.append)
    watched.run(owner, lambda: fail(broken))
    assert (unheard, noted) == ([broken], [broken]), "the window hears it already"
