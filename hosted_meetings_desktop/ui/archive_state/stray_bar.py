"""The message about sealed files that belong to no recording, with what can be done about them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.strays import Adoption, StrayFolder, Strays
from hosted_meetings_desktop.ui.archive_state.services import StrayKeeping
from hosted_meetings_desktop.ui.archive_state.words import adopted_sentences, found_sentence
from hosted_meetings_desktop.ui.parts.copying import copy_text
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.parts.opening import open_outside
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
from hosted_meetings_desktop.ui.text.format import isolated, one_or_many

TOPIC = "strays"
"""On which :meth:`StrayBar.reload` is due."""


class StrayBar(MessageBar):
    """Hidden as long as there are none; stands for itself, wherever it is put.

    Signals:
        adopted(): There are more recordings.
    """

    adopted = Signal()
    _moved = Signal(int, int)

    def __init__(
        self,
        keeping: StrayKeeping,
        calls: Calls,
        who: Callable[[], str],
        *,
        all_of_them: bool = True,
        open_folder: Callable[[Path], bool] = open_outside,
        parent: QWidget | None = None,
    ) -> None:
        """Make it; nothing is asked before :meth:`reload`.

        Args:
            keeping: Finds and adopts them.
            calls: Runs what is asked.
            who: Tells who sits here, for the audit log.
            all_of_them: Whether it also tells of those that cannot be adopted, as the settings do.
            open_folder: Shows a folder in the PC's own program.
            parent: The owner.
        """
        super().__init__(parent)
        self._keeping = keeping
        self._calls = calls
        self._who = who
        self._all = all_of_them
        self._open_folder = open_folder
        self._told = ""
        self._call: Call | None = None
        self._moved.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether files are being adopted."""
        return self._call is not None

    def reload(self) -> None:
        """Ask again which there are."""
        self._calls.run(self, self._keeping.standing, self.show_strays, lambda _error: None)

    def show_strays(self, strays: Strays) -> None:
        """Say how many there are; what is said already stays as it is, also where somebody closed it."""
        if self.busy:
            return
        wanted = strays.count if self._all else strays.adoptable
        said = found_sentence(wanted) if wanted else ""
        told = f"{said} {strays.adoptable}" if said else ""
        if told == self._told:
            return
        self._told = told
        if not said:
            self.dismiss()
            return
        adopt = self.tr("Adopt it") if strays.adoptable == 1 else self.tr("Adopt them")
        self.show_message(
            said,
            kind="warning",
            action_text=adopt if strays.adoptable else "",
            action=self.adopt,
            other_text=self.tr("Show where it is") if wanted == 1 else self.tr("Show where they are"),
            other=self.show_where,
        )
        self.setToolTip(
            self.tr(
                "They may have been kept before a backup of your meetings was put back. To adopt them reads each "
                "file to its end and puts it into the library; nothing in the archive is changed."
            )
        )

    # ---- adopting
    def adopt(self) -> None:
        """Put into the library what can be."""
        if self.busy:
            return
        self.show_message(self.tr("Reading the files…"), action_text=self.tr("Stop"), action=self.stop)
        answered: list[bool] = []

        def done(adoption: Adoption) -> None:
            answered.append(True)
            self._tell(adoption)

        def failed(error: AppError) -> None:
            answered.append(True)
            self._end()
            self.show_error(error, action_text=self.tr("Show them"), action=self.reload)

        work = partial(self._keeping.adopt, self._who(), self._progress)
        call = self._calls.run(self, work, done, failed)
        self._call = None if answered else call

    def _progress(self, done: int, total: int | None) -> None:
        """Take how far it is, from any thread."""
        self._moved.emit(done, total or 0)

    @Slot(int, int)
    def _show_progress(self, done: int, total: int) -> None:
        if self.busy and total:
            text = self.tr("Reading file %1 of %2…")
            self._text.setText(text.replace("%1", str(min(done + 1, total))).replace("%2", str(total)))

    def stop(self) -> None:
        """Stop reading; what was adopted by then is."""
        if self._call is not None:
            self._call.cancel()
        self._end()
        self.adopted.emit()
        self.reload()

    def _end(self) -> None:
        self._call = None
        self._told = ""

    def _tell(self, adoption: Adoption) -> None:
        self._end()
        self.show_message(
            adopted_sentences(adoption),
            kind="warning" if adoption.left or not (adoption.adopted or adoption.texts) else "success",
            action_text=self.tr("Go on") if adoption.more else "",
            action=self.look,
        )
        if adoption.adopted or adoption.texts:
            self.adopted.emit()

    def look(self) -> None:
        """Look through the archive anew; more are noted once the first are done with."""
        self._told = ""
        self._calls.run(self, self._keeping.look, self.show_strays, self.show_error)

    # ---- where they are
    def show_where(self) -> None:
        """Open the folder they lie in; of a bucket, say where that is."""
        self._calls.run(self, self._keeping.where, self._tell_where, self.show_error)

    def _tell_where(self, places: tuple[StrayFolder, ...]) -> None:
        folders = [each for each in places if each.path and each.files]
        if len(places) == 1 and folders and self._open_folder((Path(folders[0].path) / folders[0].files[0]).parent):
            return
        lines = [f"{_name(each)}: {file}" for each in places for file in each.files]
        if not lines:
            return
        said = one_or_many(
            len(lines),
            self.tr("It lies here: %1"),
            self.tr("The first of them lies here: %1"),
        ).replace("%1", isolated(lines[0]))
        self._told = ""  # the next reload says again what is found
        self.show_message(
            said,
            action_text=self.tr("Back"),
            action=self.reload,
            other_text=self.tr("Copy all names") if len(lines) > 1 else self.tr("Copy its name"),
            other=lambda: copy_text("\n".join(lines)),
        )


def _name(where: StrayFolder) -> str:
    bucket = where.place.bucket
    return (
        where.path if bucket is None else "/".join(part for part in (bucket.name, bucket.prefix.strip("/")) if part)
    )
