"""Follows the consents of one call for its host's window: starts, pauses and asks before a recording."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Slot

from hosted_meetings_desktop.domain.consent import (
    Answer,
    ConsentEntry,
    ConsentMissing,
    PersonConsent,
    RecordingConsent,
    Standing,
    Way,
)
from hosted_meetings_desktop.domain.consent_claim import ConsentClaim
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.live import LiveRoom
from hosted_meetings_desktop.domain.recording import Recording, RecordingKind, RecordingStatus
from hosted_meetings_desktop.ui.call.consent_bar import ConsentBars
from hosted_meetings_desktop.ui.call.voices_button import VoicesButton
from hosted_meetings_desktop.ui.parts.consent_section import ConsentDeeds
from hosted_meetings_desktop.ui.parts.voices_consent import as_asked, voices_instead
from hosted_meetings_desktop.ui.runtime.calls import Calls

LOOK_EVERY_MS = 10_000
_TOPICS = frozenset({"consents", "recordings"})


class ConsentsOfCalls(ConsentDeeds, Protocol):
    """What is asked about consents."""

    async def hear(self, meeting_id: MeetingId, claim: ConsentClaim) -> ConsentEntry | None:
        """Write down what somebody answered on the guest page, where it proves to be theirs."""
        ...


class Recorder(Protocol):
    """What is asked about recordings; as ``ui.parts.live_commands.LiveDeeds``."""

    @property
    def consents(self) -> ConsentsOfCalls:
        """What people said."""
        ...

    async def look(self, meeting_id: MeetingId) -> LiveRoom:
        """Ask who is in the room."""
        ...

    @property
    def offers_tracks(self) -> bool:
        """Whether voices can be recorded one by one."""
        ...

    async def start_recording(
        self, meeting_id: MeetingId, *, announced: bool = False, kind: RecordingKind = RecordingKind.COMPOSITE
    ) -> Recording:
        """Start to record."""
        ...

    async def pause_recording(self, meeting_id: MeetingId) -> Recording:
        """Pause that."""
        ...

    async def resume_recording(self, meeting_id: MeetingId, *, announced: bool = False) -> Recording:
        """Go on with it."""
        ...

    async def stop_recording(self, meeting_id: MeetingId) -> Recording:
        """Stop it."""
        ...


class CallConsents(QObject):
    """One call, while its window is there."""

    def __init__(
        self,
        meeting_id: MeetingId,
        bars: ConsentBars,
        voices: VoicesButton,
        live: Recorder,
        calls: Calls,
        tell: Callable[[str], object],
        parent: QObject,
    ) -> None:
        """Follow a call.

        Args:
            meeting_id: Of which meeting.
            bars: Ask and tell.
            voices: Records voices only, and tells of that.
            live: Records.
            calls: Runs that.
            tell: Says in the window what went wrong.
            parent: The window.
        """
        super().__init__(parent)
        self._meeting_id = meeting_id
        self._bars = bars
        self._voices = voices
        self._live = live
        self._calls = calls
        self._tell = tell
        self._room: LiveRoom | None = None
        self._wanted = RecordingKind.COMPOSITE
        self._began_by_itself = False
        self._busy = False
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        bars.look_wanted.connect(self.look)
        bars.left.connect(self._leave)
        bars.claimed.connect(self._hear)
        bars.record_wanted.connect(lambda: self._start_anew(RecordingKind.COMPOSITE))
        bars.announced.connect(lambda: self._start(announced=True))
        for start in (bars.voices_wanted, voices.start_wanted):
            start.connect(lambda: self._start_anew(RecordingKind.TRACKS))
        voices.resume_wanted.connect(self._start)
        for pause in (bars.pause_wanted, voices.pause_wanted):
            pause.connect(lambda: self._run(partial(live.pause_recording, meeting_id)))
        for stop in (bars.stop_wanted, voices.stop_wanted):
            stop.connect(lambda: self._run(partial(live.stop_recording, meeting_id)))
        bars.said.connect(self._note)
        bars.told.connect(self._note_told)

    # ---- looking
    @Slot()
    def look(self) -> None:
        """See who is in the room and how their consents stand."""
        self._timer.start()
        self._calls.run(self, partial(self._live.look, self._meeting_id), self._see, lambda _error: None)

    @Slot(object)
    def follow(self, topics: frozenset[str]) -> None:
        """Look again when somebody's answer was written down, or a recording changed, elsewhere."""
        if self._timer.isActive() and topics & _TOPICS:
            self.look()

    def _see(self, room: LiveRoom) -> None:
        self._room = room
        look = partial(self._live.consents.of, self._meeting_id, room.people)
        self._calls.run(self, look, partial(self._show, room), lambda _error: None)

    def _leave(self) -> None:
        self._timer.stop()
        self._voices.clear()

    def _show(self, room: LiveRoom, consent: RecordingConsent) -> None:
        if not self._timer.isActive():
            return  # they have left meanwhile
        running = room.recording
        records = running is not None and running.status is not RecordingStatus.PAUSED
        offered = self._live.offers_tracks and room.session is not None and consent.standing is not Standing.NEVER
        self._voices.show_recording(running, room.people, offered=offered)
        consent = as_asked(consent, self._wanted, running, room.people)
        self._bars.show_alarm(consent if records else None, running.kind if running is not None else self._wanted)
        if records:
            self._bars.withdraw()
            self._began_by_itself = True  # whoever stops it does not want it back
        elif self._bars.asks and consent.standing is not Standing.FREE:
            self._ask(consent)
        elif self._bars.asks:
            self._start()
        elif self._begins_by_itself(room, consent):
            self._began_by_itself = True
            if consent.standing is Standing.FREE:
                self._start()
            elif consent.standing is Standing.MISSING:
                self._ask(consent)

    def _begins_by_itself(self, room: LiveRoom, consent: RecordingConsent) -> bool:
        """Return whether this visit is recorded from its start, somebody has come, and nobody was asked yet."""
        if not consent.by_itself or self._began_by_itself or room.session is None or room.recording is not None:
            return False
        return any(each.here for each in consent.people)

    def _ask(self, consent: RecordingConsent) -> None:
        """Ask for what is missing, and offer what needs none of it."""
        room = self._room
        if self._wanted is RecordingKind.TRACKS and consent.standing is Standing.MISSING:
            consent = replace(consent, people=consent.people[:1])  # one who agrees is enough to begin
        offered = self._live.offers_tracks and room is not None and room.recording is None
        self._bars.ask(consent, voices_instead(consent, room.people) if offered and room is not None else None)

    # ---- doing
    def _hear(self, claim: ConsentClaim) -> None:
        work = partial(self._live.consents.hear, self._meeting_id, claim)
        self._calls.run(self, work, lambda entry: self.look() if entry is not None else None, lambda _error: None)

    def _start_anew(self, kind: RecordingKind) -> None:
        """Start what the person asks for now, whatever they asked for before."""
        self._wanted = kind
        self._start()

    def _start(self, *, announced: bool = False) -> None:
        """Start a recording, or go on with one that is paused."""
        running = self._room.recording if self._room is not None else None
        paused = running is not None and running.status is RecordingStatus.PAUSED
        start = partial(self._live.start_recording, kind=self._wanted)
        deed = self._live.resume_recording if paused else start
        self._began_by_itself = True
        self._run(partial(deed, self._meeting_id, announced=announced))

    def _note(self, person: PersonConsent, agrees: bool) -> None:  # noqa: FBT001 (a signal's)
        self._write(person, Answer.GIVEN if agrees else Answer.REFUSED)

    def _note_told(self, people: tuple[PersonConsent, ...]) -> None:
        for person in people:
            self._write(person, Answer.ASKED)

    def _write(self, person: PersonConsent, answer: Answer) -> None:
        name = "" if person.invitee_id is not None else person.name
        work = partial(
            self._live.consents.note,
            self._meeting_id,
            answer,
            Way.READ_OUT,
            "",  # the host
            invitee_id=person.invitee_id,
            name=name,
        )
        self._calls.run(self, work, lambda _entry: self.look(), self._miss)

    def _run(self, work: Callable[[], Awaitable[Recording]]) -> None:
        if self._busy:
            return
        self._busy = True

        def done(_recording: Recording) -> None:
            self._busy = False
            self._bars.withdraw()
            self.look()

        def missed(error: AppError) -> None:
            self._busy = False
            self._miss(error)

        self._calls.run(self, work, done, missed)

    def _miss(self, error: AppError) -> None:
        if isinstance(error, ConsentMissing):
            self._ask(error.consent)
        else:
            self._bars.withdraw()
            self._tell(f"{error.title}. {error.advice}".strip())
