"""The people pane over the real service and an encrypted store, each on its own thread."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from hosted_meetings_desktop.services.people import PeopleService
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.ui.panes.people.pane import PeoplePane
from hosted_meetings_desktop.ui.runtime.calls import LoopCalls
from hosted_meetings_desktop.ui.runtime.changes import ChangeBroadcast
from tests.panes.clinic_data import NOW
from tests.panes.people_kit import FILE

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


@pytest.fixture
def pane(qtbot, tmp_path: Path) -> Iterator[PeoplePane]:
    key = secrets.token_bytes(32)
    store, calls, changes = Database(tmp_path / "people.db", lambda: key), LoopCalls(), ChangeBroadcast()
    pane = PeoplePane(PeopleService(store, changes, lambda: NOW, country_code="49"), calls, clock=lambda: NOW)
    changes.changed.connect(lambda topics: pane.reload() if pane.topics & topics else None)
    qtbot.addWidget(pane)
    pane.resize(1100, 700)
    pane.show()
    yield pane
    calls.close()
    store.close()


def begin(qtbot, pane: PeoplePane, path: Path) -> None:
    pane.import_file(path)
    qtbot.waitUntil(lambda: pane.import_dialog.page.preview is not None)


def test_a_file_is_imported_found_and_taken_back(qtbot, pane: PeoplePane, tmp_path: Path) -> None:
    (tmp_path / "patients.csv").write_bytes(FILE)
    begin(qtbot, pane, tmp_path / "patients.csv")
    dialog = pane.import_dialog
    dialog.main_button.click()
    qtbot.waitUntil(lambda: dialog.outcome is not None)
    assert dialog.outcome.added == 8
    dialog.save_lacking(tmp_path / "left.csv")
    qtbot.waitUntil(lambda: bool(dialog.message_bar.text))
    left = (tmp_path / "left.csv").read_text("utf-8-sig").splitlines()
    assert left[0].endswith(";Bemerkung;;Why it is here")
    assert left[3].endswith(";Left out: it has no name")
    dialog.accept()
    qtbot.waitUntil(lambda: pane.model.rowCount() == 8)
    pane.search.setText("schmidt")
    pane.search.search_now()
    qtbot.waitUntil(lambda: pane.model.rowCount() == 1)
    assert pane.model.row_at(0).phone == "+491712345678"
    pane.undo()
    qtbot.waitUntil(lambda: pane.message_bar.text == "The last change is undone.")
    qtbot.waitUntil(lambda: pane.model.rowCount() == 0)


def test_a_long_import_is_stopped_from_its_dialog(qtbot, pane: PeoplePane, tmp_path: Path) -> None:
    lines = "".join(f"Person {number}\n" for number in range(20_000))
    (tmp_path / "many.csv").write_text(f"Name\n{lines}")
    pane.import_file(tmp_path / "many.csv")
    dialog = pane.import_dialog
    qtbot.waitUntil(lambda: dialog.page.preview is not None, timeout=20_000)
    dialog.main_button.click()
    dialog.leave_button.click()
    qtbot.waitUntil(lambda: "stopped" in dialog.message_bar.text, timeout=20_000)
    assert dialog.leave_button.isEnabled()
    dialog.reject()
    assert pane.import_dialog is None
    pane.reload()
    qtbot.wait(50)
    assert pane.model.rowCount() == 0


def test_a_dialog_that_is_closed_while_it_reads_leaves_nothing_behind(
    qtbot, pane: PeoplePane, tmp_path: Path
) -> None:
    (tmp_path / "many.csv").write_text("Name\n" + "Ada\n" * 50_000)
    pane.import_file(tmp_path / "many.csv")
    dialog = pane.import_dialog
    qtbot.waitUntil(lambda: bool(dialog._data))
    dialog.reject()
    assert pane.import_dialog is None
    qtbot.wait(100)
