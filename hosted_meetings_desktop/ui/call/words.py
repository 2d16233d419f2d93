"""Every sentence of the call, for the window and for the page: one place for translators."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.call import CallTrouble, TroubleKind
from hosted_meetings_desktop.support.redaction import redact
from hosted_meetings_desktop.ui.text.format import one_or_many


def say(text: str, comment: str | None = None, n: int = -1) -> str:
    """Return a sentence of the call in the person's language."""
    return QCoreApplication.translate("Call", text, comment, n)


@dataclass(frozen=True, slots=True)
class TroubleWords:
    """What the page shows for a trouble; ``action`` is the main button, empty where nothing can be tried."""

    title: str
    advice: str
    action: str = ""


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
            say("The host did not admit you"), say("Ask the host, then try again."), again
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
        "left": {
            "title": say("You left the call"),
            "advice": say("The room stays open for the others."),
            "action": say("Rejoin"),
        },
        "close": say("Close"),
        "copy": say("Copy details for IT"),
        "copied": say("Copied"),
        "troubles": {
            kind.value: {"title": words.title, "advice": words.advice, "action": words.action}
            for kind in TroubleKind
            for words in (trouble_words(kind),)
        },
    }


def state_words(state: str, others: int) -> str:
    """Return the status row's sentence for a state of the page."""
    if state == "joined":
        if others == 0:
            return say("In the call. Nobody else is here")
        one, many = say("In the call with 1 other"), say("In the call with %n others", None, others)
        return one_or_many(others, one, many)
    return {
        "opening": say("Opening the meeting"),
        "loading": say("Opening the call"),
        "renewing": say("Getting a new way into the call"),
        "setup": say("Ready to join"),
        "joining": say("Joining"),
        "waiting": say("Waiting for the host to admit you"),
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
            "waiting": say("The host admitted you. You are in the call."),
            "reconnecting": say("Connected again. You are in the call."),
        }.get(before, say("You are in the call."))
    return state_words(state, 0) if state in {"opening", "waiting", "reconnecting", "left"} else ""
