"""Every sentence of the call, for the window and for the page: one place for translators."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.call import CallPerson, CallTrouble, TroubleKind
from hosted_meetings_desktop.domain.call_diary import Step
from hosted_meetings_desktop.support.redaction import redact
from hosted_meetings_desktop.ui.text.format import isolated, one_or_many

MOST_NAMED = 200
"""So many people the page names at most."""
_PLACE = re.compile(r"%([1-9])")


def say(text: str, comment: str | None = None, n: int = -1) -> str:
    """Return a sentence of the call in the person's language."""
    return QCoreApplication.translate("Call", text, comment, n)


def filled(text: str, *values: str) -> str:
    """Return a sentence with its ``%1``, ``%2``, … replaced; what stands in a value is left as it is."""
    return _PLACE.sub(lambda place: values[int(place[1]) - 1], text)


@dataclass(frozen=True, slots=True)
class TroubleWords:
    """What the page shows for a trouble; ``action`` is the main button, empty where nothing can be tried."""

    title: str
    advice: str
    action: str = ""


_ELSEWHERE_HELPS = frozenset(
    {
        TroubleKind.UNREACHABLE,
        TroubleKind.SLOW,
        TroubleKind.LOST,
        TroubleKind.UNSUPPORTED,
        TroubleKind.VIEW_STOPPED,
        TroubleKind.NOT_READY,
        TroubleKind.UNKNOWN,
    }
)


def browser_helps(kind: TroubleKind) -> bool:
    """Return whether a browser can help where this app could not: not where somebody said no."""
    return kind in _ELSEWHERE_HELPS


def phone_helps(kind: TroubleKind) -> bool:
    """Return whether the telephone can help; a browser needs a new way into the call just as the app does."""
    return kind in _ELSEWHERE_HELPS or kind is TroubleKind.NO_TICKET


def trouble_words(kind: TroubleKind) -> TroubleWords:
    """Return the words for one kind of trouble."""
    again, rejoin = say("Try again"), say("Rejoin")
    table = {
        TroubleKind.BAD_TOKEN: TroubleWords(
            say("This call cannot be opened with the link it was given"),
            say("Try again to get a new one. If that does not help, open the meeting from Meetings."),
            again,
        ),
        TroubleKind.EXPIRED_TOKEN: TroubleWords(
            say("The link to this call has expired"), say("Try again to get a new one."), again
        ),
        TroubleKind.NOT_ADMITTED: TroubleWords(
            say("The room did not let you in"),
            say("It may have been closed, or your place in it was withdrawn. The host can open it again."),
            again,
        ),
        TroubleKind.ROOM_INACTIVE: TroubleWords(
            say("This room is closed"), say("Its host can open it again from Meetings, then try again."), again
        ),
        TroubleKind.UNREACHABLE: TroubleWords(
            say("The video service cannot be reached"),
            say("Check that this PC is online, then try again. Your meeting and its room are kept."),
            again,
        ),
        TroubleKind.SLOW: TroubleWords(
            say("Joining takes longer than it should"),
            say("The network may be slow or a firewall may hold back video. Try again, or use another network."),
            again,
        ),
        TroubleKind.LOST: TroubleWords(
            say("The connection to the call was lost"),
            say("Check that this PC is online, then rejoin. The others can go on without you meanwhile."),
            rejoin,
        ),
        TroubleKind.REMOVED: TroubleWords(
            say("You were removed from the call"),
            say("A host ended your part in it. Ask them if that was a mistake."),
            rejoin,
        ),
        TroubleKind.ENDED: TroubleWords(say("The call has ended"), say("The host ended it for everyone.")),
        TroubleKind.REFUSED: TroubleWords(
            say("The host did not let you in"), say("Ask the host, then try again."), again
        ),
        TroubleKind.ELSEWHERE: TroubleWords(
            say("You joined this call somewhere else"),
            say("It goes on there. Rejoin to take it over here."),
            rejoin,
        ),
        TroubleKind.UNSUPPORTED: TroubleWords(
            say("This PC cannot run the call"), say("Reinstall the app, or open the link in a browser.")
        ),
        TroubleKind.VIEW_STOPPED: TroubleWords(
            say("The call view stopped"),
            say("The others are still in the call. Your place is kept."),
            say("Return to the call"),
        ),
        TroubleKind.NO_TICKET: TroubleWords(
            say("No new way into the call could be fetched"),
            say("Check that this PC is online, then try again."),
            again,
        ),
        TroubleKind.NOT_READY: TroubleWords(
            say("The call view does not start"),
            say("It was tried three times. Your place in the call is kept."),
            again,
        ),
        TroubleKind.UNKNOWN: TroubleWords(
            say("The call could not be opened"), say("Try again. IT can read the details."), again
        ),
    }
    return table[kind]


def describe(kind: TroubleKind, details: str = "") -> CallTrouble:
    """Return the trouble as the rest of the program sees it, its details free of secrets."""
    words = trouble_words(kind)
    return CallTrouble(kind, words.title, words.advice, redact(details))


def page_words() -> dict[str, object]:
    """Return what the page says, as it is handed to it."""
    return {
        "opening": say("Opening the call"),
        "asking": say("Allow or refuse the camera and the microphone above"),
        "renewing": say("Getting a new way into the call"),
        "joining": say("Joining"),
        "steps": {step.value: step_words(step) for step in Step if step_words(step)},
        "presence": {
            "title": say("The front desk is in the room, muted"),
            "advice": say("Everybody in the room can see that. It neither sees nor hears the call."),
            "close": say("Leave the room"),
        },
        "hold": {"title": say("On hold"), "advice": say("The others see that your microphone and camera are off.")},
        "browser": say("Open in the browser"),
        "left": {
            "title": say("You left the call"),
            "advice": say("The room stays open for the others."),
            "action": say("Rejoin"),
        },
        "close": say("Close"),
        "copy": say("Copy details for IT"),
        "copied": say("Copied"),
        "troubles": {
            kind.value: {
                "title": words.title,
                "advice": words.advice,
                "action": words.action,
                "browser": browser_helps(kind),
                "phone": phone_helps(kind),
            }
            for kind in TroubleKind
            for words in (trouble_words(kind),)
        },
    }


def step_words(step: Step) -> str:
    """Return what the person is told while a step of the way in is tried; empty where its state says enough."""
    return {
        Step.ONCE_MORE: say("Joining did not work at once. Trying once more"),
        Step.FRESH_TICKET: say("Joining did not work. Getting a new way into the call"),
        Step.RELOAD: say("That did not work either. Loading the call afresh"),
        Step.SOUND_ONLY: say("Trying with sound only, without the camera"),
        Step.OFFLINE: say("This PC is offline. The call goes on as soon as it is back"),
        Step.AWAKE: say("This PC was asleep. Looking whether the call is still there"),
        Step.REJOIN: say("The connection was lost. Joining again"),
        Step.BROWSER: say("Opening the call in the browser"),
    }.get(step, "")


def title_text(title: str, media: frozenset[str], time: str, *, held: bool = False) -> str:
    """Return the window's title; ``time`` is empty while the person is not in the call.

    What is off stands before the time: the end is what a taskbar cuts away.
    """
    if not time:
        return title
    if held:
        return " · ".join((title, say("on hold"), time))
    off = [say("muted")] if "microphone" not in media else []
    off += [say("camera off")] if "camera" not in media else []
    return " · ".join((title, *off, time))


def pressing_words(waiting: tuple[CallPerson, ...], kinds: Collection[str], recording: str = "") -> str:
    """Return what asks for an answer that the small window has no room for; empty where nothing does.

    Args:
        waiting: Who waits to be let in.
        kinds: What the call asks for.
        recording: What is asked or told of a recording, in few words.
    """
    if kinds:
        return say("The call asks for camera or microphone")
    if recording or not waiting:
        return recording
    name = isolated(waiting[0].name) or say("Somebody without a name")
    if len(waiting) == 1:
        return filled(say("%1 waits to be let in"), name)
    more = len(waiting) - 1
    one, many = say("%1 and 1 more wait to be let in"), say("%1 and %n more wait to be let in", None, more)
    return filled(one_or_many(more, one, many), name)


def state_words(state: str, others: int, *, held: bool = False) -> str:
    """Return the status row's sentence for a state of the page."""
    if state == "joined" and held:
        one, many = say("On hold. 1 other is in the call"), say("On hold. %n others are in the call", None, others)
        return one_or_many(others, one, many) if others else say("On hold. Nobody else is in the call")
    if state == "joined":
        if others == 0:
            return say("In the call. Nobody else is here")
        if others >= MOST_NAMED:
            return say("In the call with %n others or more", None, others)
        one, many = say("In the call with 1 other"), say("In the call with %n others", None, others)
        return one_or_many(others, one, many)
    return {
        "opening": say("Opening the meeting"),
        "loading": say("Opening the call"),
        "renewing": say("Getting a new way into the call"),
        "setup": say("Ready to join"),
        "joining": say("Joining"),
        "waiting": say("Waiting for the host to let you in"),
        "reconnecting": say("Connection lost. Reconnecting by itself"),
        "leaving": say("Leaving"),
        "left": say("You left the call"),
        "stopped": say("The call view stopped"),
        "trouble": say("Not in the call"),
    }.get(state, "")


def spoken_words(before: str, state: str) -> str:
    """Return what a screen reader says when the state ``before`` becomes ``state``; empty where it stays silent."""
    if state == "joined":
        return {
            "waiting": say("The host let you in. You are in the call."),
            "reconnecting": say("Connected again. You are in the call."),
        }.get(before, say("You are in the call."))
    return state_words(state, 0) if state in {"opening", "waiting", "reconnecting", "left"} else ""
