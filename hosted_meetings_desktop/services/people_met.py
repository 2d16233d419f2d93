"""Whom a plan invites for the first time is kept among the clinic's people, to be found again by a few letters."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from hosted_meetings_desktop.domain.ids import InviteeId, PersonId, new_id
from hosted_meetings_desktop.domain.meeting import Invitee, MeetingDraft
from hosted_meetings_desktop.domain.person import Person
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.services.people_doubles import is_same

_LOOKED_AT = 20


def with_people(
    lib: Library, draft: MeetingDraft, *, now: datetime, besides: Collection[InviteeId] = ()
) -> MeetingDraft:
    """Return a plan whose guests are linked to the clinic's people; who is new there is kept.

    Only who can be written to: a name alone says too little to know somebody by.

    Args:
        lib: Inside the transaction that plans.
        draft: The plan.
        now: Aware UTC.
        besides: Whose places were there before; they stay as they are.
    """
    return replace(draft, invitees=tuple(_linked(lib, each, now, besides) for each in draft.invitees))


def _linked(lib: Library, guest: Invitee, now: datetime, besides: Collection[InviteeId]) -> Invitee:
    known = guest.person_id is not None or guest.id in besides or guest.role is Role.HOST
    if known or not (guest.email or guest.phone):
        return guest
    person = Person(
        PersonId(new_id()), guest.name, guest.role, guest.email, guest.phone, guest.language, guest.zone
    ).tidied()  # fmt: skip
    if person.problems():
        return guest  # the place says what has to be mended
    rows = lib.people.page(person.email or person.phone, offset=0, limit=_LOOKED_AT).rows
    same = next((each for each in rows if is_same(each, person)), None)
    if same is None:
        lib.people.keep((person,), now=now)
    return replace(guest, person_id=(same or person).id)
