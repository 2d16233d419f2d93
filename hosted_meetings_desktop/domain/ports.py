"""The Protocols through which siblings meet; ``bootstrap`` wires them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from hosted_meetings_desktop.domain.account import ConnectionCheck, Credentials, Provider
from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.ids import AccountId, MeetingId, ParticipantId, RecordingId, RoomId, SessionId
from hosted_meetings_desktop.domain.live import Progress, Standing
from hosted_meetings_desktop.domain.preset import Preset
from hosted_meetings_desktop.domain.recording import Recording
from hosted_meetings_desktop.domain.repositories import Library, MeetingReader
from hosted_meetings_desktop.domain.room import (
    Admission,
    ExportLink,
    Livestream,
    Participant,
    Poll,
    PresetDetails,
    RemotePage,
    Room,
    RoomPatch,
    RoomSpec,
    Touched,
    Webhook,
)
from hosted_meetings_desktop.domain.safekeeping import Backup, Reason, Upgrade
from hosted_meetings_desktop.domain.session import Session

T = TypeVar("T")


class Clock(Protocol):
    """Tells the time, so that tests can set it."""

    def __call__(self) -> datetime:
        """Return now, aware UTC."""
        ...


class VideoService(Protocol):
    """The provider, whichever it is. Every method raises the errors of ``domain.errors`` and nothing else.

    Deeds (create, add, start, kick, ...) are never repeated by the client: when the outcome is unknown they raise
    ``AnswerLost`` or ``ServiceFault`` and the caller looks before it sends again. Reads are retried with jitter.
    """

    @property
    def provider(self) -> Provider:
        """Whose service this is."""
        ...

    async def check(self) -> ConnectionCheck:
        """Prove that the credentials work."""
        ...

    # ---- rooms
    async def list_rooms(
        self, *, page: int = 1, per_page: int = 50, search: str = "", since: datetime | None = None
    ) -> RemotePage[Room]: ...
    async def get_room(self, room: RoomId) -> Room: ...
    async def create_room(self, spec: RoomSpec) -> Room: ...
    async def patch_room(self, room: RoomId, patch: RoomPatch) -> Room: ...
    async def replace_room(self, room: RoomId, spec: RoomSpec) -> Room: ...

    # ---- participants and tokens
    async def list_participants(
        self, room: RoomId, *, page: int = 1, per_page: int = 50
    ) -> RemotePage[Participant]: ...
    async def get_participant(self, room: RoomId, participant: ParticipantId) -> Participant: ...
    async def add_participant(self, room: RoomId, *, name: str, preset: str, custom_id: str) -> Admission: ...
    async def patch_participant(
        self, room: RoomId, participant: ParticipantId, *, name: str | None = None, preset: str | None = None
    ) -> Admission: ...
    async def remove_participant(self, room: RoomId, participant: ParticipantId) -> None: ...
    async def fresh_token(self, room: RoomId, participant: ParticipantId) -> str: ...

    # ---- presets
    async def list_presets(self, *, page: int = 1, per_page: int = 50) -> RemotePage[Preset]: ...
    async def get_preset(self, preset_id: str) -> PresetDetails: ...
    async def create_preset(self, preset: PresetDetails) -> PresetDetails: ...
    async def patch_preset(self, preset: PresetDetails) -> PresetDetails: ...
    async def delete_preset(self, preset_id: str) -> None: ...

    # ---- the live room
    async def active_session(self, room: RoomId) -> Session | None: ...
    async def kick(self, room: RoomId, *, participants: tuple[ParticipantId, ...]) -> Touched: ...
    async def kick_all(self, room: RoomId) -> Touched: ...
    async def mute(self, room: RoomId, *, participants: tuple[ParticipantId, ...]) -> Touched: ...
    async def mute_all(self, room: RoomId, *, allow_unmute: bool = True) -> Touched: ...
    async def start_poll(self, room: RoomId, poll: Poll) -> None: ...

    # ---- sessions
    async def list_sessions(
        self,
        *,
        page: int = 1,
        per_page: int = 50,
        room: RoomId | None = None,
        live: bool | None = None,
        since: datetime | None = None,
        newest_first: bool = True,
    ) -> RemotePage[Session]: ...
    async def get_session(self, session: SessionId) -> Session: ...
    async def session_participants(
        self, session: SessionId, *, page: int = 1, per_page: int = 50
    ) -> RemotePage[Presence]: ...
    async def session_chat(self, session: SessionId) -> ExportLink: ...
    async def session_transcript(self, session: SessionId) -> ExportLink: ...
    async def session_summary(self, session: SessionId) -> ExportLink: ...
    async def make_summary(self, session: SessionId) -> None: ...

    # ---- recordings
    async def list_recordings(
        self, *, page: int = 1, per_page: int = 50, room: RoomId | None = None, newest_first: bool = True
    ) -> RemotePage[Recording]: ...
    async def get_recording(self, recording: RecordingId) -> Recording: ...
    async def start_recording(self, room: RoomId, *, max_seconds: int | None = None) -> Recording: ...
    async def start_track_recording(self, room: RoomId, user_ids: tuple[str, ...]) -> Recording: ...
    async def stop_recording(self, recording: RecordingId) -> Recording: ...
    async def pause_recording(self, recording: RecordingId) -> Recording: ...
    async def resume_recording(self, recording: RecordingId) -> Recording: ...
    async def active_recording(self, room: RoomId) -> Recording | None: ...

    # ---- livestreams and webhooks
    async def start_livestream(self, room: RoomId, *, name: str = "") -> Livestream: ...
    async def stop_livestream(self, room: RoomId) -> None: ...
    async def active_livestream(self, room: RoomId) -> Livestream | None: ...
    async def list_livestreams(self, *, page: int = 1, per_page: int = 50) -> RemotePage[Livestream]: ...
    async def get_livestream(self, livestream_id: str) -> Livestream: ...
    async def list_webhooks(self) -> tuple[Webhook, ...]: ...
    async def get_webhook(self, webhook_id: str) -> Webhook: ...
    async def add_webhook(self, webhook: Webhook) -> Webhook: ...
    async def patch_webhook(self, webhook: Webhook) -> Webhook: ...
    async def remove_webhook(self, webhook_id: str) -> None: ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...


class Connector(Protocol):
    """Makes a client for given credentials."""

    def __call__(self, credentials: Credentials) -> VideoService:
        """Return a client; nothing is sent yet."""
        ...


class Bots(Protocol):
    """The practice patient of the embedded service."""

    async def invite(self, room: RoomId) -> None:
        """Let the practice patient into a room.

        Raises:
            AppError: the embedded service does not answer.
        """
        ...


class GuestPage(Protocol):
    """Where guests join in a browser."""

    def address(self) -> str:
        """Return the page's address, empty when none is set."""
        ...


class Secrets(Protocol):
    """The OS keyring, or memory where there is none."""

    @property
    def lasting(self) -> bool:
        """Whether secrets outlive this run."""
        ...

    def credentials(self, account: AccountId) -> Credentials | None: ...
    def keep_credentials(self, account: AccountId, credentials: Credentials) -> None: ...
    def store_key(self, account: AccountId) -> bytes | None: ...
    def keep_store_key(self, account: AccountId, key: bytes) -> None: ...
    def ledger_end(self, account: AccountId) -> str | None: ...
    def keep_ledger_end(self, account: AccountId, text: str) -> None: ...
    def forget(self, account: AccountId) -> None: ...


class Store(Protocol):
    """Runs one piece of database work in one transaction, in the store's own thread."""

    async def run(self, work: Callable[[Library], T]) -> T:
        """Run ``work`` and return its result; all of it is kept or nothing."""
        ...

    async def read(self, look: Callable[[MeetingReader], T]) -> T:
        """Return what ``look`` finds among the meetings; the way of the first list, which nothing may hold up."""
        ...


class StoreCopies(Protocol):
    """Copies of the store, its health, and the ways out when it cannot be opened. All raise ``StoreProblem``."""

    @property
    def upgrade(self) -> Upgrade | None: ...

    async def back_up(self, reason: Reason, now: datetime) -> Backup: ...
    async def backups(self) -> tuple[Backup, ...]: ...
    async def put_back(self, backup: Backup, now: datetime) -> None: ...
    async def set_aside(self, now: datetime) -> None: ...
    async def check(self) -> None: ...

    async def look_into(self, backup: Backup, look: Callable[[Library], T]) -> T:
        """Return what ``look`` finds in a copy, which it may only read."""
        ...


class Changes(Protocol):
    """Says what changed, so that panes reload themselves."""

    def publish(self, *topics: str) -> None:
        """Tell every listener that ``topics`` ("meetings", "sessions", "recordings", "sync", ...) changed."""
        ...


@dataclass(frozen=True, slots=True)
class EngineState:
    """What the sync engine knows of the connection; see ``domain.live.SyncStatus``."""

    standing: Standing = Standing.UNKNOWN
    since: datetime | None = None
    refreshed_at: datetime | None = None
    problem: str = ""
    retry_at: datetime | None = None
    progress: Progress | None = None
    paused: bool = False


class SyncEngine(Protocol):
    """Keeps the provider and the store alike, in the background."""

    def state(self) -> EngineState:
        """Return what is known of the connection now."""
        ...

    def nudge(self) -> None:
        """Say that something waits to be sent; returns at once. Safe from any task of the loop."""
        ...

    async def settle(self, meeting: MeetingId) -> None:
        """Make the provider agree with one meeting now.

        Raises:
            AppError: what stands in the way; it stays waiting.
        """
        ...

    async def refresh_now(self) -> None:
        """Send what waits and read the lists again.

        Raises:
            AppError: what stands in the way.
        """
        ...

    async def pause_import(self, *, paused: bool) -> None:
        """Stop reading what the account holds already, or go on with it."""
        ...
