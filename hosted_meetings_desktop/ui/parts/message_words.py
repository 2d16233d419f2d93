"""How a message to an invited person fares, in words and with a sign; the same wherever messages are shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.invitation import Attending
from hosted_meetings_desktop.domain.message import Channel, Occasion
from hosted_meetings_desktop.domain.outbox import Message, MessageState, OutboxSettings, Said
from hosted_meetings_desktop.ui.text.format import (
    DASH,
    date_text,
    day_text,
    isolated,
    moment_text,
    span_text,
    time_text,
)

Sign = tuple[str, str]
"""An icon's name and its role."""

_NEEDING = frozenset({MessageState.REFUSED, MessageState.BOUNCED, MessageState.UNSURE})
_TOLD = frozenset({MessageState.SENT, MessageState.BY_HAND})
_HOUR = timedelta(hours=1)


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("MessageWords", text, comment, n)


# ---- what a state means
def needs_person(message: Message) -> bool:
    """Return whether a message goes nowhere unless somebody decides something."""
    return message.state in _NEEDING


def is_told(message: Message) -> bool:
    """Return whether a message went out, as far as is known."""
    return message.state in _TOLD


def is_held(message: Message, settings: OutboxSettings, now: datetime) -> bool:
    """Return whether a message waits for nothing but its time."""
    waits = message.state is MessageState.WAITING and not message.problem and message.due_at > now
    return waits and settings.can_send(message.reader.channel)


def is_by_hand(message: Message, settings: OutboxSettings) -> bool:
    """Return whether a message waits for a person's own mail program, as nothing is set up to send it."""
    return message.state is MessageState.WAITING and not settings.can_send(message.reader.channel)


# ---- words
def occasion_word(occasion: Occasion) -> str:
    """Return what a message is about."""
    words = {
        Occasion.INVITATION: _tr("Invitation"),
        Occasion.CHANGE: _tr("Change"),
        Occasion.CANCELLATION: _tr("Cancellation"),
        Occasion.REMINDER: _tr("Reminder"),
    }
    return words[occasion]


def channel_word(channel: Channel) -> str:
    """Return how a message travels."""
    return _tr("E-mail") if channel is Channel.EMAIL else _tr("Text message")


def answer_word(attending: Attending) -> str:
    """Return what somebody answered."""
    words = {
        Attending.UNANSWERED: _tr("No answer yet"),
        Attending.ACCEPTED: _tr("Accepted"),
        Attending.DECLINED: _tr("Declined"),
        Attending.TENTATIVE: _tr("Tentative"),
    }
    return words[attending]


def answer_sign(attending: Attending) -> Sign:
    """Return the icon of an answer."""
    signs = {
        Attending.UNANSWERED: ("account-question-outline", "muted"),
        Attending.ACCEPTED: ("check-circle-outline", "live"),
        Attending.DECLINED: ("close-circle-outline", "stop"),
        Attending.TENTATIVE: ("help-circle-outline", "wait"),
    }
    return signs[attending]


def state_sign(message: Message, settings: OutboxSettings, now: datetime) -> Sign:
    """Return the icon of a message's state."""
    match message.state:
        case MessageState.WAITING if is_by_hand(message, settings):
            return "email-open-outline", "wait"
        case MessageState.WAITING:
            return "clock-outline", "muted" if is_held(message, settings, now) else "wait"
        case MessageState.SENDING:
            return "send-outline", "wait"
        case MessageState.UNSURE:
            return "help-circle-outline", "stop"
        case MessageState.SENT:
            return "email-check-outline", "live"
        case MessageState.BY_HAND:
            return "account-check-outline", "live"
        case _:
            return "alert-circle-outline", "stop"


def state_text(message: Message, settings: OutboxSettings, now: datetime) -> str:
    """Return how a message fares, in a few words: "Goes out in 2 min", "Sent 09:12", "Address refused"."""
    match message.state:
        case MessageState.WAITING:
            return _waiting_text(message, settings, now)
        case MessageState.SENDING:
            return _tr("Is being sent…")
        case MessageState.UNSURE:
            return _tr("May have been sent")
        case MessageState.SENT:
            return _at(_tr("Sent"), message.sent_at, now)
        case MessageState.BY_HAND:
            return _at(_tr("You told them"), message.sent_at, now)
        case MessageState.REFUSED:
            # What was never handed over was no address's fault: the visit was over, or it could not be written.
            return _tr("Address refused") if message.attempts else _tr("Not sent")
        case _:
            why, _rest = _parts(message.problem)
            return _tr("Bounced: %1").replace("%1", _within(why)) if why else _tr("Bounced")


def _waiting_text(message: Message, settings: OutboxSettings, now: datetime) -> str:
    if is_by_hand(message, settings):
        return _tr("Waits for you to send it")
    if message.problem:
        return _tr("Waits: %1", "for what").replace("%1", _within(_parts(message.problem)[0]))
    left = message.due_at - now
    if left <= timedelta(0):
        return _tr("Goes out now")
    if left <= _HOUR:
        return _tr("Goes out in %1 min").replace("%1", str(ceil(left.total_seconds() / 60)))
    if _is_today(message.due_at, now):
        return _tr("Goes out at %1", "time").replace("%1", time_text(message.due_at))
    return _at(_tr("Goes out"), message.due_at, now)


def advice_text(message: Message, settings: OutboxSettings, now: datetime) -> str:
    """Return what :func:`state_text` leaves out: more of the reason, and what can be done; empty for nothing."""
    name = isolated(message.reader.name)
    why, rest = _parts(message.problem)
    match message.state:
        case MessageState.WAITING if is_by_hand(message, settings):
            if message.reader.channel is Channel.SMS:
                return _tr("No provider of text messages is set up. Tell %1 another way.").replace("%1", name)
            return _tr("E-mail is not set up. Open it in your mail program and send it from there.")
        case MessageState.WAITING if message.problem:
            return f"{_sentence(rest)} {next_try_text(message, now)}".strip()
        case MessageState.WAITING if is_held(message, settings, now):
            return _tr("Until then your changes go into it; if you undo the plan, nobody is written to.")
        case MessageState.UNSURE:
            said = _tr("Ask %1 whether it arrived. If it did, say so here; if not, send it again.")
            return f"{_sentence(why)} {said.replace('%1', name)}".strip()
        case MessageState.REFUSED:
            mend = _tr("Correct the address in the meeting, or tell %1 another way.").replace("%1", name)
            return _sentence(rest) or mend
        case MessageState.BOUNCED:
            mend = _tr("Correct the address in the meeting and send it again, or tell %1 another way.")
            return f"{_sentence(rest)} {mend.replace('%1', name)}".strip()
        case _:
            return ""


def next_try_text(message: Message, now: datetime) -> str:
    """Return when what could not be sent is tried again by itself."""
    left = message.due_at - now
    if left <= timedelta(0):
        return _tr("It is tried again now.")
    if left <= _HOUR:
        return _tr("It is tried again in %1 min.").replace("%1", str(ceil(left.total_seconds() / 60)))
    return _tr("It is tried again by itself: %1.", "day and time").replace("%1", clock_text(message.due_at, now))


def clock_text(at: datetime | None, now: datetime) -> str:
    """Return the time alone for today, else with its day; a dash where it is not known."""
    if at is None:
        return DASH
    return time_text(at) if _is_today(at, now) else moment_text(at, now)


def _at(word: str, at: datetime | None, now: datetime) -> str:
    """Return "Sent 09:12", or "Sent · Yesterday 09:12"."""
    between = " " if at is None or _is_today(at, now) else " · "
    return f"{word}{between}{clock_text(at, now)}"


def _is_today(at: datetime, now: datetime) -> bool:
    return at.astimezone().date() == now.astimezone().date()


# ---- what it is about
def visit_text(message: Message, now: datetime) -> str:
    """Return which visit a message is about: "Fri 27 Nov 14:00 · Video visit"; a dash where only the reader knows.

    Of a cancellation that is the visit as its reader knew it; of a whole series its first time "and later".
    """
    said = message.about
    if said is None:
        return DASH
    when = clock_of(said, message.one)
    text = f"{day_text(when, now)} {time_text(when)}"
    if said.recurrence is not None and message.one is None:
        text = _tr("%1 and later", "day and time of the first of a series").replace("%1", text)
    return f"{text} · {isolated(said.title)}"


def clock_of(said: Said, one: datetime | None) -> datetime:
    """Return when it is, aware UTC: the one time of a series that is meant, or the first."""
    if one is None:
        return said.first
    moved = next((each.starts_at for each in said.changed if each.wall == one), None)
    return moved if moved is not None else one.replace(tzinfo=ZoneInfo(said.zone)).astimezone(UTC)


def time_told(message: Message, now: datetime) -> str:
    """Return what the reader reads about the time, and what the clinic's clock shows then where that differs."""
    said = message.about
    if said is None:
        return ""
    at = clock_of(said, message.one)
    if said.recurrence is not None and message.one is None and at + said.duration < now:
        return ""  # the reader reads of the times that are still to come
    theirs = ZoneInfo(message.reader.zone or said.zone)
    text = _tr("%1 reads: %2 (%3)", "name, day and times, place")
    text = text.replace("%2", f"{date_text(at, now, zone=theirs)} {span_text(at, at + said.duration, zone=theirs)}")
    text = text.replace("%3", _place(theirs.key)).replace("%1", isolated(message.reader.name))
    ours = ZoneInfo(said.zone)
    if at.astimezone(ours).utcoffset() == at.astimezone(theirs).utcoffset():
        return f"{text}."
    other = _tr("%1; the clinic's clock (%2) shows %3 then.", "what the reader reads, place, time")
    return other.replace("%1", text).replace("%2", _place(ours.key)).replace("%3", time_text(at, zone=ours))


def calendar_text(message: Message, *, attached: bool) -> str:
    """Return what the calendar part of a message does, in words."""
    if not attached:
        return _tr("Without a calendar entry.")
    single = message.one is not None
    match message.occasion:
        case Occasion.INVITATION:
            repeats = message.says is not None and message.says.recurrence is not None
            return (
                _tr("With a calendar entry for the whole series, to accept or decline.")
                if repeats
                else _tr("With a calendar entry, to accept or decline.")
            )
        case Occasion.CHANGE if single:
            return _tr("Changes one time of the series in their calendar.")
        case Occasion.CHANGE:
            return _tr("Changes the entry that is in their calendar already.")
        case Occasion.CANCELLATION if single:
            return _tr("Takes one time of the series out of their calendar.")
        case _:
            return _tr("Takes the entry out of their calendar.")


def _place(zone: str) -> str:
    return zone.rsplit("/", 1)[-1].replace("_", " ")


# ---- sentences from elsewhere
def _parts(problem: str) -> tuple[str, str]:
    """Return the first sentence of what stood in the way, without its full stop, and the advice after it."""
    first, _stop, rest = problem.partition(". ")
    return first.rstrip(". "), rest.strip()


def _within(sentence: str) -> str:
    """Return a sentence as it goes on after a colon: "The mail server…" in lower case, "SMTP…" as it is."""
    word = sentence.split(" ", 1)[0]
    return sentence[:1].lower() + sentence[1:] if word.isalpha() and word[1:].islower() else sentence


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "?", "…")) else f"{text}."
