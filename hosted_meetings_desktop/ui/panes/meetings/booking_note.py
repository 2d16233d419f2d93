"""Says in the plan dialog what the slot rule has against a time, before anybody tries to plan it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.meeting import MeetingDraft
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.slots import SlotCheck, Taken
from hosted_meetings_desktop.ui.panes.meetings.paused_call import PausedCall
from hosted_meetings_desktop.ui.panes.meetings.services import PlanningService
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import link_button
from hosted_meetings_desktop.ui.parts.labels import set_look, small_label
from hosted_meetings_desktop.ui.parts.slot_words import check_sentences
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import local
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class BookingNote(QWidget):
    """A note with a way to other times, hidden while nothing is wrong.

    Signals:
        others_wanted(SlotCheck): Somebody wants to see when it could be instead.
    """

    others_wanted = Signal(object)

    def __init__(self, meetings: PlanningService, calls: Calls, clock: Clock, *, but: MeetingId | None) -> None:
        """Make it.

        Args:
            meetings: Knows what else is planned, and the clinic's rules.
            calls: Runs it.
            clock: Tells the time.
            but: The meeting that is being changed, if it is one.
        """
        super().__init__()
        self._meetings = meetings
        self._clock = clock
        self._but = but
        self._asked: tuple[MeetingDraft, Taken] | None = None
        self._check = SlotCheck()
        self._call = PausedCall(calls, self)
        self.words = small_label("", tone="wait")
        self.others_button = link_button(self.tr("Show free times"))
        self.others_button.clicked.connect(self._offer)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.row)
        row.addWidget(self.words, 1)
        row.addWidget(self.others_button)
        self.hide()

    @property
    def text(self) -> str:
        """What is said, empty while nothing is wrong."""
        return "" if self.isHidden() else self.words.text()

    def ask(self, draft: MeetingDraft | None, mine: Taken | None) -> None:
        """Look up, once the person pauses, what is wrong with a time; nothing without a time that exists.

        Args:
            draft: What shall be planned, as far as it is known.
            mine: Its time with host, place and buffers.
        """
        if draft is None or mine is None:
            self._asked = None
            self.hush()
        elif self._asked is None or _asking(draft, mine) != _asking(*self._asked):
            self._asked = (draft, mine)
            look = partial(self._meetings.check, draft, self._but)
            self._call.ask(look, partial(self._take, mine), self._miss)

    def hush(self) -> None:
        """Say nothing until something else is asked."""
        self._call.drop()
        self._show(SlotCheck(), "")

    def _take(self, mine: Taken, check: SlotCheck) -> None:
        said = check_sentences(check, mine, self._clock())
        zone = ZoneInfo(self._asked[0].schedule.zone) if self._asked is not None else None
        if said and local(mine.starts_at).utcoffset() != local(mine.starts_at, zone).utcoffset():
            said.append(self.tr("(Times on this PC's clock.)"))
        self._show(check, " ".join(said))

    def _miss(self, _error: AppError) -> None:
        """Go on without: planning does not hang on it."""
        self._asked = None
        self._show(SlotCheck(), "")

    def _show(self, check: SlotCheck, text: str) -> None:
        new = bool(text) and text != self.text
        self._check = check
        set_look(self.words, "tone", "stop" if check.refused else "wait")
        self.words.setText(text)
        self.others_button.setVisible(bool(check.free))
        self.setVisible(bool(text))
        if new:
            announce(self, text)

    @Slot()
    def _offer(self) -> None:
        self.others_wanted.emit(self._check)


def _asking(draft: MeetingDraft, mine: Taken) -> tuple[object, ...]:
    """Return what the slot rule looks at: a name that is being typed asks nothing anew."""
    return replace(mine, title=""), draft.visit_type, frozenset(person.role for person in draft.invitees)
