"""Bringing somebody into a call that runs: invited, and their own link sent or shown at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from hosted_meetings_desktop.domain.bringing_in import NoLinkYet
from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.front_desk import BroughtIn, Contact, DeskContacts, NewGuest, Way
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, new_id
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting
from hosted_meetings_desktop.domain.message import Channel, Occasion, Postman, TextMessage
from hosted_meetings_desktop.domain.outbox import Message, MessageState, Reader
from hosted_meetings_desktop.domain.person import is_email, is_phone, phone_number
from hosted_meetings_desktop.domain.ports import Changes, Clock, Store
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.slots import Concern
from hosted_meetings_desktop.domain.visit_type import VisitType
from hosted_meetings_desktop.services.correspondence import CorrespondenceService
from hosted_meetings_desktop.services.joining import JoinService
from hosted_meetings_desktop.services.planning import PlanService, must
from hosted_meetings_desktop.services.series_plan import draft_of
from hosted_meetings_desktop.services.slot_rule import known_visit_types
from hosted_meetings_desktop.services.telling import single

_CHANNELS = {Way.EMAIL: Channel.EMAIL, Way.SMS: Channel.SMS}
MAX_TEXT = 480
"""Characters of a text message: three of the parts that phones put together."""


@dataclass(frozen=True, slots=True)
class DeskLinks:
    """Reaches people for a meeting that runs or is about to; nothing here is held back.

    Attributes:
        letters: Makes what sends messages; asked when one is to be sent.
        postman: Makes what hands text messages over; likewise.
    """

    store: Store
    plans: PlanService
    joining: JoinService
    letters: Callable[[], CorrespondenceService]
    postman: Callable[[], Postman]
    changes: Changes
    clock: Clock

    async def contacts(self, meeting_id: MeetingId) -> DeskContacts:
        """Return how the people of a meeting can be reached.

        Raises:
            AppError: the meeting is not there any more.
        """
        return await self.store.run(lambda lib: _contacts(lib, must(lib.meetings, meeting_id)))

    async def send_link(self, meeting_id: MeetingId, invitee_id: InviteeId, way: Way) -> BroughtIn:
        """Send somebody who is invited their own link now, or return it to be copied.

        Raises:
            AppError: they cannot be reached this way, the link cannot be made, or it could not be sent.
        """
        meeting, contact = await self.store.run(lambda lib: _contact(lib, meeting_id, invitee_id))
        if way is Way.COPY:
            return BroughtIn(contact.name, way, link=await self.joining.guest_link(meeting_id, invitee_id))
        address = contact.email if way is Way.EMAIL else contact.phone
        if not address or (way is Way.SMS and not is_phone(address)):
            what = "e-mail address" if way is Way.EMAIL else "mobile number"
            raise AppError(f"No {what} of {contact.name} is known", "Copy the link, or enter it first.")
        message = await self.store.run(lambda lib: self._message(lib, meeting, contact, _CHANNELS[way], address))
        await self.letters().send_now(message)
        return BroughtIn(contact.name, way, address)

    async def bring_in(self, meeting_id: MeetingId, guest: NewGuest, way: Way) -> BroughtIn:
        """Invite somebody to a meeting and send them their own link now.

        In a series that shares one room they are invited to all of it, as everybody is there.

        Raises:
            InputProblem: for the field to mend; nobody was invited.
            NoLinkYet: they are invited, but the link could not be sent.
            AppError: the meeting could not be changed; nobody was invited.
        """
        _check(guest, way)
        meeting, types = await self.store.run(lambda lib: (must(lib.meetings, meeting_id), known_visit_types(lib)))
        person = _invitee(guest, next((each for each in types if each.id == meeting.visit_type), types[0]))
        draft = draft_of(meeting)
        draft = replace(draft, invitees=(*draft.invitees, person))
        # The time stands already, whatever is wrong with it.
        planned = await self.plans.change(meeting_id, draft, accepted=frozenset(Concern))
        try:
            sent = await self.send_link(meeting_id, person.id, way)
        except AppError as error:
            raise NoLinkYet(person.name, person.id, planned.undo, error) from error
        return replace(sent, undo=planned.undo)

    async def send_text(self, meeting_id: MeetingId, invitee_id: InviteeId, words: str) -> str:
        """Send somebody a text message now; it is not kept. Returns to which number.

        Raises:
            InputProblem: for the field to mend.
            AppError: text messages are not set up, no number is known, or it could not be sent.
        """
        text = words.strip()
        if not text:
            raise InputProblem("text", "The message is empty")
        if len(text) > MAX_TEXT:
            raise InputProblem("text", f"A message can have up to {MAX_TEXT} characters")
        _meeting, contact = await self.store.run(lambda lib: _contact(lib, meeting_id, invitee_id))
        gateway = (await self.store.run(lambda lib: lib.outbox.settings())).gateway
        if gateway is None:
            raise AppError("Text messages are not set up", "Enter the provider in Settings, or call the person.")
        if not is_phone(contact.phone):
            raise AppError(f"No mobile number of {contact.name} is known", "Call them, or enter the number first.")
        await self.postman().text(gateway, TextMessage(new_id(), contact.phone, text), _at_once)
        return contact.phone

    def _message(self, lib: Library, meeting: Meeting, contact: Contact, channel: Channel, address: str) -> str:
        """Return the message to send: the invitation that waits for this person already, or a reminder of its own.

        A reminder has the link and nothing for a calendar, and leaves what the person is known to know as it is.
        """
        plan_id, now = meeting.series_id or meeting.id, self.clock()
        for waiting in lib.outbox.open_of(plan_id):
            mine = (waiting.reader.channel, waiting.reader.address) == (channel, address)
            if mine and waiting.state is MessageState.WAITING and waiting.occasion is Occasion.INVITATION:
                return waiting.id
        invited = next(each for each in meeting.invitees if each.id == contact.invitee)
        reader = Reader(invited.id, invited.name, channel, address, invited.language, invited.zone)
        message = Message(
            id=new_id(), plan_id=plan_id, meeting_id=meeting.id, reader=reader, occasion=Occasion.REMINDER,
            state=MessageState.WAITING, due_at=now, created_at=now, sequence=0, says=single(meeting),
        )  # fmt: skip
        lib.outbox.keep(message)
        return message.id


async def _at_once() -> None:
    """Nothing has to be written down before: what is not kept is not sent again."""


def _contacts(lib: Library, meeting: Meeting) -> DeskContacts:
    settings = lib.outbox.settings()
    people = []
    for each in meeting.invitees:
        known = lib.people.get(each.person_id) if each.person_id is not None else None
        phone = each.phone or (known.phone if known else "")
        email = each.email or (known.email if known else "")
        people.append(Contact(each.id, each.name, each.role, phone=phone, email=email))
    return DeskContacts(
        tuple(people),
        can_mail=settings.can_send(Channel.EMAIL),
        can_text=settings.can_send(Channel.SMS),
        told=meeting.invites,
    )


def _contact(lib: Library, meeting_id: MeetingId, invitee_id: InviteeId) -> tuple[Meeting, Contact]:
    meeting = must(lib.meetings, meeting_id)
    found = next((each for each in _contacts(lib, meeting).people if each.invitee == invitee_id), None)
    if found is None:
        raise AppError("This person is no longer invited", "Nothing was sent. The list is up to date.")
    return meeting, found


def _check(guest: NewGuest, way: Way) -> None:
    if not guest.name.strip():
        raise InputProblem("name", "Everybody in a call needs a name")
    if (way is Way.EMAIL or guest.email.strip()) and not is_email(guest.email.strip()):
        raise InputProblem("email", "This is not a whole e-mail address")
    if way is Way.SMS and not is_phone(phone_number(guest.phone.strip())):
        raise InputProblem("phone", "Write the number with its country: +44 7700 900123")


def _invitee(guest: NewGuest, kind: VisitType) -> Invitee:
    return Invitee(
        InviteeId(new_id()),
        guest.name.strip(),
        guest.role,
        kind.preset(guest.role),
        guest.email.strip(),
        phone=phone_number(guest.phone.strip()),
        language=guest.language,
    )
