"""Who is in the room of one call, who waits to be let in and since when, and who must not meet whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal

from hosted_meetings_desktop.domain.call import CallPerson
from hosted_meetings_desktop.domain.preset import USUAL_PRESETS, Role

IsPatient = Callable[[CallPerson], bool]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits.

    Attributes:
        person: Who.
        since: When this window first saw them wait; aware.
    """

    person: CallPerson
    since: datetime


def has_patients_preset(person: CallPerson) -> bool:
    """Return whether somebody has the preset that patients usually have: what is known without the plan."""
    return person.preset == USUAL_PRESETS[Role.PATIENT]


class RoomPeople(QObject):
    """Keeps the two lists.

    Signals:
        inside_changed(tuple): Who else is inside, each a ``CallPerson``.
        waiting_changed(tuple): Who waits, each a ``Waiting``, the longest first.
    """

    inside_changed = Signal(tuple)
    waiting_changed = Signal(tuple)

    def __init__(
        self,
        is_patient: IsPatient = has_patients_preset,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._is_patient = is_patient
        self._clock = clock
        self._inside: tuple[CallPerson, ...] = ()
        self._waiting: dict[str, Waiting] = {}

    @property
    def inside(self) -> tuple[CallPerson, ...]:
        """Who else is inside."""
        return self._inside

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """Who waits, the longest first."""
        return tuple(self._waiting.values())

    def patients_besides(self, person_id: str) -> tuple[CallPerson, ...]:
        """Return the patients inside whom this person would meet; nobody where this person is no patient."""
        arriving = self._waiting.get(person_id)
        if arriving is None or not self._is_patient(arriving.person):
            return ()
        return tuple(one for one in self._inside if one.id != person_id and self._is_patient(one))

    def hear_inside(self, people: tuple[CallPerson, ...]) -> None:
        """Note who is inside now."""
        self._inside = people
        self.inside_changed.emit(people)

    def hear_waiting(self, people: tuple[CallPerson, ...]) -> None:
        """Note who waits now; who waited before keeps the time."""
        now, before = self._clock(), self._waiting
        listed = (Waiting(one, before[one.id].since if one.id in before else now) for one in people)
        after = {one.person.id: one for one in sorted(listed, key=lambda one: one.since)}
        if after != before:
            self._waiting = after
            self.waiting_changed.emit(self.waiting)

    def clear(self) -> None:
        """Forget both lists: the person is not in the room any more."""
        self._inside = ()
        self.hear_waiting(())
