"""Choose where the archive goes on, and enter the account's own storage: both can be tried out first."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.vault import Bucket, VaultKind, VaultPlace
from hosted_meetings_desktop.ui.parts.buttons import plain_button, segment_button
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.labels import small_label
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.settings.archive.bucket_form import BucketForm
from hosted_meetings_desktop.ui.settings.archive.services import ArchiveKeeping
from hosted_meetings_desktop.ui.settings.archive.trial import Trial
from hosted_meetings_desktop.ui.settings.archive.words import tried_sentence
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

OWN, FOLDER, BUCKET = "own", "folder", "bucket"


class _TriedDialog(Dialog):
    """A form with a trial under it."""

    def __init__(self, title: str, calls: Calls, parent: QWidget | None) -> None:
        super().__init__(title, self.tr("Save"), parent=parent)
        self.form_column = FormColumn()
        self.trial = Trial(calls)
        # Its place is known once it is laid out.
        self.trial.result.shown.connect(lambda: QTimer.singleShot(0, self.trial, lambda: self.go_to(self.trial)))
        self.confirmed.connect(self._draft)
        self.setMinimumWidth(SIZE.text_width)

    def _finish(self) -> None:
        self.set_form(self.form_column)
        self.body.addWidget(self.trial)

    def _draft(self) -> None:
        raise NotImplementedError

    def _miss(self, error: AppError) -> None:
        if isinstance(error, InputProblem) and self.form_column.shows(error.field):
            self.show_problems([error])
        else:
            self.trial.result.show_error(error)

    def _clear(self) -> None:
        self.form_column.clear_problems()
        self.message_bar.dismiss()

    def done(self, result: int) -> None:
        """Leave; a trial that runs is given up."""
        self.trial.drop()
        super().done(result)


class PlaceDialog(_TriedDialog):
    """Where the archive goes on.

    Signals:
        drafted(VaultPlace): Use this; the dialog stays, busy, until it is accepted or shown an error.
    """

    drafted = Signal(object)

    def __init__(
        self, place: VaultPlace, keeping: ArchiveKeeping, calls: Calls, parent: QWidget | None = None
    ) -> None:
        """Make the dialog.

        Args:
            place: Where it lies now.
            keeping: Tries places out.
            calls: Runs that.
            parent: The window it belongs to.
        """
        super().__init__(self.tr("Where the archive lies"), calls, parent)
        self._keeping = keeping
        self.question: QFileDialog | None = None
        self._add_kinds()
        self._add_folder(place.folder)
        self.bucket_form = BucketForm(self.form_column, place.bucket)
        self.bucket_form.edited.connect(self.trial.forget)
        self.form_column.add_widget(
            small_label(
                self.tr(
                    "Every file is encrypted before it gets there; the key is in this PC's keyring. What was kept "
                    "before stays where it is and is still found."
                )
            )
        )
        self.trial.button.setAccessibleDescription(self.tr("Writes a small file there, reads it and removes it"))
        self.trial.button.clicked.connect(self.try_out)
        self._finish()
        kind = BUCKET if place.kind is VaultKind.BUCKET else FOLDER if place.folder else OWN
        self.choose(kind)

    def _add_kinds(self) -> None:
        words = {OWN: self.tr("This PC"), FOLDER: self.tr("A folder"), BUCKET: self.tr("A bucket (S3)")}
        self.buttons: dict[str, QPushButton] = {}
        self._kinds = QButtonGroup(self)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.row)
        for kind, word in words.items():
            button = segment_button(word)
            button.clicked.connect(partial(self.choose, kind))
            self._kinds.addButton(button)
            self.buttons[kind] = button
            row.addWidget(button)
        row.addStretch(1)
        self.note = small_label("", tone="")
        self.form_column.add_widget(holder)
        self.form_column.add_widget(self.note)

    def _add_folder(self, folder: str) -> None:
        self.folder = QLineEdit(folder)
        self.folder.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.folder.textEdited.connect(self.trial.forget)
        self.browse_button = plain_button(self.tr("Browse…"), "folder-outline")
        self.browse_button.setAccessibleName(self.tr("Browse for the folder"))
        self.browse_button.clicked.connect(self.browse)
        field = QWidget()
        row = QHBoxLayout(field)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.row)
        row.addWidget(self.folder, 1)
        row.addWidget(self.browse_button)
        field.setFocusProxy(self.folder)
        self._folder_block = self.form_column.add_field("folder", self.tr("&Folder"), field)

    def choose(self, kind: str, *_checked: object) -> None:
        """Show what belongs to a kind of place."""
        notes = {
            OWN: self.tr("The app's own folder. What is in it is lost with this PC, unless its disk is backed up."),
            FOLDER: self.tr("Another disk or a network share. Downloads wait while it is not connected."),
            BUCKET: self.tr("A bucket of the clinic's own with any service that speaks S3."),
        }
        self._clear()
        self.trial.forget()
        self._kind = kind
        self.buttons[kind].setChecked(True)
        self.note.setText(notes[kind])
        self._folder_block.setVisible(kind == FOLDER)
        self.bucket_form.show(on=kind == BUCKET)

    def browse(self) -> None:
        """Ask for the folder."""
        question = QFileDialog(self, self.tr("Where should the archive lie?"), self.folder.text())
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.setFileMode(QFileDialog.FileMode.Directory)
        question.setOption(QFileDialog.Option.ShowDirsOnly, on=True)
        question.fileSelected.connect(self._take_folder)
        self.question = question
        question.open()

    def _take_folder(self, folder: str) -> None:
        self.folder.setText(str(Path(folder)))
        self.trial.forget()

    # ---- what stands in it
    def place(self) -> VaultPlace:
        """Return what stands in the fields.

        Raises:
            InputProblem: for the field to mend.
        """
        if self._kind == OWN:
            return VaultPlace()
        if self._kind == BUCKET:
            return VaultPlace(VaultKind.BUCKET, bucket=self.bucket_form.bucket())
        folder = self.folder.text().strip()
        if not folder or not Path(folder).is_absolute():
            raise InputProblem("folder", self.tr("Choose a folder"))
        return VaultPlace(VaultKind.FOLDER, folder)

    def _wanted(self) -> VaultPlace | None:
        self._clear()
        try:
            return self.place()
        except InputProblem as problem:
            self.show_problems([problem])
            return None

    def try_out(self) -> None:
        """Write, read and remove a file there."""
        place = self._wanted()
        if place is not None:
            self.trial.run(partial(self._keeping.try_place, place), tried_sentence, self._miss)

    def _draft(self) -> None:
        if self.busy:
            return
        place = self._wanted()
        if place is not None:
            self.trial.drop()
            self.set_busy(busy=True)
            self.drafted.emit(place)

    def done(self, result: int) -> None:
        """Leave; what was typed as a secret goes."""
        self.bucket_form.forget()
        super().done(result)


class OwnStorageDialog(_TriedDialog):
    """The bucket into which the account itself records, to read from.

    Signals:
        drafted(Bucket): Use this; the dialog stays, busy, until it is accepted or shown an error.
    """

    drafted = Signal(object)

    def __init__(
        self, bucket: Bucket | None, keeping: ArchiveKeeping, calls: Calls, parent: QWidget | None = None
    ) -> None:
        super().__init__(self.tr("The account's own storage"), calls, parent)
        self._keeping = keeping
        self.form_column.add_widget(
            small_label(
                self.tr(
                    "Where the video service writes recordings straight into a bucket of yours, they are played from "
                    "there. The app only reads it."
                ),
                tone="",
            )
        )
        self.bucket_form = BucketForm(self.form_column, bucket)
        self.bucket_form.edited.connect(self.trial.forget)
        self.trial.button.setAccessibleDescription(self.tr("Lists what is in it"))
        self.trial.button.clicked.connect(self.try_out)
        self._finish()

    def _wanted(self) -> Bucket | None:
        self._clear()
        try:
            return self.bucket_form.bucket()
        except InputProblem as problem:
            self.show_problems([problem])
            return None

    def try_out(self) -> None:
        """Look into it."""
        bucket = self._wanted()
        if bucket is not None:
            said = self.tr("It works: the bucket can be read.")
            self.trial.run(partial(self._keeping.try_own, bucket), lambda _nothing: said, self._miss)

    def _draft(self) -> None:
        if self.busy:
            return
        bucket = self._wanted()
        if bucket is not None:
            self.trial.drop()
            self.set_busy(busy=True)
            self.drafted.emit(bucket)

    def done(self, result: int) -> None:
        """Leave; what was typed as a secret goes."""
        self.bucket_form.forget()
        super().done(result)
