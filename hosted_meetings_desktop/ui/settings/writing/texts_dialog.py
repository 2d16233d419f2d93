"""Set up the provider of text messages, or change it, with an example of what it would be sent."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.gateway_template import FORM, JSON
from hosted_meetings_desktop.domain.message import TextGateway
from hosted_meetings_desktop.ui.parts.buttons import segment_button
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.labels import set_look
from hosted_meetings_desktop.ui.settings.writing.headers_field import HeadersField
from hosted_meetings_desktop.ui.settings.writing.template import (
    check_header,
    check_url,
    example_values,
    filled,
    usual_body,
)
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_LONGEST_BODY = 10_000
_BODY_LINES = 4
_EXAMPLE_LINES = 8


class TextsDialog(Dialog):
    """One provider.

    Signals:
        drafted(TextGateway): Keep this; the dialog stays, busy, until it is accepted or shown an error.
    """

    drafted = Signal(object)

    def __init__(self, gateway: TextGateway | None, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Provider of text messages"), self.tr("Save"), parent=parent)
        self._kept = gateway
        self.form = FormColumn()
        self.url = QLineEdit()
        self.url.setPlaceholderText("https://")
        self.url.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.form.add_field(
            "url",
            self.tr("&Address"),
            self.url,
            hint=self.tr("Your provider calls it the address of its API. Keys belong into the headers, not here."),
        )
        self.headers = HeadersField()
        self.form.add_field(
            "headers", self.tr("&Headers"), self.headers, hint=self.tr("Their values are saved encrypted and hidden.")
        )
        self.form.add_field("content_type", self.tr("Format"), self._format_field())
        self.body_field = self._text_field(_BODY_LINES)
        self.form.add_field(
            "body",
            self.tr("&Template"),
            self.body_field,
            hint=self.tr("{phone}, {text} and {key} are filled in. {key} is the same when a message is tried again."),
        )
        self.example = self._text_field(_EXAMPLE_LINES)
        self.example.setReadOnly(True)
        self.form.add_field("example", self.tr("What is sent, for example"), self.example)
        self.set_form(self.form)
        self._begin_with(gateway or TextGateway(""))
        self.body_field.textChanged.connect(self._body_changed)
        self.url.textEdited.connect(self.show_example)
        self.headers.edited.connect(lambda: self.form.clear_problem("headers"))
        self.confirmed.connect(self._draft)
        self.setMinimumWidth(SIZE.text_width)

    def _format_field(self) -> QWidget:
        self.format_buttons: dict[str, QPushButton] = {}
        self._formats = QButtonGroup(self)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.row)
        for content_type, word in ((JSON, self.tr("JSON")), (FORM, self.tr("Form"))):
            button = segment_button(word)
            button.setAccessibleName(self.tr("Format: %1").replace("%1", word))
            button.clicked.connect(self._follow_format)
            self._formats.addButton(button)
            self.format_buttons[content_type] = button
            row.addWidget(button)
        row.addStretch(1)
        holder.setFocusProxy(self.format_buttons[JSON])
        return holder

    def _text_field(self, lines: int) -> QPlainTextEdit:
        field = QPlainTextEdit()
        field.setTabChangesFocus(True)
        field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        field.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        field.setFixedHeight(lines * field.fontMetrics().lineSpacing() + 2 * SPACE.row)
        return field

    def _begin_with(self, gateway: TextGateway) -> None:
        self.url.setText(gateway.url)
        self.headers.set_headers(gateway.headers)
        content_type = gateway.content_type if gateway.content_type in self.format_buttons else JSON
        self.format_buttons[content_type].setChecked(True)
        self.body_field.setPlainText(gateway.body)
        self.show_example()

    # ---- what stands in it
    @property
    def content_type(self) -> str:
        """JSON or a form."""
        return next(kind for kind, button in self.format_buttons.items() if button.isChecked())

    def _follow_format(self) -> None:
        """Go with the usual template, unless another one was written."""
        written = self.body_field.toPlainText().strip()
        if written in {"", usual_body(JSON), usual_body(FORM)}:
            self.body_field.setPlainText(usual_body(self.content_type))
        self.show_example()

    def _body_changed(self) -> None:
        self.form.clear_problem("body")
        self.show_example()

    def show_example(self) -> None:
        """Show what would be sent, or what is wrong with the template."""
        values = example_values()
        try:
            said = filled(self.body_field.toPlainText(), self.content_type, values)
            said = f"POST {self.url.text().strip() or 'https://…'}\n{said}"
            wrong = False
        except InputProblem as problem:
            said, wrong = f"{problem.title}. {problem.advice}", True
        set_look(self.example, "problem", "true" if wrong else "false")
        self.example.setPlainText(said)

    def gateway(self) -> TextGateway:
        """Return what stands in the fields.

        Raises:
            InputProblem: for the field to mend.
        """
        url = self.url.text().strip()
        check_url(url)
        headers = self.headers.headers()
        if self.headers.untouched and self._elsewhere(url):
            raise InputProblem(
                "headers",
                self.tr("Type the values again"),
                self.tr("The saved ones belong to another address, and are sent nowhere else."),
            )
        for name, value in headers:
            check_header(name, value)
        body = self.body_field.toPlainText().strip()
        if len(body) > _LONGEST_BODY:
            raise InputProblem("body", self.tr("The template is too long"))
        filled(body, self.content_type, example_values())
        return TextGateway(url, headers, body, self.content_type)

    def _elsewhere(self, url: str) -> bool:
        """Return whether an address belongs to somebody else than the saved one."""
        if self._kept is None:
            return False
        before, now = urlsplit(self._kept.url), urlsplit(url)
        return (before.scheme, before.netloc.lower()) != (now.scheme, now.netloc.lower())

    # ---- the end
    def _draft(self) -> None:
        if self.busy:
            return
        self.form.clear_problems()
        self.message_bar.dismiss()
        try:
            gateway = self.gateway()
        except InputProblem as problem:
            self.show_problems([problem])
            return
        self.set_busy(busy=True)
        self.drafted.emit(gateway)

    def done(self, result: int) -> None:
        """Leave; what was typed as values goes."""
        self.headers.forget()
        super().done(result)
