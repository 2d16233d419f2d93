"""What the embedded Dyte remembers: meetings, participants, sessions, recordings. No wire shapes here."""

from __future__ import annotations

import asyncio
import base64
import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

TOKEN_LIFETIME = timedelta(days=100)
"""FACTS section 3: a participant token lives 100 days."""


def now() -> datetime:
    """Return the current time, aware UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return a fresh UUID as text, as the service's ids are."""
    return str(uuid.uuid4())


@dataclass
class Stamped:
    """A stored thing with the id and the two timestamps every object of the service has."""

    id: str = field(default_factory=new_id)
    created_at: datetime = field(default_factory=now)
    updated_at: datetime = field(default_factory=now)

    def touch(self) -> None:
        """Note that it was changed now."""
        self.updated_at = now()


@dataclass
class Participant(Stamped):
    """A person added to a meeting under a preset."""

    meeting_id: str = ""
    name: str | None = None
    picture: str | None = None
    preset_name: str = ""
    custom_participant_id: str = ""


@dataclass
class Meeting(Stamped):
    """A permanent room. ``settings`` holds the accepted create/patch body fields as they were sent."""

    title: str | None = None
    status: str = "ACTIVE"
    settings: dict[str, Any] = field(default_factory=dict)
    participants: dict[str, Participant] = field(default_factory=dict)


@dataclass
class Attendance(Stamped):
    """One join of one peer (``id`` is the peer id)."""

    participant_id: str = ""
    custom_participant_id: str = ""
    display_name: str = ""
    preset_name: str = ""
    joined_at: datetime = field(default_factory=now)
    left_at: datetime | None = None
    user_agent: str = ""

    @property
    def minutes(self) -> float:
        """Fractional minutes present so far."""
        return ((self.left_at or now()) - self.joined_at).total_seconds() / 60


@dataclass
class ChatLine:
    """A chat message of a session, kept for the export."""

    id: str
    attendance: Attendance
    text: str
    created_at: datetime


@dataclass
class Spoken:
    """Words that somebody is meant to have said in a session, kept for its transcript."""

    attendance: Attendance
    text: str
    began_at: datetime
    ended_at: datetime


@dataclass
class Session(Stamped):
    """One live run of a meeting. Ends some time after the last peer left (``World.keep_alive``)."""

    meeting: Meeting = field(default_factory=Meeting)
    started_at: datetime = field(default_factory=now)
    ended_at: datetime | None = None
    attendance: list[Attendance] = field(default_factory=list)
    chat: list[ChatLine] = field(default_factory=list)
    spoken: list[Spoken] = field(default_factory=list)
    max_concurrent: int = 0

    @property
    def live(self) -> list[Attendance]:
        """The joins that have not left."""
        return [row for row in self.attendance if row.left_at is None]


@dataclass
class Recording(Stamped):
    """A recording and, once UPLOADED, its file. ``settings`` holds the accepted body fields of its start.

    One of voices has ``layers``, each with the prefix of its file names, and instead of the one file ``voices``;
    ``user_ids`` says whose (None: everybody's).
    """

    meeting: Meeting = field(default_factory=Meeting)
    session_id: str | None = None
    status: str = "INVOKED"
    output_file_name: str = ""
    invoked_at: datetime = field(default_factory=now)
    started_at: datetime | None = None
    stopped_at: datetime | None = None
    duration_seconds: int = 0
    file: Path | None = None
    file_size: int | None = None
    start_reason: str = "API_CALL"
    stop_reason: str | None = None
    max_seconds: int | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    layers: dict[str, str] = field(default_factory=dict)
    user_ids: list[str] | None = None
    voices: list[Path] = field(default_factory=list)


INGEST_SERVER = "rtmps://ingest.embedded.invalid:443/app/"
"""Where an encoder would send its picture; nothing listens there."""


@dataclass
class LivestreamRun:
    """One going-live of a livestream."""

    id: str = field(default_factory=new_id)
    invoked_at: datetime = field(default_factory=now)
    live_at: datetime | None = None
    stopped_at: datetime | None = None
    failed: bool = False


@dataclass
class Livestream(Stamped):
    """A livestream, of a meeting or (Dyte) of none. ``manual``: somebody's own encoder sends the picture."""

    name: str | None = None
    meeting_id: str | None = None
    stream_key: str = field(default_factory=lambda: f"sk_practice_{uuid.uuid4().hex}", repr=False)
    manual: bool = False
    runs: list[LivestreamRun] = field(default_factory=list)

    @property
    def status(self) -> str:
        """``INVOKED``, ``LIVE``, ``IDLE`` or ``ERRORED``, by the last run."""
        run = self.runs[-1] if self.runs else None
        if run is None:
            return "IDLE"
        if run.stopped_at is not None:
            return "ERRORED" if run.failed else "IDLE"
        return "LIVE" if run.live_at is not None else "INVOKED"

    @property
    def runs_now(self) -> bool:
        """Whether it was started and not stopped."""
        return bool(self.runs) and self.runs[-1].stopped_at is None


@dataclass
class Preset(Stamped):
    """A preset with its complete documents ``config``, ``permissions`` and ``ui``."""

    name: str = ""
    config: dict[str, Any] = field(default_factory=dict)
    permissions: dict[str, Any] = field(default_factory=dict)
    ui: dict[str, Any] = field(default_factory=dict)


class World:
    """Everything the service knows, with the hooks by which its parts tell each other what happened.

    The REST side calls the ``on_*`` hooks for live commands; the socket side (rooms) and the recorder set them.
    """

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.organization_id = new_id()
        self.api_key = uuid.uuid4().hex[:20]
        self.account_id = uuid.uuid4().hex
        self.app_id = new_id()
        self.api_token = uuid.uuid4().hex + uuid.uuid4().hex[:8]
        self.keep_alive = timedelta(seconds=60)
        self.meetings: dict[str, Meeting] = {}
        self.presets: dict[str, Preset] = {}
        self.sessions: dict[str, Session] = {}
        self.recordings: dict[str, Recording] = {}
        self.webhooks: dict[str, dict[str, Any]] = {}
        self.livestreams: dict[str, Livestream] = {}
        self._session_ends: dict[str, asyncio.TimerHandle] = {}
        # Set by the socket side: act on peers that are in the room now. Each returns the attendance rows it touched.
        self.kick: Callable[[Session, set[str] | None], list[Attendance]] = lambda _session, _peers: []
        self.mute: Callable[[Session, set[str] | None, bool], list[Attendance]] = lambda _s, _p, _allow: []
        self.announce_poll: Callable[[Session, dict[str, Any]], None] = lambda _session, _poll: None
        # Set by the recorder: begin and end the capture of a room; announce the change to its peers.
        self.recording_changed: Callable[[Recording], None] = lambda _recording: None
        # Set by the streamer: begin and end a livestream; tell the room of each new status.
        self.livestream_changed: Callable[[Livestream], None] = lambda _stream: None
        self.session_started: Callable[[Session], None] = lambda _session: None

    # ---- meetings and tokens
    def active_session(self, meeting_id: str) -> Session | None:
        """Return the meeting's session that has not ended, if any."""
        stored = reversed(self.sessions.values())  # a live one is among the newest
        return next((s for s in stored if s.meeting.id == meeting_id and s.ended_at is None), None)

    def preset_by_name(self, name: str) -> Preset | None:
        """Return the preset of that exact name (case matters)."""
        return next((preset for preset in self.presets.values() if preset.name == name), None)

    def issue_token(self, participant: Participant, *, lifetime: timedelta = TOKEN_LIFETIME) -> str:
        """Return a JWT-shaped token (standard base64, as the SDK uses ``atob``); nobody checks its signature."""
        claims = {
            "orgId": self.organization_id,
            "meetingId": participant.meeting_id,
            "participantId": participant.id,
            "presetId": getattr(self.preset_by_name(participant.preset_name), "id", None),
            "iat": int(time.time()),
            "exp": int((now() + lifetime).timestamp()),
            "jti": new_id(),
        }
        head = _segment({"alg": "RS256", "typ": "JWT"})
        return f"{head}.{_segment(claims)}.{_segment({'not': 'signed'})}"

    def participant_of(self, token: str) -> Participant | None:
        """Return whom a token stands for; None when malformed, expired, deleted, or the meeting is INACTIVE."""
        try:
            body = token.split(".")[1]
            claims = json.loads(base64.b64decode(body + "=" * (-len(body) % 4)))
            expires, meeting_id, participant_id = claims["exp"], claims["meetingId"], claims["participantId"]
        except (IndexError, ValueError, KeyError, TypeError):
            return None
        meeting = self.meetings.get(meeting_id)
        if meeting is None or meeting.status != "ACTIVE" or expires <= time.time():
            return None
        return meeting.participants.get(participant_id)

    # ---- sessions, driven by real joins and leaves
    def peer_joined(self, participant: Participant, peer_id: str, display_name: str) -> Attendance:
        """Note a join; opens the meeting's session if none is live."""
        meeting = self.meetings[participant.meeting_id]
        session = self.active_session(meeting.id)
        if session is None:
            session = Session(meeting=meeting)
            self.sessions[session.id] = session
        if (timer := self._session_ends.pop(session.id, None)) is not None:
            timer.cancel()
        first = not session.attendance
        row = Attendance(
            id=peer_id,
            participant_id=participant.id,
            custom_participant_id=participant.custom_participant_id,
            display_name=display_name,
            preset_name=participant.preset_name,
        )
        session.attendance.append(row)
        session.max_concurrent = max(session.max_concurrent, len(session.live))
        session.touch()
        if first:
            self.session_started(session)
        return row

    def peer_left(self, row: Attendance) -> None:
        """Note a leave; the session ends ``keep_alive`` after the last one."""
        if row.left_at is not None:
            return
        row.left_at = now()
        row.touch()
        session = next(s for s in reversed(self.sessions.values()) if row in s.attendance)
        session.touch()
        if not session.live:
            loop = asyncio.get_running_loop()
            self._session_ends[session.id] = loop.call_later(
                self.keep_alive.total_seconds(), self.end_session, session
            )

    def end_session(self, session: Session) -> None:
        """End a session now (after the keep-alive, or kick-all)."""
        if session.ended_at is None:
            session.ended_at = now()
            session.touch()
        if (timer := self._session_ends.pop(session.id, None)) is not None:
            timer.cancel()


def _segment(claims: dict[str, Any]) -> str:
    return base64.b64encode(json.dumps(claims, separators=(",", ":")).encode()).decode().rstrip("=")
