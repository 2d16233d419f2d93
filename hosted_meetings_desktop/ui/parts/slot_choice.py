"""Says why a time is not free, and offers the next free ones."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.slots import SlotCheck, Taken
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import icon_button, link_button, plain_button
from hosted_meetings_desktop.ui.parts.flow import FlowLayout
from hosted_meetings_desktop.ui.parts.labels import IconLabel, body_label, set_look, small_label, strong_label
from hosted_meetings_desktop.ui.parts.slot_words import check_sentences, offered_times
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class SlotChoice(QFrame):
    """A panel for a screen or a dialog; hidden until there is something to choose.

    Signals:
        time_chosen(datetime): One of the free times (aware UTC) shall be taken.
        accepted(frozenset[Concern]): It shall be at the wanted time all the same; what was warned about.
        left(): Somebody closed it without a choice.
        shown(): There is something to choose.
        closed(): It went away, by whatever way.
    """

    time_chosen = Signal(object)
    accepted = Signal(object)
    left = Signal()
    shown = Signal()
    closed = Signal()

    def __init__(self, *, accept_text: str = "", closable: bool = True, parent: QWidget | None = None) -> None:
        """Make it.

        Args:
            accept_text: The button that keeps the wanted time; "Plan it all the same" without it.
            closable: Whether it has a button to leave it; a dialog has its own.
            parent: The owner.
        """
        super().__init__(parent)
        self._accept_text = accept_text or self.tr("Plan it all the same")
        self._check = SlotCheck()
        self.setProperty("bar", "warning")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._sign = IconLabel("alert-outline", "wait")
        self.heading = strong_label("")
        self.reasons = body_label("")
        self.offer = small_label("")
        for label in (self.heading, self.reasons):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.reasons.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._ways = QWidget()
        self._flow = FlowLayout(self._ways, spacing=SPACE.row)
        self.close_button = icon_button("close", self.tr("Leave it where it was (Esc)"))
        self.close_button.clicked.connect(self.leave)
        self.close_button.setVisible(closable)
        self.buttons: list[QPushButton] = []
        self._arrange()
        self.hide()

    def _arrange(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(SPACE.hair)
        for widget in (self.heading, self.reasons, self.offer, self._ways):
            words.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.tight, SPACE.row, SPACE.hair, SPACE.row)
        row.setSpacing(SPACE.row)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def text(self) -> str:
        """Everything it says, empty while it is hidden."""
        return "" if self.isHidden() else f"{self.heading.text()} {self.reasons.text()}"

    def show_check(self, check: SlotCheck, mine: Taken, now: datetime, *, title: str = "") -> None:
        """Say what is wrong with a time, and offer others.

        Args:
            check: What was found.
            mine: The time that is wanted, with its host, place and buffers.
            now: The time it is.
            title: The first sentence; without it, that the time is not free, or not quite.
        """
        self._check = check
        refused = bool(check.refused)
        set_look(self, "bar", "error" if refused else "warning")
        self._sign.set_icon(*(("alert-circle-outline", "stop") if refused else ("alert-outline", "wait")))
        usual = self.tr("This time is not free.") if refused else self.tr("This time is not quite free.")
        self.heading.setText(title or usual)
        self.reasons.setText(" ".join(check_sentences(check, mine, now)))
        none = self.tr("No free time was found within the next two months.")
        self.offer.setText(self.tr("Free instead:") if check.free else none)
        self._offer(check, mine, now, accept=not refused)
        self.setAccessibleName(f"{self.heading.text()} {self.reasons.text()}")
        self.show()
        self.shown.emit()
        announce(self, self.accessibleName(), urgent=True)

    def _offer(self, check: SlotCheck, mine: Taken, now: datetime, *, accept: bool) -> None:
        focused = any(button.hasFocus() for button in self.buttons)
        self._flow.clear()
        self.buttons = []
        for free, text in offered_times(check, now, mine.starts_at):
            button = plain_button(text, "calendar-clock-outline")
            button.setAccessibleName(self.tr("Take %1 instead").replace("%1", text))
            button.clicked.connect(partial(self._choose, free))
            self.buttons.append(button)
        if accept:
            button = link_button(self._accept_text)
            button.clicked.connect(self._accept)
            self.buttons.append(button)
        for button in self.buttons:
            self._flow.addWidget(button)
        self._ways.setVisible(bool(self.buttons))
        self._ways.updateGeometry()
        if focused:
            self.focus_first()

    def focus_first(self) -> None:
        """Put the focus on the first way out."""
        first = self.buttons[0] if self.buttons else self.close_button
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def dismiss(self) -> None:
        """Take it away."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def leave(self) -> None:
        """Take it away without a choice."""
        if not self.isHidden():
            self.dismiss()
            self.left.emit()

    def _choose(self, free: datetime, *_checked: bool) -> None:
        self.dismiss()
        self.time_chosen.emit(free)

    def _accept(self, *_checked: bool) -> None:
        concerns = self._check.concerns
        self.dismiss()
        self.accepted.emit(concerns)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Esc, where it has a button for that."""
        if event.key() == Qt.Key.Key_Escape and not self.close_button.isHidden():
            self.leave()
            return
        super().keyPressEvent(event)
