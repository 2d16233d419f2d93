"""What everybody writes first: send again when the answer did not come. Proves that the harness sees doubles."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from hosted_meetings_desktop.domain.errors import AnswerLost, ServiceFault, StrangeAnswer
from hosted_meetings_desktop.sync import decide
from hosted_meetings_desktop.sync.reconcile import Deed, Reconciler

_TRIES = 3


class NaiveReconciler(Reconciler):
    """Sends what is missing under its title, and again after a time-out; no journal, nothing is looked up."""

    async def settle(self, meeting: Any) -> None:
        def decided(lib: Any) -> Any:
            sides = lib.sync.sides(meeting)
            step = decide.next_step(sides, self._service.provider, datetime.now(UTC)) if sides else None
            if sides and step is None:
                lib.sync.note_settled(meeting, sides.version)
            return step, sides

        async with self._alone(meeting):
            while True:
                step, sides = await self._store.run(decided)
                match step:
                    case None:
                        return
                    case decide.TakeTheirs(merged):
                        await self._store.run(
                            lambda lib, m=merged: lib.sync.take_theirs(
                                meeting, m.ours, m.base, (), now=datetime.now(UTC)
                            )
                        )
                    case decide.MakeRoom(spec):
                        room = await self._stubborn(lambda s=spec: self._service.create_room(s))
                        await self._store.run(
                            lambda lib, r=room: lib.sync.note_made(meeting, r, now=datetime.now(UTC))
                        )
                    case decide.AddPerson(room, guest):
                        await self._stubborn(lambda r=room, g=guest: self._add_person(r, g))
                    case _:
                        await self._carry_out(meeting, Deed(step, sides.version), set())

    @staticmethod
    async def _stubborn(send: Callable[[], Awaitable[Any]]) -> Any:
        for left in reversed(range(_TRIES)):
            try:
                return await send()
            except (AnswerLost, ServiceFault, StrangeAnswer):
                if not left:
                    raise
        raise AssertionError("the last try returns or raises")


def make_naive(backend: Any) -> None:
    """Put the naive way in the engine's place."""
    engine = backend.engine
    engine._reconciler = NaiveReconciler(engine._store, engine._reconciler._service, engine._clock)
