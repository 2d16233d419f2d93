"""What stands in the entry of the reader's calendar."""

from __future__ import annotations

from hosted_meetings_desktop.domain.message import Letter
from hosted_meetings_desktop.messages.telling import tell, who


def entry_text(letter: Letter) -> tuple[str, str]:
    """Return title and description, the latter as lines ended by LF; the calendar itself shows the time.

    Raises:
        InputProblem: the link is no address of a web page.
    """
    told = tell(letter)
    spoken = told.language
    title = spoken.say("event_title", title=told.title, clinic=told.clinic) if told.clinic else told.title
    blocks = [
        [spoken.say("event_with", who=who(letter, spoken))],
        [told.link_before, told.link] if told.link else [],
        list(told.link_words),
        [*told.notes, *([told.help] if told.help else [])],
        list(told.clinic_notes),
    ]
    return title, "\n\n".join("\n".join(block) for block in blocks if block)
