"""Garbage is looked for in the GUI thread, and only there."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.ui.runtime.garbage import GarbageRounds


class Knot:
    """Keeps itself alive, and notes which thread takes it away."""

    gone: list[str]

    def __init__(self, gone: list[str]) -> None:
        self.me = self
        self.gone = gone

    def __del__(self) -> None:
        self.gone.append(threading.current_thread().name)


@pytest.fixture(autouse=True)
def _collector() -> Iterator[None]:
    before = gc.isenabled()
    yield
    (gc.enable if before else gc.disable)()


def test_what_another_thread_leaves_goes_in_this_one(qtbot: QtBot) -> None:
    rounds = GarbageRounds()
    gone: list[str] = []

    def leave() -> None:
        for _each in range(3 * gc.get_threshold()[0]):
            Knot(gone)

    other = threading.Thread(target=leave, name="services")
    other.start()
    other.join()
    assert gone == []

    rounds.look()

    assert set(gone) == {threading.main_thread().name}
    assert len(gone) == 3 * gc.get_threshold()[0]


def test_old_garbage_goes_too(qtbot: QtBot) -> None:
    rounds = GarbageRounds()
    gone: list[str] = []
    knot = Knot(gone)
    gc.collect(0)
    gc.collect(1)  # it is old now
    del knot
    limit = gc.get_threshold()
    for _round in range((limit[1] + 3) * (limit[2] + 3)):
        keep: list[list[None]] = [[] for _each in range(2 * limit[0])]
        rounds.look()
        del keep
    assert gone
