"""What a message tells, in the reader's language and in order, before it becomes a page or a plain text."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.invitation import Method
from hosted_meetings_desktop.domain.message import Letter, Occasion
from hosted_meetings_desktop.messages.languages import Language, language_at
from hosted_meetings_desktop.messages.occasions import When, is_series, when
from hosted_meetings_desktop.messages.outside import few_lines, one_line

_LONGEST_TITLE = 100
_ATTACHED = {Method.REQUEST: "calendar_add", Method.PUBLISH: "calendar_change", Method.CANCEL: "calendar_remove"}


@dataclass(frozen=True, slots=True)
class Told:
    """The parts of a message, each a text of its own; empty where there is nothing to tell.

    Attributes:
        label: A word over the time: what kind of time it is.
        over: Whether what is told is not held any more.
        link_words: What there is to say about the link, behind it.
        notes: What else there is to say.
    """

    language: Language
    subject: str
    heading: str
    greeting: str
    paragraphs: tuple[str, ...]
    title: str
    label: str
    when: When
    old_label: str
    over: bool
    link: str = field(repr=False)
    join: str
    link_before: str
    copy_before: str
    link_words: tuple[str, ...]
    notes: tuple[str, ...]
    help: str
    phone: str
    clinic: str
    clinic_notes: tuple[str, ...]
    automatic: str


def tell(letter: Letter, method: Method | None = None) -> Told:
    """Put the facts of a letter in order.

    Args:
        letter: The facts; whatever they hold, nothing of it breaks a line.
        method: Of the calendar part that goes with it; None for none.

    Raises:
        InputProblem: the link is no address of a web page.
    """
    spoken = language_at(letter.language, letter.clinic_zone)
    say = spoken.say
    times = when(letter, spoken)
    clinic = one_line(letter.clinic.name)
    phone = one_line(letter.clinic.phone, 40)
    over = letter.occasion is Occasion.CANCELLATION
    title = one_line(letter.title, _LONGEST_TITLE)
    link = "" if over else checked_link(letter.link)
    kind = kind_of(letter)
    heading = say(_heading(letter, kind))
    return Told(
        language=spoken,
        subject=one_line(say(f"subject_{kind}", title=title or heading, when=times.short), 200),
        heading=heading,
        greeting=_greeting(spoken, letter.to.name),
        paragraphs=_paragraphs(letter, spoken, kind),
        title=title,
        label=say("cancelled_time") if over else (say("new_time") if times.old else ""),
        when=times,
        old_label=say("old_time"),
        over=over,
        link=link,
        join=say("join"),
        link_before=say("your_link"),
        copy_before=say("copy_link"),
        link_words=_link_words(letter, spoken, link),
        notes=_notes(letter, spoken, method, link),
        help=say("help_cancelled" if over else "help", phone=spoken.number(phone)) if phone else "",
        phone=phone,
        clinic=clinic,
        clinic_notes=few_lines(letter.clinic.note),
        automatic=say("automatic", clinic=spoken.foreign(clinic)),
    )


def kind_of(letter: Letter) -> str:
    """Return how the texts of an occasion are named; a change that leaves the time alone has its own."""
    if letter.occasion is Occasion.CHANGE and letter.before is None:
        return "details"
    return letter.occasion.value


def who(letter: Letter, spoken: Language) -> str:
    """Return whose message it is: the host and the clinic."""
    host, clinic = one_line(letter.host), one_line(letter.clinic.name)
    if not host or host == clinic:
        return spoken.foreign(clinic)
    return f"{spoken.foreign(host)} ({spoken.foreign(clinic)})" if clinic else spoken.foreign(host)


def checked_link(link: str) -> str:
    """Return a link as it may stand in a page.

    Raises:
        InputProblem: it does not lead to a web page.
    """
    problem = InputProblem(
        "guest_page",
        "The address of the guest page cannot be used",
        "It has to start with https:// and lead to the clinic's guest page. Check it in Settings.",
    )
    if not link:
        return ""
    try:
        found = urlsplit(link)
    except ValueError:
        raise problem from None
    if found.scheme not in {"https", "http"} or not found.hostname or link != one_line(link, 4000) or " " in link:
        raise problem
    return link


def before_words(spoken: Language, before: timedelta) -> str:
    """Return "2 hours before the call", in the largest unit that tells it exactly."""
    minutes = max(1, round(before.total_seconds() / 60))
    for key, size in (("before_days", 1440), ("before_hours", 60)):
        if minutes % size == 0:
            return spoken.count(key, minutes // size)
    return spoken.count("before_minutes", minutes)


def _greeting(spoken: Language, name: str) -> str:
    named = one_line(name)
    return spoken.say("greeting", name=spoken.foreign(named)) if named else spoken.say("greeting_nobody")


def _heading(letter: Letter, kind: str) -> str:
    several = is_series(letter) and letter.occasion in {Occasion.INVITATION, Occasion.CANCELLATION}
    return f"heading_{kind}_series" if several else f"heading_{kind}"


def _paragraphs(letter: Letter, spoken: Language, kind: str) -> tuple[str, ...]:
    several = is_series(letter) and letter.occasion in {Occasion.INVITATION, Occasion.CANCELLATION}
    lead = spoken.say(f"lead_{kind}_series" if several else f"lead_{kind}", who=who(letter, spoken))
    if letter.only_one and letter.occasion is Occasion.CHANGE:
        return lead, spoken.say("only_this_change")
    if letter.only_one and letter.occasion is Occasion.CANCELLATION:
        return lead, spoken.say("only_this_cancelled")
    return (lead,)


def _link_words(letter: Letter, spoken: Language, link: str) -> tuple[str, ...]:
    say = spoken.say
    if letter.occasion is Occasion.CANCELLATION:
        return ()
    before = before_words(spoken, letter.reminder) if letter.reminder else ""
    if link:
        again = before and letter.occasion is not Occasion.REMINDER
        return (say("link_personal"), say("link_again", before=before)) if again else (say("link_personal"),)
    if letter.link_follows:
        return (say("link_follows_before", before=before) if before else say("link_follows"),)
    return ()


def _notes(letter: Letter, spoken: Language, method: Method | None, link: str) -> tuple[str, ...]:
    notes = []
    if letter.occasion is Occasion.CANCELLATION:
        # A link of a whole series goes on working for its other times, and one that was never sent is not missed.
        if not letter.only_one and not letter.link_follows:
            notes.append(spoken.say("link_gone"))
    elif link or letter.link_follows:
        notes.append(spoken.say("browser"))
    if method in _ATTACHED and letter.occasion is not Occasion.REMINDER:
        changed = method is Method.REQUEST and letter.occasion is Occasion.CHANGE
        notes.append(spoken.say("calendar_change" if changed else _ATTACHED[method]))
    return tuple(notes)
