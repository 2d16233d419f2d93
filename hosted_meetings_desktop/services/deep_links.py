"""Finds the meeting that a link names, and makes the link that names a meeting."""

from __future__ import annotations

from dataclasses import dataclass

from hosted_meetings_desktop.domain.deep_link import DeepLink, Linked, LinkState, is_link_id
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import AccountId, MeetingId, RoomId
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.ports import Store, SyncEngine
from hosted_meetings_desktop.domain.repositories import MeetingReader


@dataclass(frozen=True, slots=True)
class DeepLinkService:
    """Looks in this account's list and nowhere else: following a link by itself sends nothing.

    Attributes:
        account: Whose list it is.
    """

    store: Store
    engine: SyncEngine
    account: AccountId

    async def look(self, link: DeepLink) -> Linked:
        """Return what a link leads to.

        Raises:
            StoreProblem: the store cannot be opened.
        """
        return await self.store.read(lambda reader: self._find(reader, link))

    async def look_again(self, link: DeepLink) -> Linked:
        """Read the provider's lists, as a person asked for it, and look then.

        Raises:
            AppError: what stands in the way.
        """
        await self.engine.refresh_now()
        return await self.look(link)

    async def link_to(self, meeting_id: MeetingId) -> str:
        """Return a link that opens a meeting in the app, also on the PC of a colleague with the same account.

        Raises:
            AppError: the meeting is not there any more.
        """
        meeting = await self.store.read(lambda reader: reader.get(meeting_id))
        if meeting is None or not is_link_id(meeting_id):
            raise AppError("This meeting is not in your list any more", "Nothing was copied.")
        room = meeting.room_id or ""
        return DeepLink(meeting_id, room if is_link_id(room) else "", self.account).address()

    def _find(self, reader: MeetingReader, link: DeepLink) -> Linked:
        if link.account and link.account != self.account:
            return Linked(LinkState.OTHER_ACCOUNT)
        found = _meeting(reader, link)
        if found is not None:
            return Linked(LinkState.CANCELLED if found.cancelled else LinkState.FOUND, found)
        return Linked(LinkState.GONE if link.account else LinkState.UNKNOWN)


def _meeting(reader: MeetingReader, link: DeepLink) -> Meeting | None:
    """Return the meeting by our id, else by its room; of a series in one room, the one nearest to now."""
    if (own := reader.get(MeetingId(link.id))) is not None:
        return own
    rooms = [link.room, link.id] if link.room else [link.id]
    return next((found for room in rooms if (found := reader.by_room(RoomId(room))) is not None), None)
