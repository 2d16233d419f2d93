"""Says which times of a series cannot be had, and offers to leave them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.slots import Concern, SlotCheck, Taken
from hosted_meetings_desktop.ui.panes.meetings.clashing import Clash
from hosted_meetings_desktop.ui.panes.meetings.leave_out_rows import LeaveOutRows, OddTime
from hosted_meetings_desktop.ui.panes.meetings.series_words import short_date_word, today_of
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import link_button, plain_button
from hosted_meetings_desktop.ui.parts.flow import FlowLayout
from hosted_meetings_desktop.ui.parts.labels import IconLabel, set_look, small_label, strong_label
from hosted_meetings_desktop.ui.parts.slot_words import check_sentences
from hosted_meetings_desktop.ui.text.format import one_or_many
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class ClashPanel(QFrame):
    """Stays until every time it is about is left out, or something else is planned; hidden until then.

    Signals:
        left_out(frozenset[date]): The times of these days shall be left out too.
        held(date): The time of that day shall be held after all.
        accepted(frozenset[Concern]): They shall all be held all the same; what was warned about.
        shown(): There is something to choose.
    """

    left_out = Signal(object)
    held = Signal(object)
    accepted = Signal(object)
    shown = Signal()

    def __init__(self, accept_text: str, parent: QWidget | None = None) -> None:
        """Make it; ``accept_text`` is the button that keeps all times."""
        super().__init__(parent)
        self._check = SlotCheck()
        self._clashes: tuple[Clash, ...] = ()
        self._texts: dict[date, str] = {}
        self.setProperty("bar", "warning")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._sign = IconLabel("alert-outline", "wait")
        self.heading = strong_label("")
        self.heading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.rows = LeaveOutRows("calendar-remove-outline")
        self.rows.toggled.connect(self._toggle)
        self.hint = small_label("")
        self.all_button: QPushButton = plain_button(self.tr("Leave all of these out"), "calendar-remove-outline")
        self.all_button.clicked.connect(self._leave_all_out)
        self.accept_button: QPushButton = link_button(accept_text)
        self.accept_button.clicked.connect(self._accept)
        ways = QWidget()
        flow = FlowLayout(ways, spacing=SPACE.row)
        flow.addWidget(self.all_button)
        flow.addWidget(self.accept_button)
        words = QVBoxLayout()
        words.setSpacing(SPACE.hair)
        for widget in (self.heading, self.rows, self.hint, ways):
            words.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.tight, SPACE.row, SPACE.row, SPACE.row)
        row.setSpacing(SPACE.row)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.hide()

    @property
    def text(self) -> str:
        """Everything it says, empty while it is hidden."""
        return "" if self.isHidden() else " ".join([self.heading.text(), *self.rows.texts])

    @property
    def clashing(self) -> Mapping[date, bool]:
        """The days on which something is wrong, and whether it must not be."""
        return {} if self.isHidden() else {each.time.wall.date(): each.refused for each in self._clashes}

    def show_check(
        self, check: SlotCheck, clashes: Sequence[Clash], mine: Taken, now: datetime, *, note: str = ""
    ) -> None:
        """Say what is wrong with which times.

        Args:
            check: All that was found.
            clashes: The same, by time.
            mine: The first time, with its host, place and buffers.
            now: The time it is.
            note: More about what is told.
        """
        self._check, self._clashes = check, tuple(clashes)
        refused = bool(check.refused)
        set_look(self, "bar", "error" if refused else "warning")
        self._sign.set_icon(*(("alert-circle-outline", "stop") if refused else ("alert-outline", "wait")))
        count = len(self._clashes)
        self.heading.setText(
            one_or_many(
                count,
                self.tr("1 time of this series is not free."),
                self.tr("%n times of this series are not free.", "", count),
            )
        )
        self._texts = {clash.time.wall.date(): _sentence(clash, mine, now) for clash in self._clashes}
        self.hint.setText(note)
        self.hint.setVisible(bool(note))
        self.accept_button.setVisible(not refused)
        self.show_left_out(frozenset())
        self.show()
        self.shown.emit()
        self.setAccessibleName(self.heading.text())
        announce(self, self.text, urgent=True)
        QTimer.singleShot(0, self.all_button, self.all_button.setFocus)

    def show_left_out(self, days: frozenset[date]) -> None:
        """Say which of them are left out by now; nothing is left to say once all are."""
        if not self._clashes:
            return
        rows = [
            OddTime(day, self._texts[day], grave=each.refused, out=day in days)
            for each in self._clashes
            for day in (each.time.wall.date(),)
        ]
        self.rows.show_rows(rows)
        self.all_button.setEnabled(not all(row.out for row in rows))

    def dismiss(self) -> None:
        """Take it away."""
        self._clashes = ()
        self.hide()

    def _toggle(self, day: date) -> None:
        row = next(each for each in self.rows.rows if each.day == day)
        if row.out:
            self.held.emit(day)
        else:
            self.left_out.emit(frozenset({day}))

    def _leave_all_out(self) -> None:
        self.left_out.emit(frozenset(each.time.wall.date() for each in self._clashes))

    def _accept(self) -> None:
        concerns: frozenset[Concern] = self._check.concerns
        self.dismiss()
        self.accepted.emit(concerns)


def _sentence(clash: Clash, first: Taken, now: datetime) -> str:
    starts_at = clash.time.starts_at
    mine = replace(first, starts_at=starts_at, ends_at=starts_at + (first.ends_at - first.starts_at))
    day = short_date_word(clash.time.wall.date(), today_of(now))
    return f"{day}: {' '.join(check_sentences(SlotCheck(clash.findings), mine, now))}"
