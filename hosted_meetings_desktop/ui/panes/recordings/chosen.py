"""The recordings that something is done to together, and the bar that says how many and what."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from hosted_meetings_desktop.domain.archive import ItemState
from hosted_meetings_desktop.domain.ids import RecordingId
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.recording_list import RecordingRow
from hosted_meetings_desktop.ui.panes.recordings.rows import can_fetch
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import link_button, plain_button
from hosted_meetings_desktop.ui.parts.labels import strong_label
from hosted_meetings_desktop.ui.text.format import one_or_many
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_LOOKED_AT = 50
"""Of more than so many nobody looks whether any fits: each is looked for among what is loaded."""


class Chosen(QObject):
    """A set of recordings; it outlives reloads and scrolling.

    Signals:
        changed(): Others are chosen now.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: dict[str, None] = {}

    def __contains__(self, recording: str) -> bool:
        return recording in self._ids

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def ids(self) -> tuple[RecordingId, ...]:
        """Which, in the order in which they were chosen."""
        return tuple(RecordingId(each) for each in self._ids)

    def toggle(self, recording: str) -> None:
        """Choose one, or leave it out again."""
        if recording in self._ids:
            del self._ids[recording]
        else:
            self._ids[recording] = None
        self.changed.emit()

    def choose(self, recordings: Iterable[str]) -> None:
        """Choose these and no others."""
        self._ids = dict.fromkeys(recordings)
        self.changed.emit()

    def clear(self) -> None:
        """Choose none."""
        if self._ids:
            self.choose(())


class ChosenBar(QWidget):
    """How many are chosen, and what can be done with them; while something is done, how far it is.

    Signals:
        keep_wanted(): Keep them now.
        export_wanted(): Export them.
        hold_wanted(): Put them on hold.
        release_wanted(): End their hold.
        delete_wanted(): Delete them.
        all_wanted(): Choose all that are listed.
        stop_wanted(): Stop what is being done.
    """

    keep_wanted = Signal()
    export_wanted = Signal()
    hold_wanted = Signal()
    release_wanted = Signal()
    delete_wanted = Signal()
    all_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, chosen: Chosen, clock: Clock) -> None:
        super().__init__()
        self._chosen = chosen
        self._clock = clock
        self.row_of: Callable[[str], RecordingRow | None] = lambda _recording: None
        self.held = 0  # of the chosen, where all of them are known
        self.words = strong_label("")
        self.words.setWordWrap(False)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(SIZE.details_width // 2)
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.page, 0, SPACE.page, SPACE.tight)
        row.setSpacing(SPACE.row)
        row.addWidget(self.words)
        for name, text, sign, signal in (
            ("keep", self.tr("Keep now"), "download-outline", self.keep_wanted),
            ("export", self.tr("Export…"), "content-save-outline", self.export_wanted),
            ("hold", self.tr("Put on hold…"), "lock-outline", self.hold_wanted),
            ("release", self.tr("End hold…"), "lock-open-variant-outline", self.release_wanted),
            ("delete", self.tr("Delete…"), "delete-outline", self.delete_wanted),
        ):
            button = plain_button(text, sign)
            button.clicked.connect(signal)
            self.buttons[name] = button
            row.addWidget(button)
        row.addWidget(self.progress)
        self.stop_button = plain_button(self.tr("Stop"))
        self.stop_button.clicked.connect(self.stop_wanted)
        row.addWidget(self.stop_button)
        row.addStretch(1)
        self.all_button = link_button(self.tr("Choose all that are listed"))
        self.all_button.clicked.connect(self.all_wanted)
        self.clear_button = link_button(self.tr("Choose none"))
        self.clear_button.clicked.connect(chosen.clear)
        row.addWidget(self.all_button)
        row.addWidget(self.clear_button)
        self._busy = ""
        chosen.changed.connect(self.refresh)
        self.refresh()

    @property
    def busy(self) -> bool:
        """Whether something is being done."""
        return bool(self._busy)

    def refresh(self) -> None:
        """Show what holds now."""
        count = len(self._chosen)
        self.setVisible(bool(count) or self.busy)
        said = one_or_many(count, self.tr("1 chosen"), self.tr("%n chosen", "", count))
        self.words.setText(self._busy or said)
        self._fit()
        for button in (*self.buttons.values(), self.all_button, self.clear_button):
            button.setVisible(not self.busy)
        self.progress.setVisible(self.busy)
        self.stop_button.setVisible(self.busy)
        if count and not self.busy:
            announce(self, said)

    def _fit(self) -> None:
        """Offer what does something to one of them at least; of one that is not loaded nobody knows."""
        ids = self._chosen.ids
        known = [row for row in map(self.row_of, ids[:_LOOKED_AT]) if row is not None]
        unknown, now = len(known) < len(ids), self._clock()
        archived = [row for row in known if row.item is not None and row.item.state is ItemState.KEPT]
        held = [row for row in archived if row.item is not None and row.item.hold]
        self.held = 0 if unknown else len(held)
        fits = {
            "keep": (any(can_fetch(row, now) for row in known), self.tr("Nothing of this is left to be kept")),
            "export": (any(row.kept for row in known), self.tr("None of them is kept")),
            "hold": (len(archived) > len(held), self.tr("None of them is in the archive and not on hold")),
            "release": (bool(held), self.tr("None of them is on hold")),
            "delete": (len(archived) > len(held), self.tr("None of them is in the archive and not on hold")),
        }
        for name, (fit, why) in fits.items():
            self.buttons[name].setEnabled(fit or unknown)
            self.buttons[name].setToolTip("" if fit or unknown else why)

    def begin(self, words: str) -> None:
        """Say what is being done."""
        self._busy = words
        self.progress.setRange(0, 0)
        self.progress.setAccessibleName(words)
        self.refresh()

    def show_progress(self, done: int, total: int | None) -> None:
        """Say how far it is."""
        if self.busy and total:
            self.progress.setRange(0, total)
            self.progress.setValue(done)
            told = self.tr("%1: %2 of %3").replace("%1", self._busy)
            self.words.setText(told.replace("%2", str(done)).replace("%3", str(total)))

    def end(self) -> None:
        """Show the choice again."""
        self._busy = ""
        self.refresh()
