"""Asks why the ledger's proof fails, and says what telling it does not do."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from hosted_meetings_desktop.domain.retention import MAX_REASON
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.labels import body_label
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_LINES = 3


class AcknowledgeDialog(Dialog):
    """Asks for the reason; stays until it is told how it went.

    Signals:
        reasoned(str): The reason that was given.
    """

    reasoned = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Acknowledge the failed proof"), self.tr("Acknowledge"), parent=parent)
        self.setMinimumWidth(SIZE.field_width + 2 * SPACE.group)
        for said in (
            self.tr(
                "The ledger does not contain an end that was noted outside it. This is so where an older backup "
                "was put back. It is also so where somebody removed entries or wrote them anew: the app cannot tell "
                "which."
            ),
            self.tr(
                "The proof stays failed, and what is gone stays gone. This stops the alarm for these lost ends "
                "alone: anything that is changed or removed later raises it again."
            ),
        ):
            self.body.addWidget(body_label(said))
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(self.reason.fontMetrics().lineSpacing() * _LINES + SPACE.gap)
        form = FormColumn()
        hint = self.tr("It is written to the audit log, with your name on this PC.")
        form.add_field("reason", self.tr("&Reason"), self.reason, hint=hint)
        self.set_form(form)
        self.reason.textChanged.connect(lambda: form.clear_problem("reason"))
        self.reason.textChanged.connect(self._keep_short)
        self.confirmed.connect(self._tell)
        self.reason.setFocus()

    def _keep_short(self) -> None:
        text = self.reason.toPlainText()
        if len(text) > MAX_REASON:
            self.reason.setPlainText(text[:MAX_REASON])
            self.reason.moveCursor(self.reason.textCursor().MoveOperation.End)

    def _tell(self) -> None:
        self.set_busy(busy=True)
        self.reasoned.emit(self.reason.toPlainText())
