"""A field for a key or token: hidden unless the person wants to see it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from hosted_meetings_desktop.ui.theme.icons import icon


class SecretField(QLineEdit):
    """Shows dots; the eye at its end shows and hides what was typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.eye = QAction(self)
        self.addAction(self.eye, QLineEdit.ActionPosition.TrailingPosition)
        self.eye.triggered.connect(self._turn)
        for button in self.findChildren(QToolButton):
            # The eye can be reached by Tab, so that it does not need a mouse.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._show_sign()

    @property
    def hidden(self) -> bool:
        """Whether dots are shown."""
        return self.echoMode() == QLineEdit.EchoMode.Password

    def forget(self) -> None:
        """Empty the field, its undo history too, and hide what comes next."""
        self.setText("")
        if not self.hidden:
            self._turn()

    def _turn(self) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if self.hidden else QLineEdit.EchoMode.Password)
        self._show_sign()

    def _show_sign(self) -> None:
        self.eye.setIcon(icon("eye-outline" if self.hidden else "eye-off-outline"))
        self.eye.setText(self.tr("Show what you typed") if self.hidden else self.tr("Hide what you typed"))
        self.eye.setToolTip(self.eye.text())
        for button in self.findChildren(QToolButton):
            if button.defaultAction() is self.eye:
                button.setAccessibleName(self.eye.text())
