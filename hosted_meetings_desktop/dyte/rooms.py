"""Meetings, participants and tokens (FACTS section 3)."""

from __future__ import annotations

from datetime import datetime

from msgspec import UNSET

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import ParticipantId, RoomId
from hosted_meetings_desktop.domain.meeting import Region
from hosted_meetings_desktop.domain.room import Admission, Participant, RemotePage, Room, RoomPatch, RoomSpec
from hosted_meetings_desktop.dyte import wire_rooms as wired
from hosted_meetings_desktop.dyte.calls import Calls, at, written
from hosted_meetings_desktop.dyte.wire import required
from hosted_meetings_desktop.dyte.wire_bodies import ParticipantBody, ParticipantPatch, RoomBody


class Rooms(Calls):
    """``/meetings`` and ``/meetings/{id}/participants``."""

    async def list_rooms(
        self, *, page: int = 1, per_page: int = 50, search: str = "", since: datetime | None = None
    ) -> RemotePage[Room]:
        """Return a page of meetings; ``search`` looks in titles and ids, ``since`` at when they were made."""
        query = {"search": search} if search else {}
        if since is not None:
            query["start_time"] = written(since)
        return await self._read_page("/meetings", wired.ROOMS, page=page, per_page=per_page, query=query or None)

    async def get_room(self, room: RoomId) -> Room:
        """Return one meeting."""
        return await self._read(at("meetings", room), wired.RoomRow, wired.room)

    async def create_room(self, spec: RoomSpec) -> Room:
        """Make a meeting. It can never be deleted, and a second request makes a second one (FACTS section 2)."""
        return await self._do("POST", "/meetings", self._body(spec), wired.RoomRow, wired.room)

    async def patch_room(self, room: RoomId, patch: RoomPatch) -> Room:
        """Change what ``patch`` gives.

        "Nearest" is the absence of a region, and PATCH has no word for taking one away: it leaves the region alone.
        A patch without anything to send reads the meeting.
        """
        region = patch.region if self._dialect.regions else None
        body = RoomBody(
            title=UNSET if patch.title is None else patch.title,
            record_on_start=UNSET if patch.record_on_start is None else patch.record_on_start,
            preferred_region=region.value if region else UNSET,
            status=UNSET if patch.active is None else ("ACTIVE" if patch.active else "INACTIVE"),
        )
        if body == RoomBody():
            return await self.get_room(room)
        return await self._do("PATCH", at("meetings", room), body, wired.RoomRow, wired.room)

    async def replace_room(self, room: RoomId, spec: RoomSpec) -> Room:
        """Set a meeting to ``spec``; everything that ``spec`` does not have falls back to its default."""
        return await self._do("PUT", at("meetings", room), self._body(spec), wired.RoomRow, wired.room)

    def _body(self, spec: RoomSpec) -> RoomBody:
        placed = self._dialect.regions and spec.region is not Region.NEAREST
        return RoomBody(
            title=spec.title,
            record_on_start=spec.record_on_start,
            preferred_region=spec.region.value if placed else UNSET,
        )

    # ---- participants and tokens

    async def list_participants(self, room: RoomId, *, page: int = 1, per_page: int = 50) -> RemotePage[Participant]:
        """Return a page of the people added to a meeting."""
        path = at("meetings", room, "participants")
        return await self._read_page(path, wired.PARTICIPANTS, page=page, per_page=per_page)

    async def get_participant(self, room: RoomId, participant: ParticipantId) -> Participant:
        """Return one person added to a meeting."""
        path = at("meetings", room, "participants", participant)
        return await self._read(path, wired.ParticipantRow, wired.participant)

    async def add_participant(self, room: RoomId, *, name: str, preset: str, custom_id: str) -> Admission:
        """Add a person. The name is always sent: a token made without one cannot join (FACTS section 3).

        Raises:
            InputProblem: The name is empty.
            NotFound: There is no such meeting or preset.
        """
        body = ParticipantBody(name=_named(name), preset_name=preset, custom_participant_id=custom_id)
        path = at("meetings", room, "participants")
        return await self._do("POST", path, body, wired.ParticipantRow, wired.admission)

    async def patch_participant(
        self, room: RoomId, participant: ParticipantId, *, name: str | None = None, preset: str | None = None
    ) -> Admission:
        """Change a person's name or preset; returns a new token, older ones stay good."""
        body = ParticipantPatch(
            name=UNSET if name is None else _named(name), preset_name=UNSET if preset is None else preset
        )
        path = at("meetings", room, "participants", participant)
        return await self._do("PATCH", path, body, wired.ParticipantRow, wired.admission)

    async def remove_participant(self, room: RoomId, participant: ParticipantId) -> None:
        """Remove a person; all their tokens stop working."""
        await self._command("DELETE", at("meetings", room, "participants", participant))

    async def fresh_token(self, room: RoomId, participant: ParticipantId) -> str:
        """Return another token for a person, good for 100 days: a secret."""
        path = at("meetings", room, "participants", participant, "token")
        return await self._do("POST", path, None, wired.TokenAnswer, lambda row: required(row.token, "token"))


def _named(name: str) -> str:
    given = name.strip()
    if not given:
        raise InputProblem("name", "Every person in a call needs a name")
    return given
