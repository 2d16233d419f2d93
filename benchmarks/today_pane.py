"""What a refresh of the front desk costs the GUI thread: 400 rooms against an empty pane, in the same run.

A refresh is a whole one: the day as it came from the services is compared with what is shown, lines are changed and
moved, the open details are filled anew, and all that changed is laid out and painted. Between two of them some people
came and left: as many as in ten busy seconds, and for ``storm`` a quarter of all rooms at once. What is counted is
the GUI thread's own time: what others do on the machine meanwhile is no work of ours. Prints one JSON line.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from benchmarks.measured import ROOT, Figure

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from hosted_meetings_desktop.domain.front_desk import DeskDay, RoomFacts

ROOMS = 400
ROUNDS = 120
FEW, STORM = 4, ROOMS // 4
FRAME_BAR_MS = 16.0
RATIO_BAR = 30.0
_NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
_SIZE = (1180, 760)
_NAMES = ("Fatima al-Hassani", "Jürgen Müller-Lüdenscheidt", "Nguyễn Thị Minh Khai", "Sam O'Neill", "Priya Rao")
_HOSTS = tuple(f"Dr. Number {number}" for number in range(30))


@dataclass
class Refreshes:
    """Milliseconds of each refresh of one kind."""

    empty: list[float] = field(default_factory=list)
    same: list[float] = field(default_factory=list)
    few: list[float] = field(default_factory=list)
    storm: list[float] = field(default_factory=list)


def measure(*, quick: bool = False) -> tuple[list[Figure], list[str]]:
    """Run it as its own program, which nothing of this one disturbs; returns the figures, and notes."""
    command = [sys.executable, "-m", "benchmarks.today_pane", *(["--rounds", "20"] if quick else [])]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    told = json.loads(done.stdout)
    ratio = told["few_median"] / told["empty_median"]
    figures = [
        Figure(
            f"Today, {ROOMS} rooms, refresh (p95)",
            f"{told['few_p95']:.1f} ms", f"{FRAME_BAR_MS:.0f} ms",
            told["few_p95"] / FRAME_BAR_MS, 1.0,
        ),
        Figure(
            "Today, refresh against an empty pane",
            f"{told['few_median']:.1f} ms", f"{told['empty_median']:.2f} ms",
            ratio, RATIO_BAR,
        ),
    ]  # fmt: skip
    note = (
        f"A front desk of {ROOMS} rooms takes {told['same_median']:.1f} ms of the GUI thread where nothing is new, "
        f"and {told['storm_p95']:.1f} ms (p95) where {STORM} rooms change their state at once."
    )
    return figures, [note]


def run(rounds: int) -> dict[str, float]:
    """Refresh an empty pane and a full one in turns."""
    from PySide6.QtCore import QLocale
    from PySide6.QtWidgets import QApplication

    from hosted_meetings_desktop.ui.theme.apply import apply_theme
    from hosted_meetings_desktop.ui.theme.tokens import ThemeMode

    app = QApplication(["today_pane"])
    raised: list[BaseException] = []
    sys.excepthook = lambda _kind, error, _trace: raised.append(error)
    QLocale.setDefault(QLocale("en_GB"))
    apply_theme(app, ThemeMode.LIGHT)
    found = Refreshes()
    facts = _facts(ROOMS)
    empty, full = _Pane(app, []), _Pane(app, facts)
    full.pane.select(facts[5].meeting.id)
    full.settle()
    for number in range(rounds):
        found.empty.append(empty.refresh([]))
        found.same.append(full.refresh(facts))
        facts = _some_changed(facts, number, FEW)
        found.few.append(full.refresh(facts))
    for number in range(max(10, rounds // 4)):
        facts = _some_changed(facts, number, STORM)
        found.storm.append(full.refresh(facts))
    full.close()
    empty.close()
    if raised:  # a pane that is not whole is quick
        raise raised[0]
    return _told(found)


class _Pane:
    """A pane over a day that is handed to it, and a clock beside it."""

    def __init__(self, app: QApplication, facts: list[RoomFacts]) -> None:
        from PySide6.QtCore import QObject, Signal

        from hosted_meetings_desktop.ui.panes.today.pane import TodayPane

        class Calls(QObject):
            failed = Signal(object)

            def run(
                self,
                _owner: QObject,
                work: Callable[[], Any],
                done: Callable[[Any], None] | None = None,
                _failed: object = None,
            ) -> None:
                # The services are elsewhere: what they answer is here already.
                coroutine = work()
                try:
                    coroutine.send(None)
                except StopIteration as ended:
                    if done is not None:
                        done(ended.value)

        self._app = app
        self._service = _Service(facts)
        service: Any = self._service
        calls: Any = Calls()
        self.pane = TodayPane(service, service, service, calls, clock=lambda: _NOW)
        self.pane._tick.stop()
        self.pane.resize(*_SIZE)
        self.pane.show()
        self.pane._tick.stop()
        self.settle()

    def refresh(self, facts: list[RoomFacts]) -> float:
        """Show a day, and return how many milliseconds that and what follows from it took."""
        self._service.day = _day(facts)
        self.settle()
        begun = time.thread_time()
        self.pane.reload()
        self._app.processEvents()
        return (time.thread_time() - begun) * 1000

    def settle(self) -> None:
        for _ in range(3):
            self._app.processEvents()

    def close(self) -> None:
        self.pane.close()
        self.pane.deleteLater()
        self._app.processEvents()


class _Service:
    """All that the pane asks, answered at once."""

    offers_tracks = True

    def __init__(self, facts: list[RoomFacts]) -> None:
        self.day = _day(facts)

    async def rooms(self, _day: date | None = None) -> DeskDay:
        return self.day

    async def look(self, meeting_id: Any) -> Any:
        from hosted_meetings_desktop.domain.live import LiveRoom

        return LiveRoom(meeting_id, None, (), None, _NOW)

    async def livestream(self, _meeting_id: Any) -> None:
        return None

    async def stage(self, _meeting_id: Any) -> None:
        return None

    @property
    def consents(self) -> _Service:
        return self

    async def of(self, *_asked: Any) -> Any:
        from hosted_meetings_desktop.domain.consent import RecordingConsent, Standing
        from hosted_meetings_desktop.domain.visit_type import ConsentPolicy

        return RecordingConsent(Standing.FREE, (), ConsentPolicy.EACH_PERSON)

    async def undo(self, step: Any) -> Any:
        return step


def _day(facts: list[RoomFacts]) -> DeskDay:
    from hosted_meetings_desktop.domain.desk_rules import in_desk_order, room_at
    from hosted_meetings_desktop.domain.front_desk import DeskDay, DeskLimits

    limits = DeskLimits()
    # As from the store: nothing in it is the same object as before.
    fresh = (replace(each, meeting=replace(each.meeting)) for each in facts)
    rooms = in_desk_order(room_at(each, limits, _NOW) for each in fresh)
    return DeskDay(_NOW.date(), rooms, limits, _NOW, _NOW, _HOSTS if facts else ())


def _facts(count: int) -> list[RoomFacts]:
    from hosted_meetings_desktop.domain.front_desk import RoomFacts
    from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId, RoomId
    from hosted_meetings_desktop.domain.meeting import Invitee, Meeting, Schedule, SyncState
    from hosted_meetings_desktop.domain.preset import Role

    facts = []
    for number in range(count):
        host, name = _HOSTS[number % len(_HOSTS)], _NAMES[number % len(_NAMES)]
        people = tuple(
            Invitee(
                InviteeId(f"i{number}-{role}"), who, role, f"preset_{role}", "", ParticipantId(f"p{number}-{role}")
            )
            for role, who in ((Role.HOST, host), (Role.PATIENT, f"{name} {number}"))
        )
        starts = _NOW + timedelta(minutes=(number * 37) % 540 - 200)
        meeting = Meeting(
            MeetingId(f"m{number:03}"), f"Blood pressure {number}", Schedule(starts, timedelta(minutes=30), "UTC"),
            host, people, room_id=RoomId(f"r{number}"), sync=SyncState.SYNCED, place=f"Room {number % 9}",
        )  # fmt: skip
        facts.append(RoomFacts(meeting, known_at=_NOW))
    for number in range(12):
        facts = _some_changed(facts, number, count // 12)
    return facts


def _some_changed(facts: list[RoomFacts], turn: int, count: int) -> list[RoomFacts]:
    """Return the facts with some people come, let in or gone."""
    changed = list(facts)
    for place in range(count):
        number = (turn * 101 + place * 7) % len(facts)
        each = changed[number]
        if each.waiting is not None:
            changed[number] = replace(each, waiting=None, sessions=(_inside(each),))
        elif each.sessions:
            changed[number] = replace(each, sessions=())
        else:
            changed[number] = replace(each, waiting=_waits(each, turn % 20))
    return changed


def _waits(each: RoomFacts, minutes: int) -> Any:
    from hosted_meetings_desktop.domain.front_desk import Waiter, WaitingList
    from hosted_meetings_desktop.domain.ids import ParticipantId

    patient = each.meeting.invitees[1]
    who = Waiter(ParticipantId(str(patient.participant_id)), patient.name, _NOW - timedelta(minutes=minutes))
    return WaitingList((who,), _NOW, "window")


def _inside(each: RoomFacts) -> Any:
    from hosted_meetings_desktop.domain.attendance import Presence
    from hosted_meetings_desktop.domain.front_desk import RoomSession
    from hosted_meetings_desktop.domain.ids import PeerId, SessionId

    began = _NOW - timedelta(minutes=9)
    people = tuple(
        Presence(PeerId(f"{each.meeting.id}-{person.role}"), SessionId("s"), str(person.participant_id),
                 str(person.id), person.name, person.preset, began, None, None)
        for person in each.meeting.invitees
    )  # fmt: skip
    return RoomSession(began, None, len(people), _NOW, people)


def _told(found: Refreshes) -> dict[str, float]:
    told: dict[str, float] = {}
    for name in ("empty", "same", "few", "storm"):
        values = getattr(found, name)
        told[f"{name}_median"] = statistics.median(values)
        told[f"{name}_p95"] = statistics.quantiles(values, n=20)[-1]
    return told


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    print(json.dumps(run(options.rounds)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
