"""What a session leaves behind, as links: chat, transcript, summary."""

from __future__ import annotations

from aiohttp import web

from hosted_meetings_desktop.simulator.rest.call import Call, Route
from hosted_meetings_desktop.simulator.rest.exports import TRANSCRIPT_SUFFIXES
from hosted_meetings_desktop.simulator.rest.service import EXPORT_LIFETIME, export_path
from hosted_meetings_desktop.simulator.rest.wire import done, not_found, stamp
from hosted_meetings_desktop.simulator.world import Session, now


def _session(call: Call) -> Session:
    session_id = call.id("session_id")
    found = call.world.sessions.get(session_id)
    if found is None:
        raise not_found(f"No session found with id {session_id}")
    return found


def _link(call: Call, session: Session, what: str, suffix: str) -> tuple[str, str]:
    path = export_path(session.id, what, suffix)
    moment = now()
    url = call.service.signed_url(path, lifetime=EXPORT_LIFETIME, since=moment)
    return url, stamp(call.service.expiry(lifetime=EXPORT_LIFETIME, since=moment))


def _has_transcript(session: Session) -> bool:
    """Tell whether its meeting wanted one; where the practice patient spoke, the practice account does."""
    settings = session.meeting.settings
    wanted = settings.get("transcribe_on_end") or "transcription" in settings.get("ai_config", {})
    return session.ended_at is not None and bool(wanted or session.spoken)


async def chat(call: Call) -> web.Response:
    """GET chat: a CSV, also when nobody wrote anything."""
    url, expiry = _link(call, _session(call), "chat", "csv")
    return done({"chat_download_url": url, "chat_download_url_expiry": expiry})


async def transcript(call: Call) -> web.Response:
    """GET transcript: only after the end of a session; of no length where nobody was let say anything."""
    session = _session(call)
    wanted = call.query.choice("format", TRANSCRIPT_SUFFIXES) if call.dialect.bearer else None
    if not _has_transcript(session):
        raise not_found(f"No transcript found for session {session.id}")
    url, expiry = _link(call, session, "transcript", TRANSCRIPT_SUFFIXES[wanted or "CSV"])
    return done({"sessionId": session.id, "transcript_download_url": url, "transcript_download_url_expiry": expiry})


async def summary(call: Call) -> web.Response:
    """GET summary: after it was asked for, or after the end when the meeting wants one."""
    session = _session(call)
    on_end = session.ended_at is not None and bool(session.meeting.settings.get("summarize_on_end"))
    if session.id not in call.service.summaries and not on_end:
        raise not_found(f"No summary found for session {session.id}")
    url, expiry = _link(call, session, "summary", "md")
    return done({"sessionId": session.id, "summaryDownloadUrl": url, "summaryDownloadUrlExpiry": expiry})


async def ask_for_summary(call: Call) -> web.Response:
    """POST summary: the two dialects tell differently that it is on its way."""
    session = _session(call)
    call.service.summaries[session.id] = now()
    if call.dialect.bearer:
        return done({"session_id": session.id, "status": "GENERATING"})
    return done({"success": True, "message": "Summary generation has been triggered"})


_SESSION = "/sessions/{session_id}"
ROUTES = [
    Route("GET", _SESSION + "/chat", chat),
    Route("GET", _SESSION + "/transcript", transcript),
    Route("GET", _SESSION + "/summary", summary),
    Route("POST", _SESSION + "/summary", ask_for_summary),
]
