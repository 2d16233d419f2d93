"""Asks why something is done that goes into the audit log with its reason."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from hosted_meetings_desktop.domain.retention import MAX_REASON
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.labels import body_label
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_LINES = 3


class ReasonDialog(Dialog):
    """Asks why; stays until it is told how it went.

    Signals:
        reasoned(str): The reason that was given.
    """

    reasoned = Signal(str)

    def __init__(
        self,
        title: str,
        sentence: str,
        main_text: str,
        *,
        more: str = "",
        hint: str = "",
        danger: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Make the dialog.

        Args:
            title: What it is about.
            sentence: What it means.
            main_text: The verb on the main button.
            more: A second sentence.
            hint: What becomes of the reason, where that is more than that it is written to the audit log.
            danger: Whether it takes something away.
            parent: The window it belongs to.
        """
        super().__init__(title, main_text, danger=danger, parent=parent)
        self.setMinimumWidth(SIZE.field_width + 2 * SPACE.group)
        for said in filter(None, (sentence, more)):
            self.body.addWidget(body_label(said))
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(self.reason.fontMetrics().lineSpacing() * _LINES + SPACE.gap)
        form = FormColumn()
        hint = hint or self.tr("It is written to the audit log.")
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
