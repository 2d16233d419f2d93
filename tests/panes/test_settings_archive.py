"""The settings of the archive: its place, its room and pace, the account's own storage, and how long it keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from hosted_meetings_desktop.domain.retention import RetentionRules
from hosted_meetings_desktop.domain.vault import ArchiveSettings, VaultKind, VaultPlace
from hosted_meetings_desktop.ui.settings.archive.dialogs import BUCKET, FOLDER, OwnStorageDialog, PlaceDialog
from hosted_meetings_desktop.ui.settings.archive.group import ArchiveGroup
from hosted_meetings_desktop.ui.settings.archive.retention import RetentionGroup
from hosted_meetings_desktop.ui.settings.archive.span_field import YEAR, SpanField, Unit
from tests.panes.archive_kit import AWAY, IN_BUCKET, FakeArchive, FakeRetention
from tests.panes.archive_kit import BUCKET as KEPT_BUCKET
from tests.panes.fakes import HeldCalls, NowCalls

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", "propagateSizeHints"),
    pytest.mark.usefixtures("london"),
]
GB = 1_000_000_000


def shown(qtbot: Any, archive: FakeArchive, calls: Any = None) -> ArchiveGroup:
    group = ArchiveGroup(archive, calls or NowCalls())
    qtbot.addWidget(group)
    group.resize(820, 500)
    group.show()
    group.reload()
    return group


def retention(qtbot: Any, kept: FakeRetention) -> RetentionGroup:
    group = RetentionGroup(kept, kept, NowCalls(), lambda: "Front desk")
    qtbot.addWidget(group)
    group.resize(820, 700)
    group.show()
    group.reload()
    return group


def place_dialog(group: ArchiveGroup) -> PlaceDialog:
    group.place_button.click()
    assert isinstance(group.dialog, PlaceDialog)
    return group.dialog


# ---- what is shown
def test_it_says_where_the_archive_lies_and_what_it_takes(qtbot: Any) -> None:
    group = shown(qtbot, FakeArchive(ArchiveSettings(quota=30 * GB, bytes_per_second=1_250_000)))
    assert group.place_said == "On this PC, in the app's own folder."
    assert group.quota_said.startswith("It takes 41.4 GB now. That is more than you allowed")
    assert (group.quota.value(), group.speed.value(), group.rests.isChecked()) == (30, 10, True)
    elsewhere = shown(qtbot, FakeArchive(ArchiveSettings(IN_BUCKET, "v2", {"v1": VaultPlace()})))
    assert "clinic-archive/films" in elsewhere.place_said
    assert "still found" in elsewhere.place_said
    assert KEPT_BUCKET.secret not in elsewhere.place_said


def test_nothing_can_be_changed_before_it_is_known_and_a_failure_offers_to_try_again(qtbot: Any) -> None:
    archive = FakeArchive(fails=AWAY)
    group = shown(qtbot, archive)
    assert not group.place_button.isEnabled()
    archive.fails = None
    group.result.action_button.click()
    assert group.place_button.isEnabled()
    assert group.result.isHidden()


# ---- what is entered
def test_numbers_take_effect_at_once_and_build_on_each_other(qtbot: Any) -> None:
    archive, calls = FakeArchive(), HeldCalls()
    group = shown(qtbot, archive, calls)
    calls.release()
    group.quota.setValue(100)
    group.speed.setValue(8)
    group.rests.click()
    calls.release()
    assert archive.now == ArchiveSettings(
        vault="v1", quota=100 * GB, bytes_per_second=1_000_000, not_during_calls=False
    )


def test_what_could_not_be_kept_is_as_it_was(qtbot: Any) -> None:
    archive = FakeArchive()
    group = shown(qtbot, archive)
    archive.fails = AWAY
    group.quota.setValue(100)
    assert group.quota.value() == 0
    assert group.result.text.startswith("The archive's folder is not there")


# ---- the place
def test_another_folder_is_tried_out_and_chosen(qtbot: Any, tmp_path: Path) -> None:
    archive = FakeArchive()
    group = shown(qtbot, archive)
    dialog = place_dialog(group)
    dialog.buttons[FOLDER].click()
    dialog.main_button.click()
    assert archive.now.place == VaultPlace(), "there is no folder yet"
    dialog.folder.setText(str(tmp_path))
    dialog.trial.button.click()
    assert dialog.trial.result.text == "It works: a file was written there, read and removed. 213.0 GB are free."
    dialog.main_button.click()
    assert archive.now.place == VaultPlace(VaultKind.FOLDER, str(tmp_path))
    assert archive.tried == [archive.now.place]
    assert "goes on there" in group.result.text
    assert "still found" in group.place_said


def test_a_place_that_fails_is_told_and_the_dialog_stays(qtbot: Any, tmp_path: Path) -> None:
    archive = FakeArchive()
    group = shown(qtbot, archive)
    dialog = place_dialog(group)
    dialog.choose(FOLDER)
    dialog.folder.setText(str(tmp_path))
    archive.fails = AWAY
    dialog.trial.button.click()
    assert dialog.trial.result.text.startswith("The archive's folder is not there")
    dialog.main_button.click()
    assert dialog.isVisible()
    assert not dialog.busy
    assert dialog.message_bar.text.startswith("The archive's folder is not there")
    archive.fails = None


def test_a_bucket_is_entered_and_its_secret_never_shown_again(qtbot: Any) -> None:
    archive = FakeArchive()
    group = shown(qtbot, archive)
    dialog = place_dialog(group)
    dialog.buttons[BUCKET].click()
    form = dialog.bucket_form
    dialog.main_button.click()
    assert dialog.form_column.problems
    for field, text in (
        (form.endpoint, "https://s3.clinic.example/"), (form.name, "clinic-archive"), (form.prefix, "films/"),
        (form.access_key, "AKIAEXAMPLE"), (form.secret, "s3cret-of-the-clinic"),
    ):  # fmt: skip
        field.setText(text)
    dialog.main_button.click()
    assert archive.now.place == IN_BUCKET
    again = place_dialog(group).bucket_form
    assert again.secret.text() == ""
    assert again.bucket() == KEPT_BUCKET, "an empty field keeps the secret"
    again.endpoint.setText("https://elsewhere.example")
    group.dialog.main_button.click()
    assert "Type the secret key again" in group.dialog.form_column.problems["secret"]
    assert archive.now.place == IN_BUCKET


def test_a_trial_can_be_stopped_and_its_result_goes_with_the_next_letter(qtbot: Any) -> None:
    calls = HeldCalls()
    group = shown(qtbot, FakeArchive(), calls)
    calls.release()
    dialog = place_dialog(group)
    dialog.trial.button.click()
    assert dialog.trial.stop_button.isVisible()
    dialog.trial.stop_button.click()
    assert dialog.trial.result.text == "The trial was stopped."
    dialog.buttons[BUCKET].click()
    assert dialog.trial.result.isHidden()


# ---- the account's own storage
def test_the_accounts_own_storage_is_entered_tried_and_removed(qtbot: Any) -> None:
    archive = FakeArchive(ArchiveSettings(vault="v1", own_storage=KEPT_BUCKET))
    group = shown(qtbot, archive)
    assert "clinic-archive/films" in group.own_said
    group.own_button.click()
    dialog = group.dialog
    assert isinstance(dialog, OwnStorageDialog)
    dialog.bucket_form.prefix.setText("recordings")
    dialog.trial.button.click()
    assert dialog.trial.result.text == "It works: the bucket can be read."
    dialog.main_button.click()
    assert archive.now.own_storage == replace(KEPT_BUCKET, prefix="recordings")
    group.remove_button.click()
    assert archive.now.own_storage is None
    assert not group.remove_button.isVisible()


# ---- how long it keeps
def test_rules_are_kept_usually_and_by_visit_type(qtbot: Any) -> None:
    kept = FakeRetention()
    group = retention(qtbot, kept)
    first = next(iter(group.by_type))
    assert group.by_type[first].chosen is Unit.USUAL
    choose(group.usual, Unit.YEARS, 10)
    choose(group.by_type[first], Unit.DAYS, 30)
    assert kept.now == RetentionRules(10 * YEAR, {first: timedelta(days=30)})
    assert set(kept.by) == {"Front desk"}
    choose(group.by_type[first], Unit.EVER)
    assert kept.now.by_type == {first: None}
    group.reload()
    assert (group.usual.chosen, group.usual.number.value()) == (Unit.YEARS, 10)
    assert group.by_type[first].chosen is Unit.EVER


def choose(field: SpanField, unit: Unit, count: int | None = None) -> None:
    if count is not None:
        field.number.blockSignals(True)
        field.number.setValue(count)
        field.number.blockSignals(False)
    place = field.unit.findData(unit.value)
    field.unit.setCurrentIndex(place)
    field.unit.activated.emit(place)


def test_what_would_delete_by_itself_is_asked_for_first(qtbot: Any) -> None:
    kept = FakeRetention(RetentionRules(10 * YEAR))
    group = retention(qtbot, kept)
    group.by_itself.click()
    assert group.question is not None
    assert kept.by == []
    qtbot.keyClick(group.question, Qt.Key.Key_Escape)
    assert (group.question, group.by_itself.isChecked(), kept.by) == (None, False, [])
    group.by_itself.click()
    buttons(group)["Delete automatically"].click()
    assert kept.now == RetentionRules(10 * YEAR, by_itself=True)
    choose(group.usual, Unit.YEARS, 20)
    assert (kept.now.usual, group.question) == (20 * YEAR, None), "longer deletes nothing"
    choose(group.usual, Unit.YEARS, 5)
    assert (kept.now.usual, group.question is not None) == (20 * YEAR, True)
    buttons(group)["Leave it as it was"].click()
    assert group.usual.number.value() == 20


def buttons(group: RetentionGroup) -> dict[str, Any]:
    from PySide6.QtWidgets import QPushButton

    assert group.question is not None
    return {each.text(): each for each in group.question.findChildren(QPushButton)}


def test_rules_that_could_not_be_kept_are_as_they_were(qtbot: Any) -> None:
    kept = FakeRetention(RetentionRules(10 * YEAR))
    group = retention(qtbot, kept)
    kept.fails = AWAY
    choose(group.usual, Unit.EVER)
    assert group.usual.chosen is Unit.YEARS
    assert group.result.text.startswith("The archive's folder")


def test_visit_types_that_came_or_went_change_the_rows(qtbot: Any) -> None:
    kept = FakeRetention()
    group = retention(qtbot, kept)
    before = len(group.by_type)
    kept.types = kept.types[1:]
    group.reload()
    assert len(group.by_type) == before - 1
    qtbot.waitUntil(group.by_itself.isVisible)
    group.by_itself.click()
    assert group.question is not None
