"""Saving what was said as a file: the kinds there are to choose from, and what is said before one is written."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from hosted_meetings_desktop.domain.transcript_form import TranscriptForm
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.labels import body_label
from hosted_meetings_desktop.ui.parts.notice import Notice
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE


def _tr(text: str) -> str:
    return QCoreApplication.translate("SaveTranscript", text)


def form_words(form: TranscriptForm) -> str:
    """Return what a kind of file is, for somebody who has to choose."""
    words = {
        TranscriptForm.TEXT: _tr("Text to read (TXT)"),
        TranscriptForm.SRT: _tr("Subtitles (SRT)"),
        TranscriptForm.VTT: _tr("Subtitles for web pages (VTT)"),
        TranscriptForm.CSV: _tr("Table (CSV)"),
        TranscriptForm.JSON: _tr("For other programs (JSON)"),
    }
    return words[form]


def form_filter(form: TranscriptForm) -> str:
    """Return which files are shown where one is saved, in Qt's form."""
    return _tr("%1 files (*.%2)").replace("%1", form.value.upper()).replace("%2", form.value)


class SaveTranscriptMenu(QMenu):
    """Lists the kinds of files; belongs to a button.

    Signals:
        chosen(str): A kind was chosen; a ``TranscriptForm``.
    """

    chosen = Signal(str)

    def __init__(self, button: QToolButton) -> None:
        super().__init__(button)
        self.setAccessibleName(_tr("Save transcript"))
        for form in TranscriptForm:
            action = self.addAction(form_words(form))
            action.triggered.connect(partial(self._tell, form))
        button.setMenu(self)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def _tell(self, form: TranscriptForm, *_checked: bool) -> None:
        self.chosen.emit(form.value)


class SaveTranscriptDialog(Dialog):
    """Says what a saved transcript is, before the place is asked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_tr("Save this transcript"), _tr("Choose where to…"), parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(SIZE.field_width + 2 * SPACE.group)
        warning = _tr("The file is plain text. Whoever gets it can read it, without this app or a password.")
        self.body.addWidget(Notice(warning, kind="warning"))
        said = _tr("Save it where only those can come who may read it, and delete it there when it has served.")
        self.body.addWidget(body_label(said))
        self.body.addWidget(body_label(_tr("That you saved it is written to the audit log."), tone="muted"))
        self.confirmed.connect(self.accept)
