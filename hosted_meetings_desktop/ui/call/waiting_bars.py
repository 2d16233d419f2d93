"""The waiting room as its host sees it: who waits since when, let in or turned away after a second look."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.call import CallPerson
from hosted_meetings_desktop.ui.call.bars import Bar
from hosted_meetings_desktop.ui.call.people import Waiting
from hosted_meetings_desktop.ui.call.words import filled, say
from hosted_meetings_desktop.ui.text.format import isolated, one_or_many, time_text

SHOWN = 3
_TICK_MS = 10_000
_ANSWER_MS = 6_000

_BUTTONS: dict[str, tuple[str, ...]] = {
    # what the row says: the buttons it has meanwhile
    "waits": ("deny", "admit"),
    "admitting": ("back", "sure"),
    "meeting": ("back", "anyway"),
    "denying": ("back", "away"),
    "letting_in": (),
    "turning_away": (),
    "unheard": ("deny", "admit"),
}

Others = Callable[[str], tuple[CallPerson, ...]]


class WaitingRow(Bar):
    """One person who waits.

    Signals:
        admitted(str): Let this person in.
        denied(str): Turn this person away.
    """

    admitted = Signal(str)
    denied = Signal(str)

    def __init__(self, waiting: Waiting, others: Others, parent: QWidget | None = None) -> None:
        super().__init__("warning", "waiting_row", parent)
        self.waiting = waiting
        self._others = others
        self._mode = "waits"
        name = self._name
        self._named = {
            "deny": self.add_button("deny", say("Turn away…")),
            "admit": self.add_button("admit", say("Let in…"), "main"),
            "back": self.add_button("back", say("Back")),
            "sure": self.add_button("sure", filled(say("Let %1 in"), name), "main"),
            "anyway": self.add_button("anyway", say("Let in all the same"), "danger"),
            "away": self.add_button("away", say("Turn away"), "danger"),
        }
        for key, verb in (("deny", say("Turn %1 away")), ("admit", say("Let %1 in"))):
            self._named[key].setAccessibleName(filled(verb, name))
        self.answered.connect(self._answer)
        self._unheard = QTimer(self, interval=_ANSWER_MS, singleShot=True)
        self._unheard.timeout.connect(self._miss)

    @property
    def _name(self) -> str:
        return isolated(self.waiting.person.name) or say("Somebody without a name")

    def refresh(self, now: datetime) -> None:
        """Say it with the minutes of now."""
        if self._mode == "waits":
            self.say(self._sentence(now))
            self._show_buttons()

    def _sentence(self, now: datetime) -> str:
        minutes = int((now - self.waiting.since).total_seconds() // 60)
        if minutes < 1:
            return filled(say("%1 is waiting to be let in"), self._name)
        text = say("%1 has been waiting since %2 (%3 min)")
        return filled(text, self._name, time_text(self.waiting.since), str(minutes))

    def _answer(self, button: str) -> None:
        if button == "admit":
            self._turn("meeting" if self._others(self.waiting.person.id) else "admitting")
        elif button == "deny":
            self._turn("denying")
        elif button == "back":
            self._turn("waits")
        else:
            self._turn("turning_away" if button == "away" else "letting_in")
            self._unheard.start()
            (self.denied if button == "away" else self.admitted).emit(self.waiting.person.id)

    def _turn(self, mode: str) -> None:
        self._mode = mode
        self._unheard.stop()
        if mode == "waits":
            self.refresh(datetime.now(UTC))
        else:
            self.say(self._question(mode))
        self._show_buttons()
        if _BUTTONS[mode]:
            # Away from the button that is gone; the one that changes nothing where the other could do harm.
            first = {"admitting": "sure", "waits": "admit"}.get(mode, "back")
            self._named[first].setFocus()

    def _miss(self) -> None:
        """Say that an answer brought about nothing; the focus stays where the person is by now."""
        self._mode = "unheard"
        self.say(filled(say("%1 is still waiting: that has had no effect yet. Try again."), self._name))
        self._show_buttons()

    def _question(self, mode: str) -> str:
        if mode == "meeting":
            inside = ", ".join(isolated(one.name) for one in self._others(self.waiting.person.id))
            text = say("%2 is still in the room. %1 and %2 would see and hear each other.")
            return filled(text, self._name, inside)
        text = {
            "admitting": say("You are about to see %1."),
            "denying": say("Turn %1 away? They are told that they could not be let in now."),
            "letting_in": say("Letting %1 in"),
            "turning_away": say("Turning %1 away"),
        }[mode]
        return filled(text, self._name)

    def _show_buttons(self) -> None:
        for name, button in self._named.items():
            button.setVisible(name in _BUTTONS[self._mode])


class WaitingBars(QWidget):
    """All who wait; beyond a few only their number.

    Signals:
        admitted(str): Let this person in.
        denied(str): Turn this person away.
    """

    admitted = Signal(str)
    denied = Signal(str)

    def __init__(self, others: Others, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("waiting_bars")
        self.focus_home: QWidget | None = None
        self._others = others
        self._rows: dict[str, WaitingRow] = {}
        self._more = Bar("warning", "waiting_more", self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self._column.addWidget(self._more)
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self.refresh)
        self.hide()

    @property
    def rows(self) -> tuple[WaitingRow, ...]:
        """The rows in sight, the longest wait first."""
        return tuple(self._rows.values())

    def show_waiting(self, waiting: tuple[Waiting, ...]) -> None:
        """Show who waits now; a question that is open about somebody stays open."""
        shown = {one.person.id: one for one in waiting[:SHOWN]}
        for gone in [key for key, row in self._rows.items() if shown.get(key) != row.waiting]:
            row = self._rows.pop(gone)
            row.hide()
            row.deleteLater()
        for key, one in shown.items():
            if key not in self._rows:
                self._rows[key] = self._new_row(one)
        more = len(waiting) - len(shown)
        self._more.setVisible(more > 0)
        if more > 0:
            one_more, many = say("and 1 more waits"), say("and %n more wait", None, more)
            self._more.say(one_or_many(more, one_more, many))
        self.setVisible(bool(waiting))
        if waiting:
            self._timer.start()
        else:
            self._timer.stop()
        self.refresh()

    def refresh(self) -> None:
        """Say the minutes of now."""
        now = datetime.now(UTC)
        for row in self._rows.values():
            row.refresh(now)

    def _new_row(self, one: Waiting) -> WaitingRow:
        row = WaitingRow(one, self._others, self)
        row.focus_home = self.focus_home
        row.admitted.connect(self.admitted)
        row.denied.connect(self.denied)
        self._column.insertWidget(self._column.count() - 1, row)
        return row
