"""A call desk without a web engine: windows that stand in for call windows, and what lets people in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMainWindow

from hosted_meetings_desktop.domain.call import CallPerson, CallTicket, Kit, WayOut
from hosted_meetings_desktop.domain.errors import Unreachable
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
from hosted_meetings_desktop.domain.stage import StageDecision
from hosted_meetings_desktop.ui.call.people import Waiting
from hosted_meetings_desktop.ui.call.stage_bar import StageTold

ANNA, BEN = CallPerson("anna", "Anna Berg"), CallPerson("ben", "Ben Cole")
TICKET = CallTicket("Knee", "Dr Sommer", Kit.DYTE, "a-token")


class Tickets:
    def __init__(self, error: Unreachable | None = None) -> None:
        self.asked: list[tuple[MeetingId, InviteeId | None]] = []
        self.error = error

    async def ticket(self, meeting_id: MeetingId, invitee_id: InviteeId | None = None) -> CallTicket:
        self.asked.append((meeting_id, invitee_id))
        if self.error is not None:
            raise self.error
        return TICKET


class Window(QMainWindow):
    """Stands in for the call window, without a web engine."""

    closed = Signal()
    ticket_wanted = Signal()
    ticket_unwanted = Signal()
    joined = Signal()
    left = Signal(str)
    waiting_changed = Signal(tuple)
    stage_changed = Signal(object)
    people_changed = Signal(tuple)
    media_changed = Signal(frozenset)
    browser_wanted = Signal()
    diary_written = Signal(object)
    held_changed = Signal(bool)
    resuming = Signal()
    mini_changed = Signal(bool)
    sharing_changed = Signal(bool)

    def __init__(
        self,
        title: str,
        *,
        media_policy: object,
        device_policy: object,
        way_out: WayOut,
        is_patient: Callable[[CallPerson], bool],
        preferences: object,
    ) -> None:
        super().__init__()
        self.setObjectName("call_window")
        self.preferences = preferences
        self.held = False
        self.state = "joined"
        self.way_out = way_out
        self.is_patient = is_patient
        self.devices = device_policy
        self.inside = False
        self.waiting: tuple[Waiting, ...] = ()
        self.stage: StageTold | None = None
        self.media = frozenset({"camera"})
        self.asked: list[str] = []
        self.title = title
        self.tickets: list[CallTicket] = []
        self.refused: list[tuple[str, str, str]] = []
        self.policy = media_policy
        self.under_way = True
        self.raised = 0
        self.small = False
        self.shares = False

    def begin(self) -> None:
        self.ticket_wanted.emit()

    def take_ticket(self, ticket: CallTicket) -> None:
        self.tickets.append(ticket)
        self.title = ticket.meeting_title

    def refuse_ticket(self, title: str, advice: str, details: str) -> None:
        self.refused.append((title, advice, details))

    def admit(self, person_id: str) -> None:
        self.asked.append(f"admit {person_id}")

    def deny(self, person_id: str) -> None:
        self.asked.append(f"deny {person_id}")

    def patients_besides(self, person_id: str) -> tuple[CallPerson, ...]:
        return (BEN,) if person_id == ANNA.id else ()

    def hold(self) -> None:
        self.held = True
        self.held_changed.emit(True)

    def resume(self) -> None:
        self.resuming.emit()
        self.held = False
        self.held_changed.emit(False)

    def toggle_microphone(self) -> None:
        self.asked.append("microphone")

    def toggle_camera(self) -> None:
        self.asked.append("camera")

    def show_waiting(self, *people: CallPerson) -> None:
        self.waiting = tuple(Waiting(one, datetime(2026, 5, 4, 9, 12, tzinfo=UTC)) for one in people)
        self.waiting_changed.emit(tuple((one.id, one.name) for one in people))

    def make_small(self) -> None:
        self.small = True
        self.mini_changed.emit(True)

    def stop_sharing(self) -> None:
        self.asked.append("stop sharing")

    def ask_to_leave(self) -> bool:
        self.asked.append("leave?")
        return True

    def decide_on_stage(self, person_id: str, decision: StageDecision) -> None:
        self.asked.append(f"{decision}:{person_id}")

    def bring_to_front(self) -> None:
        self.raised += 1

    def closeEvent(self, event) -> None:
        event.accept()
        self.under_way = self.inside = False
        self.deleteLater()
        self.closed.emit()
