"""What is needed to open a call, and what can go wrong in one."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kit(StrEnum):
    """The UI kit that runs the call: the account's provider chooses."""

    REALTIMEKIT = "realtimekit"
    DYTE = "dyte"


@dataclass(frozen=True, slots=True)
class CallTicket:
    """What lets one person into one room, once.

    Attributes:
        meeting_title: What the window is called; the meeting's title as the host planned it.
        display_name: The person's own name as the others see it.
        kit: Which provider's UI kit opens the room.
        token: The participant's token: a secret, valid for 100 days.
        base_uri: The provider's domain where it is not the kit's own (the embedded Dyte's ``embedded.invalid``).
        edge_url: Where the embedded Dyte listens, as ``http://127.0.0.1:PORT/edge``; None for the real service.
        audio: Whether the microphone starts switched on.
        video: Whether the camera starts switched on.
        show_setup: Whether the person checks camera and microphone before joining.
        presence: Whether the front desk only stands by in the room: no picture, no sound, nothing but admitting.
    """

    meeting_title: str
    display_name: str
    kit: Kit
    token: str = field(repr=False)
    base_uri: str | None = None
    edge_url: str | None = None
    audio: bool = True
    video: bool = True
    show_setup: bool = True
    presence: bool = False


@dataclass(frozen=True, slots=True)
class CallPerson:
    """Somebody in a room, or waiting to be let in, as the provider's SDK names them.

    Attributes:
        id: The participant's id at the provider; two windows of one participant have the same.
        name: As the others see it.
        preset: The name of the participant's preset; empty where the SDK does not say.
    """

    id: str
    name: str
    preset: str = ""


@dataclass(frozen=True, slots=True)
class WayOut:
    """What is left when a call cannot be had in the app.

    Attributes:
        browser: Whether the program can open the same meeting in the system's browser.
        phone: What is said about joining by telephone; empty where the clinic has no such number.
    """

    browser: bool = False
    phone: str = ""


class TroubleKind(StrEnum):
    """Why a call is not running; each has its own words and its own next step."""

    BAD_TOKEN = "bad_token"  # noqa: S105 - a name, not a secret
    EXPIRED_TOKEN = "expired_token"  # noqa: S105 - a name, not a secret
    NOT_ADMITTED = "not_admitted"
    ROOM_INACTIVE = "room_inactive"
    UNREACHABLE = "unreachable"
    SLOW = "slow"
    LOST = "lost"
    REMOVED = "removed"
    ENDED = "ended"
    REFUSED = "refused"
    ELSEWHERE = "elsewhere"
    UNSUPPORTED = "unsupported"
    VIEW_STOPPED = "view_stopped"
    NO_TICKET = "no_ticket"
    NOT_READY = "not_ready"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CallTrouble:
    """A call that could not be opened or kept, told to a person.

    Attributes:
        kind: What happened, for the program.
        title: What happened, for the person.
        advice: What to do about it.
        details: Technical text for IT, without secrets.
    """

    kind: TroubleKind
    title: str
    advice: str
    details: str = ""
