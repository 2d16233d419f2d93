"""Carries out live commands and sees to it that somebody hears how each ended, whatever is shown by then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId, ParticipantId
from hosted_meetings_desktop.domain.live import LiveRoom
from hosted_meetings_desktop.domain.recording import Recording, RecordingKind
from hosted_meetings_desktop.ui.parts.recording_words import started_words
from hosted_meetings_desktop.ui.runtime.calls import Calls

if TYPE_CHECKING:  # the first paint needs this module, but not this
    from hosted_meetings_desktop.ui.parts.consent_section import ConsentDeeds

T = TypeVar("T")


class LiveDeeds(Protocol):
    """The room right now. Nothing here is kept for later: it happens at once or fails."""

    async def look(self, meeting_id: MeetingId) -> LiveRoom:
        """Ask who is in the room."""
        ...

    async def remove(self, meeting_id: MeetingId, participant_id: ParticipantId) -> str:
        """Send a person out of the room and return the sentence to show."""
        ...

    async def mute(self, meeting_id: MeetingId, participant_id: ParticipantId) -> str:
        """Mute a person's microphone and return the sentence to show."""
        ...

    async def mute_all(self, meeting_id: MeetingId) -> str:
        """Mute everybody and return the sentence to show."""
        ...

    @property
    def consents(self) -> ConsentDeeds:
        """What people said to being recorded."""
        ...

    @property
    def offers_tracks(self) -> bool:
        """Whether the voices of those who agreed can be recorded, nobody else's and no picture."""
        ...

    async def start_recording(
        self, meeting_id: MeetingId, *, announced: bool = False, kind: RecordingKind = RecordingKind.COMPOSITE
    ) -> Recording:
        """Start to record the room.

        Raises:
            ConsentMissing: somebody in it is not to be recorded, or has to be told first.
        """
        ...

    async def pause_recording(self, meeting_id: MeetingId) -> Recording:
        """Pause the recording that runs."""
        ...

    async def resume_recording(self, meeting_id: MeetingId, *, announced: bool = False) -> Recording:
        """Go on with the recording that is paused; raises as ``start_recording``."""
        ...

    async def stop_recording(self, meeting_id: MeetingId) -> Recording:
        """Stop the recording that runs."""
        ...


class LiveCommands(QObject):
    """One command at a time for each meeting; nothing is tried again by itself.

    It outlives what the details panel shows: a command that was begun is neither cancelled nor kept silent about
    because somebody looks at another meeting.

    Signals:
        began(str): A command of that meeting is under way.
        ended(str): It is over; ``done`` or ``failed`` follows.
        done(str, str): A command of that meeting was carried out; the second argument says so in a sentence.
        failed(str, AppError): A command of that meeting failed.
        consent_missing(str, ConsentMissing): A recording of that meeting did not start or go on, for somebody in the
            call is not to be recorded; comes in place of ``failed``.
        recording_changed(str): A recording of that meeting was started or stopped.
    """

    began = Signal(str)
    ended = Signal(str)
    done = Signal(str, str)
    failed = Signal(str, object)
    consent_missing = Signal(str, object)
    recording_changed = Signal(str)

    def __init__(self, live: LiveDeeds, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self._calls = calls
        self._running: set[MeetingId] = set()
        self._wanted: dict[MeetingId, RecordingKind] = {}

    def busy(self, meeting_id: MeetingId) -> bool:
        """Return whether a command of that meeting is under way."""
        return meeting_id in self._running

    def mute(self, meeting_id: MeetingId, person: ParticipantId) -> None:
        """Mute one person's microphone."""
        self.carry_out(meeting_id, partial(self._live.mute, meeting_id, person), partial(self.tell, meeting_id))

    def remove(self, meeting_id: MeetingId, person: ParticipantId) -> None:
        """Send one person out of the call."""
        self.carry_out(meeting_id, partial(self._live.remove, meeting_id, person), partial(self.tell, meeting_id))

    def mute_all(self, meeting_id: MeetingId) -> None:
        """Mute everybody."""
        self.carry_out(meeting_id, partial(self._live.mute_all, meeting_id), partial(self.tell, meeting_id))

    def wanted(self, meeting_id: MeetingId) -> RecordingKind:
        """Return what was to be recorded of a meeting when that was last asked for."""
        return self._wanted.get(meeting_id, RecordingKind.COMPOSITE)

    def start_recording(
        self, meeting_id: MeetingId, *, announced: bool = False, kind: RecordingKind = RecordingKind.COMPOSITE
    ) -> None:
        """Start to record the call; ``announced``: everybody in it was told."""
        if meeting_id in self._running:
            return
        self._wanted[meeting_id] = kind

        def started(recording: Recording) -> None:
            self.tell_recording(meeting_id, started_words(recording), recording)

        work = partial(self._live.start_recording, meeting_id, announced=announced, kind=kind)
        self.carry_out(meeting_id, work, started)

    def pause_recording(self, meeting_id: MeetingId) -> None:
        """Pause the recording that runs."""
        told = self.tr("The recording is paused. What is said now is not recorded.")
        work = partial(self._live.pause_recording, meeting_id)
        self.carry_out(meeting_id, work, partial(self.tell_recording, meeting_id, told))

    def resume_recording(self, meeting_id: MeetingId, *, announced: bool = False) -> None:
        """Go on with it; ``announced`` as for its start."""
        told = self.tr("The recording goes on.")
        work = partial(self._live.resume_recording, meeting_id, announced=announced)
        self.carry_out(meeting_id, work, partial(self.tell_recording, meeting_id, told))

    def stop_recording(self, meeting_id: MeetingId) -> None:
        """Stop the recording that runs."""
        told = self.tr("The recording has stopped. It will be listed under Recordings.")
        work = partial(self._live.stop_recording, meeting_id)
        self.carry_out(meeting_id, work, partial(self.tell_recording, meeting_id, told))

    def carry_out(self, meeting_id: MeetingId, work: Callable[[], Awaitable[T]], done: Callable[[T], None]) -> None:
        """Carry a command out, unless one of that meeting is under way; ``done`` tells its end with :meth:`tell`."""
        if meeting_id in self._running:
            return
        self._running.add(meeting_id)
        self.began.emit(meeting_id)
        self._calls.run(self, work, done, partial(self._miss, meeting_id))

    def _end(self, meeting_id: MeetingId) -> None:
        self._running.discard(meeting_id)
        self.ended.emit(meeting_id)

    def tell(self, meeting_id: MeetingId, sentence: str) -> None:
        """Tell that a command was carried out."""
        self._end(meeting_id)
        self.done.emit(meeting_id, sentence)

    def tell_recording(self, meeting_id: MeetingId, sentence: str, _recording: Recording) -> None:
        """Tell that a recording is another one now."""
        self.tell(meeting_id, sentence)
        self.recording_changed.emit(meeting_id)

    def _miss(self, meeting_id: MeetingId, error: AppError) -> None:
        from hosted_meetings_desktop.domain.consent import ConsentMissing

        self._end(meeting_id)
        told = self.consent_missing if isinstance(error, ConsentMissing) else self.failed
        told.emit(meeting_id, error)
