"""Joining: a participant found or added, a fresh token, a ticket for the call window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import anyio

from hosted_meetings_desktop.domain.account import Embedded, Provider
from hosted_meetings_desktop.domain.call import CallTicket, Kit
from hosted_meetings_desktop.domain.errors import AppError, NotFound, StrangeAnswer
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId, RoomId, new_id
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting, SyncState
from hosted_meetings_desktop.domain.ports import Bots, Clock, GuestPage, Store, SyncEngine, VideoService
from hosted_meetings_desktop.domain.preset import USUAL_PRESETS, Role
from hosted_meetings_desktop.domain.repositories import Library

_NOT_READY = (
    "The meeting is kept, but its room is not made yet, so nobody can join. Check the connection, then try again."
)
_KITS = {Provider.DYTE: Kit.DYTE, Provider.REALTIMEKIT: Kit.REALTIMEKIT}


@dataclass(frozen=True, slots=True)
class JoinService:
    """Lets people into a meeting's room.

    Attributes:
        embedded: Where the embedded service runs, known once it answers; None with a real account.
        bots: The practice patient; None with a real account.
    """

    store: Store
    service: VideoService
    engine: SyncEngine
    provider: Provider
    guest_page: GuestPage
    clock: Clock
    embedded: Callable[[], Embedded | None] = lambda: None
    bots: Bots | None = None

    async def ticket(self, meeting_id: MeetingId, invitee_id: InviteeId | None = None) -> CallTicket:
        """Return what lets one person in: the host (``invitee_id`` None) or somebody invited.

        Raises:
            AppError: the meeting is cancelled, not sent yet and the provider cannot be reached, or was refused; or
                this copy cannot carry a practice call.
        """
        meeting, person = await self._ready(meeting_id, invitee_id)
        room, participant = _ids(meeting, person)
        try:
            token = await self.service.fresh_token(room, participant)
        except NotFound:
            # Removed on the provider's dashboard: the sync engine adds the person again, once.
            await self.store.run(lambda lib: lib.sync.note_participant_gone(person.id))
            meeting, person = await self._ready(meeting_id, person.id)
            room, participant = _ids(meeting, person)
            token = await self.service.fresh_token(room, participant)
        return self.ticket_with(token, meeting, person.name)

    def ticket_with(self, token: str, meeting: Meeting, name: str) -> CallTicket:
        """Return the ticket of somebody who has a token for a meeting's room already.

        Raises:
            AppError: this copy cannot carry a practice call.
        """
        embedded = self.embedded()
        if embedded is not None and not embedded.media:
            raise AppError(
                "This copy of the app has no practice calls",
                "Planning, searching and lists can be practised. For calls, install the app with its extra "
                "“practice”, or connect your clinic's account.",
            )
        return CallTicket(
            meeting_title=meeting.title,
            display_name=name,
            kit=_KITS[self.provider],
            token=token,
            base_uri=embedded.base_uri if embedded else None,
            edge_url=embedded.edge_url if embedded else None,
        )

    async def with_room(self, meeting_id: MeetingId) -> tuple[Meeting, RoomId]:
        """Return a meeting that has its room, and the room; made now where it had none.

        Raises:
            AppError: as ``ticket``.
        """
        meeting, _host = await self._ready(meeting_id, None)
        if meeting.room_id is None:
            raise NotFound("The meeting's room")
        return meeting, meeting.room_id

    async def guest_link(self, meeting_id: MeetingId, invitee_id: InviteeId) -> str:
        """Return somebody's own link: the clinic's guest page with the token in the fragment, which is never sent.

        Raises:
            AppError: as ``ticket``, or no guest page is set.
        """
        from hosted_meetings_desktop.domain.guest_link import GuestLink  # not needed for the first list
        from hosted_meetings_desktop.domain.person import is_language
        from hosted_meetings_desktop.services.consents import link_question

        # In practice mode the first link starts the page's server, which reads its files.
        address = await anyio.to_thread.run_sync(self.guest_page.address)
        if not address:
            raise AppError(
                "No guest page is set yet",
                "Enter its address in Settings, Guest page. Then links can be copied.",
            )
        ticket = await self.ticket(meeting_id, invitee_id)
        meeting, person = await self._chosen(meeting_id, invitee_id)
        question = await self.store.run(lambda lib: link_question(lib, meeting, invitee_id))
        try:
            link = GuestLink(
                page=address,
                kit=ticket.kit,
                token=ticket.token,
                start=None if meeting.made_elsewhere else meeting.schedule.starts_at,
                minutes=max(1, round(meeting.schedule.duration / timedelta(minutes=1))),
                language=person.language if is_language(person.language) else None,
                title=meeting.public_title,
                consent=question,
                base_uri=ticket.base_uri,
                edge_url=ticket.edge_url,
            )
        except ValueError as error:
            raise StrangeAnswer(details=str(error)) from error
        return link.address()

    async def first_guest(self, meeting_id: MeetingId) -> tuple[str, str, int]:
        """Return the name and the link of who comes first, patients before others, and how many more there are.

        Raises:
            AppError: as ``guest_link``, or nobody is invited.
        """
        meeting = await self.store.run(lambda lib: lib.meetings.get(meeting_id))
        guests = [each for each in meeting.invitees if each.role is not Role.HOST] if meeting else []
        if not guests:
            raise AppError(
                "Nobody is invited to this meeting yet", "Edit it and add who comes. Then their link can be copied."
            )
        first = min(guests, key=lambda each: each.role is not Role.PATIENT)
        return first.name, await self.guest_link(meeting_id, first.id), len(guests) - 1

    async def roles(self, meeting_id: MeetingId) -> Mapping[str, Role]:
        """Return what each participant of a meeting is to it, by the provider's participant id."""
        meeting = await self.store.run(lambda lib: lib.meetings.get(meeting_id))
        invited = meeting.invitees if meeting is not None else ()
        return {each.participant_id: each.role for each in invited if each.participant_id is not None}

    async def invite_practice_patient(self, meeting_id: MeetingId) -> None:
        """Let the practice patient into the room (practice mode only).

        Raises:
            AppError: with a real account, or when the embedded service does not answer.
        """
        if self.bots is None:
            raise AppError("The practice patient only comes in practice mode")
        _meeting, room = await self.with_room(meeting_id)
        await self.bots.invite(room)

    async def _ready(self, meeting_id: MeetingId, invitee_id: InviteeId | None) -> tuple[Meeting, Invitee]:
        meeting, person = await self._chosen(meeting_id, invitee_id)
        if meeting.cancelled:
            raise _cancelled()
        if meeting.sync is SyncState.SYNCED and meeting.room_id and person.participant_id:
            return meeting, person
        try:
            await self.engine.settle(meeting_id)
        except AppError as error:
            meeting, person = await self._chosen(meeting_id, person.id)
            if not (meeting.room_id and person.participant_id):
                if error.retryable:
                    raise error.with_advice(_NOT_READY) from error
                raise
            # What stands in the way concerns somebody or something else: this person can join all the same.
            return meeting, person
        return await self._chosen(meeting_id, person.id)

    async def _chosen(self, meeting_id: MeetingId, invitee_id: InviteeId | None) -> tuple[Meeting, Invitee]:
        return await self.store.run(lambda lib: _choose(lib, meeting_id, invitee_id, self.clock()))


def _choose(
    lib: Library, meeting_id: MeetingId, invitee_id: InviteeId | None, now: datetime
) -> tuple[Meeting, Invitee]:
    """Return the meeting and whom the ticket is for; a host who is not among the invited is added as one."""
    meeting = lib.meetings.get(meeting_id)
    if meeting is None:
        raise AppError("This meeting is not in your list any more", "It was removed meanwhile.")
    for person in meeting.invitees:
        if person.id == invitee_id or (invitee_id is None and person.role is Role.HOST):
            return meeting, person
    if invitee_id is not None:
        raise AppError("This person is no longer invited", "Invite them again to give them a link.")
    if meeting.cancelled:
        raise _cancelled()
    host = Invitee(InviteeId(new_id()), meeting.host or "Host", Role.HOST, _host_preset(lib))
    return lib.meetings.add_invitee(meeting_id, host, now=now), host


def _cancelled() -> AppError:
    return AppError("This meeting is cancelled", "Restore it first, then join.")


def _host_preset(lib: Library) -> str:
    names = lib.presets.names()
    usual = USUAL_PRESETS[Role.HOST]
    return usual if usual in names or not names else next((name for name in names if "host" in name), names[0])


def _ids(meeting: Meeting, person: Invitee) -> tuple[RoomId, ParticipantId]:
    if meeting.room_id is None or person.participant_id is None:
        raise NotFound("The meeting's room")
    return meeting.room_id, person.participant_id
