"""Records rooms into MP4 files, or their voices into WebM files, with the statuses and times of the service."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from hosted_meetings_desktop.simulator import sfu
from hosted_meetings_desktop.simulator.socket import BOOTSTRAP
from hosted_meetings_desktop.simulator.socket.rooms import Room, Rooms
from hosted_meetings_desktop.simulator.world import Meeting, Recording, Session, World, now

if TYPE_CHECKING:
    from hosted_meetings_desktop.simulator.sfu.film import Film
    from hosted_meetings_desktop.simulator.sfu.voices import Speaker, Voices

_log = logging.getLogger(__name__)

MIN_SECONDS = 1.0
"""A shorter recording ends ERRORED (FACTS section 6: under 5 s it may)."""
UPLOAD_SECONDS = 0.5
"""How long a finished recording stays UPLOADING, so that a client can see it."""
_MOVING = {"INVOKED", "RECORDING", "PAUSED"}


class _Take:
    """One recording that has not ended: its film or its voices, and its timers."""

    def __init__(self, recording: Recording, film: Film | Voices, show: Callable[[Room], None]) -> None:
        self.recording = recording
        self.film = film
        self.show = show
        self.started = False
        self.empty_timer: asyncio.TimerHandle | None = None
        self.end_timer: asyncio.TimerHandle | None = None

    def cancel_timers(self) -> None:
        for timer in (self.empty_timer, self.end_timer):
            if timer is not None:
                timer.cancel()
        self.empty_timer = self.end_timer = None


class Recorder:
    """Starts and ends recordings. Its calls return at once; ``world.recording_changed`` tells of each new status."""

    def __init__(self, world: World, rooms: Rooms) -> None:
        self._world = world
        self._rooms = rooms
        self._takes: dict[str, _Take] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False
        self._told_elsewhere = world.session_started
        world.session_started = self._session_started
        rooms.listen(self._room_changed)

    # ---- commands
    def active(self, meeting: Meeting) -> Recording | None:
        """Return the meeting's recording that has not ended, if any."""
        moving = (row for row in self._world.recordings.values() if row.status in _MOVING)
        return next((row for row in moving if row.meeting is meeting), None)

    def record(self, meeting: Meeting, *, start_reason: str) -> Recording:
        """Make a recording of a meeting and start it."""
        recording = Recording(meeting=meeting, start_reason=start_reason)
        self._world.recordings[recording.id] = recording
        self.start(recording)
        return recording

    def start(self, recording: Recording) -> None:
        """Begin a recording: INVOKED, and RECORDING as soon as somebody is in the room."""
        self._world.recordings.setdefault(recording.id, recording)
        session = self._world.active_session(recording.meeting.id)
        recording.session_id = session.id if session is not None else recording.session_id
        recording.output_file_name = recording.output_file_name or _file_name(recording)
        recording.status = "INVOKED"
        self._tell(recording)
        if not sfu.available():
            # Later, as a real recorder would fail: the answer to the start says INVOKED.
            asyncio.get_running_loop().call_soon(self._fail, recording)
            return
        folder = self._world.data_dir / "recordings"
        folder.mkdir(parents=True, exist_ok=True)
        self._takes[recording.id] = _Take(recording, *_made(recording, folder))
        asyncio.get_running_loop().call_soon(self._room_changed, self._rooms.room(recording.meeting.id))

    def pause(self, recording: Recording) -> None:
        """Hold a recording; harmless unless it is RECORDING."""
        take = self._takes.get(recording.id)
        if take is not None and recording.status == "RECORDING":
            take.film.hold()
            self._set_status(recording, "PAUSED")

    def resume(self, recording: Recording) -> None:
        """Go on with a recording; harmless unless it is PAUSED."""
        take = self._takes.get(recording.id)
        if take is not None and recording.status == "PAUSED":
            self._set_status(recording, "RECORDING")
            self._room_changed(self._rooms.room(recording.meeting.id))

    def stop(self, recording: Recording, reason: str) -> None:
        """End a recording: UPLOADING, then UPLOADED or ERRORED; harmless if it has ended.

        Args:
            recording: what to end.
            reason: ``API_CALL``, ``ALL_PEERS_LEFT`` or ``INTERNAL_ERROR``.
        """
        take = self._takes.pop(recording.id, None)
        if take is None:
            return
        take.cancel_timers()
        recording.stopped_at = now()
        recording.stop_reason = reason
        if not take.started:
            self._set_status(recording, "ERRORED")
            return
        self._set_status(recording, "UPLOADING")
        task = asyncio.get_running_loop().create_task(self._finish(take))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End all recordings and wait for their files."""
        self._closing = True
        for take in tuple(self._takes.values()):
            self.stop(take.recording, "INTERNAL_ERROR")
        await asyncio.gather(*self._tasks)

    # ---- what happens by itself
    def _session_started(self, session: Session) -> None:
        if session.meeting.settings.get("record_on_start") and self.active(session.meeting) is None:
            self.record(session.meeting, start_reason="RECORD_ON_START")
        self._told_elsewhere(session)

    def _room_changed(self, room: Room) -> None:
        for take in tuple(self._takes.values()):
            if take.recording.meeting is room.meeting:
                self._follow(take, room)

    def _follow(self, take: _Take, room: Room) -> None:
        """Film who is in the room now; hold while it is empty and end when it stays so."""
        loop = asyncio.get_running_loop()
        if not room.peers:
            take.film.hold()
            if take.empty_timer is None:
                patience = self._world.keep_alive.total_seconds()
                take.empty_timer = loop.call_later(patience, self.stop, take.recording, "ALL_PEERS_LEFT")
            return
        if take.empty_timer is not None:
            take.empty_timer.cancel()
            take.empty_timer = None
        take.show(room)
        if not take.started:
            self._roll(take)
        if take.recording.status == "RECORDING":
            take.film.go_on()

    def _roll(self, take: _Take) -> None:
        recording = take.recording
        take.started = True
        take.film.start()
        recording.started_at = now()
        session = self._world.active_session(recording.meeting.id)
        recording.session_id = session.id if session is not None else recording.session_id
        limit = _max_seconds(recording)
        if limit is not None:
            take.end_timer = asyncio.get_running_loop().call_later(limit, self.stop, recording, "API_CALL")
        self._set_status(recording, "RECORDING")

    async def _finish(self, take: _Take) -> None:
        recording, film = take.recording, take.film
        film.let_go()
        seconds = await asyncio.to_thread(film.close)
        if not self._closing:
            await asyncio.sleep(UPLOAD_SECONDS)
        if film.failure is not None:
            _log.error("the recording could not be written: %s", film.failure)
        recording.duration_seconds = round(seconds)
        if film.failure is not None or seconds < MIN_SECONDS or not film.files:
            for path in film.files:
                with contextlib.suppress(FileNotFoundError):
                    await asyncio.to_thread(path.unlink)
            self._set_status(recording, "ERRORED")
            return
        if recording.layers:
            recording.voices = film.files
        else:
            recording.file = film.files[0]
        recording.file_size = sum(path.stat().st_size for path in film.files)
        self._set_status(recording, "UPLOADED")

    def _fail(self, recording: Recording) -> None:
        recording.stopped_at = now()
        recording.stop_reason = "INTERNAL_ERROR"
        self._set_status(recording, "ERRORED")

    def _set_status(self, recording: Recording, status: str) -> None:
        recording.status = status
        recording.touch()
        self._tell(recording)

    def _tell(self, recording: Recording) -> None:
        self._world.recording_changed(recording)


def cast(room: Room) -> tuple[list[Any], list[Any]]:
    """Return the tiles of the picture, shared screens first, and the voices; of a webinar, those on its stage."""
    from hosted_meetings_desktop.simulator.sfu.film import Tile  # the extra, and slow

    screens, people, voices = [], [], []
    for peer in room.peers.values():
        if peer.permissions["hidden_participant"] or (peer.has_stage and peer.stage != "ON_STAGE"):
            continue
        camera = None
        for producer in peer.producers.values():
            source = producer.source
            if source.kind == "audio":
                voices.append(source)
            elif producer.screen_share:
                screens.append(Tile(producer.id, source))
            elif not source.paused:
                camera = source
        people.append(Tile(peer.id, camera))
    return screens + people, voices


def speakers(room: Room, user_ids: list[str] | None) -> list[Speaker]:
    """Return those of these users who are there and heard, each of their windows for itself (None: everybody)."""
    from hosted_meetings_desktop.simulator.sfu.voices import Speaker  # the extra, and slow

    found, stamp = [], int(now().timestamp() * 1000)
    for peer in room.peers.values():
        if peer.permissions["hidden_participant"] or (peer.has_stage and peer.stage != "ON_STAGE"):
            continue
        if user_ids is not None and peer.participant.id not in user_ids:
            continue
        # Their microphone: the sound of a screen that they share is not their voice.
        sounds = (each for each in peer.producers.values() if each.source.kind == "audio" and not each.screen_share)
        source = next((each.source for each in sounds), None)
        found.append(Speaker(peer.id, f"{peer.participant.id}_{peer.id}_peer_audio_{stamp}", source))
    return found


def _made(recording: Recording, folder: Path) -> tuple[Film | Voices, Callable[[Room], None]]:
    """Return what is to be made of a recording, and what tells it who is in the room."""
    if recording.layers:
        from hosted_meetings_desktop.simulator.sfu.voices import Voices  # the extra, and slow

        voices = Voices(folder / recording.id)
        return voices, lambda room: voices.show(speakers(room, recording.user_ids))
    from hosted_meetings_desktop.simulator.sfu.film import Film

    film = Film(folder / f"{recording.id}.mp4")
    return film, lambda room: film.show(*cast(room))


def _recording_config(recording: Recording) -> dict[str, Any]:
    return recording.meeting.settings.get("recording_config") or {}


def _max_seconds(recording: Recording) -> float | None:
    """Return the limit of the start call, else the meeting's."""
    limit = recording.max_seconds or _recording_config(recording).get("max_seconds")
    return float(limit) if limit else None


def _file_name(recording: Recording) -> str:
    prefix = _recording_config(recording).get("file_name_prefix")
    stamp = int(recording.invoked_at.timestamp() * 1000)
    return "_".join(part for part in (prefix, recording.meeting.id, str(stamp)) if part) + ".mp4"


def attach(app: web.Application, world: World, rooms: Rooms) -> Recorder:
    """Record the world's rooms; the record button in the calls of ``app`` works from now on."""
    recorder = Recorder(world, rooms)
    app[BOOTSTRAP].recorder = recorder

    async def close(_app: web.Application) -> None:
        await recorder.close()

    # Before the rooms empty: they were attached first, so this goes in front.
    app.on_shutdown.insert(0, close)
    return recorder
