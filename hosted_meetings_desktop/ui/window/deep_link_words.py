"""What is said about a link that was opened: never the link itself, which anybody may have written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.deep_link import Linked, LinkState, Refusal
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.ui.text.format import day_text, isolated, span_text


@dataclass(frozen=True, slots=True)
class LinkNews:
    """What the card says and offers.

    Attributes:
        lead: What this is about, above the heading; empty where the heading says it.
        heading: The meeting's title, or what became of the link.
        note: When and with whom, or what to do.
        joins: Whether the meeting can be joined.
        shows: Whether there is a meeting to show.
        again: Whether looking again may find it.
    """

    heading: str
    note: str
    lead: str = ""
    joins: bool = False
    shows: bool = False
    again: bool = False


def _tr(text: str) -> str:
    return QCoreApplication.translate("DeepLink", text)


def _filled(text: str, *values: str) -> str:
    """Put values into the places %1, %2; a value that holds such a sign itself, as titles may, is left as it is."""
    return re.sub("%([1-9])", lambda found: values[int(found[1]) - 1], text)


def linked_news(linked: Linked, account: str, now: datetime, *, practice: bool) -> LinkNews:
    """Return what to say about a link that was looked up.

    Args:
        linked: What was found.
        account: What the account is called in which it was looked for.
        now: Decides what is today.
        practice: Whether that is practice mode.
    """
    if linked.meeting is not None:
        return _meeting_news(linked.meeting, now, cancelled=linked.state is LinkState.CANCELLED)
    if practice:
        return LinkNews(
            _tr("The meeting of this link is not in practice mode"),
            _tr("Practice mode has only its own meetings. Leave it, and you are asked about the link again."),
        )
    if linked.state is LinkState.OTHER_ACCOUNT:
        note = _tr("This app is connected to %1. Connect the other account, and you are asked about the link again.")
        return LinkNews(_tr("This link is for another account"), _filled(note, isolated(account)))
    known = _tr("It was removed, or it has not reached this PC yet.")
    unknown = _tr("It was removed, has not reached this PC yet, or is another account's.")
    note = known if linked.state is LinkState.GONE else unknown
    return LinkNews(_tr("The meeting of this link is not in your list"), note, again=True)


def refused_news(why: Refusal) -> LinkNews:
    """Return what to say about a link that is not followed."""
    ask = _tr("Find the meeting in the list, or ask for a new link.")
    kept = _tr(
        "Whoever has it comes into a call in that person's name, so the app does not open it and keeps nothing of it."
    )
    match why:
        case Refusal.GUEST:
            return LinkNews(_tr("This is a guest's own link"), f"{kept} {_tr('Find the meeting in the list.')}")
        case Refusal.SECRET:
            return LinkNews(
                _tr("This link is somebody's own way in"), f"{kept} {_tr('Find the meeting in the list.')}"
            )
        case Refusal.SIGN_IN:
            told = _tr("Links to meetings have none, so the app does not open it and keeps nothing of it.")
            return LinkNews(_tr("A user name or password stands in this link"), f"{told} {ask}")
        case Refusal.ELSEWHERE:
            told = _tr("The app opens links to its own meetings only.")
            return LinkNews(_tr("This link leads to another place"), f"{told} {ask}")
        case Refusal.LONG:
            return LinkNews(_tr("This link is too long to be a meeting's"), ask)
        case Refusal.STRANGE:
            return LinkNews(_tr("This is no link to a meeting"), ask)


def waiting_words() -> str:
    """Return what to say where no account is connected yet."""
    return _tr("A link to a meeting was opened. Connect the account, and you are asked whether to join.")


def _meeting_news(meeting: Meeting, now: datetime, *, cancelled: bool) -> LinkNews:
    lead = (
        _tr("A link to this cancelled meeting was opened") if cancelled else _tr("A link to this meeting was opened")
    )
    note = _when_and_who(meeting, now)
    return LinkNews(meeting.title, note, lead, joins=not cancelled, shows=True)


def _when_and_who(meeting: Meeting, now: datetime) -> str:
    host = isolated(meeting.host.strip())
    if meeting.made_elsewhere:  # when it is held nobody told us
        return host
    starts, ends = meeting.schedule.starts_at, meeting.schedule.ends_at
    when = _filled(_tr("%1 %2"), day_text(starts, now), span_text(starts, ends))
    return _filled(_tr("%1, with %2"), when, host) if host else when
