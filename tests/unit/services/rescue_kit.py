"""A rescue over a real store and a real folder, with a provider and a network that do as they are told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio.to_thread

from hosted_meetings_desktop.archive.places import place_maker
from hosted_meetings_desktop.archive.readable import readable
from hosted_meetings_desktop.domain.archive import ArchiveItem, Progress
from hosted_meetings_desktop.domain.errors import NotFound
from hosted_meetings_desktop.domain.ids import RecordingId, RoomId, SessionId
from hosted_meetings_desktop.domain.recording import Recording, RecordingFile, RecordingStatus
from hosted_meetings_desktop.domain.room import ExportLink
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.domain.vault import Intake
from hosted_meetings_desktop.services.rescue import RescueService
from hosted_meetings_desktop.services.rescue_item import ItemRescue
from hosted_meetings_desktop.services.rescue_vaults import Vaults
from hosted_meetings_desktop.store.database import Database
from tests.unit.archive.vault_kit import KEY, mp4
from tests.unit.conftest import Heard
from tests.unit.fake_service import START, Ticking

FILM = mp4(b"what was said" * 30_000)


@dataclass
class Provider:
    """What of ``VideoService`` the rescue asks; what is not there raises ``NotFound``."""

    recordings: dict[str, Recording] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    trouble: Exception | None = None

    async def get_recording(self, recording: RecordingId) -> Recording:
        self.asked.append(recording)
        if self.trouble is not None:
            raise self.trouble
        if recording not in self.recordings:
            raise NotFound("The recording")
        return self.recordings[recording]

    async def session_transcript(self, session: SessionId) -> ExportLink:
        return self._text(session, "transcript")

    async def session_chat(self, session: SessionId) -> ExportLink:
        return self._text(session, "chat")

    async def session_summary(self, session: SessionId) -> ExportLink:
        return self._text(session, "summary")

    def _text(self, session: str, what: str) -> ExportLink:
        self.asked.append(what)
        if self.trouble is not None:
            raise self.trouble
        if (session, what) not in self.texts:
            raise NotFound(f"The {what}")
        return ExportLink(self.texts[session, what])


@dataclass
class Network:
    """Implements ``SealedFetcher``: what lies at which address, and what goes wrong there."""

    files: dict[str, bytes] = field(default_factory=dict)
    troubles: dict[str, list[Exception]] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    hold: anyio.Event | None = None

    async def fetch_sealed(
        self,
        url: str,
        intake: Callable[[], Intake],
        *,
        expected_size: int | None,
        progress: Progress,
        pace: Callable[[int], Awaitable[None]],
    ) -> str:
        self.fetched.append(url)
        if self.troubles.get(url):
            raise self.troubles[url].pop(0)
        data = self.files[url]
        taken = await anyio.to_thread.run_sync(intake)
        try:
            taken.begin(len(data), '"v1"')
            taken.write(data[taken.size : len(data) // 2])
            progress(len(data) // 2, len(data))
            await pace(len(data) // 2)
            if self.hold is not None:
                await self.hold.wait()
            taken.write(data[taken.size :])
            return taken.finish()
        finally:
            taken.close()


class Rig:
    """All of it."""

    def __init__(self, store: Database, folder: Path, clock: Ticking, changes: Heard) -> None:
        self.store, self.clock, self.changes = store, clock, changes
        self.provider, self.network = Provider(), Network()
        self.archive = folder / "archive"
        self.slept: list[float] = []
        self.in_call = False
        make = place_maker(lambda: KEY, self.archive, folder / "staging")
        self.vaults = Vaults(store, changes, make)
        self.own: dict[str, bytes] = {}
        self.item = ItemRescue(
            store, self.provider, self.network, self.vaults, readable, lambda _bucket: OwnFiles(self.own), clock  # type: ignore[arg-type]
        )  # fmt: skip
        self.service = RescueService(store, self.item, changes, clock, in_call=lambda: self.in_call)

    def film(self, name: str = "film", data: bytes = FILM, days: float = 7, **more: Any) -> Recording:
        """Let the provider have a recording, and the store know of it."""
        url = f"https://storage.example/{name}?signature=s3cret"
        self.network.files[url] = data
        file = RecordingFile(url, START + _days(days))
        facts = {"size": len(data), "files": (file,), "status": RecordingStatus.UPLOADED, "file_name": f"{name}.mp4"}
        made = Recording(RecordingId(name), RoomId("room"), "Visit", invoked_at=START, **facts | more)
        self.provider.recordings[name] = made
        self.store.run_now(lambda lib: lib.recordings.note(made, now=START))
        return made

    def session(self, name: str = "session") -> None:
        made = Session(SessionId(name), RoomId("room"), "Visit", START - _days(0.1), START, 0, 2)
        self.store.run_now(lambda lib: lib.sessions.note(made, now=START))

    def one(self, name: str = "film") -> ArchiveItem:
        found: tuple[ArchiveItem, ...] = self.store.run_now(lambda lib: lib.archive.of_recording(RecordingId(name)))
        return found[0]

    def texts(self, name: str = "session") -> dict[str, ArchiveItem]:
        found = self.store.run_now(lambda lib: lib.archive.of_session(SessionId(name)))
        return {each.kind.value: each for each in found}


class OwnFiles:
    """Implements ``OwnStorage`` in memory."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = files

    def find(self, file_name: str) -> str | None:
        return file_name if file_name in self._files else None

    def look(self) -> None:
        pass

    def content(self, place: str) -> Any:
        from tests.unit.archive.vault_kit import Bytes

        return Bytes(self._files[place])


def _days(number: float) -> Any:
    from datetime import timedelta

    return timedelta(days=number)
