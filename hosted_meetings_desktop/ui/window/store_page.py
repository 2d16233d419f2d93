"""The one calm page that stands in the window's place while the store cannot be opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import StoreProblem, StoreTrouble
from hosted_meetings_desktop.domain.safekeeping import Backup
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import link_button, main_button, plain_button
from hosted_meetings_desktop.ui.parts.copying import copy_text, error_text
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.labels import IconLabel, body_label, set_look, title_label
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE
from hosted_meetings_desktop.ui.window.store_words import beginning_anew, kept_words

_AGAIN = frozenset(
    {
        StoreTrouble.LOCKED,
        StoreTrouble.FULL,
        StoreTrouble.READ_ONLY,
        StoreTrouble.BUSY,
        StoreTrouble.KEY,
        StoreTrouble.OTHER,
    }
)
_PUT_BACK = frozenset({StoreTrouble.DAMAGED, StoreTrouble.KEY, StoreTrouble.OTHER})
"""A file whose first page is damaged looks as if it were locked with another key."""
_ANEW = frozenset({StoreTrouble.DAMAGED, StoreTrouble.KEY})
_SIGNS = {
    StoreTrouble.KEY: "key-alert-outline",
    StoreTrouble.LOCKED: "lock-outline",
    StoreTrouble.NEWER: "update",
    StoreTrouble.DAMAGED: "database-alert-outline",
}


class StorePage(QFrame):
    """What happened, what was kept, and the choices that fit.

    Signals:
        again_wanted(): Try again.
        restore_wanted(): Put a backup back.
        anew_wanted(): Begin with an empty store; the person was not asked yet.
        quit_wanted(): Quit.
    """

    again_wanted = Signal()
    restore_wanted = Signal()
    anew_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._problem = StoreProblem("")
        self._sign = IconLabel("database-alert-outline", "wait", size=32)
        self.heading = title_label("")
        self.heading.setWordWrap(True)
        self.advice = body_label("")
        self.kept = body_label("", tone="muted")
        self.again_button = main_button(self.tr("Try again"), "refresh")
        self.restore_button = main_button(self.tr("Put a backup back…"))  # no icon: it would not follow the kind
        self.anew_button = plain_button(self.tr("Begin anew…"))
        self.quit_button = plain_button(self.tr("Quit"))
        self.details_button = link_button(self.tr("Copy details for IT"), "content-copy")
        self.again_button.clicked.connect(self.again_wanted)
        self.restore_button.clicked.connect(self.restore_wanted)
        self.anew_button.clicked.connect(self.anew_wanted)
        self.quit_button.clicked.connect(self.quit_wanted)
        self.details_button.clicked.connect(self._copy)
        self._arrange()

    def _arrange(self) -> None:
        does = QHBoxLayout()
        does.setSpacing(SPACE.row)
        for button in (self.again_button, self.restore_button, self.anew_button, self.quit_button):
            does.addWidget(button)
        does.addStretch(1)
        inner = QWidget()
        inner.setMaximumWidth(SIZE.text_width)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.tight)
        column.addWidget(self._sign)
        for label in (self.heading, self.advice, self.kept):
            column.addWidget(label)
        column.addSpacing(SPACE.row)
        column.addLayout(does)
        column.addWidget(self.details_button, 0, Qt.AlignmentFlag.AlignLeading)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(SPACE.page, SPACE.page, SPACE.page, SPACE.page)
        row.addStretch(1)
        middle = QVBoxLayout()
        middle.addStretch(2)
        middle.addWidget(inner)
        middle.addStretch(3)
        row.addLayout(middle, 100)
        row.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(holder)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(scroll)

    @property
    def problem(self) -> StoreProblem:
        """What is shown."""
        return self._problem

    @property
    def choices(self) -> list[str]:
        """What the buttons that are offered say, in order."""
        return [button.text() for button in self._buttons() if not button.isHidden()]

    def _buttons(self) -> tuple[QPushButton, ...]:
        return (self.again_button, self.restore_button, self.anew_button, self.quit_button)

    def show_problem(self, problem: StoreProblem) -> None:
        """Say what happened and offer what fits."""
        self._problem = problem
        self.set_trying(trying=False)
        trouble = problem.trouble
        self._sign.set_icon(_SIGNS.get(trouble, "content-save-alert-outline"), "wait")
        self.heading.setText(problem.title)
        self.advice.setText(problem.advice)
        self.advice.setVisible(bool(problem.advice))
        self.kept.hide()
        self.setAccessibleName(f"{problem.title}. {problem.advice}")
        self.again_button.setVisible(trouble in _AGAIN)
        self.restore_button.setVisible(trouble in _PUT_BACK)
        self.anew_button.setVisible(trouble in _ANEW)
        self.details_button.setText(self.tr("Copy details for IT"))
        self._set_main(self.restore_button if trouble is StoreTrouble.DAMAGED else self.again_button)
        announce(self, f"{problem.title}. {problem.advice}", urgent=True)

    def _set_main(self, main: QPushButton) -> None:
        """Make one button the main one; without it, quitting is."""
        main = main if not main.isHidden() else self.quit_button
        for button in self._buttons():
            set_look(button, "kind", "main" if button is main else "plain")

    def show_backups(self, backups: Sequence[Backup], now: datetime) -> None:
        """Say which copies there are; without one, none is offered."""
        offered = self._problem.trouble in _PUT_BACK
        self.kept.setText(kept_words(backups, now))
        self.kept.setVisible(offered)
        if not offered or backups:
            return
        held = self.restore_button.hasFocus()
        self.restore_button.hide()
        if self._problem.trouble is StoreTrouble.DAMAGED:
            self._set_main(self.anew_button)
        if held:
            self.focus_main()

    def set_trying(self, *, trying: bool) -> None:
        """Say that it is tried again."""
        self.again_button.setEnabled(not trying)
        self.again_button.setText(self.tr("Trying…") if trying else self.tr("Try again"))

    def focus_main(self) -> None:
        """Put the focus on the main choice."""
        next(button for button in self._buttons() if button.property("kind") == "main").setFocus()

    def _copy(self) -> None:
        copy_text(error_text(self._problem))
        self.details_button.setText(self.tr("Copied"))
        announce(self, self.tr("Copied"))


class AnewDialog(Dialog):
    """Asks whether to begin with an empty store, and says what that means."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Begin anew"), self.tr("Begin anew"), danger=True, parent=parent)
        for paragraph in beginning_anew():
            self.body.addWidget(body_label(paragraph))
        self.setFixedWidth(SIZE.text_width - 80)
