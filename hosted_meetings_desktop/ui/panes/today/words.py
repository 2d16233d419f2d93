"""What the front desk says of a meeting: its state in a word, who and since when, whose word that is and how old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.desk_rules import urgency, waited
from hosted_meetings_desktop.domain.front_desk import (
    DeskLimits,
    DeskRoom,
    DeskState,
    PersonHere,
    Source,
    Urgency,
    Word,
)
from hosted_meetings_desktop.ui.parts.badge import badge_word
from hosted_meetings_desktop.ui.parts.meeting_state import first_guest, people_of
from hosted_meetings_desktop.ui.parts.recording_words import voices_of
from hosted_meetings_desktop.ui.text.format import (
    DASH,
    ago_text,
    duration_text,
    isolated,
    span_text,
    time_text,
    until_text,
)

_MINUTE = timedelta(minutes=1)
_TONES = {Urgency.CALM: "accent", Urgency.AMBER: "wait", Urgency.RED: "stop"}


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("Today", text, comment, n)


@dataclass(frozen=True, slots=True)
class Told:
    """One meeting in words.

    Attributes:
        state: The state in a few words, with its minutes.
        icon: The sign beside it.
        tone: Its colour: a role of the theme that has a soft fill too, or "accent".
        more: Who, since when; empty where there is nothing to say.
        known: Whose word it is and how old.
    """

    state: str
    icon: str
    tone: str
    more: str
    known: str


def told(room: DeskRoom, limits: DeskLimits, now: datetime) -> Told:
    """Return what is said of a meeting."""
    state, icon, tone = _state(room, limits, now)
    return Told(state, icon, tone, more_text(room, now), known_text(room.word, now))


def group_word(state: DeskState) -> str:
    """Return the heading over the meetings in a state."""
    words = {
        DeskState.WAITING: _tr("Waiting"),
        DeskState.EARLY: _tr("Here early"),
        DeskState.OVER_TIME: _tr("Over time"),
        DeskState.IN_CALL: _tr("In the call"),
        DeskState.PLANNED: _tr("Planned"),
        DeskState.NO_SHOW: _tr("Nobody came"),
        DeskState.ENDED: _tr("Over"),
        DeskState.CANCELLED: _tr("Cancelled"),
    }
    return words[state]


def group_sign(state: DeskState) -> tuple[str, str]:
    """Return the icon of a state and the role of its colour."""
    signs = {
        DeskState.WAITING: ("account-clock-outline", "wait"),
        DeskState.EARLY: ("clock-fast", "accent_text"),
        DeskState.OVER_TIME: ("timer-alert-outline", "wait"),
        DeskState.IN_CALL: ("account-voice", "live"),
        DeskState.PLANNED: ("calendar-clock-outline", "over"),
        DeskState.NO_SHOW: ("account-off-outline", "stop"),
        DeskState.ENDED: ("check", "over"),
        DeskState.CANCELLED: ("cancel", "over"),
    }
    return signs[state]


def _state(room: DeskRoom, limits: DeskLimits, now: datetime) -> tuple[str, str, str]:
    icon, tone = group_sign(room.state)
    text = group_word(room.state)
    match room.state:
        case DeskState.WAITING:
            text, tone = _waits(room, now, _tr("Waits %1")), _TONES[urgency(room, limits, now)]
        case DeskState.EARLY:
            text, tone = _waits(room, now, _tr("Early, waits %1")), "accent"
        case DeskState.OVER_TIME:
            text = _tr("Over by %1").replace("%1", duration_text(now - room.meeting.schedule.ends_at))
        case DeskState.IN_CALL:
            alone = room.inside and not room.guests_inside
            since = now - room.since
            if since < _MINUTE:  # "less than 1 min" is cut where the board is narrow, and says no more
                text = _tr("Host alone") if alone else _tr("In the call")
            else:
                said = _tr("Host alone %1") if alone else _tr("In the call %1")
                text = said.replace("%1", duration_text(since))
        case DeskState.PLANNED:
            text = _soon(room, now)
            tone = "wait" if room.meeting.schedule.starts_at <= now else tone
        case DeskState.NO_SHOW if room.proposed:
            icon = "account-question-outline"
        case DeskState.NO_SHOW:
            text, tone = _tr("No-show"), "over"
        case DeskState.ENDED:
            text = _tr("Over since %1").replace("%1", time_text(room.since))
        case DeskState.CANCELLED:
            pass
    return text, icon, tone


def _soon(room: DeskRoom, now: datetime) -> str:
    starts = room.meeting.schedule.starts_at
    if starts <= now:
        return _tr("Began %1").replace("%1", ago_text(starts, now))
    word = until_text(starts, now)
    return word[:1].upper() + word[1:]


def _waits(room: DeskRoom, now: datetime, said: str) -> str:
    if not room.looks and room.waiting_word is not None and room.waiting_word.at is not None:
        return _tr("Last seen %1").replace("%1", time_text(room.waiting_word.at))
    wait = waited(room, room.waiting[0], now)
    return _tr("Just came") if wait < _MINUTE else said.replace("%1", duration_text(wait))


def more_text(room: DeskRoom, now: datetime) -> str:
    """Return who is there besides those whom the line names already, and since when."""
    parts = []
    if room.recording:  # first: the end of a long line is cut off
        parts.append(badge_word("recording") if room.voices is None else voices_of(room.voices))
    if room.state in {DeskState.IN_CALL, DeskState.OVER_TIME}:
        parts += [_since(room.since), _names(room)]
    if room.waiting:
        parts.append(_waiting_names(room, now))
    if room.state is DeskState.NO_SHOW:
        if room.proposed:
            begun = ago_text(room.meeting.schedule.starts_at, now)
            parts.append(_tr("began %1").replace("%1", begun))
        if room.inside:
            parts.append(_tr("the host is there"))
    if room.state is DeskState.PLANNED and room.meeting.schedule.starts_at <= now:
        parts.append(_tr("nobody in yet"))
    if room.state is DeskState.PLANNED and not room.meeting.sync.calm:
        parts.append(badge_word(room.meeting.sync))
    return " · ".join(part for part in parts if part)


def _since(at: datetime) -> str:
    return _tr("since %1").replace("%1", time_text(at))


def _waiting_names(room: DeskRoom, now: datetime) -> str:
    first, more = room.waiting[0], len(room.waiting) - 1
    guest = first_guest(room.meeting)
    expected = guest is not None and first.invitee == guest.id
    others = f" +{more}" if more else ""
    if room.state in {DeskState.WAITING, DeskState.EARLY}:
        since = _since(first.since)
        if not expected:
            return f"{isolated(first.name)}{others}, {since}"
        return since if not more else f"{since} · {_tr('%1 more', 'people who wait').replace('%1', str(more))}"
    wait = duration_text(waited(room, first, now))
    return _tr("%1 waits %2").replace("%2", wait).replace("%1", f"{isolated(first.name)}{others}")


def _names(room: DeskRoom) -> str:
    """Return how many are in, and the names of those who are neither the host nor whom the meeting is about."""
    guest = first_guest(room.meeting)
    about = guest.id if guest is not None else None
    others = [each for each in room.guests_inside if each.invitee is None or each.invitee != about]
    count = _tr("1 person") if room.count == 1 else _tr("%n people", "", room.count)
    if not others:
        return count
    names = ", ".join(isolated(each.name) for each in others[:2])
    return _tr("%1 with %2", "3 people with Leila").replace("%2", names).replace("%1", count)


def known_text(word: Word, now: datetime) -> str:
    """Return whose word a state is, and how old."""
    if word.source is Source.PLAN:
        return _tr("by the plan")
    if word.source is Source.CALL and word.at is None:
        return _tr("seen by a call now")
    age = DASH if word.at is None else ago_text(word.at, now)
    said = {
        Source.PROVIDER: _tr("seen %1"),
        Source.CALL: _tr("seen by a call %1"),
        Source.DESK: _tr("marked %1"),
    }
    return said[word.source].replace("%1", age)


def waiting_known_text(room: DeskRoom, now: datetime) -> str:
    """Return whose word it is that somebody waits, and how old."""
    word = room.waiting_word
    if room.desk_inside:
        return _tr("The front desk stands by in the room. Everybody in it sees that.")
    if word is None:
        return _tr("Nobody of the clinic is in the room from this PC, so nobody here sees who waits.")
    if word.at is None:
        return _tr("A host's call window is open and sees who waits.")
    said = _tr("Last seen %1: no call window of a host is open any more, so nobody knows who waits now.")
    return said.replace("%1", ago_text(word.at, now))


def title_of(room: DeskRoom) -> str:
    """Return whom a meeting is about, or what, where nobody is invited to it."""
    return room.meeting.title if first_guest(room.meeting) is None else people_of(room.meeting)[0]


def more_people(room: DeskRoom) -> str:
    """Return how many more are invited: "+2", empty for none."""
    return "" if first_guest(room.meeting) is None else people_of(room.meeting)[1]


def initials(name: str) -> str:
    """Return a name as its initials: "F. H."."""
    words = [word for word in name.replace("-", " ").split() if word[:1].isalpha() and not word.endswith(".")]
    picked = words if len(words) < 3 else [words[0], words[-1]]
    return " ".join(f"{word[0]}." for word in picked) or DASH


def spoken(room: DeskRoom, limits: DeskLimits, now: datetime) -> str:
    """Return a whole row in a sentence, for screen readers."""
    said = told(room, limits, now)
    when = span_text(room.meeting.schedule.starts_at, room.meeting.schedule.ends_at)
    parts = (when, title_of(room), room.meeting.title, room.meeting.host, said.state, said.more, said.known)
    return ", ".join(dict.fromkeys(part for part in parts if part))


def see_text(room: DeskRoom, person: PersonHere) -> str:
    """Return whom somebody is about to see, and in what."""
    said = _tr("You are about to let in %1 to “%2”, %3 with %4.", "person, meeting, from when to when, host")
    when = span_text(room.meeting.schedule.starts_at, room.meeting.schedule.ends_at)
    values = (isolated(person.name), isolated(room.meeting.title), when, isolated(room.meeting.host) or DASH)
    for place, value in enumerate(values, start=1):
        said = said.replace(f"%{place}", value)
    return said


def admit_words(name: str) -> str:
    """Return what the button that lets somebody in is called."""
    return _tr("Let %1 in").replace("%1", isolated(name))
