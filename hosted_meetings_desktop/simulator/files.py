"""Gives out stored files by signed links: recordings with Range, and what sessions leave behind."""

from __future__ import annotations

from pathlib import PurePosixPath

from aiohttp import web

from hosted_meetings_desktop.simulator.rest import exports
from hosted_meetings_desktop.simulator.rest.service import Service, export_path, recording_path, voice_path

_TYPES = {
    "csv": "text/csv",
    "srt": "application/x-subrip",
    "vtt": "text/vtt",
    "json": "application/json",
    "md": "text/plain",
}


def attach(app: web.Application, service: Service) -> None:
    """Add the routes. They ask for no credentials: the signature in the link is the permission."""
    files = Files(service)
    app.router.add_get(recording_path("{id}"), files.recording)
    app.router.add_get(voice_path("{id}", r"{number:\d{1,4}}"), files.voice)
    app.router.add_get(export_path("{id}", "{what}", "{suffix}"), files.export)


class Files:
    """The handlers; they answer 403 with XML as an object storage does."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def recording(self, request: web.Request) -> web.StreamResponse:
        """Give out a recording; aiohttp answers Range with 206."""
        if not self._permitted(request):
            return _denied()
        found = self._service.world.recordings.get(request.match_info["id"])
        if found is None or found.file is None or not found.file.is_file():
            return _gone()
        name = PurePosixPath(found.output_file_name).name or f"{found.id}.mp4"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return web.FileResponse(found.file, headers=headers)

    async def voice(self, request: web.Request) -> web.StreamResponse:
        """Give out one voice of a recording, as a recording."""
        if not self._permitted(request):
            return _denied()
        found = self._service.world.recordings.get(request.match_info["id"])
        number = int(request.match_info["number"])
        voices = found.voices if found is not None else []
        if number >= len(voices) or not voices[number].is_file():
            return _gone()
        headers = {"Content-Disposition": f'attachment; filename="{voices[number].name}"'}
        return web.FileResponse(voices[number], headers=headers)

    async def export(self, request: web.Request) -> web.StreamResponse:
        """Give out a chat, transcript or summary."""
        if not self._permitted(request):
            return _denied()
        session = self._service.world.sessions.get(request.match_info["id"])
        what, suffix = request.match_info["what"], request.match_info["suffix"]
        if session is None:
            return _gone()
        match what:
            case "chat":
                text = exports.chat_csv(session)
            case "transcript":
                text = exports.transcript(session, suffix)
            case _:
                text = exports.summary(session)
        return web.Response(text=text, content_type=_TYPES[suffix])

    def _permitted(self, request: web.Request) -> bool:
        given = request.query
        return self._service.link_holds(request.path, given.get("expires", ""), given.get("signature", ""))


def _denied() -> web.Response:
    text = "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"
    return web.Response(text=text, status=403, content_type="application/xml")


def _gone() -> web.Response:
    text = "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>"
    return web.Response(text=text, status=404, content_type="application/xml")
