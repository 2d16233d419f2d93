"""A running simulator and a caller that speaks its REST in either dialect."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from hosted_meetings_desktop.simulator.rest.service import Service
from hosted_meetings_desktop.simulator.server import running
from hosted_meetings_desktop.simulator.world import Attendance, Meeting, Participant, Session, World


@dataclass
class Answer:
    status: int
    body: Any
    headers: dict[str, str]

    @property
    def data(self) -> Any:
        assert self.body["success"] is True, self.body
        return self.body["data"]

    @property
    def message(self) -> str:
        assert self.body["success"] is False, self.body
        assert self.body["error"]["code"] == self.status
        return str(self.body["error"]["message"])


@dataclass
class Api:
    """Speaks one dialect; every request goes over a socket."""

    origin: str
    service: Service
    http: aiohttp.ClientSession
    dialect: str = "dyte"
    authorization: str | None = None

    @property
    def world(self) -> World:
        return self.service.world

    @property
    def base(self) -> str:
        world = self.world
        if self.dialect == "dyte":
            return f"{self.origin}/v2"
        return f"{self.origin}/client/v4/accounts/{world.account_id}/realtime/kit/{world.app_id}"

    def credentials(self) -> str:
        world = self.world
        if self.dialect == "dyte":
            return "Basic " + base64.b64encode(f"{world.organization_id}:{world.api_key}".encode()).decode()
        return f"Bearer {world.api_token}"

    async def __call__(self, method: str, path: str, body: Any = None, **query: str) -> Answer:
        headers = {"Authorization": self.authorization or self.credentials(), "Content-Type": "application/json"}
        data = body if body is None or isinstance(body, bytes) else json.dumps(body)
        url = path if path.startswith("http") else self.base + path
        async with self.http.request(method, url, data=data, params=query, headers=headers) as found:
            text = await found.read()
            is_json = found.content_type == "application/json" and text
            parsed = await found.json() if is_json else text.decode()
            return Answer(found.status, parsed, {name.lower(): value for name, value in found.headers.items()})

    async def control(self, method: str, path: str, body: Any = None, **query: str) -> Answer:
        return await self(method, f"{self.origin}/control{path}", body, **query)

    def other(self) -> Api:
        """Return a caller of the same world in the other dialect."""
        dialect = "realtimekit" if self.dialect == "dyte" else "dyte"
        return Api(self.origin, self.service, self.http, dialect)

    async def meeting(self, **fields: Any) -> str:
        return str((await self("POST", "/meetings", {"title": "Consultation"} | fields)).data["id"])

    async def participant(self, meeting_id: str, **fields: Any) -> Any:
        body = {"name": "Ann", "preset_name": "group_call_host", "custom_participant_id": "c1"} | fields
        return (await self("POST", f"/meetings/{meeting_id}/participants", body)).data

    def join(self, meeting_id: str, participant_id: str, peer_id: str) -> tuple[Session, Attendance]:
        """Let somebody be there without a socket."""
        meeting: Meeting = self.world.meetings[meeting_id]
        participant: Participant = meeting.participants[participant_id]
        row = self.world.peer_joined(participant, peer_id, participant.name or "")
        session = self.world.active_session(meeting_id)
        assert session is not None
        return session, row


@pytest.fixture
async def dyte(tmp_path: Path) -> AsyncIterator[Api]:
    async with running(World(tmp_path)) as (origin, service), aiohttp.ClientSession() as http:
        yield Api(origin, service, http)


@pytest.fixture(params=["dyte", "realtimekit"])
async def api(request: pytest.FixtureRequest, dyte: Api) -> Api:
    """The same in each dialect."""
    dyte.dialect = request.param
    return dyte


@pytest.fixture
async def realtimekit(dyte: Api) -> Api:
    return dyte.other()
