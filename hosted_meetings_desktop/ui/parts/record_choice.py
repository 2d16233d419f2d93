"""The other way to record beside the button that starts a recording: a small menu."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from hosted_meetings_desktop.domain.recording import RecordingKind
from hosted_meetings_desktop.ui.parts.buttons import icon_button
from hosted_meetings_desktop.ui.parts.recording_words import kind_tip, voices_choice
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class RecordChoice(QWidget):
    """Holds the button, and where there is a choice what opens it.

    Signals:
        chosen(RecordingKind): Record this.
    """

    chosen = Signal(object)

    def __init__(self, button: QPushButton) -> None:
        """Take the button that starts and stops a recording; it stays its owner's in all else."""
        super().__init__()
        self._button = button
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        for kind, sign, text in (
            (RecordingKind.COMPOSITE, "record-circle-outline", self.tr("Start recording")),
            (RecordingKind.TRACKS, "waveform", voices_choice()),
        ):
            action = self.menu.addAction(icon(sign), text)
            action.setToolTip(kind_tip(kind))
            action.triggered.connect(partial(self._choose, kind))
        self.opener = icon_button("chevron-down", self.tr("Choose what is recorded"))
        self.opener.setMenu(self.menu)
        self.opener.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.hair)
        row.addWidget(button)
        row.addWidget(self.opener)
        self.opener.hide()  # nothing is shown before this stands in its place: it would be a window

    def offer(self, *, button: bool, choice: bool) -> None:
        """Show the button, and beside it the choice; without both nothing stands here."""
        self._button.setVisible(button)
        self._button.setToolTip(kind_tip(RecordingKind.COMPOSITE) if button and choice else "")
        self.opener.setVisible(button and choice)
        self.setVisible(button)

    def _choose(self, kind: RecordingKind, *_checked: bool) -> None:
        self.chosen.emit(kind)
