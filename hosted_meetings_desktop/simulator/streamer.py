"""Streams rooms: a playlist of the last seconds (HLS) for whoever has its address, and what state that is in."""

from __future__ import annotations

import asyncio
import logging
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from hosted_meetings_desktop.simulator import sfu
from hosted_meetings_desktop.simulator.recorder import cast
from hosted_meetings_desktop.simulator.socket import BOOTSTRAP
from hosted_meetings_desktop.simulator.socket.events import Room as RoomEvent
from hosted_meetings_desktop.simulator.socket.rooms import Room, Rooms
from hosted_meetings_desktop.simulator.world import Livestream, LivestreamRun, Meeting, World, now

if TYPE_CHECKING:
    from hosted_meetings_desktop.simulator.sfu.film import Film

_log = logging.getLogger(__name__)

INGEST_SECONDS = 1.0
"""How long a started livestream stays INVOKED where there is no picture to wait for."""
PLAYLIST = "index.m3u8"
_LOOK_EVERY = 0.1
_NAME = re.compile(r"index\.m3u8|part\d+\.ts")
_TYPES = {".m3u8": "application/vnd.apple.mpegurl", ".ts": "video/mp2t"}
_EVENTS = {
    "INVOKED": RoomEvent.LIVESTREAM_INVOKED,
    "LIVE": RoomEvent.LIVESTREAM_STARTED,
    "IDLE": RoomEvent.LIVESTREAM_STOPPED,
    "ERRORED": RoomEvent.LIVESTREAM_ERRORED,
}


class _Show:
    """A livestream that runs: its film, its folder and what waits for something."""

    def __init__(self, stream: Livestream, folder: Path) -> None:
        self.stream = stream
        self.folder = folder
        self.film: Film | None = None
        self.arrival: asyncio.Task[None] | None = None
        self.empty_timer: asyncio.TimerHandle | None = None

    def cancel(self) -> None:
        if self.arrival is not None:
            self.arrival.cancel()
        if self.empty_timer is not None:
            self.empty_timer.cancel()
            self.empty_timer = None


class Streamer:
    """Starts and ends livestreams. Its calls return at once; everybody in the room is told of each new status.

    Args:
        world: what the service knows.
        rooms: where the pictures come from.
        origin: this process's own address, known once it listens.
    """

    def __init__(self, world: World, rooms: Rooms, origin: Callable[[], str]) -> None:
        self._world = world
        self._rooms = rooms
        self._origin = origin
        self._folder = world.data_dir / "streams"
        self._shows: dict[str, _Show] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        rooms.listen(self._room_changed)

    def running(self, meeting: Meeting) -> Livestream | None:
        """Return the meeting's livestream that was started and not stopped."""
        streams = self._world.livestreams.values()
        return next((one for one in streams if one.meeting_id == meeting.id and one.runs_now), None)

    def playback_url(self, stream: Livestream) -> str:
        """Return where it can be watched; nothing is there before it is LIVE."""
        return f"{self._origin()}/streams/{stream.id}/{PLAYLIST}"

    def start(self, meeting: Meeting, name: str | None = None, *, manual: bool = False) -> Livestream:
        """Begin: INVOKED, and LIVE as soon as there is something to watch (never, if an encoder is to send it)."""
        stream = Livestream(name=name, meeting_id=meeting.id, manual=manual, runs=[LivestreamRun()])
        self._world.livestreams[stream.id] = stream
        show = self._shows[stream.id] = _Show(stream, self._folder / stream.id)
        self._tell(stream)
        if not manual:
            if sfu.available():
                self._begin_film(show)
            show.arrival = asyncio.get_running_loop().create_task(self._await_picture(show))
        asyncio.get_running_loop().call_soon(self._room_changed, self._rooms.room(meeting.id))
        return stream

    def stop(self, stream: Livestream, *, failed: bool = False) -> None:
        """End; harmless if it does not run."""
        show = self._shows.pop(stream.id, None)
        if show is None:
            return
        show.cancel()
        run = stream.runs[-1]
        run.stopped_at, run.failed = now(), failed
        stream.touch()
        self._tell(stream)
        if show.film is not None:
            show.film.let_go()
            task = asyncio.get_running_loop().create_task(self._finish(show.film))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End all livestreams and remove what could be watched."""
        for show in tuple(self._shows.values()):
            self.stop(show.stream)
        await asyncio.gather(*self._tasks)
        await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)

    # ---- what happens by itself
    def _begin_film(self, show: _Show) -> None:
        from hosted_meetings_desktop.simulator.sfu.film import Film, hls  # the extra, and slow

        show.folder.mkdir(parents=True, exist_ok=True)
        show.film = Film(show.folder / PLAYLIST, hls(show.folder))
        show.film.start()

    async def _await_picture(self, show: _Show) -> None:
        film = show.film
        if film is None:
            await asyncio.sleep(INGEST_SECONDS)
        while film is not None and not (show.folder / PLAYLIST).is_file():
            if film.failure is not None:
                _log.error("the livestream could not be written: %s", film.failure)
                asyncio.get_running_loop().call_soon(lambda: self.stop(show.stream, failed=True))
                return
            await asyncio.sleep(_LOOK_EVERY)
        show.stream.runs[-1].live_at = now()
        show.stream.touch()
        self._tell(show.stream)

    async def _finish(self, film: Film) -> None:
        await asyncio.to_thread(film.close)

    def _room_changed(self, room: Room) -> None:
        for show in tuple(self._shows.values()):
            if show.stream.meeting_id == room.meeting.id:
                self._follow(show, room)

    def _follow(self, show: _Show, room: Room) -> None:
        """Show who is in the room now; end when it stays empty."""
        if show.film is not None:
            show.film.show(*cast(room))
        if room.peers:
            if show.empty_timer is not None:
                show.empty_timer.cancel()
                show.empty_timer = None
        elif show.empty_timer is None:
            patience = self._world.keep_alive.total_seconds()
            show.empty_timer = asyncio.get_running_loop().call_later(patience, self.stop, show.stream)

    def _tell(self, stream: Livestream) -> None:
        self._world.livestream_changed(stream)
        if stream.meeting_id is None or stream.meeting_id not in self._world.meetings:
            return
        fields: dict[str, Any] = {
            "livestream_id": stream.id,
            "name": stream.name or "",
            "meeting_id": stream.meeting_id,
            "playback_url": self.playback_url(stream),
            "org_id": self._world.organization_id,
            "room_name": stream.meeting_id,
            "status": stream.status,
            "manual_ingest": stream.manual,
        }
        room = self._rooms.room(stream.meeting_id)
        room.broadcast(_EVENTS[stream.status], "socket.livestreaming.LiveStreamingEvent", fields)

    # ---- watching
    async def watch(self, request: web.Request) -> web.StreamResponse:
        """Give out the playlist or one of its parts: to everybody who has the address, as the service does."""
        headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"}
        name = request.match_info["name"]
        path = self._folder / request.match_info["stream"] / name
        known = request.match_info["stream"] in self._world.livestreams and _NAME.fullmatch(name)
        if not known or not path.is_file():
            return web.Response(status=404, text="Not here (yet)", headers=headers)
        headers["Content-Type"] = _TYPES[path.suffix]
        return web.FileResponse(path, headers=headers)


def attach(app: web.Application, world: World, rooms: Rooms, origin: Callable[[], str]) -> Streamer:
    """Let the world's rooms be streamed; the livestream button in the calls of ``app`` works from now on."""
    streamer = Streamer(world, rooms, origin)
    app[BOOTSTRAP].streamer = streamer
    app.router.add_get("/streams/{stream}/{name}", streamer.watch)

    async def close(_app: web.Application) -> None:
        await streamer.close()

    app.on_shutdown.insert(0, close)
    return streamer
