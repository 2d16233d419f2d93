"""What was given of a recording already: to whom, how, until when, and taking it back."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.shares import Share
from hosted_meetings_desktop.ui.parts.buttons import link_button, plain_button
from hosted_meetings_desktop.ui.parts.keep_focus import focus_named
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel, small_label, strong_label
from hosted_meetings_desktop.ui.sharing.words import share_words
from hosted_meetings_desktop.ui.text.format import isolated
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class GivenList(QWidget):
    """A line for each thing that was given; hidden without any.

    Signals:
        withdrawn(Share, str): Take this back, for this reason.
    """

    withdrawn = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[GivenLine] = []
        self._asked: str = ""
        self._shares: tuple[Share, ...] = ()
        self._now: datetime | None = None
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE.hair)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.hair)
        column.addWidget(strong_label(self.tr("Given already")))
        column.addLayout(self._rows)
        self.hide()

    def show_shares(self, shares: tuple[Share, ...], now: datetime) -> None:
        """Show what was given."""
        self._shares, self._now = shares, now
        self.lines = []
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for share in shares:
            line = GivenLine(share, now, asked=share.id == self._asked)
            line.withdraw_wanted.connect(partial(self._ask, share))
            line.left.connect(self._leave)
            line.reasoned.connect(partial(self._withdraw, share))
            self.lines.append(line)
            self._rows.addWidget(line)
        self.setVisible(bool(shares))

    def _ask(self, share: Share) -> None:
        self._asked = share.id
        self._again()
        line = next((each for each in self.lines if each.share.id == share.id), None)
        if line is not None and line.reason is not None:
            focus_named(line, line.reason.accessibleName())

    def _leave(self) -> None:
        self._asked = ""
        self._again()

    def _withdraw(self, share: Share, why: str) -> None:
        self._asked = ""
        self.withdrawn.emit(share, why)

    def _again(self) -> None:
        if self._now is not None:
            self.show_shares(self._shares, self._now)


class GivenLine(QWidget):
    """One thing that was given to one person; in its place the question why it is taken back.

    Signals:
        withdraw_wanted(): Take it back; asks first.
        reasoned(str): Take it back for this reason.
        left(): Leave it.
    """

    withdraw_wanted = Signal()
    reasoned = Signal(str)
    left = Signal()

    def __init__(self, share: Share, now: datetime, *, asked: bool) -> None:
        super().__init__()
        self.share = share
        self.name = ElidedLabel(share.name)
        self.state = small_label(share_words(share, now))  # wraps: until when it works stands at its end
        self.reason: QLineEdit | None = None
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.state)
        row = QHBoxLayout()
        row.setSpacing(SPACE.row)
        row.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, SPACE.hair)
        column.setSpacing(SPACE.hair)
        column.addLayout(row)
        self.withdraw_button = link_button(self.tr("Note as withdrawn…"))
        said = self.tr("Note as withdrawn what %1 was given").replace("%1", isolated(share.name))
        self.withdraw_button.setAccessibleName(said)
        self.withdraw_button.clicked.connect(self.withdraw_wanted)
        self.withdraw_button.setVisible(share.open_at(now) and not asked)
        row.addWidget(self.withdraw_button)
        if asked:
            self._ask(column)

    def _ask(self, column: QVBoxLayout) -> None:
        reason = self.reason = QLineEdit()
        reason.setPlaceholderText(self.tr("Reason, for the audit log"))
        reason.setAccessibleName(self.tr("Why is it withdrawn?"))
        yes = plain_button(self.tr("Note it"))
        yes.setEnabled(False)
        yes.setAutoDefault(False)
        no = plain_button(self.tr("Leave it"))
        no.setAutoDefault(False)
        yes.clicked.connect(lambda: self.reasoned.emit(reason.text().strip()))
        no.clicked.connect(self.left)
        reason.textChanged.connect(lambda text: yes.setEnabled(bool(text.strip())))
        row = QHBoxLayout()
        row.setSpacing(SPACE.row)
        row.addWidget(reason, 1)
        row.addWidget(yes)
        row.addWidget(no)
        column.addWidget(
            small_label(
                self.tr(
                    "It stays with who has it: neither a link nor a copy can be taken away. It is for the record."
                )
            )
        )
        column.addLayout(row)
        self.yes_button, self.no_button = yes, no
