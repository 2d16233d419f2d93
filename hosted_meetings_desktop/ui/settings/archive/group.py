"""The settings' group about the archive: its place, its room, its pace, and the account's own storage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from hosted_meetings_desktop.domain.archive import Quota, QuotaLevel
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.vault import ArchiveSettings, Bucket, VaultPlace
from hosted_meetings_desktop.ui.parts.buttons import plain_button
from hosted_meetings_desktop.ui.parts.message_bar import TOLD_MS
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.settings.archive.dialogs import OwnStorageDialog, PlaceDialog
from hosted_meetings_desktop.ui.settings.archive.services import ArchiveKeeping
from hosted_meetings_desktop.ui.settings.archive.words import bucket_text, place_sentence
from hosted_meetings_desktop.ui.settings.asked import AskedGroup
from hosted_meetings_desktop.ui.settings.planning.number_field import NumberField
from hosted_meetings_desktop.ui.text.format import size_text

_GIGABYTE = 1_000_000_000
_MEGABIT = 125_000
"""Bytes a second."""
_MOST = 1_000_000
_NUMBER_WIDTH = 150


class ArchiveGroup(AskedGroup):
    """What is entered takes effect at once; another place only once it could be opened."""

    def __init__(self, keeping: ArchiveKeeping, calls: Calls, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Archive of recordings"),
            parent,
            found_by=self.tr("storage disk share bucket S3 backup quota bandwidth limit encrypted"),
        )
        self._keeping = keeping
        self._calls = calls
        self._kept: ArchiveSettings | None = None
        self.dialog: PlaceDialog | OwnStorageDialog | None = None
        self.place_button = plain_button(self.tr("Change…"), "folder-outline")
        self.place_button.setAccessibleName(self.tr("Change where the archive lies"))
        self.place_button.clicked.connect(self.change_place)
        self._place_note = self.add_row(
            self.tr("Place"), self.place_button, note=" ", found_by=self.tr("folder network drive")
        )
        self._add_numbers()
        self.rests = QCheckBox(self.tr("Downloads rest during calls on this PC"))
        self.rests.setAccessibleName(self.rests.text())
        self.rests.setToolTip(
            self.tr("What the video service deletes within the hour is downloaded all the same, slowly.")
        )
        self.rests.clicked.connect(self._keep_rests)
        self.add_wide(self.rests)
        self.own_button = plain_button(self.tr("Set up…"))
        self.own_button.clicked.connect(self.set_up_own)
        self.remove_button = plain_button(self.tr("Remove"))
        self.remove_button.setAccessibleName(self.tr("Remove the account's own storage"))
        self.remove_button.clicked.connect(self.remove_own)
        self._own_note = self.add_row(
            self.tr("The account's own storage"), self.own_button, self.remove_button, note=" ",
            found_by=self.tr("bucket AWS provider records to"),
        )  # fmt: skip
        self.add_result()
        self.retry_requested.connect(self.reload)
        self._allow()

    def _add_numbers(self) -> None:
        self.quota, self.speed = NumberField(0, _MOST, step=10), NumberField(0, _MOST)
        for field, unit, none, kept in (
            (self.quota, self.tr(" GB"), self.tr("No limit"), self._keep_quota),
            (self.speed, self.tr(" Mbit/s"), self.tr("No limit"), self._keep_speed),
        ):
            field.setFixedWidth(_NUMBER_WIDTH)
            field.setSuffix(unit)
            field.setSpecialValueText(none)
            field.setGroupSeparatorShown(True)
            field.setKeyboardTracking(False)  # "15" is not "1" on its way
            field.valueChanged.connect(kept)
        self._quota_note = self.add_row(self.tr("Room it may take"), self.quota, note=" ")
        note = self.tr("Of all downloads from the video service together.")
        self.add_row(self.tr("Speed of downloads"), self.speed, note=note)

    # ---- what is kept
    @property
    def place_said(self) -> str:
        """What is said about the place."""
        return self._place_note.text()

    @property
    def quota_said(self) -> str:
        """What is said about the room."""
        return self._quota_note.text()

    @property
    def own_said(self) -> str:
        """What is said about the account's own storage."""
        return self._own_note.text()

    def reload(self) -> None:
        """Ask for it again."""

        async def ask() -> tuple[ArchiveSettings, Quota]:
            return await self._keeping.settings(), await self._keeping.used()

        self._calls.run(self, ask, self._take, self._miss)

    def _take(self, found: tuple[ArchiveSettings, Quota]) -> None:
        self.note_shown()
        self._used = found[1].used
        self._show(found[0])

    def _show(self, settings: ArchiveSettings) -> None:
        self._kept = settings
        self._place_note.setText(place_sentence(settings))
        for field, value in (
            (self.quota, settings.quota // _GIGABYTE), (self.speed, round(settings.bytes_per_second / _MEGABIT)),
        ):  # fmt: skip
            with QSignalBlocker(field):
                field.setValue(value)
        self._quota_note.setText(self._quota_words(Quota(self._used, settings.quota)))
        self.rests.setChecked(settings.not_during_calls)
        own = settings.own_storage
        if own is None:
            said = self.tr("Only where the video service writes recordings straight into a bucket of yours.")
        else:
            said = self.tr("Recordings are played from %1.").replace("%1", bucket_text(own))
        self._own_note.setText(said)
        self.own_button.setText(self.tr("Set up…") if own is None else self.tr("Change…"))
        verb = self.tr("Set up the account's own storage") if own is None else self.tr("Change the account's storage")
        self.own_button.setAccessibleName(verb)
        self.remove_button.setVisible(own is not None)
        self._allow()

    def _quota_words(self, quota: Quota) -> str:
        said = self.tr("It takes %1 now.").replace("%1", size_text(quota.used))
        if quota.level is QuotaLevel.OVER:
            return f"{said} {self.tr('That is more than you allowed; recordings are kept all the same.')}"
        return f"{said} {self.tr('Over a limit you are told, and recordings are kept all the same.')}"

    def _allow(self) -> None:
        known = self._kept is not None
        for control in (self.place_button, self.quota, self.speed, self.rests, self.own_button):
            control.setEnabled(known)
        if not known:
            self.remove_button.hide()

    def _miss(self, error: AppError) -> None:
        self.tell_missed(self.tr("The settings of the archive cannot be shown now."), error)

    # ---- what is entered
    def _keep_quota(self, gigabytes: int) -> None:
        self._change(quota=gigabytes * _GIGABYTE)

    def _keep_speed(self, megabits: int) -> None:
        self._change(bytes_per_second=megabits * _MEGABIT)

    def _keep_rests(self) -> None:
        self._change(not_during_calls=self.rests.isChecked())

    def _change(self, told: str = "", **changes: Any) -> None:
        before = self._kept
        if before is None:
            return
        wanted = replace(before, **changes)
        self._show(wanted)  # what is entered next builds on it
        self._decide(wanted, told, self._failed(before))

    def _failed(self, before: ArchiveSettings) -> Callable[[AppError], None]:
        def failed(error: AppError) -> None:
            self._show(before)
            self.result.show_error(error)

        return failed

    def _decide(
        self,
        wanted: ArchiveSettings,
        told: str,
        failed: Callable[[AppError], None],
        then: Callable[[], None] = lambda: None,
    ) -> None:
        def done(kept: ArchiveSettings) -> None:
            self._show(kept)
            then()
            if told:
                self.result.show_message(told, kind="success", timeout_ms=TOLD_MS)
            else:
                self.result.dismiss()

        self._calls.run(self, partial(self._keeping.decide, wanted), done, failed)

    # ---- the place
    def change_place(self) -> PlaceDialog | None:
        """Ask where the archive goes on."""
        if self._kept is None:
            return None
        self.result.dismiss()
        dialog = PlaceDialog(self._kept.place, self._keeping, self._calls, self.window())
        dialog.drafted.connect(self._keep_place)
        self.dialog = dialog
        dialog.open()
        return dialog

    def _keep_place(self, place: VaultPlace) -> None:
        if self._kept is not None:
            told = self.tr("The archive goes on there. What was kept before is still found.")
            self._finish(replace(self._kept, place=place), told, self.place_button)

    # ---- the account's own storage
    def set_up_own(self) -> OwnStorageDialog | None:
        """Ask for the bucket into which the account records."""
        if self._kept is None:
            return None
        self.result.dismiss()
        dialog = OwnStorageDialog(self._kept.own_storage, self._keeping, self._calls, self.window())
        dialog.drafted.connect(self._keep_own)
        self.dialog = dialog
        dialog.open()
        return dialog

    def _keep_own(self, bucket: Bucket) -> None:
        if self._kept is not None:
            told = self.tr("The app looks there for what the account recorded.")
            self._finish(replace(self._kept, own_storage=bucket), told, self.own_button)

    def remove_own(self) -> None:
        """Read nothing from there any more."""
        self.own_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._change(
            self.tr("It is removed here, with its keys. Nothing was changed in the bucket."), own_storage=None
        )

    def _finish(self, wanted: ArchiveSettings, told: str, back_to: QWidget) -> None:
        dialog = self.dialog

        def then() -> None:
            if dialog is not None:
                dialog.set_busy(busy=False)
                dialog.accept()
            back_to.setFocus(Qt.FocusReason.OtherFocusReason)

        def failed(error: AppError) -> None:
            if dialog is not None:
                dialog.show_error(error)

        self._decide(wanted, told, failed, then)
