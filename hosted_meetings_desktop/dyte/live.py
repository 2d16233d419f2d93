"""The live room: who is in it, and what may be done to it now (FACTS sections 4, 7)."""

from __future__ import annotations

from msgspec import UNSET

from hosted_meetings_desktop.domain.ids import ParticipantId, RoomId
from hosted_meetings_desktop.domain.room import Livestream, Poll, RemotePage, Touched
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.dyte import wire_reports, wire_sessions
from hosted_meetings_desktop.dyte.calls import Calls, at
from hosted_meetings_desktop.dyte.wire_bodies import Body, LivestreamBody, MuteAllBody, PeopleBody, PollBody


class LiveRooms(Calls):
    """``/meetings/{id}/active-session`` and livestreams."""

    async def active_session(self, room: RoomId) -> Session | None:
        """Return the running session, None when nobody is in the room (the provider says 404)."""
        path = at("meetings", room, "active-session")
        return await self._read_if_any(path, wire_sessions.SessionRow, wire_sessions.session)

    async def kick(self, room: RoomId, *, participants: tuple[ParticipantId, ...]) -> Touched:
        """Put people out of the room. With nobody named nothing is sent."""
        return await self._touch_people(room, "kick", participants)

    async def kick_all(self, room: RoomId) -> Touched:
        """Put everybody out, which ends the session."""
        return await self._touch(room, "kick-all", None)

    async def mute(self, room: RoomId, *, participants: tuple[ParticipantId, ...]) -> Touched:
        """Switch people's microphones off. With nobody named nothing is sent."""
        return await self._touch_people(room, "mute", participants)

    async def mute_all(self, room: RoomId, *, allow_unmute: bool = True) -> Touched:
        """Switch everybody's microphone off."""
        return await self._touch(room, "mute-all", MuteAllBody(allow_unmute=allow_unmute))

    async def _touch_people(self, room: RoomId, action: str, participants: tuple[ParticipantId, ...]) -> Touched:
        if not participants:
            return Touched(0)
        body = PeopleBody(participant_ids=list(participants), custom_participant_ids=[])
        return await self._touch(room, action, body)

    async def _touch(self, room: RoomId, action: str, body: Body | None) -> Touched:
        path = at("meetings", room, "active-session", action)
        return await self._do("POST", path, body, wire_sessions.TouchedAnswer, wire_sessions.touched)

    async def start_poll(self, room: RoomId, poll: Poll) -> None:
        """Put a question to the room."""
        body = PollBody(
            question=poll.question, options=list(poll.options), anonymous=poll.anonymous, hide_votes=poll.hide_votes
        )
        await self._command("POST", at("meetings", room, "active-session", "poll"), body)

    # ---- livestreams

    async def start_livestream(self, room: RoomId, *, name: str = "") -> Livestream:
        """Start to stream a room; ``name`` may hold letters, digits, hyphens and underscores."""
        body = LivestreamBody(name=name or UNSET)
        path = at("meetings", room, "livestreams")
        return await self._do("POST", path, body, wire_reports.LivestreamRow, wire_reports.livestream)

    async def stop_livestream(self, room: RoomId) -> None:
        """Stop to stream a room."""
        await self._command("POST", at("meetings", room, "active-livestream", "stop"))

    async def active_livestream(self, room: RoomId) -> Livestream | None:
        """Return the running livestream, None when there is none."""
        path = at("meetings", room, "active-livestream")
        return await self._read_if_any(path, wire_reports.LivestreamRow, wire_reports.livestream)

    async def list_livestreams(self, *, page: int = 1, per_page: int = 50) -> RemotePage[Livestream]:
        """Return a page of livestreams, newest first. Descending is spelled ``DSC`` here and only here."""
        query = {"sort_order": self._dialect.newest_livestreams_first}
        reader = wire_reports.LIVESTREAMS
        return await self._read_page("/livestreams", reader, page=page, per_page=per_page, query=query)

    async def get_livestream(self, livestream_id: str) -> Livestream:
        """Return one livestream."""
        path = at("livestreams", livestream_id)
        return await self._read(path, wire_reports.LivestreamRow, wire_reports.livestream, "livestream")
