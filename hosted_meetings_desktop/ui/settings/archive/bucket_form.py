"""The fields of a bucket that speaks S3."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.vault import Bucket
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.secret_field import SecretField


def _tr(text: str) -> str:
    return QCoreApplication.translate("BucketForm", text)


class BucketForm(QObject):
    """Adds its fields to a form; they have the names that :meth:`Bucket.check` speaks of.

    What is saved of the secret is never shown. It is kept where its field stays empty, but only for the same key at
    the same service: a secret is not sent to another one.

    Signals:
        edited(): Something else stands in it.
    """

    edited = Signal()

    def __init__(self, form: FormColumn, kept: Bucket | None) -> None:
        super().__init__(form)
        self._kept = kept
        self.endpoint, self.region = _line("https://s3.example.org"), _line("us-east-1")
        self.name, self.prefix = _line("clinic-archive"), _line(_tr("none"))
        self.access_key, self.secret = _line(""), SecretField()
        self.path_style = QCheckBox(_tr("The bucket's name stands in the path"))
        self.path_style.setAccessibleName(self.path_style.text())
        self.path_style.setToolTip(_tr("Most services want this; Amazon's own does not."))
        self.blocks: list[QWidget] = [
            form.add_row(
                ("endpoint", _tr("&Address of the service"), self.endpoint), ("region", _tr("Re&gion"), self.region),
                stretches=(2, 1),
            ),
            form.add_row(("name", _tr("&Bucket"), self.name), ("prefix", _tr("Folder &in it"), self.prefix)),
            form.add_row(
                ("access_key", _tr("Access &key"), self.access_key), ("secret", _tr("&Secret key"), self.secret)
            ),
            self.path_style,
        ]  # fmt: skip
        form.add_widget(self.path_style)
        self._fill(kept)
        for field in (self.endpoint, self.region, self.name, self.prefix, self.access_key, self.secret):
            field.textEdited.connect(self.edited)
        self.path_style.toggled.connect(self.edited)

    def _fill(self, kept: Bucket | None) -> None:
        self.path_style.setChecked(kept is None or kept.path_style)
        if kept is None:
            return
        for field, text in (
            (self.endpoint, kept.endpoint), (self.region, kept.region), (self.name, kept.name),
            (self.prefix, kept.prefix), (self.access_key, kept.access_key),
        ):  # fmt: skip
            field.setText(text)
        self.secret.setPlaceholderText(_tr("Saved. Type only to replace it."))

    def bucket(self) -> Bucket:
        """Return what stands in the fields.

        Raises:
            InputProblem: for the field to mend.
        """
        endpoint, key = self.endpoint.text().strip().rstrip("/"), self.access_key.text().strip()
        secret = self.secret.text().strip()
        kept = self._kept
        if not secret and kept is not None:
            if (kept.endpoint, kept.access_key) != (endpoint, key):
                raise InputProblem(
                    "secret", _tr("Type the secret key again"),
                    _tr("The saved one belongs to another service or key, and is sent to nobody else."),
                )  # fmt: skip
            secret = kept.secret
        made = Bucket(
            self.name.text().strip(), key, secret, endpoint, self.region.text().strip() or "us-east-1",
            self.prefix.text().strip().strip("/"), self.path_style.isChecked(),
        )  # fmt: skip
        made.check()
        return made

    def show(self, *, on: bool) -> None:
        """Show the fields, or hide them."""
        for block in self.blocks:
            block.setVisible(on)

    def forget(self) -> None:
        """Let go of what was typed as a secret."""
        self.secret.forget()


def _line(hint: str) -> QLineEdit:
    field = QLineEdit()
    field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    field.setPlaceholderText(hint)
    return field
