"""A recording on its way to this PC or to another place on it: how far it is, and a way to stop it."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.recording_list import RecordingRow
from hosted_meetings_desktop.ui.parts.buttons import plain_button
from hosted_meetings_desktop.ui.parts.labels import small_label
from hosted_meetings_desktop.ui.runtime.calls import Call
from hosted_meetings_desktop.ui.text.format import size_text
from hosted_meetings_desktop.ui.theme.tokens import SPACE

_STEPS = 1000
_TELL_EVERY = 0.1


class Download(QObject):
    """One download, or one copy that is being saved; its progress arrives from the services' thread.

    Attributes:
        saved_as: The name of the file when a copy is saved elsewhere; empty for a download.
        row: Of which recording.
        item: Which file of the archive it will be, where that is known.

    Signals:
        moved(): There is more to show.
    """

    moved = Signal()
    _arrived = Signal(object, object)

    def __init__(self, parent: QObject | None, *, saved_as: str = "") -> None:
        super().__init__(parent)
        self.saved_as = saved_as
        self.call: Call | None = None
        self.row: RecordingRow | None = None
        self.item = ""
        self.done = 0
        self.total: int | None = None
        self._told = 0.0
        self._arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def progress(self, done: int, total: int | None) -> None:
        """Note how far it is; may be called from any thread, however often."""
        now = time.monotonic()
        if done == total or now - self._told >= _TELL_EVERY:
            self._told = now
            # Objects, not ints: a size over 2 GiB does not fit Qt's int.
            self._arrived.emit(done, total)

    @Slot(object, object)
    def _take(self, done: int, total: int | None) -> None:
        self.done, self.total = done, total
        self.moved.emit()


class DownloadProgress(QWidget):
    """The bar of a download or of a copy.

    Signals:
        stop_wanted(): The person stops it; what was downloaded so far is kept.
    """

    stop_wanted = Signal()

    def __init__(self, download: Download) -> None:
        super().__init__()
        self._download = download
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Copy") if download.saved_as else self.tr("Download"))
        self.words = small_label("")
        self.stop_button = plain_button(self.tr("Stop"))
        self.stop_button.setToolTip(
            self.tr("Stop saving the copy. The recording itself is kept.")
            if download.saved_as
            else self.tr("Stop the download. What has come is kept, to go on later.")
        )
        self.stop_button.clicked.connect(self.stop_wanted)
        facts = QVBoxLayout()
        facts.setSpacing(SPACE.hair)
        facts.addWidget(self.bar)
        facts.addWidget(self.words)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.tight)
        row.addLayout(facts, 1)
        row.addWidget(self.stop_button)
        download.moved.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show how far it is."""
        done, total = self._download.done, self._download.total
        if total:
            self.bar.setRange(0, _STEPS)
            self.bar.setValue(min(_STEPS, done * _STEPS // total))
            text = self.tr("%1 of %2").replace("%1", size_text(done)).replace("%2", size_text(total))
        else:
            self.bar.setRange(0, 0)
            text = size_text(done) if done else self.tr("Starting…")
        self.words.setText(text)
        self.bar.setAccessibleDescription(text)
