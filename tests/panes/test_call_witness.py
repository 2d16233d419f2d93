"""What the call windows see is in the ledger, each window by a word of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal

from hosted_meetings_desktop.bootstrap.call_witness import witness_calls
from hosted_meetings_desktop.domain.call_diary import CallDiary
from hosted_meetings_desktop.domain.errors import StoreProblem
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
from hosted_meetings_desktop.ui.call.seat import Seat
from tests.panes.call_kit import ANNA
from tests.panes.fakes import NowCalls

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
KNEE, BEN = MeetingId("knee"), InviteeId("ben")


class Window(QObject):
    joined = Signal()
    left = Signal(str)
    closed = Signal()
    people_changed = Signal(tuple)
    waiting_changed = Signal(tuple)
    diary_written = Signal(object)


class Desk(QObject):
    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.seats: list[tuple[Window, Seat]] = []

    def seat_of(self, window: Any) -> Seat | None:
        return next((seat for one, seat in self.seats if one is window), None)

    def open(self, seat: Seat | None) -> Window:
        window = Window(self)
        if seat is not None:
            self.seats.append((window, seat))
        self.opened.emit(window)
        return window


class Witness:
    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []
        self.full = False

    def __getattr__(self, name: str) -> Callable[..., Any]:
        async def take(*words: Any, **named: Any) -> None:
            if self.full:
                raise StoreProblem("The disk is full")
            self.told.append((name, *words, *named.values()))

        return take


@pytest.fixture
def desk(qapp: object) -> Desk:
    return Desk()


@pytest.fixture
def witness(desk: Desk) -> Witness:
    made, times = Witness(), iter(NINE + timedelta(minutes=number) for number in range(99))
    taker: Any = made
    witness_calls(desk, lambda: taker, NowCalls(), lambda: next(times), desk)
    return made


def test_all_that_a_window_sees_is_told_in_order_with_its_time(desk: Desk, witness: Witness) -> None:
    window = desk.open(Seat(KNEE, BEN))
    window.diary_written.emit(CallDiary())
    window.joined.emit()
    window.people_changed.emit((ANNA,))
    window.waiting_changed.emit((("c", "Cleo"),))
    window.left.emit("left")
    word = witness.told[1][2]
    assert witness.told == [
        ("wrote", KNEE, CallDiary(), BEN),
        ("entered", KNEE, word, NINE, BEN),
        ("inside", KNEE, word, (ANNA,), NINE + timedelta(minutes=1)),
        ("waiting", KNEE, word, (("c", "Cleo"),), NINE + timedelta(minutes=2)),
        ("left", KNEE, word, NINE + timedelta(minutes=3)),
    ]


def test_each_opening_has_a_word_of_its_own(desk: Desk, witness: Witness) -> None:
    for _ in range(2):
        desk.open(Seat(KNEE)).joined.emit()
    assert witness.told[0][2] != witness.told[1][2]


def test_the_front_desk_sees_people_but_has_not_come(desk: Desk, witness: Witness) -> None:
    window = desk.open(Seat(KNEE, presence=True))
    window.joined.emit()
    window.diary_written.emit(CallDiary())
    window.waiting_changed.emit((("c", "Cleo"),))
    window.closed.emit()
    assert [each[0] for each in witness.told] == ["waiting", "left"]


def test_a_full_disk_and_a_window_of_nobody_disturb_no_call(desk: Desk, witness: Witness) -> None:
    witness.full = True
    desk.open(Seat(KNEE)).joined.emit()
    witness.full = False
    desk.open(None).joined.emit()
    assert witness.told == []
