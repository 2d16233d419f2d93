"""Who asks to come on the stage of a webinar, as its presenter sees it: let on, or not now; and who stands there."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.call import CallPerson
from hosted_meetings_desktop.domain.stage import StageDecision
from hosted_meetings_desktop.ui.call.bars import Bar
from hosted_meetings_desktop.ui.call.bridge import PageReport
from hosted_meetings_desktop.ui.call.words import filled, say
from hosted_meetings_desktop.ui.text.format import isolated, one_or_many

SHOWN = 3
_ANSWER_MS = 6_000
_OUT = frozenset({"loading", "renewing", "setup", "left", "trouble"})
"""States in which the person is in no room: nothing is known of its stage then."""


@dataclass(frozen=True, slots=True)
class StageTold:
    """A stage as the page reports it.

    Attributes:
        asking: Who asks to come on it.
        standing: Who stands on it, besides the person of the window.
        decides: Whether the person of the window decides that.
    """

    asking: tuple[CallPerson, ...]
    standing: tuple[CallPerson, ...]
    decides: bool


class StageRow(Bar):
    """One person who asks.

    Signals:
        decided(str, StageDecision): The participant's id, and what shall be.
    """

    decided = Signal(str, object)

    def __init__(self, person: CallPerson, parent: QWidget | None = None) -> None:
        super().__init__("info", "stage_row", parent)
        self.person = person
        name = self._name
        self._keep = self.add_button("keep", say("Not now"))
        self._keep.setAccessibleName(filled(say("Not now: keep %1 off the stage"), name))
        self._let = self.add_button("let", say("Let on stage"), "main")
        self._let.setAccessibleName(filled(say("Let %1 on stage"), name))
        self.answered.connect(self._answer)
        self._unheard = QTimer(self, interval=_ANSWER_MS, singleShot=True)
        self._unheard.timeout.connect(self._miss)
        self.ask()

    @property
    def _name(self) -> str:
        return isolated(self.person.name) or say("Somebody without a name")

    @Slot()
    def ask(self) -> None:
        """Say who asks, with the answers."""
        self._show_buttons(shown=True)
        self.say(filled(say("%1 asks to come on stage"), self._name))

    @Slot()
    def _miss(self) -> None:
        """Say that an answer brought about nothing."""
        self._show_buttons(shown=True)
        self.say(filled(say("%1 still asks to come on stage: that has had no effect yet. Try again."), self._name))

    def _answer(self, button: str) -> None:
        lets = button == "let"
        self._show_buttons(shown=False)
        self.say(filled(say("Letting %1 on stage") if lets else say("Telling %1 not now"), self._name))
        self._unheard.start()
        self.decided.emit(self.person.id, StageDecision.LET_ON if lets else StageDecision.KEEP_OFF)

    def _show_buttons(self, *, shown: bool) -> None:
        for button in (self._keep, self._let):
            button.setVisible(shown)


class StageBars(QWidget):
    """All who ask; beyond a few only their number. Hears the page by itself.

    Signals:
        changed(StageTold): The stage is like this now; None: no webinar, or the person is not in it any more.
        wished(str): A wish for the page.
    """

    changed = Signal(object)
    wished = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stage_bars")
        self.told: StageTold | None = None
        self._asking: tuple[CallPerson, ...] = ()
        self._standing: tuple[CallPerson, ...] = ()
        self._rows: dict[str, StageRow] = {}
        self._more = Bar("info", "stage_more", self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self._column.addWidget(self._more)
        self.hide()

    @property
    def rows(self) -> tuple[StageRow, ...]:
        """The rows in sight."""
        return tuple(self._rows.values())

    @Slot(object)
    def hear(self, report: PageReport) -> None:
        """Take what the page says of the stage, and pass over all else."""
        if report.what == "asking":
            self._asking = report.people
        elif report.what == "standing":
            self._standing = report.people
        elif report.what == "stage":
            self._show(StageTold(self._asking, self._standing, report.detail == "decides"))
        elif report.what == "state" and report.value in _OUT:
            self.clear()

    @Slot()
    def clear(self) -> None:
        """Forget it all: the person is not in the room any more."""
        self._asking = self._standing = ()
        self._show(None)

    def _show(self, told: StageTold | None) -> None:
        if told == self.told:
            return
        self.told = told
        asking = told.asking if told is not None and told.decides else ()
        shown = {one.id: one for one in asking[:SHOWN]}
        for gone in [key for key, row in self._rows.items() if shown.get(key) != row.person]:
            row = self._rows.pop(gone)
            row.hide()
            row.deleteLater()
        for key, one in shown.items():
            if key not in self._rows:
                self._rows[key] = self._new_row(one)
        more = len(asking) - len(shown)
        self._more.setVisible(more > 0)
        if more > 0:
            one_more = say("and 1 more asks to come on stage")
            self._more.say(one_or_many(more, one_more, say("and %n more ask to come on stage", None, more)))
        self.setVisible(bool(asking))
        self.changed.emit(told)

    def _new_row(self, person: CallPerson) -> StageRow:
        row = StageRow(person, self)
        row.decided.connect(lambda who, decision: self.wished.emit(f"{decision}:{who}"))
        self._column.insertWidget(self._column.count() - 1, row)
        return row
