"""Tells the attendance ledger what the call windows see: who came in, who waits, who could not connect."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, SignalInstance

from hosted_meetings_desktop.domain.ids import new_id

if TYPE_CHECKING:
    from hosted_meetings_desktop.domain.call import CallPerson
    from hosted_meetings_desktop.domain.errors import AppError
    from hosted_meetings_desktop.domain.ports import Clock
    from hosted_meetings_desktop.services.ledger_witness import LedgerWitness
    from hosted_meetings_desktop.ui.call.seat import Seat
    from hosted_meetings_desktop.ui.runtime.calls import Calls

log = logging.getLogger(__name__)


class SeatedDesk(Protocol):
    """A call desk that knows whose place each window is."""

    @property
    def opened(self) -> SignalInstance:
        """Emitted with each new window."""
        ...

    def seat_of(self, window: Any) -> Seat | None:
        """Return whose place a window is."""
        ...


def witness_calls(
    desk: SeatedDesk, witness: Callable[[], LedgerWitness], calls: Calls, clock: Clock, owner: QObject
) -> None:
    """Let the ledger know of everything that the windows of a desk see from now on.

    Args:
        desk: Opens them.
        witness: Takes what they see; asked for with the first of them.
        calls: Runs it.
        clock: Says when that was.
        owner: When it is destroyed, nothing more is told.
    """

    def watch(window: Any) -> None:
        seat = desk.seat_of(window)
        if seat is not None:
            _watch(window, seat, witness, calls, clock, owner)

    desk.opened.connect(watch)


def _watch(
    window: Any, seat: Seat, witness: Callable[[], LedgerWitness], calls: Calls, clock: Clock, owner: QObject
) -> None:
    meeting, word = seat.meeting_id, new_id()

    def tell(told: Callable[[LedgerWitness], Awaitable[None]]) -> None:
        async def work() -> None:
            await told(witness())

        calls.run(owner, work, failed=_missed)

    # When it was is taken down here: what waits in a queue has happened already.
    def inside(people: tuple[CallPerson, ...]) -> None:
        at = clock()
        tell(lambda it: it.inside(meeting, word, people, at=at))

    def waiting(people: tuple[tuple[str, str], ...]) -> None:
        at = clock()
        tell(lambda it: it.waiting(meeting, word, people, at=at))

    def left(_reason: str = "") -> None:
        at = clock()
        tell(lambda it: it.left(meeting, word, at=at))

    window.people_changed.connect(inside)
    window.waiting_changed.connect(waiting)
    window.left.connect(left)
    window.closed.connect(left)  # the program may take a window away that never said that it left
    if seat.presence:
        return  # it sees people, but is nobody who came

    def joined() -> None:
        at = clock()
        tell(lambda it: it.entered(meeting, word, at=at, invitee=seat.invitee_id))

    window.joined.connect(joined)
    window.diary_written.connect(lambda diary: tell(lambda it: it.wrote(meeting, diary, seat.invitee_id)))


def _missed(error: AppError) -> None:
    log.info("what a call window saw is not in the ledger: %s", error.title)
