"""The ledger in the store answers word for word as the reference in memory does, whatever the services do with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hosted_meetings_desktop.domain.ledger.repository import LedgerRepository
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.services.ledger import LedgerService
from hosted_meetings_desktop.services.ledger_gathering import LedgerGatherer
from hosted_meetings_desktop.services.ledger_proof import LedgerProof
from hosted_meetings_desktop.services.ledger_witness import LedgerWitness
from hosted_meetings_desktop.store.database import Database
from tests.unit.conftest import Heard
from tests.unit.domain.ledger.memory_ledger import MemoryAnchors, MemoryLedger
from tests.unit.fake_service import Ticking
from tests.unit.services import test_ledger, test_ledger_gathering, test_ledger_witness
from tests.unit.services.test_ledger_kit import NAME, Clinic, Peers

pytestmark = pytest.mark.anyio

_IN_ANY_ORDER = {"facts"}


class Twin:
    """Both ledgers at once: what one says the other has to say."""

    def __init__(self, memory: MemoryLedger) -> None:
        self.memory = memory
        self.compared = 0

    def of(self, lib: Library) -> LedgerRepository:
        self.memory.of(lib)
        twin: Any = _InStep(self, lib.ledger)
        return twin  # type: ignore[no-any-return]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.memory, name)


class _InStep:
    def __init__(self, twin: Twin, stored: LedgerRepository) -> None:
        self._twin = twin
        self._stored = stored

    def __getattr__(self, name: str) -> Any:
        def both(*words: Any, **named: Any) -> Any:
            words = tuple(tuple(each) if hasattr(each, "__next__") else each for each in words)
            expected = getattr(self._twin.memory, name)(*words, **named)
            found = getattr(self._stored, name)(*words, **named)
            if name in _IN_ANY_ORDER:
                assert sorted(found, key=repr) == sorted(expected, key=repr), name
            elif name == "sums":
                assert [pair for pair in found if pair[1]] == [pair for pair in expected if pair[1]]
            else:
                assert found == expected, name
            self._twin.compared += 1
            return found

        return both


@pytest.fixture
def clinic(store: Database, clock: Ticking, changes: Heard) -> Any:
    twin, anchors, peers = Twin(MemoryLedger()), MemoryAnchors(), Peers()
    gatherer = LedgerGatherer(
        store, twin.of, NAME, changes, clock, lambda: "Europe/Berlin", anchors=anchors, peers=peers
    )
    ledger: Any = twin
    yield Clinic(
        store, clock, changes, ledger, anchors, peers, gatherer,
        LedgerService(store, twin.of, NAME, changes, clock), LedgerProof(store, twin.of, NAME, anchors),
        LedgerWitness(store, twin.of, clock),
    )  # fmt: skip
    assert twin.compared


async def test_a_moved_meeting_is_forgotten_with_its_facts_and_proof_goes_through_the_store(clinic: Clinic) -> None:
    moved, held = clinic.plan("Asha"), clinic.plan("Ben", minutes=60)
    clinic.move(moved, minutes=200)
    session = clinic.hold(held.room_id, 60, 90)
    host, ben = held.invitees
    clinic.come(session, (host, 60, 90), (ben, 62, 80))
    await clinic.later(minutes=30)
    clinic.come(session, (host, 60, 90), (ben, 62, 88))
    assert (await clinic.later(hours=2)).corrected == 1
    verdict = await clinic.proof.verify()
    assert (verdict.sound, verdict.entries) == (True, 2)
    kept = clinic.run(lambda lib: lib.ledger.sitting(clinic.sitting_id(held)))
    with pytest.raises(ValueError, match="entry"):
        clinic.run(lambda lib: lib.ledger.drop_sitting(kept.id))
    clinic.run(lambda lib: lib.ledger.keep_sitting(replace(kept, quiet=True)))
    assert clinic.run(lambda lib: lib.ledger.sitting(kept.id)) == replace(kept, quiet=True)


# What the store takes back when a round is stopped, the reference does not; all others are run here again.
_NOT_HERE = {
    "test_a_round_that_was_stopped_goes_on_where_it_was",
    "test_an_entry_that_cannot_be_read_holds_up_no_other",
    "test_an_end_that_the_chain_lost_stays_anchored_beside_the_new_one",
    "test_what_could_not_be_kept_is_told_with_the_next_word",
}
for _module in (test_ledger, test_ledger_gathering, test_ledger_witness):
    for _name, _test in vars(_module).copy().items():
        if _name.startswith("test_") and callable(_test) and _name not in _NOT_HERE:
            globals()[_name] = _test
